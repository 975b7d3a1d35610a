//! The list in front of a return workbook: what is wrong, where, and how to mend it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::filers::{Filer, Identity, Registry};
use super::{Mark, SheetFacts, can_be_mended};
use crate::diag::{Diagnostic, Lang, Place, Severity, say};
use crate::domain::digest::hex;
use crate::ingest::copy::CopyCell;
use crate::ingest::returned::{Corrects, NUMBER};

/// A finding, the row it is about and who filed that.
#[derive(Clone, Debug)]
pub struct Located<'a> {
    pub finding: &'a Diagnostic,
    /// Place among the sheets; `None` for findings about a whole file.
    pub sheet: Option<usize>,
    /// In the copy, from 1.
    pub row: u32,
    pub column: u16,
    pub filer: Option<Filer>,
}

/// One line of the list, final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemLine {
    pub filer: String,
    /// Sheet of this workbook, and the cell from 0; `None` where the workbook has no copy of it.
    pub target: Option<(String, u32, u16)>,
    pub heading: String,
    pub read: String,
    pub what: String,
    pub help: String,
    pub severity: Severity,
    pub code: &'static str,
    /// Where it stood in the filing.
    pub origin: String,
}

/// The first sheet of a return workbook.
#[derive(Clone, Debug)]
pub struct ProblemList {
    /// A name that the reader passes over.
    pub sheet: String,
    pub title: String,
    pub notes: Vec<String>,
    /// Whether the lines are of several filers, so that each names its own.
    pub several: bool,
    pub lines: Vec<ProblemLine>,
    /// Which rows of which files the workbook takes the place of once it comes back, in the words of
    /// [`crate::ingest::returned`].
    pub corrects: Vec<String>,
}

/// The findings that somebody has to mend, in the order of sheets and rows.
pub fn locate<'a>(
    findings: &'a [Diagnostic],
    sheets: &[SheetFacts],
    registry: &Registry,
) -> Vec<Located<'a>> {
    let places: BTreeMap<(&str, &str), usize> = sheets
        .iter()
        .enumerate()
        .map(|(at, facts)| ((facts.file.as_str(), facts.sheet.as_str()), at))
        .collect();
    let mut located: Vec<Located> = findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note)
        .filter_map(|finding| {
            let Place::Cell { file, sheet, row, column } = &finding.place else { return None };
            let at = places.get(&(file.as_str(), sheet.as_str())).copied();
            let of_row = can_be_mended(finding);
            let facts = at.filter(|_| of_row).map(|at| &sheets[at]);
            let row = row + facts.map_or(0, |facts| facts.shift);
            // A sheet that cannot be used goes back to the enterprise that has it to itself.
            let nobody = Identity::default();
            let refused = at.filter(|_| !of_row && finding.severity == Severity::Error);
            let owner = refused.and_then(|at| sheets[at].filer(&nobody, registry));
            let filer = facts.and_then(|facts| {
                let identity = facts.faulty.get(&row).map_or(&nobody, |faulty| &faulty.filer);
                facts.filer(identity, registry)
            });
            Some(Located {
                finding,
                sheet: at.filter(|_| facts.is_some() || owner.is_some()),
                row,
                column: facts.map_or(0, |facts| facts.cell(row, column)),
                filer: filer.or(owner),
            })
        })
        .collect();
    // Findings about files come last; otherwise sheets in their order.
    located.sort_by_key(|one| (one.sheet.unwrap_or(usize::MAX), one.row, one.column));
    located
}

/// The marks of a sheet, by row and column from 0.
pub fn marks<'a, 'b: 'a>(
    located: impl Iterator<Item = &'a Located<'b>>,
    lang: Lang,
) -> BTreeMap<(u32, u16), Mark> {
    let mut marks: BTreeMap<(u32, u16), Mark> = BTreeMap::new();
    for one in located {
        let finding = one.finding;
        let help = finding.help(lang);
        let open = lang.pick("更正：", "To mend: ");
        let help = if help.is_empty() { help } else { format!("\n{open}{help}") };
        let (severity, code) = (finding.severity.label(lang), finding.code.id);
        let note = format!("【{severity} {code}】{}{help}", finding.message(lang));
        marks
            .entry((one.row.saturating_sub(1), one.column))
            .and_modify(|mark| {
                mark.severity = mark.severity.max(finding.severity);
                mark.note.push_str("\n\n");
                mark.note.push_str(&note);
            })
            .or_insert(Mark { severity: finding.severity, note });
    }
    marks
}

/// The list of a workbook. `target` gives the sheet and row, from 0, of a finding in it.
pub fn problems<'a>(
    located: impl Iterator<Item = &'a Located<'a>>,
    sheets: &[SheetFacts],
    registry: &Registry,
    target: impl Fn(&Located) -> Option<(String, u32)>,
    lang: Lang,
) -> Vec<ProblemLine> {
    let line = |one: &Located| {
        let facts = one.sheet.map(|at| &sheets[at]);
        let column = usize::from(one.column);
        let heading = facts.and_then(|facts| facts.headings.get(column)).cloned();
        let faulty = facts.and_then(|facts| facts.faulty.get(&one.row));
        let cell = faulty.map(|row| row.cells.get(column).unwrap_or(&CopyCell::Empty));
        ProblemLine {
            filer: one.filer.as_ref().map(|filer| title(filer, registry)).unwrap_or_default(),
            target: target(one).map(|(sheet, row)| (sheet, row, one.column)),
            heading: heading.unwrap_or_default(),
            read: cell.map(|cell| shown(cell, lang)).unwrap_or_default(),
            what: one.finding.message(lang),
            help: one.finding.help(lang),
            severity: one.finding.severity,
            code: one.finding.code.id,
            origin: one.finding.place.describe(lang),
        }
    };
    located.map(line).collect()
}

/// `name (code)`, as far as known.
fn title(filer: &Filer, registry: &Registry) -> String {
    let name = registry.name(filer);
    match filer {
        Filer::Code(code) if name.is_empty() => code.clone(),
        Filer::Code(code) => format!("{name}（{code}）"),
        Filer::Name(_) => name.to_string(),
    }
}

impl ProblemList {
    /// The list of one filer's workbook, or of those rows that fit nobody.
    pub fn of_filer(
        filer: Option<&Filer>,
        registry: &Registry,
        (lines, corrects): (Vec<ProblemLine>, Vec<Corrects>),
        setting: &super::Setting,
    ) -> Self {
        let lang = setting.lang;
        let who = match filer {
            Some(filer) => title(filer, registry),
            None => say!(lang, "未能识别申报单位", "Applicant not recognised"),
        };
        let title = say!(lang, "退件问题清单　{who}", "To be mended: {who}");
        Self::new(title, (lines, corrects), false, setting)
    }

    /// The list of all filers.
    pub fn of_all(
        (lines, corrects): (Vec<ProblemLine>, Vec<Corrects>),
        setting: &super::Setting,
    ) -> Self {
        let title = setting.lang.pick("全部退件问题清单", "Everything to be mended");
        Self::new(title.to_string(), (lines, corrects), true, setting)
    }

    fn new(
        title: String,
        (lines, corrects): (Vec<ProblemLine>, Vec<Corrects>),
        several: bool,
        setting: &super::Setting,
    ) -> Self {
        let lang = setting.lang;
        let corrects: Vec<String> = corrects.iter().map(Corrects::written).collect();
        let number = format!("{}{}", lang.pick(NUMBER[0], NUMBER[1]), number(&lines, &corrects));
        let errors = lines.iter().filter(|line| line.severity == Severity::Error).count();
        let warnings = lines.len() - errors;
        let notes = [
            say!(
                lang,
                "错误 {errors} 处：更正之前，所在的行不予受理。警告 {warnings} 处：请核对，无误可不改。",
                "{errors} errors: until mended, their lines are not accepted. {warnings} warnings: please check; leave what is right."
            ),
            say!(
                lang,
                "请在后面的工作表中直接更正有粗框底色的单元格（点“单元格”可跳转，批注写明原因），存盘后将本工作簿原样交回。",
                "Mend the cells with a thick border and colour in the sheets that follow (the cell here is a link, the comment there says why), save, and send this workbook back as it is."
            ),
            say!(
                lang,
                "请勿改动工作表名称和表头，也请勿删除本清单：凭退件编号和清单末尾各行，更正后的本工作簿取代原件。",
                "Keep the names of sheets and the headings, and keep this list: by its number and its last lines the mended workbook takes the place of what it corrects."
            ),
        ];
        let notes = std::iter::once(number).chain(notes).collect();
        Self { sheet: setting.list_sheet(), title, notes, several, lines, corrects }
    }
}

/// The number of a return workbook: the same for the same problems of the same rows.
fn number(lines: &[ProblemLine], corrects: &[String]) -> String {
    const BYTES: usize = 6;
    let mut hash = Sha256::new();
    for text in corrects {
        hash.update(text);
    }
    for line in lines {
        hash.update(format!("\n{} {} {}", line.code, line.origin, line.read));
    }
    format!("R-{}", hex(&hash.finalize()[..BYTES]))
}

/// A cell as text, for comparing.
pub fn read_cell(cell: &CopyCell) -> String {
    match cell {
        CopyCell::Empty | CopyCell::FormulaWithoutValue => String::new(),
        CopyCell::Text(text) | CopyCell::Error(text) => text.clone(),
        CopyCell::Number(value) => value.to_string(),
        CopyCell::Date(day) => day.to_string(),
        CopyCell::Bool(value) => (if *value { "TRUE" } else { "FALSE" }).to_string(),
    }
}

/// A cell as the list shows it.
fn shown(cell: &CopyCell, lang: Lang) -> String {
    match cell {
        CopyCell::Empty => say!(lang, "（空）", "(empty)"),
        CopyCell::FormulaWithoutValue => {
            say!(lang, "（公式，无计算结果）", "(formula without a result)")
        }
        other => read_cell(other),
    }
}
