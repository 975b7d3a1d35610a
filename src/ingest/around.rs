//! What stands around a table and names a unit or a currency: used where it is certain, refused where it is not.

use super::asked::{Request, amount};
use super::cells::RawCell;
use super::cover::Cover;
use super::header::{Header, Top};
use super::layout::Layout;
use super::mentions::names_a_figure;
use super::sheet::Job;
use super::statement::{Heard, Said, for_others, hear, hear_beside, statement};
use crate::diag::{Diagnostic, codes};
use crate::domain::Fen;
use crate::domain::money::Currency;
use crate::domain::text::{clean, comparable};

/// A text outside the data, with what it says.
#[derive(Clone, Debug)]
pub struct Remark {
    pub quote: String,
    /// The row that it stands in; 0 for names of sheets and files.
    pub row: u32,
    said: Option<Said>,
}

/// What is said around one table.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The unit of all amounts, by `[inputs] units` or by what stands above.
    pub general: Said,
    /// The text that says so, and its row.
    pub source: Option<(String, u32)>,
    /// Whether the pipeline says the unit, so that no text is asked.
    decided: bool,
    /// Texts that must agree with what was taken.
    open: Vec<Remark>,
    /// What stands above the table, without the marks of a continued one.
    titles: Vec<String>,
    /// What is stated of other tables, or of all.
    covers: Vec<Cover>,
    /// What states a request.
    requests: Vec<Request>,
}

impl Around {
    /// Looks at everything above the headings, and at the names of sheet and file.
    ///
    /// # Errors
    /// Two statements that contradict each other.
    pub fn above(top: &Top, header: &Header, job: &Job) -> Result<Self, Diagnostic> {
        if let Some(said) = job.headers.unit_of(job.shown) {
            let source = Some(("[inputs] units".to_string(), 0));
            return Ok(Self { general: said, source, decided: true, ..Self::default() });
        }
        let mut around = Self::default();
        around.hear(job.sheet, 0, job)?;
        // The name of a file or folder is no text about the table unless it states a unit: 申报（单位：万元）.xlsx.
        let path = job.shown.rsplit_once('.').map_or(job.shown, |(path, _)| path);
        for name in path.split('/').filter(|name| matches!(hear(name), Heard::Stated(_))) {
            around.hear(name, 0, job)?;
        }
        for (at, (row, cells)) in top[..header.first].iter().enumerate() {
            let below = top.get(at + 1).map_or(&[][..], |(_, cells)| cells);
            around.row(*row, cells, below, job)?;
        }
        for (row, text) in &header.loose {
            around.hear(text, *row, job)?;
        }
        // A label with its number may stand at once above the headings, where groups are looked for.
        for (row, cells) in &top[..header.last] {
            around.note_request(*row, cells, job);
        }
        Ok(around)
    }

    /// What stands above the table, in one line.
    pub fn title(&self) -> String {
        self.titles.join(" ")
    }

    /// A mark in a title that may say that the whole table does not count: 费用明细表（已作废）.
    pub fn cancels(&self, job: &Job) -> Option<Diagnostic> {
        let parts = self.titles.iter().flat_map(|title| title.split(['(', ')', '[', ']']));
        let said = parts.filter_map(|part| job.headers.said_elsewhere(part)).next();
        said.map(|said| said.at(job.place(0, "")))
    }

    /// The name of the sheet or a title that says of earlier awards that nothing was paid yet: 拟资助名单.
    pub fn still_to_pay(&self, job: &Job) -> Option<Diagnostic> {
        let mut all = self.titles.iter().map(String::as_str).chain([job.sheet]);
        let title = all.find(|title| job.headers.is_still_to_pay(title))?;
        Some(Diagnostic::new(&codes::TEXT_MAY_CANCEL).arg("read", title).at(job.place(0, "")))
    }

    /// The title that says of a list that it may not count: 退票明细, 待支付清单.
    pub fn void_title(&self, job: &Job) -> Option<String> {
        const LONGEST: usize = 20;
        let short = |title: &&String| title.chars().nth(LONGEST).is_none();
        let void =
            |title: &&String| job.headers.names_a_void(title) || job.headers.is_still_to_pay(title);
        self.titles.iter().filter(short).find(void).cloned()
    }

    /// A foreign currency that is stated for a table which takes yuan only.
    pub fn foreign(&self, layout: &Layout, job: &Job) -> Option<Diagnostic> {
        let stated = self.general.currency.filter(|currency| *currency != Currency::Cny);
        let yuan_only = layout.currency.is_none() && layout.money().next().is_some();
        let (quote, row) = self.source.clone().unwrap_or_default();
        stated.filter(|_| yuan_only).map(|_| {
            let fault = Diagnostic::new(&codes::UNIT_UNUSED).arg("quote", quote);
            fault
                .arg("read", Said { shift: None, currency: Some(Currency::Cny) })
                .at(job.place(row, ""))
        })
    }

    fn row(
        &mut self,
        row: u32,
        cells: &[RawCell],
        below: &[RawCell],
        job: &Job,
    ) -> Result<(), Diagnostic> {
        let mut number = false;
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            // 300 | 万元 is an amount.
            let label = || is_label(cells, at, below);
            match cell {
                RawCell::Text(text) if !number && !sum_by_currency(text, job) && !label() => {
                    self.hear(text, row, job)?;
                }
                _ => {}
            }
            number = matches!(cell, RawCell::Int(_) | RawCell::Float(_));
        }
        Ok(())
    }

    fn hear(&mut self, text: &str, row: u32, job: &Job) -> Result<(), Diagnostic> {
        if row > 0 {
            self.titles.push(without_marks(text));
            self.covers.extend(Cover::of(text, row, job));
        }
        match hear_beside(text, job.names) {
            Heard::Nothing => {}
            Heard::Stated(said) => match self.general.and(said) {
                Some(both) => {
                    self.general = both;
                    self.source.get_or_insert((clean(text), row));
                }
                None => {
                    let first = self.source.as_ref().map(|(quote, _)| quote.clone());
                    return Err(Diagnostic::new(&codes::STATEMENTS_CONTRADICT)
                        .arg("first", first.unwrap_or_default())
                        .arg("second", clean(text))
                        .at(job.place(row, "")));
                }
            },
            other => self.keep(text, row, other),
        }
        Ok(())
    }

    /// 申请奖补金额：1万元 in one cell, or the words beside their number, outside of the rows of data.
    pub fn note_request(&mut self, row: u32, cells: &[RawCell], job: &Job) {
        let filled: Vec<&RawCell> = cells.iter().filter(|cell| !cell.is_empty()).collect();
        for (at, cell) in filled.iter().enumerate() {
            let RawCell::Text(text) = cell else { continue };
            let beside = || filled.get(at + 1).filter(|next| is_number(next));
            let found = match job.headers.states_a_request(text) {
                true => Some((clean(text), amount("", text))),
                false if job.headers.is_request(text) => beside().map(|next| {
                    let quote = format!("{} {}", clean(text), next.display());
                    (quote, amount(text, &next.display()))
                }),
                false => None,
            };
            let found = found.map(|(quote, stated)| Request { quote, row, stated });
            self.requests.extend(found);
        }
    }

    /// A total under the heading of requests.
    pub fn note_total_request(&mut self, heading: &str, stated: Fen, row: u32) {
        let quote = format!("{heading} {stated}");
        self.requests.push(Request { quote, row, stated: Some(stated) });
    }

    /// What is stated as a request outside of the rows.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// A text beside or below the table: amounts are converted already, so that it can only agree.
    pub fn later(&mut self, text: &str, row: u32, job: &Job) {
        if !self.decided {
            self.covers.extend(Cover::of(text, row, job));
            self.keep(text, row, hear_beside(text, job.names));
        }
    }

    /// Whether a row is what stands above the table once more, before a header that is printed again.
    pub fn is_title_again(&self, cells: &[RawCell]) -> bool {
        let mut filled = cells.iter().filter(|cell| !cell.is_empty()).peekable();
        let alone = filled.clone().count() == 1;
        let again = |cell: &RawCell| match cell {
            RawCell::Text(text) => {
                let title = without_marks(text);
                let marked = alone && title != comparable(text);
                marked || self.titles.contains(&title) || is_page(&title)
            }
            _ => false,
        };
        filled.peek().is_some() && filled.all(again)
    }

    /// What is stated of other tables: all that stands around a table without amounts, of another one only what
    /// says so (以下各表).
    pub fn for_others(&mut self, amounts: bool) -> Vec<Cover> {
        let mut covers = std::mem::take(&mut self.covers);
        covers.retain(|cover| !self.decided && (!amounts || cover.speaks_of_all()));
        covers
    }

    fn keep(&mut self, text: &str, row: u32, heard: Heard) {
        let said = match heard {
            Heard::Nothing => return,
            Heard::Stated(said) | Heard::Named(said) => Some(said),
            Heard::Unclear => None,
        };
        const MOST: usize = 100;
        let quote = clean(text);
        if self.open.len() < MOST && !self.open.iter().any(|known| known.quote == quote) {
            self.open.push(Remark { quote, row, said });
        }
    }

    /// The texts that do not say what every row of a table of figures says in its own column of units.
    pub fn against_figures(&self, units: &[&str]) -> Vec<Remark> {
        let rows: Vec<Option<Said>> = units.iter().map(|unit| statement(unit)).collect();
        let general = self.source.iter().filter(|_| !self.decided);
        let general = general.map(|(quote, row)| Remark {
            quote: quote.clone(),
            row: *row,
            said: Some(self.general),
        });
        let all = general.chain(self.open.iter().cloned());
        all.filter(|remark| !rows.iter().all(|unit| unit.is_some() && *unit == remark.said))
            .collect()
    }

    /// The texts that do not agree with the units that amounts were read in. `headed` is the last row of the
    /// header, `currencies` what the accepted rows hold.
    pub fn unused(&self, layout: &Layout, headed: u32, currencies: &[Currency]) -> Vec<Remark> {
        let headings = || layout.money().all(|column| column.unit_stated);
        let agrees = |remark: &&Remark| {
            let Some(said) = remark.said else { return false };
            let same = |shift| layout.money().all(|column| column.shift == shift);
            // Above the table a heading's own unit wins.
            let general = remark.row < headed && headings();
            let unit = said.shift.is_none_or(|shift| general || same(shift));
            let currency =
                said.currency.is_none_or(|one| currencies.iter().all(|other| *other == one));
            unit && currency
        };
        if layout.money().next().is_none() {
            return Vec::new();
        }
        self.open.iter().filter(|remark| !agrees(remark)).cloned().collect()
    }
}

/// 资产总额（万元） | 300: the name of one figure, whose value stands beside it, or below.
pub fn is_label(cells: &[RawCell], at: usize, below: &[RawCell]) -> bool {
    let beside = || cells[at + 1..].iter().find(|cell| !cell.is_empty());
    let valued = || beside().is_some_and(is_number) || below.get(at).is_some_and(is_number);
    matches!(&cells[at], RawCell::Text(text) if names_a_figure(text)) && valued()
}

/// A number, or a text that is one.
pub fn is_number(cell: &RawCell) -> bool {
    match cell {
        RawCell::Text(text) => {
            let digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ');
            text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(digit)
        }
        RawCell::Int(_) | RawCell::Float(_) | RawCell::Decimal { .. } | RawCell::Shown { .. } => {
            true
        }
        _ => false,
    }
}

/// 费用明细表（续） is 费用明细表.
fn without_marks(text: &str) -> String {
    const MARKS: [&str; 7] = ["(续表)", "(续上表)", "(接上页)", "续上表", "续表", "接上页", "(续)"];
    let text = comparable(text);
    MARKS.iter().fold(text, |text, mark| text.replace(mark, ""))
}

/// 第2页, 第2页共3页, 第 2 页/共 3 页
fn is_page(text: &str) -> bool {
    let rest =
        text.strip_prefix('第').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.is_some_and(|rest| rest.starts_with('页') && text.chars().count() <= 12)
}

/// `合计 USD`: the name of a sum that stands beside it, as the filing workbook prints one for each currency.
fn sum_by_currency(text: &str, job: &Job) -> bool {
    let Some((word, rest)) = text.trim().split_once(char::is_whitespace) else { return false };
    let word = comparable(word);
    (job.headers.is_total(&word) || job.headers.is_subtotal(&word))
        && Currency::ALL.iter().any(|currency| currency.code() == rest.trim())
}

/// Whether a text in a column that nobody reads contradicts the amounts of its row. The texts of columns other than
/// `remarks` name things: only what is a statement as a whole counts there.
pub fn contradicts(
    text: &str,
    remarks: bool,
    layout: &Layout,
    shift: Option<u32>,
    currency: Currency,
) -> bool {
    let heard = match remarks {
        true => hear(text),
        false => statement(text).or_else(|| for_others(text)).map_or(Heard::Nothing, Heard::Stated),
    };
    match heard {
        Heard::Nothing => false,
        Heard::Named(_) if names_a_thing(text) => false,
        Heard::Unclear => true,
        Heard::Stated(said) | Heard::Named(said) => {
            let read = |stated: u32| layout.money().all(|c| shift.unwrap_or(c.shift) == stated);
            said.shift.is_some_and(|stated| !read(stated))
                || said.currency.is_some_and(|other| other != currency)
        }
    }
}

/// 美元结算系统合规评估: a text of one phrase that ends with what it names.
fn names_a_thing(text: &str) -> bool {
    const THINGS: [&str; 15] = [
        "系统", "平台", "软件", "项目", "评估", "咨询", "中心", "大厦", "工程", "研究", "课题",
        "培训", "论坛", "产品", "方案",
    ];
    // These tell what is done with the amount: 美元支付项目, 按万元填报项目. A 结算系统 is a thing.
    const DOES: [&str; 11] =
        ["支付", "付款", "结算", "计价", "计算", "计入", "折", "填", "按", "为", "以"];
    let phrase = clean(text);
    let named = ["系统", "平台", "软件"].map(|thing| format!("结算{thing}"));
    let told = named.iter().fold(phrase.clone(), |text, thing| text.replace(thing.as_str(), ""));
    if DOES.iter().any(|word| told.contains(word)) {
        return false;
    }
    let one = !phrase.contains([',', '，', '。', ';', '；', '、', ':', ' ']);
    one && THINGS.iter().any(|thing| phrase.ends_with(thing))
}
