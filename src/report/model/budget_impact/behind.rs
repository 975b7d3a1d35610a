//! What stands behind the numbers, for screens: the claims of each measure and of each stage, with clauses and with the
//! cells of their evidence.

use crate::domain::Fen;
use crate::report::model::details::{reasons, step};
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Block, Table, TableColumn, TableRow};
use crate::report::model::pen::Pen;
use crate::report::model::record::{Claim, Firm, Measure, Places, Record};
use crate::tables::award::StageRow;

/// With more claims a page would be too large to open: the list of claims and `explain` say the same.
const MOST_CLAIMS: usize = 5_000;

/// Where the claims of a measure stand, if the page has them.
pub(super) fn of_measure(record: &Record, measure: &Measure) -> Option<String> {
    (shown(record) && measure.claims > 0).then(|| format!("measure-{}", measure.id))
}

/// Where the claims that a stage lowered stand, if the page has them.
pub(super) fn of_stage(record: &Record, stage: &StageRow) -> Option<String> {
    (shown(record) && stage.reduction > Fen(0)).then(|| format!("stage-{}", stage.stage.name()))
}

fn shown(record: &Record) -> bool {
    record.counts.claims <= MOST_CLAIMS
}

/// The annex of the page.
pub fn behind(pen: &Pen, firms: &[Firm], places: &Places) -> Vec<Block> {
    let record = pen.record;
    if record.counts.claims == 0 {
        return Vec::new();
    }
    let mut blocks = vec![pen.heading(1, "budget.heading.behind")];
    if !shown(record) {
        let values: [(&str, &dyn std::fmt::Display); 1] = [("most", &pen.count(MOST_CLAIMS))];
        blocks.push(pen.paragraph(pen.say("budget.behind.too_many", &values)));
        return blocks;
    }
    blocks.push(pen.paragraph(pen.get("budget.behind.intro")));
    let listed = Listed { pen, firms, places };
    let measures = record.measures.iter();
    let measures = measures
        .filter_map(|measure| Some((of_measure(record, measure)?, listed.measure(measure))));
    let stages = record.stages.iter();
    let stages = stages.filter_map(|stage| Some((of_stage(record, stage)?, listed.stage(stage))));
    let tables = measures.chain(stages);
    blocks.extend(tables.map(|(id, table)| Block::Behind { id, table }));
    blocks
}

struct Listed<'a> {
    pen: &'a Pen<'a>,
    firms: &'a [Firm],
    places: &'a Places,
}

impl Listed<'_> {
    fn claims(&self) -> impl Iterator<Item = (&Firm, &Claim)> {
        self.firms.iter().flat_map(|firm| firm.claims.iter().map(move |claim| (firm, claim)))
    }

    /// Every claim of a measure: asked for, granted, what lowered it.
    fn measure(&self, measure: &Measure) -> Table {
        let pen = self.pen;
        let columns = pen.columns(&[
            ("lists.details.firm", Left, 20),
            ("lists.details.item", Left, 12),
            ("lists.details.requested", Right, 11),
            ("lists.details.approved", Right, 11),
            ("lists.details.payable", Right, 11),
            ("lists.details.reasons", Left, 20),
            ("budget.behind.places", Left, 15),
        ]);
        let claims = self.claims().filter(|(_, claim)| claim.measure == measure.id);
        let mut rows: Vec<TableRow> = claims
            .map(|(firm, claim)| {
                TableRow::new(vec![
                    firm.name.clone(),
                    claim.item.clone(),
                    claim.requested.to_string(),
                    claim.approved.to_string(),
                    claim.payable.to_string(),
                    reasons(pen, claim),
                    self.places_of(claim),
                ])
            })
            .collect();
        let sums = [measure.requested, measure.approved, measure.payable];
        let mut total = vec![pen.get("common.total"), String::new()];
        total.extend(sums.map(|sum| sum.to_string()));
        total.extend([String::new(), String::new()]);
        rows.push(TableRow::total(total));
        let name = format!("{} {}", pen.clause(&measure.clause), pen.both(&measure.title));
        self.named(&name, columns, rows)
    }

    /// Every claim that a stage lowered: before, what it took, after.
    fn stage(&self, stage: &StageRow) -> Table {
        let pen = self.pen;
        let columns = pen.columns(&[
            ("lists.details.firm", Left, 20),
            ("lists.details.measure", Left, 13),
            ("lists.details.item", Left, 12),
            ("budget.behind.before", Right, 10),
            ("budget.behind.reduction", Right, 10),
            ("budget.behind.after", Right, 10),
            ("lists.details.reasons", Left, 15),
            ("budget.behind.places", Left, 10),
        ]);
        let lowered = self.claims().filter_map(|(firm, claim)| {
            Some((firm, claim, claim.steps.iter().find(|step| step.stage == stage.stage)?))
        });
        let mut rows: Vec<TableRow> = lowered
            .map(|(firm, claim, found)| {
                let measure = pen.record.measure(&claim.measure);
                let title = measure.map_or(claim.measure.as_str(), |known| pen.both(&known.title));
                TableRow::new(vec![
                    firm.name.clone(),
                    title.to_string(),
                    claim.item.clone(),
                    found.before.to_string(),
                    Fen(found.before.0 - found.after.0).to_string(),
                    found.after.to_string(),
                    step(pen, found),
                    self.places_of(claim),
                ])
            })
            .collect();
        let mut total = vec![pen.get("common.total")];
        total.extend([String::new(), String::new(), String::new()]);
        total.push(stage.reduction.to_string());
        total.extend([String::new(), String::new(), String::new()]);
        rows.push(TableRow::total(total));
        self.named(pen.both(&stage.title), columns, rows)
    }

    fn named(&self, name: &str, columns: Vec<TableColumn>, rows: Vec<TableRow>) -> Table {
        let caption = Some(self.pen.say("budget.behind.caption", &[("name", &name)]));
        Table { caption, columns, rows, note: None }
    }

    fn places_of(&self, claim: &Claim) -> String {
        let pen = self.pen;
        let places = self.places.get(&claim.id).into_iter().flatten();
        let said = places.map(|(source, rows)| {
            pen.say("budget.behind.place", &[("source", source), ("rows", &runs(rows))])
        });
        said.collect::<Vec<_>>().join(pen.lang().pick("；", "; "))
    }
}

/// Rows in ascending order, neighbours together: `4–7, 9`.
fn runs(rows: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *row <= *last + 1 => *last = (*last).max(*row),
            _ => runs.push((*row, *row)),
        }
    }
    let said = runs.into_iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    });
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn neighbouring_rows_are_said_together() {
        assert_eq!(super::runs(&[4, 5, 6, 7, 9, 11, 12]), "4–7, 9, 11–12");
        assert_eq!(super::runs(&[]), "");
    }
}
