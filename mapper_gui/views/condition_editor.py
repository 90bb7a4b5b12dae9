"""A condition as lines that are joined, groups of them within each other, and the sentence they make.

With a submission open every line says whether it holds there.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mapper_gui.mapping.condition_edit import (
    Join,
    Path,
    asked,
    begun,
    grouped,
    join_of,
    moved,
    parts_of,
    with_added,
    with_join,
    with_part,
)
from mapper_gui.mapping.conditions import Asks, Compare, Condition, Operator, condition_sources
from mapper_gui.mapping.judging import Judged, judged
from mapper_gui.mapping.mapping import Mapping, TableRows
from mapper_gui.mapping.source import ColumnSource, NamedValue, Source
from mapper_gui.mapping.submission import Submission
from mapper_gui.views.condition_line import ConditionLine, tool_button
from mapper_gui.views.condition_told import Around, told_words
from mapper_gui.views.quiet_widgets import QuietCombo, clear, quiet_label, row, small_button
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.conditions import condition_words
from mapper_gui.wording.lists import short
from mapper_gui.wording.text import tr, tr_n

DEEPEST = 6
"""Groups within each other that are laid open; deeper ones are shown in words."""
MOST_LINES = 40
"""Lines of one group that are laid open; the rest is counted."""
LONGEST_SENTENCE = 500


class ConditionEditor(QWidget):
    """Edits a condition, or none; `changed` carries the new one."""

    changed = Signal(object)  # Condition | None
    source_wanted = Signal(object)  # what to call with the chosen source

    def __init__(self, none_words: str) -> None:
        super().__init__()
        self._none_words = none_words
        self._condition: Condition | None = None
        self._around = Around(Mapping())
        self._shown: object = self
        self.sentence = quiet_label()
        self._told = quiet_label()
        self.group = _Group(())
        self.group.edited.connect(self._edit)
        self.group.source_wanted.connect(self.source_wanted)
        self.add = self.group.add
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for part in (self.sentence, self.group, self._told):
            layout.addWidget(part)

    def show_condition(
        self,
        condition: Condition | None,
        around: Around | None = None,
        submission: Submission | None = None,
    ) -> None:
        """Show a condition and what it says of the open submission; nothing is touched where nothing
        is new, so that the keyboard stays."""
        around = around or self._around
        found = _judged(condition, around, submission)
        here = (around.mapping.form, around.rule, around.language, around.mapping.named_values)
        if (condition, found, here) == self._shown:
            return
        self._shown = (condition, found, here)
        self._condition, self._around = condition, around
        several = len(parts_of(condition)) > 1 or (condition is not None and not asked(condition))
        words = condition_words(condition) if condition is not None else self._none_words
        self.sentence.setText(short(words, LONGEST_SENTENCE))
        self.sentence.setVisible(condition is None or several)
        self.group.show_group(condition, around, found)
        self._told.setVisible(several and found is not None)
        if found is not None:
            self._told.setText(tr("All in all: {told}").format(told=told_words(found)))

    def _edit(self, make: Callable[[Condition | None], Condition | None]) -> None:
        made = make(self._condition)
        if made != self._condition:
            self.changed.emit(made)


class _Group(QFrame):
    """Some conditions and how they are joined; `edited` carries what is done to the whole."""

    edited = Signal(object)  # Condition | None -> Condition | None
    source_wanted = Signal(object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._kinds: list[object] = []
        self._parts: list[ConditionLine | _Group] = []
        self._around = Around(Mapping())
        self._adding = False
        if path:
            self.setProperty("card", True)
        self.join = QuietCombo(
            tr("How the conditions are joined"),
            (
                (tr("all of these hold"), Join.ALL),
                (tr("any of these holds"), Join.ANY),
                (tr("not all of these hold"), Join.NOT_ALL),
                (tr("none of these holds"), Join.NONE),
            ),
        )
        self.join.setObjectName(f"{path} join")
        self.join.activated.connect(self._change_join)
        self._remove = tool_button("close", tr("Remove this group of conditions"))
        self._remove.setVisible(bool(path))
        self._remove.clicked.connect(lambda: self._do(lambda c: with_part(c, path, None)))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE)
        self._more = quiet_label()
        words = tr("Add to this group…") if path else tr("Add a condition…")
        self.add = small_button(words)
        self.add.setObjectName(f"{path} add")
        self.add.clicked.connect(lambda: self.source_wanted.emit(self._add))
        self.add_group = small_button(tr("Add a group…"), tr("Add a group of conditions"))
        self.add_group.setObjectName(f"{path} add_group")
        self.add_group.clicked.connect(lambda: self.source_wanted.emit(self._begin_group))
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self.join, 1)
        head.addWidget(self._remove)
        foot = row(self.add, self.add_group, 1)
        layout = QVBoxLayout(self)
        edge = SPACE if path else 0
        layout.setContentsMargins(2 * edge, edge, edge, edge)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addLayout(self._rows)
        layout.addWidget(self._more)
        layout.addLayout(foot)

    def show_group(self, condition: Condition | None, around: Around, found: Judged | None) -> None:
        """Show these; lines that stay what they are keep what is being typed in them."""
        self._around = around
        parts = parts_of(condition)
        join = join_of(condition) if condition is not None else None
        self.join.setVisible(
            len(parts) > 1 or bool(self._path) or join in (Join.NOT_ALL, Join.NONE)
        )
        self.join.show_data(join or Join.ALL)
        self.add_group.setVisible(bool(parts))
        more = len(parts) - MOST_LINES
        words = tr_n("{count} more condition", "{count} more conditions", more)
        self._more.setText(words.format(count=more))
        self._more.setVisible(more > 0)
        parts = parts[:MOST_LINES]
        kinds = [_kind(part, self._path) for part in parts]
        wanted = self._make_anew(kinds) if kinds != self._kinds else ""
        for number, (part, widget) in enumerate(zip(parts, self._parts, strict=True)):
            within = _within(found, condition, join, number)
            if isinstance(widget, _Group):
                widget.show_group(part, around, within)
            else:
                widget.show_part(part, around, within)
        if wanted:
            self._focus(wanted)

    def _make_anew(self, kinds: list[object]) -> str:
        """Other lines than before; the name of what shall have the keyboard."""
        focus = QApplication.focusWidget()
        name = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        added = len(kinds) > len(self._kinds)
        self._kinds = kinds
        clear(self._rows)
        self._parts = []
        for number, kind in enumerate(kinds):
            path = (*self._path, number)
            part = _Group(path) if kind == "group" else self._line(path)
            if isinstance(part, _Group):
                part.edited.connect(self.edited)
                part.source_wanted.connect(self.source_wanted)
            self._parts.append(part)
            self._rows.addWidget(part)
        if self._adding and added:
            self._focus_last()
            return ""
        return f"{self._path} add" if name.endswith(("remove", "menu")) else name

    def _focus(self, name: str) -> None:
        """Give the keyboard back to the part of this name, which may have been made anew."""
        for within in (*self._parts, self):
            for part in within.findChildren(QWidget, name):
                within.show()  # a layout does it later, and only what is seen can have the keyboard
                if part.isVisibleTo(self):
                    part.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    def _focus_last(self) -> None:
        """What was added can be set at once."""
        QTimer.singleShot(0, self, self._enter_last)

    def _enter_last(self) -> None:
        last = self._parts[-1] if self._parts else None
        if isinstance(last, ConditionLine):
            last.enter()

    def _line(self, path: Path) -> ConditionLine:
        line = ConditionLine(str(path))
        line.changed.connect(lambda part: self._do(lambda c: with_part(c, path, part)))
        line.removed.connect(lambda: self._do(lambda c: with_part(c, path, None)))
        line.grouped.connect(lambda: self._do(lambda c: grouped(c, path)))
        line.moved.connect(lambda step: self._do(lambda c: moved(c, path, step)))
        line.source_wanted.connect(self.source_wanted)
        return line

    def _add(self, source: Source) -> None:
        new = self._begun(source)
        self._adding = True
        try:
            self._do(lambda condition: with_added(condition, self._path, new))
        finally:
            self._adding = False

    def _begin_group(self, source: Source) -> None:
        """A line in a group of its own, joined the other way than here."""
        new = self._begun(source)

        def make(condition: Condition | None) -> Condition | None:
            if condition is None:
                return new
            at = 1 if join_of(condition) is None else len(_parts_at(condition, self._path))
            return grouped(with_added(condition, self._path, new), (*self._path, at))

        self._do(make)

    def _begun(self, source: Source) -> Condition:
        return begun(source, self._around.mapping.form, _is_of_sources(self._around, source))

    def _change_join(self) -> None:
        join = self.join.currentData()
        self._do(lambda condition: with_join(condition, self._path, join))

    def _do(self, make: Callable[[Condition | None], Condition | None]) -> None:
        self.edited.emit(make)


def _kind(part: Condition, path: Path) -> object:
    """What a part is shown as. A line about another source is another line."""
    if join_of(part) is not None and len(path) < DEEPEST:
        return "group"
    found = asked(part)
    if found is None:
        return "words"
    line = found[0]
    several = isinstance(line, Compare) and line.operator is Operator.ONE_OF
    typed = isinstance(line, Compare) and isinstance(line.operand, tuple)
    return line.source, isinstance(line, Asks), several, typed


def _within(
    found: Judged | None, condition: Condition | None, join: Join | None, number: int
) -> Judged | None:
    if found is None or condition is None or join is None:
        return found
    inner = found.part(0) if join in (Join.NOT_ALL, Join.NONE) else found
    return inner.part(number)


def _parts_at(condition: Condition, path: Path) -> tuple[Condition, ...]:
    parts = parts_of(condition)
    for number in path:
        parts = parts_of(parts[number]) if number < len(parts) else ()
    return parts


def _is_of_sources(around: Around, source: Source) -> bool:
    rule = around.rule
    if not isinstance(source, ColumnSource) or rule is None:
        return False
    if not isinstance(rule.for_each, TableRows):
        return False
    columns = rule.for_each.table.columns
    return any(each.name == source.column and each.of_sources for each in columns)


def _judged(
    condition: Condition | None, around: Around, submission: Submission | None
) -> Judged | None:
    """What the condition says of the submission; None where it is not known without running code."""
    if condition is None or submission is None:
        return None
    named = any(isinstance(source, NamedValue) for source in condition_sources(condition))
    if named and around.mapping.has_code:
        return None
    found = judged(around.mapping, around.rule, condition, submission)
    return found if found.items else None
