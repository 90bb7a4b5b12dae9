"""The mapping: a form to a target system. A tree of frozen dataclasses; an edit returns a new one."""

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NewType

from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    LEAVE_OUT,
    ByTable,
    ChoiceTable,
    EachChoice,
    First,
    Policy,
    Scalar,
    Step,
    TableStep,
    Take,
    Template,
    Value,
    value_sources,
)

if TYPE_CHECKING:
    from mapper_gui.mapping.evaluate import PreparedMapping

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
class Chosen:
    """One record for each chosen id of a multiple answer."""

    question: QuestionId


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: of sources, or of constants."""

    name: str
    of_sources: bool = True


Cell = Source | Scalar
"""What stands in a table: a source in a column of sources, else a constant. None: nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that a record rule goes through; each has one cell per column, in the columns' order."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def position(self, column: str) -> int | None:
        names = [each.name for each in self.columns]
        return names.index(column) if column in names else None


@dataclass(frozen=True, slots=True)
class TableRows:
    """One record for each row of a table; `within` a repeat, for each row of both."""

    table: Table
    within: QuestionId | None = None


ForEach = QuestionId | Chosen | TableRows
"""What a rule is made for each of: the rows of a repeat, chosen ids, or the rows of a table."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The field points to a record of another target object, found by this field of it."""

    object: str
    field: str


@dataclass(frozen=True, slots=True)
class LookupSample:
    """A typed answer to a target lookup, for the preview: where `field` is `equals`, `take` is
    `answer`."""

    object: str
    field: str
    equals: str
    take: str
    answer: Scalar


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one target field gets its value. Without `take`: only a note or a status so far.

    With `reference` the value points to another record instead of being written itself.
    """

    field: str
    take: Take | None = None
    then: tuple[Step, ...] = ()
    if_absent: Policy = LEAVE_OUT
    if_empty: Policy = LEAVE_OUT
    status: Status = Status.DRAFT
    note: str = ""
    reference: Reference | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source the rule reads, those of conditions and steps among them."""
        return value_sources(self.take, self.then)

    @property
    def table_steps(self) -> tuple[TableStep, ...]:
        """The steps that go by a choice table, in order."""
        return tuple(step for step in self.then if isinstance(step, ByTable | EachChoice))

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
    for_each: ForEach | None = None
    fields: tuple[FieldRule, ...] = ()
    note: str = ""
    when: Condition | None = None

    @property
    def repeat(self) -> QuestionId | None:
        """The innermost repeat whose rows the rule goes through."""
        match self.for_each:
            case None | Chosen():
                return None
            case TableRows(_, within):
                return within
            case repeat:
                return repeat

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
    """Which submissions the mapping is for. Nothing said: those of the form's xmlns, else name.

    `when` excludes others, such as those of test users.
    """

    xmlns: tuple[str, ...] = ()
    form_names: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True)
class Mapping:
    """The whole. `choice_tables` are the shared ones, by name; `identifiers` those flagged."""

    form: Form = field(default_factory=Form)
    target: Target = field(default_factory=Target)
    accepts: Accepts = Accepts()
    identifiers: tuple[Source, ...] = ()
    choice_tables: Lookup[str, ChoiceTable] = field(default_factory=dict)
    named_values: Lookup[str, Value] = field(default_factory=dict)
    lookup_samples: tuple[LookupSample, ...] = ()
    rules: tuple[RecordRule, ...] = ()
    note: str = ""

    def rule(self, rule_id: str) -> RecordRule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def target_object(self, rule: RecordRule) -> TargetObject | None:
        return self.target.object(rule.object)

    def target_field(self, rule: RecordRule, name: str) -> TargetField | None:
        found = self.target_object(rule)
        return found.field(name) if found else None

    def table(self, step: TableStep) -> ChoiceTable | None:
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
    def has_code(self) -> bool:
        """Whether evaluating it runs JavaScript."""
        chains = [rule.then for each in self.rules for rule in each.fields]
        chains += [value.then for value in self.named_values.values()]
        return any(isinstance(step, Code) for then in chains for step in then)

    @cached_property
    def fed_by(self) -> Lookup[Source, tuple[tuple[RuleId, str], ...]]:
        """Which (rule, field) pairs each source feeds, itself or through named values and columns."""
        from mapper_gui.mapping.reads import fed_by

        return fed_by(self)

    @cached_property
    def asked_by(self) -> Lookup[Source, tuple[RuleId, ...]]:
        """Which record rules each source decides about: in the rule's condition."""
        from mapper_gui.mapping.reads import asked_by

        return asked_by(self)

    @cached_property
    def prepared(self) -> "PreparedMapping":
        """Made ready to be evaluated on any number of submissions."""
        from mapper_gui.mapping.evaluate import PreparedMapping

        return PreparedMapping(self)

    def with_rule(self, rule: RecordRule) -> "Mapping":
        """This rule in place of the one with its id."""
        rules = tuple(rule if old.id == rule.id else old for old in self.rules)
        return replace(self, rules=rules)
