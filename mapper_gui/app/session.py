"""The open mapping, its undo history, its problems and the submission it is proved on.

Views show what the session holds and call the verbs in `app.edits`; every edit is one undo step.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from mapper_gui.app.background import Background, Task
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.undo import MappingEdit
from mapper_gui.mapping.check import check
from mapper_gui.mapping.errors import MapperError
from mapper_gui.mapping.evaluate import Evaluation, evaluate
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.submission import Submission


@dataclass(frozen=True, slots=True)
class Change:
    """The mapping before and after; `place` is what the edit was about."""

    before: Mapping
    after: Mapping
    place: FieldPlace | None = None


class Session(QObject):
    """Holds the state that the panes share. Signals carry what they announce."""

    mapping_changed = Signal(object)  # Change
    problems_changed = Signal(object)  # tuple[Problem, ...]
    evaluation_changed = Signal(object)  # Evaluation | None
    selection_changed = Signal(object)  # FieldPlace | None
    refused = Signal(object)  # MapperError: an edit that was not made, and why
    noticed = Signal(str)  # a sentence for the status line

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        self.undo_stack = QUndoStack(self)
        self._mapping = Mapping()
        self._submission: Submission | None = None
        self._evaluation: Evaluation | None = None
        self._selected: FieldPlace | None = None
        self._import_warnings: tuple[Problem, ...] = ()
        self._check_problems: tuple[Problem, ...] = ()
        self._checking: Task | None = None
        self._check_soon = QTimer(self, singleShot=True, interval=0)
        self._check_soon.timeout.connect(self._start_check)

    @property
    def mapping(self) -> Mapping:
        return self._mapping

    @property
    def evaluation(self) -> Evaluation | None:
        """What the open submission gives; None when none is open."""
        return self._evaluation

    @property
    def selected(self) -> FieldPlace | None:
        return self._selected

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Those of the open submission, of the mapping, and of the last import, in that order."""
        of_submission = self._evaluation.problems if self._evaluation else ()
        return (*of_submission, *self._check_problems, *self._import_warnings)

    def apply(self, words: str, after: Mapping, place: FieldPlace | None = None) -> None:
        """Make this the mapping, as one undo step that reads `words`; no step if it is the same."""
        if after == self._mapping:
            return
        self.undo_stack.push(MappingEdit(words, self._mapping, after, place, self._show))

    def refuse(self, error: MapperError) -> None:
        """Say that an edit was not made."""
        self.refused.emit(error)

    def start_with(self, mapping: Mapping) -> None:
        """Begin with a mapping that was opened or is new: no undo history, nothing selected."""
        self.undo_stack.clear()
        self._import_warnings = ()
        self._check_problems = ()
        self.show_submission(None)
        self._show(mapping, None)
        self.select(None)

    def set_import_warnings(self, warnings: tuple[Problem, ...]) -> None:
        """The warnings of the newest import; those of the one before are dropped."""
        self._import_warnings = warnings
        self.problems_changed.emit(self.problems)

    def select(self, place: FieldPlace | None) -> None:
        """Select a field or a record rule; the rule pane shows it."""
        if place != self._selected:
            self._selected = place
            self.selection_changed.emit(place)

    def show_submission(self, submission: Submission | None) -> None:
        """Prove the mapping on this submission from now on; None closes it."""
        self._submission = submission
        self._evaluate()
        self.problems_changed.emit(self.problems)

    def _show(self, mapping: Mapping, place: FieldPlace | None) -> None:
        change = Change(self._mapping, mapping, place)
        self._mapping = mapping
        self._evaluate(announce=False)
        self.mapping_changed.emit(change)
        self.evaluation_changed.emit(self._evaluation)
        if place is not None:
            self.select(place)
        self._check_soon.start()

    def _evaluate(self, announce: bool = True) -> None:
        submission = self._submission
        self._evaluation = None if submission is None else evaluate(self._mapping, submission)
        if announce:
            self.evaluation_changed.emit(self._evaluation)

    def _start_check(self) -> None:
        if self._checking is not None:
            self._checking.cancel()
        mapping = self._mapping
        self._checking = self.background.run("", lambda task: check(mapping), self._show_check)

    def _show_check(self, problems: tuple[Problem, ...]) -> None:
        self._checking = None
        self._check_problems = problems
        self.problems_changed.emit(self.problems)
