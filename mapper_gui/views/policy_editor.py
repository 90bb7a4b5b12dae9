"""The last part of a rule: what the target is given when the value is absent, or empty."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import Policy, PolicyAction
from mapper_gui.views.quiet_widgets import QuietCombo, caption, quiet_label, row
from mapper_gui.views.scalar_edit import ScalarEdit
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr

CAPTION_WIDTH = 72


class PolicyEditor(QWidget):
    """One policy; `changed` carries the new one."""

    changed = Signal(object)

    def __init__(self, words: str, consequence: str) -> None:
        super().__init__()
        self._policy = Policy()
        self._consequence = consequence
        self._action = QuietCombo(
            words,
            (
                (tr("leave the field out"), PolicyAction.LEAVE_OUT),
                (tr("write null"), PolicyAction.NULL),
                (tr("write a blank"), PolicyAction.BLANK),
                (tr("write a default"), PolicyAction.DEFAULT),
                (tr("do not make the record"), PolicyAction.STOP),
            ),
        )
        self._default = ScalarEdit(tr("{policy}: default").format(policy=words))
        self._hint = quiet_label()
        title = caption(words)
        title.setMinimumWidth(CAPTION_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        line = row(title)
        line.addWidget(self._action, 1)
        layout.addLayout(line)
        layout.addWidget(self._default)
        layout.addWidget(self._hint)
        self._action.activated.connect(self._emit)
        self._default.changed.connect(self._emit)

    def show_policy(
        self, policy: Policy, field: TargetField | None, in_key: bool, of: object = None
    ) -> None:
        """Show the policy of that thing; a key field has none, and the pane says so."""
        self._policy = policy
        self._action.show_data(policy.action)
        self._action.setEnabled(not in_key)
        is_default = policy.action is PolicyAction.DEFAULT
        self._default.setVisible(is_default and not in_key)
        self._default.show_value(policy.default if is_default else "", field, of)
        if in_key:
            self._hint.setText(tr("Part of the key: without it the record is not made."))
        elif policy.action is PolicyAction.LEAVE_OUT:
            self._hint.setText(self._consequence)
        else:
            self._hint.clear()
        self._hint.setVisible(bool(self._hint.text()))

    def _emit(self) -> None:
        action = self._action.currentData()
        default = self._default.value if action is PolicyAction.DEFAULT else None
        policy = Policy(action, default)
        if policy != self._policy:
            self._policy = policy
            self.changed.emit(policy)
