"""Checks the sources of a field rule: is it there, does it hold data, can this rule read it."""

import re
from collections.abc import Iterator

from mapper_gui.mapping.check_kind import CheckKind, error, mend, warning
from mapper_gui.mapping.form import (
    ATTACHMENTS,
    SELECTS,
    STRUCTURES,
    Form,
    Kind,
    Question,
    QuestionId,
    enclosing,
)
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule
from mapper_gui.mapping.problem import InRule, Mend, MendKind, Problem
from mapper_gui.mapping.rows import iterated, not_iterated
from mapper_gui.mapping.source import (
    META_PARTS,
    AttachmentSource,
    CaseSource,
    MetaSource,
    QuestionSource,
    RowNumber,
    Source,
)

_OTHER_META_PARTS = frozenset({"deprecatedID", "location", "drift", "doc_type"})
_MADE_BY_HQ = re.compile(r"(?:/(?:subcase_\d+|commcare_usercase|parents?|case_[\w-]+))*/case")
"""Case blocks that CommCare HQ puts into a form; the export does not list them (CommCare 6.8)."""


def check_sources(mapping: Mapping, rule: RecordRule, field_rule: FieldRule) -> Iterator[Problem]:
    """The problems of each source of a field rule, once where a source stands twice."""
    where = InRule(rule.id, field_rule.field)
    place = {"rule": rule.id, "field": field_rule.field}
    for source in dict.fromkeys(field_rule.sources):
        remove = mend(MendKind.REMOVE_SOURCE, **place, source=source)
        match source:
            case QuestionSource(question) | AttachmentSource(question):
                found = mapping.form.question(question)
                if is_gone(mapping.form, source):
                    yield error(CheckKind.SOURCE_GONE, where, remove, source=source)
                    continue
                if found is not None and not found.has_data:
                    yield error(
                        CheckKind.SOURCE_HAS_NO_DATA,
                        where,
                        *_neighbour(mapping.form, found, source, place),
                        remove,
                        source=source,
                        question_kind=found.kind,
                    )
                    continue
                if found is not None:
                    yield from _of_kind(mapping.form, found, source, where)
            case CaseSource(path):
                if not _is_known_case(mapping.form, path):
                    yield warning(CheckKind.CASE_UNKNOWN, where, source=source)
            case MetaSource(part):
                if part not in META_PARTS and part not in _OTHER_META_PARTS and "@" not in part:
                    yield warning(CheckKind.META_UNKNOWN, where, source=source)
            case RowNumber():
                yield from _row_number(mapping.form, rule, source, where)
                continue
            case _:
                continue
        yield from _repeat(mapping.form, rule, source, where)


def is_gone(form: Form, source: Source) -> bool:
    """Whether a source names a question that the form does not have.

    Attributes (`/members/item/@id`) and what stands below a transaction or case action are data of
    the submission that the export does not list.
    """
    if isinstance(source, RowNumber):
        return source.repeat is not None and form.question(source.repeat) is None
    if not isinstance(source, QuestionSource | AttachmentSource):
        return False
    if form.question(source.question) is not None:
        return False
    above = [form.question(path) for path in enclosing(source.question)]
    if any(question is not None and question.kind in STRUCTURES for question in above):
        return False
    is_attribute = source.question.rpartition("/")[2].startswith("@")
    return not (is_attribute and above and above[-1] is not None)


def is_usable(form: Form, source: Source, for_each: QuestionId | None) -> bool:
    """Whether a rule that iterates `for_each` gets an answer from this source without a problem."""
    if is_gone(form, source) or not_iterated(form, source, for_each) is not None:
        return False
    if isinstance(source, RowNumber):
        return bool(iterated(form, for_each))
    if isinstance(source, QuestionSource | AttachmentSource):
        question = form.question(source.question)
        return question is None or question.has_data
    return True


def _of_kind(form: Form, question: Question, source: Source, where: InRule) -> Iterator[Problem]:
    kind = question.kind
    if isinstance(source, AttachmentSource):
        if kind not in ATTACHMENTS:
            yield warning(CheckKind.NOT_AN_ATTACHMENT, where, source=source, question_kind=kind)
    elif kind in STRUCTURES or (kind is Kind.HIDDEN and question.id in form.parents):
        yield warning(CheckKind.SOURCE_IS_STRUCTURE, where, source=source, question_kind=kind)


def _neighbour(
    form: Form, question: Question, source: Source, place: dict[str, str]
) -> Iterator[Mend]:
    """The question that was meant, where it is obvious: beside a label the next select of its
    group, in a group the only question with data."""
    if not isinstance(source, QuestionSource):
        return
    parent = source.question.rpartition("/")[0]
    if question.kind is Kind.LABEL:
        after = [
            other
            for other in form.questions[form.questions.index(question) + 1 :]
            if other.id is not None and other.id.rpartition("/")[0] == parent
        ]
        meant = next(
            (other for other in after if other.kind in SELECTS),
            next((other for other in after[:1] if other.has_data), None),
        )
    else:
        below = [
            other
            for other in form.questions
            if other.has_data and other.id and other.id.startswith(source.question + "/")
        ]
        meant = below[0] if len(below) == 1 else None
    if meant is not None and meant.id is not None:
        by = QuestionSource(meant.id)
        yield mend(MendKind.REPLACE_SOURCE, **place, source=source, by=by)


def _is_known_case(form: Form, path: str) -> bool:
    if any(block.path == path for block in form.case_blocks):
        return True
    owner = path.removesuffix("/case")
    above = form.question(owner)
    if above is not None and above.kind in STRUCTURES:
        return True
    inside = next((r for r in reversed(form.repeats) if path.startswith(r + "/")), "")
    return _MADE_BY_HQ.fullmatch(path.removeprefix(inside)) is not None


def _row_number(
    form: Form, rule: RecordRule, source: RowNumber, where: InRule
) -> Iterator[Problem]:
    rows = iterated(form, rule.repeat)
    if rows and (source.repeat is None or source.repeat in rows):
        return
    if rule.repeat is not None and not rows:
        return  # said of the rule: what it iterates is gone, or no repeat
    mends = []
    if source.repeat is not None and rule.repeat is None and form.is_repeat(source.repeat):
        mends.append(mend(MendKind.ITERATE_REPEAT, rule=rule.id, repeat=source.repeat))
    yield error(CheckKind.ROW_NUMBER_WITHOUT_ROWS, where, *mends, repeat=source.repeat)


def _repeat(form: Form, rule: RecordRule, source: Source, where: InRule) -> Iterator[Problem]:
    repeat = not_iterated(form, source, rule.repeat)
    if repeat is None:
        return
    mends = []
    rows = iterated(form, rule.repeat)
    if not rows or rows[-1] in form.repeats_around(repeat):
        # Only then do the rule's other sources stay readable.
        mends.append(mend(MendKind.ITERATE_REPEAT, rule=rule.id, repeat=repeat))
    yield error(CheckKind.REPEAT_NOT_ITERATED, where, *mends, source=source, repeat=repeat)
