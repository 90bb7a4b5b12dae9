"""What is being done at the moment, how to stop it, and the last thing that was noticed."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from mapper_gui.app.background import Background, Task
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr

PATIENCE_MS = 200
"""Work that is done sooner shows no bar: a flash would only disturb."""
NOTICE_MS = 8000


class ProgressLine(QWidget):
    """A sentence, a moving bar and Cancel while something takes longer than a moment."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []
        self._text = QLabel()
        self._text.setProperty("quiet", True)
        self._bar = QProgressBar(maximum=0, textVisible=False)
        self._bar.setFixedWidth(120)
        self._cancel = QPushButton(tr("Cancel"))
        self._cancel.clicked.connect(self._cancel_all)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 0, 2 * SPACE, 0)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._bar)
        layout.addWidget(self._cancel)
        self._show_soon = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._show_soon.timeout.connect(self._show_work)
        self._quiet_later = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._quiet_later.timeout.connect(self._text.clear)
        background.task_started.connect(self._add)
        background.task_ended.connect(self._remove)
        self._hide_work()

    def notice(self, text: str) -> None:
        """Show a sentence for a while."""
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._quiet_later.start()

    def _add(self, task: Task) -> None:
        if task.words:
            self._tasks.append(task)
            self._show_soon.start()

    def _remove(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
        if not self._tasks:
            self._show_soon.stop()
            self._hide_work()

    def _show_work(self) -> None:
        if self._tasks:
            self._text.setText(self._tasks[-1].words)
            self._quiet_later.stop()
            self._bar.show()
            self._cancel.setVisible(any(not task.kept for task in self._tasks))

    def _hide_work(self) -> None:
        if self._bar.isVisible():
            self._text.clear()
        self._bar.hide()
        self._cancel.hide()

    def _cancel_all(self) -> None:
        for task in [*self._tasks]:
            task.cancel()
        self._tasks = [task for task in self._tasks if task.kept]  # a save goes on
        self._hide_work()
        self.notice(tr("Cancelled"))
        if self._tasks:
            self._show_soon.start()
