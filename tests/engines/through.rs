//! One set of inputs through an engine and back.

use std::path::{Path, PathBuf};
use std::process::Command;

use jiangbu::award::{Context, Inputs};
use jiangbu::budget::{Awards, award, gather_all};
use jiangbu::jobs::engine::folder::{Of, files};
use jiangbu::jobs::engine::inputs::typed;
use jiangbu::jobs::engine::results::{Difference, HandedBack, differences};
use jiangbu::sql::{Dialect, Refused, emit};

/// The Python that has the engines.
pub fn python() -> PathBuf {
    std::env::var_os("JIANGBU_ENGINES").map_or_else(|| "python3".into(), PathBuf::from)
}

/// Runs a plan's own runner.
pub fn run(folder: &Path, dialect: Dialect) {
    let runner = folder.join(format!("run_{}.py", dialect.name()));
    let done = Command::new(python()).arg(&runner).output().expect("python");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{}\n{said}", folder.display());
}

/// What an engine makes of inputs, held against the local engine; what cannot be expressed in the first place.
pub fn through(
    inputs: &Inputs,
    context: &Context,
    dialect: Dialect,
    folder: &Path,
) -> Result<(Awards, Vec<Difference>), Vec<Refused>> {
    let gathered = gather_all(inputs, context).expect("claims");
    let typed = typed(inputs, &gathered, context).expect("typed tables");
    let scripts = emit(context, dialect, &typed.known).expect("texts")?;
    let of = Of { pipeline: "", scheme: &context.scheme.id, dialect };
    for (name, bytes) in files(&of, &typed, &scripts).expect("files") {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    run(folder, dialect);
    let awards = award(gathered, inputs, context).expect("awards");
    let back = HandedBack::read(folder).expect("results");
    let found = differences(&back, &awards).expect("columns");
    Ok((awards, found))
}
