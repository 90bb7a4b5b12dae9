"""Filling a choice table from a file: which two columns, what would come of it, then one step."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from mapper_gui.app.session import Session
from mapper_gui.mapping.errors import MapperError
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import Scalar
from mapper_gui.readers.choice_columns import (
    ChoiceColumns,
    choose_columns,
    read_choice_columns,
    rows_in,
)
from mapper_gui.views.choice_table_model import typed_value
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.quiet_widgets import QuietCombo, caption, quiet_label, row
from mapper_gui.views.theme import id_font
from mapper_gui.wording.lists import short
from mapper_gui.wording.rules import value_words
from mapper_gui.wording.text import tr, tr_n

WIDTH, HEIGHT = 620, 520
ROWS_SHOWN = 200
CAPTIONS = 130

Use = Callable[[list[tuple[str, Scalar]]], object]


def choose_choice_file(
    over: QWidget,
    session: Session,
    known: Sequence[str],
    field: TargetField | None,
    use: Use,
) -> QFileDialog:
    """Ask for a file, then for its columns; `use` is called with the rows that are accepted."""
    window = over.window()
    dialog = QFileDialog(
        window, tr("Fill the choice table from a file"), "",
        tr("Tables (*.csv *.tsv *.txt *.xlsx *.xlsm);;All files (*)"),
    )  # fmt: skip
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(
        lambda name: read_choice_file(window, session, Path(name), known, field, use)
    )
    dialog.open()
    return dialog


def read_choice_file(
    window: QWidget,
    session: Session,
    path: Path,
    known: Sequence[str],
    field: TargetField | None,
    use: Use,
) -> None:
    """Read the file in the background, then show what is in it."""

    def show(found: tuple[ChoiceColumns, ...]) -> None:
        dialog = ChoiceFileDialog(window, path.name, found, known, field, use)
        dialog.open()

    def failed(error: MapperError) -> None:
        session.refuse(error)

    session.background.run(
        tr("Reading {file}").format(file=path.name),
        lambda task: read_choice_columns(path, cancelled=lambda: task.cancelled),
        show,
        failed,
    )


class ChoiceFileDialog(DialogSheet):
    """Shows the file's rows as the choice table would have them."""

    def __init__(
        self,
        parent: QWidget,
        file: str,
        tables: Sequence[ChoiceColumns],
        known: Collection[str],
        field: TargetField | None,
        use: Use,
    ) -> None:
        super().__init__(
            parent,
            tr("Fill the choice table from {file}").format(file=short(file, 60)),
            tr("Choose which column holds the choice ids, and which the target's values."),
        )
        self._tables, self._known, self._field, self._use = tables, {*known}, field, use
        self._given: list[tuple[str, Scalar]] = []
        self.sheets = QuietCombo(tr("Sheet"))
        for table in tables:
            self.sheets.addItem(table.sheet or "", table)
        self.choice = QuietCombo(tr("Column with the choice ids"))
        self.value = QuietCombo(tr("Column with the target values"))
        self.heading = QCheckBox(tr("The first row is a heading"))
        self.shown = QTableWidget(0, 3)
        self.shown.setAccessibleName(tr("Rows of the file"))
        self.shown.setHorizontalHeaderLabels([tr("Choice id"), tr("Target value"), ""])
        self.shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.shown.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.shown.verticalHeader().hide()
        self.shown.setShowGrid(False)
        self.shown.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.shown.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.shown.setMinimumHeight(180)
        self.said = quiet_label()
        for words, editor in (
            (tr("sheet"), self.sheets),
            (tr("choice ids in"), self.choice),
            (tr("target values in"), self.value),
        ):
            title = caption(words)
            title.setMinimumWidth(CAPTIONS)
            line = row(title)
            line.addWidget(editor, 1)
            self.body.addLayout(line)
            if editor is self.sheets:
                title.setVisible(len(tables) > 1)
                editor.setVisible(len(tables) > 1)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.shown, 1)
        self.body.addWidget(self.said)
        self.sheets.activated.connect(self._show_sheet)
        for combo in (self.choice, self.value):
            combo.activated.connect(self._show_rows)
        self.heading.clicked.connect(self._show_columns)
        self.add_button(tr("Cancel"), self.reject)
        self.take = self.add_button(tr("Use these rows"), self._accept, primary=True)
        self._show_sheet()
        self.size_for(WIDTH, HEIGHT)

    @property
    def _columns(self) -> ChoiceColumns:
        found: ChoiceColumns = self.sheets.currentData()
        return found

    def _show_sheet(self) -> None:
        values = [each.value for each in self._field.choices] if self._field is not None else []
        chosen = choose_columns(self._columns, self._known, values)
        self.heading.setChecked(chosen.heading)
        self._show_columns(chosen.choice, chosen.value)

    def _show_columns(self, choice: object = None, value: object = None) -> None:
        """Name the columns by their heading, or by their letter and first cell."""
        at = self.choice.currentIndex() if not _is_place(choice) else choice
        to = self.value.currentIndex() if not _is_place(value) else value
        first = self._columns.rows[0]
        for combo, place in ((self.choice, at), (self.value, to)):
            combo.clear()
            for number, cell in enumerate(first):
                name = short(cell, 40) if self.heading.isChecked() and cell else ""
                words = name or tr("column {letter} (“{cell}”)").format(
                    letter=_letter(number), cell=short(cell, 30)
                )
                combo.addItem(words, number)
            combo.setCurrentIndex(int(place))  # type: ignore[call-overload]
        self._show_rows()

    def _show_rows(self) -> None:
        values = [each.value for each in self._field.choices] if self._field is not None else []
        chosen = choose_columns(self._columns, self._known, values)
        chosen = replace(
            chosen,
            choice=self.choice.currentData(),
            value=self.value.currentData(),
            heading=self.heading.isChecked(),
        )
        same = chosen.choice == chosen.value
        found = () if same else rows_in(self._columns, chosen)
        self._given = [(choice, typed_value(text, self._field)) for choice, text in found]
        self.shown.setRowCount(min(len(found), ROWS_SHOWN))
        listed = {*values}
        for number, (choice, value) in enumerate(self._given[:ROWS_SHOWN]):
            notes = []
            if self._known and choice not in self._known:
                notes.append(tr("not a choice of the form"))
            if listed and value not in listed:
                notes.append(tr("not a value of the target"))
            texts = (
                choice,
                value if isinstance(value, str) else value_words(value),
                "; ".join(notes),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(short(text, 300))
                if column == 0:
                    item.setFont(id_font())
                self.shown.setItem(number, column, item)
        self.said.setText(self._summary())
        self.take.setEnabled(bool(self._given))

    def _summary(self) -> str:
        if self.choice.currentData() == self.value.currentData():
            return tr("Choose two different columns.")
        count = len(self._given)
        sentences = [tr_n("{count} row.", "{count} rows.", count).format(count=count)]
        strange = sum(1 for choice, _ in self._given if self._known and choice not in self._known)
        if strange:
            words = tr_n(
                "{count} choice id is not in the form.",
                "{count} choice ids are not in the form.",
                strange,
            )
            sentences.append(words.format(count=strange))
        missing = len(self._known - {choice for choice, _ in self._given})
        if missing:
            words = tr_n(
                "{count} choice of the form is not in the file.",
                "{count} choices of the form are not in the file.",
                missing,
            )
            sentences.append(words.format(count=missing))
        return " ".join(sentences)

    def _accept(self) -> None:
        given = self._given
        self.accept()
        self._use(given)


def _is_place(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _letter(number: int) -> str:
    """The name of a column in a spreadsheet: A, B, ... AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
