//! `jiangbu schema` and `jiangbu man`: what the program says of itself, written from its own declarations.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::commands::{CLEAN, Outcome, Output};
use super::{envelope, outputs, show, words};
use crate::config::{Section, json_schema};
use crate::diag::{Diagnostic, Failure, Lang, codes, suggest};
use crate::run_folder::folder;
use crate::{duplicate, ingest, jobs, pipeline, progress, reconcile, scenario, scheme};

const JOINT: &str = "joint-pipeline";

/// Settings files, by the name of their schema.
pub const FILES: [(&str, &Section); 9] = [
    ("pipeline", &pipeline::keys::PIPELINE),
    (JOINT, &pipeline::keys::JOINT),
    ("scheme", &scheme::keys::SCHEME),
    ("scenario", &scenario::keys::SCENARIO),
    ("plan", &progress::keys::PLAN),
    ("crosswalk", &duplicate::keys::CROSSWALK),
    ("reconciliation", &reconcile::keys::RECONCILE),
    ("allocation", &jobs::report::keys::ALLOCATION),
    ("headers", &ingest::keys::HEADERS),
];

#[derive(Debug, clap::Args)]
#[command(
    after_help = "例 examples:\n  jiangbu schema\n  jiangbu schema pipeline\n  jiangbu schema scenario-compare\n  jiangbu schema --to schemas"
)]
pub struct SchemaArgs {
    /// 设置文件的种类，或命令（如 scenario-compare）；不写则列出全部 kind of settings file, or a command such as scenario-compare; all are listed where none is named
    pub name: Option<String>,
    /// 不写 Schema，列出全部命令、参数、退出码和输出 no schema, but the list of all commands, arguments, exit codes and outputs
    #[arg(long, conflicts_with_all = ["name", "to"])]
    pub commands: bool,
    /// 全部写入这个目录（须为空或不存在） write them all to this folder, empty or new
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    pub to: Option<PathBuf>,
}

/// The schema of pipelines of several schemes: an entry takes what may stand in `[pipeline]` and in the file, laid over what
/// is shared, so that nothing is needed on either side but the name.
fn joint(mut schema: Value) -> Value {
    let named = |value: &Value| {
        let path = value["$ref"].as_str().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default().to_string()
    };
    let root = named(&schema);
    let own = &schema["$defs"][&root]["properties"];
    let (entry, head) = (named(&own["schemes"]["items"]), named(&own["pipeline"]));
    let mut within = own.clone();
    let of_head = schema["$defs"][&head]["properties"].clone();
    if let Some(within) = within.as_object_mut() {
        within.retain(|key, _| !["schemes", "across", "pipeline"].contains(&key.as_str()));
        within
            .extend(of_head.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
    }
    for section in schema["$defs"].as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
        section["required"] = json!([]);
    }
    schema["$defs"][&root]["required"] = json!(["pipeline", "schemes"]);
    let entry = &mut schema["$defs"][&entry];
    entry["required"] = json!(["name"]);
    if let (Some(keys), Value::Object(more)) = (entry["properties"].as_object_mut(), within) {
        keys.extend(more);
    }
    schema
}

/// Every schema: those of settings files, then what each command prints (`output-run`).
pub fn all() -> Vec<(String, Value)> {
    let files = FILES.iter().map(|(name, root)| {
        let schema = json_schema::of_file(&format!("urn:jiangbu:file:{name}:1"), root);
        (name.to_string(), if *name == JOINT { joint(schema) } else { schema })
    });
    let printed = outputs::every()
        .map(|printed| (format!("output-{}", outputs::name(printed)), outputs::schema(printed)));
    files.chain(printed).collect()
}

/// Every command with its arguments and what it prints, and the exit codes of all.
pub fn commands() -> Value {
    let mut root = super::command();
    root.build();
    let codes =
        super::EXIT_CODES.iter().map(|(code, zh, en)| json!({ "code": code, "zh": zh, "en": en }));
    let listed = outputs::OUTPUTS.iter().filter_map(|printed| {
        let mut path = printed.command.split(' ');
        let own = path.try_fold(&root, |here, name| here.find_subcommand(name))?;
        let arguments = own.get_arguments().filter(|arg| !arg.is_global_set()).map(argument);
        Some(json!({
            "command": printed.command, "about": said(own.get_about()),
            "arguments": arguments.collect::<Vec<_>>(), "schema": outputs::id(printed),
        }))
    });
    let everywhere = root.get_arguments().filter(|arg| arg.is_global_set()).map(argument);
    json!({
        "exit_codes": codes.collect::<Vec<_>>(), "everywhere": everywhere.collect::<Vec<_>>(),
        "commands": listed.collect::<Vec<_>>(),
    })
}

fn argument(arg: &clap::Arg) -> Value {
    let takes = arg.get_action().takes_values();
    let values = arg.get_possible_values();
    let values = values.iter().map(|value| value.get_name()).collect::<Vec<_>>();
    let defaults = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    json!({
        "name": arg.get_id().as_str(), "long": arg.get_long(), "short": arg.get_short(),
        "takes_value": takes, "needed": arg.is_required_set(),
        "several": arg.get_num_args().is_some_and(|range| range.max_values() > 1),
        "values": if takes { values } else { Vec::new() },
        "default": if takes { defaults.collect::<Vec<_>>() } else { Vec::new() },
        "help": said(arg.get_help()),
    })
}

/// A text of help in both languages.
fn said(text: Option<&clap::builder::StyledStr>) -> Value {
    let text = text.map(ToString::to_string).unwrap_or_default();
    json!({ "zh": words::part(&text, Lang::Zh), "en": words::part(&text, Lang::En) })
}

pub(super) fn run(out: Output, asked: &SchemaArgs) -> Outcome {
    if asked.commands {
        match out.json {
            true => envelope::data(commands()),
            false => println!("{}", show::json(&commands())),
        }
        return Ok(CLEAN);
    }
    let all = all();
    if let Some(to) = &asked.to {
        let files = all.iter().map(|(name, schema)| {
            (PathBuf::from(format!("{name}.schema.json")), show::json(schema) + "\n")
        });
        return write(out, to, files.collect());
    }
    let Some(read) = &asked.name else {
        let names: Vec<&String> = all.iter().map(|(name, _)| name).collect();
        if out.json {
            envelope::data(json!({ "schemas": names }));
        } else {
            names.iter().for_each(|name| println!("{name}"));
        }
        return Ok(CLEAN);
    };
    let named = json_schema::slug(read).replace('_', "-");
    // A command is meant by its own name, too, where no file has the same.
    let own = [named.clone(), format!("output-{named}")];
    let found = own.iter().find_map(|name| all.iter().find(|(known, _)| known == name));
    let Some((_, schema)) = found else {
        let near = suggest(&named, all.iter().map(|(name, _)| name.as_str())).unwrap_or_default();
        let fault = Diagnostic::new(&codes::NO_SUCH_SCHEMA).arg("read", read);
        return Err((Failure::User(fault.arg("suggestion", near).into()), out));
    };
    if out.json {
        envelope::data(schema.clone());
    } else {
        println!("{}", show::json(schema));
    }
    Ok(CLEAN)
}

/// Manual pages of all commands, in both languages, laid out as `man` looks for them.
pub(super) fn man(out: Output, to: &Path) -> Outcome {
    let mut files = Vec::new();
    for (lang, folder) in [(Lang::En, "man1"), (Lang::Zh, "zh_CN/man1")] {
        pages(&words::localized(super::command(), lang), "jiangbu", lang, &mut |name, text| {
            files.push((Path::new(folder).join(format!("{name}.1")), text));
        });
    }
    write(out, to, files)
}

fn pages(command: &clap::Command, name: &str, lang: Lang, take: &mut dyn FnMut(&str, String)) {
    let page = clap_mangen::Man::new(command.clone()).title(name.to_string());
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = page.render(&mut text);
    take(name, in_language(&String::from_utf8_lossy(&text), lang));
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        pages(inner, &format!("{name}-{}", inner.get_name()), lang, take);
    }
}

/// The headings that the library knows in English only.
fn in_language(page: &str, lang: Lang) -> String {
    const HEADINGS: [(&str, &str); 8] = [
        ("NAME", "名称"),
        ("SYNOPSIS", "用法"),
        ("DESCRIPTION", "说明"),
        ("OPTIONS", "选项"),
        ("SUBCOMMANDS", "命令"),
        ("EXTRA", "另见"),
        ("VERSION", "版本"),
        ("AUTHORS", "作者"),
    ];
    let heading = |line: &str| {
        let own = line.strip_prefix(".SH ").filter(|_| lang == Lang::Zh)?;
        let (_, zh) = HEADINGS.iter().find(|(en, _)| *en == own.trim_matches('"'))?;
        Some(format!(".SH {zh}"))
    };
    let lines = page.lines().map(|line| heading(line).unwrap_or_else(|| line.to_string()));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Writes files below a folder that is empty or new.
fn write(out: Output, to: &Path, files: Vec<(PathBuf, String)>) -> Outcome {
    folder::free(to).map_err(|failure| (failure, out))?;
    let mut written = Vec::new();
    for (name, text) in files {
        let path = to.join(name);
        let parent = path.parent().unwrap_or(to);
        let done = std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&path, text));
        done.map_err(|why| {
            let (path, why) = (path.display().to_string(), why.to_string());
            (Failure::Output { path, why }, out)
        })?;
        written.push(path);
    }
    out.wrote(&written);
    Ok(CLEAN)
}
