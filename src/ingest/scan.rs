//! A first pass over the parts of a zipped workbook, at the speed of unpacking: nothing is believed
//! that the directory claims, and what the cell reader does not tell is picked up on the way.
//!
//! Bombs, endless texts, deep nesting and entity tricks end here, within bounded memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::Arc;

use memchr::memmem;
use zip::ZipArchive;

use super::formats::{Formats, Styled};
use super::limits::Limits;
use super::open::{part_name, too_large};
use super::scanner::Scanner;
use super::tags::{attribute, local, tags};
use crate::diag::{Diagnostic, codes};

/// What the cell reader will not say about a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartFacts {
    /// Rows that are hidden, from 1, ascending.
    pub hidden_rows: Vec<u32>,
    /// Cells (as `C7`) with an error value, in the order of the file, with the value.
    pub errors: Vec<(String, String)>,
    /// Merged cells: first row, first column, last row, last column, from 0.
    pub merges: Vec<[u32; 4]>,
    /// Cells whose number format says a unit or a currency, in the order of the file.
    pub styled: Vec<Styled>,
}

/// What was picked up in a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    home: Home,
    /// By name of the part.
    parts: BTreeMap<String, Arc<PartFacts>>,
    /// Relation ids of the sheets in the order of the workbook.
    sheets: Vec<String>,
    /// Relation id to part.
    relations: BTreeMap<String, String>,
    /// The tables of an OpenDocument file in its order.
    tables: Vec<Arc<PartFacts>>,
    /// Number formats that say a unit or a currency.
    pub formats: Arc<Formats>,
    /// The workbook asks to be calculated when it is opened.
    recalculated: bool,
    /// A program that calculates formulas saved it.
    calculated: bool,
    /// A formula has a result other than 0.
    valued: bool,
    /// The package says where the workbook lies.
    pub rooted: bool,
    /// What is printed on every page, and what comments say.
    pub margin: Vec<String>,
    /// Texts of cells that are struck through or raised in a part.
    pub struck: BTreeSet<String>,
}

impl Facts {
    /// Whether formulas may never have been calculated, so that a result of 0 is none: writers that do not
    /// calculate store 0 for all of them.
    pub fn uncomputed(&self) -> bool {
        !self.valued && (self.recalculated || !self.calculated)
    }

    /// Facts of the sheet at a place in the workbook of so many sheets. `None` where this pass and the cell reader
    /// do not see the same sheets: then nothing is known about it, which is not the same as nothing to be said.
    pub fn sheet(&self, at: usize, of: usize) -> Option<&Arc<PartFacts>> {
        if self.tables.len() == of {
            return self.tables.get(at);
        }
        let relation = self.sheets.get(at).filter(|_| self.sheets.len() == of)?;
        self.parts.get(&self.part_of(self.relations.get(relation)?))
    }

    /// The part that a relation of the workbook leads to.
    fn part_of(&self, target: &str) -> String {
        let target = part_name(target);
        match target.strip_prefix('/') {
            Some(absolute) => absolute.to_string(),
            None => format!("{}{target}", self.home.folder),
        }
    }
}

/// Where the workbook lies in its package: the folder with its `/`, and the name of the part.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Home {
    folder: String,
    name: String,
}

impl Default for Home {
    fn default() -> Self {
        Self { folder: "xl/".to_string(), name: "workbook.xml".to_string() }
    }
}

impl Home {
    /// By the part that leads from the package to the workbook; without one, where it always is.
    fn of(relations: &[u8]) -> Self {
        let office = |tag: &&[u8]| {
            local(tag) == b"Relationship"
                && attribute(tag, "Type").is_some_and(|of| of.ends_with("/officeDocument"))
        };
        let target = tags(relations).filter(office).last();
        let Some(target) = target.and_then(|tag| attribute(tag, "Target")) else {
            return Self::default();
        };
        let target = part_name(target);
        let (folder, name) = target.rsplit_once('/').unwrap_or(("", &target));
        let folder = folder.trim_start_matches('/');
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        Self { folder, name: name.to_string() }
    }

    fn workbook(&self) -> String {
        format!("{}{}", self.folder, self.name)
    }

    fn relations(&self) -> String {
        format!("{}_rels/{}.rels", self.folder, self.name)
    }

    fn styles(&self) -> String {
        format!("{}styles.xml", self.folder)
    }

    /// Whether the cell reader opens a part: what else a workbook carries may be anything.
    fn reads(&self, name: &str) -> bool {
        const PACKAGE: [&str; 2] = ["content.xml", "meta-inf/manifest.xml"];
        const PARTS: [&str; 2] = ["sharedstrings.xml", "styles.xml"];
        let own = name.strip_prefix(self.folder.as_str()).unwrap_or_default();
        PACKAGE.contains(&name)
            || PARTS.contains(&own)
            || own == self.name
            || ["_rels/", "worksheets/", "tables/"].iter().any(|folder| own.starts_with(folder))
            || name.starts_with("_rels/")
    }
}

/// The part that leads from the package to the workbook.
pub const ROOT: &str = "_rels/.rels";

/// Sheets of one workbook: more are no table, and each costs time however little it holds.
const SHEETS: usize = 4096;

/// What a workbook says about itself must fit the bytes that are there: the library believes it.
fn plausible(facts: &Facts, parts: usize) -> Result<(), Diagnostic> {
    let sheets = facts.sheets.len().max(facts.tables.len());
    if sheets > SHEETS {
        return Err(too_many_sheets(sheets));
    }
    let mut targets: Vec<String> = facts
        .sheets
        .iter()
        .filter_map(|relation| facts.relations.get(relation))
        .map(|target| facts.part_of(target))
        .collect();
    targets.sort_unstable();
    let twice = targets.windows(2).any(|pair| pair[0] == pair[1]);
    if twice || facts.sheets.len() > parts {
        return Err(Diagnostic::new(&codes::NOT_A_WORKBOOK)
            .arg("why", "有两个工作表指向同一部件，无法判断哪个为准")
            .arg("why_en", "two of its sheets lead to one part"));
    }
    Ok(())
}

pub fn too_many_sheets(sheets: usize) -> Diagnostic {
    too_large(
        format!("有 {sheets} 个工作表，上限 {SHEETS} 个"),
        format!("{sheets} sheets, at most {SHEETS}"),
    )
}

/// A workbook of so many sheets is not read.
pub fn has_too_many(sheets: usize) -> bool {
    sheets > SHEETS
}

fn broken(error: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(&codes::NOT_A_WORKBOOK)
        .arg("why", "压缩包已损坏，无法解开")
        .arg("why_en", format!("its zip archive is broken: {error}"))
}

fn twice() -> Diagnostic {
    Diagnostic::new(&codes::NOT_A_WORKBOOK)
        .arg("why", "压缩包内有同名部件，无法判断以哪个为准")
        .arg("why_en", "its zip archive holds several parts of one name")
}

/// Unpacks every part once, keeping nothing.
///
/// # Errors
/// One finding when a limit is passed or the archive is broken.
pub fn scan(bytes: &[u8], limits: &Limits) -> Result<Facts, Diagnostic> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if listed_entries(bytes).is_some_and(|listed| listed != archive.len()) {
        return Err(twice());
    }
    // What cannot be unpacked here is refused by the scan.
    let home = Home::of(&beginning(&mut archive, ROOT));
    let styles = beginning(&mut archive, &home.styles());
    if styles.len() as u64 == BEGINNING {
        return Err(too_large("样式部件过大", "its styles are too large"));
    }
    let formats = Arc::new(Formats::read(&styles));
    let named_styles = beginning(&mut archive, "styles.xml");
    let margin = formats.conditional().to_vec();
    let mut facts = Facts { formats, home, margin, ..Facts::default() };
    let (workbook, relations) = (facts.home.workbook(), facts.home.relations());
    let styles = Arc::clone(&facts.formats);
    let mut left = limits.unpacked_bytes;
    let mut names = BTreeSet::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(broken)?;
        let name = part_name(part.name().map_err(broken)?);
        if !names.insert(name.clone()) {
            return Err(twice());
        }
        let mut scanner = Scanner::new(limits, &styles);
        if name == "content.xml" {
            scanner.ods.read_styles(&named_styles);
        }
        let is_xml = facts.unpack(&mut part, &name, &mut scanner, &mut left)?;
        // Charts keep values of their own.
        facts.valued |= scanner.valued && !name.contains("chart");
        facts.margin.append(&mut scanner.spoken.all());
        facts.struck.append(&mut scanner.runs.struck);
        match name.as_str() {
            name if name == workbook => {
                facts.recalculated = scanner.recalculated;
                facts.sheets = scanner.sheets;
            }
            name if name == relations => facts.relations = scanner.relations,
            "content.xml" => {
                facts.tables = scanner.tables.into_iter().map(Arc::new).collect();
                facts.formats = Arc::new(scanner.ods.formats);
            }
            _ if is_xml => {
                facts.parts.insert(name.clone(), Arc::new(scanner.facts));
            }
            _ => {}
        }
    }
    facts.rooted = names.contains(ROOT);
    plausible(&facts, archive.len())?;
    Ok(facts)
}

impl Facts {
    /// Unpacks one part and shows it to a scanner. Whether it is XML that is read.
    fn unpack(
        &mut self,
        part: &mut impl Read,
        name: &str,
        scanner: &mut Scanner,
        left: &mut u64,
    ) -> Result<bool, Diagnostic> {
        // Comments, text boxes that lie on a sheet, and what the file says of itself.
        const HEARD: [&str; 3] = ["xl/comments", "xl/drawings/", "docprops/core.xml"];
        let mut is_xml = name.ends_with(".xml") || name.ends_with(".rels");
        scanner.comments = HEARD.iter().any(|of| name.starts_with(of));
        let mut buffer = vec![0u8; 1 << 16];
        let mut first = true;
        loop {
            let read = part.read(&mut buffer).map_err(broken)?;
            if read == 0 {
                break;
            }
            let block = &buffer[..read];
            *left = left.checked_sub(read as u64).ok_or_else(|| scanner.unpacks_too_far())?;
            let wide = matches!(block, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
            if first && is_xml && wide && self.home.reads(name) {
                return Err(Diagnostic::new(&codes::NOT_A_WORKBOOK)
                    .arg("why", "内部采用 UTF-16 编码")
                    .arg("why_en", "its parts are in UTF-16"));
            }
            // Queries and the like carry parts of their own.
            is_xml &= !(first && wide);
            let office =
                name == "docprops/app.xml" && memmem::find(block, b"LibreOffice").is_some();
            self.calculated |= office || name == "xl/calcchain.xml";
            first = false;
            if is_xml {
                scanner.feed(block)?;
            }
        }
        scanner.check()?;
        Ok(is_xml)
    }
}

/// Larger than any styles that people make; the scan bounds what is unpacked.
const BEGINNING: u64 = 64 << 20;

/// The beginning of a part, whole in practice; nothing where there is none.
fn beginning(archive: &mut ZipArchive<Cursor<&[u8]>>, wanted: &str) -> Vec<u8> {
    let mut xml = Vec::new();
    let is_it = |name: &String| part_name(name.as_str()) == wanted;
    let name = archive.file_names().flatten().map(|name| name.to_string()).find(is_it);
    if let Some(Ok(part)) = name.map(|name| archive.by_name(&name)) {
        let _ = part.take(BEGINNING).read_to_end(&mut xml);
    }
    xml
}

/// Entries that the end of a zip archive counts. Two of one name count twice there, and the library
/// would keep one of them.
fn listed_entries(bytes: &[u8]) -> Option<usize> {
    let end = memmem::rfind(bytes, b"PK\x05\x06")?;
    let count = u16::from_le_bytes(*bytes.get(end + 10..)?.first_chunk()?);
    // This value stands for “too many, see elsewhere”.
    (count != u16::MAX).then_some(usize::from(count))
}
