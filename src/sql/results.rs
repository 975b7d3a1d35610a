//! What an engine hands back: claims, lines, enterprises, control totals.

use super::Emitter;
use super::dialect::Script;
use crate::domain::RoundUnit;

impl Emitter<'_> {
    /// `90_results`: what is handed back, and what the end does to amounts: the cut to the unit, claims given up.
    pub(super) fn results(&self, last: &str) -> Script {
        let scheme = self.context.scheme;
        let mut script = Script::new(self.dialect, "90_results", "What is handed back.");
        let (zero, unit) = (self.number(0), scheme.rounding.unit);
        let cut = match unit {
            RoundUnit::Fen => "p.amount".to_string(),
            _ => format!("(p.amount - p.amount % {})", self.number(unit.fen())),
        };
        let why = self.because(scheme.rounding_reason);
        let before = match scheme.stages.len() {
            0..=5 => "claims".to_string(),
            stages => format!("after_{}", scheme.stages[stages - 2].name().replace('-', "_")),
        };
        let end = format!(
            "SELECT c.claim, CASE WHEN c.closed = 2 THEN {zero} ELSE {cut} END AS amount,\n  \
             CASE WHEN c.closed = 2 AND b.amount > {zero} THEN {}\n    WHEN c.closed = 2 THEN 0\n    \
             WHEN {cut} < p.amount AND p.reason = 0 THEN {why} ELSE p.reason END AS reason\n\
             FROM claims c JOIN {last} p ON p.claim = c.claim JOIN {before} b ON b.claim = c.claim",
            self.because(scheme.abandoned)
        );
        script.table(
            "ended",
            "Amounts in the unit in which they are approved; nothing of what was given up.",
            &end,
        );
        let big = |value: &str| format!("CAST({value} AS BIGINT)");
        let mut columns = vec![
            "c.claim".to_string(),
            "CAST(c.measure AS BIGINT) AS measure".into(),
            "c.firm".into(),
            "c.item".into(),
            format!("{} AS lines", big("c.lines")),
            format!("{} AS lines_eligible", big("c.lines_eligible")),
            format!("{} AS base", big("c.base")),
            format!("{} AS entitled", big("c.entitled")),
            format!("{} AS requested", big("c.requested")),
        ];
        for stage in &scheme.stages[..4] {
            let (amount, reason) = (stage.amount_column(), stage.reason_column());
            columns.push(format!(
                "{} AS {amount}, {} AS {reason}",
                big(&format!("c.{amount}")),
                big(&format!("c.{reason}"))
            ));
        }
        let mut from = "FROM claims c".to_string();
        for (at, stage) in scheme.stages[4..].iter().enumerate() {
            let table = match at + 5 == scheme.stages.len() {
                true => "ended".to_string(),
                false => format!("after_{}", stage.name().replace('-', "_")),
            };
            from += &format!("\nJOIN {table} t{at} ON t{at}.claim = c.claim");
            let (amount, reason) = (stage.amount_column(), stage.reason_column());
            columns.push(format!(
                "{} AS {amount}, {} AS {reason}",
                big(&format!("t{at}.amount")),
                big(&format!("t{at}.reason"))
            ));
        }
        let history = scheme.stages.contains(&crate::scheme::Stage::History);
        if history {
            from += "\nJOIN after_history y ON y.claim = c.claim";
            columns.push(format!(
                "{} AS prior, {} AS base_before",
                big("y.prior"),
                big("y.base_before")
            ));
        }
        script.table(
            "out_claims",
            "Claims with every stage and reason.",
            &format!("SELECT {}\n{from}", columns.join(",\n  ")),
        );
        let lines: Vec<String> = self.claimed().map(|(number, measure)| {
            format!("SELECT CAST({number} AS BIGINT) AS measure, l.line, {} AS reason FROM lines_{} l", big("l.line_reason"), measure.id)
        }).collect();
        script.table(
            "out_lines",
            "Lines with the rule that leaves them out.",
            &lines.join("\nUNION ALL\n"),
        );
        let mut totals = vec![
            "CAST(COUNT(*) AS BIGINT) AS claims".to_string(),
            format!("{} AS requested", big(&format!("SUM({})", self.wide("requested")))),
        ];
        for stage in &scheme.stages {
            let amount = stage.amount_column();
            totals.push(format!("{} AS {amount}", big(&format!("SUM({})", self.wide(amount)))));
        }
        script.table(
            "out_totals",
            "Control totals: what each stage leaves of all claims.",
            &format!("SELECT {} FROM out_claims", totals.join(",\n  ")),
        );
        let firms = format!(
            "SELECT firm, CAST(COUNT(*) AS BIGINT) AS claims, {} AS requested, {} AS payable FROM out_claims GROUP BY firm",
            big(&format!("SUM({})", self.wide("requested"))),
            big(&format!(
                "SUM({})",
                self.wide(scheme.stages.last().map_or("requested", |stage| stage.amount_column()))
            ))
        );
        script.table("out_firms", "What each enterprise asks for and gets.", &firms);
        script
    }
}
