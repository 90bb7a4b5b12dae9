"""The table of a record rule with what is done to it: rows and columns, copies, and a larger window."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from mapper_gui.app import rule_edits
from mapper_gui.app.session import Session
from mapper_gui.mapping.making import Scope, Walk, is_cell_source, read
from mapper_gui.mapping.mapping import Cell, Mapping, RecordRule, RuleId, TableRows
from mapper_gui.mapping.masked import shown_answer
from mapper_gui.mapping.row_table_edit import LABEL, QUESTION, QUESTION_ID, TYPE
from mapper_gui.mapping.source import Source
from mapper_gui.views.condition_line import tool_button
from mapper_gui.views.condition_told import answer_words, set_tone
from mapper_gui.views.pasted_cells import SourceNames, block_of, pasted_cells
from mapper_gui.views.picker import Picker
from mapper_gui.views.place_pickers import source_entries
from mapper_gui.views.quiet_widgets import quiet_label, row, small_button
from mapper_gui.views.row_states import RowStates
from mapper_gui.views.row_table_drop import table_drop
from mapper_gui.views.row_table_grid import RowTableGrid
from mapper_gui.views.row_table_model import RowTableModel
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.lists import joined_quoted
from mapper_gui.wording.problems import message
from mapper_gui.wording.sources import source_words
from mapper_gui.wording.text import tr, tr_n


class RowTableEditor(QWidget):
    """Edits the table of the rule that is shown through the session's verbs."""

    larger_wanted = Signal()

    def __init__(self, session: Session, *, tall: bool = False) -> None:
        super().__init__()
        self._session = session
        self._tall = tall
        self._rule = RecordRule(RuleId(""), "")
        self._mapping = Mapping()
        self._language = ""
        self._names: tuple[object, SourceNames] | None = None
        self._picker: Picker | None = None
        self.model = RowTableModel()
        self.grid = RowTableGrid(self.model)
        self.about = quiet_label()
        self.add_column = small_button(tr("Add column ▾"), tr("Add a column"))
        self.add_column.clicked.connect(lambda: self._pop_up(self.column_menu(), self.add_column))
        self.larger = small_button(tr("Larger"), tr("Open the table in a window of its own"))
        self.larger.clicked.connect(self.larger_wanted)
        self.larger.setVisible(not tall)
        self.more = tool_button("more", tr("More for the table"))
        self.more.clicked.connect(lambda: self._pop_up(self.menu(), self.more))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(row(self.add_column, self.larger, 1, self.more))
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.about)
        self._connect()

    def _connect(self) -> None:
        grid, session = self.grid, self._session
        self.model.text_given.connect(self._type)
        self.model.modelReset.connect(lambda: grid.fit(self._tall))
        grid.pasted.connect(self._paste)
        grid.cleared.connect(self._clear)
        grid.rows_removed.connect(self._remove_rows)
        grid.row_inserted.connect(lambda at: rule_edits.insert_row(session, self._rule.id, at))
        grid.rows_moved.connect(self._move_rows)
        grid.column_moved.connect(self._move_column)
        grid.question_wanted.connect(self._pick)
        grid.sources_dropped.connect(self._drop)
        grid.hovered.connect(self._say_drop)
        grid.head.renamed.connect(self._rename)
        grid.head.moved_to.connect(
            lambda name, to: rule_edits.move_column(session, self._rule.id, name, to)
        )
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(
            lambda place: self._pop_up_at(self.menu(), grid.viewport().mapToGlobal(place))
        )
        grid.head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.head.customContextMenuRequested.connect(self._show_column_menu)
        grid.selectionModel().currentChanged.connect(lambda _new, _old: self._show_about())

    def show_rule(
        self, mapping: Mapping, rule: RecordRule, language: str, states: RowStates
    ) -> None:
        """Show the rule's table, and for each row what the open submission gave."""
        other = rule.id != self._rule.id
        place = (self.grid.currentIndex().row(), self.grid.currentIndex().column())
        self._mapping, self._rule, self._language = mapping, rule, language
        self.model.show_rule(mapping, rule, language, states)
        if not other and not self.grid.currentIndex().isValid() and place[0] >= 0:
            rows, columns = self.model.rowCount(), self.model.columnCount()
            self.grid.go_to(min(place[0], rows - 1), min(place[1], columns - 1))
        self.grid.setVisible(bool(self.model.table.columns))
        self.grid.fit(self._tall)
        names = self._source_names()
        self.grid.delegate.ids = [*names.by_name]
        self._show_about()

    @property
    def table_columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.model.table.columns)

    def _source_names(self) -> SourceNames:
        of = (self._mapping.form, self._mapping.named_values)
        if self._names is None or self._names[0] != of:
            self._names = (of, SourceNames(self._mapping))
        return self._names[1]

    def _show_about(self) -> None:
        index = self.grid.currentIndex()
        set_tone(self.about, "")
        if not self.model.table.columns:
            self.about.setText(
                tr("Drop questions here from the form: each becomes a row. Or add a column.")
            )
            return
        cell = self.model.cell(index.row(), index.column()) if index.isValid() else None
        if not is_cell_source(cell):
            self.about.setText(
                tr("Type or paste ids and texts, or drop questions. Enter chooses a question.")
            )
            return
        problems = self.model.problems(cell)
        words = source_words(cell, self._mapping.form, self._language)
        here = self._answer_here(cell)
        if problems:
            words = "\n".join([words, *(message(problem) for problem in problems)])
            set_tone(self.about, "error")
        elif here:
            words = tr("{source} – here: {answer}").format(source=words, answer=here)
        self.about.setText(words)

    def _answer_here(self, cell: Source) -> str:
        evaluation = self._session.evaluation
        if evaluation is None or self._rule.repeat is not None:
            return ""
        found = read(Scope(self._mapping, evaluation.submission), cell, Walk())
        return answer_words(shown_answer(self._mapping, evaluation.submission, cell, found))

    def column_menu(self) -> QMenu:
        """The kinds of column that can be added."""
        menu = QMenu(self)
        session, rule = self._session, self._rule.id
        menu.addAction(tr("Of questions")).triggered.connect(
            lambda: self._added(rule_edits.add_column(session, rule, QUESTION, of_sources=True))
        )
        menu.addAction(tr("Of texts")).triggered.connect(
            lambda: self._added(rule_edits.add_column(session, rule, tr("text"), of_sources=False))
        )
        sources = self._column_of_sources()
        menu.addSeparator()
        for what, words in (
            (QUESTION_ID, tr("With the ids of {column}")),
            (LABEL, tr("With the labels of {column}, as copies")),
            (TYPE, tr("With the types of {column}")),
        ):
            action = menu.addAction(words.format(column=sources or QUESTION))
            action.setEnabled(sources is not None)
            action.triggered.connect(
                lambda _on=False, what=what: rule_edits.add_copies(
                    session, rule, what, sources or "", self._language
                )
            )
        return menu

    def _column_of_sources(self) -> str | None:
        """The column of questions that the keyboard is in, or the first one."""
        columns = self.model.table.columns
        at = self.grid.currentIndex().column()
        if 0 <= at < len(columns) and columns[at].of_sources:
            return columns[at].name
        return next((each.name for each in columns if each.of_sources), None)

    def _added(self, done: bool) -> None:
        if done:
            last = len(self.model.table.columns) - 1
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
            self.grid.go_to(0, last)
            # Its name can be typed at once, when it has been laid out.
            QTimer.singleShot(0, self, lambda: self.grid.head.rename(last))

    def menu(self) -> QMenu:
        """Everything that can be done with the rows and columns chosen in the grid."""
        menu = QMenu(self)
        grid, model, session, rule = self.grid, self.model, self._session, self._rule.id
        rows = grid.chosen_rows()
        index = grid.currentIndex()
        at = index.column()
        name = model.table.columns[at].name if 0 <= at < len(model.table.columns) else ""

        def add(words: str, key: str, do: object, enabled: bool = True) -> None:
            action = menu.addAction(words + (f"\t{key}" if key else ""))
            action.setEnabled(enabled)
            action.triggered.connect(do)

        add(tr("Change the cell"), "Enter", lambda: grid.begin(index.row(), at), index.isValid())
        add(tr("Copy"), "Ctrl+C", grid.copy, bool(rows))
        add(tr("Paste"), "Ctrl+V", self._paste_clipboard)
        add(tr("Empty the cells"), "Del", grid.clear, bool(rows))
        menu.addSeparator()
        insert = tr("Insert a row before")
        add(insert, "Ins", lambda: grid.row_inserted.emit(max(0, index.row())), bool(name))
        words = tr_n("Remove the row", "Remove {count} rows", max(1, len(rows)))
        add(words.format(count=len(rows)), "Ctrl+-", lambda: self._remove_rows(rows), bool(rows))
        add(tr("Move up"), "Alt+Up", lambda: self._move_rows(rows, -1), bool(rows))
        add(tr("Move down"), "Alt+Down", lambda: self._move_rows(rows, 1), bool(rows))
        menu.addSeparator()
        inner = menu.addMenu(tr("Add column"))
        columns = self.column_menu()
        columns.setParent(inner)
        inner.addActions(columns.actions())
        if name:
            words = tr("Rename the column {column}").format(column=name)
            add(words, "Shift+F2", lambda: grid.head.rename(at))
            add(tr("Move the column left"), "Alt+Left", lambda: self._move_column(at, at - 1))
            add(tr("Move the column right"), "Alt+Right", lambda: self._move_column(at, at + 1))
            words = tr("Remove the column {column}").format(column=name)
            add(words, "", lambda: rule_edits.remove_column(session, rule, name))
        uneven = any(len(each) != len(model.table.columns) for each in model.table.rows)
        if uneven:
            add(tr("Give every row one cell per column"), "", self.fit_rows)
        return menu

    def fit_rows(self) -> None:
        rule_edits.fit_rows(self._session, self._rule.id)

    def _show_column_menu(self, place: QPoint) -> None:
        at = self.grid.head.logicalIndexAt(place)
        if at >= 0:
            self.grid.go_to(max(0, self.grid.currentIndex().row()), at)
        self._pop_up_at(self.menu(), self.grid.head.viewport().mapToGlobal(place))

    def _pop_up(self, menu: QMenu, under: QWidget) -> None:
        self._pop_up_at(menu, under.mapToGlobal(under.rect().bottomLeft()))

    def _pop_up_at(self, menu: QMenu, place: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _set(self, cells: dict[tuple[int, str], Cell]) -> bool:
        return rule_edits.set_cells(self._session, self._rule.id, cells)

    def _type(self, row_number: int, at: int, text: str) -> None:
        column = self.model.table.columns[at]
        found = self._source_names().find(text) if text.strip() else None
        cell: Cell = text or None
        if found is not None and (column.of_sources or self._is_blank(at, row_number)):
            cell = found
        elif column.of_sources and text.strip() and not self._is_blank(at, row_number):
            words = tr("“{text}” is no question id of this form. A label is never mapped.")
            self._session.noticed.emit(words.format(text=text[:60]))
            return
        self._set({(row_number, column.name): cell})

    def _is_blank(self, at: int, but: int) -> bool:
        """Whether nothing stands in a column yet, but for one row."""
        count = len(self.model.table.rows)
        return all(self.model.cell(number, at) is None for number in range(count) if number != but)

    def _paste_clipboard(self) -> None:
        from PySide6.QtWidgets import QApplication

        self._paste(QApplication.clipboard().text())

    def _paste(self, text: str) -> None:
        block = block_of(text)
        if block is None:
            self._session.noticed.emit(
                tr("Copy cells from a spreadsheet first: at most 5,000 rows and 50 columns.")
            )
            return
        index = self.grid.currentIndex()
        start = (max(0, index.row()), max(0, index.column()))
        if not self.model.table.columns:
            start = (0, 0)
        pasted = pasted_cells(self.model.table, self._source_names(), block, *start)
        if not pasted.cells and not pasted.columns:
            self._session.noticed.emit(
                tr("Nothing of it is a question id of this form: {texts}.").format(
                    texts=joined_quoted(pasted.left_out)
                )
            )
            return
        if rule_edits.paste_cells(self._session, self._rule.id, pasted.cells, pasted.columns):
            count = len({at for at, _ in pasted.cells})
            words = [tr_n("Pasted {count} row.", "Pasted {count} rows.", count).format(count=count)]
            if pasted.heading:
                words.append(tr("The heading was left out."))
            if pasted.left_out:
                words.append(
                    tr("Left out, since no id of this form: {texts}.").format(
                        texts=joined_quoted(pasted.left_out)
                    )
                )
            self._session.noticed.emit(" ".join(words))

    def _clear(self, places: Sequence[tuple[int, int]]) -> None:
        columns = self.model.table.columns
        if places:
            self._set({(at, columns[column].name): None for at, column in places})

    def _remove_rows(self, rows: Sequence[int]) -> None:
        if rows:
            rule_edits.remove_rows(self._session, self._rule.id, rows)

    def _move_rows(self, rows: Sequence[int], step: int) -> None:
        if rows and rule_edits.move_rows(self._session, self._rule.id, rows, step):
            self.grid.go_to(rows[0] + step, max(0, self.grid.currentIndex().column()))

    def _move_column(self, at: int, to: int) -> None:
        names = self.table_columns
        if 0 <= at < len(names) and 0 <= to < len(names):
            row_number = max(0, self.grid.currentIndex().row())
            if rule_edits.move_column(self._session, self._rule.id, names[at], to):
                self.grid.go_to(row_number, to)

    def _rename(self, at: int, name: str) -> None:
        names = self.table_columns
        if at < len(names):
            rule_edits.rename_column(self._session, self._rule.id, names[at], name)

    def _pick(self, row_number: int, at: int) -> None:
        name = self.model.table.columns[at].name

        def use(source: Source) -> None:
            if self._set({(row_number, name): source}):
                self.grid.go_to(row_number + 1, at)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

        title = tr("Which question stands in row {row} of {column}?").format(
            row=row_number + 1, column=name
        )
        entries = source_entries(self._mapping, self._language)
        self._picker = Picker(title, entries, use, self)
        self._picker.pop_up(self.window())

    def drop_sources(self, sources: Sequence[Source]) -> None:
        """Questions dropped beside the cells: a row for each."""
        self._drop(sources, len(self.model.table.rows), -1)

    def _drop(self, sources: Sequence[Source], row_number: int, at: int) -> None:
        found = table_drop(self.model.table, sources, row_number, at)
        if found is None:
            self._session.noticed.emit(tr("A column is dropped on a target field."))
        elif found.cells is not None:
            self._set(found.cells)
        else:
            rule_edits.add_rows(self._session, self._rule.id, found.sources, self._language)

    def _say_drop(self, sources: Sequence[Source], row_number: int, at: int) -> None:
        found = table_drop(self.model.table, sources, row_number, at)
        words = tr("Drop it on a target field.") if found is None else found.words
        self._session.noticed.emit(words)


def has_table(rule: RecordRule | None) -> bool:
    """Whether a rule goes through a table."""
    return rule is not None and isinstance(rule.for_each, TableRows)
