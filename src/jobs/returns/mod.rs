//! Return workbooks: one with everything, one for every filer, written one after the other.

mod copies;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copies::{Copies, look};

use crate::diag::{Diagnostic, Failure, Lang, Place, Severity, codes, say};
use crate::ingest::copy::{CopyCell, SheetCopy};
use crate::ingest::returned::{Corrects, spans};
use crate::ingest::{InputFile, LeftOut, Source, Unusable};
use crate::intake::reading::filing_contracts;
use crate::pipeline::Pipeline;
use crate::report::model::returns::{
    Filer, Located, ProblemList, Registry, ReturnSheet, Setting, SheetFacts, can_be_mended,
    excerpt, free_name, locate, marks, name_sheets, problems, whole,
};
use crate::report::render::returns::ReturnBook;
use crate::run::Computed;
use crate::run_folder::folder::{Unfinished, create_private};
use crate::run_folder::taken;

/// What is to be sent back.
#[derive(Clone, Copy)]
pub struct ReturnsWanted<'a> {
    pub pipeline: &'a Pipeline,
    pub findings: &'a [Diagnostic],
    /// Sheets that were read; those of other inputs than filings are passed over.
    pub sources: &'a [Source],
    /// Filings that were set aside whole.
    pub unusable: &'a [Unusable],
    /// Rows that mended workbooks replace: they do not go back once more.
    pub left: &'a [LeftOut],
    pub lang: Lang,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Findings that somebody has to look at.
    pub problems: usize,
    /// Enterprises that get a workbook.
    pub filers: usize,
    /// Findings in rows that fit no enterprise.
    pub unknown: usize,
}

/// Writes the return workbooks of what a check found, also where the inputs cannot be used: the rows and headings
/// that are at fault go back then. `None` where nothing has to be sent back, or where the fault is our own.
///
/// # Errors
/// As [`write`].
pub fn of_check(
    pipeline: &Pipeline,
    computed: &Result<Computed, Failure>,
    lang: Lang,
    folder: &Path,
) -> Result<Option<Written>, Failure> {
    // Rows go back as they came: copied from the files.
    if let Some(folder) = pipeline.inputs.filings.iter().find(|file| taken::is_intake(file)) {
        let fault = Diagnostic::new(&codes::INTAKE_UNFIT).arg("path", &folder.shown);
        let fault = fault.arg("why", "退件由原件抄出，须读取申报文件本身");
        let fault = fault.arg("why_en", "return workbooks are copied from the filings themselves");
        return Err(Failure::User(fault.into()));
    }
    let (findings, sources, unusable, left) = match computed {
        Ok(computed) => {
            let linked = &computed.prepared.linked;
            let unusable = linked.unusable.as_slice();
            (
                linked.findings.as_slice(),
                linked.sources.as_slice(),
                unusable,
                linked.left.as_slice(),
            )
        }
        Err(Failure::User(faults)) => (faults.0.as_slice(), &[][..], &[][..], &[][..]),
        Err(_) => return Ok(None),
    };
    write(&ReturnsWanted { pipeline, findings, sources, unusable, left, lang }, folder)
}

/// What one filer has to mend.
#[derive(Clone, Debug)]
pub struct OfFiler {
    /// Empty where no valid code is known.
    pub code: String,
    pub name: String,
    pub findings: Vec<Diagnostic>,
}

/// The findings of each filer, those with the most errors first, and the others: notes, and what is about files or lists
/// of the office. Nothing is written.
///
/// # Errors
/// Filings that cannot be read again.
pub fn by_filer(asked: &ReturnsWanted) -> Result<(Vec<OfFiler>, Vec<Diagnostic>), Failure> {
    let contracts = filing_contracts(asked.pipeline);
    let setting =
        Setting { headers: &asked.pipeline.headers, contracts: &contracts, lang: asked.lang };
    let mut registry = Registry::default();
    let sheets = look(&mut Copies::new(asked, setting), &mut registry)?;
    registry.settle();
    let mut filers: BTreeMap<Filer, Vec<&Diagnostic>> = BTreeMap::new();
    let mut theirs: BTreeSet<*const Diagnostic> = BTreeSet::new();
    for one in locate(asked.findings, &sheets, &registry) {
        if let (Some(filer), true) = (one.filer, asked.is_filing(one.finding)) {
            filers.entry(filer).or_default().push(one.finding);
            theirs.insert(one.finding);
        }
    }
    let others =
        asked.findings.iter().filter(|finding| !theirs.contains(&std::ptr::from_ref(*finding)));
    let others = others.cloned().collect();
    let of = |(filer, findings): (Filer, Vec<&Diagnostic>)| OfFiler {
        name: registry.name(&filer).to_string(),
        code: match filer {
            Filer::Code(code) => code,
            Filer::Name(_) => String::new(),
        },
        findings: findings.into_iter().cloned().collect(),
    };
    let mut filers: Vec<OfFiler> = filers.into_iter().map(of).collect();
    let errors =
        |one: &OfFiler| one.findings.iter().filter(|f| f.severity == Severity::Error).count();
    filers.sort_by_key(|one| std::cmp::Reverse(errors(one)));
    Ok((filers, others))
}

/// Rows of one sheet, with their numbers from 1.
type Rows = Vec<(u32, Vec<CopyCell>)>;

/// Writes the return workbooks to `folder`, which is empty or not there; nothing is written when
/// there is nothing to mend.
///
/// # Errors
/// A folder in use, files that cannot be read again, a disk that refuses.
pub fn write(asked: &ReturnsWanted, folder: &Path) -> Result<Option<Written>, Failure> {
    crate::run_folder::folder::free(folder)?;
    let goes_back = |finding: &Diagnostic| can_be_mended(finding) && asked.is_filing(finding);
    if !asked.findings.iter().any(goes_back) && asked.unusable.is_empty() {
        return Ok(None);
    }
    let contracts = filing_contracts(asked.pipeline);
    let setting =
        Setting { headers: &asked.pipeline.headers, contracts: &contracts, lang: asked.lang };
    let mut registry = Registry::default();
    let mut copies = Copies::new(asked, setting);
    let mut sheets = look(&mut copies, &mut registry)?;
    registry.settle();
    name_sheets(&mut sheets, &setting);
    let findings: Vec<Diagnostic> =
        asked.findings.iter().filter(|finding| asked.is_filing(finding)).cloned().collect();
    let located = locate(&findings, &sheets, &registry);

    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut out = Unfinished::new(parent.unwrap_or(Path::new(".")), "returns")?;
    out.make_private();
    let mut job = Job::new(setting, &sheets, &registry, &located);
    (job.hashes, job.left) = (asked.hashes(&sheets), asked.left);
    job.partial = asked.partial(&sheets);
    let kept = job.write_all(&mut copies, &out)?;
    let written = job.write_filers(&out, &kept)?;
    out.finish_at(folder)?;
    Ok(Some(written))
}

impl ReturnsWanted<'_> {
    /// Whether a finding is about a filing, and not about a list of the office.
    fn is_filing(&self, finding: &Diagnostic) -> bool {
        matches!(&finding.place, Place::Cell { file, .. } if self.filing(file).is_some())
    }

    /// Files with a refused sheet that nobody could copy, and those of which only rows with faults are known since nothing
    /// could be computed: no workbook takes the place of the whole.
    fn partial(&self, sheets: &[SheetFacts]) -> BTreeSet<String> {
        let copied = |file: &String, sheet: &String| {
            sheets.iter().any(|facts| facts.file == *file && facts.sheet == *sheet)
        };
        let errors = self.findings.iter().filter(|f| f.severity == Severity::Error);
        let of = |finding: &Diagnostic| match &finding.place {
            Place::Cell { file, sheet, .. } if !copied(file, sheet) => Some(file.clone()),
            _ => None,
        };
        let read = |file: &String| self.sources.iter().any(|source| source.file == *file);
        let held = |file: &String| self.unusable.iter().any(|known| known.file == *file);
        let files = sheets.iter().map(|facts| &facts.file);
        let unseen = files.filter(|file| !read(file) && !held(file)).cloned();
        errors.filter_map(of).chain(unseen).collect()
    }

    /// The SHA-256 of each file of which there is a sheet.
    fn hashes(&self, sheets: &[SheetFacts]) -> BTreeMap<String, String> {
        let read = self.sources.iter().map(|source| (&source.file, &source.sha256));
        let unusable = self.unusable.iter().map(|file| (&file.file, &file.sha256));
        let mut known: BTreeMap<String, String> =
            read.chain(unusable).map(|(file, hash)| (file.clone(), hash.clone())).collect();
        for facts in sheets {
            if let (false, Some(file)) = (known.contains_key(&facts.file), self.filing(&facts.file))
            {
                known.insert(facts.file.clone(), crate::run_folder::folder::hash(file));
            }
        }
        known
    }

    fn filing(&self, shown: &str) -> Option<&InputFile> {
        self.pipeline.inputs.filings.iter().find(|file| file.shown == shown)
    }

    /// File, sheet and table of every sheet that can be copied: those that were read, and, of files
    /// that could not be used, those where a finding names a row.
    fn sheets(&self, setting: &Setting) -> Vec<(String, String, String)> {
        let mut sheets: Vec<(String, String, String)> = self
            .sources
            .iter()
            .map(|source| (source.file.clone(), source.sheet.clone(), source.table.clone()))
            .collect();
        for file in self.unusable {
            let seen = file.holds.sheets.iter();
            sheets.extend(
                seen.map(|(sheet, table)| (file.file.clone(), sheet.clone(), table.clone())),
            );
        }
        let unusable = |file: &String| self.unusable.iter().any(|known| known.file == *file);
        for finding in self.findings {
            let Place::Cell { file, sheet, .. } = &finding.place else { continue };
            if !can_be_mended(finding) && !unusable(file) {
                continue;
            }
            let new = !sheets.iter().any(|(known, name, _)| known == file && name == sheet);
            if let (true, Some(table)) = (new, setting.table(sheet)) {
                sheets.push((file.clone(), sheet.clone(), table.to_string()));
            }
        }
        sheets.retain(|(file, ..)| self.filing(file).is_some());
        // Those of one file together: it is opened once.
        let first = |of: &str| sheets.iter().position(|(file, ..)| file == of);
        let places: Vec<Option<usize>> = sheets.iter().map(|(file, ..)| first(file)).collect();
        let mut order: Vec<usize> = (0..sheets.len()).collect();
        order.sort_by_key(|at| (places[*at], *at));
        order.into_iter().map(|at| sheets[at].clone()).collect()
    }
}

/// What all workbooks are made from.
struct Job<'a> {
    setting: Setting<'a>,
    sheets: &'a [SheetFacts],
    registry: &'a Registry,
    located: &'a [Located<'a>],
    by_sheet: BTreeMap<usize, Vec<&'a Located<'a>>>,
    /// Those in rows; `None` is nobody.
    by_filer: BTreeMap<Option<&'a Filer>, Vec<&'a Located<'a>>>,
    /// SHA-256 by file.
    hashes: BTreeMap<String, String>,
    left: &'a [LeftOut],
    /// Files that no workbook holds whole.
    partial: BTreeSet<String>,
}

/// The rows of the filers that get something back, and what stands above the data of each sheet.
#[derive(Default)]
struct Kept {
    heads: Vec<SheetCopy>,
    /// By filer and sheet; `None` is nobody.
    rows: BTreeMap<Option<Filer>, BTreeMap<usize, Rows>>,
}

impl<'a> Job<'a> {
    fn new(
        setting: Setting<'a>,
        sheets: &'a [SheetFacts],
        registry: &'a Registry,
        located: &'a [Located<'a>],
    ) -> Self {
        let mut by_sheet: BTreeMap<usize, Vec<&Located>> = BTreeMap::new();
        let mut by_filer: BTreeMap<Option<&Filer>, Vec<&Located>> = BTreeMap::new();
        for one in located {
            let Some(sheet) = one.sheet else { continue };
            by_sheet.entry(sheet).or_default().push(one);
            by_filer.entry(one.filer.as_ref()).or_default().push(one);
        }
        Self {
            setting,
            sheets,
            registry,
            located,
            by_sheet,
            by_filer,
            hashes: BTreeMap::new(),
            left: &[],
            partial: BTreeSet::new(),
        }
    }

    /// The workbook of everything, or several where there are too many sheets for one; on the way
    /// the rows are kept that single filers get.
    fn write_all(&self, copies: &mut Copies, out: &Unfinished) -> Result<Kept, Failure> {
        let files: BTreeSet<&str> =
            self.by_sheet.keys().map(|at| self.sheets[*at].file.as_str()).collect();
        let mut kept = Kept::default();
        let mut open: Option<(usize, ReturnBook)> = None;
        let mut first = 0;
        for of_file in self.sheets.chunk_by(|a, b| a.file == b.file) {
            copies.take(of_file, |place, copied| {
                let (at, facts) = (first + place, &of_file[place]);
                kept.heads.push(self.keep(at, &copied, &mut kept.rows));
                if !files.contains(facts.file.as_str()) {
                    return Ok(());
                }
                if open.as_ref().is_none_or(|(part, _)| *part != facts.part) {
                    if let Some((part, book)) = open.take() {
                        save(out, &self.all_name(part), book)?;
                    }
                    open = Some((facts.part, self.open_all(facts.part)?));
                }
                let here = self.by_sheet.get(&at).into_iter().flatten().copied();
                let marks = marks(here, self.setting.lang);
                // A table of a warehouse may be larger than any sheet: its filers get their parts.
                if let Some((_, book)) = open.as_mut().filter(|_| facts.fits) {
                    book.add(&whole(facts, copied, marks)).map_err(refused)?;
                }
                Ok(())
            })?;
            first += of_file.len();
        }
        if let Some((part, book)) = open {
            save(out, &self.all_name(part), book)?;
        }
        Ok(kept)
    }

    /// The part with its list; findings about whole files stand in the first.
    fn open_all(&self, part: usize) -> Result<ReturnBook, Failure> {
        let here = self.located.iter().filter(|one| match one.sheet {
            Some(at) => self.sheets[at].part == part,
            None => part == 0,
        });
        let target = |one: &Located| {
            let facts = one.sheet.map(|at| &self.sheets[at]).filter(|facts| facts.fits)?;
            Some((facts.name.clone(), one.row.saturating_sub(1)))
        };
        let lang = self.setting.lang;
        let lines = problems(here, self.sheets, self.registry, target, lang);
        let list = ProblemList::of_all((lines, self.corrects_all(part)), &self.setting);
        ReturnBook::new(&list, lang).map_err(refused)
    }

    /// The files that a workbook of everything holds whole.
    fn corrects_all(&self, part: usize) -> Vec<Corrects> {
        let of_file = self.sheets.chunk_by(|a, b| a.file == b.file);
        let files: BTreeSet<&str> =
            self.by_sheet.keys().map(|at| self.sheets[*at].file.as_str()).collect();
        let whole = of_file.filter(|of_file| {
            files.contains(of_file[0].file.as_str())
                && !self.partial.contains(&of_file[0].file)
                && of_file.iter().all(|facts| facts.part == part && facts.fits)
        });
        let hash = |of_file: &[SheetFacts]| self.hashes.get(&of_file[0].file).cloned();
        whole.filter_map(hash).map(|sha256| Corrects { sha256, sheet: None, rows: None }).collect()
    }

    /// What the workbook of one filer takes the place of: files that are his alone, and his rows in others.
    fn corrects(&self, filer: &Filer, rows: &[(usize, &Rows)]) -> Vec<Corrects> {
        let mut all = BTreeSet::new();
        for (at, rows) in rows {
            let facts = &self.sheets[*at];
            let Some(sha256) = self.hashes.get(&facts.file).cloned() else { continue };
            let mut of_file = self.sheets.iter().filter(|other| other.file == facts.file);
            let alone = of_file.all(|other| other.is_of(filer, self.registry));
            let one = match alone && !self.partial.contains(&facts.file) {
                true => Corrects { sha256, sheet: None, rows: None },
                false => Corrects {
                    sha256,
                    sheet: Some(facts.sheet.clone()),
                    rows: Some(spans(rows.iter().map(|(row, _)| row - facts.shift))),
                },
            };
            all.insert(one);
            // What comes back a second time takes the place of the first original, too.
            let earlier = self.left.iter().filter(|left| left.by == facts.file);
            all.extend(earlier.flat_map(|left| left.corrects.clone()));
        }
        all.into_iter().collect()
    }

    fn all_name(&self, part: usize) -> String {
        let name = self.setting.lang.pick("全部退件", "all");
        if part == 0 { format!("{name}.xlsx") } else { format!("{name}_{}.xlsx", part + 1) }
    }

    /// Keeps the rows of the filers concerned. Returns the sheet with what stands above the data
    /// alone.
    fn keep(
        &self,
        at: usize,
        copied: &SheetCopy,
        into: &mut BTreeMap<Option<Filer>, BTreeMap<usize, Rows>>,
    ) -> SheetCopy {
        let facts = &self.sheets[at];
        let mut head = SheetCopy {
            header_row: copied.header_row,
            headings: copied.headings.clone(),
            rows: Vec::new(),
            merges: copied.merges.clone(),
            shift: copied.shift,
        };
        for ((row, cells), identity) in copied.rows.iter().zip(facts.identities(copied)) {
            if *row <= copied.header_row {
                head.rows.push((*row, cells.clone()));
                continue;
            }
            let filer = facts.filer(&identity, self.registry);
            // Of rows that fit nobody only those go back that something is said about.
            if self.by_filer.contains_key(&filer.as_ref())
                && (filer.is_some() || facts.is_faulty(*row))
            {
                let rows = into.entry(filer).or_default().entry(at).or_default();
                rows.push((*row, cells.clone()));
            }
        }
        head
    }

    /// A workbook for each filer, one after the other.
    fn write_filers(&self, out: &Unfinished, kept: &Kept) -> Result<Written, Failure> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let written = Written {
            problems: self.located.len(),
            filers: kept.rows.keys().flatten().count(),
            unknown: self.by_filer.get(&None).map_or(0, Vec::len),
        };
        for (filer, sheets) in &kept.rows {
            let base = match filer {
                Some(filer) => self.registry.file_name(filer),
                None => say!(self.setting.lang, "未能识别申报单位", "applicant not recognised"),
            };
            let mut candidates =
                std::iter::once(base.clone()).chain((2u32..).map(|n| format!("{base}_{n}")));
            let name = candidates.find(|name| names.insert(name.to_lowercase())).unwrap_or(base);
            save(
                out,
                &format!("{name}.xlsx"),
                self.filer_book(filer.as_ref(), sheets, &kept.heads)?,
            )?;
        }
        Ok(written)
    }

    fn filer_book(
        &self,
        filer: Option<&Filer>,
        rows: &BTreeMap<usize, Rows>,
        heads: &[SheetCopy],
    ) -> Result<ReturnBook, Failure> {
        let lang = self.setting.lang;
        let own = self.by_filer.get(&filer).map_or(&[][..], Vec::as_slice);
        let mut used = self.setting.used_names();
        let mut places: BTreeMap<usize, BTreeMap<u32, u32>> = BTreeMap::new();
        let mut copies: Vec<(usize, ReturnSheet)> = Vec::new();
        for (at, rows) in rows {
            let facts = &self.sheets[*at];
            let name = free_name(facts, self.setting.contracts, &mut used);
            let (mut sheet, moved) = excerpt(name, facts, &heads[*at], rows);
            if !sheet.fits() {
                continue;
            }
            let here = own.iter().copied().filter(|one| one.sheet == Some(*at));
            let old = marks(here, lang);
            sheet.marks = old
                .into_iter()
                .filter_map(|((row, column), mark)| Some(((*moved.get(&(row + 1))?, column), mark)))
                .collect();
            places.insert(*at, moved);
            copies.push((*at, sheet));
        }
        let target = |one: &Located| {
            let at = one.sheet?;
            let row = *places.get(&at)?.get(&one.row)?;
            let (_, sheet) = copies.iter().find(|(known, _)| *known == at)?;
            Some((sheet.name.clone(), row))
        };
        let lines = problems(own.iter().copied(), self.sheets, self.registry, target, lang);
        let copied: Vec<(usize, &Rows)> =
            copies.iter().filter_map(|(at, _)| Some((*at, rows.get(at)?))).collect();
        // Where a sheet of his is too large to be copied, nothing is complete enough to replace anything.
        let corrects = match filer.filter(|_| copied.len() == rows.len()) {
            Some(filer) => self.corrects(filer, &copied),
            None => Vec::new(),
        };
        let list = ProblemList::of_filer(filer, self.registry, (lines, corrects), &self.setting);
        let mut book = ReturnBook::new(&list, lang).map_err(refused)?;
        for (_, sheet) in &copies {
            book.add(sheet).map_err(refused)?;
        }
        Ok(book)
    }
}

/// Accounts and phones stand in these files as they came: only their owner may read them.
fn save(out: &Unfinished, name: &str, book: ReturnBook) -> Result<(), Failure> {
    let path = out.path().join(name);
    let failed = |why: String| Failure::Output { path: path.display().to_string(), why };
    let file = create_private(&path).map_err(|error| failed(error.to_string()))?;
    book.save(file).map_err(|error| failed(error.to_string()))
}

/// A copy that Excel cannot hold; the sheets of a filing always fit.
fn refused(error: rust_xlsxwriter::XlsxError) -> Failure {
    let fault = Diagnostic::new(&codes::INTERNAL).arg("why", error);
    Failure::User(fault.into())
}
