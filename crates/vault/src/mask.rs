//! What may be shown of a value without a right to it.

use model::{Class, PhoneNumber};

/// Cards show their last four digits, names their first character, addresses their first six. A note shows nothing.
pub fn mask(class: Class, clear: &str) -> String {
    let clear = clear.trim();
    let shown = match class {
        Class::Phone => phone(clear),
        Class::IdCard => ends(clear, 3, 4),
        Class::BankCard => ends(clear, 0, 4),
        Class::Name => clear.chars().take(1).chain("*".chars()).collect(),
        Class::Address => {
            clear.chars().take(if clear.chars().count() > 12 { 6 } else { 2 }).chain("****".chars()).collect()
        }
        Class::Note => "****".to_owned(),
    };
    // The form of a sealed value ends with brackets, and it stands in JSON as it is.
    let shown = shown.replace(|c: char| matches!(c, '⟦' | '⟧' | '"' | '\\') || c.is_control(), "");
    // Nothing at all is how an erased value looks.
    if shown.is_empty() { "****".to_owned() } else { shown }
}

fn phone(clear: &str) -> String {
    let dense: String = clear.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    PhoneNumber::from_wire(&dense).masked()
}

fn ends(clear: &str, head: usize, tail: usize) -> String {
    let chars: Vec<char> = clear.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if chars.len() < 2 * (head + tail) {
        return "****".to_owned();
    }
    let part = |chars: &[char]| chars.iter().collect::<String>();
    format!("{}****{}", part(&chars[..head]), part(&chars[chars.len() - tail..]))
}
