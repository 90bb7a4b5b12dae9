"""The right pane: what is selected, a field's rule or a record rule, with its problems on top."""

from operator import is_

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.problem import InRule, Mend, MendKind, Problem, Severity
from mapper_gui.views.field_rule_view import FieldRulePage
from mapper_gui.views.problem_card import ProblemCard
from mapper_gui.views.quiet_widgets import clear, quiet_label
from mapper_gui.views.record_rule_view import RecordRulePage
from mapper_gui.views.theme import SPACE, title_font
from mapper_gui.views.typed_text import finish_typing
from mapper_gui.wording.text import tr, tr_n

CARDS_SHOWN = 4


class RulePane(QScrollArea):
    """Follows the session's selection."""

    source_wanted = Signal(object)  # FieldPlace: choose a question for this field by typing

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._language = ""
        self._shown: tuple[object, ...] = ()
        self._here: list[Problem] = []
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Rule"))
        self.setMinimumWidth(280)
        self.field_page = FieldRulePage(session)
        self.record_page = RecordRulePage(session)
        self._nothing = self._nothing_yet()
        self._cards = QVBoxLayout()
        self._cards.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 0)
        self._cards.setSpacing(SPACE)
        page = QWidget()
        page.setProperty("page", True)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 2 * SPACE, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._cards)
        for part in (self._nothing, self.record_page, self.field_page):
            layout.addWidget(part, 1)
        self.setWidget(page)
        self.field_page.source_wanted.connect(self.source_wanted)
        session.about_to_select.connect(finish_typing)
        session.selection_changed.connect(lambda place: self._show(place, scroll=True))
        session.mapping_changed.connect(lambda change: self._show(session.selected))
        session.evaluation_changed.connect(lambda evaluation: self._show(session.selected))
        session.problems_changed.connect(lambda problems: self._show_problems())
        self._show(session.selected)

    def set_language(self, language: str) -> None:
        """Show labels in this language."""
        self._language = language
        self._show(self._session.selected)

    def focus_editor(self) -> None:
        """Begin to edit: the first part of the rule has the keyboard."""
        if self.field_page.isVisibleTo(self):
            self.field_page.take.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.focus_pane()

    def focus_pane(self) -> None:
        """Take the keyboard."""
        if self.field_page.isVisibleTo(self):
            self.field_page.take.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.record_page.isVisibleTo(self):
            self.record_page.focus_first()
        else:
            self.setFocus(Qt.FocusReason.TabFocusReason)

    def _nothing_yet(self) -> QWidget:
        page = QFrame()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        title = QLabel(tr("No field selected"))
        title.setFont(title_font())
        layout.addWidget(title)
        layout.addWidget(
            quiet_label(
                tr(
                    "Drag question ids from the left onto target fields in the middle. By "
                    "keyboard: choose questions, press Enter, type to find the field, Enter.\n\n"
                    "Select a field to see and change its rule here."
                )
            )
        )
        layout.addStretch(1)
        return page

    def _show(self, place: FieldPlace | None, *, scroll: bool = False) -> None:
        mapping = self._session.mapping
        if scroll:
            self.verticalScrollBar().setValue(0)
        # Compared by identity: an edit is announced twice, once with the evaluation it led to.
        now = (mapping, self._session.evaluation, place, self._language)
        if len(self._shown) == len(now) and all(map(is_, self._shown, now)):
            return
        self._shown = now
        rule = mapping.rule(place.rule) if place is not None else None
        field = place.field if place is not None else None
        if rule is not None and place is not None and field is not None:
            known = mapping.target_field(rule, field) or rule.field_rule(field)
            rule = rule if known else None
        self._nothing.setVisible(rule is None)
        self.record_page.setVisible(rule is not None and field is None)
        self.field_page.setVisible(rule is not None and field is not None)
        language = self._language or next(iter(mapping.form.languages), "")
        if rule is not None and place is not None:
            if field is None:
                self.record_page.show_rule(place.rule, language)
            else:
                self.field_page.show_place(place, language)
        self._show_problems()

    def _show_problems(self) -> None:
        place = self._session.selected
        here = [p for p in self._session.problems if place is not None and _is_here(p, place)]
        here.sort(key=lambda problem: problem.severity is not Severity.ERROR)
        if here == self._here:
            return
        self._here = here
        clear(self._cards)
        for problem in here[:CARDS_SHOWN]:
            card = ProblemCard(problem)
            card.mend_wanted.connect(self._mend)
            card.noticed.connect(self._session.noticed)
            self._cards.addWidget(card)
            card.show()  # now, and not a frame later
        if len(here) > CARDS_SHOWN:
            more = len(here) - CARDS_SHOWN
            words = tr_n("{count} more problem", "{count} more problems", more)
            self._cards.addWidget(quiet_label(words.format(count=more)))

    def _mend(self, mend: Mend) -> None:
        if mend.kind is MendKind.ADD_CHOICES:
            # The values are the person's to say: the choice table is where.
            self.field_page.steps.begin_values()
        else:
            edits.mend(self._session, mend)


def _is_here(problem: Problem, place: FieldPlace) -> bool:
    where = problem.where
    return isinstance(where, InRule) and where.rule == place.rule and where.field == place.field
