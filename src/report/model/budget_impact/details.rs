//! The parts behind the brief: stages, budget, measures, limits, duplicates, readings, data, method.

use super::{behind, counted, gap, outlook};
use crate::domain::Fen;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Bar, Block, Chart, Fact, Mark, Plot, Table, TableRow, Tone};
use crate::report::model::pen::Pen;
use crate::report::model::record::{Measure, Parameter, Saving};
use crate::run_folder::manifest::LargestPayees;
use crate::scheme::Stage;

/// Rows of the table of limits.
const MOST_LIMITS: usize = 15;
/// Bars of one chart.
const MOST_BARS: usize = 12;
/// Characters of a checksum that are shown.
const SHOWN_OF_HASH: usize = 16;

pub(super) fn details(pen: &Pen) -> Vec<Block> {
    let mut blocks = Vec::new();
    if pen.record.counts.claims > 0 {
        blocks.extend(stages(pen));
        blocks.extend(budget(pen));
        blocks.extend(measures(pen));
        blocks.extend(limits(pen));
        blocks.extend(duplicate_support(pen));
        blocks.extend(outlook::scenarios(pen));
    }
    blocks.extend(readings(pen));
    blocks.extend(quality(pen));
    blocks.push(pen.heading(1, "budget.heading.method"));
    let method = ["exact", "conserved", "repeatable"];
    let mut items = method.map(|key| pen.get(&format!("budget.method.{key}"))).to_vec();
    // The word of the scheme vocabulary, under whatever option it was chosen.
    if pen.record.parameters.iter().any(|p| p.reading && p.value == "largest_remainder") {
        items.push(pen.get("budget.method.remainder"));
    }
    blocks.push(Block::List { numbered: false, items });
    blocks.extend(inputs(pen));
    blocks
}

fn stages(pen: &Pen) -> Vec<Block> {
    let record = pen.record;
    let columns = pen.columns(&[
        ("budget.stages.stage", Left, 28),
        ("budget.stages.claims", Right, 14),
        ("budget.stages.reduction", Right, 22),
        ("budget.stages.remaining", Right, 22),
        ("budget.stages.share", Right, 14),
    ]);
    let ends = |key: &str, claims: usize, amount: Fen| {
        let share = Pen::share(amount, record.requested);
        let cells = vec![pen.get(key), pen.count(claims), String::new(), pen.amount(amount), share];
        TableRow::total(cells)
    };
    let mut rows = vec![ends("budget.stages.start", record.counts.claims, record.requested)];
    rows.extend(record.stages.iter().zip(pen.taken(record)).map(|(stage, taken)| {
        let row = TableRow::new(vec![
            pen.both(&stage.title).to_string(),
            pen.count(stage.claims),
            taken,
            pen.amount(stage.remaining),
            Pen::share(stage.reduction, record.requested),
        ]);
        row.leading_to(behind::of_stage(record, stage))
    }));
    rows.push(ends("budget.stages.end", record.counts.claims_paid, record.payable));
    let table = pen.in_wan(pen.table("budget.stages.caption", columns, rows));
    vec![
        pen.heading(1, "budget.heading.stages"),
        pen.paragraph(pen.get("budget.stages.intro")),
        Block::Table(table),
    ]
}

fn budget(pen: &Pen) -> Vec<Block> {
    let record = pen.record;
    let heading = pen.heading(1, "budget.heading.budget");
    let Some(budget) = &record.budget else {
        return vec![heading, pen.paragraph(pen.get("budget.budget.none"))];
    };
    let gap = gap(record);
    let intro =
        if gap.is_some() { "budget.budget.intro_cut" } else { "budget.budget.intro_within" };
    let fact = |key: &str, amount: Fen| {
        let shown = pen.say("common.in_wan", &[("amount", &pen.amount(amount))]);
        Fact::new(pen.get(&format!("budget.budget.{key}")), shown)
    };
    let mut facts = vec![
        fact("total", budget.total),
        fact("reserve", budget.reserve),
        fact("earlier", budget.earlier_batches),
        fact("available", budget.available),
        fact("demand", record.approved),
    ];
    if let Some(over) = super::brief::overdrawn(record) {
        facts.push(fact("over", over));
    }
    facts.push(match gap {
        Some(gap) => fact("gap", gap),
        None => fact("unspent", budget.unspent),
    });
    let demand = if gap.is_some() { Tone::Watch } else { Tone::Plain };
    let chart = Block::Chart(against_budget(pen, budget.available, demand));
    vec![heading, pen.paragraph(pen.get(intro)), Block::Facts { facts }, chart]
}

/// What was asked for, approved and can be paid, against what there is.
fn against_budget(pen: &Pen, available: Fen, demand: Tone) -> Chart {
    let record = pen.record;
    let bar = |key: &str, amount: Fen, tone| Bar {
        label: pen.get(key),
        value: amount.0,
        shown: pen.amount(amount),
        tone,
    };
    let limit = Mark {
        label: pen.get("budget.budget.available"),
        value: available.0,
        shown: pen.amount(available),
    };
    Chart {
        title: pen.get("budget.chart.budget.title"),
        says: pen.say(
            "budget.chart.budget.says",
            &[
                ("approved", &pen.amount(record.approved)),
                ("available", &limit.shown),
                ("payable", &pen.amount(record.payable)),
            ],
        ),
        unit: pen.get("common.wan"),
        plot: Plot::Bars {
            bars: vec![
                bar("budget.figure.requested", record.requested, Tone::Plain),
                bar("budget.budget.demand", record.approved, demand),
                bar("budget.figure.payable", record.payable, Tone::Good),
            ],
            limit: Some(limit),
        },
    }
}

fn measures(pen: &Pen) -> Vec<Block> {
    let record = pen.record;
    let payable = pen.parts(record.measures.iter().map(|m| m.payable));
    let table = by_measure(pen, &payable);
    let mut blocks =
        vec![pen.heading(1, "budget.heading.measures"), Block::Table(pen.in_wan(table))];
    let most = record.measures.iter().max_by_key(|measure| measure.payable);
    if let Some(most) = most.filter(|measure| measure.payable.0 > 0) {
        let bars = record.measures.iter().zip(&payable).map(|(measure, shown)| Bar {
            label: format!("{} {}", pen.clause(&measure.clause), pen.both(&measure.title)),
            value: measure.payable.0,
            shown: shown.clone(),
            tone: Tone::Plain,
        });
        blocks.push(Block::Chart(Chart {
            title: pen.get("budget.chart.measures.title"),
            says: pen.say(
                "budget.chart.measures.says",
                &[
                    ("measure", &pen.both(&most.title)),
                    ("payable", &pen.amount(most.payable)),
                    ("share", &Pen::share(most.payable, record.payable)),
                ],
            ),
            unit: pen.get("common.wan"),
            plot: Plot::Bars { bars: bars.collect(), limit: None },
        }));
    }
    let LargestPayees { firms, payable: amount } = record.largest;
    if firms > 0 {
        let share = Pen::share(amount, record.payable);
        blocks.push(pen.paragraph(pen.say(
            "budget.measures.concentration",
            &[("firms", &firms), ("amount", &pen.amount(amount)), ("share", &share)],
        )));
    }
    blocks
}

/// A row for each measure and their total; `payable` as it is shown, so that its parts add up.
fn by_measure(pen: &Pen, payable: &[String]) -> Table {
    let record = pen.record;
    let columns = pen.columns(&[
        ("budget.measures.clause", Left, 11),
        ("budget.measures.measure", Left, 20),
        ("budget.measures.claims", Right, 7),
        ("budget.measures.firms", Right, 7),
        ("budget.measures.claims_paid", Right, 8),
        ("budget.measures.requested", Right, 12),
        ("budget.measures.approved", Right, 11),
        ("budget.measures.payable", Right, 11),
        ("budget.measures.average", Right, 8),
        ("budget.measures.maximum", Right, 8),
    ]);
    let all = &record.measures;
    let requested = pen.parts(all.iter().map(|m| m.requested));
    let approved = pen.parts(all.iter().map(|m| m.approved));
    let shown = requested.into_iter().zip(approved).zip(payable);
    let row = |(m, ((requested, approved), payable)): (&Measure, ((String, String), &String))| {
        let row = TableRow::new(vec![
            pen.clause(&m.clause),
            pen.both(&m.title).to_string(),
            pen.count(m.claims),
            pen.count(m.firms),
            pen.count(m.claims_paid),
            requested,
            approved,
            payable.clone(),
            pen.amount(m.average),
            pen.amount(m.maximum),
        ]);
        row.leading_to(behind::of_measure(record, m))
    };
    let mut rows: Vec<TableRow> = all.iter().zip(shown).map(row).collect();
    let counts = &record.counts;
    rows.push(TableRow::total(vec![
        String::new(),
        pen.get("common.total"),
        pen.count(counts.claims),
        pen.count(counts.firms),
        pen.count(counts.claims_paid),
        pen.amount(record.requested),
        pen.amount(record.approved),
        pen.amount(record.payable),
        String::new(),
        String::new(),
    ]));
    let mut table = pen.table("budget.measures.caption", columns, rows);
    table.note = Some(pen.get("budget.measures.note"));
    table
}

fn limits(pen: &Pen) -> Vec<Block> {
    let record = pen.record;
    let heading = pen.heading(1, "budget.heading.limits");
    // The cut to the budget is no limit of a claim: it moves all alike and has a part of its own.
    let of_claims = || record.limits.iter().filter(|limit| limit.stage != Stage::Budget);
    let Some(most) = of_claims().next() else {
        return Vec::new();
    };
    let columns = pen.columns(&[
        ("budget.limits.measure", Left, 24),
        ("budget.limits.clause", Left, 18),
        ("budget.limits.reason", Left, 32),
        ("budget.limits.claims", Right, 12),
        ("budget.limits.reduction", Right, 16),
    ]);
    let measure = |id: &str| record.measure(id).map_or(id, |m| pen.both(&m.title)).to_string();
    let shown = of_claims().take(MOST_LIMITS);
    let rows = shown.map(|limit| {
        let row = TableRow::new(vec![
            measure(&limit.measure),
            pen.clause(&limit.clause),
            pen.both(&limit.text).to_string(),
            pen.count(limit.claims),
            pen.amount(limit.reduction),
        ]);
        let stage = record.stage(limit.stage);
        row.leading_to(stage.and_then(|stage| behind::of_stage(record, stage)))
    });
    let mut table = pen.table("budget.limits.caption", columns, rows.collect());
    let rest = of_claims().count().saturating_sub(MOST_LIMITS);
    table.note = (rest > 0).then(|| pen.say("budget.limits.more", &[("count", &rest)]));
    let bars = of_claims().take(MOST_BARS).map(|limit| Bar {
        label: format!("{} · {}", measure(&limit.measure), pen.both(&limit.text)),
        value: limit.reduction.0,
        shown: pen.amount(limit.reduction),
        tone: Tone::Plain,
    });
    let chart = Chart {
        title: pen.get("budget.chart.limits.title"),
        says: pen.say(
            "budget.chart.limits.says",
            &[
                ("limit", &pen.both(&most.text)),
                ("reduction", &pen.amount(most.reduction)),
                ("claims", &most.claims),
            ],
        ),
        unit: pen.get("common.wan"),
        plot: Plot::Bars { bars: bars.collect(), limit: None },
    };
    vec![
        heading,
        pen.paragraph(pen.get("budget.limits.intro")),
        Block::Chart(chart),
        Block::Table(pen.in_wan(table)),
    ]
}

fn duplicate_support(pen: &Pen) -> Vec<Block> {
    let heading = pen.heading(1, "budget.heading.duplicates");
    let Some(savings) = &pen.record.savings else {
        let text = pen.get("budget.duplicates.none");
        return vec![heading, Block::Note { tone: Tone::Watch, text }];
    };
    if savings.is_empty() {
        return vec![heading, pen.paragraph(pen.get("budget.duplicates.clean"))];
    }
    vec![
        heading,
        pen.paragraph(duplicates_in_words(pen)),
        Block::Table(savings_table(pen, "budget.duplicates.caption")),
    ]
}

/// How many duplicates there are and what their stage took.
pub(in crate::report::model) fn duplicates_in_words(pen: &Pen) -> String {
    let savings = pen.record.savings.as_deref().unwrap_or_default();
    let (cases, in_review, _) = counted(savings);
    let stage = pen.record.stage(crate::scheme::Stage::Duplicates);
    let reduction = pen.amount(stage.map_or(Fen(0), |stage| stage.reduction));
    pen.say(
        "budget.duplicates.intro",
        &[("cases", &cases), ("reduction", &reduction), ("undecided", &in_review)],
    )
}

/// What duplicates saved, by district and scheme.
pub(in crate::report::model) fn savings_table(pen: &Pen, caption: &str) -> Table {
    let columns = pen.columns(&[
        ("budget.duplicates.scheme", Left, 22),
        ("budget.duplicates.clause", Left, 18),
        ("budget.duplicates.cases", Right, 12),
        ("budget.duplicates.reduction", Right, 14),
        ("budget.duplicates.in_review", Right, 12),
        ("budget.duplicates.at_risk", Right, 14),
    ]);
    let savings = pen.record.savings.as_deref().unwrap_or_default();
    let reductions = pen.parts(savings.iter().map(|saving| saving.reduction));
    let at_risk = pen.parts(savings.iter().map(|saving| saving.at_risk));
    let shown = reductions.into_iter().zip(at_risk);
    // A district has a name; the code of its scheme says more only where it has several.
    let several = |saving: &Saving| {
        savings.iter().any(|s| s.district.zh == saving.district.zh && s.scheme != saving.scheme)
    };
    let rows = savings.iter().zip(shown).map(|(saving, (reduction, at_risk))| {
        let source = if several(saving) { &saving.scheme } else { pen.both(&saving.district) };
        TableRow::new(vec![
            source.to_string(),
            pen.clause(&saving.clause),
            pen.count(saving.cases),
            reduction,
            pen.count(saving.in_review),
            at_risk,
        ])
    });
    pen.in_wan(pen.table(caption, columns, rows.collect()))
}

fn readings(pen: &Pen) -> Vec<Block> {
    let parameters = &pen.record.parameters;
    if parameters.is_empty() {
        return Vec::new();
    }
    let mark = |parameter: &Parameter| if parameter.value == parameter.default { "" } else { "*" };
    let values = parameters.iter().filter(|parameter| !parameter.reading).map(|parameter| {
        TableRow::new(vec![
            pen.clause(&parameter.clause),
            pen.both(&parameter.text).to_string(),
            format!("{}{}", pen.quantity(&parameter.value), mark(parameter)),
            parameter.name.clone(),
        ])
    });
    let chosen = parameters.iter().filter(|parameter| parameter.reading).map(|parameter| {
        TableRow::new(vec![
            pen.clause(&parameter.clause),
            pen.both(&parameter.question).to_string(),
            format!("{}{}", pen.both(&parameter.text), mark(parameter)),
            format!("{} = {}", parameter.name, parameter.value),
        ])
    });
    let table = |caption: &str, texts: [&str; 2], rows: Vec<TableRow>| {
        let [what, which] = texts;
        let columns = pen.columns(&[
            ("budget.readings.clause", Left, 18),
            (what, Left, 37),
            (which, Left, 26),
            ("budget.readings.name", Left, 24),
        ]);
        (!rows.is_empty()).then(|| Block::Table(pen.table(caption, columns, rows)))
    };
    let meaning = ["budget.readings.meaning", "budget.readings.value"];
    let question = ["budget.readings.question", "budget.readings.chosen"];
    let mut blocks = vec![
        pen.heading(1, "budget.heading.readings"),
        pen.paragraph(pen.get("budget.readings.intro")),
    ];
    blocks.extend(table("budget.readings.parameters", meaning, values.collect()));
    blocks.extend(table("budget.readings.readings", question, chosen.collect()));
    blocks.extend(outlook::reading_costs(pen));
    blocks
}

fn quality(pen: &Pen) -> Vec<Block> {
    let record = pen.record;
    let counts = &record.counts;
    let accepted = counts.rows_read - counts.quarantined;
    let intro = pen.say(
        "budget.quality.intro",
        &[
            ("read", &pen.count(counts.rows_read)),
            ("accepted", &pen.count(accepted)),
            ("refused", &pen.count(counts.quarantined)),
            ("errors", &counts.errors),
            ("warnings", &counts.warnings),
        ],
    );
    let mut blocks = vec![pen.heading(1, "budget.heading.quality"), pen.paragraph(intro)];
    if record.findings.is_empty() {
        blocks.push(pen.paragraph(pen.get("budget.quality.none")));
        return blocks;
    }
    let columns = pen.columns(&[
        ("budget.quality.code", Left, 11),
        ("budget.quality.severity", Left, 10),
        ("budget.quality.count", Right, 9),
        ("budget.quality.message", Left, 70),
    ]);
    let rows = record.findings.iter().map(|finding| {
        let severity = finding.severity.label(pen.lang()).to_string();
        let message = pen.both(&finding.message).to_string();
        let row =
            TableRow::new(vec![finding.code.clone(), severity, finding.count.to_string(), message]);
        match finding.severity {
            crate::diag::Severity::Error => row.toned(Tone::Bad),
            crate::diag::Severity::Warning => row.toned(Tone::Watch),
            crate::diag::Severity::Note => row,
        }
    });
    blocks.push(Block::Table(pen.table("budget.quality.caption", columns, rows.collect())));
    blocks
}

fn inputs(pen: &Pen) -> Vec<Block> {
    let files = pen.record.rule_files.iter().chain(&pen.record.inputs);
    let rows = files.map(|(file, hash)| {
        TableRow::new(vec![file.clone(), hash.chars().take(SHOWN_OF_HASH).collect()])
    });
    let columns =
        pen.columns(&[("budget.inputs.file", Left, 68), ("budget.inputs.sha256", Left, 32)]);
    let mut table = pen.table("budget.inputs.caption", columns, rows.collect());
    table.note = Some(pen.get("budget.inputs.note"));
    vec![pen.heading(1, "budget.heading.inputs"), Block::Table(table)]
}
