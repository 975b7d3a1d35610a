//! A desk that is killed in the middle of a write leaves what was there before or what is whole; files that are hostile
//! are said and end nothing.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiangbu::ledger::Ledger;

use super::{Desk, PIPELINE, Project, escaped, files};
use crate::runs::pipelines::said;

/// Sends a request and does not wait for the answer.
fn send(desk: &Desk, page: &str, more: &str, length: usize, body: &[u8]) -> TcpStream {
    let head = format!(
        "POST /{}/{page} HTTP/1.1\r\n{}Origin: http://{}\r\n{more}Content-Length: {length}\r\n\r\n",
        desk.prefix,
        desk.own(),
        desk.host()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", desk.port)).expect("a connection");
    stream.write_all(&[head.as_bytes(), body].concat()).expect("sent");
    stream
}

fn form(desk: &Desk, fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = format!("desk={}", desk.form);
    for (name, value) in fields {
        body += &format!("&{name}={}", escaped(value));
    }
    body.into_bytes()
}

/// Kills the desk some moments after a form was sent.
fn killed_after(desk: Desk, page: &str, fields: &[(&str, &str)], wait: u64) {
    let body = form(&desk, fields);
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let _stream = send(&desk, page, kind, body.len(), &body);
    std::thread::sleep(Duration::from_millis(wait));
    // Nothing of the process goes on: it is killed and waited for.
    drop(desk);
}

fn visible(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut all: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    all.sort();
    all
}

#[test]
fn half_a_file_is_no_file() {
    let project = Project::new();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let page = format!("upload?pipeline={}&name=a.xlsx", escaped(PIPELINE));
    let more = format!("X-Desk: {}\r\n", desk.form);
    let half = vec![b'x'; 1 << 20];
    let stream = send(&desk, &page, &more, 2 << 20, &half);
    let there = project.path("filings");
    // The file is begun before the desk is killed.
    let began = std::time::Instant::now();
    while fs::read_dir(&there).into_iter().flatten().next().is_none() {
        assert!(began.elapsed() < Duration::from_secs(60), "nothing was begun");
        std::thread::sleep(Duration::from_millis(10));
    }
    drop(desk);
    drop(stream);
    assert_eq!(visible(&there), Vec::<String>::new());
    // The lock of a desk that is gone holds nobody up, and what it had begun is no filing.
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let text = desk.get("intake").text();
    assert!(!text.contains("unfinished"), "{text}");
    let (_kept, filled) = Project::filled();
    assert_eq!(desk.upload(&filled[0], "a.xlsx").status, 200);
    let checked = project.command(&["check", PIPELINE, "--json"]);
    assert!(!said(&checked).contains("unfinished"), "{}", said(&checked));
    assert_eq!(visible(&there), ["a.xlsx"]);
}

#[test]
fn a_run_that_is_killed_leaves_no_run() {
    let project = Project::with_filings();
    for wait in [0, 30, 120, 400, 900] {
        let desk = Desk::open(project.dir.path(), "zh-CN");
        killed_after(desk, "compute", &[("pipeline", PIPELINE)], wait);
        for name in visible(&project.path("runs")) {
            let run = format!("runs/{name}");
            let output = project.command(&["explain", &run, "公司", "--quiet"]);
            assert!(!said(&output).contains("A51"), "{run}: {}", said(&output));
            assert!(project.path(&run).join("manifest.json").is_file(), "{run} is whole");
        }
    }
    let before = visible(&project.path("runs")).len();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let page = desk.work("compute", &[("pipeline", PIPELINE)]);
    assert_eq!(page, format!("run?run=runs%2Fown-{:03}", before + 1));
    // All of them are the same run.
    let runs = visible(&project.path("runs"));
    let first = files(&project.path(&format!("runs/{}", runs[0])));
    for other in &runs[1..] {
        assert!(files(&project.path(&format!("runs/{other}"))) == first, "{other} differs");
    }
}

#[test]
fn an_approval_that_is_killed_is_made_or_not() {
    let project = Project::with_filings();
    let run = project.command(&["run", PIPELINE, "--quiet"]);
    assert!(run.status.code() < Some(2), "{}", said(&run));
    assert!(project.command(&["ledger", "init", "--quiet"]).status.success());
    let ledger = project.path("runs/ledger");
    let asked =
        [("run", "runs/own-001"), ("by", "王五"), ("on", "2026-04-01"), ("despite", "已逐条核对")];
    let query: String =
        asked.iter().map(|(name, value)| format!("{name}={}&", escaped(value))).collect();
    let mut made = 0;
    for wait in [0, 5, 15, 30, 60, 120, 400] {
        let desk = Desk::open(project.dir.path(), "zh-CN");
        let text = desk.get(&format!("approve?{query}")).text();
        let Some(head) = text.split("name=\"head_now\" value=\"").nth(1) else {
            // It was made: a second approval is refused with its reason.
            assert!(made == 1 && text.contains("findings"), "{text}");
            break;
        };
        let head = head.split('"').next().expect("its end").to_string();
        let fields: Vec<_> = asked.iter().copied().chain([("head_now", head.as_str())]).collect();
        killed_after(desk, "approve", &fields, wait);
        let read = Ledger::read(&ledger).unwrap_or_else(|faults| panic!("{wait}: {faults:?}"));
        made = read.segments.len();
        assert!(made <= 1, "{made} segments");
    }
    let desk = Desk::open(project.dir.path(), "zh-CN");
    assert_eq!(desk.get("ledger").status, 200);
    let verified = project.command(&["ledger", "verify", "--runs"]);
    assert!(verified.status.success(), "{}", said(&verified));
}

/// Every file of the corpus of bad files, brought as a filing.
#[test]
fn hostile_files_are_said_and_end_nothing() {
    let project = Project::new();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let mut bad = Vec::new();
    collect(Path::new("tests/bad"), &mut bad);
    assert!(bad.len() > 20, "{} files", bad.len());
    for (number, file) in bad.iter().enumerate() {
        let told = desk.upload(file, &format!("{number}.xlsx"));
        assert_eq!(told.status, 200, "{}: {}", file.display(), told.text());
    }
    assert_eq!(desk.post("check", &[("pipeline", PIPELINE)]).status, 303);
    let began = std::time::Instant::now();
    while !desk.get("work.json").text().contains("\"ended\":true") {
        assert!(began.elapsed() < Duration::from_secs(120), "the check does not end");
        std::thread::sleep(Duration::from_millis(100));
    }
    let end = desk.get("work");
    assert_eq!(end.status, 303, "the check has a result: {}", end.text());
    let text = desk.get(&format!("intake?pipeline={}", escaped(PIPELINE))).text();
    assert!(text.contains("<li class=\"error\">"), "{text}");
    for word in ["<script>", "onerror=", "\u{202e}", "\u{1b}"] {
        assert!(!text.contains(word), "{word:?}");
    }
    #[cfg(target_os = "linux")]
    {
        let status = fs::read_to_string(format!("/proc/{}/status", desk.pid())).expect("status");
        let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("its peak");
        let kib: u64 =
            line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("KiB");
        assert!(kib < 2 << 20, "{kib} KiB at the peak");
    }
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => collect(&path, into),
            false if path.extension().is_some_and(|ending| ending == "xlsx") => into.push(path),
            false => {}
        }
    }
    into.sort();
}
