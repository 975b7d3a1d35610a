//! What must not work: other origins, other names of this machine, no token, paths that lead out, bodies without
//! end, two at once.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::{Desk, PIPELINE, Project, copy, escaped};
use crate::runs::pipelines::said;

/// A project with a finished run of the sample in it.
fn with_run() -> (Project, Desk) {
    let project = Project::new();
    copy(crate::sample::plain(), &project.path("runs/sample-001"));
    let desk = Desk::open(project.dir.path(), "zh-CN");
    (project, desk)
}

#[test]
fn only_its_own_browser_is_answered() {
    let project = Project::new();
    let desk = Desk::open(project.dir.path(), "en");
    let (prefix, host, token) = (&desk.prefix, desk.host(), &desk.token);
    let asked =
        |lines: &str| desk.raw(format!("GET /{prefix}/ HTTP/1.1\r\n{lines}\r\n").as_bytes()).status;
    let cookie = format!("Cookie: desk={token}\r\n");
    assert_eq!(asked(&format!("Host: {host}\r\n{cookie}")), 200);
    // Without the token, or with another.
    assert_eq!(asked(&format!("Host: {host}\r\n")), 401);
    assert_eq!(asked(&format!("Host: {host}\r\nCookie: desk=0\r\n")), 401);
    assert_eq!(asked(&format!("Host: {host}\r\nCookie: desk={}\r\n", &token[..63])), 401);
    // Rebinding: a name of elsewhere that leads here.
    for name in
        ["evil.example", "localhost", "127.0.0.1", &format!("evil.example:{}", desk.port), ""]
    {
        assert_eq!(asked(&format!("Host: {name}\r\n{cookie}")), 421, "{name}");
    }
    assert_eq!(asked(&cookie), 421, "no host at all");
    // Another origin, and another port of this machine.
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", &format!("https://{host}")]
    {
        assert_eq!(
            asked(&format!("Host: {host}\r\n{cookie}Origin: {origin}\r\n")),
            403,
            "{origin}"
        );
    }
    for site in ["cross-site", "same-site"] {
        assert_eq!(
            asked(&format!("Host: {host}\r\n{cookie}Sec-Fetch-Site: {site}\r\n")),
            403,
            "{site}"
        );
    }
    // The address with the token may be come to from elsewhere; with another token it says no.
    let open = |token: &str| {
        desk.raw(format!("GET /{prefix}/open?token={token} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: cross-site\r\n\r\n").as_bytes())
    };
    assert_eq!(open("0").status, 401);
    let opened = open(token);
    assert_eq!(opened.status, 200);
    let set = opened.header("set-cookie").expect("a cookie");
    for part in ["HttpOnly", "SameSite=Strict", &format!("Path=/{prefix}/")] {
        assert!(set.contains(part), "{set}");
    }
    // Outside the prefix nothing is told, not even to who knows the cookie.
    let outside = desk.raw(format!("GET / HTTP/1.1\r\nHost: {host}\r\n{cookie}\r\n").as_bytes());
    assert_eq!(outside.status, 404);
}

#[test]
fn pages_may_do_nothing_but_their_own() {
    let project = Project::new();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    for page in ["", "intake", "awards", "whatif", "ledger"] {
        let told = desk.get(page);
        assert_eq!(told.status, 200, "{page}: {}", told.text());
        let policy = told.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
        assert_eq!(told.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(told.header("cache-control"), Some("no-store"));
        let text = told.text();
        for inline in
            ["<script>", "<style", " style=", " onclick", "javascript:", "http://", "https://"]
        {
            assert!(!text.contains(inline), "{page}: {inline}");
        }
    }
}

#[test]
fn changes_need_the_word_of_its_forms() {
    let project = Project::with_filings();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let form = format!("pipeline={}", escaped(PIPELINE));
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let pages = [
        "check",
        "compute",
        "returns",
        "stop",
        "read",
        "approve",
        "withdraw",
        "payments",
        "ledger-new",
        "lang",
        "decide",
        "decide-compute",
        "progress",
        "reconcile",
        "record",
        "attribute",
        "list",
        "allocate",
        "list-file",
        "paid-file",
        "reviews",
        "new",
    ];
    for page in pages {
        for body in [form.clone(), format!("{form}&desk="), format!("{form}&desk={}", desk.token)] {
            assert_eq!(desk.body(page, kind, body.as_bytes()).status, 403, "{page}");
        }
        // A link that changes something would be a trap.
        assert!(
            [404, 422].contains(&desk.get(&format!("{page}?{form}")).status)
                || ["approve", "decide", "progress", "new"].contains(&page),
            "{page}"
        );
    }
    for page in
        ["upload?name=a.xlsx", "upload?run=runs%2Fa&sort=vouchers&name=a.xlsx", "try", "keep"]
    {
        assert_eq!(desk.body(page, "X-Desk: 0\r\n", b"{}").status, 403, "{page}");
        assert_eq!(desk.body(page, kind, b"{}").status, 403, "{page}");
    }
    // A form without an origin is from no browser of today.
    let whole = format!("{form}&desk={}", desk.form);
    let bare = format!(
        "POST /{}/check HTTP/1.1\r\n{}{kind}Content-Length: {}\r\n\r\n{whole}",
        desk.prefix,
        desk.own(),
        whole.len()
    );
    assert_eq!(desk.raw(bare.as_bytes()).status, 403);
    assert!(desk.get("work").header("location") == Some("./"), "nothing was begun");
    assert!(!project.path("runs").exists());
}

#[test]
fn nothing_outside_the_folder_is_reached() {
    let (project, desk) = with_run();
    fs::write(project.dir.path().parent().expect("a parent").join("jiangbu-secret.html"), "secret")
        .expect("written");
    let run = "runs%2Fsample-001";
    assert_eq!(desk.get(&format!("run?run={run}")).status, 200);
    let shown = desk.get(&format!("file?run={run}&file=budget.html&show=1"));
    assert_eq!(shown.status, 200);
    let policy = shown.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("sandbox allow-scripts;"), "{policy}");
    let names = [
        "..%2F..%2Fmanifest.json",
        "..%2Fmanifest.json",
        "%2e%2e%2fmanifest.json",
        "%2Fetc%2Fpasswd",
        "..%5C..%5Ca.html",
        "%252e%252e%252fmanifest.json",
        "budget.html%00.pdf",
        "..%2F..%2F..%2F..%2Fjiangbu-secret.html",
        ".",
        "",
        "payments.xlsx",
        "PAYMENTS.xlsx",
        "..%2Fworkbook.xlsx",
        "..%2Ftables%2Fpayees.parquet",
        "tables",
        "issued",
    ];
    for name in names {
        let told = desk.get(&format!("file?run={run}&file={name}"));
        assert!([400, 404].contains(&told.status), "{name}: {}", told.status);
    }
    let folders = [
        "..",
        "%2F",
        "..%2F..",
        "runs",
        "runs%2F..%2F..",
        "%2Fetc",
        "runs%2Fsample-001%2F..%2F..%2F..",
        "runs%2F%2E%2E%2Fruns%2Fsample-001",
    ];
    for folder in folders {
        for page in [
            "run?run=",
            "awards?q=a&run=",
            "approve?by=a&on=2026-04-01&run=",
            "report?file=budget.html&run=",
            "paid?run=",
            "paid-report?folder=runs&run=",
            "decide?run=",
        ] {
            assert_eq!(desk.get(&format!("{page}{folder}")).status, 404, "{page}{folder}");
        }
    }
    for pipeline in [
        "..%2Fa.toml",
        "%2Fetc%2Fhosts",
        "pipelines%2F..%2F..%2Fa.toml",
        "pipelines%2Fheaders.toml",
    ] {
        assert_eq!(desk.get(&format!("intake?pipeline={pipeline}")).status, 404, "{pipeline}");
        let put = desk.call(&format!("upload?pipeline={pipeline}&name=a.xlsx"), b"x");
        assert_eq!(put.status, 404, "{pipeline}");
    }
    // Paths themselves.
    for path in ["../", "..%2f", "run/../file", "/etc/passwd", "%2e%2e/", "desk.css/../../a"] {
        assert_eq!(desk.get(path).status, 404, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_not_followed() {
    let (project, desk) = with_run();
    let outside = tempfile::tempdir().expect("a folder");
    copy(crate::sample::plain(), &outside.path().join("away-001"));
    fs::write(outside.path().join("secret.html"), "secret").expect("written");
    let link = |to: &std::path::Path, name: &str| {
        std::os::unix::fs::symlink(to, project.path(name)).expect("a link")
    };
    link(&outside.path().join("away-001"), "runs/away-001");
    link(outside.path(), "filings");
    let budget = project.path("runs/sample-001/reports/budget.html");
    fs::remove_file(&budget).expect("removed");
    link(&outside.path().join("secret.html"), "runs/sample-001/reports/budget.html");
    assert_eq!(desk.get("file?run=runs%2Fsample-001&file=budget.html").status, 404);
    assert_eq!(desk.get("run?run=runs%2Faway-001").status, 404);
    let (_kept, filled) = Project::filled();
    let put = desk.upload(&filled[0], "申报.xlsx");
    assert_eq!(put.status, 422, "{}", put.text());
    assert!(!outside.path().join("申报.xlsx").exists());
}

#[test]
fn bodies_and_heads_are_bounded() {
    let project = Project::new();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let form = format!("desk={}&pipeline={}", desk.form, "a".repeat(300 << 10));
    assert_eq!(desk.body("check", "", form.as_bytes()).status, 413);
    let page = format!("upload?pipeline={}&name=a.xlsx", escaped(PIPELINE));
    let head = |length: &str| {
        format!(
            "POST /{}/{page} HTTP/1.1\r\n{}Origin: http://{}\r\nX-Desk: {}\r\nContent-Length: {length}\r\n\r\n",
            desk.prefix,
            desk.own(),
            desk.host(),
            desk.form
        )
    };
    assert_eq!(desk.raw(head("9999999999").as_bytes()).status, 413, "refused before it is sent");
    assert_eq!(desk.raw(head("99999999999999999999999").as_bytes()).status, 413);
    assert_eq!(desk.raw(head("-5").as_bytes()).status, 400);
    let chunked = head("5").replace("Content-Length: 5", "Transfer-Encoding: chunked");
    assert_eq!(desk.raw(chunked.as_bytes()).status, 501);
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(20 << 10));
    assert_eq!(desk.raw(long.as_bytes()).status, 431);
    let many: String = (0..100).map(|n| format!("X-{n}: 1\r\n")).collect();
    assert_eq!(desk.raw(format!("GET / HTTP/1.1\r\n{many}\r\n").as_bytes()).status, 431);
    // A body that ends early leaves no file.
    let mut stream = TcpStream::connect(("127.0.0.1", desk.port)).expect("a connection");
    stream.write_all(head("1000").as_bytes()).expect("sent");
    stream.write_all(b"half").expect("sent");
    stream.shutdown(std::net::Shutdown::Write).expect("ended");
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    let left: Vec<_> =
        fs::read_dir(project.path("filings")).into_iter().flatten().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
    // Whoever says nothing does not keep others waiting.
    let silent: Vec<TcpStream> = (0..8)
        .map(|_| TcpStream::connect(("127.0.0.1", desk.port)).expect("a connection"))
        .collect();
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(desk.get("").status, 200);
    drop(silent);
}

#[test]
fn files_that_are_brought_overwrite_nothing() {
    let project = Project::new();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let (_kept, filled) = Project::filled();
    let there = |name: &str| project.path("filings").join(name);
    assert_eq!(desk.upload(&filled[0], "申报.xlsx").status, 200);
    let first = fs::read(there("申报.xlsx")).expect("the file");
    assert!(desk.upload(&filled[0], "申报.xlsx").text().contains("已在"), "the same bytes");
    let other = project.path("other");
    fs::write(&other, "another").expect("written");
    assert!(desk.upload(&other, "申报.xlsx").text().contains("申报 (2).xlsx"));
    assert_eq!(fs::read(there("申报.xlsx")).expect("the file"), first);
    assert_eq!(fs::read(there("申报 (2).xlsx")).expect("the file"), b"another");
    // Names that lead elsewhere lose their folders; names that nothing reads are refused.
    assert_eq!(desk.upload(&other, "../../../外.xlsx").status, 200);
    assert!(there("外.xlsx").exists() && !project.path("外.xlsx").exists());
    for bad in [
        "a.exe",
        ".hidden.xlsx",
        "~$锁.xlsx",
        "a\u{202e}b.xlsx",
        "con.xlsx",
        "",
        "..",
        "a\r\nb.xlsx",
    ] {
        assert_eq!(desk.upload(&other, bad).status, 422, "{bad:?}");
    }
    let names = fs::read_dir(project.path("filings")).expect("a folder").count();
    assert_eq!(names, 3);
}

#[test]
fn a_folder_has_one_desk_and_ctrl_c_ends_it() {
    let project = Project::new();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let second = project.command(&["desk", "--no-open", "--lang", "en"]);
    assert_eq!(second.status.code(), Some(2));
    let told = said(&second);
    assert!(told.contains("A520") && told.contains(&desk.host()), "{told}");
    assert!(!told.contains(&desk.token), "the token is nobody else's");
    assert_eq!(desk.interrupt(), Some(130));
    let again = Desk::open(project.dir.path(), "zh-CN");
    assert_eq!(again.get("").status, 200);
    let nowhere = project.command(&["desk", "no-such-folder", "--no-open"]);
    assert_eq!(nowhere.status.code(), Some(2), "{}", said(&nowhere));
}
