use super::*;
use crate::writer::Journal;
use model::process::Fields;
use model::{Actor, CallId, CustomerFact, CustomerId, Fact, FactBody, Millis, PersonId, PhoneNumber};
use serde_json::json;
use store::{Entry, Options};
use uuid::Uuid;
use workforce::{Definition, Floor};

struct Bench {
    store: Arc<Store>,
    vault: Arc<Keeper>,
    journal: Journal,
    folder: tempfile::TempDir,
}

async fn bench() -> Bench {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}/qiao.db", folder.path().display());
    let store = Arc::new(Store::open(&url, Options::default()).await.expect("a database"));
    let vault = Keeper::for_tests(&store).await;
    let floor = Floor::new(Arc::new(Definition::first([])), 480, Millis::ZERO);
    let (journal, _) = Journal::start(Arc::clone(&store), Arc::clone(&vault), floor).await.expect("starts");
    Bench { store, vault, journal, folder }
}

fn fact(body: FactBody) -> Entry {
    Entry::from(Fact { seq: 0, at_ms: Millis(1), actor: Actor::System, reasons: Vec::new(), body })
}

fn call_from(number: &str) -> FactBody {
    let call = CallId(Uuid::now_v7());
    FactBody::CallStarted { call, from: PhoneNumber::from_wire(number), to: "95000".into(), trunk: "lo".into() }
}

fn from_of(fact: &Fact) -> Sealed {
    let FactBody::CallStarted { from, .. } = &fact.body else { panic!("a call") };
    from.sealed().expect("sealed")
}

impl Bench {
    async fn call(&self, number: &str) -> Sealed {
        let facts = self.journal.commit(vec![fact(call_from(number))]).await.expect("committed");
        from_of(&facts[0])
    }

    /// Every byte of the database and what belongs to it.
    fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).expect("a folder");
        files.flat_map(|file| std::fs::read(file.expect("a file").path()).unwrap_or_default()).collect()
    }
}

#[tokio::test]
async fn a_callers_number_is_stored_sealed_and_equal_numbers_are_equal() {
    let bench = bench().await;
    let first = bench.call("13812345678").await;
    assert_eq!(first.mask, "138****5678");
    let again = bench.call("+8613812345678").await;
    assert_eq!(first.subject, again.subject, "the same person, however the number came");
    assert_eq!(bench.call("13812345678").await, first, "the same text");
    assert_ne!(bench.call("13812345679").await.subject, first.subject);
    let clear = bench.vault.open_one(&first).await.expect("read");
    assert_eq!(clear.as_deref().map(String::as_str), Some("13812345678"));
    let bytes = bench.bytes();
    assert!(!bytes.windows(11).any(|window| window == b"13812345678"));
}

#[tokio::test]
async fn a_new_start_opens_what_the_last_one_sealed_and_another_key_does_not() {
    let bench = bench().await;
    let sealed = bench.call("13812345678").await;
    let again = Keeper::for_tests(&bench.store).await;
    assert!(again.open_one(&sealed).await.expect("read").is_some());
    assert_eq!(again.subject_of(Class::Phone, "13812345678").await.expect("found"), sealed.subject);
    let other = KeyFile::new(::vault::MasterKey::new(1, [8; KEY_BYTES]));
    assert!(matches!(Keeper::open(Arc::clone(&bench.store), other).await, Err(KeyError::WrongKey)));
}

/// G-10 and the rest of it: free text of any room.
#[tokio::test]
async fn numbers_in_any_text_are_sealed_and_shown_masked() {
    let bench = bench().await;
    let person = PersonId(Uuid::from_u128(1));
    let what = "number: 回电 138-1234-5678，身份证11010519491231002X".to_owned();
    let reason = "卡 4111 1111 1111 1111".to_owned();
    let of = CustomerFact::HoldSet { customer: CustomerId(Uuid::from_u128(2)), reason };
    let entries =
        vec![fact(FactBody::Revealed { person, what, resource: "call".into() }), fact(FactBody::Customer(of))];
    let facts = bench.journal.commit(entries).await.expect("committed");
    let text = facts.iter().map(|fact| serde_json::to_string(&**fact).expect("JSON")).collect::<String>();
    for clear in ["1234-5678", "11010519491231002X", "4111 1111"] {
        assert!(!text.contains(clear), "{text}");
    }
    let FactBody::Revealed { what, .. } = &crate::mask::masked(&facts[0]).body else { panic!("it was one") };
    assert_eq!(what, "number: 回电 138****5678，身份证110****002X");
    let opened = bench.vault.open_text(&serde_json::to_string(&facts[0].body).expect("JSON"), |_| true).await;
    assert!(opened.expect("read").contains("138-1234-5678，身份证11010519491231002X"), "nothing is lost");
}

#[tokio::test]
async fn a_destroyed_subject_opens_nothing_and_a_new_call_is_of_somebody_new() {
    let bench = bench().await;
    let sealed = bench.call("13812345678").await;
    let destroyed = Aside::SubjectDestroyed { subject: sealed.subject };
    bench.journal.commit_with(Vec::new(), vec![destroyed]).await.expect("destroyed");
    bench.vault.forget(sealed.subject);
    assert!(bench.vault.open_one(&sealed).await.expect("read").is_none());
    assert_ne!(bench.call("13812345678").await.subject, sealed.subject);
}

#[tokio::test]
async fn a_form_is_sealed_by_class_and_a_mask_comes_back_as_what_it_stood_for() {
    let bench = bench().await;
    let schema = json!({"properties": {
        "contact": {"x-class": "phone"}, "customer": {"x-class": "name"}, "text": {},
        "list": {"items": {"properties": {"who": {"x-class": "name"}, "number": {"x-class": "phone"}}}},
    }});
    let data = json!({
        "contact": "13812345678", "customer": "李先生", "text": "请回电13900000001", "amount": 3,
        "list": [{"who": "张三", "number": "13700000002"}, {"who": "李四"}],
    });
    let data: Fields = serde_json::from_value(data).expect("an object");
    let sealed = bench.vault.seal_fields(&schema, data.clone(), None).await.expect("sealed");
    let text = serde_json::to_string(&sealed).expect("JSON");
    for clear in ["13812345678", "李先生", "13900000001", "张三", "13700000002", "李四"] {
        assert!(!text.contains(clear), "{clear} in {text}");
    }
    let subject = |pointer: &str| {
        let json = json!(sealed);
        let text = json.pointer(pointer).and_then(|value| value.as_str()).expect("a text");
        text.parse::<Sealed>().expect("sealed").subject
    };
    assert_eq!(subject("/contact"), subject("/customer"), "a person's name goes with their number");
    assert_eq!(subject("/list/0/who"), subject("/list/0/number"));
    assert_ne!(subject("/list/0/who"), subject("/contact"));
    assert_eq!(
        bench.vault.seal_fields(&schema, data.clone(), None).await.expect("sealed")["contact"],
        sealed["contact"]
    );

    let seen = bench.vault.open_fields(&sealed, Class::is_open_to_who_serves).await.expect("opened");
    assert_eq!(seen["contact"], "138****5678");
    assert_eq!((&seen["customer"], &seen["text"]), (&json!("李先生"), &json!("请回电139****0001")));
    assert_eq!(bench.vault.take_back(&sealed, seen).await.expect("taken"), data, "nothing was changed");
    let mut forged = Fields::new();
    forged.insert("text".into(), sealed["contact"].clone());
    let taken = bench.vault.take_back(&sealed, forged).await.expect("taken");
    assert!(!Sealed::is_in(taken["text"].as_str().expect("a text")), "nobody sends sealed values");
}

/// 1,000 objects of a person before, none after; the journal is whole.
#[tokio::test]
async fn of_a_thousand_sealed_values_none_opens_after_the_erasure() {
    let bench = bench().await;
    let subject = bench.call("13812345678").await.subject;
    let mut objects = Vec::new();
    for number in 0..1_000 {
        let class = Class::ALL[number % 6];
        objects.push(bench.vault.seal_for(subject, class, &format!("值 {number}")).await.expect("sealed"));
    }
    let opened = async |objects: &[Sealed]| {
        let mut count = 0;
        for sealed in objects {
            count += usize::from(bench.vault.open_one(sealed).await.expect("read").is_some());
        }
        count
    };
    assert_eq!(opened(&objects).await, 1_000);
    let before = store::journal::last_seq(&bench.store).await.expect("read");
    bench.journal.commit_with(Vec::new(), vec![Aside::SubjectDestroyed { subject }]).await.expect("destroyed");
    bench.vault.forget(subject);
    assert_eq!(opened(&objects).await, 0);
    let fresh = Keeper::for_tests(&bench.store).await;
    assert!(fresh.open_one(&objects[0]).await.expect("read").is_none(), "also after a new start");
    assert_eq!(store::journal::last_seq(&bench.store).await.expect("read"), before, "no fact was touched");
}

#[tokio::test]
async fn a_new_master_key_opens_everything_and_the_old_one_nothing() {
    let bench = bench().await;
    let sealed = bench.call("13812345678").await;
    let old = KeyFile::new(::vault::MasterKey::new(1, [7; KEY_BYTES]));
    let both = old.with_newer([9; KEY_BYTES]);
    assert!(wrap_anew(&bench.store, &both).await.expect("wrapped") >= 3, "the centre's own and the caller's");
    let keeper = Keeper::open(Arc::clone(&bench.store), both.newest_alone()).await.expect("the new key alone");
    assert!(keeper.open_one(&sealed).await.expect("read").is_some());
    assert!(matches!(Keeper::open(Arc::clone(&bench.store), old).await, Err(KeyError::WrongKey)));
}

/// Not in a free page of the database, not in an old frame of its WAL.
#[tokio::test]
async fn of_a_destroyed_key_and_what_it_showed_no_byte_is_left() {
    let bench = bench().await;
    let (gone, stays) = (bench.call("13812345678").await, bench.call("13987654321").await);
    let wrapped = async |of: &Sealed| {
        let stored = store::vault::key_of(&bench.store, &of.subject.to_string()).await.expect("read");
        stored.expect("there").wrapped.into_bytes()
    };
    let (lost, kept) = (wrapped(&gone).await, wrapped(&stays).await);
    let has = |needle: &[u8]| bench.bytes().windows(needle.len()).any(|window| window == needle);
    assert!(has(&lost) && has(b"138****5678"), "they were there");
    bench.journal.commit_with(Vec::new(), vec![Aside::SubjectDestroyed { subject: gone.subject }]).await.expect("done");
    assert!(!has(&lost), "the key");
    assert!(!has(b"138****5678"), "the mask");
    assert!(has(&kept) && has(b"139****4321"), "of the other nothing is lost");
}
