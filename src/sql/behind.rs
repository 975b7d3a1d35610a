//! What earlier awards mean for each claim, and the stage that obeys it.

use super::dialect::Script;
use super::{Emitter, From, of_measure};
use crate::scheme::{Item, Measure, Once, ReasonId, Whose};

/// Columns of what lies behind a claim: amounts, numbers, first years.
const SUMS: [&str; 8] = [
    "base",
    "prior",
    "item_amount",
    "item_of_year",
    "firm_amount",
    "firm_of_year",
    "apart_amount",
    "apart_of_year",
];
const COUNTS: [&str; 3] = ["item_years", "firm_years", "had"];
const FIRSTS: [&str; 2] = ["item_first", "firm_first"];

impl Emitter<'_> {
    /// `20_behind`: earlier awards that bear on each claim, those of the same enterprise and, where claims are about
    /// items, those for the same item whoever received them.
    pub(super) fn behind(&self) -> Option<Script> {
        let about = "What earlier awards mean for each claim.";
        let mut script = Script::new(self.dialect, "20_behind", about);
        let mut any = false;
        for (number, measure) in self.claimed().filter(|(number, _)| self.known[*number].earlier) {
            any = true;
            let (about, query) =
                (of_measure(measure, "earlier awards"), self.of_claims(number, measure));
            script.table(&format!("behind_{}", measure.id), &about, &query);
        }
        any.then_some(script)
    }

    fn of_claims(&self, number: usize, measure: &Measure) -> String {
        let (bears, columns) = (bearing(number, measure), self.sums_of_earlier(measure));
        let columns = columns.join(",\n  ");
        format!("SELECT firm, item,\n  {columns}\nFROM (\n  {bears}\n) b\nGROUP BY firm, item")
    }

    /// What the awards that bear on a claim come to, in all and in the year.
    fn sums_of_earlier(&self, measure: &Measure) -> [String; 14] {
        let year = self.context.calendar.award_year;
        let always = measure.base.returned_counts;
        let base = match always {
            true => "of_item",
            false => "of_item AND (confirmed OR NOT (returned OR apart))",
        };
        let firm = if measure.history.whose == Whose::ItemAndFirm { "of_firm" } else { "FALSE" };
        let apart = if always { "FALSE" } else { "of_item AND apart" };
        let kept = |who: &str| format!("NOT returned AND ({who})");
        let sum = |of: &str, when: String| {
            let (value, zero) = (self.wide(of), self.number(0));
            format!("SUM(CASE WHEN NOT pending AND {when} THEN {value} ELSE {zero} END)")
        };
        let other_year = |who: &str| {
            let when = kept(who);
            format!("CASE WHEN NOT pending AND {when} AND year <> {year} THEN year END")
        };
        let number_of_years = |who: &str| format!("COUNT(DISTINCT {})", other_year(who));
        let first = |who: &str| format!("COALESCE(MIN({}), {year})", other_year(who));
        let once = match measure.history.once {
            Some((Once::Item, _)) => "of_item",
            Some((Once::Firm, _)) => "of_firm",
            Some((Once::FirmItem, _)) => "of_firm AND (of_item OR award_item = 0)",
            None => "FALSE",
        };
        let counts = if measure.history.restored_by_return { " AND NOT returned" } else { "" };
        let this = format!(" AND year = {year}");
        [
            format!("{} AS base", sum("COALESCE(base, 0)", base.into())),
            format!("{} AS base_of_year", sum("COALESCE(base, 0)", format!("{base}{this}"))),
            format!("{} AS prior", sum("amount", kept(&format!("of_item OR {firm}")))),
            format!("{} AS item_amount", sum("amount", kept("of_item"))),
            format!("{} AS item_of_year", sum("amount", kept("of_item") + &this)),
            format!("{} AS firm_amount", sum("amount", kept(firm))),
            format!("{} AS firm_of_year", sum("amount", kept(firm) + &this)),
            format!("{} AS apart_amount", sum("amount", kept(apart))),
            format!("{} AS apart_of_year", sum("amount", kept(apart) + &this)),
            format!("{} AS item_years", number_of_years("of_item")),
            format!("{} AS firm_years", number_of_years(firm)),
            format!("{} AS item_first", first("of_item")),
            format!("{} AS firm_first", first(firm)),
            format!("MAX(CASE WHEN NOT pending{counts} AND ({once}) THEN 1 ELSE 0 END) AS had"),
        ]
    }

    /// The stage: each limit in turn lowers what is left, and the last that did is the reason.
    pub(super) fn history(&mut self, from: &From) -> Script {
        let about =
            "Earlier awards: once for life, so much or so many years over all, so much in a year.";
        let mut script = Script::new(self.dialect, &from.file, about);
        let mut all = Vec::new();
        for (number, measure) in self.claimed() {
            let table = format!("limited_{}", measure.id);
            let about = format!("{} {}", measure.clause, measure.title.zh);
            script.table(&table, &about, &self.limited(number, measure, from));
            all.push(format!("SELECT claim, prior, base_before, amount, reason FROM {table}"));
        }
        let united = all.join("\nUNION ALL\n");
        let query = format!(
            "SELECT a.claim, a.prior, a.base_before, a.amount, CASE WHEN a.amount < p.amount THEN a.reason ELSE 0 END AS reason\n\
             FROM (\n{united}\n) a JOIN {} p ON p.claim = a.claim",
            from.before
        );
        script.table(&from.table, "", &query);
        script
    }

    fn limited(&self, number: usize, measure: &Measure, from: &From) -> String {
        let (zero, before, id) = (self.number(0), &from.before, &measure.id);
        let earlier = self.known[number].earlier;
        let general = measure.history.per_year.is_some() || measure.history.lifetime.is_some();
        let start = format!("FROM claims c JOIN {before} p ON p.claim = c.claim");
        if !earlier && !general {
            return format!(
                "SELECT c.claim, {zero} AS prior, {zero} AS base_before, p.amount AS amount, 0 AS reason\n\
                 {start} WHERE c.measure = {number}"
            );
        }
        let facts = self.facts(earlier, general);
        let join = match earlier {
            true => format!("\n  LEFT JOIN behind_{id} h ON h.firm = c.firm AND h.item = c.item"),
            false => String::new(),
        };
        let mut query = format!(
            "WITH s0 AS (\n  SELECT c.claim, c.entitled, c.of_year, p.amount AS amount0, 0 AS reason0, {facts}\n  \
             {start}{join}\n  WHERE c.measure = {number}\n)"
        );
        let steps = self.steps(measure);
        for (at, (to, why)) in steps.iter().enumerate() {
            let (next, why) = (at + 1, self.because(*why));
            query += &format!(
                ",\ns{next} AS (\n  SELECT t.*,\n    CASE WHEN t.target < t.amount{at} THEN GREATEST(t.target, {zero}) ELSE t.amount{at} END AS amount{next},\n    \
                 CASE WHEN t.target < t.amount{at} THEN {why} ELSE t.reason{at} END AS reason{next}\n  \
                 FROM (SELECT {}, CASE WHEN s.bears THEN {to} ELSE s.amount{at} END AS target FROM s{at} s) t\n)",
                carried(at)
            );
        }
        let last = steps.len();
        let base = if measure.base.include_history { "base" } else { &zero };
        query += &format!(
            "\nSELECT claim, prior, {base} AS base_before, amount{last} AS amount, reason{last} AS reason FROM s{last}"
        );
        query
    }

    /// What earlier awards say of a claim; where there are none, what that says.
    fn facts(&self, earlier: bool, general: bool) -> String {
        let (zero, year) = (self.number(0), self.context.calendar.award_year.to_string());
        let otherwise = [(&SUMS[..], &*zero), (&COUNTS[..], "0"), (&FIRSTS[..], &*year)];
        let mut facts = Vec::new();
        for (names, otherwise) in otherwise {
            facts.extend(names.iter().map(|name| match earlier {
                true => format!("COALESCE(h.{name}, {otherwise}) AS {name}"),
                false => format!("{otherwise} AS {name}"),
            }));
        }
        let bears = if earlier && !general { "h.firm IS NOT NULL" } else { "TRUE" };
        format!("{}, {bears} AS bears", facts.join(", "))
    }

    /// What each limit leaves, in the order in which they are asked. A limit that does not bear names more than there is.
    fn steps(&self, measure: &Measure) -> Vec<(String, ReasonId)> {
        let rule = &measure.history;
        let zero = self.number(0);
        let nothing = self.number(i64::MAX);
        let when =
            |condition: String| format!("CASE WHEN {condition} THEN {zero} ELSE {nothing} END");
        let year = self.context.calendar.award_year;
        let mut steps = Vec::new();
        if let Some((_, why)) = rule.once {
            steps.push((when("s.had = 1".into()), why));
        }
        for who in ["item", "firm"] {
            if let Some((max, consecutive, why)) = rule.years {
                let late = match consecutive {
                    true => format!(" OR {year} - s.{who}_first >= {max}"),
                    false => String::new(),
                };
                steps.push((when(format!("s.{who}_years >= {max}{late}")), why));
            }
        }
        if measure.base.include_history {
            let cumulative = rule.lifetime.map_or(measure.evidence_reason, |(_, why)| why);
            steps.push(("s.entitled - (s.item_amount - s.apart_amount)".into(), cumulative));
            if !measure.base.makes_good
                && matches!(measure.award, crate::scheme::Award::Rate { .. })
            {
                steps.push((
                    "s.of_year - (s.item_of_year - s.apart_of_year)".into(),
                    measure.year_reason,
                ));
            }
        }
        for who in ["item", "firm"] {
            if let Some((cap, why)) = rule.lifetime {
                steps.push((format!("{} - s.{who}_amount", self.number(cap)), why));
            }
            if let Some((cap, why)) = rule.per_year {
                steps.push((format!("{} - s.{who}_of_year", self.number(cap)), why));
            }
        }
        steps
    }
}

/// What a step hands on: every fact, and what the step before left.
fn carried(at: usize) -> String {
    let facts = [&["claim", "entitled", "of_year"][..], &SUMS, &COUNTS, &FIRSTS, &["bears"]];
    let facts: String = facts.concat().iter().map(|name| format!("s.{name}, ")).collect();
    format!("{facts}s.amount{at}, s.reason{at}")
}

/// Earlier awards beside the claims that they bear on, and whether they do by enterprise or by item.
fn bearing(number: usize, measure: &Measure) -> String {
    let id = &measure.id;
    let has_items = measure.item != Item::Firm;
    let of_item = match (has_items, measure.base.include_history) {
        (false, _) => "TRUE",
        (true, false) => "h.item = g.item",
        // Where costs run on, an award of the enterprise that names no item is for this one.
        (true, true) => "(h.item = g.item OR h.item = 0)",
    };
    let facts = "h.item AS award_item, h.year, h.base, h.amount, h.returned, h.apart, h.pending, h.confirmed";
    let mut bears = format!(
        "SELECT g.firm, g.item, TRUE AS of_firm, {of_item} AS of_item, {facts}\n  \
         FROM gathered_{id} g JOIN in_history h ON h.measure = {number} AND h.firm = g.firm"
    );
    if has_items {
        bears += &format!(
            "\n  UNION ALL\n  SELECT g.firm, g.item, FALSE AS of_firm, TRUE AS of_item, {facts}\n  \
             FROM gathered_{id} g JOIN in_history h ON h.measure = {number} AND h.item = g.item\n  \
             WHERE h.item <> 0 AND (h.firm IS NULL OR h.firm <> g.firm)"
        );
    }
    bears
}
