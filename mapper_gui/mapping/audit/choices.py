"""Choice coverage: the choice ids that submissions hold, beside those of the form and of the tables.

An id is unmapped where a field's choice table has no row for it and nothing was said of ids outside
the table but that they become empty or stop the record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mapper_gui.mapping.audit.answers import QuestionAnswers
from mapper_gui.mapping.field_fit import meant_choice
from mapper_gui.mapping.form import Language, QuestionId
from mapper_gui.mapping.mapping import Chosen, FieldRule, RecordRule, RuleId
from mapper_gui.mapping.mapping import Mapping as FormMapping
from mapper_gui.mapping.source import QuestionSource, RowChoice, Source
from mapper_gui.mapping.values import ByTable, ChoiceTable, EachChoice, First, OutsideAction, Scalar

_UNMAPPED = (OutsideAction.EMPTY, OutsideAction.STOP)


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A field whose value goes by a choice table straight from the question's answer."""

    rule: RuleId
    field: str
    shared: str | None
    """The name of the shared table, None where the field has its own."""
    outside: OutsideAction
    whole: bool = False
    """Whether the answer is looked up as it is, all that is chosen at once."""


@dataclass(frozen=True, slots=True)
class ChoiceSeen:
    """One choice id. `targets`: for each place in order, whether the table has it, and its value."""

    choice: str
    labels: Mapping[Language, str]
    in_form: bool
    seen: int
    targets: tuple[tuple[bool, Scalar], ...]
    whole: int = 0
    """How often it was all that was chosen."""
    is_together: bool = False
    """Whether it is several ids that were chosen together, where a table is asked for that."""

    def seen_at(self, place: TablePlace) -> int:
        """How often this place's table was asked for it."""
        if place.whole:
            return self.whole
        return 0 if self.is_together else self.seen


@dataclass(frozen=True, slots=True)
class ChoiceCoverage:
    """The choice ids of one question: the form's in its order, then others by how often they came,
    then those that stand in a table only."""

    question: QuestionId
    is_lookup: bool
    """Whether its choices come from a lookup table, which the form's export does not hold."""
    places: tuple[TablePlace, ...]
    choices: tuple[ChoiceSeen, ...]

    @property
    def not_in_form(self) -> tuple[str, ...]:
        """Ids that submissions hold and the form does not."""
        if self.is_lookup:
            return ()
        return tuple(each.choice for each in self.choices if each.seen and not each.in_form)

    def unmapped(self, place: TablePlace) -> tuple[str, ...]:
        """Ids that submissions hold and this place's table does not, where that loses them."""
        if place.outside not in _UNMAPPED:
            return ()
        number = self.places.index(place)
        return tuple(
            each.choice
            for each in self.choices
            if each.seen_at(place) and not each.targets[number][0]
        )

    def never_seen(self, place: TablePlace) -> tuple[str, ...]:
        """Ids in this place's table that no submission holds."""
        number = self.places.index(place)
        return tuple(
            each.choice
            for each in self.choices
            if not each.seen_at(place) and each.targets[number][0]
        )


def coverage(
    mapping: FormMapping, answers: Mapping[QuestionId, QuestionAnswers]
) -> Iterator[ChoiceCoverage]:
    """The coverage of each select of the form and of each other question that a table is used on."""
    fed = _fed_by_tables(mapping)
    for question in mapping.form.questions:
        if question.id is None or not question.has_data:
            continue
        tables = fed.get(question.id, [])
        counted = answers.get(question.id)
        if counted is None or not (question.choices or tables):
            continue
        seen = counted.choices or counted.values
        labels = {choice.id: choice.labels for choice in question.choices}
        together = {}
        if any(place.whole for place, _ in tables):
            together = {one: n for one, n in counted.values.items() if one not in seen}
        ids = dict.fromkeys([*labels, *seen, *together])
        known = [table for _, table in tables]
        for table in known:
            ids.update(
                (row.choice, None)
                for row in table.rows
                if row.choice and not _stands_for(table, row.choice, ids)
            )
        yield ChoiceCoverage(
            question.id,
            not question.choices,
            tuple(place for place, _ in tables),
            tuple(
                ChoiceSeen(
                    one,
                    labels.get(one, {}),
                    one in labels or (one in together and set(one.split()) <= labels.keys()),
                    seen.get(one, 0) or together.get(one, 0),
                    tuple(table.find(one) for table in known),
                    counted.values.get(one, 0),
                    one in together,
                )
                for one in ids
            ),
        )


def _stands_for(table: ChoiceTable, choice: str, ids: Mapping[str, None]) -> bool:
    """Whether a row is there for an id that is listed already, but for upper and lower case."""
    return table.ignore_case and choice.lower() in {each.lower() for each in ids}


def _fed_by_tables(
    mapping: FormMapping,
) -> dict[QuestionId, list[tuple[TablePlace, ChoiceTable]]]:
    found: dict[QuestionId, list[tuple[TablePlace, ChoiceTable]]] = {}
    for rule in mapping.rules:
        for field_rule in rule.fields:
            step = field_rule.then[0] if field_rule.then else None
            if not isinstance(step, ByTable | EachChoice) or step.table is None:
                continue
            table = mapping.table(step)
            if table is None:
                continue
            shared = step.table if isinstance(step.table, str) else None
            action = table.outside.action
            for question in _questions(rule, field_rule):
                chosen = isinstance(rule.for_each, Chosen) and rule.for_each.question == question
                whole = isinstance(step, ByTable) and not chosen
                place = TablePlace(rule.id, field_rule.field, shared, action, whole)
                found.setdefault(question, []).append((place, table))
    return found


def _questions(rule: RecordRule, field_rule: FieldRule) -> list[QuestionId]:
    """The questions whose answers come to the field's first step as they are."""
    if not isinstance(field_rule.take, First):
        return []
    return [
        question
        for source in field_rule.take.sources
        if (question := _question(rule, source)) is not None
    ]


def _question(rule: RecordRule, source: Source) -> QuestionId | None:
    if isinstance(source, QuestionSource):
        return source.question
    if isinstance(source, RowChoice) and isinstance(rule.for_each, Chosen):
        return rule.for_each.question
    return None


def rows_to_add(
    mapping: FormMapping, each: ChoiceCoverage, place: TablePlace
) -> tuple[tuple[str, Scalar], ...]:
    """Rows for the ids that this place's table lacks: with the target's value that is called as the
    id or its label, else with the id as it is, which the check then holds against the target."""
    rule = mapping.rule(place.rule)
    target = mapping.target_field(rule, place.field) if rule is not None else None
    labels = {one.choice: one.labels for one in each.choices}
    rows: list[tuple[str, Scalar]] = []
    for choice in each.unmapped(place):
        names = (choice, *labels[choice].values())
        meant = (meant_choice(target, name) for name in names) if target is not None else ()
        rows.append((choice, next((value for value in meant if value is not None), choice)))
    return tuple(rows)
