//! The manifest of several schemes: what each came to. What went into each stands in its own manifest.

use serde_json::{Value, json};

use super::{ComputedJoint, Joint};
use crate::diag::Lang;
use crate::domain::money::yuan;
use crate::report::model::{Programme, Programmes};
use crate::run::manifest::FORMAT;
use crate::run_folder::folder::pretty;
use crate::run_folder::other::SEVERAL;

/// `manifest.json` of the joint folder. Amounts are decimal strings of yuan.
pub fn manifest(
    joint: &Joint,
    computed: &ComputedJoint,
    programmes: &Programmes,
    lang: Lang,
) -> Vec<u8> {
    let scheme = |row: &Programme| {
        json!({
            "name": row.name, "id": row.scheme, "draft": row.draft, "simulated": row.simulated,
            "counts": { "claims": row.claims, "firms": row.firms },
            "control_totals": {
                "requested": yuan(row.requested.0.into()), "payable": yuan(row.payable.0.into()),
            },
        })
    };
    let total = |simulated: bool| {
        let rows = programmes.rows.iter().filter(|row| row.simulated == simulated);
        yuan(rows.map(|row| i128::from(row.payable.0)).sum())
    };
    let schemes: Vec<Value> = programmes.rows.iter().map(scheme).collect();
    pretty(&json!({
        "format": FORMAT,
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "kind": SEVERAL,
        "pipeline": joint.name,
        "title": { "zh": programmes.title.zh, "en": programmes.title.en },
        "lang": lang.tag(),
        "across": { "same_kind": joint.same_kind.name(), "pairs": computed.crossings.len() },
        "schemes": schemes,
        "counts": { "firms": programmes.firms, "firms_in_several": programmes.firms_in_several },
        "control_totals": { "payable": total(false), "simulated": total(true) },
    }))
}
