//! What an engine hands back: claims, lines, enterprises, control totals.

use std::fmt::Display;

use super::Emitter;
use super::dialect::Script;
use crate::domain::RoundUnit;
use crate::frame::columns as c;
use crate::scheme::Stage;

impl Emitter<'_> {
    /// `90_results`: what is handed back, and what the end does to amounts: the cut to the unit, claims given up.
    pub(super) fn results(&self, last: &str) -> Script {
        let mut script = Script::new(self.dialect, "90_results", "What is handed back.");
        script.table(
            "ended",
            "Amounts in the unit in which they are approved; nothing of what was given up.",
            &self.ended(last),
        );
        script.table(
            "out_claims",
            "Claims with every stage and reason.",
            &self.claims_with_every_stage(),
        );
        script.table(
            "out_lines",
            "Lines with the rule that leaves them out.",
            &self.lines_with_reasons(),
        );
        script.table(
            "out_totals",
            "Control totals: what each stage leaves of all claims.",
            &self.totals_of_stages(),
        );
        script.table(
            "out_firms",
            "What each enterprise asks for and gets.",
            &self.totals_of_firms(),
        );
        script
    }

    fn ended(&self, last: &str) -> String {
        let scheme = self.context.scheme;
        let (zero, unit) = (self.number(0), scheme.rounding.unit);
        let cut = match unit {
            RoundUnit::Fen => "p.amount".to_string(),
            _ => format!("(p.amount - p.amount % {})", self.number(unit.fen())),
        };
        let (given_up, rounded) =
            (self.because(scheme.abandoned), self.because(scheme.rounding_reason));
        let before = match scheme.stages.len() {
            0..=5 => "claims",
            stages => scheme.stages[stages - 2].amount_column(),
        };
        format!(
            "SELECT c.claim, CASE WHEN c.closed = 2 THEN {zero} ELSE {cut} END AS amount,\n  \
             CASE WHEN c.closed = 2 AND b.amount > {zero} THEN {given_up}\n    WHEN c.closed = 2 THEN 0\n    \
             WHEN {cut} < p.amount AND p.reason = 0 THEN {rounded} ELSE p.reason END AS reason\n\
             FROM claims c JOIN {last} p ON p.claim = c.claim JOIN {before} b ON b.claim = c.claim"
        )
    }

    fn claims_with_every_stage(&self) -> String {
        let (own, beyond) = self.context.scheme.stages.split_at(4);
        let mut columns = vec![
            "c.claim".to_string(),
            "CAST(c.measure AS BIGINT) AS measure".into(),
            "c.firm".into(),
            "c.item".into(),
        ];
        let facts = ["lines", c::LINES_ELIGIBLE, "base", "entitled", "requested"];
        columns.extend(facts.map(|fact| format!("{} AS {fact}", big(format!("c.{fact}")))));
        let both = |stage: &Stage, from: [String; 2]| {
            let [amount, reason] = from.map(big);
            format!("{amount} AS {}, {reason} AS {}", stage.amount_column(), stage.reason_column())
        };
        columns.extend(own.iter().map(|stage| {
            let from = [stage.amount_column(), stage.reason_column()];
            both(stage, from.map(|column| format!("c.{column}")))
        }));
        let mut from = "FROM claims c".to_string();
        for (at, stage) in beyond.iter().enumerate() {
            let is_last = at + 1 == beyond.len();
            let table = if is_last { "ended" } else { stage.amount_column() };
            from += &format!("\nJOIN {table} t{at} ON t{at}.claim = c.claim");
            columns.push(both(stage, ["amount", "reason"].map(|column| format!("t{at}.{column}"))));
        }
        if beyond.contains(&Stage::History) {
            from += "\nJOIN after_history y ON y.claim = c.claim";
            let [prior, base] = ["y.prior", "y.base_before"].map(big);
            columns.push(format!("{prior} AS prior, {base} AS base_before"));
        }
        format!("SELECT {}\n{from}", columns.join(",\n  "))
    }

    fn lines_with_reasons(&self) -> String {
        let reason = big("l.line_reason");
        let of_measures = self.claimed().map(|(number, measure)| {
            format!("SELECT CAST({number} AS BIGINT) AS measure, l.line, {reason} AS reason FROM lines_{} l", measure.id)
        });
        of_measures.collect::<Vec<_>>().join("\nUNION ALL\n")
    }

    fn totals_of_stages(&self) -> String {
        let stages = self.context.scheme.stages.iter().map(|stage| stage.amount_column());
        let sums = ["requested"].into_iter().chain(stages);
        let mut totals = vec!["CAST(COUNT(*) AS BIGINT) AS claims".to_string()];
        totals.extend(sums.map(|column| format!("{} AS {column}", self.total(column))));
        format!("SELECT {} FROM out_claims", totals.join(",\n  "))
    }

    fn totals_of_firms(&self) -> String {
        let last = self.context.scheme.stages.last();
        format!(
            "SELECT firm, CAST(COUNT(*) AS BIGINT) AS claims, {} AS requested, {} AS payable FROM out_claims GROUP BY firm",
            self.total("requested"),
            self.total(last.map_or("requested", |stage| stage.amount_column()))
        )
    }

    fn total(&self, column: &str) -> String {
        big(format!("SUM({})", self.wide(column)))
    }
}

fn big(value: impl Display) -> String {
    format!("CAST({value} AS BIGINT)")
}
