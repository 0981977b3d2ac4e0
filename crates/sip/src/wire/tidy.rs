//! Rewrites what the parser below would misread: folded lines, loose white space, bytes that are not UTF-8 (GBK display
//! names of Chinese trunks), a missing Content-Length. Most messages need none of it and are passed on as they came.

use super::scan::{Line, Name, Scan};
use std::borrow::Cow;

/// The message as the parser can read it. `body` is what belongs to the message.
pub fn tidy<'a>(data: &'a [u8], scan: &Scan<'_>, body: &[u8]) -> Cow<'a, [u8]> {
    let body_at = scan.body_at.unwrap_or(data.len());
    let is_text = std::str::from_utf8(&data[..body_at]).is_ok();
    let has_length = scan.count(Name::ContentLength) == 1;
    let is_loose = scan.lines.iter().any(|line| is_structured(line.name) && is_loose(line.value));
    // RFC 5118 §4.10: an old grammar's bug made addresses with three colons.
    let has_bug = scan.start.windows(3).any(|three| three == b":::");
    if is_text && has_length && !scan.is_folded && !is_loose && !has_bug && data.len() == body_at + body.len() {
        return Cow::Borrowed(data);
    }
    let mut out = Vec::with_capacity(data.len() + 32);
    push_text(&mut out, &if has_bug { colons(scan.start) } else { scan.start.to_vec() });
    out.extend_from_slice(b"\r\n");
    for line in &scan.lines {
        push_line(&mut out, line);
    }
    if !has_length {
        out.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body);
    Cow::Owned(out)
}

fn colons(start: &[u8]) -> Vec<u8> {
    let is_third = |at: usize| at >= 2 && start[at - 2..=at] == *b":::";
    start.iter().enumerate().filter(|(at, _)| !is_third(*at)).map(|(_, byte)| *byte).collect()
}

fn is_structured(name: Name) -> bool {
    matches!(name, Name::Via | Name::From | Name::To | Name::CSeq | Name::Contact | Name::Route)
}

fn is_loose(value: &[u8]) -> bool {
    value.windows(2).any(|pair| matches!(pair, b" ;" | b"; " | b" =" | b"= " | b"  " | b" /" | b"/ "))
        || value.contains(&b'\t')
}

fn push_line(out: &mut Vec<u8>, line: &Line<'_>) {
    out.extend_from_slice(line.raw_name);
    out.extend_from_slice(b": ");
    if is_structured(line.name) {
        push_text(out, &tight(line.value, line.name == Name::Via));
    } else {
        push_text(out, &unfolded(line.value));
    }
    out.extend_from_slice(b"\r\n");
}

/// Bytes that are not UTF-8 become `?`, one for each.
fn push_text(out: &mut Vec<u8>, text: &[u8]) {
    for chunk in text.utf8_chunks() {
        out.extend_from_slice(chunk.valid().as_bytes());
        out.extend(chunk.invalid().iter().map(|_| b'?'));
    }
}

fn unfolded(value: &[u8]) -> Cow<'_, [u8]> {
    if !value.contains(&b'\n') && !value.contains(&b'\r') {
        return Cow::Borrowed(value);
    }
    let parts: Vec<&[u8]> = value.split(|b| *b == b'\n').map(|part| part.trim_ascii()).collect();
    Cow::Owned(parts.join(&b' '))
}

/// White space outside quotes shrinks to one space, and to none around separators.
pub fn tight(value: &[u8], is_via: bool) -> Vec<u8> {
    let is_separator = |byte: u8| matches!(byte, b';' | b'=' | b',') || (is_via && byte == b'/');
    let mut out: Vec<u8> = Vec::with_capacity(value.len());
    let (mut is_quoted, mut is_escaped, mut owes_space) = (false, false, false);
    for byte in value {
        if !is_quoted && byte.is_ascii_whitespace() {
            owes_space = true;
            continue;
        }
        if owes_space && !out.is_empty() && !is_separator(*byte) && !out.last().is_some_and(|last| is_separator(*last))
        {
            out.push(b' ');
        }
        owes_space = false;
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            byte => debug_assert!(is_quoted || !byte.is_ascii_whitespace()),
        }
        out.push(if matches!(byte, b'\r' | b'\n') { b' ' } else { *byte });
    }
    out
}
