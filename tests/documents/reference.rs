//! The reference pages, written from the registries of the code: `JIANGBU_DOCS=write cargo test documents` writes them,
//! without it the test compares.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use jiangbu::config::{Section, Takes};
use jiangbu::diag::{Lang, codes};
use jiangbu::{cli, duplicate, ingest, jobs, pipeline, progress, reconcile, scenario, scheme};
use serde_json::Value;

use super::tables;

const LANGS: [(Lang, &str); 2] = [(Lang::Zh, "zh"), (Lang::En, "en")];

/// Name of a page, and what writes it.
type Page = (&'static str, fn(Lang) -> String);

/// Every page.
const PAGES: [Page; 6] = [
    ("findings", findings),
    ("scheme", scheme_keys),
    ("pipeline", pipeline_keys),
    ("settings", setting_keys),
    ("commands", commands),
    ("tables", tables::page),
];

#[test]
fn the_reference_is_current() {
    let write = std::env::var_os("JIANGBU_DOCS").is_some_and(|wish| wish == "write");
    let mut stale = Vec::new();
    for (path, text) in pages().chain(for_programs()) {
        if fs::read_to_string(&path).is_ok_and(|now| now == text) {
            continue;
        }
        if write {
            fs::create_dir_all(Path::new(&path).parent().expect("a folder")).expect("made");
            fs::write(&path, text).expect("written");
        } else {
            stale.push(path);
        }
    }
    assert!(
        stale.is_empty(),
        "{stale:#?} are not current: JIANGBU_DOCS=write cargo test documents"
    );
}

/// Every page in both languages.
fn pages() -> impl Iterator<Item = (String, String)> {
    LANGS.into_iter().flat_map(|(lang, folder)| {
        PAGES.into_iter().map(move |(name, page)| {
            let note = pick(
                lang,
                "<!-- 由程序的登记表生成，不手工修改，见 CONTRIBUTING.md -->",
                "<!-- written from the registries of the code, never by hand: see CONTRIBUTING.md -->",
            );
            (format!("docs/{folder}/reference/{name}.md"), format!("{note}\n\n{}", page(lang)))
        })
    })
}

/// What editors and other programs read: schemas of settings files, one of all that commands print, and their list.
fn for_programs() -> impl Iterator<Item = (String, String)> {
    let text = |value: &Value| serde_json::to_string_pretty(value).expect("JSON") + "\n";
    let files = cli::schema::all().into_iter().filter(|(name, _)| !name.starts_with("output-"));
    let files = files.chain([("outputs".to_string(), cli::outputs::all())]);
    let files = files
        .map(move |(name, schema)| (format!("docs/schemas/{name}.schema.json"), text(&schema)));
    files.chain([("docs/schemas/commands.json".to_string(), text(&cli::schema::commands()))])
}

/// The one of two for a language.
pub fn pick<T>(lang: Lang, zh: T, en: T) -> T {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// One row of a table; a bar in a text would end its cell.
pub fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells = cells.into_iter().map(|cell| cell.replace('|', "\\|").replace('\n', "<br>"));
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// The head of a table.
pub fn head<const N: usize>(titles: [&str; N]) -> String {
    format!("{}|{}\n", row(titles), "---|".repeat(N))
}

fn findings(lang: Lang) -> String {
    let examples = examples(lang);
    let mut out = String::from(pick(
        lang,
        "# 问题代码\n\n每个问题都有代码、说明和处理办法，程序一并打印；“…”代表所指的内容。代码不改作他用。\
         **警告**须人查看，退出码为 1；**提示**不影响退出码；**错误**的后果因类而异。\
         哪些可由流程文件调整等级，见[能读什么样的文件](../reading.md)。\n",
        "# Findings\n\nEvery finding has a code, words and a remedy, which the program prints with it; `…` stands for what it \
         names. Numbers are never used again for something else. A **warning** asks a person to look, and leads to \
         exit code 1; a **note** does not; what an **error** does depends on its letter. Which of them a pipeline \
         can make graver or milder: [What it reads](../reading.md).\n",
    ));
    for letter in &codes::LETTERS {
        let [about, error] = [letter.about, letter.error].map(|[zh, en]| pick(lang, zh, en));
        let title =
            pick(lang, format!("{}：{about}", letter.id), format!("{}: {about}", letter.id));
        let _ = write!(out, "\n## {title}\n\n{error}\n\n");
        out += &head(pick(
            lang,
            ["代码", "等级", "内容", "例", "处理办法"],
            ["code", "how grave", "what it says", "for example", "what to do"],
        ));
        for code in codes::all().filter(|code| code.id.starts_with(letter.id)) {
            let grave = code.severity.label(lang);
            let [says, help] = code.says(lang);
            let example = examples.get(code.id).map(String::as_str).unwrap_or_default();
            out += &row([code.id, grave, &says, if example == says { "" } else { example }, &help]);
        }
    }
    out
}

/// The message of each code as a snapshot of a bad input holds it: that of the file named after the code, if there is one.
fn examples(lang: Lang) -> BTreeMap<String, String> {
    let words = pick(lang, ["错误[", "警告[", "提示["], ["error[", "warning[", "note["]);
    let mut files = Vec::new();
    super::collect(Path::new("tests"), "snap", &mut files);
    files.sort();
    let (mut own, mut any) = (BTreeMap::new(), BTreeMap::new());
    for file in files {
        let text = fs::read_to_string(&file).expect("a snapshot");
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        for line in text.lines() {
            let rest = words.iter().find_map(|word| line.strip_prefix(word));
            let Some((code, message)) = rest.and_then(|rest| rest.split_once("]: ")) else {
                continue;
            };
            let into = if name.contains(code) { &mut own } else { &mut any };
            into.entry(code.to_string()).or_insert_with(|| message.to_string());
        }
    }
    any.extend(own);
    any
}

fn scheme_keys(lang: Lang) -> String {
    let intro = pick(
        lang,
        "# 方案文件的配置项\n\n怎样写一项政策，见[一个下午写好一项新政策](../new-scheme.md)；各阶段见[方案文件](../scheme-files.md)。\
         列名见[数据表](tables.md)和 `pipelines/headers.toml`，类别的词见该文件的 `[categories]`，规则用了别的词不予采用（C108）。\n",
        "# Keys of scheme files\n\nHow a scheme is written: [a new scheme in an afternoon](../new-scheme.md); what the stages do: \
         [scheme files](../scheme-files.md). Columns are those of `pipelines/headers.toml`, and so are words of categories; a \
         rule that compares with another word is refused (C108).\n",
    );
    intro.to_string() + &keys(&[("", &scheme::keys::SCHEME)], lang)
}

fn pipeline_keys(lang: Lang) -> String {
    let intro = pick(
        lang,
        "# 流程文件的配置项\n\n怎样修改见[怎样修改](../editing.md)。路径以流程文件所在的目录为起点；文件名可用 `*`、`?`、`[ab]`、`**`。\n",
        "# Keys of pipeline files\n\nHow to change one: [Editing](../editing.md). Paths start from the folder of the file; names may hold \
         `*`, `?`, `[ab]` and `**`.\n",
    );
    let joint = (pick(lang, "几个方案", "several schemes"), &pipeline::keys::JOINT);
    intro.to_string() + &keys(&[("", &pipeline::keys::PIPELINE), joint], lang)
}

fn setting_keys(lang: Lang) -> String {
    let intro = pick(
        lang,
        "# 其他文件的配置项\n\n情景文件、对照表、对账设定、下达设定、计划文件和表头文件。\n",
        "# Keys of other files\n\nScenarios, the crosswalk, settings of the reconciliation and of allocations, plans, and headings.\n",
    );
    let files: [(&str, &'static Section); 6] = [
        ("pipelines/scenarios/*.toml", &scenario::keys::SCENARIO),
        ("pipelines/crosswalk.toml", &duplicate::keys::CROSSWALK),
        ("pipelines/reconcile.toml", &reconcile::keys::RECONCILE),
        ("pipelines/allocation.toml", &jobs::report::keys::ALLOCATION),
        ("pipelines/plans/*.toml", &progress::keys::PLAN),
        ("pipelines/headers.toml", &ingest::keys::HEADERS),
    ];
    intro.to_string() + &keys(&files, lang)
}

/// Every section of some files, each once.
fn keys(files: &[(&str, &'static Section)], lang: Lang) -> String {
    let mut out = String::new();
    let mut told: Vec<&'static Section> = Vec::new();
    for (file, root) in files {
        let title = pick(lang, root.title[0], root.title[1]);
        if !file.is_empty() {
            let _ = write!(out, "\n# {title}{}{file}\n", pick(lang, "：", ": "));
        }
        section("", root, lang, &mut told, &mut out);
    }
    out
}

fn section(
    path: &str,
    section: &'static Section,
    lang: Lang,
    told: &mut Vec<&'static Section>,
    out: &mut String,
) {
    if told.iter().any(|known| std::ptr::eq(*known, section)) || section.open {
        return;
    }
    told.push(section);
    let title = pick(lang, section.title[0], section.title[1]);
    let path_shown = if path.is_empty() { String::new() } else { format!(" `[{path}]`") };
    let _ = write!(out, "\n## {title}{path_shown}\n\n");
    out.push_str(&head(pick(
        lang,
        ["配置项", "写法", "必填", "含义"],
        ["key", "takes", "needed", "meaning"],
    )));
    let keys = section.keys();
    for key in &keys {
        let beside = key.beside.map(|other| {
            pick(lang, format!("（与 `{other}` 同写）"), format!(" (beside `{other}`)"))
        });
        let meaning =
            format!("{}{}", pick(lang, key.means[0], key.means[1]), beside.unwrap_or_default());
        let needed = if key.must { pick(lang, "是", "yes") } else { "" };
        let name = format!("`{}`", key.name);
        out.push_str(&row([name.as_str(), &takes(key.takes, lang), needed, &meaning]));
    }
    for key in &keys {
        let Some(inner) = key.takes.section() else { continue };
        let name = match key.takes {
            Takes::Named(_) => format!("{}.NAME", key.name),
            _ => key.name.to_string(),
        };
        let path = if path.is_empty() { name } else { format!("{path}.{name}") };
        self::section(&path, inner, lang, told, out);
    }
}

/// How a value is written, in words.
fn takes(kind: Takes, lang: Lang) -> String {
    let text = |zh: &str, en: &str| pick(lang, zh, en).to_string();
    match kind {
        Takes::Text => text("文本", "text"),
        Takes::Bilingual => "`{ zh = \"…\", en = \"…\" }`".into(),
        Takes::Int => text("整数", "whole number"),
        Takes::Bool => "`true` / `false`".into(),
        Takes::Date => text("日期 `2026-01-20`", "day `2026-01-20`"),
        Takes::Amount => text("金额 `\"300万元\"`", "amount `\"300万元\"`"),
        Takes::Ratio => text("比例 `\"30%\"`", "share `\"30%\"`"),
        Takes::Number => text("数 `\"1400\"`", "number `\"1400\"`"),
        Takes::Column => text("列名", "column"),
        Takes::File => text("路径", "path"),
        Takes::Files => text("路径或模式的列表", "list of paths or patterns"),
        Takes::Words(words) => {
            let quoted = words.iter().map(|word| format!("`\"{word}\"`"));
            quoted.collect::<Vec<_>>().join(" / ")
        }
        Takes::List(of) => {
            pick(lang, format!("列表：{}", takes(*of, lang)), format!("list: {}", takes(*of, lang)))
        }
        Takes::Or(a, b) => pick(
            lang,
            format!("{}，或{}", takes(*a, lang), takes(*b, lang)),
            format!("{}, or {}", takes(*a, lang), takes(*b, lang)),
        ),
        Takes::Map(of) => pick(
            lang,
            format!("名称＝{}", takes(*of, lang)),
            format!("name = {}", takes(*of, lang)),
        ),
        Takes::Any => text("视所指而定", "what its place takes"),
        Takes::Table(_) => text("表 `[…]`", "table `[…]`"),
        Takes::Tables(_) => text("表的列表 `[[…]]`", "list of tables `[[…]]`"),
        Takes::Named(_) => text("各有名称的表 `[….NAME]`", "tables with names `[….NAME]`"),
    }
}

fn commands(lang: Lang) -> String {
    let mut out = String::from(pick(lang, "# 命令\n\n", "# Commands\n\n"));
    let root = cli::command();
    out += &head(pick(lang, ["各命令都可加", "作用"], ["option of every command", "what it does"]));
    options(&root, true, lang, &mut out);
    let _ = write!(
        out,
        "\n{}\n\n",
        pick(
            lang,
            "名称中的控制字符只显示、不执行；设了 `NO_COLOR` 则不用颜色。",
            "Control characters in names are shown, never obeyed; `NO_COLOR` is."
        )
    );
    let _ = write!(out, "## {}\n\n", pick(lang, "退出码", "Exit codes"));
    out += &head(pick(lang, ["退出码", "含义"], ["exit code", "meaning"]));
    for (code, zh, en) in cli::EXIT_CODES {
        out += &row([code.to_string().as_str(), pick(lang, zh, en)]);
    }
    command("", &root, lang, &mut out);
    out
}

fn command(path: &str, command: &clap::Command, lang: Lang, out: &mut String) {
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        let name = format!("{path} {}", inner.get_name()).trim().to_string();
        if inner.has_subcommands() {
            self::command(&name, inner, lang, out);
            continue;
        }
        let about = said(inner.get_about(), lang);
        let positional: String = inner
            .get_positionals()
            .map(|arg| format!(" {}", arg.get_id().as_str().to_uppercase()))
            .collect();
        let _ = write!(out, "\n## `{name}{positional}`\n\n{about}\n\n");
        if inner.get_arguments().any(|arg| arg.get_id() != "help" && !arg.is_global_set()) {
            out.push_str(&head(pick(lang, ["参数", "作用"], ["argument", "what it does"])));
            options(inner, false, lang, out);
        }
    }
}

fn options(command: &clap::Command, global: bool, lang: Lang, out: &mut String) {
    let arguments =
        command.get_arguments().filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()));
    for arg in arguments.filter(|arg| arg.is_global_set() == global) {
        let value = arg
            .get_value_names()
            .map(|names| names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        let takes_value = arg.get_action().takes_values();
        let shown = match (arg.get_long(), takes_value, value) {
            (Some(long), true, Some(value)) => format!("`--{long} {value}`"),
            (Some(long), ..) => format!("`--{long}`"),
            (None, _, value) => format!("`{}`", value.unwrap_or_else(|| arg.get_id().to_string())),
        };
        let shown = match arg.get_short() {
            Some(short) if arg.get_long().is_some() => format!("{shown}, `-{short}`"),
            _ => shown,
        };
        let needed =
            if arg.is_required_set() { pick(lang, "（必填）", " (needed)") } else { "" };
        let defaults: Vec<_> =
            arg.get_default_values().iter().map(|v| v.to_string_lossy()).collect();
        let default = match defaults.is_empty() || !takes_value {
            true => String::new(),
            false => pick(
                lang,
                format!("；默认 `{}`", defaults.join(",")),
                format!("; by default `{}`", defaults.join(",")),
            ),
        };
        let values: Vec<_> =
            arg.get_possible_values().iter().map(|v| format!("`{}`", v.get_name())).collect();
        let values = match values.is_empty() || !takes_value {
            true => String::new(),
            false => {
                pick(lang, format!("：{}", values.join("、")), format!(": {}", values.join(", ")))
            }
        };
        let help = format!("{}{values}{default}{needed}", said(arg.get_help(), lang));
        out.push_str(&row([shown.as_str(), help.as_str()]));
    }
}

/// Help stands in Chinese, then in English: the part of a language, or all of it where the two are woven together.
fn said(help: Option<&clap::builder::StyledStr>, lang: Lang) -> String {
    let text = help.map(ToString::to_string).unwrap_or_default();
    let chinese = |c: char| c as u32 > 0x2e7f;
    let end =
        text.char_indices().rev().find(|(_, c)| chinese(*c)).map_or(0, |(at, c)| at + c.len_utf8());
    let (zh, en) = text.split_at(end);
    if zh.is_empty() || !en.chars().any(char::is_alphabetic) {
        return text;
    }
    pick(lang, zh, en).trim().to_string()
}
