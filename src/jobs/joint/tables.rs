//! What only the whole of several schemes can give: the schemes side by side, and what each enterprise gets from whom.

use std::collections::{BTreeMap, BTreeSet};

use super::{ComputedJoint, Joint};
use super::{across, across_sums};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes};
use crate::domain::Fen;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::kernels::sum;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::report::model::Programmes;
use crate::run::Computed;
use crate::scheme::Status;
use crate::tables::joint::{FirmRow, Force, SchemeRow, Stand};

/// `programmes`, `combined`, `combined_firms`, `across`, `across_sums`.
///
/// # Errors
/// A fault of the engine.
pub fn all(joint: &Joint, computed: &ComputedJoint) -> Result<Vec<OutputTable>, Failure> {
    let rows = rows(joint, &computed.parts)?;
    let crossings: Vec<_> = computed.crossings.iter().collect();
    let sums = across_sums::table(joint, &across_sums::sums(&computed.crossings));
    Ok(vec![
        SchemeRow::table(programmes(joint, computed).rows),
        combined(joint, &rows),
        firms(joint, &rows),
        across::table(joint, &crossings, None, &computed.parts)?,
        sums,
    ])
}

/// What an enterprise has under one scheme, in fen.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    claims: i64,
    paid: i64,
    requested: i64,
    approved: i64,
    payable: i64,
}

/// By credit code: the name, and the stand under each scheme that it claims under.
type Rows<'a> = BTreeMap<&'a str, (&'a str, BTreeMap<usize, Sums>)>;

fn rows<'a>(joint: &Joint, parts: &'a [Computed]) -> Result<Rows<'a>, Failure> {
    let mut out: Rows = BTreeMap::new();
    for (at, computed) in parts.iter().enumerate().take(joint.parts.len()) {
        let firms = &computed.prepared.inputs.firms;
        let (codes, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
        let awards = &computed.awards;
        let (approved, payable) = (awards.before_budget(), awards.current());
        for (row, firm) in awards.firm.iter().enumerate() {
            let firm = *firm as usize;
            let (_, stands) = out.entry(codes[firm]).or_insert((names[firm], BTreeMap::new()));
            let stand = stands.entry(at).or_default();
            stand.claims += 1;
            stand.paid += i64::from(payable[row] > 0);
            stand.requested = stand.requested.saturating_add(awards.requested[row]);
            stand.approved = stand.approved.saturating_add(approved[row]);
            stand.payable = stand.payable.saturating_add(payable[row]);
        }
    }
    Ok(out)
}

/// Whether nothing of a scheme is ever paid: a draft, or lowered because of one.
fn is_simulated(joint: &Joint, at: usize) -> bool {
    crate::run::simulated(&joint.parts[at].pipeline)
}

/// Whether nothing of a scheme is ever paid, and why.
fn force(joint: &Joint, at: usize) -> Force {
    match (joint.parts[at].pipeline.scheme.status == Status::Draft, is_simulated(joint, at)) {
        (true, _) => Force::Draft,
        (false, true) => Force::Simulated,
        (false, false) => Force::InForce,
    }
}

/// One row per enterprise and scheme, by credit code and the order of the schemes.
fn combined(joint: &Joint, rows: &Rows) -> OutputTable {
    let flat = rows.iter().flat_map(|(code, (name, stands))| {
        stands.iter().map(move |(at, sums)| (*code, *name, *at, sums))
    });
    Stand::table(flat.map(|(code, firm, at, sums)| {
        let scheme = &joint.parts[at].pipeline.scheme;
        Stand {
            code: code.to_string(),
            firm: firm.to_string(),
            name: joint.parts[at].name.clone(),
            scheme: scheme.id.clone(),
            force: force(joint, at),
            claims: sums.claims,
            paid: sums.paid,
            requested: Fen(sums.requested),
            approved: Fen(sums.approved),
            payable: Fen(sums.payable),
        }
    }))
}

/// One row per enterprise: what may be paid together, what is simulated apart.
fn firms(joint: &Joint, rows: &Rows) -> OutputTable {
    FirmRow::table(rows.iter().map(|(code, (name, stands))| {
        let sum = |of: &dyn Fn(usize, &Sums) -> i64| {
            stands.iter().fold(0i64, |sum, (at, stand)| sum.saturating_add(of(*at, stand)))
        };
        let payable = |simulated: bool| {
            sum(&|at, sums| if is_simulated(joint, at) == simulated { sums.payable } else { 0 })
        };
        FirmRow {
            code: code.to_string(),
            name: name.to_string(),
            schemes: stands.len() as i64,
            schemes_paid: sum(&|_, sums| i64::from(sums.payable > 0)),
            claims: sum(&|_, sums| sums.claims),
            requested: Fen(sum(&|_, sums| sums.requested)),
            approved: Fen(sum(&|_, sums| sums.approved)),
            payable: Fen(payable(false)),
            simulated: Fen(payable(true)),
        }
    }))
}

/// The schemes side by side, every number final.
pub fn programmes(joint: &Joint, computed: &ComputedJoint) -> Programmes {
    let fen = |total: i128| Fen(i64::try_from(total).unwrap_or(i64::MAX));
    let mut firms: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    let gave_way = across_sums::gave_way(&computed.crossings);
    for (at, (part, one)) in joint.parts.iter().zip(&computed.parts).enumerate() {
        let claiming = distinct(one, |_| true);
        let codes = texts(&one.prepared.inputs.firms, c::USCC).unwrap_or_default();
        for firm in &claiming {
            *firms.entry(codes.get(*firm as usize).copied().unwrap_or_default()).or_default() += 1;
        }
        let awards = &one.awards;
        let paid = |row: usize| awards.current()[row] > 0;
        let pipeline = &part.pipeline;
        let payable = fen(one.totals.payable);
        let budget = pipeline.budget.as_ref().zip(one.available);
        let (claims_gave_way, lost) = gave_way.get(&at).copied().unwrap_or_default();
        rows.push(SchemeRow {
            name: part.name.clone(),
            id: pipeline.scheme.id.clone(),
            title: pipeline.scheme.title.clone(),
            force: force(joint, at),
            claims: awards.firm.len() as i64,
            firms: claiming.len() as i64,
            claims_paid: (0..awards.firm.len()).filter(|row| paid(*row)).count() as i64,
            firms_paid: distinct(one, paid).len() as i64,
            requested: fen(one.totals.requested),
            approved: fen(sum(awards.before_budget())),
            payable,
            payable_alone: fen(computed.alone.get(at).copied().unwrap_or_default()),
            claims_gave_way: claims_gave_way as i64,
            gave_way: fen(lost),
            pool: budget.map(|(budget, _)| budget.pool.clone()).unwrap_or_default(),
            total: budget.map(|(budget, _)| Fen(budget.total)),
            reserve: budget.map(|(budget, _)| Fen(budget.reserve)),
            earlier: budget.map(|_| Fen(one.earlier)),
            available: budget.map(|(_, available)| Fen(available)),
            unspent: budget.map(|(_, available)| Fen(available - payable.0)),
            used: budget.map(|(_, available)| share(payable.0, available)).unwrap_or_default(),
        });
    }
    let told = computed.findings.iter();
    Programmes {
        title: joint.title.clone(),
        firms: firms.len(),
        firms_in_several: firms.values().filter(|schemes| **schemes > 1).count(),
        rows,
        across: told
            .map(|d| {
                let said = crate::diag::Text::new(d.message(Lang::Zh), d.message(Lang::En));
                (d.code.id.to_string(), d.severity, said)
            })
            .collect(),
    }
}

/// The enterprises of those claims that `counts` names by their rows.
fn distinct(computed: &Computed, counts: impl Fn(usize) -> bool) -> BTreeSet<u32> {
    let claims = computed.awards.firm.iter().enumerate();
    claims.filter(|(row, _)| counts(*row)).map(|(_, firm)| *firm).collect()
}

/// Per cent with two decimals, cut; empty of nothing.
fn share(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return String::new();
    }
    let hundredths = i128::from(part) * 10_000 / i128::from(whole);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// Over all: what the schemes grant is what enterprises get.
///
/// # Errors
/// Totals that differ; the run must not be finished then.
pub fn conserved(joint: &Joint, computed: &ComputedJoint) -> Result<(), Failure> {
    let mut faults = Diagnostics::default();
    let sums = |table: &str, column: &str| -> Result<i128, Failure> {
        let found = computed.tables.iter().find(|known| known.name == table);
        let column = found.and_then(|t| t.columns.iter().find(|c| c.column.name() == column));
        let Some(column) = column else { return Ok(0) };
        let column = column.column.slice(0, column.column.len())?;
        let decimals = column.decimal()?.physical().clone();
        Ok(decimals.iter().map(|fen| fen.unwrap_or(0)).sum())
    };
    let schemes = |simulated: bool, of: &dyn Fn(&Computed) -> i128| -> i128 {
        let parts = computed.parts.iter().enumerate();
        let kept = parts.filter(|(at, _)| is_simulated(joint, *at) == simulated);
        kept.map(|(_, part)| of(part)).sum()
    };
    let payable = |part: &Computed| part.totals.payable;
    let both = |of: &dyn Fn(&Computed) -> i128| schemes(false, of) + schemes(true, of);
    let sides = sums("across_sums", c::GAVE_WAY)? + sums("across_sums", c::OTHER_GAVE_WAY)?;
    let held = [
        ("combined requested", both(&|p| p.totals.requested), sums("combined", c::REQUESTED)?),
        ("combined payable", both(&payable), sums("combined", c::PAYABLE)?),
        (
            "enterprises requested",
            both(&|p| p.totals.requested),
            sums("combined_firms", c::REQUESTED)?,
        ),
        ("enterprises payable", schemes(false, &payable), sums("combined_firms", c::PAYABLE)?),
        ("enterprises simulated", schemes(true, &payable), sums("combined_firms", c::SIMULATED)?),
        ("programmes payable", both(&payable), sums("programmes", c::PAYABLE)?),
        ("claims that gave way", sums("programmes", c::GAVE_WAY)?, sides),
    ];
    for (what, expected, found) in held {
        if expected != found {
            let fault = Diagnostic::new(&codes::CONTROL_TOTAL).arg("what", what);
            faults.push(fault.arg("expected", expected).arg("found", found));
        }
    }
    faults.into_result(()).map_err(Failure::Unbalanced)
}
