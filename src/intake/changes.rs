//! A register of changes: who became whom. What was granted, listed or owed under an old code is followed to the new
//! one; names of before are known as former names. What a split leaves to whom no register says: a person decides.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::date::from_epoch_days;
use crate::frame::access::{days, texts};
use crate::frame::columns as c;
use crate::frame::fields::{CHANGE_FIELDS, find};
use crate::intake::link::Linked;
use crate::tables::standing::Change;

/// The word of files for a change that leaves several.
const SPLIT: &str = "分立";

/// Old and new codes and names.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Code to the code that it is now, however often it changed; splits apart.
    now: BTreeMap<String, String>,
    /// Names of before, by the code of now.
    names: BTreeMap<String, BTreeSet<String>>,
    /// Code to those that it was split into.
    splits: BTreeMap<String, BTreeSet<String>>,
    /// As they were read, by day.
    pub rows: Vec<Change>,
}

impl Changes {
    /// Reads the register.
    ///
    /// # Errors
    /// A fault of the engine; rows that contradict each other or go round join `faults` (F265).
    pub fn read(
        table: &DataFrame,
        linked: &Linked,
        faults: &mut Diagnostics,
    ) -> PolarsResult<Self> {
        let field = find(CHANGE_FIELDS, c::OLD_CODE);
        let unclear = |row: usize, zh: &str, en: &str| {
            let fault = Diagnostic::new(&codes::CHANGE_UNCLEAR).arg("why", zh).arg("why_en", en);
            let place = field.map(|field| linked.cell_of(table, row, field)).unwrap_or_default();
            faults.push(fault.at(place));
        };
        Ok(Self::of(rows(table)?, unclear))
    }

    /// What rows say together; `unclear` hears which of them contradict each other or go round.
    pub fn of(all: Vec<Change>, mut unclear: impl FnMut(usize, &str, &str)) -> Self {
        let mut changes = Self::default();
        let mut step: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for (at, row) in all.iter().enumerate() {
            let Change { old_name, old_code, new_code, .. } = row;
            if !old_name.is_empty() {
                changes.names.entry(new_code.clone()).or_default().insert(old_name.clone());
            }
            if old_code.is_empty() && old_name.is_empty() {
                unclear(at, "没有原代码，也没有原名称", "neither an old code nor an old name");
            }
            // A change of name alone leads to no other code.
            if old_code.is_empty() || old_code == new_code {
                continue;
            }
            if row.kind == SPLIT {
                changes.splits.entry(old_code.clone()).or_default().insert(new_code.clone());
            } else if step.get(&**old_code).is_some_and(|(other, _)| other != new_code) {
                unclear(
                    at,
                    "同一原代码有两个去向，又不是分立",
                    "one old code has two successors, and it is no split",
                );
            } else {
                step.insert(old_code, (new_code, at));
            }
        }
        for (old, (_, at)) in &step {
            match last(&step, old) {
                Some(now) => {
                    changes.now.insert((*old).to_string(), now.to_string());
                }
                None => unclear(
                    *at,
                    "几次变更首尾相接，回到原代码",
                    "the changes lead back to the old code",
                ),
            }
        }
        changes.names_of_now();
        let now = |row: &Change| Change { now: changes.code(&row.new_code).into(), ..row.clone() };
        let mut known: Vec<Change> = all.iter().map(now).collect();
        known.sort_by(|a, b| a.order().cmp(&b.order()));
        known.dedup_by(|a, b| a.order() == b.order());
        changes.rows = known;
        changes
    }

    /// Names go with the codes that change later.
    fn names_of_now(&mut self) {
        for (code, names) in std::mem::take(&mut self.names) {
            let now = self.code(&code).to_string();
            self.names.entry(now).or_default().extend(names);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.now.is_empty() && self.names.is_empty() && self.splits.is_empty()
    }

    /// The code of now.
    pub fn code<'a>(&'a self, code: &'a str) -> &'a str {
        self.now.get(code).map_or(code, String::as_str)
    }

    /// Codes of before, by the code of now.
    pub fn before(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut before: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (old, now) in &self.now {
            before.entry(now).or_default().push(old);
        }
        before
    }

    /// Names of before and of others that an enterprise took over.
    pub fn names(&self, code: &str) -> impl Iterator<Item = &str> {
        self.names.get(self.code(code)).into_iter().flatten().map(String::as_str)
    }

    /// Codes that were split, and into which.
    pub fn splits(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.splits.iter().map(|(old, new)| (old.as_str(), new))
    }

    /// Whether a code is one of before.
    pub fn is_old(&self, code: &str) -> bool {
        self.now.contains_key(code) || self.splits.contains_key(code)
    }

    /// A table whose credit codes are those of now.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn follow(&self, table: DataFrame) -> PolarsResult<DataFrame> {
        if self.now.is_empty() {
            return Ok(table);
        }
        let codes = table.column(c::USCC)?.str()?.iter();
        let now: StringChunked = codes.map(|code| code.map(|code| self.code(code))).collect();
        let mut table = table;
        table.with_column(now.with_name(c::USCC.into()).into_column())?;
        Ok(table)
    }

    /// The applicants with their names of before among the former names.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn with_names(&self, firms: DataFrame) -> PolarsResult<DataFrame> {
        if self.names.is_empty() {
            return Ok(firms);
        }
        let (codes, own) = (texts(&firms, c::USCC)?, texts(&firms, c::FORMER_NAME)?);
        let all = codes.iter().zip(&own).map(|(code, own)| {
            let mut all: Vec<&str> = Vec::new();
            all.extend(Some(*own).filter(|own| !own.is_empty()));
            all.extend(self.names(code).filter(|name| name != own));
            (!all.is_empty()).then(|| all.join("；"))
        });
        let all: StringChunked = all.collect();
        let mut firms = firms.clone();
        firms.with_column(all.with_name(c::FORMER_NAME.into()).into_column())?;
        Ok(firms)
    }

    /// Applicants under a code of before (R474).
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn filed_as_before(&self, firms: &DataFrame) -> PolarsResult<Vec<Diagnostic>> {
        let (codes_read, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
        let old = codes_read.iter().zip(names).filter(|(code, _)| self.is_old(code));
        let said = old.map(|(code, name)| {
            let now: Vec<&str> = match self.splits.get(*code) {
                Some(all) => all.iter().map(String::as_str).collect(),
                None => vec![self.code(code)],
            };
            let said = Diagnostic::new(&codes::FILED_AS_BEFORE).arg("firm", name);
            said.arg("read", code).arg("now", now.join("、"))
        });
        Ok(said.collect())
    }
}

impl Change {
    /// By day, then by what they say.
    fn order(&self) -> impl Ord + '_ {
        let codes = (&self.old_code, &self.new_code, &self.kind);
        (self.on, codes, &self.old_name, &self.new_name, &self.document, &self.by)
    }

    /// Names before and after, with the code of now.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = [self.old_name.as_str(), self.new_name.as_str()].into_iter();
        names.filter(|name| !name.is_empty()).map(|name| (name, self.now.as_str()))
    }
}

/// The rows of a file, in their order.
pub fn rows(table: &DataFrame) -> PolarsResult<Vec<Change>> {
    let text = |name| texts(table, name);
    let (kind, old_name, old_code) =
        (text(c::CHANGE_KIND)?, text(c::OLD_NAME)?, text(c::OLD_CODE)?);
    let (new_name, new_code) = (text(c::NEW_NAME)?, text(c::NEW_CODE)?);
    let (document, by) = (text(c::DOCUMENT_NO)?, text(c::DECIDED_BY)?);
    let on = days(table, c::CHANGED_ON)?;
    let row = |at: usize| Change {
        kind: kind[at].into(),
        old_name: old_name[at].into(),
        old_code: old_code[at].into(),
        new_name: new_name[at].into(),
        new_code: new_code[at].into(),
        on: on[at].and_then(from_epoch_days),
        document: document[at].into(),
        by: by[at].into(),
        now: String::new(),
    };
    Ok((0..table.height()).map(row).collect())
}

/// Where a code leads; `None` where it goes round.
fn last<'a>(step: &BTreeMap<&'a str, (&'a str, usize)>, from: &'a str) -> Option<&'a str> {
    let mut now = from;
    for _ in 0..=step.len() {
        match step.get(now) {
            Some((next, _)) => now = next,
            None => return Some(now),
        }
    }
    None
}
