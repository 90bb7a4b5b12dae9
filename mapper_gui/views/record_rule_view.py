"""One record rule: its object and operation, what it is made for each of, and its key."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from mapper_gui.app import edits
from mapper_gui.app.session import Session
from mapper_gui.mapping.identifiers import candidates
from mapper_gui.mapping.mapping import Mapping, Operation, RecordRule, RuleId
from mapper_gui.views.quiet_widgets import (
    QuietCombo,
    caption,
    clear,
    line_edit,
    quiet_label,
    row,
    small_button,
)
from mapper_gui.views.theme import SPACE, id_font, title_font
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.rules import operation_words, source_name
from mapper_gui.wording.sources import candidate_reason_words
from mapper_gui.wording.text import tr

CANDIDATES_SHOWN = 6


class RecordRulePage(QWidget):
    """Shows the selected record rule and edits it through the session's verbs."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rule = RecordRule(RuleId(""), "")
        self._title = QLabel(wordWrap=True)
        self._title.setFont(title_font())
        self._about = quiet_label()
        self._name = line_edit(tr("Name of the record rule"))
        self._operation = QuietCombo(
            tr("Operation"), [(operation_words(each), each) for each in Operation]
        )
        self._each = QuietCombo(tr("Made for each"))
        self._keys = QVBoxLayout()
        self._keys.setSpacing(SPACE)
        self._candidates = QVBoxLayout()
        self._candidates.setSpacing(SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self._about)
        layout.addSpacing(SPACE)
        for words, editor in (
            (tr("name"), self._name),
            (tr("operation"), self._operation),
            (tr("for each"), self._each),
        ):
            title = caption(words)
            title.setFixedWidth(72)
            layout.addLayout(row(title, editor))
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("key: the fields that find the record again")))
        layout.addLayout(self._keys)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("identifiers: sources that are unique")))
        layout.addLayout(self._candidates)
        layout.addStretch(1)
        self._name.editingFinished.connect(self._rename)
        self._operation.activated.connect(
            lambda: edits.set_operation(session, self._rule.id, self._operation.currentData())
        )
        self._each.activated.connect(
            lambda: edits.set_for_each(session, self._rule.id, self._each.currentData())
        )

    def focus_first(self) -> None:
        """The name has the keyboard."""
        self._name.setFocus(Qt.FocusReason.TabFocusReason)

    def show_rule(self, rule_id: str, language: str) -> None:
        """Show this record rule as it is now."""
        mapping = self._session.mapping
        rule = mapping.rule(rule_id)
        if rule is None:
            return
        self._rule = rule
        target = mapping.target_object(rule)
        self._title.setText((target.label if target else "") or rule.object)
        self._about.setText(
            tr("{done} of {all} fields are mapped").format(
                done=sum(1 for field in rule.fields if field.take is not None),
                all=len(target.fields) if target else 0,
            )
        )
        self._name.setText(rule.id)
        self._operation.show_data(rule.operation)
        self._each.clear()
        self._each.addItem(tr("one record per submission"), None)
        for repeat in mapping.form.repeats:
            question = mapping.form.question(repeat)
            label = plain_label(label_in(question.labels, language)) if question else ""
            words = tr("one record per row of {repeat}").format(repeat=repeat)
            self._each.addItem(f"{words} ({label})" if label else words, repeat)
        if rule.for_each is not None and self._each.findData(rule.for_each) < 0:
            self._each.addItem(tr("{repeat} (not in the form)").format(repeat=rule.for_each))
            self._each.setItemData(self._each.count() - 1, rule.for_each)
        self._each.show_data(rule.for_each)
        self._show_keys(mapping, rule)
        self._show_candidates(mapping)

    def _show_keys(self, mapping: Mapping, rule: RecordRule) -> None:
        clear(self._keys)
        target = mapping.target_object(rule)
        fit = [field for field in target.fields if field.key] if target else []
        known = {field.name for field in fit}
        others = [name for name in rule.key if name not in known]
        fed = [
            field.field
            for field in rule.fields
            if field.take is not None and field.field not in known and field.field not in others
        ]
        for name in [*(field.name for field in fit), *others, *fed]:
            box = QCheckBox(name)
            box.setFont(id_font())
            box.setChecked(name in rule.key)
            box.setToolTip(
                tr("The target can find a record by this field.")
                if name in known
                else tr("The target does not say that it can find a record by this field.")
            )
            box.toggled.connect(lambda on, name=name: self._set_key(name, on))
            self._keys.addWidget(box)
        if not self._keys.count():
            self._keys.addWidget(
                quiet_label(tr("Map an identifier to a field first; then it can be the key."))
            )

    def _show_candidates(self, mapping: Mapping) -> None:
        clear(self._candidates)
        for source in mapping.identifiers:
            name = QLabel(source_name(source))
            name.setFont(id_font())
            remove = small_button(
                tr("Unflag"), tr("Unflag {id} as identifier").format(id=source_name(source))
            )
            remove.clicked.connect(
                lambda _checked=False, source=source: edits.flag_identifier(
                    self._session, source, False
                )
            )
            self._candidates.addLayout(row(name, 1, remove))
        shown = 0
        for candidate in candidates(mapping.form):
            if candidate.source in mapping.identifiers or shown == CANDIDATES_SHOWN:
                continue
            shown += 1
            name = QLabel(source_name(candidate.source))
            name.setFont(id_font())
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(name)
            words.addWidget(
                quiet_label(
                    ", ".join(candidate_reason_words(reason) for reason in candidate.reasons)
                )
            )
            flag = small_button(
                tr("Flag"), tr("Flag {id} as identifier").format(id=source_name(candidate.source))
            )
            flag.clicked.connect(
                lambda _checked=False, source=candidate.source: edits.flag_identifier(
                    self._session, source, True
                )
            )
            line = row(1, flag)
            line.insertLayout(0, words)
            line.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._candidates.addLayout(line)

    def _set_key(self, name: str, on: bool) -> None:
        kept = [each for each in self._rule.key if each != name]
        edits.set_key(self._session, self._rule.id, [*kept, name] if on else kept)

    def _rename(self) -> None:
        name = self._name.text().strip()
        if name != self._rule.id and not edits.rename_rule(self._session, self._rule.id, name):
            self._name.setText(self._rule.id)
