//! A report as a workbook: one sheet for each table. Every cell is a text, never a formula; what would be read as one when
//! somebody edits or exports it carries Excel's own quote.

use super::report::Paper;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Excel takes at most 31 characters, and none of these.
const NAME_CHARS_MAX: usize = 31;
const NOT_IN_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
/// Characters of a cell.
const CELL_CHARS_MAX: usize = 32_767;
/// Characters of the whole width of a table.
const WIDTH_CHARS: f64 = 110.0;

pub(super) fn write(paper: &Paper) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (plain, quoted) = (Format::new().set_text_wrap(), Format::new().set_text_wrap().set_quote_prefix());
    let bold = Format::new().set_bold();
    let of = |text: &str| if is_formula(text) { quoted.clone() } else { plain.clone() };
    let sheet = book.add_worksheet();
    sheet.set_name("报告 Report")?;
    sheet.set_column_width(0, WIDTH_CHARS)?;
    sheet.write_string_with_format(0, 0, &paper.title, &bold)?;
    for (row, line) in (1..).zip(&paper.head) {
        sheet.write_string_with_format(row, 0, cell(line), &of(line))?;
    }
    for table in &paper.tables {
        let sheet = book.add_worksheet();
        sheet.set_name(name(&table.title))?;
        for (column, (title, hundredths)) in (0..).zip(&table.columns) {
            sheet.set_column_width(column, WIDTH_CHARS * f64::from(*hundredths) / 100.0)?;
            sheet.write_string_with_format(0, column, title, &bold)?;
        }
        for (row, cells) in (1..).zip(&table.rows) {
            for (column, text) in (0..).zip(cells) {
                sheet.write_string_with_format(row, column, cell(text), &of(text))?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    book.save_to_buffer()
}

/// A text that a spreadsheet could take for a formula or a command.
fn is_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn cell(text: &str) -> String {
    text.chars().take(CELL_CHARS_MAX).collect()
}

fn name(title: &str) -> String {
    title.chars().map(|c| if NOT_IN_NAMES.contains(&c) { '-' } else { c }).take(NAME_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::super::report::Table;
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let rows = ["=HYPERLINK(\"http://a\")", "+1", "-1", "@SUM(A1)", " =1", "正常"];
        assert_eq!(rows.map(is_formula), [true, true, true, true, true, false]);
        let rows = rows.iter().map(|text| vec![(*text).to_owned()]).collect();
        let table = Table { title: "一、a/b".into(), columns: vec![("列".into(), 100)], rows };
        let paper = Paper { title: "=1".into(), head: vec!["=2".into()], tables: vec![table], foot: String::new() };
        let bytes = write(&paper).expect("a workbook");
        assert!(bytes.starts_with(b"PK"), "a zip");
    }
}
