"""A named value: its name, how it is made (take, then), what it gives, and who uses it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from mapper_gui.app import value_edits
from mapper_gui.app.place import ValuePlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.evaluate import FieldResult, Outcome
from mapper_gui.mapping.mapping import FieldRule
from mapper_gui.mapping.values import First
from mapper_gui.views.quiet_widgets import caption
from mapper_gui.views.shared_page import SharedPage
from mapper_gui.views.value_editor import ValueEditor
from mapper_gui.wording.lists import short
from mapper_gui.wording.results import reason_words, value_text
from mapper_gui.wording.text import tr

LONGEST_VALUE = 300
MOST_ITEMS = 5


class NamedValuePage(SharedPage):
    """Shows the selected named value and edits it through the session's verbs."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            tr("Named value"),
            tr("Made once, used by several rules. What it does is said here only."),
            name_words=tr("Name of the value"),
            unused=tr(
                "Nothing yet. Drag it from the middle onto a field, or choose it as a source."
            ),
            remove_words=tr("Remove this value"),
        )
        self._session = session
        self._name = ""
        self.name.typed.connect(self._rename)
        self.value = ValueEditor(session)
        self.take, self.steps = self.value.take, self.value.steps
        self._here = QLabel(wordWrap=True)
        self._here.setTextFormat(Qt.TextFormat.PlainText)
        self.remove.clicked.connect(lambda: value_edits.remove_value(session, self._name))
        for part in (caption(tr("take")), self.value, self._here):
            self.own.addWidget(part)

    def show_value(self, name: str, language: str) -> None:
        """Show the named value of this name as it is now."""
        mapping = self._session.mapping
        value = mapping.named_values.get(name)
        if value is None:
            return
        self._name = name
        place = ValuePlace(name)
        self.name.show_text(name, name)
        # One that takes nothing yet is shown as a field without a rule is.
        take = None if value.take == First(()) and not value.then else value.take
        results = self._session.value_results.get(name, ())
        result = results[0] if results else None
        self.value.show_value(place, FieldRule(name, take, value.then), None, result, language)
        self._show_here(results)
        self.show_users(value_edits.uses(mapping, name))

    def _show_here(self, results: tuple[FieldResult, ...]) -> None:
        self._here.setVisible(bool(results))
        if not results:
            return
        lines = [self._result_words(result) for result in results[:MOST_ITEMS]]
        more = len(results) - MOST_ITEMS
        if more > 0:
            lines.append(tr("and {count} more rows").format(count=more))
        self._here.setText("\n".join(lines))
        good = all(r.outcome is Outcome.WRITTEN and r.reason is None for r in results)
        self._here.setProperty("tone", "good" if good else "warning")
        self._here.style().unpolish(self._here)
        self._here.style().polish(self._here)

    def _result_words(self, result: FieldResult) -> str:
        if result.outcome is Outcome.WRITTEN:
            text = tr("here: {value}").format(value=short(value_text(result.value), LONGEST_VALUE))
        else:
            text = tr("here: no value")
        if result.from_sample:
            text += " " + tr("(from a sample answer)")
        if result.reason is not None:
            text += " – " + reason_words(result.reason, self._session.mapping.form)
        return text

    def _rename(self, text: str) -> None:
        if not value_edits.rename_value(self._session, self._name, text):
            self.name.revert()
