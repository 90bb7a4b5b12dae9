"""Which submissions the mapping is for: by xmlns, by form name, and a condition that leaves out those
of test users and the like."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.condition_edit import with_added
from mapper_gui.mapping.conditions import Compare, Not, Operator
from mapper_gui.mapping.evaluate import is_other_form
from mapper_gui.mapping.mapping import Accepts, Mapping
from mapper_gui.mapping.result import Evaluation, ResultKind
from mapper_gui.mapping.source import MetaSource, Source
from mapper_gui.views.condition_editor import ConditionEditor
from mapper_gui.views.condition_told import Around, set_tone
from mapper_gui.views.picker import Picker
from mapper_gui.views.place_pickers import source_picker
from mapper_gui.views.quiet_widgets import caption, quiet_label, row, small_button
from mapper_gui.views.text_lines import TextLines
from mapper_gui.views.theme import SPACE, id_font, title_font
from mapper_gui.wording.conditions import condition_words
from mapper_gui.wording.lists import joined, short
from mapper_gui.wording.text import tr

LONGEST_SENTENCE = 500
USERNAME = MetaSource("username")


class AcceptsPage(QWidget):
    """Every change is one undo step; the open submission says at once whether it is accepted."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._language = ""
        self._picker: Picker | None = None
        title = QLabel(tr("Which submissions"), wordWrap=True)
        title.setFont(title_font())
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.told = QLabel(wordWrap=True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.xmlns = TextLines(tr("Accepted xmlns, one on each line"), 2)
        self.xmlns.setFont(id_font())
        self.form_names = TextLines(tr("Accepted form names, one on each line"), 2)
        self.when = ConditionEditor(tr("always"))
        self.exclude = small_button(
            tr("Leave out users…"), tr("Leave out the submissions of some users")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        for part in (title, self.sentence, self.told):
            layout.addWidget(part)
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("xmlns")))
        layout.addWidget(self.xmlns)
        layout.addWidget(caption(tr("or form name")))
        layout.addWidget(self.form_names)
        hint = tr(
            "Nothing listed: the form's own xmlns, or else its name. A copy of the form in another "
            "app or project space has the same questions under another xmlns."
        )
        layout.addWidget(quiet_label(hint))
        layout.addSpacing(SPACE)
        layout.addWidget(caption(tr("and only when")))
        layout.addWidget(self.when)
        layout.addLayout(row(self.exclude, 1))
        layout.addStretch(1)
        self.xmlns.given.connect(lambda texts: self._set(xmlns=texts))
        self.form_names.given.connect(lambda texts: self._set(form_names=texts))
        self.when.changed.connect(lambda when: self._set(when=when))
        self.when.source_wanted.connect(self._pick)
        self.exclude.clicked.connect(self._exclude)

    def focus_first(self) -> None:
        self.xmlns.setFocus(Qt.FocusReason.TabFocusReason)

    def show_accepts(self, language: str) -> None:
        """Show what is accepted as it is now."""
        mapping, evaluation = self._session.mapping, self._session.evaluation
        self._language = language
        accepts = mapping.accepts
        self.sentence.setText(short(accepts_words(mapping), LONGEST_SENTENCE))
        told, tone = _told(mapping, evaluation)
        self.told.setText(told)
        self.told.setVisible(bool(told))
        set_tone(self.told, tone)
        self.xmlns.setPlaceholderText(mapping.form.xmlns or tr("one value on each line"))
        names = mapping.form.name if not mapping.form.xmlns else ""
        self.form_names.setPlaceholderText(names or tr("one value on each line"))
        self.xmlns.show_texts(accepts.xmlns)
        self.form_names.show_texts(accepts.form_names)
        submission = evaluation.submission if evaluation is not None else None
        self.when.show_condition(accepts.when, Around(mapping, None, language), submission)

    def _set(self, **changes: object) -> None:
        accepts = replace(self._session.mapping.accepts, **changes)  # type: ignore[arg-type]
        edits.set_accepts(self._session, accepts)

    def _pick(self, use: Callable[[Source], object]) -> None:
        title = tr("Accept submissions by which question, group or repeat?")
        self._picker = source_picker(
            self._session, FieldPlace(""), self._language, use, self, title=title, with_groups=True
        )
        self._picker.pop_up(self.window())

    def _exclude(self) -> None:
        """Begin a list of user names whose submissions are left out."""
        used = self._session.evaluation
        meta = used.submission.form.get("meta") if used is not None else None
        known = meta.get("username") if isinstance(meta, dict) else None
        if self._session.masked:
            known = None  # nothing that is covered gets into the mapping, where it would show
        names = (known,) if isinstance(known, str) else ("",)
        line = Not(Compare(USERNAME, Operator.ONE_OF, names))
        self._set(when=with_added(self._session.mapping.accepts.when, (), line))


def accepts_words(mapping: Mapping) -> str:
    """Which submissions a mapping takes, as one sentence."""
    accepted: Accepts = mapping.accepted
    ways = []
    if accepted.xmlns:
        ways.append(tr("whose xmlns is {xmlns}").format(xmlns=joined(accepted.xmlns)))
    if accepted.form_names:
        ways.append(tr("whose form is called {names}").format(names=joined(accepted.form_names)))
    words = tr(" or ").join(ways) or tr("of any form")
    if mapping.accepts.when is None:
        return tr("Submissions {which}.").format(which=words)
    return tr("Submissions {which}, when {condition}.").format(
        which=words, condition=condition_words(mapping.accepts.when)
    )


def _told(mapping: Mapping, evaluation: Evaluation | None) -> tuple[str, str]:
    """Whether the open submission is accepted, and in what tone it is said."""
    if evaluation is None:
        return "", ""
    if is_other_form(mapping, evaluation.submission):
        xmlns = evaluation.submission.xmlns or tr("nothing")
        words = tr("The open submission is of another form: its xmlns is {xmlns}.")
        return words.format(xmlns=xmlns), "error"
    if any(problem.kind is ResultKind.NOT_ACCEPTED for problem in evaluation.problems):
        return tr("The open submission is left out by the condition."), "warning"
    return tr("The open submission is accepted."), "good"
