//! How a list writes an enterprise: its name, its code, and what became of both on the way.

use super::lists::Sort;
use super::words::WORDS;
use super::world::{Company, World};
use crate::domain::CreditCode;
use crate::sample::SampleError;
use crate::sample::dice::Dice;

/// What stands in a row.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub name: String,
    pub code: String,
    pub organisation: String,
    pub person: String,
    /// What was done to the name, and to the code where it is not as registered.
    pub how: String,
}

macro_rules! hows {
    ($($name:ident $key:literal $names:literal $scanned:literal $exchange:literal;)*) => {
        /// What becomes of a name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum How { $($name,)* }

        const HOWS: &[How] = &[$(How::$name),*];

        impl How {
            fn name(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// Per mille in lists that are typed, scanned, and handed over by a bureau.
            fn weights(self) -> [u64; 3] {
                match self { $(Self::$name => [$names, $scanned, $exchange],)* }
            }
        }
    };
}

hows! {
    Exact "exact" 780 620 850;
    Width "width" 45 80 20;
    Note "note" 45 30 5;
    Form "form" 20 10 10;
    City "city" 20 15 10;
    Former "former" 25 20 60;
    PlaceOmitted "place-omitted" 12 10 10;
    Typed "typed" 12 10 12;
    Cut "cut" 6 10 3;
    Branch "branch" 15 12 15;
    Traditional "traditional" 5 5 3;
    Two "two-firms" 4 3 0;
    Scanned "scanned" 11 175 2;
}

const BRANCHES: [&str; 5] =
    ["南山分公司", "宝安分公司", "前海分公司", "深圳分公司", "南山科技园分公司"];

/// Writes the enterprise at a place of the register.
pub fn written(
    world: &World,
    at: usize,
    sort: Sort,
    dice: &mut Dice,
) -> Result<Written, SampleError> {
    let company = &world.companies[at];
    let kind = match sort {
        Sort::Scanned => 1,
        Sort::Exchange => 2,
        _ => 0,
    };
    let weights: Vec<u64> = HOWS.iter().map(|how| how.weights()[kind]).collect();
    let how = HOWS[dice.weighted(&weights)];
    let name = name(world, company, how, dice);
    // What changes nothing is no change.
    let how = if name == company.name { How::Exact } else { how };
    let mut out = Written { name, how: how.name().to_string(), ..Written::default() };
    let branch = if how == How::Branch { Some(world.branch_code(at)?) } else { None };
    let code = branch.as_deref().unwrap_or(&company.code);
    match sort {
        Sort::Names | Sort::Scanned => {}
        Sort::Masked => out.code = masked(code, dice),
        Sort::Coded => coded(&mut out, code, dice),
        Sort::Exchange => {
            out.person = if dice.per_mille(40) { String::new() } else { company.person.clone() };
            if !dice.per_mille(15) {
                out.code = code.to_string();
            }
        }
    }
    Ok(out)
}

fn name(world: &World, company: &Company, how: How, dice: &mut Dice) -> String {
    let own = &company.name;
    match how {
        How::Exact => own.clone(),
        How::Width => width(own, dice),
        How::Note => note(own, company.former.first(), dice),
        How::Form if own.contains("有限责任公司") => {
            own.replacen("有限责任公司", "有限公司", 1)
        }
        How::Form => own.replacen("有限公司", "有限责任公司", 1),
        How::City if own.starts_with("深圳市") => own.replacen("深圳市", "深圳", 1),
        How::City if own.starts_with("深圳") => own.replacen("深圳", "深圳市", 1),
        How::Former => company.former.first().unwrap_or(own).clone(),
        How::PlaceOmitted => company.without_place().to_string(),
        How::Typed => slip(own, false, dice),
        How::Cut => cut(own, dice),
        How::Branch if own.ends_with("公司") => format!("{own}{}", dice.pick(&BRANCHES)),
        How::Traditional => traditional(own),
        How::Two => {
            let other = dice.below(world.companies.len() as u64) as usize;
            format!("{own}、{}", world.companies[other].name)
        }
        How::Scanned => slip(own, true, dice),
        _ => own.clone(),
    }
}

fn width(name: &str, dice: &mut Dice) -> String {
    match dice.weighted(&[40, 30, 15, 15]) {
        0 if name.contains('（') => name.replace('（', "(").replace('）', ")"),
        0 | 1 => format!("{name} "),
        2 => {
            let at = dice.between(2, 6) as usize;
            let (front, back): (Vec<char>, Vec<char>) =
                (name.chars().take(at).collect(), name.chars().skip(at).collect());
            format!("{}　{}", front.iter().collect::<String>(), back.iter().collect::<String>())
        }
        _ => format!("\u{200b}{name}"),
    }
}

fn note(name: &str, former: Option<&String>, dice: &mut Dice) -> String {
    loop {
        let note = WORDS.note(dice);
        match former {
            Some(former) => return format!("{name}{}", note.replace("{former}", former)),
            None if !note.contains("{former}") => return format!("{name}{note}"),
            None => {}
        }
    }
}

fn traditional(name: &str) -> String {
    let other = |c: char| {
        let found = WORDS.traditional.iter().find(|(from, _)| *from == c);
        found.map_or(c, |(_, to)| *to)
    };
    name.chars().map(other).collect()
}

/// The end is lost, or replaced by dots.
fn cut(name: &str, dice: &mut Dice) -> String {
    let count = name.chars().count();
    let kept = count.saturating_sub(dice.between(1, 6) as usize).max(7).min(count);
    let front: String = name.chars().take(kept).collect();
    if dice.per_mille(200) { format!("{front}…") } else { front }
}

/// One character, seldom two, is another, lost or there twice.
fn slip(name: &str, scanned: bool, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = name.chars().collect();
    for _ in 0..1 + dice.weighted(&[88, 12]) {
        let at = dice.below(chars.len() as u64) as usize;
        let places: Vec<usize> = (0..chars.len()).map(|k| (at + k) % chars.len()).collect();
        let like = places
            .into_iter()
            .find_map(|at| WORDS.like(chars[at], scanned, dice).map(|other| (at, other)));
        match (like, dice.weighted(&[80, 8, 6, 6])) {
            (Some((at, other)), 0) => chars[at] = other,
            (_, 2) if chars.len() > 6 => drop(chars.remove(at)),
            (_, 3) => chars.insert(at, chars[at]),
            _ => chars[at] = WORDS.any(dice),
        }
    }
    chars.into_iter().collect()
}

/// A code of which districts hide different parts.
fn masked(code: &str, dice: &mut Dice) -> String {
    let stars = |count: usize| "*".repeat(count);
    match dice.weighted(&[40, 25, 20, 15]) {
        0 => format!("{}{}", &code[..8], stars(10)),
        1 => format!("{}{}{}", &code[..6], stars(8), &code[14..]),
        2 => format!("{}{}{}", &code[..4], stars(6), &code[10..]),
        _ => format!("{}{}{}", &code[..10], stars(4), &code[14..]),
    }
}

fn coded(out: &mut Written, code: &str, dice: &mut Dice) {
    match dice.weighted(&[955, 15, 8, 12, 10]) {
        0 => out.code = code.to_string(),
        1 => {
            out.code = mistyped(code, dice);
            out.how.push_str("+code-slip");
        }
        2 => {
            out.code = code.replacen('0', "O", 1).replacen('1', "I", 1);
            out.how.push_str("+code-look-alike");
        }
        3 => out.how.push_str("+no-code"),
        _ => {
            out.organisation = format!("{}-{}", &code[8..16], &code[16..17]);
            out.how.push_str("+organisation");
        }
    }
}

/// One place is another; the check fails, since one slip never passes it.
fn mistyped(code: &str, dice: &mut Dice) -> String {
    let at = dice.below(18) as usize;
    let mut bytes = code.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'9' { b'0' } else { (bytes[at] + 1).clamp(b'1', b'9') };
    let out = String::from_utf8_lossy(&bytes).into_owned();
    debug_assert!(CreditCode::parse(&out).is_err(), "{out}");
    out
}
