//! Stateless answers made from the scan alone. The To tag is a hash of the request, so that a retransmission gets the same.

use super::scan::{Name, Scan, param};
use crate::status;
use sha2::{Digest, Sha256};
use std::net::SocketAddr;

/// A complete response, or `None` when the request lacks what a response must repeat.
pub fn reply(scan: &Scan<'_>, status: u16, extra: &str, product: &str, from: SocketAddr) -> Option<Vec<u8>> {
    let via = scan.value(Name::Via)?;
    let mut out = Vec::with_capacity(512);
    out.extend_from_slice(format!("SIP/2.0 {status} {}\r\n", status::text(status)).as_bytes());
    for (index, via) in scan.all(Name::Via).enumerate() {
        out.extend_from_slice(b"Via: ");
        push_flat(&mut out, &if index == 0 { received(via, from) } else { via.to_vec() });
    }
    for (name, label) in [(Name::From, "From"), (Name::To, "To"), (Name::CallId, "Call-ID"), (Name::CSeq, "CSeq")] {
        let Some(value) = scan.value(name) else { continue };
        out.extend_from_slice(label.as_bytes());
        out.extend_from_slice(b": ");
        if name == Name::To && param(value, b"tag").is_none() {
            push_flat(&mut out, &[value, b";tag=", tag(via, scan.value(Name::CallId)).as_bytes()].concat());
        } else {
            push_flat(&mut out, value);
        }
    }
    out.extend_from_slice(extra.as_bytes());
    out.extend_from_slice(format!("Server: {product}\r\nContent-Length: 0\r\n\r\n").as_bytes());
    Some(out)
}

/// The To tag of stateless answers: RFC 3261 §8.2.7 wants the same one for each retransmission.
pub fn tag(via: &[u8], call_id: Option<&[u8]>) -> String {
    let digest = Sha256::new().chain_update(via).chain_update(call_id.unwrap_or_default()).finalize();
    hex::encode(&digest[..8])
}

fn push_flat(out: &mut Vec<u8>, value: &[u8]) {
    out.extend(value.iter().map(|b| if matches!(b, b'\r' | b'\n') { b' ' } else { *b }));
    out.extend_from_slice(b"\r\n");
}

/// RFC 3581: `received` always, `rport` filled in, on the first value only.
fn received(via: &[u8], from: SocketAddr) -> Vec<u8> {
    let first = super::scan::split_outside(via, b',').next().unwrap_or(via);
    let rest = &via[first.len()..];
    let mut out = Vec::with_capacity(via.len() + 48);
    for (index, part) in super::scan::split_outside(first, b';').enumerate() {
        let name = part.split(|b| *b == b'=').next().unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case(b"rport") || name.eq_ignore_ascii_case(b"received") {
            continue;
        }
        if index > 0 {
            out.push(b';');
        }
        out.extend_from_slice(part);
    }
    out.extend_from_slice(format!(";received={};rport={}", from.ip(), from.port()).as_bytes());
    out.extend_from_slice(rest);
    out
}
