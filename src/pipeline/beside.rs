//! `[beside]`: what leadership holds the year against: last year's run, and what the plan of the year set aside.

use std::path::Path;

use crate::config::{Reader, as_text, as_yuan};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::Fen;
use crate::run_folder::manifest::{Beside, LastYear};
use crate::run_folder::stored::StoredRun;

/// Reads the section, and the manifest of the run that it names. `award_year` is that of the pipeline.
pub fn beside(root: &Reader, base: &Path, award_year: Option<i32>) -> (Beside, Diagnostics) {
    let (mut beside, mut faults) = (Beside::default(), Diagnostics::default());
    let Some(reader) = root.table("beside") else { return (beside, faults) };
    beside.planned = reader.get("planned").and_then(|node| as_yuan(node, reader.faults)).map(Fen);
    if let Some(node) = reader.get("last_year")
        && let Some(text) = as_text(node, reader.faults)
    {
        match last_year(&super::plain_path(&base.join(text)), award_year) {
            Ok(found) => beside.last_year = Some(found),
            Err(said) => said.0.into_iter().for_each(|fault| faults.push(fault.at(node.place()))),
        }
    }
    reader.finish();
    (beside, faults)
}

/// What a run of an earlier year came to.
fn last_year(folder: &Path, award_year: Option<i32>) -> Result<LastYear, Diagnostics> {
    let run = StoredRun::open(folder)?;
    let of = &run.manifest;
    let refuse = |zh: String, en: String| {
        let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", folder.display());
        Err(fault.arg("why", zh).arg("why_en", en).into())
    };
    if of.simulated() {
        let en = "it is a simulation, and no year that was paid";
        return refuse("是模拟测算，不能作为上年数".into(), en.into());
    }
    if of.objected.is_some() {
        let en = "it is a batch of upheld objections, and no whole year";
        return refuse("是异议成立的补充批次，不是全年".into(), en.into());
    }
    if award_year.is_some_and(|year| of.award_year >= year) {
        let year = of.award_year;
        return refuse(
            format!("其奖补年度为 {year} 年，不早于本次"),
            format!("its award year {year} is not before this one"),
        );
    }
    let totals = &of.control_totals;
    Ok(LastYear {
        run: run.name(),
        manifest_sha256: run.manifest_sha256.clone(),
        award_year: of.award_year,
        firms_paid: of.counts.firms_paid,
        requested: totals.requested,
        approved: totals.approved,
        payable: totals.payable,
    })
}
