//! Diagnostics as text for a terminal: the line itself for text files, the cell for tables.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Diagnostic, Lang, Place, Severity};

/// Whether colours may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    Plain,
    Colour,
}

/// One diagnostic with its place, the source line where there is one, and its help.
pub fn render(diagnostic: &Diagnostic, lang: Lang, palette: Palette) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
    .with_name(diagnostic.severity.label(lang));
    let message = diagnostic.message(lang);
    let help = diagnostic.help(lang);
    let place = diagnostic.place.describe(lang);
    let title = match &diagnostic.place {
        Place::Text { .. } | Place::Nowhere => message,
        Place::File(_) | Place::Cell { .. } => format!("{place}: {message}"),
    };
    let mut group =
        level.primary_title(title).id(diagnostic.code.id).elements(match &diagnostic.place {
            Place::Text { source, span } => Some(
                Snippet::source(source.text.as_str())
                    .path(super::in_line(&source.path).into_owned())
                    .annotation(AnnotationKind::Primary.span(span.clone())),
            ),
            _ => None,
        });
    if !help.is_empty() {
        let label = lang.pick("处理", "help");
        group = group.element(Level::HELP.with_name(label).message(help));
    }
    let renderer = match palette {
        Palette::Plain => Renderer::plain(),
        Palette::Colour => Renderer::styled(),
    };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}
