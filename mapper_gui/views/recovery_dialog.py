"""Unsaved work that was found at the start: go on with it, or put it aside."""

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from mapper_gui.app.project_file import ProjectFile
from mapper_gui.mapping.errors import MapperError
from mapper_gui.storage.recovery import Recovery, take_recovery
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.quiet_widgets import quiet_label, row
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.text import tr, tr_n

WIDTH = 620


class RecoveryDialog(DialogSheet):
    """One part for each window that ended without saving, newest first."""

    def __init__(
        self, parent: QWidget | None, project: ProjectFile, found: Sequence[Recovery]
    ) -> None:
        super().__init__(
            parent,
            tr("Unsaved work was found"),
            tr(
                "The program ended before this was saved. What you leave here for now is offered "
                "again at the next start."
            ),
        )
        self._project = project
        self._left = 0
        self._restores: list[QPushButton] = []
        for recovery in found:
            self.body.addWidget(self._part(recovery))
            self._left += 1
        self.body.addStretch(1)
        self.add_button(tr("Not now"), self.reject)
        self.size_for(WIDTH)
        for restore in self._restores[:1]:
            restore.setDefault(True)
            restore.setFocus()

    def _part(self, recovery: Recovery) -> QFrame:
        part = QFrame()
        part.setProperty("card", True)
        title = QLabel(_name(recovery))
        title.setProperty("title", True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        aside = QPushButton(tr("Keep aside"))
        aside.setToolTip(
            tr("It is not offered again, and stays in the folder {folder}").format(
                folder=recovery.file.parent / "taken"
            )
        )
        aside.setAutoDefault(False)
        aside.clicked.connect(lambda _checked=False: self._put_aside(recovery, part))
        buttons = [aside]
        if recovery.project is not None:
            restore = QPushButton(tr("Restore"))
            restore.setProperty("primary", True)
            restore.setAccessibleName(tr("Restore {name}").format(name=_name(recovery)))
            restore.clicked.connect(lambda _checked=False: self._restore(recovery))
            buttons.append(restore)
            self._restores.append(restore)
        words = QVBoxLayout()
        words.setSpacing(SPACE)
        words.addWidget(title)
        words.addWidget(quiet_label(_about(recovery)))
        line = row(*buttons)
        line.insertLayout(0, words, 1)
        line.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        part.setLayout(line)
        return part

    def _restore(self, recovery: Recovery) -> None:
        self.accept()
        self._project.restore(recovery)

    def _put_aside(self, recovery: Recovery, part: QFrame) -> None:
        try:
            take_recovery(recovery)
        except MapperError as error:
            self.notices.show_notice(sentence(error), "error")
            return
        part.hide()
        self._left -= 1
        if not self._left:
            self.accept()


def _name(recovery: Recovery) -> str:
    if recovery.path is not None:
        return recovery.path.name
    if recovery.project is None:
        return tr("Unsaved work that cannot be read")
    return recovery.project.mapping.form.name or tr("A project that was never saved")


def _about(recovery: Recovery) -> str:
    parts: list[str] = []
    if recovery.saved_at is not None:
        # In the time of this machine, written as this machine writes it.
        moment = QDateTime.fromSecsSinceEpoch(int(recovery.saved_at.timestamp()))
        written = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        parts.append(tr("last change {time}").format(time=written))
    if recovery.project is None:
        parts.append(tr("the file is {file}").format(file=recovery.file))
        return ", ".join(parts)
    rules = recovery.project.mapping.rules
    count = sum(1 for rule in rules for field in rule.fields if field.take is not None)
    parts.append(tr_n("{count} mapped field", "{count} mapped fields", count).format(count=count))
    if recovery.path is not None:
        parts.append(str(recovery.path.parent))
    return ", ".join(parts)
