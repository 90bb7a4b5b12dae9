"""The values that a target field takes, to choose from by value or by label, or to be typed.

What counts is always the value. The label beside it is for people and never stored.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from mapper_gui.mapping.target import TargetChoice
from mapper_gui.views.quiet_widgets import QuietCombo
from mapper_gui.views.typed_text import LineEdit


def shown_choice(choice: TargetChoice) -> str:
    """`M – Male`, or the value alone."""
    return f"{choice.value} – {choice.label}" if choice.label else choice.value


def picked_value(text: str, choices: Sequence[TargetChoice]) -> str:
    """The value that a typed or pasted text means: a value itself, `value – label`, or the label
    of exactly one choice, case aside; otherwise the text as it is."""
    if any(choice.value == text for choice in choices):
        return text
    folded = text.strip().casefold()
    for fits in (
        lambda choice: choice.value.casefold() == folded,
        lambda choice: shown_choice(choice).casefold() == folded,
        lambda choice: choice.label.casefold() == folded,
    ):
        found = {choice.value for choice in choices if folded and fits(choice)}
        if len(found) == 1:
            return found.pop()
    return text


class Picklist(QuietCombo):
    """A combo box of a field's own values in which others can be typed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name)
        if parent is not None:
            self.setParent(parent)
        self.line = LineEdit()
        self.line.setAccessibleName(name)
        self.setLineEdit(self.line)
        # Enter must not make an entry of what was typed: it would be an entry without a value.
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self._choices: tuple[TargetChoice, ...] = ()

    def show_choices(self, choices: tuple[TargetChoice, ...]) -> None:
        """Offer these."""
        if choices != self._choices or self.count() != len(choices):
            self._choices = choices
            text = self.line.text()
            blocked = self.blockSignals(True)
            self.clear()
            for choice in choices:
                self.addItem(shown_choice(choice), choice.value)
            # Qt shows the first entry of its own accord, and nobody chose it.
            self.setCurrentIndex(-1)
            self.line.setText(text)
            self.blockSignals(blocked)

    def show_value(self, value: str, of: object = None) -> None:
        """Show this value, with its label where it is one of the choices."""
        index = self.findData(value)
        text = self.itemText(index) if index >= 0 else value
        if self.line.is_pending and self.line.text() != text:
            self.line.show_text(text, of)
            if self.line.is_pending:
                return  # still being typed
        blocked = self.blockSignals(True)
        self.setCurrentIndex(index)
        self.blockSignals(blocked)
        self.line.show_text(text, of)

    @property
    def value(self) -> str:
        """The value that what stands there means."""
        return picked_value(self.currentText(), self._choices)
