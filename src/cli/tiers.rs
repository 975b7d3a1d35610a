//! `jiangbu scheme tiers`: tiers that fit a budget.

use super::args::{Args, TiersArgs};
use super::commands::{Outcome, Output};
use super::scenario::{Sheets, free, laboratory, show};
use crate::diag::{Diagnostic, Failure, codes};
use crate::domain::{Amount, Currency};
use crate::ingest::Progress;
use crate::report::model::scenario as model;
use crate::scenario::Scenario;
use crate::scenario::tiers::{TiersWanted, design};

pub(super) fn tiers(args: &Args, mut out: Output, asked: &TiersArgs) -> Outcome {
    let sheets = sheets(args, &mut out, asked).map_err(|failure| (failure, out))?;
    show(out, &sheets, &asked.output).map_err(|failure| (failure, out))
}

fn sheets(args: &Args, out: &mut Output, asked: &TiersArgs) -> Result<Sheets, Failure> {
    free(&asked.output)?;
    let plan = plan(asked)?;
    let lab = laboratory(args, out, &asked.pipeline)?;
    let bar = out.progress();
    bar.say("测算分档 / fitting tiers");
    let found = design(&lab, &Scenario::default(), &plan);
    bar.clear();
    let found = found?;
    Ok(Box::new(move |lang| model::tiers(&found, lang)))
}

fn plan(asked: &TiersArgs) -> Result<TiersWanted, Failure> {
    let bad = |read: &str| Diagnostic::new(&codes::BAD_TIER_PLAN).arg("read", read);
    let yuan = |text: &str| -> Result<i64, Failure> {
        let amount = text.trim().parse::<Amount>().ok();
        let amount = amount.filter(|amount| amount.currency == Currency::Cny && amount.minor > 0);
        amount.map(|amount| amount.minor).ok_or_else(|| Failure::User(bad(text).into()))
    };
    let amounts = asked.amounts.iter().map(|text| yuan(text)).collect::<Result<_, _>>()?;
    let part = |text: &str| text.trim().parse().map_err(|_| Failure::User(bad(text).into()));
    let shape = asked.shape.iter().flat_map(|shape| shape.split(':')).map(part);
    Ok(TiersWanted {
        measure: asked.measure.clone(),
        budget: yuan(&asked.budget)?,
        amounts,
        shape: shape.collect::<Result<_, _>>()?,
    })
}
