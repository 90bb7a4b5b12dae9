"""The window: the form on the left, the target in the middle, the selected rule on the right,
problems and the submission below. It wires panes to actions; the panes show the session.

What the panes need is imported when they are made: the first page is on the screen by then.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QUndoGroup
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.app.settings import Settings
from mapper_gui.views.actions import Actions
from mapper_gui.views.notice_bar import NoticeBar
from mapper_gui.views.theme import laid_out_first, window_icon
from mapper_gui.views.top_bar import TopBar
from mapper_gui.views.welcome_page import WelcomePage
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.app.form_files import FormFiles
    from mapper_gui.app.look_up import LookUp
    from mapper_gui.app.place import FieldPlace
    from mapper_gui.app.project_file import ProjectFile
    from mapper_gui.app.session import Session


PANE_WIDTHS = [450, 540, 360]
"""How the panes share the width until the person has moved them: ids, labels and answers need room."""


class MainWindow(QMainWindow):
    """One window, one mapping. It begins with the first page and its menus; `furnish` adds the rest."""

    first_painted = Signal()  # the first page is on the screen

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self._painted = False
        self._furnished = False
        self.actions_by_name = Actions(self)
        self._undo = QUndoGroup(self)
        self._recent_menu = QMenu(tr("Open &recent"), self)
        self.actions_by_name.fill_menus(
            self._undo.createUndoAction(self), self._undo.createRedoAction(self), self._recent_menu
        )
        with laid_out_first():
            self._build_frame()
        geometry = settings.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            room = self.screen().availableGeometry()
            self.resize(min(1500, room.width()), min(880, room.height()))
        self._show_recent()
        settings.recent_changed.connect(self._show_recent)

    def _build_frame(self) -> None:
        self.top_bar = TopBar(self.actions_by_name)
        self.notices = NoticeBar()
        self.welcome = WelcomePage()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.welcome)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.top_bar, self.notices):
            layout.addWidget(part)
        layout.addWidget(self.pages, 1)
        self.setCentralWidget(centre)
        self.statusBar().setSizeGripEnabled(False)
        self.setMinimumSize(960, 600)

    def furnish(
        self, session: "Session", files: "FormFiles", look_up: "LookUp", project: "ProjectFile"
    ) -> None:
        """Make the panes and connect everything; to be called once."""
        from mapper_gui.views.file_requests import FileRequests
        from mapper_gui.views.window_dialogs import WindowDialogs

        self._session = session
        self._project = project
        self._undo.addStack(session.undo_stack)
        self._undo.setActiveStack(session.undo_stack)
        with laid_out_first():
            self._build(session, look_up)
        self.requests = FileRequests(self, session, files, look_up, project, self.notices)
        self.dialogs = WindowDialogs(self, session, files, look_up, project)
        self._connect_actions(look_up)
        self._connect_panes()
        self._connect_session(session, look_up)
        project.window_state = self._window_state
        files.prepare = project.prepare = self.form_pane.model.prepare
        self._restore_layout()
        self.setWindowIcon(window_icon())
        self.setAcceptDrops(True)
        self._furnished = True
        self._show_state()

    def _build(self, session: "Session", look_up: "LookUp") -> None:
        from mapper_gui.views.form_view import FormPane
        from mapper_gui.views.progress_line import ProgressLine
        from mapper_gui.views.proof_panel import ProofPanel
        from mapper_gui.views.rule_view import RulePane
        from mapper_gui.views.target_view import TargetPane

        self.form_pane = FormPane(session)
        self.target_pane = TargetPane(session)
        self.rule_pane = RulePane(session)
        self.proof = ProofPanel(session, look_up)
        self.progress = ProgressLine(session.background)
        self.panes = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        for pane, stretch in ((self.form_pane, 4), (self.target_pane, 5), (self.rule_pane, 4)):
            self.panes.addWidget(pane)
            self.panes.setStretchFactor(self.panes.count() - 1, stretch)
        self.levels = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.levels.addWidget(self.panes)
        self.levels.addWidget(self.proof)
        self.levels.setStretchFactor(0, 1)
        self.levels.setStretchFactor(1, 0)
        self.pages.addWidget(self.levels)
        self.statusBar().addWidget(self.progress, 1)

    def _connect_actions(self, look_up: "LookUp") -> None:
        act = self.actions_by_name
        requests, dialogs = self.requests, self.dialogs
        for name, do in (
            ("new_project", requests.new_project),
            ("open_project", requests.open_project),
            ("save", requests.save),
            ("save_as", requests.save_as),
            ("paste_form", requests.paste_form),
            ("open_form", requests.open_form),
            ("open_submission", requests.open_submission),
            ("paste_submission", requests.paste_submission),
            ("form_facts", dialogs.show_form_facts),
            ("targets", dialogs.show_targets),
            ("export", dialogs.show_export),
            ("connection", dialogs.show_connection),
            ("guide", dialogs.show_guide),
            ("about", dialogs.show_about),
            ("quit", self.close),
            ("accepts", self._show_accepts),
            ("find", self._find),
            ("edit_rule", self.rule_pane.focus_editor),
            ("accept_proposals", self._accept_proposals),
            ("new_value", self.target_pane.row_menu.new_value),
            ("new_table", self.target_pane.row_menu.new_table),
            ("copy_project", dialogs.show_copy),
            ("label_first", lambda: self._set_id_first(False)),
            ("id_first", lambda: self._set_id_first(True)),
            ("next_pane", lambda: self._move_focus(1)),
            ("previous_pane", lambda: self._move_focus(-1)),
            ("show_problems", self.proof.show_problems),
            ("next_problem", self.proof.next_problem),
            ("show_result", self.proof.show_result),
            ("look_up", self.proof.focus_look_up),
            ("app_version", self.proof.show_version),
            ("close_submission", look_up.close_submission),
            ("practice_server", self.proof.start_practice),
            ("audit", dialogs.show_audit),
        ):
            act.connect(name, do)
        act.connect("mask", lambda: self._session.set_masked(act["mask"].isChecked()))
        self._session.masked_changed.connect(act["mask"].setChecked)

    def _connect_panes(self) -> None:
        requests, dialogs = self.requests, self.dialogs
        self.welcome.paste_requested.connect(requests.paste_form)
        self.welcome.open_requested.connect(requests.open_form)
        self.welcome.sample_requested.connect(requests.open_sample)
        requests.sample_opened.connect(self.proof.start_practice)
        self.welcome.project_requested.connect(requests.open_project)
        self.form_pane.paste_requested.connect(requests.paste_form)
        self.form_pane.open_requested.connect(requests.open_form)
        self.form_pane.sample_requested.connect(requests.open_sample)
        self.form_pane.form_facts_requested.connect(dialogs.show_form_facts)
        self.form_pane.map_requested.connect(self.target_pane.pick_field_for)
        self.form_pane.label_requested.connect(self.target_pane.pick_field_for_label)
        for show in (
            self.target_pane.show_language,
            self.rule_pane.set_language,
            self.proof.set_language,
        ):
            self.form_pane.language_changed.connect(show)
        self.form_pane.id_first_changed.connect(self._set_id_first)
        self.target_pane.targets_requested.connect(dialogs.show_targets)
        self.target_pane.edit_requested.connect(lambda _place: self.rule_pane.focus_editor())
        self.rule_pane.source_wanted.connect(self.target_pane.pick_source_for)
        self.proof.connection_requested.connect(dialogs.show_connection)
        dialogs.audit_changed.connect(self.form_pane.show_audit)
        dialogs.place_wanted.connect(self._go)
        dialogs.question_wanted.connect(self.form_pane.show_question)
        self.proof.submission_file_requested.connect(requests.open_submission)

    def _connect_session(self, session: "Session", look_up: "LookUp") -> None:
        from mapper_gui.wording.errors import sentence

        session.refused.connect(lambda error: self.progress.notice(sentence(error)))
        session.noticed.connect(self.progress.notice)
        session.mapping_changed.connect(self._show_state)
        session.problems_changed.connect(self._show_problem_count)
        session.evaluation_changed.connect(self._show_state)
        self._project.state_changed.connect(self._show_state)
        self._project.saved.connect(
            lambda path: self.progress.notice(tr("Saved {file}").format(file=path.name))
        )

    def _show_state(self, _change: object = None) -> None:
        mapping = self._session.mapping
        made = mapping.named_values or mapping.choice_tables or mapping.rules
        started = bool(mapping.form.questions or mapping.target.objects or made)
        self.pages.setCurrentWidget(self.levels if started else self.welcome)
        unsaved = self._project.unsaved
        mark = tr("unsaved") if unsaved else tr("saved")
        self.top_bar.show_saved(f"{self._project.name} · {mark}" if started else "", unsaved)
        self.setWindowTitle(f"{self._project.name}[*] – Mapper for CommCare")
        self.setWindowModified(unsaved)
        act = self.actions_by_name
        for name in (
            "save", "save_as", "export", "form_facts", "accept_proposals", "new_value", "new_table",
            "audit",
        ):  # fmt: skip
            act[name].setEnabled(started)
        act["close_submission"].setEnabled(self._session.evaluation is not None)

    def _show_problem_count(self, problems: tuple[object, ...]) -> None:
        severities = [getattr(problem, "severity", "") for problem in problems]
        self.top_bar.show_problem_count(severities.count("error"), severities.count("warning"))

    def _show_recent(self) -> None:
        recent = self.settings.recent
        self.welcome.show_recent(recent)
        self._recent_menu.clear()
        self._recent_menu.setEnabled(bool(recent))
        for path in recent:
            action = self._recent_menu.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(
                lambda _checked=False, path=path: self.requests.open_project(path)
            )

    def _show_accepts(self) -> None:
        self.rule_pane.show_accepts()
        self.rule_pane.focus_pane()

    def _find(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self.target_pane.isAncestorOf(focus):
            self.target_pane.focus_search()
        else:
            self.form_pane.focus_search()

    def _go(self, place: "FieldPlace") -> None:
        """Show the place that something beside the window leads to."""
        self._session.select(place)
        self.raise_()

    def _move_focus(self, step: int) -> None:
        panes = (self.form_pane, self.target_pane, self.rule_pane, self.proof)
        focus = QApplication.focusWidget()
        inside = [
            i for i, pane in enumerate(panes) if focus is not None and pane.isAncestorOf(focus)
        ]
        index = inside[0] if inside else (-1 if step > 0 else 0)
        panes[(index + step) % len(panes)].focus_pane()

    def _set_id_first(self, id_first: bool) -> None:
        self.actions_by_name["id_first"].setChecked(id_first)
        self.actions_by_name["label_first"].setChecked(not id_first)
        self.form_pane.set_id_first(id_first)
        self.target_pane.set_id_first(id_first)
        self.settings.keep("view/id_first", id_first)

    def _accept_proposals(self) -> None:
        from mapper_gui.app import edits
        from mapper_gui.mapping.proposals import proposals, unambiguous

        found = unambiguous(proposals(self._session.mapping))
        if found:
            edits.accept_proposals(self._session, found)
        else:
            self.progress.notice(tr("No question id or label equals an unmapped field's name."))

    def _window_state(self) -> dict[str, object]:
        return {"id_first": self.actions_by_name["id_first"].isChecked()}

    def _restore_layout(self) -> None:
        for name, splitter in (("panes", self.panes), ("levels", self.levels)):
            state = self.settings.value(f"window/{name}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)
            elif splitter is self.panes:
                splitter.setSizes(PANE_WIDTHS)
        self._set_id_first(self.settings.flag("view/id_first", False))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        # Copy, always: a file that is dropped here is read and stays where it is.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        urls = event.mimeData().urls()
        self.requests.open_dropped([url.toLocalFile() for url in urls if url.isLocalFile()])

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._furnished:
            event.accept()
            return
        if not self.requests.may_leave(self.close):
            event.ignore()
            return
        self.settings.keep("window/geometry", self.saveGeometry())
        self.settings.keep("window/panes", self.panes.saveState())
        self.settings.keep("window/levels", self.levels.saveState())
        self._project.leave()
        self.dialogs.close_windows()
        event.accept()
