"""Beside the submission: how its app version stands. A click opens what is known of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from mapper_gui.app.app_versions import AppVersions
from mapper_gui.mapping.app_version import Standing
from mapper_gui.mapping.errors import MapperError
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.elided_link import ElidedLink
from mapper_gui.views.quiet_widgets import quiet_label
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.app_versions import (
    calls_words,
    missing_words,
    version_details,
    version_line,
    version_short,
)
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.text import tr

WIDEST = 60 * SPACE
WIDTH = 620


class AppVersionLink(ElidedLink):
    """Hidden where the submission names no version."""

    wanted = Signal()  # the dialog about it

    def __init__(self, versions: AppVersions) -> None:
        super().__init__()
        self._versions = versions
        self.setMaximumWidth(WIDEST)
        self.clicked.connect(self.wanted)
        versions.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        report = self._versions.report
        if report is None or (report.version is None and report.standing is Standing.UNKNOWN):
            self.show_name("")
            return
        self.show_name(version_short(report))
        self.setToolTip("\n".join(lines_of(self._versions)))
        self.setAccessibleName(tr("App version: {words}").format(words=version_line(report)))


def lines_of(versions: AppVersions) -> list[str]:
    """What is known of the open submission's version, and what keeps more from being known."""
    report = versions.report
    if report is None:
        return []
    lines = [version_line(report), *version_details(report)]
    if versions.missing is not None:
        lines.append(missing_words(versions.missing))
    return lines


class AppVersionDialog(DialogSheet):
    """What is known; and the button that asks CommCare HQ, with what that costs."""

    def __init__(self, parent: QWidget | None, versions: AppVersions) -> None:
        super().__init__(
            parent,
            tr("App version of the submission"),
            tr(
                "Users may have an older version of the app than the latest released one. Compared "
                "are the questions that the mapping reads."
            ),
        )
        self._versions = versions
        self.known = QLabel(wordWrap=True)
        self.known.setTextFormat(Qt.TextFormat.PlainText)
        self.known.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.cost = quiet_label()
        self.body.addWidget(self.known)
        self.body.addWidget(self.cost)
        self.body.addStretch(1)
        self.ask = self.add_button(tr("Look up the versions"), self._ask, left=True)
        self.add_button(tr("Close"), self.accept, primary=True)
        versions.changed.connect(self._show)
        versions.failed.connect(self._show_failed)
        self._show()
        self.size_for(WIDTH, 360)

    def _ask(self) -> None:
        self.notices.dismiss()
        if self._versions.is_asking:
            self._versions.cancel()
        else:
            self._versions.look_up()

    def _show(self) -> None:
        if self.gone:
            return
        text = "\n\n".join(lines_of(self._versions)) or tr("No submission is open.")
        self.known.setText(text)
        self.known.setAccessibleName(text)
        asking, calls = self._versions.is_asking, self._versions.calls
        self.ask.setText(tr("Cancel the look-up") if asking else tr("Look up the versions"))
        self.ask.setEnabled(asking or bool(calls))
        self.cost.setText(self._cost_words(calls))

    def _cost_words(self, calls: int | None) -> str:
        if self._versions.is_asking:
            return tr("Looking up…")
        if calls is None:
            return tr(
                "To compare it, connect to CommCare HQ. The submission must name its app, or the "
                "form of the mapping must."
            )
        words = tr("Looking it up {cost}.") if calls else "{cost}."
        return words.format(cost=calls_words(calls))

    def _show_failed(self, error: MapperError) -> None:
        if not self.gone:
            self.notices.show_notice(sentence(error), "error")
            self._show()
