//! The manifest of several schemes: what each came to. What went into each stands in its own manifest.

use super::{ComputedJoint, Joint};
use crate::award::EngineError;
use crate::diag::Lang;
use crate::domain::Fen;
use crate::report::model::Programmes;
use crate::run_folder::manifest::{
    self as folder, Across, Digests, FORMAT, JointCounts, JointTotals, Kind, SchemeCounts,
    SchemeSummary, SchemeTotals, Tool, fen,
};
use crate::tables::joint::SchemeRow;

/// The manifest of the joint folder, but for its tables.
///
/// # Errors
/// A sum beyond 64 bits.
pub fn manifest(
    joint: &Joint,
    computed: &ComputedJoint,
    programmes: &Programmes,
    lang: Lang,
) -> Result<folder::Joint, EngineError> {
    let count = |rows: i64| usize::try_from(rows).unwrap_or(0);
    let scheme = |row: &SchemeRow| SchemeSummary {
        name: row.name.clone(),
        id: row.id.clone(),
        draft: row.draft(),
        simulated: row.simulated(),
        counts: SchemeCounts { claims: count(row.claims), firms: count(row.firms) },
        control_totals: SchemeTotals { requested: row.requested, payable: row.payable },
    };
    let total = |simulated: bool| -> Result<Fen, EngineError> {
        let rows = programmes.rows.iter().filter(|row| row.simulated() == simulated);
        Ok(fen(rows.map(|row| i128::from(row.payable.0)).sum())?)
    };
    Ok(folder::Joint {
        format: FORMAT,
        tool: Tool::own(),
        kind: Kind::Joint,
        pipeline: joint.name.clone(),
        title: programmes.title.clone(),
        lang,
        across: Across {
            same_kind: joint.same_kind.name().to_string(),
            pairs: computed.crossings.len(),
        },
        schemes: programmes.rows.iter().map(scheme).collect(),
        counts: JointCounts {
            firms: programmes.firms,
            firms_in_several: programmes.firms_in_several,
        },
        control_totals: JointTotals { payable: total(false)?, simulated: total(true)? },
        tables: Digests::new(),
    })
}
