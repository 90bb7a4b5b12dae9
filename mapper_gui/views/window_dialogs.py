"""The dialogs of the window: each is opened here, once, and the window goes on meanwhile."""

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from mapper_gui.app.connections import Connections
from mapper_gui.app.form_files import FormFiles
from mapper_gui.app.look_up import LookUp
from mapper_gui.app.project_file import ProjectFile
from mapper_gui.app.session import Session
from mapper_gui.app.settings import Settings
from mapper_gui.views.connection_dialog import ConnectionDialog
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.export_dialog import ExportDialog

Sheet = TypeVar("Sheet", bound=DialogSheet)


class WindowDialogs(QObject):
    """Opens dialogs over the window; asking again brings an open one to the front."""

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

    def show_connection(self) -> None:
        """Ask for server, project space, user and key."""
        if not self._bring_up(ConnectionDialog):
            connections = Connections(self._settings)
            self._show(ConnectionDialog(self._window, self._session, self._look_up, connections))

    def show_export(self) -> None:
        """Ask what to write, show what stands in the way, write it."""
        if not self._bring_up(ExportDialog):
            self._show(
                ExportDialog(
                    self._window,
                    self._session,
                    self._settings,
                    self._project.name,
                    self._project.path,
                    self.show_form_facts,
                )
            )

    def show_form_facts(self) -> None:
        """Ask for what the export does not say of the form."""

    def show_targets(self) -> None:
        """Show the target objects and the ways to get their fields."""

    def show_guide(self) -> None:
        """Show the user guide at what the window is about just now."""

    def show_about(self) -> None:
        """Version and licences."""

    def offer_recovery(self) -> None:
        """Offer unsaved work that a window left behind when it ended."""

    def _bring_up(self, kind: type[Sheet]) -> bool:
        """Whether a dialog of this kind is open; it then has the keyboard."""
        if isinstance(self._open, kind) and not self._open.gone:
            self._open.raise_()
            self._open.activateWindow()
            return True
        return False

    def _show(self, dialog: DialogSheet) -> None:
        self._open = dialog
        dialog.open()
