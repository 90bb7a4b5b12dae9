"""What each step makes of a value, and what it leaves alone."""

from typing import Any

import pytest
from clinic import q
from hypothesis import given, settings
from hypothesis import strategies as st
from values_made import ABSENT, after, scope, walked

from mapper_gui.mapping.conditions import Presence
from mapper_gui.mapping.evaluate import ReasonKind
from mapper_gui.mapping.making import UNDEFINED, JavaScriptError
from mapper_gui.mapping.result import CodeFault
from mapper_gui.mapping.source import FORM_ID, SubmissionSource
from mapper_gui.mapping.steps import (
    Age,
    AgeUnit,
    AttachmentLink,
    Characters,
    CharacterSet,
    Clean,
    Cleanup,
    Code,
    Contains,
    FormatDate,
    GpsPart,
    Is,
    NumberKind,
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.submission import EMPTY, NULL, Answer, State, Submission
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    Outside,
    OutsideAction,
)

WHOLE, DECIMAL = ToNumber(NumberKind.WHOLE), ToNumber(NumberKind.DECIMAL)
D, L, S, P, E = CharacterSet
GPS = "-1.28 36.81 1700.5 10"
TABLE = ChoiceTable(
    (ChoiceRow("a", "A"), ChoiceRow("b", 2), ChoiceRow("n", None), ChoiceRow("", "none"))
)


def value(given: Any, *steps: Any) -> Any:
    """What the steps make of it; None where that is empty or absent."""
    found, _ = after(given, *steps)
    return found.value if found.state is State.ANSWERED else None


@pytest.mark.parametrize(
    ("step", "given", "result"),
    [
        (Clean(Cleanup.TRIM), " \u00a0a b\ufeff\n", "a b"),
        (Clean(Cleanup.TRIM), "\u200ba", "\u200ba"),
        (Clean(Cleanup.TRIM), "  ", None),
        (Clean(Cleanup.UPPER), "straße é ı", "STRASSE É I"),
        (Clean(Cleanup.LOWER), "ÄRZTIN ΟΔΟΣ", "ärztin οδος"),
        (Clean(Cleanup.FIRST_CAPITAL), "ana BELL", "Ana BELL"),
        (Clean(Cleanup.FIRST_CAPITAL), "ßa", "SSa"),
        (Clean(Cleanup.FIRST_CAPITAL), "𐐨x", "𐐀x"),
        (Clean(Cleanup.TITLE), "ana  o'BRIEN-smith\tx", "Ana  O'brien-smith\tx"),
        (Clean(Cleanup.UNDERSCORES), "a_b__c", "a b  c"),
        (Replace("a", "b"), "banana", "bbnbnb"),
        (Replace("a", "b", everywhere=False), "banana", "bbnana"),
        (Replace("aa", "a"), "aaaa", "aa"),
        (Replace(".", "$&"), "a.b", "a$&b"),
        (Replace("", "x"), "ab", "ab"),
        (Replace("ab", ""), "ab", None),
        (Characters((D,), keep=True), "a1 २2", "12"),
        (Characters((D,), keep=False), "a1 २2", "a २"),
        (Characters((L, S), keep=True), "Zoë 7! 中", "Zoë  中"),
        (Characters((P,), keep=False), "a.b-c_d'e“f", "abcde“f"),
        (Characters((E,), keep=False), "hi 👩\u200d👧❤️ 5", "hi  5"),
        (Characters((E,), keep=True), "hi 👋", "👋"),
        (Characters((S,), keep=False), "a\u3000b\tc\u0085d", "abc\u0085d"),
        (Characters((D,), keep=True), "none", None),
        (Shorten(3), "a👋bcd", "a👋b"),
        (Shorten(9), "ab", "ab"),
        (Shorten(0), "ab", None),
        (TakeGps(GpsPart.LATITUDE), GPS, "-1.28"),
        (TakeGps(GpsPart.LONGITUDE), GPS, "36.81"),
        (TakeGps(GpsPart.ALTITUDE), GPS, "1700.5"),
        (TakeGps(GpsPart.ACCURACY), "1 2", None),
        (TakePart("-", 1), "a-b-c", "a"),
        (TakePart("-", 3), "a-b-c", "c"),
        (TakePart("-", 4), "a-b-c", None),
        (TakePart("-", -1), "a-b-c", "c"),
        (TakePart("-", -3), "a-b-c", "a"),
        (TakePart("-", -4), "a-b-c", None),
        (TakePart("-", 2), "a--b", None),
        (TakePart("", 1), "ab", "ab"),
        (TakePart(", ", 2), "x, y", "y"),
        (WHOLE, "12", 12), (WHOLE, " 12.0 ", 12), (WHOLE, "12.5", None), (WHOLE, True, None),
        (DECIMAL, "12.50", 12.5), (DECIMAL, 5, 5), (DECIMAL, "5,5", None),
        (ToNumber(NumberKind.ROUNDED, 1), "2.25", 2.3), (ToNumber(NumberKind.ROUNDED), "-2.5", -3),
        (YesNo(), "yes", True), (YesNo(), "0", False), (YesNo(), "maybe", None), (YesNo(), "Yes", None),
        (YesNo(("j",), ("n",)), "n", False), (YesNo(), 1, True), (YesNo(), True, True),
        (FormatDate("dd.MM.yy"), "2026-05-03", "03.05.26"),
        (FormatDate("yyyy-MM-dd"), "2026-05-03T23:30:00.000+03", "2026-05-03"),
        (FormatDate("yyyy-MM-dd HH:mm", zone="Africa/Nairobi"), "2026-05-03T22:30:00Z", "2026-05-04 01:30"),
        (FormatDate("yyyy-MM-dd", read="d/M/yyyy"), "3/5/2026", "2026-05-03"),
        (FormatDate("yyyy"), "not a date", None), (FormatDate("q"), "2026-05-03", None),
        (FormatDate("yyyy", read="q"), "2026-05-03", None), (FormatDate("yyyy"), "\u00a02026-05-03", "2026"),
        (FormatDate("HH:mm"), "14:50:00.000+03:00", "11:50"), (FormatDate("yyyy"), 2026, None),
        (FormatDate("yyyy", zone="Mars"), "2026-05-03T00:00Z", None),
        (Contains("b"), "a b", True), (Contains("c"), "a b", False), (Contains("a b"), "a b", False),
        (Is(Presence.ANSWERED), "x", True), (Is(Presence.EMPTY), "x", False), (Is(Presence.THERE), "x", True),
        (ByTable(TABLE), "a", "A"), (ByTable(TABLE), "b", 2), (ByTable(TABLE), "n", None),
        (ByTable(TABLE), "x", None), (ByTable(ChoiceTable((ChoiceRow("5", "five"),))), 5, "five"),
        (EachChoice(TABLE), "a  b x", "A;2"), (EachChoice(TABLE, None), "b a", (2, "A")),
        (EachChoice(None, ", "), "a b", "a, b"), (EachChoice(TABLE), "x n", None),
        (EachChoice(None, None), "a", ("a",)), (EachChoice(None, ""), "a b", "ab"),
    ],
    ids=str,
)  # fmt: skip
def test_a_step_makes_this_of_an_answer(step: Any, given: Any, result: Any) -> None:
    found = value(given, step)
    assert found == result
    assert type(found) is type(result)


EVERY_STEP = [
    *(Clean(how) for how in Cleanup), Replace("a", "b"), Characters((D,), True), Shorten(3),
    TakeGps(GpsPart.LATITUDE), TakePart("-", 1), FormatDate("yyyy"), Age(FORM_ID), WHOLE, DECIMAL,
    YesNo(), AttachmentLink(), ByTable(ChoiceTable()), EachChoice(None), EachChoice(ChoiceTable()),
]  # fmt: skip


@pytest.mark.parametrize("step", EVERY_STEP, ids=str)
def test_absent_and_empty_pass_through_untouched(step: Any) -> None:
    assert after(ABSENT, step)[0] == ABSENT
    assert after("", step)[0] == EMPTY
    found, walk = after(None, step)
    assert found.state is State.EMPTY
    assert walk.unreadable == []


@pytest.mark.parametrize(
    ("step", "absent", "empty"),
    [
        (Contains("a"), False, False),
        (Is(Presence.THERE), False, True),
        (Is(Presence.ANSWERED), False, False),
        (Is(Presence.EMPTY), False, True),
        (ByTable(TABLE), None, "none"),
        (EachChoice(TABLE), None, "none"),
    ],
    ids=str,
)
def test_these_steps_answer_for_absent_or_empty(step: Any, absent: Any, empty: Any) -> None:
    assert value(ABSENT, step) is absent
    assert value("", step) == empty
    assert value(None, step) == empty


@pytest.mark.parametrize(
    ("step", "given", "wanted"),
    [
        (WHOLE, "abc", "number"), (WHOLE, "1.5", "whole number"), (WHOLE, str(2**53 + 1), "number"),
        (YesNo(), "maybe", "yes or no"), (FormatDate("yyyy"), "x", "date"),
        (FormatDate("q"), "2026-05-03", "date pattern and time zone"), (Age(FORM_ID), "x", "date"),
        (Age(FORM_ID), "2026-05-03", "date"),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_step_cannot_read_is_empty_and_named(step: Any, given: str, wanted: str) -> None:
    found, walk = after(given, Clean(Cleanup.TRIM), step)
    assert found == EMPTY
    [unreadable] = walk.unreadable
    assert (unreadable.step, unreadable.wanted) == (1, wanted)


@pytest.mark.parametrize(
    "step", [Clean(Cleanup.TRIM), Shorten(1), WHOLE, FormatDate("yyyy"), TakePart("-", 1)], ids=str
)
def test_a_list_cannot_be_read_by_steps_for_one_value(step: Any) -> None:
    found, walk = after("a b", EachChoice(None, None), step)
    assert found == EMPTY
    assert len(walk.unreadable) == 1


def test_a_list_can_be_asked_and_mapped_again() -> None:
    assert value("a b", EachChoice(None, None), Contains("b")) is True
    assert value("a b", EachChoice(None, None), EachChoice(TABLE, "+")) == "A+2"
    assert value("a b", EachChoice(None, None), Is(Presence.ANSWERED)) is True


@pytest.mark.parametrize(
    ("outside", "result", "stopped"),
    [
        (Outside(OutsideAction.KEEP), "x", False),
        (Outside(OutsideAction.EMPTY), None, False),
        (Outside(OutsideAction.DEFAULT, "other"), "other", False),
        (Outside(OutsideAction.DEFAULT, None), None, False),
        (Outside(OutsideAction.STOP), None, True),
    ],
    ids=str,
)
def test_an_id_outside_the_table_is_noted_whatever_becomes_of_it(
    outside: Outside, result: Any, stopped: bool
) -> None:
    found, walk = after("x", ByTable(ChoiceTable((ChoiceRow("a", 1),), outside=outside)))
    assert (found.value if found.state is State.ANSWERED else None) == result
    assert (walk.outside, walk.stopped) == (["x"], stopped)


@pytest.mark.parametrize(
    ("ignore_case", "given", "result"),
    [(False, "A", None), (True, "A", 1), (True, "a", 1), (True, "ß", 2), (True, "SS", None)],
)
def test_upper_and_lower_case_alike_only_if_so_said(
    ignore_case: bool, given: str, result: Any
) -> None:
    rows = (ChoiceRow("a", 1), ChoiceRow("ß", 2))
    assert value(given, ByTable(ChoiceTable(rows, ignore_case))) == result


def test_the_first_of_two_rows_counts() -> None:
    assert value("a", ByTable(ChoiceTable((ChoiceRow("a", 1), ChoiceRow("a", 2))))) == 1


@pytest.mark.parametrize(
    ("born", "unit", "age"),
    [("2020-05-04", AgeUnit.YEARS, 5), ("2020-05-03", AgeUnit.YEARS, 6), ("2026-04-03", AgeUnit.MONTHS, 1),
     ("2026-04-04", AgeUnit.MONTHS, 0), ("2026-05-01", AgeUnit.DAYS, 2), ("2026-05-04", AgeUnit.DAYS, -1),
     ("2020-05-03T23:59:00.000+03", AgeUnit.YEARS, 6)],
)  # fmt: skip
def test_an_age_is_whole_units_to_another_date(born: str, unit: AgeUnit, age: int) -> None:
    received = SubmissionSource("received_on")  # 2026-05-03T10:00:00.000000Z
    found, walk = walked(Constant(born), Age(received, unit))
    assert found == Answer(State.ANSWERED, age)
    assert [trace.source for trace in walk.asked] == [received]


def test_an_age_without_the_other_date_is_absent() -> None:
    found, walk = walked(Constant("2020-05-03"), Age(q("/visit_date")))
    assert found == ABSENT
    assert walk.reason is not None
    assert (walk.reason.kind, walk.reason.source) == (ReasonKind.ABSENT, q("/visit_date"))


def test_a_file_name_becomes_its_address() -> None:
    from clinic import MAPPING

    from mapper_gui.mapping.making import Scope

    body = {"form": {"photo": "1.jpg"}, "attachments": {"1.jpg": {"url": "https://x/1.jpg"}}}
    within = Scope(MAPPING, Submission(body))
    take = First((q("/photo"),))
    assert walked(take, AttachmentLink(), within=within)[0].value == "https://x/1.jpg"
    assert walked(Constant("2.jpg"), AttachmentLink(), within=within)[0] == ABSENT


class Engine:
    """Gives back what it was told to, and remembers what it was given."""

    def __init__(self, made: Any = UNDEFINED) -> None:
        self.made = made
        self.given: list[Any] = []

    def run(self, body: str, value: Any, submission: Any, row: Any) -> Any:
        self.given.append((body, value, submission, row))
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


@pytest.mark.parametrize(
    ("given", "passed"),
    [(ABSENT, UNDEFINED), ("", ""), (None, None), ("x", "x"), (5, 5), (True, True)],
    ids=["absent", "blank", "null", "text", "number", "flag"],
)
def test_code_is_given_undefined_for_absent_and_null_for_null(given: Any, passed: Any) -> None:
    engine = Engine("made")
    found, _ = after(given, Code("body"), javascript=engine)
    assert found.value == "made"
    [(body, value_passed, submission, row)] = engine.given
    assert (body, value_passed, row) == ("body", passed, None)
    assert submission["id"] == "f-1"


def test_a_null_answer_is_null_to_code_too() -> None:
    engine = Engine()
    within = scope(name=None)
    within.javascript = engine
    walked(First((q("/name"),)), Code(""), within=within)
    assert engine.given[0][1] is None


def test_code_sees_the_innermost_row_and_a_list_as_a_list() -> None:
    engine = Engine()
    within = scope(row=1, children=[{"name": "A"}, {"name": "B"}])
    within.javascript = engine
    walked(Constant("a b"), EachChoice(None, None), Code(""), within=within)
    assert engine.given[0][1] == ["a", "b"]
    assert engine.given[0][3] == {"name": "B"}


@pytest.mark.parametrize(
    ("made", "result"),
    [
        (UNDEFINED, ABSENT), (None, NULL), ("", EMPTY), ([], EMPTY), ("x", Answer(State.ANSWERED, "x")),
        (0, Answer(State.ANSWERED, 0)), (False, Answer(State.ANSWERED, False)),
        (["a", 1], Answer(State.ANSWERED, ("a", 1))), ({"a": 1}, EMPTY), ([["a"]], EMPTY),
    ],
    ids=["undefined", "null", "blank", "no items", "text", "0", "false", "list", "object", "lists"],
)  # fmt: skip
def test_what_code_gives_is_a_value_or_is_named(made: Any, result: Answer) -> None:
    found, walk = after("v", Code("body"), javascript=Engine(made))
    assert found == result
    odd = isinstance(made, dict) or made == [["a"]]
    assert bool(walk.unreadable) == odd


def test_code_that_fails_is_absent_with_its_reason() -> None:
    error = JavaScriptError(CodeFault.THREW, "Error: no")
    found, walk = after("v", Code("body"), javascript=Engine(error))
    assert found == ABSENT
    assert walk.reason is not None
    assert (walk.reason.kind, walk.reason.fault) == (ReasonKind.CODE_FAILED, CodeFault.THREW)
    assert walk.reason.choice == "Error: no"


def test_without_an_engine_code_is_not_run() -> None:
    found, walk = after("v", Code("body"))
    assert found == ABSENT
    assert walk.reason is not None
    assert walk.reason.kind is ReasonKind.CODE_NOT_RUN


def test_every_stage_of_a_chain_is_kept() -> None:
    _, walk = after(" a_b ", Clean(Cleanup.TRIM), Clean(Cleanup.UNDERSCORES), Clean(Cleanup.TITLE))
    assert [stage.value for stage in walk.stages] == [" a_b ", "a_b", "a b", "A B"]


def test_texts_that_would_fill_the_memory_are_not_made() -> None:
    ten_times = Replace("a", "a" * 10)
    found, walk = after("a" * 100, *[ten_times] * 30)
    assert found.state is State.EMPTY
    assert [each.wanted for each in walk.unreadable] == ["shorter text"]
    long = ChoiceTable((ChoiceRow("a", "x" * 1_000_000),))
    several = EachChoice(long, ";")
    assert after(" ".join("a" * 50), several)[1].unreadable[0].wanted == "shorter text"
    assert len(value("a a", several)) == 2_000_001


any_value = st.one_of(
    st.just(ABSENT), st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
)  # fmt: skip


@settings(deadline=None)
@given(
    any_value,
    st.lists(st.sampled_from([*EVERY_STEP, EachChoice(None, None), Contains("a")]), max_size=4),
)
def test_any_chain_of_steps_on_any_value_ends_in_a_value(given: Any, steps: list[Any]) -> None:
    found, walk = after(given, *steps)
    assert len(walk.stages) == len(steps) + 1
    assert found.state in State
    if found.state is State.ANSWERED and found.value is not None:
        assert found.value != ""
