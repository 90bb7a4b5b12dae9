"""The left pane: the form, its search, and what can be done with its questions."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.app import edits
from mapper_gui.app.background import Task
from mapper_gui.app.session import Session
from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.views.elided_link import ElidedLink
from mapper_gui.views.form_marks import Candidates, candidates_of
from mapper_gui.views.form_model import LARGE_FORM, FormModel
from mapper_gui.views.form_tree import FormRow, FormTree
from mapper_gui.views.form_tree_view import FormTreeView, copy_ids
from mapper_gui.views.label_text import LabelText, label_text_of
from mapper_gui.views.picker import Picker
from mapper_gui.views.quiet_widgets import QuietCombo, caption, count_label, quiet_label
from mapper_gui.views.record_per_question import Rows, add_row_entries, rule_picker
from mapper_gui.views.search_box import SearchBox
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.wording.text import tr, tr_n

if TYPE_CHECKING:
    from mapper_gui.mapping.audit import Audit


PREPARE_AFTER_MS = 150
"""How long after a large form is there more is found out of it: after it is on the screen."""


class FormPane(QWidget):
    """Shows the session's form. Its signals ask the window for what other panes and dialogs do."""

    map_requested = Signal(object)  # list of sources: choose the field for them
    label_requested = Signal(object)  # LabelText: choose the field that always gets this text
    form_facts_requested = Signal()
    paste_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    id_first_changed = Signal(bool)
    language_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = FormModel(session, self)
        self.tree = FormTreeView(session, self.model)
        self._prepared: FormTree | None = None
        self._picker: Picker | None = None
        self._prepare_soon = QTimer(self, singleShot=True, interval=PREPARE_AFTER_MS)
        self._prepare_soon.timeout.connect(self._prepare)
        self._name = ElidedLink()
        self._name.clicked.connect(lambda: self.form_facts_requested.emit())
        self.search_box = SearchBox(tr("Search ids, labels, choices"))
        self._found = count_label()
        self.languages = QuietCombo(tr("Language of the labels"))
        self.languages.setToolTip(tr("Language of the labels"))
        self._label_first = _segment(tr("label first"))
        self._id_first = _segment(tr("id first"))
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show_form()

    def focus_search(self) -> None:
        """Put the keyboard into the search box."""
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_box.selectAll()

    def focus_pane(self) -> None:
        """Put the keyboard into the tree, or where the form comes from."""
        if self.model.form.questions:
            self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self.tree.currentIndex().isValid():
                self.tree.setCurrentIndex(self.model.index(0, 0))
        else:
            self._first_way_in.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_id_first(self, id_first: bool) -> None:
        """Put ids or labels into the first column."""
        if id_first != self.model.id_first:
            self.model.show_id_first(id_first)
            self.id_first_changed.emit(id_first)
        (self._id_first if id_first else self._label_first).setChecked(True)

    def map_chosen(self) -> None:
        """Ask for the field that the selected questions are to feed."""
        sources = self.tree.chosen_sources()
        if not sources:
            self.tree.say_why_not()
            return
        if any(row.choice is not None for row in self.tree.chosen_rows):
            self._session.noticed.emit(
                tr("A choice is an answer: its question's id is what is mapped, never a label.")
            )
        self.map_requested.emit(sources)

    def copy_chosen(self) -> None:
        """Copy the ids of the selected rows."""
        text = copy_ids(self.tree.chosen_rows)
        if text:
            count = len(text.splitlines())
            words = tr_n("Copied {count} id.", "Copied {count} ids.", count)
            self._session.noticed.emit(words.format(count=count))

    def flag_chosen(self, flagged: bool) -> None:
        """Flag the selected sources as unique identifiers, or no longer."""
        rows = self.tree.chosen_rows
        sources = [
            row.source
            for row in rows
            if row.source is not None and (row.source in self.model.marks.identifiers) != flagged
        ]
        if sources:
            edits.flag_identifiers(self._session, sources, flagged)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addStrut(8 * SPACE)
        head.addWidget(caption(tr("FORM")))
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._found)
        ways = QHBoxLayout()
        ways.setSpacing(2 * SPACE)
        ways.addWidget(self.languages, 1)
        ways.addStretch(0)
        switch = QHBoxLayout()
        switch.setSpacing(0)
        group = QButtonGroup(self)
        for button in (self._label_first, self._id_first):
            group.addButton(button)
            switch.addWidget(button)
        self._label_first.setChecked(True)
        ways.addLayout(switch)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE + 2)
        layout.addWidget(self.search_box)
        layout.addLayout(ways)
        layout.addWidget(self.tree, 1)
        self._pages.addWidget(page)
        self._pages.addWidget(self._empty_page())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * SPACE, 2 * SPACE, SPACE, 2 * SPACE)
        whole.setSpacing(SPACE + 2)
        whole.addLayout(head)
        whole.addWidget(self._pages, 1)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4 * SPACE, 0, 0)
        layout.setSpacing(2 * SPACE)
        title = QLabel(tr("No form yet"))
        title.setProperty("title", True)
        layout.addWidget(title)
        layout.addWidget(
            quiet_label(
                tr(
                    "In CommCare HQ open the form, then Tools, then Export Form Contents. "
                    "Copy all of the text and paste it here, or open the file it was kept in."
                )
            )
        )
        self._first_way_in = QPushButton(icon("paste", colours().on_accent), tr("Paste form"))
        self._first_way_in.setProperty("primary", True)
        self._first_way_in.clicked.connect(lambda: self.paste_requested.emit())
        layout.addWidget(self._first_way_in)
        for words, picture, ask in (
            (tr("Open form…"), "open", self.open_requested),
            (tr("Try the sample"), "sample", self.sample_requested),
        ):
            button = QPushButton(icon(picture), words)
            button.clicked.connect(lambda _checked=False, ask=ask: ask.emit())
            layout.addWidget(button)
        layout.addStretch(1)
        return page

    def _connect(self) -> None:
        self.search_box.textChanged.connect(self._search)
        self.search_box.list_wanted.connect(self._enter_tree)
        self.languages.activated.connect(lambda: self._show_labels_in_language())
        self._label_first.clicked.connect(lambda: self.set_id_first(False))
        self._id_first.clicked.connect(lambda: self.set_id_first(True))
        self.tree.map_wanted.connect(self.map_chosen)
        self.tree.copy_wanted.connect(self.copy_chosen)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.model.modelReset.connect(self._show_found)
        self._session.mapping_changed.connect(lambda _change: self._show_form())
        self._session.evaluation_changed.connect(
            lambda found: self.tree.show_answers(found is not None)
        )

    def _show_form(self) -> None:
        form = self._session.mapping.form
        self._pages.setCurrentIndex(0 if form.questions else 1)
        name = form.name or (tr("Unnamed form") if form.questions else "")
        self._name.show_name(name)
        self._name.setAccessibleName(tr("Details of the form {name}").format(name=name))
        self._name.setToolTip(_facts_words(form))
        self._show_languages(form)
        if self.model.tree is not self._prepared and len(form.questions) > LARGE_FORM:
            self._prepare_soon.start()

    def _prepare(self) -> None:
        """Of a large form, find out in the background what a search and the marks need."""
        tree = self.model.tree
        self._prepared = tree
        form = tree.form

        def work(_task: Task) -> Candidates:
            # Kept by the tree and the form once they are there; the first edit would wait for them.
            _kept = (tree.folded, tree.by_source, form.by_id)
            return candidates_of(form)

        def show(found: Candidates) -> None:
            if self.model.tree is tree:
                self.model.show_candidates(found)

        self._session.background.run("", work, show)

    def _show_languages(self, form: Form) -> None:
        shown = [self.languages.itemData(i) for i in range(self.languages.count())]
        if shown != [*form.languages]:
            self.languages.clear()
            for language in form.languages:
                self.languages.addItem(language, language)
        self.languages.show_data(self.model.language)
        self.languages.setVisible(len(form.languages) > 1)

    def _show_labels_in_language(self) -> None:
        self.model.show_language(self.languages.currentData() or "")
        self.language_changed.emit(self.model.language)

    def show_audit(self, audit: "Audit | None") -> None:
        """Show beside each question how often submissions answer it; None takes that away."""
        self.model.show_audit(audit)
        self.tree.show_seen(audit is not None)

    def show_question(self, question: str) -> None:
        """Bring a question into sight and select it."""
        self.search_box.clear()
        number = self.model.tree.by_source.get(QuestionSource(QuestionId(question)), -1)
        if number >= 0:
            self.tree.choose([number])

    def _search(self, text: str) -> None:
        self.model.search(text)

    def _show_found(self) -> None:
        # Beside the name, where it moves nothing: a key pressed must not lay the pane out anew.
        count = len(self.model.matches)
        words = tr_n("{count} found", "{count} found", count).format(count=count)
        words = words if count else tr("nothing found")
        self._found.setText(words if self.model.words else "")
        self._found.setToolTip(tr("Ids, labels of every language, and choices are searched."))

    def _enter_tree(self) -> None:
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.model.matches:
            self.tree.choose([self.model.matches[0]])
        elif not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self.model.index(0, 0))

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.tree.menu_place(place))

    def menu(self) -> QMenu:
        """What can be done with the selected rows."""
        menu = QMenu(self)
        rows = self.tree.chosen_rows
        sources = self.tree.chosen_sources()
        own = [row.source for row in rows if row.source is not None]
        mapped = menu.addAction(tr("Map to…") + "\tEnter")
        mapped.triggered.connect(self.map_chosen)
        mapped.setEnabled(bool(sources))
        add_row_entries(menu, self.model.form, rows, self._ask_for_rule)
        flagged = [source in self.model.marks.identifiers for source in own]
        menu.addSeparator()
        if not own or not all(flagged):
            action = menu.addAction(
                icon("key", colours().identifier), tr("Flag as unique identifier")
            )
            action.triggered.connect(lambda: self.flag_chosen(True))
            action.setEnabled(bool(own))
        if any(flagged):
            action = menu.addAction(tr("Unflag as unique identifier"))
            action.triggered.connect(lambda: self.flag_chosen(False))
        menu.addSeparator()
        self._add_copies(menu, rows)
        menu.addSeparator()
        menu.addAction(tr("Expand all")).triggered.connect(self.tree.open_all)
        menu.addAction(tr("Collapse all")).triggered.connect(self.tree.close_all)
        return menu

    def _add_copies(self, menu: QMenu, rows: list[FormRow]) -> None:
        words = tr_n("Copy id", "Copy {count} ids", len(rows)).format(count=len(rows))
        copied = menu.addAction(icon("copy"), words + "\tCtrl+C")
        copied.triggered.connect(self.copy_chosen)
        copied.setEnabled(bool(rows))
        label = label_text_of(rows[0], self.model.language) if len(rows) == 1 else None
        action = menu.addAction(tr("Copy label"))
        action.setEnabled(label is not None)
        action.triggered.connect(
            lambda: QApplication.clipboard().setText(label.text if label else "")
        )
        action = menu.addAction(tr("Use the label's text as a constant…"))
        action.setEnabled(label is not None)
        action.triggered.connect(lambda: self._ask_for_label_field(label))

    def _ask_for_rule(self, rows: Rows) -> None:
        """Which record rule makes one record for each of these rows."""
        if not self._session.mapping.target.objects and not self._session.mapping.rules:
            self._session.noticed.emit(tr("There are no target objects yet. Add some first."))
            return
        self._picker = rule_picker(self._session, rows, self.model.language, self)
        self._picker.pop_up(self)

    def _ask_for_label_field(self, label: LabelText | None) -> None:
        if label is not None:
            self.label_requested.emit(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.model.words:
            self.search_box.clear()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(420, 600)


def _segment(words: str) -> QToolButton:
    button = QToolButton()
    button.setText(words)
    button.setCheckable(True)
    button.setProperty("segment", True)
    button.setAccessibleName(words)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _facts_words(form: Form) -> str:
    lines = [tr("Details of the form: name, xmlns, app id, project space")]
    for words, fact in (
        (tr("xmlns {fact}"), form.xmlns),
        (tr("app id {fact}"), form.app_id),
        (tr("project space {fact}"), form.project_space),
    ):
        if fact:
            lines.append(words.format(fact=fact))
    return "\n".join(lines)
