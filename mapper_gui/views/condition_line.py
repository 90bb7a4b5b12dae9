"""One line of a condition: a source, what is asked of it, what it is compared with, and whether it
holds for the open submission."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from mapper_gui.mapping.check_sources import is_gone
from mapper_gui.mapping.condition_edit import How, asked, asking, question_behind, with_source
from mapper_gui.mapping.conditions import (
    TEXT_OPERATORS,
    Asks,
    Compare,
    Condition,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.form import CONTAINERS, Question
from mapper_gui.mapping.judging import Judged
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.target import TargetChoice
from mapper_gui.views.condition_told import (
    Around,
    problem_words,
    problems_of,
    set_tone,
    told_at_length,
    told_words,
)
from mapper_gui.views.id_link import IdLink
from mapper_gui.views.picklist import Picklist
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit, row
from mapper_gui.views.text_lines import TextLines
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.wording.conditions import condition_words, how_words, read_as_words
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.lists import short
from mapper_gui.wording.sources import source_id, source_words
from mapper_gui.wording.text import tr

LEAST_WIDTH = 48

_NEGATED = (
    Operator.ONE_OF,
    Operator.CONTAINS,
    Operator.BEGINS,
    Operator.ENDS,
    Operator.HAS_CHOICE,
    *Presence,
)


class ConditionLine(QFrame):
    """Signals carry the line as it is wanted, or what else the person asked for."""

    changed = Signal(object)  # Condition
    source_wanted = Signal(object)  # what to call with the chosen source
    removed = Signal()
    grouped = Signal()
    moved = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._part: Compare | Asks | None = None
        self._how: How = (Presence.THERE, False)
        self._around = Around(Mapping())
        self.setProperty("card", True)
        self._picture = QLabel()
        self.source = IdLink()
        self.source.clicked.connect(lambda: self.source_wanted.emit(self._take_source))
        self._words = QLabel(wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.how = QuietCombo(tr("Comparison"))
        self.how.activated.connect(self._change_how)
        self.text = line_edit(tr("Compared with"))
        self.text.typed.connect(lambda text: self._compare_with((text,)))
        self.choice = Picklist(tr("Compared with"))
        self.choice.activated.connect(lambda: self._compare_with((self.choice.value,)))
        self.choice.line.typed.connect(lambda _text: self._compare_with((self.choice.value,)))
        self.several = TextLines(tr("Compared with, one value on each line"))
        self.several.given.connect(self._give_several)
        self.or_empty = QCheckBox(tr("or an empty answer"))
        self.or_empty.clicked.connect(lambda: self._give_several(self.several.texts))
        self.other = IdLink()
        self.other.clicked.connect(lambda: self.source_wanted.emit(self._take_other))
        self.read_as = QuietCombo(tr("Read as"), [(read_as_words(each), each) for each in ReadAs])
        self.read_as.activated.connect(self._change_read_as)
        self.menu_button = tool_button("more", tr("More for this condition"))
        self.menu_button.clicked.connect(self.show_menu)
        remove = tool_button("close", tr("Remove this condition"))
        remove.clicked.connect(self.removed)
        self._remove = remove
        self.here = QLabel(wordWrap=True)
        self.here.setTextFormat(Qt.TextFormat.PlainText)
        self._problem = QLabel(wordWrap=True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._name(name)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self.source, 1)
        head.addWidget(self._words, 1)
        for button in (self.menu_button, self._remove):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        line = row()
        line.setSpacing(SPACE)
        line.addWidget(self.how, 3)
        for part in (self.text, self.choice, self.other):
            line.addWidget(part, 4)
        line.addWidget(self.read_as, 3)
        # In a group within a group there is little room: what is cut can still be opened.
        for narrow in (self.how, self.text, self.choice, self.read_as):
            narrow.setMinimumWidth(LEAST_WIDTH)
            narrow.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        told = QHBoxLayout()
        told.setSpacing(SPACE)
        told.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.here, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addLayout(line)
        layout.addWidget(self.several)
        layout.addWidget(self.or_empty)
        layout.addLayout(told)
        layout.addWidget(self._problem)

    def _name(self, name: str) -> None:
        """Names by which the keyboard finds its place again after a change."""
        for part, own in (
            (self.source, "source"),
            (self.how, "how"),
            (self.text, "operand"),
            (self.choice.line, "operand"),
            (self.several, "operand"),
            (self.other, "operand"),
            (self.read_as, "read_as"),
            (self.or_empty, "or_empty"),
            (self.menu_button, "menu"),
            (self._remove, "remove"),
        ):
            part.setObjectName(f"{name} {own}")

    def show_part(self, condition: Condition, around: Around, judged: Judged | None) -> None:
        """Show this line; what cannot be set here is shown in words."""
        found = asked(condition)
        self._around = around
        words = condition_words(condition)
        self.setAccessibleName(words)
        self._remove.setAccessibleName(tr("Remove the condition “{words}”").format(words=words))
        self._remove.setToolTip(self._remove.accessibleName())
        self._words.setVisible(found is None)
        self.source.setVisible(found is not None)
        self.how.setVisible(found is not None)
        self.menu_button.setVisible(found is not None)
        if found is None:
            self._part = None
            self._words.setText(short(words, 400))
            for part in (self.text, self.choice, self.several, self.or_empty, self.other):
                part.hide()
            self.read_as.hide()
        else:
            self._part, self._how = found
            self._show_source(self._part.source)
            self._show_how()
            self._show_operand()
        self._show_here(judged)
        self._show_problem(condition)

    def enter(self) -> None:
        """What the source is compared with has the keyboard, or else what is asked of it."""
        wanted = next(
            (e for e in (self.text, self.choice, self.several) if e.isVisibleTo(self)), self.how
        )
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_menu(self) -> None:
        """What else can be done with the line."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def menu(self) -> QMenu:
        menu = QMenu(self)
        part = self._part
        menu.addAction(tr("Another question…")).triggered.connect(
            lambda: self.source_wanted.emit(self._take_source)
        )
        if isinstance(part, Compare) and part.operator is not Operator.ONE_OF:
            if isinstance(part.operand, tuple):
                menu.addAction(tr("Compare with another question…")).triggered.connect(
                    lambda: self.source_wanted.emit(self._take_other)
                )
            else:
                menu.addAction(tr("Compare with a typed value")).triggered.connect(
                    lambda: self._compare_with(("",))
                )
        menu.addAction(tr("Put into a group of its own")).triggered.connect(
            lambda: self.grouped.emit()
        )
        menu.addSeparator()
        menu.addAction(tr("Move up")).triggered.connect(lambda: self.moved.emit(-1))
        menu.addAction(tr("Move down")).triggered.connect(lambda: self.moved.emit(1))
        menu.addAction(tr("Remove")).triggered.connect(lambda: self.removed.emit())
        return menu

    @property
    def _question(self) -> Question | None:
        if self._part is None:
            return None
        return question_behind(self._around.mapping.form, self._part.source)

    def _show_source(self, source: Source) -> None:
        form = self._around.mapping.form
        about = source_words(source, form, self._around.language)
        self.source.show_id(
            source_id(source),
            tr("Ask about another question than {id}").format(id=source_id(source)),
            about if about != source_id(source) else "",
            gone=is_gone(form, source),
        )

    def _show_how(self) -> None:
        question = self._question
        holds_answers = question is None or question.kind not in CONTAINERS
        offered: list[How] = []
        if holds_answers:
            offered += [(each, False) for each in Operator]
        offered += [(each, False) for each in Presence]
        offered += [
            (each, True) for each in _NEGATED if holds_answers or isinstance(each, Presence)
        ]
        if self._how not in offered:
            offered.append(self._how)
        offered.sort(key=lambda how: _ORDER_OF[how[0]])
        if [self.how.itemData(i) for i in range(self.how.count())] != offered:
            self.how.clear()
            for each in offered:
                self.how.addItem(how_words(*each), each)
        self.how.show_data(self._how)

    def _show_operand(self) -> None:
        part, question = self._part, self._question
        compares = isinstance(part, Compare)
        operand = part.operand if isinstance(part, Compare) else ()
        several = isinstance(part, Compare) and part.operator is Operator.ONE_OF
        typed = compares and isinstance(operand, tuple)
        of_choices = question is not None and bool(question.choices)
        self.several.setVisible(several)
        self.or_empty.setVisible(several)
        self.choice.setVisible(typed and not several and of_choices)
        self.text.setVisible(typed and not several and not of_choices)
        self.other.setVisible(compares and not typed)
        shows_kind = isinstance(part, Compare) and part.operator not in TEXT_OPERATORS
        self.read_as.setVisible(shows_kind)
        if not isinstance(part, Compare):
            return
        self.read_as.show_data(part.read_as)
        if not isinstance(operand, tuple):
            self.other.show_id(
                source_id(operand),
                tr("Compare with another question than {id}").format(id=source_id(operand)),
                gone=is_gone(self._around.mapping.form, operand),
            )
        elif several:
            self.several.show_texts(tuple(text for text in operand if text))
            self.or_empty.setChecked("" in operand)
            hints = _choices_of(question, self._around.language)
            self.several.setToolTip("\n".join(f"{c.value} – {c.label}" for c in hints[:40]))
        elif of_choices:
            self.choice.show_choices(_choices_of(question, self._around.language))
            self.choice.show_value(operand[0] if operand else "", part.source)
        else:
            self.text.setPlaceholderText(_PLACEHOLDERS[part.read_as])
            self.text.show_text(operand[0] if operand else "", part.source)

    def _show_here(self, judged: Judged | None) -> None:
        shown = judged is not None and bool(judged.items)
        self._picture.setVisible(shown)
        self.here.setVisible(shown)
        if judged is None or not shown:
            return
        holds = judged.count
        good = holds == len(judged.items)
        tone = colours().good if holds else colours().quiet
        name = "check" if holds else "close"
        self._picture.setPixmap(icon(name, tone).pixmap(QSize(14, 14), self.devicePixelRatioF()))
        self.here.setText(told_words(judged))
        self.here.setToolTip(told_at_length(judged) if len(judged.items) > 1 else "")
        set_tone(self.here, "good" if good else "")
        self.here.setProperty("quiet", not good)

    def _show_problem(self, condition: Condition) -> None:
        problems = problems_of(condition, self._around)
        self._problem.setVisible(bool(problems))
        if problems:
            self._problem.setText("\n".join(dict.fromkeys(map(problem_words, problems))))
            worst = any(each.severity is Severity.ERROR for each in problems)
            set_tone(self._problem, "error" if worst else "warning")

    def _take_source(self, source: Source) -> None:
        if self._part is not None:
            self._emit(with_source(asking_as_it_is(self._part, self._how), source))

    def _take_other(self, source: Source) -> None:
        if isinstance(self._part, Compare):
            self._emit(asking_as_it_is(replace(self._part, operand=source), self._how))

    def _change_how(self) -> None:
        if self._part is not None:
            self._emit(asking(self._part, self.how.currentData(), self._around.mapping.form))

    def _change_read_as(self) -> None:
        if isinstance(self._part, Compare):
            changed = replace(self._part, read_as=self.read_as.currentData())
            self._emit(asking_as_it_is(changed, self._how))

    def _compare_with(self, operand: tuple[str, ...]) -> None:
        if isinstance(self._part, Compare):
            self._emit(asking_as_it_is(replace(self._part, operand=operand), self._how))

    def _give_several(self, texts: tuple[str, ...]) -> None:
        operand = (*texts, "") if self.or_empty.isChecked() else texts
        self._compare_with(operand)

    def _emit(self, made: Condition) -> None:
        if self._part is not None and made != asking_as_it_is(self._part, self._how):
            self.changed.emit(made)


def asking_as_it_is(part: Compare | Asks, how: How) -> Condition:
    """The line with its negation, nothing else touched."""
    return Not(part) if how[1] else part


def _choices_of(question: Question | None, language: str) -> tuple[TargetChoice, ...]:
    """The choice ids of a question with their labels; what counts is the id."""
    if question is None:
        return ()
    return tuple(
        TargetChoice(choice.id, plain_label(label_in(choice.labels, language)))
        for choice in question.choices
    )


def tool_button(picture: str, name: str) -> QToolButton:
    """A small button with a picture and no words."""
    button = QToolButton()
    button.setProperty("bar", True)
    button.setIcon(icon(picture, colours().quiet))
    button.setIconSize(QSize(12, 12))
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


_PLACEHOLDERS = {ReadAs.TEXT: "", ReadAs.NUMBER: "0", ReadAs.DATE: "2026-01-31"}
_IN_ORDER: tuple[Operator | Presence, ...] = (
    Presence.ANSWERED,
    Operator.EQUAL,
    Operator.NOT_EQUAL,
    Operator.ONE_OF,
    Operator.HAS_CHOICE,
    Operator.LESS,
    Operator.AT_MOST,
    Operator.GREATER,
    Operator.AT_LEAST,
    Operator.CONTAINS,
    Operator.BEGINS,
    Operator.ENDS,
    Presence.EMPTY,
    Presence.THERE,
)
_ORDER_OF = {how: number for number, how in enumerate(_IN_ORDER)}
