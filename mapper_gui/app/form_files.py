"""Reading what a person opens, pastes or drops: a form export, target fields, a submission."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from mapper_gui.app import edits
from mapper_gui.app.background import Failed, Task
from mapper_gui.app.session import Session
from mapper_gui.mapping.compare import FormChange, compare_forms
from mapper_gui.mapping.errors import MapperError, ReadError, ReadKind
from mapper_gui.mapping.form import Form
from mapper_gui.readers import (
    FormReading,
    read_form,
    read_form_text,
    read_submissions,
    read_submissions_text,
    read_target,
    read_target_text,
)
from mapper_gui.readers.target_reading import TargetReading
from mapper_gui.wording.text import tr


class FormFiles(QObject):
    """Reads in the background and gives the result to the session; failures are announced."""

    form_read = Signal(object)  # FormReading, after it was taken into the mapping
    form_changed = Signal(object)  # FormChange: what a newer export changed in an open mapping
    target_read = Signal(object)  # TargetReading, after it was taken into the mapping
    submissions_read = Signal(object)  # tuple[dict, ...]
    several_sheets = Signal(object, object)  # names, and what to call with the chosen one
    failed = Signal(object)  # MapperError

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reading: dict[str, Task] = {}
        self.prepare: Callable[[Form], object] | None = None
        """What a view makes of a form before it is taken in, on the thread that read it."""
        session.restarted.connect(self._give_up)

    def open_form(self, path: Path, sheet: str | None = None) -> Task:
        """Read a form export from a file; asks which sheet where several could be it."""

        def work(task: Task) -> FormReading:
            return self._prepared(read_form(path, sheet, cancelled=lambda: task.cancelled))

        words = tr("Reading {file}").format(file=path.name)
        ask = self._or_ask(lambda name: self.open_form(path, name))
        return self._read("form", words, work, self._take_form, ask)

    def paste_form(self, text: str) -> Task:
        """Read a form export that was copied."""
        return self._read(
            "form",
            tr("Reading the pasted export"),
            lambda task: self._prepared(read_form_text(text, cancelled=lambda: task.cancelled)),
            self._take_form,
            self.failed.emit,
        )

    def open_target(
        self, path: Path, sheet: str | None = None, failed: Failed | None = None
    ) -> Task:
        """Read target fields from a file. `failed` is told instead of the window."""
        return self._read(
            "target",
            tr("Reading {file}").format(file=path.name),
            lambda task: read_target(path, sheet),
            self._take_target,
            self._or_ask(lambda name: self.open_target(path, name, failed), failed),
        )

    def paste_target(self, text: str, object_name: str = "", failed: Failed | None = None) -> Task:
        """Read target fields that were copied; `object_name` where the text names no object.
        `failed` is told instead of the window."""
        return self._read(
            "target",
            tr("Reading the pasted fields"),
            lambda task: read_target_text(text, object_name),
            self._take_target,
            failed or self.failed.emit,
        )

    def open_submission(self, path: Path) -> Task:
        """Read submissions from a JSON file."""
        return self._read(
            "submission",
            tr("Reading {file}").format(file=path.name),
            lambda task: read_submissions(path),
            self.submissions_read.emit,
            self.failed.emit,
        )

    def open_submission_or_target(self, path: Path) -> Task:
        """Read a JSON file that may be either; when it is neither, say what it is as a submission."""

        def work(task: Task) -> TargetReading | tuple[dict[str, Any], ...]:
            try:
                return read_submissions(path)
            except ReadError as not_a_submission:
                try:
                    return read_target(path)
                except ReadError:
                    raise not_a_submission from None

        def done(found: TargetReading | tuple[dict[str, Any], ...]) -> None:
            if isinstance(found, tuple):
                self.submissions_read.emit(found)
            else:
                self._take_target(found)

        words = tr("Reading {file}").format(file=path.name)
        return self._read("submission", words, work, done, self.failed.emit)

    def paste_submission(self, text: str) -> Task:
        """Read a submission that was copied."""
        return self._read(
            "submission",
            tr("Reading the pasted submission"),
            lambda task: read_submissions_text(text),
            self.submissions_read.emit,
            self.failed.emit,
        )

    def _read(
        self,
        kind: str,
        words: str,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        failed: Callable[[MapperError], None],
    ) -> Task:
        """Read one thing of a kind at a time: a newer request takes the place of an older one."""
        older = self._reading.get(kind)
        if older is not None:
            older.cancel()
        task = self._session.background.run(words, work, done, failed)
        self._reading[kind] = task
        return task

    def _give_up(self) -> None:
        """What was being read was meant for the mapping that was open before."""
        for task in self._reading.values():
            task.cancel()
        self._reading.clear()

    def _prepared(self, reading: FormReading) -> FormReading:
        if self.prepare is not None:
            self.prepare(reading.form)
        return reading

    def _take_form(self, reading: FormReading) -> None:
        before = self._session.mapping.form
        edits.set_form(self._session, reading.form)
        self._session.set_form_warnings(reading.warnings)
        self.form_read.emit(reading)
        if before.questions:
            change: FormChange = compare_forms(before, reading.form)
            self.form_changed.emit(change)

    def _take_target(self, reading: TargetReading) -> None:
        edits.add_target(self._session, reading.target)
        self._session.set_target_warnings(reading.warnings)
        self.target_read.emit(reading)

    def _or_ask(self, again: Callable[[str], Any], otherwise: Failed | None = None) -> Failed:
        def failed(error: MapperError) -> None:
            if isinstance(error, ReadError) and error.kind is ReadKind.SEVERAL_SHEETS:
                self.several_sheets.emit(error.facts["sheets"], again)
            else:
                (otherwise or self.failed.emit)(error)

        return failed
