//! The text of a scenario: lines that give, act and expect, and the small words in them.
//!
//! ```text
//! given queue 售后 ring=15s wrap_up=30s          # a comment
//! 09:00:00 call c1 from +8613800000000 to 4008
//! 09:00:04 > offer c1 to 李强
//! > report 售后 offered=1 answered=0 abandoned=0 overflowed=0 wait=0s
//! ```

use super::scenario::ScenarioError;
use model::Millis;

#[derive(Clone, Debug)]
pub struct Line {
    /// As it stands in the file.
    pub raw: String,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub enum Kind {
    /// Empty or a comment.
    Aside,
    Given(Words),
    /// At this time of the day somebody does something.
    Act(Millis, Words),
    /// Expected, with its comment.
    Expect {
        at: Option<Millis>,
        text: String,
        comment: Option<String>,
    },
}

/// The words of one line, taken from the left.
#[derive(Clone, Debug)]
pub struct Words {
    pub line: usize,
    words: Vec<String>,
    next: usize,
}

pub fn parse(text: &str) -> Result<Vec<Line>, ScenarioError> {
    let parse_line = |(index, raw): (usize, &str)| Ok(Line { raw: raw.to_owned(), kind: kind(index + 1, raw)? });
    text.lines().enumerate().map(parse_line).collect()
}

fn kind(line: usize, raw: &str) -> Result<Kind, ScenarioError> {
    let (text, comment) = match raw.find('#').filter(|&at| at == 0 || raw[..at].ends_with(' ')) {
        Some(at) => (raw[..at].trim(), Some(raw[at..].trim().to_owned())),
        None => (raw.trim(), None),
    };
    if text.is_empty() {
        return Ok(Kind::Aside);
    }
    if let Some(text) = text.strip_prefix('>') {
        return Ok(Kind::Expect { at: None, text: text.trim().to_owned(), comment });
    }
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    if first == "given" {
        return Ok(Kind::Given(Words::new(line, rest)));
    }
    let at =
        clock(first).ok_or_else(|| ScenarioError::new(line, format!("`{first}` is neither `given` nor a time")))?;
    match rest.trim().strip_prefix('>') {
        Some(text) => Ok(Kind::Expect { at: Some(at), text: text.trim().to_owned(), comment }),
        None => Ok(Kind::Act(at, Words::new(line, rest))),
    }
}

/// `09:00:04` or `09:00:04.500`, since midnight.
fn clock(text: &str) -> Option<Millis> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<i64> = whole.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts[..] else { return None };
    let thousandths: i64 = format!("{part:0<3}").parse().ok()?;
    Some(Millis(((hours * 60 + minutes) * 60 + seconds) * 1_000 + thousandths))
}

pub fn clock_text(at: Millis) -> String {
    let (seconds, thousandths) = (at.0 / 1_000, at.0 % 1_000);
    let text = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if thousandths == 0 { text } else { format!("{text}.{thousandths:03}") }
}

/// `15s`, `2m`, `500ms`.
pub fn span(text: &str) -> Option<Millis> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let number: i64 = text[..split].parse().ok()?;
    match &text[split..] {
        "ms" => Some(Millis(number)),
        "s" => Some(Millis(number * 1_000)),
        "m" => Some(Millis(number * 60_000)),
        "h" => Some(Millis(number * 3_600_000)),
        _ => None,
    }
}

/// Spans print in seconds, with a fraction where there is one.
pub fn span_text(span: Millis) -> String {
    if span.0 % 1_000 == 0 { format!("{}s", span.0 / 1_000) } else { format!("{:.3}s", span.0 as f64 / 1_000.0) }
}

impl Words {
    fn new(line: usize, text: &str) -> Self {
        Self { line, words: text.split_whitespace().map(str::to_owned).collect(), next: 0 }
    }

    pub fn error(&self, text: impl Into<String>) -> ScenarioError {
        ScenarioError::new(self.line, text.into())
    }

    pub fn take(&mut self, what: &str) -> Result<String, ScenarioError> {
        let word = self.words.get(self.next).cloned().ok_or_else(|| self.error(format!("{what} is missing")))?;
        self.next += 1;
        Ok(word)
    }

    /// Takes the next word if it is this one.
    pub fn take_if(&mut self, word: &str) -> bool {
        let is_there = self.words.get(self.next).is_some_and(|next| next == word);
        self.next += usize::from(is_there);
        is_there
    }

    pub fn rest(&mut self) -> String {
        let rest = self.words[self.next..].join(" ");
        self.next = self.words.len();
        rest
    }

    /// The remaining words as `key=value`, or `key` alone with an empty value.
    pub fn pairs(&mut self) -> Vec<(String, String)> {
        let rest = self.words[self.next..].iter();
        let pair = |word: &String| {
            let (key, value) = word.split_once('=').unwrap_or((word, ""));
            (key.to_owned(), value.to_owned())
        };
        let pairs = rest.map(pair).collect();
        self.next = self.words.len();
        pairs
    }
}
