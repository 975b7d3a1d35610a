//! `[warehouse]`: tables that lie in a warehouse already, each with the column of every field.

use crate::config::{Collector, Reader, as_text};
use crate::diag::{Diagnostic, Diagnostics, Place, codes, suggest};
use crate::frame::tables::TableContract;
use crate::ingest::Headers;
use crate::scheme::Scheme;
use crate::sql::inputs::{Source, Unit};

/// One table as the file says it, before its fields are looked for.
#[derive(Debug)]
pub struct Said {
    key: String,
    place: Place,
    table: Vec<String>,
    rows_by: String,
    unit: Option<Unit>,
    /// Field, column, where it stands.
    columns: Vec<(String, String, Place)>,
}

/// Reads the section.
pub fn read(root: &Reader) -> Vec<Said> {
    let one = |(key, reader): (&str, Reader)| {
        let place = reader.node().place();
        let table = reader.require_text("table").and_then(|text| {
            let parts = text.split('.').map(|part| plain(&reader, "table", part));
            parts.collect::<Option<Vec<String>>>()
        });
        let rows_by = reader.require_text("key").and_then(|text| plain(&reader, "key", text));
        let unit = reader.text("unit").and_then(|word| unit(&reader, word));
        let columns = reader.entries("columns").iter();
        let columns = columns.filter_map(|(field, node)| {
            let column =
                identifier(as_text(node, reader.faults)?, "columns", node.place(), reader.faults)?;
            Some((field.name.clone(), column, node.place()))
        });
        let columns = columns.collect();
        reader.require("columns");
        reader.finish();
        let (table, rows_by) = (table?, rows_by?);
        Some(Said { key: key.to_string(), place, table, rows_by, unit, columns })
    };
    root.named("warehouse").filter_map(one).collect()
}

fn plain(reader: &Reader, key: &'static str, text: &str) -> Option<String> {
    let place = reader.get(key)?.place();
    identifier(text, key, place, reader.faults)
}

/// A name that means the same in every engine, and nothing else than a name.
fn identifier(text: &str, key: &str, place: Place, faults: &Collector) -> Option<String> {
    const MOST: usize = 128;
    let signs = text.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
    let begins = text.chars().next().is_some_and(|first| !first.is_numeric());
    if signs && begins && text.len() <= MOST {
        return Some(text.to_string());
    }
    let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", key).arg("read", text);
    faults.push(fault.arg("range", "A – Z, a – z, 汉, 0 – 9, _").at(place));
    None
}

fn unit(reader: &Reader, word: &str) -> Option<Unit> {
    let known = word.chars().all(char::is_alphabetic).then(|| Headers::shift_of(word)).flatten();
    if let Some(shift) = known {
        return Some(Unit { word: word.to_string(), shift });
    }
    let fault = Diagnostic::new(&codes::UNKNOWN_WORD).arg("word", word);
    let place = reader.get("unit")?.place();
    reader.faults.push(fault.arg("known", "元 | 分 | 千元 | 万元 | 万美元 …").at(place));
    None
}

/// The tables with their fields, in the order of the scheme; what stands there that no table or field is goes into
/// `faults`.
pub fn sources(
    said: Vec<Said>,
    resolved: Option<&(Scheme, Diagnostics)>,
    faults: &mut Diagnostics,
) -> Vec<Source> {
    let Some((scheme, _)) = resolved else { return Vec::new() };
    let firms = (TableContract::firms(&[]), String::new());
    let measures = scheme.measures.iter();
    let measures = measures.map(|measure| (measure.contract(), measure.clause.clone()));
    let known: Vec<(TableContract, String)> = std::iter::once(firms).chain(measures).collect();
    let mut found: Vec<(usize, Source)> = Vec::new();
    for one in said {
        let at = known.iter().position(|(contract, _)| contract.key == one.key);
        match at {
            Some(at) => {
                let (contract, clause) = known[at].clone();
                let columns = columns(&one, &contract, faults);
                let Said { table, rows_by: key, unit, .. } = one;
                found.push((at, Source { contract, clause, table, key, unit, columns }));
            }
            None => {
                let known = known.iter().map(|(contract, _)| contract.key.as_str());
                faults.push(unknown(&one.key, &known.collect::<Vec<_>>(), one.place));
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, source)| source).collect()
}

fn unknown(word: &str, known: &[&str], place: Place) -> Diagnostic {
    let near = suggest(word, known.iter().copied()).unwrap_or_default();
    let fault = Diagnostic::new(&codes::UNKNOWN_WORD).arg("word", word);
    fault.arg("known", known.join(" | ")).arg("suggestion", near).at(place)
}

type Columns = Vec<(&'static crate::frame::Field, String)>;

fn columns(said: &Said, contract: &TableContract, faults: &mut Diagnostics) -> Columns {
    let names: Vec<&str> = contract.fields().map(|field| field.name).collect();
    let strange = said.columns.iter().filter(|(field, ..)| !names.contains(&field.as_str()));
    faults.0.extend(strange.map(|(field, _, place)| unknown(field, &names, place.clone())));
    let mut out = Vec::new();
    for field in contract.fields() {
        match said.columns.iter().find(|(name, ..)| name == field.name) {
            Some((_, column, _)) => out.push((field, column.clone())),
            None if contract.is_required(field) => {
                let key = format!("columns.{}", field.name);
                let fault = Diagnostic::new(&codes::MISSING_KEY).arg("key", key);
                faults.push(fault.at(said.place.clone()));
            }
            None => {}
        }
    }
    out
}
