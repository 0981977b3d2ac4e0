//! Judges a message before anything is kept for it: RFC 4475's outcomes for user agents and registrars.
//! Strict where a peer could mean two things, lenient where only one reading is possible.

use super::scan::{Name, Scan, is_token, param, params, split_outside};
use super::tidy::{tidy, tight};
use rsipstack::sip::prelude::ToTypedHeader;
use rsipstack::sip::{Uri, Via};
use std::borrow::Cow;

/// Methods that exist for us; each but those of [`crate::message::ALLOW`] gets 405 further in, all others 501 here.
const METHODS: [&[u8]; 14] = [
    b"INVITE",
    b"ACK",
    b"BYE",
    b"CANCEL",
    b"REGISTER",
    b"OPTIONS",
    b"INFO",
    b"UPDATE",
    b"REFER",
    b"PRACK",
    b"MESSAGE",
    b"NOTIFY",
    b"SUBSCRIBE",
    b"PUBLISH",
];

/// RFC 3261 §8.1.1.5: CSeq numbers stay below 2^31.
const CSEQ_MAX: u64 = 1 << 31;

#[derive(Debug)]
pub enum Verdict<'a> {
    Pass(Cow<'a, [u8]>),
    /// Answer statelessly; `extra` are whole header lines.
    Refuse {
        status: u16,
        extra: String,
    },
    Drop,
}

type Judgement = Result<(), (u16, String)>;

/// The verdict on one message; `data` holds all of it, on a datagram perhaps more.
pub fn screen<'a>(data: &'a [u8], scan: &Scan<'a>) -> Verdict<'a> {
    let is_ack = scan.method() == b"ACK";
    let judged = if scan.is_response() { response(scan) } else { request(data, scan) };
    match judged.and_then(|()| body(data, scan)) {
        Ok(body) => Verdict::Pass(tidy(data, scan, body)),
        Err(_) if scan.is_response() || is_ack => Verdict::Drop,
        Err((status, extra)) => Verdict::Refuse { status, extra },
    }
}

fn bad() -> (u16, String) {
    (400, String::new())
}

fn ensure(holds: bool) -> Judgement {
    if holds { Ok(()) } else { Err(bad()) }
}

fn response(scan: &Scan<'_>) -> Judgement {
    let status = scan.start.strip_prefix(b"SIP/2.0 ").and_then(|rest| number(rest.get(..3)?));
    let is_short = scan.start.get(11).is_none_or(|b| *b == b' ');
    ensure(!scan.is_broken && is_short && status.is_some_and(|status| (100..700).contains(&status)))?;
    ensure(singles(scan) && scan.value(Name::Via).is_some())?;
    cseq(scan, None)
}

fn request(data: &[u8], scan: &Scan<'_>) -> Judgement {
    let mut parts = scan.start.split(|b| *b == b' ');
    let (method, uri, version) = (parts.next(), parts.next(), parts.next());
    let (Some(method), Some(uri), Some(version)) = (method, uri, version) else { return Err(bad()) };
    if parts.next().is_none() && is_other_version(version) {
        return Err((505, String::new()));
    }
    let words = scan.start.split(|b| *b == b' ').count();
    ensure(words == 3 && version.eq_ignore_ascii_case(b"SIP/2.0") && !method.is_empty())?;
    ensure(method.iter().all(|b| is_token(*b)) && !scan.is_broken && data.len() > scan.start.len())?;
    if !METHODS.contains(&method) {
        return Err((501, format!("Allow: {}\r\n", crate::message::ALLOW)));
    }
    ensure(singles(scan) && scan.body_at.is_some())?;
    cseq(scan, Some(method))?;
    request_uri(uri)?;
    addresses(scan, method)?;
    let forwards = scan.value(Name::MaxForwards);
    ensure(forwards.is_none_or(|value| number(value).is_some_and(|hops| hops <= 255)))?;
    extensions(scan, method)
}

fn is_other_version(version: &[u8]) -> bool {
    version.strip_prefix(b"SIP/").is_some_and(|number| {
        number != b"2.0" && number.contains(&b'.') && number.iter().all(|b| b.is_ascii_digit() || *b == b'.')
    })
}

/// What must be there once is there once, what may be there once is not there twice.
fn singles(scan: &Scan<'_>) -> bool {
    let exactly = [Name::From, Name::To, Name::CallId, Name::CSeq];
    let at_most = [Name::MaxForwards, Name::ContentLength, Name::ContentType];
    exactly.iter().all(|name| scan.count(*name) == 1 && scan.value(*name).is_some_and(|value| !value.is_empty()))
        && at_most.iter().all(|name| scan.count(*name) <= 1)
        && scan.value(Name::Via).is_some()
}

fn cseq(scan: &Scan<'_>, method: Option<&[u8]>) -> Judgement {
    let value = scan.value(Name::CSeq).unwrap_or_default();
    let end = value.iter().position(|b| !b.is_ascii_digit()).unwrap_or(value.len());
    ensure(number(&value[..end]).is_some_and(|number| number < CSEQ_MAX))?;
    ensure(method.is_none_or(|method| value[end..].trim_ascii() == method))
}

fn request_uri(uri: &[u8]) -> Judgement {
    ensure(!uri.is_empty() && !uri.iter().any(|b| matches!(b, b'<' | b'>' | b'"' | b'?')) && uri.is_ascii())?;
    let colon = uri.iter().position(|b| *b == b':').ok_or_else(bad)?;
    let scheme = &uri[..colon];
    if ![&b"sip"[..], b"sips", b"tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        let is_scheme = scheme.iter().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b));
        return Err(if is_scheme && !scheme.is_empty() { (416, String::new()) } else { bad() });
    }
    let rest = &uri[colon + 1..];
    let host = &rest[rest.iter().rposition(|b| *b == b'@').map_or(0, |at| at + 1)..];
    let host = host.split(|b| *b == b';').next().unwrap_or_default();
    // An IPv6 address without brackets could end in a port or not.
    ensure(!host.is_empty() && (host[0] == b'[' || host.iter().filter(|b| **b == b':').count() <= 1))?;
    let after = host.iter().rposition(|b| *b == b']').map_or(0, |bracket| bracket + 1);
    let port = host[after..].split(|b| *b == b':').nth(1);
    ensure(port.is_none_or(|port| number(port).is_some_and(|port| (1..=65_535).contains(&port))))?;
    // What the parser below cannot read would be dropped there without an answer.
    let text = std::str::from_utf8(uri).map_err(|_| bad())?;
    ensure(Uri::try_from(text).or_else(|_| Uri::try_from(text.replace(":::", "::"))).is_ok())
}

fn addresses(scan: &Scan<'_>, method: &[u8]) -> Judgement {
    via(scan.value(Name::Via).unwrap_or_default())?;
    let (from, to) = (scan.value(Name::From).unwrap_or_default(), scan.value(Name::To).unwrap_or_default());
    // RFC 2543 peers without a From tag are refused: their dialogs could not be told apart.
    ensure(is_address(from) && is_address(to) && param(from, b"tag").is_some_and(|tag| !tag.is_empty()))?;
    let is_register = method == b"REGISTER";
    for contact in scan.all(Name::Contact) {
        let mut count = 0;
        for one in split_outside(contact, b',') {
            count += 1;
            ensure((is_register && one.trim_ascii() == b"*") || is_address(one.trim_ascii()))?;
        }
        ensure(is_register || count == 1)?;
    }
    ensure(is_register || scan.count(Name::Contact) <= 1)?;
    ensure(!is_register || ["sip:", "sips:"].iter().any(|scheme| starts_with(uri_of(to), scheme.as_bytes())))
}

/// The topmost Via: protocol, no empty parameter, if a branch then more than the cookie.
fn via(value: &[u8]) -> Judgement {
    let first = split_outside(value, b',').next().unwrap_or_default();
    ensure(params(first).all(|(name, _)| !name.is_empty()))?;
    // What the stack cannot read it would drop without an answer.
    let text = String::from_utf8(tight(value, true)).map_err(|_| bad())?;
    ensure(text.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("SIP/2.0/")))?;
    ensure(Via::new(text).first_value().and_then(|via| via.typed()).is_ok())?;
    // No branch at all is RFC 2543, and can be told by Call-ID, CSeq and tag; the bare cookie names nothing.
    let branch = params(first).find(|(name, _)| name.eq_ignore_ascii_case(b"branch"));
    ensure(branch.is_none_or(|(_, branch)| !branch.is_empty() && !branch.eq_ignore_ascii_case(b"z9hG4bK")))
}

/// `name-addr` or `addr-spec` with parameters: quotes close, a display name is quoted or made of tokens (and of letters
/// beyond ASCII, which trunks send unquoted), no white space or `?` where it could be read in two ways.
fn is_address(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    if params(value).any(|(name, _)| name.is_empty()) || split_outside(value, b',').count() != 1 {
        return false;
    }
    let quotes = value.iter().enumerate().filter(|(at, b)| **b == b'"' && !is_escaped(value, *at)).count();
    let Some(open) = split_outside(value, b';').next().and_then(angle) else {
        let spec = value.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
        return !spec.iter().any(|b| matches!(b, b'?' | b'"' | b' ' | b'>')) && spec.contains(&b':');
    };
    let display = value[..open].trim_ascii();
    let is_named = display.starts_with(b"\"")
        || display.iter().all(|b| is_token(*b) || matches!(b, b' ' | b'\t' | b'\r' | b'\n') || *b >= 0x80);
    let inside = value[open + 1..].split(|b| *b == b'>').next().unwrap_or_default();
    quotes % 2 == 0 && is_named && value[open..].contains(&b'>') && !inside.iter().any(|b| b.is_ascii_whitespace())
}

/// Where `<` stands outside of quotes.
fn angle(value: &[u8]) -> Option<usize> {
    let mut is_quoted = false;
    for (at, byte) in value.iter().enumerate() {
        match byte {
            b'"' if !is_escaped(value, at) => is_quoted = !is_quoted,
            b'<' if !is_quoted => return Some(at),
            _ => {}
        }
    }
    None
}

fn is_escaped(value: &[u8], at: usize) -> bool {
    value[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

fn uri_of(value: &[u8]) -> &[u8] {
    match angle(value) {
        Some(open) => value[open + 1..].split(|b| *b == b'>').next().unwrap_or_default(),
        None => value,
    }
}

fn starts_with(value: &[u8], prefix: &[u8]) -> bool {
    value.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// Extensions the peer insists on, and bodies and answers we could not read or give.
fn extensions(scan: &Scan<'_>, method: &[u8]) -> Judgement {
    if matches!(method, b"ACK" | b"CANCEL") {
        return Ok(());
    }
    let unsupported: Vec<String> = list(scan, Name::Require).filter(|tag| tag != "timer").collect();
    if !unsupported.is_empty() {
        return Err((420, format!("Unsupported: {}\r\n", unsupported.join(", "))));
    }
    if method == b"INVITE" && scan.value(Name::Accept).is_some() {
        let reads_sdp = |kind: &String| {
            let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            matches!(kind.as_str(), "application/sdp" | "application/*" | "*/*")
        };
        if !list(scan, Name::Accept).any(|kind| reads_sdp(&kind)) {
            return Err((406, String::new()));
        }
    }
    Ok(())
}

fn list(scan: &Scan<'_>, name: Name) -> impl Iterator<Item = String> {
    scan.all(name)
        .flat_map(|value| split_outside(value, b','))
        .map(|part| String::from_utf8_lossy(part.trim_ascii()).into_owned())
        .filter(|part| !part.is_empty())
}

/// The octets that belong to the message, once its length and kind are right.
fn body<'a>(data: &'a [u8], scan: &Scan<'_>) -> Result<&'a [u8], (u16, String)> {
    let rest = &data[scan.body_at.unwrap_or(data.len())..];
    let body = match scan.value(Name::ContentLength) {
        None => rest,
        Some(value) => {
            let length = number(value).filter(|length| *length <= rest.len() as u64).ok_or_else(bad)?;
            &rest[..length as usize]
        }
    };
    let carries_sdp = matches!(scan.method(), b"INVITE" | b"UPDATE" | b"ACK" | b"PRACK");
    if carries_sdp && !body.is_empty() {
        let kind = scan.value(Name::ContentType).unwrap_or_default();
        let kind = kind.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
        if !kind.eq_ignore_ascii_case(b"application/sdp") {
            return Err((415, "Accept: application/sdp\r\n".into()));
        }
    }
    Ok(body)
}

/// Digits and nothing else.
pub fn number(value: &[u8]) -> Option<u64> {
    let value = value.trim_ascii();
    let is_number = !value.is_empty() && value.len() <= 18 && value.iter().all(|b| b.is_ascii_digit());
    is_number.then(|| value.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
}
