//! Slips of the keyboard in TOML: full-width signs and digits, curly quotes, backslashes of paths, days as 2026/3/31,
//! amounts without quotes. The line is said as it should be, where that line can then be read.

use toml::de::DeTable;

use crate::domain::date;
use crate::domain::text::half_width;

/// The line as it was probably meant, and what is changed in it, in Chinese and English. `None` where nobody can tell.
pub(super) fn corrected(text: &str, at: usize) -> Option<(String, &'static str, &'static str)> {
    let start = text[..at].rfind('\n').map_or(0, |place| place + 1);
    let end = text[at..].find('\n').map_or(text.len(), |place| at + place);
    let line = text[start..end].trim_end_matches('\r');
    let (fixed, zh, en) = mended(line)?;
    let whole = format!("{}{fixed}{}", &text[..start], &text[end..]);
    let last = start + fixed.len();
    let (_, errors) = DeTable::parse_recoverable(&whole);
    let still = errors
        .iter()
        .filter_map(|error| error.span())
        .any(|span| (start..=last).contains(&span.start));
    (!still).then(|| (fixed.trim().to_string(), zh, en))
}

/// What is wrong first decides what is said; all of it is mended.
fn mended(line: &str) -> Option<(String, &'static str, &'static str)> {
    let plain = outside_quotes(line);
    let signs = plain != line;
    let straight = slashes(&plain);
    let paths = straight != plain;
    let valued = value(&straight);
    if valued == line {
        return None;
    }
    let (zh, en) = match (signs, paths) {
        (true, _) => ("中文标点或全角字符", "Chinese or full-width signs"),
        (_, true) => ("路径中的反斜杠", "backslashes in a path"),
        _ if valued.contains('"') => {
            ("没有加引号的文字或金额", "a text or an amount without quotes")
        }
        _ => ("日期的写法", "the form of a day"),
    };
    Some((valued, zh, en))
}

/// Signs outside of plain quotes as TOML has them; curly quotes are quotes where no plain ones are open.
fn outside_quotes(line: &str) -> String {
    let mut out = String::new();
    let mut open: Option<char> = None;
    for (at, c) in line.char_indices() {
        match (open, c) {
            // A remark may hold anything.
            (None, '#') => return out + &line[at..],
            (Some('"'), '"') | (Some('\''), '\'') => open = None,
            (Some('“'), '”' | '“' | '"') => {
                open = None;
                out.push('"');
                continue;
            }
            (None, '"' | '\'') => open = Some(c),
            (None, '“' | '”' | '„' | '＂') => {
                open = Some('“');
                out.push('"');
                continue;
            }
            (None, '【') => {
                out.push('[');
                continue;
            }
            (None, '】') => {
                out.push(']');
                continue;
            }
            (None, '、') => {
                out.push(',');
                continue;
            }
            _ => {}
        }
        if open.is_none() { out += &half_width(&c.to_string()) } else { out.push(c) }
    }
    // `deadline：2026-03-31`
    let key = out.split_once(':').filter(|_| !out.contains('='));
    match key {
        Some((key, value)) if !key.trim().is_empty() => {
            format!("{} = {}", key.trim_end(), value.trim_start())
        }
        _ => out,
    }
}

/// `"C:\数据\a.xlsx"` with slashes, which every system takes.
fn slashes(line: &str) -> String {
    if !line.contains('\\') || DeTable::parse(line.trim()).is_ok() {
        return line.to_string();
    }
    line.replace("\\\\", "/").replace('\\', "/")
}

/// A value that stands without its quotes, or a day in another form.
fn value(line: &str) -> String {
    let Some((key, rest)) = line.split_once('=') else { return line.to_string() };
    if key.contains(['"', '{', '[', '#']) || DeTable::parse(line.trim()).is_ok() {
        return line.to_string();
    }
    let (value, remark) = rest
        .split_once('#')
        .map_or((rest, String::new()), |(value, remark)| (value, format!("    #{remark}")));
    let value = value.trim();
    if value.is_empty() || value.starts_with(['"', '\'', '[', '{']) {
        return line.to_string();
    }
    let meant = match date::parse(value) {
        Some(day) => day.to_string(),
        None => super::quoted(value),
    };
    format!("{}= {meant}{remark}", &line[..key.len()])
}

/// What bytes are that are no UTF-8: what it is, and what to do, in Chinese and English.
pub(super) fn no_text(bytes: &[u8]) -> [&'static str; 4] {
    const TO_UTF8: [&str; 2] = [
        "在记事本中“另存为”，编码选 UTF-8",
        "save it again as UTF-8: in Notepad, `Save as`, encoding UTF-8",
    ];
    let [zh, en] = TO_UTF8;
    match bytes {
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => [
            "这是工作簿，不是设置文件",
            "it is a workbook, no file of settings",
            "工作簿写在流程文件的 [inputs] 中；这里给出流程文件（.toml）",
            "workbooks are named under [inputs] of a pipeline; name the pipeline (.toml) here",
        ],
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            ["它是 UTF-16 编码（记事本的“Unicode”）", "it is UTF-16 (`Unicode` in Notepad)", zh, en]
        }
        _ => {
            let decoded =
                encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
            match decoded {
                Some(_) => {
                    ["它是 GBK 编码（记事本的“ANSI”）", "it is GBK (`ANSI` in Notepad)", zh, en]
                }
                None => ["它不是 UTF-8 编码的文本", "it is no text in UTF-8", zh, en],
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_said_as_they_were_meant() {
        let cases = [
            ("total = “4200万元”", "total = \"4200万元\""),
            ("total ＝ \"4200万元\"", "total = \"4200万元\""),
            ("filings = [\"a.xlsx\"，\"b.xlsx\"]", "filings = [\"a.xlsx\",\"b.xlsx\"]"),
            ("deadline：2026-03-31", "deadline = 2026-03-31"),
            ("award_year = ２０２６", "award_year = 2026"),
            ("award_year = ２０２６ # 年度：“新”", "award_year = 2026 # 年度：“新”"),
            ("scheme = \"C:\\政策\\a.toml\"", "scheme = \"C:/政策/a.toml\""),
            ("deadline = 2026/3/31", "deadline = 2026-03-31"),
            ("deadline = 2026年3月31日", "deadline = 2026-03-31"),
            ("total = 4200万元", "total = \"4200万元\""),
            ("【pipeline】", "[pipeline]"),
            // Signs inside a text stay.
            ("pool ＝ \"“专项”，资金\"", "pool = \"“专项”，资金\""),
        ];
        for (line, meant) in cases {
            let text = format!("[budget]\nreserve = \"0元\"\n{line}\nlast = 1\n");
            let at = text.find(line).expect("the line") + line.len();
            let found = corrected(&text, at).map(|(fixed, ..)| fixed);
            assert_eq!(found.as_deref(), Some(meant), "{line}");
        }
        // Nobody can tell.
        for line in ["total = \"4200万元", "total = ", "total \"x\""] {
            assert_eq!(corrected(line, 0).map(|(fixed, ..)| fixed), None, "{line}");
        }
    }

    #[test]
    fn bytes_are_named_as_what_they_are() {
        let (gbk, ..) = encoding_rs::GBK.encode("标题 = \"前海\"");
        assert!(no_text(&gbk)[0].contains("GBK"));
        assert!(no_text(&[0xff, 0xfe, b'a', 0])[0].contains("UTF-16"));
        assert!(no_text(b"PK\x03\x04")[1].contains("workbook"));
        assert!(no_text(&[b'a', 0xff, 0xff, 0xff])[1].contains("no text"));
    }
}
