"""The key of a record rule: which fields find the record again, and whether that is safe."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.mapping import Mapping, RecordRule, RuleId
from mapper_gui.mapping.problem import InRule, Mend, MendKind, Problem, Severity
from mapper_gui.views.cell import Cell, Face, Piece
from mapper_gui.views.condition_told import set_tone
from mapper_gui.views.picker import Entry, Picker
from mapper_gui.views.quiet_widgets import clear, quiet_label, small_button
from mapper_gui.views.theme import SPACE, id_font
from mapper_gui.wording.lists import short
from mapper_gui.wording.problems import mend_words, message
from mapper_gui.wording.rules import take_words
from mapper_gui.wording.text import tr

LONGEST_BOX = 44
FEW = 8
"""So many fed fields are offered where the target does not say what it finds records by."""

_OF_KEYS = frozenset(
    kind for kind in CheckKind if kind.value.startswith("key_") or kind is CheckKind.NO_KEY
)


def _fit() -> str:
    return tr("The target can find a record by this field.")


def _unfit() -> str:
    return tr("The target does not say that it can find a record by this field.")


class KeyEditor(QWidget):
    """Check boxes for the likely fields, the others on request, and what the check says of the key."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._mapping = Mapping()
        self._rule = RecordRule(RuleId(""), "")
        self._picker: Picker | None = None
        self._told: tuple[Problem, ...] | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE)
        self.boxes: dict[str, QCheckBox] = {}
        self._no_key = quiet_label(
            tr("Map an identifier to a field first; then it can be the key.")
        )
        self.other = small_button(tr("Another field…"), tr("Use another field as key"))
        self.other.clicked.connect(self._pick)
        self._safe = QLabel(wordWrap=True)
        self._safe.setTextFormat(Qt.TextFormat.PlainText)
        self._problems = QVBoxLayout()
        self._problems.setSpacing(SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(self._rows)
        layout.addWidget(self._no_key)
        layout.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._safe)
        layout.addLayout(self._problems)
        session.problems_changed.connect(lambda _problems: self._show_safety())

    def show_rule(self, mapping: Mapping, rule: RecordRule) -> None:
        """Show the key of this rule; nothing is touched where nothing is new."""
        other = rule.id != self._rule.id
        self._mapping, self._rule = mapping, rule
        target = mapping.target_object(rule)
        fit = [field.name for field in target.fields if field.key] if target else []
        fed = [field.field for field in rule.fields if field.take is not None]
        names = dict.fromkeys([*fit, *rule.key, *(fed if not fit or len(fed) <= FEW else [])])
        shown = [*names][: max(FEW, len(fit), len(rule.key))]
        shown = [*dict.fromkeys([*rule.key, *shown])] if set(rule.key) - set(shown) else shown
        if shown != list(self.boxes) or other:
            focused = next((n for n, box in self.boxes.items() if box.hasFocus()), None)
            clear(self._rows)
            self.boxes = {name: self._box(name) for name in shown}
            for box in self.boxes.values():
                self._rows.addWidget(box)
            if focused in self.boxes:
                box = self.boxes[str(focused)]
                box.show()
                box.setFocus(Qt.FocusReason.OtherFocusReason)
        for name, box in self.boxes.items():
            box.setChecked(name in rule.key)
            field = rule.field_rule(name)
            takes = field.take if field is not None else None
            words = f"{name}  ←  {take_words(takes, mapping)}" if takes is not None else name
            says = _fit() if name in fit else _unfit()
            box.setToolTip(f"{words}\n{says}")
            box.setText(short(words, LONGEST_BOX).replace("&", "&&"))
        self._no_key.setVisible(not self.boxes)
        others = [name for name in fed if name not in self.boxes]
        self.other.setVisible(bool(others))
        self._show_safety()

    def _show_safety(self) -> None:
        """What the check says of the key where it is chosen."""
        rule = self._rule
        found = tuple(
            problem
            for problem in self._session.problems
            if problem.kind in _OF_KEYS
            and isinstance(problem.where, InRule)
            and problem.where.rule == rule.id
            and problem.where.field is not None  # the rule's own stand at the top of the pane
        )
        whole = any(
            problem.kind in _OF_KEYS
            and isinstance(problem.where, InRule)
            and problem.where == InRule(rule.id)
            for problem in self._session.problems
        )
        errors = [each for each in found if each.severity is Severity.ERROR]
        safe = bool(rule.key) and not found and not whole
        self._safe.setVisible(bool(rule.key) and (safe or bool(found)))
        if safe:
            self._safe.setText(tr("The key is safe: it tells every record from every other."))
            set_tone(self._safe, "good")
        elif found:
            self._safe.setText("\n".join(message(each) for each in found))
            set_tone(self._safe, "error" if errors else "warning")
        if found == self._told:
            return
        self._told = found
        clear(self._problems)
        for problem in found:
            for mend in problem.mends:
                if mend.kind is MendKind.ADD_HIDDEN_VALUE:
                    continue
                button = small_button(mend_words(mend))
                button.clicked.connect(lambda _on=False, mend=mend: self._mend(mend))
                self._problems.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _mend(self, mend: Mend) -> None:
        if edits.mend(self._session, mend):
            self._session.select(FieldPlace(self._rule.id))

    def _box(self, name: str) -> QCheckBox:
        box = QCheckBox(name.replace("&", "&&"))
        box.setAccessibleName(name)
        box.setFont(id_font())
        box.clicked.connect(lambda on: self._set(name, on))
        return box

    def _set(self, name: str, on: bool) -> None:
        kept = [each for each in self._rule.key if each != name]
        edits.set_key(self._session, self._rule.id, [*kept, name] if on else kept)

    def _pick(self) -> None:
        fed = [field for field in self._rule.fields if field.take is not None]
        entries = [
            Entry(
                field.field,
                Cell((Piece(field.field, Face.ID), Piece(take_words(field.take, self._mapping)))),
                field.field,
            )
            for field in fed
            if field.field not in self.boxes
        ]
        title = tr("Which field is part of the key?")
        self._picker = Picker(title, entries, lambda name: self._set(name, True), self)
        self._picker.pop_up(self.window())
