"""One field's rule as a sentence: take, then, if absent, if empty; its status and note."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.evaluate import FieldResult, Outcome, RecordResult
from mapper_gui.mapping.mapping import FieldRule, Status
from mapper_gui.mapping.source import NamedValue
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import First
from mapper_gui.views.id_text import id_label
from mapper_gui.views.policy_editor import CAPTION_WIDTH, PolicyEditor
from mapper_gui.views.quiet_widgets import QuietCombo, caption, quiet_label, row, small_button
from mapper_gui.views.reference_editor import ReferenceEditor
from mapper_gui.views.target_menu import ask_value_name
from mapper_gui.views.theme import SPACE, title_font
from mapper_gui.views.typed_text import NoteEdit
from mapper_gui.views.value_editor import ValueEditor
from mapper_gui.views.why_blank_view import WhyBlank, why_blank_here
from mapper_gui.wording.blanks import blank_line
from mapper_gui.wording.lists import short
from mapper_gui.wording.results import value_text
from mapper_gui.wording.rules import field_type_words, status_words
from mapper_gui.wording.text import tr

LONGEST_VALUE = 300
LONGEST_REASON = 600


class FieldRulePage(QWidget):
    """Shows the selected field and edits its rule through the session's verbs."""

    source_wanted = Signal(object)  # FieldPlace

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._place = FieldPlace("", "")
        self._rule = FieldRule("")
        self._language = ""
        self._title = QLabel(wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setFont(title_font())
        self._name = id_label()
        self._about = quiet_label()
        self.value = ValueEditor(session)
        self.take, self.steps = self.value.take, self.value.steps
        self.name_value = small_button(
            tr("Name this value…"),
            tr("Give what is taken and done a name, for other fields to use"),
        )
        self.reference = ReferenceEditor()
        self.if_absent = PolicyEditor(tr("if absent"), "")
        self.if_empty = PolicyEditor(tr("if empty"), tr("The target keeps its old value."))
        self._here = QLabel(wordWrap=True)
        self._here.setTextFormat(Qt.TextFormat.PlainText)
        self.why = WhyBlank()
        self.status = QuietCombo(tr("Status"), [(status_words(each), each) for each in Status])
        self.note = NoteEdit(tr("Note"))
        self.note.setPlaceholderText(tr("A note for the people who agree on this mapping"))
        self.note.setFixedHeight(64)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        for label in (self._title, self._name, self._about):
            layout.addWidget(label)
        layout.addSpacing(SPACE)
        head = row(caption(tr("take")), 1)
        head.addWidget(self.name_value)
        layout.addLayout(head)
        for part in (self.value, self.reference, self.if_absent, self.if_empty):
            layout.addWidget(part)
        layout.addWidget(self._here)
        layout.addWidget(self.why)
        layout.addSpacing(SPACE)
        title = caption(tr("status"))
        title.setMinimumWidth(CAPTION_WIDTH)
        line = row(title)
        line.addWidget(self.status, 1)
        layout.addLayout(line)
        layout.addWidget(self.note)
        layout.addStretch(1)

    def _connect(self) -> None:
        session = self._session

        self.value.source_wanted.connect(self.source_wanted)
        self.name_value.clicked.connect(lambda: ask_value_name(session, self._place, self))
        self.reference.changed.connect(lambda r: self._set(replace(self._rule, reference=r)))
        self.if_absent.changed.connect(lambda p: self._set(replace(self._rule, if_absent=p)))
        self.if_empty.changed.connect(lambda p: self._set(replace(self._rule, if_empty=p)))
        self.note.typed.connect(self._keep_note)
        self.status.activated.connect(
            lambda: self._set(replace(self._rule, status=self.status.currentData()))
        )

    def show_place(self, place: FieldPlace, language: str) -> None:
        """Show the rule of this field as it is now."""
        mapping = self._session.mapping
        record_rule = mapping.rule(place.rule)
        if record_rule is None or place.field is None:
            return
        self._place, self._language = place, language
        self._rule = record_rule.field_rule(place.field) or FieldRule(place.field)
        field = mapping.target_field(record_rule, place.field)
        in_key = place.field in record_rule.key
        self._title.setText(short((field.label if field else "") or place.field, 200))
        self._name.setText(f"{record_rule.id} · {place.field}")
        self._about.setText(_about(field, in_key))
        record = self._record()
        result = record.field(place.field) if record is not None else None
        self.value.show_value(place, self._rule, field, result, language)
        self.name_value.setVisible(_can_be_named(self._rule))
        self.reference.show_reference(mapping, self._rule, field)
        self.if_absent.show_policy(self._rule.if_absent, field, in_key, place)
        self.if_empty.show_policy(self._rule.if_empty, field, in_key, place)
        self._show_here(record, result)
        self.status.show_data(self._rule.status)
        self.note.show_text(self._rule.note, place)

    def _record(self) -> RecordResult | None:
        """The first record of the rule that has this field."""
        evaluation = self._session.evaluation
        for record in evaluation.records if evaluation else ():
            if record.rule == self._place.rule and record.field(self._place.field or ""):
                return record
        return None

    def _show_here(self, record: RecordResult | None, result: FieldResult | None) -> None:
        self._here.setVisible(result is not None)
        if record is None or result is None:
            self.why.show_blank(None)
            return
        blank = why_blank_here(self._session, record, result)
        self.why.show_blank(blank)
        if result.outcome is Outcome.WRITTEN:
            shown = short(value_text(result.value), LONGEST_VALUE)
            text = tr("here: {value}").format(value=shown)
        elif result.outcome is Outcome.STOPPED:
            text = tr("here: the record is not made")
        else:
            text = tr("here: left out")
        if result.from_sample:
            text += " " + tr("(from a sample answer)")
        if blank is not None:
            text += " – " + short(blank_line(blank), LONGEST_REASON)
        self._here.setText(text)
        written = result.outcome is Outcome.WRITTEN and blank is None
        self._here.setProperty("tone", "good" if written else "warning")
        self._here.style().unpolish(self._here)
        self._here.style().polish(self._here)

    def _set(self, changed: FieldRule) -> None:
        words = tr("Change the rule of {field}").format(field=self._place.field)
        edits.set_field_rule(self._session, words, self._place.rule, changed)

    def _keep_note(self, text: str, typing: str) -> None:
        words = tr("Change the note of {field}").format(field=self._place.field)
        changed = replace(self._rule, note=text)
        edits.set_field_rule(self._session, words, self._place.rule, changed, typing=typing)


def _can_be_named(rule: FieldRule) -> bool:
    """Whether there is more to name than a source that has a name already."""
    only = rule.take.sources if isinstance(rule.take, First) else ()
    return takes_anything(rule) and not (len(only) == 1 and isinstance(only[0], NamedValue))


def _about(field: TargetField | None, in_key: bool) -> str:
    if field is None:
        return tr("The target has no such field any more.")
    parts = [field_type_words(field.type)]
    if field.required:
        parts.append(tr("required"))
    if in_key:
        parts.append(tr("key of this record rule"))
    elif field.key:
        parts.append(tr("can be a key"))
    if field.length is not None:
        parts.append(tr("at most {count} characters").format(count=field.length))
    if field.choices:
        parts.append(tr("{count} values").format(count=len(field.choices)))
    return " · ".join(parts)
