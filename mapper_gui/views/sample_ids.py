"""Ids that the practice server knows, offered where an id is typed."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from mapper_gui.wording.text import tr

SAMPLE_ID = "f959449c-8776-42ac-b776-3f564fafc331"
"""A household of the sample form, with an answer to nearly every question."""


def sample_ids() -> tuple[tuple[str, str], ...]:
    """Ids of the practice server's records, and what each is."""
    return (
        (SAMPLE_ID, tr("a household, all answered")),
        ("3a1f0c9e-2b7d-4e65-8f10-9d8c7b6a5e4f", tr("a household without a phone")),
        ("0b7c2a1e-5d4f-4c3b-8a29-1e0f9d8c7b6a", tr("a household, answers empty and absent")),
        ("11111111-aaaa-4bbb-8ccc-222222222222", tr("an ANC visit with two children")),
        ("6e0a9c25-1d4b-4f83-92c7-5a6b7c8d9e0f", tr("referral services, a home visit")),
        ("9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d", tr("a case: a mother with her ANC visits")),
    )


class SampleIds(QObject):
    """Offers the sample ids under a line of text while `offer` is on: as it is typed in, and all of
    them on arrow down."""

    def __init__(self, box: QLineEdit) -> None:
        super().__init__(box)
        self._box = box
        model = QStandardItemModel(self)
        for one, words in sample_ids():
            item = QStandardItem(f"{one}  ·  {words}")
            item.setData(one, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        self.completer = QCompleter(model, self)
        self.completer.setCompletionRole(Qt.ItemDataRole.UserRole)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = self.completer.popup()
        if popup is not None:
            popup.setAccessibleName(tr("Sample ids"))
        box.installEventFilter(self)

    def offer(self, on: bool) -> None:
        """Whether the ids are offered."""
        if on != (self._box.completer() is not None):
            self._box.setCompleter(self.completer if on else None)  # type: ignore[arg-type]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and self._box.completer() is not None
        ):
            self.completer.setCompletionPrefix("")
            self.completer.complete()
            return True
        return super().eventFilter(watched, event)
