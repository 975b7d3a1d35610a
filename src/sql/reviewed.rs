//! Claims as reviews leave them: the same stages over the lines as filed and over what counts after the reviews. Of a
//! reviewed claim no amount is higher than without its review.

use super::Emitter;
use crate::frame::columns as c;
use crate::scheme::Measure;

/// What the tables of a measure as it was filed are called by.
const AS_FILED: &str = "_as_filed";

/// The id of a measure, whichever of its lines are meant.
pub(super) fn stem(measure: &Measure) -> &str {
    measure.id.strip_suffix(AS_FILED).unwrap_or(&measure.id)
}

impl Emitter<'_> {
    /// A measure and, where some of its lines were reviewed, the same as it was filed.
    pub(super) fn chains(&self, (number, measure): (usize, &Measure)) -> Vec<(usize, Measure)> {
        let mut chains = vec![(number, measure.clone())];
        if self.known[number].reviewed {
            let id = format!("{}{AS_FILED}", measure.id);
            chains.push((number, Measure { id, ..measure.clone() }));
        }
        chains
    }

    /// Whether reviews lower the lines that are meant.
    pub(super) fn is_reviewed(&self, number: usize, measure: &Measure) -> bool {
        self.known[number].reviewed && !measure.id.ends_with(AS_FILED)
    }

    /// An amount of a line, or what reviews left of it.
    pub(super) fn cut(&self, number: usize, measure: &Measure, amount: String) -> String {
        match self.is_reviewed(number, measure) {
            false => amount,
            true => {
                let cut = self.wide("l.review_cut");
                format!("LEAST({amount}, COALESCE({cut}, {amount}))")
            }
        }
    }

    /// Both chains of a measure put together; `ranks` are further columns of `l` to hand on.
    pub(super) fn lowered(&self, measure: &Measure, ranks: &str) -> String {
        let id = &measure.id;
        let all = self.number(i64::MAX);
        let pick = |then: &str, otherwise: &str, name: &str| {
            format!("CASE WHEN r.is_reviewed THEN {then} ELSE {otherwise} END AS {name}")
        };
        let item = |stage: &str, own: &str, before: &str| {
            let reason = format!(
                "CASE WHEN r.{own} = r.{before} THEN 0 WHEN r.{own} = r.f_{stage} THEN r.fr_{stage} ELSE r.reason_{stage} END"
            );
            [
                pick(&format!("r.{own}"), &format!("r.after_{stage}"), &format!("after_{stage}")),
                pick(&reason, &format!("r.reason_{stage}"), &format!("reason_{stage}")),
            ]
            .join(",\n  ")
        };
        let of_line = "(r.own_evidence < r.by_lines OR r.review_why = 0)";
        let review = format!("CASE WHEN {of_line} THEN r.review_most_why ELSE r.review_why END");
        let evidence = format!(
            "CASE WHEN r.own_evidence = r.f_gates THEN 0 WHEN r.own_evidence < r.f_evidence THEN {review} ELSE r.fr_evidence END"
        );
        let columns = [
            pick("LEAST(r.entitled, r.f_entitled, r.review_left)", "r.entitled", "entitled"),
            pick("LEAST(r.of_year, r.f_of_year)", "r.of_year", "of_year"),
            pick("r.f_requested", "r.requested", "requested"),
            pick("r.f_gates", "r.after_gates", c::AFTER_GATES),
            pick("r.fr_gates", "r.reason_gates", c::REASON_GATES),
            pick("r.own_evidence", "r.after_evidence", c::AFTER_EVIDENCE),
            pick(&evidence, "r.reason_evidence", c::REASON_EVIDENCE),
            item("item", "own_item", "own_evidence"),
            item("item_cap", "own_cap", "own_item"),
        ]
        .join(",\n  ");
        let filed: Vec<String> = ["gates", "evidence", "item", "item_cap"]
            .iter()
            .map(|stage| format!("f.after_{stage} AS f_{stage}, f.reason_{stage} AS fr_{stage}"))
            .collect();
        let filed = filed.join(", ");
        let kept = "r.firm, r.item, r.lines, r.lines_eligible, r.closed, r.place, r.base";
        let ranks = ranks.replace("l.", "r.");
        format!(
            "SELECT {kept}{ranks},\n  {columns}\nFROM (\n  \
             SELECT x.*, LEAST(x.after_item_cap, x.f_item_cap, x.own_item) AS own_cap FROM (\n  \
             SELECT y.*, LEAST(y.after_item, y.f_item, y.own_evidence) AS own_item FROM (\n  \
             SELECT z.*, LEAST(z.by_lines, z.review_left, z.f_gates) AS own_evidence FROM (\n  \
             SELECT l.*, LEAST(l.after_evidence, f.after_evidence) AS by_lines,\n    \
             COALESCE({}, {all}) AS review_left, (l.review_why <> 0 OR l.review_most_why <> 0) AS is_reviewed,\n    \
             f.requested AS f_requested, f.entitled AS f_entitled, f.of_year AS f_of_year, {filed}\n  \
             FROM own_{id} l JOIN own_{id}{AS_FILED} f ON f.firm = l.firm AND f.item = l.item\n  ) z\n  ) y\n  ) x\n) r",
            self.wide("l.review_most")
        )
    }
}
