"""Checks the rows of choice tables against the questions that use them; shared tables once."""

from collections.abc import Iterator

from mapper_gui.mapping.check_kind import CheckKind, error, mend, warning
from mapper_gui.mapping.check_takes import inner_takes, question_of
from mapper_gui.mapping.form import MULTIPLE_ANSWER, Question
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, MendKind, Problem
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    EachChoice,
    First,
    Step,
    TableStep,
    Take,
)


def check_shared_tables(mapping: Mapping) -> Iterator[Problem]:
    """The rows of each shared table, at the first field that uses it."""
    if not mapping.choice_tables:
        return
    users: dict[str, list[tuple[InRule, Take | None, TableStep | None]]] = {}
    for where, take, then in _values(mapping):
        for step in then:
            if isinstance(step, ByTable | EachChoice) and isinstance(step.table, str):
                met = step if step is then[0] else None
                users.setdefault(step.table, []).append((where, take, met))
                break
    for name, table in mapping.choice_tables.items():
        used = users.get(name, [])
        where = next((place for place, _, _ in used if place.rule is not None), InRule())
        yield from rows_twice(where, table, name)
        questions = _all_questions(mapping, [(take, met) for _, take, met in used])
        if questions:
            yield from rows_unknown(where, table, questions, name)


def _values(mapping: Mapping) -> Iterator[tuple[InRule, Take | None, tuple[Step, ...]]]:
    for rule in mapping.rules:
        for field_rule in rule.fields:
            yield InRule(rule.id, field_rule.field), field_rule.take, field_rule.then
    for value in mapping.named_values.values():
        yield InRule(), value.take, value.then


def _all_questions(
    mapping: Mapping, users: list[tuple[Take | None, TableStep | None]]
) -> list[Question]:
    """The questions behind a table; none where what it meets has no known choices."""
    found = []
    for take, met in users:
        for each in inner_takes(take):
            if met is None or not isinstance(each, First):
                return []
            for source in each.sources:
                question = question_of(mapping.form, source)
                if question is None or not question.choices:
                    return []
                found.append(question)
    return found


def rows_twice(where: InRule, table: ChoiceTable, name: str | None) -> Iterator[Problem]:
    """Choice ids that have more than one row: only the first would ever count."""
    seen: set[str] = set()
    twice = []
    for row in table.rows:
        choice = row.choice.lower() if table.ignore_case else row.choice
        if choice in seen:
            twice.append(row.choice)
        seen.add(choice)
    if twice:
        yield error(CheckKind.DUPLICATE_ROW, where, choices=tuple(dict.fromkeys(twice)), table=name)


def rows_unknown(
    where: InRule, table: ChoiceTable, questions: list[Question], name: str | None
) -> Iterator[Problem]:
    """Rows whose choice id none of the questions has; those that hold a choice's label apart."""

    def cased(text: str) -> str:
        return text.lower() if table.ignore_case else text

    ids = {cased(choice.id) for question in questions for choice in question.choices}
    unknown = [row.choice for row in table.rows if row.choice and cased(row.choice) not in ids]
    if any(question.kind in MULTIPLE_ANSWER for question in questions):
        # A combination of choices is an answer too: "boil filter".
        unknown = [c for c in unknown if not all(cased(one) in ids for one in c.split(" "))]
    if not unknown:
        return
    by_label: dict[str, str] = {}
    for question in questions:
        for choice in question.choices:
            for label in choice.labels.values():
                by_label.setdefault(label.strip().casefold(), choice.id)
    sources = tuple(QuestionSource(q.id) for q in questions if q.id is not None)
    labels = [(c, by_label[key]) for c in unknown if (key := c.strip().casefold()) in by_label]
    if labels:
        mends = [
            mend(
                MendKind.USE_CHOICE_ID, rule=where.rule, field=where.field, label=text, choice=found
            )
            for text, found in labels
        ]
        yield error(
            CheckKind.LABEL_AS_CHOICE, where, *mends, labels=tuple(labels), sources=sources,
            table=name,
        )  # fmt: skip
    others = tuple(c for c in unknown if c.strip().casefold() not in by_label)
    if others:
        yield warning(
            CheckKind.CHOICE_NOT_IN_FORM, where, choices=others, sources=sources, table=name
        )
