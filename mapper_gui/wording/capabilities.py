"""What runners can express, in words: the parts of the vocabulary, and when a part is refused."""

from enum import StrEnum

from mapper_gui.mapping.conditions import Asks, Compare, Operator
from mapper_gui.mapping.runner_problems import RunnerKind, Unheld, Why
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
    Sum,
    TargetLookup,
    Template,
)
from mapper_gui.wording.conditions import operator_words
from mapper_gui.wording.rules import policy_action_words
from mapper_gui.wording.text import tr


def part_name(part: object) -> str:
    """A part of the vocabulary: a class of it, an operator, a policy, or a sort of repetition."""
    if isinstance(part, Operator):
        return tr("a comparison: {operator}").format(operator=operator_words(part))
    if isinstance(part, PolicyAction):
        return policy_action_words(part)
    if isinstance(part, str):
        return _repetitions()[part]
    return _parts()[part]


def _parts() -> dict[object, str]:
    return {
        QuestionSource: tr("the answer to a question"),
        SubmissionSource: tr("form id, form name, xmlns, time received, app, project space"),
        MetaSource: tr("metadata of the form"),
        CaseSource: tr("a part of a case"),
        AttachmentSource: tr("the link to the file that answers a question"),
        RowNumber: tr("the number of a row"),
        RowChoice: tr("the chosen id that a record is made for"),
        ColumnSource: tr("a column of a table"),
        NamedValue: tr("a named value"),
        First: tr("the first answered of one or more sources"),
        Constant: tr("a constant"),
        Template: tr("a text of several parts"),
        Cases: tr("ordered rules: when, then, otherwise"),
        Sum: tr("a sum or difference"),
        Count: tr("a count"),
        TargetLookup: tr("a look-up in the target"),
        ByTable: tr("a choice table"),
        EachChoice: tr("each choice of a multiple answer"),
        Contains: tr("whether it contains a choice"),
        Is: tr("whether it is there, answered, empty"),
        Clean: tr("text cleanup: trim, case, underscores"),
        Replace: tr("replace text"),
        Characters: tr("keep or remove characters"),
        Shorten: tr("shorten"),
        TakeGps: tr("a part of a GPS answer"),
        TakePart: tr("a part of a split text"),
        FormatDate: tr("dates and times"),
        Age: tr("age at a date"),
        ToNumber: tr("numbers"),
        YesNo: tr("yes/no"),
        AttachmentLink: tr("the link to a named file"),
        Code: tr("code"),
        Compare: tr("a comparison"),
        Asks: tr("a question is there, answered or empty"),
    }


def _repetitions() -> dict[str, str]:
    return {
        "submission": tr("one record per submission"),
        "repeat": tr("one per row of a repeat, nested ones too"),
        "chosen": tr("one per chosen id"),
        "table": tr("one per row of a table"),
        "table_in_repeat": tr("one per row of a table and of a repeat"),
    }


def unless_words(why: Why) -> str:
    """When a part is refused that can be said otherwise; fits after "unless"."""
    return {
        Why.NAME_TAKEN: tr("a step of the path is called “id”"),
        Why.NO_ATTRIBUTE_FILTER: tr("the path picks a node by an attribute"),
        Why.NO_SUCH_VALUE: tr("there is no named value of this name"),
        Why.NO_SUCH_TABLE: tr("there is no choice table of this name"),
        Why.CIRCLE: tr("a named value uses itself"),
        Why.STOPS_INSIDE: tr("a choice table in it stops the record"),
        Why.CONTROL_CHARACTERS: tr("a text has control characters"),
        Why.NUMBER_AS_TEXT: tr("a number with a fraction becomes a part of something else"),
        Why.NOT_A_CHOICE: tr("the answer may hold line breaks or tabs"),
        Why.HOW_MANY_CHOSEN: tr("the form does not say how many ids can be chosen"),
        Why.IGNORES_CASE: tr("upper and lower case are to be alike"),
        Why.NO_LISTS: tr("a list is to be kept"),
        Why.NOT_A_DATE: tr(
            "it reads what is no date question, hidden value or time of the submission"
        ),
        Why.DATE_PATTERN: tr(
            "it is read by a pattern or written with milliseconds or the hour as h"
        ),
        Why.NO_TIME_ZONES: tr("there is a time zone"),
        Why.GROUP_ANSWERED: tr("a group is to be answered or empty"),
        Why.TEXT_ORDER: tr("texts of two sources, or with rare characters, are put in order"),
        Why.SOURCE_AS_PATTERN: tr("the other side is a source"),
    }[why]


def refused_words(why: Why) -> str:
    """Why a part is not there at all, in a word or two."""
    return {
        Why.NO_FUNCTION: tr("no: it has no function for it"),
        Why.NO_TARGET: tr("no: the target cannot be asked"),
        Why.NO_CODE: tr("no: no JavaScript"),
        Why.NO_LISTS: tr("joined by a separator only"),
        Why.NO_UPDATE: tr("no"),
        Why.NO_LOOKUPS: tr("no"),
    }[why]


def own_way_words(kind: StrEnum, mark: str = "") -> str:
    """What a runner does in its own way, beside a warning; `mark`: what it writes."""
    return {
        RunnerKind.REFERENCE_AS_VALUE: tr("the value itself"),
        RunnerKind.NULLS_AS_MARK: tr("{mark}, which needs the Bulk API").format(mark=mark),
        RunnerKind.NULL_IS_LEFT_OUT: tr("{mark}; left out in columns such as owner_id").format(
            mark=mark
        ),
    }[RunnerKind(kind)]


def held_words(why: Unheld) -> str:
    """A value that no cell can hold as it is."""
    return {
        Unheld.CHARACTERS: tr("control characters, halves of characters"),
        Unheld.TOO_LONG: tr("texts over 32,767 characters"),
        Unheld.READ_AS_NULL: tr("the text that empties a field"),
        Unheld.READ_AS_NUMBER: tr("keys such as 007, read as numbers"),
        Unheld.SEPARATOR_INSIDE: tr("items of a list with the separator in them"),
        Unheld.ESCAPE: tr("texts such as _x0041_"),
    }[why]
