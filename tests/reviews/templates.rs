//! Empty tables that an office fills in: each is written in both languages, and read back unfilled nothing is said of it.

use std::fs;
use std::path::PathBuf;

use super::world::{made, rows};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{jiangbu, said};
use crate::runs::saved::{heading, sheets};
use jiangbu::frame::columns as c;
use jiangbu::frame::tables::OFFICE;

#[test]
fn a_template_read_back_unfilled_says_nothing() {
    let made = made(&rows("300000.00"));
    let findings = |run: PathBuf| {
        let table = Table::open(&run, "findings");
        table.texts(c::CODE).into_iter().zip(table.texts(c::MESSAGE_EN)).collect::<Vec<_>>()
    };
    let before = findings(made.run(&["--quiet"]));
    let plain = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let reconciled = ["payments", "clawbacks", "snapshots"];
    for lang in ["zh-CN", "en"] {
        let mut named = String::from("[inputs]\n");
        for table in OFFICE.iter().filter(|table| !reconciled.contains(&table.key)) {
            let path = made.path(&format!("{}-{lang}.xlsx", table.key));
            let output = jiangbu(&["template", table.key, "--lang", lang, "-o"])
                .arg(&path)
                .output()
                .expect("the program");
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            let key = if table.key == "verdicts" { continue } else { table.key };
            let file = format!("{key}-{lang}.xlsx");
            named += &match key {
                "reviews" => format!("reviews = [\"{file}\", \"verdicts-{lang}.xlsx\"]\n"),
                key => format!("{key} = [\"{file}\"]\n"),
            };
        }
        let text = plain.replace("[inputs]\n", &named);
        fs::write(made.pipeline(), text).expect("written");
        assert_eq!(findings(made.run(&["--quiet"])), before, "{lang}");
    }
}

/// Every column of the declaration is there, with the words of its list, and the example says what it is.
#[test]
fn a_template_has_the_columns_that_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("events.xlsx");
    let output = jiangbu(&["template", "events", "--lang", "zh-CN", "-o"])
        .arg(&path)
        .output()
        .expect("the program");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let all = sheets(&path);
    let table = OFFICE.iter().find(|table| table.key == "events").expect("declared");
    for field in table.fields {
        let mark = if table.required.contains(&field.name) { "*" } else { "" };
        let found = heading(&all[0].1, &format!("{mark}{}", field.zh));
        assert!(found.is_some(), "no {} in {:?}", field.zh, all[0].1);
    }
    assert_eq!(all[1].0, "示例");
    assert!(all[1].1.iter().flatten().any(|cell| *cell == "补正通知"), "{:?}", all[1].1);
    // It is not written over.
    let again = jiangbu(&["template", "events", "-o"]).arg(&path).output().expect("the program");
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
}

/// A word that names no table and no file: the tables are told, with the one that was meant.
#[test]
fn a_table_that_is_none_is_told_with_those_that_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = jiangbu(&["template", "opinion", "--lang", "en"])
        .current_dir(&folder)
        .output()
        .expect("the program");
    let told = said(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("A542") && told.contains("did you mean `opinions`"), "{told}");
    for table in OFFICE {
        assert!(told.contains(table.key), "{} is not in: {told}", table.key);
    }
    assert!(fs::read_dir(&folder).expect("the folder").next().is_none(), "nothing is written");
}

/// A table of rates is read by what it is: named as it was written, it adds nothing.
#[test]
fn a_table_of_rates_is_written_and_read() {
    let made = made(&rows("300000.00"));
    for lang in ["zh-CN", "en"] {
        let path = made.path(&format!("more-{lang}.csv"));
        let output = jiangbu(&["template", "rates", "--lang", lang, "-o"])
            .arg(&path)
            .output()
            .expect("the program");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    let text = fs::read_to_string(made.path("more-en.csv")).expect("written");
    assert_eq!(text, "\u{feff}date,name,value,status,source,per\n");
    let before = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let named = "rates = [\"rates.csv\", \"more-zh-CN.csv\", \"more-en.csv\"]";
    fs::write(made.pipeline(), before.replace("rates = [\"rates.csv\"]", named)).expect("written");
    made.run(&["--quiet"]);
}
