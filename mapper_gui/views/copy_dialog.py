"""Copying from another project: which file, what of it, what comes along; then one step."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.app import table_edits
from mapper_gui.app.background import Task
from mapper_gui.app.session import Session
from mapper_gui.mapping.copy_edit import CopyPlan, Wanted, plan_copy
from mapper_gui.mapping.errors import MapperError
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.storage.projects import Project, read_project
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.quiet_widgets import caption, quiet_label, row
from mapper_gui.views.theme import id_font
from mapper_gui.wording.copying import plan_lines
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.lists import short
from mapper_gui.wording.rules import record_rule_words, table_words, value_rule_words
from mapper_gui.wording.text import tr, tr_n

WIDTH, HEIGHT = 760, 600
OBJECTS, TABLES, VALUES, RULES = range(4)
NAME_ROLE = Qt.ItemDataRole.UserRole
LONGEST = 160
ROW_HEIGHT = 22


class CopyDialog(DialogSheet):
    """Shows what another project has; what is ticked is copied with what it needs."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(
            parent,
            tr("Copy from another project"),
            tr(
                "Target objects, choice tables, named values and record rules of a project you have "
                "made already. The other project stays as it is."
            ),
        )
        self._session = session
        self._path: Path | None = None
        self._other: Mapping | None = None
        self._reading: Task | None = None
        self.choose = QPushButton(tr("Choose a project…"))
        self.choose.clicked.connect(self._ask_for_file)
        self._file = QLabel(tr("None chosen yet."))
        self._file.setTextFormat(Qt.TextFormat.PlainText)
        self._file.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("What the other project has"))
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setMinimumHeight(200)
        self.tree.header().setStretchLastSection(True)
        self.tree.itemChanged.connect(lambda _item, column: self._follow() if not column else None)
        self.said = quiet_label()
        self._said_title = caption(tr("what happens"))
        line = row(self.choose)
        line.addWidget(self._file, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.tree, 1)
        below = QVBoxLayout()
        below.addWidget(self._said_title)
        below.addWidget(self.said)
        self.body.addLayout(below)
        self.all = self.add_button(tr("Tick all"), self._tick_all, left=True)
        self.add_button(tr("Cancel"), self.reject)
        self.copy = self.add_button(tr("Copy"), self._accept, primary=True)
        session.mapping_changed.connect(self._follow)
        self.finished.connect(self._stop_reading)
        self._show_other(None)
        self.size_for(WIDTH, HEIGHT)

    def open_file(self, path: Path) -> None:
        """Read a project in the background and show what it has."""
        self._stop_reading()
        self.notices.dismiss()
        self._file.setText(tr("Reading {file}…").format(file=path.name))
        self._reading = self._session.background.run(
            tr("Reading {file}").format(file=path.name),
            lambda task: read_project(path),
            lambda project: self._take(path, project),
            self._show_failed,
        )

    @property
    def wanted(self) -> Wanted:
        """What is ticked."""
        names = [
            tuple(
                str(item.data(0, NAME_ROLE))
                for item in self._items(at)
                if item.checkState(0) is Qt.CheckState.Checked
            )
            for at in range(4)
        ]
        return Wanted(names[OBJECTS], names[TABLES], names[VALUES], names[RULES])

    def item(self, group: int, name: str) -> QTreeWidgetItem | None:
        """The line of one thing."""
        return next((each for each in self._items(group) if each.data(0, NAME_ROLE) == name), None)

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(
            self, tr("Copy from which project?"), "", tr("Mapper projects (*.ccmap *.json)")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.open()

    def _take(self, path: Path, project: Project) -> None:
        self._reading = None
        if self.gone:
            return
        self._path = path
        self._file.setText(path.name)
        self._file.setToolTip(str(path))
        self._show_other(project.mapping)

    def _show_failed(self, error: MapperError) -> None:
        self._reading = None
        if not self.gone:
            self._file.setText(self._path.name if self._path else tr("None chosen yet."))
            self.notices.show_notice(sentence(error), "error")

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _show_other(self, other: Mapping | None) -> None:
        self._other = other
        blocked = self.tree.blockSignals(True)
        self.tree.clear()
        if other is not None:
            for words, lines in _contents(other):
                self._add_group(words, lines)
            self.tree.expandAll()
            self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
            self.tree.resizeColumnToContents(0)
            self.tree.setColumnWidth(0, min(self.tree.columnWidth(0), WIDTH // 2))
        self.tree.blockSignals(blocked)
        self.all.setEnabled(other is not None)
        self._follow()

    def _add_group(self, words: str, lines: list[tuple[str, str]]) -> None:
        group = QTreeWidgetItem(self.tree, [words])
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        group.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsAutoTristate
            | Qt.ItemFlag.ItemIsSelectable
        )
        group.setSizeHint(0, QSize(0, ROW_HEIGHT))
        group.setHidden(not lines)
        for name, about in lines:
            item = QTreeWidgetItem(group, [short(name, 80), short(about, LONGEST)])
            item.setData(0, NAME_ROLE, name)
            item.setFont(0, id_font())
            item.setToolTip(1, short(about, 2000))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setSizeHint(0, QSize(0, ROW_HEIGHT))
            item.setCheckState(0, Qt.CheckState.Unchecked)

    def _items(self, at: int) -> list[QTreeWidgetItem]:
        """The lines of a group."""
        group = self.tree.topLevelItem(at) if at < self.tree.topLevelItemCount() else None
        found = (group.child(n) for n in range(group.childCount())) if group is not None else ()
        return [item for item in found if item is not None]

    def _tick_all(self) -> None:
        blocked = self.tree.blockSignals(True)
        for at in range(4):
            for item in self._items(at):
                item.setCheckState(0, Qt.CheckState.Checked)
        self.tree.blockSignals(blocked)
        self.tree.viewport().update()
        self._follow()

    def _follow(self) -> None:
        """Say what copying what is ticked would do."""
        plan = self._plan()
        wanted = self.wanted
        count = len((*wanted.objects, *wanted.choice_tables, *wanted.named_values, *wanted.rules))
        self._said_title.setVisible(plan is not None)
        self.said.setVisible(plan is not None)
        self.copy.setEnabled(plan is not None and plan.changes)
        if plan is None:
            return
        words = tr_n("{count} thing is ticked.", "{count} things are ticked.", count)
        lines = [words.format(count=count) if count else tr("Tick what you want to copy.")]
        lines += plan_lines(plan)
        if count and not plan.changes:
            lines.append(tr("All of it is here already: there is nothing to copy."))
        self.said.setText("\n".join(lines))

    def _plan(self) -> CopyPlan | None:
        if self._other is None:
            return None
        return plan_copy(self._session.mapping, self._other, self.wanted)

    def _accept(self) -> None:
        if self._other is None or self._path is None:
            return
        if table_edits.copy_project(self._session, self._other, self.wanted, self._path.stem):
            self.accept()


def _contents(other: Mapping) -> list[tuple[str, list[tuple[str, str]]]]:
    """The groups of the tree: their heading, and name and description of each thing."""
    return [
        (
            tr("Target objects"),
            [(item.name, _object_words(item.label, len(item.fields))) for item in
             other.target.objects],
        ),
        (
            tr("Shared choice tables"),
            [(name, table_words(table)) for name, table in other.choice_tables.items()],
        ),
        (
            tr("Named values"),
            [
                (name, value_rule_words(FieldRule(name, value.take, value.then), other))
                for name, value in other.named_values.items()
            ],
        ),
        (tr("Record rules"), [(rule.id, record_rule_words(rule)) for rule in other.rules]),
    ]  # fmt: skip


def _object_words(label: str, fields: int) -> str:
    words = tr_n("{count} field", "{count} fields", fields).format(count=fields)
    return f"{label} · {words}" if label else words
