//! `jiangbu desk`: the address, and the browser that opens it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::args::{Args, DeskArgs};
use super::commands::{CLEAN, Outcome, Output};
use super::envelope;
use crate::desk;
use crate::diag::{Failure, say};

const LONG_ENOUGH: Duration = Duration::from_secs(30);

/// Opens the desk of a folder and answers until Ctrl-C.
pub(super) fn run(args: &Args, out: Output, asked: &DeskArgs) -> Outcome {
    let lang = args.lang().unwrap_or(out.lang);
    let ready = desk::open(&asked.folder, lang).map_err(|faults| (Failure::User(faults), out))?;
    let address = ready.address();
    if out.json {
        // It goes on until it is stopped: a program wants to know the address now.
        envelope::data(serde_json::json!({ "address": address }));
        envelope::line("desk", CLEAN);
    } else {
        println!(
            "{}",
            say!(
                lang,
                "已打开（仅限本机，请勿转发网址）：\n{address}\n按 Ctrl-C 结束。",
                "Open on this machine alone; do not pass the address on:\n{address}\nCtrl-C ends it."
            )
        );
    }
    // A browser gets a file that leads to the address: arguments of a process are seen by every user of the machine.
    let leads = (!asked.no_open).then(|| leading(&address)).flatten();
    if let Some(file) = leads {
        std::thread::spawn(move || {
            browser(file.path());
            // Long enough for a browser to start; the file goes away with its handle.
            std::thread::sleep(LONG_ENOUGH);
        });
    }
    ready.serve();
    Ok(CLEAN)
}

/// A page in a file that only its owner may read.
fn leading(address: &str) -> Option<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix("jiangbu-").suffix(".html").tempfile().ok()?;
    let page = format!(
        "<!DOCTYPE html><meta charset=utf-8><meta http-equiv=refresh content=\"0;url={address}\">\
         <title>jiangbu</title><a href=\"{address}\">jiangbu</a>\n"
    );
    file.write_all(page.as_bytes()).ok()?;
    Some(file)
}

/// Opens a file in the browser of the user, where there is a way to.
fn browser(path: &Path) {
    let (program, first): (&str, &[&str]) = match () {
        () if cfg!(windows) => ("cmd", &["/C", "start", ""]),
        () if cfg!(target_os = "macos") => ("open", &[]),
        () => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(first).arg(path);
    // The address was printed: whoever has no browser here opens it by hand.
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}
