"""The records that the open submission makes: as the preview, or as one runner will write them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout

from mapper_gui.app.runner_shown import RunnerShown
from mapper_gui.app.session import Session
from mapper_gui.exporters.previews import PREVIEWED
from mapper_gui.mapping.evaluate import Evaluation
from mapper_gui.mapping.runner_preview import RunnerPreview
from mapper_gui.views.quiet_widgets import QuietCombo, caption, quiet_label, row
from mapper_gui.views.result_view import ResultView
from mapper_gui.views.runner_result_view import RunnerResultView
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.runner_preview import runner_name, summary_words
from mapper_gui.wording.text import tr


class ResultPane(QFrame):
    """A chooser above the records; where there are none it says why and what to do."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown = RunnerShown(session, self)
        self.result = ResultView(session)
        self.as_runner = RunnerResultView(session)
        self.chooser = QuietCombo(tr("Show the records as"))
        self.chooser.addItem(tr("as the preview"))
        for runner in PREVIEWED:
            self.chooser.addItem(tr("as {runner}").format(runner=runner_name(runner)), runner)
        self.chooser.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        self.chooser.setToolTip(
            tr(
                "Runners differ in how they write missing, null and typed values: see what one writes"
            )
        )
        self.summary = quiet_label()
        self.summary.setWordWrap(False)
        self._why = _Why()
        self._pages = QStackedWidget()
        for page in (self.result, self.as_runner, self._why):
            self._pages.addWidget(page)
        line = row(caption(tr("Records")), self.chooser, self.summary)
        line.setStretch(1, 0)
        line.setStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(line)
        layout.addWidget(self._pages, 1)
        self.chooser.activated.connect(lambda _: self._shown.show_as(self.chooser.currentData()))
        self._shown.changed.connect(self._show_runner)

    def set_language(self, language: str) -> None:
        """Show labels in this language."""
        self.result.set_language(language)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show the records that this evaluation gave."""
        self.result.show_evaluation(evaluation)
        self._show_page(evaluation)

    def take_focus(self) -> None:
        """Give the records the keyboard."""
        page = self._pages.currentWidget() or self
        page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._shown.want(True)
        self._show_page(self._session.evaluation)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._shown.want(False)

    def _show_runner(self, preview: RunnerPreview | None) -> None:
        self.as_runner.show_preview(preview)
        self.summary.setText(summary_words(preview) if preview else "")
        self.summary.setToolTip(self.summary.text())
        self._show_page(self._session.evaluation)

    def _show_page(self, evaluation: Evaluation | None) -> None:
        if evaluation is None or not self.isVisible():
            return
        if not evaluation.records:
            self._why.show_lines(self._why_none(evaluation))
            self._pages.setCurrentWidget(self._why)
        elif self._shown.runner is not None:
            self._pages.setCurrentWidget(self.as_runner)
        else:
            self._pages.setCurrentWidget(self.result)

    def _why_none(self, evaluation: Evaluation) -> tuple[str, ...]:
        from mapper_gui.wording.no_records import no_records_words

        mapping = self._session.mapping
        blanks = self._session.blanks
        return no_records_words(
            mapping, evaluation, lambda rule: blanks.why_no_records(evaluation, rule)
        )


class _Why(QScrollArea):
    """Why there is no record, as lines that can be read and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Why there is no record"))
        self._lines = QLabel(wordWrap=True)
        self._lines.setTextFormat(Qt.TextFormat.PlainText)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._lines.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._lines.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        self.setWidget(self._lines)

    def show_lines(self, lines: tuple[str, ...]) -> None:
        self._lines.setText("\n".join(lines))
