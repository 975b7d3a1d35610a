//! What only the whole of several schemes can give: the schemes side by side, and what each enterprise gets from whom.

use std::collections::BTreeMap;

use super::{ComputedJoint, Joint};
use super::{across, across_sums};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes};
use crate::domain::Fen;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::kernels::sum;
use crate::frame::output::{OutputTable, optional_yuan_column};
use crate::report::model::{Programme, Programmes};
use crate::run::Computed;
use crate::scheme::Status;

/// `programmes`, `combined`, `combined_firms`, `across`, `across_sums`.
///
/// # Errors
/// A fault of the engine.
pub fn all(joint: &Joint, computed: &ComputedJoint) -> Result<Vec<OutputTable>, Failure> {
    let rows = rows(joint, &computed.parts)?;
    let crossings: Vec<_> = computed.crossings.iter().collect();
    let sums = across_sums::table(joint, &across_sums::sums(&computed.crossings));
    Ok(vec![
        side_by_side(&programmes(joint, computed)),
        combined(joint, &rows),
        firms(joint, &rows),
        across::table(joint, &crossings, None, &computed.parts)?,
        sums,
    ])
}

/// What an enterprise has under one scheme, in fen.
#[derive(Clone, Copy, Debug, Default)]
struct Stand {
    claims: i64,
    paid: i64,
    requested: i64,
    approved: i64,
    payable: i64,
}

/// By credit code: the name, and the stand under each scheme that it claims under.
type Rows<'a> = BTreeMap<&'a str, (&'a str, BTreeMap<usize, Stand>)>;

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

fn status(draft: bool, simulated: bool) -> String {
    match (draft, simulated) {
        (true, _) => "draft",
        (false, true) => "simulated",
        (false, false) => "in-force",
    }
    .to_string()
}

/// One row per enterprise and scheme, by credit code and the order of the schemes.
fn combined(joint: &Joint, rows: &Rows) -> OutputTable {
    let flat: Vec<(&str, &str, usize, Stand)> = rows
        .iter()
        .flat_map(|(code, (name, stands))| stands.iter().map(|(at, s)| (*code, *name, *at, *s)))
        .collect();
    let text = |of: &dyn Fn(usize) -> String| -> Vec<String> {
        flat.iter().map(|(_, _, at, _)| of(*at)).collect()
    };
    let int =
        |of: fn(&Stand) -> i64| -> Vec<i64> { flat.iter().map(|(.., stand)| of(stand)).collect() };
    let codes: Vec<&str> = flat.iter().map(|row| row.0).collect();
    let names: Vec<&str> = flat.iter().map(|row| row.1).collect();
    let scheme = |at: usize| &joint.parts[at].pipeline.scheme;
    OutputTable::new("combined", "企业各方案支持", "What each enterprise gets from whom")
        .text(c::USCC, &codes, "统一社会信用代码", "Credit code")
        .text(c::FIRM_NAME, &names, "单位名称", "Enterprise")
        .text(c::NAME, &text(&|at| joint.parts[at].name.clone()), "核算", "Run")
        .text(c::SCHEME, &text(&|at| scheme(at).id.clone()), "方案", "Scheme")
        .text(
            c::STATUS,
            &text(&|at| status(scheme(at).status == Status::Draft, is_simulated(joint, at))),
            "效力",
            "Status",
        )
        .int(c::CLAIMS, int(|s| s.claims), "申报项数", "Claims")
        .int(c::CLAIMS_PAID, int(|s| s.paid), "支持项数", "Claims supported")
        .yuan(c::REQUESTED, &int(|s| s.requested), "申请额", "Requested")
        .yuan(
            c::APPROVED,
            &int(|s| s.approved),
            "预算调整前核定额",
            "Approved before the budget cut",
        )
        .yuan(c::PAYABLE, &int(|s| s.payable), "应拨额", "Payable")
}

/// One row per enterprise: what may be paid together, what is simulated apart.
fn firms(joint: &Joint, rows: &Rows) -> OutputTable {
    let codes: Vec<&str> = rows.keys().copied().collect();
    let names: Vec<&str> = rows.values().map(|(name, _)| *name).collect();
    let sum = |of: &dyn Fn(usize, &Stand) -> i64| -> Vec<i64> {
        let total = |stands: &BTreeMap<usize, Stand>| {
            stands.iter().fold(0i64, |sum, (at, stand)| sum.saturating_add(of(*at, stand)))
        };
        rows.values().map(|(_, stands)| total(stands)).collect()
    };
    let payable = |simulated: bool| {
        move |at: usize, s: &Stand| match is_simulated(joint, at) == simulated {
            true => s.payable,
            false => 0,
        }
    };
    OutputTable::new("combined_firms", "企业合并视图", "Enterprises over all schemes")
        .text(c::USCC, &codes, "统一社会信用代码", "Credit code")
        .text(c::FIRM_NAME, &names, "单位名称", "Enterprise")
        .int(c::SCHEMES, sum(&|_, _| 1), "申报方案数", "Schemes claimed under")
        .int(
            c::SCHEMES_PAID,
            sum(&|_, s| i64::from(s.payable > 0)),
            "支持方案数",
            "Schemes that support it",
        )
        .int(c::CLAIMS, sum(&|_, s| s.claims), "申报项数", "Claims")
        .yuan(c::REQUESTED, &sum(&|_, s| s.requested), "申请额", "Requested")
        .yuan(
            c::APPROVED,
            &sum(&|_, s| s.approved),
            "预算调整前核定额",
            "Approved before the budget cut",
        )
        .yuan(c::PAYABLE, &sum(&payable(false)), "应拨额（施行方案）", "Payable, schemes in force")
        .yuan(
            c::SIMULATED,
            &sum(&payable(true)),
            "推演额（不得拨付）",
            "Simulated: drafts and what fell because of one, never paid",
        )
}

/// The schemes side by side, every number final.
pub fn programmes(joint: &Joint, computed: &ComputedJoint) -> Programmes {
    let fen = |total: i128| Fen(i64::try_from(total).unwrap_or(i64::MAX));
    let mut firms: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    let gave_way = across_sums::gave_way(&computed.crossings);
    for (at, (part, one)) in joint.parts.iter().zip(&computed.parts).enumerate() {
        let awards = &one.awards;
        let paid = |row: &usize| awards.current()[*row] > 0;
        let distinct = |rows: &mut dyn Iterator<Item = usize>| {
            let mut firms: Vec<u32> = rows.map(|row| awards.firm[row]).collect();
            firms.sort_unstable();
            firms.dedup();
            firms
        };
        let claiming = distinct(&mut (0..awards.firm.len()));
        let supported = distinct(&mut (0..awards.firm.len()).filter(paid));
        let codes = texts(&one.prepared.inputs.firms, c::USCC).unwrap_or_default();
        for firm in &claiming {
            *firms.entry(codes.get(*firm as usize).copied().unwrap_or_default()).or_default() += 1;
        }
        let pipeline = &part.pipeline;
        let payable = fen(one.totals.payable);
        let budget = pipeline.budget.as_ref().zip(one.available);
        rows.push(Programme {
            name: part.name.clone(),
            scheme: pipeline.scheme.id.clone(),
            title: pipeline.scheme.title.clone(),
            draft: pipeline.scheme.status == Status::Draft,
            simulated: is_simulated(joint, at),
            claims: awards.firm.len(),
            claims_paid: (0..awards.firm.len()).filter(paid).count(),
            firms: claiming.len(),
            firms_paid: supported.len(),
            requested: fen(one.totals.requested),
            approved: fen(sum(awards.before_budget())),
            payable,
            payable_alone: fen(computed.alone.get(at).copied().unwrap_or_default()),
            gave_way: gave_way.get(&at).map_or((0, Fen(0)), |(claims, sum)| (*claims, fen(*sum))),
            pool: budget.map(|(budget, available)| crate::report::model::PoolView {
                name: budget.pool.clone(),
                total: Fen(budget.total),
                reserve: Fen(budget.reserve),
                earlier: Fen(one.earlier),
                available: Fen(available),
                unspent: Fen(available - payable.0),
                used: share(payable.0, available),
            }),
        });
    }
    let told = computed.findings.iter();
    Programmes {
        title: joint.title.clone(),
        chooses: joint.same_kind == super::SameKindAcross::ChooseBest,
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

/// Per cent with two decimals, cut; empty of nothing.
fn share(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return String::new();
    }
    let hundredths = i128::from(part) * 10_000 / i128::from(whole);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn side_by_side(programmes: &Programmes) -> OutputTable {
    let rows = &programmes.rows;
    let text = |of: &dyn Fn(&Programme) -> String| -> Vec<String> { rows.iter().map(of).collect() };
    let int = |of: fn(&Programme) -> usize| rows.iter().map(|row| of(row) as i64).collect();
    let fen =
        |of: fn(&Programme) -> Fen| -> Vec<i64> { rows.iter().map(|row| of(row).0).collect() };
    let table = OutputTable::new("programmes", "方案对比", "Schemes side by side")
        .text(c::NAME, &text(&|p| p.name.clone()), "核算", "Run")
        .text(c::SCHEME, &text(&|p| p.scheme.clone()), "方案", "Scheme")
        .text(c::TITLE_ZH, &text(&|p| p.title.zh.clone()), "名称", "Title (Chinese)")
        .text(c::TITLE_EN, &text(&|p| p.title.en.clone()), "英文名称", "Title (English)")
        .text(c::STATUS, &text(&|p| status(p.draft, p.simulated)), "效力", "Status")
        .int(c::CLAIMS, int(|p| p.claims), "申报项数", "Claims")
        .int(c::FIRMS, int(|p| p.firms), "申报企业数", "Enterprises")
        .int(c::CLAIMS_PAID, int(|p| p.claims_paid), "支持项数", "Claims supported")
        .int(c::FIRMS_PAID, int(|p| p.firms_paid), "支持企业数", "Enterprises supported")
        .yuan(c::REQUESTED, &fen(|p| p.requested), "申请额", "Requested")
        .yuan(
            c::APPROVED,
            &fen(|p| p.approved),
            "预算调整前核定额",
            "Approved before the budget cut",
        )
        .yuan(c::PAYABLE, &fen(|p| p.payable), "应拨额", "Payable")
        .yuan(
            c::PAYABLE_ALONE,
            &fen(|p| p.payable_alone),
            "取舍前应拨额",
            "Payable before claims gave way to other schemes",
        )
        .int(c::CLAIMS_GAVE_WAY, int(|p| p.gave_way.0), "让位项数", "Claims that gave way")
        .yuan(
            c::GAVE_WAY,
            &fen(|p| p.gave_way.1),
            "让位项单独核定额",
            "What the scheme alone grants them",
        );
    let pool = |of: fn(&crate::report::model::PoolView) -> String| {
        text(&|p: &Programme| p.pool.as_ref().map(of).unwrap_or_default())
    };
    let money = |name, of: fn(&crate::report::model::PoolView) -> Fen| {
        let values: Vec<Option<i64>> =
            rows.iter().map(|row| row.pool.as_ref().map(|pool| of(pool).0)).collect();
        optional_yuan_column(name, &values)
    };
    // A scheme without a pool has no amounts here, not amounts of nothing.
    table
        .text(c::POOL, &pool(|p| p.name.clone()), "资金池", "Pool")
        .yuan_column(money(c::TOTAL, |p| p.total), "预算总额", "Budget")
        .yuan_column(money(c::RESERVE, |p| p.reserve), "预留", "Reserve")
        .yuan_column(money(c::EARLIER, |p| p.earlier), "前批次", "Earlier batches")
        .yuan_column(money(c::AVAILABLE, |p| p.available), "可用", "Available")
        .yuan_column(money(c::UNSPENT, |p| p.unspent), "结余", "Unspent")
        .text(c::USED, &pool(|p| p.used.clone()), "使用率", "Use of the pool")
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
        let decimals = column.column.decimal()?.physical().clone();
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
