//! Deadlines over nights, weekends, holidays and make-up days. Requirements T-01 to T-16.

use super::*;

fn calendar() -> Calendar {
    let day = vec![(9 * 60, 12 * 60), (13 * 60, 18 * 60)];
    Calendar {
        key: "office".into(),
        utc_offset_minutes: 480,
        week: [day.clone(), day.clone(), day.clone(), day.clone(), day, vec![], vec![]],
        holidays: (1..=7).map(|day| format!("2026-10-0{day}")).collect(),
        makeup_days: vec!["2026-10-10".into()],
    }
}

fn at(text: &str) -> Millis {
    dates::parse_datetime(text, 480).expect("a time")
}

fn shown(at: Option<Millis>) -> String {
    at.map_or("never".into(), |at| dates::datetime_text(at, 480)[..16].to_owned())
}

#[test]
fn deadlines_fall_in_work_time() {
    // 2026-09-30 is a Wednesday, 10-08 the Thursday behind the holidays, 10-10 a make-up Saturday.
    for (from, span, expected) in [
        ("2026-09-30T10:00", "1 hour", "2026-09-30T11:00"),
        ("2026-09-30T11:00", "2 work hours", "2026-09-30T14:00"),
        ("2026-09-30T17:00", "2 work hours", "2026-10-08T10:00"),
        ("2026-09-30T17:00", "1 work hour", "2026-09-30T18:00"),
        ("2026-09-30T15:00", "1 work day", "2026-10-08T15:00"),
        ("2026-10-03T15:00", "1 work day", "2026-10-09T09:00"),
        ("2026-10-09T15:00", "1 work day", "2026-10-10T15:00"),
        ("2026-10-09T15:00", "2 work days", "2026-10-12T15:00"),
        ("2026-10-09T15:00", "0 work days", "2026-10-09T15:00"),
        ("2026-10-09T20:00", "30 work minutes", "2026-10-10T09:30"),
        ("2026-10-09T20:00", "1 day", "2026-10-10T20:00"),
        ("2026-10-09T15:00", "until 17:30", "2026-10-09T17:30"),
        ("2026-10-10T18:00", "until 17:30", "2026-10-12T17:30"),
    ] {
        let parsed = parse_span(span, 1).expect(span);
        assert_eq!(shown(after(&calendar(), at(from), &parsed)), expected, "{from} + {span}");
        assert_eq!(parse_span(&parsed.to_string(), 1).as_ref(), Ok(&parsed), "{span}");
    }
}

#[test]
fn reminders_count_back_in_work_time() {
    for (from, span, expected) in [
        ("2026-10-08T10:00", "2 work hours", "2026-09-30T17:00"),
        ("2026-10-08T10:00", "1 work day", "2026-09-30T10:00"),
        ("2026-10-08T10:00", "2 hours", "2026-10-08T08:00"),
        ("2026-10-12T09:00", "1 work hour", "2026-10-10T17:00"),
    ] {
        let span = parse_span(span, 1).expect("a span");
        assert_eq!(shown(before(&calendar(), at(from), &span)), expected, "{from}");
    }
}

#[test]
fn schedules_start_when_they_say() {
    for (text, rest, from, expected) in [
        ("daily at 10:00", OnRestDay::Run, "2026-10-02T10:00", "2026-10-03T10:00"),
        ("daily at 10:00", OnRestDay::Skip, "2026-09-30T10:00", "2026-10-08T10:00"),
        ("weekly on thu at 09:00", OnRestDay::Previous, "2026-09-29T00:00", "2026-09-30T09:00"),
        ("weekly on thu at 09:00", OnRestDay::Next, "2026-09-30T00:00", "2026-10-08T09:00"),
        ("monthly on 25 at 09:00", OnRestDay::Run, "2026-10-25T09:00", "2026-11-25T09:00"),
        ("monthly on last at 18:00", OnRestDay::Run, "2026-02-01T00:00", "2026-02-28T18:00"),
        ("quarterly on 1 at 09:00", OnRestDay::Next, "2026-09-01T00:00", "2026-10-08T09:00"),
        ("yearly on 01-05 at 09:00", OnRestDay::Run, "2026-01-05T09:00", "2027-01-05T09:00"),
        ("every 1 hour", OnRestDay::Run, "2026-10-03T10:20", "2026-10-03T11:00"),
        ("every 1 work hour", OnRestDay::Run, "2026-10-09T18:00", "2026-10-10T10:00"),
        ("every 1 work hour", OnRestDay::Run, "2026-10-09T17:00", "2026-10-09T18:00"),
    ] {
        let schedule = parse_schedule(text).expect(text);
        assert_eq!(shown(next_start(&calendar(), &schedule, rest, at(from))), expected, "{text} behind {from}");
        assert_eq!(parse_schedule(&schedule.to_string()).as_ref(), Ok(&schedule), "{text}");
    }
    for wrong in [
        "daily",
        "monthly on 31 at 09:00",
        "weekly on someday at 09:00",
        "every now and then",
        "yearly on 13-01 at 09:00",
    ] {
        assert!(parse_schedule(wrong).is_err(), "{wrong}");
    }
}

/// A calendar that is never open ends every search.
#[test]
fn a_calendar_that_is_never_open_falls_back_to_the_clock() {
    let closed = Calendar { week: Default::default(), ..calendar() };
    let span = parse_span("4 work hours", 1).expect("a span");
    assert_eq!(shown(after(&closed, at("2026-10-09T15:00"), &span)), "2026-10-09T19:00");
    let schedule = parse_schedule("daily at 10:00").expect("a schedule");
    assert_eq!(next_start(&closed, &schedule, OnRestDay::Skip, at("2026-10-09T15:00")), None);
}
