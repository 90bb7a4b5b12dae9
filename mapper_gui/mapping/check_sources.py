"""Checks the sources of a field rule: is it there, does it hold data, can this rule read it."""

import re
from collections.abc import Iterator

from mapper_gui.mapping.check_kind import CheckKind, error, mend, warning
from mapper_gui.mapping.form import (
    ATTACHMENTS,
    CONTAINERS,
    SELECTS,
    STRUCTURES,
    Form,
    Kind,
    Question,
    enclosing,
)
from mapper_gui.mapping.mapping import Chosen, FieldRule, Mapping, RecordRule, TableRows
from mapper_gui.mapping.problem import InRule, Mend, MendKind, Problem, Severity
from mapper_gui.mapping.reads import Read, Reads, Use, table_of, value_reads
from mapper_gui.mapping.rows import iterated, not_iterated
from mapper_gui.mapping.source import (
    META_PARTS,
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
)
from mapper_gui.mapping.values import First, Sum, Template

_OTHER_META_PARTS = frozenset({"deprecatedID", "location", "drift", "doc_type"})
_MADE_BY_HQ = re.compile(r"(?:/(?:subcase_\d+|commcare_usercase|parents?|case_[\w-]+))*/case")
"""Case blocks that CommCare HQ puts into a form; the export does not list them (CommCare 6.8)."""


def check_sources(
    mapping: Mapping, rule: RecordRule, field_rule: FieldRule, reads: Reads
) -> Iterator[Problem]:
    """The problems of each source of a field rule, once where a source stands twice."""
    where = InRule(rule.id, field_rule.field)
    said: set[tuple[object, Source]] = set()
    for read in dict.fromkeys(value_reads(field_rule.take, field_rule.then)):
        if isinstance(field_rule.take, First | Template | Sum) and read.use in _TAKEN:
            place = {"rule": rule.id, "field": field_rule.field}
            remove = mend(MendKind.REMOVE_SOURCE, **place, source=read.source)
        else:
            remove = None
        for problem in check_read(mapping, rule, read, where, reads, remove):
            if (problem.kind, read.source) not in said or isinstance(read.source, NamedValue):
                said.add((problem.kind, read.source))
                yield problem


_TAKEN = frozenset({Use.VALUE, Use.NUMBER})


def check_read(
    mapping: Mapping,
    rule: RecordRule | None,
    read: Read,
    where: InRule,
    reads: Reads,
    remove: Mend | None = None,
) -> Iterator[Problem]:
    """The problems of one source in a rule; without a rule, outside of all rows."""
    if isinstance(read.source, NamedValue):
        name = read.source.name
        if name not in mapping.named_values:
            yield error(CheckKind.NO_SUCH_VALUE, where, name=name)
            return
        # What is wrong with the value itself is said once, of the value.
        for inner in reads.of_value(name):
            if not isinstance(inner.source, NamedValue):
                yield from _in_rows(mapping.form, rule, inner, where)
        return
    found = tuple(check_alone(mapping, read, where, remove))
    yield from found
    if not any(problem.severity is Severity.ERROR for problem in found):
        yield from _in_rows(mapping.form, rule, read, where)


def check_alone(
    mapping: Mapping, read: Read, where: InRule, remove: Mend | None = None
) -> Iterator[Problem]:
    """What is wrong with a source wherever it stands."""
    source = read.source
    named = {} if read.named is None else {"named": read.named}
    removes = () if remove is None else (remove,)
    match source:
        case QuestionSource(question) | AttachmentSource(question):
            found = mapping.form.question(question)
            if is_gone(mapping.form, source):
                yield error(CheckKind.SOURCE_GONE, where, *removes, source=source, **named)
            elif found is None or _may_be_structure(found, read.use):
                return
            elif not found.has_data:
                mends: tuple[Mend, ...] = ()
                if remove is not None:
                    place = {"rule": str(where.rule), "field": str(where.field)}
                    mends = tuple(_neighbour(mapping.form, found, source, place))
                yield error(
                    CheckKind.SOURCE_HAS_NO_DATA,
                    where,
                    *mends,
                    *removes,
                    source=source,
                    question_kind=found.kind,
                    **named,
                )
            else:
                yield from _of_kind(mapping.form, found, source, where, named)
        case CaseSource(path):
            if not _is_known_case(mapping.form, path):
                yield warning(CheckKind.CASE_UNKNOWN, where, source=source, **named)
        case MetaSource(part):
            if part not in META_PARTS and part not in _OTHER_META_PARTS and "@" not in part:
                yield warning(CheckKind.META_UNKNOWN, where, source=source, **named)


def _may_be_structure(question: Question, use: Use) -> bool:
    """Of groups and repeats it can be asked whether they are there, and rows can be counted."""
    if use is Use.ASKED:
        return question.kind in CONTAINERS or question.kind in STRUCTURES
    return use is Use.COUNT and question.kind is Kind.REPEAT


def _in_rows(form: Form, rule: RecordRule | None, read: Read, where: InRule) -> Iterator[Problem]:
    """Whether this rule can read the source in the rows that it goes through."""
    named = {} if read.named is None else {"named": read.named}
    match read.source:
        case RowNumber() as number:
            yield from _row_number(form, rule, number, where, named)
        case RowChoice():
            if rule is None or not isinstance(rule.for_each, Chosen):
                yield error(CheckKind.ROW_CHOICE_WITHOUT_CHOSEN, where, **named)
        case ColumnSource(column):
            table = table_of(rule)
            if table is None:
                yield error(CheckKind.COLUMN_WITHOUT_TABLE, where, column=column, **named)
            elif table.position(column) is None:
                columns = tuple(each.name for each in table.columns)
                yield error(
                    CheckKind.NO_SUCH_COLUMN, where, column=column, columns=columns, **named
                )
        case source:
            yield from _repeat(form, rule, source, where, named)


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


def is_usable(form: Form, source: Source, rule: RecordRule) -> bool:
    """Whether a rule gets an answer from this source, which is no named value, without a problem."""
    if is_gone(form, source) or not_iterated(form, source, rule.repeat) is not None:
        return False
    match source:
        case RowNumber(None):
            return isinstance(rule.for_each, Chosen | TableRows) or bool(
                iterated(form, rule.repeat)
            )
        case RowNumber():
            return bool(iterated(form, rule.repeat))
        case RowChoice():
            return isinstance(rule.for_each, Chosen)
        case ColumnSource(column):
            table = table_of(rule)
            return table is not None and table.position(column) is not None
        case QuestionSource(path) | AttachmentSource(path):
            question = form.question(path)
            return question is None or question.has_data
        case _:
            return True


def _of_kind(
    form: Form, question: Question, source: Source, where: InRule, named: dict[str, str]
) -> Iterator[Problem]:
    kind = question.kind
    facts = {"source": source, "question_kind": kind, **named}
    if isinstance(source, AttachmentSource):
        if kind not in ATTACHMENTS:
            yield warning(CheckKind.NOT_AN_ATTACHMENT, where, **facts)
    elif kind in STRUCTURES or (kind is Kind.HIDDEN and question.id in form.parents):
        yield warning(CheckKind.SOURCE_IS_STRUCTURE, where, **facts)


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
    form: Form, rule: RecordRule | None, source: RowNumber, where: InRule, named: dict[str, str]
) -> Iterator[Problem]:
    repeat = rule.repeat if rule is not None else None
    rows = iterated(form, repeat)
    if rows and (source.repeat is None or source.repeat in rows):
        return
    if source.repeat is None and rule is not None and isinstance(rule.for_each, Chosen | TableRows):
        return  # of the chosen id, or of the table's row
    if repeat is not None and not rows:
        return  # said of the rule: what it iterates is gone, or no repeat
    mends = []
    can_iterate = rule is not None and repeat is None and not isinstance(rule.for_each, Chosen)
    if rule is not None and can_iterate and source.repeat and form.is_repeat(source.repeat):
        mends.append(mend(MendKind.ITERATE_REPEAT, rule=rule.id, repeat=source.repeat))
    facts = {"repeat": source.repeat, **named}
    yield error(CheckKind.ROW_NUMBER_WITHOUT_ROWS, where, *mends, **facts)


def _repeat(
    form: Form, rule: RecordRule | None, source: Source, where: InRule, named: dict[str, str]
) -> Iterator[Problem]:
    repeat = not_iterated(form, source, rule.repeat if rule is not None else None)
    if repeat is None:
        return
    mends = []
    if rule is not None and not isinstance(rule.for_each, Chosen):
        rows = iterated(form, rule.repeat)
        if not rows or rows[-1] in form.repeats_around(repeat):
            # Only then do the rule's other sources stay readable.
            mends.append(mend(MendKind.ITERATE_REPEAT, rule=rule.id, repeat=repeat))
    facts = {"source": source, "repeat": repeat, **named}
    yield error(CheckKind.REPEAT_NOT_ITERATED, where, *mends, **facts)
