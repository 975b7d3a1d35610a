//! `[objections]`: a batch of its own for claims whose objection against an approved run was upheld.

use std::path::{Path, PathBuf};

use crate::config::{Reader, as_yuan};
use crate::diag::Place;

/// What a pipeline says about such a batch.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Folder of the approved run.
    pub of: PathBuf,
    pub place: Place,
    /// Fen that pay the batch in place of the share as published.
    pub reserve: Option<i64>,
}

/// Reads the section; `None` where there is none.
pub fn plan(root: &Reader, base: &Path) -> Option<Plan> {
    let reader = root.table("objections")?;
    let of = reader.require_text("of").map(|text| super::plain_path(&base.join(text)));
    let reserve = reader.get("reserve").and_then(|node| as_yuan(node, reader.faults));
    let place = reader.get("of").unwrap_or(reader.node()).place();
    reader.finish();
    Some(Plan { of: of?, place, reserve })
}
