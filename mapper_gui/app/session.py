"""The open mapping, its undo history, its problems and the submission it is proved on.

Views show what the session holds and call the verbs in `app.edits`; every edit is one undo step.
"""

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from mapper_gui.app.background import Background, Task
from mapper_gui.app.code_runs import CodeRuns
from mapper_gui.app.place import Place, is_there
from mapper_gui.app.undo import MappingEdit
from mapper_gui.mapping.app_version import BuildStructure
from mapper_gui.mapping.check import check
from mapper_gui.mapping.errors import MapperError
from mapper_gui.mapping.evaluate import Evaluation, evaluate
from mapper_gui.mapping.form import Form, Question
from mapper_gui.mapping.known_results import KnownResults
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.masked import Masking
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.runner_preview import RunnerPreview
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.value_preview import ValueResults, value_results
from mapper_gui.mapping.why_blank import Blanks
from mapper_gui.wording.text import tr

CHECK_AFTER_MS = 60
"""How long after an edit the mapping is checked anew: after what the edit itself has to show."""


@dataclass(frozen=True, slots=True)
class Change:
    """The mapping before and after; `place` is what the edit was about."""

    before: Mapping
    after: Mapping
    place: Place | None = None


class Session(QObject):
    """Holds the state that the panes share. Signals carry what they announce."""

    mapping_changed = Signal(object)  # Change
    problems_changed = Signal(object)  # tuple[Problem, ...]
    evaluation_changed = Signal(object)  # Evaluation | None
    about_to_select = Signal()  # another place: what is being typed here is taken over first
    selection_changed = Signal(object)  # Place | None
    restarted = Signal()  # another mapping was opened or begun: nothing of the old one counts
    refused = Signal(object)  # MapperError: an edit that was not made, and why
    masked_changed = Signal(bool)  # whether what people typed is covered
    noticed = Signal(str)  # a sentence for the status line

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        self.undo_stack = QUndoStack(self)
        self._steps_done = 0
        self._is_stepping = True  # whether the undo stack moves for Undo or Redo
        self.undo_stack.indexChanged.connect(self._note_step)
        self._mapping = Mapping()
        self._submission: Submission | None = None
        self._evaluation: Evaluation | None = None
        self._value_results: ValueResults | None = None
        self._evaluated = self._mapping
        self._masked = False
        self._masking: Masking | None = None
        self._shown: tuple[Evaluation, Masking, Evaluation] | None = None
        self._selected: Place | None = None
        self._is_showing = False
        self._structures: dict[str, BuildStructure] = {}
        self._blanks = Blanks(self._mapping)
        self._form_warnings: tuple[Problem, ...] = ()
        self._warned_questions: tuple[Question, ...] = ()
        self._target_warnings: tuple[Problem, ...] = ()
        self._check_problems: tuple[Problem, ...] = ()
        self._checking: Task | None = None
        self._code_runs = CodeRuns(background)
        self._check_soon = QTimer(self, singleShot=True, interval=CHECK_AFTER_MS)
        self._check_soon.timeout.connect(self._start_check)

    @property
    def mapping(self) -> Mapping:
        return self._mapping

    @property
    def evaluation(self) -> Evaluation | None:
        """What the open submission gives, as it is shown; None when none is open."""
        found = self._evaluation
        if found is None or not self._masked:
            return found
        masking = self._masking_now()
        if self._shown is None or self._shown[0] is not found or self._shown[1] is not masking:
            self._shown = (found, masking, masking.evaluation(found))
        return self._shown[2]

    @property
    def computed(self) -> Evaluation | None:
        """What the open submission gives, never masked: for computing with it, not for showing."""
        return self._evaluation

    @property
    def masked(self) -> bool:
        """Whether what people typed is covered in every window; never kept, off at start."""
        return self._masked

    def set_masked(self, masked: bool) -> None:
        """Cover what people typed, and what is made of it, or show it again."""
        if masked == self._masked:
            return
        self._masked, self._shown = masked, None
        self.masked_changed.emit(masked)
        self.evaluation_changed.emit(self.evaluation)
        self.problems_changed.emit(self.problems)

    def masked_preview(self, preview: RunnerPreview) -> RunnerPreview:
        """What a runner will write, as it is shown."""
        return self._masking_now().preview(preview) if self._masked else preview

    def _masking_now(self) -> Masking:
        if self._masking is None or self._masking.mapping is not self._mapping:
            self._masking = Masking(self._mapping)
        return self._masking

    @property
    def value_results(self) -> ValueResults:
        """What the named values give on the open submission; nothing when none is open."""
        if self._submission is None:
            return {}
        if self._value_results is None:
            self._value_results = value_results(self._mapping, self._submission)
        if self._masked:
            return self._masking_now().value_results(self._value_results)
        return self._value_results

    @property
    def blanks(self) -> Blanks:
        """Explains the fields of the evaluation that have no value."""
        before = self._blanks.mapping
        if before is not self._mapping:
            if before.form is self._mapping.form:
                self._blanks = self._blanks.for_mapping(self._mapping)
            else:
                self._blanks = Blanks(self._mapping, self._forms_of_builds())
        return self._blanks

    @property
    def structures(self) -> Lookup[str, BuildStructure]:
        """The structures of app versions that are known, by build id."""
        return self._structures

    def learn_structures(self, structures: Lookup[str, BuildStructure]) -> None:
        """Take these app versions into account from now on: they decide why a field is blank."""
        if structures.items() <= self._structures.items():
            return
        self._structures = {**self._structures, **structures}
        self._blanks = Blanks(self._mapping, self._forms_of_builds())
        if self._evaluation is not None:
            # Another one, with the same results: what shows it must tell the reasons anew.
            self._evaluation = replace(self._evaluation)
            self.evaluation_changed.emit(self.evaluation)

    def _forms_of_builds(self) -> dict[str, Form]:
        found = {
            build_id: structure.form_like(self._mapping.form)
            for build_id, structure in self._structures.items()
        }
        return {build_id: form for build_id, form in found.items() if form is not None}

    @property
    def selected(self) -> Place | None:
        return self._selected

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Those of the open submission, of the mapping, and of what was imported, in that order.

        The warnings of a form export go with its questions: undone, they are gone too.
        """
        shown = self.evaluation
        of_submission = shown.problems if shown else ()
        of_form = self._form_warnings
        if self._mapping.form.questions is not self._warned_questions:
            of_form = ()
        return (*of_submission, *self._check_problems, *of_form, *self._target_warnings)

    def apply(
        self,
        words: str,
        after: Mapping,
        place: Place | None = None,
        *,
        place_before: Place | None = None,
        typing: str = "",
    ) -> None:
        """Make this the mapping, as one undo step that reads `words`; no step if it is the same.

        Steps with the same `typing` that follow each other become one.
        """
        if after == self._mapping:
            return
        edit = MappingEdit(
            words,
            self._mapping,
            after,
            place,
            self._show,
            place_before=place_before,
            typing=typing,
        )
        was, self._is_stepping = self._is_stepping, False
        try:
            self.undo_stack.push(edit)
        finally:
            self._is_stepping = was

    def refuse(self, error: MapperError) -> None:
        """Say that an edit was not made."""
        self.refused.emit(error)

    def start_with(self, mapping: Mapping) -> None:
        """Begin with a mapping that was opened or is new: no undo history, nothing selected."""
        self._is_stepping = False
        self.undo_stack.clear()
        self._is_stepping = True
        if self._checking is not None:
            self._checking.cancel()
            self._checking = None
        self._form_warnings, self._target_warnings = (), ()
        self._check_problems = ()
        self._submission = None
        self._selected = None
        self._show(mapping, None)
        self.selection_changed.emit(None)
        self.problems_changed.emit(self.problems)
        self.restarted.emit()

    def set_form_warnings(self, warnings: tuple[Problem, ...]) -> None:
        """The warnings of the form export that was just taken in."""
        self._form_warnings, self._warned_questions = warnings, self._mapping.form.questions
        self.problems_changed.emit(self.problems)

    def set_target_warnings(self, warnings: tuple[Problem, ...]) -> None:
        """The warnings of the target fields that were taken in last."""
        self._target_warnings = warnings
        self.problems_changed.emit(self.problems)

    def close(self) -> None:
        """Begin nothing more; the program ends."""
        self._check_soon.stop()

    def select(self, place: Place | None) -> None:
        """Select a field or a record rule; the rule pane shows it."""
        if place != self._selected:
            if not self._is_showing:  # within an edit no other edit may begin
                self.about_to_select.emit()
            self._selected = place
            self.selection_changed.emit(place)

    def show_submission(self, submission: Submission | None) -> None:
        """Prove the mapping on this submission from now on; None closes it."""
        self._submission = submission
        if submission is None:  # nothing of it stays: it holds the answers of a person
            self._blanks = Blanks(self._mapping, self._forms_of_builds())
        self._evaluate()
        self.problems_changed.emit(self.problems)

    def _note_step(self, done: int) -> None:
        """Say what Undo took back and what Redo did again; the words stand in no other place."""
        before, self._steps_done = self._steps_done, done
        if self._is_stepping and done != before:
            undone = done < before
            words = tr("Undone: {edit}") if undone else tr("Redone: {edit}")
            edit = self.undo_stack.text(done if undone else done - 1)
            self.noticed.emit(words.format(edit=edit))

    def _show(self, mapping: Mapping, place: Place | None) -> None:
        change = Change(self._mapping, mapping, place)
        self._mapping = mapping
        self._evaluate(announce=False)
        self._is_showing = True
        try:
            self.mapping_changed.emit(change)
            self.evaluation_changed.emit(self.evaluation)
            if place is not None and is_there(mapping, place):
                self.select(place)
            elif self._selected is not None and not is_there(mapping, self._selected):
                self.select(None)
        finally:
            self._is_showing = False
        self._check_soon.start()

    def _evaluate(self, announce: bool = True) -> None:
        submission, before = self._submission, self._evaluation
        self._value_results = None
        known = None
        if before is not None and before.submission is submission:
            known = KnownResults(self._evaluated, before, self._mapping)
        if submission is None:
            self._evaluation = None
        else:
            self._evaluation = evaluate(self._mapping, submission, known=known)
        self._evaluated = self._mapping
        if announce:
            self.evaluation_changed.emit(self.evaluation)
        if submission is not None and self._mapping.has_code:
            # All but the code is there at once; what code gives follows.
            self._code_runs.start(self._mapping, submission, self._show_evaluation)
        else:
            self._code_runs.stop()

    def _show_evaluation(self, evaluation: Evaluation, values: ValueResults) -> None:
        self._evaluation, self._value_results = evaluation, values
        self.evaluation_changed.emit(self.evaluation)
        self.problems_changed.emit(self.problems)

    def _start_check(self) -> None:
        if self._checking is not None:
            self._checking.cancel()
        mapping = self._mapping
        self._checking = self.background.run("", lambda task: check(mapping), self._show_check)

    def _show_check(self, problems: tuple[Problem, ...]) -> None:
        self._checking = None
        self._check_problems = problems
        self.problems_changed.emit(self.problems)
