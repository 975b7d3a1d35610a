//! Applicants without a credit code: enterprises of Hong Kong and Macau, people. Their lines are tied as any, half of what
//! 六 counts is paid, and of a person's number no file of the run holds a trace.

use std::fs;

use jiangbu::diag::Diagnostic;
use jiangbu::frame::columns as c;
use jiangbu::pipeline::load;
use jiangbu::run::compute;
use jiangbu::scheme::{Choices, SchemeFile};

use crate::catalogue::{both_languages, unfilled};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, SCHEME, code, files};
use crate::runs::saved::sheets;
use crate::runs::specimen::firm;

/// The example of GB 11643.
const IDENTITY: &str = "11010519491231002X";
const PERMIT: &str = "H12345678";

/// Costs of 100,000 under 六.
fn line(rows: &mut Rows, number: &str, filing: &str) {
    let cells = [
        (c::USCC, number),
        (c::FILING_NO, filing),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::PAID_ON, "2025-06-30"),
        (c::EXPORT_FILING_NO, "CJ-1"),
        (c::INVOICE_NO, filing),
        (c::AMOUNT, "100000.00"),
    ];
    rows.add("m6", &cells);
}

/// Names, and numbers as the basic facts and the lines write them.
fn applicants() -> [(&'static str, String, &'static str); 6] {
    [
        ("香港甲有限公司", "12345678-000".into(), "12345678"),
        ("香港甲有限公司深圳分公司", "BRN 12345678-001".into(), "12345678-001"),
        ("香港乙有限公司", "CR No. 123456".into(), "CR0123456"),
        ("澳门丙一人有限公司", "SO 12345".into(), "12345(SO)"),
        ("张三", IDENTITY.into(), "110105 19491231 002x"),
        ("李四", PERMIT.into(), "H1234567802"),
    ]
}

fn rows() -> Rows {
    let mut rows = Rows::default();
    for (at, (name, number, as_filed)) in applicants().iter().enumerate() {
        firm(&mut rows, number, name, "", &format!("62220212345670000{at}"));
        line(&mut rows, as_filed, &format!("2026-00{at}"));
    }
    rows
}

/// Under a scheme that refuses kinds of applicants.
fn made(rows: &Rows, refused: &str) -> Made {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scheme.toml");
    let gate = format!(
        "\n[gates.kinds]\nclause = \"三\"\nof = \"firm\"\ncolumn = \"applicant_kind\"\nnot_in = [{refused}]\n\
         text = {{ zh = \"不支持此类主体\", en = \"no support for this kind\" }}\n"
    );
    let gate = if refused.is_empty() { String::new() } else { gate };
    let text = fs::read_to_string(SCHEME).expect("the scheme");
    fs::write(&path, text + &gate).expect("written");
    let file = SchemeFile::load(&path).expect("a scheme");
    let scheme = file.resolve(&Choices::default()).expect("resolved").0;
    let rates = "2026-03-20,LPR1Y,3.00%,found,paper\n2026-03-31,USD,6.9858,found,paper\n";
    let asked = Asked { rates: rates.into(), workbook: true, ..Asked::default() };
    Made::of(path.to_str().expect("a path"), &asked, &scheme, rows, &Rows::default())
}

#[test]
fn lines_are_tied_to_every_kind_of_applicant() {
    let made = made(&rows(), "");
    let run = made.run(&["--quiet"]);
    let firms = Table::open(&run, "enterprises");
    let own: Vec<(String, i64)> =
        firms.texts(c::FIRM_NAME).into_iter().zip(firms.fen(c::PAYABLE)).collect();
    for (name, ..) in applicants() {
        assert!(own.contains(&(name.to_string(), 5_000_000)), "{name}: {own:?}");
    }
    let codes = firms.texts(c::USCC);
    let kinds: Vec<String> = firms.texts(c::APPLICANT_KIND);
    let known = codes.iter().zip(&kinds).filter(|(code, _)| !code.starts_with("ID"));
    let known: Vec<(&str, &str)> = known
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .filter(|(a, _)| !a.starts_with("PT"))
        .collect();
    assert_eq!(
        known,
        [
            ("CR0123456", "香港企业"),
            ("HK12345678", "香港企业"),
            ("HK12345678B001", "香港企业"),
            ("MOSO12345", "澳门企业"),
        ]
    );
    assert_eq!(kinds.iter().filter(|kind| *kind == "个人").count(), 2);
    // Every filing states an enterprise: two of them are people.
    let told = Table::open(&run, "findings").texts(c::CODE);
    assert_eq!(told.iter().filter(|code| *code == "D411").count(), 2);
}

/// Nothing of the run names the document of a person: no table, workbook, manifest or message.
#[test]
fn the_number_of_a_person_is_nowhere() {
    let mut rows = rows();
    // Refused rows are kept whole, with what is private hidden.
    firm(&mut rows, "440301199001011235", "王五", "", "");
    let other = [(c::USCC, "M87654321"), (c::FIRM_NAME, "赵六"), (c::ENTITY_TYPE, "神秘组织")];
    rows.add("firms", &other);
    let made = made(&rows, "");
    let run = made.run(&["--quiet"]);
    let texts = |name: &str| Table::open(&run, "findings").texts(name);
    let refused = Table::open(&run, "quarantine").texts(c::RAW).concat();
    assert!(refused.contains("赵六") && refused.contains("4321"), "{refused}");
    assert!(texts(c::CODE).contains(&"D301".to_string()));
    let mut looked_at = 0;
    for (path, bytes) in files(&run) {
        let text = String::from_utf8_lossy(&bytes);
        for number in [IDENTITY, "110105 19491231 002x", PERMIT, "H1234567802", "M87654321"] {
            assert!(!text.contains(number), "{number} is in {}", path.display());
        }
        looked_at += usize::from(path.extension().is_some_and(|kind| kind == "json"));
    }
    assert!(looked_at > 0, "the manifest was looked at");
    let cells = [
        ("enterprises", c::USCC),
        ("claims", c::CLAIM_ID),
        ("findings", c::MESSAGE_ZH),
        ("quarantine", c::RAW),
        ("repairs", c::READ),
        ("repairs", c::TAKEN),
        ("lines_m6", c::USCC),
    ];
    let hidden = |text: &str| !text.contains(&IDENTITY[..17]) && !text.contains(PERMIT);
    for (table, name) in cells {
        for cell in Table::open(&run, table).texts(name) {
            assert!(hidden(&cell), "{table}.{name}: {cell}");
        }
    }
    for path in files(&run).keys().filter(|path| path.extension().is_some_and(|e| e == "xlsx")) {
        for (sheet, grid) in sheets(&run.join(path)) {
            let all = grid.iter().flatten().map(ToString::to_string);
            all.for_each(|cell| assert!(hidden(&cell), "{}·{sheet}: {cell}", path.display()));
        }
    }
}

#[test]
fn rules_name_kinds_of_applicants() {
    let made = made(&rows(), "\"个人\", \"澳门企业\"");
    let run = made.run(&["--quiet"]);
    let firms = Table::open(&run, "enterprises");
    let kinds = firms.texts(c::APPLICANT_KIND).into_iter().zip(firms.fen(c::PAYABLE));
    for (kind, payable) in kinds {
        assert_eq!(payable, if kind == "香港企业" { 5_000_000 } else { 0 }, "{kind}");
    }
}

#[test]
fn what_is_looked_at_by_hand_is_said() {
    let made = made(&rows(), "");
    let pipeline = load(&made.pipeline()).expect("a pipeline");
    let computed = compute(&pipeline, &|_: &str| {}).expect("a run");
    for code in ["D661", "D662", "D663"] {
        let found: Vec<&Diagnostic> =
            computed.prepared.linked.findings.iter().filter(|one| one.code.id == code).collect();
        let shown: Vec<String> = found.into_iter().map(both_languages).collect();
        let shown = shown.join("\n\n");
        assert!(!shown.is_empty() && !unfilled(&shown), "{code}: {shown}");
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(code, shown));
    }
    let plain = code(1);
    let mut rows = Rows::default();
    firm(&mut rows, &plain, "深圳市甲数据有限公司", "", "");
    line(&mut rows, &plain, "2026-001");
    let made = self::made(&rows, "");
    let codes = Table::open(&made.run(&["--quiet"]), "findings").texts(c::CODE);
    assert!(!codes.iter().any(|code| ("D661"..="D663").contains(&code.as_str())), "{codes:?}");
}
