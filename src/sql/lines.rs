//! What each line is worth and which rule leaves it out; lines gathered into claims.

use super::dialect::Script;
use super::reviewed::stem;
use super::{BASE, Emitter, FORMS, MICRO, of_measure, rules};
use crate::award::values::{is_dated, last_day, scale};
use crate::award::{Context, EngineError, score};
use crate::domain::date::to_epoch_days;
use crate::frame::columns as c;
use crate::frame::{Field, FieldKind};
use crate::scheme::{Award, Choose, CountPer, GateOf, Measure, TierTable, ValidOn};

impl Emitter<'_> {
    /// `10_lines`.
    pub(super) fn lines(&mut self) -> Result<Script, EngineError> {
        let about = "What each line counts for, and the rule that leaves it out; lines gathered into claims.";
        let mut script = Script::new(self.dialect, "10_lines", about);
        for (number, measure) in
            self.claimed().flat_map(|claimed| self.chains(claimed)).collect::<Vec<_>>()
        {
            let (id, measure) = (&measure.id, &measure);
            let lines = self.lines_of(number, measure)?;
            script.table(&format!("lines_{id}"), &of_measure(measure, "lines"), &lines);
            let claims = self.gathered(number, measure);
            script.table(&format!("gathered_{id}"), &of_measure(measure, "claims"), &claims);
        }
        Ok(script)
    }

    fn lines_of(&mut self, number: usize, measure: &Measure) -> Result<String, EngineError> {
        let base = &measure.base;
        let mut columns = vec![format!("{} AS value", self.value(number, measure))];
        if let Some((field, _)) = base.days {
            columns.push(format!("{} AS days", self.days(measure, field)));
        }
        if self.receives(measure) {
            columns.push(format!("{} AS received", self.received(number, measure)));
        }
        if let Award::Tiers(table) = &measure.award {
            columns.push(format!("{} AS points", self.points(table)?));
        }
        columns.push(format!("{} AS line_reason", self.line_reason(number, measure)));
        for (at, gate) in measure.excluding() {
            if let GateOf::AnyLine(rule) | GateOf::EveryLine(rule) = &gate.of {
                columns.push(format!("{} AS gate_{at}", self.passes(rule, "l")));
            }
        }
        let rates = if base.converts { "\nLEFT JOIN in_rates r ON r.rate = l.rate" } else { "" };
        let inner = format!(
            "SELECT l.*,\n  {}\nFROM in_lines_{} l{rates}",
            columns.join(",\n  "),
            stem(measure)
        );
        Ok(match base.days {
            None => inner,
            Some(_) => format!(
                "SELECT v.*, v.value * {} AS weighted FROM (\n{inner}\n) v",
                self.wide("v.days")
            ),
        })
    }

    /// What a line counts for, in the scale of the measure.
    fn value(&mut self, number: usize, measure: &Measure) -> String {
        let base = &measure.base;
        let days = if base.days.is_some() { self.known[number].days } else { 1 };
        if self.most(number, measure).saturating_mul(days) > self.dialect.limit() {
            self.refuse(measure, BASE);
        }
        let mut value = self.net(number, measure);
        if base.converts {
            value += &format!(" * {}", self.wide("r.parity"));
        }
        if let Some(field) = base.times {
            let share = self.dialect.column(field.name);
            let share = format!("COALESCE(l.{share}, {})", Context::MICRO);
            value += &format!(" * {}", self.wide(share));
        }
        value
    }

    /// The amount of a line less what is taken off it, in its own currency.
    fn net(&self, number: usize, measure: &Measure) -> String {
        let Some(sum) = measure.base.sum else { return self.number(0) };
        let column = |field: &Field| {
            self.wide(format!("COALESCE(l.{}, 0)", self.dialect.column(field.name)))
        };
        let minus = measure.base.minus.iter().map(|field| format!(" - {}", column(field)));
        let minus: String = minus.collect();
        self.cut(number, measure, format!("({}{minus})", column(sum)))
    }

    /// The same in the currency of a foreign limit.
    fn received(&mut self, number: usize, measure: &Measure) -> String {
        self.divides(measure, BASE, self.most(number, measure).saturating_mul(MICRO));
        let (net, parity) = (self.net(number, measure), self.wide("r.parity"));
        let product = format!("({net} * {parity} * {})", self.number(Context::MICRO));
        self.dialect.over(&product, &self.wide("r.abroad"))
    }

    /// Days from a line to the end of the years that the support is for, none before it.
    fn days(&self, measure: &Measure, field: &Field) -> String {
        let end = last_day(measure, self.context).map_or(0, to_epoch_days);
        let column = format!("l.{}_day", field.name);
        format!("CASE WHEN {column} IS NULL OR {column} > {end} THEN 0 ELSE {end} - {column} END")
    }

    fn points(&self, table: &TierTable) -> Result<String, EngineError> {
        let factors = score::factors(table)?;
        let parts = table.score.iter().zip(factors).map(|((field, _), factor)| {
            let mark = format!("COALESCE(l.{}, 0)", self.dialect.column(field.name));
            format!("{} * {}", self.wide(mark), self.number(factor))
        });
        Ok(parts.collect::<Vec<_>>().join(" + "))
    }

    /// The first rule that a line fails.
    fn line_reason(&self, number: usize, measure: &Measure) -> String {
        let valid = &self.context.scheme.valid;
        let in_force = match valid.on {
            ValidOn::Acceptance => {
                format!("COALESCE({}, FALSE)", rules::within("l.accepted_on", valid.period))
            }
            ValidOn::Payment if valid.period.contains(self.context.payment_date) => "TRUE".into(),
            ValidOn::Payment => "FALSE".into(),
        };
        let mut out = format!("CASE\n    WHEN NOT {in_force} THEN {}", self.because(valid.reason));
        for rule in &measure.lines {
            out += &format!(
                "\n    WHEN NOT {} THEN {}",
                self.passes(rule, "l"),
                self.because(rule.reason)
            );
        }
        if self.is_reviewed(number, measure) {
            out += "\n    WHEN l.review_cut = 0 THEN l.review_why";
        }
        out + "\n    ELSE 0 END"
    }

    /// One row for each claim.
    fn gathered(&self, number: usize, measure: &Measure) -> String {
        let mut columns = self.sums_of_lines(number, measure);
        columns.extend(self.of_award(measure));
        columns.extend(self.of_gates(measure));
        columns.extend(self.of_counts(measure));
        columns.dedup();
        format!(
            "SELECT {}\nFROM lines_{} l\nGROUP BY l.firm, l.item",
            columns.join(",\n  "),
            measure.id
        )
    }

    /// What every claim has, and what bases, reviews and caps ask of its lines.
    fn sums_of_lines(&self, number: usize, measure: &Measure) -> Vec<String> {
        let mut columns = vec![
            "l.firm".to_string(),
            "l.item".into(),
            "COUNT(*) AS lines".into(),
            "SUM(CASE WHEN l.line_reason = 0 THEN 1 ELSE 0 END) AS lines_eligible".into(),
            "MAX(l.line_reason) AS line_reason".into(),
            "SUM(l.value) AS value_all".into(),
            format!("{} AS value_eligible", self.eligible("l.value")),
            "MIN(l.requested) AS stated".into(),
            "CASE WHEN MIN(l.filing) <> MAX(l.filing) THEN 1 ELSE 0 END AS several".into(),
            "MIN(l.place) AS place".into(),
        ];
        if self.known[number].closed {
            columns.push("MAX(l.closed) AS closed".into());
        }
        if measure.base.days.is_some() {
            columns.push("SUM(l.weighted) AS weighted_all".into());
            columns.push(format!("{} AS weighted", self.eligible("l.weighted")));
        }
        if self.receives(measure) {
            columns.push(format!("{} AS received", self.eligible("l.received")));
        }
        if self.is_reviewed(number, measure) {
            columns.push("MIN(l.review_most) AS review_most".into());
            for reason in ["review_why", "review_most_why"] {
                columns.push(format!("COALESCE(MAX(l.{reason}), 0) AS {reason}"));
            }
        }
        if let Some((field, _)) = measure.cap.as_ref().and_then(|cap| cap.of) {
            let figure = smallest(&self.dialect.column(field.name));
            columns.push(format!("{figure} AS {}", c::OWN_FIGURE));
        }
        columns
    }

    /// The sum over the lines that count.
    fn eligible(&self, value: &str) -> String {
        format!("SUM(CASE WHEN l.line_reason = 0 THEN {value} ELSE {} END)", self.number(0))
    }

    /// Whether amounts are kept in the currency of a foreign limit.
    pub(super) fn receives(&self, measure: &Measure) -> bool {
        measure.foreign_threshold().is_some() && measure.base.converts && is_dated(self.context)
    }

    /// What the kind of award asks of the lines of a claim.
    fn of_award(&self, measure: &Measure) -> Vec<String> {
        match &measure.award {
            Award::Grades { by, amounts, .. } => {
                let by = self.dialect.column(by.name);
                let worth: String = amounts
                    .iter()
                    .rev()
                    .map(|(word, amount)| {
                        format!(" WHEN l.{by} = {} THEN {amount}", self.dialect.word(word))
                    })
                    .collect();
                let worth =
                    if worth.is_empty() { "0".into() } else { format!("CASE{worth} ELSE 0 END") };
                vec![
                    format!("MAX({worth}) AS grade_all"),
                    format!("MAX(CASE WHEN l.line_reason = 0 THEN {worth} ELSE 0 END) AS grade"),
                ]
            }
            Award::Tiers(_) => vec![
                "MAX(l.points) AS points_all".into(),
                "MAX(CASE WHEN l.line_reason = 0 THEN l.points END) AS points".into(),
            ],
            Award::Each { of, .. } if of.kind == FieldKind::Int => {
                let column = self.wide(format!("COALESCE(l.{}, 0)", self.dialect.column(of.name)));
                let units = self.eligible(&column);
                vec![format!("SUM({column}) AS units_all"), format!("{units} AS units")]
            }
            Award::Each { of, .. } => {
                let form = format!("l.{}_key % {FORMS}", of.name);
                vec![
                    format!("COUNT(DISTINCT CASE WHEN {form} <> 0 THEN {form} END) AS units_all"),
                    format!(
                        "COUNT(DISTINCT CASE WHEN {form} <> 0 AND l.line_reason = 0 THEN {form} END) AS units"
                    ),
                ]
            }
            Award::Rate { .. } | Award::Fixed(_) => Vec::new(),
        }
    }

    /// What gates ask of the lines of a claim.
    fn of_gates(&self, measure: &Measure) -> Vec<String> {
        let mut columns = Vec::new();
        for (at, gate) in measure.excluding() {
            let of_all =
                |all: &str| format!("{all}(CASE WHEN l.gate_{at} THEN 1 ELSE 0 END) AS gate_{at}");
            match &gate.of {
                GateOf::AnyLine(_) => columns.push(of_all("MAX")),
                GateOf::EveryLine(_) => columns.push(of_all("MIN")),
                GateOf::SmallestLine(rule) => columns.extend(rule.columns.iter().map(|field| {
                    let least = smallest(&self.dialect.column(field.name));
                    format!("{least} AS least_{}", field.name)
                })),
                _ => {}
            }
        }
        columns
    }

    /// What limits on numbers ask of the lines of a claim.
    fn of_counts(&self, measure: &Measure) -> Vec<String> {
        let mut columns = Vec::new();
        for count in &measure.counts {
            match count.per {
                CountPer::Column(field) => columns
                    .push(format!("COALESCE(MIN(l.{0}_key) % {FORMS}, 0) AS {0}_form", field.name)),
                CountPer::Firm | CountPer::Item => {}
            }
            if count.choose == Choose::Lead {
                let lead = self.dialect.column(c::IS_LEAD);
                columns.push(format!("MAX(CASE WHEN l.{lead} THEN 1 ELSE 0 END) AS leads"));
            }
        }
        if let Some(field) = measure.counts.iter().find_map(|count| count.ties) {
            let column = self.dialect.column(field.name);
            columns.push(format!("MIN(CASE WHEN l.line_reason = 0 THEN l.{column} END) AS tie"));
        }
        columns
    }

    /// Parts of a fen in one fen.
    pub(super) fn scale(&self, measure: &Measure) -> i128 {
        scale(&measure.base).into()
    }
}

/// The smallest number that counting lines state; of a claim without any, that of all lines.
fn smallest(column: &str) -> String {
    format!(
        "CASE WHEN SUM(CASE WHEN l.line_reason = 0 THEN 1 ELSE 0 END) > 0 \
         THEN MIN(CASE WHEN l.line_reason = 0 THEN l.{column} END) ELSE MIN(l.{column}) END"
    )
}
