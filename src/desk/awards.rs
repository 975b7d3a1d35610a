//! Why an enterprise gets what it gets.

use serde_json::{Value, json};

use super::overview::folder;
use super::page::{Page, command};
use super::routes::Answer;
use super::{Desk, project};
use crate::diag::Lang;
use crate::jobs::explain::{self, Answer as Explained};

/// Enterprises that a search lists, at most.
const MOST: usize = 100;

/// A search in a run, and the ladder of what was found.
pub fn page(desk: &Desk, named: &str, query: &str) -> Answer {
    let lang = desk.lang();
    let runs = project::runs(&desk.root, lang);
    let first = runs.first().and_then(|run| run["path"].as_str()).unwrap_or_default().to_string();
    let named = if named.is_empty() { first } else { named.to_string() };
    let query = query.trim();
    let mut context = json!({
        "runs": runs, "run": named, "query": query, "firms": [], "claims": [], "refused": [], "many": false,
    });
    let mut commands = Vec::new();
    if !query.is_empty() && !named.is_empty() {
        let run = folder(desk, &named)?;
        let firms = explain::firms(&run, query, MOST)?;
        let by_claim = query.contains('-') && firms.is_empty();
        if firms.len() > 1 {
            context["many"] = (firms.len() >= MOST).into();
            context["firms"] = json!(firms);
        } else {
            let answer = explain::explain(&run, query, lang)?;
            shown(&mut context, &answer, lang);
            let option = if by_claim { "--claim" } else { "--firm" };
            commands.push(command(&["explain", &named, option, query]));
        }
    }
    let title = lang.pick("核定", "Awards");
    desk.show(Page { template: "awards", part: "awards", title, context, commands })
}

fn shown(context: &mut Value, answer: &Explained, lang: Lang) {
    context["claims"] = json!(answer.claims);
    // Keys that are left out where there is nothing are there for the template.
    for claim in context["claims"].as_array_mut().into_iter().flatten() {
        for key in ["published", "reviews", "trade", "asked", "events"] {
            if claim.get(key).is_none() {
                claim[key] = json!([]);
            }
        }
        if claim.get("score").is_none() {
            claim["score"] = "".into();
        }
    }
    let refused = answer.refused.iter().map(|one| {
        let kind = match one.not_counted.as_str() {
            "row" => lang.pick("退回", "refused"),
            "unusable" => lang.pick("整份搁置", "set aside"),
            "same_bytes" => lang.pick("重复", "a copy"),
            _ => lang.pick("已被取代", "replaced"),
        };
        json!({ "kind": kind, "place": one.place, "why": one.why, "read": one.read })
    });
    context["refused"] = refused.collect();
}
