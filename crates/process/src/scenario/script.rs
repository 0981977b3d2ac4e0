//! Lines of a scenario: `given …`, `[+Nd] HH:MM act …`, `… > expected`.

use super::ScenarioError;
use crate::dates;
use serde_json::Value as Json;

pub(super) struct Line {
    pub number: usize,
    pub kind: Kind,
}

pub(super) enum Kind {
    Empty,
    /// `flow leave`: for the reader.
    Flow,
    Given(Vec<String>),
    /// Minutes since the midnight of the first day.
    Act(i64, Vec<String>),
    Expected,
}

/// A `#` at the beginning or behind a space begins a comment, outside texts.
pub(super) fn without_comment(line: &str) -> &str {
    let (mut is_text, mut before) = (false, ' ');
    for (at, c) in line.char_indices() {
        match c {
            '"' => is_text = !is_text,
            '#' if !is_text && before == ' ' => return line[..at].trim_end(),
            _ => {}
        }
        before = c;
    }
    line.trim_end()
}

pub(super) fn parse(text: &str) -> Result<Vec<Line>, ScenarioError> {
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let words = words(without_comment(line));
        let kind = match words.first().map(String::as_str) {
            None => Kind::Empty,
            Some("flow") => Kind::Flow,
            Some("given") => Kind::Given(words[1..].to_vec()),
            Some(_) => timed(words)
                .ok_or_else(|| ScenarioError::new(number, "a line begins with `given` or a time, as `+1d 09:00`"))?,
        };
        lines.push(Line { number, kind });
    }
    Ok(lines)
}

fn timed(mut words: Vec<String>) -> Option<Kind> {
    let day: i64 = match words[0].strip_prefix('+').and_then(|rest| rest.strip_suffix('d')) {
        Some(days) => {
            let days = days.parse().ok()?;
            words.remove(0);
            days
        }
        None => 0,
    };
    let minute = dates::parse_minute(words.first()?)?;
    words.remove(0);
    if words.first().is_some_and(|word| word == ">") {
        return Some(Kind::Expected);
    }
    Some(Kind::Act(day * 1_440 + minute, words))
}

/// At spaces outside texts and brackets.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut is_text, mut depth) = (Vec::new(), String::new(), false, 0_i32);
    for c in line.chars() {
        match c {
            '"' => is_text = !is_text,
            '[' | '{' if !is_text => depth += 1,
            ']' | '}' if !is_text => depth -= 1,
            _ => {}
        }
        if c.is_whitespace() && !is_text && depth <= 0 {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        } else {
            word.push(c);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// `days=3`: JSON where it is JSON, else a text.
pub(super) fn field(word: &str) -> Option<(String, Json)> {
    let (key, text) = word.split_once('=')?;
    let json = serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.trim_matches('"').to_owned()));
    Some((key.to_owned(), json))
}
