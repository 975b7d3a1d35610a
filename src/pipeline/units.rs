//! `units` of `[inputs]`: what the amounts of a file are counted in, where the pipeline decides it.

use crate::config::{Reader, as_text};
use crate::diag::{Diagnostic, Diagnostics, Place, codes, suggest};
use crate::ingest::{Headers, InputFile};

/// The unit of one file, as the pipeline says it.
#[derive(Clone, Debug)]
pub struct FileUnit {
    /// Path or name of the file.
    file: String,
    unit: String,
    place: Place,
}

/// Reads `units = { "申报.xlsx" = "万元" }`.
pub fn read(inputs: &Reader) -> Vec<FileUnit> {
    let entries = inputs.entries("units").iter();
    entries
        .filter_map(|(key, node)| {
            let unit = as_text(node, inputs.faults)?.to_string();
            Some(FileUnit { file: key.name.clone(), unit, place: node.place() })
        })
        .collect()
}

/// Those that are said of some files.
pub fn of(files: &[InputFile], mut units: Vec<FileUnit>) -> Vec<FileUnit> {
    let ends = |file: &InputFile, said: &str| {
        file.shown == said || file.shown.rsplit('/').next() == Some(said)
    };
    units.retain(|said| files.iter().any(|file| ends(file, &said.file)));
    units
}

/// Hands the units to those who read the files.
///
/// # Errors
/// Units that nobody knows, files that are not among the inputs.
pub fn apply<'f>(
    units: &[FileUnit],
    files: impl Iterator<Item = &'f InputFile>,
    headers: &mut Headers,
) -> Diagnostics {
    let shown: Vec<&str> = files.map(|file| file.shown.as_str()).collect();
    let name = |path: &'f str| path.rsplit('/').next().unwrap_or(path);
    let known: Vec<&str> = shown.iter().flat_map(|path| [*path, name(path)]).collect();
    let mut faults = Diagnostics::default();
    for said in units {
        let fault = |zh: &str, en: &str| {
            Diagnostic::new(&codes::UNKNOWN_FILE_UNIT)
                .arg("file", &said.file)
                .arg("unit", &said.unit)
                .arg("why", zh)
                .arg("why_en", en)
                .at(said.place.clone())
        };
        // A name alone stands for the one file that bears it.
        let exact: Vec<&str> = shown.iter().copied().filter(|path| *path == said.file).collect();
        let by_name = || shown.iter().copied().filter(|path| name(path) == said.file).collect();
        let meant: Vec<&str> = if exact.is_empty() { by_name() } else { exact };
        if !headers.say_unit(meant.first().unwrap_or(&""), &said.unit) {
            faults.push(fault("不是已知的单位或币种", "no unit or currency that is known"));
        } else if meant.is_empty() {
            let near = suggest(&said.file, known.iter().copied()).unwrap_or_default();
            let fault = fault("输入文件中没有它", "no such file among the inputs");
            faults.push(fault.arg("suggestion", near));
        } else if meant.len() > 1 {
            let zh = format!("有多个同名文件，请写明路径：{}", meant.join("、"));
            let en = format!("several files bear this name; write the path: {}", meant.join(", "));
            faults.push(fault(&zh, &en));
        }
    }
    faults
}
