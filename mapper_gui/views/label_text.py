"""The text of a label, to be copied into a constant by an explicit gesture."""

from dataclasses import dataclass

from mapper_gui.mapping.form import Language
from mapper_gui.mapping.values import Constant, LabelCopy
from mapper_gui.views.form_tree import FormRow, RowKind
from mapper_gui.wording.labels import label_in, plain_label


@dataclass(frozen=True, slots=True)
class LabelText:
    """The text, and where it stands."""

    text: str
    copied_from: LabelCopy

    @property
    def constant(self) -> Constant:
        """The value that always gives this text and remembers where it is from."""
        return Constant(self.text, self.copied_from)


def label_text_of(row: FormRow, language: Language) -> LabelText | None:
    """A row's label in a language; None where it has none, as hidden values and groups of sources."""
    question = row.question
    if question is None or question.id is None:
        return None
    if row.kind is RowKind.CHOICE and row.choice is not None:
        labels, choice = row.choice.labels, row.choice.id
    elif row.kind is RowKind.QUESTION:
        labels, choice = question.labels, None
    else:
        return None
    text = plain_label(label_in(labels, language))
    if not labels.get(language, "").strip():
        # The text is that of another language: the copy remembers which.
        language = next((each for each in labels if labels[each].strip()), language)
    return LabelText(text, LabelCopy(question.id, language, choice)) if text else None
