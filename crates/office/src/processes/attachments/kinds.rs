//! Kinds of files that are taken, told by their bytes, and names that are safe to show and to save.

/// A kind of file.
#[derive(Debug)]
pub struct Kind {
    pub media_type: &'static str,
    /// Other names of it.
    others: &'static [&'static str],
    /// The first is the one given to a file without a fitting one.
    extensions: &'static [&'static str],
    /// Whether bytes are of this kind.
    pub fits: fn(&[u8]) -> bool,
}

/// What forms may hold.
pub const TAKEN: &[Kind] = &[
    Kind {
        media_type: "image/png",
        others: &[],
        extensions: &["png"],
        fits: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
    },
    Kind {
        media_type: "image/jpeg",
        others: &["image/jpg"],
        extensions: &["jpg", "jpeg"],
        fits: |bytes| bytes.starts_with(&[0xff, 0xd8, 0xff]),
    },
    Kind {
        media_type: "application/pdf",
        others: &[],
        extensions: &["pdf"],
        fits: |bytes| bytes.starts_with(b"%PDF-"),
    },
    Kind {
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        others: &[],
        extensions: &["xlsx"],
        fits: |bytes| is_office_file(bytes, "xl/workbook.xml"),
    },
    Kind {
        media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        others: &[],
        extensions: &["docx"],
        fits: |bytes| is_office_file(bytes, "word/document.xml"),
    },
    Kind {
        media_type: "text/csv",
        others: &["application/csv", "application/vnd.ms-excel"],
        extensions: &["csv"],
        fits: is_text,
    },
    Kind { media_type: "text/plain", others: &[], extensions: &["txt", "log"], fits: is_text },
    Kind {
        media_type: "audio/wav",
        others: &["audio/x-wav", "audio/wave", "audio/vnd.wave"],
        extensions: &["wav"],
        fits: |bytes| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE"),
    },
    Kind { media_type: "audio/mpeg", others: &["audio/mp3"], extensions: &["mp3"], fits: is_mp3 },
];

const NAME_CHARS_MAX: usize = 120;
/// Entries of a ZIP that are looked at: a workbook of 200 sheets with drawings.
const ZIP_ENTRIES_MAX: usize = 2_000;

pub fn by_media_type(text: &str) -> Option<&'static Kind> {
    let asked = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    TAKEN.iter().find(|kind| kind.media_type == asked || kind.others.contains(&asked.as_str()))
}

/// UTF-8 without control characters but tabs and line ends.
fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|text| text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\r' | '\n')))
}

/// A tag (ID3v2), or a frame of MPEG audio layer III: eleven bits of sync, then neither a reserved version, another
/// layer, nor a reserved rate (ISO 11172-3 §2.4.1.3).
fn is_mp3(bytes: &[u8]) -> bool {
    let is_frame = |head: &[u8]| {
        let [sync, kind, rate, ..] = head else { return false };
        let (version, layer) = (kind >> 3 & 3, kind >> 1 & 3);
        *sync == 0xff && kind >> 5 == 7 && version != 1 && layer == 1 && rate >> 4 != 15 && rate >> 2 & 3 != 3
    };
    bytes.starts_with(b"ID3") || is_frame(bytes)
}

/// A ZIP whose directory lists the parts of an Office file and no macros.
fn is_office_file(bytes: &[u8], part: &str) -> bool {
    let Some(names) = zip_names(bytes) else { return false };
    let has = |name: &str| names.contains(&name.as_bytes());
    let has_macros = names.iter().any(|name| name.to_ascii_lowercase().ends_with(b"vbaproject.bin"));
    bytes.starts_with(b"PK\x03\x04") && has("[Content_Types].xml") && has(part) && !has_macros
}

/// Names in the central directory (APPNOTE 6.3.10, 4.3.12 and 4.3.16).
fn zip_names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let number = |at: usize, width: usize| -> Option<usize> {
        let digits = bytes.get(at..at.checked_add(width)?)?;
        Some(digits.iter().rev().fold(0, |sum, digit| sum << 8 | usize::from(*digit)))
    };
    // The end record has 22 bytes and a comment of at most 65,535.
    let earliest = bytes.len().saturating_sub(22 + 65_535);
    let end = (earliest..=bytes.len().checked_sub(22)?).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))?;
    let (count, mut at) = (number(end + 10, 2)?, number(end + 16, 4)?);
    if count > ZIP_ENTRIES_MAX {
        return None;
    }
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
            return None;
        }
        let (name, extra, comment) = (number(at + 28, 2)?, number(at + 30, 2)?, number(at + 32, 2)?);
        names.push(bytes.get(at + 46..at + 46 + name)?);
        at += 46 + name + extra + comment;
    }
    Some(names)
}

/// The last part of a path, without what confuses readers or file systems, with an extension of its kind.
pub fn clean_name(name: &str, kind: &Kind) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_kept = |c: &char| {
        // Marks that turn the direction of writing make `exe.png` out of `gnp.exe`; others have no width.
        let is_hidden =
            matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        !c.is_control() && !is_hidden
    };
    let safe = |c: char| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c };
    let cleaned: String = last.chars().filter(is_kept).map(safe).collect();
    let cleaned = cleaned.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let (stem, extension) = match cleaned.rsplit_once('.') {
        Some((stem, end)) if kind.extensions.contains(&end.to_ascii_lowercase().as_str()) => {
            (stem, end.to_ascii_lowercase())
        }
        _ => (cleaned, kind.extensions[0].to_owned()),
    };
    let stem: String = stem.trim().chars().take(NAME_CHARS_MAX).collect();
    let stem = if stem.is_empty() { "file" } else { &stem };
    format!("{stem}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ZIP with empty members of these names, stored.
    fn zip(names: &[&str]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for name in names {
            let at = bytes.len() as u32;
            let length = (name.len() as u16).to_le_bytes();
            bytes.extend(b"PK\x03\x04");
            bytes.extend([0; 22]);
            bytes.extend(length);
            bytes.extend([0; 2]);
            bytes.extend(name.as_bytes());
            directory.extend(b"PK\x01\x02");
            directory.extend([0; 24]);
            directory.extend(length);
            directory.extend([0; 12]);
            directory.extend(at.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let (at, length, count) = (bytes.len() as u32, directory.len() as u32, (names.len() as u16).to_le_bytes());
        bytes.extend(directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend(count);
        bytes.extend(count);
        bytes.extend(length.to_le_bytes());
        bytes.extend(at.to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }

    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let sheet = zip(&["[Content_Types].xml", "xl/workbook.xml"]);
        let letter = zip(&["[Content_Types].xml", "word/document.xml"]);
        let macros = zip(&["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"]);
        let png = b"\x89PNG\r\n\x1a\n....".to_vec();
        let cut = sheet[..sheet.len() - 30].to_vec();
        let far = [
            b"PK\x03\x04".to_vec(),
            b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0".to_vec(),
        ];
        for (media_type, bytes, fits) in [
            ("image/png", png.clone(), true),
            ("IMAGE/PNG; x=y", png.clone(), true),
            ("image/jpeg", png, false),
            ("image/jpeg", vec![0xff, 0xd8, 0xff, 0xe0], true),
            ("application/pdf", b"%PDF-1.7\n".to_vec(), true),
            ("application/pdf", b"<html>%PDF-1.7".to_vec(), false),
            (XLSX, sheet.clone(), true),
            (DOCX, letter.clone(), true),
            (DOCX, sheet, false),
            (XLSX, letter, false),
            (XLSX, macros, false),
            (XLSX, cut, false),
            (XLSX, far.concat(), false),
            (XLSX, b"PK\x03\x04 xl/workbook.xml [Content_Types].xml".to_vec(), false),
            ("text/csv", "姓名,天数\r\n王芳,3\n".into(), true),
            ("text/csv", vec![0xd0, 0xd5, 0xc3, 0xfb], false),
            ("text/plain", b"a\0b".to_vec(), false),
            ("text/plain", b"\x1b[31mred".to_vec(), false),
            ("audio/x-wav", b"RIFF\0\0\0\0WAVEfmt ".to_vec(), true),
            ("audio/wav", b"RIFF\0\0\0\0AVI fmt ".to_vec(), false),
            ("audio/mpeg", b"ID3\x03".to_vec(), true),
            ("audio/mpeg", vec![0xff, 0xfb, 0x90, 0x00], true),
            ("audio/mpeg", vec![0xff, 0xff, 0xff, 0xff], false),
        ] {
            let kind = by_media_type(media_type).expect("a kind that is taken");
            assert_eq!((kind.fits)(&bytes), fits, "{media_type} {:?}", &bytes[..bytes.len().min(12)]);
        }
        for unknown in ["text/html", "application/zip", "image/svg+xml", "application/x-msdownload", ""] {
            assert!(by_media_type(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn names_are_safe_to_show_and_to_save() {
        for (given, media_type, cleaned) in [
            ("请假条.png", "image/png", "请假条.png"),
            ("../../etc/passwd", "text/plain", "passwd.txt"),
            ("C:\\temp\\bill.PDF", "application/pdf", "bill.pdf"),
            ("run.exe", "image/png", "run.exe.png"),
            ("gnp\u{202e}.exe\r\n.png", "image/png", "gnp.exe.png"),
            ("  ...  ", "text/csv", "file.csv"),
            ("a<b>:c.jpeg", "image/jpeg", "a_b__c.jpeg"),
            ("", "audio/mpeg", "file.mp3"),
        ] {
            assert_eq!(clean_name(given, by_media_type(media_type).expect("taken")), cleaned, "{given:?}");
        }
        let long = clean_name(&"长".repeat(500), by_media_type("text/plain").expect("taken"));
        assert_eq!(long.chars().count(), NAME_CHARS_MAX + 4);
    }
}
