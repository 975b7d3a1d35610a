//! `jiangbu code`: what a code of a finding means, and what to do.

use serde_json::json;

use super::commands::{CLEAN, Outcome, Output};
use super::envelope;
use crate::diag::{Code, Diagnostic, Diagnostics, Failure, codes, say, suggest};
use crate::frame::columns as c;

/// Explains the codes that are named, in any case; lists all where none is.
pub(super) fn run(out: Output, wanted: &[String]) -> Outcome {
    let (known, unknown): (Vec<_>, Vec<_>) =
        wanted.iter().map(|id| find(id)).partition(Result::is_ok);
    let faults: Vec<Diagnostic> = unknown.into_iter().filter_map(Result::err).collect();
    if !faults.is_empty() {
        return Err((Failure::User(Diagnostics(faults)), out));
    }
    let known: Vec<&Code> = known.into_iter().flatten().collect();
    let all: Vec<&Code> = if wanted.is_empty() { codes::all().collect() } else { known };
    if out.json {
        let codes: Vec<_> = all.iter().map(|code| as_json(code)).collect();
        envelope::data(json!({ "codes": codes }));
    } else if wanted.is_empty() {
        all.iter().for_each(|code| println!("{}", line(out, code)));
    } else {
        let parts: Vec<String> = all.iter().map(|code| explained(out, code)).collect();
        println!("{}", parts.join("\n\n"));
    }
    Ok(CLEAN)
}

fn find(read: &str) -> Result<&'static Code, Diagnostic> {
    let id = crate::domain::text::clean(read).to_ascii_uppercase();
    codes::all().find(|code| code.id == id).ok_or_else(|| {
        let near = suggest(&id, codes::all().map(|code| code.id)).unwrap_or_default();
        Diagnostic::new(&codes::NO_SUCH_CODE).arg("read", read).arg("suggestion", near)
    })
}

fn line(out: Output, code: &Code) -> String {
    let [says, _] = code.says(out.lang);
    format!("{} {} {says}", code.id, code.severity.label(out.lang))
}

fn explained(out: Output, code: &Code) -> String {
    let lang = out.lang;
    let [_, help] = code.says(lang);
    let letter = code.letter();
    let [about, error] = [letter.about, letter.error].map(|[zh, en]| lang.pick(zh, en));
    let mut text = line(out, code);
    if !help.is_empty() {
        text += &say!(lang, "\n  处理：{help}", "\n  what to do: {help}");
    }
    text + &say!(lang, "\n  类别：{about}。{error}", "\n  {about}: {error}")
}

fn as_json(code: &Code) -> serde_json::Value {
    json!({
        "code": code.id, "severity": code.severity.key(), "zh": code.zh, "en": code.en,
        (c::HELP_ZH): code.help_zh, (c::HELP_EN): code.help_en,
    })
}
