//! The table of tasks of a plan, and the table of offices: names in documents and names today.

use std::path::Path;

use super::plan::{DeadlineBasis, LeadBasis, Office, Section, Task};
use super::table::{Line, names, read};
use crate::config::Collector;
use crate::diag::{Diagnostic, Diagnostics, Text, codes, suggest};
use crate::domain::date;
use crate::frame::columns as c;

const TASK_COLUMNS: [&str; 11] = [
    "no",
    c::SECTION,
    c::PLACE,
    c::TITLE_ZH,
    c::TITLE_EN,
    c::LEAD,
    "support",
    c::LEAD_BASIS,
    "deadline",
    "basis",
    "target",
];
const OFFICE_COLUMNS: [&str; 6] = ["name", "plan", "today_zh", "today_en", "since", "basis"];

/// Reads the offices that a plan may name.
///
/// # Errors
/// A file that cannot be read.
pub fn offices(path: &Path, plan: &str, faults: &Collector) -> Result<Vec<Office>, Diagnostics> {
    let mut out: Vec<Office> = Vec::new();
    for line in read(path, &OFFICE_COLUMNS, &codes::PLAN_ROW, faults)? {
        let of = line.cell(1);
        if !of.is_empty() && of != plan {
            continue;
        }
        let named = line.cell(0).to_string();
        if named.is_empty() || line.cell(2).is_empty() || line.cell(3).is_empty() {
            let why =
                ("单位的原名、今名（中英文）都要填", "the name and both present names are needed");
            faults.push(line.fault(&codes::PLAN_ROW, why));
        } else if out.iter().any(|office| office.named == named) {
            faults.push(
                Diagnostic::new(&codes::PLAN_TWICE).arg("name", named).at(line.place.clone()),
            );
        } else {
            out.push(Office { named, today: Text::new(line.cell(2), line.cell(3)) });
        }
    }
    Ok(out)
}

/// Reads the tasks, in the order of the file.
///
/// # Errors
/// A file that cannot be read.
pub fn load(
    path: &Path,
    offices: &[Office],
    sections: &[Section],
    faults: &Collector,
) -> Result<Vec<Task>, Diagnostics> {
    let mut tasks: Vec<Task> = Vec::new();
    for line in read(path, &TASK_COLUMNS, &codes::PLAN_ROW, faults)? {
        let Some(task) = task(&line, offices, sections, faults) else { continue };
        if tasks.iter().any(|known| known.no == task.no) {
            let fault = Diagnostic::new(&codes::PLAN_TWICE).arg("name", &task.no);
            faults.push(fault.at(line.place.clone()));
            continue;
        }
        tasks.push(task);
    }
    Ok(tasks)
}

fn task(line: &Line, offices: &[Office], sections: &[Section], faults: &Collector) -> Option<Task> {
    let mut sound = true;
    let mut refuse = |why: (&str, &str)| {
        faults.push(line.fault(&codes::PLAN_ROW, why));
        sound = false;
    };
    let [no, section, place, zh, en] = [0, 1, 2, 3, 4].map(|at| line.cell(at).to_string());
    if no.is_empty() || zh.is_empty() || en.is_empty() || place.is_empty() {
        refuse(("编号、出处和中英文标题都要填", "number, place and both titles are needed"));
    }
    if !sections.iter().any(|known| known.id == section) {
        refuse(("分节编号不在计划文件的 [[section]] 中", "its section is not in the plan file"));
    }
    let lead_basis = named(&LeadBasis::NAMES, line.cell(7));
    if lead_basis.is_none() {
        refuse((
            "lead_basis 应为 stated、inferred、first-listed 或 none",
            "lead_basis is none of stated, inferred, first-listed, none",
        ));
    }
    let basis = named(&DeadlineBasis::NAMES, line.cell(9));
    if basis.is_none() {
        refuse((
            "basis 应为 stated、inferred、recurring 或 none",
            "basis is none of stated, inferred, recurring, none",
        ));
    }
    let deadline = date::parse(line.cell(8));
    if deadline.is_none() && !line.cell(8).is_empty() {
        refuse(("期限不是日期", "the deadline is no date"));
    }
    let dated = matches!(basis, Some(DeadlineBasis::Stated | DeadlineBasis::Inferred));
    if basis.is_some() && dated != deadline.is_some() {
        refuse((
            "basis 为 stated 或 inferred 时须有期限，其余不得有",
            "a stated or inferred deadline needs a date, the others none",
        ));
    }
    let lead = names(line.cell(5)).map(|name| office(name, offices, line, faults)).collect();
    let support = names(line.cell(6)).map(|name| office(name, offices, line, faults)).collect();
    sound.then_some(())?;
    Some(Task {
        no,
        section,
        place,
        title: Text::new(zh, en),
        lead,
        support,
        lead_basis: lead_basis?,
        deadline,
        basis: basis?,
        targets: names(line.cell(10)).map(str::to_string).collect(),
        at: line.place.clone(),
    })
}

fn named<T: Copy>(names: &[(&str, T)], word: &str) -> Option<T> {
    names.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// The office of a name; one that is not known is said, and called as it is written.
fn office(name: &str, offices: &[Office], line: &Line, faults: &Collector) -> Office {
    let known = offices.iter().find(|office| office.named == name);
    known.cloned().unwrap_or_else(|| {
        let near = suggest(name, offices.iter().map(|office| office.named.as_str()));
        let fault = Diagnostic::new(&codes::PLAN_OFFICE).arg("name", name);
        let fault = fault.arg("suggestion", near.unwrap_or_default());
        faults.push(fault.at(line.place.clone()));
        Office { named: name.to_string(), today: Text::new(name, name) }
    })
}
