"""Beside the submission: its app version, whether it is current, and what differs for the mapping."""

from collections.abc import Callable

from PySide6.QtCore import Signal

from mapper_gui.app.app_versions import AppVersions
from mapper_gui.mapping.app_version import Standing
from mapper_gui.views.elided_link import ElidedLink
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.app_versions import (
    calls_words,
    missing_words,
    version_details,
    version_line,
)
from mapper_gui.wording.text import tr

WIDEST = 44 * SPACE
MOST_LINES = 7
"""In a notice; the tooltip has all."""


class AppVersionLink(ElidedLink):
    """Says how the app version stands. A click looks up what is not known, else tells the details."""

    details_wanted = Signal(str, str)  # a text of some lines, and its tone

    def __init__(self, versions: AppVersions) -> None:
        super().__init__()
        self._versions = versions
        self._tells_when_found = False
        self.setMaximumWidth(WIDEST)
        self.clicked.connect(self._act)
        versions.changed.connect(self._show)
        versions.ended.connect(self._tell_found)
        self._show()

    @property
    def can_ask(self) -> bool:
        """Whether a look-up would find out more."""
        return bool(self._versions.calls)

    def _act(self) -> None:
        if self._versions.is_asking:
            self._versions.cancel()
        elif self.can_ask:
            self._tells_when_found = True
            self._versions.look_up()
        else:
            self._tell()

    def _show(self) -> None:
        report = self._versions.report
        if report is None or (report.version is None and report.standing is Standing.UNKNOWN):
            self.show_name("")
            return
        if self._versions.is_asking:
            self.show_name(tr("Looking up the app version… Cancel"))
        elif report.standing is Standing.UNKNOWN and self.can_ask:
            self.show_name(tr("{version} – compare").format(version=version_line(report)))
        else:
            self.show_name(version_line(report))
        self.setToolTip("\n".join(self._lines()))
        self.setAccessibleName(tr("App version: {words}").format(words=self.name))

    def _lines(self) -> list[str]:
        report = self._versions.report
        if report is None:
            return []
        lines = [version_line(report), *version_details(report)]
        missing = self._versions.missing
        if missing is not None:
            lines.append(missing_words(missing))
        calls = self._versions.calls
        if calls:
            words = tr("A click compares it with the latest released version: {cost}.")
            lines.append(words.format(cost=calls_words(calls)))
        elif calls is None and report.latest is None:
            lines.append(tr("With a connection it is compared with the latest released version."))
        return lines

    def _tell_found(self) -> None:
        if self._tells_when_found:
            self._tells_when_found = False
            self._wait(self._tell)

    def _wait(self, tell: Callable[[], None]) -> None:
        """The end is announced before the answer is taken in; a failure says so itself."""
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, self, tell)

    def _tell(self) -> None:
        report = self._versions.report
        if report is None or (report.standing is Standing.UNKNOWN and not report.of_submission):
            return
        lines = self._lines()
        shown = lines[:MOST_LINES]
        if len(lines) > MOST_LINES:
            more = len(lines) - MOST_LINES
            shown.append(tr("{count} more: hold the mouse over the version.").format(count=more))
        differs = report.of_submission is not None and bool(report.of_submission.questions)
        is_fine = report.standing is Standing.CURRENT and not differs
        self.details_wanted.emit("\n".join(shown), "info" if is_fine else "warning")
