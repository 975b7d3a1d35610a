//! The payment list on its way back: untouched it is no voucher and is called what it is; filled in, it is one.

use std::fs;
use std::path::Path;

use calamine::Data;
use jiangbu::frame::columns as c;

use super::walks::{Desk, money, texts};
use crate::runs::pipelines::{code, entries};
use crate::runs::saved::{Grid, again, heading, sheets, text};

/// What the list has beside payments: nothing, something held, something set off.
const KINDS: [&str; 3] = [
    "",
    "[payment]\nobjections = [\"CODE\"]\n",
    "[payment]\nset_off = true\nbudget_line = \"2150299\"\n",
];

/// A run of two firms with a list in a language.
fn listed(desk: &Desk, name: &str, lang: &str, kind: &str) -> std::path::PathBuf {
    let lines = [(1, "FP-1", "2000000.00"), (2, "FP-2", "3000000.00")];
    desk.prepare(name, &lines, "");
    let pipeline = desk.made.path(&format!("{name}.toml"));
    let text = fs::read_to_string(&pipeline).expect("a pipeline");
    let owed = format!("统一社会信用代码,申报项编号,尚欠（元）\n{},m2-old,30000.00\n", code(1));
    fs::write(desk.made.path("owed.csv"), owed).expect("written");
    let more = kind.replace("CODE", &code(2));
    let text = match kind.contains("set_off") {
        true => text.replace("[inputs]\n", "[inputs]\nowed = [\"owed.csv\"]\n"),
        false => text,
    };
    let text = text.replace("[pipeline]\n", &format!("[pipeline]\nlang = \"{lang}\"\n"));
    fs::write(&pipeline, format!("{text}\n{more}")).expect("written");
    desk.run(name)
}

fn csv(grid: &Grid) -> String {
    let cell = |cell: &Data| format!("\"{}\"", cell.to_string().replace('"', "\"\""));
    let line = |row: &Vec<Data>| row.iter().map(cell).collect::<Vec<_>>().join(",");
    grid.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn reconcile<'a>(run: &'a str, paid: &'a str) -> Vec<&'a str> {
    vec![
        "reconcile",
        run,
        "--as-of",
        "2026-06-30",
        "--approved-on",
        "2026-04-01",
        "--payments",
        paid,
    ]
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn an_untouched_payment_list_is_called_one() {
    let desk = Desk::new();
    for lang in ["zh-CN", "en"] {
        for (at, kind) in KINDS.iter().enumerate() {
            let run = listed(&desk, &format!("batch{at}{lang}"), lang, kind);
            let list = run.join("reports/payments.xlsx");
            let mut files = vec![list.clone()];
            for (number, (name, grid)) in sheets(&list).iter().enumerate() {
                // Control totals name nobody, and the list of what is set off asks nobody to pay.
                let pays = !["抵扣", "Set off"].contains(&name.as_str());
                if pays && heading(grid, &code(1)).or(heading(grid, &code(2))).is_some() {
                    let file = desk.made.path(&format!("list{at}{lang}{number}.csv"));
                    fs::write(&file, csv(grid)).expect("written");
                    files.push(file);
                }
            }
            let resaved = desk.made.path("resaved.xlsx");
            again(&list, &resaved, &|_, _| {});
            files.push(resaved);
            for file in files {
                let said = desk.refused("F260", &reconcile(&shown(&run), &shown(&file)), &[]);
                assert!(!said.contains("F206"), "{lang} {kind} {file:?}: {said}");
            }
            let made = entries(&desk.made.path("runs"));
            assert!(made.iter().all(|path| !shown(path).contains("reconciled")), "{made:?}");
        }
    }
}

#[test]
fn a_payment_list_that_was_filled_in_is_read() {
    let desk = Desk::new();
    for (lang, number, day) in
        [("zh-CN", "支付凭证号", "支付日期"), ("en", "Payment voucher no.", "Settled on")]
    {
        for (at, kind) in KINDS.iter().enumerate() {
            let run = listed(&desk, &format!("batch{at}{lang}"), lang, kind);
            let list = run.join("reports/payments.xlsx");
            let first = sheets(&list).remove(0).0;
            let filled = desk.made.path("filled.xlsx");
            again(&list, &filled, &|name, grid| {
                if name != first {
                    return;
                }
                let code_of = |row: &Vec<Data>| {
                    row.iter().any(|cell| [code(1), code(2)].contains(&cell.to_string()))
                };
                let head = grid.iter().position(code_of).expect("payments") - 1;
                grid[head].extend([text(number), text(day)]);
                for (at, row) in grid.iter_mut().enumerate().skip(head + 1) {
                    if code_of(row) {
                        row.extend([text(&format!("V{at}")), text("2026-04-15")]);
                    }
                }
            });
            let said = shown(&filled);
            let output = desk.program(&reconcile(&shown(&run), &said), &[]);
            let told = crate::runs::pipelines::said(&output);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{lang} {kind}: {told}");
            let done = Path::new(&format!("{}-reconciled-001", shown(&run))).to_path_buf();
            let to_pay: i64 = money(&run, "payments", c::TO_PAY).iter().sum();
            let set_off: i64 = money(&run, "payments", c::SET_OFF).iter().sum();
            let kept: i64 = money(&done, "reconciled_claims", c::KEPT).iter().sum();
            assert_eq!(kept, to_pay + set_off, "{lang} {kind}: {told}");
            assert!(to_pay > 0);
            let states = texts(&done, "reconciled_claims", c::STATE);
            let held: i64 = money(&run, "payments", c::HELD).iter().sum();
            assert_eq!(states.iter().any(|state| state == "held"), held > 0, "{states:?}");
        }
    }
}
