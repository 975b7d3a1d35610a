//! From files to accepted, linked tables: everything that can be said before computing.

use std::collections::BTreeSet;

use polars::prelude::*;

use crate::award::Inputs;
use crate::diag::{Failure, Place, codes};
use crate::duplicate::decisions::Decisions;
use crate::frame::columns as c;
use crate::frame::fields::{
    DUPLICATE_FIELDS, FIRM_FIELDS, Field, HISTORY_FIELDS, PLATFORM_FIELDS, find,
};
use crate::frame::parked::parked;
use crate::ingest::{Progress, begin};
use crate::intake::accounts::{Given, LateAccounts};
use crate::intake::apart::{items_in_one_cell, rows_that_differ};
use crate::intake::applicants;
use crate::intake::changes::Changes;
use crate::intake::events::{self, Events};
use crate::intake::granted::{AsRead, by_scheme};
use crate::intake::link::{Linked, with_firm};
use crate::intake::named::against_codes;
use crate::intake::objected::Batch;
use crate::intake::office::Office;
use crate::intake::papers::{self, PaperCase};
use crate::intake::reading::{Lists, Reading, no_table, nothing};
use crate::intake::reviews::{self, Reviews};
use crate::intake::rosters::Rosters;
use crate::intake::standing;
use crate::intake::trade::{self, Trade};
use crate::pipeline::Pipeline;
use crate::scheme::Measure;

/// Accepted tables, and everything that was said about the files they came from.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    pub inputs: Inputs,
    /// Lines by measure before rules and checks refused any: what a scenario starts from.
    pub tied: Vec<DataFrame>,
    pub linked: Linked,
    /// Rows of other schemes' rosters that can be compared.
    pub rosters: Rosters,
    /// A register of names, where one is given.
    pub register: Option<DataFrame>,
    pub decisions: Decisions,
    /// Who became whom.
    pub changes: Changes,
    /// What happened to cases.
    pub events: Events,
    /// Claims computed anew after objections, where the pipeline asks for that: there are no others then.
    pub objected: Option<Batch>,
    /// What enterprises owe of money ordered back, by claim.
    pub owed: DataFrame,
    /// The ledger as it was read; `None` where the pipeline names none.
    pub ledger: Option<AsRead>,
    /// Lines on papers that were counted before.
    pub papers: Vec<PaperCase>,
    /// What invoices and payments say against lines; those that the pipeline cuts are lowered by it already.
    pub trade: Trade,
    /// What reviewers are asked and what they decided; the lines are lowered by it already.
    pub reviews: Reviews,
    /// Accounts that enterprises gave after they filed; the basic facts hold those that are paid to.
    pub late_accounts: LateAccounts,
}

/// Reads all inputs of a pipeline and ties them together.
///
/// # Errors
/// Unusable files, all of them at once; faults of the engine.
pub fn prepare(pipeline: &Pipeline, progress: &dyn Progress) -> Result<Prepared, Failure> {
    let mut reading = Reading::new(pipeline, progress);
    let filings = reading.filings()?;
    let lists = Lists::read(&mut reading)?;
    let mut office = Office::of(lists, &mut reading)?;
    reading.sound()?;
    let mut filings = filings.into_iter();
    let firms = filings.next().ok_or_else(|| no_table("firms"))?;
    nothing_read(&firms, filings.as_slice(), &mut reading)?;
    begin(progress, "核对企业与凭证 / tying rows together")?;
    let (firms, late_accounts) = applicants_of(firms, &office, &mut reading)?;
    let lines = lines_of(filings, &firms, &office, &mut reading)?;
    reading.linked.idle_firms(&firms, &lines.judged)?;
    let (mut tied, papers) = (lines.tied, lines.papers);
    let mut inputs = inputs_of(firms, lines.judged, &mut office.lists, &mut reading)?;

    let (measures, published) = (pipeline.scheme.measures.as_slice(), office.published);
    let of = (&inputs, measures, published.as_ref());
    let calendar = pipeline.working_days.as_ref();
    let Reading { linked, faults, .. } = &mut reading;
    let events = events::read(&office.lists.events, of, calendar, linked, faults)?;
    reading.sound()?;
    let mut linked = reading.linked;
    events.mark(&mut inputs, &mut tied, (measures, published.as_ref()))?;
    let owed = with_firm(&office.lists.owed, &inputs.firms)?;
    let own = (&mut inputs, tied.as_mut_slice());
    let trade = trade::settle(pipeline, &office.lists.invoices, own, &mut linked)?;
    let own = (&mut inputs, tied.as_mut_slice());
    let read = (&office.lists.reviews, &office.lists.verdicts);
    let mut reviews = reviews::settle(pipeline, read, &trade, own, &mut linked)?;
    let objected = match published.zip(pipeline.objections.as_ref()) {
        None => None,
        Some((published, plan)) => {
            let own = (&mut inputs, tied.as_mut_slice());
            let said = &mut linked.findings;
            let batch = published.batch(plan, (&events, measures), own, said)?;
            reviews.keep(&inputs.lines, &linked)?;
            Some(batch)
        }
    };
    pipeline.checks.apply(&mut linked.findings);
    Ok(Prepared {
        inputs,
        tied,
        linked,
        rosters: office.rosters,
        register: office.lists.register,
        decisions: office.decisions,
        changes: office.changes,
        events,
        objected,
        owed,
        ledger: office.lists.ledger.map(|own| own.read),
        papers,
        trade,
        reviews,
        late_accounts,
    })
}

/// One row for each enterprise, with the accounts that are paid to.
fn applicants_of(
    firms: DataFrame,
    office: &Office,
    reading: &mut Reading,
) -> Result<(DataFrame, LateAccounts), Failure> {
    let Reading { pipeline, linked, faults, .. } = reading;
    let changes = &office.changes;
    let fields: Vec<&Field> = FIRM_FIELDS.iter().collect();
    let firms = changes.with_names(linked.firms(&firms, &fields)?)?;
    let firms = applicants::with_kinds(firms, linked)?;
    let given = Given::read(&changes.follow(office.lists.accounts.clone())?, linked, faults)?;
    let (firms, late) = given.replace(firms, pipeline.payment_date, linked, faults)?;
    linked.findings.extend(changes.filed_as_before(&firms)?);
    Ok((parked(firms, pipeline.limits.aside.as_deref()), late))
}

/// Lines by measure.
struct Lines {
    /// As rules take them.
    judged: Vec<DataFrame>,
    /// Before rules and checks refused any.
    tied: Vec<DataFrame>,
    /// Those on papers that were counted before.
    papers: Vec<PaperCase>,
}

fn lines_of(
    filings: impl Iterator<Item = DataFrame>,
    firms: &DataFrame,
    office: &Office,
    reading: &mut Reading,
) -> Result<Lines, Failure> {
    let Reading { pipeline, linked, .. } = reading;
    let mut out = Lines { judged: Vec::new(), tied: Vec::new(), papers: Vec::new() };
    let mut late = BTreeSet::new();
    for (table, measure) in filings.zip(&pipeline.scheme.measures) {
        let fields: Vec<&'static Field> = measure.contract().fields().collect();
        against_codes(&table, firms, &pipeline.headers, linked)?;
        let mut table = linked.lines(&table, firms, &fields, &pipeline.checks)?;
        if let Some(own) = &office.lists.ledger {
            let before = papers::Before {
                granted: &own.read.papers,
                decisions: &office.decisions,
                changes: &office.changes,
                published: office.published.as_ref(),
            };
            let of = (measure, fields.as_slice(), pipeline.award_year);
            let level = pipeline.checks.level(&codes::PAPER_COUNTED);
            let (kept, cases) = papers::lines(linked, &table, of, &before, level)?;
            out.papers.extend(cases);
            table = kept;
        }
        linked.late_days(&table, measure, pipeline.deadline, &mut late)?;
        let (calendar, checks) = (pipeline.calendar(), &pipeline.checks);
        let aside = pipeline.limits.aside.as_deref();
        let table = parked(table, aside);
        let judged = linked.judged_lines(&table, measure, &calendar, checks)?;
        // All of the same lines share their cells.
        let is_part = judged.height() < table.height();
        out.judged.push(if is_part { parked(judged, aside) } else { judged });
        out.tied.push(table);
    }
    Ok(out)
}

/// What rules read, each row with its enterprise.
fn inputs_of(
    firms: DataFrame,
    lines: Vec<DataFrame>,
    lists: &mut Lists,
    reading: &mut Reading,
) -> Result<Inputs, Failure> {
    let Reading { pipeline, linked, .. } = reading;
    let (scheme, headers) = (&pipeline.scheme, &pipeline.headers);
    let listed = standing::listed(std::mem::take(&mut lists.listed), linked)?;
    let asked = standing::departments(scheme, &pipeline.office.departments);
    let opinions = std::mem::take(&mut lists.opinions);
    let opinions = standing::opinions(opinions, &firms, &asked, linked)?;
    let [history, elsewhere] = by_scheme(&lists.history, scheme, linked)?;
    let Lists { platform, duplicates, .. } = lists;
    for table in [&history, platform, duplicates] {
        against_codes(table, &firms, headers, linked)?;
    }
    rows_that_differ(platform, c::YEAR, headers, linked)?;
    if let Some(item) = find(HISTORY_FIELDS, c::ITEM) {
        items_in_one_cell(&history, item, linked)?;
    }
    rows_that_differ(&history, c::AWARD_YEAR, headers, linked)?;
    let measures: &[Measure] = &scheme.measures;
    let mut named = |table: &DataFrame, fields: &'static [Field]| -> PolarsResult<DataFrame> {
        with_firm(&linked.known_measures(table, measures, fields)?, &firms)
    };
    Ok(Inputs {
        platform: named(platform, PLATFORM_FIELDS)?,
        history: named(&history, HISTORY_FIELDS)?.vstack(&with_firm(&elsewhere, &firms)?)?,
        duplicates: named(duplicates, DUPLICATE_FIELDS)?,
        listed: with_firm(&listed, &firms)?,
        opinions: with_firm(&opinions, &firms)?,
        lines,
        firms,
    })
}

/// # Errors
/// No basic facts or no lines at all: why stands in the findings about the rows.
fn nothing_read(
    firms: &DataFrame,
    lines: &[DataFrame],
    reading: &mut Reading,
) -> Result<(), Failure> {
    let Reading { pipeline, linked, faults, .. } = reading;
    let place = || match pipeline.rule_files.first() {
        Some(file) => Place::File(file.shown.clone()),
        None => Place::Nowhere,
    };
    if firms.height() == 0 {
        faults.push(nothing("基本情况", "basic facts of firms").at(place()));
    }
    if lines.iter().all(|table| table.height() == 0) {
        faults.push(nothing("申报明细", "evidence lines").at(place()));
    }
    if faults.has_errors() {
        faults.0.append(&mut linked.findings);
    }
    reading.sound()
}
