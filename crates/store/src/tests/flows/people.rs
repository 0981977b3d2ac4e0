//! What people get from flows and from each other: drafts, notices, delegations, records, papers.

use super::{begun, commit, fact, instance, over, person};
use crate::limits::DRAFTS_OF_PERSON_MAX;
use crate::notices::{self, MailState};
use crate::{Aside, Entry, Store, attachments, people, processes};
use model::process::Fields;
use model::{Actor, DelegationFact, DelegationId, FactBody, Millis, NoticeId, PersonId, PersonName, RecordId};
use uuid::Uuid;

pub async fn suite(store: &Store) {
    drafts(store).await;
    told(store).await;
    mailed(store).await;
    standing_in(store).await;
    filed(store).await;
    papers(store).await;
    addresses(store).await;
}

async fn drafts(store: &Store) {
    let save = async |key: &str, data: &str, saved| {
        let (person, key, data) = (person(1), key.to_owned(), data.to_owned());
        let saved = Aside::DraftSaved { person, key, data, saved_ms: Millis(saved) };
        store.commit_with(&mut [], &[saved]).await.expect("saved");
    };
    let read = async |key: &str| processes::draft(store, person(1), key).await.expect("read");
    save("start:leave", "{}", 1).await;
    save("start:leave", "{\"days\":3}", 2).await;
    assert_eq!(read("start:leave").await, Some(("{\"days\":3}".into(), Millis(2))));
    assert_eq!(processes::draft(store, person(2), "start:leave").await.expect("read"), None);
    for number in 0..DRAFTS_OF_PERSON_MAX {
        save(&format!("task:{number}"), "{}", 10 + number).await;
    }
    assert_eq!(read("start:leave").await, None, "the oldest went");
    assert!(read("task:0").await.is_some());
    let dropped = Aside::DraftDropped { person: person(1), key: "task:0".into() };
    store.commit_with(&mut [], &[dropped]).await.expect("dropped");
    assert_eq!(read("task:0").await, None);
}

fn notice(number: u128) -> NoticeId {
    NoticeId(Uuid::from_u128(number))
}

fn sent(at_ms: i64, id: u128, to: &[u128], must_acknowledge: bool) -> FactBody {
    FactBody::NoticeSent {
        notice: notice(id),
        instance: (id >= 100).then(|| instance(50)),
        to: to.iter().copied().map(person).collect(),
        title_zh: format!("通知 {at_ms}"),
        title_en: "Notice".into(),
        text: "请阅".into(),
        fields: Fields::new(),
        must_acknowledge,
    }
}

async fn told(store: &Store) {
    let by = |at_ms, body| model::Fact { actor: Actor::Person(person(9)), ..fact(at_ms, body) };
    let to_all = (60..70).chain([60]).collect::<Vec<_>>();
    commit(store, vec![by(1_000, sent(1_000, 1, &to_all, true)), by(1_000, sent(1_000, 2, &[60], false))]).await;
    commit(store, vec![by(2_000, sent(2_000, 100, &[60], false))]).await;
    let counts = async |id| notices::counts(store, person(id)).await.expect("read");
    assert_eq!((counts(60).await, counts(61).await, counts(70).await), ((3, 1), (1, 1), (0, 0)));
    let reader = person(60);
    let read = |id, at| fact(at, FactBody::NoticeRead { notice: notice(id), person: reader });
    commit(store, vec![read(1, 3_000), read(2, 3_000), read(2, 4_000)]).await;
    commit(store, vec![read(2, 5_000)]).await;
    assert_eq!(counts(60).await, (1, 1));
    let open = notices::of_reader(store, reader, true, None, 10).await.expect("read");
    assert_eq!(open.iter().map(|row| row.id).collect::<Vec<_>>(), [notice(100), notice(1)], "read is not acknowledged");
    assert_eq!((open[0].from, open[1].from), (None, Some(person(9))), "a flow's notice comes from nobody");
    commit(store, vec![fact(6_000, FactBody::NoticeAcknowledged { notice: notice(1), person: person(61) })]).await;
    commit(store, vec![fact(6_500, FactBody::NoticeAcknowledged { notice: notice(1), person: reader })]).await;
    assert_eq!((counts(60).await, counts(61).await), ((1, 0), (0, 0)), "who acknowledges has read");
    let one = notices::notice(store, notice(1), reader).await.expect("read").expect("there");
    assert_eq!((one.read_ms, one.acknowledged_ms), (Some(Millis(3_000)), Some(Millis(6_500))));
    assert_eq!((one.reader_count, one.acknowledged_count, one.must_acknowledge), (10, 2, true));
    let other = notices::notice(store, notice(2), reader).await.expect("read").expect("there");
    assert_eq!((other.read_ms, other.text.as_str()), (Some(Millis(3_000)), "请阅"), "the first reading counts");
    assert_eq!(notices::notice(store, notice(3), reader).await.expect("read"), None);
    assert!(notices::is_reader(store, notice(1), reader).await.expect("read"));
    assert!(!notices::is_reader(store, notice(1), person(9)).await.expect("read"));
    let all = notices::of_reader(store, reader, false, None, 1).await.expect("read");
    assert_eq!(all.len(), 1);
    let rest = notices::of_reader(store, reader, false, Some(all[0].sent_ms), 1).await.expect("read");
    assert_eq!(rest.len(), 2, "one millisecond is never parted");
    let own = notices::sent_by(store, person(9), None, 10).await.expect("read");
    assert_eq!(own.iter().map(|row| row.id).collect::<Vec<_>>(), [notice(2), notice(1)]);
}

async fn mailed(store: &Store) {
    let queued = |id, due| Aside::MailQueued { notice: notice(1), person: person(id), due_ms: Millis(due) };
    store.commit_with(&mut [], &[queued(60, 100), queued(61, 50), queued(62, 200)]).await.expect("queued");
    let due = async |now| notices::mail_due(store, Millis(now), 10).await.expect("read");
    assert_eq!(due(100).await, [(notice(1), person(61), 0), (notice(1), person(60), 0)]);
    let tried = |id, tries, next: Option<i64>| Aside::MailTried {
        notice: notice(1),
        person: person(id),
        tries,
        next_ms: next.map(Millis),
    };
    let mailed = FactBody::NoticeMailed { notice: notice(1), person: person(61) };
    store.commit(&mut [Entry { fact: fact(1, mailed), aside: Some(tried(61, 1, None)) }]).await.expect("sent");
    store.commit_with(&mut [], &[tried(60, 1, Some(300))]).await.expect("tried");
    assert_eq!(due(299).await, [(notice(1), person(62), 0)]);
    assert_eq!(due(300).await, [(notice(1), person(62), 0), (notice(1), person(60), 1)]);
    let failed = FactBody::NoticeMailFailed { notice: notice(1), person: person(62), reason: "550".into() };
    store.commit(&mut [Entry { fact: fact(1, failed), aside: Some(tried(62, 5, None)) }]).await.expect("given up");
    let readers = notices::readers(store, notice(1)).await.expect("read");
    let states: Vec<_> = readers.iter().map(|(.., mail)| *mail).take(4).collect();
    assert_eq!(states, [MailState::Waiting, MailState::Sent, MailState::Failed, MailState::None]);
    assert_eq!((readers.len(), readers[0].1), (10, Some(Millis(3_000))));
}

async fn standing_in(store: &Store) {
    let given = |id: u128, from, until| {
        FactBody::Delegation(DelegationFact::DelegationGiven {
            delegation: DelegationId(Uuid::from_u128(id)),
            absent: person(1),
            deputy: person(2),
            from_ms: Millis(from),
            until_ms: Millis(until),
            reason: "年假".into(),
        })
    };
    let bodies = [given(1, 100, 200), given(2, 300, 400), given(3, 300, 500)];
    commit(store, bodies.into_iter().map(|body| fact(50, body)).collect()).await;
    commit(
        store,
        vec![fact(
            60,
            FactBody::Delegation(DelegationFact::DelegationEnded { delegation: DelegationId(Uuid::from_u128(3)) }),
        )],
    )
    .await;
    let ids = async |now: Option<i64>| -> Vec<u128> {
        let rows = processes::delegations(store, now.map(Millis)).await.expect("read");
        rows.iter().map(|row| row.id.0.as_u128()).collect()
    };
    assert_eq!(ids(None).await, [3, 2, 1]);
    assert_eq!(ids(Some(199)).await, [2, 1], "what holds and what will");
    assert_eq!(ids(Some(200)).await, [2]);
    assert_eq!(ids(Some(400)).await, [0_u128; 0]);
}

async fn filed(store: &Store) {
    commit(store, vec![begun(1_000, 51, "contract", Some(1)), over(1_000, 51, "done")]).await;
    let kept = |id: u128, kind: &str, parties: &[u128]| FactBody::RecordKept {
        record: RecordId(Uuid::from_u128(id)),
        instance: instance(51),
        record_kind: kind.into(),
        parties: parties.iter().copied().map(person).collect(),
        fields: Fields::from_iter([("days".to_owned(), 3.into())]),
    };
    commit(store, vec![fact(10, kept(1, "archive", &[2, 1])), fact(20, kept(2, "pay", &[1]))]).await;
    let ids = async |kind: Option<&str>, party: Option<PersonId>, before: Option<i64>| -> Vec<u128> {
        let rows = processes::records(store, kind, party, before.map(Millis), 10).await.expect("read");
        rows.iter().map(|row| row.id.0.as_u128()).collect()
    };
    assert_eq!(ids(None, None, None).await, [2, 1]);
    assert_eq!(ids(None, None, Some(20)).await, [1]);
    assert_eq!(ids(Some("pay"), None, None).await, [2]);
    assert_eq!(ids(None, Some(person(2)), None).await, [1]);
    assert_eq!(ids(Some("pay"), Some(person(1)), None).await, [2]);
    let rows = processes::records_of(store, instance(51)).await.expect("read");
    assert_eq!((rows.len(), rows[0].parties.clone()), (2, vec![person(2), person(1)]));
    assert_eq!(rows[0].fields, "{\"days\":3}");

    let granted = |until: Option<i64>| FactBody::QualificationGranted {
        person: person(1),
        qualification: "quality-exam".into(),
        until_ms: until.map(Millis),
        instance: None,
    };
    commit(store, vec![fact(10, granted(Some(100)))]).await;
    let valid = async |now| processes::qualifications(store, Millis(now)).await.expect("read");
    assert_eq!(valid(99).await, [(person(1), "quality-exam".to_owned())]);
    assert_eq!(valid(100).await, []);
    commit(store, vec![fact(20, granted(None))]).await;
    assert_eq!(valid(i64::MAX).await.len(), 1, "granted anew, for good");
}

async fn papers(store: &Store) {
    let stored = |name: &str| FactBody::AttachmentStored {
        attachment: "ab12".into(),
        name: name.into(),
        media_type: "image/png".into(),
        bytes: 4,
        by: person(1),
    };
    let bytes = || Some(Aside::AttachmentBytes { id: "ab12".into(), bytes: vec![0x89, 0, 0xff, 7] });
    for name in ["票据.png", "again.png"] {
        store.commit(&mut [Entry { fact: fact(5, stored(name)), aside: bytes() }]).await.expect("stored");
    }
    let row = attachments::attachment(store, "ab12").await.expect("read").expect("there");
    assert_eq!((row.name.as_str(), row.bytes, row.by), ("票据.png", 4, person(1)));
    assert_eq!(attachments::bytes_of(store, "ab12").await.expect("read"), Some(vec![0x89, 0, 0xff, 7]));
    assert_eq!(attachments::attachment(store, "cd").await.expect("read"), None);
    let paper = "0123456789abcdef".repeat(4);
    let mut naming = begun(1_000, 52, "expense", Some(1));
    if let FactBody::InstanceStarted { data, .. } = &mut naming.body {
        data.insert("receipts".into(), vec![paper.clone(), "no paper".into()].into());
    }
    commit(store, vec![naming, over(1_000, 52, "done")]).await;
    assert_eq!(attachments::instances_with(store, &paper, 10).await.expect("read"), [instance(52)]);
    assert_eq!(attachments::bytes_of(store, "cd").await.expect("read"), None);
}

async fn addresses(store: &Store) {
    let added = |email: Option<&str>| FactBody::PersonAdded {
        person: person(900),
        username: "mail".into(),
        name: PersonName("王芳".into()),
        roles: Vec::new(),
        team: None,
        locale: "zh-CN".into(),
        email: email.map(Into::into),
    };
    for email in [Some("fang@example.com"), None] {
        commit(store, vec![fact(1, added(email))]).await;
        let found = people::by_id(store, person(900)).await.expect("read").expect("there");
        assert_eq!(found.email.as_deref(), email);
    }
}
