//! Codes of an authenticator app (RFC 6238): HMAC-SHA-1, 30 seconds, six digits, as every app reads them.
//!
//! Pure: the time is an argument. A step that was used, or one before it, never fits again.

use hmac::{Hmac, Mac};
use model::Millis;
use sha1::Sha1;

const STEP_MS: i64 = 30_000;
const DIGITS: usize = 6;
/// RFC 6238 §5.2: one step of delay; one ahead for a phone whose clock is fast.
const DRIFT_STEPS: i64 = 1;
/// RFC 4226 §4: 160 bits, the length of SHA-1.
const KEY_BYTES: usize = 20;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

pub(super) fn new_key() -> Vec<u8> {
    super::random_bytes::<KEY_BYTES>().to_vec()
}

/// The step whose code this is, if it was not used: to be kept, so that the code fits once only.
pub(super) fn fitting_step(key: &[u8], code: &str, now: Millis, used: Option<i64>) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let current = now.0.div_euclid(STEP_MS);
    let fresh = (current - DRIFT_STEPS..=current + DRIFT_STEPS).filter(|step| used.is_none_or(|used| *step > used));
    // Every candidate is compared, so that the time tells nothing.
    fresh.fold(None, |found, step| if is_same(&code_at(key, step), &code) { Some(step) } else { found })
}

fn code_at(key: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    // RFC 4226 §5.3: the last four bits tell where 31 bits are taken.
    let at = usize::from(digest[19] & 0xf);
    let number = u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
    format!("{:0width$}", number % 10_u32.pow(DIGITS as u32), width = DIGITS)
}

fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// RFC 4648 §6 without padding, as apps take it.
pub(super) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(BASE32[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// What the app reads from the picture (Key Uri Format).
pub(super) fn uri(key: &[u8], centre: &str, username: &str) -> String {
    let (centre, secret) = (percent(centre), base32(key));
    format!(
        "otpauth://totp/{centre}:{}?secret={secret}&issuer={centre}&algorithm=SHA1&digits=6&period=30",
        percent(username)
    )
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The picture of a text, as SVG.
pub(super) fn picture(text: &str) -> String {
    let code = qrcode::QrCode::new(text).expect("a link of 200 characters fits into a QR code");
    code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1, the last six of eight digits.
        let key = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(code_at(key, seconds / 30), code, "{seconds}");
        }
    }

    #[test]
    fn a_code_fits_one_step_off_and_once() {
        let (key, now) = (new_key(), Millis::from_secs(1_800_000_000));
        let current = now.0 / STEP_MS;
        for (off, fits) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = code_at(&key, current + off);
            assert_eq!(fitting_step(&key, &code, now, None), fits.then_some(current + off), "{off}");
        }
        let code = code_at(&key, current);
        assert_eq!(fitting_step(&key, &code, now, Some(current)), None, "used");
        assert_eq!(fitting_step(&key, &code_at(&key, current - 1), now, Some(current)), None, "older than a used one");
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        assert_eq!(fitting_step(&key, &spaced, now, None), Some(current), "as apps show it");
        assert_eq!(fitting_step(&key, "", now, None), None);
    }

    #[test]
    fn keys_are_written_as_apps_read_them() {
        // RFC 4648 §10.
        for (bytes, text) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        let uri = uri(b"12345678901234567890", "桥 中心", "agent1");
        assert_eq!(
            uri,
            "otpauth://totp/%E6%A1%A5%20%E4%B8%AD%E5%BF%83:agent1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E6%A1%A5%20%E4%B8%AD%E5%BF%83&algorithm=SHA1&digits=6&period=30"
        );
        assert!(picture(&uri).contains("<svg"));
    }
}
