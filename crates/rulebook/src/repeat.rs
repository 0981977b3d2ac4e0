//! `repeat: {from: 1, to: 200}`: one entry that stands for many, with `{n}` or `{n:03}` in its texts.

use serde::Deserialize;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Repeat {
    from: u32,
    to: u32,
}

impl Repeat {
    /// The numbers that an entry stands for; one entry without a number when it does not repeat.
    pub fn numbers(repeat: Option<Self>, count_max: usize) -> Result<Vec<Option<u32>>, String> {
        let Some(Self { from, to }) = repeat else { return Ok(vec![None]) };
        if from > to {
            return Err(format!("`repeat` goes from {from} to {to}; the first must not be larger"));
        }
        if (to - from) as usize >= count_max {
            return Err(format!("`repeat` makes more than {count_max} entries; make it shorter"));
        }
        Ok((from..=to).map(Some).collect())
    }
}

/// Puts the number in: `a{n:03}` and 7 → `a007`. Without a number the text stays.
pub(crate) fn fill(text: &str, number: Option<u32>) -> Result<String, String> {
    let Some(number) = number else { return Ok(text.to_owned()) };
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((placeholder, behind)) = after.split_once('}') else {
            return Err(format!("`{text}` has a `{{` without `}}`"));
        };
        filled.push_str(before);
        let width = match placeholder {
            "n" => Some(0),
            other => other.strip_prefix("n:0").and_then(|width| width.parse::<usize>().ok()),
        };
        match width {
            Some(width) if width <= 9 => filled.push_str(&format!("{number:0width$}")),
            _ => return Err(format!("`{{{placeholder}}}` is not possible in `{text}`; write `{{n}}` or `{{n:03}}`")),
        }
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}
