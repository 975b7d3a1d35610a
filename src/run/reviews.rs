//! Reviews in the folder of a run: their tables, and the workbook that reviewers fill in.

use crate::diag::{Failure, Lang};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::ingest::Headers;
use crate::intake::prepare::Prepared;
use crate::intake::reviews::Reviews;
use crate::report::model::review_book::{Choices, review_book};
use crate::run_folder::folder::Unfinished;
use crate::tables::review::{CutRate, Review, Reviewed};

/// The file of the workbook.
pub const FILE: &str = "reviews.xlsx";

/// What can be reviewed, what was decided, and how much was cut; nothing where nobody is asked.
pub fn tables(reviews: &Reviews) -> Vec<OutputTable> {
    match reviews.asked {
        false => Vec::new(),
        true => vec![
            Review::table(reviews.open.iter().cloned()),
            Reviewed::table(reviews.read.iter().cloned()),
            CutRate::table(reviews.rates.iter().cloned()),
        ],
    }
}

/// Writes the workbook that reviewers fill in, where they are asked.
///
/// # Errors
/// A disk that refuses; more than Excel holds.
pub fn workbook(
    prepared: &Prepared,
    headers: &Headers,
    unfinished: &Unfinished,
    lang: Lang,
) -> Result<(), Failure> {
    let reviews = &prepared.reviews;
    if !reviews.asked {
        return Ok(());
    }
    let words = |column: &str| headers.words_in(column, lang);
    let choices = Choices {
        verdicts: words(c::REVIEW_VERDICT),
        kinds: words(c::REVIEW_KIND),
        causes: words(c::REVIEW_CAUSE),
    };
    let book = review_book(&reviews.open, &reviews.rates, &choices, lang);
    let path = unfinished.reserve_private(FILE)?;
    crate::workbook::book::write(&book, &path, lang)
}
