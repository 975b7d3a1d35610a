//! Every key of every kind of manifest: written back as it was read; missing, foreign or of another type, refused.

use serde_json::Value;

use jiangbu::run_folder::manifest::{
    Intake, Joint, Manifest, Progress, Reconciliation, Run, Unfit, pretty, read,
};

const RUN: &str = include_str!("manifests/run.json");
const JOINT: &str = include_str!("manifests/joint.json");
const RECONCILIATION: &str = include_str!("manifests/reconciliation.json");
const PROGRESS: &str = include_str!("manifests/progress.json");
const INTAKE: &str = include_str!("manifests/intake.json");

/// Keys that need not be there.
const OPTIONAL: [&str; 10] = [
    "/intakes",
    "/ledger",
    "/name_exact",
    "/as_known_on",
    "/scenario",
    "/payments/set_off",
    "/files_not_used/0/sha256",
    "/files_not_used/0/by",
    "/files_not_used/0/return",
    "/files_not_used/0/rows",
];
/// Objects whose keys are names of the scheme, the plan or the tables.
const OPEN: [&str; 5] =
    ["/in_force", "/control_totals/reductions", "/plans/0/targets", "/plans/0/tasks", "/tables"];

/// Every place in a JSON text, as a pointer.
fn places(value: &Value, at: &str) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(all) => all.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(all) => all.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    let all = below.into_iter().flat_map(|(key, value)| {
        let at = format!("{at}/{key}");
        [vec![at.clone()], places(value, &at)].concat()
    });
    all.collect()
}

/// A pointer as messages write it: `inputs[0].file`.
fn shown(pointer: &str) -> String {
    let parts = pointer.split('/').skip(1).map(|part| match part.parse::<usize>() {
        Ok(number) => format!("[{number}]"),
        Err(_) => format!(".{part}"),
    });
    parts.collect::<String>().trim_start_matches('.').to_string()
}

fn refused<M: Manifest>(value: &Value) -> Option<(String, String)> {
    match read::<M>(&pretty(value)) {
        Ok(_) => None,
        Err(Unfit::Malformed { key, why }) => Some((key, why)),
        Err(other) => Some((String::new(), other.to_string())),
    }
}

fn every_key<M: Manifest>(text: &str) {
    let whole: Value = serde_json::from_str(text).expect("JSON");
    let manifest: M = read(text.as_bytes()).expect("a manifest");
    assert_eq!(String::from_utf8(pretty(&manifest)).expect("text"), text);
    let mut more = whole.clone();
    more["foreign"] = Value::Null;
    assert!(refused::<M>(&more).is_some_and(|(_, why)| why.contains("`foreign`")));
    for place in places(&whole, "").iter().filter(|place| *place != "/kind") {
        let (above, key) = place.rsplit_once('/').expect("a pointer");
        let (mut without, mut other) = (whole.clone(), whole.clone());
        if let Some(all) = without.pointer_mut(above).and_then(Value::as_object_mut) {
            all.shift_remove(key);
            let refused = refused::<M>(&without);
            let may_be_gone = OPTIONAL.contains(&place.as_str()) || OPEN.contains(&above);
            let why = refused.as_ref().map(|(at, why)| format!("{at} {why}"));
            assert_eq!(why.is_none(), may_be_gone, "without {place}: {why:?}");
            let named = why.is_none_or(|why| why.contains(key));
            assert!(named, "without {place}: {refused:?}");
        }
        let value = other.pointer_mut(place).expect("a value");
        *value = if value.is_string() { Value::from(5) } else { Value::from("x") };
        let (at, why) = refused::<M>(&other).unwrap_or_else(|| panic!("{place} of another type"));
        assert!(at == shown(place) || why.contains(key), "{place}: {at} {why}");
        let mut more = whole.clone();
        if let Some(all) = more.pointer_mut(place).and_then(Value::as_object_mut)
            && !OPEN.contains(&place.as_str())
        {
            all.insert("foreign".into(), Value::Null);
            let (_, why) = refused::<M>(&more).unwrap_or_else(|| panic!("more in {place}"));
            assert!(why.contains("`foreign`"), "{place}: {why}");
        }
    }
}

#[test]
fn every_key_is_read_and_none_is_made_up() {
    every_key::<Run>(RUN);
    every_key::<Joint>(JOINT);
    every_key::<Reconciliation>(RECONCILIATION);
    every_key::<Progress>(PROGRESS);
    every_key::<Intake>(INTAKE);
}

fn with<M: Manifest>(text: &str, from: &str, to: &str) -> Result<M, Unfit> {
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "{from}");
    read(changed.as_bytes())
}

#[test]
fn amounts_and_days_are_read_exactly() {
    let total = "\"total\": \"1000.00\"";
    for odd in ["1,000.00", "1000", "1000.0", "1e3", "+1.00", "-0.00", "1.000", "", "九"] {
        let read = with::<Run>(RUN, total, &format!("\"total\": \"{odd}\""));
        let Err(Unfit::Malformed { key, .. }) = read else { panic!("{odd}: {read:?}") };
        assert_eq!(key, "budget.total");
    }
    let large = with::<Run>(RUN, total, "\"total\": \"92233720368547758.07\"").expect("read");
    assert_eq!(large.budget.map(|pool| pool.total.0), Some(i64::MAX));
    let beyond = with::<Run>(RUN, total, "\"total\": \"92233720368547758.08\"");
    assert!(matches!(beyond, Err(Unfit::Malformed { .. })));
    let odd = with::<Run>(RUN, "\"2026-03-31\"", "\"2026-02-30\"");
    assert!(matches!(odd, Err(Unfit::Malformed { key, .. }) if key == "deadline"));
    // Twice is never once.
    let twice = with::<Run>(RUN, "\"zone\"", "\"zone\": \"UTC\", \"zone\"");
    assert!(matches!(twice, Err(Unfit::Malformed { .. })));
}

#[test]
fn kinds_and_layouts_are_told_apart() {
    let kind = |read: Result<Run, Unfit>| match read {
        Err(Unfit::OfKind(kind)) => kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(read(JOINT.as_bytes())).as_deref(), Some("joint"));
    assert_eq!(kind(read(PROGRESS.as_bytes())).as_deref(), Some("progress"));
    assert_eq!(kind(read(INTAKE.as_bytes())).as_deref(), Some("intake"));
    assert_eq!(read::<Joint>(RUN.as_bytes()), Err(Unfit::OfKind(None)));
    let newer = with::<Run>(RUN, "\"format\": 1", "\"format\": 2, \"new\": true");
    assert_eq!(newer, Err(Unfit::Newer(2)));
    let older = with::<Run>(RUN, "\"format\": 1", "\"format\": 0");
    assert!(matches!(older, Err(Unfit::Malformed { key, .. }) if key == "format"));
    assert!(matches!(read::<Run>(b"[]"), Err(Unfit::NotJson(_) | Unfit::Malformed { .. })));
    assert!(matches!(read::<Run>(b"{"), Err(Unfit::NotJson(_))));
    // A scheme's folder stands below the whole and nowhere else.
    for name in ["../other", "/etc", "", "a.b"] {
        let away = with::<Joint>(JOINT, "service-trade", name);
        let Err(Unfit::Malformed { key, .. }) = away else { panic!("{name}: {away:?}") };
        assert_eq!(key, "schemes[0].name");
    }
}
