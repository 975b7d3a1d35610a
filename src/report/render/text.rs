//! A document as plain text, for golden tests and terminals: the same words and numbers, no geometry.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::diag::{Lang, say};
use crate::domain::text::{pad, pad_left};
use crate::report::model::document::{
    Align, Block, Chart, Document, Fact, Figure, Plot, Table, TitledList, Tone, Weight,
};
use crate::report::words::Words;

/// The whole document, blocks separated by empty lines.
pub fn text(document: &Document) -> String {
    let words = Words::built_in(document.lang);
    let mut parts: Vec<String> = Vec::new();
    let head = [document.watermark.as_ref(), document.banner.as_ref()];
    parts.extend(head.into_iter().flatten().map(|line| format!("[{line}]")));
    parts.push(document.title.clone());
    parts.extend(document.subtitle.clone());
    if !document.facts.is_empty() {
        parts.push(facts(&document.facts, document.lang));
    }
    parts.extend(document.blocks.iter().map(|of| block(of, &words)));
    parts.push(document.footer.clone());
    let mut out = parts.join("\n\n");
    out.push('\n');
    out
}

fn block(block: &Block, words: &Words) -> String {
    match block {
        Block::Heading { level, text } => {
            format!("{} {text}", "#".repeat(usize::from(*level).max(1)))
        }
        Block::Paragraph { text } => text.clone(),
        Block::List { numbered, items } => list(*numbered, items),
        Block::Beside { lists } => {
            let of = |of: &TitledList| format!("{}\n{}", of.title, list(true, &of.items));
            lists.iter().map(of).collect::<Vec<_>>().join("\n\n")
        }
        Block::Figures { figures } => lines(figures.iter().map(|of| figure(of, words.lang))),
        Block::Facts { facts: all } => facts(all, words.lang),
        Block::Table(of) | Block::Behind { table: of, .. } => table(of, words),
        Block::Chart(of) => chart(of, words),
        Block::Gallery { charts } => {
            charts.iter().map(|of| chart(of, words)).collect::<Vec<_>>().join("\n\n")
        }
        Block::Note { tone, text } => named(&tone_word(*tone, words), text, words.lang),
        Block::SignOff { roles } => {
            let lines: Vec<String> =
                roles.iter().map(|role| named(role, "____", words.lang)).collect();
            lines.join("    ")
        }
        Block::PageBreak => "----".to_string(),
    }
}

/// The word of a tone: said beside its colour everywhere.
pub fn tone_word(tone: Tone, words: &Words) -> String {
    words.get(match tone {
        Tone::Plain => "render.tone.plain",
        Tone::Good => "render.tone.good",
        Tone::Watch => "render.tone.watch",
        Tone::Bad => "render.tone.bad",
        Tone::Unknown => "render.tone.unknown",
    })
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

/// A name, a colon and what it stands for.
fn named(name: &str, value: &str, lang: Lang) -> String {
    format!("{name}{}{value}", lang.pick("：", ": "))
}

fn facts(facts: &[Fact], lang: Lang) -> String {
    // Who issues a document and the day stand there without a name.
    lines(facts.iter().map(|fact| match fact.label.is_empty() {
        true => fact.value.clone(),
        false => named(&fact.label, &fact.value, lang),
    }))
}

fn list(numbered: bool, items: &[String]) -> String {
    lines(items.iter().enumerate().map(|(at, item)| match numbered {
        true => format!("{}. {item}", at + 1),
        false => format!("- {item}"),
    }))
}

fn figure(figure: &Figure, lang: Lang) -> String {
    let bracketed = |note: &String| say!(lang, "（{note}）", " ({note})");
    let note = figure.note.as_ref().map(bracketed).unwrap_or_default();
    let value = format!("{} {}", figure.value, figure.unit);
    named(&figure.label, &format!("{}{note}", value.trim_end()), lang)
}

fn table(table: &Table, words: &Words) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    if let Some(caption) = &table.caption {
        let _ = writeln!(out, "{caption}");
    }
    let columns = table.columns.len();
    let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            // The name of a group stands alone and makes no column wider.
            let rows = table.rows.iter().filter(|row| row.cells.len() > 1 || columns == 1);
            let cells = rows.map(|row| cell(&row.cells, column).width());
            cells.max().unwrap_or(0).max(table.columns[column].heading.width())
        })
        .collect();
    let line = |cells: &[String]| {
        let cells = table.columns.iter().enumerate().map(|(at, column)| match column.align {
            Align::Right => pad_left(&cell(cells, at), widths[at]),
            _ => pad(&cell(cells, at), widths[at]),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
    };
    let headings: Vec<String> = table.columns.iter().map(|c| c.heading.clone()).collect();
    let _ = writeln!(out, "{}", line(&headings));
    for row in &table.rows {
        let sign = match row.weight {
            Weight::Total => "= ",
            Weight::Group => "# ",
            Weight::Plain => "",
        };
        let _ = writeln!(out, "{sign}{}", line(&row.cells));
    }
    if table.rows.is_empty() {
        let _ = writeln!(out, "{}", words.get("render.empty"));
    }
    if let Some(note) = &table.note {
        let _ = writeln!(out, "{note}");
    }
    out.trim_end().to_string()
}

fn chart(chart: &Chart, words: &Words) -> String {
    let mut lines =
        vec![format!("[{}] {}", chart.title, words.say("render.unit", &[("unit", &chart.unit)]))];
    let said = |label: &str, shown: &str| match label {
        "" => format!("  {shown}"),
        label => format!("  {label}: {shown}"),
    };
    match &chart.plot {
        Plot::Waterfall { steps } => {
            lines.extend(steps.iter().map(|step| said(&step.label, &step.shown)));
        }
        Plot::Bars { bars, limit } => {
            lines.extend(bars.iter().map(|bar| said(&bar.label, &bar.shown)));
            lines.extend(limit.iter().map(|mark| said(&mark.label, &mark.shown)));
        }
        Plot::Columns { labels, series, limit, .. } | Plot::Lines { labels, series, limit, .. } => {
            for of in series {
                let points = labels.iter().zip(&of.points).filter_map(|(label, point)| {
                    point.as_ref().map(|mark| format!("{label} {}", mark.shown))
                });
                lines.push(said(&of.name, &points.collect::<Vec<_>>().join(", ")));
            }
            lines.extend(limit.iter().map(|mark| said(&mark.label, &mark.shown)));
        }
        Plot::Tornado { centre, spans } => {
            lines.push(said(&centre.label, &centre.shown));
            lines.extend(spans.iter().map(|span| {
                said(&span.label, &format!("{} … {}", span.low.shown, span.high.shown))
            }));
        }
    }
    lines.push(chart.says.clone());
    lines.join("\n")
}
