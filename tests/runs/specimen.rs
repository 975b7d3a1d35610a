//! A small made-up run that gives a person everything to look at that a run can give.

use jiangbu::frame::columns as c;

use super::pipelines::{Asked, Made, Rows, SCHEME, code, in_force};

/// What must not be seen in any file of a run.
pub const PHONES: [&str; 2] = ["13800138000", "075526543210"];
pub const ACCOUNTS: [&str; 2] = ["6222021234567890123", "44201501100052500000"];

/// A name that a spreadsheet would take for a formula.
pub const ODD_NAME: &str = "=前海甲公司";

pub fn jia() -> String {
    code(1)
}

pub fn yi() -> String {
    code(2)
}

pub fn bing() -> String {
    code(3)
}

/// A code that is refused.
pub const SHORT_CODE: &str = "9144030019220382";

/// Adds an enterprise that may claim everything.
pub fn firm(rows: &mut Rows, code: &str, name: &str, phone: &str, account: &str) {
    let yes = [c::OPERATES_IN_QIANHAI, c::DATA_SERVICE_FIRM].map(|name| (name, "是"));
    let mut cells = vec![(c::USCC, code), (c::FIRM_NAME, name), (c::ENTITY_TYPE, "企业")];
    cells.extend(yes);
    let private = [(c::PHONE, phone), (c::ACCOUNT, account)];
    cells.extend(private.into_iter().filter(|(_, text)| !text.is_empty()));
    rows.add("firms", &cells);
}

/// The inputs: 甲 in the workbook, with what is refused; 乙 and 丙 in Parquet files.
fn rows() -> [Rows; 2] {
    let (mut book, mut tables) = (Rows::default(), Rows::default());
    firm(&mut book, &jia(), ODD_NAME, PHONES[0], ACCOUNTS[0]);
    firm(&mut book, SHORT_CODE, "丁公司", "", "");
    firm(&mut tables, &yi(), "乙公司", PHONES[1], ACCOUNTS[1]);
    firm(&mut tables, &bing(), "丙公司", PHONES[1], ACCOUNTS[1]);

    let line = |rows: &mut Rows, measure: &str, code: &str, more: &[(&str, &str)]| {
        let mut cells = vec![(c::USCC, code), (c::ACCEPTED_ON, "2026-03-01")];
        cells.extend(more);
        rows.add(measure, &cells);
    };
    // 二, filed twice with two requests.
    let promotion = |filing, amount, requested| {
        [
            (c::FILING_NO, filing),
            (c::CHANNEL, "网络视频"),
            (c::PAID_ON, "2025-06-30"),
            (c::AMOUNT, amount),
            (c::REQUESTED, requested),
        ]
    };
    line(&mut book, "m2", &jia(), &promotion("2026-001", "900000.00", "60000.00"));
    line(&mut book, "m2", &jia(), &promotion("2026-002", "300000.00", "50000.00"));
    let mut late = promotion("2026-002", "7.00", "50000.00");
    late[2].1 = "2024-12-31";
    line(&mut book, "m2", &jia(), &late);
    // Refused: no firm has this code.
    line(&mut book, "m2", &code(9), &promotion("2026-009", "1.00", "1.00"));
    // 三, above what the platform has.
    let export = [
        (c::FILING_NO, "2026-003"),
        (c::RECEIVED_ON, "2025-06-30"),
        (c::CURRENCY, "USD"),
        (c::AMOUNT, "8000000.00"),
        (c::CATALOGUE, "不涉及"),
    ];
    line(&mut tables, "m3", &yi(), &export);
    // 七, one line without a share.
    let data_line = |amount: &'static str, share: &'static str| {
        let mut cells =
            vec![(c::FILING_NO, "2026-004"), (c::PAID_ON, "2025-06-30"), (c::AMOUNT, amount)];
        cells.extend((!share.is_empty()).then_some((c::SHARE, share)));
        cells
    };
    line(&mut tables, "m7", &yi(), &data_line("100000.00", ""));
    line(&mut tables, "m7", &yi(), &data_line("50000.00", "0.333333"));
    // 八, a case of two.
    let case = |lead| {
        [
            (c::FILING_NO, "2026-005"),
            (c::CASE_NO, "案例一"),
            (c::RECOGNISED_BY, "商务部"),
            (c::PROMOTED_NATIONALLY, "是"),
            (c::DOCUMENTED_ON, "2025-06-30"),
            (c::IS_LEAD, lead),
        ]
    };
    line(&mut book, "m8", &jia(), &case("否"));
    line(&mut tables, "m8", &bing(), &case("是"));

    let yi_code = yi();
    let record = [
        (c::USCC, yi_code.as_str()),
        (c::MEASURE, "三"),
        (c::YEAR, "2025"),
        (c::CURRENCY, "USD"),
        (c::AMOUNT, "7900000.00"),
    ];
    tables.add("platform", &record);
    book.add("listed", &[(c::USCC, &yi()), (c::LIST, "经营异常名录")]);
    let bing_code = bing();
    let finding = [
        (c::USCC, bing_code.as_str()),
        (c::MEASURE, "六"),
        (c::YEAR, "2025"),
        (c::STATUS, "已拨付"),
    ];
    book.add("duplicates", &finding);
    [book, tables]
}

/// The pipeline of the made-up run.
pub fn pipeline() -> Made {
    let [book, tables] = rows();
    pipeline_of(&book, &tables)
}

/// The same pipeline with enterprises whose phones and accounts stand in rows that something is said
/// about: one is refused, the phone of the other looks like a formula, an account stands where a word belongs.
pub fn pipeline_with_private_findings() -> Made {
    let [mut book, tables] = rows();
    firm(&mut book, SHORT_CODE, "戊公司", PHONES[0], ACCOUNTS[0]);
    firm(&mut book, &code(4), "己公司", &format!("+86{}", PHONES[1]), ACCOUNTS[1]);
    let (own, misplaced) = (code(4), format!("账号{}", ACCOUNTS[1]));
    let line = [
        (c::USCC, own.as_str()),
        (c::FILING_NO, "2026-004"),
        (c::ACCEPTED_ON, "2026-03-01"),
        (c::CHANNEL, &misplaced),
        (c::PAID_ON, "2025-06-30"),
        (c::AMOUNT, "900000.00"),
    ];
    book.add("m2", &line);
    pipeline_of(&book, &tables)
}

fn pipeline_of(book: &Rows, tables: &Rows) -> Made {
    let asked = Asked {
        rates: "2026-03-20,LPR1Y,3.00%,inferred,no source\n2026-01-27,USD,6.9858,found,paper\n"
            .to_string(),
        budget: Some(70_000_000),
        workbook: true,
        ..Asked::default()
    };
    Made::of(SCHEME, &asked, in_force(), book, tables)
}
