//! Text that is to stay on one page, as a function `fitted` of the layouts: laid out once where it fits as it is, and
//! with smaller letters where it does not. typst alone would have to measure it first, and so lay it out twice.

use std::sync::LazyLock;

use typst::comemo::{Track, Tracked};
use typst::diag::{At, SourceResult};
use typst::engine::Engine;
use typst::foundations::{
    Args, CastInfo, Content, Context, Func, IntoValue, NativeElement, NativeFuncData,
    NativeFuncPtr, Packed, Scope, StyleChain, Value,
};
use typst::introspection::{Locator, MetadataElem};
use typst::layout::{Abs, Axes, BlockElem, Fragment, Region, Regions, Size};
use typst_layout::{layout_fragment, layout_frame};

/// The function `fitted(content, part)`: what is to be laid out, by the size of its letters as a part of the usual, and
/// that part, by how many pages it takes at the usual size.
pub static FITTED: NativeFuncData = NativeFuncData {
    function: NativeFuncPtr(&|_: &mut Engine, _: Tracked<Context>, args: &mut Args| {
        let span = args.span;
        let (content, part): (Func, Func) = (args.expect("content")?, args.expect("part")?);
        let both = [content, part].into_iter().map(IntoValue::into_value).collect();
        let both = Packed::new(MetadataElem::new(Value::Array(both))).spanned(span);
        Ok(Value::Content(BlockElem::multi_layouter(both, lay_out).pack()))
    }),
    name: "fitted",
    title: "Fitted",
    docs: "",
    def_site: None,
    keywords: &[],
    contextual: false,
    scope: LazyLock::new(&|| Scope::new()),
    params: LazyLock::new(&|| Vec::new()),
    returns: LazyLock::new(&|| CastInfo::Any),
};

fn lay_out(
    both: &Packed<MetadataElem>,
    engine: &mut Engine,
    locator: Locator,
    styles: StyleChain,
    regions: Regions,
) -> SourceResult<Fragment> {
    let functions: Vec<Func> = both.value.clone().cast().at(both.span())?;
    let [content, part] = functions.as_slice() else { return Ok(Fragment::frames(Vec::new())) };
    let context = Context::new(None, Some(styles));
    let at = |engine: &mut Engine, part: f64| -> SourceResult<Content> {
        Ok(content.call(engine, context.track(), [part])?.display())
    };
    let whole = at(engine, 1.0)?;
    let fragment = layout_fragment(engine, &whole, locator.relayout(), styles, regions)?;
    if fragment.len() == 1 {
        return Ok(fragment);
    }
    let endless = Region::new(Size::new(regions.size.x, Abs::inf()), Axes::new(true, false));
    let high = layout_frame(engine, &whole, locator.relayout(), styles, endless)?.height();
    if high <= regions.full {
        return Ok(fragment);
    }
    let part = part.call(engine, context.track(), [high / regions.full])?;
    let smaller = at(engine, part.cast().at(both.span())?)?;
    layout_fragment(engine, &smaller, locator, styles, regions)
}
