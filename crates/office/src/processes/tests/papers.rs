//! Papers of forms: what is taken, who reads them, and that each is stored once.

use super::house::House;
use crate::limits::{ATTACHMENT_BYTES_A_DAY, ATTACHMENT_BYTES_MAX};
use crate::{OfficeError, entry};
use model::{FactBody, Millis};
use serde_json::json;

#[tokio::test]
async fn a_paper_is_stored_once_and_read_by_who_may_follow_its_instance() {
    let house = House::new().await;
    let bytes = b"%PDF-1.7 a bill".to_vec();
    let agent = house.caller("agent1");
    let paper = house.office.attach(&agent, "../账单.pdf", "application/pdf", bytes.clone()).await.expect("stored");
    assert_eq!((paper.name.as_str(), paper.id.len(), paper.bytes), ("账单.pdf", 64, 15));
    let again = house.office.attach(&agent, "b.pdf", "application/pdf", bytes.clone()).await.expect("the same");
    assert_eq!(again.id, paper.id);
    let other = house.caller("agent2");
    house.office.attach(&other, "c.pdf", "application/pdf", bytes.clone()).await.expect("somebody else's copy");
    let is_it =
        |body: &FactBody| matches!(body, FactBody::AttachmentStored { attachment, .. } if **attachment == *paper.id);
    assert_eq!(house.facts().await.iter().filter(|fact| is_it(&fact.body)).count(), 2, "once for each who stored it");
    assert_eq!(house.office.attachment(&other, &paper.id).await.expect("the own copy").1, bytes);

    for stranger in ["leader1", "manager", "auditor"] {
        let refused = house.office.attachment(&house.caller(stranger), &paper.id).await;
        assert!(matches!(refused, Err(OfficeError::NotFound)), "{stranger}: {refused:?}");
    }
    let slip = json!({"kind": "sick", "from": "2026-11-26", "to": "2026-11-26", "days": 1, "reason": "flu", "proof": [paper.id]});
    let view = house.start("agent1", "leave", slip).await.expect("asks with a proof");
    assert_eq!(house.office.attachment(&house.caller("leader1"), &paper.id).await.expect("decides").1, bytes);
    let revealed = house
        .facts()
        .await
        .into_iter()
        .filter(|f| matches!(&f.body, FactBody::Revealed { what, .. } if what == "attachment"));
    assert_eq!(revealed.map(|fact| fact.actor).collect::<Vec<_>>(), [model::Actor::Person(house.id("leader1"))]);
    let stranger = house.office.attachment(&house.caller("agent8"), &paper.id).await;
    assert!(matches!(stranger, Err(OfficeError::NotFound)), "{:?}", view.row.id);
}

#[tokio::test]
async fn a_form_names_only_papers_that_its_writer_may_open() {
    let house = House::new().await;
    let agent = house.caller("agent1");
    let paper = house.office.attach(&agent, "a.txt", "text/plain", b"secret".to_vec()).await.expect("stored");
    let slip = |proof: &str| json!({"kind": "sick", "from": "2026-11-26", "to": "2026-11-26", "days": 1, "reason": "flu", "proof": [proof]});
    for proof in [paper.id.as_str(), &"a".repeat(64), "not a paper"] {
        match house.start("agent2", "leave", slip(proof)).await {
            Err(OfficeError::BadForm(problems)) => assert_eq!(problems[0].code, "attachment", "{problems:?}"),
            other => panic!("{proof}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_is_too_large_or_not_what_it_says_is_refused() {
    let house = House::new().await;
    let agent = house.caller("agent1");
    let before = house.facts().await.len();
    let attach = |media_type: &'static str, bytes: Vec<u8>| house.office.attach(&agent, "a", media_type, bytes);
    let large = attach("text/plain", vec![b'a'; ATTACHMENT_BYTES_MAX + 1]).await;
    assert!(matches!(large, Err(OfficeError::TooLarge { limit: ATTACHMENT_BYTES_MAX })));
    for (media_type, bytes) in [
        ("image/png", b"<svg onload=alert(1)>".to_vec()),
        ("text/html", b"<html>".to_vec()),
        ("application/x-msdownload", b"MZ".to_vec()),
        ("text/plain", vec![0xff, 0xfe, 0x00]),
    ] {
        let refused = attach(media_type, bytes).await;
        assert!(matches!(refused, Err(OfficeError::WrongMediaType)), "{media_type}: {refused:?}");
    }
    assert!(matches!(attach("text/plain", Vec::new()).await, Err(OfficeError::BadInput { .. })));
    let auditor = house.office.attach(&house.caller("auditor"), "a.txt", "text/plain", b"a".to_vec()).await;
    assert!(auditor.is_ok(), "AUTH-48: who checks a finding again adds the evidence: {auditor:?}");
    let kept = house.facts().await.split_off(before);
    assert!(
        matches!(&*kept, [fact] if matches!(fact.body, FactBody::AttachmentStored { .. })),
        "nothing else happened: {kept:?}"
    );
}

#[tokio::test]
async fn a_person_stores_so_much_a_day() {
    let house = House::new().await;
    let agent = house.caller("agent1");
    let stored = FactBody::AttachmentStored {
        attachment: "a".repeat(64).as_str().into(),
        name: "a.wav".into(),
        media_type: "audio/wav".into(),
        bytes: ATTACHMENT_BYTES_A_DAY - 10,
        by: agent.person.id,
    };
    house.office.commit(vec![entry(house.office.fact(agent.actor(), &[], stored))]).await.expect("stored");
    let attach = |bytes: &[u8]| house.office.attach(&agent, "a.txt", "text/plain", bytes.to_vec());
    attach(b"0123").await.expect("within the day's share");
    let over = attach(b"0123456789").await;
    assert!(matches!(over, Err(OfficeError::TooManyAttempts { .. })), "{over:?}");
    house.set(house.now() + Millis::from_secs(24 * 3_600 + 1));
    attach(b"0123456789").await.expect("the next day");
}
