"""A shared choice table: its name, its rows, and who uses it."""

from mapper_gui.app import table_edits
from mapper_gui.app.place import TablePlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.form import Choice
from mapper_gui.mapping.mapping import FieldRule
from mapper_gui.mapping.shared_table_edit import users_of_table
from mapper_gui.mapping.target import TargetField
from mapper_gui.views.choice_file_dialog import choose_choice_file
from mapper_gui.views.choice_table_model import choices_of, rows_of_choices
from mapper_gui.views.choice_table_view import ChoiceTableEditor
from mapper_gui.views.shared_page import SharedPage
from mapper_gui.views.table_step import seen_at, takes_choices
from mapper_gui.wording.text import tr


class SharedTablePage(SharedPage):
    """Shows the selected shared table and edits it through the session's verbs."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            tr("Shared choice table"),
            tr("Filled once, used by several fields. A change is a change for all."),
            name_words=tr("Name of the table"),
            unused=tr(
                "No field yet. In a field's rule: add a step by a choice table, then use this one."
            ),
            remove_words=tr("Remove this table"),
        )
        self._session = session
        self._name = ""
        self._field: TargetField | None = None
        self.name.typed.connect(self._rename)
        self.table = ChoiceTableEditor()
        self.own.addWidget(self.table)
        self._connect()

    def _connect(self) -> None:
        session, table = self._session, self.table
        table.rows_given.connect(lambda rows: table_edits.set_rows(session, self._name, rows))
        table.values_cleared.connect(lambda ids: table_edits.clear_rows(session, self._name, ids))
        table.table_changed.connect(
            lambda changed: table_edits.set_table(session, self._name, changed)
        )
        table.file_wanted.connect(self._fill_from_file)
        table.noticed.connect(session.noticed)
        self.remove.clicked.connect(lambda: table_edits.remove_table(session, self._name))

    def show_table(self, name: str, language: str) -> None:
        """Show the shared table of this name as it is now."""
        mapping = self._session.mapping
        table = mapping.choice_tables.get(name)
        if table is None:
            return
        self._name = name
        self.name.show_text(name, name)
        choices: dict[str, Choice] = {}
        self._field, seen = None, None
        for record, rule in users_of_table(mapping, name):
            index = _index_of(rule, name)
            if takes_choices(rule, index):
                for choice in choices_of(mapping, rule):
                    choices.setdefault(choice.id, choice)
            found = mapping.rule(record) if record is not None else None
            field = mapping.target_field(found, rule.field) if found is not None else None
            if self._field is None or (field is not None and not self._field.choices):
                self._field = field or self._field
            seen = seen or self._seen(record, rule.field, index)
        values = self._field.choices if self._field is not None else ()
        rows = rows_of_choices([*choices.values()], table, language, values)
        self.table.show_table(table, rows, self._field, seen, TablePlace(name))
        self.show_users(table_edits.users(mapping, name))

    def _seen(self, record: str | None, field: str, index: int) -> str | None:
        """What the open submission gives to the table at a field that uses it."""
        evaluation = self._session.evaluation
        for each in evaluation.records if evaluation is not None else ():
            result = each.field(field) if each.rule == record else None
            if result is not None:
                return seen_at(result, index)
        return None

    def _fill_from_file(self) -> None:
        name = self._name
        choose_choice_file(
            self,
            self._session,
            [each.choice for each in self.table.model.rows],
            self._field,
            lambda rows: table_edits.set_rows(self._session, name, rows),
        )

    def _rename(self, text: str) -> None:
        if not table_edits.rename_table(self._session, self._name, text):
            self.name.revert()


def _index_of(rule: FieldRule, name: str) -> int:
    """The place of the first step that goes by the shared table."""
    return next(i for i, step in enumerate(rule.then) if getattr(step, "table", None) == name)
