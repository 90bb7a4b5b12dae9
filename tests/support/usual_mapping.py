"""A mapping of 100 fields over a form of 300 questions, with the kinds of rules that public
integrations have and in their shares, and submissions for it."""

from __future__ import annotations

from random import Random
from typing import Any

from mapper_gui.mapping.conditions import AllOf, Asks, Compare, Operator, Presence, ReadAs
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import (
    FieldRule,
    LookupSample,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
)
from mapper_gui.mapping.source import CaseSource, QuestionSource, Source, SubmissionSource
from mapper_gui.mapping.steps import (
    AttachmentLink,
    Characters,
    CharacterSet,
    Clean,
    Cleanup,
    Contains,
    FormatDate,
    GpsPart,
    NumberKind,
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
    EachChoice,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Sum,
    TargetLookup,
    Template,
    Term,
)

XMLNS = "http://openrosa.org/formdesigner/usual"
QUESTIONS = 300
ROW_QUESTIONS = 20
ROWS = 3
IN_ROWS = 17
"""Of 100 fields; 17% of those counted stand inside a repeat."""

KINDS = {
    "direct path": 53,
    "text cleanup": 9,
    "choice value map": 8,
    "template": 5,
    "constant": 4,
    "multiple answer, each mapped and joined": 3,
    "condition on other questions": 3,
    "date reformat": 2,
    "yes/no from a choice": 2,
    "first answered of several": 2,
    "default when empty": 2,
    "null or blank when empty": 1,
    "attachment link": 1,
    "part of a GPS answer": 1,
    "target lookup": 1,
    "contains a choice": 1,
    "sum": 1,
    "number": 1,
}
"""How many of 100 fields: the shares of 3,997 fields of seven integrations, rounded, so that what is
rarer than one in 200 is left out."""

_CHOICES = ("yes", "no", "refused", "other", "a_1", "a_2", "a_3")
_TABLE = ChoiceTable(
    tuple(ChoiceRow(each, each.title()) for each in _CHOICES),
    outside=Outside(OutsideAction.KEEP),
)


def _path(number: int, *, in_row: bool = False) -> QuestionId:
    name = f"what_is_the_answer_to_question_{number}"
    return QuestionId(f"/children/{name}" if in_row else f"/section_{number // 20}/group/{name}")


def _kind(number: int) -> Kind:
    """What a question asks, by its number: all kinds stand everywhere."""
    return (
        Kind.TEXT, Kind.SINGLE, Kind.TEXT, Kind.INTEGER, Kind.HIDDEN, Kind.MULTIPLE, Kind.DATE,
        Kind.TEXT, Kind.GPS, Kind.IMAGE,
    )[number % 10]  # fmt: skip


def usual_mapping() -> Mapping:
    """Three record rules: one record, one under a condition, one for each row of a repeat."""
    rows = range(QUESTIONS - ROW_QUESTIONS, QUESTIONS)
    questions = [
        _question(_path(number, in_row=number in rows), _kind(number))
        for number in range(QUESTIONS)
    ]
    questions.append(Question(QuestionId("/children"), Kind.REPEAT))
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    Random(7).shuffle(kinds)
    inside, first, second = kinds[:IN_ROWS], kinds[IN_ROWS:70], kinds[70:]
    adult = Compare(_any(3), Operator.AT_LEAST, ("18",), ReadAs.NUMBER)
    return Mapping(
        form=Form(tuple(questions), ("en",), "Usual", XMLNS),
        choice_tables={"shared": _TABLE},
        lookup_samples=tuple(
            LookupSample("Site__c", "Code__c", choice, "Id", f"a0{choice}") for choice in _CHOICES
        ),
        rules=(
            _rule("Person__c", first, 0),
            _rule("Visit__c", second, 100, when=AllOf((adult, Asks(_any(1), Presence.ANSWERED)))),
            _rule("Child__c", inside, rows.start, QuestionId("/children")),
        ),
    )


def _question(path: QuestionId, kind: Kind) -> Question:
    choices = tuple(Choice(each, {"en": each.title()}) for each in _CHOICES)
    return Question(path, kind, {"en": path}, choices if "_answer" in kind.value else ())


def _rule(
    name: str,
    kinds: list[str],
    start: int,
    repeat: QuestionId | None = None,
    when: Any = None,
) -> RecordRule:
    fields = [
        _field(f"Field_{at}__c", kind, start, at, in_row=repeat is not None)
        for at, kind in enumerate(kinds)
    ]
    parts = (SubmissionSource("id"), "-", _any(start, in_row=True))
    key: Any = First((CaseSource("/case", "@case_id"),))
    if repeat is not None:
        key = Template(parts)
    elif when is not None:
        key = Template((CaseSource("/case", "@case_id"), "-visit"))
    # The key stands for a field of its kind, so that there are 100 in all.
    place = kinds.index("template" if isinstance(key, Template) else "direct path")
    fields[place] = FieldRule("Key__c", key)
    return RecordRule(
        RuleId(name), name, Operation.UPSERT, ("Key__c",), repeat, tuple(fields), when=when
    )


def _any(number: int, *, in_row: bool = False) -> Source:
    return QuestionSource(_path(number, in_row=in_row))


def _field(name: str, kind: str, start: int, at: int, *, in_row: bool) -> FieldRule:
    """A field rule of a kind that reads a question that suits it."""
    count = ROW_QUESTIONS if in_row else 150

    def ask(last_digit: int, further: int = 0) -> Source:
        number = (at * 10 + further * 10) % count // 10 * 10 + last_digit
        return _any(start + number, in_row=in_row)

    text, choice, number = First((ask(0),)), First((ask(1),)), First((ask(3),))
    match kind:
        case "direct path":
            reference = Reference("Site__c", "Label__c") if at % 18 == 0 else None
            return FieldRule(name, First((ask(at % 5),)), reference=reference)
        case "text cleanup":
            then = (
                (Clean(Cleanup.TRIM), Clean(Cleanup.TITLE)),
                (Clean(Cleanup.UNDERSCORES), Clean(Cleanup.FIRST_CAPITAL)),
                (Characters((CharacterSet.DIGITS,), keep=True),),
            )[at % 3]
            return FieldRule(name, text, then)
        case "choice value map":
            return FieldRule(name, choice, (ByTable("shared" if at % 2 else _TABLE),))
        case "template":
            return FieldRule(name, Template((ask(0), " - ", ask(2))))
        case "constant":
            return FieldRule(name, Constant("CommCare"))
        case "multiple answer, each mapped and joined":
            return FieldRule(name, First((ask(5),)), (EachChoice("shared"),))
        case "condition on other questions":
            yes = Case(Compare(ask(1), Operator.ONE_OF, ("yes", "other")), Constant("Open"))
            older = Case(Compare(ask(3), Operator.GREATER, ("40",), ReadAs.NUMBER), text)
            return FieldRule(name, Cases((yes, older), Constant("Closed")))
        case "date reformat":
            return FieldRule(name, First((ask(6),)), (FormatDate("dd/MM/yyyy"),))
        case "yes/no from a choice":
            no = ("no", "refused", "other", "a_1", "a_2", "a_3")
            return FieldRule(name, choice, (YesNo(("yes",), no),))
        case "first answered of several":
            return FieldRule(name, First((ask(2, 1), ask(0), ask(7))))
        case "default when empty":
            unknown = Policy(PolicyAction.DEFAULT, "unknown")
            return FieldRule(name, text, if_absent=unknown, if_empty=unknown)
        case "null or blank when empty":
            return FieldRule(name, text, if_empty=Policy(PolicyAction.NULL))
        case "attachment link":
            return FieldRule(name, First((ask(9),)), (AttachmentLink(),))
        case "part of a GPS answer":
            return FieldRule(name, First((ask(8),)), (TakeGps(GpsPart.LATITUDE),))
        case "target lookup":
            return FieldRule(name, TargetLookup("Site__c", "Code__c", ask(1), "Id"))
        case "contains a choice":
            return FieldRule(name, First((ask(5),)), (Contains("a_2"),))
        case "sum":
            terms = (Term(ask(3)), Term(ask(3, 1)), Term(ask(3, 2)))
            return FieldRule(name, Sum(terms, missing_zero=True))
        case "number":
            return FieldRule(name, number, (ToNumber(NumberKind.WHOLE),))
    raise AssertionError(kind)


def usual_body(seed: int) -> dict[str, Any]:
    """The body of a submission: 85% of the questions are in it, 10% of those are left blank."""
    by = Random(seed)
    form: dict[str, Any] = {"@xmlns": XMLNS, "@name": "Usual", "#type": "data"}
    files: dict[str, Any] = {}
    for number in range(QUESTIONS - ROW_QUESTIONS):
        _answer(by, form, _path(number), number, files)
    rows: list[dict[str, Any]] = []
    for number_of_row in range(ROWS):
        row: dict[str, Any] = {}
        for number in range(QUESTIONS - ROW_QUESTIONS, QUESTIONS):
            _answer(by, row, _path(number, in_row=True).rpartition("/")[2], number, files)
        row[_path(QUESTIONS - ROW_QUESTIONS).rpartition("/")[2]] = f"child {number_of_row}"
        rows.append(row)
    form["children"] = rows
    form["case"] = {"@case_id": f"case-{seed}", "update": {"village": "Kisumu"}}
    form["meta"] = {"timeEnd": "2026-05-03T14:50:41.156000Z", "username": "asha"}
    return {
        "id": f"form-{seed}",
        "received_on": "2026-05-03T14:51:00.000000Z",
        "domain": "practice",
        "attachments": files,
        "form": form,
    }


def _answer(
    by: Random, into: dict[str, Any], path: str, number: int, files: dict[str, Any]
) -> None:
    here = by.random()
    if here > 0.85:
        return
    *groups, name = path.strip("/").split("/")
    for group in groups:
        into = into.setdefault(group, {})
    into[name] = "" if here < 0.085 else _text(by, _kind(number), files)


def _text(by: Random, kind: Kind, files: dict[str, Any]) -> str:
    match kind:
        case Kind.SINGLE:
            return by.choice(_CHOICES)
        case Kind.MULTIPLE:
            return " ".join(by.sample(_CHOICES, by.randrange(1, 4)))
        case Kind.INTEGER:
            return str(by.randrange(100))
        case Kind.DATE:
            return f"20{by.randrange(10, 26)}-{by.randrange(1, 13):02}-{by.randrange(1, 29):02}"
        case Kind.GPS:
            return f"{by.uniform(-4, 4):.7f} {by.uniform(34, 40):.7f} 1795.0 4.9"
        case Kind.IMAGE:
            name = f"{by.randrange(10**12)}.jpg"
            files[name] = {"url": f"https://www.commcarehq.org/a/x/api/form/attachment/{name}"}
            return name
        case _:
            return by.choice(
                ("Grace wanjiru", "Kisumu east_ward", "0712 345 678", "a_b_c", "Otieno")
            )
