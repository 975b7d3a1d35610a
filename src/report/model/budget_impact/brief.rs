//! The page that leadership reads: three numbers, one chart, risks, decisions.

use super::{counted, gap};
use crate::diag::codes;
use crate::domain::Fen;
use crate::report::model::document::{Block, Chart, Figure, Plot, Step, TitledList, Tone};
use crate::report::model::pen::Pen;
use crate::report::model::record::Record;
use crate::run_folder::manifest::LargestPayees;

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
    let lists = vec![
        list("budget.heading.risks", risks(pen), "budget.risk.none"),
        list("budget.heading.decisions", decisions(pen), "budget.decision.none"),
    ];
    vec![
        pen.paragraph(verdict(pen)),
        Block::Figures { figures: figures(pen) },
        Block::Chart(waterfall(pen)),
        Block::Beside { lists },
        Block::PageBreak,
    ]
}

/// Available over approved, in per cent: `62.4%`.
fn factor(record: &Record) -> String {
    let available = record.budget.as_ref().map_or(Fen(0), |budget| budget.available);
    Pen::share(available, record.approved)
}

fn verdict(pen: &Pen) -> String {
    let record = pen.record;
    let counts = &record.counts;
    let (available, unspent) = match &record.budget {
        Some(budget) => (budget.available.wan(), budget.unspent.wan()),
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
            ("firms", &counts.firms),
            ("claims", &counts.claims),
            ("requested", &record.requested.wan()),
            ("approved", &record.approved.wan()),
            ("available", &available),
            ("supported_firms", &counts.firms_paid),
            ("supported_claims", &counts.claims_paid),
            ("payable", &record.payable.wan()),
            ("unspent", &unspent),
        ],
    )
}

fn figures(pen: &Pen) -> Vec<Figure> {
    let record = pen.record;
    let counts = &record.counts;
    let amount = |key: &str, amount: Fen, note: String, tone| Figure {
        label: pen.get(key),
        value: amount.wan(),
        unit: pen.get("common.wan"),
        note: Some(note),
        tone,
    };
    let of =
        |key, firms: &usize, claims: &usize| pen.say(key, &[("firms", firms), ("claims", claims)]);
    let requested = of("budget.figure.requested_note", &counts.firms, &counts.claims);
    let share = Pen::share(record.approved, record.requested);
    let approved = pen.say("budget.figure.approved_note", &[("share", &share)]);
    let payable = of("budget.figure.payable_note", &counts.firms_paid, &counts.claims_paid);
    let mut figures = vec![
        amount("budget.figure.requested", record.requested, requested, Tone::Plain),
        amount("budget.figure.approved", record.approved, approved, Tone::Plain),
        amount("budget.figure.payable", record.payable, payable, Tone::Plain),
    ];
    if let Some(budget) = &record.budget {
        let (available, approved) = (budget.available.wan(), record.approved.wan());
        figures.push(match gap(record) {
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
        shown: amount.wan(),
    };
    let taking = record.stages.iter().filter(|stage| stage.reduction.0 > 0);
    let mut steps = vec![total("budget.stages.start", record.requested)];
    steps.extend(taking.clone().map(|stage| Step {
        label: pen.both(&stage.title).to_string(),
        total: false,
        value: -stage.reduction.0,
        shown: Fen(-stage.reduction.0).wan(),
    }));
    steps.push(total("budget.stages.end", record.payable));
    let (requested, payable) = (record.requested.wan(), record.payable.wan());
    let says = match taking.max_by_key(|stage| stage.reduction) {
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
                ("reduction", &most.reduction.wan()),
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
    if let Some(gap) = gap(record) {
        let values = [("gap", &gap.wan() as &dyn std::fmt::Display), ("factor", &factor(record))];
        risks.push(pen.say("budget.risk.cut", &values));
    }
    let (_, in_review, at_risk) = counted(record.savings.as_deref().unwrap_or_default());
    if in_review > 0 {
        let values = [("cases", &in_review as &dyn std::fmt::Display), ("amount", &at_risk.wan())];
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
        (_, Some(gap)) => {
            let factor = factor(record);
            let values = [("factor", &factor as &dyn std::fmt::Display), ("gap", &gap.wan())];
            decisions.push(pen.say("budget.decision.cut", &values));
        }
        (Some(budget), None) if budget.unspent.0 > 0 => {
            let unspent = budget.unspent.wan();
            decisions.push(pen.say("budget.decision.unspent", &[("unspent", &unspent)]));
        }
        _ => {}
    }
    let (_, in_review, _) = counted(record.savings.as_deref().unwrap_or_default());
    if in_review > 0 {
        decisions.push(pen.say("budget.decision.suspected", &[("cases", &in_review)]));
    }
    let mut counted = |key: &str, count: i64| {
        if count > 0 {
            decisions.push(pen.say(key, &[("count", &count)]));
        }
    };
    counted("budget.decision.joint", found(record, codes::JOINT_CLAIM.id) as i64);
    counted("budget.decision.refused", record.counts.quarantined as i64);
    let readings = record.parameters.iter().filter(|parameter| parameter.reading).count();
    counted("budget.decision.readings", readings as i64);
    decisions
}
