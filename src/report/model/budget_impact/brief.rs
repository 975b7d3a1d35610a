//! The page that leadership reads: three numbers, one chart, risks, decisions.

use super::outlook::change;
use super::{counted, gap};
use crate::diag::codes;
use crate::domain::Fen;
use crate::report::model::document::{Block, Chart, Figure, Plot, Step, TitledList, Tone};
use crate::report::model::pen::Pen;
use crate::report::model::record::Record;
use crate::run_folder::manifest::LargestPayees;
use crate::scheme::Stage;

/// More than half of the money in few hands is worth a word.
const CONCENTRATED: i64 = 2;

pub(super) fn brief(pen: &Pen) -> Vec<Block> {
    let record = pen.record;
    if record.counts.claims == 0 {
        return vec![pen.paragraph(pen.get("budget.brief.nothing"))];
    }
    let list = |title: &str, items: Vec<String>, none: &str| TitledList {
        title: pen.get(title),
        items: if items.is_empty() { vec![pen.get(none)] } else { items },
    };
    let mut lists = vec![
        list("budget.heading.risks", risks(pen), "budget.risk.none"),
        list("budget.heading.decisions", decisions(pen), "budget.decision.none"),
    ];
    let past = past(pen);
    if !past.is_empty() {
        lists.push(TitledList { title: pen.get("budget.heading.past"), items: past });
    }
    let scenarios = super::outlook::beside(pen);
    if !scenarios.is_empty() {
        lists.push(TitledList { title: pen.get("budget.heading.beside"), items: scenarios });
    }
    let mut blocks: Vec<Block> =
        verdict(pen).into_iter().map(|sentence| pen.paragraph(sentence)).collect();
    blocks.push(Block::Figures { figures: figures(pen) });
    blocks.push(Block::Chart(waterfall(pen)));
    blocks.push(Block::Beside { lists });
    blocks.push(pen.signatures());
    blocks.push(Block::PageBreak);
    blocks
}

/// Last year and the plan of the year, with what is different now.
fn past(pen: &Pen) -> Vec<String> {
    let record = pen.record;
    let (mut said, beside) = (Vec::new(), &record.beside);
    if let Some(last) = &beside.last_year {
        let approved = change(pen, Fen(record.approved.0 - last.approved.0));
        let payable = change(pen, Fen(record.payable.0 - last.payable.0));
        said.push(pen.say(
            "budget.past.last_year",
            &[
                ("year", &last.award_year),
                ("approved", &pen.amount(last.approved)),
                ("approved_more", &approved),
                ("payable", &pen.amount(last.payable)),
                ("payable_more", &payable),
                ("firms", &last.firms_paid),
                ("firms_now", &pen.count(record.counts.firms_paid)),
                ("run", &last.run),
            ],
        ));
    }
    if let Some(planned) = beside.planned {
        said.push(pen.say(
            "budget.past.planned",
            &[
                ("planned", &pen.amount(planned)),
                ("share", &Pen::share(record.payable, planned)),
                ("change", &change(pen, Fen(record.payable.0 - planned.0))),
            ],
        ));
    }
    said
}

/// Available over approved, as it is applied.
fn factor(record: &Record) -> String {
    let available = record.budget.as_ref().map_or(Fen(0), |budget| budget.available);
    Pen::factor(available, record.approved)
}

/// Three sentences: what it costs, why, and what to decide.
fn verdict(pen: &Pen) -> Vec<String> {
    vec![cost(pen), why(pen), ask(pen)]
}

/// How much more than the pool is spoken for before this batch.
pub(super) fn overdrawn(record: &Record) -> Option<Fen> {
    let budget = record.budget.as_ref()?;
    let left = budget.total.0 - budget.reserve.0 - budget.earlier_batches.0;
    (left < 0).then_some(Fen(-left))
}

/// Why so much is available and no more, and what took most of what was requested.
fn why(pen: &Pen) -> String {
    let record = pen.record;
    let taking = record.stages.iter().filter(|stage| stage.reduction.0 > 0);
    let review = taking.filter(|stage| stage.stage != Stage::Budget);
    let most = review.max_by_key(|stage| stage.reduction).map_or_else(
        || pen.get("budget.why.nothing"),
        |most| {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("stage", &pen.both(&most.title)), ("reduction", &pen.amount(most.reduction))];
            pen.say("budget.why.review", &values)
        },
    );
    let Some(budget) = &record.budget else { return most };
    let over = overdrawn(record);
    let key = if over.is_some() { "budget.why.overdrawn" } else { "budget.why.pool" };
    let pool = pen.say(
        key,
        &[
            ("total", &pen.amount(budget.total)),
            ("reserve", &pen.amount(budget.reserve)),
            ("earlier", &pen.amount(budget.earlier_batches)),
            ("available", &pen.amount(budget.available)),
            ("over", &pen.amount(over.unwrap_or_default())),
        ],
    );
    format!("{most}{}{pool}", pen.lang().pick("", " "))
}

/// What leadership is asked, first the budget.
fn ask(pen: &Pen) -> String {
    let record = pen.record;
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("factor", &factor(record)), ("gap", &pen.amount(gap(record).unwrap_or_default()))];
    match (gap(record), overdrawn(record)) {
        (Some(_), Some(_)) => pen.say("budget.ask.overdrawn", &values[1..]),
        (Some(_), None) => pen.say("budget.ask.cut", &values),
        (None, _) => pen.get("budget.ask.within"),
    }
}

fn cost(pen: &Pen) -> String {
    let record = pen.record;
    let counts = &record.counts;
    let (available, unspent) = match &record.budget {
        Some(budget) => (pen.amount(budget.available), pen.amount(budget.unspent)),
        None => Default::default(),
    };
    let key = match (&record.budget, gap(record)) {
        (None, _) => "budget.brief.unlimited",
        (Some(_), Some(_)) => "budget.brief.cut",
        (Some(_), None) => "budget.brief.within",
    };
    pen.say(
        key,
        &[
            ("firms", &pen.count(counts.firms)),
            ("claims", &pen.count(counts.claims)),
            ("requested", &pen.amount(record.requested)),
            ("approved", &pen.amount(record.approved)),
            ("available", &available),
            ("supported_firms", &pen.count(counts.firms_paid)),
            ("supported_claims", &pen.count(counts.claims_paid)),
            ("payable", &pen.amount(record.payable)),
            ("unspent", &unspent),
            ("gap", &gap(record).map(|gap| pen.amount(gap)).unwrap_or_default()),
        ],
    )
}

fn figures(pen: &Pen) -> Vec<Figure> {
    let record = pen.record;
    let counts = &record.counts;
    let amount = |key: &str, amount: Fen, note: String, tone| Figure {
        label: pen.get(key),
        value: pen.say("common.figure", &[("amount", &pen.amount(amount))]),
        unit: pen.get("common.figure_unit"),
        note: Some(note),
        tone,
    };
    let of = |key, firms: usize, claims: usize| {
        pen.say(key, &[("firms", &pen.count(firms)), ("claims", &pen.count(claims))])
    };
    let requested = of("budget.figure.requested_note", counts.firms, counts.claims);
    let share = Pen::share(record.approved, record.requested);
    let approved = pen.say("budget.figure.approved_note", &[("share", &share)]);
    let payable = of("budget.figure.payable_note", counts.firms_paid, counts.claims_paid);
    let mut figures = vec![
        amount("budget.figure.requested", record.requested, requested, Tone::Plain),
        amount("budget.figure.approved", record.approved, approved, Tone::Plain),
        amount("budget.figure.payable", record.payable, payable, Tone::Plain),
    ];
    if let Some(budget) = &record.budget {
        let (available, approved) = (pen.amount(budget.available), pen.amount(record.approved));
        figures.push(match gap(record) {
            Some(_) if overdrawn(record).is_some() => {
                let note = pen
                    .say("budget.figure.overdrawn_note", &[("total", &pen.amount(budget.total))]);
                let over = overdrawn(record).unwrap_or_default();
                amount("budget.figure.overdrawn", over, note, Tone::Bad)
            }
            Some(_) => Figure {
                label: pen.get("budget.figure.factor"),
                value: factor(record),
                unit: String::new(),
                note: Some(pen.say(
                    "budget.figure.factor_note",
                    &[("available", &available), ("approved", &approved)],
                )),
                tone: Tone::Watch,
            },
            None => {
                let note = pen.say("budget.figure.unspent_note", &[("available", &available)]);
                amount("budget.figure.unspent", budget.unspent, note, Tone::Good)
            }
        });
    }
    figures
}

/// Requested, what each stage took, payable. Stages that took nothing are left out.
fn waterfall(pen: &Pen) -> Chart {
    let record = pen.record;
    let total = |key: &str, amount: Fen| Step {
        label: pen.get(key),
        total: true,
        value: amount.0,
        shown: pen.amount(amount),
    };
    let all = record.stages.iter().zip(pen.taken(record));
    let taking = all.clone().filter(|(stage, _)| stage.reduction.0 > 0);
    let mut steps = vec![total("budget.stages.start", record.requested)];
    steps.extend(taking.clone().map(|(stage, shown)| Step {
        label: pen.both(&stage.title).to_string(),
        total: false,
        value: -stage.reduction.0,
        shown,
    }));
    steps.push(total("budget.stages.end", record.payable));
    let (requested, payable) = (pen.amount(record.requested), pen.amount(record.payable));
    let says = match taking.map(|(stage, _)| stage).max_by_key(|stage| stage.reduction) {
        None => pen.say(
            "budget.chart.waterfall.even",
            &[("requested", &requested), ("payable", &payable)],
        ),
        Some(most) => pen.say(
            "budget.chart.waterfall.says",
            &[
                ("requested", &requested),
                ("payable", &payable),
                ("stage", &pen.both(&most.title)),
                ("reduction", &pen.amount(most.reduction)),
            ],
        ),
    };
    Chart {
        title: pen.get("budget.chart.waterfall.title"),
        says,
        unit: pen.get("common.wan"),
        plot: Plot::Waterfall { steps },
    }
}

/// How often a code was found.
fn found(record: &Record, code: &str) -> usize {
    record.findings.iter().find(|finding| finding.code == code).map_or(0, |finding| finding.count)
}

fn risks(pen: &Pen) -> Vec<String> {
    let record = pen.record;
    let mut risks = Vec::new();
    if record.draft {
        risks.push(pen.get("budget.risk.draft"));
    }
    if record.scenario {
        risks.push(pen.get("budget.risk.simulation"));
    }
    if let Some(over) = overdrawn(record) {
        risks.push(pen.say("budget.risk.overdrawn", &[("over", &pen.amount(over))]));
    } else if let Some(gap) = gap(record) {
        let values =
            [("gap", &pen.amount(gap) as &dyn std::fmt::Display), ("factor", &factor(record))];
        risks.push(pen.say("budget.risk.cut", &values));
    }
    let (_, in_review, at_risk) = counted(record.savings.as_deref().unwrap_or_default());
    if in_review > 0 {
        let values =
            [("cases", &in_review as &dyn std::fmt::Display), ("amount", &pen.amount(at_risk))];
        risks.push(pen.say("budget.risk.suspected", &values));
    }
    for wait in record.payments.iter().flat_map(|totals| &totals.waits) {
        let text = wait.text();
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("count", &wait.count), ("amount", &wait.amount), ("reason", &pen.both(&text))];
        risks.push(pen.say("budget.risk.held", &values));
    }
    let mut counted = |key: &str, count: i64| {
        if count > 0 {
            risks.push(pen.say(key, &[("count", &count)]));
        }
    };
    counted("budget.risk.refused", record.counts.quarantined as i64);
    counted("budget.risk.doubtful", found(record, codes::JOINT_CLAIM.id) as i64);
    counted("budget.risk.threshold", record.counts.near_threshold as i64);
    let LargestPayees { firms, payable: amount } = record.largest;
    if firms < record.counts.firms_paid && amount.0 > record.payable.0 / CONCENTRATED {
        let share = Pen::share(amount, record.payable);
        risks.push(pen.say("budget.risk.concentration", &[("firms", &firms), ("share", &share)]));
    }
    risks
}

fn decisions(pen: &Pen) -> Vec<String> {
    let record = pen.record;
    let mut decisions = Vec::new();
    match (&record.budget, gap(record)) {
        (_, Some(gap)) if overdrawn(record).is_some() => {
            let values = [("gap", &pen.amount(gap) as &dyn std::fmt::Display)];
            decisions.push(pen.say("budget.decision.overdrawn", &values));
        }
        (_, Some(gap)) => {
            let factor = factor(record);
            let cut = record.stage(Stage::Budget).map_or(Fen(0), |stage| stage.reduction);
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("factor", &factor),
                ("firms", &pen.count(record.counts.firms_paid)),
                ("reduction", &pen.amount(cut)),
                ("gap", &pen.amount(gap)),
            ];
            decisions.push(pen.say("budget.decision.cut", &values));
        }
        (Some(budget), None) if budget.unspent.0 > 0 => {
            let unspent = pen.amount(budget.unspent);
            decisions.push(pen.say("budget.decision.unspent", &[("unspent", &unspent)]));
        }
        _ => {}
    }
    let (_, in_review, at_risk) = counted(record.savings.as_deref().unwrap_or_default());
    if in_review > 0 {
        let values =
            [("cases", &in_review as &dyn std::fmt::Display), ("amount", &pen.amount(at_risk))];
        decisions.push(pen.say("budget.decision.suspected", &values));
    }
    let mut counted = |key: &str, count: i64| {
        if count > 0 {
            decisions.push(pen.say(key, &[("count", &count)]));
        }
    };
    counted("budget.decision.joint", found(record, codes::JOINT_CLAIM.id) as i64);
    counted("budget.decision.refused", record.counts.quarantined as i64);
    let readings = record.parameters.iter().filter(|parameter| parameter.reading).count();
    let dearest = super::outlook::dearest(pen);
    let key =
        if dearest.is_empty() { "budget.decision.readings" } else { "budget.decision.dearest" };
    counted(key, readings as i64);
    decisions.extend(dearest);
    decisions
}
