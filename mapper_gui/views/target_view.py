"""The middle pane: record rules and target fields, what feeds each, and where to drop."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.app import edits, table_edits, value_edits
from mapper_gui.app.background import Task
from mapper_gui.app.place import FieldPlace, ValuePlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.proposals import (
    FormNames,
    Proposal,
    names_in,
    proposals,
    unambiguous,
)
from mapper_gui.mapping.source import Source
from mapper_gui.views.elided_link import ElidedLink
from mapper_gui.views.label_text import LabelText
from mapper_gui.views.picker import Picker
from mapper_gui.views.place_pickers import field_picker, source_picker
from mapper_gui.views.quiet_widgets import QuietCombo, caption, count_label, quiet_label
from mapper_gui.views.search_box import SearchBox
from mapper_gui.views.target_drop import names_of
from mapper_gui.views.target_menu import TargetMenu
from mapper_gui.views.target_model import TargetModel
from mapper_gui.views.target_tree import FieldFilter, TargetRowKind, filter_words
from mapper_gui.views.target_tree_view import TargetTreeView
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.wording.text import tr, tr_n

PROPOSE_AFTER_MS = 120
"""How long after an edit proposals are looked for again: after what the edit itself has to show."""


class TargetPane(QWidget):
    """Shows the session's target and record rules. Its signals ask the window for other panes."""

    targets_requested = Signal()
    edit_requested = Signal(object)  # FieldPlace: the rule pane takes the keyboard

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._language = ""
        self._finding: Task | None = None
        self._find_soon = QTimer(self, singleShot=True, interval=PROPOSE_AFTER_MS)
        self._find_soon.timeout.connect(self._find_proposals)
        self._found_for: Mapping | None = None
        self._names: tuple[Form, FormNames] | None = None
        self._picker: Picker | None = None
        self.model = TargetModel(session, self)
        self.tree = TargetTreeView(session, self.model)
        self.row_menu = TargetMenu(
            session, self.model, self, self.pick_source_for, self.edit_requested.emit
        )
        self._name = ElidedLink()
        self._name.clicked.connect(lambda: self.targets_requested.emit())
        self.accept_button = QPushButton()
        self.accept_button.setVisible(False)
        self.search_box = SearchBox(tr("Search fields"))
        self.filters = QuietCombo(
            tr("Which fields are shown"), [(filter_words(one), one) for one in FieldFilter]
        )
        self._found = count_label()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show_target()

    def focus_search(self) -> None:
        """Put the keyboard into the search box."""
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_box.selectAll()

    def focus_pane(self) -> None:
        """Put the keyboard into the tree, or where target fields come from."""
        if self.model.tree.rows:
            self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self.tree.currentIndex().isValid():
                self.tree.setCurrentIndex(self.model.index(0, 0))
        else:
            self._way_in.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_id_first(self, id_first: bool) -> None:
        """Put the fields' names before their labels, as question ids before labels."""
        self.model.show_name_first(id_first)

    def show_language(self, language: str) -> None:
        """The language in which labels of questions are offered to choose from."""
        self._language = language

    def pick_field_for(self, sources: Sequence[Source]) -> None:
        """Ask which field these sources feed, and map them: the keyboard's way of dragging."""
        if not self._has_fields():
            return
        first = [
            FieldPlace(proposal.rule, proposal.field)
            for proposal in self.model.proposals
            if proposal.source in sources
        ]
        title = tr("Map {sources} to which field?").format(sources=names_of(sources))

        def take(place: FieldPlace) -> None:
            if place.field is not None:
                edits.add_sources(self._session, place.rule, place.field, sources)

        self._pop_up(field_picker(self._session, title, take, self, first))

    def pick_field_for_label(self, label: LabelText) -> None:
        """Ask which field always gets this text, copied from a label."""
        if not self._has_fields():
            return

        def take(place: FieldPlace) -> None:
            if place.field is not None:
                edits.set_take(self._session, place.rule, place.field, label.constant)

        title = tr("Which field always gets the text “{text}”?").format(text=label.text)
        self._pop_up(field_picker(self._session, title, take, self))

    def pick_source_for(self, place: FieldPlace) -> None:
        """Ask which source feeds this field."""
        if place.field is None:
            return
        field = place.field

        def take(source: Source) -> None:
            edits.add_sources(self._session, place.rule, field, [source])

        self._pop_up(source_picker(self._session, place, self._language, take, self))

    def _pick_source_for_value(self, name: str) -> None:
        def take(source: Source) -> None:
            value_edits.add_sources(self._session, name, [source])

        self._pop_up(source_picker(self._session, ValuePlace(name), self._language, take, self))

    def map_chosen(self) -> None:
        """Accept what is proposed for the selected fields; without proposals ask for a source."""
        rows = self.tree.chosen_rows or [*filter(None, [self.tree.current_row()])]
        found = [self.model.proposal(row) for row in rows]
        proposed = [proposal for proposal in found if proposal is not None]
        if proposed:
            edits.accept_proposals(self._session, proposed)
            return
        row = self.tree.current_row()
        if row is None:
            return
        if row.is_field and row.place is not None:
            self.pick_source_for(row.place)
        elif row.kind is TargetRowKind.VALUE:
            self._pick_source_for_value(row.field)
        elif row.kind is TargetRowKind.TABLE:
            self.edit_requested.emit(row.selects)
        else:
            index = self.tree.currentIndex()
            self.tree.setExpanded(index, not self.tree.isExpanded(index))

    def unmap_chosen(self) -> None:
        """Take away the rules of the selected fields."""
        mapping = self._session.mapping
        places = []
        for place in self.tree.chosen_places():
            rule = mapping.rule(place.rule)
            if rule is not None and place.field is not None and rule.field_rule(place.field):
                places.append(place)
        row = self.tree.current_row()
        if places:
            edits.unmap(self._session, places)
        elif row is not None and row.kind is TargetRowKind.VALUE:
            value_edits.remove_value(self._session, row.field)
        elif row is not None and row.kind is TargetRowKind.TABLE:
            table_edits.remove_table(self._session, row.field)

    def accept_all(self) -> None:
        """Accept every proposal that has no rival."""
        clear = unambiguous(self.model.proposals)
        if clear:
            edits.accept_proposals(self._session, clear)

    def copy_chosen(self) -> None:
        """Copy the names of the selected fields and record rules."""
        names = [row.field or row.rule or row.object for row in self.tree.chosen_rows]
        if names:
            QApplication.clipboard().setText("\n".join(names))
            words = tr_n("Copied {count} name.", "Copied {count} names.", len(names))
            self._session.noticed.emit(words.format(count=len(names)))

    def menu(self) -> QMenu:
        """What can be done with the selected rows."""
        return self.row_menu.menu(self.tree.chosen_rows)

    def show_proposals(self, found: Sequence[Proposal]) -> None:
        """Show these proposals beside their fields and on the button that accepts them all."""
        self.model.show_proposals(found)

    def _has_fields(self) -> bool:
        if not any(row.is_field for row in self.model.tree.rows):
            self._session.noticed.emit(tr("There are no target fields yet. Add some first."))
            return False
        return True

    def _pop_up(self, picker: Picker) -> None:
        self._picker = picker
        picker.pop_up(self)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addStrut(8 * SPACE)
        head.addWidget(caption(tr("TARGET")))
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._found)
        head.addWidget(self.accept_button)
        ways = QHBoxLayout()
        ways.setSpacing(2 * SPACE)
        ways.addWidget(self.search_box, 3)
        ways.addWidget(self.filters, 2)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE + 2)
        layout.addLayout(ways)
        layout.addWidget(self.tree, 1)
        self._pages.addWidget(page)
        self._pages.addWidget(self._empty_page())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE, 2 * SPACE, SPACE, 2 * SPACE)
        whole.setSpacing(SPACE + 2)
        whole.addLayout(head)
        whole.addWidget(self._pages, 1)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4 * SPACE, 0, 0)
        layout.setSpacing(2 * SPACE)
        title = QLabel(tr("No target fields yet"))
        title.setProperty("title", True)
        layout.addWidget(title)
        layout.addWidget(
            quiet_label(
                tr(
                    "Open a table of fields, a Salesforce describe, a DHIS2 program or a JSON "
                    "Schema, paste a list, or type the fields in."
                )
            )
        )
        self._way_in = QPushButton(icon("targets", colours().on_accent), tr("Get target fields…"))
        self._way_in.setProperty("primary", True)
        self._way_in.clicked.connect(lambda: self.targets_requested.emit())
        layout.addWidget(self._way_in)
        layout.addStretch(1)
        return page

    def _connect(self) -> None:
        self.search_box.textChanged.connect(self._search)
        self.search_box.list_wanted.connect(self._enter_tree)
        self.filters.activated.connect(lambda: self.model.show_filter(self.filters.currentData()))
        self.tree.map_wanted.connect(self.map_chosen)
        self.tree.unmap_wanted.connect(self.unmap_chosen)
        self.tree.copy_wanted.connect(self.copy_chosen)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.accept_button.clicked.connect(self.accept_all)
        self.model.modelReset.connect(self._show_found)
        self.model.proposals_changed.connect(self._show_accept)
        self._session.mapping_changed.connect(lambda _change: self._show_target())
        self._session.evaluation_changed.connect(
            lambda found: self.tree.show_results(found is not None)
        )

    def _show_target(self) -> None:
        mapping = self._session.mapping
        self._pages.setCurrentIndex(0 if self.model.tree.rows else 1)
        count = len(mapping.target.objects)
        words = tr_n("{count} object", "{count} objects", count).format(count=count)
        self._name.show_name(mapping.target.system or (words if count else ""))
        self._name.setToolTip(tr("Target objects and fields"))
        self._name.setAccessibleName(tr("Target {name}").format(name=self._name.name))
        self._find_soon.start()

    def _find_proposals(self) -> None:
        mapping = self._session.mapping
        old = self._found_for
        same = (
            old is not None
            and mapping.form.questions is old.form.questions
            and mapping.rules is old.rules
            and mapping.target is old.target
        )
        if same:
            return
        self._found_for = mapping
        if self._finding is not None:
            self._finding.cancel()
        kept = self._names

        def find(_task: Task) -> tuple[tuple[Form, FormNames], tuple[Proposal, ...]]:
            if kept is not None and kept[0].questions is mapping.form.questions:
                named = kept
            else:
                named = (mapping.form, names_in(mapping.form))
            return named, proposals(mapping, named[1])

        self._finding = self._session.background.run("", find, self._take_proposals)

    def _take_proposals(self, found: tuple[tuple[Form, FormNames], tuple[Proposal, ...]]) -> None:
        self._finding = None
        self._names, proposed = found
        self.show_proposals(proposed)

    def _show_accept(self) -> None:
        count = len(unambiguous(self.model.proposals))
        words = tr_n("Accept {count} proposal", "Accept {count} proposals", count)
        self.accept_button.setText(words.format(count=count))
        self.accept_button.setIcon(icon("proposal", colours().accent))
        self.accept_button.setToolTip(
            tr("Map every field whose name or label equals a question's id or label")
        )
        self.accept_button.setVisible(count > 0)

    def _search(self, text: str) -> None:
        self.model.search(text)

    def _show_found(self) -> None:
        if not self.model.words and self.search_box.text().strip():
            blocked = self.search_box.blockSignals(True)
            self.search_box.clear()
            self.search_box.blockSignals(blocked)
        self.filters.show_data(self.model.filter)
        narrowed = bool(self.model.words) or self.model.filter is not FieldFilter.ALL
        count = len(self.model.found)
        words = tr_n("{count} field", "{count} fields", count).format(count=count)
        words = words if count else tr("no field found")
        self._found.setText(words if narrowed else "")

    def _enter_tree(self) -> None:
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.model.found:
            self.tree.setCurrentIndex(self.model.index_of(self.model.found[0]))
        elif not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self.model.index(0, 0))

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.tree.menu_place(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search_box.text():
            self.search_box.clear()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(510, 600)
