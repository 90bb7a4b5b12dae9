"""A sum or difference of answers, or a count of rows or choices."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from mapper_gui.mapping.source import Source
from mapper_gui.mapping.values import Count, Sum, Term
from mapper_gui.views.quiet_widgets import QuietCombo, clear, quiet_label, row, small_button
from mapper_gui.views.theme import SPACE, colours, icon, id_font
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr


class SumEditor(QWidget):
    """Edits a sum; `changed` carries the new one."""

    changed = Signal(object)  # Sum
    source_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sum = Sum(())
        self._shown: object = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE)
        self._zero = QCheckBox(tr("Missing parts count as 0 (otherwise the whole is absent)"))
        self._zero.clicked.connect(
            lambda on: self.changed.emit(replace(self._sum, missing_zero=on))
        )
        add = small_button(tr("Add a question…"), tr("Add a question to the sum"))
        add.clicked.connect(lambda: self.source_wanted.emit(self._add))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(self._rows)
        layout.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._zero)

    def show_sum(self, shown: Sum) -> None:
        """Show this sum."""
        self._sum = shown
        self._zero.setChecked(shown.missing_zero)
        if shown.terms == self._shown:
            return
        self._shown = shown.terms
        clear(self._rows)
        if not shown.terms:
            self._rows.addWidget(quiet_label(tr("Nothing is added up yet.")))
        for number, term in enumerate(shown.terms):
            self._rows.addWidget(self._row(number, term))

    def _row(self, number: int, term: Term) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", True)
        name = source_id(term.source)
        sign = QuietCombo(
            tr("Plus or minus {id}").format(id=name), ((tr("plus"), False), (tr("minus"), True))
        )
        sign.setMaximumWidth(90)
        sign.show_data(term.minus)
        sign.activated.connect(
            lambda: self._replace(number, replace(term, minus=sign.currentData()))
        )
        label = QLabel(name, wordWrap=True)
        label.setFont(id_font())
        remove = QToolButton()
        remove.setProperty("bar", True)
        remove.setIcon(icon("close", colours().quiet))
        remove.setIconSize(QSize(12, 12))
        remove.setAccessibleName(tr("Remove {id} from the sum").format(id=name))
        remove.setToolTip(remove.accessibleName())
        remove.clicked.connect(lambda: self._remove(number))
        line = row(sign)
        line.addWidget(label, 1)
        line.addWidget(remove)
        line.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        frame.setLayout(line)
        return frame

    def _add(self, source: Source) -> None:
        self.changed.emit(replace(self._sum, terms=(*self._sum.terms, Term(source))))

    def _replace(self, number: int, term: Term) -> None:
        terms = self._sum.terms
        changed = (*terms[:number], term, *terms[number + 1 :])
        self.changed.emit(replace(self._sum, terms=changed))

    def _remove(self, number: int) -> None:
        terms = self._sum.terms
        self.changed.emit(replace(self._sum, terms=(*terms[:number], *terms[number + 1 :])))


class CountEditor(QWidget):
    """Edits what is counted; `changed` carries the new count."""

    changed = Signal(object)  # Count
    source_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._choose = small_button("", tr("Choose the repeat or question that is counted"))
        self._choose.clicked.connect(
            lambda: self.source_wanted.emit(lambda source: self.changed.emit(Count(source)))
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(quiet_label(tr("The rows of a repeat, or the choices of an answer.")))

    def show_count(self, shown: Count) -> None:
        self._choose.setText(source_id(shown.source))
