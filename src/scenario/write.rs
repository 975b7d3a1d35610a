//! A scenario as the file that says it: what [`Scenario::read`](super::Scenario::read) reads back as the same.

use std::fmt::Write;

use super::file::Scenario;
use crate::config::Value;
use crate::domain::Amount;
use crate::domain::Currency;
use crate::scenario::vary::{Quantity, show_rate};

/// The text of a scenario file with the parameters, readings, money, rates and growth of a scenario. Rules, other
/// schemes, days and measures are not written: they are made by hand.
pub fn toml(scenario: &Scenario) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = sections(&mut out, scenario);
    out
}

fn sections(out: &mut String, scenario: &Scenario) -> std::fmt::Result {
    let [zh, en] = [&scenario.title.zh, &scenario.title.en].map(|text| quoted(text));
    writeln!(out, "[scenario]\ntitle = {{ zh = {zh}, en = {en} }}")?;
    let options = scenario.choices.options.iter();
    section(out, "options", options.map(|(name, value, _)| (name.clone(), quoted(value))))?;
    let parameters = scenario.choices.parameters.iter().map(|(name, node)| {
        let value = match &node.value {
            Value::Int(value) => value.to_string(),
            _ => quoted(&node.display()),
        };
        (name.clone(), value)
    });
    section(out, "parameters", parameters)?;
    let yuan = |minor| quoted(&plain(Amount { minor, currency: Currency::Cny }));
    let pool = [("total", &scenario.total), ("reserve", &scenario.reserve)];
    let pool = pool.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?.0)));
    section(out, "budget", pool.map(|(name, fen)| (name.to_string(), yuan(fen))))?;
    let rates = scenario.rates.iter();
    let rates = rates.map(|(name, value, _)| (name.clone(), quoted(&show_rate(name, *value))));
    section(out, "rates", rates)?;
    let growth = scenario.growth;
    let growth =
        [("applicants", growth.applicants), ("take_up", growth.take_up), ("prices", growth.prices)];
    let growth = growth.into_iter().filter_map(|(name, value)| Some((name, value?)));
    section(out, "growth", growth.map(|(name, v)| (name.to_string(), quoted(&v.to_string()))))
}

fn section(
    out: &mut String,
    name: &str,
    entries: impl Iterator<Item = (String, String)>,
) -> std::fmt::Result {
    let mut entries = entries.peekable();
    if entries.peek().is_some() {
        writeln!(out, "\n[{name}]")?;
    }
    entries.try_for_each(|(key, value)| writeln!(out, "{key} = {value}"))
}

/// An amount as rule files write it, without separators.
fn plain(amount: Amount) -> String {
    Quantity::Amount(amount).to_string().replace(',', "")
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Place, Text};
    use crate::domain::Ratio;
    use crate::scenario::vary::Knob;

    #[test]
    fn what_is_written_is_read_back() {
        let mut scenario = Scenario::named("all");
        scenario.title = Text::new("引号\"与\\反斜线", "tab\there");
        let set = |scenario: &mut Scenario, knob: Knob, text: &str| {
            knob.set(scenario, Quantity::parse(text).expect("a quantity"));
        };
        set(&mut scenario, Knob::Parameter("rate_m2".into()), "3%");
        set(&mut scenario, Knob::Parameter("cap_m2".into()), "1234567.89元");
        set(&mut scenario, Knob::Parameter("served_m1".into()), "12");
        set(&mut scenario, Knob::Total, "4,200万元");
        set(&mut scenario, Knob::Reserve, "1,234.05元");
        set(&mut scenario, Knob::Rate("USD".into()), "6.9858");
        set(&mut scenario, Knob::Applicants, "110%");
        set(&mut scenario, Knob::TakeUp, "90%");
        set(&mut scenario, Knob::Prices, "105%");
        let scenario = scenario.with_option("vat", "net");
        let text = toml(&scenario);
        let root = crate::config::parse_text("a.toml", text.clone()).expect("TOML");
        let read = Scenario::read(&root, "all".into(), &|_| Ok(unreached())).expect("a scenario");
        assert_eq!(toml(&read), text);
        assert_eq!(
            (read.total.map(|t| t.0), read.reserve.map(|t| t.0)),
            (Some(4_200_000_000), Some(123_405))
        );
        assert_eq!(read.title, scenario.title);
        assert_eq!(read.growth, scenario.growth);
        assert_eq!(read.rates[0].1, Ratio::new(69_858, 10_000).expect("a ratio"));
        assert!(
            matches!(read.choices.options[0], (ref name, ref value, Place::Text { .. }) if name == "vat" && value == "net")
        );
    }

    fn unreached() -> crate::scheme::SchemeFile {
        panic!("no scheme is named")
    }
}
