"""The dialogs of the window: each is opened here, once, and the window goes on meanwhile.

Their modules are imported when they are asked for, so that the window is there sooner.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from mapper_gui.app.connections import Connections
from mapper_gui.app.form_files import FormFiles
from mapper_gui.app.look_up import LookUp
from mapper_gui.app.project_file import ProjectFile
from mapper_gui.app.session import Session
from mapper_gui.app.settings import Settings
from mapper_gui.mapping.compare import FormChange
from mapper_gui.storage.recovery import Recovery, recoveries
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.views.audit_window import AuditWindow
    from mapper_gui.views.form_change_view import FormChangeView
    from mapper_gui.views.guide_view import GuideView

_TOPICS = {
    "form_pane": "ids",
    "target_pane": "mapping",
    "rule_pane": "values",
    "proof": "proving",
}
"""The parts of the window by name, and what the guide says of each."""


class WindowDialogs(QObject):
    """Opens dialogs over the window; asking again brings an open one to the front."""

    place_wanted = Signal(object)  # FieldPlace that a finding leads to
    question_wanted = Signal(str)  # a question id that a finding leads to
    audit_changed = Signal(object)  # Audit | None

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        files: FormFiles,
        look_up: LookUp,
        project: ProjectFile,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._files = files
        self._look_up = look_up
        self._project = project
        self._settings = Settings(self)
        self._open: DialogSheet | None = None
        self._change: FormChangeView | None = None
        self._guide: GuideView | None = None
        self._audit: AuditWindow | None = None
        files.form_changed.connect(self.show_form_change)

    @property
    def open_dialog(self) -> DialogSheet | None:
        """The dialog that lies over the window just now."""
        return self._open if self._open is not None and not self._open.gone else None

    def show_connection(self) -> None:
        """Ask for server, project space, user and key."""
        from mapper_gui.views.connection_dialog import ConnectionDialog

        if not self._bring_up(ConnectionDialog):
            connections = Connections(self._settings)
            dialog = ConnectionDialog(self._window, self._session, self._look_up, connections)
            self._show(dialog, "connections")

    def show_export(self) -> None:
        """Ask what to write, show what stands in the way, write it."""
        from mapper_gui.views.export_dialog import ExportDialog

        if not self._bring_up(ExportDialog):
            name, path = self._project.name, self._project.path
            dialog = ExportDialog(
                self._window, self._session, self._settings, name, path, self.show_form_facts
            )
            self._show(dialog, "export")

    def show_form_facts(self) -> None:
        """Ask for what the export does not say of the form."""
        from mapper_gui.views.form_facts_dialog import FormFactsDialog

        if not self._bring_up(FormFactsDialog):
            self._show(FormFactsDialog(self._window, self._session), "importing")

    def show_targets(self) -> None:
        """Show the target objects and the ways to get their fields."""
        from mapper_gui.views.targets_dialog import TargetsDialog

        if not self._bring_up(TargetsDialog):
            self._show(TargetsDialog(self._window, self._session, self._files), "targets")

    def show_copy(self) -> None:
        """Ask what to copy from another project."""
        from mapper_gui.views.copy_dialog import CopyDialog

        if not self._bring_up(CopyDialog):
            self._show(CopyDialog(self._window, self._session), "shared")

    def show_form_change(self, change: FormChange) -> None:
        """List what a newer export changed, beside the window."""
        from mapper_gui.views.form_change_view import FormChangeView

        if change.is_nothing:
            self._session.noticed.emit(tr("The newer form has the same questions."))
            return
        if self._change is not None and not self._change.gone:
            self._change.close()
        self._change = FormChangeView(self._window, self._session, change)
        self._change.on_help(lambda: self.show_topic("newer-form"))
        self._change.show()

    def show_audit(self) -> None:
        """Hold the mapping against many submissions, beside the window."""
        from mapper_gui.app.audits import Audits
        from mapper_gui.views.audit_window import AuditWindow

        if self._audit is None:
            audits = Audits(self._session, self._look_up, self)
            self._audit = AuditWindow(self._session, self._look_up, audits)
            self._audit.place_wanted.connect(self.place_wanted)
            self._audit.question_wanted.connect(self.question_wanted)
            self._audit.connection_wanted.connect(self.show_connection)
            audits.changed.connect(self.audit_changed)
            self._window.destroyed.connect(self._audit.deleteLater)
            QShortcut(QKeySequence(Qt.Key.Key_F1), self._audit).activated.connect(
                lambda: self.show_topic("many-submissions")
            )
        self._audit.show()
        self._audit.raise_()
        self._audit.activateWindow()

    def close_windows(self) -> None:
        """Close what stands beside the window; submissions that were fetched are forgotten."""
        if self._audit is not None:
            self._audit.end()

    def show_guide(self) -> None:
        """Show the user guide at what has the keyboard just now."""
        self.show_topic(self._topic())

    def show_topic(self, name: str) -> None:
        """Show a page of the user guide."""
        from mapper_gui.views.guide_view import GuideView

        if self._guide is None:
            self._guide = GuideView()
            self._window.destroyed.connect(self._guide.deleteLater)
        self._guide.show_topic(name)

    def show_about(self) -> None:
        """Version and licences."""
        from mapper_gui.views.about_dialog import AboutDialog

        if not self._bring_up(AboutDialog):
            self._show(AboutDialog(self._window), "first-mapping")

    def offer_recovery(self) -> None:
        """Offer unsaved work that a window left behind when it ended."""

        def show(found: tuple[Recovery, ...]) -> None:
            from mapper_gui.views.recovery_dialog import RecoveryDialog

            if found:
                self._show(RecoveryDialog(self._window, self._project, found), "files")

        self._session.background.run("", lambda task: recoveries(), show)

    def _topic(self) -> str:
        """The topic of the pane that has the keyboard."""
        focus = QApplication.focusWidget()
        for name, topic in _TOPICS.items():
            pane = getattr(self._window, name, None)
            if isinstance(pane, QWidget) and focus is not None and pane.isAncestorOf(focus):
                return topic
        return "first-mapping"

    def _bring_up(self, kind: type[DialogSheet]) -> bool:
        """Whether a dialog of this kind is open; it then has the keyboard."""
        dialog = self.open_dialog
        if dialog is None or not isinstance(dialog, kind):
            return False
        dialog.raise_()
        dialog.activateWindow()
        return True

    def _show(self, dialog: DialogSheet, topic: str) -> None:
        self._open = dialog
        dialog.on_help(lambda: self.show_topic(topic))
        dialog.open()
