//! Reviews and findings to decide in the folder of a run: their tables, and the workbook that people fill in.

use std::collections::{BTreeMap, BTreeSet};

use crate::award::EngineError;
use crate::budget::Awards;
use crate::budget::shared::Matter;
use crate::diag::{Diagnostic, Failure, Lang, codes};
use crate::domain::Fen;
use crate::domain::text::in_file_name;
use crate::frame::columns as c;
use crate::frame::kernels::Overflow;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::ingest::Headers;
use crate::intake::reviews::questions::id_of_matter;
use crate::intake::reviews::{OpenFinding, Reviews};
use crate::report::model::review_book::{BookRows, Choices, review_book};
use crate::run_folder::folder::Unfinished;
use crate::scheme::Scheme;
use crate::tables::review::{Asked, CutRate, Drawn, Review, Reviewed};

/// The file of the workbook.
pub const FILE: &str = "reviews.xlsx";

/// Takes out the matters that were decided: they are not said again and hold nothing.
pub fn forget_settled(
    matters: &mut Vec<Matter>,
    reviews: &Reviews,
    awards: &Awards,
    scheme: &Scheme,
    ids: &[String],
) {
    if reviews.settled.is_empty() {
        return;
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    matters.retain(|matter| !reviews.settled.contains(&id_of_matter(matter, awards, scheme, &ids)));
}

/// The findings that a person decides, with what their claims get as the run stands.
///
/// # Errors
/// A sum beyond 64 bits.
pub fn asked(
    reviews: &Reviews,
    awards: &Awards,
    ids: &[String],
) -> Result<Vec<Asked>, EngineError> {
    if reviews.asked.is_empty() {
        return Ok(Vec::new());
    }
    let payable: BTreeMap<&str, i64> =
        ids.iter().map(String::as_str).zip(awards.current().iter().copied()).collect();
    let row = |finding: &OpenFinding| {
        let own = finding.claims.iter().filter_map(|claim| payable.get(claim.as_str()));
        let sum = own.fold(0i128, |sum, fen| sum + i128::from(*fen));
        let question = &finding.question;
        Ok(Asked {
            kind: question.kind,
            kind_text: question.kind.text(),
            about: question.about.clone(),
            claims: finding.claims.join("、"),
            firms: finding.firms.join("、"),
            payable: Fen(i64::try_from(sum).map_err(|_| Overflow)?),
            open: finding.open,
            decided: finding.decided.clone(),
            id: question.id.clone(),
            evidence: question.evidence.clone(),
        })
    };
    reviews.asked.iter().map(row).collect()
}

/// How many findings wait for a person, in one note for each kind.
pub fn still_open(reviews: &Reviews) -> Vec<Diagnostic> {
    let mut counts = BTreeMap::new();
    for finding in reviews.asked.iter().filter(|finding| finding.open) {
        *counts.entry(finding.question.kind).or_insert(0usize) += 1;
    }
    let said = |(kind, count): (crate::tables::review::AskedKind, usize)| {
        let text = kind.text();
        let note = Diagnostic::new(&codes::FINDINGS_OPEN).arg("count", count);
        note.arg("read", kind.key()).arg("what", text.zh).arg("what_en", text.en)
    };
    counts.into_iter().map(said).collect()
}

/// What can be reviewed, what was decided, and how much was cut; nothing where nobody is asked.
pub fn tables(reviews: &Reviews, asked: &[Asked]) -> Vec<OutputTable> {
    match reviews.is_asked {
        false => Vec::new(),
        true => vec![
            Asked::table(asked.iter().cloned()),
            Review::table(reviews.open.iter().cloned()),
            Reviewed::table(reviews.read.iter().cloned()),
            CutRate::table(reviews.rates.iter().cloned()),
        ],
    }
}

/// What the review workbook shows.
pub struct InBook<'a> {
    pub reviews: &'a Reviews,
    pub asked: &'a [Asked],
    pub drawn: &'a [Drawn],
}

/// Writes the workbook that people fill in, where they are asked, and one for each audit firm that is named: what it is
/// to review, nothing else.
///
/// # Errors
/// A disk that refuses; more than Excel holds.
pub fn workbooks(
    all: &InBook,
    headers: &Headers,
    unfinished: &Unfinished,
    lang: Lang,
) -> Result<(), Failure> {
    let reviews = all.reviews;
    if !reviews.is_asked {
        return Ok(());
    }
    let words = |column: &str| headers.words_in(column, lang);
    let choices = Choices {
        verdicts: words(c::REVIEW_VERDICT),
        kinds: words(c::REVIEW_KIND),
        causes: words(c::REVIEW_CAUSE),
        of_findings: words(c::FINDING_VERDICT),
    };
    let write = |rows: &BookRows, name: &str| {
        let path = unfinished.reserve_private(name)?;
        crate::workbook::book::write(&review_book(rows, &choices, lang), &path, lang)
    };
    let (rates, asked, drawn) = (reviews.rates.as_slice(), all.asked, all.drawn);
    write(&BookRows { rows: &reviews.open, asked, drawn, rates }, FILE)?;
    let mut firms: BTreeMap<&str, Vec<Review>> = BTreeMap::new();
    for row in reviews.open.iter().filter(|row| !row.audit_firm.is_empty()) {
        firms.entry(&row.audit_firm).or_default().push(row.clone());
    }
    let mut taken = BTreeSet::new();
    for (firm, rows) in firms {
        let mut name = format!("reviews-{}.xlsx", in_file_name(firm));
        // Names that are the same without what no file name holds, or on systems that know no capitals.
        for number in 2.. {
            if taken.insert(name.to_lowercase()) {
                break;
            }
            name = format!("reviews-{}-{number}.xlsx", in_file_name(firm));
        }
        write(&BookRows { rows: &rows, asked: &[], drawn: &[], rates: &[] }, &name)?;
    }
    Ok(())
}
