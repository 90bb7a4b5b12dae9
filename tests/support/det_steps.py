"""Every step that commcare-export can express, on every answer that its question can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from det_forms import (
    CHOICES,
    DATES,
    DECIMALS,
    KINDS,
    MOMENTS,
    NUMBERS,
    PLACES,
    TEXTS,
    XMLNS,
    the_form,
)

from mapper_gui.mapping.conditions import Asks, Compare, Condition, Operator, Presence, ReadAs
from mapper_gui.mapping.form import Kind, QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import MetaSource, QuestionSource, SubmissionSource
from mapper_gui.mapping.steps import (
    Age,
    AgeUnit,
    Contains,
    FormatDate,
    GpsPart,
    Is,
    NumberKind,
    Shorten,
    TakeGps,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.values import (
    ByTable,
    Case,
    Cases,
    ChoiceRow,
    ChoiceTable,
    Constant,
    Count,
    EachChoice,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Step,
    Sum,
    Take,
    Template,
    Term,
)

_ANSWERS: dict[str, tuple[str, ...]] = {
    "/name": TEXTS,
    "/sex": (*CHOICES, "unknown", ""),
    "/hh/services": (*CHOICES, "m f", "a b-c yes no 1 2", "unknown m", "", "id Äpfel"),
    "/hh/members": (*NUMBERS, ""),
    "/weight": (*DECIMALS, ""),
    "/dob": (*DATES, ""),
    "/seen": (*MOMENTS, ""),
    "/place": (*PLACES, ""),
    "/calculated": (*DATES, *MOMENTS, *NUMBERS, *DECIMALS, "a b-c", "m", "2026-05-03 14:50", ""),
}
TABLE = ChoiceTable(
    (ChoiceRow("m", "Male"), ChoiceRow("f", None), ChoiceRow("", "none"), ChoiceRow("1", 1.5),
     ChoiceRow("id", True), ChoiceRow("Äpfel", "x,y {z}"), ChoiceRow("m", "twice")),
    outside=Outside(OutsideAction.DEFAULT, "other"),
)  # fmt: skip
PATTERNS = (
    "yyyy-MM-dd", "dd/MM/yyyy", "d MMMM yyyy", "MM/dd/yy hh:mm a", "'on {x} %' d MMM ''yy %{}", "M/d/yy",
    "yyyy-MM-dd'T'HH:mm:ssXXX", "H:m:s", "yyyyMMdd", "",
)  # fmt: skip
DEFAULTS = Policy(PolicyAction.DEFAULT, "was absent"), Policy(PolicyAction.DEFAULT, "was empty")


def _steps(kind: Kind) -> Iterator[tuple[Step, ...]]:
    yield ()
    yield (ByTable(TABLE),)
    yield (ByTable(ChoiceTable(TABLE.rows, outside=Outside(OutsideAction.KEEP))),)
    yield (ByTable(ChoiceTable(TABLE.rows)),)
    yield (YesNo(("yes", "1", "m"), ("no", "2")),)
    yield from ((Is(presence),) for presence in Presence)
    yield from ((Shorten(length),) for length in (0, 2, 500))
    yield from ((ToNumber(number, places),) for number in NumberKind for places in (0, 2))
    yield (Shorten(1), ByTable(TABLE))
    if kind not in (Kind.TEXT,):
        yield (Contains("m"),)
        yield from ((TakeGps(part),) for part in GpsPart)
        yield (TakeGps(GpsPart.LONGITUDE), ToNumber(NumberKind.DECIMAL))
    if kind in (Kind.MULTIPLE, Kind.SINGLE):
        yield (EachChoice(None, ";"),)
        yield (EachChoice(TABLE, ", "),)
        yield (EachChoice(ChoiceTable(TABLE.rows), "{}"),)
        yield (EachChoice(ChoiceTable(TABLE.rows, outside=Outside(OutsideAction.KEEP)), ""),)
    if kind in (Kind.DATE, Kind.DATETIME, Kind.HIDDEN):
        yield from ((FormatDate(pattern),) for pattern in PATTERNS)
        for unit in AgeUnit:
            yield (Age(SubmissionSource("received_on"), unit),)
            yield (Age(QuestionSource(QuestionId("/dob")), unit),)
    if kind is Kind.DATE:
        yield (FormatDate("d.M.yyyy", "yyyy-MM-dd", "Africa/Nairobi"),)


def _conditions(path: str, kind: Kind) -> Iterator[Condition]:
    source = QuestionSource(QuestionId(path))
    other = QuestionSource(QuestionId("/sex"))
    yield from (Asks(source, presence) for presence in Presence)
    for operand in ("m", "", "12", "-0.5", "Am"):
        for operator in Operator:
            if operator is Operator.CONTAINS or (
                operator is Operator.HAS_CHOICE and kind is Kind.TEXT
            ):
                continue
            yield Compare(source, operator, (operand,))
    yield Compare(source, Operator.ONE_OF, ("m", "yes", "2026-05-03", ""))
    yield Compare(source, Operator.EQUAL, other)
    yield Compare(source, Operator.NOT_EQUAL, other)
    for operator in (Operator.EQUAL, Operator.NOT_EQUAL, Operator.LESS, Operator.AT_LEAST):
        for operand in ("12", "-0.5", "", "7.0"):
            yield Compare(source, operator, (operand,), ReadAs.NUMBER)
        yield Compare(source, operator, QuestionSource(QuestionId("/hh/members")), ReadAs.NUMBER)
        if kind is Kind.DATE:
            yield Compare(source, operator, ("2026-05-03",), ReadAs.DATE)
            yield Compare(source, operator, ("not a date",), ReadAs.DATE)


def _values() -> Iterator[tuple[Take, tuple[Step, ...]]]:
    for path in _ANSWERS:
        source = QuestionSource(QuestionId(path))
        kind = KINDS[path]
        for then in _steps(kind):
            yield First((source,)), then
        for condition in _conditions(path, kind):
            yield Cases((Case(condition, Constant("holds")),), Constant("does not")), ()
        yield First((source, MetaSource("username"))), ()
        yield Template(("<", source, ">")), ()
        yield Template(("<", source, ", {}"), True), ()
        yield Sum((Term(source), Term(QuestionSource(QuestionId("/weight")), True))), ()
        yield Sum((Term(source), Term(QuestionSource(QuestionId("/weight")))), True), ()
        if kind is not Kind.TEXT:
            yield Count(source), ()
    yield Count(QuestionSource(QuestionId("/kids"))), ()


def every_step() -> Mapping:
    """A mapping with a field for each step and condition on each kind of question, in several
    rules so that no table is too wide."""
    fields = [
        FieldRule(f"f{number}", take, then, *DEFAULTS)
        for number, (take, then) in enumerate(_values())
    ]
    rules = [
        RecordRule(RuleId(f"Table {start}"), "Any", fields=tuple(fields[start : start + 60]))
        for start in range(0, len(fields), 60)
    ]
    return Mapping(form=the_form(), rules=tuple(rules))


@dataclass
class _Answers:
    """Where the next answers of each question are taken from, again and again."""

    place: int = 0

    def form(self) -> dict[str, Any]:
        form: dict[str, Any] = {"@xmlns": XMLNS, "hh": {}}
        for number, (path, answers) in enumerate(_ANSWERS.items()):
            turn = self.place + number
            answer: Any = answers[self.place % len(answers)]
            if turn % 9 == 0:
                continue
            if turn % 7 == 0 and answer:
                answer = {"@a": "1", "#text": answer}
            *groups, name = path.strip("/").split("/")
            (form["hh"] if groups else form)[name] = answer
        form["meta"] = {"username": "" if self.place % 3 else "chw01"}
        rows: list[Any] = [{}, {"kids": ""}, {"kids": {"len": "1"}}, {"kids": [{"len": "1"}, {}]}]
        form |= rows[self.place % 4]
        self.place += 1
        return form


def every_answer() -> list[dict[str, Any]]:
    """Submissions in which every answer of every question comes up."""
    answers = _Answers()
    most = max(len(each) for each in _ANSWERS.values())
    return [
        {
            "id": f"f-{number}",
            "domain": "demo",
            "received_on": "2026-05-03T14:50:41.156000Z",
            "indexed_on": f"2026-06-01T00:{number // 60:02d}:{number % 60:02d}.000000Z",
            "form": answers.form(),
        }
        for number in range(most)
    ]
