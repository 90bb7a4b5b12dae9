"""One record rule: its object and operation, what it is made for each of, and its key."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.mapping import Chosen, Mapping, Operation, RecordRule, RuleId
from mapper_gui.mapping.source import Source
from mapper_gui.views.condition_editor import ConditionEditor
from mapper_gui.views.identifier_rows import IdentifierRows
from mapper_gui.views.picker import Picker
from mapper_gui.views.place_pickers import source_picker
from mapper_gui.views.policy_editor import CAPTION_WIDTH
from mapper_gui.views.quiet_widgets import (
    QuietCombo,
    caption,
    clear,
    line_edit,
    quiet_label,
    row,
)
from mapper_gui.views.theme import SPACE, id_font, title_font
from mapper_gui.views.typed_text import NoteEdit
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.lists import short
from mapper_gui.wording.rules import for_each_words, operation_words
from mapper_gui.wording.text import tr


class RecordRulePage(QWidget):
    """Shows the selected record rule and edits it through the session's verbs."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rule = RecordRule(RuleId(""), "")
        self._language = ""
        self._picker: Picker | None = None
        self._repeats: list[tuple[str, object]] = []
        self._title = QLabel(wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setFont(title_font())
        self._about = quiet_label()
        self.name = line_edit(tr("Name of the record rule"))
        self.operation = QuietCombo(
            tr("Operation"), [(operation_words(each), each) for each in Operation]
        )
        self.for_each = QuietCombo(tr("Made for each"))
        self.when = ConditionEditor(tr("always"))
        self._keys = QVBoxLayout()
        self._keys.setSpacing(SPACE)
        self.key_boxes: dict[str, QCheckBox] = {}
        self._no_key = quiet_label(
            tr("Map an identifier to a field first; then it can be the key.")
        )
        self.identifiers = IdentifierRows()
        self.note = NoteEdit(tr("Note on the record rule"))
        self.note.setPlaceholderText(tr("A note for the people who agree on this mapping"))
        self.note.setFixedHeight(64)
        self._lay_out()
        self.name.typed.connect(self._rename)
        self.operation.activated.connect(
            lambda: edits.set_operation(session, self._rule.id, self.operation.currentData())
        )
        self.for_each.activated.connect(
            lambda: edits.set_for_each(session, self._rule.id, self.for_each.currentData())
        )
        self.when.changed.connect(lambda when: edits.set_when(session, self._rule.id, when))
        self.when.source_wanted.connect(self._pick_source)
        self.identifiers.flag_wanted.connect(
            lambda source, flagged: edits.flag_identifier(session, source, flagged)
        )
        self.note.typed.connect(
            lambda text, typing: edits.set_rule_note(session, self._rule.id, text, typing=typing)
        )

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self._about)
        layout.addSpacing(SPACE)
        for words, editor in (
            (tr("name"), self.name),
            (tr("operation"), self.operation),
            (tr("for each"), self.for_each),
        ):
            title = caption(words)
            title.setMinimumWidth(CAPTION_WIDTH)
            line = row(title)
            line.addWidget(editor, 1)
            layout.addLayout(line)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("made when")))
        layout.addWidget(self.when)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("key: the fields that find the record again")))
        layout.addLayout(self._keys)
        layout.addWidget(self._no_key)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("identifiers: sources that are unique")))
        layout.addWidget(self.identifiers)
        layout.addSpacing(SPACE)
        layout.addWidget(self.note)
        layout.addStretch(1)

    def focus_first(self) -> None:
        """The name has the keyboard."""
        self.name.setFocus(Qt.FocusReason.TabFocusReason)

    def show_rule(self, rule_id: str, language: str) -> None:
        """Show this record rule as it is now."""
        mapping = self._session.mapping
        rule = mapping.rule(rule_id)
        if rule is None:
            return
        self._rule = rule
        target = mapping.target_object(rule)
        self._title.setText(short((target.label if target else "") or rule.object, 200))
        self._about.setText(
            tr("{done} of {all} fields are mapped").format(
                done=sum(1 for field in rule.fields if field.take is not None),
                all=len(target.fields) if target else 0,
            )
        )
        self.name.show_text(rule.id, rule.id)
        self.operation.show_data(rule.operation)
        self._language = language
        self._show_repeats(mapping, rule, language)
        self.when.show_condition(rule.when)
        self._show_keys(mapping, rule)
        self.identifiers.show_mapping(mapping)
        self.note.show_text(rule.note, rule.id)

    def _pick_source(self, use: Callable[[Source], object]) -> None:
        place = FieldPlace(self._rule.id)
        self._picker = source_picker(self._session, place, self._language, use, self)
        self._picker.pop_up(self.window())

    def _show_repeats(self, mapping: Mapping, rule: RecordRule, language: str) -> None:
        offered: list[tuple[str, object]] = [(tr("one record per submission"), None)]
        for repeat in mapping.form.repeats:
            question = mapping.form.question(repeat)
            label = plain_label(label_in(question.labels, language)) if question else ""
            words = tr("one record per row of {repeat}").format(repeat=repeat)
            offered.append((f"{words} ({short(label)})" if label else words, repeat))
        for question in mapping.form.questions:
            if question.is_multiple and question.id is not None and question.repeat is None:
                words = tr("one record per chosen id of {question}").format(question=question.id)
                offered.append((words, Chosen(question.id)))
        if rule.for_each is not None and rule.for_each not in [each for _, each in offered]:
            words = for_each_words(rule)
            if rule.repeat is not None and not mapping.form.is_repeat(rule.repeat):
                words = tr("{words} (not in the form)").format(words=words)
            offered.append((words, rule.for_each))
        if offered != self._repeats:
            self._repeats = offered
            self.for_each.clear()
            for words, repeat_id in offered:
                self.for_each.addItem(words, repeat_id)
        self.for_each.show_data(rule.for_each)

    def _show_keys(self, mapping: Mapping, rule: RecordRule) -> None:
        target = mapping.target_object(rule)
        fit = {field.name for field in target.fields if field.key} if target else set()
        ordered = [field.name for field in target.fields if field.key] if target else []
        names = dict.fromkeys([*ordered, *rule.key])
        names |= dict.fromkeys(field.field for field in rule.fields if field.take is not None)
        if list(names) != list(self.key_boxes):
            focused = next((n for n, box in self.key_boxes.items() if box.hasFocus()), None)
            clear(self._keys)
            self.key_boxes = {name: self._key_box(name, name in fit) for name in names}
            for box in self.key_boxes.values():
                self._keys.addWidget(box)
            if focused in self.key_boxes:
                self.key_boxes[str(focused)].setFocus(Qt.FocusReason.OtherFocusReason)
        for name, box in self.key_boxes.items():
            box.setChecked(name in rule.key)
        self._no_key.setVisible(not self.key_boxes)

    def _key_box(self, name: str, is_fit: bool) -> QCheckBox:
        box = QCheckBox(name.replace("&", "&&"))
        box.setAccessibleName(name)
        box.setFont(id_font())
        box.setToolTip(
            tr("The target can find a record by this field.")
            if is_fit
            else tr("The target does not say that it can find a record by this field.")
        )
        box.clicked.connect(lambda on: self._set_key(name, on))
        return box

    def _set_key(self, name: str, on: bool) -> None:
        kept = [each for each in self._rule.key if each != name]
        edits.set_key(self._session, self._rule.id, [*kept, name] if on else kept)

    def _rename(self, text: str) -> None:
        if not edits.rename_rule(self._session, self._rule.id, text):
            self.name.revert()
