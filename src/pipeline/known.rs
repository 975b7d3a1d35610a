//! What was known on a day: the version of a scheme that was in force.
//!
//! Filings of one year can be computed again years later. With `as_known_on`, whatever was published after that
//! day is not seen, so that rates and versions added since change nothing.

use chrono::NaiveDate;

use crate::config::{Node, Value};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::ingest::InputFile;
use crate::scheme::SchemeFile;

/// The version of a scheme for a deadline: of those published by `as_known_on` and in force on the deadline, the one
/// that came into force last. A file that stands alone is taken as it is, unless it was not known then.
///
/// # Errors
/// Files that cannot be read; versions without a first day (C177); none that fits (C176).
pub fn version(
    files: Vec<InputFile>,
    deadline: Option<NaiveDate>,
    as_known_on: Option<NaiveDate>,
    place: Place,
) -> Result<(InputFile, SchemeFile), Diagnostics> {
    let mut faults = Diagnostics::default();
    let alone = files.len() == 1;
    let mut all: Vec<Version> = Vec::new();
    for file in files {
        match SchemeFile::load(&file.path).and_then(|scheme| Version::of(file, scheme, alone)) {
            Ok(version) => all.push(version),
            Err(why) => faults.extend(why),
        }
    }
    let mut versions = faults.into_result(all)?;
    let Some(deadline) = deadline else {
        // That it is missing has been said; the first serves to say what else is wrong.
        let first = (!versions.is_empty()).then(|| versions.swap_remove(0));
        return first.map(|one| (one.file, one.scheme)).ok_or_else(Diagnostics::default);
    };
    let shown: Vec<String> = versions.iter().map(Version::shown).collect();
    let known = |one: &Version| as_known_on.zip(one.published).is_none_or(|(day, on)| on <= day);
    let in_force = |one: &Version| {
        alone
            || one.from.is_some_and(|from| from <= deadline)
                && one.to.is_none_or(|to| deadline <= to)
    };
    let best = versions.iter().enumerate().filter(|(_, one)| known(one) && in_force(one));
    match best.max_by_key(|(_, one)| (one.from, one.published)).map(|(at, _)| at) {
        Some(at) => {
            let one = versions.swap_remove(at);
            Ok((one.file, one.scheme))
        }
        None => Err(Diagnostic::new(&codes::NO_VERSION)
            .arg("deadline", deadline)
            .arg("known", as_known_on.map_or_else(|| "—".into(), |day| day.to_string()))
            .arg("versions", shown.join("; "))
            .at(place)
            .into()),
    }
}

/// One file of several, and when it holds.
struct Version {
    file: InputFile,
    scheme: SchemeFile,
    published: Option<NaiveDate>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Version {
    fn of(file: InputFile, scheme: SchemeFile, alone: bool) -> Result<Self, Diagnostics> {
        let day = |path: &str| match scheme.root.at_path(path).map(|node| &node.value) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        let (published, from) = (day("scheme.published_on"), day("scheme.valid.from"));
        let years = scheme.root.at_path("scheme.valid.years").and_then(years);
        let to = day("scheme.valid.to")
            .or_else(|| from?.checked_add_months(chrono::Months::new(years?.checked_mul(12)?)));
        if from.is_none() && !alone {
            let place = scheme.root.at_path("scheme.valid").map(Node::place).unwrap_or_default();
            let fault = Diagnostic::new(&codes::VERSION_WITHOUT_DAY).arg("path", &file.shown);
            return Err(fault.at(place).into());
        }
        Ok(Self { file, scheme, published, from, to })
    }

    fn shown(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let published = self.published.map(|on| format!(" ({on})")).unwrap_or_default();
        format!("{}{published}: {} – {}", self.file.shown, day(self.from), day(self.to))
    }
}

fn years(node: &Node) -> Option<u32> {
    match node.value {
        Value::Int(years) => u32::try_from(years).ok(),
        _ => None,
    }
}
