"""The menu of a row of the target: what can be done with a field, a record rule, an object."""

from collections.abc import Callable, Container, Sequence

from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QWidget

from mapper_gui.app import edits, rule_edits, table_edits, value_edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.mapping import Operation, RecordRule, Status
from mapper_gui.mapping.target import TargetField
from mapper_gui.views.target_model import TargetModel
from mapper_gui.views.target_tree import TargetRow, TargetRowKind, field_of
from mapper_gui.views.theme import colours, icon
from mapper_gui.wording.rules import operation_words, status_words
from mapper_gui.wording.text import tr, tr_n

_OWN = frozenset(
    {TargetRowKind.VALUE, TargetRowKind.VALUES, TargetRowKind.TABLE, TargetRowKind.TABLES}
)


class TargetMenu:
    """Fills menus for the selected rows; every entry calls a verb of `app.edits`."""

    def __init__(
        self,
        session: Session,
        model: TargetModel,
        parent: QWidget,
        pick_source: Callable[[FieldPlace], object],
        edit_place: Callable[[object], object],
    ) -> None:
        self._session = session
        self._model = model
        self._parent = parent
        self._pick_source = pick_source
        self._edit_place = edit_place

    def menu(self, rows: Sequence[TargetRow]) -> QMenu:
        """What can be done with these rows; without rows, nothing but a hint."""
        menu = QMenu(self._parent)
        fields = [row for row in rows if row.is_field]
        if fields:
            self._add_field_entries(menu, fields)
        if len(rows) == 1 and rows[0].kind in _OWN:
            self._add_own_entries(menu, rows[0])
        elif len(rows) == 1 and not fields:
            self._add_rule_entries(menu, rows[0])
        if len(rows) == 1 and fields:
            menu.addSeparator()
            self._add_object_entries(menu, rows[0])
        if menu.isEmpty():
            menu.addAction(tr("Select a field or a record rule")).setEnabled(False)
        return menu

    def _add_field_entries(self, menu: QMenu, rows: Sequence[TargetRow]) -> None:
        session = self._session
        places = [row.place for row in rows if row.place is not None]
        first = places[0]
        fed = [p for p, row in zip(places, rows, strict=True) if self._is_fed(row)]
        found = [self._model.proposal(row) for row in rows]
        proposed = [proposal for proposal in found if proposal is not None]
        if proposed:
            words = tr_n("Accept proposal", "Accept {count} proposals", len(proposed))
            action = menu.addAction(
                icon("proposal", colours().accent), words.format(count=len(proposed)) + "\tEnter"
            )
            action.triggered.connect(lambda: edits.accept_proposals(session, proposed))
        if len(rows) == 1:
            key = "" if proposed else "\tEnter"
            action = menu.addAction(tr("Map from…") + key)
            action.triggered.connect(lambda: self._pick_source(first))
            action = menu.addAction(tr("Edit the rule") + "\tF2")
            action.triggered.connect(lambda: self._edit_place(first))
            action = menu.addAction(tr("Name this value…"))
            action.setEnabled(self._is_named_by(rows[0]))
            action.triggered.connect(lambda: self._name_value(first))
        words = tr_n("Unmap", "Unmap {count} fields", max(1, len(fed))).format(count=len(fed))
        action = menu.addAction(words + "\tDel")
        action.setEnabled(bool(fed))
        action.triggered.connect(lambda: edits.unmap(session, fed))
        menu.addSeparator()
        self._add_key_entry(menu, rows)
        self._add_status_menu(menu, rows, places)
        names = [row.field for row in rows]
        words = tr_n("Copy field name", "Copy {count} field names", len(names))
        action = menu.addAction(icon("copy"), words.format(count=len(names)) + "\tCtrl+C")
        action.triggered.connect(lambda: QApplication.clipboard().setText("\n".join(names)))

    def _add_own_entries(self, menu: QMenu, row: TargetRow) -> None:
        """What can be done with a named value, a shared table, or the heading of either."""
        session, name = self._session, row.field
        of_values = row.kind in (TargetRowKind.VALUE, TargetRowKind.VALUES)
        if name:
            place = row.selects
            action = menu.addAction(tr("Edit") + "\tF2")
            action.triggered.connect(lambda: self._edit_place(place))
            rename = value_edits.rename_value if of_values else table_edits.rename_table
            remove = value_edits.remove_value if of_values else table_edits.remove_table
            menu.addAction(tr("Rename…")).triggered.connect(
                lambda: self._ask(
                    tr("Rename {name}").format(name=name),
                    tr("Name:"),
                    name,
                    lambda new: rename(session, name, new),
                )
            )
            action = menu.addAction(tr("Remove"))
            action.triggered.connect(lambda: remove(session, name))
            menu.addSeparator()
        words = tr("New named value…") if of_values else tr("New shared choice table…")
        new = self.new_value if of_values else self.new_table
        menu.addAction(words).triggered.connect(lambda _checked=False: new())

    def new_value(self) -> None:
        """Ask for the name of a new named value; it is selected."""
        self._ask(
            tr("New named value"),
            tr("What is the value called? Rules use it by this name."),
            free_name(tr("value"), self._session.mapping.named_values),
            lambda name: value_edits.add_value(self._session, name),
        )

    def new_table(self) -> None:
        """Ask for the name of a new shared choice table; it is selected."""
        self._ask(
            tr("New shared choice table"),
            tr("What is the table called? Fields use it by this name."),
            free_name(tr("choices"), self._session.mapping.choice_tables),
            lambda name: table_edits.add_table(self._session, name),
        )

    def _is_named_by(self, row: TargetRow) -> bool:
        """Whether a field takes something that can be given a name."""
        rule = field_of(self._session.mapping, row)[1]
        return rule is not None and takes_anything(rule)

    def _name_value(self, place: FieldPlace) -> None:
        ask_value_name(self._session, place, self._parent)

    def _add_key_entry(self, menu: QMenu, rows: Sequence[TargetRow]) -> None:
        rule = self._session.mapping.rule(rows[0].rule)
        if rule is None or any(row.rule != rule.id for row in rows):
            return
        names = [row.field for row in rows]
        if all(name in rule.key for name in names):
            key = [name for name in rule.key if name not in names]
            action = menu.addAction(tr("Do not use as key"))
        else:
            key = [*rule.key, *names]
            action = menu.addAction(icon("key", colours().identifier), tr("Use as key"))
        action.triggered.connect(lambda: edits.set_key(self._session, rule.id, key, rows[0].place))

    def _add_status_menu(
        self, menu: QMenu, rows: Sequence[TargetRow], places: Sequence[FieldPlace]
    ) -> None:
        inner = menu.addMenu(tr("Status"))
        rules = [field_of(self._session.mapping, row)[1] for row in rows]
        present = {rule.status if rule is not None else Status.DRAFT for rule in rules}
        for status in Status:
            action = inner.addAction(status_words(status))
            action.setCheckable(True)
            action.setChecked(present == {status})
            action.triggered.connect(
                lambda _checked=False, status=status: edits.set_status(
                    self._session, places, status
                )
            )

    def _add_rule_entries(self, menu: QMenu, row: TargetRow) -> None:
        rule = self._session.mapping.rule(row.rule)
        if rule is not None and row.place is not None:
            place = row.place
            action = menu.addAction(tr("Edit the rule") + "\tF2")
            action.triggered.connect(lambda: self._edit_place(place))
            self._add_operation_menu(menu, rule)
            self._add_repeat_menu(menu, rule)
            menu.addAction(tr("Rename…")).triggered.connect(lambda: self._rename(rule))
            action = menu.addAction(icon("copy"), tr("Duplicate the record rule"))
            action.triggered.connect(lambda: rule_edits.copy_rule(self._session, rule.id))
            self._add_copy_menu(menu, rule)
        self._add_object_entries(menu, row)
        if rule is not None:
            menu.addSeparator()
            action = menu.addAction(tr("Remove record rule"))
            action.triggered.connect(lambda: edits.remove_rule(self._session, rule.id))

    def _add_operation_menu(self, menu: QMenu, rule: RecordRule) -> None:
        inner = menu.addMenu(tr("Operation"))
        for operation in Operation:
            action = inner.addAction(operation_words(operation))
            action.setCheckable(True)
            action.setChecked(rule.operation is operation)
            action.triggered.connect(
                lambda _checked=False, operation=operation: edits.set_operation(
                    self._session, rule.id, operation
                )
            )

    def _add_repeat_menu(self, menu: QMenu, rule: RecordRule) -> None:
        repeats = self._session.mapping.form.repeats
        inner = menu.addMenu(tr("One record per"))
        once = inner.addAction(tr("submission"))
        once.setCheckable(True)
        once.setChecked(rule.for_each is None)
        once.triggered.connect(lambda: edits.set_for_each(self._session, rule.id, None))
        for repeat in repeats:
            action = inner.addAction(tr("row of {repeat}").format(repeat=repeat))
            action.setCheckable(True)
            action.setChecked(rule.for_each == repeat)
            action.triggered.connect(
                lambda _checked=False, repeat=repeat: edits.set_for_each(
                    self._session, rule.id, repeat
                )
            )

    def _add_copy_menu(self, menu: QMenu, rule: RecordRule) -> None:
        """The same record rule for another object."""
        others = [o.name for o in self._session.mapping.target.objects if o.name != rule.object]
        inner = menu.addMenu(tr("The same for another object"))
        inner.setEnabled(bool(others))
        for name in others:
            inner.addAction(name).triggered.connect(
                lambda _on=False, name=name: rule_edits.copy_rule_for(self._session, rule.id, name)
            )

    def _add_object_entries(self, menu: QMenu, row: TargetRow) -> None:
        if self._session.mapping.target.object(row.object) is not None:
            action = menu.addAction(tr("Add field to {object}…").format(object=row.object))
            action.triggered.connect(lambda: self._add_field(row.object))
            action = menu.addAction(tr("Add record rule for {object}").format(object=row.object))
            action.triggered.connect(lambda: edits.add_rule(self._session, row.object))
        if row.kind is TargetRowKind.OBJECT:
            action = menu.addAction(tr("Remove {object}").format(object=row.object))
            action.triggered.connect(lambda: edits.remove_object(self._session, row.object))

    def _is_fed(self, row: TargetRow) -> bool:
        rule = field_of(self._session.mapping, row)[1]
        return rule is not None and (takes_anything(rule) or bool(rule.then) or bool(rule.note))

    def _add_field(self, object_name: str) -> None:
        def add(name: str) -> None:
            edits.add_target_field(self._session, object_name, TargetField(name.strip()))

        label = tr("Name of the field, as the target writes it:")
        self._ask(tr("Add field to {object}").format(object=object_name), label, "", add)

    def _rename(self, rule: RecordRule) -> None:
        def rename(name: str) -> None:
            edits.rename_rule(self._session, rule.id, name.strip())

        self._ask(tr("Rename record rule"), tr("Name of the record rule:"), rule.id, rename)

    def _ask(self, title: str, label: str, text: str, answer: Callable[[str], object]) -> None:
        ask_name(self._parent, title, label, text, answer)


def ask_value_name(session: Session, place: FieldPlace, parent: QWidget) -> None:
    """Ask what the value of a field is to be called, and name it."""
    ask_name(
        parent,
        tr("Name this value"),
        tr("{field} goes on using it; other fields can use it by this name:").format(
            field=place.field
        ),
        free_name(place.field or "", session.mapping.named_values),
        lambda name: value_edits.name_value(session, place, name),
    )


def ask_name(
    parent: QWidget, title: str, label: str, text: str, answer: Callable[[str], object]
) -> None:
    """Ask for a name in a small dialog; `answer` is called with it."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(text)
    dialog.textValueSelected.connect(answer)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def free_name(wanted: str, taken: Container[str]) -> str:
    """The name, or with the first number that is free."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name
