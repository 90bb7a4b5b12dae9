"""A newer export of the same form: what changed, and what that means for the rules.

Nothing is removed: a rule whose source is gone stays, and `check` says so.
"""

from dataclasses import dataclass, replace

from mapper_gui.mapping.form import CaseBlock, Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import Chosen, Mapping, RuleId
from mapper_gui.mapping.reads import Reads, condition_reads
from mapper_gui.mapping.source import RowNumber, Source, source_path


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that is in both forms and is not the same. `repeat`: the repeat it stands in."""

    id: QuestionId
    old_kind: Kind
    new_kind: Kind
    choices_gone: tuple[str, ...] = ()
    choices_new: tuple[str, ...] = ()
    old_repeat: QuestionId | None = None
    new_repeat: QuestionId | None = None


@dataclass(frozen=True, slots=True)
class FormChange:
    """How a newer form differs, each list in its form's order. `relabelled` changes no data."""

    gone: tuple[QuestionId, ...] = ()
    new: tuple[QuestionId, ...] = ()
    changed: tuple[QuestionChange, ...] = ()
    relabelled: tuple[QuestionId, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.gone or self.new or self.changed or self.relabelled)


@dataclass(frozen=True, slots=True)
class Affected:
    """A place in the mapping whose source is gone or changed. No field: what the rule iterates, or
    with a source what its condition asks; no rule: a flagged identifier, or what the condition of
    the whole mapping asks. `change` None: the source is gone."""

    rule: RuleId | None
    field: str | None
    source: Source | None
    question: QuestionId
    change: QuestionChange | None = None


def compare_forms(old: Form, new: Form) -> FormChange:
    """What is gone, new or changed in type, choices or repeat, by question id."""
    gone = tuple(question_id for question_id in old.by_id if question_id not in new.by_id)
    added = tuple(question_id for question_id in new.by_id if question_id not in old.by_id)
    changed: list[QuestionChange] = []
    relabelled: list[QuestionId] = []
    for question_id, after in new.by_id.items():
        before = old.by_id.get(question_id)
        if before is None:
            continue
        change = _change(question_id, before, after)
        if change is not None:
            changed.append(change)
        elif _labels(before) != _labels(after):
            relabelled.append(question_id)
    return FormChange(gone, added, tuple(changed), tuple(relabelled))


def _change(question_id: QuestionId, old: Question, new: Question) -> QuestionChange | None:
    old_choices = dict.fromkeys(choice.id for choice in old.choices)
    new_choices = dict.fromkeys(choice.id for choice in new.choices)
    if (old.kind, old.repeat, old_choices.keys()) == (new.kind, new.repeat, new_choices.keys()):
        return None
    return QuestionChange(
        question_id,
        old.kind,
        new.kind,
        tuple(choice for choice in old_choices if choice not in new_choices),
        tuple(choice for choice in new_choices if choice not in old_choices),
        old.repeat,
        new.repeat,
    )


def _labels(question: Question) -> object:
    choices = [(choice.id, dict(choice.labels)) for choice in question.choices]
    return dict(question.labels), choices, question.calculate


def with_newer_form(mapping: Mapping, new_form: Form) -> Mapping:
    """The mapping on a newer export of its form: every rule and identifier kept, and kept too what
    an export does not say (name, xmlns, app, project space, case blocks that submissions showed)."""
    old = mapping.form
    form = replace(
        new_form,
        name=new_form.name or old.name,
        xmlns=new_form.xmlns or old.xmlns,
        app_id=new_form.app_id or old.app_id,
        project_space=new_form.project_space or old.project_space,
        case_blocks=new_form.case_blocks
        or tuple(_in_form(block, new_form) for block in old.case_blocks),
    )
    return replace(mapping, form=form)


def _in_form(block: CaseBlock, form: Form) -> CaseBlock:
    """A case block in the repeats of a newer form."""
    around = form.repeats_around(block.path)
    return replace(block, repeat=around[-1] if around else None)


def affected(mapping: Mapping, change: FormChange) -> tuple[Affected, ...]:
    """Every place that reads a question that is gone or changed, in the rules' order; then flagged
    identifiers that are gone. What stands below a group that is now a repeat counts as changed."""
    gone = set(change.gone)
    changed = {question.id: question for question in change.changed}
    found: list[Affected] = []

    def see(
        rule: RuleId | None,
        field: str | None,
        path: str | None,
        source: Source | None,
        is_flag: bool = False,
    ) -> None:
        if path is None:
            return
        question = QuestionId(path)
        if question in gone:
            found.append(Affected(rule, field, source, question))
        elif question in changed and not is_flag:
            found.append(Affected(rule, field, source, question, changed[question]))

    reads = Reads(mapping)
    for rule in mapping.rules:
        see(rule.id, None, rule.repeat, None)
        if isinstance(rule.for_each, Chosen):
            see(rule.id, None, rule.for_each.question, None)
        asked = [read.source for read in reads.behind(rule, condition_reads(rule.when))]
        for source in dict.fromkeys(asked):
            see(rule.id, None, _path(source), source)
        for field_rule in rule.fields:
            read_here = [read.source for read in reads.in_field(rule, field_rule)]
            for source in dict.fromkeys(read_here):
                see(rule.id, field_rule.field, _path(source), source)
    for read in dict.fromkeys(reads.behind(None, condition_reads(mapping.accepts.when))):
        see(None, None, _path(read.source), read.source)
    for source in mapping.identifiers:
        see(None, None, _path(source), source, is_flag=True)
    return tuple(found)


def _path(source: Source) -> str | None:
    return source.repeat if isinstance(source, RowNumber) else source_path(source)
