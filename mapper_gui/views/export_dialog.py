"""Export: what to write, what stands in the way of it, where to, and what was written."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFileDialog,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.app.export import Checked, Export, trigger_condition, trigger_filters
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.app.settings import Settings
from mapper_gui.exporters import RUNNERS
from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.errors import MapperError
from mapper_gui.mapping.problem import Severity
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.problems_view import ProblemsView
from mapper_gui.views.quiet_widgets import clear, line_edit, quiet_label, row, small_button
from mapper_gui.views.theme import SPACE, colours, id_font, pixmap
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.proof import proof_words
from mapper_gui.wording.text import tr, tr_n

WIDTH = 720
MOST_WRAPPED = 100
"""So many problems are shown in full; of more, each one line, since they are measured one by one."""
_WORDS = {
    "specification": (
        "Mapping specification (JSON)",
        "The mapping itself, for git and other programs, with the JSON Schema that explains it.",
    ),
    "workbook": (
        "Mapping specification (workbook)",
        "An .xlsx to read, discuss and sign off: one row per field, and the choice tables.",
    ),
    "openfn": (
        "OpenFn workflow",
        "Steps that look up, make and load the records, their trigger, and the project files.",
    ),
    "commcare-export": (
        "commcare-export queries",
        "A query workbook or JSON query for CommCare's Data Export Tool: tables for files or SQL.",
    ),
}


class ExportDialog(DialogSheet):
    """Asks, checks and writes; `form_facts_wanted` is what to do when the form is not known."""

    def __init__(
        self,
        parent: QWidget | None,
        session: Session,
        settings: Settings,
        name: str,
        project: Path | None,
        form_facts_wanted: Callable[[], object],
    ) -> None:
        super().__init__(
            parent,
            tr("Export"),
            tr("Files are written whole or not at all, and never over others without asking."),
        )
        self._session = session
        self._settings = settings
        self._form_facts_wanted = form_facts_wanted
        self.export = Export(session)  # outlives the dialog while files are written
        self._ready = False
        self._build(name)
        self.folder.setText(str(self._first_folder(project)))
        self.export.checked.connect(self._show_checked)
        self.export.written.connect(self._show_written)
        self.export.in_the_way.connect(self._ask_overwrite)
        self.export.failed.connect(self._show_failed)
        self.finished.connect(self.export.leave)
        session.mapping_changed.connect(self._check)
        kept = str(settings.value("export/runner", "openfn"))
        self.choices.button(RUNNERS.index(kept) if kept in RUNNERS else 0).setChecked(True)
        self.choices.idClicked.connect(self._choose)
        self._check()
        self.size_for(WIDTH, 560)

    @property
    def runner(self) -> str:
        return RUNNERS[max(0, self.choices.checkedId())]

    def _build(self, name: str) -> None:
        self.choices = QButtonGroup(self)
        self._ask = QWidget()
        ask = QVBoxLayout(self._ask)
        ask.setContentsMargins(0, 0, 0, 0)
        ask.setSpacing(2 * SPACE)
        for number, runner in enumerate(RUNNERS):
            title, about = _WORDS.get(runner, (runner, ""))
            button = QRadioButton(tr(title))
            button.setAccessibleDescription(tr(about))
            words = quiet_label(tr(about))
            words.setContentsMargins(6 * SPACE, 0, 0, 0)
            self.choices.addButton(button, number)
            part = QVBoxLayout()
            part.setSpacing(0)
            part.addWidget(button)
            part.addWidget(words)
            ask.addLayout(part)
        self._picture = QLabel()
        self._picture.setFixedSize(16, 16)
        self.verdict = QLabel(wordWrap=True)
        self._facts = small_button(tr("Form details…"))
        self._facts.clicked.connect(self._ask_facts)
        self._facts.hide()
        ask.addSpacing(SPACE)
        line = row(self._picture, self.verdict, self._facts)
        line.setStretch(1, 1)
        ask.addLayout(line)
        self.problems = ProblemsView()
        self.problems.setMinimumHeight(110)
        self.problems.setWordWrap(True)
        self.problems.horizontalHeader().resizeSection(0, 190)
        self.problems.place_wanted.connect(self._go)
        space = QVBoxLayout()  # keeps the lines below in their place where there is no problem
        space.addWidget(self.problems, 100)
        space.addStretch(1)
        ask.addLayout(space, 1)
        self.name = line_edit(tr("Name of the files"))
        self.name.setText(name)
        self.folder = line_edit(tr("Folder"))
        browse = QPushButton(tr("Choose…"))
        browse.setAccessibleName(tr("Choose the folder"))
        browse.setAutoDefault(False)
        browse.clicked.connect(lambda _checked=False: self._choose_folder())
        lines = ((tr("Name"), (self.name,)), (tr("Folder"), (self.folder, browse)))
        for label_words, parts in lines:
            label = QLabel(label_words)
            label.setFixedWidth(60)
            label.setBuddy(parts[0])
            line = row(label, *parts)
            line.setStretch(1, 1)
            ask.addLayout(line)
        self._done = QWidget()
        done = QVBoxLayout(self._done)
        done.setContentsMargins(0, 0, 0, 0)
        done.setSpacing(2 * SPACE)
        self._done_title = QLabel()
        self._done_title.setProperty("title", True)
        done.addWidget(self._done_title)
        self._paths = QVBoxLayout()
        self._paths.setSpacing(SPACE)
        done.addLayout(self._paths)
        self._next = QVBoxLayout()
        self._next.setSpacing(2 * SPACE)
        done.addLayout(self._next)
        done.addStretch(1)
        self._done.hide()
        self.body.addWidget(self._ask, 1)
        self.body.addWidget(self._done, 1)
        self._back = self.add_button(tr("Export something else"), self._again, left=True)
        self._back.hide()
        self.close_button = self.add_button(tr("Cancel"), self.reject)
        self.write_button = self.add_button(tr("Export"), self.write, primary=True)

    def write(self) -> None:
        """Write the files where the person said; what is there already is asked about first."""
        self._write(overwrite=False)

    def _write(self, *, overwrite: bool) -> None:
        folder = self._folder()
        if folder is None or not self._ready:
            return
        self.notices.hide()
        self.write_button.setEnabled(False)
        self.export.write(self.runner, folder, self.name.text().strip(), overwrite=overwrite)

    def _folder(self) -> Path | None:
        text = self.folder.text().strip()
        if not text or not Path(text).expanduser().is_absolute():
            self.notices.show_notice(tr("Choose the folder that the files are to go to."), "error")
            self.folder.setFocus()
            return None
        return Path(text).expanduser()

    def _first_folder(self, project: Path | None) -> Path:
        kept = self._settings.value("export/folder", "")
        if isinstance(kept, str) and kept and Path(kept).is_dir():
            return Path(kept)
        if project is not None:
            return project.parent
        place = QStandardPaths.StandardLocation.DocumentsLocation
        return Path(QStandardPaths.writableLocation(place) or Path.home())

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Folder for the files"), self.folder.text()
        )
        if chosen:
            self.folder.setText(chosen)

    def _choose(self, number: int) -> None:
        self._settings.keep("export/runner", RUNNERS[number])
        self._check()

    def _check(self, _change: object = None) -> None:
        if self.gone:
            return
        self._ready = False
        self.notices.hide()
        self.write_button.setEnabled(False)
        self.verdict.setText(tr("Looking for what stands in the way…"))
        self.export.check(self.runner)

    def _show_checked(self, checked: Checked) -> None:
        self._ready = not checked.is_blocked
        self.write_button.setEnabled(self._ready)
        self.problems.show_problems(checked.problems)
        self.problems.setVisible(bool(checked.problems))
        if len(checked.problems) <= MOST_WRAPPED:
            self.problems.resizeRowsToContents()
        errors = sum(problem.severity is Severity.ERROR for problem in checked.problems)
        warnings = len(checked.problems) - errors
        if errors:
            words = tr_n(
                "{count} error stands in the way. Choose it to go to its place.",
                "{count} errors stand in the way. Choose one to go to its place.",
                errors,
            ).format(count=errors)
            picture, colour = "error", colours().error
        elif warnings:
            words = tr_n(
                "{count} warning to know about; the files can be written.",
                "{count} warnings to know about; the files can be written.",
                warnings,
            ).format(count=warnings)
            picture, colour = "warning", colours().warning
        else:
            words, picture, colour = tr("Nothing stands in the way."), "check", colours().good
        self.verdict.setText(words)
        self._picture.setPixmap(pixmap(picture, 16, self.devicePixelRatioF(), colour))
        unknown = any(problem.kind is CheckKind.TRIGGER_UNKNOWN for problem in checked.problems)
        self._facts.setVisible(unknown)

    def _ask_overwrite(self, paths: Sequence[Path]) -> None:
        self.write_button.setEnabled(True)
        names = ", ".join(path.name for path in paths)
        words = tr_n(
            "{names} is in this folder already. Nothing was written.",
            "{names} are in this folder already. Nothing was written.",
            len(paths),
        ).format(names=names)
        replace = tr_n("Replace it", "Replace them", len(paths))
        self.notices.show_notice(words, "warning", (replace, lambda: self._write(overwrite=True)))

    def _show_failed(self, error: MapperError) -> None:
        self.write_button.setEnabled(self._ready)
        self.notices.show_notice(sentence(error), "error")

    def _show_written(self, paths: tuple[Path, ...]) -> None:
        self._settings.keep("export/folder", str(paths[0].parent))
        title = tr_n("{count} file was written", "{count} files were written", len(paths))
        self._done_title.setText(title.format(count=len(paths)))
        clear(self._paths)
        for path in paths:
            label = QLabel(str(path), wordWrap=True)
            label.setFont(id_font())
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self._paths.addWidget(label)
        self._show_next(paths[0].parent)
        self._show_page(done=True)

    def _show_next(self, folder: Path) -> None:
        clear(self._next)
        open_folder = QPushButton(tr("Open the folder"))
        open_folder.clicked.connect(
            lambda _checked=False: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        )
        buttons = [open_folder]
        if self.runner == "openfn":
            for words, text in (
                (tr("Copy the trigger condition"), trigger_condition(self._session.mapping)),
                (tr("Copy the message filter"), trigger_filters(self._session.mapping)),
            ):
                button = QPushButton(words)
                button.setToolTip(text)
                button.clicked.connect(lambda _checked=False, text=text: self._copy(text))
                buttons.append(button)
        self._next.addLayout(row(*buttons, 1))
        if self.runner == "openfn":
            self._next.addWidget(
                quiet_label(
                    tr(
                        "project.yaml holds the whole workflow. By hand: a look-up step comes "
                        "first, then the mapping step, then the load step. The condition is for "
                        "the edge in OpenFn Lightning that leads to the first; the message filter "
                        "for a trigger on the first OpenFn platform. More in the guide, under "
                        "Export."
                    )
                )
            )
        proof = proof_words(self.runner)
        if proof:
            self._next.addWidget(quiet_label(proof))
        for button in buttons:
            button.setAutoDefault(False)

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self.notices.show_notice(tr("Copied: {text}").format(text=text), "info")

    def _again(self) -> None:
        self._show_page(done=False)
        self._check()

    def _show_page(self, *, done: bool) -> None:
        self.notices.hide()
        self._ask.setVisible(not done)
        self._done.setVisible(done)
        self._back.setVisible(done)
        self.write_button.setVisible(not done)
        self.close_button.setText(tr("Close") if done else tr("Cancel"))
        if done:
            self.close_button.setFocus()

    def _go(self, place: FieldPlace) -> None:
        self._session.select(place)
        self.accept()

    def _ask_facts(self) -> None:
        self.accept()
        self._form_facts_wanted()
