//! Enterprises as a register would hold them: applicants, those that are like them, and others.

use std::collections::HashSet;

use super::words::{Location, WORDS};
use crate::domain::CreditCode;
use crate::sample::SampleError;
use crate::sample::dice::Dice;
use crate::sample::firm::{MOST, SYMBOLS, person};

/// One enterprise of the register.
#[derive(Clone, Debug)]
pub struct Company {
    pub name: String,
    pub code: String,
    pub person: String,
    /// Names that it had before.
    pub former: Vec<String>,
    pub association: bool,
    pub applicant: bool,
    /// What it is to an applicant.
    pub kin: Kin,
    parts: Parts,
}

#[derive(Clone, Debug)]
struct Parts {
    location: Location,
    brand: String,
    trade: String,
    form: &'static str,
    /// The place stands in brackets behind the trade name.
    inside: bool,
}

/// What an enterprise is to an applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    None,
    /// Of one group: the same trade name.
    Group,
    /// The same trade name and trade in another place.
    Twin,
    /// One character of the trade name is another.
    Neighbour,
    /// Holds the name that the applicant gave up.
    Recycled,
}

impl Kin {
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Group => "group",
            Self::Twin => "twin",
            Self::Neighbour => "neighbour",
            Self::Recycled => "recycled",
        }
    }
}

/// Legal forms and weights.
const FORMS: [(&str, u64); 8] = [
    ("有限公司", 880),
    ("有限责任公司", 16),
    ("股份有限公司", 32),
    ("集团有限公司", 18),
    ("合伙企业（有限合伙）", 24),
    ("（集团）股份有限公司", 3),
    ("行业协会", 16),
    ("事务所", 11),
];
/// The city of applicants, and how many of a thousand other draws apply all the same.
const HOME: &str = "深圳";
const AWAY_PER_MILLE: u64 = 100;
/// How often a registrar enters what it has already, in another district or by oversight.
const EXEMPT_PER_MILLE: u64 = 30;
const GIVEN_UP: [&str; 4] = ["股份有限公司", "有限公司", "集团有限公司", "有限责任公司"];

/// The register, applicants first to last among the others.
#[derive(Debug)]
pub struct World {
    pub companies: Vec<Company>,
    taken: HashSet<String>,
    /// Trade name and trade by city: one registrar enters them once, as a rule.
    registered: HashSet<(String, &'static str)>,
    seed: u64,
}

impl World {
    /// As many applicants, with their kin, and as many and a fifth who are nobody to them.
    pub fn new(applicants: u64, seed: u64) -> Result<Self, SampleError> {
        let (taken, registered) = (HashSet::new(), HashSet::new());
        let mut world = Self { companies: Vec::new(), taken, registered, seed };
        let mut dice = Dice::new(seed, 1 << 60);
        let mut left = applicants;
        while left > 0 {
            let own = world.stranger(&mut dice, true)?;
            world.companies[own].applicant = true;
            left -= 1;
            for kin in world.kin(own, &mut dice)? {
                if left > 0 && dice.per_mille(150) {
                    world.companies[kin].applicant = true;
                    left -= 1;
                }
            }
        }
        for _ in 0..applicants + applicants / 5 {
            world.stranger(&mut dice, false)?;
        }
        Ok(world)
    }

    /// An enterprise that is nobody's kin, of this city alone where it must be. Its name is new.
    fn stranger(&mut self, dice: &mut Dice, local: bool) -> Result<usize, SampleError> {
        loop {
            let location = WORDS.location(dice);
            if local && location.city != HOME && !dice.per_mille(AWAY_PER_MILLE) {
                continue;
            }
            let weights = FORMS.map(|(_, weight)| weight);
            let parts = Parts {
                location,
                brand: WORDS.brand(dice),
                trade: WORDS.trade(dice).to_string(),
                form: FORMS[dice.weighted(&weights)].0,
                inside: location.text.is_empty() && dice.per_mille(700) || dice.per_mille(25),
            };
            if let Some(at) = self.found(parts, Kin::None, dice)? {
                return Ok(at);
            }
        }
    }

    /// Enters an enterprise, unless somebody has or had its name.
    fn found(
        &mut self,
        parts: Parts,
        kin: Kin,
        dice: &mut Dice,
    ) -> Result<Option<usize>, SampleError> {
        let name = parts.name();
        let core = (format!("{}{}", parts.brand, parts.trade), parts.location.city);
        let exempt = dice.per_mille(EXEMPT_PER_MILLE);
        if !self.registered.insert(core) && !exempt || !self.taken.insert(name.clone()) {
            return Ok(None);
        }
        let former = if dice.per_mille(90) { self.given_up(&parts, dice) } else { Vec::new() };
        let association = parts.form == "行业协会";
        let code = self.code(parts.location.region, association)?;
        let person = person(dice);
        let company =
            Company { name, code, person, former, association, applicant: false, kin, parts };
        self.companies.push(company);
        Ok(Some(self.companies.len() - 1))
    }

    /// A name that it had before: another form, trade, place or trade name.
    fn given_up(&mut self, parts: &Parts, dice: &mut Dice) -> Vec<String> {
        let mut before = parts.clone();
        match dice.weighted(&[40, 25, 20, 15]) {
            0 => before.brand = WORDS.brand(dice),
            1 => before.trade = WORDS.trade(dice).to_string(),
            2 => before.form = dice.pick(&GIVEN_UP),
            _ => before.location = WORDS.location(dice),
        }
        let name = before.name();
        if self.taken.insert(name.clone()) { vec![name] } else { Vec::new() }
    }

    fn kin(&mut self, own: usize, dice: &mut Dice) -> Result<Vec<usize>, SampleError> {
        let mut all = Vec::new();
        let parts = self.companies[own].parts.clone();
        if dice.per_mille(220) {
            for _ in 0..1 + dice.weighted(&[50, 25, 15, 10]) {
                let mut other = parts.clone();
                other.trade = WORDS.trade(dice).to_string();
                if dice.per_mille(300) {
                    other.location = WORDS.location(dice);
                }
                all.extend(self.found(other, Kin::Group, dice)?);
                if let Some(at) = all.last().filter(|_| dice.per_mille(300)) {
                    self.companies[*at].person = self.companies[own].person.clone();
                }
            }
        }
        if dice.per_mille(100) {
            let mut other = parts.clone();
            other.location = WORDS.location(dice);
            all.extend(self.found(other, Kin::Twin, dice)?);
        }
        if dice.per_mille(70) {
            let mut other = parts.clone();
            other.brand = neighbour(&parts.brand, dice);
            all.extend(self.found(other, Kin::Neighbour, dice)?);
        }
        all.extend(self.recycled(own, dice)?);
        Ok(all)
    }

    /// Somebody takes the name that an enterprise gave up.
    fn recycled(&mut self, own: usize, dice: &mut Dice) -> Result<Option<usize>, SampleError> {
        let Some(name) = self.companies[own].former.first().cloned() else { return Ok(None) };
        if !dice.per_mille(80) {
            return Ok(None);
        }
        let parts = self.companies[own].parts.clone();
        let code = self.code(parts.location.region, self.companies[own].association)?;
        let person = person(dice);
        let (former, kin) = (Vec::new(), Kin::Recycled);
        let association = self.companies[own].association;
        let company =
            Company { name, code, person, former, association, applicant: false, kin, parts };
        self.companies.push(company);
        Ok(Some(self.companies.len() - 1))
    }

    fn code(&self, region: &str, association: bool) -> Result<String, SampleError> {
        code_of(self.companies.len() as u64, region, association, self.seed)
    }

    /// The code of a branch of an enterprise: its own, as branches have.
    pub fn branch_code(&self, of: usize) -> Result<String, SampleError> {
        let company = &self.companies[of];
        code_of(MOST - 1 - of as u64, company.parts.location.region, false, self.seed)
    }
}

impl Company {
    /// Its name without the place in front; the name where there is none.
    pub fn without_place(&self) -> &str {
        self.name.strip_prefix(self.parts.location.text).unwrap_or(&self.name)
    }
}

impl Parts {
    fn name(&self) -> String {
        let Self { location, brand, trade, form, inside } = self;
        let bracket = if location.text.is_empty() { "（深圳）" } else { "" };
        match (*form, inside) {
            ("行业协会", _) => format!("{}{trade}行业协会", location.city),
            ("事务所", _) if trade.chars().count() % 2 == 0 => {
                format!("广东{brand}律师事务所")
            }
            ("事务所", _) => format!("{}{brand}会计师事务所（普通合伙）", location.city),
            ("合伙企业（有限合伙）", _) => {
                format!("{}{brand}{trade}合伙企业（有限合伙）", location.text)
            }
            (form, true) if location.text.is_empty() => format!("{brand}{trade}{bracket}{form}"),
            (form, true) => format!("{brand}（{}）{trade}{form}", location.city),
            (form, false) => format!("{}{brand}{trade}{form}", location.text),
        }
    }
}

/// Another trade name that differs in one character.
fn neighbour(brand: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = brand.chars().collect();
    let at = dice.below(chars.len() as u64) as usize;
    let like = match dice.weighted(&[40, 30, 30]) {
        0 => WORDS.like(chars[at], false, dice),
        1 => WORDS.like(chars[at], true, dice),
        _ => None,
    };
    chars[at] = like.unwrap_or_else(|| WORDS.any(dice));
    chars.into_iter().collect()
}

/// A valid code whose organisation code begins as no real one does.
fn code_of(number: u64, region: &str, association: bool, seed: u64) -> Result<String, SampleError> {
    const STEP: u64 = 104_729_717;
    let offset = Dice::new(seed, u64::MAX).below(MOST);
    let mut at = (number % MOST * STEP + offset) % MOST;
    let mut body = *b"QH000000";
    for place in &mut body[2..] {
        *place = SYMBOLS[(at % 31) as usize];
        at /= 31;
    }
    let mut six = *b"440300";
    six.copy_from_slice(region.as_bytes().get(..6).unwrap_or(b"440300"));
    let class = if association { *b"51" } else { *b"91" };
    let code = CreditCode::synthesize(class, six, body).ok_or(SampleError::Code { number })?;
    Ok(code.as_str().to_string())
}
