"""What a person asks of files: open, paste, drop, save; with the questions that go with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QMainWindow,
    QMessageBox,
)

from mapper_gui.app.form_files import FormFiles
from mapper_gui.app.look_up import LookUp
from mapper_gui.app.project_file import ProjectFile
from mapper_gui.app.session import Session
from mapper_gui.mapping.errors import MapperError, StorageError, StorageKind
from mapper_gui.storage.resources import resource
from mapper_gui.views.notice_bar import NoticeBar
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.text import tr, tr_n

PROJECT_SUFFIX = ".ccmap"


class FileRequests(QObject):
    """Asks for files and clipboards and hands them to the app; results come back as notices."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        files: FormFiles,
        look_up: LookUp,
        project: ProjectFile,
        notices: NoticeBar,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._files = files
        self._look_up = look_up
        self._project = project
        self._notices = notices
        files.form_read.connect(self._show_form_read)
        files.target_read.connect(self._show_target_read)
        files.failed.connect(self._show_error)
        files.several_sheets.connect(self._ask_sheet)
        files.submissions_read.connect(self._open_first)

    def new_project(self) -> None:
        if self.may_leave(self.new_project):
            self._project.new()

    def open_project(self, path: Path | None = None) -> None:
        if not self.may_leave(lambda: self.open_project(path)):
            return
        if path is None:
            name, _ = QFileDialog.getOpenFileName(
                self._window, tr("Open a project"), "", tr("Mapper projects (*.ccmap *.json)")
            )
            if not name:
                return
            path = Path(name)
        self._notices.hide()
        self._project.open(path)

    def save(self) -> None:
        if self._project.path is None:
            self.save_as()
        else:
            self._project.save()

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        suggested = f"{self._project.name}{PROJECT_SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save the project"), suggested, tr("Mapper projects (*.ccmap)")
        )
        if name:
            path = Path(name)
            if not path.suffix:
                path = path.with_suffix(PROJECT_SUFFIX)
            self._project.save(path, then)

    def paste_form(self) -> None:
        """Read the clipboard as a form export; Ctrl+V on the first page comes here too."""
        text = QApplication.clipboard().text()
        if not text.strip():
            self._notices.show_notice(
                tr(
                    "The clipboard holds no text. In the form builder choose Tools, then “Export "
                    "Form Contents”, copy all of the text, and paste again."
                ),
                "warning",
            )
            return
        self._notices.hide()
        self._files.paste_form(text)

    def open_form(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            tr("Open a form export"),
            "",
            tr("Form exports (*.tsv *.txt *.csv *.xlsx *.xlsm);;All files (*)"),
        )
        if name:
            self._notices.hide()
            self._files.open_form(Path(name))

    def open_sample(self) -> None:
        """The sample form with its target fields and the practice server."""
        if not self.may_leave(self.open_sample):
            return
        self._project.new()
        self._files.open_form(resource("sample", "register_household.tsv"))
        self._files.open_target(resource("sample", "targets.csv"))
        self._look_up.start_practice_server()

    def open_submission(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a submission"), "", tr("Submissions (*.json *.jsonl *.zip)")
        )
        if name:
            self._files.open_submission(Path(name))

    def paste_submission(self) -> None:
        self._files.paste_submission(QApplication.clipboard().text())

    def open_dropped(self, name: str) -> None:
        """A file dropped on the window: a project, a submission, target fields or a form."""
        path = Path(name)
        suffix = path.suffix.lower()
        if suffix == PROJECT_SUFFIX:
            self.open_project(path)
        elif suffix in (".json", ".jsonl", ".zip"):
            self._open_json(path)
        elif not self._session.mapping.form.questions:
            self._files.open_form(path)
        else:
            self._ask_what_it_is(path)

    def may_leave(self, again: Callable[[], object]) -> bool:
        """Whether the open project can be left. Unsaved, the person is asked; when it is to be
        saved first, `again` is called after that."""
        if not self._project.unsaved:
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("Save the changes to {name}?").format(name=self._project.name))
        box.setInformativeText(tr("Without saving, the changes since the last save are lost."))
        box.setStandardButtons(
            QMessageBox.StandardButton.Save
            | QMessageBox.StandardButton.Discard
            | QMessageBox.StandardButton.Cancel
        )
        answer = box.exec()
        if answer == QMessageBox.StandardButton.Discard:
            return True  # what replaces it forgets it; until then nothing is given up
        if answer == QMessageBox.StandardButton.Save:
            if self._project.path is None:
                self.save_as(then=again)
            else:
                self._project.save(then=again)
        return False

    def _open_json(self, path: Path) -> None:
        # A submission, if it is one; target fields otherwise. Both readers say what they found.
        self._files.open_submission_or_target(path)

    def _ask_what_it_is(self, path: Path) -> None:
        kinds = [tr("A newer export of the form"), tr("Target fields")]
        kind, done = QInputDialog.getItem(
            self._window,
            tr("Dropped file"),
            tr("What is {file}?").format(file=path.name),
            kinds,
            0,
            False,
        )
        if done:
            read = self._files.open_form if kind == kinds[0] else self._files.open_target
            read(path)

    def _ask_sheet(self, sheets: tuple[str, ...], again: Callable[[str], Any]) -> None:
        sheet, done = QInputDialog.getItem(
            self._window,
            tr("Several sheets"),
            tr("Several sheets could be the export. Which one is it?"),
            list(sheets),
            0,
            False,
        )
        if done:
            again(sheet)

    def _show_form_read(self, reading: Any) -> None:
        count = sum(1 for question in reading.form.questions if question.has_data)
        words = tr_n("Read {count} question", "Read {count} questions", count).format(count=count)
        warnings = len(reading.warnings)
        if warnings:
            self._notices.show_notice(
                words
                + ". "
                + tr_n(
                    "{count} row is doubtful: see the problem list.",
                    "{count} rows are doubtful: see the problem list.",
                    warnings,
                ).format(count=warnings),
                "warning",
            )
        else:
            self._session.noticed.emit(words + ".")

    def _show_target_read(self, reading: Any) -> None:
        count = sum(len(item.fields) for item in reading.target.objects)
        words = tr_n("Read {count} target field", "Read {count} target fields", count)
        self._session.noticed.emit(words.format(count=count) + ".")

    def _open_first(self, submissions: tuple[dict[str, Any], ...]) -> None:
        if submissions:
            self._look_up.open_submission(submissions[0])

    def _show_error(self, error: MapperError) -> None:
        if isinstance(error, StorageError) and error.kind is StorageKind.CHANGED_ON_DISK:
            self._notices.show_notice(sentence(error), "error", (tr("Save as…"), self.save_as))
            return
        self._notices.show_notice(sentence(error), "error")
