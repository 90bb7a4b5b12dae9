"""JavaScript for code steps, with limits on time and memory and no way out.

The code runs in a process of its own (`javascript_box`), which has a pipe and nothing else, and
which is ended when a run takes too long. It is started when the first code is run.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import Any, Self

from mapper_gui.engines import BOX_WORD, javascript_box
from mapper_gui.mapping.making import UNDEFINED, JavaScriptError
from mapper_gui.mapping.result import CodeFault
from mapper_gui.mapping.submission import Node

RUN_SECONDS = 0.25
"""What one run of code may take."""
ALL_SECONDS = 60.0
"""What all the runs for one submission may take together."""
MOST_SLOW = 4
"""After so many runs that took too long the code of a submission is given up."""
MOST_SLOW_TOGETHER = 40
"""After so many the code of a whole file of submissions is given up: it would take hours."""
START_SECONDS = 15.0

_FAULTS = {
    "syntax": CodeFault.SYNTAX,
    "threw": CodeFault.THREW,
    "promise": CodeFault.PROMISE,
    "no_value": CodeFault.NO_VALUE,
    "too_large": CodeFault.TOO_LARGE,
    "memory": CodeFault.MEMORY,
}


class Engine:
    """Runs code; to be closed. One run at a time, from any thread.

    `most_slow`: after so many runs that took too long all of them fail at once, for one that goes
    through a file and is closed then. None: each submission begins anew.
    """

    def __init__(self, *, run_seconds: float = RUN_SECONDS, most_slow: int | None = None) -> None:
        self._run_seconds = run_seconds
        self._most_slow = most_slow
        self.slow = 0
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._submission: tuple[Mapping[str, Node], str] | None = None
        """The submission that the box has, with its text: it is sent once, not for every run."""
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process. A run that is under way fails."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            self._end()

    def for_submission(
        self, *, seconds: float = ALL_SECONDS, cancelled: Callable[[], bool] = lambda: False
    ) -> "Allowance":
        """The engine for the evaluation of one submission, with its share of time."""
        return Allowance(self, seconds, cancelled)

    @property
    def gives_up(self) -> bool:
        """Whether too many runs took too long."""
        return self._most_slow is not None and self.slow >= self._most_slow

    def run(self, body: str, value: Node, submission: Mapping[str, Node], row: Node) -> Node:
        """What `(value, submission, row) => { body }` returns, in strict mode and as JSON values;
        `UNDEFINED` stands for undefined both ways. Raises JavaScriptError."""
        with self._lock:
            if self._closed:
                raise JavaScriptError(CodeFault.GIVEN_UP)
            asked: dict[str, Any] = {
                "body": body,
                "value": None if value is UNDEFINED else _text(value),
                "row": _text(row),
            }
            self._start()
            if self._submission is None or self._submission[0] is not submission:
                asked["submission"] = _text(dict(submission))
                self._submission = (submission, asked["submission"])
            return _made(self._ask(asked, self._run_seconds))

    def _start(self) -> None:
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._end()
        self._submission = None
        try:
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ImportError) as error:
            raise JavaScriptError(CodeFault.NO_ENGINE, str(error)) from error
        try:
            self._ask(None, START_SECONDS)
        except JavaScriptError as error:
            raise JavaScriptError(CodeFault.NO_ENGINE) from error

    def _ask(self, message: dict[str, Any] | None, seconds: float) -> dict[str, Any]:
        """Send a message and wait for the answer; the process is ended when it takes too long."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        watch = threading.Timer(seconds, end)
        watch.daemon = True
        watch.start()
        answer = None
        try:
            if message is not None:
                javascript_box.send(process.stdin, message)
            answer = javascript_box.receive(process.stdout)
        except OSError:
            pass  # it has ended: said below
        finally:
            watch.cancel()
            watch.join()
        if answer is not None and not late.is_set():
            return answer
        self._end()
        if self._closed:
            raise JavaScriptError(CodeFault.GIVEN_UP)
        if late.is_set():
            raise JavaScriptError(CodeFault.TOO_LONG, f"{seconds * 1000:.0f}")
        # V8 ends its process when there is no memory left; nothing else does.
        raise JavaScriptError(CodeFault.MEMORY)

    def _end(self) -> None:
        process, self._process, self._submission = self._process, None, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class Allowance:
    """An engine with the time that one submission may take: `mapping.making.JavaScript`.

    When it is used up, or `cancelled` says so, every further run fails at once.
    """

    def __init__(self, engine: Engine, seconds: float, cancelled: Callable[[], bool]) -> None:
        self._engine = engine
        self._seconds = seconds
        self._cancelled = cancelled
        self._slow = 0

    def run(self, body: str, value: Node, submission: Mapping[str, Node], row: Node) -> Node:
        used_up = self._seconds <= 0 or self._slow >= MOST_SLOW
        if used_up or self._engine.gives_up or self._cancelled():
            raise JavaScriptError(CodeFault.GIVEN_UP)
        began = monotonic()
        try:
            return self._engine.run(body, value, submission, row)
        except JavaScriptError as error:
            if error.fault is CodeFault.TOO_LONG:
                self._slow += 1
                self._engine.slow += 1
            raise
        finally:
            self._seconds -= monotonic() - began


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, BOX_WORD]
    found = find_spec("py_mini_racer")
    if found is None or found.origin is None:
        raise ImportError("mini-racer")
    folder = Path(found.origin).parents[1]
    # Nothing of the user's own Python set-up is read: it starts faster, and alike everywhere.
    return [sys.executable, "-I", "-S", str(Path(javascript_box.__file__)), str(folder)]


def _environment() -> dict[str, str]:
    """What the process must know of this machine; keys and names are none of its business."""
    kept = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _text(value: Node) -> str:
    try:
        return json.dumps(value, allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise JavaScriptError(CodeFault.NO_VALUE, str(error)) from error


def _made(answer: dict[str, Any]) -> Node:
    if "fault" in answer:
        fault = _FAULTS.get(str(answer["fault"]), CodeFault.THREW)
        raise JavaScriptError(fault, str(answer.get("said", "")))
    made = answer.get("made")
    if made is None:
        return UNDEFINED
    try:
        return json.loads(made)
    except (ValueError, TypeError, RecursionError) as error:
        raise JavaScriptError(CodeFault.NO_VALUE) from error
