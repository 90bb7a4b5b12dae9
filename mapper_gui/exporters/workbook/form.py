"""The sheets about the form: choice tables, and every question with where it goes."""

from collections.abc import Iterator
from dataclasses import dataclass

from mapper_gui.exporters.workbook.sheet import Column, Look, Row, Sheet, lines
from mapper_gui.exporters.workbook.sources import choices_text, label_title
from mapper_gui.mapping.conditions import condition_sources
from mapper_gui.mapping.form import Choice, Question
from mapper_gui.mapping.mapping import Chosen, Mapping
from mapper_gui.mapping.source import AttachmentSource, QuestionSource, Source, source_path
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    EachChoice,
    Scalar,
    Step,
    value_sources,
)
from mapper_gui.wording.labels import plain_label
from mapper_gui.wording.rules import outside_words, question_type_words, value_words
from mapper_gui.wording.text import tr


def tables_sheet(mapping: Mapping) -> Sheet:
    """One row per choice of each choice table, also of choices that the table does not have."""
    columns = (
        Column(tr("Choice table"), 36),
        Column(tr("Source id"), 36),
        Column(tr("Choice id"), 28),
        *(Column(label_title(language), 36) for language in mapping.form.languages),
        Column(tr("Target value"), 32),
        Column(tr("Target label"), 32),
        Column(tr("Value is"), 12),
    )
    rows = tuple(row for where in _tables(mapping) for row in _table_rows(mapping, *where))
    return Sheet(tr("Choice tables"), columns, rows, frozen=3)


@dataclass(frozen=True, slots=True)
class _Place:
    """A value that goes by a choice table: a field's, or a named one."""

    name: str
    sources: tuple[Source, ...]
    then: tuple[Step, ...]
    target: TargetField | None = None

    @property
    def tables(self) -> list[ChoiceTable | str]:
        steps = (step for step in self.then if isinstance(step, ByTable | EachChoice))
        return [step.table for step in steps if step.table is not None]


def _table_places(mapping: Mapping) -> Iterator[_Place]:
    for name, value in mapping.named_values.items():
        title = tr("Named value {name}").format(name=name)
        yield _Place(title, value_sources(value.take, value.then), value.then)
    for rule in mapping.rules:
        for each in rule.fields:
            title = tr("{rule} → {field}").format(rule=rule.id, field=each.field)
            yield _Place(title, each.sources, each.then, mapping.target_field(rule, each.field))


def _tables(mapping: Mapping) -> Iterator[tuple[str, ChoiceTable, list[_Place]]]:
    """Each table with what it is called and the values that use it: the shared ones first."""
    shared: dict[str, list[_Place]] = {name: [] for name in mapping.choice_tables}
    own: list[tuple[str, ChoiceTable, list[_Place]]] = []
    for place in _table_places(mapping):
        tables = place.tables
        for number, table in enumerate(tables, 1):
            if isinstance(table, ChoiceTable):
                name = f"{place.name} ({number})" if len(tables) > 1 else place.name
                own.append((name, table, [place]))
            elif table in shared:
                shared[table].append(place)
    for name, places in shared.items():
        title = tr("Shared: {name}").format(name=name)
        yield lines([title, *(place.name for place in places)]), mapping.choice_tables[name], places
    yield from own


def _table_rows(
    mapping: Mapping, name: str, table: ChoiceTable, places: list[_Place]
) -> Iterator[Row]:
    questions = _questions(mapping, places)
    ids = lines(question.id or "" for question in questions)
    choices: dict[str, Choice] = {}
    for question in questions:
        for choice in question.choices:
            choices.setdefault(_same(choice.id, table), choice)
    blank = ("",) * len(mapping.form.languages)
    seen: set[str] = set()
    for row in table.rows:
        key = _same(row.choice, table)
        seen.add(key)
        shown = row.choice or tr("(empty)")
        target = _target_label(mapping, places, row.value)
        yield Row(
            (name, ids, shown, *_labels(mapping, choices.get(key)), *_value(row.value, target))
        )
    outside = outside_words(table.outside)
    for key, choice in choices.items():
        if key not in seen:
            words = tr("not in the table: {outside}").format(outside=outside)
            yield Row(
                (name, ids, choice.id, *_labels(mapping, choice), words, "", ""), Look.TO_DISCUSS
            )
    words = tr("upper and lower case alike") if table.ignore_case else ""
    yield Row((name, ids, tr("(any other id)"), *blank, outside, words, ""))


def _same(choice: str, table: ChoiceTable) -> str:
    return choice.lower() if table.ignore_case else choice


def _questions(mapping: Mapping, places: list[_Place]) -> list[Question]:
    found: dict[str, Question] = {}
    for place in places:
        for source in place.sources:
            question = mapping.form.question(source_path(source) or "")
            if isinstance(source, QuestionSource) and question is not None and question.id:
                found.setdefault(question.id, question)
    return list(found.values())


def _labels(mapping: Mapping, choice: Choice | None) -> tuple[str, ...]:
    return tuple(
        plain_label(choice.labels.get(language, "")) if choice else ""
        for language in mapping.form.languages
    )


def _value(value: Scalar, label: str) -> tuple[str, str, str]:
    match value:
        case None | "":
            return value_words(value), label, tr("empty")
        case bool():
            return value_words(value), label, tr("yes/no")
        case str():
            return value, label, tr("text")
        case _:
            return value_words(value), label, tr("number")


def _target_label(mapping: Mapping, places: list[_Place], value: Scalar) -> str:
    labels: dict[str, None] = {}
    for place in places:
        for choice in place.target.choices if place.target else ():
            if choice.value == value and choice.label:
                labels[choice.label] = None
    return lines(labels)


def questions_sheet(mapping: Mapping) -> Sheet:
    """Every question of the form, with where it is mapped."""
    columns = (
        Column(tr("Question id"), 44),
        Column(tr("Type"), 28),
        *(Column(label_title(language), 40) for language in mapping.form.languages),
        Column(tr("Choices (id = label)"), 40),
        Column(tr("Calculation"), 36),
        Column(tr("Required"), 10),
        Column(tr("Inside repeat"), 24),
        Column(tr("Identifier"), 11),
        Column(tr("Mapped to"), 40),
    )
    places = _places(mapping)
    rows = tuple(_question_row(mapping, question, places) for question in mapping.form.questions)
    return Sheet(tr("Questions"), columns, rows)


def _places(mapping: Mapping) -> dict[str, list[str]]:
    """Where each question id is mapped, and what it decides about; a file's link counts for its
    question."""
    found: dict[str, list[str]] = {}
    for source, pairs in mapping.fed_by.items():
        if isinstance(source, QuestionSource | AttachmentSource):
            texts = [tr("{rule} → {field}").format(rule=rule, field=name) for rule, name in pairs]
            found.setdefault(source.question, []).extend(texts)
    for source, rules in mapping.asked_by.items():
        if isinstance(source, QuestionSource | AttachmentSource):
            texts = [tr("whether {rule} is made").format(rule=rule) for rule in rules]
            found.setdefault(source.question, []).extend(texts)
    for source in dict.fromkeys(condition_sources(mapping.accepts.when)):
        if isinstance(source, QuestionSource | AttachmentSource):
            found.setdefault(source.question, []).append(tr("which submissions are taken"))
    for rule in mapping.rules:
        if isinstance(rule.for_each, Chosen):
            words = tr("{rule}, one record for each choice").format(rule=rule.id)
            found.setdefault(rule.for_each.question, []).append(words)
    return found


def _question_row(mapping: Mapping, question: Question, places: dict[str, list[str]]) -> Row:
    mapped = places.get(question.id or "", [])
    is_flagged = question.id is not None and QuestionSource(question.id) in mapping.identifiers
    cells = (
        question.id or tr("(no id)"),
        question_type_words(question),
        *(plain_label(question.labels.get(lang, "")) for lang in mapping.form.languages),
        choices_text(question.choices, mapping),
        question.calculate or "",
        tr("required") if question.required else "",
        question.repeat or "",
        tr("identifier") if is_flagged else "",
        lines(mapped) if mapped or not question.has_data else tr("not mapped"),
    )
    return Row(cells)
