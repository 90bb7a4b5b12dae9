"""`mapper-gui --smoke-test`: whether what was installed is whole. The packages' build ends with it.

The program does one small job in a window of its own, with the parts that a bundle could lack:
icons, help, the sample, the practice server, the JavaScript engine, the keyring, time zones. It
says each step, and touches neither settings nor keys of the person who runs it.
"""

import json
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module, resources
from pathlib import Path
from pkgutil import walk_packages

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QApplication

import mapper_gui
from mapper_gui.app.export import Export
from mapper_gui.app.settings import Settings
from mapper_gui.mapping.edit import with_field_rule
from mapper_gui.mapping.errors import MapperError, SecretError
from mapper_gui.mapping.mapping import FieldRule
from mapper_gui.mapping.source import FORM_ID
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.values import First
from mapper_gui.storage.credentials import keyring_in_use
from mapper_gui.storage.resources import resource
from mapper_gui.views.guide_view import GuideView, read_topics
from mapper_gui.views.main_window import MainWindow
from mapper_gui.views.program import Program, build
from mapper_gui.views.theme import apply_theme, pixmap
from mapper_gui.wording.errors import sentence

SECONDS = 30
"""For each step; a slow machine takes one or two."""
WIDTH, HEIGHT = 1366, 768
_KEYRINGS = {
    "linux": ("keyring.backends.SecretService", "keyring.backends.kwallet", "secretstorage"),
    "darwin": ("keyring.backends.macOS", "keyring.backends.macOS.api"),
    "win32": ("keyring.backends.Windows", "win32ctypes.pywin32.win32cred"),
}
"""What keyring finds by itself; where it is missing it would only say that there is no keyring."""
_CODE_FIELD, _CODE = "Smoke_Test__c", "return value.length"
PROJECT = "register_household.ccmap"
SUBMISSION = "register_household-all-answered.json"


class _Failed(Exception):  # noqa: N818 (it is an outcome)
    """A step did not do what it should; the text says what."""


def run() -> int:
    """Do every step and say each on standard output; 0 when all were done."""
    try:
        with _own_folders() as folder:
            _do(folder)
    except Exception as error:  # noqa: BLE001 - whatever is missing is what is asked for
        _say(f"smoke test failed: {_words(error)}")
        traceback.print_exc(file=sys.stdout)
        if sys.stdout is not None:
            sys.stdout.flush()
        os._exit(1)  # a window that was half made may crash where it is taken apart
    _say("smoke test: all good")
    return 0


def _do(folder: Path) -> None:
    _say(f"{mapper_gui.__version__} in {Path(sys.executable).name}")
    _say(f"{_import_all()} modules of the program")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    apply_theme(application)
    window = MainWindow(Settings())
    painted: list[bool] = []
    window.first_painted.connect(lambda: painted.append(True))
    window.resize(WIDTH, HEIGHT)
    window.show()
    _until(lambda: painted, "the window to be painted")
    program = build(window)
    try:
        _say(f"a window, on {application.platformName()}")
        if QRegion(pixmap("application", 32, 1.0).mask()).isEmpty():
            raise _Failed("the program's own icon is empty")
        _say("icons")
        _read_sample(program, folder)
        _ask_practice_server(program)
        _run_javascript(program)
        _export_workbook(program, folder)
    finally:
        program.project.leave()
        program.close()
        window.deleteLater()
    _open_guide()
    _find_zones()
    _say(f"keyring: {_keyring()}")


def _import_all() -> int:
    names = [each.name for each in walk_packages(mapper_gui.__path__, "mapper_gui.")]
    for name in names:
        if not name.endswith(".__main__"):
            import_module(name)
    return len(names)


def _read_sample(program: Program, folder: Path) -> None:
    """The form and its target's fields, then the finished project of it."""
    session = program.session
    program.window.requests.open_sample()
    _until(
        lambda: session.mapping.form.questions and session.mapping.target.objects,
        "the sample to be read",
    )
    _say(f"the sample: {len(session.mapping.form.questions)} questions")
    project = folder / PROJECT
    shutil.copyfile(resource("sample", PROJECT), project)
    program.project.open(project)
    _until(lambda: session.mapping.rules[0].fields, "the sample project to be opened")


def _ask_practice_server(program: Program) -> None:
    failed: list[MapperError] = []
    program.look_up.failed.connect(failed.append)
    program.look_up.use_practice_server()
    submission = json.loads(resource("sample", "practice", SUBMISSION).read_text("utf-8"))
    program.look_up.look_up(submission["id"])
    _until(lambda: program.session.evaluation or failed, "the practice server's answer")
    if failed:
        raise failed[0]
    _say("the practice server answers")


def _run_javascript(program: Program) -> None:
    session = program.session
    rule = session.mapping.rules[0]
    code = FieldRule(_CODE_FIELD, First((FORM_ID,)), (Code(_CODE),))
    session.apply("smoke test", with_field_rule(session.mapping, rule.id, code))

    def made() -> object:
        records = session.evaluation.records if session.evaluation else ()
        return next(
            (each.written[_CODE_FIELD] for each in records if _CODE_FIELD in each.written), 0
        )

    _until(made, "the JavaScript engine")
    _say(f"JavaScript: a form id has {made()} characters")


def _export_workbook(program: Program, folder: Path) -> None:
    export = Export(program.session)
    said: list[object] = []
    for signal in (export.written, export.failed, export.checked):
        signal.connect(said.append)
    export.write("workbook", folder, "smoke-test")
    _until(lambda: said, "the workbook to be written")
    [workbook] = folder.glob("*.xlsx")
    _say(f"a workbook of {workbook.stat().st_size} bytes")


def _open_guide() -> None:
    topics = read_topics()
    guide = GuideView()
    guide.show_topic(topics[0].name)
    guide.show()
    _settle()
    shown = guide.page.toPlainText()
    guide.close()
    guide.deleteLater()
    if not shown:
        raise _Failed("the guide's first page is empty")
    _say(f"the guide: {len(topics)} pages")


def _find_zones() -> None:
    """Those that the program brings: most of Windows and some of Linux have none."""
    zone = resources.files("tzdata").joinpath("zoneinfo", "Africa", "Nairobi")
    if not zone.is_file():
        raise _Failed("the time zones (tzdata) are missing")
    _say("time zones")


def _keyring() -> str:
    for name in _KEYRINGS[sys.platform]:
        import_module(name)
    try:
        return keyring_in_use()
    except SecretError as error:  # a machine may have none: the program works without
        return f"none here ({error.kind})"


def _until(reached: Callable[[], object], what: str) -> None:
    end = time.monotonic() + SECONDS
    while not reached():
        if time.monotonic() > end:
            raise _Failed(f"waited {SECONDS} s for {what}")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _settle() -> None:
    for _ in range(5):
        QCoreApplication.processEvents()


@contextmanager
def _own_folders() -> Iterator[Path]:
    """Settings and state in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mapper-smoke-test-") as name:
        places = {f"XDG_{each}_HOME" for each in ("CONFIG", "STATE", "CACHE", "DATA")}
        places |= {f"WIN_PD_OVERRIDE_{each}" for each in ("APPDATA", "LOCAL_APPDATA")}
        before = {each: os.environ.get(each) for each in places}
        os.environ.update(dict.fromkeys(places, name))
        try:
            yield Path(name)
        finally:
            for each, value in before.items():
                if value is None:
                    os.environ.pop(each, None)
                else:
                    os.environ[each] = value


def _words(error: Exception) -> str:
    if isinstance(error, MapperError):
        return sentence(error)
    return f"{type(error).__name__}: {error}"


def _say(words: str) -> None:
    # A window's program on Windows may have nowhere to say it; the exit code tells then.
    if sys.stdout is not None:
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()
