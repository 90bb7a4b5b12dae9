"""A look-up in the target: in this object, where a field is a value, take a field; with the sample
answers that stand in for the target in the preview."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from mapper_gui.mapping.evaluate import FieldResult
from mapper_gui.mapping.mapping import LookupSample, Mapping
from mapper_gui.mapping.masked import MASK
from mapper_gui.mapping.result import text_of
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.submission import State
from mapper_gui.mapping.target import TargetObject
from mapper_gui.mapping.values import TargetLookup
from mapper_gui.views.policy_editor import CAPTION_WIDTH
from mapper_gui.views.quiet_widgets import (
    QuietCombo,
    caption,
    clear,
    line_edit,
    quiet_label,
    row,
    small_button,
)
from mapper_gui.views.theme import SPACE, colours, icon, id_font
from mapper_gui.wording.lists import short
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr

MOST_SAMPLES = 200


class LookupEditor(QWidget):
    """Edits a target look-up; `changed` carries the new one."""

    changed = Signal(object)  # TargetLookup
    source_wanted = Signal(object)  # what to call with the chosen source
    sample_given = Signal(object, object)  # LookupSample, and the one that it takes the place of
    sample_removed = Signal(object)  # LookupSample

    def __init__(self) -> None:
        super().__init__()
        self._mapping = Mapping()
        self._take: TargetLookup | None = None
        self._shown: object = None
        self.object = QuietCombo(tr("Look up in this target object"))
        self.field = QuietCombo(tr("Where this field"))
        self.equals = small_button("", tr("Choose what the field is compared with"))
        self.wanted = QuietCombo(tr("Take this field"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for words, editor in (
            (tr("in"), self.object),
            (tr("where"), self.field),
            (tr("is"), self.equals),
            (tr("take"), self.wanted),
        ):
            title = caption(words)
            title.setMinimumWidth(CAPTION_WIDTH)
            line = row(title)
            line.addWidget(editor, 1)
            layout.addLayout(line)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("sample answers, for the preview")))
        layout.addWidget(
            quiet_label(
                tr("A runner asks the target itself. Here nobody can: type what it would answer.")
            )
        )
        self.hint = quiet_label()
        layout.addWidget(self.hint)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        layout.addLayout(self._grid)
        self.object.activated.connect(self._choose_object)
        self.field.activated.connect(self._choose_fields)
        self.wanted.activated.connect(self._choose_fields)
        self.equals.clicked.connect(lambda: self.source_wanted.emit(self._choose_source))

    def beginning(self, source: Source) -> TargetLookup:
        """A look-up to begin with: in the first target object, by its key, for its id."""
        objects = self._mapping.target.objects
        return _in_object(objects[0] if objects else None, source)

    def show_lookup(
        self, take: TargetLookup, mapping: Mapping, result: FieldResult | None, of: object
    ) -> None:
        """Show this look-up; nothing is touched where nothing is new, so that the keyboard stays."""
        self._mapping, self._take = mapping, take
        names = [each.name for each in mapping.target.objects]
        _offer(self.object, names, take.object)
        found = mapping.target.object(take.object)
        fields = [each.name for each in found.fields] if found is not None else []
        keys = [each.name for each in found.fields if each.key] if found is not None else []
        _offer(self.field, [*dict.fromkeys([*keys, *fields])], take.field)
        _offer(self.wanted, [*dict.fromkeys([*_ids_of(fields), *fields])], take.take)
        self.equals.setText(source_id(take.equals))
        samples = [each for each in mapping.lookup_samples if _answers(each, take)]
        asked = _asked(take, result)
        if asked == MASK:  # nor are the samples shown: they are answers to what is looked up
            asked, samples = None, []
        self._show_hint(asked, samples, result)
        shown = (samples, take, asked, of)
        if shown != self._shown:
            self._shown = shown
            self._show_samples(samples, asked)

    def show_mapping(self, mapping: Mapping) -> None:
        """Know the target, for a look-up that is about to begin."""
        self._mapping = mapping

    def _show_hint(
        self, asked: str | None, samples: Sequence[LookupSample], result: FieldResult | None
    ) -> None:
        self.hint.setProperty("tone", "")
        if asked is None:
            self.hint.setVisible(not samples)
            self.hint.setText(tr("None yet: the preview shows no value here."))
        elif any(each.equals == asked for each in samples):
            self.hint.setVisible(True)
            self.hint.setText(
                tr("here: “{value}” is looked up, and answered from the sample.").format(
                    value=short(asked)
                )
            )
        else:
            self.hint.setVisible(True)
            self.hint.setProperty("tone", "warning")
            self.hint.setText(
                tr("here: “{value}” is looked up. There is no sample answer to it yet.").format(
                    value=short(asked)
                )
            )
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)

    def _show_samples(self, samples: Sequence[LookupSample], asked: str | None) -> None:
        focus = QApplication.focusWidget()
        at = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        clear(self._grid)
        take = self._take
        assert take is not None
        for number, words in enumerate((take.field, take.take)):
            head = QLabel(words)
            head.setProperty("quiet", True)
            head.setFont(id_font())
            head.setTextFormat(Qt.TextFormat.PlainText)
            self._grid.addWidget(head, 0, number)
        for number, sample in enumerate(samples[:MOST_SAMPLES], 1):
            self._add_row(number, sample)
        self._add_row(len(samples[:MOST_SAMPLES]) + 1, None, asked, samples)
        again = self.findChild(QWidget, at) if at else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_row(
        self,
        number: int,
        sample: LookupSample | None,
        asked: str | None = None,
        samples: Sequence[LookupSample] = (),
    ) -> None:
        """A sample answer to type over, or the line in which the next one is typed."""
        equals = line_edit(tr("Sample {number}: the value that is looked up").format(number=number))
        answer = line_edit(
            tr("Sample {number}: what the target answers").format(number=number), tr("answer")
        )
        equals.setObjectName(f"equals {number}")
        answer.setObjectName(f"answer {number}")
        for at, edit in enumerate((equals, answer)):
            edit.setFont(id_font())
            self._grid.addWidget(edit, number, at)
        if sample is None:
            waiting = asked is not None and all(each.equals != asked for each in samples)
            equals.setText(asked if waiting and asked is not None else "")
            equals.setPlaceholderText(tr("value"))
            equals.editingFinished.connect(lambda: self._add(equals.text(), answer.text()))
            answer.editingFinished.connect(lambda: self._add(equals.text(), answer.text()))
            return
        equals.show_text(sample.equals, sample)
        answer.show_text(text_of(sample.answer), sample)
        equals.typed.connect(
            lambda text: self.sample_given.emit(replace(sample, equals=text), sample)
        )
        answer.typed.connect(
            lambda text: self.sample_given.emit(replace(sample, answer=text), sample)
        )
        remove = QToolButton()
        remove.setProperty("bar", True)
        remove.setIcon(icon("close", colours().quiet))
        remove.setIconSize(QSize(12, 12))
        remove.setAccessibleName(
            tr("Remove the sample answer to {value}").format(value=sample.equals)
        )
        remove.setToolTip(remove.accessibleName())
        remove.clicked.connect(lambda: self.sample_removed.emit(sample))
        self._grid.addWidget(remove, number, 2)

    def _add(self, equals: str, answer: str) -> None:
        take = self._take
        if take is not None and equals and answer:
            sample = LookupSample(take.object, take.field, equals, take.take, answer)
            if sample not in self._mapping.lookup_samples:
                self.sample_given.emit(sample, None)

    def _choose_object(self) -> None:
        if self._take is not None:
            found = self._mapping.target.object(self.object.currentData())
            self.changed.emit(_in_object(found, self._take.equals))

    def _choose_fields(self) -> None:
        if self._take is not None:
            self.changed.emit(
                replace(self._take, field=self.field.currentData(), take=self.wanted.currentData())
            )

    def _choose_source(self, source: Source) -> None:
        if self._take is not None:
            self.changed.emit(replace(self._take, equals=source))


def _in_object(found: TargetObject | None, source: Source) -> TargetLookup:
    if found is None:
        return TargetLookup("", "", source, "")
    names = [each.name for each in found.fields]
    keys = [each.name for each in found.fields if each.key]
    by = (keys or names or [""])[0]
    ids = _ids_of(names) or [name for name in names if name != by] or names
    return TargetLookup(found.name, by, source, (ids or [""])[0])


def _ids_of(names: Sequence[str]) -> list[str]:
    """The fields that usually hold a target's own id."""
    return [name for name in names if name.casefold() in ("id", "uid", "uuid", "case_id")]


def _offer(combo: QuietCombo, names: Sequence[str], chosen: str) -> None:
    wanted = [*names] if chosen in names else [*names, chosen]
    if [combo.itemData(at) for at in range(combo.count())] != wanted:
        combo.clear()
        for name in wanted:
            words = name if name in names else tr("{name} (not in the target)").format(name=name)
            combo.addItem(words if name else tr("choose one"), name)
    combo.show_data(chosen)


def _answers(sample: LookupSample, take: TargetLookup) -> bool:
    return (sample.object, sample.field, sample.take) == (take.object, take.field, take.take)


def _asked(take: TargetLookup, result: FieldResult | None) -> str | None:
    """What the open submission looks up; None where it looks up nothing."""
    for trace in result.traces if result is not None else ():
        if trace.source == take.equals and trace.answer.state is State.ANSWERED:
            return text_of(trace.answer.value)
    return None
