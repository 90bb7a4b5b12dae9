"""The window as a program of its own that is given an API key and tries to make it known.

Run by path, with the key on standard input and as words: what to do (`work`, which ends as a crash
does, or `restore`) and the folder with the project. It prints all that a person would see and every
process it starts; the test searches that, and all files.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from open_program import application, at_rest, settle, until
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from mapper_gui.app.audits import Audits
from mapper_gui.app.export import Export
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_season import practice_season
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.commcare.wire import Wire
from mapper_gui.mapping.errors import MapperError
from mapper_gui.storage.folders import state_folder
from mapper_gui.storage.recovery import recoveries
from mapper_gui.storage.sample import practice_records
from mapper_gui.views.connection_dialog import ConnectionDialog
from mapper_gui.views.program import Program, _telling, build
from mapper_gui.wording.errors import sentence

FORM_ID = "f959449c-8776-42ac-b776-3f564fafc331"
OWN = 4
STATUSES = (200, 400, 401, 403, 404, 500)
RUNNERS = ("openfn", "commcare-export", "data-loader", "case-upload", "workbook")


def main() -> None:
    what, folder = sys.argv[1:]
    key = sys.stdin.readline().strip()
    # As talkative as can be: what is logged anywhere is part of what is searched.
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    sys.addaudithook(tell_of_processes)
    application()
    program = build()
    sys.excepthook = _telling(program.window)
    program.window.show()
    settle()
    with PracticeServer.start([*practice_season().submissions, *practice_records()]) as server:
        server._listening.api_key = key
        run = Run(program, server, Path(folder), key)
        if what == "work":
            run.work()
            print("worked", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)  # with unsaved work
        run.restore()
        program.project.leave()
        program.window.close()
        program.close()
        settle()
    print("restored", flush=True)


def tell_of_processes(event: str, words: tuple[Any, ...]) -> None:
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"):
        print("process", event, words, flush=True)


class Run:
    """One person at work."""

    def __init__(self, program: Program, server: PracticeServer, folder: Path, key: str) -> None:
        self.program, self.folder, self.key = program, folder, key
        self.server, self.url = server, server.server_url
        self.told: list[object] = []
        program.look_up.failed.connect(self.tell)
        program.look_up.found.connect(self.tell)
        program.session.noticed.connect(self.tell)
        program.session.refused.connect(self.tell)

    def tell(self, what: object) -> None:
        self.told.append(what)
        said = sentence(what) if isinstance(what, MapperError) else ""
        print("told", repr(what)[:2000], said, flush=True)

    def work(self) -> None:
        program, folder, server = self.program, self.folder, self.server
        program.project.open(folder / "household.ccmap")
        until(lambda: program.session.mapping.rules and at_rest(program))
        self.connect(self.url, test=True)
        for answer in given_back(self.key):
            server.misbehave(answer, answer, answer)
            self.connect(self.url, test=True)
            server.behave()
        with PracticeServer.start([]) as stopped:
            nobody = stopped.server_url
        for wrong in (nobody, "https://hq.invalid", "http://hq.invalid", f"http://me:{self.key}@x"):
            self.connect(wrong, test=True)
        self.connect(self.url, keep=True)  # there is no keyring: told, and used for this run
        self.connect(self.url)
        for text in (FORM_ID, "nobody", f"{self.url}/a/demo/reports/form_data/{FORM_ID}/"):
            self.look_up(text)
        for answer in given_back(self.key):
            server.misbehave(answer, answer, answer)
            self.look_up(FORM_ID)
            server.behave()
        self.connect(nobody)
        self.look_up(FORM_ID)
        self.connect(self.url)
        self.audit()
        self.save(folder / "saved.ccmap")
        self.export()
        self.crash()
        self.edit("unsaved")
        until(lambda: any(b"unsaved" in each for each in journals()))
        self.see("at the end")

    def restore(self) -> None:
        [kept] = recoveries()
        self.program.project.restore(kept)
        until(lambda: at_rest(self.program))
        self.connect(self.url)
        self.look_up(FORM_ID)
        self.crash()
        self.save(self.folder / "restored.ccmap")

    def connect(self, server: str, *, test: bool = False, keep: bool = False) -> None:
        self.program.window.dialogs.show_connection()
        dialog = self.program.window.dialogs.open_dialog
        assert isinstance(dialog, ConnectionDialog)
        dialog.server.setCurrentIndex(OWN)
        dialog.address.setText(server)
        dialog.space.setText("demo")
        dialog.user.setText("practice@example.org")
        dialog.key.setText(self.key)
        dialog.keep.setChecked(keep)
        if test:
            dialog.start_test()
            until(lambda: dialog.notices.isVisible())
        else:
            dialog.use()
            until(lambda: dialog.gone or dialog.notices.isVisible())
        self.see("a connection")
        if not dialog.gone:
            dialog.reject()
        settle()

    def look_up(self, text: str) -> None:
        before = len(self.told)
        self.program.look_up.look_up(text)
        until(lambda: len(self.told) > before and at_rest(self.program))
        self.see(f"look-up of {text}")

    def audit(self) -> None:
        audits = Audits(self.program.session, self.program.look_up)
        audits.failed.connect(self.tell)
        audits.fetch(50)
        until(lambda: audits.audit is not None and not audits.is_busy)
        print("audited", audits.audit, flush=True)
        audits.close()

    def save(self, path: Path) -> None:
        self.program.project.save(path)
        until(lambda: path.exists() and at_rest(self.program))

    def export(self) -> None:
        export = Export(self.program.session)
        export.failed.connect(self.tell)
        export.checked.connect(self.tell)
        for runner in RUNNERS:
            into = self.folder / runner
            into.mkdir()
            export.write(runner, into, "household")
            until(lambda: at_rest(self.program))

    def edit(self, words: str) -> None:
        mapping = self.program.session.mapping
        self.program.session.apply("Note", replace(mapping, note=words))

    def crash(self) -> None:
        """Errors that nobody expected: in the window, and on the network's thread, mid-question."""
        key = self.key

        def boom(*_: object, **__: object) -> None:
            secret = key  # in reach of whoever writes local names down
            raise RuntimeError(f"unexpected, with {len(secret)} characters")

        in_time(boom)
        real = Wire._read
        Wire._read = boom  # type: ignore[method-assign, assignment]
        try:
            self.program.look_up.look_up(FORM_ID)
            until(lambda: at_rest(self.program))
        finally:
            Wire._read = real  # type: ignore[method-assign]
        settle()
        self.see("after a crash")

    def see(self, when: str) -> None:
        """Print what can be seen or heard in every window."""
        for widget in QApplication.allWidgets():
            for text in texts_of(widget):
                print("seen", when, repr(text))
        sys.stdout.flush()


def in_time(call: Callable[[], object]) -> None:
    done: list[int] = []

    def both() -> None:
        done.append(1)
        call()

    QTimer.singleShot(0, both)
    until(lambda: bool(done))


def texts_of(widget: QWidget) -> list[str]:
    found = [widget.toolTip(), widget.accessibleName(), widget.windowTitle()]
    # What the person at work typed is no news to that person.
    typed = ("text",) if isinstance(widget, QLineEdit) else ()
    for name in {"text", "placeholderText", "toPlainText", "currentText"}.difference(typed):
        read = getattr(widget, name, None)
        if callable(read):
            found.append(str(read()))
    return [text for text in found if text]


def journals() -> list[bytes]:
    return [file.read_bytes() for file in (state_folder() / "recovery").glob("*.json")]


def given_back(key: str) -> list[Misbehaviour]:
    """Answers that send the key back, as a server in a debugging mood or a bad proxy would."""
    said = json.dumps({"error": f"bad header: ApiKey practice@example.org:{key}"}).encode()
    page = f"<html><title>{key}</title>Authorization: ApiKey me:{key}</html>".encode()
    return [
        *(Misbehaviour(status, {}, body) for status in STATUSES for body in (said, page)),
        Misbehaviour(302, {"Location": f"https://elsewhere.invalid/?api_key={quote(key)}"}),
        Misbehaviour(302, {"Location": f"https://[{key}"}),
        Misbehaviour(200, {"Content-Encoding": key}, b"x"),
        Misbehaviour(429, {"Retry-After": key}),
        Misbehaviour(200, {"Content-Type": "application/json"}, said, cut_off=True),
        Misbehaviour(raw=f"{key} is no HTTP\r\n\r\n".encode()),
        Misbehaviour(raw=f"HTTP/1.1 200 {key}\r\nBad header {key}\r\n\r\n".encode()),
    ]


if __name__ == "__main__":
    main()
