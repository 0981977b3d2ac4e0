//! Words of an expression.

use crate::value::Number;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(Number),
    Text(String),
    Word(String),
    /// `+ - * / = != < <= > >= ( ) [ ] , . ..`
    Sign(&'static str),
}

const SIGNS: [&str; 16] = ["!=", "<=", ">=", "..", "+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", ","];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = if first == '"' {
            let (word, length) = quoted(rest)?;
            found.push(Token::Text(word));
            length
        } else if first.is_ascii_digit() {
            let length = number_length(rest);
            let number = Number::parse(&rest[..length]).ok_or(format!("`{}` is not a number", &rest[..length]))?;
            found.push(Token::Number(number));
            length
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            found.push(Token::Word(rest[..length].to_owned()));
            length
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            found.push(Token::Sign(sign));
            sign.len()
        } else if first == '.' {
            found.push(Token::Sign("."));
            1
        } else {
            return Err(format!("`{first}` has no meaning in an expression; texts stand in double quotes"));
        };
        rest = rest[taken..].trim_start();
    }
    Ok(found)
}

/// `1..5` is three words: a dot belongs to a number only before a digit.
fn number_length(text: &str) -> usize {
    let whole = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let Some(part) = text[whole..].strip_prefix('.') else { return whole };
    let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    if digits == 0 { whole } else { whole + 1 + digits }
}

fn quoted(text: &str) -> Result<(String, usize), String> {
    let mut word = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((word, at + 1)),
            '\\' => match chars.next() {
                Some((_, c @ ('"' | '\\'))) => word.push(c),
                Some((_, 'n')) => word.push('\n'),
                _ => return Err("after `\\` stands `\"`, `\\` or `n`".into()),
            },
            c => word.push(c),
        }
    }
    Err("a text begins with `\"` and does not end".into())
}
