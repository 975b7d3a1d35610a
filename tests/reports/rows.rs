//! Tables are set row by row from letters that were shaped once: the same bytes as typst's own table makes.

use jiangbu::diag::Lang;
use jiangbu::report::model::document::*;
use jiangbu::report::render::layouts::Layouts;
use jiangbu::report::render::pdf;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::gallery;

/// Where a table is set so.
const ROWS: &str = "of.rows.len() > 0 and";

/// The layouts, every table of which is typst's.
fn as_cells() -> Layouts {
    let house = Layouts::built_in().text("house.typ").to_string();
    assert!(house.contains(ROWS), "the layout sets rows");
    let folder = tempfile::tempdir().expect("a folder");
    let other = house.replace(ROWS, "false and");
    std::fs::write(folder.path().join("house.typ"), other).expect("written");
    Layouts::with_folder(folder.path()).expect("layouts")
}

fn same(name: &str, document: &Document) {
    let print = |layouts: &Layouts| {
        let printed = pdf::pdf(std::slice::from_ref(document), layouts);
        printed.unwrap_or_else(|faults| panic!("{name}: {faults:?}"))
    };
    let (rows, cells) = (print(&Layouts::built_in()), print(&as_cells()));
    std::fs::write(super::look(&format!("{name}.pdf")), &rows).expect("written");
    assert!(rows == cells, "{name}: the same bytes as a table of cells");
}

fn document(
    lang: Lang,
    layout: Layout,
    columns: Vec<TableColumn>,
    rows: Vec<TableRow>,
) -> Document {
    let mut document = gallery::empty(lang, layout, "publication", "名单 List");
    let table =
        Table { caption: Some("表 Table".into()), columns, rows, note: Some("注 Note".into()) };
    document.blocks.push(Block::Paragraph { text: "说明。 Said before.".into() });
    document.blocks.push(Block::Table(table));
    document
}

/// A list as offices publish it: codes, names with brackets, measures that wrap, a sum.
fn list(lang: Lang) -> Document {
    let column = TableColumn::new;
    let columns = vec![
        column("序号", Align::Centre, 6),
        column("企业名称 Enterprise", Align::Left, 40),
        column("统一社会信用代码", Align::Left, 24),
        column("支持事项 Supported for", Align::Left, 44),
        column("金额 Amount", Align::Right, 0),
    ];
    let names = [
        "深圳市前海甲乙供应链有限公司",
        "前海丙（深圳）科技有限公司",
        "Wave AV Trading (Qianhai) Co., Ltd.",
        "深圳市AI创新2024科技有限公司",
        "喆堃𠮷龘股份有限公司",
    ];
    let measures = [
        "办公用房租金支持",
        "人才引进补贴（2024年） 12 345.67；总部企业落户奖励 1 234 567.80；产业集聚发展专项 890.00",
        "Office rent support 12 345.67; Support for the internationalisation of young founders 1.00",
        "2024年3月5日核定",
        "",
    ];
    let row = |number: usize| {
        let amount =
            format!("{} {:03}.{:02}", number * 7 % 90 + 1, number * 37 % 1000, number % 100);
        let cells = [
            (number + 1).to_string(),
            names[number % names.len()].to_string(),
            format!("9144030{}MA5F{:04}X", number % 10, number * 731 % 10_000),
            measures[number * 3 % measures.len()].to_string(),
            amount,
        ];
        TableRow::new(cells.to_vec())
    };
    let mut rows: Vec<TableRow> = (0..75).map(row).collect();
    let sum = ["", "合计 Total", "", "", "1 234 567.89"];
    rows.push(TableRow::total(sum.map(str::to_string).to_vec()));
    document(lang, Layout::List, columns, rows)
}

/// Texts of letters, figures and signs put together at random.
fn at_random(seed: u64, lang: Lang) -> Document {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |count: usize| random.next_u32() as usize % count;
    let kinds = [
        "深圳前海公司的一二〇々年月㐂𠮷龘",
        "ABTVWYabefijlrtvy",
        "0123456789",
        " .,-–&()/':;+%_−\u{a0}",
        "（）、；：，。“”《》·【】—",
        "éßŁαЖ①℃№",
    ];
    let kinds: Vec<Vec<char>> = kinds.iter().map(|kind| kind.chars().collect()).collect();
    let mut text = || {
        let words = (0..below(5)).map(|_| {
            let kind = &kinds[below(2 * kinds.len()).min(11) % kinds.len()];
            (0..below(6)).map(|_| kind[below(kind.len())]).collect::<String>()
        });
        words.collect::<String>()
    };
    let aligns = [Align::Left, Align::Centre, Align::Right, Align::Left];
    let shares = [0, 10, 20, 10];
    let columns = aligns.into_iter().zip(shares);
    let columns = columns.map(|(align, share)| TableColumn::new("列 Col.", align, share)).collect();
    let row = |number: usize| {
        let row = TableRow::new((0..4).map(|_| text()).collect());
        match number % 20 {
            7 => TableRow { weight: Weight::Total, ..row },
            9 => row.toned(Tone::Bad),
            _ => row,
        }
    };
    let rows = (0..70).map(row).collect();
    document(lang, Layout::Report, columns, rows)
}

#[test]
fn lists_have_the_bytes_of_tables() {
    same("rows-list-zh", &list(Lang::Zh));
    same("rows-list-en", &list(Lang::En));
}

#[test]
fn texts_at_random_have_the_bytes_of_tables() {
    let seeds =
        std::env::var("JIANGBU_ROWS").ok().and_then(|count| count.parse().ok()).unwrap_or(1);
    for seed in 0..seeds {
        same(&format!("rows-{seed}-zh"), &at_random(seed, Lang::Zh));
        same(&format!("rows-{seed}-en"), &at_random(seed, Lang::En));
    }
}

#[test]
fn columns_that_need_more_than_there_is_are_shared_as_in_tables() {
    let columns = (0..7).map(|_| TableColumn::new("金额 Amount", Align::Right, 0)).collect();
    let cell = |row: usize, at: usize| "9".repeat((row * 7 + at * 5) % (4 + 3 * at) + 1) + " 元";
    let rows = (0..70).map(|row| TableRow::new((0..7).map(|at| cell(row, at)).collect())).collect();
    same("rows-narrow", &document(Lang::Zh, Layout::List, columns, rows));
}

/// Not alike: these stay tables.
#[test]
fn groups_and_texts_of_a_page_are_left_to_tables() {
    let columns =
        || vec![TableColumn::new("甲", Align::Left, 1), TableColumn::new("乙", Align::Left, 1)];
    let plain = |text: &str| TableRow::new(vec!["甲".into(), text.into()]);
    let with = |row: TableRow| {
        let mut rows: Vec<TableRow> = (0..70).map(|_| plain("乙")).collect();
        rows.insert(40, row);
        document(Lang::Zh, Layout::List, columns(), rows)
    };
    same("rows-group", &with(TableRow::group("组".into())));
    same("rows-endless", &with(plain(&"很长的说明".repeat(400))));
}
