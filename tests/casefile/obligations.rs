//! Obligations after an award, held against snapshots of the register. Every amount was worked out by hand.
//!
//! Two firms are paid 100,000 yuan each on 12 April. Firm 1 moves to 福田区: half of it, 50,000, could be ordered back, with
//! 232 days of interest to 30 November at 3 %: 50,000 × 3 % × 232 ÷ 365 = 953.42. Firm 2 reduces its capital and sublets:
//! 100,000 each, with 1,906.84 of interest.

use std::fs;

use jiangbu::frame::columns as c;
use jiangbu::scheme::{Choices, SchemeFile};

use super::office::{Office, found, promotion};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code, said};

const DUTIES: &str = r#"
[[measure.m2.obligations]]
kind = "stays"
years = 3
words = ["前海", "南山"]
share = "50%"
clause = "附十"
text = { zh = "三年内不离开南山", en = "to stay in Nanshan for three years" }

[[measure.m2.obligations]]
kind = "operates"
years = 3
words = ["存续", "在业"]
clause = "附十"
text = { zh = "三年内存续", en = "to go on for three years" }

[[measure.m2.obligations]]
kind = "capital"
years = 3
clause = "附十"
text = { zh = "三年内不减资", en = "not to reduce its capital for three years" }

[[measure.m2.obligations]]
kind = "named"
years = 1
from = "payment"
words = ["转租"]
clause = "附十"
text = { zh = "一年内不转租", en = "not to sublet for a year" }
"#;

const SNAPSHOTS: &str =
    "统一社会信用代码,查询日期,登记状态,所在区,注册资本（元）,违反事项,文件号\n";

#[test]
fn a_breach_proposes_what_a_person_may_order_back() {
    let office = Office::new();
    let scheme = office.made.path("scheme.toml");
    let text = fs::read_to_string(&scheme).expect("a scheme");
    fs::write(&scheme, format!("{text}\n{DUTIES}")).expect("written");
    let mut rows = Rows::default();
    (1..=2).for_each(|number| promotion(&mut rows, number, "2000000.00", "2025-06-30"));
    let run = office.run(&office.pipeline("first", &rows, ""));
    assert_eq!(Table::open(&run, "obligations").texts(c::CLAIM_ID).len(), 8);
    office.approve(&run, "2026-04-10");
    let write = |name: &str, text: String| {
        let path = office.made.path(name);
        fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let mut vouchers =
        "申报项编号,支付凭证号,凭证日期,凭证金额（元）,清算日期,清算金额（元）\n".to_string();
    for number in 1..=2 {
        let claim = format!("m2-{}", code(number));
        vouchers += &format!("{claim},V{number},2026-04-12,100000.00,2026-04-12,100000.00\n");
    }
    let paid = write("paid.csv", vouchers);
    let (one, two) = (code(1), code(2));
    let snapshots = write(
        "snapshots.csv",
        format!(
            "{SNAPSHOTS}{two},2026-11-01,存续,南山区,900000.00,转租部分办公用房,检查〔2026〕3号\n\
             {two},2026-05-01,存续,南山区,1000000.00,,\n\
             {one},2026-10-01,存续,福田区,1000000.00,,\n\
             {one},2026-12-01,注销,福田区,1000000.00,,\n"
        ),
    );
    let common = ["--as-of", "2026-11-30", "--payments", &paid, "--lang", "en"];
    let name = run.file_name().expect("a name").to_string_lossy().into_owned();
    let reconciled = |number: u32| run.with_file_name(format!("{name}-reconciled-{number:03}"));
    office.says(&["reconcile"], &run, &common);
    assert!(found(&reconciled(1)).contains(&"R507".to_string()));
    let output =
        office.says(&["reconcile"], &run, &[&common[..], &["--snapshots", &snapshots]].concat());
    assert!(said(&output).contains("R506"), "{}", said(&output));
    let folder = reconciled(2);
    assert!(!found(&folder).contains(&"R507".to_string()));
    let watched = Table::open(&folder, "obligations_watched");
    let states = watched.texts(c::STATE);
    assert_eq!(states[..4], ["broken", "kept", "kept", "kept"]);
    assert_eq!(states[4..], ["kept", "kept", "broken", "broken"]);
    let seen = watched.texts(c::SEEN);
    assert_eq!(seen[0], "福田区");
    assert_eq!(seen[6], "1,000,000.00 → 900,000.00，检查〔2026〕3号");
    assert_eq!(seen[7], "转租部分办公用房，检查〔2026〕3号");
    let proposed = [5_000_000, 0, 0, 0, 0, 0, 10_000_000, 10_000_000];
    assert_eq!(watched.fen(c::PROPOSED), proposed);
    assert_eq!(watched.fen(c::INTEREST), [95_342, 0, 0, 0, 0, 0, 190_684, 190_684]);
    // Firm 1 has another code since: the register leads from it to the one of the run.
    let now = code(51);
    let changes = write(
        "changes.csv",
        format!("变更类型,变更前代码,变更后代码,变更日期\n代码变更,{one},{now},2026-09-01\n"),
    );
    let renamed =
        write("renamed.csv", format!("{SNAPSHOTS}{now},2026-10-01,存续,福田区,1000000.00,,\n"));
    let more = ["--snapshots", &renamed, "--changes", &changes];
    let output = office.says(&["reconcile"], &run, &[&common[..], &more].concat());
    assert!(found(&reconciled(3)).contains(&"R504".to_string()), "{}", said(&output));
    let states = Table::open(&reconciled(3), "obligations_watched").texts(c::STATE);
    assert_eq!(states[..4], ["broken", "kept", "kept", "kept"]);
    assert_eq!(states[4], "unseen");
}

#[test]
fn to_forbid_moving_away_can_be_written_down_and_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scheme.toml");
    let text = fs::read_to_string(crate::runs::pipelines::SCHEME).expect("a scheme");
    let read = |duties: &str| -> Vec<&'static str> {
        fs::write(&path, format!("{text}\n{duties}")).expect("written");
        let file = SchemeFile::load(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
        let said = match file.resolve(&Choices::default()) {
            Ok((_, said)) => said,
            Err(faults) => faults,
        };
        said.0.iter().map(|one| one.code.id).collect()
    };
    assert!(read(DUTIES).contains(&"C201"));
    assert!(!read("").contains(&"C201"));
    let wordless = DUTIES.replacen("words = [\"前海\", \"南山\"]\n", "", 1);
    assert!(read(&wordless).contains(&jiangbu::diag::codes::MISSING_KEY.id));
    let twice = DUTIES.replacen("\"50%\"", "\"150%\"", 1);
    assert!(read(&twice).contains(&jiangbu::diag::codes::OUT_OF_RANGE.id));
}
