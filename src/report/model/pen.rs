//! What all reports of a run write alike: heads, amounts, days, shares.

use chrono::NaiveDate;

use super::amounts;
use super::document::{Align, Block, Document, Fact, Layout, Table, TableColumn, TableRow};
use super::record::Record;
use crate::diag::{Lang, Text, say};
use crate::domain::Fen;
use crate::domain::money::grouped;
use crate::domain::text::{ordinal, value_of};
use crate::report::words::Words;
use crate::tables::standing::Change;

/// A run, or several schemes of one, and the words to speak of it.
pub struct Pen<'a, R = Record> {
    pub record: &'a R,
    pub words: &'a Words,
}

impl<R> Pen<'_, R> {
    pub fn lang(&self) -> Lang {
        self.words.lang
    }

    /// A fixed text.
    pub fn get(&self, key: &str) -> String {
        self.words.get(key)
    }

    pub fn say(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        self.words.say(key, values)
    }

    pub fn both<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang())
    }

    /// `2026年3月31日`, `31 March 2026`.
    pub fn day(&self, day: NaiveDate) -> String {
        self.lang().day(day)
    }

    /// In 万元, or in millions of yuan.
    pub fn amount(&self, amount: Fen) -> String {
        amounts::large(self.lang(), amount)
    }

    /// How many, with grouped thousands.
    pub fn count(&self, number: impl TryInto<u64>) -> String {
        grouped(number.try_into().unwrap_or_default())
    }

    /// Amounts that stand above their sum, shown so that they add up to it.
    pub fn parts(&self, parts: impl IntoIterator<Item = Fen>) -> Vec<String> {
        amounts::parts(self.lang(), &parts.into_iter().collect::<Vec<_>>())
    }

    /// What each stage takes, shown so that it leads from one sum left to the next.
    pub fn taken(&self, record: &Record) -> Vec<String> {
        let left = record.stages.iter().map(|stage| stage.remaining);
        let all: Vec<Fen> = std::iter::once(record.requested).chain(left).collect();
        amounts::steps(self.lang(), &all)
    }

    /// Clauses as documents cite them: `二` is 第二条, `附八` is 附则第八条; what is none of them as the scheme writes it.
    pub fn clause(&self, clauses: &str) -> String {
        let cited: Option<Vec<String>> =
            clauses.split('、').map(|clause| self.one_clause(clause)).collect();
        cited.map_or_else(|| clauses.to_string(), |cited| cited.join(self.lang().pick("、", ", ")))
    }

    fn one_clause(&self, clause: &str) -> Option<String> {
        match clause {
            "全文" => return Some(self.get("common.clause.whole")),
            "惯例" => return Some(self.get("common.clause.practice")),
            "附则" => return Some(self.get("common.clause.supplements")),
            _ => {}
        }
        // A part of a clause, and a run of clauses.
        if let Some((main, part)) = clause.split_once('·') {
            let main = self.one_clause(main)?;
            return Some(match self.lang() {
                Lang::Zh => format!("{main}·{part}"),
                // The part is a word of the document: cited, not translated.
                Lang::En => format!("{main} ({part})"),
            });
        }
        if let Some((first, last)) = clause.split_once('至') {
            let (first, last) = (self.one_clause(first)?, self.one_clause(last)?);
            return Some(format!("{first}{}{last}", self.lang().pick("至", "–")));
        }
        let (key, number) = match clause.strip_prefix('附') {
            Some(rest) => ("common.clause.supplement", rest),
            None => ("common.clause.article", clause),
        };
        let value = value_of(number)?;
        let number = match self.lang() {
            Lang::Zh => number.to_string(),
            Lang::En => value.to_string(),
        };
        Some(self.say(key, &[("number", &number)]))
    }

    /// What an office says, or a blank for it to fill in.
    pub fn or_blank(&self, said: Option<impl std::fmt::Display>) -> String {
        said.map_or_else(|| self.get("lists.blank"), |said| said.to_string())
    }

    /// The value of a parameter as the scheme file writes it; in English amounts are written out.
    pub fn quantity(&self, value: &str) -> String {
        match self.lang() {
            Lang::Zh => value.to_string(),
            Lang::En => written_out(&written_out(value, "万美元", "USD"), "万元", "RMB"),
        }
    }

    /// One row of the register of changes.
    pub fn changed(&self, change: &Change) -> String {
        let side = |name: &str, code: &str| match (name, code) {
            ("", code) => code.to_string(),
            (name, "") => name.to_string(),
            (name, code) => {
                format!("{name}{}", self.lang().pick("（", " ("))
                    + code
                    + self.lang().pick("）", ")")
            }
        };
        let day = change.on.map_or_else(String::new, |day| self.day(day));
        let before = side(&change.old_name, &change.old_code);
        let after = side(&change.new_name, &change.new_code);
        self.say("common.changed", &[("before", &before), ("day", &day), ("after", &after)])
    }

    /// Numbers the headings of level one and the captions of tables from one: 一、, 表 1.
    pub fn numbered(&self, mut blocks: Vec<Block>) -> Vec<Block> {
        let (mut parts, mut tables) = (0, 0);
        let say = |key: &str, number: String, text: &str| {
            self.say(key, &[("number", &number), ("text", &text)])
        };
        for block in &mut blocks {
            match block {
                Block::Heading { level: 1, text } => {
                    parts += 1;
                    let number = match self.lang() {
                        Lang::Zh => ordinal(parts),
                        Lang::En => parts.to_string(),
                    };
                    *text = say("common.heading", number, text);
                }
                Block::Table(Table { caption: Some(caption), .. }) => {
                    tables += 1;
                    *caption = say("common.caption", tables.to_string(), caption);
                }
                _ => {}
            }
        }
        blocks
    }

    /// A heading of level one or two.
    pub fn heading(&self, level: u8, key: &str) -> Block {
        Block::Heading { level, text: self.get(key) }
    }

    pub fn paragraph(&self, text: String) -> Block {
        Block::Paragraph { text }
    }

    /// Headings by key, with how each column stands and its share of the width.
    pub fn columns(&self, columns: &[(&str, Align, u16)]) -> Vec<TableColumn> {
        columns
            .iter()
            .map(|(key, align, share)| TableColumn::new(self.get(key), *align, *share))
            .collect()
    }

    pub fn table(&self, caption: &str, columns: Vec<TableColumn>, rows: Vec<TableRow>) -> Table {
        let caption = (!caption.is_empty()).then(|| self.get(caption));
        Table { caption, columns, rows, note: None }
    }

    /// The unit under a table of amounts, before what its note says.
    pub fn in_wan(&self, table: Table) -> Table {
        let unit = self.say("common.unit", &[("unit", &self.get("common.wan"))]);
        let note = match table.note {
            Some(note) => format!("{unit}{}{note}", self.lang().pick("", " ")),
            None => unit,
        };
        Table { note: Some(note), ..table }
    }

    /// Foot of every page: tool, version, hash of the run.
    pub fn footer(&self, version: &str, hash: &str) -> String {
        let tool = env!("CARGO_PKG_NAME");
        self.say("common.footer", &[("tool", &tool), ("version", &version), ("hash", &hash)])
    }

    /// A scheme with its document: `办法（文号）`.
    pub fn basis(&self, scheme: &Text, document: &str) -> String {
        let scheme = self.both(scheme);
        let basis = say!(self.lang(), "{scheme}（{document}）", "{scheme} ({document})");
        match self.lang() {
            Lang::Zh => basis,
            Lang::En => basis.replace('（', " (").replace('）', ")"),
        }
    }
}

impl Pen<'_> {
    /// A part of a whole in per cent with one decimal, half up; a dash of nothing.
    pub fn share(part: Fen, whole: Fen) -> String {
        if whole.0 <= 0 {
            return "—".to_string();
        }
        let (part, whole) = (i128::from(part.0), i128::from(whole.0));
        let tenths = (part * 2_000 + whole) / (2 * whole);
        format!("{}.{}%", tenths / 10, tenths % 10)
    }

    /// What is available of what is approved, in per cent with two decimals, cut off; `63.05%`.
    pub fn factor(available: Fen, approved: Fen) -> String {
        if approved.0 <= 0 {
            return "—".to_string();
        }
        let hundredths = i128::from(available.0.max(0)) * 10_000 / i128::from(approved.0);
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    }

    /// The head of a report: title, run, what it rests on, marks of a draft or a simulation.
    pub fn document(&self, layout: Layout, name: &str, title: String) -> Document {
        let record = self.record;
        let draft = record.draft.then(|| self.get("common.draft"));
        let simulation = record.scenario.then(|| self.get("common.simulation"));
        let incomplete = record.missing.as_ref().map(|_| self.get("common.incomplete"));
        let missing = record.missing.as_ref().map(|missing| missing.said(self.lang()));
        Document {
            layout,
            lang: self.lang(),
            author: record.office.office.clone(),
            day: record.day(),
            name: name.to_string(),
            title,
            subtitle: Some(self.both(&record.title).to_string()),
            facts: self.facts(),
            watermark: together([draft.or_else(|| simulation.clone()), incomplete]),
            banner: together([simulation, missing]),
            footer: self.footer(&record.version, &record.hash),
            blocks: Vec::new(),
        }
    }

    /// When something is published: from a day to a day, or so many working days from a day.
    pub fn period(&self) -> String {
        let office = &self.record.office;
        let from = office.publication_date.map(|day| self.day(day));
        let until = office.publication_until.map(|day| self.day(day));
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("from", &self.or_blank(from)),
            ("until", &self.or_blank(until.as_ref())),
            ("days", &self.or_blank(office.objection_days)),
        ];
        match (until, office.objection_days) {
            (Some(_), None) => self.say("lists.publication.dates", &values[..2]),
            (Some(_), Some(_)) => self.say("lists.publication.dates_and_days", &values),
            (None, _) => self.say("lists.publication.days", &[values[0], values[2]]),
        }
    }

    /// 落款: who issues it and the day; what is not known is a blank to fill in.
    pub fn issued(&self) -> Block {
        let office = &self.record.office;
        let day = office.issued_on.map_or_else(|| self.get("lists.blank_day"), |day| self.day(day));
        let facts = vec![
            Fact::new(String::new(), self.or_blank(office.office.as_ref())),
            Fact::new(String::new(), day),
        ];
        Block::Facts { facts }
    }

    /// Lines for those who answer for a report.
    pub fn signatures(&self) -> Block {
        let roles = ["prepared", "checked", "approved", "date"];
        let roles = roles.map(|role| self.get(&format!("common.sign.{role}"))).to_vec();
        Block::SignOff { roles }
    }

    fn facts(&self) -> Vec<Fact> {
        let record = self.record;
        let deadline = self.day(record.deadline);
        let basis = self.basis(&record.scheme, &record.document);
        let mut facts = vec![
            Fact::new(self.get("common.award_year"), record.award_year.to_string()),
            Fact::new(self.get("common.deadline"), deadline),
            Fact::new(self.get("common.basis"), basis),
        ];
        if let Some(budget) = record.budget.as_ref().filter(|budget| !budget.pool.is_empty()) {
            facts.push(Fact::new(self.get("common.pool"), &budget.pool));
        }
        facts
    }
}

/// Marks of a document in one line.
pub fn together(marks: [Option<String>; 2]) -> Option<String> {
    marks.into_iter().flatten().reduce(|a, b| format!("{a} · {b}"))
}

/// `300万元` is `RMB 3,000,000`; what is no plain number before its unit stays as it is.
fn written_out(text: &str, unit: &str, currency: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(unit) {
        let figures = before.trim_end();
        let start = figures.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let amount = figures[start..].parse().ok().and_then(|number: rust_decimal::Decimal| {
            (number * rust_decimal::Decimal::from(10_000)).normalize().to_string().parse().ok()
        });
        match amount.map(|amount: u64| grouped(amount)) {
            Some(amount) => out += &format!("{}{currency} {amount}", &figures[..start]),
            None => out += &format!("{before}{unit}"),
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    #[test]
    fn amounts_are_written_out() {
        let yuan = |text| super::written_out(text, "万元", "RMB");
        assert_eq!(yuan("300万元"), "RMB 3,000,000");
        assert_eq!(yuan("国家 0.5万元；行业 12 万元"), "国家 RMB 5,000；行业 RMB 120,000");
        // Less than a yuan is left to the scheme's own words, and so is what has no number.
        assert_eq!(yuan("0.00001万元"), "0.00001万元");
        assert_eq!(yuan("若干万元"), "若干万元");
    }

    #[test]
    fn parts_are_numbered_in_chinese() {
        let shown = [1, 9, 10, 11, 20, 21].map(super::ordinal);
        assert_eq!(shown, ["一", "九", "十", "十一", "二十", "二十一"]);
    }
}
