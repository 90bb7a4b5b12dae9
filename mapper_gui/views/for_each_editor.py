"""What a record rule is made for each of: once, the rows of a repeat, chosen ids, or a table's rows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.app import edits, rule_edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.mapping import (
    Chosen,
    ForEach,
    Mapping,
    RecordRule,
    RuleId,
    Table,
    TableRows,
)
from mapper_gui.mapping.rule_sources import sources_of_rule
from mapper_gui.mapping.source import ColumnSource, RowChoice, Source
from mapper_gui.views.policy_editor import CAPTION_WIDTH
from mapper_gui.views.quiet_widgets import QuietCombo, caption, quiet_label, row
from mapper_gui.views.row_states import RowStates
from mapper_gui.views.row_table_editor import RowTableEditor
from mapper_gui.views.row_table_window import RowTableWindow
from mapper_gui.views.source_chips import SourceChips
from mapper_gui.views.sources_mime import sources_in
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.lists import short
from mapper_gui.wording.rules import for_each_words
from mapper_gui.wording.text import tr, tr_n

TABLE = "table"


class ForEachEditor(QWidget):
    """`map_wanted` carries a source of the rule's own that a field is asked for. Questions dropped
    anywhere on it make one record for each."""

    map_wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rule = RecordRule(RuleId(""), "")
        self._language = ""
        self._offered: list[tuple[str, object]] = []
        self._window: RowTableWindow | None = None
        self.setAcceptDrops(True)
        self.choice = QuietCombo(tr("Made for each"))
        self.within = QuietCombo(tr("The table is gone through"))
        self.table = RowTableEditor(session)
        self.table.larger_wanted.connect(self.show_larger)
        self._within = QWidget()
        self._own_words = quiet_label(tr("Drag these onto its fields:"))
        self.chips = SourceChips()
        self.chips.wanted.connect(self.map_wanted)
        self.chips.dragged.connect(self._come_back)
        self.table.grid.head.dragged.connect(self._come_back)
        title = caption(tr("for each"))
        title.setMinimumWidth(CAPTION_WIDTH)
        line = row(title)
        line.addWidget(self.choice, 1)
        inner = row(quiet_label(tr("gone through")))
        inner.addWidget(self.within, 1)
        self._within.setLayout(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(line)
        for part in (self._within, self._own_words, self.chips, self.table):
            layout.addWidget(part)
        self.choice.activated.connect(self._choose)
        self.within.activated.connect(
            lambda: rule_edits.set_within(session, self._rule.id, self.within.currentData())
        )

    def show_rule(
        self, mapping: Mapping, rule: RecordRule, language: str, states: RowStates
    ) -> None:
        """Show what the rule is made for, and what the open submission gave for each of it."""
        self._rule, self._language = rule, language
        self._show_choice(mapping, rule, language)
        rows = rule.for_each if isinstance(rule.for_each, TableRows) else None
        self.table.setVisible(rows is not None)
        self._within.setVisible(rows is not None and bool(mapping.form.repeats or rows.within))
        if rows is not None:
            self._show_within(mapping, rows)
            self.table.show_rule(mapping, rule, language, states)
        own = sources_of_rule(mapping, rule)
        self._own_words.setVisible(bool(own))
        self.chips.setVisible(bool(own))
        self.chips.show_sources(own)

    def show_larger(self) -> None:
        """The table in a window of its own, where many columns have room."""
        if self._window is not None and self._window.is_open:
            self._window.close()
        self._window = RowTableWindow(self._session, self._rule.id, self._language, self.window())
        self._window.show()

    def _come_back(self) -> None:
        """Show the rule again after its column was dropped on a field: the next one is to follow."""
        if self._session.mapping.rule(self._rule.id) is not None:
            self._session.select(FieldPlace(self._rule.id))

    def _show_choice(self, mapping: Mapping, rule: RecordRule, language: str) -> None:
        offered: list[tuple[str, object]] = [(tr("one record per submission"), None)]
        table = rule.for_each if isinstance(rule.for_each, TableRows) else TABLE
        words = tr("one record per row of a table")
        if isinstance(table, TableRows):
            count = len(table.table.rows)
            words = tr_n(
                "one record for the row of a table", "one record per row of a table, {count}", count
            ).format(count=count)
        offered.append((words, table))
        for repeat in mapping.form.repeats:
            question = mapping.form.question(repeat)
            label = plain_label(label_in(question.labels, language)) if question else ""
            words = tr("one record per row of {repeat}").format(repeat=repeat)
            offered.append((f"{words} ({short(label)})" if label else words, repeat))
        for question in mapping.form.questions:
            if question.is_multiple and question.id is not None and question.repeat is None:
                words = tr("one record per chosen id of {question}").format(question=question.id)
                offered.append((words, Chosen(question.id)))
        if rule.for_each not in [each for _, each in offered]:
            words = tr("{words} (not in the form)").format(words=for_each_words(rule))
            offered.append((words, rule.for_each))
        if offered != self._offered:
            self._offered = offered
            self.choice.clear()
            for words, value in offered:
                self.choice.addItem(words, value)
        self.choice.show_data(rule.for_each)

    def _show_within(self, mapping: Mapping, rows: TableRows) -> None:
        self.within.clear()
        self.within.addItem(tr("once per submission"), None)
        for repeat in mapping.form.repeats:
            self.within.addItem(tr("for each row of {repeat}").format(repeat=repeat), repeat)
        if rows.within is not None and rows.within not in mapping.form.repeats:
            words = tr("for each row of {repeat} (not in the form)").format(repeat=rows.within)
            self.within.addItem(words, rows.within)
        self.within.show_data(rows.within)

    def _choose(self) -> None:
        chosen = self.choice.currentData()
        wanted: ForEach | None = chosen
        if chosen == TABLE and not isinstance(chosen, TableRows):
            wanted = TableRows(Table((), ()), self._rule.repeat)
        if wanted != self._rule.for_each:
            edits.set_for_each(self._session, self._rule.id, wanted)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept(event)

    def dropEvent(self, event: QDropEvent) -> None:
        found = self._questions(event)
        if not found:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        rule_edits.record_per_question(self._session, found, self._rule.id, language=self._language)

    def _accept(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        found = self._questions(event)
        if not found:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        words = tr_n(
            "One record for {count} question", "One record per question, {count}", len(found)
        )
        self._session.noticed.emit(words.format(count=len(found)))

    def _questions(self, event: QDropEvent) -> tuple[Source, ...]:
        found = sources_in(event.mimeData(), self._session.mapping.form)
        return tuple(s for s in found if not isinstance(s, ColumnSource | RowChoice))
