//! Facts as a reader may see them: numbers masked, free text where it belongs.

use model::process::Fields;
use model::sealed::ERASED;
use model::{Fact, FactBody, PhoneNumber, Sealed};
use serde_json::Value;

/// Telephone, identity card and bank card numbers have no fewer digits; dates, amounts and most order numbers do.
const DIGITS_MASKED_MIN: usize = 10;

/// A copy whose personal numbers are masked; every page and socket gets this one. What people wrote into forms is masked
/// number by number: which field is personal, only its form knows, and the journal outlives forms.
pub fn masked(fact: &Fact) -> Fact {
    use FactBody::*;
    let mut fact = without_sealed(fact);
    match &mut fact.body {
        CallStarted { from, to, .. } => {
            if !from.stored().contains("**") && from.stored() != ERASED {
                *from = PhoneNumber::from_wire(&from.masked());
            }
            *to = mask_text(to);
        }
        Transferred { to, .. } if !to.contains("**") && to != ERASED => *to = PhoneNumber::from_wire(to).masked(),
        DispositionSet { note, .. } => *note = mask_text(note),
        InstanceStarted { data, .. } | TaskClosed { data, .. } | MessageTaken { data, .. } => mask_fields(data),
        ServiceDone { with, result, .. } => {
            mask_fields(with);
            mask_fields(result);
        }
        TableDecided { outputs, .. } => mask_fields(outputs),
        ServiceUndone { with, .. } => mask_fields(with),
        RecordKept { fields, .. } => mask_fields(fields),
        NoticeSent { text, fields, .. } => {
            *text = mask_text(text);
            mask_fields(fields);
        }
        _ => {}
    }
    fact
}

/// Sealed values give way to their masks, in whatever room they stand.
pub(crate) fn without_sealed(fact: &Fact) -> Fact {
    let Ok(mut json) = serde_json::to_value(&fact.body) else { return fact.clone() };
    if !show(&mut json) {
        return fact.clone();
    }
    match serde_json::from_value(json) {
        Ok(body) => Fact { body, ..fact.clone() },
        Err(_) => fact.clone(),
    }
}

/// False: there was none.
pub(crate) fn show(json: &mut Value) -> bool {
    match json {
        Value::String(text) if Sealed::is_in(text) => {
            *text = Sealed::shown(text);
            true
        }
        Value::Array(items) => items.iter_mut().fold(false, |is_changed, item| show(item) | is_changed),
        Value::Object(fields) => fields.values_mut().fold(false, |is_changed, item| show(item) | is_changed),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn mask_fields(fields: &mut Fields) {
    fields.values_mut().for_each(mask_value);
}

fn mask_value(value: &mut Value) {
    match value {
        Value::String(text) => *text = mask_text(text),
        Value::Array(items) => items.iter_mut().for_each(mask_value),
        Value::Object(fields) => mask_fields(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Masks each long run of digits but its ends. Ids and hashes, which are no numbers of people, stay whole.
fn mask_text(text: &str) -> String {
    let is_id = text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if is_id {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at(end);
        shown.push_str(before);
        if digits.len() < DIGITS_MASKED_MIN || is_order_number(digits) {
            shown.push_str(digits);
        } else {
            shown.push_str(&digits[..3]);
            shown.push_str("****");
            shown.push_str(&digits[digits.len() - 4..]);
        }
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// As long as a card's number, and neither a card by its check digit nor an identity card by its birthday.
fn is_order_number(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let has_birthday = digits.len() >= 17
        && (1900..=2100).contains(&part(6, 10))
        && (1..=12).contains(&part(10, 12))
        && (1..=31).contains(&part(12, 14));
    (15..=19).contains(&digits.len()) && !has_birthday && vault::find(digits).is_empty()
}

/// Whether a fact tells of calls, agents or phones: the floor's business. The rest is for the journal's readers.
pub fn is_of_the_floor(body: &FactBody) -> bool {
    use FactBody::*;
    body.call().is_some()
        || matches!(
            body,
            AgentStateChanged { .. }
                | PhoneRegistered { .. }
                | PhoneUnregistered { .. }
                | BrowserPhoneConnected { .. }
                | BrowserPhoneLost { .. }
                | ServiceStarted { .. }
                | ServiceStopped
                | RulebookInForce { .. }
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_are_masked_wherever_they_were_written() {
        for (text, shown) in [
            ("请回电13812345678，谢谢", "请回电138****5678，谢谢"),
            ("110101199003071234", "110****1234"),
            ("11010119900307123X 与 6222020200112233446", "110****7123X 与 622****3446"),
            ("订单 2026112500012345", "订单 2026112500012345"),
            ("6222020200112233445", "6222020200112233445"),
            ("2026-11-25 09:00", "2026-11-25 09:00"),
            ("A1234567", "A1234567"),
            ("01890a5d-ac96-774b-bcce-123456789012", "01890a5d-ac96-774b-bcce-123456789012"),
            ("", ""),
        ] {
            assert_eq!(mask_text(text), shown);
        }
        let mut value = serde_json::json!({"a": [{"b": "13812345678"}], "days": 3});
        mask_value(&mut value);
        assert_eq!(value, serde_json::json!({"a": [{"b": "138****5678"}], "days": 3}));
    }
}
