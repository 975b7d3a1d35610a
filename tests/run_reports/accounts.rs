//! Messages about reports, in both languages.

use jiangbu::diag::Diagnostic;
use jiangbu::frame::columns as c;
use jiangbu::pipeline::load;
use jiangbu::run::compute;

use super::asking;
use crate::catalogue::{both_languages, unfilled};
use crate::runs::pipelines::{Asked, Made, Rows, code};

pub fn compare(label: &str, shown: &str) {
    assert!(!unfilled(shown), "{label}: a placeholder was not filled: {shown}");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(label, shown));
}

/// Five enterprises with a claim each: two with one account between them, one whose bank is missing,
/// one whose account lost its last digits, and one that can be paid.
pub fn with_bad_accounts() -> Made {
    with_firms(&[
        ("甲公司", "示例银行", "4420 1501 1000 5250 1234"),
        ("乙公司", "示例银行前海支行", "44201501100052501234"),
        ("丙公司", "", "44201501100052509999"),
        ("丁公司", "示例银行", "44201501100052500000"),
        ("=SUM(A1:A9)公司", "示例银行", "4420 1501-1000 5250 4321"),
    ])
}

/// Enterprises by name, bank and account, with a claim each.
pub fn with_firms(firms: &[(&str, &str, &str)]) -> Made {
    let mut rows = Rows::default();
    for (number, (name, bank, account)) in (1..).zip(firms) {
        let code = code(number);
        let mut cells = vec![
            (c::USCC, code.as_str()),
            (c::FIRM_NAME, name),
            (c::ENTITY_TYPE, "企业"),
            (c::OPERATES_IN_QIANHAI, "是"),
            (c::ACCOUNT, account),
        ];
        cells.extend((!bank.is_empty()).then_some((c::BANK, *bank)));
        rows.add("firms", &cells);
        let line = [
            (c::USCC, code.as_str()),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::FILING_NO, "2026-001"),
            (c::CHANNEL, "网络视频"),
            (c::PAID_ON, "2025-06-30"),
            (c::AMOUNT, "2000000.00"),
        ];
        rows.add("m2", &line);
        let record = [
            (c::USCC, code.as_str()),
            (c::MEASURE, "二"),
            (c::YEAR, "2025"),
            (c::CURRENCY, "CNY"),
            (c::AMOUNT, "2000000.00"),
        ];
        rows.add("platform", &record);
    }
    let rates = "2026-03-20,LPR1Y,3.00%,found,paper\n2026-01-27,USD,6.9858,found,paper\n";
    let asked = Asked { rates: rates.to_string(), ..Asked::default() };
    Made::new(&asked, &rows)
}

fn findings(made: &Made) -> Vec<Diagnostic> {
    let pipeline = load(&made.pipeline()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let computed = compute(&pipeline, &|_: &str| {}).expect("a run");
    computed.prepared.linked.findings
}

#[test]
fn accounts_that_nothing_can_be_paid_to() {
    let about = |found: &[Diagnostic], id: &str| -> Vec<String> {
        found.iter().filter(|d| d.code.id == id).map(both_languages).collect()
    };
    let codes = ["D350", "D351", "D352"];
    let quiet = findings(&with_bad_accounts());
    assert!(codes.iter().all(|id| about(&quiet, id).is_empty()), "nobody asked for payments");
    let found = findings(&asking(with_bad_accounts(), "[payment]\nbudget_line = \"2150805\"\n"));
    for id in codes {
        let said = about(&found, id);
        assert!(!said.is_empty(), "{id}: {found:?}");
        compare(id, &said.join("\n\n"));
    }
}
