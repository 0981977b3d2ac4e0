//! Finds planted values in bytes of any kind, in whatever spelling they stand there.

use std::collections::HashMap;
use std::fmt;
use std::io::Read;
use std::path::Path;

/// Bytes by which a spelling is looked up.
const HEAD: usize = 6;

/// What kind of value was planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Phone,
    IdCard,
    BankCard,
    Name,
    /// Planted in clear on purpose: a scanner that does not find it finds nothing.
    Control,
}

/// A value that should not be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// File, answer or log.
    pub place: String,
    pub offset: usize,
    pub kind: Kind,
    /// As `percent-encoded`.
    pub spelling: &'static str,
    /// What stands around it.
    pub around: String,
}

impl fmt::Display for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, offset, kind, spelling, around } = self;
        write!(f, "{place} at {offset}: {kind:?}, {spelling}: …{around}…")
    }
}

struct Spelling {
    bytes: Vec<u8>,
    kind: Kind,
    how: &'static str,
}

pub struct Scanner {
    by_head: HashMap<[u8; HEAD], Vec<Spelling>>,
    /// Whether anything begins with these two bytes: most places are left after one look.
    begins: Vec<bool>,
}

impl Scanner {
    pub fn new<'a>(planted: impl Iterator<Item = (Kind, &'a str)>) -> Self {
        let mut scanner = Self { by_head: HashMap::new(), begins: vec![false; 1 << 16] };
        for (kind, text) in planted {
            for (how, bytes) in spellings(text) {
                assert!(bytes.len() >= HEAD, "{how} of `{text}` is too short to be looked for");
                scanner.begins[usize::from(u16::from_be_bytes([bytes[0], bytes[1]]))] = true;
                let head = bytes[..HEAD].try_into().expect("its length was asked for");
                scanner.by_head.entry(head).or_default().push(Spelling { bytes, kind, how });
            }
        }
        scanner
    }

    pub fn scan(&self, place: &str, bytes: &[u8], hits: &mut Vec<Hit>) {
        for at in 0..(bytes.len() + 1).saturating_sub(HEAD) {
            if !self.begins[usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]))] {
                continue;
            }
            let head: [u8; HEAD] = bytes[at..at + HEAD].try_into().expect("the loop ends in time");
            let Some(spellings) = self.by_head.get(&head) else { continue };
            let Some(found) = spellings.iter().find(|spelling| bytes[at..].starts_with(&spelling.bytes)) else {
                continue;
            };
            let (from, to) = (at.saturating_sub(60), (at + found.bytes.len() + 30).min(bytes.len()));
            let around = String::from_utf8_lossy(&bytes[from..to]).replace(char::is_control, ".");
            hits.push(Hit { place: place.to_owned(), offset: at, kind: found.kind, spelling: found.how, around });
        }
    }

    /// Every file below, with its name. Returns how many bytes there were.
    pub fn scan_folder(&self, folder: &Path, hits: &mut Vec<Hit>) -> usize {
        let mut count = 0;
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let place = path.display().to_string();
            self.scan(&format!("name of {place}"), entry.file_name().as_encoded_bytes(), hits);
            if path.is_dir() {
                count += self.scan_folder(&path, hits);
            } else {
                // Sockets do not read.
                let bytes = std::fs::read(&path).unwrap_or_default();
                count += bytes.len();
                self.scan(&place, &bytes, hits);
                self.scan(&format!("{place}, unpacked"), &unpacked(&bytes), hits);
            }
        }
        count
    }
}

/// The contents of a ZIP, or of a gzip; empty when it is neither.
pub fn unpacked(bytes: &[u8]) -> Vec<u8> {
    const ENTRY: &[u8] = b"PK\x03\x04";
    let mut all = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        // What is broken in the middle counts up to there.
        let _ = flate2::read::GzDecoder::new(bytes).read_to_end(&mut all);
        return all;
    }
    if !bytes.starts_with(ENTRY) {
        return all;
    }
    for at in (0..bytes.len().saturating_sub(30)).filter(|at| bytes[*at..].starts_with(ENTRY)) {
        let word = |offset: usize| usize::from(u16::from_le_bytes([bytes[at + offset], bytes[at + offset + 1]]));
        let data = bytes.get(at + 30 + word(26) + word(28)..).unwrap_or_default();
        let _ = flate2::read::DeflateDecoder::new(data).read_to_end(&mut all);
    }
    all
}

/// Ways to write one value, each with its name.
fn spellings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let each = |byte: fn(u8) -> String| text.bytes().map(byte).collect::<String>().into_bytes();
    let mut all = vec![
        ("as it is", text.as_bytes().to_vec()),
        ("backwards", text.chars().rev().collect::<String>().into_bytes()),
        ("UTF-16LE", wide(u16::to_le_bytes)),
        ("UTF-16BE", wide(u16::to_be_bytes)),
        ("hexadecimal", each(|byte| format!("{byte:02x}"))),
        ("hexadecimal", each(|byte| format!("{byte:02X}"))),
        ("percent-encoded", each(|byte| format!("%{byte:02X}"))),
        ("percent-encoded", each(|byte| format!("%{byte:02x}"))),
        ("quoted-printable", each(|byte| format!("={byte:02X}"))),
        ("bytes of JSON", each(|byte| format!("{byte},"))),
        ("escaped", text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>().into_bytes()),
    ];
    all.extend((0..3).map(|shift| ("Base64", base64_within(text.as_bytes(), shift))));
    if text.is_ascii() {
        all.extend(grouped(text));
        // More than a mask shows.
        let tail = &text[text.len().saturating_sub(10).max(2)..];
        let spaced: Vec<String> = tail.chars().map(String::from).collect();
        all.extend([("its end", tail.as_bytes().to_vec()), ("its end, spaced", spaced.join(" ").into_bytes())]);
    } else {
        // Masks show the first character.
        all.push(("without its first", text.chars().skip(1).collect::<String>().into_bytes()));
    }
    all
}

fn grouped(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let chars: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    for mark in [" ", "-", ".", "%20", "\u{a0}"] {
        for size in [3, 4] {
            let groups: Vec<String> = chars.chunks(size).map(|chunk| chunk.iter().collect()).collect();
            all.push(("in groups", groups.join(mark).into_bytes()));
        }
        // As mobile numbers are written: 3, 4, 4.
        let groups: Vec<String> = chars[3..].chunks(4).map(|chunk| chunk.iter().collect()).collect();
        all.push(("in groups", format!("{}{mark}{}", &text[..3], groups.join(mark)).into_bytes()));
    }
    all
}

/// What stands in Base64 whatever comes before and after: `shift` bytes stand before it in its group of three.
fn base64_within(bytes: &[u8], shift: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut digits = Vec::new();
    let skipped = (3 - shift) % 3;
    for three in bytes[skipped..].chunks_exact(3) {
        let word = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        digits.extend([18, 12, 6, 0].map(|by| DIGITS[(word >> by & 63) as usize]));
    }
    digits
}

#[test]
fn the_scanner_finds_every_spelling_and_nothing_else() {
    let scanner = Scanner::new([(Kind::Phone, "19851234567"), (Kind::Name, "欧阳金丝甲")].into_iter());
    let found = |bytes: &[u8]| {
        let mut hits = Vec::new();
        scanner.scan("here", bytes, &mut hits);
        hits
    };
    let digits = |unit: &dyn Fn(char) -> String| "19851234567".chars().map(unit).collect::<String>();
    let wide: Vec<u8> = "x欧阳金丝甲".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(found(&wide)[0].spelling, "UTF-16LE");
    for text in [
        "number=19851234567&".to_owned(),
        "198 5123 4567".into(),
        "198-5123-4567".into(),
        "1985 1234 567".into(),
        digits(&|c| format!("%{:02X}", c as u32)),
        digits(&|c| format!("{:02x}", c as u32)),
        digits(&|c| format!("\\u{:04x}", c as u32)),
        "tail 9851234567".into(),
        "欧阳金丝甲".into(),
        "*阳金丝甲".into(),
        "%E6%AC%A7%E9%98%B3%E9%87%91%E4%B8%9D%E7%94%B2".into(),
        // Of `<19851234567>`, `xx19851234567` and `x19851234567`.
        "PDE5ODUxMjM0NTY3Pg==".into(),
        "eHgxOTg1MTIzNDU2Nw==".into(),
        "MTk4NTEyMzQ1Njc=".into(),
    ] {
        assert!(!found(text.as_bytes()).is_empty(), "{text}");
    }
    for text in ["198****4567", "19851234568", "欧*", "", "19", "4567"] {
        assert_eq!(found(text.as_bytes()), [], "{text}");
    }
    let hit = &found("xx 19851234567".as_bytes())[0];
    assert_eq!((hit.offset, hit.kind), (3, Kind::Phone));
}
