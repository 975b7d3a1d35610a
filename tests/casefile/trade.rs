//! Invoices, payers and bank references against lines: every doubt, what the pipeline lets follow, and what is silent.
//!
//! Half of what 六 counts is paid, 200,000 at most; amounts are worked out by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::diag::Diagnostic;
use jiangbu::frame::columns as c;
use jiangbu::pipeline::load;
use jiangbu::run::compute;
use jiangbu::scheme::{Choices, SchemeFile};
use rust_xlsxwriter::Workbook;

use crate::catalogue::{both_languages, unfilled};
use crate::reviews::world::{Entry, fill_in_sheet, name_reviews};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Asked, Made, Rows, SCHEME, code, jiangbu, said};
use crate::runs::specimen::firm;

const JIA: &str = "深圳市甲数据有限公司";
const YI: &str = "深圳市乙数据有限公司";
const SELLER: &str = "北京销售技术有限公司";
const DIGITAL: &str = "25442000000000000001";

/// 甲 and 乙, who share a phone.
fn applicants() -> Rows {
    let mut rows = Rows::default();
    for (number, name) in [(1, JIA), (2, YI)] {
        let account = format!("62220212345670000{number}");
        firm(&mut rows, &code(number), name, "13800138000", &account);
    }
    rows
}

/// A line of 100,000.00 under 六, half of which is paid.
fn line(rows: &mut Rows, number: usize, invoice: &str, more: &[(&str, &str)]) {
    let (uscc, filing) = (code(number), format!("2026-00{number}"));
    let mut cells = vec![
        (c::USCC, uscc.as_str()),
        (c::FILING_NO, filing.as_str()),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::PAID_ON, "2025-06-30"),
        (c::EXPORT_FILING_NO, "CJ-1"),
        (c::INVOICE_NO, invoice),
        (c::AMOUNT, "100000.00"),
    ];
    cells.retain(|(name, _)| !more.iter().any(|(own, _)| own == name));
    cells.extend(more);
    rows.add("m6", &cells);
}

/// An invoice over 100,000.00 with tax, sold to an applicant.
fn invoice(rows: &mut Rows, number: usize, digital: &str, more: &[(&str, &str)]) {
    let uscc = code(number);
    let mut cells = vec![
        (c::DIGITAL_NO, digital),
        (c::SELLER, SELLER),
        (c::BUYER, if number == 1 { JIA } else { YI }),
        (c::BUYER_CODE, uscc.as_str()),
        (c::INVOICED_ON, "2025-06-20"),
        (c::INVOICED_TOTAL, "100000.00"),
        (c::INVOICE_STATE, "正常"),
    ];
    cells.retain(|(name, _)| !more.iter().any(|(own, _)| own == name));
    cells.extend(more);
    rows.add("invoices", &cells);
}

/// The scheme in force whose 六 asks for all columns of trade, and a pipeline with these rows.
fn made(rows: &Rows, settings: &str) -> Made {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scheme.toml");
    let text = fs::read_to_string(SCHEME).expect("the scheme");
    let (before, own) = text.split_once("[measure.m6]").expect("measure 六");
    let columns = "evidence = [\"contract_no\", \"invoice_no\"";
    let more = "\"seller\", \"payer\", \"payee\", \"invoice_state\", \"bank_no\"";
    let own = own.replacen(columns, &format!("{columns}, {more}"), 1);
    fs::write(&path, format!("{before}[measure.m6]{own}")).expect("written");
    let file = SchemeFile::load(&path).expect("a scheme");
    let scheme = file.resolve(&Choices::default()).expect("resolved").0;
    let rates = "2026-03-20,LPR1Y,3.00%,found,paper\n2026-03-31,USD,6.9858,found,paper\n";
    let asked = Asked { rates: rates.into(), ..Asked::default() };
    let file = path.to_str().expect("a path");
    let made = Made::of(file, &asked, &scheme, rows, &Rows::default());
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    fs::write(made.pipeline(), format!("{text}\n{settings}\n")).expect("written");
    made
}

/// A run with the folder that it lies in.
struct Ran {
    _made: Made,
    run: PathBuf,
}

impl std::ops::Deref for Ran {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.run
    }
}

fn ran(rows: &Rows, settings: &str) -> Ran {
    let made = made(rows, settings);
    let run = made.run(&["--quiet"]);
    Ran { _made: made, run }
}

/// Codes of doubts, in order.
fn doubts(run: &Path) -> Vec<String> {
    let mut codes = Table::open(run, "findings").texts(c::CODE);
    codes.retain(|code| ("R660"..="R669").contains(&code.as_str()));
    codes.sort();
    codes
}

/// Claims that wait for a doubt: fen by enterprise.
fn waits(run: &Path) -> Vec<(String, i64)> {
    let held = Table::open(run, "held");
    let rows = held.texts(c::FIRM_NAME).into_iter().zip(held.fen(c::HELD));
    let own = rows.zip(held.texts(c::HOLD)).filter(|(_, why)| why == "trade");
    own.map(|(row, _)| row).collect()
}

fn payable(run: &Path) -> Vec<i64> {
    Table::open(run, "claims").fen(c::PAYABLE)
}

fn shown(label: &str, made: &Made, code: &str) {
    let pipeline = load(&made.pipeline()).expect("a pipeline");
    let computed = compute(&pipeline, &|_: &str| {}).expect("a run");
    let found: Vec<&Diagnostic> =
        computed.prepared.linked.findings.iter().filter(|one| one.code.id == code).collect();
    assert!(!found.is_empty(), "{code} was not said");
    let shown: Vec<String> = found.into_iter().map(both_languages).collect();
    let shown = shown.join("\n\n");
    assert!(!unfilled(&shown), "{label}: {shown}");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(label, shown));
}

/// Printed numbers with their code, several invoices on a line, an invoice shared by two lines: all borne out.
#[test]
fn clean_evidence_is_silent() {
    let mut rows = applicants();
    let whole = [(c::SELLER, SELLER), (c::PAYER, JIA), (c::PAYEE, SELLER), (c::BANK_NO, "LS-1")];
    line(&mut rows, 1, DIGITAL, &whole);
    invoice(&mut rows, 1, DIGITAL, &[]);
    line(&mut rows, 1, "044001900111-12345678", &[(c::AMOUNT, "60000.00")]);
    line(&mut rows, 1, "04400190011112345678", &[(c::AMOUNT, "40000.00")]);
    let printed = [(c::INVOICE_CODE, "044001900111"), (c::INVOICE_NUMBER, "12345678")];
    invoice(&mut rows, 1, "", &printed);
    line(&mut rows, 2, "12345678、12345679", &[(c::AMOUNT, "150000.00")]);
    for (number, total) in [("12345678", "50000.00"), ("12345679", "100000.00")] {
        let own = [(c::INVOICE_CODE, "044001900112"), (c::INVOICE_NUMBER, number)];
        invoice(&mut rows, 2, "", &[&own[..], &[(c::INVOICED_TOTAL, total)]].concat());
    }
    let run = ran(&rows, "");
    assert_eq!(doubts(&run), Vec::<String>::new());
    assert_eq!(waits(&run), []);
    // Half of 200,000 and of 150,000.
    assert_eq!(payable(&run), [10_000_000, 7_500_000]);
    let known = Table::open(&run, "findings");
    let at = known.texts(c::CODE).iter().position(|code| code == "R670").expect("a count");
    assert!(
        known.texts(c::MESSAGE_EN)[at].contains("4 lines"),
        "{}",
        known.texts(c::MESSAGE_EN)[at]
    );
}

/// One doubt each: rows, its code, and what is left of half of 100,000 where the line is cut.
type Case = (&'static str, &'static str, fn(&mut Rows), Option<i64>);

fn with(more: &'static [(&'static str, &'static str)]) -> impl Fn(&mut Rows) {
    move |rows| {
        line(rows, 1, DIGITAL, &[]);
        invoice(rows, 1, DIGITAL, more);
    }
}

const CASES: [Case; 15] = [
    ("void", "R660", |rows| with(&[(c::INVOICE_STATE, "作废")])(rows), Some(0)),
    ("void", "R660", |rows| with(&[(c::INVOICE_STATE, "已红冲-全额")])(rows), Some(0)),
    ("void", "R660", |rows| line(rows, 1, DIGITAL, &[(c::INVOICE_STATE, "已作废")]), Some(0)),
    ("reversed", "R661", |rows| with(&[(c::INVOICE_STATE, "已红冲-部分")])(rows), None),
    ("above", "R662", |rows| with(&[(c::INVOICED_TOTAL, "99999.98")])(rows), Some(4_999_999)),
    (
        "buyer",
        "R663",
        |rows| with(&[(c::BUYER, "深圳市戊数据有限公司"), (c::BUYER_CODE, "")])(rows),
        Some(0),
    ),
    ("seller", "R664", |rows| with(&[(c::SELLER, JIA)])(rows), Some(0)),
    // 乙 has the phone of 甲.
    ("seller", "R664", |rows| with(&[(c::SELLER, YI)])(rows), Some(0)),
    ("seller", "R664", another_seller, Some(0)),
    ("payer", "R665", |rows| line(rows, 1, DIGITAL, &[(c::PAYER, "张三")]), Some(0)),
    ("payee", "R666", another_payee, Some(0)),
    ("missing", "R667", not_in_the_export, Some(0)),
    ("bank", "R668", one_payment_twice, None),
    ("unclear", "R669", contradictory, None),
    ("unclear", "R669", two_of_one_number, None),
];

fn another_seller(rows: &mut Rows) {
    line(rows, 1, DIGITAL, &[(c::SELLER, "上海另一技术有限公司")]);
    invoice(rows, 1, DIGITAL, &[]);
}

fn another_payee(rows: &mut Rows) {
    line(rows, 1, DIGITAL, &[(c::PAYEE, "上海另一技术有限公司")]);
    invoice(rows, 1, DIGITAL, &[]);
}

/// The export has invoices of 甲 from 1 June to 31 July.
fn not_in_the_export(rows: &mut Rows) {
    line(rows, 1, DIGITAL, &[]);
    invoice(rows, 1, "25442000000000000002", &[(c::INVOICED_ON, "2025-06-01")]);
    invoice(rows, 1, "25442000000000000003", &[(c::INVOICED_ON, "2025-07-31")]);
}

fn one_payment_twice(rows: &mut Rows) {
    line(rows, 1, "FP-1", &[(c::BANK_NO, "LS-1")]);
    line(rows, 2, "FP-2", &[(c::BANK_NO, "ls—1"), (c::AMOUNT, "1.00")]);
}

fn contradictory(rows: &mut Rows) {
    line(rows, 1, DIGITAL, &[]);
    invoice(rows, 1, DIGITAL, &[]);
    invoice(rows, 1, DIGITAL, &[(c::INVOICED_TOTAL, "100000.01")]);
}

/// Two printed invoices of 甲 with one number and different codes.
fn two_of_one_number(rows: &mut Rows) {
    line(rows, 1, "12345678", &[]);
    for code in ["044001900111", "044001900112"] {
        invoice(rows, 1, "", &[(c::INVOICE_CODE, code), (c::INVOICE_NUMBER, "12345678")]);
    }
}

/// By itself each waits for a person; the setting cuts it, or lets it pass with a word.
#[test]
fn every_doubt_and_what_follows() {
    let mut looked_at = BTreeSet::new();
    for (key, code, make, cut) in CASES {
        let mut rows = applicants();
        make(&mut rows);
        let waiting = made(&rows, "");
        let run = waiting.run(&["--quiet"]);
        let found = doubts(&run);
        assert!(!found.is_empty() && found.iter().all(|own| own == code), "{code}: {found:?}");
        assert_eq!(payable(&run)[0], 5_000_000, "{code}");
        assert_eq!(waits(&run)[0], (JIA.to_string(), 5_000_000), "{code}");
        if looked_at.insert(code) {
            shown(code, &waiting, code);
        }

        let run = ran(&rows, &format!("[trade]\n{key} = \"warn\""));
        assert_eq!((doubts(&run), waits(&run)), (found.clone(), vec![]), "{code}");
        assert_eq!(payable(&run)[0], 5_000_000, "{code}");

        let cutting = made(&rows, &format!("[trade]\n{key} = \"cut\""));
        let Some(left) = cut else {
            let faults = load(&cutting.pipeline()).expect_err("a fault");
            assert_eq!(faults.0[0].code.id, "C108", "{code}");
            continue;
        };
        let run = cutting.run(&["--quiet"]);
        assert_eq!((doubts(&run), waits(&run)), (found, vec![]), "{code}");
        assert_eq!(payable(&run)[0], left, "{code}");
        let reasons = Table::open(&run, "claims").texts(c::REASON_EVIDENCE);
        assert_eq!(reasons[0], "trade", "{code}");
    }
}

/// 100,000 less 30,000: the red invoice names the blue one in its remark.
#[test]
fn a_red_invoice_takes_its_part_off() {
    let mut rows = applicants();
    line(&mut rows, 1, DIGITAL, &[]);
    invoice(&mut rows, 1, DIGITAL, &[(c::INVOICE_STATE, "已红冲-部分")]);
    let remark = format!("被红冲蓝字数电发票号码：{DIGITAL}");
    let red = [(c::INVOICED_TOTAL, "-30000.00"), (c::REMARK, remark.as_str())];
    invoice(&mut rows, 1, "25442000000000000009", &red);
    let run = ran(&rows, "");
    assert_eq!((doubts(&run), payable(&run)[0]), (vec!["R662".to_string()], 5_000_000));
    let run = ran(&rows, "[trade]\nabove = \"cut\"");
    assert_eq!(payable(&run)[0], 3_500_000);
    let trade = Table::open(&run, "trade");
    assert_eq!((trade.fen(c::FILED), trade.fen(c::REMAINING)), (vec![10_000_000], vec![7_000_000]));
    let explained = jiangbu(&["explain", "--claim", &format!("m6-{}", code(1)), "--lang", "zh-CN"])
        .arg(&*run)
        .output()
        .expect("the program");
    let explained = said(&explained);
    for word in ["凭据 25442000000000000001", "发票只余 70000.00 元", "发票或付款凭据不能支持"]
    {
        assert!(explained.contains(word), "{word} is not in: {explained}");
    }

    // Whatever its sign: the number of the blue one stands in its column, or the export says that it is no positive one.
    for said in [(c::RED_OF, DIGITAL), (c::IS_POSITIVE, "否")] {
        let mut rows = applicants();
        line(&mut rows, 1, DIGITAL, &[]);
        invoice(&mut rows, 1, DIGITAL, &[(c::INVOICE_STATE, "已红冲-部分")]);
        let red = [(c::INVOICED_TOTAL, "30000.00"), (c::REMARK, remark.as_str()), said];
        invoice(&mut rows, 1, "25442000000000000009", &red);
        let run = ran(&rows, "[trade]\nabove = \"cut\"");
        assert_eq!(payable(&run)[0], 3_500_000, "{}", said.0);
    }
    // A remark that denies what the state says.
    let mut rows = applicants();
    line(&mut rows, 1, DIGITAL, &[]);
    invoice(&mut rows, 1, DIGITAL, &[(c::REMARK, "此发票已退票作废")]);
    assert_eq!(doubts(&ran(&rows, "")), ["R669"]);

    // Of the line as filed 70,000 are left: as it should be.
    let mut rows = applicants();
    line(&mut rows, 1, DIGITAL, &[(c::AMOUNT, "70000.00")]);
    invoice(&mut rows, 1, DIGITAL, &[]);
    invoice(&mut rows, 1, "25442000000000000009", &red);
    let run = ran(&rows, "");
    assert_eq!((doubts(&run), payable(&run)[0]), (vec![], 3_500_000));

    // Two red ones of 50,000 leave nothing, whatever the state says.
    invoice(&mut rows, 1, "25442000000000000008", &[(c::INVOICED_TOTAL, "-70000.00"), red[1]]);
    let run = ran(&rows, "[trade]\nvoid = \"cut\"");
    assert_eq!((doubts(&run), payable(&run)[0]), (vec!["R660".to_string()], 0));
}

/// 60,000 and 50,000 on an invoice of 100,000: nobody knows which is too high, so that a person decides.
#[test]
fn lines_that_share_an_invoice() {
    let mut rows = applicants();
    line(&mut rows, 1, DIGITAL, &[(c::AMOUNT, "60000.00")]);
    line(&mut rows, 2, DIGITAL, &[(c::AMOUNT, "50000.00")]);
    invoice(&mut rows, 1, DIGITAL, &[]);
    let run = ran(&rows, "[trade]\nabove = \"cut\"\nbuyer = \"warn\"");
    // 乙 is not the buyer of it.
    assert_eq!(doubts(&run), ["R662", "R662", "R663"]);
    assert_eq!(payable(&run), [3_000_000, 2_500_000]);
    assert_eq!(waits(&run), [(JIA.to_string(), 3_000_000), (YI.to_string(), 2_500_000)]);
}

/// What the export cannot know is not missing: other days, other currencies, enterprises that it does not hold.
#[test]
fn what_the_export_does_not_cover() {
    let mut rows = applicants();
    line(&mut rows, 1, "FP-1", &[(c::PAID_ON, "2025-08-01")]);
    line(&mut rows, 2, "FP-2", &[]);
    invoice(&mut rows, 1, DIGITAL, &[]);
    let run = ran(&rows, "");
    assert_eq!(doubts(&run), Vec::<String>::new());
    let days = "[trade]\nfrom = 2025-01-01\nuntil = 2025-12-31";
    let run = ran(&rows, days);
    assert_eq!(doubts(&run), ["R667", "R667"]);
}

/// Exports that overlap say one thing; of the states the gravest holds; the order of files and rows changes nothing.
#[test]
fn exports_overlap_in_any_order() {
    let mut rows = applicants();
    line(&mut rows, 1, DIGITAL, &[]);
    line(&mut rows, 2, "25442000000000000002", &[]);
    for state in ["正常", "正常", "作废"] {
        invoice(&mut rows, 1, DIGITAL, &[(c::INVOICE_STATE, state)]);
        invoice(&mut rows, 2, "25442000000000000002", &[]);
    }
    let found = |rows: &Rows| {
        let run = ran(rows, "");
        let trade = Table::open(&run, "trade");
        (doubts(&run), waits(&run), trade.texts(c::FINDING_ID), trade.texts(c::WHY_ZH))
    };
    let one = found(&rows);
    assert_eq!(one.0, ["R660"]);
    assert_eq!(one.1, [(JIA.to_string(), 5_000_000)]);
    rows.reverse();
    assert_eq!(found(&rows), one);
}

/// Totals in 万元, amount and tax in their place, further headings, an item sheet that repeats the invoices.
#[test]
fn an_export_as_the_platform_writes_it() {
    let mut rows = applicants();
    line(&mut rows, 1, DIGITAL, &[]);
    line(&mut rows, 1, "25442000000000000002", &[(c::AMOUNT, "50000.00")]);
    let made = made(&rows, "");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("发票基础信息").expect("a name");
    let head = [
        "序号",
        "发票代码",
        "发票号码",
        "数电发票号码",
        "销方识别号",
        "销方名称",
        "购方识别号",
        "购买方名称",
        "开票日期",
        "金额（万元）",
        "税额（万元）",
        "发票来源",
        "发票票种",
        "发票状态",
        "是否正数发票",
        "发票风险等级",
        "开票人",
        "备注",
    ];
    let uscc = code(1);
    let row = |number: &str, net: &str, tax: &str| {
        let cells = [
            "1",
            "",
            "",
            number,
            "91110000000000000X",
            SELLER,
            uscc.as_str(),
            JIA,
            "2025-06-20 10:11:12",
            net,
            tax,
            "电子发票服务平台",
            "数电发票（专用发票）",
            "正常",
            "是",
            "正常",
            "李四",
            "",
        ];
        cells.map(str::to_string)
    };
    let body = [row(DIGITAL, "9.4", "0.6"), row("25442000000000000002", "4.7", "0.2")];
    for (column, text) in (0..).zip(head) {
        sheet.write_string(0, column, text).expect("written");
    }
    for (at, cells) in (1..).zip(&body) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(at, column, text).expect("written");
        }
    }
    let items = book.add_worksheet();
    items.set_name("信息汇总表").expect("a name");
    for (column, text) in (0..).zip(["数电发票号码", "开票日期", "发票状态", "单价", "金额"])
    {
        items.write_string(0, column, text).expect("written");
    }
    book.save(made.path("全量发票.xlsx")).expect("saved");
    name_invoices(&made, "全量发票.xlsx");
    let run = made.run(&["--quiet"]);
    // 100,000 on 94,000 and 6,000; 50,000 on 47,000 and 2,000.
    assert_eq!(doubts(&run), ["R662"]);
    assert_eq!(
        Table::open(&run, "trade").texts(c::WHY_EN),
        ["50000.00 yuan are stated, the invoice leaves 49000.00"]
    );
}

fn name_invoices(made: &Made, file: &str) {
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.replace("[inputs]\n", &format!("[inputs]\ninvoices = [\"{file}\"]\n"));
    fs::write(made.pipeline(), text).expect("written");
}

/// Rows without a number, red ones that name nobody, invoices without a total.
#[test]
fn what_the_export_leaves_open() {
    let mut rows = applicants();
    line(&mut rows, 1, DIGITAL, &[]);
    let uscc = code(1);
    let plain = [
        (c::DIGITAL_NO, DIGITAL),
        (c::BUYER_CODE, uscc.as_str()),
        (c::INVOICED_ON, "2025-06-20"),
        (c::INVOICED, "94000.00"),
        (c::INVOICE_STATE, "正常"),
    ];
    rows.add("invoices", &plain);
    invoice(&mut rows, 1, "", &[]);
    invoice(&mut rows, 1, "25442000000000000009", &[(c::INVOICED_TOTAL, "-1.00")]);
    let made = made(&rows, "");
    let run = made.run(&["--quiet"]);
    assert_eq!((doubts(&run), payable(&run)[0]), (vec![], 5_000_000));
    for code in ["D660", "R670", "R671", "R672"] {
        shown(code, &made, code);
    }
}

/// A person releases one doubt and refuses for another; a changed invoice is asked about again.
#[test]
fn a_person_decides() {
    let mut rows = applicants();
    line(&mut rows, 1, DIGITAL, &[]);
    line(&mut rows, 2, "25442000000000000002", &[]);
    invoice(&mut rows, 1, DIGITAL, &[(c::INVOICE_STATE, "作废")]);
    invoice(&mut rows, 2, "25442000000000000002", &[(c::INVOICED_TOTAL, "90000.00")]);
    let made = made(&rows, "[review]\nmust_decide = [\"R660\", \"R662\"]");
    let first = made.run(&["--quiet"]);
    assert_eq!(waits(&first).len(), 2);
    let asked = Table::open(&first, "asked");
    let doubts_asked: Vec<String> =
        asked.texts(c::CODE).into_iter().filter(|code| code.as_str() >= "R660").collect();
    assert_eq!(doubts_asked, ["R660", "R662"]);
    let signed = [("决定人", "王处长"), ("决定日期", "2026-05-06")];
    let verdict = |word| [&[("处理结论", word)], &signed[..]].concat();
    let cut = [&verdict("核减")[..], &[("处理后金额", "45000.00")]].concat();
    let entries: [Entry; 2] = [(&["R660"], &verdict("放行")), (&["R662"], &cut)];
    name_reviews(&made);
    let (from, to) = (first.join("reviews.xlsx"), made.path("reviews.xlsx"));
    fill_in_sheet((&from, &to), "处理结论", &entries);
    let run = made.run(&["--quiet"]);
    assert_eq!((doubts(&run), waits(&run)), (vec![], vec![]));
    assert_eq!(payable(&run), [5_000_000, 4_500_000]);
    assert_eq!(Table::open(&run, "trade").texts(c::STATE_EN), ["decided by a person"; 2]);

    // The invoice of 乙 comes to less: what was decided of it does not hold.
    rows.drop_last("invoices");
    invoice(&mut rows, 2, "25442000000000000002", &[(c::INVOICED_TOTAL, "80000.00")]);
    let later = self::made(&rows, "[review]");
    fs::copy(&to, later.path("reviews.xlsx")).expect("copied");
    name_reviews(&later);
    let run = later.run(&["--quiet"]);
    assert_eq!(doubts(&run), ["R662"]);
    assert_eq!(payable(&run), [5_000_000, 5_000_000]);
    assert!(Table::open(&run, "findings").texts(c::CODE).contains(&"R642".to_string()));
}

#[test]
fn settings_that_cannot_be() {
    let fault = |settings: &str| {
        let made = made(&applicants(), settings);
        load(&made.pipeline()).expect_err("a fault").0[0].code.id
    };
    assert_eq!(fault("[trade]\nvoid = \"cutt\""), "C108");
    assert_eq!(fault("[trade]\nfrom = 2025-12-31\nuntil = 2025-01-01"), "C110");
    assert_eq!(fault("[trade]\nfrom = 2025-12-31"), "C103");
}
