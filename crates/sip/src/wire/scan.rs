//! One pass over a message: start line, header lines with their folds, where the body begins. Copies nothing.

use crate::limits::HEADERS_MAX;

/// The headers that are judged before parsing; everything else is `Other`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Via,
    From,
    To,
    CallId,
    CSeq,
    MaxForwards,
    ContentLength,
    ContentType,
    Contact,
    Route,
    Require,
    Accept,
    Other,
}

impl Name {
    fn of(name: &[u8]) -> Self {
        const NAMES: [(&[u8], Name); 22] = [
            (b"via", Name::Via),
            (b"v", Name::Via),
            (b"from", Name::From),
            (b"f", Name::From),
            (b"to", Name::To),
            (b"t", Name::To),
            (b"call-id", Name::CallId),
            (b"i", Name::CallId),
            (b"cseq", Name::CSeq),
            (b"max-forwards", Name::MaxForwards),
            (b"content-length", Name::ContentLength),
            (b"l", Name::ContentLength),
            (b"content-type", Name::ContentType),
            (b"c", Name::ContentType),
            (b"contact", Name::Contact),
            (b"m", Name::Contact),
            (b"route", Name::Route),
            (b"record-route", Name::Route),
            (b"path", Name::Route),
            (b"require", Name::Require),
            (b"accept", Name::Accept),
            (b"authorization", Name::Other),
        ];
        NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map_or(Name::Other, |(_, name)| *name)
    }
}

/// One header, its value still folded.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub name: Name,
    pub raw_name: &'a [u8],
    pub value: &'a [u8],
}

#[derive(Debug)]
pub struct Scan<'a> {
    pub start: &'a [u8],
    pub lines: Vec<Line<'a>>,
    /// Where the body begins; `None`: the empty line is missing.
    pub body_at: Option<usize>,
    pub is_folded: bool,
    /// A line without a colon or with a name that is no token, a line end without CR, too many lines.
    pub is_broken: bool,
}

impl<'a> Scan<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        let mut scan =
            Self { start: b"", lines: Vec::with_capacity(24), body_at: None, is_folded: false, is_broken: false };
        let mut at = 0;
        let mut is_first = true;
        while at < data.len() {
            let end = data[at..].iter().position(|b| *b == b'\n').map_or(data.len(), |found| at + found);
            let next = (end + 1).min(data.len());
            let ends_well = end == data.len() || data[at..end].ends_with(b"\r");
            scan.is_broken |= !ends_well;
            let line = data[at..end].strip_suffix(b"\r").unwrap_or(&data[at..end]);
            if is_first {
                scan.start = line;
                is_first = false;
            } else if line.is_empty() {
                scan.body_at = (end < data.len()).then_some(next);
                return scan;
            } else if line[0] == b' ' || line[0] == b'\t' {
                scan.fold(data, line);
            } else {
                scan.push(line);
            }
            at = next;
        }
        scan
    }

    fn push(&mut self, line: &'a [u8]) {
        let Some(colon) = line.iter().position(|b| *b == b':') else {
            self.is_broken = true;
            return;
        };
        let raw_name = line[..colon].trim_ascii_end();
        self.is_broken |=
            raw_name.is_empty() || !raw_name.iter().all(|b| is_token(*b)) || self.lines.len() >= HEADERS_MAX;
        if self.lines.len() < HEADERS_MAX {
            self.lines.push(Line { name: Name::of(raw_name), raw_name, value: line[colon + 1..].trim_ascii() });
        }
    }

    /// The value of the line before reaches to the end of this one.
    fn fold(&mut self, data: &'a [u8], line: &'a [u8]) {
        self.is_folded = true;
        let Some(last) = self.lines.last_mut() else {
            self.is_broken = true;
            return;
        };
        let offset = |part: &[u8]| part.as_ptr() as usize - data.as_ptr() as usize;
        let from = offset(last.value);
        last.value = data[from..offset(line) + line.len()].trim_ascii();
    }

    pub fn is_response(&self) -> bool {
        self.start.starts_with(b"SIP/")
    }

    /// First value of a header.
    pub fn value(&self, name: Name) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    pub fn all(&self, name: Name) -> impl Iterator<Item = &'a [u8]> + '_ {
        self.lines.iter().filter(move |line| line.name == name).map(|line| line.value)
    }

    pub fn count(&self, name: Name) -> usize {
        self.all(name).count()
    }

    /// The request's method, or nothing.
    pub fn method(&self) -> &'a [u8] {
        self.start.split(|b| *b == b' ').next().unwrap_or_default()
    }

    pub fn has_to_tag(&self) -> bool {
        self.value(Name::To).is_some_and(|to| param(to, b"tag").is_some())
    }
}

pub fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte)
}

/// A header parameter's value: `;name=value` after the address, outside quotes and `<>`.
pub fn param<'a>(value: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    params(value).find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Parameters of the first of a list of values, in order; a parameter without `=` has an empty value.
pub fn params(value: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let first = split_outside(value, b',').next().unwrap_or_default();
    split_outside(first, b';').skip(1).map(|part| match part.iter().position(|b| *b == b'=') {
        Some(equals) => (part[..equals].trim_ascii(), part[equals + 1..].trim_ascii()),
        None => (part.trim_ascii(), &b""[..]),
    })
}

/// Splits where `at` stands outside of quotes and angle brackets.
pub fn split_outside(value: &[u8], at: u8) -> impl Iterator<Item = &[u8]> {
    let (mut is_quoted, mut is_escaped, mut is_angled) = (false, false, false);
    value.split(move |byte| {
        if is_escaped {
            is_escaped = false;
            return false;
        }
        match byte {
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b'<' if !is_quoted => is_angled = true,
            b'>' if !is_quoted => is_angled = false,
            byte => return *byte == at && !is_quoted && !is_angled,
        }
        false
    })
}
