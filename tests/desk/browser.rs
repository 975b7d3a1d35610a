//! The desk in a real browser, by keyboard, from an empty folder to an approved run: both languages, two sizes of
//! screen, nothing on the console, no request elsewhere.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jiangbu::diag::Lang;
use serde_json::{Value, json};

use super::{Desk, Project, copy, decided};
use crate::runs::template::filled_in;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const LEFT: &str = "\u{e012}";
const DOWN: &str = "\u{e015}";
/// Pictures of the documents: name and the page that it shows, taken anew where this variable is set.
const PICTURES: &str = "JIANGBU_PICTURES";
/// A screen of an office, and a phone.
const SIZES: [(u32, u32); 2] = [(1366, 768), (390, 800)];

/// A browser that is driven over the W3C protocol.
struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    fn start() -> Self {
        let free =
            TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("it").port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={free}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver");
        let mut browser = Self { driver, port: free, session: String::new() };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", free)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(30), "chromedriver does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--window-size=1366,768",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": args, "binary": "/usr/bin/chromium" },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let told = browser.send("POST", "/session", Some(&wanted));
        browser.session =
            told["sessionId"].as_str().unwrap_or_else(|| panic!("{told}")).to_string();
        browser
    }

    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("chromedriver");
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a limit");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).expect("sent");
        let mut out = Vec::new();
        let mut part = [0; 1 << 16];
        // The driver may keep the connection: its length says where an answer ends.
        loop {
            let read = stream.read(&mut part).unwrap_or(0);
            out.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&out);
            let whole = text.split_once("\r\n\r\n").is_some_and(|(head, _)| {
                let length = head.lines().find_map(|line| {
                    line.to_lowercase()
                        .strip_prefix("content-length:")?
                        .trim()
                        .parse::<usize>()
                        .ok()
                });
                let at = out.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(0) + 4;
                length.is_some_and(|length| out.len() >= at + length)
            });
            if read == 0 || whole {
                break;
            }
        }
        let at = out.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
        let told: Value = serde_json::from_slice(&out[at..]).unwrap_or_default();
        assert!(told["value"]["error"].is_null(), "{method} {path}: {}", told["value"]);
        told["value"].clone()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.send("POST", &format!("/session/{}{path}", self.session), Some(body))
    }

    fn open(&self, address: &str) {
        self.post("/url", &json!({ "url": address }));
    }

    fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Waits until an expression holds.
    fn wait(&self, expression: &str) {
        let started = Instant::now();
        while self.run(&format!("return Boolean({expression})")) != true {
            let text = self.run("return location.href + '\\n' + document.body.innerText");
            assert!(
                started.elapsed() < Duration::from_secs(240),
                "{expression}: {}",
                text.as_str().unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn id(value: &Value) -> String {
        let id = value.as_object().and_then(|all| all.values().next()).and_then(Value::as_str);
        id.unwrap_or_else(|| panic!("{value}")).to_string()
    }

    /// Keys as a keyboard sends them.
    fn press(&self, keys: &str) {
        let stroke = |key: char| {
            let key = key.to_string();
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
        };
        let strokes: Vec<Value> = keys.chars().flat_map(stroke).collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.post("/actions", &json!({ "actions": [keyboard] }));
    }

    /// Goes on with the tab key until what is wanted has the focus.
    fn tab_to(&self, what: &str) {
        for _ in 0..400 {
            if self.run(&format!("return document.activeElement.matches({what:?})")) == true {
                return;
            }
            self.press(TAB);
        }
        panic!("the tab key does not reach {what}");
    }

    fn enter(&self, what: &str) {
        self.tab_to(what);
        self.press(ENTER);
    }

    /// Types over what stands in a field, which the tab key has marked.
    fn fill(&self, what: &str, text: &str) {
        self.tab_to(what);
        self.press(text);
    }

    fn bring(&self, files: &[std::path::PathBuf]) {
        let wanted = json!({ "using": "css selector", "value": "#files" });
        let input = Self::id(&self.post("/element", &wanted));
        let paths: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
        self.post(&format!("/element/{input}/value"), &json!({ "text": paths.join("\n") }));
    }

    /// Looks at a page in every size: nothing is wider than the screen, nothing came from elsewhere.
    fn look(&self, name: &str, origin: &str) {
        for (width, height) in SIZES {
            let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
            self.post("/goog/cdp/execute", &command);
            let wide = self.run("return document.documentElement.scrollWidth - innerWidth");
            assert!(
                wide.as_i64().is_some_and(|wide| wide <= 0),
                "{name} at {width}: {wide} too wide"
            );
            self.picture(&format!("{name}-{width}"));
        }
        let command = json!({ "cmd": "Emulation.clearDeviceMetricsOverride", "params": {} });
        self.post("/goog/cdp/execute", &command);
        let all =
            self.run("return performance.getEntriesByType('resource').map((one) => one.name)");
        for one in all.as_array().into_iter().flatten() {
            assert!(one.as_str().is_some_and(|one| one.starts_with(origin)), "{name} asks {one}");
        }
        // Every field has a name, every page one heading.
        let unnamed = self.run("return [...document.querySelectorAll('input:not([type=hidden]), select')].filter((one) => !one.labels?.length && !one.getAttribute('aria-label')).length");
        assert_eq!(unnamed, 0, "{name}: a field without a name");
        assert_eq!(self.run("return document.querySelectorAll('h1').length"), 1, "{name}");
    }

    /// A picture for the documents.
    fn document(&self, name: &str, lang: &str) {
        self.document_from(name, lang, "body");
    }

    /// The same from a place of the page on.
    fn document_from(&self, name: &str, lang: &str, place: &str) {
        if std::env::var_os(PICTURES).is_none() {
            return;
        }
        let size =
            json!({ "width": 1180, "height": 760, "deviceScaleFactor": 0.75, "mobile": false });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        self.post("/goog/cdp/execute", &command);
        self.run(&format!("document.querySelector({place:?}).scrollIntoView()"));
        // A frame is painted anew at its new size.
        std::thread::sleep(Duration::from_millis(800));
        let lang = lang.split('-').next().unwrap_or(lang);
        let told = self.send("GET", &format!("/session/{}/screenshot", self.session), None);
        std::fs::create_dir_all("docs/img").expect("a folder");
        let path = format!("docs/img/desk-{name}-{lang}.png");
        std::fs::write(path, decoded(told.as_str().unwrap_or_default())).expect("written");
        let command = json!({ "cmd": "Emulation.clearDeviceMetricsOverride", "params": {} });
        self.post("/goog/cdp/execute", &command);
    }

    fn picture(&self, name: &str) {
        let told = self.send("GET", &format!("/session/{}/screenshot", self.session), None);
        // To be looked at.
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("desk");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(
            folder.join(format!("{name}.png")),
            decoded(told.as_str().unwrap_or_default()),
        )
        .expect("written");
    }

    /// What the console has heard since it was asked last.
    fn console(&self) -> Vec<Value> {
        let told = self.post("/se/log", &json!({ "type": "browser" }));
        told.as_array().cloned().unwrap_or_default()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let path = format!("/session/{}", self.session);
        let quit = std::panic::AssertUnwindSafe(|| self.send("DELETE", &path, None));
        let _ = std::panic::catch_unwind(quit);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Base64.
fn decoded(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u32> = text.bytes().filter(|byte| *byte != b'=').map(value).collect();
    let four = digits.chunks(4).flat_map(|four| {
        let bits = (0..4).fold(0, |bits, at| bits << 6 | four.get(at).copied().unwrap_or(0));
        bits.to_be_bytes()[1..four.len()].to_vec()
    });
    four.collect()
}

/// The folder that the test makes, and the name of its first run.
const YEAR: &str = "qianhai-2026";

#[test]
#[ignore = "drives a browser (chromium, chromium-driver)"]
fn from_an_empty_folder_to_what_was_paid_by_keyboard() {
    let browser = Browser::start();
    for (lang, own) in [("zh-CN", Lang::Zh), ("en", Lang::En)] {
        // Beside the folder lies what comes with the program; in it there is nothing.
        let outer = tempfile::tempdir().expect("a folder");
        copy(std::path::Path::new("pipelines"), &outer.path().join("pipelines"));
        for scheme in std::fs::read_dir(outer.path().join("pipelines/schemes")).expect("schemes") {
            let path = scheme.expect("a scheme").path();
            if !path.ends_with("qianhai-service-trade-2026.toml") {
                std::fs::remove_file(path).expect("removed");
            }
        }
        let home = outer.path().join("project");
        std::fs::create_dir(&home).expect("made");
        let filled = outer.path().join("filled.xlsx");
        filled_in(own, &filled);
        let desk = Desk::open(&home, lang);
        let origin = format!("http://{}/", desk.host());
        let look = |name: &str| browser.look(&format!("{name}-{lang}"), &origin);
        browser.open(&desk.address());
        browser.wait("document.querySelector('main a[href=new]')");
        look("empty");
        new_year(&browser, &look);
        intake(&browser, &[filled], &look);
        browser.document("intake", lang);
        compute(&browser, &look);
        approve(&browser, &look);
        browser.document("ledger", lang);
        pay(&browser, &home, &look);
        browser.document_from("paid", lang, "#found");
        browser.enter("nav a[href='./']");
        browser.wait("document.querySelector('.cards')");
        look("overview");
        browser.document("overview", lang);
        search(&browser, &look);
        browser.document("awards", lang);
        report(&browser, &home, &look);
        what_if(&browser, &look, lang);
        assert!(home.join(YEAR).join("runs/ledger/000002.parquet").is_file());
        assert!(home.join(YEAR).join("scenarios/by keyboard.toml").is_file());
        browser.enter(".lang button");
        let other = if lang == "en" { "zh-CN" } else { "en" };
        browser.wait(&format!("document.documentElement.lang === '{other}'"));
        let heard = browser.console();
        assert!(heard.is_empty(), "{heard:?}");
    }
}

fn new_year(browser: &Browser, look: &dyn Fn(&str)) {
    browser.enter("main a[href=new]");
    browser.wait("document.activeElement.name === 'name'");
    browser.press(YEAR);
    // How a day is typed depends on the system.
    browser.run("document.querySelector('input[name=deadline]').value = '2026-03-31'");
    browser.fill("input[name=budget]", "4200万元");
    look("new");
    browser.press(ENTER);
    browser.wait("document.querySelector('#files')");
}

/// Vouchers are brought, reconciled, two payments decided, reconciled again and recorded.
fn pay(browser: &Browser, home: &std::path::Path, look: &dyn Fn(&str)) {
    let run = format!("{YEAR}/runs/{YEAR}-001");
    let args = ["sample", "--payments", &run, "--out", "../pay", "--quiet"];
    let made = crate::runs::pipelines::jiangbu(&args).current_dir(home).output();
    let made = made.expect("the program");
    assert!(made.status.success(), "{made:?}");
    let pay = home.with_file_name("pay");
    let file = |name: &str| pay.join(name);
    browser.enter("main a[href^='paid?']");
    browser.wait("document.querySelector('#files')");
    browser.bring(&["支付凭证.xlsx", "银行回单.parquet", "退回清单.csv"].map(file));
    browser.wait("document.querySelectorAll('input[name=vouchers]').length === 3");
    browser.tab_to("#sort");
    browser.press(DOWN);
    browser.bring(&[file("追回台账.xlsx")]);
    browser.wait("document.querySelectorAll('input[name=clawbacks]').length === 1");
    look("paid-files");
    let day = "const day = document.querySelector('#as_of'); if (day.value < '2026-11-30') day.value = '2026-11-30'";
    browser.run(day);
    browser.enter("form[action=reconcile] button");
    browser.wait("document.querySelectorAll('fieldset.payment').length === 2");
    look("paid");
    browser.tab_to("fieldset.payment input[type=checkbox]");
    browser.press(" ");
    browser.fill("fieldset.payment input[name^=reason]", "回单附言");
    let second = "fieldset.payment:nth-of-type(2)";
    browser.tab_to(&format!("{second} label.pick:last-of-type input"));
    browser.press(" ");
    browser.fill(&format!("{second} input[name^=reason]"), "与本项无关");
    browser.fill("#by", "赵六");
    browser.press(ENTER);
    browser.wait("document.querySelectorAll('input[name=attributions]').length === 1");
    look("paid-decided");
    browser.run("document.querySelector('main').focus()");
    browser.run(day);
    browser.enter("form[action=reconcile] button");
    browser.wait("document.querySelector('form[action=record]') && !document.querySelector('fieldset.payment')");
    browser.tab_to("#recorder");
    browser.press(ENTER);
    browser.wait("location.pathname.endsWith('ledger') && document.querySelector('.said')");
    look("recorded");
    browser.run("document.querySelector('main').focus()");
    browser.enter("main a[href^='paid?']");
    browser.wait("document.querySelector('#found')");
    look("paid-recorded");
}

fn intake(browser: &Browser, filled: &[std::path::PathBuf], look: &dyn Fn(&str)) {
    browser.enter("nav a[href=intake]");
    browser.wait("document.querySelector('#files')");
    browser.bring(filled);
    browser.wait(&format!("document.querySelectorAll('.files li').length === {}", filled.len()));
    browser.enter("form[action=check] button");
    browser.wait("document.querySelector('#found')");
    look("intake");
}

fn compute(browser: &Browser, look: &dyn Fn(&str)) {
    browser.enter("form[action=compute] button");
    browser.wait("location.href.includes('run?run=')");
    look("run");
}

fn approve(browser: &Browser, look: &dyn Fn(&str)) {
    browser.enter("nav a[href=ledger]");
    browser.enter("form[action=ledger-new] button");
    browser.wait("document.querySelector('.said')");
    browser.enter("main a[href^='approve?']");
    browser.wait("document.querySelector('input[name=by]')");
    // How a day is typed depends on the system.
    browser.run("document.querySelector('input[name=on]').value = '2026-04-10'");
    browser.fill("input[name=by]", "王五");
    browser.press(ENTER);
    browser.wait("location.search.includes('by=')");
    // A run with errors needs a reason; the page says so.
    if browser.run("return Boolean(document.querySelector('.findings'))") == true {
        look("refused");
        browser.fill("input[name=despite]", "已逐条核对");
        browser.press(ENTER);
    }
    browser.wait("document.querySelector('form[method=post][action=approve]')");
    look("approve");
    browser.enter("form[method=post][action=approve] button");
    browser.wait("document.querySelector('form[action=payments]')");
    look("ledger");
}

fn search(browser: &Browser, look: &dyn Fn(&str)) {
    browser.enter("nav a[href=awards]");
    browser.wait("document.activeElement.id === 'q'");
    browser.press("公司");
    browser.press(ENTER);
    browser.wait("document.querySelector('.list a')");
    browser.enter(".list a");
    browser.wait("document.querySelector('.ladder')");
    look("awards");
}

/// A report is shown in its frame, where its own script runs and the desk is out of reach.
fn report(browser: &Browser, home: &std::path::Path, look: &dyn Fn(&str)) {
    super::copy(crate::sample::plain(), &home.join(YEAR).join("runs/sample-001"));
    browser.enter("nav a[href='./']");
    browser.enter(&format!("main a[href='run?run={YEAR}%2Fruns%2Fsample-001']"));
    browser.enter("main a[href^='report?']");
    browser.wait("document.querySelector('iframe')");
    let wanted = json!({ "using": "css selector", "value": "iframe" });
    let frame = browser.post("/element", &wanted);
    std::thread::sleep(Duration::from_secs(1));
    look("report");
    browser.post("/frame", &json!({ "id": frame }));
    browser.wait(
        "document.querySelectorAll('nav a').length > 2 && document.querySelector('th button')",
    );
    assert_eq!(browser.run("return self.origin"), "null");
    browser.post("/frame", &json!({ "id": null }));
    browser.run("document.querySelector('main').focus()");
}

fn what_if(browser: &Browser, look: &dyn Fn(&str), lang: &str) {
    browser.enter("nav a[href=whatif]");
    browser.enter("form[action=read] button");
    let payable = "document.querySelector('[data-show=payable]').textContent";
    browser.wait(&format!("document.querySelector('[data-show=payable]') && {payable} !== '…'"));
    let before = browser.run(&format!("return {payable}"));
    browser.tab_to("[data-knob=rate_m6] input[type=range]");
    for _ in 0..3 {
        browser.press(LEFT);
    }
    browser.wait(&format!("{payable} !== {before}"));
    look("whatif");
    browser.document("whatif", lang);
    browser.fill("#title", "by keyboard");
    browser.press(ENTER);
    browser.wait("document.querySelector('[data-kept]').textContent.includes('by keyboard')");
    // Undo is behind, from the top of the page on.
    browser.run("document.querySelector('main').focus()");
    for _ in 0..3 {
        browser.enter("[data-undo]");
    }
    browser
        .wait(&format!("{payable} === {before} && document.querySelector('[data-undo]').disabled"));
    browser.run("document.querySelector('main').focus()");
    browser.enter("main a[href^='variants']");
    browser.wait("document.querySelectorAll('table').length > 3");
    look("variants");
}

/// A list, an item and a case are answered by their keys, one is taken back, and the next run knows them.
#[test]
#[ignore = "drives a browser (chromium, chromium-driver)"]
fn duplicates_are_decided_by_keyboard() {
    let browser = Browser::start();
    for lang in ["zh-CN", "en"] {
        let (folder, finding) = decided::project();
        let desk = Desk::open(folder.path(), lang);
        let origin = format!("http://{}/", desk.host());
        let look = |name: &str| browser.look(&format!("{name}-{lang}"), &origin);
        let on_top = |row: &str| {
            let head = "document.querySelector('.ask-head')";
            browser.wait(&format!("{head} && {head}.textContent.includes('{row}')"));
        };
        browser.open(&desk.address());
        browser.enter("nav a[href=decide]");
        browser.wait("document.activeElement.id === 'by'");
        browser.press("王五");
        browser.press(ENTER);
        browser.wait("document.querySelector('button[data-key=\"1\"]:not(:disabled)')");
        on_top("list-1");
        look("decide-list");
        browser.fill("input[name=year]", "2025");
        browser.tab_to("select[name=status]");
        browser.press(&DOWN.repeat(3));
        browser.enter("button[data-key='1']");
        on_top("text-1");
        look("decide-text");
        browser.press("2");
        on_top(&finding);
        look("decide-case");
        let gone = format!(
            "!document.querySelector('.ask-head').textContent.includes('{finding}') && document.querySelector('.said')"
        );
        browser.press("1");
        browser.wait(&gone);
        browser.press("0");
        on_top(&finding);
        browser.press("2");
        browser.wait(&gone);
        look("decide-done");
        browser.enter("form[action=decide-compute] button");
        browser.wait("location.href.includes('run?run=')");
        decided::check(folder.path());
        let heard = browser.console();
        assert!(heard.is_empty(), "{heard:?}");
    }
}

/// The sample's cases as people see them, and its plans.
#[test]
#[ignore = "drives a browser (chromium, chromium-driver)"]
fn the_queue_of_the_sample_and_its_plans_are_seen() {
    let browser = Browser::start();
    for lang in ["zh-CN", "en"] {
        let project = Project::new();
        copy(crate::sample::with_rosters(), &project.path("runs/qianhai-2026-rosters-001"));
        copy(std::path::Path::new("sample_data/progress/2019"), &project.path("progress/2019"));
        let desk = Desk::open(project.dir.path(), lang);
        let origin = format!("http://{}/", desk.host());
        let look = |name: &str| browser.look(&format!("{name}-{lang}"), &origin);
        browser.open(&desk.address());
        browser.enter("nav a[href=decide]");
        browser.wait("document.activeElement.id === 'by'");
        browser.press("王五");
        browser.press(ENTER);
        browser.wait("document.querySelector('button[data-key=\"1\"]:not(:disabled)')");
        look("decide-sample");
        browser.enter(".tabs a[href*='group=cases']");
        browser.wait("document.querySelector('.sides')");
        look("decide");
        browser.document("decide", lang);
        browser.enter("nav a[href=progress]");
        for value in ["pipelines/plans/shenzhen-2016-2020.toml", "progress/2019"] {
            browser.tab_to(&format!("input[value='{value}']"));
            browser.press(" ");
        }
        look("progress-form");
        browser.enter("form[action=progress] button.main");
        browser.wait("document.querySelector('iframe')");
        std::thread::sleep(Duration::from_secs(1));
        look("progress");
        browser.document("progress", lang);
        let heard = browser.console();
        assert!(heard.is_empty(), "{heard:?}");
    }
}
