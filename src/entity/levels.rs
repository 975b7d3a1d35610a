//! Levels of evidence that two rows are the same enterprise, what each is worth, and what a
//! pipeline may make of it.

use crate::diag::Text;
use crate::frame::cells::words;

/// What follows from a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The level is not looked at.
    Off,
    /// Kept for the record; nobody has to decide.
    Note,
    /// A person decides.
    Review,
    /// The same enterprise.
    Confirmed,
}

impl Status {
    pub const NAMES: [(&'static str, Status); 4] = [
        ("confirmed", Self::Confirmed),
        ("review", Self::Review),
        ("note", Self::Note),
        ("off", Self::Off),
    ];

    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, status)| *status == self).map_or("off", |(name, _)| name)
    }
}

macro_rules! levels {
    ($($(#[$doc:meta])* $name:ident = $key:literal $zh:literal $en:literal $status:ident $right:literal;)*) => {
        /// Evidence, strongest first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Level { $($(#[$doc])* $name,)* }

        impl Level {
            pub const ALL: &'static [Level] = &[$(Level::$name),*];

            /// The name in pipelines and tables.
            pub fn name(self) -> &'static str {
                match self { $(Level::$name => $key,)* }
            }

            pub fn text(self) -> Text {
                match self { $(Level::$name => Text::new($zh, $en),)* }
            }

            /// How many of a thousand such pairs were right where the truth was known, before anything is learned.
            pub fn usually_right(self) -> u16 {
                match self { $(Level::$name => $right,)* }
            }

            /// What a pipeline that says nothing makes of it.
            pub fn usual(self) -> Status {
                match self { $(Level::$name => Status::$status,)* }
            }
        }
    };
}

levels! {
    /// Equal credit codes; the names agree, or their difference is explained.
    Code = "code" "信用代码一致，名称相符或可解释" "equal credit codes, the names agree or are explained" Confirmed 999;
    Organisation = "organisation" "组织机构代码与信用代码第9–17位一致" "organisation code equals that in the credit code" Confirmed 999;
    Registration = "registration" "原15位注册号对应同一信用代码" "old registration number leads to the credit code" Confirmed 998;
    /// Valid, and another's, after O, I, Z, S and V were read as 0, 1, 2, 5 and U.
    Repaired = "repaired" "代码更正形近字符后一致" "equal after look-alike characters of the code were mended" Confirmed 998;
    /// The code fails its check, is at most two edits away, and the cores are equal.
    NearCode = "near-code" "代码校验不符、相差不超过两处且字号一致" "a failing code at most two edits away, equal cores" Confirmed 998;
    /// Hidden or lost places; enough of the organisation part is shown, and core, place and branch fit.
    MaskedCode = "masked-code" "代码部分隐去或丢失、所示足以识别，名称相符或可解释" "a masked code shows enough and fits, the names agree or are explained" Confirmed 998;
    /// The register gives the written name to one enterprise only: it stands for its code.
    Register = "register" "名称登记库中此名称仅属该企业" "the register gives the name to this enterprise only" Confirmed 998;
    /// Not registered, and its only registered neighbour is the applicant.
    RegisterSlip = "register-slip" "名称未登记，相差一字的登记名称仅此一家" "not registered; the one registered name a character apart is the applicant's" Confirmed 995;
    /// An identifier is equal, but the names have nothing in common.
    CodeOtherName = "code-other-name" "代码一致但名称不符" "equal codes, but names without anything in common" Review 550;
    /// A failing code one slip away from a single enterprise, the name says nothing.
    DamagedCode = "damaged-code" "代码校验不符、与唯一企业相差一处" "a failing code one slip from a single enterprise" Review 750;
    /// A masked or failing code fits and the cores are equal, but places or branches differ.
    CodeElsewhere = "code-elsewhere" "代码残缺而相符、字号一致，但地域或分支不同" "what there is of the code fits, equal cores, another place or branch" Review 700;
    /// The name as written, place and form included; see `ways::exact`. One signature lets it confirm.
    NameExact = "name-exact" "登记名称逐字一致，仅此一家" "the registered name to the letter, held by one only" Review 997;
    /// The same of the parent of a registered branch: one legal person. It is signed for with the names.
    BranchExact = "branch-exact" "名册为分支机构，所冠名称与登记名称逐字一致，仅此一家，同一法人" "a branch under the registered name to the letter, held by one only: one legal person" Review 995;
    Name = "name" "名称全文一致，代码无冲突" "equal full names, no conflicting code" Review 930;
    /// A branch is one legal person with its parent.
    Branch = "branch" "名册为该企业的分支机构，同一法人" "a branch of the enterprise: one legal person" Review 900;
    NamePlace = "name-place" "字号与地域一致，组织形式不同或缺失" "equal core and places, legal form differs or lacks" Review 610;
    Former = "former-name" "与曾用名一致" "equal to a former name" Review 850;
    /// Not registered, its only registered neighbour is the applicant, and the register is not whole, or a second slip
    /// stands in place or form.
    RegisterNear = "register-near" "名称未登记，相差一字的登记名称仅此一家，但登记库不全，或另有一处笔误" "not registered; the one registered name a character apart is the applicant's, but the register is not whole, or there is a second slip" Review 900;
    /// The register leads to the applicant, but another enterprise had the name before, or a number is the slip.
    RegisterDoubt = "register-doubt" "登记库指向该企业，但另有企业曾用此名，或所差的一字为数字" "the register leads to the enterprise, but another had the name before, or the character apart is a number" Review 500;
    /// One character of the place or the legal form is another, lost or there twice; all else is equal.
    PlaceSlip = "place-slip" "名称仅地域或组织形式有一字之差" "names that differ in one character of the place or the legal form only" Review 900;
    LookAlike = "look-alike" "名称仅形近字不同" "names that differ in look-alike characters only" Review 880;
    SlipPerson = "slip-person" "字号相差一字且法定代表人一致" "cores one character apart, same legal representative" Review 990;
    /// One character apart behind the 字号, where all others write the word in one way.
    Slip = "slip" "名称相差一字，且该字处于字号之后的常见词中" "one character apart inside a common word behind the trade name" Review 850;
    Truncated = "truncated" "名称被截断，前段唯一一致" "a name cut off that fits one enterprise only" Review 600;
    /// The roster leaves the place away and only one enterprise has the core.
    PlaceOmitted = "place-omitted" "名册未写地域，字号唯一一致" "no place given, and only one enterprise has the core" Review 190;
    /// A cell that names several enterprises, this one among them.
    Joint = "joint" "名册一格列有多家企业，其一名称一致" "one of several enterprises in one cell" Review 800;
    /// Equal names, two different valid codes.
    Conflict = "conflict" "名称一致但代码为另一有效代码" "equal names, but another valid code" Review 320;
    Related = "related" "字号一致、地域或分支不同" "equal cores, another place or branch" Note 100;
    /// Alike, but the name is registered as somebody else's.
    OtherFirm = "other-firm" "名称相近，但登记为另一企业" "alike, but the name is registered as another's" Note 20;
}

words!(Level, Level::name, Level::ALL.iter().copied());

impl Level {
    /// Whether a credit code, an organisation code or a registration number carries it. What only
    /// names carry never denies money.
    pub fn by_code(self) -> bool {
        self <= Level::DamagedCode
    }

    /// Whether a pipeline may let it confirm: levels by code, and the written name where a person signs for all of
    /// them in a run.
    pub fn may_confirm(self) -> bool {
        self.by_code() || self.by_signature()
    }

    /// Whether a person may sign for all of it: names to the letter, and branches that bear them.
    pub fn by_signature(self) -> bool {
        matches!(self, Level::NameExact | Level::BranchExact)
    }
}

/// Levels and thresholds, as a pipeline sets them.
#[derive(Clone, Debug)]
pub struct Settings {
    statuses: Vec<Status>,
    /// Pairs for review of which fewer in a thousand are right are only noted.
    pub least_chance: u16,
    /// Of ten thousand pairs of the level `name-exact` at least so many must be right, where it is to confirm.
    pub exact_precision: usize,
    /// An address of more enterprises says nothing.
    pub most_at_address: usize,
    /// A key shared by more enterprises opens no comparison.
    pub most_in_block: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            statuses: Level::ALL.iter().map(|level| level.usual()).collect(),
            least_chance: 20,
            exact_precision: 9_900,
            most_at_address: 20,
            most_in_block: 40,
        }
    }
}

impl Settings {
    pub fn status(&self, level: Level) -> Status {
        self.statuses[level as usize]
    }

    /// Sets a level. One that may not confirm stays at review and `false` is returned.
    #[must_use]
    pub fn set(&mut self, level: Level, status: Status) -> bool {
        let allowed = status != Status::Confirmed || level.may_confirm();
        self.statuses[level as usize] = if allowed { status } else { Status::Review };
        allowed
    }

    /// What follows from a pair of a level alone.
    pub fn of(&self, level: Level) -> Status {
        match self.status(level) {
            // A person signs for all of them first.
            Status::Confirmed if !level.by_code() => Status::Review,
            status => status,
        }
    }
}
