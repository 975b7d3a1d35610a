//! Locales of number formats by their numbers, and as newer programs write them: they tell which yuan or dollar a sign is.

/// Those of China's languages: yuan.
pub const CHINA: &[&str] = &[
    "804",
    "4",
    "7804",
    "20804",
    "478",
    "450",
    "451",
    "480",
    "zh-cn",
    "zh-hans",
    "zh-hans-cn",
    "zh",
];
pub const JAPAN: &[&str] = &["411", "11", "ja-jp", "ja", "ja-jp-x-gannen"];
pub const AMERICA: &[&str] = &["409", "540a", "en-us", "es-us"];
pub const HONG_KONG: &[&str] = &["c04", "3c09", "zh-hk", "zh-hant-hk", "en-hk"];
pub const SINGAPORE: &[&str] = &["4809", "1004", "zh-sg", "zh-hans-sg", "en-sg"];
pub const MACAO: &[&str] = &["1404", "zh-mo", "zh-hant-mo"];
pub const BRITAIN: &[&str] = &["809", "452", "491", "en-gb", "cy-gb"];
/// Those that say nothing of a country: of the system, of the user, and English as programs write it.
pub const NEUTRAL: &[&str] = &["409", "9", "en-us", "en", "f400", "f800", "400", "800", "7f"];
