//! Limits on numbers: so many claims of an enterprise, so many for one item.

use super::dialect::Script;
use super::{Emitter, From, of_measure};
use crate::scheme::{Choose, CountLimit, CountPer, DuplicateRule, Measure, Stage};

/// How claims that share a limit are put in order, and in which groups.
struct Ranking {
    group: String,
    order: String,
    /// Which claims take part.
    live: &'static str,
    places: String,
}

/// Which limit on enterprises is settled together with which on items.
fn matched(measure: &Measure) -> Option<[usize; 2]> {
    let mut counts = measure.counts.iter();
    let firm = counts.clone().position(|limit| limit.again && limit.per == CountPer::Firm)?;
    Some([firm, counts.position(|limit| limit.per == CountPer::Item)?])
}

impl Emitter<'_> {
    /// The stage, in several files: a limit on enterprises that is settled together with one on items is run until
    /// nobody can do better.
    pub(super) fn count(&self, from: &From) -> Vec<Script> {
        let before = &from.before;
        let file = |part: &str| {
            Script::new(self.dialect, format!("{}_{part}", from.file), "Limits on numbers.")
        };
        let (mut first, mut repeated, mut last) = (file("a"), Vec::new(), file("c"));
        let mut all = Vec::new();
        for (number, measure) in self.claimed() {
            let id = &measure.id;
            if measure.counts.is_empty() {
                all.push(format!(
                    "SELECT c.claim, p.amount AS amount, 0 AS reason FROM claims c JOIN {before} p ON p.claim = c.claim WHERE c.measure = {number}"
                ));
                continue;
            }
            let about = of_measure(measure, "before limits on numbers");
            first.table(&format!("count_{id}_0"), &about, &self.count_start(number, from));
            let matched = matched(measure);
            if let Some(both) = matched {
                let files = [&mut first, &mut last];
                repeated.push(self.in_turns(measure, both, files, format!("{}_b_{id}", from.file)));
            }
            let mut at = usize::from(matched.is_some());
            let alone = |number: usize| !matched.is_some_and(|both| both.contains(&number));
            for (_, limit) in measure.counts.iter().enumerate().filter(|(at, _)| alone(*at)) {
                let about = of_measure(measure, self.context.scheme.clause_of(limit.reason));
                let query = self.limit(&format!("count_{id}_{at}"), limit);
                at += 1;
                last.table(&format!("count_{id}_{at}"), &about, &query);
            }
            all.push(format!(
                "SELECT k.claim, k.amount, CASE WHEN k.amount < p.amount THEN k.reason ELSE 0 END AS reason\n\
                 FROM count_{id}_{at} k JOIN {before} p ON p.claim = k.claim"
            ));
        }
        last.table(&from.table, "", &all.join("\nUNION ALL\n"));
        [first].into_iter().chain(repeated).chain([last]).collect()
    }

    /// A limit on enterprises settled together with one on items: the file that is run until nobody loses an item, with
    /// what stands before and behind it in others.
    fn in_turns(
        &self,
        measure: &Measure,
        both: [usize; 2],
        [first, last]: [&mut Script; 2],
        file: String,
    ) -> Script {
        let (id, [firm, item]) = (&measure.id, both.map(|at| &measure.counts[at]));
        let (lost, loses) = (format!("lost_{id}"), format!("loses_{id}"));
        let none = format!("SELECT claim FROM count_{id}_0 WHERE claim < 0");
        first.table(&lost, "Claims that lost their item to another: none yet.", &none);
        let about = of_measure(measure, "who loses an item to another takes up its next claim");
        let mut script = Script::repeated(self.dialect, file, &about, &lost);
        script.table(&loses, "", &self.loses(id, firm, item));
        script.table(&lost, "", &format!("SELECT claim FROM {loses}"));
        last.table(&format!("count_{id}_1"), &about, &self.settled(id, firm, item));
        script
    }

    /// The amounts that claims for one item are ranked by: where support elsewhere leaves a claim its place, those
    /// before it was taken off.
    fn weight(&self) -> &'static str {
        let DuplicateRule { keeps_place, .. } = self.context.scheme.duplicates;
        let stages = &self.context.scheme.stages;
        let at = |stage| stages.iter().position(|known| *known == stage);
        match (keeps_place, at(Stage::Duplicates), at(Stage::Count)) {
            (true, Some(duplicates), Some(count)) if duplicates < count => {
                match stages.get(duplicates - 1) {
                    Some(before) if duplicates > 4 => before.amount_column(),
                    _ => "claims",
                }
            }
            _ => "",
        }
    }

    fn count_start(&self, number: usize, from: &From) -> String {
        let earlier = self.known[number].earlier;
        let year = self.context.calendar.award_year;
        let (weight, of_weight) = match self.weight() {
            "" => ("p.amount", String::new()),
            table => ("w.amount", format!("\nJOIN {table} w ON w.claim = c.claim")),
        };
        let received = format!(
            "h.measure = {number} AND h.firm IS NOT NULL AND NOT h.returned AND NOT h.pending AND h.amount > 0"
        );
        let (holds, taken, supported, joins) = match earlier {
            false => ("0", "0", "0", String::new()),
            true => (
                "CASE WHEN d.firm IS NULL THEN 0 ELSE 1 END",
                "COALESCE(n.taken, 0)",
                "CASE WHEN e.firm IS NULL THEN 0 ELSE 1 END",
                format!(
                    "\nLEFT JOIN (SELECT DISTINCT h.firm, h.item FROM in_history h WHERE {received} AND h.year = {year}) d ON d.firm = c.firm AND d.item = c.item\n\
                     LEFT JOIN (SELECT h.firm, COUNT(DISTINCT h.item) AS taken FROM in_history h WHERE {received} AND h.year = {year} GROUP BY h.firm) n ON n.firm = c.firm\n\
                     LEFT JOIN (SELECT DISTINCT h.firm, h.item FROM in_history h WHERE {received}) e ON e.firm = c.firm AND e.item = c.item"
                ),
            ),
        };
        format!(
            "SELECT c.claim, c.firm, c.item, c.form, c.place, c.tie, c.leads, c.entitled, p.amount AS amount, {weight} AS weight, 0 AS reason,\n  \
             {holds} AS holds, {taken} AS taken, {supported} AS supported\n\
             FROM claims c JOIN {} p ON p.claim = c.claim{of_weight}{joins}\nWHERE c.measure = {number}",
            from.before
        )
    }

    fn ranking(&self, limit: &CountLimit) -> Ranking {
        let ranked = if limit.per == CountPer::Item { "s.weight" } else { "s.amount" };
        let mut order = Vec::new();
        match limit.choose {
            Choose::Lead => order.push("s.leads DESC".to_string()),
            Choose::SupportedBefore => order.push("s.supported DESC".into()),
            Choose::Declared => order.push("s.place".into()),
            Choose::Highest | Choose::SplitEqually => {}
        }
        if matches!(limit.choose, Choose::Highest | Choose::SupportedBefore) {
            order.push(format!("{ranked} DESC"));
        }
        if limit.ties.is_some() {
            order.push(format!("COALESCE(s.tie, {})", i64::MAX));
        }
        order.push("s.claim".into());
        let max = limit.max;
        // An item that has a place from an earlier batch of the year keeps it; the others share what is left.
        let own = format!(
            "CASE WHEN s.holds = 1 OR s.taken = 0 THEN {max} WHEN s.taken > {max} THEN 0 ELSE {max} - s.taken END"
        );
        let (group, live, places) = match limit.per {
            CountPer::Firm => ("s.firm, s.holds".to_string(), "s.amount > 0", own),
            CountPer::Item => ("s.item".into(), "s.weight > 0 AND s.item <> 0", max.to_string()),
            CountPer::Column(_) => {
                ("s.form, s.firm".into(), "s.amount > 0 AND s.form <> 0", max.to_string())
            }
        };
        Ranking { group, order: order.join(", "), live, places }
    }

    /// One limit: what is beyond its places gets nothing.
    fn limit(&self, table: &str, limit: &CountLimit) -> String {
        let (zero, why) = (self.number(0), self.because(limit.reason));
        let Ranking { group, order, live, places } = self.ranking(limit);
        let facts = "s.claim, s.firm, s.item, s.form, s.place, s.tie, s.leads, s.entitled, s.holds, s.taken, s.supported";
        let inner = format!(
            "SELECT s.*, CASE WHEN {live} THEN 1 ELSE 0 END AS live,\n    \
             ROW_NUMBER() OVER (PARTITION BY CASE WHEN {live} THEN 1 ELSE 0 END, {group} ORDER BY {order}) AS number,\n    \
             COUNT(*) OVER (PARTITION BY CASE WHEN {live} THEN 1 ELSE 0 END, {group}) AS crowd,\n    {places} AS places\n  FROM {table} s"
        );
        if limit.choose == Choose::SplitEqually {
            // A part of what the item is worth: what an enterprise asks for may be its part already.
            let part = self.dialect.over("s.entitled", &self.wide("s.crowd"));
            return format!(
                "SELECT {facts},\n  CASE WHEN s.live = 1 AND s.crowd > s.places THEN LEAST(s.amount, {part}) ELSE s.amount END AS amount, s.weight,\n  \
                 CASE WHEN s.live = 1 AND s.crowd > s.places THEN {why} ELSE s.reason END AS reason\nFROM (\n  {inner}\n) s"
            );
        }
        let beyond = "s.live = 1 AND s.number > s.places";
        format!(
            "SELECT {facts},\n  CASE WHEN {beyond} THEN {zero} ELSE s.amount END AS amount,\n  \
             CASE WHEN {beyond} THEN {zero} ELSE s.weight END AS weight,\n  \
             CASE WHEN {beyond} THEN {why} ELSE s.reason END AS reason\nFROM (\n  {inner}\n) s"
        )
    }

    /// Claims that stand for their place: the best of each enterprise among those that have not lost their item. A claim
    /// that lost its support elsewhere stands for its item, but takes no place of its firm.
    fn standing_for(&self, id: &str, of_firm: &CountLimit) -> String {
        let Ranking { group, order, places, .. } = self.ranking(of_firm);
        format!(
            "SELECT s.*, CASE WHEN s.amount > 0 THEN {places} ELSE 0 END AS places,\n      \
             ROW_NUMBER() OVER (PARTITION BY CASE WHEN s.amount > 0 THEN 1 ELSE 0 END, {group} ORDER BY {order}) AS number\n    \
             FROM count_{id}_0 s LEFT JOIN lost_{id} l ON l.claim = s.claim\n    \
             WHERE l.claim IS NULL AND (s.amount > 0 OR s.weight > 0)"
        )
    }

    /// Claims that have lost their item, with those that lose it now.
    fn loses(&self, id: &str, of_firm: &CountLimit, of_item: &CountLimit) -> String {
        let standing = self.standing_for(id, of_firm);
        let Ranking { order, .. } = self.ranking(of_item);
        format!(
            "SELECT claim FROM lost_{id}\nUNION ALL\nSELECT k.claim FROM (\n  \
             SELECT s.claim, ROW_NUMBER() OVER (PARTITION BY s.item ORDER BY {order}) AS number\n  FROM (\n    {standing}\n  ) s\n  \
             WHERE s.item <> 0 AND (s.amount = 0 OR s.number <= s.places)\n) k\nWHERE k.number > {}",
            of_item.max
        )
    }

    fn settled(&self, id: &str, of_firm: &CountLimit, of_item: &CountLimit) -> String {
        let standing = self.standing_for(id, of_firm);
        let (zero, why_firm, why_item) =
            (self.number(0), self.because(of_firm.reason), self.because(of_item.reason));
        format!(
            "SELECT s.claim, s.firm, s.item, s.form, s.place, s.tie, s.leads, s.entitled, s.holds, s.taken, s.supported,\n  \
             CASE WHEN l.claim IS NOT NULL OR b.claim IS NOT NULL THEN {zero} ELSE s.amount END AS amount,\n  \
             CASE WHEN l.claim IS NOT NULL OR b.claim IS NOT NULL THEN {zero} ELSE s.weight END AS weight,\n  \
             CASE WHEN l.claim IS NOT NULL THEN {why_item} WHEN b.claim IS NOT NULL THEN {why_firm} ELSE s.reason END AS reason\n\
             FROM count_{id}_0 s\nLEFT JOIN lost_{id} l ON l.claim = s.claim\nLEFT JOIN (\n  SELECT t.claim FROM (\n    {standing}\n  ) t\n  \
             WHERE t.amount > 0 AND t.number > t.places\n) b ON b.claim = s.claim"
        )
    }
}
