"""Running the code of a mapping for the preview, beside the window's thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mapper_gui.app.background import Background, Task
from mapper_gui.mapping.evaluate import Evaluation, evaluate
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.value_preview import ValueResults, value_results

if TYPE_CHECKING:
    from mapper_gui.engines.javascript import Engine


class CodeRuns:
    """Evaluates one mapping at a time; the answer to an older question is dropped."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._engine: Engine | None = None
        self._task: Task | None = None

    def start(
        self,
        mapping: Mapping,
        submission: Submission,
        done: Callable[[Evaluation, ValueResults], None],
    ) -> None:
        """Evaluate with the engine; `done` gets the evaluation on the window's thread, and what the
        named values give."""
        self.stop()
        if self._engine is None:
            from mapper_gui.engines.javascript import Engine

            self._engine = Engine()
            self._background.at_close(self._engine.close)
        engine = self._engine

        def work(task: Task) -> tuple[Evaluation, ValueResults]:
            allowance = engine.for_submission(cancelled=lambda: task.cancelled)
            evaluation = evaluate(mapping, submission, allowance)
            return evaluation, value_results(mapping, submission, allowance)

        self._task = self._background.run("", work, lambda found: done(*found))

    def stop(self) -> None:
        """Drop what is under way: its code is given up."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
