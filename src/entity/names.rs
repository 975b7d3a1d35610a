//! Names of enterprises taken apart: places, core, legal form, branch, and what was noted beside
//! them. `深圳市前海` and `(深圳)` are places, 有限责任公司 is 有限公司, a branch is not its parent.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::characters::{folded, plain};

/// A name as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// What is left without places, form and branch: 字号 and trade.
    pub core: String,
    /// Places in front or in brackets; see [`scope`].
    pub places: u32,
    pub form: Form,
    /// What stands after the legal form: 深圳分公司, 营业部; empty for the enterprise itself.
    pub branch: String,
    /// The name that a note calls the former one: （原：…）.
    pub noted: Option<String>,
    /// A name without Chinese characters.
    pub foreign: bool,
}

/// Legal forms as they are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// None was recognised: abbreviated, cut off, or no enterprise.
    #[default]
    Unknown,
    /// 有限公司, 有限责任公司.
    Limited,
    /// 股份有限公司.
    Shares,
    /// 合伙企业, 合伙.
    Partnership,
    /// 协会, 商会 and other bodies, each by the character that it ends in.
    Body(char),
}

/// Longest first, since the longer ones end in shorter ones.
const FORMS: &[(&str, Form)] = &[
    ("股份有限责任公司", Form::Shares),
    ("股份有限公司", Form::Shares),
    ("有限责任公司", Form::Limited),
    ("有限公司", Form::Limited),
    ("股份公司", Form::Shares),
    ("合伙企业", Form::Partnership),
    ("公司", Form::Unknown),
];

/// Ends of a legal form that was cut off or that a list leaves away.
const CUT_FORMS: &[&str] =
    &["股份有限公", "股份有限", "股份有", "有限责任公", "有限责任", "有限责", "有限公", "有限"];

/// Bodies that are no companies.
const BODIES: &[&str] = &[
    "促进会",
    "联合会",
    "研究会",
    "基金会",
    "协会",
    "商会",
    "学会",
    "研究院",
    "研究所",
    "事务所",
    "中心",
    "大学",
    "学院",
    "医院",
    "厂",
    "店",
];

/// What a note in brackets may say without being part of the name.
const NOTES: &[&str] =
    &["联合", "牵头", "合并", "更名", "注销", "吊销", "迁出", "迁入", "申报", "公示", "备注", "*"];

const FORMER: &[&str] = &["原名称", "原名", "曾用名", "前身为", "前身", "原", "旧名", "FORMERLY"];

/// Places and the bit of each. 深圳 goes without saying where 前海 stands.
const PLACES: &[(&str, u32)] = &[
    ("前海深港现代服务业合作区", 1 << 1),
    ("前海深港合作区", 1 << 1),
    ("前海合作区", 1 << 1),
    ("前海", 1 << 1),
    ("深圳市", 1),
    ("深圳", 1),
    ("南山区", 1 << 2),
    ("宝安区", 1 << 3),
    ("福田区", 1 << 4),
    ("罗湖区", 1 << 4),
    ("龙岗区", 1 << 4),
    ("龙华区", 1 << 4),
    ("光明区", 1 << 4),
    ("坪山区", 1 << 4),
    ("盐田区", 1 << 4),
    ("广东省", 1 << 5),
    ("广东", 1 << 5),
    ("中国", 1 << 6),
    ("广州市", 1 << 7),
    ("广州", 1 << 7),
    ("北京市", 1 << 8),
    ("北京", 1 << 8),
    ("上海市", 1 << 9),
    ("上海", 1 << 9),
    ("香港", 1 << 10),
    ("澳门", 1 << 11),
    ("珠海市", 1 << 12),
    ("珠海", 1 << 12),
    ("东莞市", 1 << 13),
    ("东莞", 1 << 13),
    ("佛山市", 1 << 14),
    ("佛山", 1 << 14),
    ("惠州市", 1 << 15),
    ("惠州", 1 << 15),
    ("中山市", 1 << 16),
    ("天津市", 1 << 17),
    ("天津", 1 << 17),
    ("重庆市", 1 << 18),
    ("重庆", 1 << 18),
    ("杭州市", 1 << 19),
    ("杭州", 1 << 19),
    ("南京市", 1 << 20),
    ("南京", 1 << 20),
    ("武汉市", 1 << 21),
    ("武汉", 1 << 21),
    ("成都市", 1 << 22),
    ("成都", 1 << 22),
    ("苏州市", 1 << 23),
    ("苏州", 1 << 23),
    ("厦门市", 1 << 24),
    ("厦门", 1 << 24),
    ("西安市", 1 << 25),
    ("西安", 1 << 25),
    ("长沙市", 1 << 26),
    ("长沙", 1 << 26),
    ("海南省", 1 << 27),
    ("浙江省", 1 << 28),
    ("江苏省", 1 << 29),
    ("福建省", 1 << 30),
    ("湖南省", 1 << 31),
    ("湖北省", 1 << 31),
];

const SHENZHEN: u32 = 1;
const QIANHAI: u32 = 1 << 1;
const GUANGDONG: u32 = 1 << 5;

/// A core of fewer characters is no core: the place belongs to it.
const SHORTEST_CORE: usize = 2;

/// Reads a name. Done once for every distinct name.
pub fn read(text: &str) -> Name {
    let text = plain(text);
    let text = text.trim_matches(|c: char| matches!(c, '*' | '★' | '#' | '△' | '、' | ':' | ';'));
    let mut name = Name { foreign: !text.is_empty() && text.is_ascii(), ..Name::default() };
    let rest = brackets(text, &mut name);
    let rest = form(&rest, &mut name);
    let core = places(&rest, &mut name.places);
    name.core = core.chars().filter(|c| c.is_alphanumeric()).collect();
    name.places = scope(name.places);
    name
}

/// What the places say: Qianhai lies in Shenzhen, Shenzhen in Guangdong.
fn scope(mut places: u32) -> u32 {
    if places & QIANHAI != 0 {
        places &= !SHENZHEN;
    }
    if places & !GUANGDONG != 0 {
        places &= !GUANGDONG;
    }
    places
}

/// Takes brackets away: notes, places, and what is only part of the name.
fn brackets(text: &str, name: &mut Name) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        out.push_str(&rest[..open]);
        let inner = &rest[open + 1..];
        // A bracket that a list has cut off ends with the name.
        let (inside, after) = match inner.find(')') {
            Some(close) => (&inner[..close], &inner[close + 1..]),
            None => (inner, ""),
        };
        let former = FORMER.iter().find_map(|word| inside.strip_prefix(word));
        if let Some(former) = former {
            let former = former.trim_start_matches([':', '为', '名']);
            name.noted = Some(former.to_string()).filter(|former| former.chars().count() > 3);
        } else if !NOTES.iter().any(|word| inside.starts_with(word)) {
            let mut places = 0;
            match self::places(inside, &mut places) {
                "" if places != 0 => name.places |= places,
                _ if inside.ends_with("合伙") => name.form = Form::Partnership,
                _ => out.push_str(inside),
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Takes the legal form and what follows it away.
fn form(text: &str, name: &mut Name) -> String {
    for (word, form) in FORMS {
        let Some(at) = text.find(word).filter(|at| *at > 0) else { continue };
        // 分公司 without a parent's form before it: 前海分公司.
        if *word == "公司" && text[..at].ends_with('分') {
            continue;
        }
        name.branch = branch(&text[at + word.len()..]);
        if name.form == Form::Unknown {
            name.form = *form;
        }
        return text[..at].to_string();
    }
    if let Some(cut) = CUT_FORMS.iter().find_map(|word| text.strip_suffix(word)) {
        return cut.to_string();
    }
    if BODIES.iter().any(|word| text.ends_with(word)) {
        name.form = Form::Body(text.chars().next_back().unwrap_or_default());
    }
    text.to_string()
}

fn branch(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Takes places from the front as long as a core is left; `places` gets their bits.
fn places<'a>(text: &'a str, places: &mut u32) -> &'a str {
    let mut rest = text;
    while let Some((word, bit)) = PLACES.iter().find(|(word, _)| rest.starts_with(word)) {
        let after = &rest[word.len()..];
        let left = after.chars().count();
        if left > 0 && left < SHORTEST_CORE {
            break;
        }
        *places |= bit;
        rest = after;
    }
    rest
}

/// A number for a text or a combination; equal things are compared again where it matters.
pub fn key(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

impl Name {
    pub fn is_empty(&self) -> bool {
        self.core.is_empty()
    }

    /// Everything that tells enterprises apart.
    pub fn full_key(&self) -> u64 {
        key((&self.core, self.places, self.form, &self.branch))
    }

    /// Core, places and branch, whatever the legal form.
    pub fn place_key(&self) -> u64 {
        key((&self.core, self.places, &self.branch, 'p'))
    }

    pub fn core_key(&self) -> u64 {
        key((&self.core, 'c'))
    }

    /// Core with look-alikes as one, places and branch.
    pub fn folded_key(&self) -> u64 {
        let core: String = self.core.chars().map(folded).collect();
        key((core, self.places, &self.branch, 'f'))
    }

    /// The same name, written in whatever way.
    pub fn same(&self, other: &Name) -> bool {
        self.core == other.core
            && self.places == other.places
            && self.form == other.form
            && self.branch == other.branch
    }

    pub fn looks_like(&self, other: &Name) -> bool {
        self.core.chars().map(folded).eq(other.core.chars().map(folded))
    }
}

/// Keys of a core with one character less, and of the whole core: two cores one slip apart share
/// one. `with` narrows them to what else must agree.
pub fn slip_keys(core: &str, with: u64) -> Vec<u64> {
    let chars: Vec<char> = core.chars().collect();
    let mut keys = Vec::with_capacity(chars.len() + 1);
    keys.push(key((&chars[..], with)));
    let mut shorter = chars.clone();
    for at in (0..chars.len()).rev() {
        // `shorter` lacks the character at `at`.
        if at + 1 == chars.len() {
            shorter.truncate(at);
        } else {
            shorter[at] = chars[at + 1];
        }
        let new = key((&shorter[..], with));
        if keys.last() != Some(&new) {
            keys.push(new);
        }
    }
    keys
}

/// Whether two texts are one character apart: exchanged, swapped, lost or added.
pub fn one_slip_apart(a: &str, b: &str) -> bool {
    a != b && a.chars().count().abs_diff(b.chars().count()) <= 1 && strsim::osa_distance(a, b) == 1
}
