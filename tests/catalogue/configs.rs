//! Faults of rule and pipeline files: one place of the small valid pipeline is spoilt.

use jiangbu::diag::{Diagnostic, Severity};
use jiangbu::jobs::examples::run_all;

use super::folder::Folder;
use super::{compare, each, registered};

/// Label, file, what stands there, what is put in its place.
type Case = (&'static str, &'static str, &'static str, &'static str);

const PIPELINE: &str = "pipeline.toml";
const SCHEME: &str = "scheme.toml";
const HEADERS: &str = "headers.toml";
const RATES: &str = "rates.csv";

const BEFORE_LINES: &str = "[measure.m1.lines.period]";
const YEARS_BELOW_ZERO: &str = "[measure.m1.history]\nyears = { clause = \"一\", max = -1, text = { zh = \"满\", en = \"full\" } }\n\n[measure.m1.lines.period]";
const YEARS_WITHOUT_MAX: &str = "[measure.m1.history]\nyears = { clause = \"一\", text = { zh = \"满\", en = \"full\" } }\n\n[measure.m1.lines.period]";
const COUNT_BELOW_ZERO: &str = "[measure.m1.count.one]\nclause = \"一\"\nmax = -1\nper = \"firm\"\nchoose = \"highest\"\ntext = { zh = \"满\", en = \"full\" }\n\n[measure.m1.lines.period]";

const CASES: &[Case] = &[
    ("C101", PIPELINE, "award_year = 2026", "award_year ="),
    ("C102", PIPELINE, "payment_date", "paymentdate"),
    ("C103", PIPELINE, "deadline = 2026-03-31\n", ""),
    ("C104", PIPELINE, "award_year = 2026", "award_year = \"2026\""),
    ("C104-date", PIPELINE, "2026-06-30", "\"2026-06-30\""),
    ("C105", SCHEME, "value = \"30%\"", "value = 0.3"),
    ("C106", PIPELINE, "\"100万元\"", "\"100万\""),
    ("C106-currency", SCHEME, "\"200万元\"", "\"200万美元\""),
    ("C107", SCHEME, "rate = [\"$rate\"]", "rate = [\"$rate\", \"三成\"]"),
    ("C108", SCHEME, "status = \"in-force\"", "status = \"inforce\""),
    (
        "C108-category",
        SCHEME,
        "claimants = [\"企业\"]\nbase",
        "claimants = [\"行业协会会员\"]\nbase",
    ),
    ("C109", SCHEME, "\"measure.m1.lines.period.within\"", "\"measure.m1.lines.periods.within\""),
    ("C110", PIPELINE, "rate = \"20%\"", "rate = \"40%\""),
    ("C110-year", PIPELINE, "award_year = 2026", "award_year = 20266"),
    ("C110-reserve", PIPELINE, "reserve = \"0元\"", "reserve = \"200万元\""),
    ("C111", PIPELINE, "rate = \"20%\"", "rates = \"20%\""),
    ("C111-reference", SCHEME, "\"测〔2026〕1号\"", "\"$document\""),
    ("C112", PIPELINE, "window = \"any\"", "windows = \"any\""),
    ("C113", PIPELINE, "window = \"any\"", "window = \"all\""),
    ("C131", PIPELINE, "window = \"any\"", "window = \"any\"\nperiod = \"award_year\""),
    ("C132", PIPELINE, "D327 = \"warning\"", "D303 = \"warning\""),
    ("C108-level", PIPELINE, "D327 = \"warning\"", "D327 = \"warn\""),
    ("C102-finding", PIPELINE, "D327 = \"warning\"", "D3927 = \"warning\""),
    ("C114", SCHEME, "columns = [\"paid_on\", \"amount\"]", "columns = [\"paid_on\", \"ammount\"]"),
    ("C114-headers", HEADERS, "[categories.channel]", "[categories.chanel]"),
    ("C115", SCHEME, "sum = \"amount\"", "sum = \"paid_on\""),
    ("C116", SCHEME, "optional = [\"tax\"]\n", ""),
    ("C117", SCHEME, "optional = [\"tax\"]", "optional = [\"tax\", \"refund\"]"),
    ("C118", SCHEME, "rate = [\"$rate\"]", "rate = [\"30%\"]"),
    ("C119", SCHEME, "within\" = \"any\"", "within\" = \"prior year\""),
    ("C120", PIPELINE, "rate = \"20%\"", "rate = \"0%\""),
    (
        "C120-cap",
        SCHEME,
        "[examples]",
        "cap = { clause = \"二\", amount = \"20万元\", text = { zh = \"超过上限\", en = \"above the cap\" } }\n\n[examples]",
    ),
    (
        "C110-tiers",
        SCHEME,
        "award = { rate = [\"$rate\"] }",
        "award = { clause = \"一\", text = { zh = \"未达档\", en = \"no tier\" }, score = [{ column = \"share\", weight = \"$rate\" }], tiers = [{ at_least = \"60%\", amount = \"1万元\" }, { at_least = \"70%\", amount = \"2万元\" }] }",
    ),
    (
        "C110-top",
        SCHEME,
        "award = { rate = [\"$rate\"] }",
        "award = { clause = \"一\", text = { zh = \"未达档\", en = \"no tier\" }, score = [{ column = \"share\", weight = \"$rate\" }], ties = \"lower\", tiers = [{ top = \"150%\", amount = \"2万元\" }, { at_least = \"10%\", amount = \"1万元\" }] }",
    ),
    (
        "C103-ties",
        SCHEME,
        "award = { rate = [\"$rate\"] }",
        "award = { clause = \"一\", text = { zh = \"未达档\", en = \"no tier\" }, score = [{ column = \"share\", weight = \"$rate\" }], tiers = [{ top = 10, amount = \"2万元\" }] }",
    ),
    ("C121-required", SCHEME, "value = \"30%\"", "value = \"30%\"\nrequired = true"),
    ("C121-years", SCHEME, "to = 2027-12-31", "to = 2027-12-31\nyears = 2"),
    ("C121", SCHEME, "within = \"prior year\"", "within = \"prior year\"\nnot_in = [\"CNY\"]"),
    (
        "C121-award",
        SCHEME,
        "award = { rate = [\"$rate\"] }",
        "threshold = { clause = \"一\", text = { zh = \"未超过\", en = \"not above\" } }\naward = { rate = [\"$rate\"] }",
    ),
    ("C122", SCHEME, "\"gates\", \"evidence\"", "\"evidence\", \"gates\""),
    ("C122-missing", SCHEME, ", \"annual-cap\"", ""),
    ("C123", SCHEME, "award = \"300.00元\"", "award = \"301.00元\""),
    ("C124", SCHEME, "status = \"in-force\"", "status = \"draft\""),
    ("C125", SCHEME, "amount = \"1000.00\"", "amount = 1000"),
    ("C126", SCHEME, "rates = { LPR1Y = \"3.00%\" }", "rates = { LPR5Y = \"3.50%\" }"),
    ("C127", RATES, "3.00%", "百分之三"),
    ("C127-date", RATES, "2025-12-22", "2025年12月"),
    ("C127-cells", RATES, "found,example", "found,example,x"),
    ("C127-column", RATES, "status", "stauts"),
    ("C197", RATES, "found,example", "found,example\n2025-12-22,LPR1Y,3.00%,found,example"),
    ("C198", RATES, "found,example", "found,example\n2025-12-22,JPY,4.6821,found,example"),
    ("C198-percent", RATES, "3.00%", "3.00"),
    ("C108-zone", PIPELINE, "award_year = 2026", "award_year = 2026\nzone = \"Asia/Beijing\""),
    ("C199", PIPELINE, "\"100万元\"", "\"24,000,000万元\""),
    (
        "C210",
        SCHEME,
        "[scheme.valid]",
        "[columns.amount]\ntitle = { zh = \"金额\", en = \"Sum\" }\ntype = \"money\"\n\n[scheme.valid]",
    ),
    (
        "C210-letters",
        SCHEME,
        "[scheme.valid]",
        "[columns.\"培训人数\"]\ntitle = { zh = \"培训人数\", en = \"Trainees\" }\ntype = \"whole number\"\n\n[scheme.valid]",
    ),
    (
        "C211",
        SCHEME,
        "[scheme.valid]",
        "[columns.trainees]\ntitle = { zh = \"培训人数\", en = \"Trainees\" }\ntype = \"whole number\"\n\n[scheme.valid]",
    ),
    (
        "C103-list",
        SCHEME,
        "[scheme.valid]",
        "[columns.grade_level]\ntitle = { zh = \"级别\", en = \"Level of it\" }\ntype = \"word\"\n\n[scheme.valid]",
    ),
    (
        "C108-type",
        SCHEME,
        "[scheme.valid]",
        "[columns.trainees]\ntitle = { zh = \"培训人数\", en = \"Trainees\" }\ntype = \"whole numbers\"\n\n[scheme.valid]",
    ),
    ("C212", PIPELINE, "\"headers.toml\"", "\"scheme.toml\""),
    ("C213", PIPELINE, "\"100万元\"", "100万元"),
    ("C213-quotes", PIPELINE, "\"100万元\"", "“100万元”"),
    ("C213-day", PIPELINE, "deadline = 2026-03-31", "deadline ＝ 2026/3/31"),
    ("C129", HEADERS, "tax = [\"税额\"]", "tax = [\"付款金额\"]"),
    (
        "C130",
        SCHEME,
        "[scheme.valid]",
        "[[scheme.lost_text]]\nclause = \"二\"\ntext = { zh = \"开头文字缺失\", en = \"the opening words are missing\" }\n\n[scheme.valid]",
    ),
    (
        "C200",
        SCHEME,
        BEFORE_LINES,
        "[measure.m1.gates.fair]\nclause = \"三\"\nof = \"firm\"\ncolumn = \"operates_in_qianhai\"\nis = true\ntext = { zh = \"上年度税收贡献不足\", en = \"tax contribution too small\" }\n\n[measure.m1.lines.period]",
    ),
    (
        "C201",
        SCHEME,
        BEFORE_LINES,
        "[measure.m1.gates.fair]\nclause = \"三\"\nof = \"firm\"\ncolumn = \"operates_in_qianhai\"\nis = true\ntext = { zh = \"三年内不得迁出\", en = \"must not move away within three years\" }\n\n[measure.m1.lines.period]",
    ),
    (
        "C202",
        SCHEME,
        BEFORE_LINES,
        "[measure.m1.gates.fair]\nclause = \"三\"\nof = \"firm\"\ncolumn = \"operates_in_qianhai\"\nis = true\ntext = { zh = \"在本地注册满一年\", en = \"registered for at least a year\" }\n\n[measure.m1.lines.period]",
    ),
    ("C162", SCHEME, "value = \"30%\"", "value = \"30%\"\nfixed = \"equal\""),
    (
        "F234",
        PIPELINE,
        "filings = [\"filings/*\"]",
        "filings = [\"filings/*\"]\nunits = { \"申报.xlsx\" = \"万块\" }",
    ),
    ("C170", PIPELINE, "rate = \"20%\"\n", ""),
    (
        "C171",
        SCHEME,
        "[scheme.valid]",
        "[[scheme.unquantified]]\nclause = \"二\"\ntext = { zh = \"对获奖项目予以一定支持\", en = \"some support for winners\" }\n\n[scheme.valid]",
    ),
    // Faults that were passed over once.
    ("C104-line", SCHEME, "lines = [{ amount = \"1000.00\" }]", "lines = [\"1000\"]"),
    (
        "C104-claims",
        SCHEME,
        "[[measure.m1.example]]",
        "[[example]]\nname = \"x\"\nfirms = [{ name = \"甲\", claims = { m1 = 3 } }]\n\n[[measure.m1.example]]",
    ),
    ("C110-large", PIPELINE, "award_year = 2026", "award_year = 99999999999"),
    ("C110-years", SCHEME, BEFORE_LINES, YEARS_BELOW_ZERO),
    ("C103-years", SCHEME, BEFORE_LINES, YEARS_WITHOUT_MAX),
    ("C110-count", SCHEME, BEFORE_LINES, COUNT_BELOW_ZERO),
    ("C110-cap", SCHEME, "\"200万元\"", "\"-200万元\""),
    ("C110-negative", PIPELINE, "\"0元\"", "\"-9元\""),
    ("C110-total", PIPELINE, "\"100万元\"", "\"-100万元\""),
    ("C106-total", PIPELINE, "\"100万元\"", "\"100万美元\""),
    ("C107-points", SCHEME, "rate = [\"$rate\"]", "rate = [\"$rate\", \"2.0.1%\"]"),
    ("C127-points", RATES, "3.00%", "3.0.0%"),
    ("C127-twice", RATES, "example\n", "example\n2025-12-22,LPR1Y,3.10%,found,another\n"),
    ("C129-measures", SCHEME, "sheets = [\"案例\"]", "sheets = [\"明细\"]"),
    (
        "C120-rate",
        SCHEME,
        "columns = [\"channel\"]\nclaimants = [\"企业\"]\naward = { by = \"channel\", amounts = { \"网络视频\" = \"10万元\" } }",
        "columns = [\"amount\"]\nclaimants = [\"企业\"]\nbase = { sum = \"amount\" }\naward = { rate = [\"0%\"] }",
    ),
    ("F201", PIPELINE, "\"scheme.toml\"", "\"gone.toml\""),
    ("F202", PIPELINE, "filings/*", "filing/*.xlsx"),
];

pub fn labels() -> impl Iterator<Item = &'static str> {
    CASES.iter().map(|(label, ..)| *label)
}

/// What loading the pipeline and running its examples says; `Err` where it cannot be used.
pub fn findings(folder: &Folder) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    std::fs::write(folder.filings().join("a.xlsx"), "").expect("written");
    let pipeline = folder.load().map_err(|faults| faults.0)?;
    let outcomes = run_all(&pipeline.scheme_file, &pipeline.scheme).map_err(|faults| faults.0)?;
    let failed: Vec<_> = outcomes.into_iter().flat_map(|outcome| outcome.faults.0).collect();
    if failed.is_empty() { Ok(pipeline.warnings.0) } else { Err(failed) }
}

#[test]
fn the_pipeline_to_be_spoilt_is_sound() {
    assert_eq!(findings(&Folder::new()), Ok(Vec::new()));
}

#[test]
fn faults_of_rule_files() {
    each(
        CASES,
        |(label, ..)| label,
        |(label, file, find, replace)| {
            let folder = Folder::new();
            // The example's rate is looked up only where a rule asks for it.
            if *label == "C126" {
                folder.spoil(SCHEME, "rate = [\"$rate\"]", "rate = [\"LPR1Y\", \"$rate\"]");
            }
            // Only a pipeline that leaves it open fails for a required parameter.
            if *label == "C170" {
                folder.spoil(SCHEME, "value = \"30%\"", "required = true");
            }
            folder.spoil(file, find, replace);
            let severity = registered(label).severity;
            let found = match findings(&folder) {
                Ok(warnings) => {
                    assert_ne!(severity, Severity::Error, "{label} does not stop the pipeline");
                    warnings
                }
                Err(faults) => {
                    assert_eq!(severity, Severity::Error, "{label} stops the pipeline: {faults:?}");
                    faults
                }
            };
            compare(label, severity, found, folder.path());
        },
    );
}
