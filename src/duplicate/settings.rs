//! What a pipeline says about duplicates: rosters, crosswalk, levels and thresholds.

use std::path::{Path, PathBuf};

use crate::config::{Reader, as_count};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::entity::{Level, Settings, Status};
use crate::ingest::InputFile;
use crate::ingest::headers::{self, Headers};
use crate::scheme::{DuplicateKey, Scheme};

use super::crosswalk::{self, Crosswalk};

/// One roster as the pipeline names it.
#[derive(Debug)]
pub struct Roster {
    /// The source of the crosswalk.
    pub scheme: String,
    pub files: Vec<InputFile>,
    /// Aliases of its own, in place of the pipeline's.
    pub headers: Option<PathBuf>,
    /// What holds where a row says nothing.
    pub item: String,
    pub status: String,
    pub year: String,
    /// What proves the same support, in place of the scheme's `dup_key`.
    pub proof: Option<DuplicateKey>,
    pub place: Place,
}

/// `[duplicates]` and `[[inputs.rosters]]` as written.
#[derive(Debug, Default)]
pub struct Section {
    pub crosswalk: Option<InputFile>,
    pub settings: Settings,
    pub rosters: Vec<Roster>,
}

/// The same, with its files read.
#[derive(Clone, Debug)]
pub struct Plan {
    pub crosswalk: Crosswalk,
    pub settings: Settings,
    pub rosters: Vec<ReadyRoster>,
}

/// A roster whose source and headings are known.
#[derive(Clone, Debug)]
pub struct ReadyRoster {
    pub source: usize,
    pub files: Vec<InputFile>,
    pub headers: Option<Headers>,
    pub item: String,
    pub status: String,
    pub year: String,
    pub proof: Option<DuplicateKey>,
}

/// What proves the same support of a source.
pub const PROOFS: [(&str, DuplicateKey); 2] =
    [("paper", DuplicateKey::Item), ("kind", DuplicateKey::Kind)];

/// Reads one entry of `inputs.rosters`; `files` are those that its patterns match.
pub fn roster(reader: Reader, files: Vec<InputFile>, base: &Path) -> Option<Roster> {
    let text = |name| reader.text(name).unwrap_or_default().to_string();
    let roster = Roster {
        scheme: reader.require_text("scheme")?.to_string(),
        files,
        headers: reader.text("headers").map(|path| base.join(path)),
        item: text("item"),
        status: text("status"),
        year: text("year"),
        proof: reader.choice("proof", &PROOFS),
        place: reader.node().place(),
    };
    reader.finish();
    Some(roster)
}

/// Reads `[duplicates]`: `crosswalk`, `least_chance`, `exact_precision`, `most_at_address`, `most_in_block` and
/// `levels`.
pub fn section(reader: Reader, base: &Path) -> (Option<InputFile>, Settings) {
    let mut settings = Settings::default();
    let file = reader.text("crosswalk").map(|path| InputFile {
        path: base.join(path),
        shown: path.to_string(),
        root: None,
    });
    let count = |name| {
        reader.get(name).and_then(|node| as_count(node, reader.faults)).map(|count| count as usize)
    };
    let outside = |name: &'static str, read: String, range: &str| {
        let place = reader.get(name).map(|node| node.place()).unwrap_or_default();
        let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", name).arg("read", read);
        reader.faults.push(fault.arg("range", range).at(place));
    };
    if let Some(least) = count("least_chance") {
        match u16::try_from(least).ok().filter(|least| *least <= 1_000) {
            Some(least) => settings.least_chance = least,
            None => outside("least_chance", least.to_string(), "0–1000"),
        }
    }
    if let Some(wanted) = reader.ratio("exact_precision") {
        // A sample shows no certainty, and half right is no precision.
        let parts = i128::from(wanted.num) * 10_000 / i128::from(wanted.den);
        match usize::try_from(parts).ok().filter(|parts| (5_000..10_000).contains(parts)) {
            Some(parts) => settings.exact_precision = parts,
            None => outside("exact_precision", wanted.to_string(), "50%–99.99%"),
        }
    }
    settings.most_at_address = count("most_at_address").unwrap_or(settings.most_at_address);
    settings.most_in_block = count("most_in_block").unwrap_or(settings.most_in_block);
    if let Some(levels) = reader.table("levels") {
        for level in Level::ALL {
            let Some(status) = levels.choice(level.name(), &Status::NAMES) else { continue };
            if !settings.set(*level, status) {
                let node = levels.get(level.name());
                let place = node.map(|node| node.place()).unwrap_or_default();
                let fault = Diagnostic::new(&codes::NAME_CANNOT_CONFIRM).arg("name", level.name());
                levels.faults.push(fault.at(place));
            }
        }
        levels.finish();
    }
    reader.finish();
    (file, settings)
}

impl Section {
    /// Reads the crosswalk and the headings. `None` where no roster is named.
    ///
    /// # Errors
    /// Every fault: rosters without a crosswalk, sources that it does not know.
    pub fn ready(self, scheme: &Scheme) -> Result<Option<Plan>, Diagnostics> {
        let Some(first) = self.rosters.first() else { return Ok(None) };
        let Some(file) = &self.crosswalk else {
            let fault = Diagnostic::new(&codes::ROSTER_WITHOUT_CROSSWALK);
            return Err(fault.at(first.place.clone()).into());
        };
        let crosswalk = crosswalk::load(&file.path, scheme)?;
        let mut faults = Diagnostics::default();
        let mut rosters = Vec::new();
        for roster in self.rosters {
            let known = crosswalk.sources.iter().position(|source| source.id == roster.scheme);
            let Some(source) = known else {
                let ids: Vec<&str> = crosswalk.sources.iter().map(|s| s.id.as_str()).collect();
                let fault = Diagnostic::new(&codes::UNKNOWN_SOURCE).arg("name", &roster.scheme);
                let near = crate::diag::suggest(&roster.scheme, ids.iter().copied());
                let fault = fault.arg("known", ids.join("、"));
                faults.push(fault.arg("suggestion", near.unwrap_or_default()).at(roster.place));
                continue;
            };
            let headers = match roster.headers.as_deref().map(headers::load).transpose() {
                Ok(headers) => headers,
                Err(more) => {
                    faults.extend(more);
                    continue;
                }
            };
            let Roster { files, item, status, year, proof, .. } = roster;
            rosters.push(ReadyRoster { source, files, headers, item, status, year, proof });
        }
        faults.into_result(Some(Plan { crosswalk, settings: self.settings, rosters }))
    }
}
