//! One enterprise as another office writes it, or somebody else who looks like it.

use super::dice::Dice;
use super::words;

/// The enterprise itself.
pub struct Own<'a> {
    pub name: &'a str,
    pub code: &'a str,
    /// Empty for most.
    pub former: &'a str,
    pub person: &'a str,
}

/// What stands in a roster.
#[derive(Debug, Default)]
pub struct Written {
    pub name: String,
    pub code: String,
    pub organisation: String,
    pub person: String,
    /// Whether it is the enterprise.
    pub same: bool,
}

/// Pairs of a simplified and a traditional character.
const TRADITIONAL: [(char, char); 16] = [
    ('国', '國'),
    ('际', '際'),
    ('华', '華'),
    ('数', '數'),
    ('据', '據'),
    ('业', '業'),
    ('云', '雲'),
    ('应', '應'),
    ('链', '鏈'),
    ('贸', '貿'),
    ('术', '術'),
    ('电', '電'),
    ('务', '務'),
    ('网', '網'),
    ('动', '動'),
    ('创', '創'),
];
/// Pairs that a scanner confuses.
const SCANNED: [(char, char); 8] = [
    ('技', '枝'),
    ('术', '木'),
    ('设', '没'),
    ('信', '倌'),
    ('贸', '贺'),
    ('传', '伎'),
    ('测', '侧'),
    ('理', '埋'),
];

/// Draws one of the variants.
pub fn written(own: &Own, stranger: &str, dice: &mut Dice) -> Written {
    let mut out = Written { same: true, ..Written::default() };
    let listed = dice.per_mille(450);
    let with_code = dice.per_mille(450);
    let kind = dice.weighted(&[
        120, 40, 40, 40, 40, 30, 30, 20, 20, 40, 20, 20, 30, 30, 30, // the same
        200, 60, 60, 60, 10, // somebody else
    ]);
    out.name = name(own, kind, dice);
    if listed {
        out.person = own.person.to_string();
    }
    match kind {
        0..=9 | 12..=14 if with_code => out.code = own.code.to_string(),
        10 => out.code = slip(own.code, dice),
        11 => out.code = own.code.replacen('0', "O", 2),
        _ => {}
    }
    match kind {
        12 if out.code.is_empty() => {
            out.organisation = format!("{}-{}", &own.code[8..16], &own.code[16..17]);
        }
        13 if out.code.is_empty() => {
            out.code = format!("{}******{}", &own.code[..6], &own.code[12..]);
        }
        15.. => somebody_else(&mut out, kind, stranger, dice),
        _ => {}
    }
    out
}

fn name(own: &Own, kind: usize, dice: &mut Dice) -> String {
    let name = own.name;
    match kind {
        1 => name.replacen("有限公司", "有限责任公司", 1),
        2 if name.contains("前海") => name.trim_start_matches("深圳市").to_string(),
        2 => name.replacen("深圳市", "深圳", 1),
        3 => spaced(name, dice),
        4 => exchanged(name, &TRADITIONAL),
        5 => format!("{name}（联合申报）"),
        6 => exchanged_once(name, &SCANNED),
        7 => name.chars().take(name.chars().count().saturating_sub(4).max(9)).collect(),
        8 => name.replacen("深圳市", "", 1),
        9 if !own.former.is_empty() => own.former.to_string(),
        15 => foreign(dice),
        16 => format!("{name}{}", dice.pick(&["南山分公司", "宝安分公司", "前海分公司"])),
        17 => neighbour(name, dice),
        18 => elsewhere(name),
        _ => name.to_string(),
    }
}

fn somebody_else(out: &mut Written, kind: usize, stranger: &str, dice: &mut Dice) {
    out.same = false;
    out.person = String::new();
    // The same name with another code: always coded, or nobody could tell.
    if kind == 19 || dice.per_mille(500) {
        out.code = stranger.to_string();
    }
}

fn spaced(name: &str, dice: &mut Dice) -> String {
    let at = dice.between(2, 6) as usize;
    let name = name.replace('（', "(").replace('）', " )");
    let (front, back): (String, String) =
        (name.chars().take(at).collect(), name.chars().skip(at).collect());
    format!("{front}　{back} ")
}

fn exchanged(name: &str, pairs: &[(char, char)]) -> String {
    let other = |c: char| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
    name.chars().map(other).collect()
}

fn exchanged_once(name: &str, pairs: &[(char, char)]) -> String {
    match pairs.iter().find(|(from, _)| name.contains(*from)) {
        Some((from, to)) => name.replacen(*from, &to.to_string(), 1),
        None => name.to_string(),
    }
}

/// One character of a code mistyped.
fn slip(code: &str, dice: &mut Dice) -> String {
    let at = dice.below(18) as usize;
    let digit = dice.below(10);
    let digit = if code[at..].starts_with(&digit.to_string()) { (digit + 1) % 10 } else { digit };
    format!("{}{digit}{}", &code[..at], &code[at + 1..])
}

/// A name that nobody here has: its first character begins no trade name of the sample.
fn foreign(dice: &mut Dice) -> String {
    let first = dice.pick(&['赫', '拓', '盈', '骏', '圣', '曼', '力', '奥', '巨', '优']);
    let second = words::char_at(words::SECOND, dice.below(64));
    format!("{}{first}{second}{}有限公司", dice.pick(&words::CITIES), dice.pick(&words::TRADES))
}

/// Another first character of the trade name: a different firm.
fn neighbour(name: &str, dice: &mut Dice) -> String {
    let own = name.chars().find(|c| words::FIRST.contains(*c));
    let other = dice.pick(&['赫', '骏', '圣', '曼', '奥', '巨']);
    own.map_or_else(|| name.to_string(), |c| name.replacen(c, &other.to_string(), 1))
}

/// The same trade name in another city: a different firm.
fn elsewhere(name: &str) -> String {
    let place = words::CITIES.iter().filter(|place| name.starts_with(**place));
    let longest = place.max_by_key(|place| place.len());
    format!("广州市{}", longest.map_or(name, |place| &name[place.len()..]))
}
