use crate::*;
use model::{Class, Sealed, Subject};
use proptest::prelude::*;
use uuid::Uuid;

fn key(seed: u8) -> DataKey {
    DataKey::new([seed; KEY_BYTES])
}

fn subject(id: u128) -> Subject {
    Subject(Uuid::from_u128(id))
}

#[test]
fn masks_show_little() {
    for (class, clear, shown) in [
        (Class::Phone, "13800000000", "138****0000"),
        (Class::Phone, "+86 138 0000 0000", "+86138****0000"),
        (Class::Phone, "8001", "****01"),
        (Class::IdCard, "11010119900307721X", "110****721X"),
        (Class::IdCard, "1", "****"),
        (Class::BankCard, "6222 0202 0011 2233 445", "****3445"),
        (Class::Name, "王芳", "王*"),
        (Class::Address, "北京市朝阳区建国路88号1号楼", "北京市朝阳区****"),
        (Class::Note, "怕狗", "****"),
    ] {
        assert_eq!(mask(class, clear), shown);
    }
}

#[test]
fn one_number_has_one_normal_form() {
    for (written, normal_form) in [
        ("13800000000", "+8613800000000"),
        ("+86 138-0000-0000", "+8613800000000"),
        ("008613800000000", "+8613800000000"),
        ("8613800000000", "+8613800000000"),
        ("013800000000", "+8613800000000"),
        ("010-88886666", "+861088886666"),
        ("+1 212 555 0100", "+12125550100"),
        ("8001", "8001"),
        ("", ""),
    ] {
        assert_eq!(normal(Class::Phone, written), normal_form, "{written}");
    }
    assert_eq!(normal(Class::IdCard, "11010119900307721x"), "11010119900307721X");
}

#[test]
fn numbers_of_people_are_found_however_they_are_written() {
    for (text, expected) in [
        ("请回电13812345678，谢谢", vec![(Class::Phone, "13812345678")]),
        ("+86 138 1234 5678", vec![(Class::Phone, "+86 138 1234 5678")]),
        ("138-1234-5678/13912345678", vec![(Class::Phone, "138-1234-5678"), (Class::Phone, "13912345678")]),
        ("13812345678 13912345678", vec![(Class::Phone, "13812345678"), (Class::Phone, "13912345678")]),
        ("2026-11-25 13812345678", vec![(Class::Phone, "13812345678")]),
        ("身份证11010519491231002X。", vec![(Class::IdCard, "11010519491231002X")]),
        ("110105194912310021", vec![]),
        ("卡6222 0202 0011 2233 442", vec![]),
        ("卡4111 1111 1111 1111 ok", vec![(Class::BankCard, "4111 1111 1111 1111")]),
        ("4111111111111112", vec![]),
        ("2026-11-25 09:00", vec![]),
        ("01890a5d-ac96-774b-bcce-123456789012", vec![]),
        ("01890a5d-ac96-7741-4111-111111111111", vec![]),
        ("01890a5d-ac96-7741-8111-013812345678，13812345678", vec![(Class::Phone, "13812345678")]),
        ("订单202611250001", vec![]),
        ("A13812345678", vec![]),
        ("1732233600000", vec![]),
    ] {
        let found: Vec<_> = find(text).into_iter().map(|one| (one.class, &text[one.range])).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn equal_numbers_meet_in_the_index_and_classes_do_not() {
    let index = IndexKey::new(key(1));
    let blind = |class, text| index.blind(class, text);
    assert_eq!(blind(Class::Phone, "13800000000"), blind(Class::Phone, "+86 138 0000 0000"));
    assert_ne!(blind(Class::Phone, "13800000000"), blind(Class::Phone, "13800000001"));
    assert_ne!(blind(Class::BankCard, "4111111111111111"), blind(Class::Phone, "4111111111111111"));
    assert_ne!(blind(Class::Phone, "13800000000"), IndexKey::new(key(2)).blind(Class::Phone, "13800000000"));
    assert_eq!(blind(Class::Phone, " -"), None);
    assert_eq!(blind(Class::Phone, "1").map(|text| text.len()), Some(32));
}

#[test]
fn a_master_key_is_replaced_without_a_loss() {
    let old = KeyFile::new(MasterKey::new(1, [1; KEY_BYTES]));
    let wrapped = old.wrap("a", &key(9));
    let both = old.with_newer([2; KEY_BYTES]);
    let again = both.wrap("a", &both.unwrap("a", &wrapped).expect("the old one is still there"));
    assert_eq!(again.master, 2);
    let alone = both.newest_alone();
    assert!(alone.unwrap("a", &wrapped).is_err(), "the old key is gone");
    assert!(alone.unwrap("a", &again).is_ok());
    assert!(alone.unwrap("b", &again).is_err(), "of another subject");
    let read = KeyFile::read(&both.text()).expect("reads back");
    assert_eq!(*read.text(), *both.text());
    for wrong in ["", "qiao vault key 1", "qiao vault key 1\n1 abc", "qiao vault key 2\n"] {
        assert!(KeyFile::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_escrow_opens_with_its_passphrase_only() {
    let keys = KeyFile::new(MasterKey::new(1, [7; KEY_BYTES]));
    let copy = lock(&keys, "correct horse", [3; 16]);
    assert_eq!(*unlock(&copy, "correct horse").expect("opens").text(), *keys.text());
    assert_eq!(unlock(&copy, "wrong horse").err(), Some(VaultError::WrongPassphrase));
    assert!(!copy.contains("0707"), "nothing of the key in clear");
    assert!(unlock(&copy[..60], "correct horse").is_err());
}

proptest! {
    #[test]
    fn what_is_sealed_opens_again_and_only_there(clear in "\\PC{0,60}", class in 0..6usize, other in 0..6usize) {
        let (class, other) = (Class::ALL[class], Class::ALL[other]);
        let sealed = key(1).seal(subject(1), class, &clear);
        let text = sealed.to_string();
        prop_assert_eq!(text.parse::<Sealed>().ok(), Some(sealed.clone()));
        prop_assert_eq!(key(1).seal(subject(1), class, &clear), sealed.clone());
        prop_assert_eq!(&*key(1).open(&sealed).expect("opens"), &clear);
        prop_assert!(key(2).open(&sealed).is_err());
        let of_another = Sealed { subject: subject(2), ..sealed.clone() };
        prop_assert!(key(1).open(&of_another).is_err());
        if other != class {
            let elsewhere = Sealed { class: other, ..sealed.clone() };
            prop_assert!(key(1).open(&elsewhere).is_err());
        }
        let lying = Sealed { mask: format!("{}x", sealed.mask), ..sealed };
        prop_assert!(key(1).open(&lying).is_err());
    }

    #[test]
    fn a_changed_byte_opens_nothing(clear in "[0-9]{11}", at in 0..36usize) {
        let sealed = key(1).seal(subject(1), Class::Phone, &clear);
        let mut body = sealed.body.clone().into_bytes();
        let at = at % (body.len() - 1);
        body[at] = if body[at] == b'A' { b'B' } else { b'A' };
        let body = String::from_utf8(body).expect("ASCII");
        let changed = Sealed { body, ..sealed };
        prop_assert!(key(1).open(&changed).is_err());
    }

    #[test]
    fn mobile_numbers_are_found_in_any_text(before in "[^0-9A-Za-z_+-]{0,9}", number in "1[3-9][0-9]{9}", after in "[^0-9A-Za-z_-]{0,9}") {
        let text = format!("{before}{number}{after}");
        let found = find(&text);
        prop_assert!(found.iter().any(|one| text[one.range.clone()].ends_with(&number)), "{}", text);
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,80}") {
        let _ = (find(&text), Sealed::pieces(&text));
        for class in Class::ALL {
            let _ = (normal(class, &text), mask(class, &text));
        }
    }
}
