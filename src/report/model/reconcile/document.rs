//! 对账报告: the bridge from approved to paid, what has to be done, ageing, money to recover.

use super::{Action, Facts};
use crate::diag::Lang;
use crate::domain::Fen;
use crate::domain::date::parse;
use crate::domain::digest::short;
use crate::frame::columns as c;
use crate::report::model::amounts;
use crate::report::model::document::{
    Align, Bar, Block, Chart, Document, Fact, Figure, Layout, Plot, Step, Table, TableColumn,
    TableRow, Tone,
};
use crate::report::words::Words;

/// Rows of a list in the report; the workbook has them all.
const MOST_ROWS: usize = 40;

/// The report in the language of the words.
pub fn document(facts: &Facts, words: &Words) -> Document {
    let say = Say { facts, words };
    let mut blocks = say.summary();
    blocks.extend(say.bridge());
    blocks.extend(say.states());
    blocks.extend(say.actions());
    blocks.extend(say.ageing());
    blocks.extend(say.clawbacks());
    blocks.push(Block::SignOff {
        roles: ["prepared", "checked", "approved", "date"]
            .map(|role| words.get(&format!("common.sign.{role}")))
            .to_vec(),
    });
    let hash = short(&facts.manifest_sha256).to_string();
    Document {
        layout: Layout::Report,
        lang: words.lang,
        author: None,
        day: facts.as_of.parse().unwrap_or_default(),
        name: "reconciliation".to_string(),
        title: words.get("reconcile.title"),
        subtitle: Some(words.say("reconcile.subtitle", &[("day", &say.day(&facts.as_of))])),
        facts: vec![
            Fact::new(words.get("reconcile.run"), &facts.run),
            Fact::new(words.get("reconcile.approved_on"), say.day(&facts.approved_on.to_string())),
            Fact::new(words.get("reconcile.claims"), facts.claims.to_string()),
            Fact::new(words.get("reconcile.payments"), facts.payments.to_string()),
        ],
        watermark: None,
        banner: None,
        footer: words.say(
            "common.footer",
            &[
                ("tool", &env!("CARGO_PKG_NAME")),
                ("version", &env!("CARGO_PKG_VERSION")),
                ("hash", &hash),
            ],
        ),
        blocks,
    }
}

struct Say<'a> {
    facts: &'a Facts,
    words: &'a Words,
}

impl Say<'_> {
    fn get(&self, key: &str) -> String {
        self.words.get(&format!("reconcile.{key}"))
    }

    fn heading(&self, key: &str) -> Block {
        Block::Heading { level: 1, text: self.get(key) }
    }

    /// `2026年3月31日`, `31 March 2026`.
    fn day(&self, iso: &str) -> String {
        parse(iso).map_or_else(|| iso.to_string(), |day| self.words.lang.day(day))
    }

    fn amount(&self, fen: i64) -> String {
        amounts::large(self.words.lang, Fen(fen))
    }

    fn lang(&self) -> Lang {
        self.words.lang
    }

    fn summary(&self) -> Vec<Block> {
        let t = &self.facts.totals;
        let wan = |fen: i128| self.amount(narrow(fen));
        let figure = |key: &str, fen: i128, tone: Tone| Figure {
            label: self.get(key),
            value: self.words.say("common.figure", &[("amount", &wan(fen))]),
            unit: self.words.get("common.figure_unit"),
            note: None,
            tone,
        };
        let open = t.in_flight + t.returned_passive + t.returned_active + t.unpaid;
        let wrong = t.excess + t.misdirected + t.unapproved;
        let mark = |fen: i128, tone: Tone| if fen > 0 { tone } else { Tone::Good };
        let mut blocks = vec![
            self.heading("summary"),
            Block::Figures {
                figures: vec![
                    figure("approved", t.approved, Tone::Plain),
                    figure("kept", t.kept, Tone::Good),
                    figure("open", open, mark(open, Tone::Watch)),
                    figure("wrong", wrong, mark(wrong, Tone::Bad)),
                ],
            },
            Block::Paragraph {
                text: self.words.say(
                    "reconcile.said",
                    &[
                        ("claims", &self.facts.claims),
                        ("approved", &wan(t.approved)),
                        ("kept", &wan(t.kept)),
                        ("count", &self.facts.open.0),
                        ("open", &wan(open)),
                        ("wrong", &wan(wrong)),
                        ("review", &wan(t.in_review)),
                    ],
                ),
            },
            Block::Note { tone: Tone::Good, text: self.get("balanced") },
        ];
        if let Some((days, count, amount)) = self.facts.lapsing() {
            let text = self.words.say(
                "reconcile.lapsing",
                &[
                    ("day", &self.day(&self.facts.year_end)),
                    ("days", &days),
                    ("count", &count),
                    ("amount", &self.amount(amount)),
                ],
            );
            blocks.push(Block::Note { tone: Tone::Bad, text });
        }
        blocks
    }

    /// From what was approved, less what is not with the payees, to what is.
    fn bridge(&self) -> Vec<Block> {
        let t = &self.facts.totals;
        let step = |key: &str, fen: i128, total: bool| Step {
            label: self.get(key),
            total,
            value: narrow(fen),
            shown: self.amount(narrow(fen)),
        };
        let less = [
            ("unpaid", t.unpaid),
            (c::NOT_DUE, t.not_due),
            (c::IN_FLIGHT, t.in_flight),
            (c::RETURNED_PASSIVE, t.returned_passive),
            (c::RETURNED_ACTIVE, t.returned_active),
            ("lapsed", t.lapsed),
            (c::CLAWED_BACK, t.clawed_back),
        ];
        let more = [("excess", t.excess), ("misdirected", t.misdirected)];
        let outside = [("unapproved", t.unapproved), (c::IN_REVIEW, t.in_review)];
        let mut steps = vec![step("approved", t.approved, true)];
        steps.extend(less.iter().filter(|s| s.1 > 0).map(|(key, fen)| step(key, -fen, false)));
        steps.push(step("kept", t.kept, true));
        let added: Vec<Step> = more
            .iter()
            .chain(&outside)
            .filter(|s| s.1 > 0)
            .map(|(key, fen)| step(key, *fen, false))
            .collect();
        if !added.is_empty() {
            steps.extend(added);
            let out = t.kept + t.excess + t.misdirected + t.unapproved + t.in_review;
            steps.push(step("with_payees", out, true));
        }
        vec![
            self.heading("bridge"),
            Block::Chart(Chart {
                title: self.get("bridge_title"),
                says: self.words.say(
                    "reconcile.bridge_says",
                    &[
                        ("approved", &self.amount(narrow(t.approved))),
                        ("kept", &self.amount(narrow(t.kept))),
                    ],
                ),
                unit: self.words.get("common.wan"),
                plot: Plot::Waterfall { steps },
            }),
            self.parts(&less),
        ]
    }

    /// The bars of the chart to the fen. A claim has one state and may have several of these amounts, so that they
    /// are no sums over states.
    fn parts(&self, less: &[(&str, i128)]) -> Block {
        let t = &self.facts.totals;
        let row = |key: &str, fen: i128| vec![self.get(key), Fen(narrow(fen)).to_string()];
        let mut rows = vec![TableRow::new(row("kept", t.kept))];
        let open = less.iter().filter(|part| part.1 > 0);
        rows.extend(open.map(|(key, fen)| TableRow::new(row(key, *fen))));
        rows.push(TableRow::total(row("approved", t.approved)));
        let beyond = [
            ("excess", t.excess),
            ("misdirected", t.misdirected),
            ("unapproved", t.unapproved),
            (c::IN_REVIEW, t.in_review),
        ];
        let beyond = beyond.iter().filter(|part| part.1 > 0);
        rows.extend(beyond.map(|(key, fen)| TableRow::new(row(key, *fen))));
        Block::Table(Table {
            caption: Some(self.get("parts_caption")),
            columns: vec![
                TableColumn::new(self.get("part"), Align::Left, 60),
                TableColumn::new(self.get("amount_of_part"), Align::Right, 40),
            ],
            rows,
            note: Some(self.get("parts_note")),
        })
    }

    fn states(&self) -> Vec<Block> {
        let number = |count: usize| if count == 0 { String::new() } else { count.to_string() };
        let rows = self.facts.states.iter().map(|of| {
            let tone = if of.state.is_break() { Tone::Watch } else { Tone::Plain };
            TableRow::new(vec![
                of.state.text(self.lang()).to_string(),
                number(of.claims),
                if of.claims == 0 { String::new() } else { Fen(of.approved).to_string() },
                number(of.payments),
                Fen(of.amount).to_string(),
            ])
            .toned(tone)
        });
        let mut rows: Vec<TableRow> = rows.collect();
        let claims: usize = self.facts.states.iter().map(|of| of.claims).sum();
        let approved = Fen(narrow(self.facts.totals.approved)).to_string();
        let total = self.words.get("common.total");
        rows.push(TableRow::total(vec![
            total,
            number(claims),
            approved,
            String::new(),
            String::new(),
        ]));
        vec![
            self.heading("states"),
            Block::Table(Table {
                caption: Some(self.get("states_caption")),
                columns: vec![
                    TableColumn::new(self.get("state"), Align::Left, 30),
                    TableColumn::new(self.get("claims"), Align::Right, 12),
                    TableColumn::new(self.get("approved_yuan"), Align::Right, 22),
                    TableColumn::new(self.get("payments"), Align::Right, 12),
                    TableColumn::new(self.get("at_issue"), Align::Right, 24),
                ],
                rows,
                note: Some(self.get("states_note")),
            }),
        ]
    }

    fn actions(&self) -> Vec<Block> {
        let mut blocks = vec![self.heading("actions")];
        if self.facts.actions.is_empty() {
            blocks.push(Block::Paragraph { text: self.get("no_actions") });
            return blocks;
        }
        for group in self.facts.actions.chunk_by(|a, b| a.state == b.state) {
            blocks.extend(self.group(group));
        }
        blocks
    }

    fn group(&self, group: &[Action]) -> Vec<Block> {
        let Some(first) = group.first() else { return Vec::new() };
        let sum: i128 = group.iter().map(|action| i128::from(action.amount)).sum();
        let rows = group.iter().take(MOST_ROWS).map(|action| {
            let amount = Fen(action.amount).to_string();
            TableRow::new(vec![action.what.clone(), action.who.clone(), amount])
        });
        let cut = group.len() > MOST_ROWS;
        vec![
            Block::Heading {
                level: 2,
                text: self.words.say(
                    "reconcile.group",
                    &[
                        ("state", &begun(first.state.text(self.lang()))),
                        ("count", &group.len()),
                        ("amount", &self.amount(narrow(sum))),
                    ],
                ),
            },
            Block::Paragraph { text: sentence(first.state.todo(self.lang())) },
            Block::Table(Table {
                caption: None,
                columns: vec![
                    TableColumn::new(self.get("what"), Align::Left, 36),
                    TableColumn::new(self.get("who"), Align::Left, 42),
                    TableColumn::new(self.get("amount_yuan"), Align::Right, 22),
                ],
                rows: rows.collect(),
                note: cut.then(|| {
                    let left = group.len() - MOST_ROWS;
                    self.words.say("reconcile.cut", &[("most", &MOST_ROWS), ("left", &left)])
                }),
            }),
        ]
    }

    fn ageing(&self) -> Vec<Block> {
        let mut blocks = vec![self.heading("ageing")];
        if self.facts.open.0 == 0 {
            blocks.push(Block::Paragraph { text: self.get("nothing_open") });
            return blocks;
        }
        let bars = self.facts.bands.iter().map(|band| Bar {
            label: match band.to {
                Some(to) => self.words.say("reconcile.band", &[("from", &band.from), ("to", &to)]),
                None => self.words.say("reconcile.band_last", &[("from", &(band.from - 1))]),
            },
            value: band.amount,
            shown: self.words.say(
                "reconcile.band_shown",
                &[("amount", &self.amount(band.amount)), ("count", &band.count)],
            ),
            tone: if band.to.is_none() && band.count > 0 { Tone::Bad } else { Tone::Plain },
        });
        blocks.push(Block::Chart(Chart {
            title: self.get("ageing_title"),
            says: self.words.say(
                "reconcile.ageing_says",
                &[("count", &self.facts.open.0), ("amount", &self.amount(self.facts.open.1))],
            ),
            unit: self.words.get("common.wan"),
            plot: Plot::Bars { bars: bars.collect(), limit: None },
        }));
        blocks
    }

    fn clawbacks(&self) -> Vec<Block> {
        let mut blocks = vec![self.heading("clawbacks")];
        if self.facts.clawbacks.is_empty() {
            blocks.push(Block::Paragraph { text: self.get("no_clawbacks") });
            return blocks;
        }
        let rows = self.facts.clawbacks.iter().map(|owed| {
            let interest = owed.interest.map(|fen| Fen(fen).to_string());
            let tone = match (owed.overdue, owed.outstanding > 0) {
                (true, _) => Tone::Bad,
                (false, true) => Tone::Watch,
                (false, false) => Tone::Good,
            };
            TableRow::new(vec![
                owed.firm.clone(),
                owed.reason.clone(),
                Fen(owed.principal).to_string(),
                interest.unwrap_or_else(|| self.words.get("common.unknown")),
                Fen(owed.received).to_string(),
                Fen(owed.outstanding).to_string(),
                owed.due_on.clone(),
            ])
            .toned(tone)
        });
        let columns = [
            ("who", Align::Left, 22),
            ("reason", Align::Left, 16),
            ("principal", Align::Right, 14),
            ("interest", Align::Right, 11),
            ("received", Align::Right, 13),
            ("outstanding", Align::Right, 13),
            ("due", Align::Centre, 11),
        ];
        blocks.push(Block::Table(Table {
            caption: Some(self.get("clawbacks_caption")),
            columns: columns
                .map(|(key, align, share)| TableColumn::new(self.get(key), align, share))
                .to_vec(),
            rows: rows.collect(),
            note: Some(self.get("clawbacks_note")),
        }));
        blocks
    }
}

/// Sums of a run stay far inside 64 bits; what would not is shown as the largest number there is.
fn narrow(fen: i128) -> i64 {
    i64::try_from(fen).unwrap_or(i64::MAX)
}

/// Words as a heading or a sentence begins.
fn begun(words: &str) -> String {
    let mut all = words.chars();
    all.next().map_or_else(String::new, |first| first.to_uppercase().chain(all).collect())
}

/// Words as a sentence, with its end.
fn sentence(words: &str) -> String {
    match words.ends_with(['。', '.']) {
        true => begun(words),
        false => begun(words) + ".",
    }
}
