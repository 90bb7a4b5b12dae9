"""The problem list: errors first; a click, Enter or F8 jumps to the place."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from mapper_gui.app.place import place_of
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.views.theme import colours, icon
from mapper_gui.wording.problems import message, severity_words, where_words
from mapper_gui.wording.text import tr

Index = QModelIndex | QPersistentModelIndex
WHERE, MESSAGE = range(2)


class ProblemsModel(QAbstractTableModel):
    """Problems, errors before warnings, otherwise as they come."""

    def __init__(self) -> None:
        super().__init__()
        self._problems: tuple[Problem, ...] = ()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        ordered = tuple(sorted(problems, key=lambda p: p.severity is not Severity.ERROR))
        if ordered != self._problems:
            self.beginResetModel()
            self._problems = ordered
            self.endResetModel()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._problems)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Where"), tr("Problem"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._problems):
            return None
        problem = self._problems[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return where_words(problem.where) if index.column() == WHERE else message(problem)
        if role == Qt.ItemDataRole.ToolTipRole:
            return message(problem)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == WHERE:
            return f"{severity_words(problem.severity)}: {where_words(problem.where)}"
        if role == Qt.ItemDataRole.DecorationRole and index.column() == WHERE:
            if problem.severity is Severity.ERROR:
                return icon("error", colours().error)
            return icon("warning", colours().warning)
        return None


class ProblemsView(QTableView):
    """Shows the problems; `place_wanted` is the place of the one that was chosen."""

    place_wanted = Signal(object)  # Place

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Problems"))
        self._model = ProblemsModel()
        self._last = -1
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(14, 14))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        header = self.horizontalHeader()
        header.setSectionResizeMode(WHERE, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(MESSAGE, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(WHERE, 260)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleDescription(self.placeholder)
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    @property
    def placeholder(self) -> str:
        """What stands in the list while it is empty."""
        return "" if self._model.problems else tr("No problems")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.placeholder:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours().quiet))
            place = self.viewport().rect().adjusted(12, 8, -12, -8)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, self.placeholder)
            painter.end()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these, and keep the chosen one chosen where it is still there."""
        # The chosen one, not the current one: Qt makes the first row current with the keyboard.
        rows = self.selectionModel().selectedRows()
        at = rows[0].row() if rows else -1
        chosen = self._model.problems[at] if at >= 0 else None
        self._model.show_problems(problems)
        if self.accessibleDescription() != self.placeholder:
            self.setAccessibleDescription(self.placeholder)
            self.viewport().update()
        if chosen is None:
            return
        if chosen in self._model.problems:
            self._choose(self._model.problems.index(chosen))
        else:
            self._last = at - 1  # it was mended: the next one stands in its place

    def next_problem(self) -> None:
        """Choose the next problem that has a place in the mapping, and go there."""
        count = len(self._model.problems)
        for step in range(1, count + 1):
            row = (self._last + step) % count
            if isinstance(self._model.problems[row].where, InRule):
                self._choose(row)
                self._go(self._model.index(row, 0))
                return

    def _choose(self, row: int) -> None:
        self._last = row
        self.selectRow(row)

    def _go(self, index: Index) -> None:
        self._last = index.row()
        place = place_of(self._model.problems[self._last])
        if place is not None:
            self.place_wanted.emit(place)
