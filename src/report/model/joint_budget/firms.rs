//! Enterprises that claim under several schemes: what each gets from whom.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{JointPen, title};
use crate::domain::Fen;
use crate::report::model::document::Align::{Left, Right};
use crate::report::model::document::{Block, TableRow};
use crate::report::model::record::joint::{FirmRow, Stand};

/// Enterprises shown in full; the rest stands in the workbook.
const MOST_FIRMS: usize = 10;

pub(super) fn firms(pen: &JointPen) -> Vec<Block> {
    let record = pen.record;
    let heading = pen.heading(1, "programmes.heading.firms");
    let mut several: Vec<&FirmRow> =
        record.over_all.iter().filter(|firm| firm.schemes > 1).collect();
    if several.is_empty() {
        return vec![heading, pen.paragraph(pen.get("programmes.firms.none"))];
    }
    // The table is in the order of credit codes, which stands among equals.
    several.sort_by_key(|firm| Reverse(firm.payable.0.saturating_add(firm.simulated.0)));
    let supported = several.iter().filter(|firm| firm.schemes_paid > 1).count();
    let intro = pen
        .say("programmes.firms.intro", &[("several", &several.len()), ("supported", &supported)]);
    let mut stands: BTreeMap<&str, Vec<&Stand>> = BTreeMap::new();
    for stand in &record.stands {
        stands.entry(&stand.code).or_default().push(stand);
    }
    let columns = pen.columns(&[
        ("programmes.column.scheme", Left, 38),
        ("programmes.column.claims", Right, 9),
        ("programmes.column.claims_paid", Right, 9),
        ("programmes.column.requested", Right, 15),
        ("programmes.column.approved", Right, 14),
        ("programmes.column.payable", Right, 15),
    ]);
    let mut rows = Vec::new();
    for firm in several.iter().take(MOST_FIRMS) {
        rows.push(TableRow::group(named(pen, firm)));
        for stand in stands.get(firm.code.as_str()).into_iter().flatten() {
            let Some(scheme) = record.schemes.iter().find(|row| row.name == stand.name) else {
                continue;
            };
            rows.push(TableRow::new(vec![
                title(pen, scheme),
                pen.count(stand.claims),
                pen.count(stand.paid),
                pen.amount(stand.requested),
                pen.amount(stand.approved),
                pen.amount(stand.payable),
            ]));
        }
    }
    let mut table = pen.table("programmes.table.firms", columns, rows);
    let rest = several.len().saturating_sub(MOST_FIRMS);
    table.note = Some(match rest {
        0 => pen.get("programmes.table.firms_note"),
        rest => pen.say("programmes.table.firms_more", &[("count", &rest)]),
    });
    vec![heading, pen.paragraph(intro), Block::Table(pen.in_wan(table))]
}

/// Name, code, and what the enterprise gets in all: what is paid and what is simulated apart.
fn named(pen: &JointPen, firm: &FirmRow) -> String {
    let key = match firm.simulated {
        Fen(0) => "programmes.firms.named",
        _ => "programmes.firms.named_apart",
    };
    pen.say(
        key,
        &[
            ("name", &firm.name),
            ("code", &firm.code),
            ("payable", &pen.amount(firm.payable)),
            ("simulated", &pen.amount(firm.simulated)),
        ],
    )
}
