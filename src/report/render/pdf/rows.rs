//! Tables of like rows, as a function `rows` of the layouts. typst lays out each cell of a table three times; here
//! a row is put together from glyphs that were shaped once, and only what wraps is typst's. Columns, breaks, lines
//! and tags are those of typst's own table.

use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock};

use typst::comemo::Tracked;
use typst::diag::{At, SourceResult};
use typst::engine::Engine;
use typst::foundations::{
    Args, Array, CastInfo, Content, Context, FromValue, NativeElement, NativeFuncData,
    NativeFuncPtr, Packed, Resolve, Scope, Smart, StyleChain, Value,
};
use typst::introspection::{Locator, MetadataElem, SplitLocator, Tag, TagFlags};
use typst::layout::grid::resolve::{Cell, CellGrid, Entry, Line as GridLine, LinePosition};
use typst::layout::{
    Abs, Alignment, Axes, BlockElem, Fr, Fragment, Frame, FrameItem, HAlignment, Length, Point,
    Region, Regions, Sides, Size, Sizing, TrackSizings,
};
use typst::model::{TableCell, TableElem};
use typst::pdf::{TableCellKind, TableHeaderScope};
use typst::syntax::Span;
use typst::text::{TextElem, TextItem};
use typst::visualize::{Geometry, Paint, Stroke};

use super::letters::{Letters, Line};

/// The function `rows(about)`; `house.typ` says what it is given.
pub static ROWS: NativeFuncData = NativeFuncData {
    function: NativeFuncPtr(&|_: &mut Engine, _: Tracked<Context>, args: &mut Args| {
        let span = args.span;
        let about = MetadataElem::new(Value::Dict(args.expect("about")?));
        let about = Packed::new(about).spanned(span);
        Ok(Value::Content(BlockElem::multi_layouter(about, lay_out).pack()))
    }),
    name: "rows",
    title: "Rows",
    docs: "",
    def_site: None,
    keywords: &[],
    contextual: false,
    scope: LazyLock::new(&|| Scope::new()),
    params: LazyLock::new(&|| Vec::new()),
    returns: LazyLock::new(&|| CastInfo::Any),
};

fn lay_out(
    about: &Packed<MetadataElem>,
    engine: &mut Engine,
    locator: Locator,
    styles: StyleChain,
    regions: Regions,
) -> SourceResult<Fragment> {
    let given = Given::read(about, styles)?;
    let mut setter = Setter { engine, locator: locator.split(), styles, given: &given };
    let rows = setter.rows(regions.size.x)?;
    let frames = setter.pages(&rows, regions);
    Ok(Fragment::frames(frames))
}

/// What the layout gives.
struct Given {
    columns: Vec<Column>,
    /// Space above and below the text of a row.
    above: Abs,
    /// Lines at the top and the end, under the head, between rows.
    lines: [Stroke<Abs>; 3],
    head: Array,
    /// Texts, which are set plainly, or contents.
    rows: Vec<Array>,
    grounds: Vec<Option<Paint>>,
}

struct Column {
    size: Sizing,
    align: HAlignment,
    left: Abs,
    right: Abs,
}

impl Given {
    fn read(about: &Packed<MetadataElem>, styles: StyleChain) -> SourceResult<Self> {
        let sizes: TrackSizings = field(about, "sizes")?;
        let aligns: Vec<HAlignment> = field(about, "aligns")?;
        let lefts: Vec<Length> = field(about, "lefts")?;
        let right = field::<Length>(about, "right")?.resolve(styles);
        let sides = sizes.0.into_iter().zip(aligns).zip(lefts);
        let columns = sides.map(|((size, align), left)| Column {
            size,
            align,
            left: left.resolve(styles),
            right,
        });
        let line = |name: &str| -> SourceResult<Stroke<Abs>> {
            Ok(field::<Stroke>(about, name)?.resolve(styles))
        };
        Ok(Self {
            columns: columns.collect(),
            above: field::<Length>(about, "above")?.resolve(styles),
            lines: [line("outer")?, line("under-head")?, line("between")?],
            head: field(about, "head")?,
            rows: field(about, "rows")?,
            grounds: field(about, "grounds")?,
        })
    }
}

fn field<T: FromValue>(about: &Packed<MetadataElem>, name: &str) -> SourceResult<T> {
    let value = match &about.value {
        Value::Dict(fields) => fields.get(name).at(about.span())?.clone(),
        _ => Value::None,
    };
    value.cast().at(about.span())
}

/// A cell ready to be placed.
enum Set {
    Empty,
    Line(Line),
    Frame(Frame),
}

impl Set {
    fn size(&self) -> Size {
        match self {
            Self::Empty => Size::zero(),
            Self::Line(line) => Size::new(line.width, line.ascent + line.descent),
            Self::Frame(frame) => frame.size(),
        }
    }
}

/// The rows of a table, the head first, and the widths of its columns.
struct Rows {
    widths: Vec<Abs>,
    cells: Vec<Vec<Set>>,
}

struct Setter<'a, 'e, 'w> {
    engine: &'e mut Engine<'w>,
    locator: SplitLocator<'a>,
    styles: StyleChain<'a>,
    given: &'a Given,
}

impl Setter<'_, '_, '_> {
    fn rows(&mut self, width: Abs) -> SourceResult<Rows> {
        let given = self.given;
        let texts = given.rows.iter().flat_map(|row| row.iter()).filter_map(|value| match value {
            Value::Str(text) => Some(text.as_str()),
            _ => None,
        });
        let letters = Letters::learn(texts, self.engine, &self.locator.next(&()), self.styles)?;
        let all = || std::iter::once(&given.head).chain(&given.rows);
        let mut widths = vec![Abs::zero(); given.columns.len()];
        for (at, column) in given.columns.iter().enumerate() {
            if column.size == Sizing::Auto {
                for value in all().filter_map(|row| row.as_slice().get(at)) {
                    let set = self.cell(value, column, (width, false), &letters)?;
                    widths[at].set_max(set.size().x + column.left + column.right);
                }
            }
        }
        share(&mut widths, &given.columns, width);
        let mut cells = Vec::with_capacity(given.rows.len() + 1);
        for row in all() {
            let columns = given.columns.iter().zip(&widths);
            let row = columns
                .zip(row.iter())
                .map(|((column, width), value)| self.cell(value, column, (*width, true), &letters));
            cells.push(row.collect::<SourceResult<Vec<Set>>>()?);
        }
        Ok(Rows { widths, cells })
    }

    /// A cell in the width of its column, or at most so wide.
    fn cell(
        &mut self,
        value: &Value,
        column: &Column,
        (width, whole): (Abs, bool),
        letters: &Letters,
    ) -> SourceResult<Set> {
        let width = width - column.left - column.right;
        let content = match value {
            Value::Str(text) if text.is_empty() => return Ok(Set::Empty),
            Value::Str(text) => match letters.line(text) {
                Some(line) if width.fits(line.width) && !hangs(text, column.align) => {
                    return Ok(Set::Line(line));
                }
                _ => TextElem::packed(text.as_str()),
            },
            value => value.clone().display(),
        };
        let content = content.aligned(Alignment::H(column.align));
        let region = Region::new(Size::new(width, Abs::inf()), Axes::new(whole, false));
        let locator = self.locator.next(&());
        typst_layout::layout_frame(self.engine, &content, locator, self.styles, region)
            .map(Set::Frame)
    }

    /// Rows on pages; the head again on each.
    fn pages(&mut self, rows: &Rows, mut regions: Regions) -> Vec<Frame> {
        let width = rows.widths.iter().sum();
        let heights: Vec<Abs> = rows.cells.iter().map(|row| self.height(row)).collect();
        let mut frames = Vec::new();
        let first: Abs = heights.iter().take(2).sum();
        if !regions.size.y.fits(first) && regions.may_progress() {
            frames.push(Frame::soft(Size::with_x(width)));
            regions.next();
        }
        let (start, end) = self.tags(table(self.given).pack(), 0);
        let mut page = Page::default();
        page.items.push((Point::zero(), start));
        for (at, height) in heights.iter().enumerate() {
            if at > 1 && !regions.size.y.fits(*height) && regions.may_progress() {
                frames.push(page.finish(width, &self.given.lines[0]));
                page = Page::default();
                regions.next();
                regions.size.y -= heights[0];
                self.place(&mut page, rows, 0, heights[0], true);
            }
            regions.size.y -= *height;
            self.place(&mut page, rows, at, *height, false);
        }
        page.items.push((Point::zero(), end));
        frames.push(page.finish(width, &self.given.lines[0]));
        frames
    }

    fn height(&self, row: &[Set]) -> Abs {
        let text = row.iter().map(|set| set.size().y).max().unwrap_or_default();
        text + 2.0 * self.given.above
    }

    /// A row under what a page has.
    fn place(&mut self, page: &mut Page, rows: &Rows, at: usize, height: Abs, again: bool) {
        let [outer, under_head, between] = &self.given.lines;
        let line = if at == 0 {
            outer
        } else if at == 1 {
            under_head
        } else {
            between
        };
        let ground = at.checked_sub(1).and_then(|row| self.given.grounds.get(row)?.clone());
        let mut x = Abs::zero();
        page.line(line, rows.widths.iter().sum());
        for (number, set) in rows.cells[at].iter().enumerate() {
            let (column, width) = (&self.given.columns[number], rows.widths[number]);
            if let Some(ground) = &ground {
                let rect = Geometry::Rect(Size::new(width, height)).filled(ground.clone());
                let rect = FrameItem::Shape(rect, Span::detached());
                page.grounds.push((Point::new(x, page.height), rect));
            }
            let room = width - column.left - column.right - set.size().x;
            let before = match column.align {
                HAlignment::Right | HAlignment::End => room,
                HAlignment::Center => room / 2.0,
                HAlignment::Left | HAlignment::Start => Abs::zero(),
            };
            let y = page.height + (height - set.size().y) / 2.0;
            let (start, end) = self.tags(table_cell(number, at, again).pack(), 1);
            page.items.push((Point::zero(), start));
            set.place(Point::new(x + column.left + before, y), &mut page.items);
            page.items.push((Point::zero(), end));
            x += width;
        }
        page.height += height;
    }

    /// The tags around an element of the file's structure.
    fn tags(&mut self, mut element: Content, key: u128) -> (FrameItem, FrameItem) {
        let place = self.locator.next_location(self.engine, key, Span::detached());
        element.set_location(place);
        let flags = TagFlags { introspectable: false, tagged: true };
        let (start, end) = (Tag::Start(element, flags), Tag::End(place, key, flags));
        (FrameItem::Tag(start), FrameItem::Tag(end))
    }
}

impl Set {
    fn place(&self, at: Point, to: &mut Vec<(Point, FrameItem)>) {
        match self {
            Self::Empty => {}
            Self::Line(line) => {
                let piece = |(x, item): &(Abs, TextItem)| {
                    (at + Point::new(*x, line.ascent), FrameItem::Text(item.clone()))
                };
                to.extend(line.pieces.iter().map(piece));
            }
            Self::Frame(frame) => {
                to.extend(frame.items().map(|(inside, item)| (at + *inside, item.clone())));
            }
        }
    }
}

/// Whether the last sign of a line stands a little beyond its end.
fn hangs(text: &str, align: HAlignment) -> bool {
    align != HAlignment::Left && text.ends_with(['.', ',', ':', ';', '-'])
}

/// What a page has of a table so far.
#[derive(Default)]
struct Page {
    height: Abs,
    grounds: Vec<(Point, FrameItem)>,
    /// With their thickness: the thicker stand over the thinner.
    lines: Vec<(Abs, (Point, FrameItem))>,
    items: Vec<(Point, FrameItem)>,
}

impl Page {
    fn line(&mut self, stroke: &Stroke<Abs>, width: Abs) {
        let stroke = stroke.clone().unwrap_or_default();
        let thickness = stroke.thickness;
        let line = Geometry::Line(Point::with_x(width + thickness)).stroked(stroke);
        let at = Point::new(-thickness / 2.0, self.height);
        self.lines.push((thickness, (at, FrameItem::Shape(line, Span::detached()))));
    }

    fn finish(mut self, width: Abs, last: &Stroke<Abs>) -> Frame {
        self.line(last, width);
        self.lines.sort_by_key(|(thickness, _)| *thickness);
        // Column by column, as typst does it.
        self.grounds.sort_by_key(|(at, _)| at.x);
        let mut frame = Frame::soft(Size::new(width, self.height));
        frame.push_multiple(self.grounds);
        frame.push_multiple(self.lines.into_iter().map(|(_, line)| line));
        frame.push_multiple(self.items);
        frame
    }
}

/// The widths of columns: some take what they need, the smaller first where there is too little, others share what
/// is left.
fn share(widths: &mut [Abs], columns: &[Column], width: Abs) {
    let mut needy: Vec<usize> = (0..columns.len()).collect();
    needy.retain(|at| columns[*at].size == Sizing::Auto);
    needy.sort_by_key(|at| widths[*at]);
    let (mut left, mut count) = (width, needy.len());
    for at in needy {
        widths[at].set_min(left / count as f64);
        left -= widths[at];
        count -= 1;
    }
    let parts = |column: &Column| match column.size {
        Sizing::Fr(part) => part,
        _ => Fr::zero(),
    };
    let all: Fr = columns.iter().map(parts).sum();
    for (own, column) in widths.iter_mut().zip(columns) {
        if parts(column) > Fr::zero() {
            *own = parts(column).share(all, left.max(Abs::zero()));
        }
    }
}

/// The table as readers for the blind see it: its cells with their lines and grounds.
fn table(given: &Given) -> Packed<TableElem> {
    let [outer, under_head, between] = given.lines.each_ref().map(|line| Arc::new(line.clone()));
    let cell = |row: usize| {
        let line = if row == 0 {
            &outer
        } else if row == 1 {
            &under_head
        } else {
            &between
        };
        let ground = row.checked_sub(1).and_then(|row| given.grounds.get(row)?.clone());
        let stroke = Sides { top: Some(line.clone()), ..Sides::splat(None) };
        Entry::Cell(Cell { fill: ground, stroke, ..Cell::new(Content::empty()) })
    };
    let count = given.rows.len() + 1;
    let entries = (0..count).flat_map(|row| given.columns.iter().map(move |_| row)).map(cell);
    let last = GridLine {
        index: count,
        start: 0,
        end: None,
        stroke: Some(outer.clone()),
        position: LinePosition::Before,
    };
    let sizes: Vec<Sizing> = given.columns.iter().map(|column| column.size).collect();
    let (none, tracks) = (Axes::new(&[][..], &[][..]), Axes::new(&sizes[..], &[][..]));
    let entries = entries.collect();
    let grid =
        CellGrid::new_internal(tracks, none, vec![], vec![vec![last]], vec![], None, entries);
    let mut table = TableElem::new(Vec::new());
    table.grid = Some(Arc::new(grid));
    Packed::new(table)
}

fn table_cell(x: usize, y: usize, again: bool) -> Packed<TableCell> {
    let kind = match y {
        0 => TableCellKind::Header(NonZeroU32::MIN, TableHeaderScope::Column),
        _ => TableCellKind::Data,
    };
    let cell = TableCell::new(Content::empty()).with_x(Smart::Custom(x)).with_y(Smart::Custom(y));
    Packed::new(cell.with_kind(Smart::Custom(kind)).with_is_repeated(again))
}
