"""Matches of equal names: where a question's id or label is what a target field is called.

Case, spaces and `_` aside. A proposal is shown; nothing is applied from here.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.form import STRUCTURES, Form, Question
from mapper_gui.mapping.mapping import Mapping, RecordRule, RuleId
from mapper_gui.mapping.rows import not_iterated
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    META_PARTS,
    MetaSource,
    QuestionSource,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.target import TargetField


class Because(StrEnum):
    """What of the source equals which text of the field."""

    ID_IS_NAME = "id_is_name"
    ID_IS_LABEL = "id_is_label"
    LABEL_IS_NAME = "label_is_name"
    LABEL_IS_LABEL = "label_is_label"


_ORDER = list(Because)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source for a field that nothing feeds yet. `rivals`: other sources that match it as well."""

    rule: RuleId
    field: str
    source: Source
    because: Because
    rivals: tuple[Source, ...] = ()


_ALWAYS: tuple[tuple[str, Source], ...] = (
    ("form_id", FORM_ID),
    ("case_id", CASE_ID),
    ("form_name", SubmissionSource("form_name")),
    ("received_on", SubmissionSource("received_on")),
    ("xmlns", SubmissionSource("xmlns")),
    *((part, MetaSource(part)) for part in META_PARTS if part != "appVersion"),
)
"""What every submission has, by its id. Not `id` alone, which is any record's own, and not
`appVersion`, a whole sentence where a field of that name wants a number."""


def plain(text: str) -> str:
    """A name or label with case, spaces and `_` aside."""
    return "".join(text.casefold().replace("_", " ").split())


@dataclass(frozen=True, slots=True)
class FormNames:
    """The sources of a form by what they are called, plain."""

    by_id: Lookup[str, Sequence[Source]]
    by_label: Lookup[str, Sequence[Source]]


def proposals(mapping: Mapping, names: FormNames | None = None) -> tuple[Proposal, ...]:
    """For each writable field that nothing feeds, the best match, in the rules' and fields' order.

    A repeat's question only where the rule iterates the repeat; labels, groups and transactions never.
    `names`: those of the mapping's form, where they are known; finding them takes longest.
    """
    names = names or names_in(mapping.form)
    by_id, by_label = names.by_id, names.by_label
    plain_fields: dict[str, list[tuple[TargetField, str, str]]] = {}
    found: list[Proposal] = []
    for rule in mapping.rules:
        target = mapping.target_object(rule)
        if target is None:
            continue
        if target.name not in plain_fields:
            plain_fields[target.name] = [(f, plain(f.name), plain(f.label)) for f in target.fields]
        for field, name, label in plain_fields[target.name]:
            if not field.writable or takes_anything(rule.field_rule(field.name)):
                continue
            matches: dict[Source, Because] = {}
            for named, text, because in (
                (by_id, name, Because.ID_IS_NAME),
                (by_id, label, Because.ID_IS_LABEL),
                (by_label, name, Because.LABEL_IS_NAME),
                (by_label, label, Because.LABEL_IS_LABEL),
            ):
                for source in named.get(text, ()):
                    known = source in matches
                    if not known and not_iterated(mapping.form, source, rule.repeat) is None:
                        matches[source] = because
            if matches:
                found.append(_proposal(mapping.form, rule, field.name, matches))
    return tuple(found)


def _proposal(form: Form, rule: RecordRule, field: str, matches: dict[Source, Because]) -> Proposal:
    if len(matches) == 1:
        (source, because), *_ = matches.items()
        return Proposal(rule.id, field, source, because)
    strongest = min(matches.values(), key=_ORDER.index)
    # In a rule for each row the row's own question is meant before the submission's.
    depth: dict[Source, int] = {
        source: len(form.repeats_around(source.question))
        for source in matches
        if isinstance(source, QuestionSource)
    }
    best = max(
        (source for source, because in matches.items() if because is strongest),
        key=lambda source: depth.get(source, 0),
    )
    rivals = tuple(source for source in matches if source != best)
    return Proposal(rule.id, field, best, matches[best], rivals)


def names_in(form: Form) -> FormNames:
    """What the sources of a form are called."""
    by_id: dict[str, list[Source]] = {}
    by_label: dict[str, list[Source]] = {}
    for question in form.questions:
        if not _can_feed(form, question):
            continue
        assert question.id is not None
        source = QuestionSource(question.id)
        for name in {plain(question.id), plain(question.id.rpartition("/")[2])}:
            by_id.setdefault(name, []).append(source)
        for label in {plain(text) for text in question.labels.values()}:
            by_label.setdefault(label, []).append(source)
    for name, always in _ALWAYS:
        by_id.setdefault(plain(name), []).append(always)
    by_id.pop("", None)
    by_label.pop("", None)
    return FormNames(by_id, by_label)


def _can_feed(form: Form, question: Question) -> bool:
    return (
        question.has_data
        and question.kind not in STRUCTURES
        and not (question.hidden and question.id in form.parents)
    )


def unambiguous(found: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Those that can be accepted all at once: without rivals, and whose source is proposed for one
    field of the rule only."""
    uses = Counter((proposal.rule, proposal.source) for proposal in found)
    return tuple(_without_rivals(found, uses))


def _without_rivals(
    found: Sequence[Proposal], uses: Counter[tuple[RuleId, Source]]
) -> Iterator[Proposal]:
    for proposal in found:
        if not proposal.rivals and uses[proposal.rule, proposal.source] == 1:
            yield proposal
