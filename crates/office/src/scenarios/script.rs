//! Lines of a scenario: `given …`, `[+Nd] HH:MM somebody does something`, `> what was seen`.

use model::process::Fields;
use process::dates;
use serde_json::Value as Json;

pub(super) struct Line {
    pub number: usize,
    pub kind: Kind,
}

pub(super) enum Kind {
    /// Empty, or a comment.
    Quiet,
    Given(Said),
    /// Minutes since the midnight of the first day.
    Act(i64, Said),
    /// What was seen.
    Seen,
}

/// The words of a line in their order, and its `key=value` apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub words: Vec<String>,
    pub fields: Fields,
}

impl Said {
    pub fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// Whether the line begins so.
    pub fn begins(&self, words: &[&str]) -> bool {
        self.words.len() >= words.len() && self.words.iter().zip(words).all(|(word, wanted)| word == wanted)
    }

    /// The word behind this one: `plays call A` has `A` after `call`.
    pub fn after(&self, word: &str) -> Option<&str> {
        let at = self.words.iter().position(|of| of == word)?;
        self.words.get(at + 1).map(String::as_str)
    }

    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|of| of == word)
    }

    pub fn need(&self, word: &str) -> Result<&str, String> {
        self.after(word).ok_or_else(|| format!("say what stands behind `{word}`"))
    }

    /// Without its first words.
    pub fn rest(&self, skip: usize) -> Self {
        Self { words: self.words.iter().skip(skip).cloned().collect(), fields: self.fields.clone() }
    }
}

pub(super) fn parse(text: &str) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let kind = kind_of(line).map_err(|why| format!("line {number}: {why}"))?;
        lines.push(Line { number, kind });
    }
    Ok(lines)
}

fn kind_of(line: &str) -> Result<Kind, String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(Kind::Quiet);
    }
    if line.starts_with('>') {
        return Ok(Kind::Seen);
    }
    let mut said = said(line)?;
    if said.word(0) == "given" {
        return Ok(Kind::Given(said.rest(1)));
    }
    let mut day = 0;
    if let Some(days) = said.word(0).strip_prefix('+').and_then(|rest| rest.strip_suffix('d')) {
        day = days.parse().map_err(|_| format!("`+{days}d` is no number of days"))?;
        said = said.rest(1);
    }
    let minute = dates::parse_minute(said.word(0))
        .ok_or("a line begins with `given`, `>` or a time, as `09:00` or `+1d 09:00`")?;
    Ok(Kind::Act(day * 1_440 + minute, said.rest(1)))
}

/// At spaces outside texts and brackets. A text in quotes is one word.
fn said(line: &str) -> Result<Said, String> {
    let (mut words, mut word, mut is_text, mut depth) = (Vec::new(), String::new(), false, 0_i32);
    for c in line.chars() {
        match c {
            '"' => is_text = !is_text,
            '[' | '{' if !is_text => depth += 1,
            ']' | '}' if !is_text => depth -= 1,
            _ => {}
        }
        if c.is_whitespace() && !is_text && depth <= 0 {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        } else {
            word.push(c);
        }
    }
    if is_text || depth != 0 {
        return Err("a text or a bracket is not closed".into());
    }
    words.extend((!word.is_empty()).then_some(word));
    let mut said = Said::default();
    for word in words {
        match field(&word) {
            Some((key, value)) => drop(said.fields.insert(key, value)),
            None => said.words.push(word.trim_matches('"').to_owned()),
        }
    }
    Ok(said)
}

/// `days=3`: JSON where it is JSON, else a text.
fn field(word: &str) -> Option<(String, Json)> {
    let (key, text) = word.split_once('=')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let json = || serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.trim_matches('"').to_owned()));
    is_key.then(|| (key.to_owned(), json()))
}

#[test]
fn a_line_is_taken_apart_at_spaces_outside_texts() {
    let lines = parse("+2d 09:30 王芳 asks for call:view because \"a b\" days=3 who=王芳 note=\"c d\"").expect("reads");
    let Kind::Act(minute, said) = &lines[0].kind else { panic!("an act") };
    assert_eq!(*minute, 2 * 1_440 + 570);
    assert_eq!(said.words, ["王芳", "asks", "for", "call:view", "because", "a b"]);
    assert_eq!((said.after("for"), said.after("because")), (Some("call:view"), Some("a b")));
    assert_eq!(serde_json::to_string(&said.fields).expect("JSON"), r#"{"days":3,"who":"王芳","note":"c d"}"#);
    assert!(parse("yesterday 王芳 asks").is_err() && parse("09:00 \"open").is_err());
}
