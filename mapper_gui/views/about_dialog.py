"""What the program is, which version runs, and the licences of what it uses."""

import platform
from importlib.metadata import PackageNotFoundError, version

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

from mapper_gui import __version__
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.quiet_widgets import quiet_label
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr

WIDTH = 560
_USED = (
    ("Qt, PySide6", "PySide6-Essentials", "LGPL-3.0-only or GPL"),
    ("openpyxl", "openpyxl", "MIT"),
    ("defusedxml", "defusedxml", "PSF-2.0"),
    ("httpx", "httpx", "BSD-3-Clause"),
    ("truststore", "truststore", "MIT"),
    ("keyring", "keyring", "MIT"),
    ("platformdirs", "platformdirs", "MIT"),
    ("tzdata", "tzdata", "Apache-2.0"),
)


class AboutDialog(DialogSheet):
    """Nothing to change here."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(
            parent,
            tr("Mapper for CommCare {version}").format(version=__version__),
            tr("Map CommCare forms to other systems, and prove the mapping on submissions."),
        )
        self._facts = (
            "Mapper for CommCare {mapper}, Python {python}, Qt {qt}, PySide6 {pyside}, {os}"
        )
        self._facts = self._facts.format(
            mapper=__version__,
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
        for at, (name, package, licence) in enumerate(_USED):
            for column, words in enumerate((name, _version(package), licence)):
                grid.addWidget(QLabel(words), at, column)
        grid.addWidget(QLabel("Python"), len(_USED), 0)
        grid.addWidget(QLabel(platform.python_version()), len(_USED), 1)
        grid.addWidget(QLabel("PSF-2.0"), len(_USED), 2)
        self.body.addLayout(grid)
        self.body.addWidget(
            quiet_label(tr("CommCare and CommCare HQ are products of Dimagi, Inc."))
        )
        self.body.addStretch(1)
        self.add_button(tr("Copy the versions"), self._copy, left=True)
        self.add_button(tr("Close"), self.accept, primary=True)
        self.size_for(WIDTH)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._facts)
        self.notices.show_notice(tr("Copied."), "info")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
