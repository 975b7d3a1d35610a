//! What may stand in rule, pipeline and setting files: every key is declared once, with what it takes and what it means.
//! A [`Reader`](super::Reader) takes nothing that is not declared; the reference pages are written from the same tables.

/// One table of a file and the keys that may stand in it.
#[derive(Debug)]
pub struct Section {
    /// What it is called, in Chinese and English.
    pub title: [&'static str; 2],
    /// Sections whose keys may stand here, too.
    pub with: &'static [&'static Section],
    pub own: &'static [Declared],
    /// Further keys: names that stand in other files, such as columns.
    pub open: bool,
}

/// One key.
#[derive(Debug)]
pub struct Declared {
    pub name: &'static str,
    /// Whether it has to be there.
    pub must: bool,
    pub takes: Takes,
    /// What it means, in Chinese and English.
    pub means: [&'static str; 2],
    /// A word for it where a reader of rules would not guess it from the key, in Chinese and English.
    pub called: Option<[&'static str; 2]>,
    /// The key beside which alone it is read.
    pub beside: Option<&'static str>,
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    Text,
    /// `{ zh = "…", en = "…" }`
    Bilingual,
    Int,
    Bool,
    Date,
    /// `"300万元"`
    Amount,
    /// `"30%"`
    Ratio,
    /// `"1400"`, exact.
    Number,
    /// The name of an input column.
    Column,
    /// A path, from the folder of the file.
    File,
    /// Paths or patterns.
    Files,
    /// One word of a closed list.
    Words(&'static [&'static str]),
    /// A list.
    List(&'static Takes),
    /// Either of two.
    Or(&'static Takes, &'static Takes),
    /// Names of the user's own, each with a value.
    Map(&'static Takes),
    /// Whatever the place that it is meant for takes.
    Any,
    /// `[key]`
    Table(&'static Section),
    /// `[[key]]`
    Tables(&'static Section),
    /// `[key.NAME]`
    Named(&'static Section),
}

impl Section {
    /// Nothing may stand in it.
    pub const NOTHING: Self = Self { title: ["", ""], with: &[], own: &[], open: false };
    /// Names that stand elsewhere.
    pub const OPEN: Self = Self { open: true, ..Self::NOTHING };

    /// Every key, those of other sections first.
    pub fn keys(&self) -> Vec<&'static Declared> {
        let others = self.with.iter().flat_map(|section| section.keys());
        others.chain(self.own).collect()
    }

    pub fn key(&self, name: &str) -> Option<&'static Declared> {
        let own = self.own.iter().find(|key| key.name == name);
        own.or_else(|| self.with.iter().find_map(|section| section.key(name)))
    }

    /// The word for a key: the first of this name that has one, in this section or below it.
    pub fn called(&self, name: &str) -> Option<[&'static str; 2]> {
        let own = self.key(name).and_then(|key| key.called);
        let below = || self.keys().iter().filter_map(|key| key.takes.section()).collect::<Vec<_>>();
        own.or_else(|| below().into_iter().find_map(|section| section.called(name)))
    }
}

impl Takes {
    /// The section of the table, or of each of several tables.
    pub fn section(self) -> Option<&'static Section> {
        match self {
            Self::Table(section) | Self::Tables(section) | Self::Named(section) => Some(section),
            _ => None,
        }
    }
}

/// The words of a closed list without what they stand for.
pub const fn words<T: Copy, const N: usize>(known: [(&'static str, T); N]) -> [&'static str; N] {
    let mut out = [""; N];
    let mut at = 0;
    while at < N {
        out[at] = known[at].0;
        at += 1;
    }
    out
}

/// Declares sections: `must` or `may`, the key, what it takes, what it means in Chinese and English, and, where there
/// is one, a word for it in both (`called`) and the key that it stands beside (`beside`).
macro_rules! sections {
    ($($(#[$doc:meta])* $section:ident($title_zh:literal, $title_en:literal) $(with $($with:ident)+)? {
        $($need:ident $name:expr, $takes:expr, $zh:literal, $en:literal
            $(, called $called_zh:literal $called_en:literal)? $(, beside $beside:literal)?;)*
    })*) => {
        $($(#[$doc])*
        pub static $section: $crate::config::Section = $crate::config::Section {
            title: [$title_zh, $title_en],
            with: &[$($(&$with),+)?],
            own: &[$($crate::config::Declared {
                name: $name,
                must: sections!(@ $need),
                takes: $takes,
                means: [$zh, $en],
                called: sections!(@ $($called_zh $called_en)?),
                beside: sections!(@ $($beside)?),
            }),*],
            open: false,
        };)*
    };
    (@ must) => { true };
    (@ may) => { false };
    (@) => { None };
    (@ $one:literal) => { Some($one) };
    (@ $zh:literal $en:literal) => { Some([$zh, $en]) };
}
pub(crate) use sections;

sections! {
    /// `{ zh = "…", en = "…" }`
    BILINGUAL("两种文字", "Both languages") {
        must "zh", Takes::Text, "中文", "in Chinese";
        must "en", Takes::Text, "英文", "in English";
    }
}
