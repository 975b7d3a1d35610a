//! The desk from the outside: the real program on a folder of its own, asked over plain connections.

mod attacks;
mod browser;
mod decided;
mod killed;
mod paid;
mod same;
mod start;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jiangbu::sample::{Format, Settings};
use tempfile::TempDir;

/// A project folder without filings.
pub struct Project {
    pub dir: TempDir,
}

pub const PIPELINE: &str = "pipelines/own.toml";

impl Project {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        copy(Path::new("pipelines"), &dir.path().join("pipelines"));
        for other in
            ["qianhai-2026-rosters", "qianhai-data-draft", "qianhai-joint-2026", "guangzhou-2025"]
        {
            let _ = std::fs::remove_file(dir.path().join(format!("pipelines/{other}.toml")));
        }
        let shipped = dir.path().join("pipelines/qianhai-2026.toml");
        let mut text = std::fs::read_to_string(&shipped).expect("the pipeline");
        std::fs::remove_file(shipped).expect("removed");
        text = text.replace(
            "\"../sample_data/filings/*.xlsx\", \"../sample_data/warehouse/*.parquet\"",
            "\"../filings/*.xlsx\"",
        );
        for list in ["platform", "history", "listed"] {
            text = text.replace(&format!("[\"../sample_data/{list}.*\"]"), "[]");
        }
        text = text.replace("[\"budget\", \"publication\", \"payments\"]", "[\"payments\"]");
        assert!(!text.contains("sample_data"), "{text}");
        std::fs::write(dir.path().join(PIPELINE), text).expect("written");
        Self { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Workbooks as enterprises file them, in a folder outside the project.
    pub fn filled() -> (TempDir, Vec<PathBuf>) {
        Self::filled_by(12)
    }

    /// The same of so many enterprises.
    pub fn filled_by(firms: usize) -> (TempDir, Vec<PathBuf>) {
        let out = tempfile::tempdir().expect("a folder");
        let settings = Settings { firms, seed: 7, format: Format::Xlsx, award_year: 2026 };
        let written = jiangbu::sample::write(&settings, out.path()).expect("a sample");
        let filings =
            |path: &PathBuf| path.parent().is_some_and(|parent| parent.ends_with("filings"));
        let files: Vec<PathBuf> = written.into_iter().filter(filings).collect();
        assert!(!files.is_empty(), "the sample has filings");
        (out, files)
    }

    /// The same filings, put where the pipeline reads them.
    pub fn with_filings() -> Self {
        let project = Self::new();
        let (_out, files) = Self::filled();
        std::fs::create_dir(project.path("filings")).expect("made");
        for file in files {
            std::fs::copy(&file, project.path("filings").join(file.file_name().expect("a name")))
                .expect("copied");
        }
        project
    }

    /// The command line in the folder of the project.
    pub fn command(&self, args: &[&str]) -> std::process::Output {
        let mut command = crate::runs::pipelines::jiangbu(args);
        command.current_dir(self.dir.path()).output().expect("the program")
    }
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("copied")),
        }
    }
}

/// Every file below a folder with its bytes, hidden ones apart.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    collect(folder, folder, &mut out);
    out.sort();
    out
}

fn collect(root: &Path, folder: &Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
        if path.is_dir() {
            collect(root, &path, into);
        } else if !name.split('/').any(|part| part.starts_with('.')) {
            into.push((name, std::fs::read(&path).expect("bytes")));
        }
    }
}

/// A desk that is open.
pub struct Desk {
    child: Child,
    pub port: u16,
    pub prefix: String,
    pub token: String,
    /// The word of its forms.
    pub form: String,
}

/// An answer.
pub struct Told {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Told {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Desk {
    pub fn open(folder: &Path, lang: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jiangbu"))
            .args(["desk", ".", "--no-open", "--json", "--lang", lang])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let said: serde_json::Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        let address = said["data"]["address"].as_str().expect("an address").to_string();
        let rest = address.strip_prefix("http://127.0.0.1:").expect("this machine");
        let (port, rest) = rest.split_once('/').expect("a path");
        let (prefix, token) = rest.split_once("/open?token=").expect("a token");
        let mut desk = Self {
            child,
            port: port.parse().expect("a port"),
            prefix: prefix.to_string(),
            token: token.to_string(),
            form: String::new(),
        };
        let first = desk.get("");
        assert_eq!(first.status, 200, "{}", first.text());
        let text = first.text();
        let from = text.split("name=\"desk\" content=\"").nth(1).expect("the word of forms");
        desk.form = from.split('"').next().expect("its end").to_string();
        desk
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn address(&self) -> String {
        format!("http://{}/{}/open?token={}", self.host(), self.prefix, self.token)
    }

    /// Sends bytes as they are.
    pub fn raw(&self, bytes: &[u8]) -> Told {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a limit");
        // Whoever is refused early may be cut off while it still writes.
        let _ = stream.write_all(bytes);
        let mut out = Vec::new();
        let _ = stream.read_to_end(&mut out);
        let at = out.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(out.len());
        let head = String::from_utf8_lossy(&out[..at]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Told { status, head, body: out.get(at + 4..).unwrap_or_default().to_vec() }
    }

    /// The lines that a browser of the desk sends.
    pub fn own(&self) -> String {
        format!("Host: {}\r\nCookie: desk={}\r\n", self.host(), self.token)
    }

    pub fn get(&self, page: &str) -> Told {
        self.raw(format!("GET /{}/{page} HTTP/1.1\r\n{}\r\n", self.prefix, self.own()).as_bytes())
    }

    pub fn body(&self, page: &str, more: &str, body: &[u8]) -> Told {
        let head = format!(
            "POST /{}/{page} HTTP/1.1\r\n{}Origin: http://{}\r\n{more}Content-Length: {}\r\n\r\n",
            self.prefix,
            self.own(),
            self.host(),
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    /// A form of the desk.
    pub fn post(&self, page: &str, fields: &[(&str, &str)]) -> Told {
        let mut body = format!("desk={}", self.form);
        for (name, value) in fields {
            body += &format!("&{name}={}", escaped(value));
        }
        self.body(page, "Content-Type: application/x-www-form-urlencoded\r\n", body.as_bytes())
    }

    /// A call of its script.
    pub fn call(&self, page: &str, body: &[u8]) -> Told {
        self.body(page, &format!("X-Desk: {}\r\n", self.form), body)
    }

    /// Begins work and waits for its end; the page that it leads to.
    pub fn work(&self, page: &str, fields: &[(&str, &str)]) -> String {
        let begun = self.post(page, fields);
        assert_eq!(begun.status, 303, "{}", begun.text());
        let started = Instant::now();
        loop {
            let now = self.get("work.json").text();
            if now.contains("\"ended\":true") {
                break;
            }
            assert!(started.elapsed() < Duration::from_secs(300), "{now}");
            std::thread::sleep(Duration::from_millis(100));
        }
        let end = self.get("work");
        assert_eq!(end.status, 303, "{}", end.text());
        end.header("location").expect("a page").to_string()
    }

    pub fn upload(&self, file: &Path, name: &str) -> Told {
        let bytes = std::fs::read(file).expect("bytes");
        let page = format!("upload?pipeline={}&name={}", escaped(PIPELINE), escaped(name));
        self.call(&page, &bytes)
    }

    /// What Ctrl-C leaves: the exit code.
    pub fn interrupt(mut self) -> Option<i32> {
        let signal = format!("kill -INT {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &signal]).status().expect("a shell");
        assert!(sent.success());
        self.child.wait().expect("an end").code()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let of = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(of).collect()
}
