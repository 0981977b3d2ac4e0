//! Opening hours: weekly spans, holidays that close, make-up workdays (调休) that open.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// When a number or queue is open. Local time is UTC plus `utc_offset_minutes` (China: 480, no daylight saving).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub key: String,
    pub utc_offset_minutes: i32,
    /// Monday first; each day's open spans as minutes since local midnight, `[from, until)`.
    pub week: [Vec<(u16, u16)>; 7],
    /// Local dates `YYYY-MM-DD` on which it is closed.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// Local dates `YYYY-MM-DD` that count as a Monday although they fall on a rest day.
    #[serde(default)]
    pub makeup_days: Vec<String>,
}

impl Calendar {
    pub fn is_open(&self, at: Millis) -> bool {
        let local_minutes = at.0.div_euclid(60_000) + i64::from(self.utc_offset_minutes);
        let day = local_minutes.div_euclid(1_440);
        let minute = local_minutes.rem_euclid(1_440);
        let date = date_text(day);
        if self.holidays.contains(&date) {
            return false;
        }
        // 1970-01-01 was a Thursday, the fourth day of a week that begins on Monday.
        let weekday = if self.makeup_days.contains(&date) { 0 } else { (day + 3).rem_euclid(7) };
        self.week[weekday as usize].iter().any(|&(from, until)| (i64::from(from)..i64::from(until)).contains(&minute))
    }
}

/// Days since 1970-01-01 → `YYYY-MM-DD` in the proleptic Gregorian calendar.
/// Method: Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
pub fn date_text(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office_hours() -> Calendar {
        let workday = vec![(9 * 60, 18 * 60)];
        Calendar {
            key: "office".into(),
            utc_offset_minutes: 480,
            week: [workday.clone(), workday.clone(), workday.clone(), workday.clone(), workday, vec![], vec![]],
            holidays: vec!["2026-10-01".into()],
            makeup_days: vec!["2026-10-10".into()],
        }
    }

    #[test]
    fn open_hours_follow_local_time_holidays_and_makeup_days() {
        let day = 86_400_000;
        // 2026-10-01 is day 20727 since the epoch, a Thursday.
        let local = |days: i64, hour: i64| Millis(days * day + (hour - 8) * 3_600_000);
        assert_eq!(date_text(20_727), "2026-10-01");
        for (what, at, open) in [
            ("holiday", local(20_727, 10), false),
            ("Friday morning", local(20_728, 9), true),
            ("Friday before nine", local(20_728, 8), false),
            ("Friday at closing", local(20_728, 18), false),
            ("Saturday", local(20_729, 10), false),
            ("make-up Saturday", local(20_736, 10), true),
        ] {
            assert_eq!(office_hours().is_open(at), open, "{what}");
        }
    }
}
