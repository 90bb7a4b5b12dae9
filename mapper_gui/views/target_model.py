"""The target's tree for Qt: record rules and their fields, what feeds each, and what it gave.

An edit of values announces only the rows that look different; the model is reset when record rules
or fields come, go or move. A filter is not applied again after an edit: a field that was just
mapped must not vanish from under the hand that mapped it.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, Signal

from mapper_gui.app.place import FieldPlace, Place, places_of
from mapper_gui.app.session import Change, Session
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.proposals import Proposal
from mapper_gui.mapping.result import Evaluation
from mapper_gui.mapping.source import NamedValue
from mapper_gui.views import sources_mime
from mapper_gui.views.cell import CELL_ROLE, NOTHING, Cell
from mapper_gui.views.folded_text import fold_words
from mapper_gui.views.row_tree_model import BOTH_WAYS, DROPPABLE, Index, RowTreeModel
from mapper_gui.views.target_cells import feed_cell, name_cell, row_lines
from mapper_gui.views.target_drop import Drop, drop_on
from mapper_gui.views.target_results import PlaceResult, Results, result_cell, results_of
from mapper_gui.views.target_tree import (
    FieldFilter,
    TargetRow,
    TargetRowKind,
    TargetTree,
    field_of,
    passes_filter,
    same_rows,
)
from mapper_gui.views.why_blank_view import why_tip
from mapper_gui.wording.text import tr

Where = Place


class TargetColumn(IntEnum):
    FIELD = 0
    FEED = 1
    RESULT = 2


MANY = 100
"""Of so many rows that look different all are announced at once: Qt looks at each announcement."""


class TargetModel(RowTreeModel):
    """Rows of the target: record rules and the fields of their objects."""

    columns = len(TargetColumn)
    proposals_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.mapping: Mapping = session.mapping
        self.tree = TargetTree(self.mapping)
        self.words: tuple[str, ...] = ()
        self.filter = FieldFilter.ALL
        self.name_first = False
        self.found: list[int] = []
        self._proposals: dict[Where, Proposal] = {}
        self._problems: dict[Where, tuple[Problem, ...]] = {}
        self._results: Results = {}
        self._apply_filter()
        session.mapping_changed.connect(self._follow_mapping)
        session.problems_changed.connect(self._follow_problems)
        session.evaluation_changed.connect(self._follow_evaluation)
        self._follow_problems(session.problems)
        self._follow_evaluation(session.evaluation)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The proposals for fields that nothing feeds."""
        return tuple(p for p in self._proposals.values() if self._is_open(p))

    def row(self, index: Index) -> TargetRow:
        """The row at a valid index."""
        return self.tree.rows[index.internalId()]

    def at(self, place: Place | None) -> QModelIndex:
        """The index of a place; invalid where it is not shown."""
        return self.index_of(self.tree.at(place))

    def proposal(self, row: TargetRow) -> Proposal | None:
        """What is proposed for a field that nothing feeds."""
        found = self._proposals.get(FieldPlace(row.rule, row.field)) if row.is_field else None
        return found if found is not None and self._is_open(found) else None

    def problems_at(self, row: TargetRow) -> tuple[Problem, ...]:
        """The problems of a field, or of a record rule itself."""
        place = row.selects
        return self._problems.get(place, ()) if place is not None else ()

    def search(self, text: str) -> None:
        """Keep the fields that have all these words in name, label, note or sources."""
        words = fold_words(text)
        if words != self.words:
            self._refilter(words, self.filter)

    def show_filter(self, one: FieldFilter) -> None:
        """Keep the fields that pass this filter now."""
        self._refilter(self.words, one)

    def show_all(self) -> None:
        """Take search and filter away."""
        if self.words or self.filter is not FieldFilter.ALL:
            self._refilter((), FieldFilter.ALL)

    def show_name_first(self, name_first: bool) -> None:
        """Put names before labels, or labels before names."""
        if name_first != self.name_first:
            self.name_first = name_first
            self.announce_all()

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Show these proposals in place of the last ones."""
        new: dict[Where, Proposal] = {FieldPlace(p.rule, p.field): p for p in proposals}
        old, self._proposals = self._proposals, new
        self._announce_places(
            place for place in old.keys() | new.keys() if old.get(place) != new.get(place)
        )
        self.proposals_changed.emit()

    def drop(self, mime: QMimeData, index: Index) -> Drop | None:
        """What dropping this on a row does, or why it cannot; None when it is none of our business."""
        return drop_on(self._session, mime, self.row(index) if index.isValid() else None)

    def _is_open(self, proposal: Proposal) -> bool:
        rule = self.mapping.rule(proposal.rule)
        return rule is not None and not takes_anything(rule.field_rule(proposal.field))

    def _refilter(self, words: tuple[str, ...], one: FieldFilter) -> None:
        self.beginResetModel()
        self.words, self.filter = words, one
        self._apply_filter()
        self.endResetModel()

    def _apply_filter(self) -> None:
        passes = None if self.filter is FieldFilter.ALL else self._passes
        shown, self.found = self.tree.shown(self.mapping, self.words, passes)
        self.set_rows(self.tree.parents, self.tree.children, shown)

    def _passes(self, number: int) -> bool:
        row = self.tree.rows[number]
        return passes_filter(self.mapping, row, self.filter, bool(self.problems_at(row)))

    def _follow_mapping(self, change: Change) -> None:
        before, self.mapping = self.mapping, change.after
        if _same_below(before, self.mapping):
            if self.mapping.form is not before.form:
                self.announce_all()
            return
        tree = self.tree if same_rows(before, self.mapping) else TargetTree(self.mapping)
        if tree.rows != self.tree.rows:
            self.beginResetModel()
            self.tree = tree
            self._apply_filter()
            self.endResetModel()
        elif self.mapping.target != before.target or self.mapping.form is not before.form:
            self.announce_all()
        else:
            self._announce_changes(before)
        self.proposals_changed.emit()

    def _announce_changes(self, before: Mapping) -> None:
        tables = self.mapping.choice_tables is not before.choice_tables
        for number in self.tree.children[-1]:
            row = self.tree.rows[number]
            if row.kind in (TargetRowKind.VALUES, TargetRowKind.TABLES):
                # Who uses each is said there too, so that any edit may make them look different.
                self.announce(self.tree.children.get(number, ()))
                continue
            old, new = before.rule(row.rule), self.mapping.rule(row.rule)
            if old is new and not tables:
                continue
            self.announce([number])
            keys = () if old is None or new is None else {*old.key} ^ {*new.key}
            for below in self.tree.children.get(number, ()):
                field = self.tree.rows[below]
                was = field_of(before, field)[1]
                now = field_of(self.mapping, field)[1]
                if was != now or field.field in keys or (tables and now is not None):
                    self.announce([below])

    def _follow_problems(self, problems: tuple[Problem, ...]) -> None:
        new: dict[Where, tuple[Problem, ...]] = {}
        for problem in problems:
            for place in places_of(problem):
                new[place] = (*new.get(place, ()), problem)
        old, self._problems = self._problems, new
        self._announce_places(p for p in old.keys() | new.keys() if old.get(p) != new.get(p))

    def _follow_evaluation(self, evaluation: Evaluation | None) -> None:
        new = results_of(evaluation, self._session.value_results, self._session.blanks)
        old, self._results = self._results, new
        self._announce_places(p for p in old.keys() | new.keys() if old.get(p) != new.get(p))

    def _announce_places(self, places: Iterable[Where]) -> None:
        found = [self.tree.at(place) for place in places]
        if len(found) > MANY:
            self.announce_all()
        else:
            self.announce(found)

    def make_cell(self, number: int, column: int) -> Cell:
        row = self.tree.rows[number]
        match column:
            case TargetColumn.FIELD:
                found = self.problems_at(row)
                return name_cell(self.mapping, row, found, self.words, self.name_first)
            case TargetColumn.FEED:
                return feed_cell(self.mapping, row, self.proposal(row))
            case TargetColumn.RESULT:
                return result_cell(self._result(row))
        return NOTHING

    def _result(self, row: TargetRow) -> PlaceResult | None:
        place = row.selects
        return self._results.get(place) if place is not None else None

    def _tool_tip(self, number: int, column: int) -> str:
        row = self.tree.rows[number]
        result = self._result(row)
        if column == TargetColumn.RESULT and result is not None:
            return why_tip(self._session, row.selects) or result.at_length or result.text
        return "\n".join(row_lines(self.mapping, row, self.problems_at(row), self.proposal(row)))

    def _spoken(self, number: int, column: int) -> str:
        """What a screen reader says: the whole row on its first column."""
        if column != TargetColumn.FIELD:
            return self.cell(number, column).text
        row = self.tree.rows[number]
        feed = self.cell(number, TargetColumn.FEED).text or tr("unmapped")
        lines = [self.cell(number, column).text]
        field, _rule = field_of(self.mapping, row)
        if field is not None and field.required:
            lines.append(tr("required"))
        lines.append(feed)
        result = self._result(row)
        if result is not None:
            lines.append(tr("gives {result}").format(result=result.text))
        count = len(self.problems_at(row))
        if count:
            lines.append(row_lines(self.mapping, row, self.problems_at(row), None)[-1])
        return ", ".join(lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        number, column = int(index.internalId()), index.column()
        if role == CELL_ROLE:
            return self.cell(number, column)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell(number, column).text
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(number, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(number, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if orientation is Qt.Orientation.Horizontal and role in texts:
            return [tr("field"), tr("what feeds it"), tr("result")][section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row = self.row(index)
        if row.kind in (TargetRowKind.VALUE, TargetRowKind.TABLE):
            return BOTH_WAYS
        has_rule = row.is_field and field_of(self.mapping, row)[1] is not None
        return BOTH_WAYS if has_rule else DROPPABLE

    def mimeTypes(self) -> list[str]:
        return [
            sources_mime.SOURCES,
            sources_mime.FIELDS,
            sources_mime.CHOICES,
            sources_mime.TEXT,
        ]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        numbers = sorted({self.number(index) for index in indexes if index.isValid()})
        rows = [self.tree.rows[number] for number in numbers if self.tree.rows[number].is_field]
        values = [self.tree.rows[n].field for n in numbers if self._is_value(n)]
        mime = QMimeData()
        if values:
            sources_mime.put_sources(mime, [NamedValue(name) for name in values])
        elif rows:
            sources_mime.put_fields(mime, [row.place for row in rows if row.place is not None])
            mime.setText("\n".join(row.field for row in rows))
        return mime

    def _is_value(self, number: int) -> bool:
        return self.tree.rows[number].kind is TargetRowKind.VALUE

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        found = self.drop(data, parent)
        return found is not None and found.do is not None

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        found = self.drop(data, parent)
        return found is not None and found.do is not None and found.do()


def _same_below(before: Mapping, after: Mapping) -> bool:
    """Whether nothing that has a row here was edited."""
    return (
        after.rules is before.rules
        and after.target is before.target
        and after.named_values is before.named_values
        and after.choice_tables is before.choice_tables
    )
