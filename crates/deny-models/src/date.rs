//! Calendar dates, as exceptions and overrides end on one.

use std::ffi::OsStr;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

const SECONDS_A_DAY: u64 = 86_400;

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_DAYS: i64 = 719_468;

/// Days in 400 years of the Gregorian calendar.
const ERA_DAYS: i64 = 146_097;

/// A day of the Gregorian calendar, years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A second of a [`Date`], in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    date: Date,
    second: u32,
}

impl Moment {
    /// The present; `SOURCE_DATE_EPOCH` takes the place of the clock.
    ///
    /// # Errors
    ///
    /// When the variable holds no time, or the clock is far off.
    pub fn now() -> Result<Self, TodayError> {
        Self::from(
            std::env::var_os("SOURCE_DATE_EPOCH").as_deref(),
            SystemTime::now(),
        )
    }

    fn from(epoch: Option<&OsStr>, clock: SystemTime) -> Result<Self, TodayError> {
        // Empty is unset, as cargo takes its own variables.
        let Some(epoch) = epoch.filter(|epoch| !epoch.is_empty()) else {
            let since = clock
                .duration_since(UNIX_EPOCH)
                .map_err(|_| TodayError::Clock)?;
            return Self::from_seconds(since.as_secs()).ok_or(TodayError::Clock);
        };
        let seconds = epoch.to_str().filter(|text| is_number(text));
        seconds
            .and_then(|text| text.parse().ok())
            .and_then(Self::from_seconds)
            .ok_or_else(|| {
                TodayError::SourceDateEpoch(crate::text::shown(&epoch.to_string_lossy()))
            })
    }

    /// The moment that many seconds after 1970 began; `None` after the year 9999.
    #[must_use]
    pub fn from_seconds(seconds: u64) -> Option<Self> {
        Some(Self {
            date: Date::from_seconds(seconds)?,
            second: u32::try_from(seconds % SECONDS_A_DAY).ok()?,
        })
    }
}

/// As RFC 3339 writes it: `2026-11-25T07:30:00Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minutes, seconds) = (self.second / 60, self.second % 60);
        let (hours, minutes) = (minutes / 60, minutes % 60);
        write!(f, "{}T{hours:02}:{minutes:02}:{seconds:02}Z", self.date)
    }
}

/// Why today's date is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TodayError {
    /// `SOURCE_DATE_EPOCH` is set to something that is no time.
    SourceDateEpoch(String),
    /// The clock of the machine is before 1970 or after 9999.
    Clock,
}

// By hand and without thiserror, which costs a build script more than all that this module does.
impl fmt::Display for TodayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SourceDateEpoch(value) => write!(
                f,
                "`SOURCE_DATE_EPOCH` is `{value}`, which is not a number of seconds since 1970 before the year 10000"
            ),
            Self::Clock => {
                f.write_str("the clock of this machine is outside the years 1970 to 9999")
            }
        }
    }
}

impl std::error::Error for TodayError {}

impl Date {
    /// The day, if the calendar has it.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let real = year <= 9999 && (1..=days_in_month(year, month)).contains(&day);
        real.then_some(Self { year, month, day })
    }

    /// Reads `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let digits = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0_u16, |sum, byte| {
                byte.is_ascii_digit()
                    .then(|| sum * 10 + u16::from(byte - b'0'))
            })
        };
        let month = u8::try_from(digits(5..7)?).ok()?;
        let day = u8::try_from(digits(8..10)?).ok()?;
        Self::new(digits(0..4)?, month, day)
    }

    /// Today in UTC, so that every machine agrees; `SOURCE_DATE_EPOCH` takes the place of the clock.
    ///
    /// # Errors
    ///
    /// When the variable holds no time, or the clock is far off.
    pub fn today() -> Result<Self, TodayError> {
        Self::today_from(
            std::env::var_os("SOURCE_DATE_EPOCH").as_deref(),
            SystemTime::now(),
        )
    }

    fn today_from(epoch: Option<&OsStr>, clock: SystemTime) -> Result<Self, TodayError> {
        Ok(Moment::from(epoch, clock)?.date)
    }

    fn from_seconds(seconds: u64) -> Option<Self> {
        let days = i64::try_from(seconds / SECONDS_A_DAY).ok()?;
        Self::from_days(days)
    }

    /// Days since 1970-01-01, negative before it.
    #[must_use]
    pub fn days(self) -> i64 {
        // Years that begin in March put the leap day at their end.
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * ERA_DAYS + day_of_era - EPOCH_DAYS
    }

    /// The day that many days after 1970-01-01, if it is within the years 0 to 9999.
    #[must_use]
    pub fn from_days(days: i64) -> Option<Self> {
        let days = days.checked_add(EPOCH_DAYS)?;
        let era = days.div_euclid(ERA_DAYS);
        let day_of_era = days.rem_euclid(ERA_DAYS);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = era.checked_mul(400)? + year_of_era + i64::from(month <= 2);
        Self::new(
            u16::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )
    }

    /// The day that many days later.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::from_days(self.days().checked_add(days)?)
    }

    /// Days from this day to the other, negative when the other is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        other.days() - self.days()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Digits only: `u64::from_str` also takes a plus sign.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    fn date(text: &str) -> Date {
        Date::parse(text).expect(text)
    }

    #[test]
    fn only_days_of_the_calendar_are_read() {
        for text in [
            "2027-06-30",
            "2028-02-29",
            "2000-02-29",
            "0000-01-01",
            "9999-12-31",
        ] {
            assert_eq!(date(text).to_string(), text);
        }
        for text in [
            "2027-02-29",
            "2027-02-30",
            "1900-02-29",
            "2027-04-31",
            "2027-13-01",
            "2027-00-01",
            "2027-01-00",
            "2027-1-1",
            "27-01-01",
            "2027/01/01",
            "2027-01-01 ",
            "+027-01-01",
            "2027-01-01T00:00:00Z",
            "２０２７-0",
            "",
            "----------",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn known_days_count_from_1970() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-03-01", 11_017),
            ("2026-11-23", 20_780),
            ("0000-01-01", -719_528),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(date(text).days(), days, "{text}");
            assert_eq!(Date::from_days(days), Some(date(text)));
        }
        assert_eq!(date("2027-12-31").plus_days(1), Some(date("2028-01-01")));
        assert_eq!(date("2027-06-30").days_until(date("2027-06-01")), -29);
    }

    #[test]
    fn days_outside_four_digit_years_do_not_exist() {
        assert_eq!(date("9999-12-31").plus_days(1), None);
        assert_eq!(date("0000-01-01").plus_days(-1), None);
        assert_eq!(Date::from_days(i64::MAX), None);
        assert_eq!(Date::from_days(i64::MIN), None);
        assert_eq!(date("2027-01-01").plus_days(i64::MAX), None);
    }

    #[test]
    fn today_is_that_of_the_clock_or_of_source_date_epoch() {
        let clock = UNIX_EPOCH + Duration::from_secs(86_400 * 20_780 + 86_399);
        let today = |epoch: &str| Date::today_from(Some(OsStr::new(epoch)), clock);
        assert_eq!(Date::today_from(None, clock), Ok(date("2026-11-23")));
        assert_eq!(today("0"), Ok(date("1970-01-01")));
        assert_eq!(today("951868800"), Ok(date("2000-03-01")));
        assert_eq!(today(""), Ok(date("2026-11-23")));
        for wrong in [
            "-1",
            "+1",
            "1.5",
            "now",
            " 1",
            "99999999999999999999",
            "253402300800",
        ] {
            assert_eq!(
                today(wrong),
                Err(TodayError::SourceDateEpoch(wrong.to_owned()))
            );
        }
        let moment = Moment::from(None, clock).map(|moment| moment.to_string());
        assert_eq!(moment.as_deref(), Ok("2026-11-23T23:59:59Z"));
        let past = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(Date::today_from(None, past), Err(TodayError::Clock));
    }

    proptest! {
        #[test]
        fn days_and_dates_are_inverse(days in -719_528_i64..=2_932_896) {
            let date = Date::from_days(days).expect("in range");
            prop_assert_eq!(date.days(), days);
            prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
            if let Some(next) = date.plus_days(1) {
                prop_assert!(next > date);
            }
        }

        #[test]
        fn arbitrary_text_is_no_trouble(text in ".*") {
            let _ = Date::parse(&text);
        }
    }
}
