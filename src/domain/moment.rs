//! Moments that name their zone, and the day that they are somewhere else.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::date;
use super::text::clean;

/// The zone whose days count: that of Beijing, where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

impl Default for Zone {
    fn default() -> Self {
        Self(Tz::Asia__Shanghai)
    }
}

impl FromStr for Zone {
    type Err = ();

    /// A name of the IANA database, like `Asia/Shanghai`.
    fn from_str(name: &str) -> Result<Self, ()> {
        Tz::from_str(name).map(Self).map_err(drop)
    }
}

impl Zone {
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// All names, for suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TZ_VARIANTS.iter().map(|zone| zone.name())
    }
}

/// A moment as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant {
    /// Since 1970 in UTC.
    pub seconds: i64,
    /// Seconds that the clock which wrote it is ahead of UTC.
    pub offset: i32,
}

impl Instant {
    pub fn utc(seconds: i64) -> Self {
        Self { seconds, offset: 0 }
    }

    /// Reads `2024-12-31T16:00:00Z`, `2024/12/31 16:00+00:00`, `2024年12月31日 16:00Z` and their like; `None` for
    /// whatever names no zone.
    pub fn parse(text: &str) -> Option<Self> {
        const FORMS: [&str; 2] = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"];
        // Most dates are shorter, and none of them a moment.
        const SHORTEST: usize = "2024-1-1T0:00Z".len();
        if text.len() < SHORTEST || !text.contains(':') {
            return None;
        }
        let text = clean(text).to_ascii_uppercase();
        // Java puts the name of the zone behind.
        let text = text.split('[').next()?.trim_end();
        let (day, time) = match text.find('日') {
            Some(at) => text.split_at(at + '日'.len_utf8()),
            None => text.split_once([' ', 'T'])?,
        };
        let day = date::parse(day)?;
        let time: String = time.split_whitespace().collect();
        let named = ["UTC", "GMT"].iter().find_map(|name| time.strip_suffix(name));
        let time = named.map_or(time.clone(), |time| format!("{time}Z"));
        let text = format!("{day}T{time}");
        let read = FORMS.iter().find_map(|form| DateTime::parse_from_str(&text, form).ok())?;
        Some(Self { seconds: read.timestamp(), offset: read.offset().local_minus_utc() })
    }

    /// The day that it is in a zone.
    pub fn day_in(self, zone: Zone) -> Option<NaiveDate> {
        Some(DateTime::<Utc>::from_timestamp(self.seconds, 0)?.with_timezone(&zone.0).date_naive())
    }

    /// The day that was written.
    pub fn day_written(self) -> Option<NaiveDate> {
        self.written().map(|moment| moment.date_naive())
    }

    fn written(self) -> Option<DateTime<FixedOffset>> {
        let offset = FixedOffset::east_opt(self.offset)?;
        Some(DateTime::<Utc>::from_timestamp(self.seconds, 0)?.with_timezone(&offset))
    }
}

impl fmt::Display for Instant {
    /// `2024-12-31T16:00:00Z`; the bare seconds of a moment that no calendar reaches.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.written() {
            Some(moment) => {
                let text = moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
                f.write_str(&text)
            }
            None => write!(f, "{} s", self.seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_become_days_of_a_zone() {
        let day = |text: &str, zone: &str| {
            let zone: Zone = zone.parse().expect("a zone");
            Instant::parse(text).and_then(|moment| moment.day_in(zone)).map(|day| day.to_string())
        };
        let beijing = |text| day(text, "Asia/Shanghai");
        for text in [
            "2024-12-31T16:00:00Z",
            "2024-12-31T16:00:00.000Z",
            "2024-12-31 16:00:00 UTC",
            "2024-12-31 16:00:00+00:00",
            "2024/12/31 16:00+0000",
            "2025-01-01T00:00:00+08:00",
            "2024-12-31T08:00:00-08:00",
            "2024-12-31T16:00Z[UTC]",
            "2024.12.31 16:00:00Z",
            "20241231 16:00:00Z",
            "2024年12月31日 16:00:00Z",
            "2024年12月31日16:00Z",
        ] {
            assert_eq!(beijing(text).as_deref(), Some("2025-01-01"), "{text}");
        }
        assert_eq!(beijing("2024-12-31T15:59:59Z").as_deref(), Some("2024-12-31"));
        assert_eq!(day("2024-12-31T16:00:00Z", "America/New_York").as_deref(), Some("2024-12-31"));
        // Clocks were an hour ahead in the summers of 1986 to 1991.
        assert_eq!(beijing("1988-07-01T15:30:00Z").as_deref(), Some("1988-07-02"));
        for text in ["2024-12-31", "2024-12-31 16:00:00", "2025/6/30 应付未付", "16:00Z", ""] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
        // What names a zone and is not understood is no day either.
        for text in ["2024-12-31T24:00:00Z", "2024-12-31 16时00分Z", "2024-12-31 16:00:00+0"] {
            assert_eq!((Instant::parse(text), date::parse(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn shown_as_written() {
        let shown = |text| Instant::parse(text).map(|moment| moment.to_string());
        assert_eq!(shown("2024-12-31 16:00Z").as_deref(), Some("2024-12-31T16:00:00Z"));
        assert_eq!(
            shown("2025-01-01T01:00:00+09:00").as_deref(),
            Some("2025-01-01T01:00:00+09:00")
        );
        assert_eq!(Instant::utc(i64::MAX).day_written(), None);
        assert!("Asia/Beijing".parse::<Zone>().is_err());
    }
}
