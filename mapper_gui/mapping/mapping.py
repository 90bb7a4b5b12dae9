"""The mapping: a form to a target system. A tree of frozen dataclasses; an edit returns a new one."""

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import NewType

from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.source import RowNumber, Source
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    LEAVE_OUT,
    ByTable,
    ChoiceTable,
    EachChoice,
    First,
    Policy,
    Step,
    Take,
    Template,
    value_sources,
)

RuleId = NewType("RuleId", str)
"""Names a record rule for people and in results; unique in its mapping: `Contact`, `Contact 2`."""


class Operation(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UPSERT = "upsert"


class Status(StrEnum):
    """How far people have agreed on a field rule."""

    DRAFT = "draft"
    TO_DISCUSS = "to_discuss"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one target field gets its value. Without `take`: only a note or a status so far."""

    field: str
    take: Take | None = None
    then: tuple[Step, ...] = ()
    if_absent: Policy = LEAVE_OUT
    if_empty: Policy = LEAVE_OUT
    status: Status = Status.DRAFT
    note: str = ""

    @property
    def sources(self) -> tuple[Source, ...]:
        return value_sources(self.take)

    @property
    def takes_anything(self) -> bool:
        """Whether it feeds its field: it takes a source, a constant or a text."""
        match self.take:
            case None:
                return False
            case First(sources):
                return bool(sources)
            case Template(parts):
                return any(part != "" for part in parts)
            case _:
                return True


@dataclass(frozen=True)
class RecordRule:
    """One kind of record made from a submission; one for each row of a repeat when `for_each`.

    A rule whose field rules take nothing makes no record.
    """

    id: RuleId
    object: str
    operation: Operation = Operation.UPSERT
    key: tuple[str, ...] = ()
    for_each: QuestionId | None = None
    fields: tuple[FieldRule, ...] = ()
    note: str = ""

    @property
    def makes_records(self) -> bool:
        return any(rule.takes_anything for rule in self.fields)

    @cached_property
    def by_field(self) -> Lookup[str, FieldRule]:
        return {rule.field: rule for rule in reversed(self.fields)}

    def field_rule(self, name: str) -> FieldRule | None:
        return self.by_field.get(name)


@dataclass(frozen=True, slots=True)
class Accepts:
    """Which submissions the mapping is for. Nothing said: those of the form's xmlns, else name."""

    xmlns: tuple[str, ...] = ()
    form_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """The whole. `choice_tables` are the shared ones, by name; `identifiers` those flagged."""

    form: Form = field(default_factory=Form)
    target: Target = field(default_factory=Target)
    accepts: Accepts = Accepts()
    identifiers: tuple[Source, ...] = ()
    choice_tables: Lookup[str, ChoiceTable] = field(default_factory=dict)
    rules: tuple[RecordRule, ...] = ()
    note: str = ""

    def rule(self, rule_id: str) -> RecordRule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def target_object(self, rule: RecordRule) -> TargetObject | None:
        return self.target.object(rule.object)

    def target_field(self, rule: RecordRule, name: str) -> TargetField | None:
        found = self.target_object(rule)
        return found.field(name) if found else None

    def table(self, step: ByTable | EachChoice) -> ChoiceTable | None:
        """The step's own table, or the shared one it names; None when there is none of that name."""
        if isinstance(step.table, str):
            return self.choice_tables.get(step.table)
        return step.table

    @property
    def accepted(self) -> Accepts:
        """What is accepted in effect: what was said, else the form's xmlns, else its name."""
        if self.accepts.xmlns or self.accepts.form_names:
            return self.accepts
        if self.form.xmlns:
            return Accepts(xmlns=(self.form.xmlns,))
        return Accepts(form_names=(self.form.name,) if self.form.name else ())

    @cached_property
    def fed_by(self) -> Lookup[Source, tuple[tuple[RuleId, str], ...]]:
        """Which (rule, field) pairs each source feeds. The number of a rule's own rows stands there
        as that of the repeat it iterates."""
        found: dict[Source, list[tuple[RuleId, str]]] = {}
        for rule in self.rules:
            own_rows = RowNumber(rule.for_each)
            for field_rule in rule.fields:
                sources = (own_rows if s == RowNumber() else s for s in field_rule.sources)
                for source in dict.fromkeys(sources):
                    found.setdefault(source, []).append((rule.id, field_rule.field))
        return {source: tuple(places) for source, places in found.items()}

    def with_rule(self, rule: RecordRule) -> "Mapping":
        """This rule in place of the one with its id."""
        rules = tuple(rule if old.id == rule.id else old for old in self.rules)
        return replace(self, rules=rules)
