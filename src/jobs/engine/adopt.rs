//! `jiangbu adopt`: what an engine handed back is proved, claim by claim, and becomes an ordinary run folder.

use std::path::{Path, PathBuf};

use super::folder::{Manifest, Named, PLAN};
use super::plan::made;
use super::results::{Difference, HandedBack, differences};
use crate::award::EngineError;
use crate::budget::keys::claim_ids;
use crate::config::file;
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes};
use crate::domain::digest::sha256;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::ingest::{Progress, begin};
use crate::intake::prepare::prepare;
use crate::pipeline::{self, Pipeline};
use crate::run::{self, Computed, Finished};
use crate::sql::Dialect;

/// A plan that its manifest vouches for, with the pipeline that it was made from.
#[derive(Debug)]
pub struct Plan {
    folder: PathBuf,
    manifest: Manifest,
    dialect: Dialect,
    pub pipeline: Pipeline,
}

impl Plan {
    /// # Errors
    /// A folder that is no plan (A642), a file of it that was changed (A643), a pipeline that cannot be read.
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        let refuse = |zh: String, en: String| {
            let fault = Diagnostic::new(&codes::NO_PLAN).arg("path", folder.display());
            Diagnostics::from(fault.arg("why", zh).arg("why_en", en))
        };
        let why = |why: &dyn std::fmt::Display| {
            refuse(format!("{PLAN}：{why}"), format!("{PLAN}: {why}"))
        };
        let bytes = file::bytes(&folder.join(PLAN), file::ANY).map_err(|error| why(&error))?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| why(&error))?;
        let known = Dialect::NAMES.iter().find(|(name, _)| *name == manifest.engine);
        let Some((_, dialect)) = known else { return Err(why(&manifest.engine)) };
        // As a run names it that begins here: findings say the paths of files.
        let path = Path::new(&manifest.pipeline);
        let here = std::env::current_dir().unwrap_or_default();
        let pipeline = pipeline::load(path.strip_prefix(&here).unwrap_or(path))?;
        if !folder.join("results").is_dir() {
            let name = format!("run_{}.py", manifest.engine);
            return Err(refuse(
                format!("还没有 results/，请先运行 {name}"),
                format!("it has no results/ yet: run {name} first"),
            ));
        }
        Ok(Self { folder: folder.to_path_buf(), manifest, dialect: *dialect, pipeline })
    }

    /// Proves the results and writes the run folder below `parent` (the pipeline's own by default).
    ///
    /// # Errors
    /// Rules or inputs that are not those of the plan (A643), a difference of one fen (A644); nothing is written then.
    pub fn adopt(
        &self,
        parent: Option<&Path>,
        lang: Lang,
        progress: &dyn Progress,
    ) -> Result<Finished, Failure> {
        let prepared = prepare(&self.pipeline, progress)?;
        let path = Path::new(&self.manifest.pipeline);
        let now = made((&self.pipeline, path), self.dialect, &mut prepared.clone(), progress)?;
        self.is_of(&now).map_err(Failure::User)?;
        let computed = run::award_prepared(&self.pipeline, prepared, None, progress)?;
        begin(progress, "核对控制总数 / checking control totals")?;
        self.proved(&computed)?;
        run::leave(&self.pipeline, &computed, parent, lang, progress)
    }

    /// Whether rules and inputs still give the files of the plan, and these stand as they were written.
    fn is_of(&self, now: &[Named]) -> Result<(), Diagnostics> {
        let mut faults = Diagnostics::default();
        for (name, bytes) in now.iter().filter(|(name, _)| name != PLAN) {
            let stands =
                file::bytes(&self.folder.join(name), file::ANY).map(|bytes| sha256(&bytes));
            if stands.ok() != Some(sha256(bytes)) {
                let fault =
                    Diagnostic::new(&codes::PLAN_CHANGED).arg("path", self.folder.display());
                faults.push(fault.arg("file", name));
            }
        }
        faults.into_result(())
    }

    /// Every claim with every stage and reason, lines, enterprises and control totals.
    fn proved(&self, computed: &Computed) -> Result<(), Failure> {
        const MOST: usize = 20;
        let unreadable = |why: polars::prelude::PolarsError| {
            let fault = Diagnostic::new(&codes::NO_PLAN).arg("path", self.folder.display());
            Failure::User(fault.arg("why", &why).arg("why_en", &why).into())
        };
        let back = HandedBack::read(&self.folder).map_err(unreadable)?;
        let found = differences(&back, &computed.awards).map_err(unreadable)?;
        let scheme = &self.pipeline.scheme;
        let inputs = &computed.prepared.inputs;
        let ids = claim_ids(&computed.awards, inputs, scheme).map_err(EngineError::from)?;
        let uscc = texts(&inputs.firms, c::USCC).map_err(EngineError::from)?;
        let which = |difference: &Difference| match difference.table {
            "out_claims" => ids.get(difference.row).cloned(),
            "out_firms" => uscc.get(difference.row).map(ToString::to_string),
            _ => None,
        };
        let faults = found.iter().take(MOST).map(|difference| {
            let which = which(difference).filter(|_| difference.column != "rows");
            let which = which.unwrap_or_else(|| format!("{} {}", difference.table, difference.row));
            let found = difference.found.map_or("—".into(), |found| found.to_string());
            let fault = Diagnostic::new(&codes::RESULT_DIFFERS).arg("which", which);
            let fault = fault.arg("column", &difference.column);
            fault.arg("expected", difference.expected).arg("found", found)
        });
        Diagnostics(faults.collect()).into_result(()).map_err(Failure::User)
    }
}
