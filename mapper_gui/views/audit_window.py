"""Many submissions at once, beside the window: fetch or read them, see what they show, mend it."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.app import edits
from mapper_gui.app.audits import Audits
from mapper_gui.app.look_up import LookUp
from mapper_gui.app.session import Session
from mapper_gui.mapping.audit import Audit, rows_to_add
from mapper_gui.mapping.errors import MapperError
from mapper_gui.mapping.privacy import private_fields
from mapper_gui.views import audit_rows
from mapper_gui.views.audit_rows import AuditRow
from mapper_gui.views.audit_table import AuditTable
from mapper_gui.views.notice_bar import NoticeBar
from mapper_gui.views.quiet_widgets import QuietCombo, quiet_label, row, small_button
from mapper_gui.views.search_box import SearchBox
from mapper_gui.views.theme import SPACE, title_font
from mapper_gui.wording.audit import summary
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.text import tr, tr_n

COUNTS, USUAL = (10, 50, 100, 200, 500, 1000), 200
_MOST_LINKS = 8


class AuditWindow(QWidget):
    """Shown beside the main window; closing it keeps what was fetched until the project changes."""

    place_wanted = Signal(object)  # FieldPlace
    question_wanted = Signal(str)  # a question id
    connection_wanted = Signal()

    def __init__(self, session: Session, look_up: LookUp, audits: Audits) -> None:
        super().__init__()
        self._session, self._look_up, self._audits = session, look_up, audits
        self._row: AuditRow | None = None
        self.setWindowTitle(tr("Many submissions – Mapper for CommCare"))
        self.setProperty("page", True)
        self._build_source()
        self._build_tabs()
        self._build_detail()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        heading = QLabel(tr("What many submissions show"))
        heading.setFont(title_font())
        layout.addWidget(heading)
        layout.addLayout(row(*self._source_parts))
        layout.addWidget(self.cost)
        layout.addWidget(self.notices)
        layout.addLayout(row(self.progress, self.cancel_button, 1))
        layout.addWidget(self.summary)
        layout.addLayout(row(self.search_box))
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self._detail)
        for key, do in (("Ctrl+F", self.search_box.setFocus), ("Escape", self.close)):
            QShortcut(QKeySequence(key), self).activated.connect(do)
        audits.changed.connect(self._show)
        session.masked_changed.connect(self._show_masked)
        audits.progressed.connect(self._show_progress)
        audits.busy_changed.connect(self._show_busy)
        audits.failed.connect(self._show_error)
        look_up.connection_changed.connect(lambda _connection: self._show_cost())
        session.mapping_changed.connect(lambda _change: self._show_cost())
        self.resize(1080, 680)
        self._show_cost()
        self._show_busy(audits.is_busy)
        self._show(audits.audit)

    def _build_source(self) -> None:
        self.count = QuietCombo(tr("How many submissions"), [(str(n), n) for n in COUNTS])
        self.count.setMinimumContentsLength(5)
        self.count.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.count.show_data(USUAL)
        self.fetch_button = QPushButton(tr("&Fetch"))
        self.fetch_button.setProperty("primary", True)
        self.fetch_button.clicked.connect(lambda: self.fetch())
        self.file_button = QPushButton(tr("From a f&ile…"))
        self.file_button.clicked.connect(lambda: self.choose_file())
        self.mask_box = QCheckBox(tr("&Mask what people typed"))
        self.mask_box.setToolTip(
            tr(
                "For sharing the screen: typed answers, dates, places, scanned codes and all that "
                "is made of them are covered; structure and choice ids stay."
            )
        )
        self.mask_box.setChecked(self._session.masked)
        self.mask_box.toggled.connect(self._session.set_masked)
        self._source_parts = (
            QLabel(tr("The last")),
            self.count,
            QLabel(tr("submissions of this form")),
            self.fetch_button,
            self.file_button,
            1,
            self.mask_box,
        )
        self.cost = quiet_label()
        self.notices = NoticeBar()
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedWidth(240)
        self.progress.setAccessibleName(tr("Progress"))
        self.cancel_button = QPushButton(tr("Cancel"))
        self.cancel_button.clicked.connect(lambda: self._audits.cancel())
        self.summary = quiet_label()

    def _build_tabs(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.search_box = SearchBox(tr("Search what is shown"))

        def table(
            name: str, columns: tuple[str, ...], widths: tuple[int, ...], ids: tuple[int, ...]
        ) -> AuditTable:
            made = AuditTable(name, columns, widths, ids, self._empty_words)
            made.chosen.connect(self._go)
            made.current_changed.connect(self._show_detail)
            self.tabs.addTab(made, name)
            self.search_box.textChanged.connect(made.rows.search)
            return made

        self.findings = table(tr("Findings"), audit_rows.FINDING_COLUMNS, (260, 0, 90), ())
        self.choices = table(
            tr("Choices"), audit_rows.CHOICE_COLUMNS, (220, 170, 200, 70, 0), (0, 1)
        )
        self.identifiers = table(
            tr("Identifiers"),
            audit_rows.IDENTIFIER_COLUMNS,
            (230, 90, 80, 80, 120, 90, 90, 0),
            (0,),
        )
        self.records = table(
            tr("Records"), audit_rows.RECORD_COLUMNS, (240, 90, 110, 90, 90, 0), ()
        )
        self.questions = table(
            tr("Questions"),
            audit_rows.QUESTION_COLUMNS,
            (240, 0, 80, 70, 70, 80, 130, 130),
            (0,),
        )
        self.tabs.currentChanged.connect(lambda _number: self._show_detail(None))

    def _build_detail(self) -> None:
        self._detail = QWidget()
        self.detail_text = quiet_label()
        self.detail_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.links = QLabel(wordWrap=True)
        self.links.setTextFormat(Qt.TextFormat.RichText)
        self.links.linkActivated.connect(self._open)
        self.add_button = QPushButton(tr("&Add the missing rows"))
        self.add_button.clicked.connect(lambda: self.add_rows())
        self.go_button = small_button(tr("Show in the mapping"))
        self.go_button.clicked.connect(lambda: self._go(self._row) if self._row else None)
        layout = QVBoxLayout(self._detail)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.detail_text)
        layout.addWidget(self.links)
        layout.addLayout(row(self.add_button, self.go_button, 1))

    def end(self) -> None:
        """Close for good: the submissions are forgotten."""
        self.close()
        self._audits.close()

    def fetch(self) -> None:
        """Fetch the last submissions, or ask for a connection first."""
        self.notices.dismiss()
        if self._look_up.connection is None:
            self.notices.show_notice(
                tr("Nobody is connected yet: set up a connection, or start the practice server."),
                "warning",
                (tr("Connection…"), self.connection_wanted.emit),
            )
            return
        if not self._audits.calls:
            self.notices.show_notice(
                tr(
                    "The form's xmlns is not known, by which CommCare HQ lists submissions: look "
                    "one up first, or type it in the form's details."
                ),
                "warning",
            )
            return
        self._audits.fetch(self.count.currentData())

    def choose_file(self) -> None:
        """Ask for a file of submissions."""
        dialog = QFileDialog(self, tr("Submissions"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [tr("Submissions (*.json *.jsonl *.ndjson *.zip)"), tr("All files (*)")]
        )
        dialog.fileSelected.connect(lambda name: self.read_file(Path(name)))
        dialog.open()

    def read_file(self, path: Path) -> None:
        """Audit the submissions of this file."""
        self.notices.dismiss()
        self._audits.read_file(path)

    def add_rows(self) -> None:
        """Add the rows that the chosen place's table lacks; one undo."""
        if self._row is None or self._row.to_add is None:
            return
        coverage, place = self._row.to_add
        rows = rows_to_add(self._session.mapping, coverage, place)
        edits.set_choices(self._session, place.rule, place.field, rows)

    def _show_masked(self, masked: bool) -> None:
        self.mask_box.setChecked(masked)
        self._show(self._audits.audit)

    def _show(self, audit: Audit | None) -> None:
        mapping = self._session.mapping
        form = mapping.form
        language = next(iter(form.languages), "")
        private = private_fields(mapping) if self._session.masked else None
        tables: tuple[tuple[AuditTable, Callable[[Audit], Iterable[AuditRow]]], ...] = (
            (self.findings, lambda a: audit_rows.finding_rows(a, form, private)),
            (self.choices, lambda a: audit_rows.choice_rows(a, form, language, private)),
            (self.identifiers, audit_rows.identifier_rows),
            (self.records, audit_rows.record_rows),
            (self.questions, lambda a: audit_rows.question_rows(a, form, language)),
        )
        for number, (table, rows) in enumerate(tables):
            shown = [*rows(audit)] if audit is not None else []
            table.show_rows(shown)
            if number == 0:
                words = (
                    tr("Findings ({count})").format(count=len(shown)) if audit else tr("Findings")
                )
                self.tabs.setTabText(0, words)
        self.summary.setText(summary(audit) if audit is not None else "")
        self.summary.setVisible(audit is not None)
        self._show_detail(None)

    def _show_cost(self) -> None:
        connection = self._look_up.connection
        calls = self._audits.calls
        if connection is None:
            words = tr("Not connected. A file needs no connection.")
        elif not calls:
            words = tr("The form's xmlns is not known yet.")
        else:
            words = tr_n(
                "Fetching costs {calls} call to {server}. A test project space allows about 50 a "
                "day.",
                "Fetching costs {calls} calls to {server}. A test project space allows about 50 a "
                "day.",
                calls,
            ).format(calls=calls, server=connection.server_url)
        self.cost.setText(words + " " + tr("Nothing is kept when the program ends."))

    def _show_progress(self, done: int, of: int) -> None:
        self.progress.setRange(0, of)
        self.progress.setValue(done)

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self.progress.setRange(0, 0)
        self.progress.setVisible(busy)
        self.cancel_button.setVisible(busy)
        self.fetch_button.setEnabled(not busy)
        self.file_button.setEnabled(not busy)

    def _show_error(self, error: MapperError) -> None:
        if self.isVisible():
            self.notices.show_notice(sentence(error), "error")

    def _show_detail(self, chosen: AuditRow | None) -> None:
        self._row = chosen
        self._detail.setVisible(chosen is not None)
        if chosen is None:
            return
        is_finding = self.tabs.currentWidget() is self.findings
        text = str(chosen.cells[1]) if is_finding else chosen.detail
        self.detail_text.setText(text)
        self.detail_text.setVisible(bool(text))
        ids = chosen.submissions
        links = [f'<a href="{_escaped(one)}">{_escaped(one)}</a>' for one in ids[:_MOST_LINKS]]
        words = tr("Submissions: {links}").format(links=", ".join(links))
        if len(ids) > _MOST_LINKS:
            words += " " + tr("and {count} more").format(count=len(ids) - _MOST_LINKS)
        self.links.setText(words if ids else "")
        self.links.setVisible(bool(ids))
        self.add_button.setVisible(chosen.to_add is not None)
        self.go_button.setVisible(chosen.place is not None or chosen.question is not None)

    def _go(self, chosen: AuditRow) -> None:
        if chosen.place is not None:
            self.place_wanted.emit(chosen.place)
        elif chosen.question is not None:
            self.question_wanted.emit(chosen.question)

    def _open(self, form_id: str) -> None:
        """Prove the mapping on one of the submissions, in the main window."""
        found = self._audits.submission(form_id)
        if found is not None:
            self._look_up.open_submission(dict(found.body))

    def _empty_words(self) -> str:
        if self._audits.audit is not None:
            return tr("Nothing to show here.")
        return tr(
            "Fetch the form's last submissions, or read them from a file: then you see which choice "
            "ids people really send and your tables lack, which identifiers are missing or shared, "
            "what the target would refuse, and how each question is answered."
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        self._audits.cancel()
        super().closeEvent(event)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
