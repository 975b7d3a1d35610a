//! The stages that look beyond a claim: other support, the year's cap, the budget.

use super::dialect::Script;
use super::{Emitter, From, Named, POOL, YEAR, of_measure, sign};
use crate::award::EngineError;
use crate::award::entitlement::{in_scale, total_rate};
use crate::domain::Ratio;
use crate::frame::kernels::Residual;
use crate::scheme::{Award, CapSplit, DuplicateMode, Measure, ReasonId};

impl Emitter<'_> {
    /// What was received elsewhere for the same matter is taken off: first lines, then whole claims.
    pub(super) fn duplicates(&mut self, from: &From) -> Result<Script, EngineError> {
        let rule = &self.context.scheme.duplicates;
        let mut script = Script::new(
            self.dialect,
            &from.file,
            "What was received elsewhere for the same matter.",
        );
        let before = &from.before;
        let mut parts = Vec::new();
        for (number, measure) in self.claimed().filter(|(number, _)| self.known[*number].parts) {
            let table = format!("without_{}", measure.id);
            let what = "what the rule gives without the lines that were supported elsewhere";
            let query =
                self.by_factor(measure, |emitter, measure| emitter.without(number, measure))?;
            script.table(&table, &of_measure(measure, what), &query);
            parts
                .push(format!("SELECT {number} AS measure, t.firm, t.item, t.rest FROM {table} t"));
        }
        let (rest, joins) = match parts.is_empty() {
            true => ("p.amount".to_string(), String::new()),
            false => {
                let kept = "LEAST(t.rest, p.amount)";
                let left =
                    self.left(rule.mode, &format!("(p.amount - {kept})"), &self.wide("q.other"));
                let united = parts.join("\n  UNION ALL\n  ");
                (
                    format!("CASE WHEN q.firm IS NULL THEN p.amount ELSE {kept} + {left} END"),
                    format!(
                        "\n  LEFT JOIN in_other_parts q ON q.measure = c.measure AND q.firm = c.firm AND q.item = c.item\n  \
                         LEFT JOIN (\n  {united}\n  ) t ON t.measure = c.measure AND t.firm = c.firm AND t.item = c.item"
                    ),
                )
            }
        };
        let left = self.left(rule.mode, "r.rest", &self.wide("o.other"));
        let query = format!(
            "SELECT y.claim, y.amount, CASE WHEN y.amount < y.before_it THEN {} ELSE 0 END AS reason\nFROM (\n  \
             SELECT r.claim, r.before_it, CASE WHEN o.firm IS NULL THEN r.rest ELSE {left} END AS amount\n  FROM (\n  \
             SELECT c.claim, c.measure, c.firm, c.item, p.amount AS before_it, {rest} AS rest\n  \
             FROM claims c JOIN {before} p ON p.claim = c.claim{joins}\n  ) r\n  \
             LEFT JOIN in_other_claims o ON o.measure = r.measure AND o.firm = r.firm AND o.item = r.item\n) y",
            self.because(rule.reason)
        );
        script.table(&from.table, "", &query);
        Ok(script)
    }

    /// What is left of an amount beside what was received elsewhere.
    fn left(&self, mode: DuplicateMode, own: &str, other: &str) -> String {
        let zero = self.number(0);
        match mode {
            DuplicateMode::ExcludeIfReceived => zero,
            DuplicateMode::ChooseBest => {
                format!("CASE WHEN {own} > {other} THEN {own} ELSE {zero} END")
            }
            DuplicateMode::TopUp => format!("GREATEST({own} - {other}, {zero})"),
        }
    }

    /// What the rule gives for a claim without some of its lines; nothing where its parts cannot be told apart.
    fn without(&mut self, number: usize, measure: &Measure) -> Result<String, EngineError> {
        let (zero, id) = (self.number(0), &measure.id);
        let nothing = || Ok(format!("SELECT g.firm, g.item, {zero} AS rest FROM gathered_{id} g"));
        let Award::Rate { rates, deduct } = &measure.award else { return nothing() };
        let scale = self.scale(measure);
        let less = match deduct {
            Some(amount) => in_scale(amount.minor, amount.currency, scale, self.context)?,
            None => 0,
        };
        let one_product = measure.base.days.is_none() && (less == 0 || !self.receives(measure));
        if !one_product {
            return nothing();
        }
        let rate = total_rate(rates, self.context)?;
        let out = format!(
            "SELECT l.firm, l.item, SUM(l.value) AS gone FROM lines_{id} l JOIN in_other_lines x ON x.measure = {number} AND x.line = l.line\n    \
             WHERE l.line_reason = 0 GROUP BY l.firm, l.item"
        );
        let base = format!("b.base_eligible - COALESCE(z.gone, {zero})");
        let part = if less == 0 { base.clone() } else { format!("{base} - {}", self.number(less)) };
        let worth = self.at_rate(&format!("GREATEST({part}, {zero})"), rate, scale);
        let below = self.below_without(measure, &base)?;
        let cap = self.item_cap(number, measure, "b");
        let (most, join) = match self.known[number].several {
            false => (self.number(i64::MAX), String::new()),
            true => self.filings_without(number, measure, rate),
        };
        Ok(format!(
            "SELECT b.firm, b.item, CASE WHEN {below} THEN {zero} ELSE LEAST({worth}, {cap}, {most}) END AS rest\n\
             FROM based_{id} b\n  LEFT JOIN (\n    {out}\n  ) z ON z.firm = b.firm AND z.item = b.item{join}"
        ))
    }

    /// Whether what is left of a base stays below the threshold.
    fn below_without(&self, measure: &Measure, base: &str) -> Result<String, EngineError> {
        let Some(threshold) = &measure.threshold else { return Ok("FALSE".into()) };
        let (minor, currency) = (threshold.amount.minor, threshold.amount.currency);
        let limit = in_scale(minor, currency, self.scale(measure), self.context)?;
        Ok(format!("NOT ({base} {} {})", sign(threshold.test), self.number(limit)))
    }

    /// The most that the filings of a claim can be granted without those lines, and the join that brings it.
    fn filings_without(&self, number: usize, measure: &Measure, rate: Ratio) -> (String, String) {
        let (zero, id) = (self.number(0), &measure.id);
        let marked = format!(
            "(\n      SELECT m.*, CASE WHEN m.line_reason = 0 AND x.line IS NULL THEN 1 ELSE 0 END AS counts\n      \
             FROM lines_{id} m LEFT JOIN in_other_lines x ON x.measure = {number} AND x.line = m.line\n    )"
        );
        let filings = self.by_filing(measure, &marked, "l.counts = 1");
        let (most, den) = self.most_of_filings(measure, rate, &zero);
        let rounded = self.dialect.rounded("v.most", &den, self.context.scheme.rounding.in_fen());
        (
            format!(
                "CASE WHEN b.several = 1 AND b.stated IS NOT NULL THEN COALESCE(f.most, {0}) ELSE {0} END",
                self.number(i64::MAX)
            ),
            format!(
                "\n  LEFT JOIN (SELECT v.firm, v.item, {rounded} AS most FROM (\n    SELECT f.firm, f.item, {most} AS most FROM (\n{filings}\n    ) f GROUP BY f.firm, f.item\n  ) v) f ON f.firm = b.firm AND f.item = b.item"
            ),
        )
    }

    /// The limit for each enterprise and year, net of what it had before in the year.
    pub(super) fn annual_cap(&mut self, from: &From) -> Result<Script, EngineError> {
        let mut script = Script::new(
            self.dialect,
            &from.file,
            "The limit for each enterprise and year over all measures.",
        );
        let Some(cap) = self.context.scheme.annual_cap.clone() else {
            script.table(
                &from.table,
                "No such limit.",
                &format!("SELECT claim, amount, 0 AS reason FROM {}", from.before),
            );
            return Ok(script);
        };
        let zero = self.number(0);
        let had =
            format!("GREATEST({} - COALESCE(h.had, {zero}), {zero})", self.number(cap.amount));
        let targets = format!(
            "SELECT s.firm, s.total, LEAST(s.total, {had}) AS target FROM (\n  {}\n) s\nLEFT JOIN (\n  \
             SELECT h.firm, SUM({}) AS had FROM in_history h WHERE h.of_cap AND NOT h.returned AND NOT h.pending AND h.firm IS NOT NULL GROUP BY h.firm\n\
             ) h ON h.firm = s.firm",
            self.totals(&from.before),
            self.wide("h.amount")
        );
        self.divides_all(YEAR, cap.amount)?;
        script.table("capped", "What each enterprise may have.", &targets);
        self.lower_to(&mut script, from, "capped", cap.split, cap.reason);
        Ok(script)
    }

    /// Scales all enterprises to the budget when their sum is above it.
    pub(super) fn budget(&mut self, from: &From) -> Result<Script, EngineError> {
        let mut script = Script::new(self.dialect, &from.file, "The cut to the budget.");
        let rule = self.context.scheme.budget.clone();
        let Some(available) = self.context.available else {
            script.table(
                &from.table,
                "No budget is named.",
                &format!("SELECT claim, amount, 0 AS reason FROM {}", from.before),
            );
            return Ok(script);
        };
        if !self.claimed().any(|(_, measure)| measure.binds_later_years()) {
            self.afforded(&mut script, from, available.max(0))?;
            return Ok(script);
        }
        // The pool of the award year bears a part of each award; an award is cut as a whole, as its part is.
        script.table("borne", "What the pool of the award year bears.", &self.borne(&from.before));
        let of_year =
            From { before: "borne".into(), table: "borne_left".into(), file: String::new() };
        self.afforded(&mut script, &of_year, available.max(0))?;
        let asked = self.asked_by_firm()?.min(i64::MAX.unsigned_abs().into());
        self.divides_all(POOL, i64::try_from(asked).unwrap_or(i64::MAX))?;
        let part = self
            .dialect
            .over("(p.amount * l.amount)", &format!("GREATEST(b.amount, {})", self.number(1)));
        let query = format!(
            "SELECT x.claim, x.amount, CASE WHEN x.amount < x.whole THEN {} ELSE 0 END AS reason\nFROM (\n  \
             SELECT p.claim, p.amount AS whole, CASE WHEN l.amount = b.amount THEN p.amount ELSE {part} END AS amount\n  \
             FROM {} p JOIN borne b ON b.claim = p.claim JOIN borne_left l ON l.claim = p.claim\n) x",
            self.because(rule.reason),
            from.before
        );
        script.table(&from.table, "", &query);
        Ok(script)
    }

    /// What the pool of the award year bears of each claim: the parts of that year, which come first.
    fn borne(&mut self, before: &str) -> String {
        let mut parts = String::new();
        for (number, measure) in self.claimed().filter(|(_, measure)| measure.binds_later_years()) {
            let last = measure.instalments.iter().rev().find(|part| part.later == 0);
            let part = match last.map(|part| part.through) {
                None => self.number(0),
                Some(share) => {
                    let product = format!("(p.amount * {})", self.number(share.num));
                    let most =
                        u128::from(share.num.unsigned_abs()) * u128::from(i64::MAX.unsigned_abs());
                    self.divides(measure, POOL, most);
                    self.dialect.over(&product, &self.number(share.den))
                }
            };
            parts += &format!(" WHEN {number} THEN {part}");
        }
        format!(
            "SELECT c.claim, CASE c.measure{parts} ELSE p.amount END AS amount FROM claims c JOIN {before} p ON p.claim = c.claim"
        )
    }

    /// All enterprises in proportion to what is left of the pool.
    fn afforded(
        &mut self,
        script: &mut Script,
        from: &From,
        available: i64,
    ) -> Result<(), EngineError> {
        let rule = self.context.scheme.budget.clone();
        self.divides_all(POOL, available)?;
        let (zero, one, left) = (self.number(0), self.number(1), self.number(available));
        let part = self.dialect.over(&format!("(s.total * {left})"), "s.demand");
        let parts = format!(
            "SELECT s.firm, s.total, s.demand,\n  CASE WHEN s.demand > {left} THEN {part} ELSE s.total END AS part,\n  \
             CASE WHEN s.demand > {left} THEN (s.total * {left}) % s.demand ELSE {zero} END AS rest\nFROM (\n  \
             SELECT t.firm, t.total, d.demand FROM (SELECT SUM(total) AS demand FROM asked) d CROSS JOIN asked t\n) s"
        );
        script.table("asked", "What each enterprise comes to.", &self.totals(&from.before));
        script.table("shares", "Each enterprise in proportion, cut to the fen.", &parts);
        let targets = match rule.residual {
            Residual::Leave => "SELECT firm, total, part AS target FROM shares".to_string(),
            Residual::LargestRemainder => format!(
                "SELECT s.firm, s.total, s.part + CASE WHEN s.demand > {left} AND s.number <= {left} - s.given THEN {one} ELSE {zero} END AS target\nFROM (\n  \
                 SELECT r.*, ROW_NUMBER() OVER (ORDER BY r.rest DESC, r.firm) AS number, g.given\n  \
                 FROM (SELECT SUM(part) AS given FROM shares) g CROSS JOIN shares r\n) s"
            ),
        };
        script.table("afforded", "What each enterprise gets.", &targets);
        self.lower_to(script, from, "afforded", CapSplit::Proportional, rule.reason);
        Ok(())
    }

    /// Refuses a limit whose product with what an enterprise asks for could pass what the engine divides.
    fn divides_all(&mut self, rule: Named, amount: i64) -> Result<(), EngineError> {
        let asked = self.asked_by_firm()?;
        if let Some((_, measure)) = self.claimed().next() {
            let amount = u128::from(amount.max(0).unsigned_abs());
            self.divides(measure, rule, asked.saturating_mul(amount.max(asked)));
        }
        Ok(())
    }

    fn totals(&self, before: &str) -> String {
        format!(
            "SELECT c.firm, SUM(p.amount) AS total FROM claims c JOIN {before} p ON p.claim = c.claim GROUP BY c.firm"
        )
    }

    /// Brings each enterprise to its target: first over measures, then over the claims of each measure.
    fn lower_to(
        &self,
        script: &mut Script,
        from: &From,
        targets: &str,
        how: CapSplit,
        reason: ReasonId,
    ) {
        let (zero, before) = (self.number(0), &from.before);
        let measures = format!(
            "SELECT c.firm, c.measure, SUM(p.amount) AS amount FROM claims c JOIN {before} p ON p.claim = c.claim GROUP BY c.firm, c.measure"
        );
        let (table, about) =
            (format!("{targets}_measures"), "The same over the measures of each enterprise.");
        match how {
            CapSplit::Proportional => self.split(
                script,
                &table,
                about,
                &format!("SELECT m.firm AS holder, m.measure AS number, m.firm AS first_group, 0 AS second_group, m.measure AS ordinal, m.amount, t.total, t.target\n  FROM (\n  {measures}\n  ) m JOIN {targets} t ON t.firm = m.firm"),
            ),
            CapSplit::Priority => script.table(&table, about, &format!(
                "SELECT s.holder, s.number, s.amount AS total, GREATEST({zero}, LEAST(s.amount, s.target - COALESCE(s.before_it, {zero}))) AS part FROM (\n  \
                 SELECT m.firm AS holder, m.measure AS number, m.amount, t.target,\n    \
                 SUM(m.amount) OVER (PARTITION BY m.firm ORDER BY m.measure ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_it\n  \
                 FROM (\n    {measures}\n  ) m JOIN {targets} t ON t.firm = m.firm\n) s"
            )),
        }
        self.split(
            script,
            &format!("{targets}_claims"),
            "The same over the claims of each measure.",
            &format!(
                "SELECT p.claim AS holder, 0 AS number, c.firm AS first_group, c.measure AS second_group, p.claim AS ordinal, p.amount, m.total, m.part AS target\n  \
                 FROM claims c JOIN {before} p ON p.claim = c.claim JOIN {targets}_measures m ON m.holder = c.firm AND m.number = c.measure"
            ),
        );
        let query = format!(
            "SELECT p.claim, s.part AS amount, CASE WHEN s.part < p.amount THEN {} ELSE 0 END AS reason\n\
             FROM {before} p JOIN {targets}_claims s ON s.holder = p.claim",
            self.because(reason)
        );
        script.table(&from.table, "", &query);
    }

    /// Parts of a target in proportion: largest remainder, ties to the earlier. The parts add up to the target.
    ///
    /// Sums of groups are joined: DataFusion holds all rows of a window over whole groups in memory.
    fn split(&self, script: &mut Script, table: &str, about: &str, rows: &str) {
        let (zero, one) = (self.number(0), self.number(1));
        let part = self.dialect.over("(s.amount * s.target)", "s.total");
        let parts = format!(
            "SELECT s.*, CASE WHEN s.total = s.target OR s.total = {zero} THEN s.amount ELSE {part} END AS part,\n  \
             CASE WHEN s.total = s.target OR s.total = {zero} THEN {zero} ELSE (s.amount * s.target) % s.total END AS rest\n\
             FROM (\n  {rows}\n) s"
        );
        script.table(&format!("{table}_cut"), "In proportion, cut to the fen.", &parts);
        let query = format!(
            "SELECT s.holder, s.number, s.amount AS total, s.part + CASE WHEN s.place <= s.target - s.given THEN {one} ELSE {zero} END AS part\nFROM (\n  \
             SELECT s.*, g.given, ROW_NUMBER() OVER (PARTITION BY s.first_group, s.second_group ORDER BY s.rest DESC, s.ordinal) AS place\n  \
             FROM {table}_cut s JOIN (\n    \
             SELECT first_group, second_group, SUM(part) AS given FROM {table}_cut GROUP BY first_group, second_group\n  \
             ) g ON g.first_group = s.first_group AND g.second_group = s.second_group\n) s"
        );
        script.table(table, about, &query);
    }
}
