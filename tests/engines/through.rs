//! Inputs through an engine and back.

use std::path::{Path, PathBuf};
use std::process::Command;

use jiangbu::award::{Context, Inputs};
use jiangbu::budget::{Awards, award, gather_all};
use jiangbu::jobs::engine::folder::{Of, files};
use jiangbu::jobs::engine::inputs::typed;
use jiangbu::jobs::engine::results::{HandedBack, differences};
use jiangbu::sql::{Dialect, Refused, emit};

/// One set of inputs as a plan, and what the local engine makes of them.
pub struct Case {
    pub name: String,
    pub folder: PathBuf,
    pub awards: Awards,
}

/// The Python that has the engines.
pub fn python() -> PathBuf {
    std::env::var_os("JIANGBU_ENGINES").map_or_else(|| "python3".into(), PathBuf::from)
}

/// Runs plans by the runner of the first.
pub fn run(folders: &[&Path], dialect: Dialect) {
    let Some(first) = folders.first() else { return };
    let done = runner(folders, dialect, &[]).output().expect("python");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{} {}\n{said}", first.display(), done.status);
}

/// What runs plans, by the runner of the first.
pub fn runner(folders: &[&Path], dialect: Dialect, arguments: &[&str]) -> Command {
    let mut command = Command::new(python());
    let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engines/spark");
    command.arg(folders[0].join(format!("run_{}.py", dialect.name())));
    command.args(folders).args(arguments).env("SPARK_CONF_DIR", settings);
    command
}

/// Writes the plan of inputs; what cannot be expressed in its place.
///
/// # Errors
/// Rules whose numbers could pass what the engine holds.
pub fn case(
    name: String,
    (inputs, context): (&Inputs, &Context),
    dialect: Dialect,
    folder: PathBuf,
) -> Result<Case, Vec<Refused>> {
    let gathered = gather_all(inputs, context).expect("claims");
    let typed = typed(inputs, &gathered, context).expect("typed tables");
    let scripts = emit(context, dialect, &typed.known).expect("texts")?;
    let of = Of { pipeline: "", scheme: &context.scheme.id, dialect };
    for (name, bytes) in files(&of, &typed, &scripts).expect("files") {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let awards = award(gathered, inputs, context).expect("awards");
    Ok(Case { name, folder, awards })
}

/// Runs all cases and asks that nothing differs; how many claims there were.
pub fn all_agree(cases: &[Case], dialect: Dialect) -> usize {
    let folders: Vec<&Path> = cases.iter().map(|case| case.folder.as_path()).collect();
    run(&folders, dialect);
    agree(cases)
}

/// Asks that nothing that came back differs; how many claims there were.
pub fn agree(cases: &[Case]) -> usize {
    let mut faults = Vec::new();
    for case in cases {
        let back =
            HandedBack::read(&case.folder).unwrap_or_else(|why| panic!("{}: {why}", case.name));
        let found =
            differences(&back, &case.awards).unwrap_or_else(|why| panic!("{}: {why}", case.name));
        if let Some(first) = found.first() {
            faults.push(format!("{}: {} differences, {first:?}", case.name, found.len()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    cases.iter().map(|case| case.awards.firm.len()).sum()
}
