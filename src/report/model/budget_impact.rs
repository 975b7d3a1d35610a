//! 预算影响报告: what a round costs, what lowered it, and what must be decided. Every number stands in the run.

use super::document::{
    Align, Bar, Block, Chart, Document, Figure, Layout, Mark, Plot, Step, TableRow, Tone,
};
use super::pen::Pen;
use super::record::{Budget, Limit, Measure, Record};
use crate::diag::Severity;
use crate::domain::Fen;
use crate::report::words::Words;

/// Limits that are listed; the others are named by their number.
const MOST_LIMITS: usize = 12;
/// Limits that are drawn.
const MOST_BARS: usize = 8;
/// Characters of a hash that are printed.
const HASH: usize = 16;

/// The report of a run.
pub fn budget_impact(record: &Record, words: &Words) -> Document {
    let report = Report { pen: Pen { record, words }, record };
    let mut document =
        report.pen.document(Layout::Report, "budget", report.pen.get("budget.title"));
    let parts = [
        report.brief(),
        report.stages(),
        report.budget(),
        report.measures(),
        report.limits(),
        report.duplicates(),
        report.readings(),
        report.quality(),
        report.method(),
        report.inputs(),
    ];
    document.blocks = parts.into_iter().flatten().collect();
    document
}

struct Report<'a> {
    pen: Pen<'a>,
    record: &'a Record,
}

impl Report<'_> {
    fn figure(&self, key: &str, value: String, unit: &str, note: String, tone: Tone) -> Figure {
        let unit = if unit.is_empty() { String::new() } else { self.pen.get(unit) };
        Figure { label: self.pen.get(key), value, unit, note: Some(note), tone }
    }

    /// The budget where the round exceeds it.
    fn cut(&self) -> Option<&Budget> {
        self.record.budget.as_ref().filter(|budget| budget.available.0 < self.record.approved.0)
    }

    /// `available / approved` as a rounded share.
    fn factor(&self, budget: &Budget) -> String {
        Pen::share(budget.available, self.record.approved)
    }

    fn gap(&self, budget: &Budget) -> String {
        Fen(self.record.approved.0 - budget.available.0).wan()
    }

    /// Three numbers, one chart, the risks, what must be decided: the first page.
    fn brief(&self) -> Vec<Block> {
        let (r, pen) = (self.record, &self.pen);
        if r.counts.claims == 0 {
            return vec![pen.paragraph(pen.get("budget.brief.nothing"))];
        }
        let key = match (&r.budget, self.cut()) {
            (None, _) => "budget.brief.unlimited",
            (_, Some(_)) => "budget.brief.cut",
            _ => "budget.brief.within",
        };
        let budget = r.budget.as_ref();
        let said = pen.say(
            key,
            &[
                ("firms", &r.counts.firms),
                ("claims", &r.counts.claims),
                ("firms_paid", &r.counts.firms_paid),
                ("claims_paid", &r.counts.claims_paid),
                ("requested", &r.requested.wan()),
                ("approved", &r.approved.wan()),
                ("payable", &r.payable.wan()),
                ("available", &budget.map(|b| b.available.wan()).unwrap_or_default()),
                ("unspent", &budget.map(|b| b.unspent.wan()).unwrap_or_default()),
            ],
        );
        let mut blocks = vec![Block::Figures { figures: self.figures() }, pen.paragraph(said)];
        blocks.extend(self.waterfall().map(Block::Chart));
        blocks.push(pen.heading(2, "budget.heading.risks"));
        blocks.push(self.items(self.risks(), "budget.risk.none"));
        blocks.push(pen.heading(2, "budget.heading.decisions"));
        blocks.push(self.items(self.decisions(), "budget.decision.none"));
        blocks
    }

    fn items(&self, items: Vec<String>, none: &str) -> Block {
        match items.is_empty() {
            true => self.pen.paragraph(self.pen.get(none)),
            false => Block::List { numbered: true, items },
        }
    }

    fn figures(&self) -> Vec<Figure> {
        let (r, pen) = (self.record, &self.pen);
        let counted = |key: &str, firms: i64, claims: i64| {
            pen.say(key, &[("firms", &firms), ("claims", &claims)])
        };
        let share = Pen::share(r.approved, r.requested);
        let (of_all, of_paid) = (
            counted("budget.figure.requested_note", r.counts.firms, r.counts.claims),
            counted("budget.figure.payable_note", r.counts.firms_paid, r.counts.claims_paid),
        );
        let share = pen.say("budget.figure.approved_note", &[("share", &share)]);
        let wan = "common.wan";
        vec![
            self.figure("budget.figure.requested", r.requested.wan(), wan, of_all, Tone::Plain),
            self.figure("budget.figure.approved", r.approved.wan(), wan, share, Tone::Plain),
            self.figure("budget.figure.payable", r.payable.wan(), wan, of_paid, Tone::Plain),
        ]
    }

    fn waterfall(&self) -> Option<Chart> {
        let (r, pen) = (self.record, &self.pen);
        let total = |key: &str, value: Fen| Step {
            label: pen.get(key),
            total: true,
            value: value.0,
            shown: value.wan(),
        };
        let mut steps = vec![total("budget.stages.start", r.requested)];
        let cutting: Vec<_> = r.stages.iter().filter(|stage| stage.reduction.0 > 0).collect();
        steps.extend(cutting.iter().map(|stage| Step {
            label: pen.both(&stage.title).to_string(),
            total: false,
            value: -stage.reduction.0,
            shown: Fen(-stage.reduction.0).wan(),
        }));
        steps.push(total("budget.stages.end", r.payable));
        let sums: [(&str, &dyn std::fmt::Display); 2] =
            [("requested", &r.requested.wan()), ("payable", &r.payable.wan())];
        let says = match cutting.iter().max_by_key(|stage| stage.reduction.0) {
            Some(most) => pen.say(
                "budget.chart.waterfall.says",
                &[
                    sums[0],
                    sums[1],
                    ("stage", &pen.both(&most.title)),
                    ("reduction", &most.reduction.wan()),
                ],
            ),
            None => pen.say("budget.chart.waterfall.even", &sums),
        };
        Some(self.chart("budget.chart.waterfall.title", says, Plot::Waterfall { steps }))
    }

    fn chart(&self, title: &str, says: String, plot: Plot) -> Chart {
        Chart { title: self.pen.get(title), says, unit: self.pen.get("common.wan"), plot }
    }

    fn refused(&self) -> Option<i64> {
        Some(self.record.counts.quarantined).filter(|count| *count > 0)
    }

    /// Cases that wait for a person, and what is at risk in them.
    fn suspected(&self) -> Option<(i64, Fen)> {
        let savings = self.record.savings.as_ref()?;
        let cases: i64 = savings.iter().map(|saving| saving.in_review).sum();
        let amount = Fen(savings.iter().map(|saving| saving.at_risk.0).sum());
        (cases > 0).then_some((cases, amount))
    }

    fn joint(&self) -> Option<usize> {
        let joint = crate::diag::codes::JOINT_CLAIM.id;
        self.record.findings.iter().find(|finding| finding.code == joint).map(|f| f.count)
    }

    fn risks(&self) -> Vec<String> {
        let (r, pen) = (self.record, &self.pen);
        let mut risks = Vec::new();
        if r.draft {
            risks.push(pen.get("budget.risk.draft"));
        }
        if !r.changes.is_empty() {
            risks.push(pen.get("budget.risk.simulation"));
        }
        if let Some(budget) = self.cut() {
            let (gap, factor) = (self.gap(budget), self.factor(budget));
            risks.push(pen.say("budget.risk.cut", &[("gap", &gap), ("factor", &factor)]));
        }
        if let Some((cases, amount)) = self.suspected() {
            let amount = amount.wan();
            risks.push(pen.say("budget.risk.suspected", &[("cases", &cases), ("amount", &amount)]));
        }
        if let Some(count) = self.refused() {
            risks.push(pen.say("budget.risk.refused", &[("count", &count)]));
        }
        if r.counts.near_threshold > 0 {
            let count = r.counts.near_threshold;
            risks.push(pen.say("budget.risk.threshold", &[("count", &count)]));
        }
        let (firms, amount) = r.largest;
        // Half of the money with few of many enterprises.
        if r.counts.firms_paid > firms && i128::from(amount.0) * 2 > i128::from(r.payable.0) {
            let share = Pen::share(amount, r.payable);
            risks.push(
                pen.say("budget.risk.concentration", &[("firms", &firms), ("share", &share)]),
            );
        }
        risks.extend(self.joint().map(|n| pen.say("budget.risk.doubtful", &[("count", &n)])));
        risks
    }

    fn decisions(&self) -> Vec<String> {
        let (r, pen) = (self.record, &self.pen);
        let mut decisions = Vec::new();
        if let Some(budget) = self.cut() {
            let (gap, factor) = (self.gap(budget), self.factor(budget));
            decisions.push(pen.say("budget.decision.cut", &[("gap", &gap), ("factor", &factor)]));
        } else if let Some(budget) = r.budget.as_ref().filter(|budget| budget.unspent.0 > 0) {
            let unspent = budget.unspent.wan();
            decisions.push(pen.say("budget.decision.unspent", &[("unspent", &unspent)]));
        }
        if let Some((cases, _)) = self.suspected() {
            decisions.push(pen.say("budget.decision.suspected", &[("cases", &cases)]));
        }
        if let Some(count) = self.refused() {
            decisions.push(pen.say("budget.decision.refused", &[("count", &count)]));
        }
        let readings = r.parameters.len();
        if readings > 0 {
            decisions.push(pen.say("budget.decision.readings", &[("count", &readings)]));
        }
        decisions.extend(self.joint().map(|n| pen.say("budget.decision.joint", &[("count", &n)])));
        decisions
    }

    fn stages(&self) -> Vec<Block> {
        let (r, pen) = (self.record, &self.pen);
        let columns = pen.columns(&[
            ("budget.stages.stage", Align::Left, 30),
            ("budget.stages.claims", Align::Right, 16),
            ("budget.stages.reduction", Align::Right, 20),
            ("budget.stages.remaining", Align::Right, 20),
            ("budget.stages.share", Align::Right, 14),
        ]);
        let cells = |title: &str, claims: String, reduction: String, left: Fen| {
            let share = Pen::share(left, r.requested);
            vec![title.to_string(), claims, reduction, left.to_string(), share]
        };
        let dash = || "—".to_string();
        let start = cells(
            &pen.get("budget.stages.start"),
            r.counts.claims.to_string(),
            dash(),
            r.requested,
        );
        let mut rows = vec![TableRow::new(start)];
        rows.extend(r.stages.iter().map(|stage| {
            let reduction = pen.or_dash(stage.reduction);
            let title = pen.both(&stage.title);
            TableRow::new(cells(title, stage.claims.to_string(), reduction, stage.remaining))
        }));
        let end = cells(
            &pen.get("budget.stages.end"),
            r.counts.claims_paid.to_string(),
            dash(),
            r.payable,
        );
        rows.push(TableRow::total(end));
        vec![
            pen.heading(1, "budget.heading.stages"),
            pen.paragraph(pen.get("budget.stages.intro")),
            Block::Table(pen.table("budget.stages.caption", columns, rows)),
        ]
    }

    fn budget(&self) -> Vec<Block> {
        let pen = &self.pen;
        let mut blocks = vec![pen.heading(1, "budget.heading.budget")];
        let Some(budget) = &self.record.budget else {
            blocks.push(pen.paragraph(pen.get("budget.budget.none")));
            return blocks;
        };
        let cut = self.cut().is_some();
        let intro = if cut { "budget.budget.intro_cut" } else { "budget.budget.intro_within" };
        blocks.push(pen.paragraph(pen.get(intro)));
        blocks.push(Block::Facts { facts: self.budget_facts(budget, cut) });
        blocks.push(Block::Chart(self.budget_chart(budget)));
        blocks
    }

    fn budget_facts(&self, budget: &Budget, cut: bool) -> Vec<super::document::Fact> {
        let unit = self.pen.get("common.yuan");
        let fact = |key: &str, amount: Fen| {
            super::document::Fact::new(self.pen.get(key), format!("{amount} {unit}"))
        };
        let approved = self.record.approved;
        let last = match cut {
            true => fact("budget.budget.gap", Fen(approved.0 - budget.available.0)),
            false => fact("budget.budget.unspent", budget.unspent),
        };
        vec![
            fact("budget.budget.total", budget.total),
            fact("budget.budget.reserve", budget.reserve),
            fact("budget.budget.earlier", budget.earlier),
            fact("budget.budget.available", budget.available),
            fact("budget.budget.demand", approved),
            last,
        ]
    }

    fn budget_chart(&self, budget: &Budget) -> Chart {
        let (r, pen) = (self.record, &self.pen);
        let bar = |key: &str, amount: Fen, tone: Tone| Bar {
            label: pen.get(key),
            value: amount.0,
            shown: amount.wan(),
            tone,
        };
        let tone = if self.cut().is_some() { Tone::Watch } else { Tone::Plain };
        let bars = vec![
            bar("budget.figure.requested", r.requested, Tone::Plain),
            bar("budget.budget.demand", r.approved, tone),
            bar("budget.figure.payable", r.payable, Tone::Plain),
        ];
        let available = budget.available.wan();
        let label = pen.say("budget.chart.budget.available", &[("available", &available)]);
        let limit = Some(Mark { label, value: budget.available.0, shown: available.clone() });
        let says = pen.say(
            "budget.chart.budget.says",
            &[
                ("approved", &r.approved.wan()),
                ("available", &available),
                ("payable", &r.payable.wan()),
            ],
        );
        self.chart("budget.chart.budget.title", says, Plot::Bars { bars, limit })
    }

    fn measures(&self) -> Vec<Block> {
        let (r, pen) = (self.record, &self.pen);
        let columns = pen.columns(&[
            ("budget.measures.clause", Align::Centre, 6),
            ("budget.measures.measure", Align::Left, 22),
            ("budget.measures.claims", Align::Right, 7),
            ("budget.measures.firms", Align::Right, 7),
            ("budget.measures.claims_paid", Align::Right, 7),
            ("budget.measures.requested", Align::Right, 16),
            ("budget.measures.approved", Align::Right, 16),
            ("budget.measures.payable", Align::Right, 16),
        ]);
        let amounts = pen.columns(&[
            ("budget.measures.clause", Align::Centre, 8),
            ("budget.measures.measure", Align::Left, 40),
            ("budget.measures.average", Align::Right, 26),
            ("budget.measures.maximum", Align::Right, 26),
        ]);
        let row = |m: &Measure| {
            let counts = [m.claims, m.firms, m.claims_paid].map(|count| count.to_string());
            let mut cells = vec![m.clause.clone(), pen.both(&m.title).to_string()];
            cells.extend(counts);
            cells.extend([m.requested, m.approved, m.payable].map(|amount| amount.wan()));
            TableRow::new(cells)
        };
        let single = |m: &Measure| {
            let (average, maximum) = (m.average.to_string(), m.maximum.to_string());
            TableRow::new(vec![m.clause.clone(), pen.both(&m.title).to_string(), average, maximum])
        };
        let mut rows: Vec<TableRow> = r.measures.iter().map(row).collect();
        let total = |amount: Fen| amount.wan();
        rows.push(TableRow::total(vec![
            String::new(),
            pen.get("common.total"),
            r.counts.claims.to_string(),
            String::new(),
            r.counts.claims_paid.to_string(),
            total(r.requested),
            total(r.approved),
            total(r.payable),
        ]));
        let mut table = pen.table("budget.measures.caption", columns, rows);
        table.note = Some(pen.get("budget.measures.note"));
        let paid = r.measures.iter().filter(|m| m.claims_paid > 0).map(single).collect();
        let mut blocks = vec![pen.heading(1, "budget.heading.measures"), Block::Table(table)];
        blocks.extend(self.measure_chart().map(Block::Chart));
        blocks.push(Block::Table(pen.table("budget.measures.amounts", amounts, paid)));
        let (firms, amount) = r.largest;
        if firms > 0 {
            let share = Pen::share(amount, r.payable);
            let said: [(&str, &dyn std::fmt::Display); 3] =
                [("firms", &firms), ("amount", &amount.wan()), ("share", &share)];
            blocks.push(pen.paragraph(pen.say("budget.measures.concentration", &said)));
        }
        blocks
    }

    fn measure_chart(&self) -> Option<Chart> {
        let (r, pen) = (self.record, &self.pen);
        let most = r.measures.iter().max_by_key(|m| m.payable.0).filter(|m| m.payable.0 > 0)?;
        let bars = r.measures.iter().map(|m| Bar {
            label: format!("{} {}", m.clause, pen.both(&m.title)),
            value: m.payable.0,
            shown: m.payable.wan(),
            tone: Tone::Plain,
        });
        let says = pen.say(
            "budget.chart.measures.says",
            &[
                ("measure", &pen.both(&most.title)),
                ("payable", &most.payable.wan()),
                ("share", &Pen::share(most.payable, r.payable)),
            ],
        );
        let plot = Plot::Bars { bars: bars.collect(), limit: None };
        Some(self.chart("budget.chart.measures.title", says, plot))
    }

    fn limits(&self) -> Vec<Block> {
        let (r, pen) = (self.record, &self.pen);
        let mut limits: Vec<&Limit> = r.limits.iter().filter(|l| l.reduction.0 > 0).collect();
        limits.sort_by_key(|limit| std::cmp::Reverse(limit.reduction.0));
        if limits.is_empty() {
            return Vec::new();
        }
        let measure = |limit: &Limit| {
            r.measure(&limit.measure).map(|m| pen.both(&m.title).to_string()).unwrap_or_default()
        };
        let rows = limits.iter().take(MOST_LIMITS).map(|limit| {
            TableRow::new(vec![
                measure(limit),
                limit.clause.clone(),
                pen.both(&limit.text).to_string(),
                limit.claims.to_string(),
                limit.reduction.to_string(),
            ])
        });
        let columns = pen.columns(&[
            ("budget.limits.measure", Align::Left, 24),
            ("budget.limits.clause", Align::Centre, 9),
            ("budget.limits.reason", Align::Left, 36),
            ("budget.limits.claims", Align::Right, 11),
            ("budget.limits.reduction", Align::Right, 20),
        ]);
        let mut table = pen.table("budget.limits.caption", columns, rows.collect());
        let more = limits.len().saturating_sub(MOST_LIMITS);
        table.note = (more > 0).then(|| pen.say("budget.limits.more", &[("count", &more)]));
        vec![
            pen.heading(1, "budget.heading.limits"),
            pen.paragraph(pen.get("budget.limits.intro")),
            Block::Chart(self.limit_chart(&limits)),
            Block::Table(table),
        ]
    }

    fn limit_chart(&self, limits: &[&Limit]) -> Chart {
        let pen = &self.pen;
        let label = |limit: &Limit| format!("{} {}", limit.clause, pen.both(&limit.text));
        let bars = limits.iter().take(MOST_BARS).map(|limit| Bar {
            label: label(limit),
            value: limit.reduction.0,
            shown: limit.reduction.wan(),
            tone: Tone::Plain,
        });
        let most = limits[0];
        let says = pen.say(
            "budget.chart.limits.says",
            &[
                ("limit", &label(most)),
                ("reduction", &most.reduction.wan()),
                ("claims", &most.claims),
            ],
        );
        let plot = Plot::Bars { bars: bars.collect(), limit: None };
        self.chart("budget.chart.limits.title", says, plot)
    }

    fn duplicates(&self) -> Vec<Block> {
        let (r, pen) = (self.record, &self.pen);
        let mut blocks = vec![pen.heading(1, "budget.heading.duplicates")];
        let Some(savings) = &r.savings else {
            blocks.push(pen.paragraph(pen.get("budget.duplicates.none")));
            return blocks;
        };
        let (cases, in_review) = savings
            .iter()
            .fold((0, 0), |(cases, open), saving| (cases + saving.cases, open + saving.in_review));
        if cases + in_review == 0 {
            blocks.push(pen.paragraph(pen.get("budget.duplicates.clean")));
            return blocks;
        }
        let reduction = r.stage("duplicates").map(|s| s.reduction).unwrap_or_default().wan();
        let said: [(&str, &dyn std::fmt::Display); 3] =
            [("cases", &cases), ("reduction", &reduction), ("in_review", &in_review)];
        blocks.push(pen.paragraph(pen.say("budget.duplicates.intro", &said)));
        let columns = pen.columns(&[
            ("budget.duplicates.district", Align::Left, 14),
            ("budget.duplicates.scheme", Align::Left, 22),
            ("budget.duplicates.clause", Align::Centre, 10),
            ("budget.duplicates.cases", Align::Right, 12),
            ("budget.duplicates.reduction", Align::Right, 16),
            ("budget.duplicates.in_review", Align::Right, 10),
            ("budget.duplicates.at_risk", Align::Right, 16),
        ]);
        let rows = savings.iter().map(|saving| {
            TableRow::new(vec![
                pen.both(&saving.district).to_string(),
                saving.scheme.clone(),
                saving.clause.clone(),
                saving.cases.to_string(),
                saving.reduction.to_string(),
                saving.in_review.to_string(),
                saving.at_risk.to_string(),
            ])
        });
        let table = pen.table("budget.duplicates.caption", columns, rows.collect());
        blocks.push(Block::Table(table));
        blocks
    }

    fn readings(&self) -> Vec<Block> {
        let (r, pen) = (self.record, &self.pen);
        let columns = pen.columns(&[
            ("budget.readings.name", Align::Left, 24),
            ("budget.readings.clause", Align::Centre, 14),
            ("budget.readings.value", Align::Left, 20),
            ("budget.readings.meaning", Align::Left, 42),
        ]);
        let rows = r.parameters.iter().map(|parameter| {
            let changed = parameter.value != parameter.default && !parameter.default.is_empty();
            let mark = if changed { " *" } else { "" };
            TableRow::new(vec![
                parameter.name.clone(),
                parameter.clause.clone(),
                format!("{}{mark}", parameter.value),
                pen.both(&parameter.text).to_string(),
            ])
        });
        vec![
            pen.heading(1, "budget.heading.readings"),
            pen.paragraph(pen.get("budget.readings.intro")),
            Block::Table(pen.table("budget.readings.caption", columns, rows.collect())),
        ]
    }

    fn quality(&self) -> Vec<Block> {
        let (r, pen) = (self.record, &self.pen);
        let counts = &r.counts;
        let accepted = counts.rows_read - counts.quarantined;
        let said: [(&str, &dyn std::fmt::Display); 5] = [
            ("read", &counts.rows_read),
            ("accepted", &accepted),
            ("refused", &counts.quarantined),
            ("errors", &counts.errors),
            ("warnings", &counts.warnings),
        ];
        let mut blocks = vec![
            pen.heading(1, "budget.heading.quality"),
            pen.paragraph(pen.say("budget.quality.intro", &said)),
        ];
        if r.findings.is_empty() {
            blocks.push(pen.paragraph(pen.get("budget.quality.none")));
            return blocks;
        }
        let columns = pen.columns(&[
            ("budget.quality.code", Align::Left, 9),
            ("budget.quality.severity", Align::Left, 10),
            ("budget.quality.count", Align::Right, 9),
            ("budget.quality.message", Align::Left, 72),
        ]);
        let rows = r.findings.iter().map(|finding| {
            let tone = match finding.severity {
                Severity::Error => Tone::Bad,
                Severity::Warning => Tone::Watch,
                Severity::Note => Tone::Plain,
            };
            TableRow::new(vec![
                finding.code.clone(),
                finding.severity.label(pen.lang()).to_string(),
                finding.count.to_string(),
                pen.both(&finding.message).to_string(),
            ])
            .toned(tone)
        });
        let table = pen.table("budget.quality.caption", columns, rows.collect());
        blocks.push(Block::Table(table));
        blocks
    }

    fn method(&self) -> Vec<Block> {
        let pen = &self.pen;
        let keys = ["exact", "conserved", "repeatable"];
        let items = keys.map(|key| pen.get(&format!("budget.method.{key}"))).to_vec();
        vec![pen.heading(1, "budget.heading.method"), Block::List { numbered: false, items }]
    }

    fn inputs(&self) -> Vec<Block> {
        let (r, pen) = (self.record, &self.pen);
        let columns = pen.columns(&[
            ("budget.inputs.file", Align::Left, 70),
            ("budget.inputs.sha256", Align::Left, 30),
        ]);
        let rows = r.inputs.iter().chain(&r.rule_files).map(|(file, hash)| {
            TableRow::new(vec![file.clone(), hash.chars().take(HASH).collect()])
        });
        let mut table = pen.table("budget.inputs.caption", columns, rows.collect());
        table.note = Some(pen.get("budget.inputs.note"));
        vec![pen.heading(1, "budget.heading.inputs"), Block::Table(table)]
    }
}
