//! Tables that lie in a warehouse: views, their checks through the engines against the reader, exports as filings, and
//! exports that are not what was written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiangbu::domain::digest::sha256;
use jiangbu::frame::columns as c;
use jiangbu::intake::prepare::prepare;
use jiangbu::jobs::engine::parquet;
use jiangbu::pipeline::load;
use jiangbu::sql::Dialect;
use polars::prelude::DataType;
use serde_json::Value;

use super::through::{python, run};
use crate::runs::pipelines::{code, entries, files};
use crate::runs::which_files::{Desk, ids};

const BOTH: [Dialect; 2] = [Dialect::DuckDb, Dialect::DataFusion];
const EXPORTED: &str = "filings = [\"views/results/manifest.json\"]";

/// Firms, and lines of measures that have every kind of column.
const SAID: &str = r#"
[warehouse.firms]
table = "ent"
key = "credit_code"
columns = { firm_name = "nm", uscc = "credit_code", entity_type = "kind", operates_in_qianhai = "ops", data_service_firm = "svc" }

[warehouse.m2]
table = "promo"
key = "id"
unit = "万元"
columns = { filing_no = "bill", uscc = "firm", accepted_on = "taken", paid_on = "paid", channel = "way", amount = "amt", currency = "cur", invoice_no = "inv" }

[warehouse.m5]
table = "std"
key = "id"
columns = { filing_no = "bill", uscc = "firm", accepted_on = "taken", standard_no = "no", standard_level = "lvl", drafter_rank = "rnk", trade_domain = "dom", published_on = "pub", is_revision = "rev" }

[warehouse.m6]
table = "pay"
key = "id"
columns = { filing_no = "bill", uscc = "firm", accepted_on = "taken", paid_on = "paid", amount = "amt", invoice_no = "inv", export_filing_no = "rec" }

[warehouse.m7]
table = "safe"
key = "id"
columns = { filing_no = "bill", uscc = "firm", accepted_on = "taken", paid_on = "paid", amount = "amt", invoice_no = "inv", share = "part" }
"#;

/// A table of a warehouse: columns with their types, and rows; `-` is nothing.
struct Table {
    name: &'static str,
    columns: &'static [(&'static str, &'static str)],
    rows: Vec<Vec<String>>,
}

const LINE: [(&str, &str); 4] =
    [("id", "BIGINT"), ("bill", "STRING"), ("firm", "STRING"), ("taken", "DATE")];

impl Table {
    /// As a statement that every engine takes.
    fn statement(&self, dialect: Dialect) -> String {
        let kind = if dialect == Dialect::Spark { "TEMPORARY " } else { "" };
        let cell = |cell: &String| match cell.as_str() {
            "-" => "NULL".to_string(),
            text => format!("'{text}'"),
        };
        let rows = self
            .rows
            .iter()
            .map(|row| format!("({})", row.iter().map(cell).collect::<Vec<_>>().join(", ")));
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let casts = self.columns.iter().map(|(name, of)| format!("CAST({name} AS {of}) AS {name}"));
        format!(
            "CREATE {kind}VIEW {} AS SELECT {} FROM (VALUES\n{}\n) AS t({});\n",
            self.name,
            casts.collect::<Vec<_>>().join(", "),
            rows.collect::<Vec<_>>().join(",\n"),
            names.join(", ")
        )
    }
}

fn cells(cells: &[&str]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// Good rows; then `id`, a column and what stands there instead are said for spoiled ones.
fn tables(spoilt: &[(&'static str, u32, &'static str, &str)]) -> Vec<Table> {
    let line = |id: u32| {
        let firm = code(1 + id as usize % 3);
        [id.to_string(), format!("SB{id}"), firm, "2026-02-10".into()]
    };
    let firms =
        (1..=3).map(|n| cells(&[&code(n), &format!("测试{n}号公司"), "企业", "是", "true"]));
    let more = |table: &str, rest: fn(u32) -> Vec<String>| {
        let own = spoilt.iter().filter(|(of, ..)| *of == table).map(|(_, id, ..)| *id);
        let all: BTreeSet<u32> = own.chain(1..=3).collect();
        all.into_iter().map(|id| line(id).into_iter().chain(rest(id)).collect()).collect()
    };
    let mut all = vec![
        Table {
            name: "ent",
            columns: &[
                ("credit_code", "STRING"),
                ("nm", "STRING"),
                ("kind", "STRING"),
                ("ops", "STRING"),
                ("svc", "BOOLEAN"),
            ],
            rows: firms.collect(),
        },
        Table {
            name: "promo",
            columns: &[
                LINE[0],
                LINE[1],
                LINE[2],
                LINE[3],
                ("paid", "DATE"),
                ("way", "STRING"),
                ("amt", "DECIMAL(20,6)"),
                ("cur", "STRING"),
                ("inv", "STRING"),
            ],
            rows: more("promo", |id| {
                cells(&["2025-06-30", "社交软件", "1.2345", "cny", &format!("FP2-{id}")])
            }),
        },
        Table {
            name: "std",
            columns: &[
                LINE[0],
                LINE[1],
                LINE[2],
                LINE[3],
                ("no", "STRING"),
                ("lvl", "STRING"),
                ("rnk", "INT"),
                ("dom", "STRING"),
                ("pub", "DATE"),
                ("rev", "STRING"),
            ],
            rows: more("std", |id| {
                cells(&[
                    &format!("SYN/GB {id}.1-2025"),
                    "国家",
                    "1",
                    "数字产品",
                    "2025-06-30",
                    "否",
                ])
            }),
        },
        Table {
            name: "pay",
            columns: &[
                LINE[0],
                LINE[1],
                LINE[2],
                LINE[3],
                ("paid", "DATE"),
                ("amt", "DECIMAL(20,4)"),
                ("inv", "STRING"),
                ("rec", "STRING"),
            ],
            rows: more("pay", |id| {
                cells(&["2025-06-30", "10000.10", &format!("FP6-{id}"), "SYN-SJCJ-1"])
            }),
        },
        Table {
            name: "safe",
            columns: &[
                LINE[0],
                LINE[1],
                LINE[2],
                LINE[3],
                ("paid", "DATE"),
                ("amt", "BIGINT"),
                ("inv", "STRING"),
                ("part", "DECIMAL(9,6)"),
            ],
            rows: more("safe", |id| cells(&["2025-06-30", "20000", &format!("FP7-{id}"), "0.6"])),
        },
    ];
    for (of, id, column, cell) in spoilt {
        let table = all.iter_mut().find(|table| table.name == *of).expect("a table");
        let at = table.columns.iter().position(|(name, _)| name == column).expect("a column");
        let row = table.rows.iter_mut().find(|row| row[0] == id.to_string()).expect("a row");
        row[at] = cell.to_string();
    }
    all
}

/// The views of a desk in `views`, with the tables of its warehouse.
fn written(desk: &Desk, dialect: Dialect, tables: &[Table]) -> PathBuf {
    let (exit, told) =
        desk.program(&["views", "p.toml", "--quiet", "--engine", dialect.name(), "--out", "views"]);
    assert_eq!(exit, 0, "{told}");
    let connect: String = tables.iter().map(|table| table.statement(dialect)).collect();
    fs::write(desk.path("views/connect.sql"), connect).expect("written");
    desk.path("views")
}

fn desk() -> Desk {
    let desk = Desk::new(EXPORTED);
    desk.ask(EXPORTED, SAID);
    desk
}

/// A desk whose exports an engine left.
fn exported(dialect: Dialect, tables: &[Table]) -> Desk {
    let desk = desk();
    run(&[&written(&desk, dialect, tables)], dialect);
    desk
}

/// Key and reasons of the rows that a table's checks refused.
fn refused(desk: &Desk, name: &str) -> Vec<(String, String)> {
    let path = desk.path(&format!("views/results/tables/refused/{name}.parquet"));
    let table = parquet::read(&path).expect("a table");
    let texts = |name: &str| {
        let column = table.column(name).expect("a column").cast(&DataType::String).expect("texts");
        let texts = column.str().expect("texts").iter().map(|text| text.unwrap_or("").to_string());
        texts.collect::<Vec<_>>()
    };
    let key = if name == "firms" { "统一社会信用代码" } else { "仓库键 id" };
    texts(key).into_iter().zip(texts("why")).collect()
}

/// Codes of reasons.
fn codes(why: &str) -> BTreeSet<String> {
    why.split("; ").filter_map(|one| one.split(' ').next()).map(str::to_string).collect()
}

/// What the reader refuses of a file, by row, where it lies among good filings.
fn read(desk: &Desk, file: &str) -> BTreeMap<u32, BTreeSet<String>> {
    desk.ask(&format!("filings = [\"views/results/tables/*.parquet\", \"{file}\"]"), "");
    let pipeline = load(&desk.path("p.toml")).unwrap_or_else(|why| panic!("{why:?}"));
    let prepared =
        prepare(&pipeline, &|_: &str| {}).unwrap_or_else(|why| panic!("{file}: {why:?}"));
    let linked = prepared.linked;
    desk.ask(EXPORTED, SAID);
    assert!(linked.unusable.is_empty(), "{file}: {:?}", linked.unusable);
    let own =
        linked.quarantine.iter().filter(|row| linked.sources[row.source as usize].file == file);
    own.map(|row| (row.row, row.codes.iter().map(ToString::to_string).collect())).collect()
}

/// Row, column, what stands there, and what is said of it; nothing of what is right, or left to the reader.
type Spoilt = (&'static str, u32, &'static str, &'static str, &'static str);

const SPOILT: &[Spoilt] = &[
    ("promo", 10, "amt", "-1", "D306"),
    ("promo", 11, "amt", "-", "D313"),
    ("promo", 12, "amt", "9000000.000001", "D305"),
    ("promo", 13, "cur", "ABC", "D311"),
    ("promo", 14, "paid", "1948-12-31", "D307"),
    ("promo", 15, "paid", "-", "D313"),
    ("promo", 16, "way", "X9", "D312"),
    ("promo", 17, "taken", "2100-01-01", "D307"),
    ("promo", 18, "firm", "914403001922038215", "D301"),
    ("promo", 19, "firm", "91440300192203821", "D301"),
    ("promo", 20, "firm", "9144030071526726xg", ""),
    ("promo", 21, "cur", "usd", ""),
    ("promo", 22, "way", "  ", "D313"),
    ("promo", 23, "way", "N/A", "D313"),
    ("promo", 24, "cur", "-", ""),
    ("promo", 25, "firm", "-", "D313"),
    ("promo", 26, "firm", "12345678", ""),
    ("promo", 27, "amt", "9000000", ""),
    ("std", 30, "rnk", "0", "D309"),
    ("std", 31, "rnk", "-1", "D309"),
    ("std", 32, "rev", "maybe", "D308"),
    ("std", 33, "rev", "YES", ""),
    ("std", 34, "lvl", "L9", "D312"),
    ("std", 35, "no", "-", "D313"),
    ("std", 36, "pub", "2100-01-01", "D307"),
    ("pay", 40, "amt", "1.005", "D304"),
    ("pay", 41, "amt", "-0.01", "D306"),
    ("pay", 42, "amt", "90000000000.01", "D305"),
    ("pay", 43, "amt", "90000000000", ""),
    ("pay", 44, "amt", "-90000000000.01", "D305"),
    ("pay", 45, "amt", "-1.0001", "D304"),
    ("pay", 46, "amt", "1.1000", ""),
    ("pay", 47, "bill", "", "D313"),
    ("safe", 50, "part", "1.000001", "D310"),
    ("safe", 51, "part", "-0.1", "D310"),
    ("safe", 52, "part", "1", ""),
    ("safe", 53, "amt", "-5", "D306"),
    ("safe", 54, "amt", "-", "D313"),
    ("safe", 55, "amt", "90000000001", "D305"),
];

const NAMES: [(&str, &str); 4] = [("promo", "m2"), ("std", "m5"), ("pay", "m6"), ("safe", "m7")];

fn spoilt() -> Vec<Table> {
    let all: Vec<_> =
        SPOILT.iter().map(|(table, id, column, cell, _)| (*table, *id, *column, *cell)).collect();
    let mut all = tables(&all);
    // A row with two faults, and firms.
    let promo = all.iter_mut().find(|table| table.name == "promo").expect("a table");
    let mut row = promo.rows[0].clone();
    (row[0], row[6], row[7]) = ("90".into(), "-1".into(), "ABC".into());
    promo.rows.push(row);
    let rows = &mut all[0].rows;
    rows.push(cells(&[&code(4), "-", "企业", "是", "true"]));
    rows.push(cells(&[&code(5), "测试5号公司", "Q7", "是", "true"]));
    rows.push(cells(&[&code(6), "测试6号公司", "企业", "maybe", "-"]));
    rows.push(cells(&["914403001922038215", "测试7号公司", "企业", "是", "true"]));
    all
}

/// Every check through both engines: rows that are spoiled get the codes that the reader gives for the same Parquet, and
/// right ones none.
#[test]
#[ignore = "needs a Python with duckdb and datafusion: JIANGBU_ENGINES"]
fn spoiled_rows_get_the_codes_of_the_reader() {
    for dialect in BOTH {
        let desk = exported(dialect, &spoilt());
        for (table, name) in NAMES {
            let mut expected: BTreeMap<String, BTreeSet<String>> = SPOILT
                .iter()
                .filter(|(of, .., code)| *of == table && !code.is_empty())
                .map(|(_, id, .., code)| (id.to_string(), codes(code)))
                .collect();
            if table == "promo" {
                expected.insert("90".into(), codes("D306; D311"));
            }
            let found = refused(&desk, name);
            let said = found.iter().map(|(id, why)| (id.clone(), codes(why)));
            assert_eq!(said.collect::<BTreeMap<_, _>>(), expected, "{dialect:?} {name}");
            as_the_reader(&desk, name, &found, dialect);
        }
        let firms = refused(&desk, "firms");
        let said: Vec<_> = firms.iter().map(|(code, why)| (code.as_str(), codes(why))).collect();
        let mut known: Vec<(&str, BTreeSet<String>)> = Vec::new();
        let own = [code(4), code(5), code(6), "914403001922038215".to_string()];
        for (own, why) in own.iter().zip(["D313", "D312", "D308", "D301"]) {
            known.push((own, codes(why)));
        }
        known.sort();
        assert_eq!(said, known, "{dialect:?}");
        as_the_reader(&desk, "firms", &firms, dialect);
    }
}

/// What was refused is refused by the reader under the same codes; what passed, by nothing that SQL looks at.
fn as_the_reader(desk: &Desk, name: &str, found: &[(String, String)], dialect: Dialect) {
    let ours = read(desk, &format!("views/results/tables/refused/{name}.parquet"));
    let theirs = found.iter().zip(1..).map(|((_, why), row)| (row, codes(why)));
    assert_eq!(ours, theirs.collect::<BTreeMap<u32, _>>(), "{dialect:?} {name}");
    // Of firms that nobody knows the reader learns from all files.
    let mut passed = read(desk, &format!("views/results/tables/{name}.parquet"));
    passed.retain(|_, why| *why != codes("D318"));
    assert!(passed.is_empty(), "{dialect:?} {name}: {passed:?}");
}

/// Codes of every kind: none is refused that the reader takes, and nearly all that it refuses.
#[test]
#[ignore = "needs a Python with duckdb and datafusion: JIANGBU_ENGINES"]
fn no_number_of_an_applicant_is_refused_that_the_reader_takes() {
    let mut all = tables(&[]);
    let pay = all.iter_mut().find(|table| table.name == "pay").expect("a table");
    let mut add = |firm: String| {
        let mut row = pay.rows[0].clone();
        (row[0], row[2]) = ((100 + pay.rows.len()).to_string(), firm);
        pay.rows.push(row);
    };
    for number in 1..60 {
        let good = code(number);
        add(good.to_lowercase());
        for at in 0..good.len() {
            let sign = b"0123456789ABCDEFGHJKLMNPQRTUWXY"[(number * 7 + at * 5) % 31];
            let mut bytes = good.clone().into_bytes();
            bytes[at] = sign;
            add(String::from_utf8(bytes).expect("a code"));
        }
        add(good[..good.len() - number % 12].to_string());
        add(format!("{good}{number}"));
    }
    for other in [
        "11010519491231002X",
        "440524188001010014",
        "H12345678",
        "M1234567801",
        "BRN 12345678-001",
        "HK12345678B001",
        "CR1234567",
        "SO12345",
        "MOSO12345",
        "PTABCDEFGHABCDEFGH",
        "IDABCDEFGHABCDEFGH",
        "9144-0300-7152-6726-XG",
        "914403001922O38216",
    ] {
        add(other.to_string());
    }
    for dialect in BOTH {
        let desk = exported(dialect, &all);
        let found = refused(&desk, "m6");
        assert!(found.len() > 900, "{}", found.len());
        let ours = read(&desk, "views/results/tables/refused/m6.parquet");
        assert_eq!(ours.len(), found.len());
        assert!(
            ours.values().all(|why| *why == codes("D301"))
                && found.iter().all(|(_, why)| codes(why) == codes("D301"))
        );
        let mut left = read(&desk, "views/results/tables/m6.parquet");
        left.retain(|_, why| why.contains("D301"));
        println!("{dialect:?}: {} refused there, {} more here", found.len(), left.len());
        assert!(left.len() < 40, "{}", left.len());
    }
}

/// A run on exports is the run on the same tables as filings; where rows were refused it says so and is incomplete.
#[test]
#[ignore = "needs a Python with duckdb and datafusion: JIANGBU_ENGINES"]
fn exports_are_filings() {
    for dialect in BOTH {
        let desk = exported(dialect, &tables(&[]));
        let taken = desk.outcome();
        desk.ask("filings = [\"views/results/tables/*.parquet\"]", "");
        assert_eq!(taken.0.len(), 3);
        assert_eq!(format!("{taken:?}"), format!("{:?}", desk.outcome()), "{dialect:?}");
    }
    let desk = exported(
        Dialect::DuckDb,
        &tables(&[("pay", 40, "amt", "1.005"), ("pay", 41, "inv", "FP6-2")]),
    );
    let (_, found) = desk.outcome();
    assert_eq!(ids(&found), ["F249", "F276", "D327"]);
    for lang in ["zh-CN", "en"] {
        let (exit, told) = desk.program(&["run", "p.toml", "--lang", lang]);
        assert!(exit == 1 && told.contains("F276") && told.contains("D304 金额 ×1"), "{told}");
    }
    let manifest = desk.manifest("runs/p-001");
    assert_eq!(manifest["incomplete"]["filings"], 1, "{manifest:#}");
    assert_eq!(manifest["intakes"][0]["file"], "views/results/manifest.json");
    assert!(jiangbu::intake::origin::pipeline_of(&desk.path("runs/p-001")).is_ok());
    desk.ask(&format!("{EXPORTED}\non_bad_file = \"stop\""), SAID);
    let faults = desk.compute().err().unwrap_or_default();
    assert!(ids(&faults).contains(&"F276"), "{faults:?}");
}

/// The tables of the sample under other names in a warehouse: what is awarded has the bytes of a run on the files.
#[test]
#[ignore = "needs a Python with duckdb: JIANGBU_ENGINES"]
fn the_sample_in_a_warehouse_gives_the_awards_of_its_files() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/warehouse");
    let (mut said, mut connect) = (String::new(), "SET threads = 1;\n".to_string());
    let mut all = entries(&home);
    all.sort();
    for file in &all {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let table = parquet::read(file).expect("a table");
        let columns = table.get_column_names();
        let mapped: Vec<String> =
            columns.iter().map(|name| format!("{name} = \"w_{name}\"")).collect();
        let named: Vec<String> = columns.iter().map(|name| format!("{name} AS w_{name}")).collect();
        said += &format!(
            "\n[warehouse.{name}]\ntable = \"t_{name}\"\nkey = \"id\"\ncolumns = {{ {} }}\n",
            mapped.join(", ")
        );
        connect += &format!(
            "CREATE VIEW t_{name} AS SELECT row_number() OVER () AS id, {} FROM read_parquet('{}');\n",
            named.join(", "),
            file.display()
        );
    }
    let desk = Desk::new(EXPORTED);
    desk.ask(EXPORTED, &said);
    let (exit, told) = desk.program(&["views", "p.toml", "--engine", "duckdb", "--out", "views"]);
    assert!(exit == 0 && told.contains("A645"), "{told}");
    fs::write(desk.path("views/connect.sql"), connect).expect("written");
    run(&[&desk.path("views")], Dialect::DuckDb);
    let (exit, told) = desk.program(&["run", "p.toml", "--quiet"]);
    assert!(exit < 2, "{told}");
    desk.ask(&format!("filings = [\"{}/*.parquet\"]", home.display()), &said);
    let (exit, told) = desk.program(&["run", "p.toml", "--quiet"]);
    assert!(exit < 2, "{told}");
    let [taken, direct] =
        ["001", "002"].map(|run| files(&desk.path(&format!("runs/p-{run}/tables"))));
    // The key, which is no field, is kept in the notes of a line, and named as not read.
    let own: Vec<&PathBuf> = taken.keys().filter(|name| !direct.contains_key(*name)).collect();
    assert_eq!(own, [Path::new("unread.parquet")]);
    let names_files = ["findings", "quality", "schema", "shared_papers", "sources"];
    for (name, bytes) in &direct {
        let stem = name.file_stem().expect("a name").to_string_lossy();
        if stem.starts_with("lines_") {
            let [taken, direct] = ["001", "002"].map(|run| {
                let path = desk.path(&format!("runs/p-{run}/tables")).join(name);
                parquet::read(&path).expect("a table").drop(c::NOTES).expect("notes")
            });
            assert!(taken.equals_missing(&direct) && taken.height() > 0, "{stem}");
        } else {
            assert!(*bytes == taken[name] || names_files.contains(&stem.as_ref()), "{stem}");
        }
    }
    assert!(direct.len() > 20);
}

/// An export that is not what its engine wrote, or not of the rules of now, stands for nothing.
#[test]
#[ignore = "needs a Python with duckdb: JIANGBU_ENGINES"]
fn exports_that_are_not_what_was_written_are_refused_by_name() {
    let made = exported(Dialect::DuckDb, &tables(&[("pay", 40, "amt", "1.005")]));
    let kept = files(&made.path("views/results"));
    let table = |name: &str| format!("views/results/tables/{name}.parquet");
    let json = |change: &dyn Fn(&mut Value)| {
        let path = made.path("views/results/manifest.json");
        let mut manifest: Value =
            serde_json::from_slice(&fs::read(&path).expect("read")).expect("JSON");
        change(&mut manifest);
        fs::write(path, manifest.to_string()).expect("written");
    };
    // Another table in its place, with its digest made anew.
    let placed = |from: &str, to: &str| {
        let bytes = fs::read(made.path(&table(from))).expect("read");
        json(&|manifest| manifest["tables"][to] = sha256(&bytes).into());
        fs::write(made.path(&table(to)), bytes).expect("written");
    };
    let spoils: [(&str, &dyn Fn(), &str, &str); 13] = [
        ("nothing", &|| (), "", ""),
        (
            "a byte",
            &|| {
                let mut bytes = fs::read(made.path(&table("m6"))).expect("read");
                bytes[40] ^= 1;
                fs::write(made.path(&table("m6")), bytes).expect("written");
            },
            "A510",
            "m6.parquet",
        ),
        (
            "gone",
            &|| fs::remove_file(made.path(&table("refused/m6"))).expect("removed"),
            "A510",
            "refused/m6",
        ),
        (
            "added",
            &|| {
                fs::copy(made.path(&table("m6")), made.path(&table("m9"))).expect("copied");
            },
            "A510",
            "m9",
        ),
        ("rows", &|| json(&|manifest| manifest["counts"][3]["rows"] = 3.into()), "F274", "m6"),
        (
            "refused",
            &|| json(&|manifest| manifest["counts"][3]["refused"] = 0.into()),
            "F274",
            "m6",
        ),
        (
            "a sum",
            &|| json(&|manifest| manifest["counts"][3]["stated"] = "30001.305001".into()),
            "F274",
            "m6",
        ),
        (
            "no sum",
            &|| json(&|manifest| manifest["counts"][3]["stated"] = "30001".into()),
            "F274",
            "m6",
        ),
        ("an engine", &|| json(&|manifest| manifest["engine"] = "oracle".into()), "F274", "oracle"),
        (
            "other views",
            &|| json(&|manifest| manifest["sql_sha256"] = "0".repeat(64).into()),
            "F274",
            "[warehouse]",
        ),
        ("a table of another", &|| placed("m7", "m6"), "F274", "m6"),
        ("one that holds no reasons", &|| placed("m6", "refused/m6"), "F274", "m6"),
        (
            "one fewer",
            &|| {
                json(&|manifest| {
                    manifest["counts"].as_array_mut().expect("a list").pop();
                })
            },
            "F274",
            "tables",
        ),
    ];
    for (name, spoil, code, place) in spoils {
        spoil();
        let faults = made.compute().err().unwrap_or_default();
        let told: Vec<String> = faults.iter().map(|fault| format!("{fault:?}")).collect();
        let named = faults
            .iter()
            .zip(&told)
            .any(|(fault, told)| fault.code.id == code && told.contains(place));
        assert!(named || code.is_empty() && faults.is_empty(), "{name}: {told:?}");
        fs::remove_dir_all(made.path("views/results")).expect("removed");
        for (name, bytes) in &kept {
            let path = made.path("views/results").join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("created");
            fs::write(path, bytes).expect("written");
        }
    }
    // Rules that changed since.
    for (from, to) in [("amt", "amt2"), ("万元", "千元"), ("share = ", "tax = ")] {
        made.ask(EXPORTED, &SAID.replacen(from, to, 1));
        let faults = made.compute().err().unwrap_or_default();
        assert!(
            matches!(faults.first(), Some(fault) if ["F274", "C108"].contains(&fault.code.id)),
            "{faults:?}"
        );
    }
    made.ask(EXPORTED, &format!("{SAID}\n[limits]\nrows = 2\n"));
    assert!(ids(&made.compute().err().unwrap_or_default()).contains(&"F211"));
    made.ask(EXPORTED, "");
    assert_eq!(ids(&made.compute().err().unwrap_or_default()), ["F274"]);
}

fn runner(folder: &Path, dialect: Dialect) -> Output {
    let runner = folder.join(format!("run_{}.py", dialect.name()));
    Command::new(python()).arg(runner).output().expect("python")
}

/// What a check could not look at exactly stops the runner, which names it and leaves nothing.
#[test]
#[ignore = "needs a Python with duckdb and datafusion: JIANGBU_ENGINES"]
fn what_cannot_be_checked_exactly_is_refused_by_name() {
    let spoil: [(&str, &str, &str, &str); 5] = [
        ("CAST(amt AS DECIMAL(20,4))", "CAST(amt AS DOUBLE)", "pay.amt", "decimal"),
        ("CAST(amt AS DECIMAL(20,4))", "CAST(amt AS DECIMAL(20,7))", "pay.amt", "decimal"),
        (
            "CAST(paid AS DATE) AS paid, CAST(amt AS DECIMAL(20,4))",
            "CAST(paid AS TIMESTAMP) AS paid, CAST(amt AS DECIMAL(20,4))",
            "pay.paid",
            "date",
        ),
        ("'2', 'SB2'", "'1', 'SB2'", "pay.id", "1 rows"),
        ("'2', 'SB2'", "NULL, 'SB2'", "pay.id", "1 rows"),
    ];
    for dialect in BOTH {
        for (from, to, place, why) in spoil {
            let desk = desk();
            let folder = written(&desk, dialect, &tables(&[]));
            let text = fs::read_to_string(folder.join("connect.sql")).expect("read");
            let at = text.find("VIEW pay ").expect("a view");
            let (before, own) = text.split_at(at);
            assert!(own.contains(from), "{from}");
            fs::write(folder.join("connect.sql"), format!("{before}{}", own.replacen(from, to, 1)))
                .expect("written");
            let output = runner(&folder, dialect);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(
                !output.status.success() && said.contains(place) && said.contains(why),
                "{dialect:?} {to}: {said}"
            );
            assert!(!folder.join("results").exists());
        }
    }
}

/// The views of a desk for Spark: the session of all plans runs them.
pub fn for_spark() -> Desk {
    let desk = desk();
    written(&desk, Dialect::Spark, &spoilt());
    desk
}

/// What Spark refused is what DuckDB refuses; both counted the same.
pub fn spark_agrees(desk: &Desk) {
    let other = exported(Dialect::DuckDb, &spoilt());
    for (_, name) in NAMES.into_iter().chain([("ent", "firms")]) {
        let found = refused(desk, name);
        assert_eq!(found, refused(&other, name), "{name}");
        as_the_reader(desk, name, &found, Dialect::Spark);
    }
    let counts = |desk: &Desk| {
        let manifest = fs::read(desk.path("views/results/manifest.json")).expect("read");
        serde_json::from_slice::<Value>(&manifest).expect("JSON")["counts"].clone()
    };
    assert_eq!(counts(desk), counts(&other));
    assert_eq!(ids(&desk.outcome().1), ids(&other.outcome().1));
}

/// The same rules give the same bytes, and nothing is written over.
#[test]
fn views_are_the_same_whenever_they_are_written() {
    let desk = desk();
    for dialect in ["duckdb", "datafusion", "spark"] {
        let all = ["one", "two"].map(|out| {
            let out = format!("{dialect}-{out}");
            let (exit, told) =
                desk.program(&["views", "p.toml", "--engine", dialect, "--out", &out]);
            assert!(exit == 0 && told.contains("A645"), "{told}");
            files(&desk.path(&out))
        });
        assert!(all[0] == all[1] && all[0].len() == 4, "{:?}", all[0].keys());
    }
    let (exit, told) =
        desk.program(&["views", "p.toml", "--engine", "spark", "--out", "spark-one"]);
    assert!(exit == 2 && told.contains("A503"), "{told}");
    let sql = fs::read_to_string(desk.path("duckdb-one/sql/00_inputs.sql")).expect("read");
    for word in ["/* 六 金额: D304", "\"金额（万元）\"", "FROM \"pay\" t", "'D313 申报编号'"]
    {
        assert!(sql.contains(word), "{word}: {sql}");
    }
    let told = fs::read_to_string(desk.path("duckdb-one/README.md")).expect("read");
    for word in ["| m6 | pay | id |", "amt → 金额（万元）", "| D327 |", "run_duckdb.py"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    desk.ask(EXPORTED, "");
    let (exit, told) = desk.program(&["views", "p.toml", "--engine", "spark", "--out", "none"]);
    assert!(exit == 2 && told.contains("C103") && told.contains("warehouse"), "{told}");
    assert!(!desk.path("none").exists());
}

/// Slips in the section are named, with what was probably meant.
#[test]
fn what_leads_to_no_field_is_named() {
    let slips = [
        ("[warehouse.m6]", "[warehouse.m66]", "C108", "m6"),
        ("paid_on = \"paid\", amount", "paid_onn = \"paid\", amount", "C108", "paid_on"),
        ("filing_no = \"bill\", ", "", "C103", "columns.filing_no"),
        ("table = \"pay\"", "table = \"pay; DROP TABLE x\"", "C110", "table"),
        ("table = \"pay\"", "table = \"dw..pay\"", "C110", "table"),
        ("\"amt\"", "\"amt\\\"\"", "C110", "columns"),
        ("key = \"id\"", "keys = \"id\"", "C102", "key"),
        ("key = \"id\"", "key = \"1d\"", "C110", "key"),
        ("unit = \"万元\"", "unit = \"斤\"", "C108", "斤"),
        ("table = \"pay\"\n", "", "C103", "table"),
    ];
    for (from, to, code, word) in slips {
        let desk = Desk::new("");
        assert!(SAID.contains(from), "{from}");
        desk.ask("", &SAID.replacen(from, to, 1));
        for lang in ["zh-CN", "en"] {
            let (exit, told) = desk
                .program(&["views", "p.toml", "--lang", lang, "--engine", "duckdb", "--out", "v"]);
            assert!(exit == 2 && told.contains(code) && told.contains(word), "{to}: {told}");
        }
    }
    // Right ones: a name by its parts, words in Chinese, a field twice under one column.
    for (from, to) in [
        ("table = \"pay\"", "table = \"湖仓.dw_1.明细_2026\""),
        ("unit = \"万元\"", "unit = \"分\""),
        ("export_filing_no = \"rec\"", "export_filing_no = \"inv\""),
    ] {
        let desk = Desk::new("");
        desk.ask("", &SAID.replacen(from, to, 1));
        let (exit, told) = desk.program(&["views", "p.toml", "--engine", "duckdb", "--out", "v"]);
        assert_eq!(exit, 0, "{to}: {told}");
    }
}
