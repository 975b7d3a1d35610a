//! What all pages share: templates, the frame around them, findings and tables as values.

use std::sync::OnceLock;

use minijinja::{AutoEscape, Environment, State, UndefinedBehavior};
use serde_json::{Value, json};

use super::http::Response;
use super::routes::Problem;
use super::{Desk, locked};
use crate::diag::{Diagnostic, Lang, Place, Severity, in_line, private, visible};
use crate::report::render::plain::shown;
use crate::workbook::{Kind, Sheet};

const TEMPLATES: &[(&str, &str)] = &[
    ("frame", include_str!("look/frame.html")),
    ("approve", include_str!("look/approve.html")),
    ("awards", include_str!("look/awards.html")),
    ("compare", include_str!("look/compare.html")),
    ("decide", include_str!("look/decide.html")),
    ("intake", include_str!("look/intake.html")),
    ("ledger", include_str!("look/ledger.html")),
    ("new", include_str!("look/new.html")),
    ("overview", include_str!("look/overview.html")),
    ("paid", include_str!("look/paid.html")),
    ("problem", include_str!("look/problem.html")),
    ("progress", include_str!("look/progress.html")),
    ("report", include_str!("look/report.html")),
    ("run", include_str!("look/run.html")),
    ("variants", include_str!("look/variants.html")),
    ("whatif", include_str!("look/whatif.html")),
    ("work", include_str!("look/work.html")),
];

/// A page: its template, what the template shows, and the commands that do the same.
pub struct Page<'a> {
    pub template: &'static str,
    /// The part of the desk that it belongs to.
    pub part: &'static str,
    pub title: &'a str,
    pub context: Value,
    pub commands: Vec<String>,
}

fn templates() -> &'static Environment<'static> {
    static TEMPLATES_READ: OnceLock<Environment> = OnceLock::new();
    TEMPLATES_READ.get_or_init(|| {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Both languages side by side in the template, as `say!` has them in the code.
        environment.add_function("t", |state: &State, zh: String, en: String| {
            let english = state.lookup("lang").is_some_and(|lang| lang.as_str() == Some("en"));
            if english { en } else { zh }
        });
        environment.add_filter("urlencode", |text: String| super::http::escaped(&text));
        for (name, text) in TEMPLATES {
            // A test renders each of them.
            let _ = environment.add_template(name, text);
        }
        environment
    })
}

impl Desk {
    /// A whole page.
    pub(super) fn show(&self, mut page: Page) -> Result<Response, Problem> {
        if let Some(did) = locked(&self.did).take() {
            page.commands.retain(|command| *command != did);
            page.commands.insert(0, did);
        }
        let said = locked(&self.said).take();
        Ok(Response::html(self.render(page, said).map_err(|_| Problem::Refused(500))?))
    }

    fn render(&self, page: Page, said: Option<String>) -> Result<String, minijinja::Error> {
        let lang = self.lang();
        let mut context = page.context;
        if let Value::Object(fields) = &mut context {
            fields.insert("lang".into(), if lang == Lang::En { "en" } else { "zh" }.into());
            fields.insert("form".into(), self.guard.form.clone().into());
        }
        let body = templates().get_template(page.template)?.render(&context)?;
        let folder = self.root.path().file_name().unwrap_or_default().to_string_lossy();
        templates().get_template("frame")?.render(json!({
            "lang": if lang == Lang::En { "en" } else { "zh" },
            "tag": lang.tag(),
            "form": self.guard.form,
            "part": page.part,
            "title": page.title,
            "folder": in_line(&folder),
            "said": said,
            "commands": page.commands,
            "body": body,
            "version": env!("CARGO_PKG_VERSION"),
        }))
    }
}

/// What is said where a page cannot be shown or a change was refused.
pub fn problem(desk: &Desk, status: u16, faults: &[Diagnostic]) -> Response {
    let lang = desk.lang();
    let found: Vec<Value> = faults.iter().map(|fault| finding(fault, lang)).collect();
    let page = Page {
        template: "problem",
        part: "",
        title: lang.pick("没有完成", "Not done"),
        context: json!({ "status": status, "found": found }),
        commands: Vec::new(),
    };
    match desk.render(page, None) {
        Ok(body) => Response { status, ..Response::html(body) },
        Err(_) => super::routes::plain(500),
    }
}

/// A finding as pages show it.
pub fn finding(found: &Diagnostic, lang: Lang) -> Value {
    let (file, sheet, row, column) = match &found.place {
        Place::Cell { file, sheet, row, column } => {
            (file.clone(), sheet.clone(), *row, column.clone())
        }
        Place::Nowhere => Default::default(),
        other => (other.describe(lang), String::new(), 0, String::new()),
    };
    let read = found.value(crate::frame::columns::READ).unwrap_or_default();
    json!({
        "code": found.code.id,
        "severity": found.severity.key(),
        "label": found.severity.label(lang),
        "grave": found.severity > Severity::Note,
        "file": text(&file),
        "sheet": text(&sheet),
        "row": row,
        "column": text(&column),
        "message": text(&found.message(lang)),
        "read": text(read),
        "help": text(&found.help(lang)),
    })
}

/// A text from a file: private values hidden, nothing that a screen would obey.
pub fn text(text: &str) -> String {
    visible(&private::hide(text)).into_owned()
}

/// A sheet as a table of texts.
pub fn table(sheet: &Sheet) -> Value {
    let right = |kind: Kind| !matches!(kind, Kind::Text | Kind::Date);
    let headings = sheet.headings.iter().map(|h| json!({ "text": h.text, "right": right(h.kind) }));
    let rows = sheet.rows.iter().chain((!sheet.total.is_empty()).then_some(&sheet.total));
    let rows = rows.map(|row| {
        let cells = row.iter().zip(&sheet.headings).map(|(cell, h)| shown(cell, h.kind));
        cells.collect::<Vec<String>>()
    });
    json!({
        "name": sheet.name,
        "title": sheet.title,
        "notes": sheet.notes,
        "headings": headings.collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
    })
}

/// A command line that a shell reads as these words.
pub fn command(words: &[&str]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "./-_=:,@%+".contains(c);
    let quoted = words.iter().map(|word| match !word.is_empty() && word.chars().all(plain) {
        true => (*word).to_string(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    });
    std::iter::once("jiangbu".to_string()).chain(quoted).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_read() {
        for (name, text) in TEMPLATES {
            let mut alone = Environment::new();
            alone.add_template(name, text).unwrap_or_else(|why| panic!("{name}: {why:#}"));
        }
    }

    #[test]
    fn a_shell_reads_the_same_words() {
        assert_eq!(command(&["run", "流程/a.toml"]), "jiangbu run 流程/a.toml");
        assert_eq!(command(&["approve", "a b", "it's", ""]), "jiangbu approve 'a b' 'it'\\''s' ''");
    }
}
