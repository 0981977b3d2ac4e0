//! One form for each value, so that equal values meet however they were written.

use model::Class;

/// Telephone numbers as E.164 with China as home, identity cards in capitals, cards as digits, names without spaces.
/// Numbers of no such plan, as `8001`, stay what they are.
pub fn normal(class: Class, clear: &str) -> String {
    match class {
        Class::Phone => phone(clear),
        Class::IdCard => clear.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase(),
        Class::BankCard => clear.chars().filter(char::is_ascii_digit).collect(),
        Class::Name => clear.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase(),
        Class::Address | Class::Note => clear.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
    }
}

fn phone(clear: &str) -> String {
    let kept: String = clear.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '+').collect();
    let kept = kept.to_lowercase();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let national = match kept.strip_prefix("+86").or_else(|| kept.strip_prefix("0086")) {
        Some(rest) => Some(rest),
        None if kept.len() == 13 && kept.starts_with("861") => kept.strip_prefix("86"),
        None if is_mobile(&kept) => Some(kept.as_str()),
        // 0 and the area, as 010 88886666.
        None if (10..=12).contains(&kept.len()) && kept.starts_with('0') && !kept.starts_with("00") => Some(&kept[1..]),
        // 0 before a mobile number, as exchanges send it.
        None => None,
    };
    match national {
        Some(rest) if !rest.is_empty() && digits(rest) => {
            let rest = rest.strip_prefix('0').unwrap_or(rest);
            format!("+86{rest}")
        }
        _ => kept,
    }
}

/// 11 digits, 13 to 19 first.
pub(crate) fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && bytes.iter().all(u8::is_ascii_digit)
}
