"""Whether two different records can get the same key text when a key is built by joining.

A joined text is safe when it can be taken apart again in one way only: a part of fixed length, or one
that cannot hold the separator beside it, is found from its end of the text; one part may be anything.
"""

import string
from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.form import MULTIPLE_ANSWER, SELECTS, Form, Kind, Question
from mapper_gui.mapping.mapping import Chosen, RecordRule, TableRows
from mapper_gui.mapping.source import (
    CaseSource,
    ColumnSource,
    MetaSource,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.values import Template


class KeyCollision(StrEnum):
    """How two different records can get one key."""

    NO_SEPARATOR = "no_separator"  # `ab` + `c` and `a` + `bc`
    SEPARATOR_IN_PARTS = "separator_in_parts"  # `a-b` + `c` and `a` + `b-c`
    PART_CAN_BE_BLANK = "part_can_be_blank"  # missing parts are left blank


@dataclass(frozen=True, slots=True)
class Collision:
    """The two neighbouring parts that cannot be told apart, and the text between them."""

    reason: KeyCollision
    first: Source | None = None
    second: Source | None = None
    separator: str = ""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the text of a part can look like. `characters` None is any; `signed` may begin with `-`."""

    fixed: bool = False
    characters: frozenset[str] | None = None
    signed: bool = False


_FIXED = _Shape(fixed=True)
_ANY = _Shape()
_DIGITS = frozenset(string.digits)
_FIXED_CALCULATIONS = frozenset({"uuid()", "#case/@case_id", "today()", "now()"})
_ROW_NUMBER = _Shape(characters=_DIGITS)
_WHOLE = _Shape(characters=_DIGITS, signed=True)
_DECIMAL = _Shape(characters=_DIGITS | {"."}, signed=True)
_PHONE = _Shape(characters=_DIGITS | {"+"})


def collision(form: Form, template: Template, rule: RecordRule | None = None) -> Collision | None:
    """How texts of this template, in this rule, can collide; None when they cannot."""
    sources: list[Source] = []
    between: list[str] = []
    for part in template.parts:
        if not isinstance(part, str):
            sources.append(part)
            between.append("")
        elif between:
            between[-1] += part
    if template.missing_blank and sources:
        return Collision(KeyCollision.PART_CAN_BE_BLANK, sources[0])
    shapes = [_item_shape(form, source, rule) for source in sources]
    start, end = 0, len(shapes)
    while start < end - 1 and _ends_before(shapes[start], between[start]):
        start += 1
    while start < end - 1 and _begins_after(shapes[end - 1], between[end - 2]):
        end -= 1
    if end - start < 2:
        return None
    separator = between[start]
    reason = KeyCollision.SEPARATOR_IN_PARTS if separator else KeyCollision.NO_SEPARATOR
    return Collision(reason, sources[start], sources[start + 1], separator)


def _ends_before(shape: _Shape, separator: str) -> bool:
    """Whether the end of this part is found, reading from the left."""
    if shape.fixed:
        return True
    return bool(separator) and shape.characters is not None and separator[0] not in shape.characters


def _begins_after(shape: _Shape, separator: str) -> bool:
    """Whether the beginning of this part is found, reading from the right."""
    if shape.fixed:
        return True
    if not separator or shape.characters is None or separator[-1] in shape.characters:
        return False
    return not (shape.signed and separator[-1] == "-")


def _item_shape(form: Form, source: Source, rule: RecordRule | None) -> _Shape:
    each = rule.for_each if rule is not None else None
    match source:
        case RowChoice() if isinstance(each, Chosen):
            question = form.question(each.question)
            ids = [choice.id for choice in question.choices] if question is not None else []
            return _shape_of_texts(ids)
        case ColumnSource(column) if isinstance(each, TableRows):
            at = each.table.position(column)
            cells = [row[at] for row in each.table.rows if at is not None and at < len(row)]
            texts = [cell for cell in cells if isinstance(cell, str)]
            return _shape_of_texts(texts) if len(texts) == len(cells) else _ANY
        case _:
            return _shape(form, source)


def _shape_of_texts(texts: list[str]) -> _Shape:
    if not texts:
        return _ANY
    same_length = len({len(text) for text in texts}) == 1
    return _Shape(fixed=same_length, characters=frozenset("".join(texts)))


def _shape(form: Form, source: Source) -> _Shape:
    match source:
        case SubmissionSource():
            return _FIXED  # ids and times; names that are the same for every submission of a form
        case MetaSource(part):
            fixed = part in ("timeStart", "timeEnd", "instanceID", "userID")
            return _FIXED if fixed else _ANY
        case CaseSource(_, part):
            is_id = part in ("@case_id", "@date_modified", "@user_id", "create/owner_id")
            return _FIXED if is_id or part.startswith("index/") else _ANY
        case RowNumber():
            return _ROW_NUMBER
        case QuestionSource(question):
            found = form.question(question)
            return _shape_of_answer(found) if found is not None else _ANY
        case _:
            return _ANY


def _shape_of_answer(question: Question) -> _Shape:
    match question.kind:
        case Kind.DATE | Kind.TIME | Kind.DATETIME:
            return _FIXED
        case Kind.INTEGER | Kind.LONG:
            return _WHOLE
        case Kind.DECIMAL:
            return _DECIMAL
        case Kind.PHONE:
            return _PHONE
        case Kind.HIDDEN:
            calculation = (question.calculate or "").strip().lower()
            return _FIXED if calculation in _FIXED_CALCULATIONS else _ANY
        case kind if kind in SELECTS and question.choices:
            ids = [choice.id for choice in question.choices]
            if kind in MULTIPLE_ANSWER:
                return _Shape(characters=frozenset("".join(ids)) | {" "})
            return _shape_of_texts(ids)
        case _:
            return _ANY
