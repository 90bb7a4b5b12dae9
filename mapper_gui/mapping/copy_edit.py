"""Copying from another mapping: target objects, shared choice tables, named values, record rules.

What is copied brings what it needs: a rule its object, tables, named values and sample answers.
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field, replace

from mapper_gui.mapping.check_sources import is_gone
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.mapping import LookupSample, Mapping, RecordRule, RuleId
from mapper_gui.mapping.reads import Read, Reads, condition_reads
from mapper_gui.mapping.source import NamedValue, Source
from mapper_gui.mapping.source_edit import rule_with, value_with
from mapper_gui.mapping.target import TargetObject
from mapper_gui.mapping.value_edit import renaming
from mapper_gui.mapping.values import (
    ByTable,
    Cases,
    EachChoice,
    Step,
    Take,
    TargetLookup,
    Value,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names of what is to be copied."""

    objects: tuple[str, ...] = ()
    choice_tables: tuple[str, ...] = ()
    named_values: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def everything(other: Mapping) -> Wanted:
    """All that can be copied from a mapping."""
    return Wanted(
        tuple(item.name for item in other.target.objects),
        tuple(other.choice_tables),
        tuple(other.named_values),
        tuple(rule.id for rule in other.rules),
    )


@dataclass(frozen=True, slots=True)
class Copied:
    """One thing that comes along: what it is called there and here. `new` is false for what is here
    already and the same; `wanted` for what was asked for, and not only needed by something else."""

    name: str
    here: str
    new: bool
    wanted: bool


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """What a copy would do. `mapping` is the mapping after it."""

    mapping: Mapping
    objects: tuple[Copied, ...] = ()
    choice_tables: tuple[Copied, ...] = ()
    named_values: tuple[Copied, ...] = ()
    rules: tuple[Copied, ...] = ()
    fields: tuple[tuple[str, int], ...] = ()
    """Target objects that are here and get fields that they lack, and how many."""
    samples: int = 0
    identifiers: int = 0
    gone: tuple[Source, ...] = ()
    """Sources that copied rules and values read and the form here does not have."""

    @property
    def changes(self) -> bool:
        """Whether anything comes along."""
        groups = (self.objects, self.choice_tables, self.named_values, self.rules)
        return bool(self.fields or self.samples) or any(
            each.new for group in groups for each in group
        )


def plan_copy(mapping: Mapping, other: Mapping, wanted: Wanted) -> CopyPlan:
    """What `copy_from` would do, for a person to look at first. Raises EditError(NO_SUCH_RULE)."""
    copied = _copied(mapping, other, wanted)
    after = copied.mapping
    here = {item.name: item for item in mapping.target.objects}
    there = [item for item in after.target.objects if other.target.object(item.name) is not None]
    grown = tuple(
        (item.name, len(item.fields) - len(here[item.name].fields))
        for item in there
        if item.name in here and len(item.fields) > len(here[item.name].fields)
    )
    names = tuple(name for name in copied.objects if other.target.object(name) is not None)
    return CopyPlan(
        after,
        tuple(Copied(n, n, n not in here, n in wanted.objects) for n in dict.fromkeys(names)),
        _noted(copied.tables, mapping.choice_tables, wanted.choice_tables),
        _noted(copied.values, mapping.named_values, wanted.named_values),
        _noted(copied.rules, {rule.id for rule in mapping.rules}, wanted.rules),
        grown,
        len(after.lookup_samples) - len(mapping.lookup_samples),
        len(after.identifiers) - len(mapping.identifiers),
        tuple(source for source in copied.read if is_gone(mapping.form, source)),
    )


def _noted(
    names: dict[str, str], here: Container[str], wanted: Container[str]
) -> tuple[Copied, ...]:
    return tuple(
        Copied(name, given, given not in here, name in wanted) for name, given in names.items()
    )


def copy_from(mapping: Mapping, other: Mapping, wanted: Wanted) -> Mapping:
    """The mapping with what is wanted of another one.

    What is here already under the same name and is the same is used as it is. A table, value or
    rule that is another gets a new name, `Sexes 2`, wherever the copies use it. Of a target object
    that is here the missing fields are added. Identifiers that copied rules read are flagged where
    the form has them. Raises EditError: NO_SUCH_RULE for a name that the other does not have,
    NOTHING_TO_DO when all of it is here.
    """
    after = _copied(mapping, other, wanted).mapping
    if after == mapping:
        raise EditError(EditKind.NOTHING_TO_DO)
    return after


def _copied(mapping: Mapping, other: Mapping, wanted: Wanted) -> "_Copy":
    copied = _Copy(mapping, other)
    for name in wanted.rules:
        copied.add_rule(name)
    for name in wanted.named_values:
        copied.add_value(name)
    for name in wanted.choice_tables:
        copied.add_table(name)
    for name in wanted.objects:
        copied.add_object(name)
    return copied


@dataclass
class _Copy:
    """A copy under way; `mapping` grows."""

    mapping: Mapping
    other: Mapping
    tables: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    """What copied tables and values are called here."""
    rules: dict[str, str] = field(default_factory=dict)
    objects: dict[str, None] = field(default_factory=dict)
    read: dict[Source, None] = field(default_factory=dict)
    """Everything that copied rules and values read."""

    def add_object(self, name: str) -> None:
        new = self.other.target.object(name)
        if new is None:
            raise EditError(EditKind.NO_SUCH_RULE, rule=name)
        self.objects[name] = None
        target = self.mapping.target
        old = target.object(name)
        objects = (*target.objects, new)
        if old is not None:
            grown = _grown(old, new)
            objects = tuple(grown if item.name == name else item for item in target.objects)
        system = target.system or self.other.target.system
        self.mapping = replace(self.mapping, target=replace(target, system=system, objects=objects))

    def add_table(self, name: str) -> str:
        if name in self.tables:
            return self.tables[name]
        table = self.other.choice_tables.get(name)
        if table is None:
            raise EditError(EditKind.NO_SUCH_RULE, rule=name)
        here = self.mapping.choice_tables
        found = _free_name(name, here, lambda known: here[known] == table)
        self.tables[name] = found
        self.mapping = replace(self.mapping, choice_tables={**here, found: table})
        return found

    def add_value(self, name: str) -> str:
        """The named value and those that it uses; also where they use each other in a circle."""
        if name in self.values:
            return self.values[name]
        value = self.other.named_values.get(name)
        if value is None:
            raise EditError(EditKind.NO_SUCH_RULE, rule=name)
        here = self.mapping.named_values
        taken = {*here, *self.values.values()}
        found = _free_name(name, taken, lambda known: self._same_value(known, value))
        self.values[name] = found
        inside = Reads(self.other).of_value(name)
        self.read.update((read.source, None) for read in inside)
        self._add_used(inside)
        self._add_lookups(value.take)
        made = value_with(value, renaming(self.values))
        made = replace(made, then=self._steps(made.then))
        values = {**self.mapping.named_values, found: made}
        self.mapping = replace(self.mapping, named_values=values)
        return found

    def _same_value(self, known: str, value: Value) -> bool:
        """Whether the value of this name here means what it means there."""
        if self.mapping.named_values.get(known) != value:
            return False
        uses = _value_names(Reads(self.other).of_value(known))
        others, mine = self.other.named_values, self.mapping.named_values
        if any(others.get(name) != mine.get(name) for name in uses):
            return False
        there, here = self.other.choice_tables, self.mapping.choice_tables
        values = [value, *(others[name] for name in uses if name in others)]
        names = {name for each in values for name in _table_names(each.then)}
        return all(there.get(name) == here.get(name) for name in names)

    def add_rule(self, name: str) -> None:
        rule = self.other.rule(name)
        if rule is None:
            raise EditError(EditKind.NO_SUCH_RULE, rule=name)
        for needed in (rule.object, *_objects_of(rule)):
            if self.other.target.object(needed) is not None:
                self.add_object(needed)
        reads = Reads(self.other)
        read = [*reads.behind(rule, condition_reads(rule.when))]
        for each in rule.fields:
            read += reads.in_field(rule, each)
            self._add_lookups(each.take)
        self._add_used(read)
        made = rule_with(rule, renaming(self.values))
        fields = tuple(replace(each, then=self._steps(each.then)) for each in made.fields)
        made = replace(made, fields=fields)
        same = (each for each in self.mapping.rules if replace(made, id=each.id) == each)
        known = next(same, None)
        if known is not None:
            self.rules[name] = known.id
            return
        self.read.update((each.source, None) for each in read)
        taken = {each.id for each in self.mapping.rules}
        made = replace(made, id=RuleId(_free_name(rule.id, taken, lambda known: False)))
        self.rules[name] = made.id
        self.mapping = replace(self.mapping, rules=(*self.mapping.rules, made))
        self._flag([each.source for each in read])

    def _add_used(self, reads: Iterable[Read]) -> None:
        for name in _value_names(reads):
            if name in self.other.named_values:
                self.add_value(name)

    def _add_lookups(self, take: Take | None) -> None:
        samples = [*self.mapping.lookup_samples]
        asked = {(s.object, s.field, s.equals, s.take) for s in samples}
        for lookup in _lookups(take):
            if self.other.target.object(lookup.object) is not None:
                self.add_object(lookup.object)
            for sample in self.other.lookup_samples:
                question = (sample.object, sample.field, sample.equals, sample.take)
                if _answers(sample, lookup) and question not in asked:
                    asked.add(question)
                    samples.append(sample)
        self.mapping = replace(self.mapping, lookup_samples=tuple(samples))

    def _steps(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(self._step(step) for step in steps)

    def _step(self, step: Step) -> Step:
        if not isinstance(step, ByTable | EachChoice) or not isinstance(step.table, str):
            return step
        known = step.table in self.other.choice_tables
        return replace(step, table=self.add_table(step.table)) if known else step

    def _flag(self, sources: Iterable[Source]) -> None:
        flagged = [*self.mapping.identifiers]
        for source in self.other.identifiers:
            if (
                source in sources
                and source not in flagged
                and not is_gone(self.mapping.form, source)
            ):
                flagged.append(source)
        self.mapping = replace(self.mapping, identifiers=tuple(flagged))


def _value_names(reads: Iterable[Read]) -> list[str]:
    return [read.source.name for read in reads if isinstance(read.source, NamedValue)]


def _grown(old: TargetObject, new: TargetObject) -> TargetObject:
    """The object that is here with the fields that it lacks."""
    missing = tuple(each for each in new.fields if old.field(each.name) is None)
    return replace(old, fields=(*old.fields, *missing)) if missing else old


def _free_name(wanted: str, taken: Iterable[str], is_same: Callable[[str], bool]) -> str:
    """The name itself, that of the same thing under a numbered name, or the first free number."""
    names, name, number = set(taken), wanted, 2
    while name in names and not is_same(name):
        name, number = f"{wanted} {number}", number + 1
    return name


def _objects_of(rule: RecordRule) -> list[str]:
    return [each.reference.object for each in rule.fields if each.reference is not None]


def _lookups(take: Take | None) -> list[TargetLookup]:
    match take:
        case TargetLookup():
            return [take]
        case Cases(cases, otherwise):
            takes = [*(case.take for case in cases), otherwise]
            return [lookup for each in takes for lookup in _lookups(each)]
        case _:
            return []


def _answers(sample: LookupSample, lookup: TargetLookup) -> bool:
    asked = (lookup.object, lookup.field, lookup.take)
    return (sample.object, sample.field, sample.take) == asked


def _table_names(steps: tuple[Step, ...]) -> list[str]:
    tables = [step.table for step in steps if isinstance(step, ByTable | EachChoice)]
    return [table for table in tables if isinstance(table, str)]
