"""The table of a record rule in a window of its own, beside the form that questions are dragged from."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.app.session import Session
from mapper_gui.views.row_table_editor import RowTableEditor, has_table
from mapper_gui.views.rule_told import RuleTold
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr

SIZE = (760, 460)


class RowTableWindow(QWidget):
    """Follows the session; it closes when the rule has no table any more."""

    def __init__(self, session: Session, rule: str, language: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.is_open = True
        self._session = session
        self._rule = rule
        self._language = language
        self.setWindowTitle(tr("Table of {rule}").format(rule=rule))
        self.editor = RowTableEditor(session, tall=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.addWidget(self.editor)
        for keys, do in (
            (QKeySequence.StandardKey.Undo, session.undo_stack.undo),
            (QKeySequence.StandardKey.Redo, session.undo_stack.redo),
            (QKeySequence.StandardKey.Cancel, self.close),
        ):
            QShortcut(QKeySequence(keys), self, do)
        session.mapping_changed.connect(self._show)
        session.evaluation_changed.connect(self._show)
        session.restarted.connect(self.close)
        self.resize(*SIZE)
        self._show()

    def _show(self, _change: object = None) -> None:
        if not self.is_open:
            return
        mapping = self._session.mapping
        rule = mapping.rule(self._rule)
        if rule is None or not has_table(rule):
            self.close()
            return
        told = RuleTold(mapping, rule, self._session.evaluation)
        self.editor.show_rule(mapping, rule, self._language, told.states)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.is_open = False
        super().closeEvent(event)
