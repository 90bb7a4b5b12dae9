"""What the program is, which version runs, and the licences of what it uses."""

import platform

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

from mapper_gui.storage.parts import (
    QT_SOURCES,
    licences_folder,
    parts_here,
    qt_folder,
    version_line,
)
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.quiet_widgets import quiet_label
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr

WIDTH = 560
_FIRST = ("PySide6-Essentials", "openpyxl", "httpx", "keyring", "mini-racer", "tzdata")
"""The parts that people ask about have lines of their own; the others share one."""


class AboutDialog(DialogSheet):
    """Nothing to change here."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(
            parent,
            tr("Mapper for CommCare {version}").format(version=version_line()),
            tr("Map CommCare forms to other systems, and prove the mapping on submissions."),
        )
        self._facts = (
            "Mapper for CommCare {mapper}, Python {python}, Qt {qt}, PySide6 {pyside}, {os}"
        )
        self._facts = self._facts.format(
            mapper=version_line(),
            python=platform.python_version(),
            qt=qVersion(),
            pyside=PySide6.__version__,
            os=platform.platform(),
        )
        facts = QLabel(self._facts, wordWrap=True)
        facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(facts)
        self.body.addWidget(
            quiet_label(
                tr("No licence is stated for the program. What it uses has these licences:")
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(6 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(2, 1)
        lines, others = _parts()
        for at, words in enumerate(lines):
            for column, word in enumerate(words):
                grid.addWidget(QLabel(word), at, column)
        self.body.addLayout(grid)
        self.body.addWidget(quiet_label(tr("And: {parts}.").format(parts=", ".join(others))))
        self.body.addWidget(self._replacing_qt())
        self.body.addWidget(
            quiet_label(tr("CommCare and CommCare HQ are products of Dimagi, Inc."))
        )
        self.body.addStretch(1)
        self.add_button(tr("Copy the versions"), self._copy, left=True)
        self.add_button(tr("Close"), self.accept, primary=True)
        self.size_for(WIDTH)

    def _replacing_qt(self) -> QLabel:
        """What the LGPL asks for: that Qt can be replaced, and how; and where all the texts are."""
        words = tr(
            "Qt and PySide6 are used under the LGPL, version 3. They are files of their own in "
            "{folder}: to use other builds of them, put those in their place. Their sources: {sources}"
        ).format(folder=qt_folder(), sources=QT_SOURCES)
        folder = licences_folder()
        if folder is not None:
            words += " " + tr("The texts of all licences are in {folder}.").format(folder=folder)
        label = QLabel(words, wordWrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._facts)
        self.notices.show_notice(tr("Copied."), "info")


def _parts() -> tuple[list[tuple[str, str, str]], list[str]]:
    """The lines of the grid, and what the other parts come to in one line."""
    here = parts_here()
    lines = [
        (part.name, version, part.licence) for part, version in here if part.distribution in _FIRST
    ]
    lines.append(("Python", platform.python_version(), "PSF-2.0"))
    others = [
        f"{part.name} ({part.licence})" for part, _ in here if part.distribution not in _FIRST
    ]
    return lines, others
