"""What a value reads and how it is made, as cells: ids, labels, types, choices, and the rule in words."""

from collections.abc import Iterable, Sequence

from mapper_gui.exporters.workbook.sheet import Column, lines
from mapper_gui.mapping.form import Choice, Language, Question
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.source import AttachmentSource, QuestionSource, Source
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.values import Step, Take
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.rules import made_words, question_type_words
from mapper_gui.wording.sources import source_id, source_words
from mapper_gui.wording.text import tr, tr_n

CHOICES_IN_CELL = 20


def source_columns(languages: Sequence[Language]) -> tuple[Column, ...]:
    """The columns of `source_cells`."""
    return (
        Column(tr("Source id"), 40),
        *(Column(label_title(language), 36) for language in languages),
        Column(tr("Source type"), 24),
        Column(tr("Choices (id = label)"), 36),
    )


def label_title(language: Language) -> str:
    return tr("Label ({language})").format(language=language)


def source_cells(mapping: Mapping, read: Iterable[Source]) -> tuple[str, ...]:
    """Ids, labels in each language, types and choices of what a value reads, line by line."""
    sources = tuple(dict.fromkeys(read))
    questions = [_question(mapping, source) for source in sources]
    labels = (
        lines(
            plain_label(question.labels.get(language, "")) if question else ""
            for question in questions
        )
        for language in mapping.form.languages
    )
    return (
        lines(source_id(source) for source in sources),
        *labels,
        lines(
            _source_type(mapping, source, question)
            for source, question in zip(sources, questions, strict=True)
        ),
        lines(
            choices_text(question.choices, mapping, CHOICES_IN_CELL)
            for question in questions
            if question is not None and question.choices
        ),
    )


def _question(mapping: Mapping, source: Source) -> Question | None:
    if isinstance(source, QuestionSource | AttachmentSource):
        return mapping.form.question(source.question)
    return None


def _source_type(mapping: Mapping, source: Source, question: Question | None) -> str:
    if question is None:
        gone = isinstance(source, QuestionSource | AttachmentSource)
        return tr("not in the form") if gone else source_words(source)
    words = question_type_words(question)
    calculation = " ".join((question.calculate or "").split())
    return f"{words}: {calculation}" if question.hidden and calculation else words


def choices_text(choices: tuple[Choice, ...], mapping: Mapping, most: int | None = None) -> str:
    """`id = label` line by line, labels in the form's first language."""
    language = mapping.form.languages[0] if mapping.form.languages else ""
    shown = [
        f"{choice.id or tr('(empty)')} = {plain_label(label_in(choice.labels, language))}"
        for choice in choices[:most]
    ]
    more = len(choices) - len(shown)
    if more > 0:
        words = tr_n("{count} more, see sheet Questions", "{count} more, see sheet Questions", more)
        shown.append(words.format(count=more))
    return "\n".join(shown)


def rule_text(take: Take | None, then: Sequence[Step], mapping: Mapping) -> str:
    """A value in words, and below them all of its code."""
    words = made_words(take, then, mapping)
    code = [step.body for step in then if isinstance(step, Code)]
    return "\n\n".join([words, *(tr("Code:\n{code}").format(code=each) for each in code)])
