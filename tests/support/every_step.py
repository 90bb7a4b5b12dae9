"""One mapping with every step, take and condition of the vocabulary over a few questions, and the
submissions that try each of its fields on every kind of answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from made_up_bodies import ANSWERS, ODD
from made_up_values import CODES, PATTERNS, ZONES

from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import AttachmentSource, NamedValue, QuestionSource, RowNumber
from mapper_gui.mapping.steps import (
    COMMCARE,
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
    TargetLookup,
    Template,
    Term,
    Value,
)

XMLNS = "http://openrosa.org/formdesigner/AAAA-1111"
A, B = QuestionSource(QuestionId("/a")), QuestionSource(QuestionId("/b"))
ROWS = QuestionSource(QuestionId("/rows"))
QUESTIONS = (
    Question(QuestionId("/a"), Kind.TEXT),
    Question(QuestionId("/b"), Kind.TEXT),
    Question(QuestionId("/rows"), Kind.REPEAT),
    Question(QuestionId("/rows/x"), Kind.TEXT),
)
TABLES = tuple(
    ChoiceTable(
        (ChoiceRow("m", "Male"), ChoiceRow("YES", True), ChoiceRow("1", 0), ChoiceRow("", None)),
        ignore_case,
        Outside(action, "other"),
    )
    for action in OutsideAction
    for ignore_case in (False, True)
)


def _steps() -> Iterator[Step]:
    yield from (Clean(how) for how in Cleanup)
    for everywhere in (True, False):
        yield from (Replace(old, "$&-", everywhere) for old in ("a", "  ", "", "o", "half"))
    for keep in (True, False):
        yield from (Characters((each,), keep) for each in CharacterSet)
        yield Characters((CharacterSet.LETTERS, CharacterSet.SPACES), keep)
        yield Characters((), keep)
    yield from (Shorten(length) for length in (0, 1, 3))
    yield from (Contains(choice) for choice in ("a", "m", "yes", "1"))
    yield from (Is(presence) for presence in Presence)
    yield from (TakeGps(part) for part in GpsPart)
    for separator in (" ", ",", "-", ""):
        yield from (TakePart(separator, number) for number in (-2, -1, 0, 1, 2, 4))
    yield from (ToNumber(kind) for kind in NumberKind)
    yield from (ToNumber(NumberKind.ROUNDED, places) for places in (1, 2, 15))
    yield YesNo()
    yield YesNo(("m", "f"), ("M",))
    yield AttachmentLink()
    yield from (Age(B, unit) for unit in AgeUnit)
    yield from (FormatDate(pattern) for pattern in PATTERNS)
    yield from (FormatDate("yyyy-MM-dd HH:mm:ss.SSSXXX", COMMCARE, zone) for zone in ZONES)
    yield from (FormatDate("yyyy-MM-dd HH:mm:ss XXX", pattern) for pattern in PATTERNS)
    yield from (ByTable(table) for table in TABLES)
    for table in (None, *TABLES):
        yield from (EachChoice(table, separator) for separator in (";", None))


def _chains() -> Iterator[tuple[Step, ...]]:
    yield from ((step,) for step in _steps())
    yield EachChoice(None, None), Clean(Cleanup.UPPER)
    yield EachChoice(None, None), EachChoice(TABLES[0], ";")
    yield EachChoice(None, None), ByTable(TABLES[2])
    yield EachChoice(None, None), Contains("a")
    yield ToNumber(NumberKind.DECIMAL), ToNumber(NumberKind.ROUNDED)
    yield ToNumber(NumberKind.DECIMAL), Clean(Cleanup.TRIM), FormatDate("yyyy")
    yield Clean(Cleanup.TRIM), Characters((CharacterSet.DIGITS,), True), ToNumber(NumberKind.WHOLE)


def _conditions() -> Iterator[Condition]:
    yield from (Asks(A, presence) for presence in Presence)
    yield from (Asks(ROWS, presence) for presence in Presence)
    for operator in Operator:
        for read_as in ReadAs:
            for operand in ("m", "3", "2026-05-03", "2026-05-03T14:50:41Z", "", "a"):
                yield Compare(A, operator, (operand,), read_as)
            yield Compare(A, operator, B, read_as)
            yield Compare(A, operator, ("M", "12", "yes"), read_as)
    # One of nothing; any other comparison without a constant is the one with the empty text.
    yield from (Compare(A, Operator.ONE_OF, (), read_as) for read_as in ReadAs)
    yield AllOf(())
    yield AnyOf(())
    yield Not(AllOf((Asks(A, Presence.THERE), AnyOf((Asks(B, Presence.EMPTY), Compare(A, Operator.EQUAL, ("m",)))))))  # fmt: skip


def _takes() -> Iterator[Take]:
    yield from (First((A, B)), First((B, A)), First(()), First((NamedValue("null"),)))
    yield from (Template((A, "-", B)), Template((A, "-", B), True), Template(()))
    yield from (Sum((Term(A), Term(B))), Sum((Term(A), Term(B, True)), True))
    yield from (Count(A), Count(ROWS), First((RowNumber(),)))
    yield First((AttachmentSource(QuestionId("/a")),))
    yield TargetLookup("Contact", "Code__c", A, "Id")
    yield from (Constant(None), Constant(""), Constant(2.5), Constant(True))
    yield from (Template((NamedValue("null"), "x"), blank) for blank in (True, False))
    yield from (First((NamedValue("clean"), NamedValue("twice"))), Count(NamedValue("clean")))
    yield Cases((Case(Compare(A, Operator.EQUAL, ("m",)), Constant(None)),), First((B,)))
    yield Cases((Case(Compare(NamedValue("clean"), Operator.EQUAL, ("m",)), Constant("it is m")),))
    yield from (
        Cases((Case(condition, Constant("yes")),), Constant("no")) for condition in _conditions()
    )


NAMED = {
    "null": Value(Constant(None)),
    "clean": Value(First((A,)), (Clean(Cleanup.TRIM), EachChoice(TABLES[6], ";"))),
    "twice": Value(Template((NamedValue("clean"), NamedValue("clean")))),
}


def every_step(*, code: bool = False) -> Mapping:
    """The mapping, a rule for each field, so that one that stops stops no other; with code it has
    the code steps alone."""
    if code:
        fields = [
            FieldRule(f"code {n}", First((A,)), (Code(body),)) for n, body in enumerate(CODES)
        ]
    else:
        fields = [FieldRule(f"take {n}", take) for n, take in enumerate(_takes())]
        fields += [FieldRule(f"step {n}", First((A,)), then) for n, then in enumerate(_chains())]
        fields += _with_policies()
    rules = tuple(RecordRule(RuleId(each.field), "R", fields=(each,)) for each in fields)
    return Mapping(form=Form(QUESTIONS, xmlns=XMLNS), named_values=NAMED, rules=rules)


def _with_policies() -> list[FieldRule]:
    actions = [action for action in PolicyAction if action is not PolicyAction.STOP]
    takes: tuple[Take, ...] = (First((A,)), Constant(None), Constant(""))
    return [
        FieldRule(f"policy {one} {other} {n}", take, (), Policy(one, "gone"), Policy(other, 0))
        for one in actions
        for other in actions
        for n, take in enumerate(takes)
    ]


def submissions() -> Iterator[dict[str, Any]]:
    """Bodies in which `/a` has every answer there is, and none."""
    others = ("3", "2026-05-03", "m", "", None, "2027-02-28T23:30:00-05")
    for number, answer in enumerate((*ANSWERS, *ODD)):
        other = others[number % len(others)]
        rows = ({"x": "1"}, [{"x": "1"}, {}], [], "")[number % 4]
        body: dict[str, Any] = {"id": "f-1", "attachments": {"p.jpg": {"url": "https://hq/p.jpg"}}}
        body["form"] = {"@xmlns": XMLNS, "a": answer, "b": other, "rows": rows}
        yield body
    yield {"id": "f-1", "form": {"@xmlns": XMLNS}}
    yield {"id": "f-1", "form": {"@xmlns": XMLNS, "b": "m"}}
