"""Below the panes: the look-up line, and on demand the problems or the records it gave."""

import json
from typing import Any

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QTreeView,
    QVBoxLayout,
)

from mapper_gui.app.look_up import LookUp
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.commcare.find import Found, case_link, form_link
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.document_records import encode_record
from mapper_gui.mapping.errors import MapperError, ServerError, ServerKind
from mapper_gui.mapping.evaluate import Evaluation
from mapper_gui.mapping.learn import FormFacts
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.submission import Submission
from mapper_gui.views.notice_bar import NoticeBar
from mapper_gui.views.problems_view import ProblemsView
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit, quiet_label, row
from mapper_gui.views.result_model import ANSWER, FIELD, LABEL, REASON, SOURCE, VALUE, ResultModel
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.submissions import case_words, submission_words
from mapper_gui.wording.text import tr, tr_n

PANEL_HEIGHT = 200
QWIDGETSIZE_MAX = 16777215


class ProofPanel(QFrame):
    """The look-up box is always there; the panel under it opens when it has something to say."""

    connection_requested = Signal()
    submission_file_requested = Signal()

    def __init__(self, session: Session, look_up: LookUp) -> None:
        super().__init__()
        self._session = session
        self._look_up = look_up
        self._found: Found | None = None
        self._link: str | None = None
        self.notices = NoticeBar()
        self.problems = ProblemsView()
        self.result = _ResultTree(session)
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
        self._button = QPushButton(tr("Look up"))
        self._connection = QToolButton()
        self._connection.setProperty("bar", True)
        self._connection.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._summary = quiet_label()
        self._summary.setWordWrap(False)
        self._submissions = QuietCombo(tr("Submissions of this case, newest first"))
        self._submissions.setMaximumWidth(300)
        self._open = QPushButton(tr("Open in CommCare HQ"))
        self._open.setProperty("flat", True)
        self._empty = _nothing_open(self._start_practice, self.submission_file_requested.emit)
        self._pages = QStackedWidget()
        for page in (self.problems, self.result, self._empty):
            self._pages.addWidget(page)
        line = row(self._problems_button, self._result_button)
        line.addSpacing(2 * SPACE)
        line.addWidget(QLabel(tr("Submission")))
        line.addWidget(self.box, 2)
        line.addWidget(self._button)
        line.addWidget(self._connection)
        line.addWidget(self._submissions, 1)
        line.addWidget(self._summary, 1)
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
        look_up.connection_changed.connect(self._show_connection)
        look_up.started.connect(self._show_started)
        look_up.ended.connect(self._show_ended)
        look_up.failed.connect(self._show_failed)
        look_up.found.connect(self._show_found)
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
        self.result.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_look_up(self) -> None:
        """The look-up box has the keyboard, what stands in it is selected."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def focus_pane(self) -> None:
        self.focus_look_up()

    def set_language(self, language: str) -> None:
        self.result.set_language(language)

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
        """As high as the line and its notice while the panel is closed."""
        if self._pages.isVisibleTo(self):
            self.setMaximumHeight(QWIDGETSIZE_MAX)
            self.setMinimumHeight(PANEL_HEIGHT)
        else:
            height = self._layout.heightForWidth(self.width())
            self.setFixedHeight(height if height > 0 else self._layout.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _say(self, *notice: Any) -> None:
        self.notices.show_notice(*notice)
        self._fit()

    def _ask(self) -> None:
        text = self.box.text().strip()
        if not text:
            self.focus_look_up()
            return
        self.notices.hide()
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
        self._connection.setText(words)
        self._connection.setToolTip(tip)
        self._connection.setAccessibleName(tr("Connection: {name}").format(name=words))
        self._connection.setIcon(icon("link", colours().accent))

    def _show_started(self, text: str) -> None:
        self._button.setEnabled(False)
        self._summary.setText(tr("Looking up…"))

    def _show_ended(self) -> None:
        self._button.setEnabled(True)
        self._summary.clear()

    def _show_failed(self, error: MapperError) -> None:
        if isinstance(error, ServerError) and error.kind is ServerKind.NO_KEY:
            self._say(sentence(error), "error", (tr("Connection…"), self.connection_requested.emit))
        else:
            self._say(sentence(error), "error")

    def _show_found(self, found: Found) -> None:
        self._found = found
        self.notices.hide()
        self._submissions.clear()
        for body in found.submissions:
            self._submissions.addItem(submission_words(Submission(body)))
        connection = self._look_up.connection
        if connection is None:
            return
        if found.kind == "case" and found.case is not None:
            self._link = case_link(connection, str(found.case.get("case_id", "")))
            self._say(case_words(found), "info" if found.submissions else "warning")
        else:
            self._link = form_link(connection, str((found.form or {}).get("id", "")))

    def _choose_submission(self, number: int) -> None:
        if self._found is not None:
            self._look_up.open_submission(self._found.submissions[number])

    def _ask_other_form(self, submission: Submission) -> None:
        expected = self._session.mapping.form.name or self._session.mapping.form.xmlns
        words = tr(
            "This submission is of another form: “{found}” ({xmlns}). The mapping is for “{expected}”."
        ).format(found=submission.text("form_name"), xmlns=submission.xmlns, expected=expected)

        def show() -> None:
            self._look_up.open_submission(dict(submission.body), other_form_too=True)

        self._say(words, "warning", (tr("Show the result all the same"), show))

    def _ask_facts(self, facts: FormFacts) -> None:
        words = tr(
            "The export does not say which form it is. This submission is of “{name}”, {xmlns}. "
            "Take that for the form of this mapping?"
        ).format(name=facts.name, xmlns=facts.xmlns)
        self._say(words, "info", (tr("Take it"), lambda: self._look_up.take_facts(facts)))

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self.problems.show_problems(problems)
        count = len(problems)
        words = tr_n("{count} problem", "{count} problems", count).format(count=count)
        self._problems_button.setText(words if count else tr("Problems"))

    def _show_evaluation(self, evaluation: Evaluation | None) -> None:
        self.result.show_evaluation(evaluation)
        several = self._found is not None and len(self._found.submissions) > 1
        self._submissions.setVisible(evaluation is not None and several)
        self._open.setVisible(evaluation is not None and self._link is not None)
        if evaluation is None:
            self._summary.clear()
            if self._pages.currentIndex() == 1 and self._pages.isVisibleTo(self):
                self._show_page(None)
            return
        self._summary.setText(submission_words(evaluation.submission))
        self._summary.setToolTip(evaluation.submission.id)
        if not self._pages.isVisibleTo(self) or self._pages.currentIndex() == 2:
            self._show_page(1)

    def _open_in_hq(self) -> None:
        if self._link is not None:
            QDesktopServices.openUrl(QUrl(self._link))

    def _start_practice(self) -> None:
        self._look_up.start_practice_server()
        self.focus_look_up()


class _ResultTree(QTreeView):
    """Records and their fields; the context menu copies a record as JSON."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._language = ""
        self._model = ResultModel(self)
        self.setModel(self._model)
        self.setAccessibleName(tr("Result"))
        self.setUniformRowHeights(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        header = self.header()
        for column, width in (
            (FIELD, 200),
            (VALUE, 190),
            (SOURCE, 200),
            (LABEL, 190),
            (ANSWER, 150),
        ):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        assert header.count() - 1 == REASON
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def set_language(self, language: str) -> None:
        self._language = language
        self.show_evaluation(self._session.evaluation)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        mapping = self._session.mapping
        language = self._language or next(iter(mapping.form.languages), "")
        self._model.show_evaluation(evaluation, mapping, language)
        self.expandAll()

    def _go(self, index: Any) -> None:
        record, field = self._model.record_at(index), self._model.field_at(index)
        if record is not None:
            self._session.select(FieldPlace(record.rule, field.field if field else None))

    def _show_menu(self, position: QPoint) -> None:
        record = self._model.record_at(self.indexAt(position))
        if record is None:
            return
        menu = QMenu(self)
        copy = menu.addAction(icon("copy"), tr("Copy the record as JSON"))

        def put() -> None:
            body = json.dumps(encode_record(record), ensure_ascii=False, indent=1)
            QApplication.clipboard().setText(body)
            self._session.noticed.emit(tr("Copied the record"))

        copy.triggered.connect(put)
        menu.popup(self.viewport().mapToGlobal(position))


def _nothing_open(start_practice: Any, open_file: Any) -> QFrame:
    page = QFrame()
    words = quiet_label(
        tr(
            "Paste a form id, a case_id or a link of CommCare HQ above to see what this mapping makes "
            "of a real submission. No account at hand? The practice server answers with sample "
            "submissions: try f959449c-8776-42ac-b776-3f564fafc331."
        )
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
