//! Sums up a run for its readers: every number of the summary is made here.

use std::collections::BTreeMap;

use crate::diag::{Lang, Severity, Text, codes};
use crate::domain::Fen;
use crate::frame::kernels::sum;
use crate::pipeline::Pipeline;
use crate::report::model::{BudgetSummary, MeasureRow, Summary};
use crate::run::Computed;
use crate::run_folder::manifest::{Counts, LargestPayees};
use crate::scheme::{Stage, Status};

/// Sums up a run.
pub fn summary(pipeline: &Pipeline, computed: &Computed) -> Summary {
    let scheme = &pipeline.scheme;
    let awards = &computed.awards;
    let fen = |total: i128| Fen(i64::try_from(total).unwrap_or(i64::MAX));
    let approved = fen(sum(awards.before_budget()));
    let payable = fen(computed.totals.payable);
    let borne = fen(computed.totals.borne);
    let budget = pipeline.budget.as_ref().zip(computed.available).map(|(budget, available)| {
        let available = Fen(available);
        let batch = computed.prepared.objected.as_ref();
        let share = batch.and_then(|batch| batch.published.told.share());
        let due = fen(sum(awards.borne_before_budget()));
        let (spent, due) = share.unwrap_or((available, due));
        BudgetSummary {
            pool: budget.pool.clone(),
            total: Fen(budget.total),
            reserve: Fen(budget.reserve),
            earlier: Fen(computed.earlier),
            available,
            unspent: Fen(available.0 - borne.0),
            cut: due > spent,
            factor: format!("{spent} / {due}"),
        }
    });
    let stages = awards.stages.iter().zip(&computed.totals.reductions).map(|(stage, total)| {
        let (zh, en) = stage.stage.title();
        let claims = stage.reason.iter().filter(|reason| **reason != 0).count();
        (Text::new(zh, en), claims, fen(*total))
    });
    Summary {
        title: pipeline.title.clone(),
        scheme: scheme.title.clone(),
        document: scheme.document.clone(),
        draft: scheme.status == Status::Draft,
        missing: crate::intake::missing::missing(
            &computed.prepared.linked,
            pipeline.inputs.incomplete_accepted,
        ),
        award_year: pipeline.award_year,
        deadline: pipeline.deadline.to_string(),
        counts: counts(computed),
        requested: fen(computed.totals.requested),
        approved,
        payable,
        largest: largest(computed),
        budget,
        stages: stages.collect(),
        measures: measures(pipeline, computed),
        findings: findings(computed),
        notes: notes(computed),
    }
}

/// What the ten enterprises that get most get together; fewer where fewer get something.
fn largest(computed: &Computed) -> LargestPayees {
    const MOST: usize = 10;
    let awards = &computed.awards;
    let mut by_firm = vec![0i128; awards.firms];
    for (firm, amount) in awards.firm.iter().zip(awards.current()) {
        by_firm[*firm as usize] += i128::from(*amount);
    }
    by_firm.retain(|amount| *amount > 0);
    by_firm.sort_unstable_by(|a, b| b.cmp(a));
    by_firm.truncate(MOST);
    let payable = Fen(i64::try_from(by_firm.iter().sum::<i128>()).unwrap_or(i64::MAX));
    LargestPayees { firms: by_firm.len(), payable }
}

fn counts(computed: &Computed) -> Counts {
    let awards = &computed.awards;
    let paid: Vec<usize> =
        (0..awards.firm.len()).filter(|row| awards.current()[*row] > 0).collect();
    let mut firms: Vec<u32> = paid.iter().map(|row| awards.firm[*row]).collect();
    firms.sort_unstable();
    firms.dedup();
    let linked = &computed.prepared.linked;
    let severity = |severity| linked.findings.iter().filter(|d| d.severity == severity).count();
    let near = computed.tables.iter().filter(|table| table.name.ends_with("cliffs"));
    let near = near.filter_map(|table| table.columns.first()).map(|column| column.column.len());
    let height = |name: &str| {
        let table = computed.tables.iter().find(|table| table.name == name);
        table.and_then(|table| table.columns.first()).map_or(0, |column| column.column.len())
    };
    Counts {
        firms: computed.prepared.inputs.firms.height(),
        claims: awards.firm.len(),
        claims_paid: paid.len(),
        firms_paid: firms.len(),
        rows_read: linked.sources.iter().map(|source| source.rows_read).sum(),
        quarantined: linked.quarantine.len(),
        rows_aside: linked.aside.len(),
        columns_unread: linked.sources.iter().map(|source| source.unread.len()).sum(),
        sheets_unread: linked.skipped.len(),
        files_unread: height("files_not_used"),
        errors: severity(Severity::Error),
        warnings: severity(Severity::Warning),
        notes: severity(Severity::Note),
        near_threshold: near.sum(),
    }
}

fn measures(pipeline: &Pipeline, computed: &Computed) -> Vec<MeasureRow> {
    let awards = &computed.awards;
    let scheme = &pipeline.scheme;
    let approved = awards.before_budget();
    scheme
        .measures
        .iter()
        .zip(&awards.blocks)
        .map(|(measure, block)| {
            let total = |amounts: &[i64]| Fen(amounts[block.clone()].iter().sum());
            let paid = awards.current()[block.clone()].iter().filter(|amount| **amount > 0);
            MeasureRow {
                clause: measure.clause.clone(),
                title: measure.title.clone(),
                claims: block.len(),
                claims_paid: paid.count(),
                requested: total(&awards.requested),
                approved: total(approved),
                payable: total(awards.current()),
                heaviest: heaviest(pipeline, computed, block.clone()),
            }
        })
        .collect()
}

fn heaviest(
    pipeline: &Pipeline,
    computed: &Computed,
    block: std::ops::Range<usize>,
) -> Option<(String, Text, usize, Fen)> {
    let awards = &computed.awards;
    let mut sums: BTreeMap<u16, (usize, i64)> = BTreeMap::new();
    let mut before = &awards.requested;
    for stage in &awards.stages {
        for row in block.clone().filter(|row| stage.reason[*row] != 0) {
            let sum = sums.entry(stage.reason[row]).or_default();
            sum.0 += 1;
            sum.1 += before[row] - stage.amount[row];
        }
        before = &stage.amount;
    }
    let budget = |reason: &u16| pipeline.scheme.reasons[*reason as usize].stage == Stage::Budget;
    let most = sums.into_iter().filter(|(reason, _)| !budget(reason)).max_by_key(|(_, sum)| sum.1);
    most.map(|(reason, (claims, amount))| {
        let reason = &pipeline.scheme.reasons[reason as usize];
        (reason.clause.clone(), reason.text.clone(), claims, Fen(amount))
    })
}

fn findings(computed: &Computed) -> Vec<(String, Severity, usize, Text)> {
    let mut by_code: BTreeMap<&str, (Severity, usize, Text)> = BTreeMap::new();
    for finding in &computed.prepared.linked.findings {
        let first = || Text::new(finding.message(Lang::Zh), finding.message(Lang::En));
        let entry =
            by_code.entry(finding.code.id).or_insert_with(|| (finding.severity, 0, first()));
        entry.1 += 1;
    }
    let rows = by_code.into_iter();
    let mut rows: Vec<_> =
        rows.map(|(code, (s, n, text))| (code.to_string(), s, n, text)).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    rows
}

/// Findings with code R and severity note speak of the run as a whole.
fn notes(computed: &Computed) -> Vec<Text> {
    let all = computed.prepared.linked.findings.iter();
    let notes = all.filter(|d| {
        let of_run = d.code.id.starts_with('R') || d.code.id == codes::RULE_LOST_TEXT.id;
        of_run && d.severity == Severity::Note
    });
    notes.map(|d| Text::new(d.message(Lang::Zh), d.message(Lang::En))).collect()
}
