"""Building the program: the application, the rooms, the window, and closing them in order."""

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from mapper_gui.app.settings import Settings
from mapper_gui.views.main_window import MainWindow
from mapper_gui.views.theme import apply_theme
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.app.background import Background
    from mapper_gui.app.form_files import FormFiles
    from mapper_gui.app.leftovers import Leftovers
    from mapper_gui.app.look_up import LookUp
    from mapper_gui.app.project_file import ProjectFile
    from mapper_gui.app.session import Session

SWITCH_SECONDS = 0.0001
"""How long the window's thread waits for work on another thread to make way."""
UNSEEN_MS = 1000
"""A window that is not painted by then (it began as an icon) is furnished all the same."""


@dataclass(slots=True)
class Program:
    """The parts of the running program. `close` ends threads and servers."""

    window: MainWindow
    session: "Session"
    files: "FormFiles"
    look_up: "LookUp"
    project: "ProjectFile"
    settings: Settings
    background: "Background"
    leftovers: "Leftovers"

    def close(self) -> None:
        self.session.close()
        self.look_up.close()
        self.project.close()
        self.background.close()
        self.leftovers.close()


def build(window: MainWindow | None = None) -> Program:
    """The program with an empty window that is not yet shown, or in the window given. Needs a
    QApplication."""
    # Not at the top: the window's first page is seen before all this is read.
    from mapper_gui.app.background import Background
    from mapper_gui.app.connections import Connections
    from mapper_gui.app.form_files import FormFiles
    from mapper_gui.app.leftovers import Leftovers
    from mapper_gui.app.look_up import LookUp
    from mapper_gui.app.project_file import ProjectFile
    from mapper_gui.app.session import Session

    # Python lets a thread keep the interpreter for 5 ms when another waits for it. The window's
    # thread gives it away at every call of Qt, many in one repaint, and would wait each time.
    sys.setswitchinterval(SWITCH_SECONDS)
    window = window or MainWindow(Settings())
    settings = window.settings
    background = Background()
    session = Session(background)
    look_up = LookUp(session)
    look_up.network = Connections(settings).network
    files = FormFiles(session)
    project = ProjectFile(session, look_up, settings)
    leftovers = Leftovers()
    window.furnish(session, files, look_up, project)
    for large_came in (files.form_read, project.opened):
        large_came.connect(leftovers.keep)
    leftovers.keep()
    return Program(window, session, files, look_up, project, settings, background, leftovers)


def run(path: Path | None, *, sample: bool = False) -> int:
    """Show the window, with this project or the sample, until it is closed."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Mapper for CommCare")
    application.setDesktopFileName("org.mapper_for_commcare.Mapper")
    apply_theme(application)
    window = MainWindow(Settings())
    made: list[Program] = []

    def go_on() -> None:
        if made:
            return
        program = build(window)
        made.append(program)
        if path is not None:
            program.project.open(path)
        elif sample:
            window.requests.open_sample()
        else:
            window.dialogs.offer_recovery()

    sys.excepthook = _telling(window)
    window.first_painted.connect(go_on)
    QTimer.singleShot(UNSEEN_MS, go_on)
    window.show()
    # Python handles Ctrl+C only while it runs Python code: let it, a few times a second.
    signal.signal(signal.SIGINT, lambda *_: application.quit())
    alive = QTimer(interval=200)
    alive.timeout.connect(lambda: None)
    alive.start()
    try:
        return application.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        for program in made:
            program.close()


def _telling(window: MainWindow) -> Callable[..., None]:
    """What to do with an error that nobody expected: write it down, say it, and go on."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        words = tr(
            "The program met an error it did not expect ({error}). Your work is still here: save it "
            "before you go on."
        )
        window.notices.show_notice(words.format(error=kind.__name__), "error")

    return tell
