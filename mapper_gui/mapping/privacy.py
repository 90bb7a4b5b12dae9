"""What a person typed, recorded or scanned, and what is made of it: masked while a screen is shared.

Structure and choice ids stay in sight. Where it cannot be known what something is made of (a value
calculated from the case or the user, a case property), it counts as private.
"""

import re
from collections.abc import Iterable

from mapper_gui.mapping.form import ATTACHMENTS, Form, Kind, QuestionId
from mapper_gui.mapping.mapping import Mapping, RuleId
from mapper_gui.mapping.reads import Reads
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    Source,
)
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.values import Step

_TYPED = ATTACHMENTS | {
    Kind.TEXT,
    Kind.PHONE,
    Kind.PASSWORD,
    Kind.INTEGER,
    Kind.LONG,
    Kind.DECIMAL,
    Kind.DATE,
    Kind.TIME,
    Kind.DATETIME,
    Kind.GPS,
    Kind.BARCODE,
    Kind.CALLOUT,
    Kind.UNKNOWN,
    Kind.IGNORED,
}
_OPEN_CASE_PARTS = frozenset(
    {"@case_id", "@user_id", "create/case_type", "create/owner_id", "update/owner_id"}
)
_PRIVATE_META = frozenset({"username", "geo_point"})
_REFERENCE = re.compile(r"(?:#form|/data)(/[\w./@-]+)")
_UNKNOWN = re.compile(r"#(?:case|user|session|registration)|instance\s*\(|current\s*\(|\.\./")


def is_private(form: Form, source: Source) -> bool:
    """Whether what a source gives was typed, recorded or scanned, or is made of such a thing."""
    match source:
        case QuestionSource(question):
            return _is_private_question(form, question)
        case AttachmentSource():
            return True
        case CaseSource(_, part):
            return part not in _OPEN_CASE_PARTS and not part.startswith("index/")
        case MetaSource(part):
            return part in _PRIVATE_META
        case _:
            return False


def _is_private_question(form: Form, question_id: QuestionId) -> bool:
    seen: set[str] = set()
    waiting: list[str] = [question_id]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        question = form.question(path)
        if question is None:
            return "/@" not in path  # an attribute such as a row's `@id` is structure
        if question.kind in _TYPED:
            return True
        if question.kind is not Kind.HIDDEN:
            continue
        calculation = question.calculate or ""
        if not calculation or _UNKNOWN.search(calculation):
            return True
        waiting += _REFERENCE.findall(calculation)
    return False


def private_values(mapping: Mapping) -> frozenset[str]:
    """The named values that come from something private."""
    reads = Reads(mapping)
    return frozenset(
        name
        for name, value in mapping.named_values.items()
        if _has_code(value.then)
        or any(
            is_private(mapping.form, read.source)
            or (read.named is not None and _has_code(mapping.named_values[read.named].then))
            for read in reads.of_value(name)
        )
    )


def _has_code(then: Iterable[Step]) -> bool:
    """Whether code makes the value: it may read the whole submission."""
    return any(isinstance(step, Code) for step in then)


def private_fields(mapping: Mapping) -> frozenset[tuple[RuleId, str]]:
    """The (rule, field) pairs whose value comes from something private, through named values, tables,
    conditions and steps too."""
    reads, values = Reads(mapping), private_values(mapping)
    return frozenset(
        (rule.id, each.field)
        for rule in mapping.rules
        for each in rule.fields
        if _has_code(each.then)
        or any(
            is_private(mapping.form, read.source)
            or (isinstance(read.source, NamedValue) and read.source.name in values)
            for read in reads.in_field(rule, each)
        )
    )
