"""Which runner the result is shown for, and what it will write of the open submission."""

from PySide6.QtCore import QObject, Signal

from mapper_gui.app.background import Task
from mapper_gui.app.session import Session
from mapper_gui.mapping.runner_preview import RunnerPreview


class RunnerShown(QObject):
    """Follows the session: each edit and each submission is shown as the runner writes it.

    What a runner refuses of a mapping takes time to find, so it is found in the background; the
    answer to an older question is dropped. While nobody looks, nothing is asked.
    """

    changed = Signal(object)  # RunnerPreview | None

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._runner: str | None = None
        self._is_wanted = False
        self._is_late = False
        self._task: Task | None = None
        session.evaluation_changed.connect(lambda _: self._ask())

    @property
    def runner(self) -> str | None:
        return self._runner

    def show_as(self, runner: str | None) -> None:
        """Show what this runner writes from now on; None is the plain preview."""
        self._runner = runner
        self._ask()

    def want(self, wanted: bool) -> None:
        """Whether anybody looks."""
        self._is_wanted = wanted
        if wanted and self._is_late:
            self._ask()

    def _ask(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        runner, evaluation = self._runner, self._session.computed
        self._is_late = not self._is_wanted
        if runner is None or evaluation is None:
            self._is_late = False
            self.changed.emit(None)
            return
        if self._is_late:
            return
        mapping = self._session.mapping

        def work(task: Task) -> RunnerPreview:
            from mapper_gui.exporters.previews import RunnerPreviews

            return RunnerPreviews(mapping, runner).of(evaluation)

        self._task = self._session.background.run("", work, self._show)

    def _show(self, preview: RunnerPreview) -> None:
        self._task = None
        self.changed.emit(self._session.masked_preview(preview))
