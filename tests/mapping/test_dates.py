"""Dates are read by a pattern or as CommCare writes them, and written by a pattern."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.dates import (
    MONTHS,
    TOKENS,
    Moment,
    PatternError,
    pattern_parts,
    read_commcare_date,
    read_date,
    whole_months,
    whole_years,
    write_date,
    zone_of,
)

NOON = Moment(2026, 5, 3, 12, 4, 9, 56, 180)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-03", Moment(2026, 5, 3)),
        ("2026-05-03T14:50:41.156000Z", Moment(2026, 5, 3, 14, 50, 41, 156, 0)),
        ("2026-05-03T14:50:41.156+03", Moment(2026, 5, 3, 14, 50, 41, 156, 180)),
        ("2026-05-03T14:50:41.156+03:00", Moment(2026, 5, 3, 14, 50, 41, 156, 180)),
        ("2026-05-03T14:50:41.156-0330", Moment(2026, 5, 3, 14, 50, 41, 156, -210)),
        ("2026-05-03T14:50:41", Moment(2026, 5, 3, 14, 50, 41)),
        ("2026-05-03 14:50", Moment(2026, 5, 3, 14, 50)),
        ("2026-05-03T14:50:41.1Z", Moment(2026, 5, 3, 14, 50, 41, 100, 0)),
        ("2026-05-03T14:50:41.9999Z", Moment(2026, 5, 3, 14, 50, 41, 999, 0)),
        ("14:50:00.000+03:00", Moment(hour=14, minute=50, offset=180)),
        ("14:50", Moment(hour=14, minute=50)),
        ("2024-02-29", Moment(2024, 2, 29)),
        ("0001-01-01", Moment(1, 1, 1)),
        ("9999-12-31", Moment(9999, 12, 31)),
    ],
)
def test_a_date_as_commcare_writes_it_is_read(text: str, moment: Moment) -> None:
    assert read_commcare_date(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "", "T", "Z", "today", "03/05/2026", "2026-5-3", "2026-05", "2026-13-01", "2026-02-30",
        "2025-02-29", "2026-05-03T", "2026-05-03T25:00", "2026-05-03T24:00", "2026-05-03T10:60",
        "2026-05-03T10:00:60", "2026-05-03Z", "2026-05-03+03", "2026-05-0314:50", "20260503",
        "2026-05-03X14:50", "٢٠٢٦-٠٥-٠٣", "2026-05-03T14:50:41.1567890123Z", "0000-01-01",
        "2026-05-03T10:00+25:00", "0001-01-01T00:00Z", "9999-12-31T23:59Z", " 2026-05-03",
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert read_commcare_date(text) is None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("yyyy-MM-dd", "2026-05-03"),
        ("yy-M-d", "26-5-3"),
        ("dd/MM/yyyy HH:mm:ss.SSS", "03/05/2026 12:04:09.056"),
        ("d MMM yyyy", "3 May 2026"),
        ("MMMM", "May"),
        ("h:mm a", "12:04 PM"),
        ("hh 'o''clock'", "12 o'clock"),
        ("H 'hours' m", "12 hours 4"),
        ("yyyy-MM-dd'T'HH:mm:ssXXX", "2026-05-03T12:04:09+03:00"),
        ("''", "'"),
        ("yyyyMMdd", "20260503"),
        ("年yyyy月MM", "年2026月05"),
        ("d.M.yy", "3.5.26"),
        ("", ""),
    ],
)
def test_a_moment_is_written_by_a_pattern(pattern: str, text: str) -> None:
    assert write_date(NOON, pattern) == text


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "12 AM 0 00"), (1, "1 AM 1 01"), (11, "11 AM 11 11"),
                        (12, "12 PM 12 12"), (13, "1 PM 13 13"), (23, "11 PM 23 23")],
)  # fmt: skip
def test_hours_of_half_days(hour: int, words: str) -> None:
    assert write_date(Moment(hour=hour), "h a H HH") == words
    read = read_date(words.rsplit(" ", 2)[0], "h a")
    assert read is not None
    assert read.hour == hour


@pytest.mark.parametrize(
    "pattern", ["Y", "YYYY", "D", "EEE", "yyy", "yyyyy", "MMMMM", "ddd", "HHH", "S", "SS", "X",
                "XX", "z", "Z", "aa", "T", "yyyy-MM-ddTHH", "'open", "yyyy'", "hh:mm b", "L"],
)  # fmt: skip
def test_letters_that_are_no_token_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        pattern_parts(pattern)


@pytest.mark.parametrize(
    ("text", "pattern", "moment"),
    [
        ("03/05/2026", "dd/MM/yyyy", Moment(2026, 5, 3)),
        ("3/5/26", "d/M/yy", Moment(2026, 5, 3)),
        ("13/05/2026", "d/M/yyyy", Moment(2026, 5, 13)),
        ("MAY 2026", "MMM yyyy", Moment(2026, 5, 1)),
        ("september", "MMMM", Moment(1970, 9, 1)),
        ("Sep", "MMM", Moment(1970, 9, 1)),
        ("3 May 2026 9:05 pm", "d MMM yyyy h:mm a", Moment(2026, 5, 3, 21, 5)),
        ("20260503", "yyyyMMdd", Moment(2026, 5, 3)),
        ("2026-05-03T10:00:00-05:30", "yyyy-MM-dd'T'HH:mm:ssXXX", Moment(2026, 5, 3, 10, offset=-330)),
        ("10.5 [x]", "H.m '[x]'", Moment(hour=10, minute=5)),
    ],
)  # fmt: skip
def test_a_text_is_read_by_a_pattern(text: str, pattern: str, moment: Moment) -> None:
    assert read_date(text, pattern) == moment


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("31/02/2026", "dd/MM/yyyy"), ("3/5/2026", "dd/MM/yyyy"), ("03/05/2026 ", "dd/MM/yyyy"),
        ("03-05-2026", "dd/MM/yyyy"), ("13:00 pm", "hh:mm a"), ("0:30 am", "h:mm a"),
        ("Sept", "MMM"), ("Foo", "MMM"), ("10x5", "H.m"), ("٣", "d"), ("", "yyyy"),
    ],
)  # fmt: skip
def test_what_a_pattern_does_not_fit_is_not_read(text: str, pattern: str) -> None:
    assert read_date(text, pattern) is None


moments = st.builds(
    Moment,
    st.integers(1970, 2069), st.integers(1, 12), st.integers(1, 28), st.integers(0, 23),
    st.integers(0, 59), st.integers(0, 59), st.integers(0, 999),
    st.one_of(st.none(), st.integers(-14 * 60, 14 * 60)),
)  # fmt: skip


@settings(deadline=None)
@given(moments)
def test_what_is_written_with_all_its_parts_is_read_again(moment: Moment) -> None:
    pattern = "yyyy-MM-dd'T'HH:mm:ss.SSS" + ("" if moment.offset is None else "XXX")
    assert read_date(write_date(moment, pattern), pattern) == moment
    assert read_commcare_date(write_date(moment, pattern)) == moment
    words = "d MMMM yyyy, h:m:s.SSS a"
    assert read_date(write_date(moment, words), words) == Moment(
        moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second,
        moment.millisecond,
    )  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_none(text: str) -> None:
    found = read_commcare_date(text)
    assert found is None or found.day_only()


@settings(deadline=None)
@given(st.lists(st.sampled_from((*TOKENS, "-", " ", "'x'", "''", "/")), max_size=8))
def test_any_row_of_tokens_is_a_pattern_or_is_refused(parts: list[str]) -> None:
    try:
        written = write_date(NOON, "".join(parts))
    except PatternError:
        return
    assert len(written) <= 8 * 12


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Africa/Nairobi", "2026-05-03 17:50 +03:00"),
        ("UTC", "2026-05-03 14:50 Z"),
        (None, "2026-05-03 14:50 Z"),
        ("Asia/Kathmandu", "2026-05-03 20:35 +05:45"),
        ("America/New_York", "2026-05-03 10:50 -04:00"),
        ("Pacific/Auckland", "2026-05-04 02:50 +12:00"),
    ],
)
def test_an_instant_is_written_in_a_zone(zone: str | None, text: str) -> None:
    instant = read_commcare_date("2026-05-03T14:50:41.156Z")
    assert instant is not None
    assert write_date(instant.in_zone(zone), "yyyy-MM-dd HH:mm XXX") == text


def test_summer_time_is_that_of_the_day() -> None:
    winter = read_commcare_date("2026-01-03T14:50:00Z")
    assert winter is not None
    assert write_date(winter.in_zone("America/New_York"), "HH:mm") == "09:50"


def test_what_has_no_offset_stays_as_it_stands() -> None:
    plain = Moment(2026, 5, 3, 23, 30)
    assert plain.in_zone("Pacific/Auckland") == plain


@pytest.mark.parametrize(
    "name", ["", "Nairobi", "Mars/Olympus", "../../etc/passwd", "/etc/hosts", "a\0b"]
)
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        zone_of(name)


@pytest.mark.parametrize(
    ("born", "at", "years", "months"),
    [
        ("2020-05-03", "2026-05-03", 6, 72), ("2020-05-03", "2026-05-02", 5, 71),
        ("2020-02-29", "2021-02-28", 0, 11), ("2020-02-29", "2021-03-01", 1, 12),
        ("2020-02-29", "2024-02-29", 4, 48), ("2026-01-31", "2026-02-28", 0, 0),
        ("2026-01-31", "2026-03-01", 0, 1), ("2026-05-03", "2026-05-03", 0, 0),
        ("2026-05-04", "2026-05-03", 0, 0), ("2027-05-03", "2026-05-03", -1, -12),
        ("2027-05-02", "2026-05-03", 0, -11),
    ],
)  # fmt: skip
def test_whole_units_between_two_days(born: str, at: str, years: int, months: int) -> None:
    first, last = date.fromisoformat(born), date.fromisoformat(at)
    assert whole_years(first, last) == years
    assert whole_months(first, last) == months


def test_every_month_has_its_english_name() -> None:
    written = [write_date(Moment(month=n), "MMM MMMM") for n in range(1, 13)]
    assert written == [f"{name[:3]} {name}" for name in MONTHS]
