"""A previewed record as text: each field's value beside the source's id, label and answer."""

from mapper_gui.mapping.evaluate import FieldResult, Outcome, ReasonKind, RecordResult, Trace
from mapper_gui.mapping.evaluate import text_of as plain_text
from mapper_gui.mapping.form import Form, Language
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.submission import State
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.results import item_words, reason_words, value_text
from mapper_gui.wording.rules import operation_words
from mapper_gui.wording.sources import label_of, source_id
from mapper_gui.wording.text import tr


def record_title(record: RecordResult) -> str:
    """`Contact, row 2: update or create (upsert) Contact`, and whether it is not made."""
    title = str(record.rule)
    if record.item:
        title = f"{title}, {item_words(record.item)}"
    words = tr("{title}: {operation} {object}").format(
        title=title, operation=operation_words(record.operation), object=record.object
    )
    return words if record.made else tr("{words} – NOT MADE").format(words=words)


def field_rows(record: RecordResult, form: Form) -> list[tuple[str, str, str, str, str]]:
    """A record as rows: field (`*` marks the key), value, source id, label, answer or reason.

    A field with several sources takes several rows, the first two cells of the later ones empty.
    """
    language = form.languages[0] if form.languages else ""
    rows: list[tuple[str, str, str, str, str]] = []
    for result in record.fields:
        name = f"{result.field} *" if result.field in record.key else result.field
        head = (name, result_text(result))
        for trace in result.traces:
            what = (source_id(trace.source), label_of(trace.source, form, language))
            rows.append((*head, *what, answer_text(trace, form, language)))
            head = ("", "")
        # That a source is absent or empty stands beside it already.
        told = {ReasonKind.ABSENT, ReasonKind.EMPTY} if result.traces else set()
        if result.reason is not None and result.reason.kind not in told:
            rows.append((*head, "", "", reason_words(result.reason)))
        elif not result.traces:
            rows.append((*head, "", "", tr("(constant)")))
    return rows


def result_text(result: FieldResult) -> str:
    """What became of a field: its value, or that it has none."""
    match result.outcome:
        case Outcome.WRITTEN:
            return value_text(result.value)
        case Outcome.LEFT_OUT:
            return tr("(left out)")
        case Outcome.STOPPED:
            return tr("(no record)")


def answer_text(trace: Trace, form: Form, language: Language) -> str:
    """What a source gave: the answer with its choice label beside it, or that there was none."""
    match trace.answer.state:
        case State.ABSENT:
            return tr("(not in the submission)")
        case State.EMPTY:
            return tr("(empty)")
        case State.ANSWERED:
            return _with_choice_labels(trace, form, language)


def _with_choice_labels(trace: Trace, form: Form, language: Language) -> str:
    text = plain_text(trace.answer.value)
    question = None
    if isinstance(trace.source, QuestionSource):
        question = form.question(trace.source.question)
    if question is None or not question.choices:
        return text
    ids = text.split() if question.is_multiple else [text]
    found = [question.choice(each) for each in ids]
    labels = [plain_label(label_in(each.labels, language)) for each in found if each is not None]
    shown = "; ".join(label for label in labels if label)
    return tr("{answer} (“{label}”)").format(answer=text, label=shown) if shown else text
