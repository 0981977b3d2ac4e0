//! Requests and responses as this crate builds them, and what it reads out of theirs.

use rsipstack::sip::prelude::{HasHeaders, HeadersExt};
use rsipstack::sip::{Header, Method, Request, Response, Scheme, StatusCode, Uri, Version};

/// Methods we serve.
pub const ALLOW: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, INFO, UPDATE, REFER";

/// A response to `request`. `tag` goes into To unless it has one.
pub fn response(request: &Request, status: u16, tag: &str, product: &str, extra: Vec<Header>, body: &str) -> Response {
    let mut headers = Vec::with_capacity(12);
    let repeats_route = request.method == Method::Invite && status < 300 && status > 100;
    for header in request.headers.iter() {
        match header {
            Header::Via(_) | Header::From(_) | Header::CallId(_) | Header::CSeq(_) => headers.push(header.clone()),
            Header::RecordRoute(_) if repeats_route => headers.push(header.clone()),
            Header::To(to) if status > 100 && tag_of(to.value()).is_none() => {
                headers.push(Header::To(format!("{};tag={tag}", to.value()).into()));
            }
            Header::To(_) => headers.push(header.clone()),
            _ => {}
        }
    }
    headers.extend(extra);
    headers.push(Header::Server(product.into()));
    push_body(&mut headers, body);
    Response {
        status_code: StatusCode::from(status),
        wire_reason: None,
        version: Version::V2,
        headers: headers.into(),
        body: body.as_bytes().to_vec(),
    }
}

pub fn push_body(headers: &mut Vec<Header>, body: &str) {
    if !body.is_empty() {
        headers.push(Header::ContentType("application/sdp".into()));
    }
    headers.push(Header::ContentLength((body.len() as u32).into()));
}

pub fn from_of(message: &impl HeadersExt) -> &str {
    message.from_header().map_or("", |from| from.value())
}

pub fn to_of(message: &impl HeadersExt) -> &str {
    message.to_header().map_or("", |to| to.value())
}

pub fn call_id_of(message: &impl HeadersExt) -> &str {
    message.call_id_header().map_or("", |call_id| call_id.value())
}

pub fn cseq_of(message: &impl HeadersExt) -> u32 {
    message.cseq_header().ok().and_then(|cseq| cseq.seq().ok()).unwrap_or(0)
}

pub fn method_of(response: &Response) -> Option<Method> {
    response.cseq_header().ok().and_then(|cseq| cseq.method().ok())
}

/// Value of a header that the stack has no accessor for.
pub fn value_of<'a>(message: &'a impl HasHeaders, name: &str) -> Option<&'a str> {
    message.headers().iter().find(|header| header.name().eq_ignore_ascii_case(name)).map(|header| header.value().trim())
}

/// Whether a list header holds the token.
pub fn has_token(message: &impl HasHeaders, name: &str, token: &str) -> bool {
    let mut values = message.headers().iter().filter(|header| header.name().eq_ignore_ascii_case(name));
    values.any(|header| header.value().split(',').any(|item| item.trim().eq_ignore_ascii_case(token)))
}

/// The `tag` of a From or To value.
pub fn tag_of(value: &str) -> Option<&str> {
    let tag = crate::wire::scan::param(value.as_bytes(), b"tag")?;
    std::str::from_utf8(tag).ok().filter(|tag| !tag.is_empty())
}

/// A From or To value without its parameters, as it goes into our own requests.
pub fn without_params(value: &str) -> String {
    let uri = uri_of(value);
    match value.find('<') {
        Some(_) => value[..value.rfind('>').map_or(value.len(), |end| end + 1)].to_owned(),
        None => format!("<{uri}>"),
    }
}

/// The address inside `<>`, or the value up to its first parameter.
pub fn uri_of(value: &str) -> &str {
    let bytes = value.as_bytes();
    let mut is_quoted = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if at == 0 || bytes[at - 1] != b'\\' => is_quoted = !is_quoted,
            b'<' if !is_quoted => return value[at + 1..].split('>').next().unwrap_or_default().trim(),
            _ => {}
        }
    }
    value.split(';').next().unwrap_or_default().trim()
}

/// The user part of an address, unescaped once; of `tel:` the number.
pub fn user_of(uri: &str) -> String {
    let rest = uri.split_once(':').map_or(uri, |(_, rest)| rest);
    let user = match rest.rsplit_once('@') {
        Some((user, _)) => user.split(':').next().unwrap_or_default(),
        None if uri.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:")) => rest,
        None => "",
    };
    unescaped(user.split(';').next().unwrap_or_default())
}

/// The number an INVITE is for.
pub fn number_of(uri: &Uri) -> String {
    match &uri.auth {
        Some(auth) => unescaped(auth.user.split(';').next().unwrap_or_default()),
        None if matches!(&uri.scheme, Some(Scheme::Other(scheme)) if scheme.eq_ignore_ascii_case("tel")) => {
            uri.host_with_port.host.to_string()
        }
        None => String::new(),
    }
}

/// `%41` → `A`, once; what is no escape stays.
pub fn unescaped(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|digit| (*digit as char).to_digit(16));
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An address for the request line. The stack escapes the user when it writes, so it is unescaped here first.
pub fn target(uri: &str) -> Option<Uri> {
    let mut parsed = Uri::try_from(uri).ok()?;
    if let Some(auth) = parsed.auth.as_mut() {
        auth.user = unescaped(&auth.user);
    }
    parsed.headers.clear();
    Some(parsed)
}

/// A fresh tag or branch suffix: 64 random bits.
pub fn fresh() -> String {
    format!("{:016x}", rand::random::<u64>())
}
