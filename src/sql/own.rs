//! The stages that look at one claim alone: gates, evidence, item, item cap.

use super::dialect::Script;
use super::reviewed::stem;
use super::{AWARD, Emitter, MICRO, PART, RECORD, sign};
use crate::award::entitlement::{foreign, in_scale, total_rate};
use crate::award::{Context, EngineError, score};
use crate::domain::{Currency, Ratio, RoundMode};
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::scheme::{
    Award, BaseSource, Choose, CountPer, GateOf, Measure, ThresholdOn, TierTable, Ties, Top,
};

/// Amounts by rule, as columns of the bases: as filed, on the evidence, and above what is deducted.
struct Worth {
    filed: String,
    evident: String,
    full: String,
    /// What a base is multiplied by, where it is.
    rate: Option<Ratio>,
    /// Products of three factors that these read by their names.
    parts: Vec<Part>,
}

/// `value × part ÷ whole × rate`.
struct Part {
    name: &'static str,
    value: &'static str,
    part: String,
    whole: &'static str,
    rate: Ratio,
    scale: i128,
}

impl Emitter<'_> {
    /// `30_claims`.
    pub(super) fn claims(&mut self) -> Result<Script, EngineError> {
        let about = "Claims through the stages that look at one claim alone: gates, evidence, item, item cap.";
        let mut script = Script::new(self.dialect, "30_claims", about);
        let mut all = Vec::new();
        for (number, measure) in self.claimed() {
            let (id, about) = (&measure.id, format!("{} {}", measure.clause, measure.title.zh));
            if measure.asks_platform() {
                script.table(
                    &format!("recorded_{id}"),
                    &format!("{about}: records of the ministry"),
                    &self.recorded(number, measure)?,
                );
            }
            let chains = self.chains((number, measure));
            for (_, chain) in &chains {
                self.chain(&mut script, (number, chain), &about)?;
            }
            let mut own = format!("own_{id}");
            if chains.len() > 1 {
                own = format!("reviewed_{id}");
                let query = self.lowered(measure, &ranked_by(measure, "l"));
                script.table(&own, &format!("{about}: as reviews leave them"), &query);
            }
            let [tie, leads, form] = self.ranks(measure);
            all.push(format!(
                "SELECT {number} AS measure, o.firm, o.item, o.lines, o.lines_eligible, o.closed, o.place, {tie} AS tie, {leads} AS leads, {form} AS form,\n  \
                 o.base, o.entitled, o.of_year, o.requested, o.after_gates, o.reason_gates, o.after_evidence, o.reason_evidence,\n  \
                 o.after_item, o.reason_item, o.after_item_cap, o.reason_item_cap, o.after_item_cap AS amount\nFROM {own} o"
            ));
        }
        let united = all.join("\nUNION ALL\n");
        let query = format!(
            "SELECT CAST(ROW_NUMBER() OVER (ORDER BY u.measure, u.firm, u.item) AS BIGINT) AS claim, u.*\nFROM (\n{united}\n) u"
        );
        script.table(
            "claims",
            "All claims, measure after measure, by enterprise and item.",
            &query,
        );
        Ok(script)
    }

    /// The tables of one measure: bases, rates, filings, stages.
    fn chain(
        &mut self,
        script: &mut Script,
        (number, measure): (usize, &Measure),
        about: &str,
    ) -> Result<(), EngineError> {
        let id = &measure.id;
        let based = self.based(number, measure);
        script.table(&format!("based_{id}"), &format!("{about}: bases and gates"), &based);
        let mut rates = Vec::new();
        let rated = self.by_factor(measure, |emitter, measure| {
            let (query, rate) = emitter.rated(number, measure)?;
            rates.push(rate);
            Ok(query)
        })?;
        script.table(&format!("rated_{id}"), &format!("{about}: rates and thresholds"), &rated);
        let several = self.known[number].several;
        if several {
            let mut rates = rates.into_iter();
            let asked = self.by_factor(measure, |emitter, measure| {
                Ok(emitter.asked(measure, rates.next().flatten()))
            })?;
            script.table(
                &format!("asked_{id}"),
                &format!("{about}: what each filing asks for"),
                &asked,
            );
        }
        let own = self.own(number, measure, several);
        script.table(&format!("own_{id}"), &format!("{about}: stages"), &own);
        Ok(())
    }

    /// What limits on numbers rank claims by, beside amounts.
    fn ranks(&self, measure: &Measure) -> [String; 3] {
        let ties = measure.counts.iter().any(|count| count.ties.is_some());
        let leads = measure.counts.iter().any(|count| count.choose == Choose::Lead);
        let form = measure.counts.iter().find_map(|count| match count.per {
            CountPer::Column(field) => Some(field.name),
            CountPer::Firm | CountPer::Item => None,
        });
        let no = "CAST(NULL AS BIGINT)";
        [
            if ties { "CAST(o.tie AS BIGINT)".into() } else { no.into() },
            if leads { "CAST(o.leads AS BIGINT)".into() } else { "CAST(0 AS BIGINT)".into() },
            form.map_or("CAST(0 AS BIGINT)".into(), |name| {
                format!("CAST(o.{name}_form AS BIGINT)")
            }),
        ]
    }

    /// What the ministry's platform has of each enterprise for a measure.
    fn recorded(&mut self, number: usize, measure: &Measure) -> Result<String, EngineError> {
        let amount = format!("{} * {}", self.wide("p.amount"), self.wide("r.parity"));
        let abroad = match measure.foreign_threshold() {
            None => String::new(),
            Some(currency) => {
                let day = self.context.parity_day(None);
                let into = self.context.parity(currency.code(), day)?;
                let most = self.most(number, measure).saturating_mul(MICRO);
                self.divides(measure, RECORD, most);
                let product = format!("({amount} * {})", self.number(Context::MICRO));
                format!(
                    ",\n  SUM(CASE WHEN p.amount IS NOT NULL THEN {} END) AS abroad",
                    self.dialect.over(&product, &self.number(into))
                )
            }
        };
        Ok(format!(
            "SELECT p.firm, SUM(CASE WHEN p.amount IS NOT NULL THEN {amount} END) AS record,\n  \
             MAX(CASE WHEN p.amount IS NULL THEN 1 ELSE 0 END) AS unnamed{abroad}\n\
             FROM in_platform p LEFT JOIN in_rates r ON r.rate = p.rate\nWHERE p.measure = {number} GROUP BY p.firm"
        ))
    }

    /// What the rate is applied to, and the first gate that a claim fails.
    fn based(&self, number: usize, measure: &Measure) -> String {
        let mut columns = vec!["g.*".to_string()];
        columns.extend(self.bases(number, measure));
        columns.push(format!("{} AS failed", self.failed(number, measure)));
        let (id, stem) = (&measure.id, stem(measure));
        let mut from = format!("FROM gathered_{id} g");
        if self.known[number].earlier {
            from += &format!("\nLEFT JOIN behind_{stem} h ON h.firm = g.firm AND h.item = g.item");
        }
        if measure.asks_platform() {
            from += &format!("\nLEFT JOIN recorded_{stem} p ON p.firm = g.firm");
        }
        if measure.excluding().any(|(_, gate)| matches!(gate.of, GateOf::Firm(_))) {
            from += "\nLEFT JOIN in_firms f ON f.firm = g.firm";
        }
        for at in self.standing(measure) {
            from += &format!(
                "\nLEFT JOIN in_standing k{at} ON k{at}.measure = {number} AND k{at}.gate = {at} AND k{at}.firm = g.firm"
            );
        }
        format!("SELECT {}\n{from}", columns.join(",\n  "))
    }

    /// The values of lines with what earlier awards add and what the ministry's records leave of them.
    fn bases(&self, number: usize, measure: &Measure) -> Vec<String> {
        let (base, zero) = (&measure.base, self.number(0));
        let scale = self.scale(measure);
        let earlier = self.known[number].earlier;
        let scaled = |column: &str| match earlier {
            true => format!("COALESCE(h.{column}, {zero}) * {}", self.number(scale)),
            false => zero.clone(),
        };
        let limited = |value: &str, record: &str| match base.source {
            BaseSource::Platform => format!("COALESCE(p.{record}, {value})"),
            BaseSource::Min => {
                format!("CASE WHEN p.{record} < {value} THEN p.{record} ELSE {value} END")
            }
            BaseSource::Claimed => value.into(),
        };
        // What is kept in whole fen is not held against records in millionths.
        let platform = base.source != BaseSource::Claimed;
        let eligible = if platform && scale != 1 {
            limited("g.value_eligible", "record")
        } else {
            "g.value_eligible".into()
        };
        let add = |value: &str| match base.include_history {
            true => format!("{value} + {}", scaled("base")),
            false => value.to_string(),
        };
        let mut columns = vec![
            format!("{} AS base_all", add("g.value_all")),
            format!("{} AS base_eligible", add(&format!("({eligible})"))),
            format!("g.value_eligible + {} AS base_of_year", scaled("base_of_year")),
            format!("{} AS earlier", scaled("base")),
        ];
        if self.receives(measure) {
            columns.push(format!(
                "{} AS received_limited",
                if platform { limited("g.received", "abroad") } else { "g.received".into() }
            ));
        }
        columns
    }

    /// Gates that ask lists or departments, by their numbers.
    fn standing(&self, measure: &Measure) -> Vec<usize> {
        let gates = measure.excluding().filter(|(_, gate)| gate.of.standing().is_some());
        gates.map(|(at, _)| at).collect()
    }

    fn failed(&self, number: usize, measure: &Measure) -> String {
        let mut out = String::from("CASE");
        if self.known[number].closed {
            out += &format!(
                "\n    WHEN g.closed = 1 THEN {}",
                self.because(self.context.scheme.withdrawn)
            );
        }
        for (at, gate) in measure.excluding() {
            let passes = match &gate.of {
                GateOf::Firm(rule) => self.passes(rule, "f"),
                GateOf::AnyLine(_) | GateOf::EveryLine(_) => format!("(g.gate_{at} = 1)"),
                GateOf::SmallestLine(rule) => self.passes_least(rule),
                GateOf::Platform => {
                    let zero = self.number(0);
                    format!("(COALESCE(p.unnamed, 0) = 1 OR COALESCE(p.record, {zero}) > {zero})")
                }
                GateOf::NotListed(_) | GateOf::Agreed(_) => format!("(k{at}.firm IS NULL)"),
            };
            out += &format!("\n    WHEN NOT {passes} THEN {}", self.because(gate.reason));
        }
        if out == "CASE" { "0".into() } else { out + "\n    ELSE 0 END" }
    }

    fn passes_least(&self, rule: &crate::scheme::Rule) -> String {
        let mut passes = self.passes(rule, "g");
        for field in &rule.columns {
            let own = format!("g.{}", self.dialect.column(field.name));
            passes = passes.replace(&own, &format!("g.least_{}", field.name));
        }
        passes
    }

    /// What the rule gives, whatever was asked for.
    fn rated(
        &mut self,
        number: usize,
        measure: &Measure,
    ) -> Result<(String, Option<Ratio>), EngineError> {
        let (zero, id) = (self.number(0), &measure.id);
        let Worth { filed, evident, full, rate, parts } = self.worth(number, measure)?;
        let below = self.below(measure)?;
        let of_year =
            match rate.filter(|_| measure.base.include_history && !measure.base.makes_good) {
                Some(rate) => self.at_rate(
                    &format!("GREATEST(b.base_of_year, {zero})"),
                    rate,
                    self.scale(measure),
                ),
                None => self.wide("NULL"),
            };
        let base = match self.scale(measure) {
            1 => "b.base_eligible".to_string(),
            scale => self.dialect.over("b.base_eligible", &self.number(scale)),
        };
        let cap = self.item_cap(number, measure, "t");
        let placed = match &measure.award {
            // Whoever is excluded or has no evidence takes nobody's place.
            Award::Tiers(_) => format!(
                "(SELECT s.*,\n  CASE WHEN s.counts THEN RANK() OVER (PARTITION BY s.counts ORDER BY s.mark DESC) END AS first_place,\n  \
                 CASE WHEN s.counts THEN RANK() OVER (PARTITION BY s.counts ORDER BY s.mark DESC) + COUNT(*) OVER (PARTITION BY s.counts, s.mark) - 1 END AS last_place,\n  \
                 SUM(CASE WHEN s.counts THEN 1 ELSE 0 END) OVER () AS counted,\n  \
                 RANK() OVER (ORDER BY s.mark_all DESC) AS first_of_all,\n  \
                 RANK() OVER (ORDER BY s.mark_all DESC) + COUNT(*) OVER (PARTITION BY s.mark_all) - 1 AS last_of_all,\n  \
                 COUNT(*) OVER () AS all_counted\n  \
                 FROM (SELECT g.*, COALESCE(g.points, {zero}) AS mark, COALESCE(g.points_all, {zero}) AS mark_all,\n  \
                 (g.lines_eligible > 0 AND g.failed = 0) AS counts FROM based_{id} g) s)"
            ),
            _ => parts.iter().fold(format!("based_{id}"), |from, part| self.parted(&from, part)),
        };
        let query = format!(
            "SELECT t.*, GREATEST(t.filed_by_rule, t.evident) AS filed,\n  \
             CASE WHEN t.below THEN {zero} ELSE t.whole END AS item_worth,\n  \
             LEAST(CASE WHEN t.below THEN {zero} ELSE t.whole END, {cap}) AS entitled\nFROM (\n  \
             SELECT b.*, {filed} AS filed_by_rule,\n    \
             CASE WHEN b.lines_eligible > 0 THEN {evident} ELSE {zero} END AS evident,\n    \
             CASE WHEN b.lines_eligible > 0 THEN {full} ELSE {zero} END AS whole,\n    \
             {below} AS below,\n    {of_year} AS of_year,\n    {base} AS base\n  FROM {placed} b\n) t"
        );
        Ok((query, rate))
    }

    fn worth(&mut self, number: usize, measure: &Measure) -> Result<Worth, EngineError> {
        let rounding = self.context.scheme.rounding.in_fen();
        let same = |filed: String, evident: String| Worth {
            filed,
            full: evident.clone(),
            evident,
            rate: None,
            parts: Vec::new(),
        };
        Ok(match &measure.award {
            Award::Rate { .. } => self.worth_by_rate(number, measure)?,
            Award::Fixed(amount) => {
                let amount = self.number(rounding.fen(*amount));
                same(amount.clone(), amount)
            }
            Award::Grades { .. } => same(self.wide("b.grade_all"), self.wide("b.grade")),
            Award::Each { amount, .. } => {
                let worth = |units: &str| {
                    let units = self.wide(units);
                    format!("(GREATEST({units}, {}) * {})", self.number(0), self.number(*amount))
                };
                let (filed, evident) = (worth("b.units_all"), worth("b.units"));
                same(filed, evident)
            }
            Award::Tiers(table) => {
                let of_all = ["b.first_of_all", "b.last_of_all", "b.all_counted"];
                let filed = self.worth_by_tier(table, "b.mark_all", of_all)?;
                let placed = ["b.first_place", "b.last_place", "b.counted"];
                same(filed, self.worth_by_tier(table, "b.mark", placed)?)
            }
        })
    }

    /// The amount of the first tier that a mark and its place reach; the places are the first and the last of equal
    /// marks, among so many.
    fn worth_by_tier(
        &self,
        table: &TierTable,
        mark: &str,
        [first, last, counted]: [&str; 3],
    ) -> Result<String, EngineError> {
        let mut out = String::from("CASE");
        for tier in &table.tiers {
            let mut asks = Vec::new();
            if let Some((least, edge)) = tier.at_least.zip(score::edge(&table.score, tier)?) {
                asks.push(format!("{mark} * {} >= {}", self.number(least.den), self.number(edge)));
            }
            if let Some(top) = tier.top {
                let most = match top {
                    Top::Places(places) => places.to_string(),
                    Top::Share(share) => {
                        let product =
                            format!("({} * {})", self.wide(counted), self.number(share.num));
                        self.dialect.over(&product, &self.number(share.den))
                    }
                };
                let place = if table.ties == Ties::Upper { first } else { last };
                asks.push(format!("COALESCE({place} <= {most}, FALSE)"));
            }
            let asks = if asks.is_empty() { "TRUE".into() } else { asks.join(" AND ") };
            out += &format!(" WHEN {asks} THEN {}", self.number(tier.amount));
        }
        Ok(format!("{out} ELSE {} END", self.number(0)))
    }

    fn worth_by_rate(&mut self, number: usize, measure: &Measure) -> Result<Worth, EngineError> {
        let Award::Rate { rates, deduct } = &measure.award else {
            return Err(Overflow.into());
        };
        let (zero, scale) = (self.number(0), self.scale(measure));
        let mut rate = total_rate(rates, self.context)?;
        let (mut all, mut eligible) = ("base_all", "base_eligible");
        let mut most = self.most(number, measure);
        let by_days = measure.base.days.is_some();
        if let Some((_, days)) = measure.base.days {
            rate = rate.times(Ratio { num: 1, den: days.max(1) }).ok_or(Overflow)?;
            (all, eligible) = (c::WEIGHTED_ALL, "weighted");
            most = most.saturating_mul(self.known[number].days);
        }
        let most = most.saturating_mul(rate.num.unsigned_abs().into());
        self.divides(measure, AWARD, most);
        let less = match deduct {
            Some(amount) => in_scale(amount.minor, amount.currency, scale, self.context)?,
            None => 0,
        };
        let plain = |value: &str, less: i128| {
            let value = format!("b.{value}");
            let part = if less == 0 { value } else { format!("{value} - {}", self.number(less)) };
            self.at_rate(&format!("GREATEST({part}, {zero})"), rate, scale)
        };
        let mut parts = Vec::new();
        let mut part = |name: &'static str, part: String, whole: &'static str| {
            parts.push(Part { name, value: eligible, part, whole, rate, scale });
            format!("b.{name}")
        };
        let evident = match by_days {
            true => part("evident_part", "g.base_eligible".into(), c::VALUE_ELIGIBLE),
            false => plain(eligible, 0),
        };
        let filed =
            format!("CASE WHEN b.{all} = b.{eligible} THEN {evident} ELSE {} END", plain(all, 0));
        let abroad =
            deduct.filter(|amount| amount.currency != Currency::Cny && self.receives(measure));
        let full = match abroad {
            Some(amount) => {
                let whole = if by_days { "received" } else { "received_limited" };
                let limit = self.number(foreign(amount.minor));
                part("full_part", format!("g.received_limited - {limit}"), whole)
            }
            None if less == 0 => evident.clone(),
            None if by_days => {
                let less = self.number(less);
                part("full_part", format!("g.base_eligible - {less}"), c::VALUE_ELIGIBLE)
            }
            None => plain(eligible, less),
        };
        for part in &parts {
            let whole = match part.whole {
                c::VALUE_ELIGIBLE => self.most(number, measure),
                _ => self.most_abroad(number),
            };
            self.divides(measure, PART, whole.saturating_mul(whole));
        }
        Ok(Worth { filed, evident, full, rate: Some(rate), parts })
    }

    /// `value × part ÷ whole × rate` in fen, rounded once; nothing where there is no whole. With `a = value × rate`
    /// and `a = q·whole + r`, `a × part ÷ whole` is `q·part + (r × part) ÷ whole`: no product has three factors.
    fn parted(&self, from: &str, part: &Part) -> String {
        let (zero, one) = (self.number(0), self.number(1));
        let Part { name, value, part, whole, rate, scale } = part;
        let den = i128::from(rate.den) * *scale;
        let worth = self.dialect.over(&format!("y.{name}_n"), &self.number(den));
        let up = match self.context.scheme.rounding.mode {
            RoundMode::Floor => String::new(),
            RoundMode::HalfUp => {
                let den = self.number(den);
                let rest = format!("(y.{name}_n % {den}) * y.{name}_w + y.{name}_r");
                format!(
                    " + CASE WHEN {rest} >= {den} * y.{name}_w - ({rest}) THEN {one} ELSE {zero} END"
                )
            }
        };
        let (quotient, rest) = (
            self.dialect.over(&format!("x.{name}_a"), &format!("x.{name}_w")),
            format!("((x.{name}_a % x.{name}_w) * x.{name}_b)"),
        );
        format!(
            "(\n    SELECT y.*, {worth}{up} AS {name} FROM (\n    \
             SELECT x.*, {quotient} * x.{name}_b + {} AS {name}_n,\n      {rest} % x.{name}_w AS {name}_r FROM (\n    \
             SELECT g.*, GREATEST(g.{value}, {zero}) * {} AS {name}_a,\n      \
             CASE WHEN g.{whole} > {zero} THEN GREATEST({part}, {zero}) ELSE {zero} END AS {name}_b,\n      \
             CASE WHEN g.{whole} > {zero} THEN g.{whole} ELSE {one} END AS {name}_w\n    FROM {from} g\n    ) x\n    ) y\n  )",
            self.dialect.over(&rest, &format!("x.{name}_w")),
            self.number(rate.num)
        )
    }

    /// Whether a claim, or all claims of its enterprise together, stay below the threshold.
    fn below(&self, measure: &Measure) -> Result<String, EngineError> {
        let Some(threshold) = &measure.threshold else { return Ok("FALSE".into()) };
        let (minor, currency) = (threshold.amount.minor, threshold.amount.currency);
        let (value, limit) = match self.receives(measure) {
            true => ("b.received_limited", foreign(minor)),
            false => {
                ("b.base_eligible", in_scale(minor, currency, self.scale(measure), self.context)?)
            }
        };
        let value = match threshold.on {
            ThresholdOn::Claim => value.to_string(),
            ThresholdOn::Firm => format!("SUM({value}) OVER (PARTITION BY b.firm)"),
        };
        Ok(format!("NOT ({value} {} {})", sign(threshold.test), self.number(limit)))
    }

    /// The stages themselves.
    fn own(&mut self, number: usize, measure: &Measure, several: bool) -> String {
        let (zero, id) = (self.number(0), &measure.id);
        let stated = format!("COALESCE({}, c.filed)", self.wide("c.stated"));
        let (requested, evident, join) = match several {
            true => (
                format!("COALESCE(a.requested, {stated})"),
                "LEAST(c.evident, COALESCE(a.most, c.evident))".to_string(),
                format!("\n    LEFT JOIN asked_{id} a ON a.firm = c.firm AND a.item = c.item"),
            ),
            false => (stated, "c.evident".into(), String::new()),
        };
        let cap = self.item_cap(number, measure, "c");
        let cap_reason = measure.cap.as_ref().map_or("0".into(), |cap| self.because(cap.reason));
        let closed = if self.known[number].closed { "c.closed" } else { "0" };
        let mut ranks = ranked_by(measure, "c");
        if self.is_reviewed(number, measure) {
            ranks += ", c.review_most, c.review_why, c.review_most_why";
        }
        let not_evident = format!(
            "CASE WHEN q.line_reason <> 0 THEN q.line_reason ELSE {} END",
            self.because(measure.evidence_reason)
        );
        let below = match &measure.threshold {
            Some(threshold) => format!(
                "CASE WHEN q.below THEN {} ELSE {} END",
                self.because(threshold.reason),
                self.because(item_reason(measure))
            ),
            None => self.because(item_reason(measure)),
        };
        format!(
            "SELECT r.*,\n  \
             CASE WHEN r.after_gates < r.requested THEN r.failed ELSE 0 END AS reason_gates,\n  \
             CASE WHEN r.after_evidence < r.after_gates THEN r.not_evident ELSE 0 END AS reason_evidence,\n  \
             CASE WHEN r.after_item < r.after_evidence THEN r.less ELSE 0 END AS reason_item,\n  \
             CASE WHEN r.after_item_cap < r.after_item THEN {cap_reason} ELSE 0 END AS reason_item_cap\nFROM (\n  \
             SELECT q.*,\n    q.gated AS after_gates,\n    LEAST(q.gated, q.most) AS after_evidence,\n    \
             LEAST(q.gated, q.most, q.item_worth) AS after_item,\n    \
             LEAST(q.gated, q.most, q.item_worth, q.item_cap) AS after_item_cap,\n    \
             {not_evident} AS not_evident,\n    {below} AS less\n  FROM (\n    \
             SELECT c.firm, c.item, c.lines, c.lines_eligible, {closed} AS closed, c.place, c.line_reason, c.failed, c.below{ranks},\n      \
             c.base, c.entitled, c.of_year, c.item_worth,\n      {requested} AS requested,\n      {evident} AS most,\n      {cap} AS item_cap,\n      \
             CASE WHEN c.failed = 0 THEN {requested} ELSE {zero} END AS gated\n    FROM rated_{id} c{join}\n  ) q\n) r"
        )
    }
}

/// Columns of the table `of` by which limits on numbers rank claims, to be handed on.
fn ranked_by(measure: &Measure, of: &str) -> String {
    let counts = || measure.counts.iter();
    let mut names = Vec::new();
    if counts().any(|count| count.ties.is_some()) {
        names.push("tie".to_string());
    }
    if counts().any(|count| count.choose == Choose::Lead) {
        names.push("leads".into());
    }
    names.extend(counts().find_map(|count| match count.per {
        CountPer::Column(field) => Some(format!("{}_form", field.name)),
        CountPer::Firm | CountPer::Item => None,
    }));
    names.iter().map(|name| format!(", {of}.{name}")).collect()
}

/// Why an item is worth less than there is evidence for, where it reaches its threshold.
fn item_reason(measure: &Measure) -> crate::scheme::ReasonId {
    match (&measure.threshold, &measure.award) {
        (_, Award::Grades { reason, .. }) => *reason,
        (_, Award::Tiers(tiers)) => tiers.reason,
        (Some(threshold), _) => threshold.reason,
        _ => measure.evidence_reason,
    }
}
