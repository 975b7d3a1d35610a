//! All that a run writes agrees on every number that it shares: read back from the files, not from the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jiangbu::diag::Lang;
use jiangbu::domain::Fen;
use jiangbu::frame::columns as c;
use jiangbu::report::model::Wanted;
use jiangbu::report::render::Format;

use super::lists::{print, read};
use crate::reports::{pdf_text, word_opened, word_text};
use crate::runs::arrow_reader::Table;
use crate::sample;

/// Every text and number of a workbook, numbers as yuan with two decimals.
fn cells(path: &Path) -> BTreeSet<String> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let mut found = BTreeSet::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("a sheet");
        found.extend(range.used_cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.clone()),
            Data::Float(value) => Some(format!("{value:.2}")),
            Data::Int(value) => Some(format!("{value}.00")),
            _ => None,
        }));
    }
    found
}

fn plain(text: &str) -> String {
    text.replace('\u{200b}', "").replace([' ', '\n', '\u{a0}', ','], "")
}

#[test]
fn all_reports_show_the_same_numbers() {
    let run = sample::plain();
    let claims = Table::open(run, "claims");
    let payable: i64 = claims.fen(c::PAYABLE).iter().sum();
    let requested: i64 = claims.fen(c::REQUESTED).iter().sum();
    let firms = Table::open(run, "enterprises").fen(c::PAYABLE);
    let paid = firms.iter().filter(|amount| **amount > 0).count();
    let claims_paid = claims.fen(c::PAYABLE).iter().filter(|amount| **amount > 0).count();

    // Tables and manifest.
    let total =
        |table: &str, column: &str| -> i64 { Table::open(run, table).fen(column).iter().sum() };
    let fen = |table: &str, column: &str| Table::open(run, table).fen(column);
    assert_eq!(firms.iter().sum::<i64>(), payable);
    assert_eq!(total("measures", c::PAYABLE), payable);
    assert_eq!(total("measures", c::REQUESTED), requested);
    let left = Table::open(run, "stages").fen(c::REMAINING);
    assert_eq!(left.last(), Some(&payable));
    assert_eq!(requested - total("stages", c::REDUCTION), payable);
    assert_eq!(total("stages", c::REDUCTION), total("limits", c::REDUCTION));
    let manifest = std::fs::read_to_string(run.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    assert_eq!(manifest["control_totals"]["payable"], yuan(payable).as_str());

    // Reports for readers: 万元 in prose, yuan in lists, numbers of firms and claims.
    let wan = Fen(payable).wan().replace(',', "");
    let page = plain(&std::fs::read_to_string(run.join("reports/budget.html")).expect("a page"));
    for part in [format!("{paid}家{claims_paid}项"), format!("拟拨付{wan}万元")] {
        assert!(page.contains(&part), "budget.html does not say {part}");
    }
    // Workbooks: the total stands in each; every payee's amount in the lists.
    for name in ["workbook.xlsx", "reports/publication.xlsx", "reports/payments.xlsx"] {
        let found = cells(&run.join(name));
        assert!(found.contains(&yuan(payable)), "{name} has no {}", yuan(payable));
        // The payment list names what is paid of it and what waits.
        let shown = match name {
            "reports/payments.xlsx" => [fen("payments", c::TO_PAY), fen("held", c::HELD)].concat(),
            _ => firms.clone(),
        };
        let missing =
            shown.iter().filter(|amount| **amount > 0 && !found.contains(&yuan(**amount)));
        assert_eq!(missing.count(), 0, "{name} lacks amounts");
    }
    // Payable is to pay, held and set off: for each enterprise, in all, by reason, and wherever it is said.
    let [payable_to, set_off, held, to_pay] =
        [c::PAYABLE, c::SET_OFF, c::HELD, c::TO_PAY].map(|column| fen("payments", column));
    for row in 0..payable_to.len() {
        assert_eq!(payable_to[row], set_off[row] + held[row] + to_pay[row], "payment {row}");
    }
    let [held, to_pay] = [held, to_pay].map(|amounts| amounts.iter().sum::<i64>());
    assert_eq!(payable_to.iter().sum::<i64>(), payable);
    assert_eq!(total("held", c::HELD), held);
    let totals = &manifest["payments"];
    assert_eq!(totals["held"]["amount"], yuan(held).as_str());
    assert_eq!(totals["listed"]["amount"], yuan(to_pay).as_str());
    let list = cells(&run.join("reports/payments.xlsx"));
    assert!(list.contains(&yuan(held)) && list.contains(&yuan(to_pay)));
    let waits = totals["waits"].as_array().expect("reasons");
    let amount = |wait: &serde_json::Value| wait["amount"].as_str().expect("yuan").replace('.', "");
    let by_reason = waits.iter().map(|wait| amount(wait).parse::<i64>().expect("fen"));
    assert_eq!(by_reason.clone().sum::<i64>(), held);
    for fen in by_reason {
        let said = Fen(fen).to_string().replace(',', "");
        assert!(page.contains(&said), "budget.html does not say {said}");
    }
}

/// What a reader of a report finds in it, whatever kind of file it is: its sums, worked out from the tables.
fn sums_said(run: &Path, lang: Lang) -> BTreeMap<&'static str, Vec<String>> {
    let fen = |table: &str, column: &str| Table::open(run, table).fen(column);
    let sum = |table: &str, column: &str| fen(table, column).iter().sum::<i64>();
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    // 万元 with two decimals, millions with three, half up.
    let large = |fen: i64| match lang {
        Lang::Zh => format!("{}.{:02}", (fen + 5_000) / 1_000_000, (fen + 5_000) / 10_000 % 100),
        Lang::En => {
            let thousandths = (fen + 50_000) / 100_000;
            format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
        }
    };
    let payable = sum("claims", c::PAYABLE);
    let requested = sum("claims", c::REQUESTED);
    let above_zero = |amounts: Vec<i64>| amounts.into_iter().filter(|amount| *amount > 0);
    let firms: Vec<String> = above_zero(fen("enterprises", c::PAYABLE)).map(yuan).collect();
    let stages = Table::open(run, "stages");
    let stage = stages.texts(c::STAGE).iter().position(|stage| stage == "duplicates");
    let duplicates = stages.fen(c::REDUCTION)[stage.expect("the stage")];
    BTreeMap::from([
        ("budget", vec![large(payable), large(requested)]),
        ("publication", [firms.clone(), vec![yuan(payable)]].concat()),
        ("payments", vec![yuan(sum("payments", c::TO_PAY)), yuan(sum("held", c::HELD))]),
        ("details", vec![yuan(payable), yuan(requested)]),
        ("notices", firms),
        ("duplicates", vec![large(duplicates), large(sum("duplicate_savings", c::AT_RISK))]),
        ("self-evaluation", vec![large(payable), large(requested)]),
    ])
}

/// Every report of a run in every kind of file that needs no other program to be read, in both languages.
#[test]
fn every_report_says_its_sums_in_every_kind_of_file() {
    let run = sample::with_rosters();
    let every = Wanted::OF_RUNS.map(|(_, report)| report);
    for lang in [Lang::Zh, Lang::En] {
        let said = sums_said(run, lang);
        let formats = [Format::Text, Format::Html, Format::Docx, Format::Xlsx];
        let printed = print(run, &every, &formats, lang).expect("printed");
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for file in std::fs::read_dir(printed.path()).expect("a folder").flatten() {
            let path = file.path();
            let part = |part: Option<&std::ffi::OsStr>| {
                part.expect("a name").to_string_lossy().into_owned()
            };
            let (stem, kind) = (part(path.file_stem()), part(path.extension()));
            let text = match kind.as_str() {
                "txt" | "html" => std::fs::read_to_string(&path).expect("text"),
                "docx" => word_text(&path),
                _ => cells(&path).into_iter().collect::<Vec<_>>().join("\n"),
            };
            let text = plain(&text);
            for sum in &said[stem.as_str()] {
                assert!(text.contains(sum.as_str()), "{lang:?} {stem}.{kind} does not say {sum}");
            }
            *seen.entry(kind).or_default() += 1;
        }
        // Lists are workbooks too; accounts are no text to be edited; reports are pages for screens.
        let kinds: Vec<(&str, usize)> =
            seen.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
        assert_eq!(kinds, [("docx", 6), ("html", 6), ("txt", 7), ("xlsx", 4)], "{lang:?}");
    }
}

/// In both languages, each in its unit.
#[test]
fn the_texts_show_the_same_numbers() {
    let run = sample::plain();
    let payable: i64 = Table::open(run, "claims").fen(c::PAYABLE).iter().sum();
    let yuan = format!("{}.{:02}", payable / 100, payable % 100);
    let wan = (payable + 5_000) / 10_000;
    let million = (payable + 50_000) / 100_000;
    let zh = format!("拟拨付{}.{:02}万元", wan / 100, wan % 100);
    let en = format!("RMB{}.{:03}million", million / 1_000, million % 1_000);
    for (lang, said) in [(Lang::Zh, zh), (Lang::En, en)] {
        let wanted = [Wanted::Budget, Wanted::Publication, Wanted::Details];
        let printed = print(run, &wanted, &[Format::Text], lang).expect("printed");
        let text = |name: &str| plain(&read(&printed, name));
        assert!(text("budget.txt").contains(&said), "{said}");
        assert!(text("publication.txt").contains(&yuan) && text("details.txt").contains(&yuan));
    }
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn the_pdfs_show_the_same_numbers() {
    let run = sample::plain();
    let claims = Table::open(run, "claims").fen(c::PAYABLE);
    let payable: i64 = claims.iter().sum();
    let above_zero = |amounts: &[i64]| amounts.iter().filter(|amount| **amount > 0).count();
    let paid = above_zero(&Table::open(run, "enterprises").fen(c::PAYABLE));
    let wan = Fen(payable).wan().replace(',', "");
    let brief = [format!("{paid}家{}项", above_zero(&claims)), format!("拟拨付{wan}万元")];
    let list = [format!("{paid}家"), format!("{}.{:02}", payable / 100, payable % 100)];
    for (name, said) in [("budget.pdf", brief), ("publication.pdf", list)] {
        let text = plain(&pdf_text(&run.join("reports").join(name)));
        for part in said {
            assert!(text.contains(&part), "{name} does not say {part}");
        }
    }
    let run = sample::with_rosters();
    let said = sums_said(run, Lang::Zh);
    for name in ["budget", "duplicates", "self-evaluation"] {
        let text = plain(&pdf_text(&run.join(format!("reports/{name}.pdf"))));
        for sum in &said[name] {
            assert!(text.contains(sum.as_str()), "{name}.pdf does not say {sum}");
        }
    }
}

#[test]
#[ignore = "reads PDF with pdftotext (poppler-utils)"]
fn the_brief_is_one_page() {
    let path = sample::plain().join("reports/budget.pdf");
    let page = |number: &str| {
        let mut command = Command::new("pdftotext");
        let output = command.args(["-f", number, "-l", number]).arg(&path).arg("-").output();
        plain(&String::from_utf8_lossy(&output.expect("pdftotext").stdout))
    };
    assert!(page("1").contains("需要决定的事项"), "{}", page("1"));
    assert!(page("2").starts_with("一、"), "{}", page("2"));
}

/// As LibreOffice reads the files that are to be edited: totals, and every amount of every notice.
#[test]
#[ignore = "opens the files in LibreOffice (libreoffice-writer)"]
fn the_word_files_show_the_same_numbers() {
    let run = sample::plain();
    let wanted = [Wanted::Budget, Wanted::Publication, Wanted::Notices];
    let printed = print(run, &wanted, &[Format::Docx], Lang::Zh).expect("printed");
    let files = ["budget.docx", "publication.docx", "notices.docx"];
    let texts = word_opened(&files.map(|name| printed.path().join(name)));
    let texts: Vec<String> = texts.iter().map(|text| plain(text)).collect();
    let claims = Table::open(run, "claims").fen(c::PAYABLE);
    let payable: i64 = claims.iter().sum();
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    let wan = Fen(payable).wan().replace(',', "");
    assert!(texts[0].contains(&format!("拟拨付{wan}万元")), "budget.docx does not say {wan}");
    assert!(texts[1].contains(&yuan(payable)), "publication.docx does not say {payable}");
    let firms = Table::open(run, "enterprises");
    for (name, amount) in firms.texts(c::USCC).iter().zip(firms.fen(c::PAYABLE)) {
        assert!(texts[2].contains(name.as_str()), "no notice of {name}");
        assert!(texts[2].contains(&yuan(amount)), "no notice says {amount}");
    }
}
