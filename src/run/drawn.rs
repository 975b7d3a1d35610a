//! Enterprises drawn for checks on site: a part by signs of risk, a part by chance. Neither the order of rows nor who
//! else files moves a draw by chance: each enterprise has a number of its own, made of the seed and its credit code.

use std::collections::{BTreeMap, BTreeSet};

use crate::award::{EngineError, Inputs};
use crate::budget::Awards;
use crate::diag::Text;
use crate::domain::Fen;
use crate::duplicate::decisions::fingerprint;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::frame::kernels::sum_by;
use crate::pipeline::review::Draw;
use crate::run::holds::Hold;
use crate::tables::review::{Asked, AskedKind, Drawn};

/// What risk is told by.
pub struct Basis<'a> {
    pub awards: &'a Awards,
    pub inputs: &'a Inputs,
    pub ids: &'a [String],
    /// Findings about claims, decided or not.
    pub asked: &'a [Asked],
    pub holds: &'a [Hold],
}

/// An enterprise that gets something.
struct Candidate<'a> {
    code: &'a str,
    firm: &'a str,
    payable: i64,
    /// Kinds of findings that touch its claims.
    findings: BTreeSet<AskedKind>,
    /// Reasons for which its claims wait.
    waits: BTreeSet<crate::run::holds::Why>,
}

/// Those drawn: by risk, then by chance.
///
/// # Errors
/// A fault of the engine.
pub fn drawn(basis: &Basis, draw: &Draw) -> Result<Vec<Drawn>, EngineError> {
    let mut all = basis.candidates()?;
    all.sort_by(|a, b| {
        let risk = |one: &Candidate| (one.signs(), one.payable);
        risk(b).cmp(&risk(a)).then_with(|| a.code.cmp(b.code))
    });
    let risky = all.iter().filter(|one| one.signs() > 0).count().min(draw.by_risk);
    let mut others = all.split_off(risky);
    let seed = draw.seed.to_string();
    others.sort_by_cached_key(|one| {
        let facts = [("seed", seed.as_str()), ("code", one.code)];
        (fingerprint("check-on-site-1", &facts, 32), one.code.to_string())
    });
    others.truncate(draw.by_chance);
    let by_risk = all.iter().map(|one| one.row(true, &seed));
    Ok(by_risk.chain(others.iter().map(|one| one.row(false, &seed))).collect())
}

impl<'a> Basis<'a> {
    fn candidates(&self) -> Result<Vec<Candidate<'a>>, EngineError> {
        let codes = texts(&self.inputs.firms, c::USCC)?;
        let names = texts(&self.inputs.firms, c::FIRM_NAME)?;
        let awards = self.awards;
        let payable = sum_by(awards.current(), &awards.firm, awards.firms)?;
        let row_of: BTreeMap<&str, usize> =
            self.ids.iter().enumerate().map(|(row, id)| (id.as_str(), row)).collect();
        let mut findings: BTreeMap<u32, BTreeSet<AskedKind>> = BTreeMap::new();
        for asked in self.asked {
            for row in asked.claims.split('、').filter_map(|id| row_of.get(id)) {
                findings.entry(awards.firm[*row]).or_default().insert(asked.kind);
            }
        }
        let mut waits: BTreeMap<u32, BTreeSet<_>> = BTreeMap::new();
        for hold in self.holds {
            waits.entry(awards.firm[hold.claim]).or_default().insert(hold.why);
        }
        let mut out = Vec::new();
        for (firm, fen) in (0u32..).zip(payable) {
            if fen == 0 {
                continue;
            }
            out.push(Candidate {
                code: codes[firm as usize],
                firm: names[firm as usize],
                payable: fen,
                findings: findings.remove(&firm).unwrap_or_default(),
                waits: waits.remove(&firm).unwrap_or_default(),
            });
        }
        Ok(out)
    }
}

impl Candidate<'_> {
    /// How many different signs of risk it shows.
    fn signs(&self) -> usize {
        self.findings.len() + self.waits.len()
    }

    fn row(&self, by_risk: bool, seed: &str) -> Drawn {
        Drawn {
            code: self.code.to_string(),
            firm: self.firm.to_string(),
            how: if by_risk { Text::new("风险", "risk") } else { Text::new("随机", "chance") },
            why: if by_risk { self.risks() } else { by_chance(seed) },
            payable: Fen(self.payable),
        }
    }

    /// Every sign, in words.
    fn risks(&self) -> Text {
        let findings = self.findings.iter().map(|kind| {
            let text = kind.text();
            let code = kind.key();
            Text { zh: format!("{}（{code}）", text.zh), en: format!("{} ({code})", text.en) }
        });
        let all: Vec<Text> = findings.chain(self.waits.iter().map(|why| why.text())).collect();
        let joined =
            |of: fn(&Text) -> &str, mark: &str| all.iter().map(of).collect::<Vec<_>>().join(mark);
        Text { zh: joined(|text| &text.zh, "；"), en: joined(|text| &text.en, "; ") }
    }
}

fn by_chance(seed: &str) -> Text {
    Text {
        zh: format!("随机抽取，种子 {seed}"), en: format!("picked by chance, seed {seed}")
    }
}
