"""The right pane: what is selected, a field's rule or a record rule, with its problems on top."""

from functools import cached_property
from operator import is_
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from mapper_gui.app import edits
from mapper_gui.app.place import (
    AcceptsPlace,
    FieldPlace,
    Place,
    TablePlace,
    ValuePlace,
    is_there,
    places_of,
)
from mapper_gui.app.session import Session
from mapper_gui.mapping.problem import Mend, MendKind, Problem, Severity
from mapper_gui.views.field_rule_view import FieldRulePage
from mapper_gui.views.problem_card import ProblemCard
from mapper_gui.views.quiet_widgets import clear, quiet_label, row, small_button
from mapper_gui.views.record_rule_view import RecordRulePage
from mapper_gui.views.theme import SPACE, title_font
from mapper_gui.views.typed_text import finish_typing
from mapper_gui.wording.text import tr, tr_n

if TYPE_CHECKING:
    from mapper_gui.views.accepts_view import AcceptsPage
    from mapper_gui.views.named_value_view import NamedValuePage
    from mapper_gui.views.shared_table_view import SharedTablePage

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
        self._page: QWidget = self._nothing
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
        self._pages = layout
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

    @cached_property
    def value_page(self) -> "NamedValuePage":
        """Shows a named value; made when the first one is selected, as the two below are."""
        from mapper_gui.views.named_value_view import NamedValuePage

        page = NamedValuePage(self._session)
        page.place_wanted.connect(self._session.select)
        self._pages.addWidget(page, 1)
        return page

    @cached_property
    def table_page(self) -> "SharedTablePage":
        """Shows a shared choice table."""
        from mapper_gui.views.shared_table_view import SharedTablePage

        page = SharedTablePage(self._session)
        page.place_wanted.connect(self._session.select)
        self._pages.addWidget(page, 1)
        return page

    @cached_property
    def accepts_page(self) -> "AcceptsPage":
        """Shows which submissions are accepted."""
        from mapper_gui.views.accepts_view import AcceptsPage

        page = AcceptsPage(self._session)
        self._pages.addWidget(page, 1)
        return page

    def focus_editor(self) -> None:
        """Begin to edit: the first part of the rule has the keyboard."""
        page = self._page
        if page is self.field_page:
            self.field_page.take.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif isinstance(self._session.selected, ValuePlace) and page is not self._nothing:
            self.value_page.take.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif isinstance(self._session.selected, TablePlace) and page is not self._nothing:
            self.table_page.table.focus_grid()
        else:
            self.focus_pane()

    def focus_pane(self) -> None:
        """Take the keyboard."""
        focus_first = getattr(self._page, "focus_first", None)
        if self._page is self.field_page:
            self.field_page.take.setFocus(Qt.FocusReason.TabFocusReason)
        elif focus_first is not None:
            focus_first()
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
        accepts = small_button(tr("Which submissions it is for…"))
        accepts.clicked.connect(self.show_accepts)
        layout.addLayout(row(accepts, 1))
        layout.addStretch(1)
        return page

    def show_accepts(self) -> None:
        """Show which submissions the mapping is for."""
        self._session.select(AcceptsPlace())

    def _show(self, place: Place | None, *, scroll: bool = False) -> None:
        mapping = self._session.mapping
        if scroll:
            self.verticalScrollBar().setValue(0)
        # Compared by identity: an edit is announced twice, once with the evaluation it led to.
        now = (mapping, self._session.evaluation, place, self._language)
        if len(self._shown) == len(now) and all(map(is_, self._shown, now)):
            return
        self._shown = now
        language = self._language or next(iter(mapping.form.languages), "")
        before, page = self._page, self._page_of(place)
        self._page = page
        for each in (self._nothing, self.record_page, self.field_page, before, page):
            each.setVisible(each is page)
        match place:
            case FieldPlace(rule, None) if page is self.record_page:
                self.record_page.show_rule(rule, language)
            case FieldPlace() if page is self.field_page:
                self.field_page.show_place(place, language)
            case ValuePlace(name) if page is self.value_page:
                self.value_page.show_value(name, language)
            case TablePlace(name) if page is self.table_page:
                self.table_page.show_table(name, language)
            case AcceptsPlace():
                self.accepts_page.show_accepts(language)
        self._show_problems()

    def _page_of(self, place: Place | None) -> QWidget:
        """The page that shows this place; another one where there is no such thing."""
        mapping = self._session.mapping
        if place is None or not is_there(mapping, place):
            return self._nothing
        match place:
            case ValuePlace():
                return self.value_page
            case TablePlace():
                return self.table_page
            case AcceptsPlace():
                return self.accepts_page
            case FieldPlace(_, None):
                return self.record_page
            case FieldPlace(rule_id, field):
                rule = mapping.rule(rule_id)
                known = rule is not None and (
                    mapping.target_field(rule, str(field)) or rule.field_rule(str(field))
                )
                return self.field_page if known else self._nothing

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


def _is_here(problem: Problem, place: Place) -> bool:
    return place in places_of(problem)
