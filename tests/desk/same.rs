//! What the desk leaves is what the command leaves, byte for byte.

use std::fs;

use jiangbu::frame::columns as c;
use serde_json::{Value, json};

use super::{Desk, PIPELINE, Project, copy, escaped, files};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{data, envelope, said};
use crate::runs::saved::{again, fill, heading, some};

#[test]
fn a_run_returns_and_scenarios_are_those_of_the_commands() {
    let project = Project::with_filings();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    // The run.
    let page = desk.work("compute", &[("pipeline", PIPELINE)]);
    assert_eq!(page, "run?run=runs%2Fown-001");
    let output = project.command(&["run", PIPELINE, "--quiet"]);
    assert!(output.status.code() < Some(2), "{}", said(&output));
    assert!(
        files(&project.path("runs/own-001")) == files(&project.path("runs/own-002")),
        "the runs differ"
    );
    assert_eq!(desk.get(&page).status, 200);
    // The check shows what the command says.
    let page = desk.work("check", &[("pipeline", PIPELINE)]);
    let shown = desk.get(page.split('#').next().expect("a page")).text();
    let told = project.command(&["check", PIPELINE, "--json"]);
    let found = envelope(&told);
    let found = found["findings"].as_array().expect("a list").iter();
    let codes: Vec<&str> = found.filter_map(|one| one["code"].as_str()).collect();
    assert!(!codes.is_empty());
    for code in codes {
        assert!(shown.contains(code), "{code}");
    }
    // The empty filing workbook.
    let form = desk.get(&format!("form.xlsx?pipeline={}", escaped(PIPELINE)));
    let output = project.command(&["template", PIPELINE, "-o", "form.xlsx", "--quiet"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        form.body == fs::read(project.path("form.xlsx")).expect("the workbook"),
        "the forms differ"
    );
    // Two runs compared.
    let text = desk.get("compare?run=runs%2Fown-001&with=runs%2Fown-002").text();
    assert!(text.contains("scenario compare runs&#x2f;own-001 runs&#x2f;own-002"), "{text}");
    // Return workbooks.
    desk.work("returns", &[("pipeline", PIPELINE)]);
    let output = project.command(&["check", PIPELINE, "--quiet", "--returns", "runs/by-command"]);
    assert!(output.status.code() < Some(2), "{}", said(&output));
    let own = files(&project.path("runs/returns-own-001"));
    assert!(own == files(&project.path("runs/by-command")), "the return workbooks differ");
    // A scenario: the file, then the comparison as a workbook.
    desk.work("read", &[("pipeline", PIPELINE)]);
    let moved = json!({ "pipeline": PIPELINE, "title": "试算", "values": { "rate_m2": "3%", "budget.total": "300万元" }, "options": { "vat": "net" } });
    let answer: Value =
        serde_json::from_str(&desk.call("try", moved.to_string().as_bytes()).text()).expect("JSON");
    assert!(
        answer["faults"].is_null() && answer["sheets"].as_array().is_some_and(|all| all.len() == 6),
        "{answer}"
    );
    let kept = desk.call("keep", moved.to_string().as_bytes());
    assert_eq!(kept.status, 200, "{}", kept.text());
    assert_eq!(
        desk.call("keep", moved.to_string().as_bytes()).status,
        422,
        "nothing is overwritten"
    );
    let file = fs::read_to_string(project.path("pipelines/scenarios/试算.toml")).expect("the file");
    assert_eq!(
        Some(file.as_str()),
        answer["toml"].as_str().map(|text| text.replace("正在测算", "试算")).as_deref()
    );
    // Beside it only what the pipeline can take.
    for other in fs::read_dir(project.path("pipelines/scenarios")).expect("a folder").flatten() {
        if other.file_name() != "试算.toml" {
            fs::remove_file(other.path()).expect("removed");
        }
    }
    let book = desk.get(&format!("variants.xlsx?pipeline={}", escaped(PIPELINE)));
    assert_eq!(book.status, 200);
    let output = project.command(&[
        "scenario",
        "compare",
        PIPELINE,
        "pipelines/scenarios/试算.toml",
        "--quiet",
        "--xlsx",
        "by-command.xlsx",
    ]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        book.body == fs::read(project.path("by-command.xlsx")).expect("the workbook"),
        "the workbooks differ"
    );
    let told = project.command(&[
        "scenario",
        "compare",
        PIPELINE,
        "pipelines/scenarios/试算.toml",
        "--json",
    ]);
    let told = data(&told);
    assert_eq!(told["tables"][0]["rows"].as_array().expect("rows").len(), 2);
    let payable = answer["now"]["payable"].as_str().expect("an amount");
    let text = desk.get(&format!("variants?pipeline={}", escaped(PIPELINE))).text();
    assert!(text.contains("试算") && payable.contains('.'), "{payable}");
}

#[test]
fn bad_values_are_said_and_change_nothing() {
    let project = Project::with_filings();
    let desk = Desk::open(project.dir.path(), "en");
    desk.work("read", &[("pipeline", PIPELINE)]);
    let attempt = |values: Value, options: Value| -> Value {
        let body =
            json!({ "pipeline": PIPELINE, "values": values, "options": options }).to_string();
        serde_json::from_str(&desk.call("try", body.as_bytes()).text()).expect("JSON")
    };
    for (name, value) in [
        ("rate_m2", "300%"),
        ("rate_m2", "abc"),
        ("rate_m2", "5元"),
        ("no_such", "1"),
        ("budget.reserve", "99亿元"),
        ("rate_m2", "\"\n[rules]\n"),
    ] {
        let answer = attempt(json!({ name: value }), json!({}));
        assert!(
            answer["faults"].as_array().is_some_and(|all| !all.is_empty()),
            "{name}={value}: {answer}"
        );
    }
    assert!(attempt(json!({}), json!({ "vat": "no_such" }))["faults"].is_array());
    let nothing = attempt(json!({}), json!({}));
    assert_eq!(nothing["base"], nothing["now"]);
    let body =
        json!({ "pipeline": "pipelines/other.toml", "values": {}, "options": {} }).to_string();
    assert_eq!(desk.call("try", body.as_bytes()).status, 409);
    assert_eq!(desk.call("try", b"no json").status, 400);
}

#[test]
fn an_approval_is_that_of_the_command_and_is_made_once() {
    let project = Project::with_filings();
    let by_command = Project { dir: tempfile::tempdir().expect("a folder") };
    let run = project.command(&["run", PIPELINE, "--quiet"]);
    assert!(run.status.code() < Some(2), "{}", said(&run));
    assert!(project.command(&["ledger", "init"]).status.success());
    copy(project.dir.path(), by_command.dir.path());
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let asked =
        [("run", "runs/own-001"), ("by", "王五"), ("on", "2026-04-01"), ("despite", "已逐条核对")];
    let query: String =
        asked.iter().map(|(name, value)| format!("{name}={}&", escaped(value))).collect();
    let page = desk.get(&format!("approve?{query}"));
    let text = page.text();
    let head = text.split("name=\"head_now\" value=\"").nth(1).unwrap_or_else(|| panic!("{text}"));
    let head = head.split('"').next().expect("its end").to_string();
    // The list is not given out before.
    assert_eq!(desk.post("payments", &[("run", "runs/own-001")]).status, 409);
    // A page that is out of date approves nothing.
    let stale: Vec<_> = asked.iter().copied().chain([("head_now", "0")]).collect();
    assert_eq!(desk.post("approve", &stale).status, 409);
    // Two at once: one segment.
    let fresh: Vec<(&str, &str)> =
        asked.iter().copied().chain([("head_now", head.as_str())]).collect();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| desk.post("approve", &fresh).status));
        both.map(|one| one.join().expect("an answer")).to_vec()
    });
    let mut sorted = statuses.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [303, 422], "{statuses:?}");
    let output = by_command.command(&[
        "approve",
        "runs/own-001",
        "--by",
        "王五",
        "--on",
        "2026-04-01",
        "--despite",
        "已逐条核对",
        "--yes",
    ]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        files(&project.path("runs/ledger")) == files(&by_command.path("runs/ledger")),
        "the ledgers differ"
    );
    // The list, as it stands in the run; a withdrawal, as the command makes it.
    let list = desk.post("payments", &[("run", "runs/own-001")]);
    assert_eq!(
        list.body,
        fs::read(project.path("runs/own-001/reports/payments.xlsx")).expect("the list")
    );
    assert!(list.header("content-disposition").is_some_and(|how| how.starts_with("attachment")));
    let back = [
        ("ledger", "runs/ledger"),
        ("number", "1"),
        ("by", "赵六"),
        ("on", "2026-04-02"),
        ("reason", "更正"),
    ];
    assert_eq!(desk.post("withdraw", &back).status, 303);
    let output = by_command.command(&[
        "ledger",
        "withdraw",
        "1",
        "--by",
        "赵六",
        "--on",
        "2026-04-02",
        "--reason",
        "更正",
    ]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        files(&project.path("runs/ledger")) == files(&by_command.path("runs/ledger")),
        "the ledgers differ"
    );
    assert_eq!(desk.post("payments", &[("run", "runs/own-001")]).status, 409);
}

#[test]
fn stopped_work_leaves_nothing() {
    let project = Project::with_filings();
    let desk = Desk::open(project.dir.path(), "zh-CN");
    assert_eq!(desk.post("compute", &[("pipeline", PIPELINE)]).status, 303);
    assert_eq!(desk.post("check", &[("pipeline", PIPELINE)]).status, 409, "one at a time");
    assert_eq!(desk.post("stop", &[]).status, 303);
    while !desk.get("work.json").text().contains("\"ended\":true") {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let page = desk.get("work");
    assert!(page.text().contains("已停止"), "{} {}", page.status, page.text());
    let left: Vec<_> = fs::read_dir(project.path("runs")).into_iter().flatten().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
    // The next piece of work is not stopped.
    assert_eq!(desk.work("compute", &[("pipeline", PIPELINE)]), "run?run=runs%2Fown-001");
}

#[test]
fn which_version_counts_is_shown() {
    let project = Project::new();
    let desk = Desk::open(project.dir.path(), "en");
    let (_kept, filled) = Project::filled();
    for name in ["first.xlsx", "second.xlsx"] {
        assert_eq!(desk.upload(&filled[0], name).status, 200);
    }
    fs::write(project.path("broken"), b"PK no workbook").expect("written");
    assert_eq!(desk.upload(&project.path("broken"), "third.xlsx").status, 200);
    desk.work("check", &[("pipeline", PIPELINE)]);
    let text = desk.get(&format!("intake?pipeline={}", escaped(PIPELINE))).text();
    assert!(text.contains("first.xlsx, counted once"), "{text}");
    assert!(text.contains("set aside whole"), "{text}");
}

#[test]
fn progress_is_that_of_the_command() {
    let project = Project::new();
    copy(std::path::Path::new("sample_data/progress/2019"), &project.path("progress/2019"));
    let desk = Desk::open(project.dir.path(), "zh-CN");
    let plan = "pipelines/plans/shenzhen-2016-2020.toml";
    let form = desk.get("progress").text();
    let offered = |path: &str| form.contains(&format!("value=\"{}\"", path.replace('/', "&#x2f;")));
    assert!(offered(plan) && offered("progress/2019") && !offered("pipelines/rates"), "{form}");
    let asked = [("plan", plan), ("source", "progress/2019"), ("as_of", "2019-12-31")];
    let page = desk.work("progress", &asked);
    assert_eq!(page, "progress?folder=runs%2Fprogress-2019-12-31-001");
    let [tasks, figures] = ["progress/2019/任务进展.xlsx", "progress/2019/指标数据.xlsx"];
    let day = ["--as-of", "2019-12-31", "--format", "html", "--lang", "zh-CN", "--quiet"];
    let args = [&["progress", plan, "--actuals", tasks, figures][..], &day].concat();
    let output = project.command(&args);
    assert!(output.status.code() < Some(2), "{}", said(&output));
    let folders = ["001", "002"].map(|n| project.path(&format!("runs/progress-2019-12-31-{n}")));
    assert!(files(&folders[0]) == files(&folders[1]), "page and command differ");
    // Only what stands in such a folder is given out.
    let file = |folder: &str, file: &str| {
        desk.get(&format!("progress-file?folder={}&file={}", escaped(folder), escaped(file))).status
    };
    let own = "runs/progress-2019-12-31-001";
    assert_eq!((file(own, "workbook.xlsx"), file(own, "progress.html")), (200, 200));
    copy(crate::sample::plain(), &project.path("runs/sample-001"));
    for (folder, name) in [
        (own, "manifest.json"),
        (own, "../manifest.json"),
        (own, "../../sample-001/workbook.xlsx"),
        ("runs/sample-001", "workbook.xlsx"),
        ("..", "workbook.xlsx"),
    ] {
        assert_eq!(file(folder, name), 404, "{folder} {name}");
    }
    for bad in [("plan", "../outside.toml"), ("source", ".."), ("previous", "/etc")] {
        let asked = [("plan", plan), ("as_of", "2019-12-31"), bad];
        assert_eq!(desk.post("progress", &asked).status, 404, "{bad:?}");
    }
    let nothing = desk.post("progress", &[("as_of", "2019-12-31")]);
    assert!(nothing.status == 422 && nothing.text().contains("F209"), "{}", nothing.text());
}

/// An enterprise finds its own findings together, from whichever sheet they come.
#[test]
fn findings_stand_under_the_enterprise_that_mends_them() {
    const CODE: &str = "统一社会信用代码";
    const DAY: &str = "付款日期";
    let project = Project::new();
    fs::create_dir(project.path("filings")).expect("made");
    let (_kept, filled) = Project::filled();
    // In every sheet that has days of payment the first row gets one that none is.
    let touched = std::cell::RefCell::new(Vec::new());
    some(&filled[0], &project.path("filings/one.xlsx"), &|_| true, &|sheet, grid| {
        let lines = heading(grid, DAY).is_some();
        if let Some((row, code)) =
            heading(grid, CODE).filter(|(row, _)| lines && row + 1 < grid.len())
        {
            fill(grid, 1, &[(DAY, "不是日期")]);
            let code = grid[row + 1][code].to_string();
            touched.borrow_mut().push((sheet.to_string(), code));
        }
    });
    let touched = touched.into_inner();
    assert!(touched.len() > 1, "{touched:?}");
    let desk = Desk::open(project.dir.path(), "zh-CN");
    desk.work("check", &[("pipeline", PIPELINE)]);
    let text = desk.get(&format!("intake?pipeline={}", escaped(PIPELINE))).text();
    assert!(text.contains("按申报单位"), "{text}");
    for (sheet, code) in &touched {
        let own = text.split("<details class=\"group\"").filter(|group| group.contains(code));
        let own: Vec<&str> = own.collect();
        assert_eq!(own.len(), 1, "{code} has one group");
        assert!(
            own[0].contains(sheet) && own[0].contains("不是日期"),
            "{sheet} {code}: {}",
            own[0]
        );
    }
}

/// The review workbook is taken away, filled in, brought back as what it is, and lowers the claim that it names.
#[test]
fn reviews_go_out_and_come_back() {
    let project = Project::with_filings();
    let pipeline = fs::read_to_string(project.path(PIPELINE)).expect("the pipeline");
    fs::write(project.path(PIPELINE), format!("{pipeline}\n[review]\n")).expect("written");
    let desk = Desk::open(project.dir.path(), "zh-CN");
    assert_eq!(desk.work("compute", &[("pipeline", PIPELINE)]), "run?run=runs%2Fown-001");
    let out = desk.post("reviews", &[("run", "runs/own-001")]);
    let own = fs::read(project.path("runs/own-001/reviews.xlsx")).expect("the workbook");
    assert!(out.status == 200 && out.body == own, "{}", out.status);
    fs::write(project.path("empty.xlsx"), &out.body).expect("written");
    // The first claim of measure 二 is not supported.
    let claim = std::cell::RefCell::new(String::new());
    again(&project.path("empty.xlsx"), &project.path("filled.xlsx"), &|sheet, grid| {
        if sheet != "审定 二" {
            return;
        }
        let (row, column) = heading(grid, "申报项编号").expect("claims");
        *claim.borrow_mut() = grid[row + 1][column].to_string();
        fill(grid, 1, &[("审定结论", "不予支持"), ("审核方式", "专项审计")]);
        fill(grid, 1, &[("决定人", "王五"), ("决定日期", "2026-04-01")]);
    });
    let claim = claim.into_inner();
    let bring = |sort: &str| {
        let (pipeline, name) = (escaped(PIPELINE), escaped("审定.xlsx"));
        let page = format!("upload?pipeline={pipeline}&sort={sort}&name={name}");
        desk.call(&page, &fs::read(project.path("filled.xlsx")).expect("bytes")).status
    };
    for bad in ["no-such", "ledger", "..", "units"] {
        assert_eq!(bring(bad), 404, "{bad}");
    }
    assert_eq!(bring("reviews"), 200);
    // The pipeline names it, and nothing else in it changed.
    let line = "reviews = [\"../reviews/审定.xlsx\"]\n";
    let edited = fs::read_to_string(project.path(PIPELINE)).expect("the pipeline");
    assert!(edited.contains(line), "{edited}");
    assert_eq!(edited.replace(line, ""), pipeline + "\n[review]\n");
    assert!(!project.path("filings/审定.xlsx").exists());
    let page = desk.get(&format!("intake?pipeline={}", escaped(PIPELINE))).text();
    assert!(page.contains("填好的审定表（1）"), "{page}");
    assert_eq!(desk.work("compute", &[("pipeline", PIPELINE)]), "run?run=runs%2Fown-002");
    let payable = |run: &str| {
        let claims = Table::open(&project.path(run), "claims");
        let at = claims.texts(c::CLAIM_ID).iter().position(|id| *id == claim).expect("the claim");
        let all = claims.fen(c::PAYABLE);
        (all[at], all.iter().sum::<i64>())
    };
    let (before, after) = (payable("runs/own-001"), payable("runs/own-002"));
    assert!(before.0 > 0, "{claim} was supported");
    assert_eq!(after, (0, before.1 - before.0), "{claim}");
}
