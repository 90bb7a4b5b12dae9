"""The choice table: type a target value, choose one of the target's, paste two columns, drag choices."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QHeaderView, QVBoxLayout, QWidget

from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import ChoiceTable, Outside, OutsideAction
from mapper_gui.views.choice_grid import ChoiceGrid
from mapper_gui.views.choice_table_model import (
    ACCEPT,
    VALUE,
    ChoiceTableModel,
    GridRow,
    typed_value,
)
from mapper_gui.views.pasted_rows import pasted_rows
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit, quiet_label, row, small_button
from mapper_gui.views.scalar_edit import ScalarEdit
from mapper_gui.views.sources_mime import DraggedChoices
from mapper_gui.views.theme import SPACE, colours, icon, id_font
from mapper_gui.wording.choice_proposals import matched_words
from mapper_gui.wording.text import tr, tr_n

ROWS_SHOWN = 10
PROPOSALS_TOLD = 4


class ChoiceTableEditor(QWidget):
    """The grid with what becomes of ids outside it. Signals carry what the person asked for."""

    values_cleared = Signal(object)  # list of choice ids
    rows_given = Signal(object)  # [(choice id, value)]
    table_changed = Signal(object)  # ChoiceTable: its options
    file_wanted = Signal()  # fill it from a file
    noticed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._table = ChoiceTable()
        self._field: TargetField | None = None
        self._of: object = None
        self.model = ChoiceTableModel()
        self.grid = ChoiceGrid(self.model)
        header = self.grid.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ACCEPT, QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(24)
        header.resizeSection(ACCEPT, 28)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._left = quiet_label()
        self.accept_all = small_button("")
        self.accept_all.setIcon(icon("proposal", colours().accent))
        self.accept_all.clicked.connect(lambda: self._accept(self.model.proposed))
        self._file = small_button(
            tr("From a file…"), tr("Fill the table from a .csv or .xlsx file")
        )
        self._file.clicked.connect(self.file_wanted)
        self._add = small_button(tr("Add a row…"), tr("Add a row by typing its choice id"))
        self._add.clicked.connect(lambda: self._show_new(True))
        self.new_choice = line_edit(tr("Choice id of the new row"), tr("choice id"))
        self.new_choice.setFont(id_font())
        self.new_value = line_edit(
            tr("Target value of the new row"), tr("target value, then Enter")
        )
        self._new = QWidget()
        self._new.setLayout(row(self.new_choice, self.new_value))
        self._new.hide()
        self.new_choice.returnPressed.connect(self.new_value.setFocus)
        self.new_value.returnPressed.connect(self._add_row)
        self._case = QCheckBox(tr("Upper and lower case alike"))
        self._outside = QuietCombo(
            tr("What an id outside the table becomes"),
            (
                (tr("empty"), OutsideAction.EMPTY),
                (tr("kept as it is"), OutsideAction.KEEP),
                (tr("a default"), OutsideAction.DEFAULT),
                (tr("stop this record"), OutsideAction.STOP),
            ),
        )
        self._default = ScalarEdit(tr("Default for ids outside the table"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.grid)
        layout.addWidget(self._left)
        layout.addWidget(self._new)
        layout.addWidget(self.accept_all, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(row(self._add, self._file, 1))
        layout.addLayout(row(quiet_label(tr("An id outside the table becomes")), self._outside))
        layout.addWidget(self._default)
        layout.addWidget(self._case)
        self.model.value_given.connect(
            lambda choice, value: self.rows_given.emit([(choice, value)])
        )
        self.model.value_cleared.connect(lambda choice: self.values_cleared.emit([choice]))
        self.grid.cleared.connect(self._clear)
        self.grid.accepted.connect(self._accept)
        self.grid.pasted.connect(self._paste)
        self.grid.choices_dropped.connect(self._add_choices)
        self._case.clicked.connect(self._emit_options)
        self._outside.activated.connect(self._emit_options)
        self._default.changed.connect(self._emit_options)

    def show_table(
        self,
        table: ChoiceTable,
        rows: tuple[GridRow, ...],
        field: TargetField | None,
        seen: str | None,
        of: object = None,
    ) -> None:
        """Show the rows and options of that thing's table."""
        if of != self._of:
            self._of = of
            self._show_new(False)
        self._table, self._field = table, field
        self.grid.set_field(field)
        current = self.grid.currentIndex()
        choice = self._choice_at(current.row())
        self.model.show_rows(rows, field, seen)
        if choice is not None and choice != self._choice_at(self.grid.currentIndex().row()):
            self._go_to(choice, current.column())
        shown = min(max(len(rows), 2), ROWS_SHOWN)
        header = self.grid.horizontalHeader().sizeHint().height()
        self.grid.setFixedHeight(self.grid.row_height * shown + header + 6)
        proposed = len(self.model.proposed)
        self.grid.setColumnHidden(ACCEPT, not proposed)
        words = tr_n("Accept {count} proposal", "Accept {count} proposals", proposed)
        self.accept_all.setText(words.format(count=proposed))
        self.accept_all.setToolTip(
            tr("The target's own values whose id or label agrees with the choice's")
        )
        self.accept_all.setVisible(proposed > 0)
        missing = sum(1 for each in rows if not each.mapped)
        self._left.setText(
            tr("{done} of {all} choices have a target. Paste two columns, or type.").format(
                done=len(rows) - missing, all=len(rows)
            )
            if rows
            else tr("Drag choices here, or paste two columns: choice id and target value.")
        )
        if proposed:
            self._left.setText(f"{self._left.text()}\n{_proposed_words(self.model.proposed)}")
        self._case.setChecked(table.ignore_case)
        self._outside.show_data(table.outside.action)
        is_default = table.outside.action is OutsideAction.DEFAULT
        self._default.setVisible(is_default)
        self._default.show_value(table.outside.default if is_default else "", field, of)

    def focus_grid(self) -> None:
        """The grid has the keyboard, at the first choice without a target."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        rows = self.model.rows
        wanted = next((number for number, each in enumerate(rows) if not each.mapped), 0)
        if rows:
            self.grid.setCurrentIndex(self.model.index(wanted, VALUE))

    def paste_clipboard(self) -> None:
        """Take over two columns that were copied."""
        self._paste(QApplication.clipboard().text())

    def _accept(self, rows: Sequence[GridRow]) -> None:
        """Proposed values become the table's, in one step."""
        if rows:
            self.rows_given.emit([(each.choice, self.model.proposed_value(each)) for each in rows])

    def _show_new(self, shown: bool) -> None:
        """Show the line in which a row is typed, or take it away."""
        self._new.setVisible(shown)
        self._add.setVisible(not shown)
        self.new_choice.clear()
        self.new_value.clear()
        if shown:
            self.new_choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_row(self) -> None:
        """Take over the row that was typed; without a choice id it is the row for empty."""
        choice, value = self.new_choice.text().strip(), self.new_value.text().strip()
        if not value:
            return
        self.new_choice.clear()
        self.new_value.clear()
        self.rows_given.emit([(choice, typed_value(value, self._field))])
        self.new_choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choice_at(self, row: int) -> str | None:
        return self.model.rows[row].choice if 0 <= row < len(self.model.rows) else None

    def _go_to(self, choice: str, column: int) -> bool:
        for number, each in enumerate(self.model.rows):
            if each.choice == choice:
                self.grid.setCurrentIndex(self.model.index(number, column))
                return True
        return False

    def _clear(self, choices: list[str]) -> None:
        mapped = {each.choice for each in self.model.rows if each.mapped}
        gone = [choice for choice in choices if choice in mapped]
        if gone:
            self.values_cleared.emit(gone)

    def _paste(self, text: str) -> None:
        known = {each.choice for each in self.model.rows}
        pasted = pasted_rows(text, known)
        if pasted is None:
            self.noticed.emit(
                tr(
                    "Copy two columns from a spreadsheet first: choice id and target value, "
                    "without a column between them."
                )
            )
            return
        self.rows_given.emit([(c, typed_value(v, self._field)) for c, v in pasted.rows])
        self.noticed.emit(_pasted_words(pasted.rows, known, pasted.heading, pasted.without_value))

    def _add_choices(self, dragged: DraggedChoices) -> None:
        known = {each.choice for each in self.model.rows}
        new = [choice for choice in dragged.choices if choice not in known]
        if new:
            # A choice needs a value to be a row: it begins as itself, to be typed over.
            self.rows_given.emit([(choice, typed_value(choice, self._field)) for choice in new])
            words = tr_n(
                "Added {choice} with its own id as target value. Type over it.",
                "Added {count} choices, each with its own id as target value. Type over them.",
                len(new),
            )
            self.noticed.emit(words.format(choice=new[0], count=len(new)))
        if self._go_to(dragged.choices[0], VALUE):
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _emit_options(self) -> None:
        action = self._outside.currentData()
        default = self._default.value if action is OutsideAction.DEFAULT else None
        changed = ChoiceTable(self._table.rows, self._case.isChecked(), Outside(action, default))
        if changed != self._table:
            self.table_changed.emit(changed)


def _proposed_words(rows: Sequence[GridRow]) -> str:
    """What is proposed and why: `m → Male, since the label “Male” is the value`."""
    lines = [
        tr("{choice} → {value}, since {why}").format(
            choice=each.choice, value=each.proposal.value, why=matched_words(each.proposal)
        )
        for each in rows[:PROPOSALS_TOLD]
        if each.proposal is not None
    ]
    more = len(rows) - PROPOSALS_TOLD
    if more > 0:
        lines.append(tr_n("and {count} more", "and {count} more", more).format(count=more))
    return tr("Proposed: {proposals}.").format(proposals="; ".join(lines))


def _pasted_words(
    rows: tuple[tuple[str, str], ...], known: set[str], heading: bool, without_value: int
) -> str:
    """What was made of a paste, and what of it was left out or is not in the form."""
    sentences = [
        tr_n("Pasted {count} row.", "Pasted {count} rows.", len(rows)).format(count=len(rows))
    ]
    if heading:
        sentences.append(tr("The heading was left out."))
    if without_value:
        sentences.append(
            tr_n(
                "{count} row without a value was left out.",
                "{count} rows without a value were left out.",
                without_value,
            ).format(count=without_value)
        )
    strange = len({choice for choice, _ in rows} - known)
    if strange and known:
        sentences.append(
            tr_n(
                "{count} choice id is not in the form.",
                "{count} choice ids are not in the form.",
                strange,
            ).format(count=strange)
        )
    return " ".join(sentences)
