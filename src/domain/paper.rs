//! Numbers of papers and items as they are compared: one form for all the ways in which people type them.
//!
//! What stands in a file is what is shown; this form only tells whether two of them are one.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::text::{half_width, look_alike};

/// The form in which a number is compared: half width, lower case, without spaces and invisible characters, any
/// run of dashes as one hyphen, brackets of any kind as round ones, letters of other scripts that look like Latin ones
/// as these. Zeros in front are kept: they are part of
/// a number.
///
/// `GB/T 45678-2025` and `ｇｂ／t45678—2025` are one standard, `FP 001` and `fp001` one invoice.
pub fn canonical(text: &str) -> Cow<'_, str> {
    let text = unlabelled(text);
    let signs = signs(text);
    match signs {
        0 if !ends_with_year(text) => return Cow::Borrowed(text),
        CAPITAL if !ends_with_year(text) => return Cow::Owned(text.to_ascii_lowercase()),
        _ => {}
    }
    let mut out = String::with_capacity(text.len());
    if signs & OTHER == 0 {
        text.bytes().for_each(|byte| push_ascii(&mut out, byte));
    } else {
        // Capitals of some scripts come apart when they are lowered: both steps are taken before signs are told.
        let latin = |c: char| look_alike(c).unwrap_or(c);
        let half = half_width(text);
        let lower: String = half.chars().map(latin).flat_map(char::to_lowercase).nfkc().collect();
        lower.chars().for_each(|c| push(&mut out, c));
    }
    Cow::Owned(standard(&out).unwrap_or(out))
}

/// So many digits have the numbers of invoices.
const INVOICE: [usize; 2] = [8, 20];

/// The numbers that a cell names, each in that form: `FP001、FP002`. A sign between two numbers is none of theirs.
pub fn each(cell: &str) -> Vec<String> {
    several(cell).unwrap_or_else(|| vec![canonical(cell).into_owned()])
}

/// 发票号码：12345678 and No.12345678 are 12345678, and so is the 12345678.0 of a program that took it for a decimal.
fn unlabelled(cell: &str) -> &str {
    const LABELS: [&str; 5] = ["号", "号码", "编号", "发票", "凭证"];
    const FEWEST: usize = 8;
    let cell = cell.trim();
    let label = |name: &str| {
        let name = name.trim();
        !name.contains(|c: char| c.is_ascii_digit()) && LABELS.iter().any(|end| name.ends_with(end))
    };
    let cell = match cell.split_once([':', '：']) {
        Some((name, number)) if label(name) => number.trim(),
        _ => cell,
    };
    let sign = cell.strip_prefix('№').or_else(|| {
        let front = cell.get(..2).filter(|front| front.eq_ignore_ascii_case("no"))?;
        cell.strip_prefix(front)?.strip_prefix(['.', ':', '：', ' '])
    });
    let sign = sign.map(str::trim).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let cell = sign.unwrap_or(cell);
    let invoice = ["发票号码", "发票号", "发票"].iter().find_map(|name| cell.strip_prefix(name));
    let invoice = invoice.map(str::trim_start);
    let cell =
        invoice.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(cell);
    let whole = cell
        .strip_suffix(".0")
        .filter(|whole| whole.len() >= FEWEST && whole.bytes().all(|b| b.is_ascii_digit()));
    whole.unwrap_or(cell)
}

/// Signs between the numbers of one cell.
const MARKS: [char; 8] = ['、', ',', '，', ';', '；', '\n', '\r', '|'];

/// The numbers of a cell that names more than one; nearly all name one.
pub fn several(cell: &str) -> Option<Vec<String>> {
    const SHORTEST: usize = 3;
    // Nearly all cells hold one number and none of the signs that could stand between two.
    if cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    let cell = unlabelled(cell);
    // FP001、FP002等3张
    let cell = counted(cell).map_or(cell, |(named, _)| if named.is_empty() { cell } else { named });
    let cell = &*parted(cell);
    // A blank between two numbers of invoices parts them, too.
    let invoice =
        |part: &str| INVOICE.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let blank = |c: char| c == ' ' || c == '/';
    let apart = || {
        let parts = || cell.split(blank).filter(|part| !part.is_empty());
        let all_like = parts().next().is_some_and(|first| parts().all(|part| like(first, part)));
        parts().nth(1).is_some() && (parts().all(invoice) || all_like)
    };
    let parts: Vec<&str> = match cell.contains(MARKS) {
        true => cell.split(MARKS).collect(),
        false if cell.contains(blank) && apart() => cell.split(blank).collect(),
        false => repeated(cell)?,
    };
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
    // 附件 and the like beside a number are none; 1、2 are no papers, and a cell that holds such is taken as it stands.
    let parts: Vec<&str> =
        parts.filter(|part| part.contains(|c: char| c.is_ascii_digit())).collect();
    let first = parts.first()?;
    let long = first.len() >= SHORTEST || first.contains(|c: char| c.is_ascii_alphabetic());
    // 003 behind A2025, is a part of that number; FP002 behind FP001 is one like it.
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let letters = |text: &str| text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let alike = |part: &&str| {
        let (own, of_first) = (&part[..letters(part)], &first[..letters(first)]);
        let same_letters =
            !of_first.is_empty() && own.trim_end().eq_ignore_ascii_case(of_first.trim_end());
        let same_length = digits(part) && digits(first) && part.len() == first.len();
        same_letters || same_length || invoice(part)
    };
    let all: Vec<String> = parts.iter().map(|part| canonical(part).into_owned()).collect();
    // T/CAS 100-2025、GB/T 45678-2025: standards are like each other, whoever sets them.
    let alike = parts.iter().all(alike) || all.iter().all(|one| is_dated(one));
    (long && !first.starts_with('第') && alike).then_some(all)
}

/// Whether a text names two numbers or more, of whatever kinds: `XM-001；GB/T 45678-2025`. Names with digits in them
/// (“A1平台”、“A2平台”) are none.
pub fn names_numbers(cell: &str) -> bool {
    const FEWEST: usize = 8;
    let cell = parted(unlabelled(cell));
    let number = |part: &&str| {
        let form = canonical(part.trim());
        let digits = form.bytes().filter(u8::is_ascii_digit).count();
        let plain = form.is_ascii() && (digits < form.len() || digits >= FEWEST);
        // 深府〔2025〕3号
        let of_file = form
            .strip_suffix('号')
            .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
        let named = form.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        digits > 0 && (plain || of_file || is_dated(named) || standard(&form).is_some())
    };
    let parts = repeated(&cell).unwrap_or_else(|| cell.split(MARKS).collect());
    parts.iter().filter(|part| number(part)).nth(1).is_some()
}

/// A cell with a mark where words or a line stand between its numbers: `XM-001和XM-002`, `GB/T 1-2025/ISO 2-2025`.
fn parted(cell: &str) -> Cow<'_, str> {
    const WORDS: [char; 4] = ['和', '及', '与', '＋'];
    const LINES: [char; 3] = ['/', '+', ' '];
    const LONGEST: usize = 400;
    if cell.len() > LONGEST || !cell.contains(WORDS) && !cell.contains(LINES) {
        return Cow::Borrowed(cell);
    }
    let mut out = String::with_capacity(cell.len());
    let mut from = 0;
    for (at, sign) in cell.char_indices() {
        let own = out[from..].trim_end();
        let behind = cell[at + sign.len_utf8()..].trim_start();
        let number = || own.contains(|c: char| c.is_ascii_digit());
        let ends = || own.ends_with(|c: char| c.is_ascii_digit() || "》）)".contains(c));
        let word = || {
            let begins = |c: char| c.is_ascii_alphanumeric() || "《（(".contains(c);
            WORDS.contains(&sign) && behind.starts_with(begins) && number() && ends()
        };
        // HT-2025/001 is one number: a line stands between standards alone.
        let line = || {
            let begins = |c: char| c.is_ascii_alphabetic();
            LINES.contains(&sign) && behind.starts_with(begins) && is_dated(&canonical(own))
        };
        let splits = word() || line();
        out.push(if splits { '、' } else { sign });
        if splits || MARKS.contains(&sign) {
            from = out.len();
        }
    }
    Cow::Owned(out)
}

/// Whether a number has letters, digits and a year, as those of standards have, whoever sets them: iso9001-2015.
fn is_dated(form: &str) -> bool {
    let head = form.len().checked_sub(5).and_then(|end| form.get(..end)).unwrap_or_default();
    ends_with_year(form)
        && form.is_ascii()
        && head.starts_with(|c: char| c.is_ascii_alphabetic())
        && head.contains(|c: char| c.is_ascii_digit())
}

/// Numbers of one series: FP001 and FP002. GB and T are none.
fn like(first: &str, part: &str) -> bool {
    const FEWEST: usize = 3;
    let letters = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (own, of_first) = (letters(part), letters(first));
    own > 0
        && part.len() == first.len()
        && part.len() - own >= FEWEST
        && part[..own].eq_ignore_ascii_case(&first[..of_first])
}

/// A run of numbers by its first and last: FP001~FP003, 25440000000006601401-03; the first, and how many they are.
fn run_of(cell: &str) -> Option<(&str, u32)> {
    const SIGNS: [char; 5] = ['~', '～', '至', '到', '—'];
    const SHORT: usize = 3;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // 20250110-15 is a day and a serial number.
    let day = |text: &str| {
        let part = |from, to| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
        text.len() == 8
            && digits(text)
            && is_year(&text[..4])
            && part(4, 6).is_some_and(|month| (1..=12).contains(&month))
            && part(6, 8).is_some_and(|day| (1..=31).contains(&day))
    };
    // With a hyphen only behind a number that is an invoice's: HT2025-003 is one contract.
    let hyphen = || {
        let (first, last) = cell.split_once('-')?;
        let few = last.len() <= SHORT && digits(last);
        (few && INVOICE.contains(&first.len()) && digits(first)).then_some((first, last))
    };
    let (first, last) = cell.split_once(SIGNS).or_else(hyphen)?;
    let (first, last) = (first.trim(), last.trim());
    // HT2024—2025, GB/T 1234—2025: a year behind a dash.
    let year = cell.contains('—') && is_year(last);
    if year || day(first) || standard(&canonical(cell)).is_some() {
        return None;
    }
    let start = last.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let tail = first.len().checked_sub(last.len() - start).and_then(|at| first.get(at..))?;
    let same = start == 0 || first.get(..start) == last.get(..start);
    let (from, to): (u32, u32) = (tail.parse().ok()?, last[start..].parse().ok()?);
    (same && digits(tail) && to > from).then(|| (first, (to - from).saturating_add(1)))
}

/// 19xx or 20xx.
fn is_year(text: &str) -> bool {
    let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    digits && (text.starts_with("19") || text.starts_with("20"))
}

/// `GB/T 1-2025 GB/T 2-2025`: the letters that begin a cell stand before each of its numbers, as where a line break
/// parted them.
fn repeated(cell: &str) -> Option<Vec<&str>> {
    let letters = |text: &str| !text.contains(|c: char| c.is_ascii_digit());
    let head = cell.split(' ').next().filter(|head| head.len() > 1 && letters(head))?;
    let mut cuts: Vec<usize> = cell.match_indices(' ').map(|(at, _)| at).collect();
    cuts.retain(|at| cell[at + 1..].strip_prefix(head).is_some_and(|rest| rest.starts_with(' ')));
    let ends = cuts.iter().copied().chain([cell.len()]);
    let starts = [0].into_iter().chain(cuts.iter().copied());
    let parts: Vec<&str> = starts.zip(ends).map(|(from, to)| cell[from..to].trim()).collect();
    (parts.len() > 1).then_some(parts)
}

/// How many papers a cell says that it stands for without naming them, and what it names: `FP001等3张`, `共2份`.
pub fn counted(cell: &str) -> Option<(&str, u32)> {
    const SIGNS: [char; 6] = ['张', '份', '笔', '个', '页', '本'];
    let cell = cell.trim().trim_end_matches(['。', ')', '）']);
    if let Some(run) = run_of(cell) {
        return Some(run);
    }
    let head = cell.strip_suffix(SIGNS)?.trim_end();
    let named =
        head.trim_end_matches(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c));
    let count = &head[named.len()..];
    let words = "一二三四五六七八九十";
    let one = words.chars().position(|c| count == c.to_string()).map(|at| at as u32 + 1);
    let count = if count == "两" { Some(2) } else { one.or_else(|| count.parse().ok()) }?;
    let named = named.trim_end_matches(['等', '共', '计', '合', '(', '（', ',', '，', ' ']);
    Some((named, count))
}

/// Whether a number may be that of a standard, which ends with its year: `-2025`, `:2025`.
fn ends_with_year(text: &str) -> bool {
    match text.as_bytes() {
        [.., sign, b'1' | b'2', b'9' | b'0', c, d] => {
            YEAR_SIGNS.contains(char::from(*sign)) && c.is_ascii_digit() && d.is_ascii_digit()
        }
        _ => false,
    }
}

/// Signs that people put between the number of a standard and its year.
const YEAR_SIGNS: &str = "-:~_·一";

/// The number of a standard in one form: GB/T, GB-T, GBT and GB\\T are one, as names of files write them, and so are
/// `45678-2025` and `45678:2025`; behind the number of a standard of the state its title may stand. `None` for
/// other numbers.
fn standard(form: &str) -> Option<String> {
    let foreign = |c: char| !c.is_ascii() && !YEAR_SIGNS.contains(c);
    let start = form.trim_start_matches(|c| foreign(c) || matches!(c, '(' | ')'));
    let own = start.split(foreign).next()?.trim_end_matches(['(', ')']);
    let alone = own.len() == form.len();
    let own = own.trim_end_matches('-');
    let (head, year) = own.split_at_checked(own.len().checked_sub(4)?)?;
    let is_year = year.starts_with(['1', '2']) && year.bytes().all(|b| b.is_ascii_digit());
    let head = head.strip_suffix(|c| YEAR_SIGNS.contains(c)).filter(|_| is_year)?;
    let prefix = head.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &head[prefix.len()..];
    let prefix = body(prefix)?;
    let of_state = prefix.ends_with("/t") || prefix == "gb" || prefix.starts_with("db");
    let known = !number.is_empty() && (alone || of_state);
    known.then(|| format!("{prefix}{number}-{year}"))
}

/// Who sets a standard, in one form: gb, gb/t, db4403/t, t/sz.
fn body(prefix: &str) -> Option<String> {
    const SIGNS: [char; 4] = ['/', '\\', '-', '_'];
    let plain = prefix.replace(SIGNS, "");
    let letters = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase());
    let sets = |text: &str| {
        let (name, place) = text.split_at_checked(2).unwrap_or_default();
        letters(name) && place.len() <= 4 && place.bytes().all(|b| b.is_ascii_digit())
    };
    if let Some(name) = plain.strip_suffix('t').filter(|name| sets(name)) {
        return Some(format!("{name}/t"));
    }
    if let Some(name) = prefix.strip_prefix('t').filter(|rest| rest.starts_with(SIGNS)) {
        let name = name.trim_matches(SIGNS);
        return letters(name).then(|| format!("t/{name}"));
    }
    (sets(prefix)).then(|| prefix.to_string())
}

/// A key of the form in which a number is compared; `None` where nothing is left of it.
pub fn key(text: &str) -> Option<u64> {
    // Nearly all are hashed as they stand, in one go.
    if ends_with_year(text) {
        return self::hash(canonical(text).bytes());
    }
    let (mut hash, mut before) = (OFFSET, 0);
    for byte in text.bytes() {
        let sign = SIGNS[usize::from(byte)];
        if sign & (SIGN | OTHER) != 0 || sign & before & DASH != 0 {
            return self::hash(canonical(text).bytes());
        }
        before = sign;
        hash = hashed(hash, byte.to_ascii_lowercase());
    }
    (!text.is_empty()).then_some(hash)
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn hashed(hash: u64, byte: u8) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    (hash ^ u64::from(byte)).wrapping_mul(PRIME)
}

/// FNV-1a of some bytes; `None` where there are none.
pub fn hash(bytes: impl Iterator<Item = u8>) -> Option<u64> {
    let mut bytes = bytes.peekable();
    bytes.peek()?;
    Some(bytes.fold(OFFSET, hashed))
}

/// What the bytes of a number ask for. Nearly all are letters, digits and single dashes, which stay as they are.
fn signs(text: &str) -> u8 {
    let signs = text.bytes().fold(0, |signs, byte| signs | SIGNS[usize::from(byte)]);
    let single = || text.as_bytes().windows(2).all(|pair| pair != b"--");
    if signs & DASH != 0 && single() { signs & !DASH } else { signs }
}

/// What a byte asks for: a capital to be lowered, a dash that counts once, a sign that changes or goes, none of ASCII.
const CAPITAL: u8 = 1;
const DASH: u8 = 2;
const SIGN: u8 = 4;
const OTHER: u8 = 8;
const SIGNS: [u8; 256] = {
    let mut signs = [OTHER; 256];
    let mut byte = 0u8;
    while byte.is_ascii() {
        signs[byte as usize] = match byte {
            b'-' => DASH,
            b'[' | b']' | b'{' | b'}' => SIGN,
            byte if byte.is_ascii_uppercase() => CAPITAL,
            byte if byte.is_ascii_graphic() => 0,
            _ => SIGN,
        };
        byte += 1;
    }
    signs
};

/// Whether two numbers are one and the same.
pub fn same(a: &str, b: &str) -> bool {
    a == b || canonical(a) == canonical(b)
}

fn push_ascii(out: &mut String, byte: u8) {
    match byte {
        b'-' if out.ends_with('-') => {}
        b'[' | b'{' => out.push('('),
        b']' | b'}' => out.push(')'),
        byte if byte.is_ascii_graphic() => out.push(char::from(byte.to_ascii_lowercase())),
        // Spaces and control characters.
        _ => {}
    }
}

fn push(out: &mut String, c: char) {
    match c {
        c if c.is_ascii() => push_ascii(out, c as u8),
        c if c.is_whitespace() || c.is_control() => {}
        // Soft hyphen, joiners: seen by nobody.
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => {}
        c if is_dash(c) => {
            if !out.ends_with('-') {
                out.push('-');
            }
        }
        '〔' | '〈' | '《' | '【' | '〖' | '〘' | '〚' | '⟦' | '⁅' => out.push('('),
        '〕' | '〉' | '》' | '】' | '〗' | '〙' | '〛' | '⟧' | '⁆' => out.push(')'),
        '⁄' | '∕' | '⧸' => out.push('/'),
        '∶' => out.push(':'),
        c => out.extend(c.to_lowercase()),
    }
}

/// Hyphens, dashes, the minus, and strokes that are typed for them.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{30fc}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_numbers_are_no_part_of_them() {
        for cell in [
            "发票号码：25442000000000000001",
            "No.25442000000000000001",
            "no 25442000000000000001",
            "№25442000000000000001",
            "25442000000000000001.0",
        ] {
            assert_eq!(each(cell), ["25442000000000000001"], "{cell}");
        }
        assert_eq!(each("发票号：12345678、12345679"), ["12345678", "12345679"]);
        for own in ["hao:12", "gb/t12.0", "a1号:3", "nova-12", "1.0"] {
            assert_eq!(each(own), [own], "{own}");
        }
    }

    #[test]
    fn cells_that_stand_for_several_papers() {
        for (cell, is) in [
            ("等2张", Some(("", 2))),
            ("共两份", Some(("", 2))),
            ("FP001等3张", Some(("FP001", 3))),
            ("FP001、FP002等十张", Some(("FP001、FP002", 10))),
            ("FP001（共2张）", Some(("FP001", 2))),
            ("FP001", None),
            ("张", None),
            ("合同3号", None),
            ("FP001~FP003", Some(("FP001", 3))),
            ("FP001至003", Some(("FP001", 3))),
            ("25440000000006601401-03", Some(("25440000000006601401", 3))),
            ("HT2025-003", None),
            ("GB/T 45678-2025", None),
            ("12345678-2025", None),
            ("20250110-15", None),
            ("HT2024—2025", None),
            ("GB/T 1234—2025", None),
            ("ISO 1234—2025", None),
            ("GB/T 1234~2025", None),
            ("12345678-80", Some(("12345678", 3))),
            ("FP001—FP003", Some(("FP001", 3))),
        ] {
            assert_eq!(counted(cell), is, "{cell}");
        }
        assert_eq!(several("FP001、FP002").map(|all| all.len()), Some(2));
        for one in [
            "FP001",
            "1、2",
            "FP001 A",
            "合同一、合同二",
            "A2025,003",
            "XM-1;2025",
            "甲2025，附1号",
            "GB/T 45678-2025",
            "HT-2025/001",
        ] {
            assert_eq!(several(one), None, "{one}");
        }
        for alone in ["FP001、附件", "FP001、"] {
            assert_eq!(several(alone), Some(vec!["fp001".to_string()]), "{alone}");
        }
        for two in ["FP001/FP002", "FP001 FP002"] {
            assert_eq!(each(two), ["fp001", "fp002"], "{two}");
        }
        for two in ["GB/T 1-2025；ISO 2-2025", "GB/T 1-2025和ISO 2-2025", "GB/T 1-2025/ISO 2-2025"]
        {
            assert_eq!(each(two), ["gb/t1-2025", "iso2-2025"], "{two}");
        }
        assert_eq!(each("发票00123456"), ["00123456"]);
        let two = ["25440000000001201007", "25440000000001201008"];
        for between in ["、", " ", "/", "\n", "；"] {
            assert_eq!(several(&two.join(between)), Some(two.map(str::to_string).to_vec()));
        }
    }

    #[test]
    fn a_cell_may_name_several() {
        assert_eq!(each("FP001、fp 002"), ["fp001", "fp002"]);
        assert_eq!(each("25442000000000000001\n25442000000000000002").len(), 2);
        // No numbers, or too short for any: one text.
        assert_eq!(each("A、B"), [canonical("A、B").into_owned()]);
        assert_eq!(each("GB/T 45678-2025"), ["gb/t45678-2025"]);
    }

    #[test]
    fn many_spellings_are_one_number() {
        let one = |spellings: &[&str], form: &str| {
            for spelling in spellings {
                assert_eq!(canonical(spelling), form, "{spelling}");
                assert_eq!(key(spelling), key(form), "{spelling}");
                assert_eq!(canonical(&canonical(spelling)), form, "{spelling} taken twice");
            }
        };
        one(
            &[
                "GB/T 45678-2025",
                "gb/t45678—2025",
                "GB/T45678——2025",
                "ＧＢ／Ｔ　４５６７８－２０２５",
                "GB/T\u{a0}45678\u{2212}2025",
                "GB∕T 45678\u{200b}–2025",
            ],
            "gb/t45678-2025",
        );
        one(
            &[
                "GB-T 45678-2025",
                "gbt45678-2025",
                "GB\\T 45678:2025",
                "GB_T_45678_2025",
                "GB/T 45678∶2025",
                "GB/T 45678~2025",
                "GB/T 45678·2025",
                "GB/T 45678一2025",
                "GB/T 45678-2025 数据质量要求",
                "《GB/T 45678-2025》",
                "国家标准GB/T 45678-2025",
                "《数字贸易 术语》GB/T 45678-2025",
            ],
            "gb/t45678-2025",
        );
        one(&["DB4403/T 123-2024", "db4403-t123-2024", "DB4403T 123-2024"], "db4403/t123-2024");
        one(&["T/SZAS 12-2024", "t-szas12-2024"], "t/szas12-2024");
        one(&["HT001-2025", "ht001—2025"], "ht001-2025");
        one(&["FP 001", "fp001", "Fp\t001", "ＦＰ００１", "FР001"], "fp001");
        one(
            &[
                "粤府〔2025〕3号",
                "粤府［2025］3号",
                "粤府[2025] 3号",
                "粤府（2025）3号",
                "粤府【2025】3号",
                "粤府〈2025〉3号",
            ],
            "粤府(2025)3号",
        );
    }

    #[test]
    fn what_differs_stays_apart() {
        for (a, b) in [
            ("001", "1"),
            ("1-23", "12-3"),
            ("GB/T 45678", "GB 45678"),
            ("A.1", "A1"),
            ("第一号", "第-号"),
            ("O1", "01"),
            ("GB/T 45678-2025", "GB/T 45678-2024"),
            ("GB/T 45678-2025", "GB 45678-2025"),
            ("GB/T 45678.1-2025", "GB/T 45678.2-2025"),
            ("HT001-2025", "HT001-2025补充协议"),
            ("2025-2025", "20252025"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
        assert!(same("", " \u{200b}"));
    }
}
