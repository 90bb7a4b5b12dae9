"""What commcare-export 1.16 can express, part by part: data, from which the check and the help take
what they say (runners page 3, and what was found by running it).

A **workbook** is the query that people of the field write; a **query** is its JSON, which reaches
further. A part that a workbook cannot say moves its whole record rule into the query.
"""

from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.exporters.commcare_export.reading import Cannot
from mapper_gui.mapping.conditions import Asks, Compare, Operator
from mapper_gui.mapping.runner_problems import Limit, Why
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    SubmissionSource,
)
from mapper_gui.mapping.steps import (
    Age,
    AttachmentLink,
    Characters,
    Clean,
    Code,
    Contains,
    FormatDate,
    Is,
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.values import (
    ByTable,
    Cases,
    Constant,
    Count,
    EachChoice,
    First,
    PolicyAction,
    Step,
    Sum,
    Take,
    TargetLookup,
    Template,
)


class Where(StrEnum):
    """The simplest file that can say a part."""

    WORKBOOK = "workbook"
    QUERY = "query"  # JSON only
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Capability:
    """`limits`: what must hold for the workbook to say it; `unless`: what even the query cannot;
    `why`: why nothing can."""

    where: Where
    limits: tuple[Limit, ...] = ()
    unless: tuple[Why, ...] = ()
    why: Why | None = None


def _in_workbook(*limits: Limit, unless: tuple[Why, ...] = ()) -> Capability:
    return Capability(Where.WORKBOOK, limits, unless)


def _in_query(*unless: Why) -> Capability:
    return Capability(Where.QUERY, (), unless)


def _nowhere(why: Why) -> Capability:
    return Capability(Where.NOWHERE, why=why)


_NAMES = (Why.NAME_TAKEN, Why.NO_ATTRIBUTE_FILTER)

SOURCES: dict[type, Capability] = {
    QuestionSource: _in_workbook(unless=_NAMES),
    SubmissionSource: _in_workbook(),
    MetaSource: _in_workbook(),
    CaseSource: _in_workbook(Limit.NOT_CASE_ID, unless=_NAMES),
    AttachmentSource: _in_query(*_NAMES),
    RowNumber: _in_query(),
    RowChoice: _in_query(),
    ColumnSource: _in_query(),
    NamedValue: _in_query(Why.NO_SUCH_VALUE, Why.CIRCLE, Why.STOPS_INSIDE),
}

TAKES: dict[type[Take], Capability] = {
    First: _in_workbook(Limit.ONE_SOURCE),
    Constant: _in_workbook(Limit.PLAIN_TEXT, unless=(Why.NUMBER_AS_TEXT, Why.CONTROL_CHARACTERS)),
    Template: _in_workbook(
        Limit.ALWAYS_THERE,
        Limit.PLAIN_TEXT,
        unless=(Why.NUMBER_AS_TEXT, Why.CONTROL_CHARACTERS),
    ),
    Cases: _in_query(),
    Sum: _in_query(),
    Count: _in_query(Why.NOT_A_CHOICE),
    TargetLookup: _nowhere(Why.NO_TARGET),
}

STEPS: dict[type[Step], Capability] = {
    ByTable: _in_workbook(
        Limit.LONE_SHEET,
        Limit.SINGLE_ANSWER,
        Limit.OTHERS_KEPT,
        Limit.CHOICES_IN_QUOTES,
        unless=(Why.IGNORES_CASE, Why.NUMBER_AS_TEXT, Why.CONTROL_CHARACTERS, Why.NO_SUCH_TABLE),
    ),
    EachChoice: _in_query(
        Why.NO_LISTS,
        Why.NOT_A_CHOICE,
        Why.HOW_MANY_CHOSEN,
        Why.IGNORES_CASE,
        Why.NUMBER_AS_TEXT,
        Why.CONTROL_CHARACTERS,
        Why.NO_SUCH_TABLE,
    ),
    Contains: _in_query(Why.NOT_A_CHOICE, Why.NUMBER_AS_TEXT, Why.CONTROL_CHARACTERS),
    Is: _in_query(),
    Clean: _nowhere(Why.NO_FUNCTION),
    Replace: _nowhere(Why.NO_FUNCTION),
    Characters: _nowhere(Why.NO_FUNCTION),
    Shorten: _in_query(Why.NUMBER_AS_TEXT),
    TakeGps: _in_query(Why.NOT_A_CHOICE, Why.NUMBER_AS_TEXT),
    TakePart: _nowhere(Why.NO_FUNCTION),
    FormatDate: _in_workbook(
        Limit.RECEIVED_ON,
        unless=(Why.NOT_A_DATE, Why.DATE_PATTERN, Why.NO_TIME_ZONES, Why.NUMBER_AS_TEXT),
    ),
    Age: _in_query(Why.NOT_A_DATE, Why.NUMBER_AS_TEXT),
    ToNumber: _in_query(Why.NUMBER_AS_TEXT),
    YesNo: _in_query(Why.NUMBER_AS_TEXT),
    AttachmentLink: _in_query(Why.NUMBER_AS_TEXT),
    Code: _nowhere(Why.NO_CODE),
}

POLICIES: dict[PolicyAction, Capability] = {
    PolicyAction.LEAVE_OUT: _in_workbook(),
    PolicyAction.NULL: _in_workbook(),  # one with left out: a warning says so
    PolicyAction.BLANK: _in_workbook(Limit.BLANK_IF_EMPTY),
    PolicyAction.DEFAULT: _in_query(Why.CONTROL_CHARACTERS),
    PolicyAction.STOP: _in_query(),
}

FOR_EACH: dict[str, Capability] = {
    "submission": _in_workbook(Limit.FORM_ID_KEY),
    "repeat": _in_workbook(Limit.NO_KEY, Limit.OUTER_REPEAT, unless=_NAMES),
    "chosen": _in_query(Why.NOT_A_CHOICE, Why.HOW_MANY_CHOSEN),
    "table": _in_query(),
    "table_in_repeat": _in_query(*_NAMES),
}

CONDITIONS: dict[type, Capability] = {
    Compare: _in_query(Why.NOT_A_DATE, Why.NUMBER_AS_TEXT, Why.CONTROL_CHARACTERS),
    Asks: _in_query(Why.GROUP_ANSWERED),
}

OPERATORS: dict[Operator, Capability] = {
    Operator.EQUAL: _in_query(),
    Operator.NOT_EQUAL: _in_query(),
    Operator.LESS: _in_query(Why.TEXT_ORDER),
    Operator.AT_MOST: _in_query(Why.TEXT_ORDER),
    Operator.GREATER: _in_query(Why.TEXT_ORDER),
    Operator.AT_LEAST: _in_query(Why.TEXT_ORDER),
    Operator.ONE_OF: _in_query(),
    Operator.CONTAINS: _nowhere(Why.NO_FUNCTION),
    Operator.BEGINS: _in_query(Why.SOURCE_AS_PATTERN),
    Operator.ENDS: _in_query(Why.SOURCE_AS_PATTERN),
    Operator.HAS_CHOICE: _in_query(Why.NOT_A_CHOICE),
}

REFERENCE = _in_workbook()
"""The value itself is written, and a warning says that nothing is looked up."""


def check_take(take: Take) -> None:
    """Raises Cannot where no file can say it."""
    _check(TAKES[type(take)], take)


def check_step(step: Step) -> None:
    """Raises Cannot where no file can say it."""
    _check(STEPS[type(step)], step)


def check_operator(condition: Compare) -> None:
    """Raises Cannot where no file can say it."""
    _check(OPERATORS[condition.operator], condition)


def _check(capability: Capability, what: object) -> None:
    if capability.why is not None:
        raise Cannot(capability.why, what)
