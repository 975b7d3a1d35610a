//! What leaves, and to whom: terminals obey nothing that a file says, private values are hidden wherever they stand, files
//! have the modes they should, readers may go away.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use jiangbu::frame::columns as c;

use super::world::{Done, World, account, claim};
use crate::runs::pipelines::{code, jiangbu, said};

const CARD: &str = "6222021234567890128";
const SPACED: &str = "4111 1111 1111 1111";
const PERSON: &str = "11010519491231002X";
const PHONE: &str = "13800138000";
const MAIL: &str = "zhang.san@example.com";
/// What must be gone: the middle of each.
const MIDDLES: [&str; 5] =
    ["62220212345678", "1111 1111 1111", "110105194912", "1380013", "zhang.san"];

fn paid() -> World {
    let mut w = World::new();
    w.approve(1, 1, 100_000);
    w.voucher("V1", 1, "1000.00");
    w.settle("V1", "B1", "1000.00");
    w
}

fn reconcile(w: &World, files: &[&str], more: &[&str]) -> Command {
    let mut command = jiangbu(more);
    command.args(["reconcile", "--as-of", "2026-10-30", "--approved-on", "2026-03-31"]);
    command.arg("--payments");
    command.args(files.iter().map(|name| w.path(name))).arg("--out").arg(w.path("cli"));
    command.arg("--").arg(w.path("run-001"));
    command
}

#[test]
fn private_values_are_hidden_wherever_they_stand() {
    let mut w = paid();
    let head = "支付凭证号,凭证日期,统一社会信用代码,收款人账号,凭证金额,附注一,资金用途";
    w.others.push((
        "more.csv",
        format!(
            "{head}\nV2,2026-04-10,{},{},100.00,退至{CARD},{PHONE}\n\
             V3,2026-04-10,{},{},一百（{SPACED}）,联系{MAIL},{PERSON}\n说明：咨询{PHONE}或{MAIL}{}\n",
            code(1), account(1), code(1), account(1), ",".repeat(6)
        ),
    ));
    w.others.push((
        "back.csv",
        format!(
            "原凭证号,退回类型,退回日期,退回金额,退回原因\n{CARD},退票,2026-04-20,5.00,退至 {SPACED} {PHONE}\n"
        ),
    ));
    w.write();
    for json in [false, true] {
        let more: &[&str] = if json { &["--json"] } else { &[] };
        let files = ["vouchers.csv", "bank.csv", "more.csv", "back.csv"];
        let mut command = reconcile(&w, &files, more);
        let output = command.output().expect("the program");
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        let said = said(&output);
        assert!(MIDDLES.iter().all(|middle| !said.contains(middle)), "{said}");
        assert!(said.contains("****1111"), "the last four are left: {said}");
    }
    // Without the row that cannot be read there are tables, a workbook and a report to look through.
    let text = &mut w.others[0].1;
    *text = text.replace("一百", "100").replace(&format!("（{SPACED}）"), "");
    let done = w.run();
    nothing_private(&done);
    let row = done.texts("reconciled_payments", c::RETURN_REASON);
    assert!(
        row.iter().any(|reason| reason.contains("****1111") && reason.contains("****8000")),
        "{row:?}"
    );
}

fn nothing_private(done: &Done) {
    for entry in fs::read_dir(done.0.folder.join("tables")).expect("tables") {
        let path = entry.expect("an entry").path();
        let Some(name) =
            path.file_name().expect("a name").to_str().and_then(|n| n.strip_suffix(".parquet"))
        else {
            continue;
        };
        for column in done.table(name).columns() {
            let Ok(texts) = column.str() else { continue };
            for text in texts.iter().flatten() {
                assert!(MIDDLES.iter().all(|middle| !text.contains(middle)), "{name}: {text}");
            }
        }
    }
    let book = unzipped(&done.0.folder.join("workbook.xlsx"));
    assert!(MIDDLES.iter().all(|middle| !book.contains(middle)));
}

/// All parts of a workbook as one text.
fn unzipped(path: &Path) -> String {
    let bytes = fs::read(path).expect("a workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut all = String::new();
    for at in 0..archive.len() {
        archive.by_index(at).expect("a part").read_to_string(&mut all).expect("text");
    }
    all
}

#[test]
fn a_terminal_shows_what_it_would_obey() {
    let mut w = paid();
    w.others.push((
        "evil\u{1b}[2J\u{202e}\n1 all is well.csv",
        "支付凭证号,凭证日期,凭证金额\nV2,2026-04-10,一百\n".into(),
    ));
    w.write();
    let name = w.others[0].0;
    let output = reconcile(&w, &["vouchers.csv", name], &[]).output().expect("the program");
    let said = said(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said:?}");
    assert!(said.contains("\\u001b[2J\\u202e\\u000a1 all is well"), "{said}");
    assert!(!said.lines().any(|line| line.starts_with("1 all is well")), "{said}");
}

#[test]
fn arguments_are_shown_as_well() {
    let output = jiangbu(&["report", "runs/\u{1b}[31mnone\u{202e}"]).output().expect("the program");
    let said_ = said(&output);
    assert!(!said_.contains('\u{1b}') && said_.contains("\\u001b[31mnone\\u202e"), "{said_:?}");
    let output = jiangbu(&["run", "--no-\u{1b}[31msuch", "x"]).output().expect("the program");
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

#[test]
fn a_reader_that_leaves_ends_nothing() {
    let w = paid();
    w.write();
    // Both streams closed at once, then each: the command does its work and keeps its code.
    for (out, err) in [(true, true), (true, false), (false, true)] {
        let _ = fs::remove_dir_all(w.path("cli"));
        let mut command = reconcile(&w, &["vouchers.csv", "bank.csv"], &["-v"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program");
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (mut stdout, mut stderr) = (stdout.filter(|_| !out), stderr.filter(|_| !err));
        let mut text = String::new();
        if let Some(stream) = &mut stdout {
            stream.read_to_string(&mut text).expect("text");
        }
        if let Some(stream) = &mut stderr {
            stream.read_to_string(&mut text).expect("text");
        }
        let code = child.wait().expect("ends").code();
        assert_eq!(code, Some(0), "{out} {err}: {text}");
        assert!(!text.contains("panicked") && !text.contains("A505"), "{text}");
        assert!(w.path("cli").join("run-001-reconciled-001").is_dir());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_no_success() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("the device");
    let mut command = jiangbu(&["scheme", "show", crate::runs::pipelines::SCHEME]);
    let output = command.stdout(Stdio::from(full)).output().expect("the program");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("A504"), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn modes_keep_to_the_mask_and_findings_to_their_owner() {
    use std::os::unix::fs::PermissionsExt;
    let w = paid();
    w.write();
    for (mask, folder, open) in
        [("022", 0o755, 0o644), ("077", 0o700, 0o600), ("027", 0o750, 0o640)]
    {
        let _ = fs::remove_dir_all(w.path("cli"));
        let call = reconcile(&w, &["vouchers.csv", "bank.csv"], &[]);
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("umask {mask}; exec \"$@\"")).arg("sh");
        shell.arg(call.get_program()).args(call.get_args());
        assert_eq!(shell.output().expect("the program").status.code(), Some(0));
        let done = w.path("cli").join("run-001-reconciled-001");
        let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&done), folder, "{mask}");
        assert_eq!(mode(&done.join("tables/reconciled_claims.parquet")), open, "{mask}");
        for name in ["findings", "quarantine"] {
            assert_eq!(mode(&done.join(format!("tables/{name}.parquet"))), 0o600, "{name}");
        }
        assert!(!done.join(".mode").exists());
    }
}

#[test]
fn texts_that_look_like_formulas_carry_the_quote_prefix() {
    let mut w = paid();
    let plain = unzipped(&w.run().0.folder.join("workbook.xlsx"));
    assert!(!plain.contains("quotePrefix"), "ordinary texts need none");
    for sign in ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(1)"] {
        w.others = vec![(
            "back.csv",
            format!(
                "原凭证号,退回类型,退回日期,退回金额,实际收款人名称\nV9,退票,2026-04-20,5.00,{sign}\n"
            ),
        )];
        let book = unzipped(&w.run().0.folder.join("workbook.xlsx"));
        assert!(book.contains("quotePrefix=\"1\""), "{sign}");
        assert!(!book.contains("<f>HYPERLINK"), "{sign}");
    }
    assert_eq!(w.run().claims()[&claim(1, 1)], "paid");
}
