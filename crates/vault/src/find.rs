//! Personal numbers in free text: mobile numbers, identity cards whose check digit fits, payment cards whose Luhn digit
//! fits. However they are written: with `+86`, in groups with spaces or dashes.
//!
//! Numbers that fit no plan stay: amounts, dates, order numbers. What is missed here was not recognisable as a number of
//! a person; what is taken by mistake (one order number in ten of a card's length) is only masked, never lost.

use crate::normal::is_mobile;
use model::Class;
use std::ops::Range;

/// A number and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub class: Class,
    pub range: Range<usize>,
}

/// Groups of digits that one number is written in, at most: a card of 19 digits in fours.
const GROUPS_MAX: usize = 6;
const ID_SHAPE: &[u8; 36] = b"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
/// Characters of the shortest number.
const DIGITS_MIN: usize = 11;

/// Every number, from left to right, none within another.
pub fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    if text.bytes().filter(u8::is_ascii_digit).count() < DIGITS_MIN {
        return found;
    }
    let groups = groups(text);
    let mut first = 0;
    while first < groups.len() {
        match longest(text, &groups, first) {
            Some((class, last)) => {
                let start = with_country(text, groups[first].start);
                found.push(Found { class, range: start..groups[last].end });
                first = last + 1;
            }
            None => first += 1,
        }
    }
    found
}

/// Runs of digits (and the `X` of an identity card) that no letter touches.
fn groups(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut groups = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if is_id(&bytes[at..]) {
            at += ID_SHAPE.len();
            continue;
        }
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        if at < bytes.len() && matches!(bytes[at], b'X' | b'x') {
            at += 1;
        }
        let is_free = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        if is_free(before) && is_free(bytes.get(at)) {
            groups.push(start..at);
        }
    }
    groups
}

/// Whether an id begins here: hexadecimal digits and dashes in the shape of a UUID. Parts of one may look like a number.
fn is_id(bytes: &[u8]) -> bool {
    let fits = |(byte, shape): (&u8, &u8)| if *shape == b'-' { *byte == b'-' } else { byte.is_ascii_hexdigit() };
    bytes.len() >= ID_SHAPE.len() && bytes.iter().zip(ID_SHAPE).all(fits)
}

/// The most groups from `first` on that are one number together.
fn longest(text: &str, groups: &[Range<usize>], first: usize) -> Option<(Class, usize)> {
    let mut joined = String::new();
    let mut best = None;
    for (last, group) in groups.iter().enumerate().skip(first).take(GROUPS_MAX) {
        if last > first && !matches!(&text[groups[last - 1].end..group.start], " " | "-" | "\u{a0}") {
            break;
        }
        joined.push_str(&text[group.clone()]);
        if let Some(class) = class_of(&joined) {
            // Part of a longer chain by dashes, as in an id, is not a number of its own.
            best = Some((class, last));
        }
    }
    best.filter(|(_, last)| !is_in_chain(text, groups[first].start, groups[*last].end))
}

/// A letter or a hexadecimal group on the other side of a dash: an id, not a number.
fn is_in_chain(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    (start >= 2 && bytes[start - 1] == b'-' && letter(Some(start - 2)))
        || (bytes.get(end) == Some(&b'-') && letter(Some(end + 1)))
}

fn class_of(digits: &str) -> Option<Class> {
    let national = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(digits);
    if is_mobile(digits) || is_mobile(national) || digits.strip_prefix('0').is_some_and(is_mobile) {
        Some(Class::Phone)
    } else if is_id_card(digits) {
        Some(Class::IdCard)
    } else if is_bank_card(digits) {
        Some(Class::BankCard)
    } else {
        None
    }
}

fn with_country(text: &str, start: usize) -> usize {
    if text[..start].ends_with('+') { start - 1 } else { start }
}

/// GB 11643: six digits of a place, a birthday, three digits, and a check character of ISO 7064 mod 11-2.
fn is_id_card(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let part = |range: Range<usize>| text[range].parse::<u32>().unwrap_or(0);
    let is_date =
        (1900..=2100).contains(&part(6..10)) && (1..=12).contains(&part(10..12)) && (1..=31).contains(&part(12..14));
    let sum: u32 = bytes[..17].iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    is_date && CHECKS[(sum % 11) as usize] == bytes[17].to_ascii_uppercase()
}

/// ISO/IEC 7812: 15 to 19 digits of a payment network, the last one by Luhn.
fn is_bank_card(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_long = (15..=19).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit);
    is_long && matches!(bytes[0], b'3'..=b'6' | b'9') && luhn(bytes)
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 1 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}
