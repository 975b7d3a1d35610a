//! Help and faults of arguments in one language: each text stands once in `args`, in Chinese and then in English.

use std::error::Error;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, Command};

use super::{EXIT_CODES, commands, envelope, tell};
use crate::diag::{Diagnostic, Lang, Palette, codes, render};

/// The language that the arguments ask for, before they are read.
pub(super) fn asked(words: &[String]) -> Option<Lang> {
    let at = words.iter().position(|word| word == "--lang" || word.starts_with("--lang="))?;
    let word = words[at].strip_prefix("--lang=").or(words.get(at + 1).map(String::as_str))?;
    Lang::parse(word)
}

/// The command that was typed, as far as there is one: `scenario compare`.
pub(super) fn command_of(words: &[String]) -> String {
    let mut here = super::command();
    let mut path: Vec<&str> = Vec::new();
    for word in words.iter().skip(1) {
        if let Some(inner) = here.find_subcommand(word) {
            path.push(word);
            here = inner.clone();
        }
    }
    path.join(" ")
}

/// The part of a text in a language, or all of it where the two are woven together.
pub fn part(text: &str, lang: Lang) -> String {
    let chinese = |c: char| c as u32 > 0x2e7f;
    let last = text.char_indices().rev().find(|(_, c)| chinese(*c));
    let (zh, en) = text.split_at(last.map_or(0, |(at, c)| at + c.len_utf8()));
    if zh.is_empty() || !en.chars().any(char::is_alphabetic) {
        return text.to_string();
    }
    lang.pick(zh, en).trim().to_string()
}

/// The commands with their help in one language.
pub(super) fn localized(mut command: Command, lang: Lang) -> Command {
    // Only then is there a `help` whose own words can be said.
    command.build();
    let root = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let codes: Vec<String> = EXIT_CODES
        .iter()
        .map(|(code, zh, en)| format!("  {code:<4}{}", lang.pick(zh, en)))
        .collect();
    let codes = format!("{}\n{}", lang.pick("退出码：", "Exit codes:"), codes.join("\n"));
    whole(command, lang).after_help(format!("{}\n\n{codes}", examples(&root, lang)))
}

fn whole(mut command: Command, lang: Lang) -> Command {
    let text = |styled: &StyledStr| part(&styled.to_string(), lang);
    if let Some(about) = command.get_about().map(text) {
        command = command.about(about);
    }
    if let Some(help) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(examples(&help, lang));
    }
    let positional: Vec<String> =
        command.get_positionals().map(|arg| arg.get_id().to_string()).collect();
    command = command.mut_args(|arg| {
        let heading = if positional.contains(&arg.get_id().to_string()) {
            lang.pick("参数", "Arguments")
        } else {
            lang.pick("选项", "Options")
        };
        argument(arg, lang).help_heading(heading)
    });
    if lang == Lang::Zh {
        command = command
            .subcommand_help_heading("命令")
            .subcommand_value_name("命令")
            .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}");
    }
    command.mut_subcommands(|inner| match (inner.get_name(), lang) {
        ("help", Lang::Zh) => inner.about("显示某个命令的说明"),
        ("help", Lang::En) => inner,
        _ => whole(inner, lang),
    })
}

fn argument(arg: Arg, lang: Lang) -> Arg {
    let help = match (arg.get_id().as_str(), lang) {
        ("help", Lang::Zh) => "显示说明".to_string(),
        ("version", Lang::Zh) => "显示版本".to_string(),
        _ => arg.get_help().map(|help| part(&help.to_string(), lang)).unwrap_or_default(),
    };
    if lang == Lang::En || !arg.get_action().takes_values() {
        return arg.help(help);
    }
    let words = |words: Vec<String>| words.join("、");
    let values =
        words(arg.get_possible_values().iter().map(|v| v.get_name().to_string()).collect());
    let defaults = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned());
    let defaults = words(defaults.collect());
    let values = if values.is_empty() { values } else { format!("［可用：{values}］") };
    let defaults =
        if defaults.is_empty() { defaults } else { format!("［默认：{defaults}］") };
    arg.help(format!("{help}{values}{defaults}"))
        .hide_possible_values(true)
        .hide_default_value(true)
}

/// What stands below the arguments: a heading in both languages, and commands.
fn examples(help: &str, lang: Lang) -> String {
    let heading = lang.pick("示例：", "Examples:");
    let Some((first, commands)) = help.split_once('\n') else { return help.to_string() };
    if first.trim_end().ends_with(':') {
        format!("{heading}\n{commands}")
    } else {
        help.to_string()
    }
}

/// Says what is wrong with arguments, as every other fault is said.
pub(super) fn refuse(error: &clap::Error, lang: Lang, json: Option<&str>) {
    let usage = error.get(ContextKind::Usage).map(ToString::to_string).unwrap_or_default();
    let usage = usage.trim_start_matches("Usage:").split_whitespace().collect::<Vec<_>>().join(" ");
    let (zh, en) = (why_zh(error), why_en(error));
    let near =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near = near.iter().find_map(|kind| error.get(*kind)).map(ToString::to_string);
    let fault = Diagnostic::new(&codes::BAD_ARGUMENTS).arg("why", zh).arg("why_en", en);
    let fault = fault.arg("usage", usage).arg("suggestion", near.unwrap_or_default());
    if let Some(command) = json {
        envelope::found(std::slice::from_ref(&fault));
        envelope::end(command, commands::UNUSABLE);
    } else {
        let palette = if tell::colours() { Palette::Colour } else { Palette::Plain };
        tell::styled(&(render(&fault, lang, palette) + "\n"));
    }
}

/// What a reader of values says of one, in a language.
fn cause(error: &clap::Error, lang: Lang) -> String {
    error.source().map(|why| part(&why.to_string(), lang)).unwrap_or_default()
}

fn why_en(error: &clap::Error) -> String {
    let get = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    if error.kind() == ErrorKind::ValueValidation {
        let (arg, value) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
        return format!("{arg} cannot be `{value}`: {}", cause(error, Lang::En));
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "a subcommand is still to be said".to_string();
    }
    let text = error.render().to_string();
    let first = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn why_zh(error: &clap::Error) -> String {
    let get = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (arg, value) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有参数“{arg}”"),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令“{}”", get(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("还须写明 {}", arg.replace('\n', "、")),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "还须写明子命令".to_string()
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 须有值"),
        ErrorKind::InvalidValue => {
            format!(
                "{arg} 不能取“{value}”（可用：{}）",
                get(ContextKind::ValidValue).replace(", ", "、")
            )
        }
        ErrorKind::ValueValidation => {
            format!("{arg} 不能取“{value}”：{}", cause(error, Lang::Zh))
        }
        ErrorKind::ArgumentConflict => {
            format!("{arg} 不能与 {} 同时使用", get(ContextKind::PriorArg).replace('\n', "、"))
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{arg} 的值个数不对")
        }
        _ => why_en(error),
    }
}
