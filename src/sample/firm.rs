//! One synthetic enterprise: who it is and what it applies for.

use crate::domain::CreditCode;

use super::dice::Dice;
use super::plan::Plan;
use super::table::{Cell, Table};
use super::words;

/// Symbols of a credit code.
pub const SYMBOLS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Characters of an organisation code that count enterprises; two letters stand before them.
const COUNTING: u32 = 6;
/// How many enterprises a sample can have.
pub const MOST: u64 = 31u64.pow(COUNTING);
/// Begins every organisation code here. No real one begins so: names and codes are invented.
const INVENTED: &[u8; 2] = b"QH";
/// Every so many enterprises, one files papers that the enterprise before it also files.
const COPYIST_EVERY: u64 = 60;
/// Every so many enterprises, one is large: it claims enough to meet the limit of a year. It never
/// stands before a copyist.
const LARGE_EVERY: u64 = 80;
const FIRST_LARGE: u64 = 17;

/// What makes an enterprise, apart from its claims' lines.
#[derive(Clone, Debug)]
pub struct Firm {
    pub number: u64,
    pub code: String,
    pub association: bool,
    pub data_service: bool,
    pub large: bool,
    /// Numbers of measures, ascending.
    pub claims: Vec<usize>,
    /// A measure for which the papers of the enterprise before are filed again.
    pub copied: Option<usize>,
}

/// What an enterprise is called, where something else than its number decides that.
#[derive(Clone, Copy, Debug)]
pub struct Called<'a> {
    pub name: &'a str,
    /// Empty where it has none, or does not say so.
    pub former: &'a str,
    pub person: &'a str,
}

impl Firm {
    /// The enterprise with this number. `None` when its code cannot be made, which does not happen
    /// below [`MOST`].
    pub fn draw(plan: &Plan, number: u64) -> Option<Self> {
        let mut firm = Self::alone(plan, number)?;
        if number % COPYIST_EVERY == COPYIST_EVERY - 1 {
            let before = Self::alone(plan, number - 1)?;
            if before.association == firm.association
                && let Some(&measure) = before.claims.first()
            {
                firm.claims.push(measure);
                firm.claims.sort_unstable();
                firm.claims.dedup();
                firm.copied = Some(measure);
            }
        }
        Some(firm)
    }

    fn alone(plan: &Plan, number: u64) -> Option<Self> {
        let mut dice = plan.dice(number, 0);
        let large = number % LARGE_EVERY == FIRST_LARGE;
        let association = dice.per_mille(70) && !large;
        let code = code(plan, number, association, &mut dice)?;
        let usual = claims(association, &mut dice);
        let claims = if large { vec![1, 2, 3, 4, 7] } else { usual };
        let usual = if claims.contains(&7) { 930 } else { 150 };
        let data_service = !association && dice.per_mille(usual);
        Some(Self {
            number,
            code: code.as_str().to_string(),
            association,
            data_service,
            large,
            claims,
            copied: None,
        })
    }

    /// Its row of basic facts, with what it is called where that is known.
    pub fn describe(&self, plan: &Plan, table: &mut Table, called: Option<Called>) {
        let mut dice = plan.dice(self.number, 10);
        let name = called.map_or_else(|| self.name(plan, &mut dice), |c| c.name.to_string());
        let other = dice.per_mille(15);
        let entity = match (self.association, other) {
            (true, _) => "行业协会",
            (false, true) => "其他机构",
            (false, false) => "企业",
        };
        let operates = dice.per_mille(945);
        let mut in_zone = |chance| dice.per_mille(if operates { chance } else { 350 });
        let (registered, produces) = (in_zone(940), in_zone(975));
        let (staff, accounts) = (in_zone(960), in_zone(970));
        let person = called.map_or_else(|| person(&mut dice), |c| c.person.to_string());
        let former = match called {
            Some(called) => called.former.to_string(),
            None if dice.per_mille(60) => self.former_name(&mut dice),
            None => String::new(),
        };
        let (address, phone) = (address(&mut dice), format!("0755-00{:06}", dice.below(1_000_000)));
        let bank = format!("{}{}", dice.pick(&words::BANKS), dice.pick(&words::BRANCHES));
        let account = account(&mut dice);
        let sector = words::sector(&name);
        table.push(&[
            Cell::Text(&name),
            Cell::Text(&self.code),
            Cell::Text(entity),
            Cell::Flag(operates),
            Cell::Flag(registered),
            Cell::Flag(produces),
            Cell::Flag(staff),
            Cell::Flag(accounts),
            Cell::Flag(self.data_service),
            Cell::Text(&person),
            Cell::Text(&former),
            Cell::Text(self.size(plan)),
            Cell::Text(sector),
            Cell::Text(self.district()),
            Cell::Text(&address),
            Cell::Text(&phone),
            Cell::Text(&bank),
            Cell::Text(&account),
        ]);
    }

    /// No two enterprises share a name: the number is spread over all combinations of city, trade
    /// and two characters, and beyond those a third character counts.
    fn name(&self, plan: &Plan, dice: &mut Dice) -> String {
        let (first, second) = (count(words::FIRST), count(words::SECOND));
        let (cities, trades) = (words::CITIES.len() as u64, words::TRADES.len() as u64);
        let all = first * second * cities * trades;
        let at = (self.number % all * 1_000_003 + offset(plan) % all) % all;
        let (at, city) = (at / cities, words::CITIES[(at % cities) as usize]);
        let (at, trade) = (at / trades, words::TRADES[(at % trades) as usize]);
        let (one, two) =
            (words::char_at(words::FIRST, at % first), words::char_at(words::SECOND, at / first));
        let round = self.number / all;
        let with_third = dice.per_mille(200);
        let random_third = words::char_at(words::THIRD, dice.below(64));
        let third = match (round, with_third) {
            (0, false) => String::new(),
            (0, true) => random_third.to_string(),
            (round, _) => words::char_at(words::BEYOND, round - 1).to_string(),
        };
        if self.association {
            return format!("{city}{one}{two}{third}{trade}行业协会");
        }
        let form = ["有限公司", "（深圳）有限公司", "股份有限公司", "集团有限公司"]
            [dice.weighted(&[88, 5, 4, 3])];
        format!("{city}{one}{two}{third}{trade}{form}")
    }

    /// Chance of its own, so that everything else stays as it was before there were sizes.
    fn size(&self, plan: &Plan) -> &'static str {
        let drawn = plan.dice(self.number, 11).weighted(&[4, 16, 50, 30]);
        if self.large { "大型" } else { ["大型", "中型", "小型", "微型"][drawn] }
    }

    /// Where it is registered, from its code.
    fn district(&self) -> &'static str {
        match self.code.get(2..8) {
            Some("440305") => "南山区",
            Some("440306") => "宝安区",
            _ => "市属",
        }
    }

    fn former_name(&self, dice: &mut Dice) -> String {
        let one = words::char_at(words::FIRST, dice.below(64));
        let two = words::char_at(words::SECOND, dice.below(64));
        let form = if self.association { "行业促进会" } else { "有限公司" };
        format!("深圳市{one}{two}{}{form}", dice.pick(&words::TRADES))
    }
}

fn count(list: &str) -> u64 {
    list.chars().count() as u64
}

/// Where counting begins, from the seed.
fn offset(plan: &Plan) -> u64 {
    Dice::new(plan.seed, u64::MAX).below(MOST)
}

/// Codes are all different because the step has no factor in common with 31.
fn code(plan: &Plan, number: u64, association: bool, dice: &mut Dice) -> Option<CreditCode> {
    const STEP: u64 = 104_729_717;
    let mut at = (number % MOST * STEP + offset(plan)) % MOST;
    let mut body = [b'0'; 8];
    body[..2].copy_from_slice(INVENTED);
    for place in &mut body[2..] {
        *place = SYMBOLS[(at % 31) as usize];
        at /= 31;
    }
    let region = [b"440305", b"440306", b"440300"][dice.weighted(&[50, 20, 30])];
    let (class, region) = if association { (b"51", b"440300") } else { (b"91", region) };
    CreditCode::synthesize(*class, *region, body)
}

/// Which measures are applied for: 1.75 of them on average, the popular ones more often.
pub fn claims(association: bool, dice: &mut Dice) -> Vec<usize> {
    let mut weights: [u64; 10] = match association {
        true => [0, 50, 0, 0, 0, 30, 0, 0, 20, 0],
        false => [0, 28, 210, 140, 90, 42, 120, 195, 28, 130],
    };
    let wanted = match association {
        true => 1 + usize::from(dice.per_mille(250)),
        false => 1 + dice.weighted(&[48, 31, 15, 6]),
    };
    let mut claims = Vec::with_capacity(wanted);
    // An association that asks for what only enterprises may have.
    if association && dice.per_mille(40) {
        claims.push(2);
    }
    for _ in 0..wanted {
        let measure = dice.weighted(&weights);
        weights[measure] = 0;
        claims.push(measure);
    }
    claims.sort_unstable();
    claims
}

/// A person's name.
pub fn person(dice: &mut Dice) -> String {
    let mut name = String::from(words::char_at(words::SURNAMES, dice.below(1 << 20)));
    for _ in 0..dice.between(1, 2) {
        name.push(words::char_at(words::GIVEN, dice.below(1 << 20)));
    }
    name
}

fn address(dice: &mut Dice) -> String {
    format!(
        "深圳市前海深港合作区{}{}{}号{}栋{}",
        dice.pick(&words::QUARTERS),
        dice.pick(&words::STREETS),
        dice.between(1, 199),
        dice.between(1, 9),
        dice.between(1, 30) * 100 + dice.between(1, 20),
    )
}

fn account(dice: &mut Dice) -> String {
    let digits = dice.between(16, 19);
    let mut out = String::with_capacity(19);
    out.push((b'1' + dice.below(9) as u8) as char);
    for _ in 1..digits {
        out.push((b'0' + dice.below(10) as u8) as char);
    }
    out
}
