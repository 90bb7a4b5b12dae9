"""The row above the panes: the steps of the job in order, and how the project stands."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from mapper_gui.views.actions import Actions
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.wording.text import tr, tr_n

_STEPS = (
    ("paste_form", "Paste form", "paste"),
    ("open_form", "Open form", "open"),
    ("targets", "Targets", "targets"),
    ("look_up", "Look up submission", "lookup"),
    ("export", "Export", "export"),
)


class TopBar(QFrame):
    """Buttons with words; on the right the saved mark and the count of problems."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(SPACE)
        for name, words, picture in _STEPS:
            layout.addWidget(self._button(actions[name], tr(words), picture))
        layout.addStretch(1)
        self._saved = QLabel()
        self._saved.setProperty("quiet", True)
        layout.addWidget(self._saved)
        self._problems = self._button(actions["show_problems"], "", "check")
        layout.addWidget(self._problems)
        self.show_problem_count(0, 0)

    def show_saved(self, words: str, unsaved: bool) -> None:
        """The project's name and whether it is saved."""
        self._saved.setText(words)
        self._saved.setProperty("tone", "warning" if unsaved else None)
        self._saved.style().unpolish(self._saved)
        self._saved.style().polish(self._saved)

    def show_problem_count(self, errors: int, warnings: int) -> None:
        """How many problems there are; the picture says the worst of them."""
        count = errors + warnings
        words = tr_n("{count} problem", "{count} problems", count).format(count=count)
        self._problems.setText(words if count else tr("No problems"))
        c = colours()
        name, colour = ("check", c.good)
        if errors:
            name, colour = "error", c.error
        elif warnings:
            name, colour = "warning", c.warning
        self._problems.setIcon(icon(name, colour))

    def _button(self, action: QAction, words: str, picture: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("bar", True)
        button.setText(words)
        button.setAccessibleName(words or action.text().replace("&", ""))
        button.setToolTip(action.toolTip())
        button.setIcon(icon(picture))
        button.setIconSize(QSize(16, 16))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        return button
