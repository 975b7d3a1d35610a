//! Layouts that are filled in: what is left open in them is an error at its place, and every text is escaped.

use std::fmt::Write;

use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde_json::{Value, json};

use super::layouts::Layouts;
use crate::diag::{Diagnostic, Diagnostics, Place, SourceText, codes};
use crate::report::words::Words;

/// A layout with its values.
///
/// # Errors
/// A faulty layout (F226).
pub fn filled(name: &str, context: Value, layouts: &Layouts) -> Result<String, Diagnostics> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let fault = |error: minijinja::Error| Diagnostics::from(say(&error, layouts));
    environment.add_template(name, layouts.text(name)).map_err(fault)?;
    let template = environment.get_template(name).map_err(fault)?;
    template.render(context).map_err(fault)
}

/// Words that the layouts say.
pub fn said(words: &Words) -> Value {
    json!({
        "contents": words.get("common.contents"),
        "empty": words.get("render.empty"),
        "no_chart": words.get("render.no_chart"),
        "no_script": words.get("render.no_script"),
        "skip": words.get("render.skip"),
        "unit": words.say("render.unit", &[("unit", &"")]),
    })
}

/// The word of each tone.
pub fn tones(words: &Words) -> Value {
    let tones = ["plain", "good", "watch", "bad", "unknown"];
    let of = |tone: &str| (tone.to_string(), words.get(&format!("render.tone.{tone}")).into());
    Value::Object(tones.into_iter().map(of).collect())
}

/// A fault of a template, at its place where it is known.
fn say(error: &minijinja::Error, layouts: &Layouts) -> Diagnostic {
    let mut why = match error.kind() {
        ErrorKind::UndefinedError => "an undefined name".to_string(),
        kind => kind.to_string(),
    };
    if let Some(detail) = error.detail() {
        let _ = write!(why, ": {detail}");
    }
    let fault = Diagnostic::new(&codes::LAYOUT_FAULT).arg("why", why);
    let file = error.name().and_then(|name| layouts.file(name));
    match (file, error.line()) {
        (Some(file), Some(line)) => {
            let source = SourceText { path: file.path.clone(), text: file.text.clone() };
            let span = line_span(&file.text, line);
            fault.at(Place::Text { source: std::sync::Arc::new(source), span })
        }
        (Some(file), None) => fault.at(Place::File(file.path.clone())),
        _ => fault,
    }
}

fn line_span(text: &str, line: usize) -> std::ops::Range<usize> {
    let mut from = 0;
    for (number, part) in text.split_inclusive('\n').enumerate() {
        if number + 1 == line {
            return from..from + part.trim_end().len();
        }
        from += part.len();
    }
    0..0
}
