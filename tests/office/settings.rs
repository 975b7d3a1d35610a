//! Settings in a workbook and back: what is changed there is changed in the files and nothing else, and what cannot be
//! is refused at its cell.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

use super::{compare, program};
use crate::documents::commands::copy;

const PIPELINE: &str = "pipelines/qianhai-2026.toml";
const STRICT: &str = "pipelines/scenarios/strict.toml";
const SHEETS: [&str; 2] = ["参数", "口径"];

type Cells = Vec<Vec<String>>;

/// The project's pipelines in a folder of their own, with the settings exported from them.
fn exported() -> (tempfile::TempDir, BTreeMap<&'static str, Cells>) {
    let folder = tempfile::tempdir().expect("a folder");
    copy(Path::new("pipelines"), &folder.path().join("pipelines"));
    let args = ["settings", "export", PIPELINE, "--scenario", STRICT, "-o", "a.xlsx"];
    program(folder.path(), &args, 0);
    let cells = read(&folder.path().join("a.xlsx"));
    (folder, cells)
}

fn read(path: &Path) -> BTreeMap<&'static str, Cells> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let cells = |sheet: &str| {
        let range = book.worksheet_range(sheet).expect("its sheet");
        let text = |cell: &Data| cell.to_string();
        range.rows().map(|row| row.iter().map(text).collect()).collect::<Cells>()
    };
    let mut cells = cells;
    SHEETS.into_iter().map(|sheet| (sheet, cells(sheet))).collect()
}

fn write(cells: &BTreeMap<&str, Cells>, path: &Path) {
    let mut book = Workbook::new();
    for (name, rows) in cells {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell.strip_prefix('=') {
                    Some(_) => sheet.write_formula(row, column, cell.as_str()).expect("a cell"),
                    None => sheet.write_string(row, column, cell).expect("a cell"),
                };
            }
        }
    }
    book.save(path).expect("written");
}

/// The cell of a setting under a heading.
fn at<'a>(
    cells: &'a mut BTreeMap<&'static str, Cells>,
    name: &str,
    heading: &str,
) -> &'a mut String {
    let rows = cells.values_mut().find(|rows| rows.iter().any(|row| row[0] == name)).expect(name);
    let head = rows.iter().find(|row| row[0] == "名称").expect("headings");
    let column = head.iter().position(|own| own == heading).expect(heading);
    let row = rows.iter_mut().find(|row| row[0] == name).expect(name);
    &mut row[column]
}

const OWN: &str = "qianhai-2026.toml";
const SCENARIO: &str = "scenarios/strict.toml";

fn import(folder: &Path, more: &[&str], code: i32) -> String {
    let args = ["settings", "import", PIPELINE, "b.xlsx", "--scenario", STRICT];
    program(folder, &[&args[..], more].concat(), code)
}

#[test]
fn what_is_changed_in_the_workbook_is_changed_in_the_files() {
    let (folder, mut cells) = exported();
    let here = folder.path();
    let texts =
        || [PIPELINE, STRICT].map(|path| fs::read_to_string(here.join(path)).expect("a file"));
    let [pipeline, strict] = texts();
    // As exported: nothing differs.
    write(&cells, &here.join("b.xlsx"));
    let said = import(here, &["--write", "--lang", "en"], 0);
    assert!(said.contains("Nothing differs"), "{said}");
    assert_eq!(texts(), [pipeline.clone(), strict.clone()]);
    // What the scheme says stands beside each.
    let clause = at(&mut cells, "vat", "条款").clone();
    assert!(!clause.is_empty());
    assert_eq!(at(&mut cells, "budget.total", OWN), "4200万元");
    assert_eq!(at(&mut cells, "vat", SCENARIO), "net");
    *at(&mut cells, "budget.total", OWN) = "4000万元".into();
    *at(&mut cells, "budget.reserve", OWN) = String::new();
    *at(&mut cells, "vat", OWN) = "net".into();
    *at(&mut cells, "vat", SCENARIO) = String::new();
    write(&cells, &here.join("b.xlsx"));
    let (zh, en) = (import(here, &["--lang", "zh-CN"], 0), import(here, &["--lang", "en"], 0));
    compare("settings-differences", &zh, &en);
    assert_eq!(texts(), [pipeline.clone(), strict.clone()], "nothing is written unasked");
    let json = import(here, &["--json"], 0);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        (json["data"]["changes"].as_array().map(Vec::len), &json["data"]["written"]),
        (Some(4), &false.into())
    );
    import(here, &["--write", "--quiet"], 0);
    let expected = [
        pipeline
            .replace("total = \"4200万元\"", "total = \"4000万元\"")
            .replace("reserve = \"0元\"", "# reserve = \"0元\"")
            .replace("[options]\n", "[options]\nvat = \"net\"\n"),
        strict.replace("vat = \"net\"", "# vat = \"net\""),
    ];
    assert_eq!(texts(), expected);
    // Once more: what was exported is no longer what the files say, and nobody asks for anything else.
    let said = import(here, &["--lang", "en"], 0);
    assert!(said.contains("Nothing differs"), "{said}");
}

#[test]
fn what_cannot_be_is_refused_at_its_cell() {
    let (folder, cells) = exported();
    let here = folder.path();
    let before = fs::read(here.join(PIPELINE)).expect("a file");
    let case = |name: &str, heading: &str, value: &str, code: &str| {
        let mut cells = cells.clone();
        *at(&mut cells, name, heading) = value.to_string();
        write(&cells, &here.join("b.xlsx"));
        let said = import(here, &["--write", "--lang", "en"], 2);
        assert!(said.contains(code), "{name} {value}: {said}");
        // The place is the cell.
        assert!(said.contains("b.xlsx") && said.contains(heading), "{name} {value}: {said}");
        said
    };
    case("budget.total", OWN, "四千万", "C106");
    case("budget.total", OWN, "4000", "C106");
    case("vat", OWN, "netto", "C113");
    case("vat", SCENARIO, "netto", "C113");
    let ratio = cells["参数"].iter().find(|row| row.get(6).is_some_and(|unit| unit == "比例"));
    let ratio = ratio.expect("a share")[0].clone();
    case(&ratio, OWN, "101%", "C1");
    case(&ratio, SCENARIO, "三成", "C1");
    let label = |label: &str, change: &dyn Fn(&mut BTreeMap<&'static str, Cells>)| {
        let mut cells = cells.clone();
        change(&mut cells);
        write(&cells, &here.join("b.xlsx"));
        let (zh, en) = (import(here, &["--lang", "zh-CN"], 2), import(here, &["--lang", "en"], 2));
        assert!(zh.contains(label) && en.contains(label), "{label}: {en}");
        compare(label, &zh, &en);
    };
    label("A652", &|cells| {
        cells.values_mut().for_each(|rows| rows.iter_mut().for_each(|row| row[0].clear()))
    });
    label("A653", &|cells| {
        let rows = cells.get_mut("口径").expect("its sheet");
        let heading = rows.iter_mut().flatten().find(|cell| *cell == SCENARIO).expect("a heading");
        *heading = "scenarios/gone.toml".into();
    });
    label("A654", &|cells| *at(cells, "budget.total", OWN) = "=1+1".into());
    assert_eq!(fs::read(here.join(PIPELINE)).expect("a file"), before);
    // Somebody else changes the file after the export.
    let text = fs::read_to_string(here.join(PIPELINE)).expect("a file");
    fs::write(here.join(PIPELINE), text.replace("4200万元", "4100万元")).expect("written");
    label("A655", &|cells| *at(cells, "budget.total", OWN) = "4000万元".into());
    // What nobody touched in the workbook stays as it is now.
    write(&cells, &here.join("b.xlsx"));
    import(here, &["--write", "--quiet"], 0);
    let now = fs::read_to_string(here.join(PIPELINE)).expect("a file");
    assert!(now.contains("4100万元"), "{now}");
    let joint = ["settings", "export", "pipelines/qianhai-joint-2026.toml", "-o", "c.xlsx"];
    let of = |lang| program(here, &[&joint[..], &["--lang", lang]].concat(), 2);
    compare("A651", &of("zh-CN"), &of("en"));
}
