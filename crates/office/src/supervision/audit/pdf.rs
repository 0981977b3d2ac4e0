//! A report as PDF 1.4, A4. Chinese needs no font file: STSong-Light with the encoding UniGB-UCS2-H is one of the fonts
//! that readers bring themselves (PDF 32000-1 §9.7.5.2, Adobe-GB1).

use super::report::{Paper, Table};
use std::fmt::Write;

/// A4, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 42.0;
const BODY: f32 = 9.0;
const HEAD: f32 = 11.0;
const TITLE: f32 = 16.0;
/// Line height for each point of size.
const LEADING: f32 = 1.45;
/// Space between columns.
const GAP: f32 = 6.0;

pub(super) fn write(paper: &Paper) -> Vec<u8> {
    let mut pages = Pages::new(&paper.foot);
    pages.text(TITLE, &paper.title);
    for line in &paper.head {
        pages.text(BODY, line);
    }
    for table in &paper.tables {
        pages.table(table);
    }
    file(&pages.done())
}

/// Pages on their way: content streams and the place of the next line.
struct Pages<'a> {
    done: Vec<String>,
    page: String,
    y: f32,
    foot: &'a str,
}

impl<'a> Pages<'a> {
    fn new(foot: &'a str) -> Self {
        Self { done: Vec::new(), page: String::new(), y: HEIGHT - MARGIN, foot }
    }

    fn done(mut self) -> Vec<String> {
        self.turn();
        self.done
    }

    fn turn(&mut self) {
        let number = self.done.len() + 1;
        put(&mut self.page, 7.0, MARGIN, MARGIN * 0.5, self.foot);
        put(&mut self.page, 7.0, WIDTH - MARGIN - 20.0, MARGIN * 0.5, &format!("{number}"));
        self.done.push(std::mem::take(&mut self.page));
        self.y = HEIGHT - MARGIN;
    }

    fn room(&mut self, height: f32) {
        if self.y - height < MARGIN {
            self.turn();
        }
    }

    fn text(&mut self, size: f32, text: &str) {
        for line in wrapped(text, size, WIDTH - 2.0 * MARGIN) {
            self.room(size * LEADING);
            self.y -= size * LEADING;
            put(&mut self.page, size, MARGIN, self.y, &line);
        }
    }

    fn table(&mut self, table: &Table) {
        self.room(HEAD * LEADING * 3.0);
        self.y -= HEAD;
        self.text(HEAD, &table.title);
        let names: Vec<String> = table.columns.iter().map(|(name, _)| name.clone()).collect();
        self.row(table, &names);
        self.line();
        if table.rows.is_empty() {
            self.text(BODY, "无 / none");
        }
        for row in &table.rows {
            self.row(table, row);
        }
    }

    fn row(&mut self, table: &Table, cells: &[String]) {
        let whole = WIDTH - 2.0 * MARGIN;
        let widths: Vec<f32> = table.columns.iter().map(|(_, hundredths)| whole * *hundredths as f32 / 100.0).collect();
        let lines: Vec<Vec<String>> =
            cells.iter().zip(&widths).map(|(cell, width)| wrapped(cell, BODY, width - GAP)).collect();
        let tall = lines.iter().map(Vec::len).max().unwrap_or(1);
        // A cell that is longer than a page goes on where it is: its lines break the page.
        for nth in 0..tall {
            self.room(BODY * LEADING);
            self.y -= BODY * LEADING;
            let mut x = MARGIN;
            for (cell, width) in lines.iter().zip(&widths) {
                if let Some(line) = cell.get(nth) {
                    put(&mut self.page, BODY, x, self.y, line);
                }
                x += width;
            }
        }
        self.y -= BODY * 0.3;
    }

    fn line(&mut self) {
        let (y, end) = (self.y, WIDTH - MARGIN);
        // Writing to a text does not fail.
        let _ = writeln!(self.page, "0.5 w {MARGIN} {y} m {end} {y} l S");
    }
}

/// A line of text at a place, as UCS-2.
fn put(page: &mut String, size: f32, x: f32, y: f32, text: &str) {
    let mut hex = String::with_capacity(text.len() * 4);
    for char in text.chars() {
        // What has no place in UCS-2 shows as a box.
        let code = u16::try_from(u32::from(char)).unwrap_or(0x25a1);
        let _ = write!(hex, "{code:04X}");
    }
    let _ = writeln!(page, "BT /F1 {size} Tf {x} {y} Td <{hex}> Tj ET");
}

/// In ems: half of one for Latin, one for everything else.
fn width_of(char: char) -> f32 {
    if char.is_ascii() { 0.5 } else { 1.0 }
}

/// Lines that fit. Chinese breaks anywhere; a Latin word that fits a line is not cut.
fn wrapped(text: &str, size: f32, width: f32) -> Vec<String> {
    let most = width / size;
    let mut lines = Vec::new();
    for line in text.lines() {
        let (mut current, mut used) = (String::new(), 0.0);
        for piece in pieces(line) {
            let wide: f32 = piece.chars().map(width_of).sum();
            if used + wide > most && !current.is_empty() {
                lines.push(std::mem::take(&mut current));
                used = 0.0;
            }
            if wide <= most {
                current.push_str(piece);
                used += wide;
                continue;
            }
            for char in piece.chars() {
                if used + width_of(char) > most {
                    lines.push(std::mem::take(&mut current));
                    used = 0.0;
                }
                current.push(char);
                used += width_of(char);
            }
        }
        lines.push(current);
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// Latin words with the space behind them; every other character by itself.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut chars = line.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let end = at + char.len_utf8();
        let is_over = char == ' ' || !char.is_ascii() || chars.peek().is_none_or(|(_, next)| !next.is_ascii());
        if is_over {
            pieces.push(&line[from..end]);
            from = end;
        }
    }
    pieces
}

/// Objects 1 to 5: catalogue, pages, font, its descendant and its descriptor; then two for each page.
fn file(pages: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|nth| format!("{} 0 R", 6 + 2 * nth)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) \
         /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500 814 939 500] /FontDescriptor 5 0 R >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 \
         /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
            .to_owned(),
    ];
    for (nth, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R >> >> \
             /Contents {} 0 R >>",
            7 + 2 * nth
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()));
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::with_capacity(objects.len());
    for (nth, object) in objects.iter().enumerate() {
        places.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", nth + 1);
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in &places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let size = objects.len() + 1;
    let _ = write!(out, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_lose_nothing() {
        let text =
            "审计发现：the reason was missing in 3 of 20 requests，须补齐 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        let lines = wrapped(text, 9.0, 120.0);
        assert!(lines.len() > 3, "{lines:?}");
        assert_eq!(lines.concat(), text);
        for line in &lines {
            assert!(line.chars().map(width_of).sum::<f32>() * 9.0 <= 120.0, "{line}");
        }
        assert_eq!(wrapped("", 9.0, 120.0), [""]);
    }

    #[test]
    fn a_long_table_turns_pages_and_every_place_is_right() {
        let rows = (0..300).map(|nth| vec![nth.to_string(), "查看客户号码 😀".to_owned()]).collect();
        let columns = vec![("编号".to_owned(), 30), ("事项".to_owned(), 70)];
        let table = Table { title: "抽样".into(), columns, rows };
        let paper =
            Paper { title: "报告".into(), head: vec!["期间".into()], tables: vec![table], foot: "根".into() };
        let text = String::from_utf8(write(&paper)).expect("ASCII");
        assert!(text.matches("/Type /Page ").count() > 3);
        for (nth, place) in text.split("xref\n").nth(1).expect("a table").lines().skip(2).enumerate() {
            let Some(place) = place.strip_suffix(" 00000 n ") else { break };
            let place: usize = place.parse().expect("a number");
            assert!(text[place..].starts_with(&format!("{} 0 obj", nth + 1)), "{nth}");
        }
        assert!(text.contains("25A1"), "a character beyond UCS-2 shows as a box");
    }
}
