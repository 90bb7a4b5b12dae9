"""Why a runner cannot express a part of a mapping, and what that part is, in words."""

from mapper_gui.mapping.conditions import AllOf, AnyOf, Asks, Compare, Not
from mapper_gui.mapping.mapping import Mapping
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
from mapper_gui.mapping.steps import Code, PlainStep
from mapper_gui.mapping.values import (
    ByTable,
    Cases,
    Constant,
    Count,
    EachChoice,
    First,
    Sum,
    TargetLookup,
    Template,
)
from mapper_gui.wording.conditions import condition_words
from mapper_gui.wording.lists import joined_quoted, quoted, short
from mapper_gui.wording.openfn_reasons import openfn_words
from mapper_gui.wording.rules import step_words, take_words
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.steps import plain_step_words
from mapper_gui.wording.text import tr

_SOURCES = (
    QuestionSource
    | SubmissionSource
    | MetaSource
    | CaseSource
    | AttachmentSource
    | RowNumber
    | RowChoice
    | ColumnSource
    | NamedValue
)


def part_words(part: object) -> str:
    """A part of a rule as it stands in sentences; empty where none is known."""
    match part:
        case None:
            return ""
        case First() | Constant() | Template() | Cases() | Sum() | Count() | TargetLookup():
            return short(take_words(part, Mapping()))
        case ByTable() | EachChoice():
            return short(step_words(part, Mapping()))
        case Compare() | Asks() | AllOf() | AnyOf() | Not():
            return short(condition_words(part))
        case tuple():
            return joined_quoted(part)
        case _ if isinstance(part, _SOURCES):
            return source_id(part)
        case Code():
            return tr("code")
        case _ if isinstance(part, PlainStep):
            return short(plain_step_words(part))
        case _:
            return quoted(part)


def why_words(why: Why) -> str:
    """Why a runner cannot do it, and what can be done instead; a sentence or two."""
    return {
        Why.NO_FUNCTION: tr(
            "It has no function for this. Leave the step out, or use another runner."
        ),
        Why.NO_CODE: tr("It runs no JavaScript. Use steps, or another runner."),
        Why.NO_TARGET: tr("It asks the target nothing, so that nothing can be looked up in it."),
        Why.NO_LISTS: tr("A cell holds one text: join the choices by a separator."),
        Why.NO_TIME_ZONES: tr("It knows no time zones: an instant is written in UTC."),
        Why.NO_ATTRIBUTE_FILTER: tr("It cannot pick a node by an attribute."),
        Why.NAME_TAKEN: tr(
            "Of whatever is called “id” it gives an address of its own, never the answer. Copy the "
            "answer into a hidden value with another id."
        ),
        Why.NOT_A_CHOICE: tr(
            "It splits at any white space, and such an answer may hold line breaks or tabs. Only "
            "answers of choices, GPS and numbers can be split."
        ),
        Why.HOW_MANY_CHOSEN: tr(
            "It must know how many ids can be chosen, and the form does not say so of this answer. "
            "Only a question with its choices in the form will do."
        ),
        Why.NOT_A_DATE: tr(
            "It takes nearly any text for a date. Only date questions, hidden values and the "
            "submission's own times can be read as dates; in comparisons date questions and days."
        ),
        Why.DATE_PATTERN: tr(
            "It cannot read by a pattern, and cannot write milliseconds or the hour as h."
        ),
        Why.IGNORES_CASE: tr(
            "It cannot tell that two ids differ only in upper and lower case. Give each spelling "
            "its own row."
        ),
        Why.NUMBER_AS_TEXT: tr(
            "It writes very small fractions in another way, so a number with a fraction can be "
            "written, but not be a part of something else. Type it as text where it is typed."
        ),
        Why.STOPS_INSIDE: tr(
            "A choice table that stops the record must stand in the field itself, not in a named "
            "value."
        ),
        Why.TEXT_ORDER: tr("It orders some texts differently. Compare as numbers or dates."),
        Why.SOURCE_AS_PATTERN: tr("The beginning or end must be a text that is typed in."),
        Why.GROUP_ANSWERED: tr(
            "Of a group it knows whether it is there, not whether it is answered or empty."
        ),
        Why.CONTROL_CHARACTERS: tr("It holds control characters, which no file or database takes."),
        Why.COLUMN_TAKEN: tr(
            "Every table has a column “id” of its own, by which a database finds a row again. Make "
            "this field the record's only key, or give the column another name."
        ),
        Why.COLUMNS_ALIKE: tr(
            "To most databases they are one column, as case makes no difference."
        ),
        Why.COLUMN_NAME: tr(
            "A column needs a name of at most 63 bytes, as PostgreSQL cuts others."
        ),
        Why.FORM_BY_NAME: tr(
            "It asks CommCare HQ for submissions by the form's xmlns, not by its name. Give the "
            "xmlns alone."
        ),
        Why.NO_SUCH_VALUE: tr("The mapping has no value of this name."),
        Why.CIRCLE: tr("The value uses itself."),
        Why.TOO_DEEP: tr(
            "Too many parts stand within each other. Give ordered rules side by side instead of one "
            "within the other, or make several named values."
        ),
        Why.TOO_LARGE: tr(
            "Its query would have hundreds of thousands of parts. Named values stand in it wherever "
            "they are used, and a choice table once for every choice that can be ticked: use fewer."
        ),
        Why.REPEAT_NOT_ITERATED: tr("The rule does not go through the rows of this repeat."),
        Why.NO_SUCH_TABLE: tr("The mapping has no choice table of this name."),
    }.get(why) or openfn_words(why)


def limit_words(limit: Limit) -> str:
    """What must hold for the simpler of two files to say a part; fits after "if"."""
    return {
        Limit.ONE_SOURCE: tr("it is a single source"),
        Limit.NOT_CASE_ID: tr("it is not the case_id"),
        Limit.PLAIN_TEXT: tr("the text has no comma, no line break and no space at its ends"),
        Limit.ALWAYS_THERE: tr(
            "it is made of what every submission has (form id, time received, project space)"
        ),
        Limit.LONE_SHEET: tr("it stands in the only table of the workbook, which has no rows"),
        Limit.SINGLE_ANSWER: tr("the question has a single answer and its choices are known"),
        Limit.OTHERS_KEPT: tr("other choice ids are kept, and every row gives something"),
        Limit.CHOICES_IN_QUOTES: tr("no choice id has a quote or backslash in it, or is “id”"),
        Limit.RECEIVED_ON: tr("it is the time at which the submission was received"),
        Limit.BLANK_IF_EMPTY: tr("blank is for empty answers, not for absent ones"),
        Limit.FORM_ID_KEY: tr("the key is the form id, or there is none"),
        Limit.NO_KEY: tr("there is no key"),
        Limit.OUTER_REPEAT: tr("the repeat is not within another and has a plain name"),
    }[limit]
