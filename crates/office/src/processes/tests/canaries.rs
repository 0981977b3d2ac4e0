//! Planted numbers, papers and names come in by every door; afterwards nobody finds them in any file of the database, in
//! whatever spelling, and not in the journal's lines.

use super::house::House;
use crate::customers::Sought;
use model::process::Fields;
use model::{Actor, CallId, Class, Fact, FactBody, PhoneNumber};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// People; each has a number, two papers and a name: 200 values.
const PLANTED: usize = 50;
/// Bytes by which a spelling is looked up.
const HEAD: usize = 6;

/// One person who does not exist.
struct Canary {
    phone: String,
    id_card: String,
    card: String,
    name: String,
}

fn canary(number: usize) -> Canary {
    Canary {
        phone: format!("1985{:07}", 1_234_567 + number * 7_919),
        id_card: with_check(&format!("9901011977010{:04}", 1_000 + number * 7)),
        card: with_luhn(&format!("62220299{:010}", 7_654_321_u64 + number as u64 * 104_729)),
        name: format!("金丝雀{}号", "甲乙丙丁戊己庚辛壬癸".chars().nth(number % 10).unwrap_or('甲')),
    }
}

fn with_check(digits: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

fn with_luhn(digits: &str) -> String {
    let double = |(place, digit): (usize, u8)| {
        let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
        value / 10 + value % 10
    };
    let sum: u32 = digits.bytes().rev().enumerate().map(double).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// By a call, a form, free text, a draft, a paper, a purpose, a customer's record, a search.
async fn plant(house: &House, one: &Canary) {
    let (agent, leader) = (house.caller("agent1"), house.caller("leader1"));
    let call = CallId(Uuid::now_v7());
    let from = PhoneNumber::from_wire(&one.phone);
    let spaced = format!("+86 {} {} {}", &one.phone[..3], &one.phone[3..7], &one.phone[7..]);
    let note = format!("客户 {} 身份证{} 卡 {}，回电 {spaced}", one.phone, one.id_card, one.card);
    let bodies = [
        FactBody::CallStarted { call, from, to: "95000".into(), trunk: "demo".into() },
        FactBody::DispositionSet { call, agent: agent.person.id, code: "x".into(), note: note.clone() },
        FactBody::Transferred { call, to: one.phone.clone(), status: 200 },
        FactBody::Revealed { person: agent.person.id, what: note.clone(), resource: "call".into() },
    ];
    let fact = |body| Fact { seq: 0, at_ms: house.now(), actor: Actor::Switch, reasons: Vec::new(), body };
    house.office.commit(bodies.into_iter().map(fact).map(crate::entry).collect()).await.expect("noted");
    let mut draft = Fields::new();
    draft.insert("reason".into(), json!(format!("{note} {}", one.name)));
    house.office.save_draft(&agent, "start:leave", draft).await.expect("saved");
    let paper = format!("{note} {}", one.name).into_bytes();
    house.office.attach(&agent, &format!("{}.txt", one.phone), "text/plain", paper).await.expect("stored");
    let fields = [(Class::Phone, &one.phone), (Class::Name, &one.name), (Class::IdCard, &one.id_card)];
    let fields = fields.into_iter().chain([(Class::BankCard, &one.card)]).map(|(class, text)| (class, text.clone()));
    house.office.import_customers(vec![fields.collect()]).await.expect("added");
    if house.office.find_customers(&leader, Sought::Phone(one.phone.clone())).await.is_err() {
        house.set(house.now() + model::Millis::from_secs(61));
    }
    let subject = house.office.journal().vault().find(Class::Phone, &one.phone).await.expect("read").expect("added");
    let row = store::customers::by_subject(&house.store, subject).await.expect("read").expect("added");
    let customer = row.id;
    let asked = json!({
        "change_customer": customer.to_string(), "change_phone": one.phone, "change_name": one.name,
        "change_id_card": one.id_card, "change_bank_card": one.card, "change_reason": note,
    });
    house.start("leader1", "important-data-change", asked).await.expect("started");
}

fn spellings(text: &str) -> Vec<Vec<u8>> {
    let reversed: String = text.chars().rev().collect();
    let grouped = |size: usize, mark: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars.chunks(size).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join(mark)
    };
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let mut all = vec![text.as_bytes().to_vec(), reversed.into_bytes()];
    all.extend([wide(u16::to_le_bytes), wide(u16::to_be_bytes)]);
    all.push(hex::encode(text).into_bytes());
    use base64::Engine;
    all.push(base64::engine::general_purpose::STANDARD.encode(text).trim_end_matches('=').as_bytes()[..8].to_vec());
    if text.is_ascii() {
        all.extend([grouped(4, " ").into_bytes(), grouped(4, "-").into_bytes()]);
        let (head, tail) = text.split_at(3);
        let (middle, last) = tail.split_at(4);
        all.extend([" ", "-"].map(|mark| format!("{head}{mark}{middle}{mark}{last}").into_bytes()));
    }
    all
}

#[tokio::test]
async fn planted_values_are_in_no_file_and_no_fact() {
    let house = House::new().await;
    let canaries: Vec<Canary> = (0..PLANTED).map(canary).collect();
    for one in &canaries {
        plant(&house, one).await;
    }
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(house.folder.path()).expect("a folder") {
        bytes.extend(std::fs::read(file.expect("a file").path()).unwrap_or_default());
    }
    let mut seq = 0;
    loop {
        let lines = store::journal::lines_after(&house.store, seq, 1_000).await.expect("read");
        let Some(last) = lines.last() else { break };
        seq = last.seq;
        lines.iter().for_each(|line| bytes.extend(line.line.as_bytes()));
    }
    assert!(bytes.len() > 1_000_000, "the files were read");
    let mut hits = Vec::new();
    // By the first bytes, so that the files are read once.
    let mut wanted: HashMap<&[u8], Vec<&[u8]>> = HashMap::new();
    let texts = canaries.iter().flat_map(|one| [&one.phone, &one.id_card, &one.card, &one.name]);
    let all: Vec<Vec<u8>> = texts.flat_map(|text| spellings(text)).collect();
    all.iter().for_each(|spelling| wanted.entry(&spelling[..HEAD]).or_default().push(spelling));
    for at in 0..bytes.len() - HEAD {
        let Some(spellings) = wanted.get(&bytes[at..at + HEAD]) else { continue };
        let found = spellings.iter().filter(|spelling| bytes[at..].starts_with(spelling));
        hits.extend(found.map(|spelling| String::from_utf8_lossy(spelling).into_owned()));
    }
    assert!(hits.is_empty(), "{hits:#?}");
}
