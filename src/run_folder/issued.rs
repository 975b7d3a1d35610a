//! Lists that were issued of what had waited of a run. Each leaves a record beside the run, in `released`, so that no
//! later list names its claims again, whatever the officer remembers to say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::config::file;
use crate::diag::{Diagnostic, Failure, Place, codes};
use crate::domain::Fen;
use crate::run_folder::folder::{cannot_write, create_private};
use crate::run_folder::manifest::{pretty, typed};
use crate::run_folder::stored::StoredRun;

/// Version of a record, and what it calls itself.
const FORMAT: u32 = 1;
const KIND: &str = "released";

/// The record of a list as it stands in its file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Released {
    format: u32,
    kind: String,
    /// Name of the run's folder and SHA-256 of its manifest.
    run: String,
    run_manifest_sha256: String,
    /// From 1 on.
    number: usize,
    /// SHA-256 of the files of decisions that it rests on.
    decisions: Vec<String>,
    /// What it pays by claim, in fen.
    fen: BTreeMap<String, i64>,
    /// Accounts given after the run, by credit code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    accounts: BTreeMap<String, Account>,
}

/// An account that a list pays to in the place of that of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    pub firm: String,
    #[serde(with = "super::manifest::day")]
    pub from: NaiveDate,
    pub bank: String,
    pub account: String,
    pub document: String,
    pub by: String,
}

/// The lists of one run, in the order in which they were issued.
#[derive(Debug)]
pub struct Issued {
    folder: PathBuf,
    run: String,
    manifest: String,
    /// Claims of each list, and the fen that it paid on them.
    lists: Vec<BTreeMap<String, i64>>,
    /// Accounts that each list knew, those of the lists before among them.
    accounts: Vec<BTreeMap<String, Account>>,
}

/// A list that is about to be issued.
#[derive(Debug)]
pub struct Issue {
    path: PathBuf,
    record: Released,
}

impl Issued {
    /// The lists issued of a run, known by the run's manifest whatever its folder is called now.
    ///
    /// # Errors
    /// A record that cannot be read (A599).
    pub fn of(stored: &StoredRun) -> Result<Self, Failure> {
        let (run, manifest) = (stored.name(), stored.manifest_sha256.clone());
        let folder = stored.beside("released");
        let mut issued = Self { folder, run, manifest, lists: vec![], accounts: vec![] };
        let entries = match fs::read_dir(&issued.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(issued),
            Err(error) => return Err(unreadable(&issued.folder, error)),
        };
        let mut lists = BTreeMap::new();
        for entry in entries {
            let path = entry.map_err(|error| unreadable(&issued.folder, error))?.path();
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let bytes = file::bytes(&path, file::TEXT).map_err(|error| unreadable(&path, error))?;
            let list: Released = typed(&bytes).map_err(|unfit| unreadable(&path, unfit))?;
            if (list.format, list.kind.as_str()) != (FORMAT, KIND) {
                return Err(unreadable(&path, format!("{} {}", list.kind, list.format)));
            }
            let ours = list.run_manifest_sha256 == issued.manifest;
            if ours && lists.insert(list.number, (list.fen, list.accounts)).is_some() {
                return Err(unreadable(&path, list.number));
            }
        }
        // A record that is missing may have paid anything.
        for (number, (found, (claims, accounts))) in (1..).zip(lists) {
            if found != number {
                return Err(unreadable(&issued.path(number), "—"));
            }
            issued.lists.push(claims);
            issued.accounts.push(accounts);
        }
        Ok(issued)
    }

    fn path(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{}-{number:03}.json", self.run))
    }

    /// The number of the last list that names a claim.
    pub fn list_of(&self, claim: &str) -> Option<usize> {
        self.lists.iter().rposition(|list| list.contains_key(claim)).map(|at| at + 1)
    }

    /// Claims of a list, and those of the lists before it; `None` where there is no such list.
    pub fn list(&self, number: usize) -> Option<(BTreeSet<&str>, BTreeSet<&str>)> {
        let at = number.checked_sub(1)?;
        let own = self.lists.get(at)?.keys().map(String::as_str).collect();
        let before = self.lists[..at].iter().flat_map(|list| list.keys().map(String::as_str));
        Some((own, before.collect()))
    }

    /// Accounts given after the run as a list knew them, by credit code; as the last one did where none is named.
    pub fn accounts(&self, number: Option<usize>) -> BTreeMap<String, Account> {
        let at = number.unwrap_or(self.lists.len()).checked_sub(1);
        at.and_then(|at| self.accounts.get(at)).cloned().unwrap_or_default()
    }

    /// Credit codes and accounts that any list paid to in the place of those of the run.
    pub fn paid_to(&self) -> BTreeSet<(&str, &str)> {
        let all = self.accounts.iter().flatten();
        all.map(|(code, given)| (code.as_str(), given.account.as_str())).collect()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.lists.len()
    }

    /// The next list, with the hashes of the decisions that it rests on and the accounts given after the run.
    pub fn next(
        &self,
        claims: &BTreeMap<String, Fen>,
        decisions: &[String],
        accounts: BTreeMap<String, Account>,
    ) -> Issue {
        let number = self.lists.len() + 1;
        let record = Released {
            format: FORMAT,
            kind: KIND.to_string(),
            run: self.run.clone(),
            run_manifest_sha256: self.manifest.clone(),
            number,
            decisions: decisions.to_vec(),
            fen: claims.iter().map(|(claim, fen)| (claim.clone(), fen.0)).collect(),
            accounts,
        };
        Issue { path: self.path(number), record }
    }
}

impl Issue {
    /// Puts the record on the disk; where another process issued a list meanwhile, it is refused.
    ///
    /// # Errors
    /// A record of that number (A502 from the disk); a disk that refuses.
    pub fn write(&self) -> Result<(), Failure> {
        let refuse = |error: std::io::Error| cannot_write(&self.path, error);
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(refuse)?;
        }
        let mut file = create_private(&self.path).map_err(refuse)?;
        file.write_all(&pretty(&self.record)).and_then(|()| file.sync_all()).map_err(refuse)
    }

    /// Takes the record back: the list never came to be.
    pub fn take_back(&self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn unreadable(path: &Path, why: impl ToString) -> Failure {
    let fault = Diagnostic::new(&codes::ISSUED_UNREADABLE).arg("why", why.to_string());
    Failure::User(fault.at(Place::File(path.display().to_string())).into())
}
