//! The accounts that money goes to: kept for finance alone.

use jiangbu::frame::columns as c;

use crate::runs::arrow_reader::Table;
use crate::runs::specimen::{self, ACCOUNTS};

#[test]
fn accounts_are_kept_for_their_owner_alone() {
    let made = specimen::pipeline();
    let run = made.run(&["--quiet"]);
    let table = Table::open(&run, "payees");
    assert_eq!(table.texts(c::USCC), [specimen::jia(), specimen::yi(), specimen::bing()]);
    assert_eq!(table.texts(c::ACCOUNT), [ACCOUNTS[0], ACCOUNTS[1], ACCOUNTS[1]]);
    assert_eq!(table.texts(c::ACCOUNT_NAME), table.texts(c::FIRM_NAME));
    // 甲 names no bank; the account of the others ends in zeros from the sixteenth digit on.
    assert_eq!(table.texts(c::DOUBT), ["D350", "D351", "D351"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| {
            let file = run.join("tables").join(name);
            std::fs::metadata(file).expect("a file").permissions().mode() & 0o777
        };
        assert_eq!(mode("payees.parquet"), 0o600);
        assert_ne!(mode("claims.parquet"), 0o600);
    }
}
