"""What stands in the window before there is a form: three ways in, and where the export is found."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.views.theme import SPACE, colours, icon, pixmap, title_font
from mapper_gui.wording.text import tr


class _WayIn(QPushButton):
    """A large button: picture, what it does, and what one needs for it."""

    def __init__(self, picture: str, title: str, text: str) -> None:
        super().__init__()
        self.setProperty("way", True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._picture = picture
        image = QLabel()
        image.setPixmap(pixmap(picture, 32, self.devicePixelRatioF(), colours().accent))
        heading = QLabel(title)
        heading.setProperty("title", True)
        words = QLabel(text, wordWrap=True)
        words.setProperty("quiet", True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        for part in (image, heading, words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(part)
        layout.addStretch(1)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class WelcomePage(QScrollArea):
    """Shown while there is no form; teaches the first step."""

    paste_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    project_requested = Signal(object)  # Path, or None to be asked for one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Start with a form"))
        page = QWidget()
        page.setProperty("page", True)
        self.setWidget(page)
        outer = QVBoxLayout(page)
        outer.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(4 * SPACE)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(2)

        heading = QLabel(tr("Start with a form"))
        heading.setFont(title_font())
        column.addWidget(heading)
        hint = QLabel(
            tr(
                "In CommCare HQ open the form in the form builder, then Tools, then "
                "“Export Form Contents”. Copy all of the text and paste it here, or save it in a "
                "spreadsheet and open that file."
            ),
            wordWrap=True,
        )
        hint.setProperty("quiet", True)
        hint.setMaximumWidth(3 * 250)
        column.addWidget(hint)

        ways = QHBoxLayout()
        ways.setSpacing(3 * SPACE)
        paste = _WayIn(
            "paste",
            tr("Paste the export"),
            tr("Ctrl+Shift+V. The text of “Export Form Contents”, as you copied it."),
        )
        paste.clicked.connect(self.paste_requested)
        open_file = _WayIn(
            "open",
            tr("Open a file"),
            tr("Ctrl+Shift+O, or drop it here. An .xlsx, .csv, .tsv or .txt file of the export."),
        )
        open_file.clicked.connect(self.open_requested)
        sample = _WayIn(
            "sample",
            tr("Try the sample"),
            tr(
                "A household form, its target fields, and a practice server on this computer. No account needed."
            ),
        )
        sample.clicked.connect(self.sample_requested)
        for way in (paste, open_file, sample):
            ways.addWidget(way)
        column.addLayout(ways)

        self._recent_title = QLabel(tr("Recent projects"))
        self._recent_title.setProperty("caption", True)
        column.addWidget(self._recent_title)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(SPACE)
        column.addLayout(self._recent)
        other = QPushButton(tr("Open a project…"))
        other.setProperty("link", True)
        other.clicked.connect(lambda: self.project_requested.emit(None))
        column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        self.first_focus = paste
        self.show_recent(())

    def show_recent(self, projects: Sequence[Path]) -> None:
        """The projects that were open lately, newest first."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for path in projects:
            button = QPushButton(path.stem)
            button.setIcon(icon("project", colours().quiet))
            button.setProperty("link", True)
            button.setToolTip(str(path))
            button.clicked.connect(
                lambda _checked=False, path=path: self.project_requested.emit(path)
            )
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._recent_title.setVisible(bool(projects))


def rule_line() -> QFrame:
    """A thin line between parts."""
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line
