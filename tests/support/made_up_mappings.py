"""Mappings and submissions made up from a seed, with every trap that names and texts can hold.

A made-up mapping has no error that an exporter would refuse, so that each can be run.
"""

from __future__ import annotations

from random import Random
from typing import Any

from made_up_bodies import ANSWERS, made_up_body
from made_up_names import CHOICE_IDS, KINDS, NASTY_TEXTS, REPEATS, XMLNS, some
from made_up_values import (
    SHARED,
    Around,
    made_up_condition,
    made_up_policy,
    made_up_scalar,
    made_up_source,
    made_up_steps,
    made_up_table,
    made_up_take,
)

from mapper_gui.mapping.form import (
    CaseBlock,
    Choice,
    Form,
    Kind,
    Question,
    QuestionId,
    enclosing,
)
from mapper_gui.mapping.mapping import (
    Accepts,
    Cell,
    Chosen,
    Column,
    FieldRule,
    ForEach,
    LookupSample,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
    Status,
    Table,
    TableRows,
)
from mapper_gui.mapping.source import SubmissionSource
from mapper_gui.mapping.target import (
    FieldType,
    Target,
    TargetChoice,
    TargetField,
    TargetObject,
)
from mapper_gui.mapping.values import First, Take, Value

__all__ = ("XMLNS", "made_up", "made_up_body", "made_up_mapping")

NAMED = ("Key", "full name", "__proto__", "at", "2nd")


def made_up(seed: int, *, code: bool = False) -> tuple[Mapping, dict[str, Any]]:
    """A mapping and the body of a submission, always the same for a seed; on demand with code."""
    by = Random(seed)
    return made_up_mapping(by, code=code), made_up_body(by)


def made_up_mapping(by: Random, *, code: bool = False) -> Mapping:
    """A whole mapping whose sources can all be read."""
    named, needs = _named_values(by, code=code)
    accepts = (Accepts(), Accepts((XMLNS, "http://old")), Accepts(form_names=("it's", "B")))
    accepted = by.choice(accepts)
    if by.random() < 0.2:
        around = _around(frozenset(), needs)
        when = made_up_condition(by, around)
        accepted = Accepts(accepted.xmlns, accepted.form_names, when)
    return Mapping(
        form=_form(by),
        target=Target(
            by.choice(("", "Sales\nforce")),
            tuple(
                TargetObject(name, by.choice(("", "A label")), _target_fields(by))
                for name in ("Contact", "Child")
            ),
        ),
        accepts=accepted,
        identifiers=tuple({made_up_source(by, Around()) for _ in range(by.randrange(3))}),
        choice_tables={name: made_up_table(by) for name in SHARED},
        named_values=named,
        lookup_samples=tuple(_sample(by) for _ in range(by.randrange(12))),
        rules=tuple(_rule(by, name, needs, code=code) for name in some(by, NASTY_TEXTS, 1, 3)),
        note=by.choice(("", "the whole")),
    )


Needs = dict[str, frozenset[str]]
"""The repeats that a rule must iterate to read each named value."""


def _named_values(by: Random, *, code: bool) -> tuple[dict[str, Value], Needs]:
    named: dict[str, Value] = {}
    needs: Needs = {}
    for name in some(by, NAMED, 0, 3):
        repeat = by.choice((None, None, *REPEATS))
        repeats = _iterated(repeat)
        around = _around(repeats, needs)
        named[name] = Value(made_up_take(by, around), made_up_steps(by, around, code=code))
        needs[name] = repeats
    return named, needs


def _around(repeats: frozenset[str], needs: Needs, columns: tuple[str, ...] = ()) -> Around:
    return Around(repeats, columns, tuple(name for name in needs if needs[name] <= repeats))


def _iterated(repeat: str | None) -> frozenset[str]:
    if repeat is None:
        return frozenset()
    return frozenset({repeat, *(above for above in enclosing(repeat) if above in REPEATS)})


def _sample(by: Random) -> LookupSample:
    return LookupSample(
        by.choice(("Contact", "Child", "__proto__")),
        by.choice(("Code__c", "toString")),
        by.choice(ANSWERS),
        by.choice(("Id", "a b")),
        made_up_scalar(by),
    )


def _labels(by: Random) -> dict[str, str]:
    return {language: by.choice(NASTY_TEXTS) for language in some(by, ("en", "fra"), 0, 2)}


def _form(by: Random) -> Form:
    """Groups, nested repeats, a query's repeat, a transaction, odd names."""
    kinds = {**KINDS, **dict.fromkeys(REPEATS, Kind.REPEAT)}
    questions = [_question(by, path, kinds[path]) for path in sorted(kinds)]
    questions.append(Question(None, Kind.LOOKUP_DATA))
    return Form(
        tuple(questions),
        languages=("en", "fra"),
        name=by.choice(("", "Visit", "it's */ a\nform")),
        xmlns=by.choice((XMLNS, XMLNS, "http://other\n'x")),
        app_id=by.choice(("", "app")),
        case_blocks=by.choice(((), (CaseBlock("/case", ("@case_id",)),))),
    )


def _question(by: Random, path: str, kind: Kind) -> Question:
    around = [repeat for repeat in enclosing(path) if repeat in REPEATS]
    choices: tuple[Choice, ...] = ()
    if kind in (Kind.SINGLE, Kind.MULTIPLE):
        choices = tuple(Choice(name, _labels(by)) for name in some(by, CHOICE_IDS, 0, 4))
    return Question(
        QuestionId(path),
        kind,
        {} if kind is Kind.HIDDEN else _labels(by),
        choices,
        around[-1] if around else None,
        by.choice((None, True, False)),
        by.choice((None, "", "uuid()")),
        comment=by.choice(("", "=cmd()")),
        row=by.choice((None, 7)),
        doubts=by.choice(((), ("odd_id",))),
    )


def _target_fields(by: Random) -> tuple[TargetField, ...]:
    return tuple(
        TargetField(
            name,
            by.choice(("", "=Label")),
            by.choice(tuple(FieldType)),
            by.choice(("", "picklist")),
            by.random() < 0.4,
            tuple(
                TargetChoice(value, by.choice(("", "L")))
                for value in ("Male", "=x")[: by.randrange(3)]
            ),
            by.choice((None, 80)),
            by.random() < 0.2,
            by.choice(((), ("Account",))),
            by.random() < 0.8,
        )
        for name in some(by, NASTY_TEXTS, 0, 6)
    )


def _for_each(by: Random, repeat: str | None) -> ForEach | None:
    if by.random() < 0.25:
        return TableRows(_table(by, _iterated(repeat)), QuestionId(repeat) if repeat else None)
    if repeat is None and by.random() < 0.3:
        return Chosen(QuestionId(by.choice(("/hh/services", "/name", "/hh/sex"))))
    return QuestionId(repeat) if repeat else None


def _table(by: Random, repeats: frozenset[str]) -> Table:
    columns = tuple(Column(name, by.random() < 0.6) for name in some(by, NASTY_TEXTS, 1, 3))
    around = Around(repeats, of_item=False)

    def cell(column: Column) -> Cell:
        if by.random() < 0.1:
            return None
        return made_up_source(by, around) if column.of_sources else made_up_scalar(by)

    rows = tuple(tuple(cell(column) for column in columns) for _ in range(by.randrange(5)))
    return Table(columns, rows)


def _rule(by: Random, rule_id: str, needs: Needs, *, code: bool) -> RecordRule:
    repeat = by.choice((None, None, *REPEATS))
    for_each = _for_each(by, repeat)
    columns: tuple[str, ...] = ()
    if isinstance(for_each, TableRows):
        columns = tuple(column.name for column in for_each.table.columns)
    around = _around(_iterated(repeat), needs, columns)
    names = some(by, NASTY_TEXTS, 1, 8)
    key = tuple(by.sample(names, min(by.choice((0, 0, 1, 2)), len(names))))
    if by.random() < 0.05:
        key += ("not mapped",)
    return RecordRule(
        RuleId(rule_id),
        by.choice(("Contact", "__proto__", "Child")),
        by.choice(tuple(Operation)),
        key,
        for_each,
        tuple(_field_rule(by, name, around, name in key, code=code) for name in names),
        by.choice(("", "why\u2028so")),
        made_up_condition(by, around) if by.random() < 0.3 else None,
    )


def _field_rule(by: Random, name: str, around: Around, is_key: bool, *, code: bool) -> FieldRule:
    take: Take | None = made_up_take(by, around)
    then = made_up_steps(by, around, code=code)
    if is_key and by.random() < 0.8:
        take, then = First((made_up_source(by, around), SubmissionSource("id"))), ()
    if by.random() < 0.05:
        take = None
    return FieldRule(
        name,
        take,
        then,
        made_up_policy(by),
        made_up_policy(by),
        by.choice(tuple(Status)),
        by.choice(("", "", "a note */\n// with ends")),
        Reference("Child", "Code__c") if by.random() < 0.1 else None,
    )
