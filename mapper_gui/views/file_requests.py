"""What a person asks of files: open, paste, drop, save; with the questions that go with it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
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
from mapper_gui.views.typed_text import finish_typing
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.text import tr, tr_n

PROJECT_SUFFIX = ".ccmap"


class FileRequests(QObject):
    """Asks for files and clipboards and hands them to the app; results come back as notices."""

    sample_opened = Signal()  # the practice server belongs to it

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
        files.submissions_read.connect(look_up.open_read)
        project.failed.connect(self._show_error)
        project.edited_meanwhile.connect(self.open_project)

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
        """Ask where to save. A name without the suffix gets it; what stands there is replaced only
        when the person has said so."""
        suggested = self._project.path or Path(f"{_file_name(self._project.name)}{PROJECT_SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save the project"), str(suggested), tr("Mapper projects (*.ccmap)")
        )
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in (PROJECT_SUFFIX, ".json"):
            path = path.with_name(path.name + PROJECT_SUFFIX)
            if path.exists() and not self._may_replace(path):
                return
        self._project.save(path, then)

    def _may_replace(self, path: Path) -> bool:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("{file} is already there. Replace it?").format(file=path.name))
        replace = box.addButton(tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is replace

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
        self.sample_opened.emit()

    def open_submission(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a submission"), "", tr("Submissions (*.json *.jsonl *.zip)")
        )
        if name:
            self._files.open_submission(Path(name))

    def paste_submission(self) -> None:
        text = QApplication.clipboard().text()
        if text.strip():
            self._files.paste_submission(text)
        else:
            self._notices.show_notice(
                tr("The clipboard holds no text. Copy a submission in JSON, and paste again."),
                "warning",
            )

    def open_dropped(self, names: Sequence[str]) -> None:
        """A file dropped on the window: a project, a submission, target fields or a form. Of
        several the first one is opened, and that is said."""
        if not names:
            return
        path = Path(names[0])
        if len(names) > 1:
            words = tr("Opening {file}. Drop one file at a time: the others are left out.")
            self._session.noticed.emit(words.format(file=path.name))
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
        saved first, or is being saved, `again` is called after that. Nothing is given up here: a
        project that cannot be opened leaves the one before as it was."""
        finish_typing()
        if self._project.is_saving:
            # Wait for it; if it fails, the window stays with what could not be saved.
            self._project.after_saving(again)
            return False
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
            return True
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
        words = words.format(count=count) + "."
        warnings = len(reading.warnings)
        if warnings:
            doubts = tr_n(
                "{count} thing in it is doubtful: see the problem list.",
                "{count} things in it are doubtful: see the problem list.",
                warnings,
            )
            self._notices.show_notice(f"{words} {doubts.format(count=warnings)}", "warning")
        else:
            self._session.noticed.emit(words)

    def _show_error(self, error: MapperError) -> None:
        if isinstance(error, StorageError) and error.kind is StorageKind.CHANGED_ON_DISK:
            self._notices.show_notice(sentence(error), "error", (tr("Save as…"), self.save_as))
            return
        self._notices.show_notice(sentence(error), "error")


def _file_name(name: str) -> str:
    """A project's name, fit to be a file's on every system."""
    kept = "".join("_" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in name)
    return kept.strip(" .")[:100] or "mapping"
