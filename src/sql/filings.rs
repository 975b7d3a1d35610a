//! Claims that came in several filings: what each filing asks for bounds its own part.

use super::Emitter;
use crate::domain::Ratio;
use crate::scheme::{Award, Measure};

impl Emitter<'_> {
    /// What the filings of a claim ask for together, and the most that they can be granted. `rated` has the claims.
    pub(super) fn asked(&self, measure: &Measure, rate: Option<Ratio>) -> String {
        let id = &measure.id;
        let filings = self.by_filing(measure, &format!("lines_{id}"), "l.line_reason = 0");
        let of_filings = format!(
            "SELECT v.firm, v.item, v.filing, v.stated, v.value_all, v.eligible, c.earlier, c.filed\n  \
             FROM (\n{filings}\n  ) v\n  JOIN rated_{id} c ON c.firm = v.firm AND c.item = v.item\n  \
             WHERE c.several = 1 AND c.stated IS NOT NULL"
        );
        let zero = self.number(0);
        let Some(rate) = rate else {
            let join = if matches!(measure.award, Award::Each { .. }) { "SUM" } else { "MAX" };
            let stated = format!("COALESCE({join}({}), {zero})", self.wide("f.stated"));
            let stated = format!("GREATEST({stated}, {zero})");
            let requested = format!(
                "CASE WHEN COUNT(f.stated) < COUNT(*) THEN GREATEST({stated}, MAX(f.filed)) ELSE {stated} END"
            );
            return format!(
                "SELECT q.*, q.requested AS most FROM (\n  SELECT f.firm, f.item, {requested} AS requested\n  \
                 FROM (\n  {of_filings}\n  ) f\n  GROUP BY f.firm, f.item\n) q"
            );
        };
        let (most, _) = self.most_of_filings(measure, rate, "f.earlier");
        let earlier = if measure.base.makes_good { "MAX(f.earlier)" } else { &zero };
        let open = format!(
            "CASE WHEN COUNT(f.stated) < COUNT(*) THEN {earlier} + SUM(CASE WHEN f.stated IS NULL THEN GREATEST(f.value_all, {zero}) ELSE {zero} END) ELSE {zero} END"
        );
        let (num, den) = self.fraction(measure, rate);
        let rounding = self.context.scheme.rounding.in_fen();
        let of_open = self.dialect.rounded("t.unstated", &den, rounding);
        let of_most = self.dialect.rounded("t.most", &den, rounding);
        format!(
            "SELECT t.firm, t.item, t.stated + {of_open} AS requested, {of_most} AS most FROM (\n  \
             SELECT f.firm, f.item, COALESCE(SUM({}), {zero}) AS stated,\n    GREATEST({open}, {zero}) * {num} AS unstated,\n    {most} AS most\n  \
             FROM (\n  {of_filings}\n  ) f\n  GROUP BY f.firm, f.item\n) t",
            self.wide("f.stated")
        )
    }

    /// One row for each filing of each claim.
    pub(super) fn by_filing(&self, measure: &Measure, lines: &str, counts: &str) -> String {
        let value = if measure.base.days.is_some() { "l.weighted" } else { "l.value" };
        let zero = self.number(0);
        format!(
            "    SELECT l.firm, l.item, l.filing, MIN(l.requested) AS stated, SUM({value}) AS value_all,\n      \
             SUM(CASE WHEN {counts} THEN {value} ELSE {zero} END) AS eligible\n    \
             FROM {lines} l GROUP BY l.firm, l.item, l.filing"
        )
    }

    /// The most that the filings `f` of a claim can be granted, over the denominator of a rate.
    pub(super) fn most_of_filings(
        &self,
        measure: &Measure,
        rate: Ratio,
        earlier: &str,
    ) -> (String, String) {
        let zero = self.number(0);
        let (num, den) = self.fraction(measure, rate);
        let earlier = if measure.base.makes_good { earlier } else { &zero };
        let own = format!("GREATEST(GREATEST(f.eligible, {zero}) + {earlier}, {zero}) * {num}");
        let stated = self.wide("f.stated");
        let most = format!(
            "SUM(CASE WHEN f.stated IS NULL THEN {own} ELSE LEAST({own}, {stated} * {den}) END)"
        );
        (most, den)
    }

    /// A rate in the scale of a measure's values.
    fn fraction(&self, measure: &Measure, rate: Ratio) -> (String, String) {
        (self.number(rate.num), self.number(i128::from(rate.den) * self.scale(measure)))
    }
}
