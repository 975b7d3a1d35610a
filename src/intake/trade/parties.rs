//! Who is who: applicants by every name and code of theirs, and which of them are related.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::duplicate::inside::related_groups;
use crate::entity::names::{Name, read};
use crate::frame::access::texts;
use crate::frame::columns as c;

/// All applicants.
pub struct Parties<'a> {
    pub codes: Vec<&'a str>,
    pub names: Vec<&'a str>,
    /// Names of now and before.
    own: Vec<Vec<Name>>,
    by_code: BTreeMap<&'a str, u32>,
    by_name: BTreeMap<u64, Vec<u32>>,
    /// Applicants that share a person, a phone, an address or an account.
    related: BTreeMap<u32, BTreeSet<u32>>,
}

impl<'a> Parties<'a> {
    /// # Errors
    /// A fault of the engine.
    pub fn new(firms: &'a DataFrame, most_related: usize) -> PolarsResult<Self> {
        let (codes, names) = (texts(firms, c::USCC)?, texts(firms, c::FIRM_NAME)?);
        let former = match firms.column(c::FORMER_NAME) {
            Ok(_) => texts(firms, c::FORMER_NAME)?,
            Err(_) => vec![""; names.len()],
        };
        let all_names = |(name, former): (&&str, &str)| {
            let read = [read(name), read(former)];
            let further = read.iter().flat_map(Name::further).map(|name| self::read(name));
            let further: Vec<Name> = further.collect();
            read.into_iter().chain(further).filter(|name| !name.is_empty()).collect()
        };
        let own: Vec<Vec<Name>> = names.iter().zip(former).map(all_names).collect();
        let mut by_name: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for (firm, names) in (0..).zip(&own) {
            names.iter().for_each(|name| by_name.entry(name.parent_key()).or_default().push(firm));
        }
        let mut related: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (_, group) in related_groups(firms, most_related)? {
            for firm in &group {
                let others = group.iter().copied().filter(|other| other != firm);
                related.entry(*firm).or_default().extend(others);
            }
        }
        let by_code = codes.iter().copied().zip(0..).collect();
        Ok(Self { codes, names, own, by_code, by_name, related })
    }

    /// Whether a name, with its code where one stands, is that of an applicant. What is not said is not another.
    pub fn is(&self, firm: u32, name: &str, code: &str) -> bool {
        let at = firm as usize;
        if code.eq_ignore_ascii_case(self.codes[at]) || name == self.names[at] {
            return true;
        }
        match name {
            "" => code.is_empty(),
            name => {
                let name = read(name);
                self.own[at].iter().any(|own| own.same(&name))
            }
        }
    }

    /// The applicant of a name and code.
    pub fn applicant(&self, name: &str, code: &str) -> Option<u32> {
        if let Some(firm) = self.by_code.get(code.to_ascii_uppercase().as_str()) {
            return Some(*firm);
        }
        let name = read(name);
        let known = self.by_name.get(&name.parent_key()).filter(|_| !name.is_empty())?;
        let is = |firm: &&u32| self.own[**firm as usize].iter().any(|own| own.same(&name));
        known.iter().find(is).copied()
    }

    pub fn are_related(&self, one: u32, other: u32) -> bool {
        self.related.get(&one).is_some_and(|others| others.contains(&other))
    }
}

/// Whether two names, neither of them an applicant's, are one.
pub fn same(one: &str, other: &str) -> bool {
    one == other || read(one).same(&read(other))
}
