//! What rows of realistic rosters are about: who was supported for what, and whether that repeats a claim.

use super::applicants::{Applicant, Matter};
use super::lists::{Frame, Sort};
use super::words::{Relation, WORDS};
use super::world::{Kin, World};
use super::written::{Written, written};
use crate::sample::SampleError;
use crate::sample::dice::Dice;

/// One row of a roster, with its truth.
#[derive(Clone, Debug)]
pub struct Entry {
    pub number: u64,
    /// The file that it stands in, and its row there as a spreadsheet counts.
    pub place: (String, usize),
    pub frame: Frame,
    /// Place in the register.
    pub company: usize,
    pub written: Written,
    /// Place among the wordings.
    pub wording: usize,
    pub year: i32,
    pub status: &'static str,
    /// Fen; some lists leave it out.
    pub amount: Option<i64>,
    /// What was applied for there, in lists that say so.
    pub requested: Option<i64>,
    pub paper: Option<(&'static str, String)>,
    pub kind: Kind,
    /// The claim that the row repeats, or looks like repeating.
    pub matter: Option<Matter>,
}

/// What a row is to the claims of this round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Support of the same kind, for the same matter and time.
    Duplicate,
    /// The same, but the list states a year that is one off.
    WrongYear,
    /// The same kind, in an earlier year.
    OtherYear,
    /// The same kind and time, paid back.
    Returned,
    /// A kind that may be the same, for something else.
    OtherMatter,
    /// The applicant, for something that no measure supports.
    Unrelated,
    /// Somebody who is like an applicant.
    Kin,
    /// Anybody.
    Stranger,
}

impl Kind {
    const ALL: [(Kind, u64); 8] = [
        (Kind::Duplicate, 130),
        (Kind::WrongYear, 5),
        (Kind::OtherYear, 35),
        (Kind::Returned, 6),
        (Kind::OtherMatter, 24),
        (Kind::Unrelated, 190),
        (Kind::Kin, 160),
        (Kind::Stranger, 450),
    ];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Duplicate => "duplicate",
            Kind::WrongYear => "duplicate-wrong-year",
            Kind::OtherYear => "other-year",
            Kind::Returned => "returned",
            Kind::OtherMatter => "other-matter",
            Kind::Unrelated => "unrelated",
            Kind::Kin => "kin",
            Kind::Stranger => "stranger",
        }
    }

    pub fn repeats(self) -> bool {
        matches!(self, Kind::Duplicate | Kind::WrongYear)
    }
}

/// What rows are drawn from.
#[derive(Debug)]
pub struct Source<'a> {
    pub world: &'a World,
    pub applicants: &'a [Applicant],
    /// Places of those that are like an applicant and none themselves.
    pub kin: Vec<usize>,
    /// Places of those that are nobody here.
    pub others: Vec<usize>,
    pub award_year: i32,
}

impl<'a> Source<'a> {
    pub fn new(world: &'a World, applicants: &'a [Applicant], award_year: i32) -> Self {
        let of = |kin: bool| {
            let all = world.companies.iter().enumerate();
            let own = all.filter(|(_, c)| !c.applicant && (c.kin != Kin::None) == kin);
            own.map(|(at, _)| at).collect()
        };
        Self { world, applicants, kin: of(true), others: of(false), award_year }
    }

    /// One row.
    pub fn entry(&self, number: u64, dice: &mut Dice) -> Result<Entry, SampleError> {
        let frame = Frame::draw(dice);
        let weights = Kind::ALL.map(|(_, weight)| weight);
        let kind = Kind::ALL[dice.weighted(&weights)].0;
        let district = frame.district;
        let (company, matter) = self.who(kind, district, dice);
        let kind = if matter.is_none() && kind.repeats() { Kind::Unrelated } else { kind };
        let (relation, measure) = topic(kind, matter.as_ref(), dice);
        let wording = WORDS
            .wording(district, measure, relation, dice)
            .or_else(|| WORDS.wording(district, None, Relation::No, dice))
            .unwrap_or(0);
        let mut entry = Entry {
            number,
            place: Default::default(),
            company,
            written: written(self.world, company, frame.sort, dice)?,
            wording,
            year: self.year(kind, matter.as_ref(), dice),
            status: status(kind, dice),
            amount: None,
            requested: None,
            paper: None,
            kind,
            matter,
            frame,
        };
        money(&mut entry, dice);
        paper(&mut entry, dice);
        Ok(entry)
    }

    fn who(&self, kind: Kind, district: char, dice: &mut Dice) -> (usize, Option<Matter>) {
        let any = |places: &[usize], dice: &mut Dice| match places.len() {
            0 => 0,
            count => places[dice.below(count as u64) as usize],
        };
        match kind {
            Kind::Kin if !self.kin.is_empty() => return (any(&self.kin, dice), None),
            Kind::Kin | Kind::Stranger => return (any(&self.others, dice), None),
            _ => {}
        }
        let mut company = 0;
        for _ in 0..20 {
            let applicant = &self.applicants[dice.below(self.applicants.len() as u64) as usize];
            company = applicant.company;
            let fits = |m: &&Matter| WORDS.supports(district, m.measure);
            let known: Vec<&Matter> = applicant.matters.iter().filter(fits).collect();
            if kind == Kind::Unrelated {
                return (company, None);
            }
            if !known.is_empty() {
                let matter = known[dice.below(known.len() as u64) as usize];
                return (company, Some(matter.clone()));
            }
        }
        (company, None)
    }

    /// The year of the support, as the list states it: of costs paid, of premiums the award year.
    fn year(&self, kind: Kind, matter: Option<&Matter>, dice: &mut Dice) -> i32 {
        let premiums = matter.is_some_and(|matter| matter.measure == 9);
        let year = if premiums { self.award_year } else { self.award_year - 1 };
        match kind {
            Kind::WrongYear => year + 1 - 2 * i32::from(dice.per_mille(300)),
            Kind::OtherYear => year - 1 - i32::from(dice.per_mille(300)),
            Kind::Kin | Kind::Stranger | Kind::Unrelated => {
                self.award_year - 1 - dice.weighted(&[70, 20, 10]) as i32
            }
            _ => year,
        }
    }
}

/// What kind of support it is.
fn topic(kind: Kind, matter: Option<&Matter>, dice: &mut Dice) -> (Relation, Option<usize>) {
    let measure = matter.map(|matter| matter.measure);
    match kind {
        Kind::OtherMatter if measure.is_some() => (Relation::Possible, measure),
        Kind::Kin | Kind::Stranger => {
            let kinds = [Relation::Same, Relation::Possible, Relation::No];
            (kinds[dice.weighted(&[35, 10, 55])], None)
        }
        _ if measure.is_some() => (Relation::Same, measure),
        _ => (Relation::No, None),
    }
}

fn status(kind: Kind, dice: &mut Dice) -> &'static str {
    match kind {
        Kind::Returned => "已退回",
        _ => ["已拨付", "已核定", "拟资助"][dice.weighted(&[70, 15, 15])],
    }
}

/// Amounts: what the claim's papers sum to, a part of it, or something else.
fn money(entry: &mut Entry, dice: &mut Dice) {
    let shown = !dice.per_mille(80);
    let other = dice.amount(15_000_000) / 10_000 * 10_000;
    let percent = dice.pick(&[25, 30, 40, 50, 50, 60, 70]);
    let total = entry.matter.as_ref().map_or(0, |matter| matter.total);
    let repeats = entry.kind.repeats() && total > 0;
    let amount = match dice.weighted(&[30, 45, 25]) {
        0 if repeats => total,
        1 if repeats => total / 100 * percent,
        _ => other,
    };
    entry.amount = shown.then_some(amount.max(100));
    let said = entry.frame.sort == Sort::Exchange;
    entry.requested = said.then_some(if repeats { total } else { amount / 50 * 100 });
}

/// The paper, in lists that name papers: the same one, or another.
fn paper(entry: &mut Entry, dice: &mut Dice) {
    let Some(matter) = &entry.matter else { return };
    let shown = match entry.frame.sort {
        Sort::Exchange => 800,
        Sort::Coded => 150,
        _ => 0,
    };
    if !dice.per_mille(shown) {
        return;
    }
    let number = match entry.kind.repeats() || entry.kind == Kind::Returned {
        true => matter.paper.clone(),
        false => format!("QT{:08}", dice.below(100_000_000)),
    };
    entry.paper = Some((matter.column, number)).filter(|(_, number)| !number.is_empty());
}
