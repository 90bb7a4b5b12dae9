"""Handing the mapping to a runner or to people: what stands in the way, then the files.

Files are made of the mapping as it is when asked, written whole or not at all, and never over
existing ones unless that was asked for.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mapper_gui.app.background import Task
from mapper_gui.app.session import Session
from mapper_gui.mapping.errors import (
    ExportError,
    ExportKind,
    MapperError,
    StorageError,
    StorageKind,
)
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem, Severity
from mapper_gui.storage.files import write_all
from mapper_gui.storage.resources import resource
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.text import tr, tr_n

if TYPE_CHECKING:
    from mapper_gui.engines.javascript import Engine


@dataclass(frozen=True, slots=True)
class Checked:
    """What a runner says of the mapping before anything is written."""

    runner: str
    problems: tuple[Problem, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether an error keeps the files from being written."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


class Export(QObject):
    """Checks and writes in the background; answers to an older question are dropped."""

    checked = Signal(object)  # Checked
    written = Signal(object)  # tuple[Path, ...]
    in_the_way = Signal(object)  # tuple[Path, ...]: nothing was written; ask, then overwrite
    failed = Signal(object)  # MapperError

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self._left = False

    def check(self, runner: str) -> None:
        """Ask a runner what it would not do, or do wrong. Announces `checked`."""
        mapping = self._session.mapping

        def work(task: Task) -> Checked:
            from mapper_gui.exporters import find_problems

            with _engine(mapping, runner) as engine:
                return Checked(runner, find_problems(mapping, runner, engine))

        self._drop()
        self._task = self._session.background.run("", work, self._show_checked, self._show_failed)

    def write(self, runner: str, folder: Path, name: str, *, overwrite: bool = False) -> None:
        """Write the runner's files into the folder, named after `name`.

        Announces `written`; `in_the_way` when files of these names are there and `overwrite` was
        not asked for; `checked` when errors stand in the way after all; or `failed`.
        """
        mapping = self._session.mapping
        self._drop()
        self._task = self._session.background.run(
            tr("Writing {runner}").format(runner=runner),
            lambda task: _write(mapping, runner, folder, name, overwrite),
            self._show_written,
            self._show_failed,
            kept=True,
        )

    def leave(self) -> None:
        """Nobody listens any more. Files that are being written are written, and what came of it
        is told in the status line."""
        self._left = True
        self._drop()

    def _drop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _show_checked(self, checked: Checked) -> None:
        self._task = None
        self.checked.emit(checked)

    def _show_written(self, paths: tuple[Path, ...]) -> None:
        self._task = None
        words = tr_n(
            "Wrote {count} file to {folder}", "Wrote {count} files to {folder}", len(paths)
        )
        self._session.noticed.emit(words.format(count=len(paths), folder=paths[0].parent))
        self.written.emit(paths)

    def _show_failed(self, error: MapperError) -> None:
        self._task = None
        if self._left:
            self._session.noticed.emit(sentence(error))
        elif isinstance(error, StorageError) and error.kind is StorageKind.EXISTS:
            self.in_the_way.emit(error.facts["files"])
        elif isinstance(error, ExportError) and error.kind is ExportKind.HAS_PROBLEMS:
            problems = error.facts["problems"]
            assert isinstance(problems, tuple)
            self.checked.emit(Checked(str(error.facts.get("runner", "")), problems))
        else:
            self.failed.emit(error)


def trigger_condition(mapping: Mapping) -> str:
    """The condition on a Lightning edge that lets only submissions of this form through."""
    from mapper_gui.exporters.openfn.trigger import edge_condition

    return edge_condition(mapping)


def trigger_filters(mapping: Mapping) -> str:
    """The message filters of the first OpenFn platform for the same submissions, one on a line."""
    from mapper_gui.exporters.openfn.trigger import message_filters

    return "\n".join(json.dumps(each, ensure_ascii=True) for each in message_filters(mapping))


@contextmanager
def _engine(mapping: Mapping, runner: str) -> "Iterator[Engine | None]":
    """An engine where code goes into a file, so that what is no JavaScript is found before."""
    if runner != "openfn" or not mapping.has_code:
        yield None
        return
    from mapper_gui.engines.javascript import MOST_SLOW_TOGETHER, Engine

    with Engine(most_slow=MOST_SLOW_TOGETHER) as engine:
        yield engine


def _write(
    mapping: Mapping, runner: str, folder: Path, name: str, overwrite: bool
) -> tuple[Path, ...]:
    from mapper_gui.exporters import export
    from mapper_gui.exporters.specification import SCHEMA_FILE

    schema: bytes | None = resource("schema", SCHEMA_FILE).read_bytes()
    if _holds(folder / SCHEMA_FILE, schema):
        schema = None  # an earlier export left the same one there
    with _engine(mapping, runner) as engine:
        made = export([(name, mapping)], runner, schema=schema, javascript=engine)
    return write_all(folder, made.files, overwrite=overwrite)


def _holds(path: Path, contents: bytes | None) -> bool:
    try:
        return path.read_bytes() == contents
    except OSError:
        return False
