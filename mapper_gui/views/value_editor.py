"""How a value is made, as a sentence: take, then. Of a target field and of a named value alike."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.app import value_edits
from mapper_gui.app.background import Task
from mapper_gui.app.code_refusals import refusals
from mapper_gui.app.place import FieldPlace, TablePlace, ValuePlace
from mapper_gui.app.session import Session
from mapper_gui.app.value_edits import MadePlace
from mapper_gui.mapping.evaluate import FieldResult, Outcome, evaluate
from mapper_gui.mapping.mapping import FieldRule
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import Take
from mapper_gui.views.picker import Picker
from mapper_gui.views.place_pickers import source_picker
from mapper_gui.views.steps_editor import StepsEditor
from mapper_gui.views.take_editor import TakeEditor
from mapper_gui.views.target_menu import ask_name, free_name
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.lists import short
from mapper_gui.wording.results import value_text
from mapper_gui.wording.text import tr

LONGEST_VALUE = 400


class ValueEditor(QWidget):
    """Edits the value of a place through the session's verbs."""

    source_wanted = Signal(object)  # FieldPlace: ask for a question that feeds it

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._place: MadePlace = FieldPlace("", "")
        self._field: TargetField | None = None
        self._language = ""
        self._picker: Picker | None = None
        self._bodies: tuple[str, ...] = ()
        self._asking: Task | None = None
        self._refused: tuple[tuple[str, ...], ...] = ()
        self.take = TakeEditor()
        self.steps = StepsEditor()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.take)
        layout.addWidget(self.steps)
        self._connect()

    def _connect(self) -> None:
        session, take, steps = self._session, self.take, self.steps
        take.changed.connect(lambda given: value_edits.set_take(session, self._place, given))
        take.drafted.connect(self._show_draft)
        take.source_wanted.connect(self._want_source)
        take.pick_wanted.connect(self.pick_source)
        take.condition_wanted.connect(
            lambda use: self.pick_source(use, tr("A condition on which question, group or repeat?"))
        )
        take.count_wanted.connect(
            lambda use: self.pick_source(use, tr("Count the rows of which repeat, or the choices?"))
        )
        take.value_opened.connect(lambda name: session.select(ValuePlace(name)))
        take.sample_given.connect(
            lambda sample, old: value_edits.set_sample(session, self._place, sample, old)
        )
        take.sample_removed.connect(
            lambda sample: value_edits.remove_sample(session, self._place, sample)
        )
        steps.steps_given.connect(lambda given: value_edits.set_steps(session, self._place, given))
        steps.steps_typed.connect(
            lambda given, typing: value_edits.set_steps(session, self._place, given, typing=typing)
        )
        steps.table_given.connect(
            lambda table, index: value_edits.set_table(session, self._place, table, index)
        )
        steps.rows_given.connect(
            lambda rows, index: value_edits.set_rows(session, self._place, rows, index)
        )
        steps.rows_cleared.connect(
            lambda ids, index: value_edits.clear_rows(session, self._place, ids, index)
        )
        steps.share_wanted.connect(self._share)
        steps.detach_wanted.connect(
            lambda index: value_edits.detach_table(session, self._place, index)
        )
        steps.shared_chosen.connect(
            lambda name, index: value_edits.use_table(session, self._place, index, name)
        )
        steps.shared_opened.connect(lambda name: session.select(TablePlace(name)))
        steps.file_wanted.connect(self._fill_from_file)
        steps.noticed.connect(session.noticed)
        steps.plain.source_wanted.connect(self.pick_source)

    def show_value(
        self,
        place: MadePlace,
        rule: FieldRule,
        field: TargetField | None,
        result: FieldResult | None,
        language: str,
    ) -> None:
        """Show how the value of this place is made, and what it gave."""
        mapping = self._session.mapping
        self._place, self._field, self._language = place, field, language
        evaluation = self._session.evaluation
        here = evaluation.submission if evaluation is not None else None
        self.take.show_take(mapping, rule, field, result, language, place, here)
        self.steps.show_steps(mapping, rule, field, result, language, place)
        self._show_refusals(rule)

    def _show_draft(self, take: Take) -> None:
        """Show what the field would be on the open submission."""
        evaluation, place, mapping = self._session.evaluation, self._place, self._session.mapping
        rule = mapping.rule(place.rule) if isinstance(place, FieldPlace) else None
        if evaluation is None or rule is None:
            return
        drafted = replace(value_edits.rule_at(mapping, place), take=take)
        if any(isinstance(step, Code) for step in drafted.then):
            return  # it runs where it can be ended
        alone = replace(rule, fields=(drafted,), key=())
        found = evaluate(replace(mapping, rules=(alone,)), evaluation.submission)
        results = [each for record in found.records for each in record.fields]
        if results:
            first = results[0]
            written = first.outcome is Outcome.WRITTEN
            value = short(value_text(first.value), LONGEST_VALUE) if written else tr("no value")
            self.take.show_draft(tr("here: {value}").format(value=value))

    def pick_source(self, use: Callable[[Source], object], title: str = "") -> None:
        """Choose a source by typing, for whatever it is used. Under a title of its own, groups and
        repeats are offered too: they can be asked about and counted."""
        self._picker = source_picker(
            self._session, self._place, self._language, use, self,
            title=title, with_groups=bool(title),
        )  # fmt: skip
        self._picker.pop_up(self.window())

    def _want_source(self) -> None:
        place = self._place
        if isinstance(place, FieldPlace):
            self.source_wanted.emit(place)
        else:
            name = place.name
            self.pick_source(lambda s: value_edits.add_sources(self._session, name, [s]))

    def _share(self, index: int) -> None:
        place = self._place
        name = place.field or "" if isinstance(place, FieldPlace) else place.name
        ask_name(
            self,
            tr("Share this table"),
            tr("What is the table called? Other fields can use it by this name."),
            free_name(name, self._session.mapping.choice_tables),
            lambda name: value_edits.share_table(self._session, place, index, name),
        )

    def _fill_from_file(self, index: int) -> None:
        from mapper_gui.views.choice_file_dialog import choose_choice_file

        place = self._place
        table = next((each for each in self.steps.table_steps if each.index == index), None)
        known = [each.choice for each in table.table.model.rows] if table is not None else []
        choose_choice_file(
            self,
            self._session,
            known,
            self._field,
            lambda rows: value_edits.set_rows(self._session, place, rows, index),
        )

    def _show_refusals(self, rule: FieldRule) -> None:
        """Find out in the background which runners cannot run the code among the steps."""
        bodies = tuple(step.body for step in rule.then if isinstance(step, Code))
        if bodies != self._bodies:
            self._bodies = bodies
            if self._asking is not None:
                self._asking.cancel()
            if bodies:
                self._asking = self._session.background.run(
                    "", lambda task: tuple(map(refusals, bodies)), self._take_refusals
                )
        else:
            self._put_refusals()

    def _take_refusals(self, refused: tuple[tuple[str, ...], ...]) -> None:
        self._asking, self._refused = None, refused
        self._put_refusals()

    def _put_refusals(self) -> None:
        editors = [card.code for card in self.steps.plain.cards if card.code is not None]
        refused: Sequence[tuple[str, ...]] = self._refused
        for editor, sentences in zip(editors, refused, strict=False):
            editor.show_refusals(sentences)
