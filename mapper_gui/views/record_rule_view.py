"""One record rule: its object and operation, what it is made for each of, and its key."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mapper_gui.app import edits, rule_edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.mapping import Operation, RecordRule, RuleId
from mapper_gui.mapping.source import Source
from mapper_gui.views.condition_editor import ConditionEditor
from mapper_gui.views.condition_told import Around
from mapper_gui.views.for_each_editor import ForEachEditor
from mapper_gui.views.identifier_rows import IdentifierRows
from mapper_gui.views.key_editor import KeyEditor
from mapper_gui.views.picker import Picker
from mapper_gui.views.place_pickers import field_picker, source_picker
from mapper_gui.views.policy_editor import CAPTION_WIDTH
from mapper_gui.views.quiet_widgets import (
    QuietCombo,
    caption,
    line_edit,
    quiet_label,
    row,
    small_button,
)
from mapper_gui.views.rule_told import RuleTold
from mapper_gui.views.theme import SPACE, title_font
from mapper_gui.views.typed_text import NoteEdit
from mapper_gui.wording.lists import short
from mapper_gui.wording.rules import operation_words, record_rule_words
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr

LONGEST_SENTENCE = 400


class RecordRulePage(QWidget):
    """Shows the selected record rule and edits it through the session's verbs."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rule = RecordRule(RuleId(""), "")
        self._language = ""
        self._picker: Picker | None = None
        self._title = QLabel(wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setFont(title_font())
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._about = quiet_label()
        self.duplicate = small_button(tr("Duplicate"), tr("Duplicate this record rule"))
        self.duplicate.clicked.connect(lambda: rule_edits.copy_rule(session, self._rule.id))
        self.name = line_edit(tr("Name of the record rule"))
        self.operation = QuietCombo(
            tr("Operation"), [(operation_words(each), each) for each in Operation]
        )
        self.for_each = ForEachEditor(session)
        self.when = ConditionEditor(tr("always"))
        self.told = quiet_label()
        self.keys = KeyEditor(session)
        self.identifiers = IdentifierRows()
        self.note = NoteEdit(tr("Note on the record rule"))
        self.note.setPlaceholderText(tr("A note for the people who agree on this mapping"))
        self.note.setFixedHeight(64)
        self._lay_out()
        self.name.typed.connect(self._rename)
        self.operation.activated.connect(
            lambda: edits.set_operation(session, self._rule.id, self.operation.currentData())
        )
        self.for_each.map_wanted.connect(self._pick_field)
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
        for part in (self._title, self.sentence):
            layout.addWidget(part)
        about = row()
        about.addWidget(self._about, 1)
        about.addWidget(self.duplicate, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(about)
        for words, editor in ((tr("name"), self.name), (tr("operation"), self.operation)):
            title = caption(words)
            title.setMinimumWidth(CAPTION_WIDTH)
            line = row(title)
            line.addWidget(editor, 1)
            layout.addLayout(line)
        layout.addWidget(self.for_each)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("made when")))
        layout.addWidget(self.when)
        layout.addWidget(self.told)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("key: the fields that find the record again")))
        layout.addWidget(self.keys)
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
        self._rule, self._language = rule, language
        evaluation = self._session.evaluation
        target = mapping.target_object(rule)
        self._title.setText(short((target.label if target else "") or rule.object, 200))
        self.sentence.setText(short(record_rule_words(rule), LONGEST_SENTENCE))
        self._about.setText(
            tr("{done} of {all} fields are mapped").format(
                done=sum(1 for field in rule.fields if field.take is not None),
                all=len(target.fields) if target else 0,
            )
        )
        self.name.show_text(rule.id, rule.id)
        self.operation.show_data(rule.operation)
        told = RuleTold(mapping, rule, evaluation)
        self.for_each.show_rule(mapping, rule, language, told.states)
        submission = evaluation.submission if evaluation is not None else None
        self.when.show_condition(rule.when, Around(mapping, rule, language), submission)
        self.told.setText(told.words)
        self.told.setVisible(bool(told.words))
        self.keys.show_rule(mapping, rule)
        self.identifiers.show_mapping(mapping)
        self.note.show_text(rule.note, rule.id)

    def _pick_source(self, use: Callable[[Source], object]) -> None:
        self._picker = source_picker(
            self._session,
            FieldPlace(self._rule.id),
            self._language,
            use,
            self,
            title=tr("A condition on which question, group or repeat?"),
            with_groups=True,
        )
        self._picker.pop_up(self.window())

    def _pick_field(self, source: Source) -> None:
        """Which field of this rule takes a source of its own."""
        target = self._session.mapping.target_object(self._rule)
        names = [field.name for field in target.fields] if target is not None else []
        unfed = [n for n in names if self._rule.field_rule(n) is None]
        first = [FieldPlace(self._rule.id, name) for name in dict.fromkeys([*unfed, *names])]

        def take(place: FieldPlace) -> None:
            if place.field is not None:
                here = FieldPlace(self._rule.id)
                if edits.add_sources(self._session, place.rule, place.field, [source]):
                    self._session.select(here)  # the next of its sources can be mapped

        title = tr("Map {sources} to which field?").format(sources=source_id(source))
        self._picker = field_picker(self._session, title, take, self, first)
        self._picker.pop_up(self.window())

    def _rename(self, text: str) -> None:
        if not edits.rename_rule(self._session, self._rule.id, text):
            self.name.revert()
