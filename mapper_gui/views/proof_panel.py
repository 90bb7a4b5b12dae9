"""Below the panes: the look-up line, and on demand the problems or the records it gave."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
)

from mapper_gui.app.look_up import LookUp, Offered
from mapper_gui.app.session import Session
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import MapperError, ServerError, ServerKind
from mapper_gui.mapping.evaluate import Evaluation
from mapper_gui.mapping.learn import FormFacts
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.submission import Submission
from mapper_gui.views.app_version_link import AppVersionDialog, AppVersionLink
from mapper_gui.views.notice_bar import NoticeBar
from mapper_gui.views.problems_view import ProblemsView
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit, quiet_label, row
from mapper_gui.views.result_pane import ResultPane
from mapper_gui.views.sample_ids import SAMPLE_ID, SampleIds
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.lists import short
from mapper_gui.wording.submissions import case_words, lacking_words, submission_words
from mapper_gui.wording.text import tr, tr_n

if TYPE_CHECKING:
    from mapper_gui.commcare.find import Found

PANEL_HEIGHT = 230
MOST_OFFERED = 500
"""A file may hold thousands; nobody chooses one of so many from a list."""
SUBMISSIONS_WIDTH = 460
"""At most: a moment, a user and an app version fit in; a name of hostile length does not."""
QWIDGETSIZE_MAX = 16777215


class ProofPanel(QFrame):
    """The look-up box is always there; the panel under it opens when it has something to say."""

    connection_requested = Signal()
    submission_file_requested = Signal()

    def __init__(self, session: Session, look_up: LookUp) -> None:
        super().__init__()
        self._session = session
        self._look_up = look_up
        self._offered = Offered()
        self._about_case = ""
        self._is_asking = False
        self._was_open = False
        self._height = PANEL_HEIGHT
        self.notices = NoticeBar()
        self.problems = ProblemsView()
        self.records = ResultPane(session)
        self.result = self.records.result
        self._build()
        self._connect()
        self._show_connection(look_up.connection)
        self._show_page(None)
        self.notices.closed.connect(self._fit)

    def _build(self) -> None:
        self._problems_button = self._toggle(tr("Problems"))
        self._result_button = self._toggle(tr("Result"))
        self.box = line_edit(
            tr("Form id, case_id or link"), tr("Form id, case_id or a link of CommCare HQ")
        )
        self.box.setMinimumWidth(180)
        self._samples = SampleIds(self.box)
        self._button = QPushButton(tr("Look up"))
        self._button.setToolTip(
            tr("Asks CommCare HQ 1 to 3 times: for a form, then for a case and its submissions.")
        )
        self._connection = QToolButton()
        self._connection.setProperty("bar", True)
        self._connection.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._summary = quiet_label()
        self._summary.setWordWrap(False)
        self._submissions = QuietCombo(tr("Submissions of this case, newest first"))
        self._submissions.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        self._submissions.setMaximumWidth(SUBMISSIONS_WIDTH)
        self.version = AppVersionLink(self._look_up.versions)
        self._open = QPushButton(tr("Open in CommCare HQ"))
        self._open.setProperty("flat", True)
        self._empty = _nothing_open(self.start_practice, self.submission_file_requested.emit)
        self._pages = QStackedWidget()
        for page in (self.problems, self.records, self._empty):
            self._pages.addWidget(page)
        line = row(self._problems_button, self._result_button)
        line.addSpacing(2 * SPACE)
        line.addWidget(QLabel(tr("Submission")))
        line.addWidget(self.box, 2)
        line.addWidget(self._button)
        line.addWidget(self._connection)
        line.addWidget(self._submissions, 1)
        line.addWidget(self._summary, 1)
        line.addWidget(self.version)
        line.addWidget(self._open)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(line)
        layout.addWidget(self.notices)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        session, look_up = self._session, self._look_up
        self._problems_button.clicked.connect(lambda on: self._show_page(0 if on else None))
        self._result_button.clicked.connect(lambda on: self._show_page(1 if on else None))
        self._button.clicked.connect(self._ask)
        self.box.returnPressed.connect(self._ask)
        self._connection.clicked.connect(self.connection_requested)
        self._submissions.activated.connect(self._choose_submission)
        self._open.clicked.connect(self._open_in_hq)
        self.problems.place_wanted.connect(session.select)
        session.problems_changed.connect(self._show_problems)
        session.evaluation_changed.connect(self._show_evaluation)
        session.masked_changed.connect(self._show_masked)
        look_up.connection_changed.connect(self._show_connection)
        look_up.started.connect(self._show_started)
        look_up.ended.connect(self._show_ended)
        look_up.failed.connect(self._show_failed)
        self.version.wanted.connect(self.show_version)
        look_up.found.connect(self._show_found)
        look_up.offered_changed.connect(self._show_offered)
        session.restarted.connect(self._forget)
        look_up.other_form_found.connect(self._ask_other_form)
        look_up.facts_found.connect(self._ask_facts)

    def show_problems(self) -> None:
        """Open the panel at the problems and give them the keyboard."""
        self._show_page(0)
        self.problems.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def next_problem(self) -> None:
        self._show_page(0)
        self.problems.next_problem()

    def show_result(self) -> None:
        """Open the panel at the records and give them the keyboard."""
        self._show_page(1)
        self.records.take_focus()

    def show_version(self) -> None:
        """Tell how the app version of the open submission stands."""
        dialog = AppVersionDialog(self.window(), self._look_up.versions)
        dialog.open()

    def focus_look_up(self) -> None:
        """The look-up box has the keyboard, what stands in it is selected."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def focus_pane(self) -> None:
        self.focus_look_up()

    def set_language(self, language: str) -> None:
        self.records.set_language(language)

    def _toggle(self, words: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("segment", True)
        button.setCheckable(True)
        button.setText(words)
        return button

    def _show_page(self, page: int | None) -> None:
        if page == 1 and self._session.evaluation is None:
            page = 2
        self._pages.setVisible(page is not None)
        if page is not None:
            self._pages.setCurrentIndex(page)
        self._problems_button.setChecked(page == 0)
        self._result_button.setChecked(page in (1, 2))
        self._fit()

    def _fit(self) -> None:
        """As high as the line and its notice while the panel is closed; opened again, as high as
        it was before."""
        was_open = self.maximumHeight() == QWIDGETSIZE_MAX
        if self._pages.isVisibleTo(self):
            self.setMaximumHeight(QWIDGETSIZE_MAX)
            self.setMinimumHeight(PANEL_HEIGHT)
            splitter = self.parentWidget()
            if not was_open and isinstance(splitter, QSplitter):
                above = sum(splitter.sizes()) - self._height
                splitter.setSizes([max(above, 0), self._height])
            return
        if was_open and self.isVisible():
            self._height = max(self.height(), PANEL_HEIGHT)
        height = self._layout.heightForWidth(self.width())
        self.setFixedHeight(height if height > 0 else self._layout.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _say(self, *notice: Any) -> None:
        self.notices.show_notice(*notice)
        self._fit()

    def _ask(self) -> None:
        if self._is_asking:
            self._look_up.cancel()
            return
        text = self.box.text().strip()
        if not text:
            self.focus_look_up()
            return
        self.notices.dismiss()
        if self._look_up.connection is None:
            self.connection_requested.emit()
            return
        self._look_up.look_up(text)

    def _show_connection(self, connection: Connection | None) -> None:
        if connection is None:
            words, tip = tr("Connect…"), tr("Say which server, project space and user to ask")
        else:
            practice = self._look_up.is_practice
            words = tr("practice server") if practice else connection.project_space
            tip = f"{connection.server_url} · {connection.project_space} · {connection.username}"
        self._samples.offer(connection is not None and self._look_up.is_practice)
        self._connection.setText(words)
        self._connection.setToolTip(tip)
        self._connection.setAccessibleName(tr("Connection: {name}").format(name=words))
        self._connection.setIcon(icon("link", colours().accent))

    def _show_started(self, text: str) -> None:
        self._button.setText(tr("Cancel"))
        self._button.setAccessibleName(tr("Cancel the look-up"))
        self._is_asking = True
        self._summary.setText(tr("Looking up…"))
        self._summary.show()

    def _show_ended(self) -> None:
        self._button.setText(tr("Look up"))
        self._button.setAccessibleName(tr("Look up"))
        self._is_asking = False
        self._show_summary()

    def _show_failed(self, error: MapperError) -> None:
        if isinstance(error, ServerError) and error.kind is ServerKind.NO_KEY:
            self._say(sentence(error), "error", (tr("Connection…"), self.connection_requested.emit))
        else:
            self._say(sentence(error), "error")

    def _show_offered(self, offered: Offered) -> None:
        self._offered = offered
        self._about_case = ""
        self.notices.dismiss()
        self._submissions.clear()
        for body in offered.submissions[:MOST_OFFERED]:
            self._submissions.addItem(submission_words(Submission(body, self._session.masked)))
        # The line would share its room out whatever stands in the list.
        wanted = min(self._submissions.sizeHint().width(), SUBMISSIONS_WIDTH)
        self._submissions.setMinimumWidth(wanted)
        self._submissions.setVisible(len(offered.submissions) > 1)
        self._show_summary()
        self._open.setVisible(offered.link is not None)

    def _show_found(self, found: "Found") -> None:
        if found.case is not None:
            self._about_case = case_words(found, self._session.masked)
            self._say(self._about_case, "info" if found.submissions else "warning")

    def _show_masked(self, masked: bool) -> None:
        """Whose the submissions are is covered, or shown again; what a notice said of it goes."""
        for number in range(self._submissions.count()):
            submission = Submission(self._offered.submissions[number], masked)
            self._submissions.setItemText(number, submission_words(submission))
        if self._about_case:
            self._about_case = ""
            self.notices.dismiss()

    def _forget(self) -> None:
        self.box.clear()
        self.notices.dismiss()

    def _choose_submission(self, number: int) -> None:
        if 0 <= number < len(self._offered.submissions):
            self.notices.dismiss()
            self._session.show_submission(None)
            self._look_up.open_submission(self._offered.submissions[number])

    def _ask_other_form(self, submission: Submission) -> None:
        form = self._session.mapping.form
        words = tr(
            "This submission is of another form: “{found}” ({xmlns}). The mapping is for “{expected}”."
        ).format(
            found=short(submission.text("form_name")),
            xmlns=short(submission.xmlns),
            expected=short(form.name or form.xmlns),
        )

        def show() -> None:
            self._look_up.open_submission(dict(submission.body), other_form_too=True)

        self._say(words, "warning", (tr("Show the result all the same"), show))

    def _ask_facts(self, facts: FormFacts) -> None:
        words = " ".join(
            part
            for part in (self._about_case, lacking_words(facts, self._session.mapping.form))
            if part
        )
        self._say(words, "info", (tr("Take it"), lambda: self._look_up.take_facts(facts)))

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self.problems.show_problems(problems)
        count = len(problems)
        words = tr_n("{count} problem", "{count} problems", count).format(count=count)
        self._problems_button.setText(words if count else tr("Problems"))

    def _show_evaluation(self, evaluation: Evaluation | None) -> None:
        self.records.show_evaluation(evaluation)
        self._show_summary()
        if evaluation is None:
            self._was_open = False
            if self._pages.currentIndex() == 1 and self._pages.isVisibleTo(self):
                self._show_page(None)
            return
        body = evaluation.submission.body
        for number, each in enumerate(self._offered.submissions):
            if each is body:
                self._submissions.setCurrentIndex(number)
        if not self._was_open:
            self._show_page(1)
        self._was_open = True

    def _show_summary(self) -> None:
        evaluation = self._session.evaluation
        if self._is_asking:
            return
        # Of several the list says it already.
        self._summary.setVisible(len(self._offered.submissions) < 2)
        if evaluation is None:
            self._summary.clear()
            self._summary.setToolTip("")
        else:
            self._summary.setText(submission_words(evaluation.submission))
            self._summary.setToolTip(evaluation.submission.id)

    def _open_in_hq(self) -> None:
        if self._offered.link is not None:
            QDesktopServices.openUrl(QUrl(self._offered.link))

    def start_practice(self) -> None:
        """Start the practice server, and show what to do next: an id that it knows stands in the
        box. Where it cannot be started, that is said."""
        self._look_up.use_practice_server()
        if not self._look_up.is_practice:
            return
        if not self.box.text().strip():
            self.box.setText(SAMPLE_ID)
        self.focus_look_up()
        self._say(
            tr(
                "Press Enter in the look-up box to see what the mapping makes of a sample "
                "submission. Arrow down offers more sample ids."
            ),
            "info",
        )


def _nothing_open(start_practice: Any, open_file: Any) -> QFrame:
    page = QFrame()
    words = quiet_label(
        tr(
            "Paste a form id, a case_id or a link of CommCare HQ above to see what this mapping makes "
            "of a real submission. No account at hand? The practice server answers with sample "
            "submissions: try {id}."
        ).format(id=SAMPLE_ID)
    )
    practice = QPushButton(tr("Start the practice server"))
    practice.clicked.connect(lambda _checked=False: start_practice())
    from_file = QPushButton(tr("Open a submission from a file…"))
    from_file.clicked.connect(lambda _checked=False: open_file())
    layout = QVBoxLayout(page)
    layout.addWidget(words)
    layout.addLayout(row(practice, from_file, 1))
    layout.addStretch(1)
    return page
