//! Number formats that name a unit or a currency: `0.0"万元"`, `"US$"#,##0`. What a person sees in such a cell is
//! not the number alone.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::layout::YUAN;
use super::locales::{AMERICA, BRITAIN, CHINA, HONG_KONG, JAPAN, MACAO, NEUTRAL, SINGAPORE};
use super::shown_numbers::{SCALED, hundredfold};
use super::statement::{Said, names_money, statement};
use super::tags::{attribute, local, tags};
use crate::domain::money::Currency;

/// The formats of a workbook that matter, by the styles of its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formats {
    known: Vec<Format>,
    places: BTreeMap<Format, u16>,
    /// For each style of cells, the place of its format in `known`.
    styles: Vec<Option<u16>>,
    /// What formats say that cells get under a condition.
    conditional: Vec<String>,
}

/// What a format shows beside what a cell holds: a number, or a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Format {
    number: Option<Mark>,
    text: Option<Mark>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Around {
        before: String,
        after: String,
    },
    /// It says a unit, and how that is meant is not certain.
    Unclear(String),
    /// Thousands or more are taken off the number, and nothing says what is left: `0!.0,`.
    Scaled(String),
    /// It shows a hundredth as one per cent.
    Percent,
    /// The letters of the cell are struck through.
    Struck,
}

/// A cell with such a format, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Styled {
    pub row: u32,
    pub column: u32,
    pub format: u16,
    /// Whether the cell itself has the format, not only its column.
    pub own: bool,
}

impl Formats {
    /// Reads `xl/styles.xml`.
    pub fn read(xml: &[u8]) -> Self {
        let mut codes: BTreeMap<u32, String> = BTreeMap::new();
        let mut out = Self::default();
        let (mut in_cells, mut under_condition) = (false, false);
        // For each font whether it strikes through.
        let mut fonts: Vec<bool> = Vec::new();
        for tag in tags(xml) {
            match local(tag) {
                b"numFmt" if under_condition => {
                    let code = attribute(tag, "formatCode").unwrap_or_default();
                    out.conditional
                        .extend(Format::of(&code).and_then(|format| format.stated(&code)));
                }
                b"numFmt" => {
                    let id = attribute(tag, "numFmtId").and_then(|id| id.parse().ok());
                    codes.extend(id.zip(attribute(tag, "formatCode").map(Cow::into_owned)));
                }
                b"cellXfs" => in_cells = true,
                b"cellStyleXfs" | b"cellStyles" => in_cells = false,
                b"dxfs" => (in_cells, under_condition) = (false, true),
                b"font" if !under_condition => fonts.push(false),
                b"strike" if !under_condition => {
                    let on = !matches!(attribute(tag, "val").as_deref(), Some("0" | "false"));
                    fonts.last_mut().into_iter().for_each(|struck| *struck = on);
                }
                b"xf" if in_cells => {
                    let number = |name| attribute(tag, name).and_then(|id| id.parse::<u32>().ok());
                    let id = number("numFmtId").unwrap_or(0);
                    let struck = fonts.get(number("fontId").unwrap_or(0) as usize) == Some(&true);
                    let code = codes.get(&id).map(String::as_str).or_else(|| built_in(id));
                    let format = match struck {
                        true => Some(Format::struck()),
                        false => code.and_then(Format::of),
                    };
                    let place = format.and_then(|format| out.place(format));
                    out.styles.push(place);
                }
                _ => {}
            }
        }
        out
    }

    /// Units that cells show under a condition, each as a statement behind its format.
    pub fn conditional(&self) -> &[String] {
        &self.conditional
    }

    /// The place of a format, known before or new.
    pub fn place(&mut self, format: Format) -> Option<u16> {
        if let Some(known) = self.places.get(&format) {
            return Some(*known);
        }
        // What no place is left for is not overlooked: it stands as one that nobody understands.
        let at = u16::try_from(self.known.len()).unwrap_or(u16::MAX);
        if at == u16::MAX {
            self.known.truncate(usize::from(u16::MAX));
            self.known.push(Format::of_numbers(Mark::Unclear("…".to_string())));
            return Some(at);
        }
        self.known.push(format.clone());
        self.places.insert(format, at);
        Some(at)
    }

    /// Whether a format says yuan and nothing else.
    pub fn is_plain_yuan(&self, at: u16) -> bool {
        let format = self.known.get(usize::from(at));
        let Some(Format { number: Some(Mark::Around { before, after }), text: None }) = format
        else {
            return false;
        };
        let said = |text: &str| match text {
            "" => Some(Said::default()),
            text => statement(text),
        };
        said(before).zip(said(after)).and_then(|(a, b)| a.and(b)).is_some_and(|said| {
            said.shift.is_none_or(|shift| shift == YUAN)
                && said.currency.is_none_or(|currency| currency == Currency::Cny)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The format of a style of cells.
    pub fn of(&self, style: u32) -> Option<u16> {
        self.styles.get(style as usize).copied().flatten()
    }

    /// A number as a person sees it; `None` where it shows nothing more.
    pub fn shown(&self, cell: Styled, number: &str) -> Option<String> {
        let format = self.known.get(usize::from(cell.format))?;
        Some(format.number.as_ref()?.shown(cell, number))
    }

    /// The same for a number that is stored as a text.
    pub fn shown_text(&self, cell: Styled, text: &str) -> Option<String> {
        let mark = self.known.get(usize::from(cell.format))?.text.as_ref()?;
        // A struck amount is none however it is written: ￥20000.02, 2万元.
        let amount = |c: char| {
            c.is_ascii_digit()
                || matches!(c, '０'..='９')
                || ".,．， ￥¥$元圆万亿整人民币RMBCNYUSHKD".contains(c)
        };
        // Nor is a struck day, code or number of a paper one, with a label or without: 发票2544…, 合同HT-1号.
        const LABEL: usize = 5;
        let number = |c: char| c.is_ascii_alphanumeric() || "-/:年月日 ".contains(c);
        if *mark == Mark::Struck
            && text.contains(|c: char| c.is_numeric())
            && text.chars().filter(|c| !amount(*c) && !number(*c)).count() <= LABEL
        {
            return Some(mark.shown(cell, text.trim()));
        }
        let number = text.trim().trim_start_matches(['-', '+']);
        let is_number = number.starts_with(|c: char| c.is_ascii_digit())
            && number.chars().all(|c| c.is_ascii_digit() || ".,".contains(c));
        is_number.then(|| mark.shown(cell, text.trim()))
    }
}

/// Behind what is struck through.
pub const STRUCK: &str = "[删除线 struck through]";

impl Mark {
    fn shown(&self, cell: Styled, number: &str) -> String {
        match self {
            Self::Around { before, after } if cell.own => format!("{before}{number}{after}"),
            Self::Around { before, after } => format!("{number} [{before}0{after}]"),
            Self::Unclear(code) => format!("{number} [{code}]"),
            Self::Scaled(code) => format!("{number} {SCALED}{code}〕"),
            Self::Percent => hundredfold(number),
            Self::Struck => format!("{number} {STRUCK}"),
        }
    }
}

impl Format {
    pub fn of_numbers(mark: Mark) -> Self {
        Self { number: Some(mark), text: None }
    }

    /// Letters that are struck through, whatever they say.
    pub fn struck() -> Self {
        Self { number: Some(Mark::Struck), text: Some(Mark::Struck) }
    }

    /// What a format code says about money; `None` for nothing.
    ///
    /// Without conditions the first section with digits shows the amounts; with conditions each shows some of them.
    /// A section for nothing but 0 (`[=0]"-"`) shows none. The section with `@` shows texts; alone, what it shows of a
    /// number is not certain.
    pub fn of(code: &str) -> Option<Self> {
        let sections = sections(&code.replace("G/通用格式", "General"));
        let parsed: Vec<Parsed> = sections.iter().filter_map(|text| Parsed::of(text)).collect();
        let text = parsed.iter().find(|section| section.of_text);
        let text = text.and_then(|section| section.said(code));
        let number = match sections.len() {
            1 if text.is_some() => Some(Mark::Unclear(code.to_string())),
            count => of_numbers(code, &parsed, count),
        };
        (number.is_some() || text.is_some()).then_some(Self { number, text })
    }

    /// What a format says, as a statement that can be heard: `0.0"万元" (单位:万元)`.
    fn stated(&self, code: &str) -> Option<String> {
        match self.number.as_ref()? {
            Mark::Around { before, after } => Some(format!("{code} (单位:{before}{after})")),
            Mark::Unclear(_) | Mark::Scaled(_) | Mark::Percent | Mark::Struck => None,
        }
    }
}

fn of_numbers(code: &str, parsed: &[Parsed], sections: usize) -> Option<Mark> {
    let counted = || parsed.iter().filter(|section| !section.of_zero && !section.of_text);
    let conditional = counted().any(|section| section.conditional);
    let most = if conditional { sections } else { 1 };
    let mut said = counted().take(most).map(|section| section.said(code));
    let first = said.next()?;
    // -0.00: what is positive shows as negative.
    if !conditional && counted().next().is_some_and(|section| section.negative) {
        return Some(Mark::Unclear(code.to_string()));
    }
    let same = said.clone().all(|other| other == first) && !(conditional && sections == 1);
    if same || (first.is_none() && said.all(|other| other.is_none())) {
        return first;
    }
    Some(Mark::Unclear(code.to_string()))
}

/// The sections of a format code: a `;` inside quotation marks or behind a mark that spells it out parts nothing.
fn sections(code: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = code.chars();
    let mut closing = None;
    while let Some(c) = chars.next() {
        let last = out.len() - 1;
        match (closing, c) {
            (None, ';') => {
                out.push(String::new());
                continue;
            }
            (None, '"') => closing = Some('"'),
            (None, '[') => closing = Some(']'),
            (None, '\\' | '!' | '_' | '*') => {
                out[last].push(c);
                out[last].extend(chars.next());
                continue;
            }
            (Some(end), c) if c == end => closing = None,
            _ => {}
        }
        out[last].push(c);
    }
    out
}

/// One section of a format code.
#[derive(Clone, Default)]
struct Parsed {
    before: String,
    after: String,
    /// A text stands between the digits.
    between: bool,
    conditional: bool,
    /// It shows nothing but 0.
    of_zero: bool,
    /// A minus or a bracket is painted before the digits.
    negative: bool,
    /// It shows texts.
    of_text: bool,
    /// Powers of ten that the format takes off the number.
    scale: u32,
    percent: bool,
    /// Where it names a locale, with a sign (`[$¥-411]`) or without (`[$-411]`): the sign, and the locale.
    locale: Option<(String, String)>,
}

impl Parsed {
    /// `None` for formats of dates, and without a place for what the cell holds.
    fn of(code: &str) -> Option<Self> {
        let mut out = Self::default();
        let mut chars = code.chars().peekable();
        let mut digits = false;
        // Digits behind a point that is only painted.
        let mut painted: Option<u32> = None;
        let lower = code.to_ascii_lowercase();
        let general = lower.contains("general") || code.contains("通用格式");
        while let Some(c) = chars.next() {
            match c {
                '"' | '\\' | '!' => {
                    let text: String = match c {
                        '"' => chars.by_ref().take_while(|c| *c != '"').collect(),
                        _ => chars.next()?.to_string(),
                    };
                    match text == "." && digits && chars.peek().is_some_and(is_digit) {
                        true => painted = Some(0),
                        false => out.literal(&text, digits),
                    }
                }
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    out.bracket(&inside, digits);
                }
                '_' | '*' => {
                    chars.next();
                }
                '0' | '#' | '?' => {
                    out.between |= !out.after.trim().is_empty();
                    digits = true;
                    painted = painted.map(|count| count + 1);
                }
                ',' => {
                    let more = chars.peek().is_some_and(|c| *c == ',' || is_digit(c));
                    let last = chars.clone().find(|c| *c != ',').is_none_or(|c| !is_digit(&c));
                    out.scale += if digits && (last || !more) { 3 } else { 0 };
                }
                '@' => (out.of_text, digits) = (true, true),
                '-' | '(' if !digits => out.negative = true,
                '%' => out.percent = true,
                '.' | '/' | '+' | '-' | '(' | ')' | ' ' => {}
                'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' if !general => {
                    return None;
                }
                c if c.is_ascii_alphabetic() => digits |= general,
                c => out.literal(&c.to_string(), digits),
            }
        }
        out.scale += painted.unwrap_or(0);
        digits.then_some(out)
    }

    /// What the section says about money, as part of a code.
    fn said(&self, code: &str) -> Option<Mark> {
        let unclear = || Some(Mark::Unclear(code.to_string()));
        let mut settled = self.clone();
        let Some(()) = settled.settle() else { return unclear() };
        let before = settled.before.trim_matches([' ', '-', '(', ')']);
        let after = settled.after.trim_matches([' ', '-', '(', ')']);
        let scaling_word = after.ends_with(['万', '亿', '千']);
        // 25.5K is 25,500, unless the format took the thousands off itself.
        let letter = matches!(after, "k" | "K") && self.scale != 3;
        let letter = letter || matches!(after, "m" | "M" | "mn") && self.scale != 6;
        // "作废"0.00: what a person sees is no amount that counts.
        const VOID: [&str; 12] =
            ["作废", "废", "退", "红冲", "冲", "待", "未", "拟", "预", "不", "约", "估"];
        let painted = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        if painted(before)
            || painted(after)
            || VOID.iter().any(|word| before.contains(word) || after.contains(word))
        {
            return unclear();
        }
        if !names_money(before) && !names_money(after) && !scaling_word && !letter {
            let bare = match (self.scale, self.percent) {
                (0, true) => Some(Mark::Percent),
                (0, false) => None,
                // 10000 as 100.00: nobody takes hundredths off an amount in yuan.
                (1 | 2, _) => return unclear(),
                _ => Some(Mark::Scaled(code.to_string())),
            };
            return bare;
        }
        if letter || self.between {
            return unclear();
        }
        let around = |after: &str| {
            Some(Mark::Around { before: before.to_string(), after: after.to_string() })
        };
        if self.scale == 0 {
            return around(after);
        }
        // 255000 shown as 25.5万元: the number itself is in yuan.
        let unit = if after.ends_with('元') { after.to_string() } else { format!("{after}元") };
        let said = statement(&unit).filter(|said| said.currency.is_none());
        let same = said.and_then(|said| said.shift) == Some(YUAN + self.scale);
        if same { around("元") } else { unclear() }
    }

    /// Puts what a sign means in its locale in the place of the sign: ¥ is yuan in 804 and yen in 411. `None` where
    /// nobody can tell.
    fn settle(&mut self) -> Option<()> {
        let Some((sign, locale)) = &self.locale else { return Some(()) };
        // Behind the language may stand a calendar and forms of digits.
        let locale = locale.split(',').next().unwrap_or_default().trim_start_matches('0');
        let of = |known: &[&str]| known.contains(&locale);
        let bare = |text: &str| ["¥", "￥", "$", "£"].into_iter().find(|sign| text.trim() == *sign);
        let named = Some(sign.as_str()).filter(|sign| !sign.is_empty());
        let Some(sign) = named.or_else(|| bare(&self.before)).or_else(|| bare(&self.after)) else {
            // A locale without a sign: what else is written decides; else it is the writer's own, or that of every
            // English program.
            let words = !self.before.trim().is_empty() || !self.after.trim().is_empty();
            return (words || of(CHINA) || of(SINGAPORE) || of(NEUTRAL)).then_some(());
        };
        let meant = match sign {
            "¥" | "￥" if of(CHINA) => "¥",
            "¥" | "￥" if of(JAPAN) => "JP¥",
            "$" if of(AMERICA) => "US$",
            "$" if of(HONG_KONG) => "HK$",
            "$" if of(SINGAPORE) => "S$",
            "$" if of(MACAO) => "MOP$",
            "£" if of(BRITAIN) => "£",
            "元" | "元人民币" if of(CHINA) => sign,
            "¥" | "￥" | "$" | "£" | "元" | "圓" | "円" | "圆" => return None,
            // € and the codes of currencies are the same everywhere.
            other => other,
        };
        let (sign, meant) = (sign.to_string(), meant.to_string());
        for text in [&mut self.before, &mut self.after] {
            *text = text.replace(&sign, &meant);
        }
        Some(())
    }

    /// `[$US$-409]`, `[=0]`, `[<1000]`, `[Red]`.
    fn bracket(&mut self, inside: &str, digits: bool) {
        match inside.strip_prefix('$') {
            Some(sign) => {
                let (sign, locale) = sign.split_once('-').unwrap_or((sign, ""));
                self.literal(sign, digits);
                if self.locale.is_none() && !locale.is_empty() {
                    self.locale = Some((sign.trim().to_string(), locale.to_ascii_lowercase()));
                }
            }
            None if inside.trim() == "=0" => self.of_zero = true,
            None => self.conditional |= inside.starts_with(['<', '>', '=']),
        }
    }

    fn literal(&mut self, text: &str, digits: bool) {
        if digits { self.after.push_str(text) } else { self.before.push_str(text) }
    }
}

/// A place for a digit.
fn is_digit(c: &char) -> bool {
    matches!(c, '0' | '#' | '?')
}

/// Currency formats that a file may use without spelling them out.
pub fn built_in(id: u32) -> Option<&'static str> {
    match id {
        5..=8 | 42 | 44 => Some("\"$\"#,##0.00"),
        9 | 10 => Some("0%"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(before: &str, after: &str) -> Option<Mark> {
        Some(Mark::Around { before: before.into(), after: after.into() })
    }

    fn of(code: &str) -> Option<Mark> {
        Format::of(code).and_then(|format| format.number)
    }

    #[test]
    fn units_and_currencies_in_formats() {
        for (code, before, after) in [
            ("0.0\"万元\"", "", "万元"),
            ("\"US$\"#,##0.00", "US$", ""),
            ("[$HK$-C04]#,##0.00;[Red]-#,##0.00", "HK$", ""),
            ("_ \"¥\"* #,##0.00_ ", "¥", ""),
            ("#,##0.00\\元", "", "元"),
            ("General\"万\"", "", "万"),
            ("0!.0,\"万元\"", "", "元"),
            ("[$¥-804]#,##0.00", "¥", ""),
            ("[$¥-zh-CN] #,##0.00", "¥", ""),
            ("[$$-409]#,##0.00", "US$", ""),
            ("[$$-C04]#,##0.00", "HK$", ""),
            ("[$£-809]#,##0.00", "£", ""),
            ("#,##0.00 [$€-2]", "", "€"),
            ("[=0]\"-\";0.0\"万元\"", "", "万元"),
            ("[=0]\"\";0.0\"万元\"", "", "万元"),
            ("[=0]0;[>0]0.0\"万元\";-0.0\"万元\"", "", "万元"),
            ("\"-\";0.0\"万元\"", "", "万元"),
            ("[<>0]#,##0.00\"美元\";\"-\"", "", "美元"),
            ("0.0\"万元;\"", "", "万元;"),
            ("[$$-1004]#,##0.00", "S$", ""),
            ("[$$-zh-SG]#,##0.00", "S$", ""),
            ("[$USD-409] #,##0.00", "USD", ""),
            ("G/通用格式\"元\"", "", "元"),
        ] {
            assert_eq!(of(code), around(before, after), "{code}");
        }
        for code in ["[$¥-411]#,##0", "[$￥-ja-JP] #,##0", "[$-411]\"¥\"#,##0", "#,##0\\ [$¥-0411]"]
        {
            let Some(Mark::Around { before, after }) = of(code) else { panic!("{code}") };
            assert!(before.contains("JP¥") || after.contains("JP¥"), "{code}");
        }
    }

    #[test]
    fn formats_that_say_nothing_or_nothing_certain() {
        for unclear in [
            "0,\"万元\"",
            "[>=10000]0.0\"万元\";0\"元\"",
            "[>=1]0.0\"万元\";0.0",
            "[<100]0.0\"万元\"",
            "[$$-9]0.00",
            "[$$-f800]0.00",
            "[$$-C09]#,##0.00",
            "[$¥-999]#,##0",
            "[$£-C01]0.00",
            "[$-411]#,##0",
            "[$$-en-CA]0.00",
        ] {
            assert!(matches!(of(unclear), Some(Mark::Unclear(_))), "{unclear}");
        }
        for silent in [
            "[=0]\"-\";0.00",
            "[>=1000]#,##0;0.00",
            "[$-1004]0.00",
            "\"零\";;",
            "[$-804]#,##0.00",
            "[$-409]#,##0.00",
            "[$-F800]#,##0",
            "[DBNum1][$-804]0.00",
            "[$-411]yyyy/m/d",
            "General",
            "#,##0.00",
            "yyyy\"年\"m\"月\"d\"日\"",
            "0\"家\"",
            "[$-804]yyyy-mm-dd",
            "@",
            "0.00_ ",
        ] {
            assert_eq!(of(silent), None, "{silent}");
        }
    }

    #[test]
    fn numbers_that_are_shown_smaller_or_larger() {
        for (code, mark) in [("0%", Mark::Percent), ("0!.0,", Mark::Scaled("0!.0,".into()))] {
            assert_eq!(of(code), Some(mark), "{code}");
        }
        for (number, shown) in [
            ("0.68", "68%"),
            ("1", "100%"),
            ("0.125", "12.5%"),
            ("0", "0%"),
            ("-0.005", "-0.5%"),
            ("12", "1200%"),
        ] {
            assert_eq!(hundredfold(number), shown);
        }
    }

    #[test]
    fn texts_have_a_section_of_their_own() {
        let text = |code| Format::of(code).and_then(|format| format.text);
        for code in ["0.00;-0.00;0;@\"万元\"", "0.0\"万元\";@\"万元\"", "@\"万元\""] {
            assert_eq!(text(code), around("", "万元"), "{code}");
        }
        assert_eq!(of("0.00;-0.00;0;@\"万元\""), None);
        assert!(
            matches!(of("@\"万元\""), Some(Mark::Unclear(_))),
            "Programs differ on numbers there"
        );
        assert_eq!((text("@"), text("@\"家\""), text("0.0\"万元\"")), (None, None, None));
    }

    #[test]
    fn styles_lead_to_formats() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"0.0&quot;&#19975;元&quot;\"/></numFmts>\
                   <cellStyleXfs><xf numFmtId=\"176\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId='176'/>\
                   <xf numFmtId=\"7\"/></cellXfs></styleSheet>";
        let formats = Formats::read(xml.as_bytes());
        assert_eq!((formats.of(0), formats.of(1), formats.of(2)), (None, Some(0), Some(1)));
        let cell = |format, own| Styled { row: 0, column: 0, format, own };
        assert_eq!(formats.shown(cell(0, true), "25.5").as_deref(), Some("25.5万元"));
        assert_eq!(formats.shown(cell(1, true), "10").as_deref(), Some("$10"));
        assert_eq!(formats.shown(cell(0, false), "25.5").as_deref(), Some("25.5 [0万元]"));
        assert_eq!(formats.shown_text(cell(0, true), "25.5"), None, "Texts show what they are");
    }
}
