//! Notices are laid out once where they fit: the same bytes as where they are measured first.

use jiangbu::diag::Lang;
use jiangbu::report::model::document::*;
use jiangbu::report::render::layouts::Layouts;
use jiangbu::report::render::pdf;

use super::gallery;

/// Where a notice is fitted to its page, and the same in the words of typst alone.
const FITTED: &str = "if much > 45 { content(doc, 0.8 * size) } else { fitted(part => content(doc, part * size), smaller) }";
const MEASURED: &str = "layout(page => {
    let high = if much > 45 { 0pt } else { measure(block(width: page.width, content(doc, size))).height }
    let part = if much > 45 { 0.8 } else if high <= page.height { 1 } else { smaller(high / page.height) }
    content(doc, part * size)
  })";

fn measured() -> Layouts {
    let notice = Layouts::built_in().text("notice.typ").to_string();
    assert!(notice.contains(FITTED), "the layout fits notices");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("notice.typ"), notice.replace(FITTED, MEASURED))
        .expect("written");
    Layouts::with_folder(folder.path()).expect("layouts")
}

/// Notices that fit, that take smaller letters, that take the smallest, and that go on to another page.
fn notices(lang: Lang) -> Vec<Document> {
    let item = lang.pick(
        "核定基数 630,049.00，支持标准 30%，计得 189,014.70；",
        "30% of 630,049.00: 189,014.70; ",
    );
    let of = |(number, (items, rows)): (usize, (usize, usize))| {
        let mut notice = gallery::notice(lang, number);
        let items = (0..items).map(|count| item.repeat(1 + count % 3)).collect();
        notice.blocks.insert(3, Block::List { numbered: number % 2 == 0, items });
        for block in &mut notice.blocks {
            if let Block::Table(table) = block {
                table.rows = table.rows.iter().cloned().cycle().take(rows).collect();
            }
        }
        notice.watermark = (number % 3 == 0).then(|| "DRAFT 草稿".into());
        notice
    };
    let sizes = [(1, 2), (0, 12), (9, 12), (12, 18), (16, 20), (5, 30), (20, 24), (30, 9), (3, 60)];
    sizes.into_iter().enumerate().map(of).collect()
}

#[test]
fn notices_have_the_bytes_of_those_that_are_measured() {
    for lang in [Lang::Zh, Lang::En] {
        let documents = notices(lang);
        let print = |layouts: &Layouts| {
            pdf::pdf(&documents, layouts).unwrap_or_else(|faults| panic!("{faults:?}"))
        };
        let (fitted, measured) = (print(&Layouts::built_in()), print(&measured()));
        std::fs::write(super::look(&format!("fitted-{}.pdf", lang.tag())), &fitted)
            .expect("written");
        assert!(fitted == measured, "{}: the same bytes", lang.tag());
    }
}

/// Letters are kept from table to table: what was printed before changes nothing of what is printed now.
#[test]
fn what_was_printed_before_changes_nothing() {
    let print = |lang| pdf::pdf(&notices(lang), &Layouts::built_in()).expect("printed");
    let first = [Lang::Zh, Lang::En, Lang::Zh].map(print);
    let again = [Lang::Zh, Lang::En, Lang::Zh].map(print);
    assert!(first[0] == first[2] && first == again, "the same bytes each time");
}
