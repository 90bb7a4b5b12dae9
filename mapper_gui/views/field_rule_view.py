"""One field's rule as a sentence: take, then, if absent, if empty; its status and note."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.choice_edit import table_of
from mapper_gui.mapping.evaluate import FieldResult, Outcome
from mapper_gui.mapping.mapping import FieldRule, Mapping, Status
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.submission import State
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import ByTable, ChoiceTable, EachChoice
from mapper_gui.views.choice_table_model import choices_of, grid_rows
from mapper_gui.views.choice_table_view import ChoiceTableEditor
from mapper_gui.views.policy_editor import PolicyEditor
from mapper_gui.views.quiet_widgets import (
    QuietCombo,
    caption,
    line_edit,
    quiet_label,
    row,
    small_button,
)
from mapper_gui.views.take_editor import TakeEditor
from mapper_gui.views.theme import SPACE, id_font, title_font
from mapper_gui.wording.problems import reason_words
from mapper_gui.wording.rules import field_type_words, status_words
from mapper_gui.wording.text import tr


class _Note(QPlainTextEdit):
    """A note, kept when it is left."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class FieldRulePage(QWidget):
    """Shows the selected field and edits its rule through the session's verbs."""

    source_wanted = Signal(object)  # FieldPlace

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._place = FieldPlace("", "")
        self._rule = FieldRule("")
        self._title = QLabel(wordWrap=True)
        self._title.setFont(title_font())
        self._name = QLabel(wordWrap=True)
        self._name.setFont(id_font())
        self._about = quiet_label()
        self.take = TakeEditor()
        self._then = caption(tr("then"))
        self._add_table = small_button(
            tr("Use a choice table"), tr("Give each choice id a value of the target")
        )
        self._remove_table = small_button(tr("Remove the choice table"))
        self._separator = line_edit(tr("What joins the choices"), ";")
        self._separator.setMaximumWidth(60)
        self._each = quiet_label(tr("Each chosen id is replaced, then they are joined by"))
        self._each_row = QWidget()
        each_layout = row(self._each, self._separator)
        self._each_row.setLayout(each_layout)
        self.table = ChoiceTableEditor()
        self._absent = PolicyEditor(tr("if absent"), "")
        self._empty = PolicyEditor(tr("if empty"), tr("The target keeps its old value."))
        self._here = QLabel(wordWrap=True)
        self._status = QuietCombo(tr("Status"), [(status_words(each), each) for each in Status])
        self._note = _Note()
        self._note.setAccessibleName(tr("Note"))
        self._note.setPlaceholderText(tr("A note for the people who agree on this mapping"))
        self._note.setTabChangesFocus(True)
        self._note.setFixedHeight(64)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        for part in (self._title, self._name, self._about):
            layout.addWidget(part)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("take")))
        layout.addWidget(self.take)
        layout.addLayout(row(self._then, 1, self._remove_table))
        layout.addWidget(self._add_table)
        layout.addWidget(self.table)
        layout.addWidget(self._each_row)
        layout.addWidget(self._absent)
        layout.addWidget(self._empty)
        layout.addWidget(self._here)
        layout.addSpacing(SPACE)
        title = caption(tr("status"))
        title.setFixedWidth(72)
        layout.addLayout(row(title, self._status))
        layout.addWidget(self._note)
        layout.addStretch(1)

    def _connect(self) -> None:
        session = self._session

        def place() -> tuple[str, str]:
            return self._place.rule, self._place.field or ""

        self.take.changed.connect(lambda take: edits.set_take(session, *place(), take))
        self.take.source_wanted.connect(lambda: self.source_wanted.emit(self._place))
        self._add_table.clicked.connect(self._start_table)
        self._remove_table.clicked.connect(self._drop_table)
        self.table.value_given.connect(lambda c, v: edits.set_choice(session, *place(), c, v))
        self.table.values_cleared.connect(lambda cs: edits.unset_choices(session, *place(), cs))
        self.table.rows_given.connect(lambda rows: edits.set_choices(session, *place(), rows))
        self.table.refused.connect(session.noticed)
        self.table.table_changed.connect(self._set_table)
        self._separator.editingFinished.connect(self._set_separator)
        self._absent.changed.connect(
            lambda policy: self._set(replace(self._rule, if_absent=policy))
        )
        self._empty.changed.connect(lambda policy: self._set(replace(self._rule, if_empty=policy)))
        self._note.left.connect(self._keep_note)
        self._status.activated.connect(self._set_status)

    def show_place(self, place: FieldPlace, language: str) -> None:
        """Show the rule of this field as it is now."""
        mapping = self._session.mapping
        record_rule = mapping.rule(place.rule)
        if record_rule is None or place.field is None:
            return
        changed = place != self._place
        if changed:
            self._keep_note()
        self._place = place
        self._rule = record_rule.field_rule(place.field) or FieldRule(place.field)
        field = mapping.target_field(record_rule, place.field)
        in_key = place.field in record_rule.key
        self._title.setText((field.label if field else "") or place.field)
        self._name.setText(f"{record_rule.id} · {place.field}")
        self._about.setText(_about(field, in_key))
        result = self._result()
        self.take.show_take(mapping, self._rule, field, result, language)
        self._show_steps(mapping, field, result, language)
        self._absent.show_policy(self._rule.if_absent, field, in_key)
        self._empty.show_policy(self._rule.if_empty, field, in_key)
        self._show_here(result)
        self._status.show_data(self._rule.status)
        if changed or not self._note.hasFocus():
            self._note.setPlainText(self._rule.note)

    def _result(self) -> FieldResult | None:
        evaluation = self._session.evaluation
        for record in evaluation.records if evaluation else ():
            if record.rule == self._place.rule:
                return record.field(self._place.field or "")
        return None

    def _show_steps(
        self,
        mapping: Mapping,
        field: TargetField | None,
        result: FieldResult | None,
        language: str,
    ) -> None:
        index, table = table_of(mapping, self._rule)
        has_table = index is not None
        offered = bool(choices_of(mapping, self._rule)) or bool(field and field.choices)
        step = self._rule.then[index] if index is not None else None
        self._then.setVisible(has_table or offered)
        self._add_table.setVisible(offered and not has_table and self._rule.take is not None)
        self._then.setText(tr("then, by choice table") if has_table else tr("then"))
        self._then.setVisible(has_table or self._add_table.isVisibleTo(self))
        self._remove_table.setVisible(has_table)
        self.table.setVisible(has_table)
        self._each_row.setVisible(isinstance(step, EachChoice))
        if isinstance(step, EachChoice):
            self._separator.setText(step.separator or "")
        if has_table:
            seen = None
            if result is not None and result.stages and index is not None:
                before = result.stages[index]
                seen = str(before.value) if before.state is State.ANSWERED else None
            rows = grid_rows(mapping, self._rule, table, language)
            self.table.show_table(table, rows, field, seen)

    def _show_here(self, result: FieldResult | None) -> None:
        self._here.setVisible(result is not None)
        if result is None:
            return
        if result.outcome is Outcome.WRITTEN:
            shown = "null" if result.value is None else str(result.value)
            text = tr("here: {value}").format(value=shown or tr("blank"))
        elif result.outcome is Outcome.STOPPED:
            text = tr("here: the record is not made")
        else:
            text = tr("here: left out")
        if result.reason is not None:
            text += " – " + reason_words(result.reason, self._session.mapping.form)
        self._here.setText(text)
        written = result.outcome is Outcome.WRITTEN and result.reason is None
        self._here.setProperty("tone", "good" if written else "warning")
        self._here.style().unpolish(self._here)
        self._here.style().polish(self._here)

    def _start_table(self) -> None:
        mapping = self._session.mapping
        several = any(
            question is not None and question.is_multiple
            for question in (
                mapping.form.question(source.question)
                for source in self._rule.sources
                if isinstance(source, QuestionSource)
            )
        )
        step = EachChoice(ChoiceTable()) if several else ByTable(ChoiceTable())
        steps = (step, *self._rule.then)
        edits.set_steps(self._session, self._place.rule, self._place.field or "", steps)
        self.table.grid.setFocus()

    def _drop_table(self) -> None:
        index, _ = table_of(self._session.mapping, self._rule)
        steps = [step for number, step in enumerate(self._rule.then) if number != index]
        edits.set_steps(self._session, self._place.rule, self._place.field or "", steps)

    def _set_table(self, table: ChoiceTable) -> None:
        index, _ = table_of(self._session.mapping, self._rule)
        edits.set_table(self._session, self._place.rule, self._place.field or "", table, index)

    def _set_separator(self) -> None:
        index, _ = table_of(self._session.mapping, self._rule)
        step = self._rule.then[index] if index is not None else None
        if isinstance(step, EachChoice) and step.separator != self._separator.text():
            steps = list(self._rule.then)
            assert index is not None
            steps[index] = replace(step, separator=self._separator.text())
            edits.set_steps(self._session, self._place.rule, self._place.field or "", steps)

    def _set(self, changed: FieldRule) -> None:
        words = tr("Change the rule of {field}").format(field=self._place.field)
        edits.set_field_rule(self._session, words, self._place.rule, changed)

    def _set_status(self) -> None:
        self._set(replace(self._rule, status=self._status.currentData()))

    def _keep_note(self) -> None:
        if self._place.field and self._note.toPlainText() != self._rule.note:
            self._set(replace(self._rule, note=self._note.toPlainText()))


def _about(field: TargetField | None, in_key: bool) -> str:
    if field is None:
        return tr("The target has no such field any more.")
    parts = [field_type_words(field.type)]
    if field.required:
        parts.append(tr("required"))
    if in_key:
        parts.append(tr("key of this record rule"))
    elif field.key:
        parts.append(tr("can be a key"))
    if field.length is not None:
        parts.append(tr("at most {count} characters").format(count=field.length))
    if field.choices:
        parts.append(tr("{count} values").format(count=len(field.choices)))
    return " · ".join(parts)
