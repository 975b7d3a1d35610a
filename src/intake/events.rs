//! Events of cases between filing and payment: what is withdrawn or abandoned, which supplements are due, which
//! objections are open. Rows stand in any order; days decide.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use crate::award::Inputs;
use crate::award::claims::items;
use crate::diag::{Diagnostic, Diagnostics, Place, codes, suggest};
use crate::domain::date::from_epoch_days;
use crate::domain::paper::canonical;
use crate::domain::text::comparable;
use crate::frame::access::{days, indices, text_at, texts};
use crate::frame::columns as c;
use crate::frame::fields::{EVENT_FIELDS, find};
use crate::intake::link::{Linked, origin};
use crate::intake::objected::Published;
use crate::progress::calendar::Calendar;
use crate::scheme::{Item, Measure};

/// What happens to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something is to be supplemented until a day.
    Notice,
    Supplement,
    /// Before anything is granted: the claim takes nobody's place.
    Withdrawal,
    /// After the publication: what others get stays as it is.
    Abandonment,
    Objection,
    Ruling,
}

impl Kind {
    const WORDS: [(&'static str, Self); 6] = [
        ("补正通知", Self::Notice),
        ("补正", Self::Supplement),
        ("撤回", Self::Withdrawal),
        ("放弃", Self::Abandonment),
        ("异议", Self::Objection),
        ("复核决定", Self::Ruling),
    ];

    fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }

    /// The word of files and tables.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// One event of one claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    pub claim: String,
    pub on: NaiveDate,
    pub kind: Kind,
    /// Of a notice.
    pub due: Option<NaiveDate>,
    /// Of a ruling: whether the objection is upheld.
    pub upheld: Option<bool>,
    pub document: String,
    pub reason: String,
    pub by: String,
}

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closed {
    Withdrawn = 1,
    Abandoned = 2,
}

/// What still keeps the money of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// A supplement that is not there yet, due on a day.
    Supplement {
        due: NaiveDate,
    },
    /// One that came after its day, or is not there although the day is over.
    Overdue {
        due: NaiveDate,
    },
    Objection {
        since: NaiveDate,
    },
    /// Decided in favour of who objected; to be computed anew.
    Upheld {
        on: NaiveDate,
    },
}

/// The events of a run, by claim and day.
#[derive(Clone, Debug, Default)]
pub struct Events {
    pub all: Vec<Event>,
}

impl Events {
    fn of(&self, claim: &str) -> &[Event] {
        let start = self.all.partition_point(|event| event.claim.as_str() < claim);
        let end = self.all.partition_point(|event| event.claim.as_str() <= claim);
        &self.all[start..end]
    }

    /// Claims that have events, in their order.
    pub fn claims(&self) -> impl Iterator<Item = &str> {
        self.all.chunk_by(|a, b| a.claim == b.claim).map(|events| events[0].claim.as_str())
    }

    /// Whether a claim is closed; what was withdrawn is not abandoned any more.
    pub fn closed(&self, claim: &str) -> Option<Closed> {
        let closes = self.of(claim).iter().filter_map(|event| match event.kind {
            Kind::Withdrawal => Some(Closed::Withdrawn),
            Kind::Abandonment => Some(Closed::Abandoned),
            _ => None,
        });
        closes.min()
    }

    /// The last day that anything is known of.
    pub fn latest(&self) -> Option<NaiveDate> {
        self.all.iter().map(|event| event.on).max()
    }

    /// When an objection was upheld that nothing was computed on since; `None` for claims that are closed.
    pub fn upheld(&self, claim: &str) -> Option<NaiveDate> {
        let open = self.open(claim, self.latest()?).into_iter();
        let upheld = open.filter(|_| self.closed(claim).is_none());
        upheld.into_iter().find_map(|open| match open {
            Open::Upheld { on } => Some(on),
            _ => None,
        })
    }

    /// What keeps the money of a claim on a day.
    pub fn open(&self, claim: &str, today: NaiveDate) -> BTreeSet<Open> {
        let own = self.of(claim);
        let mut open = BTreeSet::new();
        for notice in own.iter().filter(|event| event.kind == Kind::Notice) {
            let Some(due) = notice.due else { continue };
            let answers = |e: &&Event| e.kind == Kind::Supplement && e.on >= notice.on;
            match own.iter().find(answers) {
                Some(answer) if answer.on <= due => {}
                None if today <= due => {
                    open.insert(Open::Supplement { due });
                }
                _ => {
                    open.insert(Open::Overdue { due });
                }
            }
        }
        let last = |kind| own.iter().rev().find(|event| event.kind == kind);
        if let Some(objection) = last(Kind::Objection) {
            match last(Kind::Ruling).filter(|ruling| ruling.on >= objection.on) {
                None => {
                    open.insert(Open::Objection { since: objection.on });
                }
                Some(ruling) if ruling.upheld == Some(true) => {
                    open.insert(Open::Upheld { on: ruling.on });
                }
                Some(_) => {}
            }
        }
        open
    }

    /// Marks the lines of closed claims, so that stages and scenarios know them.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn mark(
        &self,
        inputs: &mut Inputs,
        tied: &mut [DataFrame],
        (measures, published): (&[Measure], Option<&Published>),
    ) -> PolarsResult<()> {
        if self.all.is_empty() {
            return Ok(());
        }
        let known = Claims::new(inputs, measures, published)?;
        let closed: BTreeMap<(usize, u32, &str), u32> = known
            .0
            .iter()
            .filter_map(|claim| {
                let closed = self.closed(&claim.id)? as u32;
                Some(((claim.measure, claim.firm, claim.item.as_str()), closed))
            })
            .collect();
        for (number, measure) in measures.iter().enumerate() {
            for lines in [&mut inputs.lines[number], &mut tied[number]] {
                let firms = indices(lines, c::FIRM)?;
                let own = items(measure, lines)?;
                let own = own.str()?.iter().map(|item| canonical(item.unwrap_or_default()));
                let marks: Vec<u32> = firms
                    .into_iter()
                    .zip(own)
                    .map(|(firm, item)| closed.get(&(number, firm, &*item)).copied().unwrap_or(0))
                    .collect();
                lines.with_column(Column::new(c::CLOSED.into(), marks))?;
            }
        }
        Ok(())
    }
}

/// A claim as its lines show it before anything is computed.
#[derive(Debug)]
pub(super) struct Known {
    pub id: String,
    pub measure: usize,
    pub firm: u32,
    /// In the form in which numbers are compared.
    pub item: String,
    filings: BTreeSet<String>,
    accepted: Option<i32>,
}

#[derive(Debug)]
pub(super) struct Claims(pub Vec<Known>);

impl Claims {
    /// All claims with their names, in the order of measures, enterprises and items. Claims of a published run keep the
    /// names that they had there.
    pub fn new(
        inputs: &Inputs,
        measures: &[Measure],
        published: Option<&Published>,
    ) -> PolarsResult<Self> {
        let codes_read = texts(&inputs.firms, c::USCC)?;
        let mut all = Vec::new();
        for (number, (measure, lines)) in measures.iter().zip(&inputs.lines).enumerate() {
            let own = items(measure, lines)?;
            let own: Vec<&str> = own.str()?.iter().map(|item| item.unwrap_or_default()).collect();
            let (firms, filings) = (indices(lines, c::FIRM)?, texts(lines, c::FILING_NO)?);
            let accepted = days(lines, c::ACCEPTED_ON)?;
            let mut of_claim: BTreeMap<(u32, &str), Vec<usize>> = BTreeMap::new();
            for row in 0..lines.height() {
                of_claim.entry((firms[row], own[row])).or_default().push(row);
            }
            let mut count = (u32::MAX, 0);
            for ((firm, item), rows) in of_claim {
                let code = codes_read[firm as usize];
                if count.0 != firm {
                    count = (firm, published.map_or(0, |run| run.count(&measure.id, code)));
                }
                let known = published.and_then(|run| run.id(&measure.id, code, item));
                count.1 += usize::from(known.is_none());
                let id = match (known, measure.item) {
                    (Some(known), _) => known.to_string(),
                    (None, Item::Firm) => format!("{}-{code}", measure.id),
                    (None, Item::Column(_)) => format!("{}-{code}-{}", measure.id, count.1),
                };
                all.push(Known {
                    id,
                    measure: number,
                    firm,
                    item: canonical(item).into_owned(),
                    filings: rows.iter().map(|row| comparable(filings[*row])).collect(),
                    accepted: rows.iter().filter_map(|row| accepted[*row]).min(),
                });
            }
        }
        Ok(Self(all))
    }
}

/// What the rows of a file of events say, and what is wrong with them.
struct Rows<'a> {
    table: &'a DataFrame,
    linked: &'a Linked,
    claims: Claims,
    firms: Vec<&'a str>,
    calendar: Option<&'a Calendar>,
    faults: Diagnostics,
}

/// Reads events. A row that is not understood, or that cannot be, stops the run: it must not be passed over.
///
/// # Errors
/// A fault of the engine; what is wrong with rows joins `faults`.
pub fn read(
    table: &DataFrame,
    (inputs, measures, published): (&Inputs, &[Measure], Option<&Published>),
    calendar: Option<&Calendar>,
    linked: &Linked,
    faults: &mut Diagnostics,
) -> PolarsResult<Events> {
    if table.height() == 0 {
        return Ok(Events::default());
    }
    let claims = Claims::new(inputs, measures, published)?;
    let firms = texts(&inputs.firms, c::USCC)?;
    let mut rows = Rows { table, linked, claims, firms, calendar, faults: Diagnostics::default() };
    let mut all: Vec<(Event, usize)> = Vec::new();
    for row in 0..table.height() {
        let Some(event) = rows.event(row)? else { continue };
        for claim in rows.concerned(row)? {
            all.push((Event { claim, ..event.clone() }, row));
        }
    }
    all.sort();
    all.dedup_by(|a, b| a.0 == b.0);
    rows.order(&all)?;
    faults.extend(rows.faults);
    Ok(Events { all: all.into_iter().map(|(event, _)| event).collect() })
}

impl Rows<'_> {
    fn text(&self, name: &str, row: usize) -> PolarsResult<&str> {
        text_at(self.table, name, row)
    }

    fn day(&self, name: &str, row: usize) -> PolarsResult<Option<NaiveDate>> {
        let day = self.table.column(name)?.date()?.physical().get(row);
        Ok(day.and_then(from_epoch_days))
    }

    fn place(&self, name: &str, row: usize) -> Place {
        match find(EVENT_FIELDS, name) {
            Some(field) => self.linked.cell_of(self.table, row, field),
            None => {
                let (source, line) = origin(self.table, row);
                self.linked.place(source, line, "")
            }
        }
    }

    /// What a row says, without its claim.
    fn event(&mut self, row: usize) -> PolarsResult<Option<Event>> {
        let (Some(kind), Some(on)) =
            (Kind::of(self.text(c::EVENT, row)?), self.day(c::EVENT_ON, row)?)
        else {
            return Ok(None);
        };
        let ruling = self.text(c::RULING, row)?;
        let upheld = (!ruling.is_empty()).then_some(ruling == UPHELD);
        let unclear = match (kind, upheld) {
            (Kind::Ruling, None) => Some(("复核决定没有写明结论", "the ruling states no outcome")),
            (Kind::Ruling, _) | (_, None) => None,
            _ => Some(("只有复核决定才有复核结论", "only a ruling has an outcome")),
        };
        if let Some((zh, en)) = unclear {
            let fault = Diagnostic::new(&codes::EVENT_UNCLEAR).arg("why", zh).arg("why_en", en);
            self.faults.push(fault.at(self.place(c::RULING, row)));
        }
        let due = if kind == Kind::Notice { self.due(on, row)? } else { None };
        let text = |name| Ok::<_, PolarsError>(self.text(name, row)?.to_string());
        let (document, reason) = (text(c::DOCUMENT_NO)?, text(c::DECISION_REASON)?);
        let (claim, by) = (String::new(), text(c::DECIDED_BY)?);
        Ok(Some(Event { claim, on, kind, due, upheld, document, reason, by }))
    }

    /// Until when a notice asks for a supplement: as written, or so many working days after it.
    fn due(&mut self, on: NaiveDate, row: usize) -> PolarsResult<Option<NaiveDate>> {
        let written = self.day(c::DUE_ON, row)?;
        if let Some(due) = written.filter(|due| *due < on) {
            let fault = Diagnostic::new(&codes::DAYS_OUT_OF_ORDER).arg("column", "补正期限");
            let fault = fault.arg("read", due).arg("first", on).arg("other", "发生日期");
            self.faults.push(fault.at(self.place(c::DUE_ON, row)));
        }
        let count = self.table.column(c::WORKING_DAYS)?.i64()?.get(row);
        if written.is_some() {
            return Ok(written);
        }
        let why = match (count, self.calendar) {
            (None, _) => {
                ("没有写补正期限或工作日数", "it states neither a day nor working days".into())
            }
            (Some(_), None) => {
                ("流程文件没有给出工作日历 working_days", "the pipeline names no calendar".into())
            }
            (Some(count), Some(calendar)) => match later(calendar, on, count) {
                Ok(due) => return Ok(Some(due)),
                Err(year) => ("工作日历没有所需年份", format!("the calendar does not have {year}")),
            },
        };
        let fault = Diagnostic::new(&codes::DUE_UNKNOWN).arg("why", why.0).arg("why_en", why.1);
        self.faults.push(fault.at(self.place(c::WORKING_DAYS, row)));
        Ok(None)
    }

    /// The claims that a row is about: the one named, those of a filing, or all of an enterprise (F259).
    fn concerned(&mut self, row: usize) -> PolarsResult<Vec<String>> {
        let [claim, filing, code] = [c::CLAIM_ID, c::FILING_NO, c::USCC].map(|n| self.text(n, row));
        let (claim, filing, code) = (claim?, comparable(filing?), code?);
        let of_firm = |known: &&Known| code.is_empty() || self.firms[known.firm as usize] == code;
        let own = self.claims.0.iter().filter(|known| {
            (claim.is_empty() || known.id == claim)
                && (filing.is_empty() || known.filings.contains(&filing))
        });
        let named = [claim, &filing, code].iter().any(|text| !text.is_empty());
        let own: Vec<String> =
            own.filter(of_firm).filter(|_| named).map(|known| known.id.clone()).collect();
        if own.is_empty() {
            let ids = self.claims.0.iter().map(|known| known.id.as_str());
            let (read, near, name) = match (claim, filing.as_str()) {
                ("", "") => (code, suggest(code, self.firms.iter().copied()), c::USCC),
                ("", filing) => (filing, None, c::FILING_NO),
                (claim, _) => (claim, suggest(claim, ids), c::CLAIM_ID),
            };
            let fault = Diagnostic::new(&codes::EVENT_UNKNOWN).arg("read", read);
            let fault = fault.arg("suggestion", near.unwrap_or_default());
            let place = self.place(name, row);
            self.faults.push(fault.at(place));
        }
        Ok(own)
    }

    /// Days that cannot be: an event before the filing, a supplement without a notice before it, a ruling without an
    /// objection (F262); two rulings of a day (F263).
    fn order(&mut self, all: &[(Event, usize)]) -> PolarsResult<()> {
        let accepted: BTreeMap<&str, i32> = self
            .claims
            .0
            .iter()
            .filter_map(|known| Some((known.id.as_str(), known.accepted?)))
            .collect();
        let mut faults = Vec::new();
        for own in all.chunk_by(|a, b| a.0.claim == b.0.claim) {
            for (event, row) in own {
                let filed = accepted.get(event.claim.as_str()).and_then(|d| from_epoch_days(*d));
                let before = |kind| own.iter().any(|(e, _)| e.kind == kind && e.on <= event.on);
                let why = if filed.is_some_and(|filed| event.on < filed) {
                    ("早于申报的受理日期", "it lies before the day the filing was accepted")
                } else if event.kind == Kind::Supplement && !before(Kind::Notice) {
                    ("此前没有补正通知", "no notice stands before it")
                } else if event.kind == Kind::Ruling && !before(Kind::Objection) {
                    ("此前没有异议", "no objection stands before it")
                } else {
                    let differs = |(e, _): &&(Event, usize)| {
                        e.kind == event.kind && e.on == event.on && e.upheld != event.upheld
                    };
                    if own.iter().any(|other| differs(&other)) {
                        let why = ("同一天有两个不同的复核决定", "two rulings of the day differ");
                        faults.push((&codes::EVENT_UNCLEAR, why, c::RULING, event, *row));
                    }
                    continue;
                };
                faults.push((&codes::EVENT_ORDER, why, c::EVENT_ON, event, *row));
            }
        }
        for (code, (zh, en), column, event, row) in faults {
            let fault = Diagnostic::new(code).arg("event", event.kind.word()).arg("on", event.on);
            let fault = fault.arg("claim", &event.claim).arg("why", zh).arg("why_en", en);
            let place = self.place(column, row);
            self.faults.push(fault.at(place));
        }
        Ok(())
    }
}

/// The word of files for a ruling in favour.
const UPHELD: &str = "成立";

/// So many working days after a day.
fn later(calendar: &Calendar, from: NaiveDate, count: i64) -> Result<NaiveDate, i32> {
    let mut left = count;
    for day in from.iter_days().skip(1) {
        left -= i64::from(calendar.works(day).ok_or(day.year())?);
        if left <= 0 {
            return Ok(day);
        }
    }
    Err(from.year())
}
