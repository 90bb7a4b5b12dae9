"""Target objects and their fields: what the mapping has, and the ways to get them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.app import edits
from mapper_gui.app.background import Task
from mapper_gui.app.form_files import FormFiles
from mapper_gui.app.session import Session
from mapper_gui.mapping.errors import MapperError
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.target import Target, TargetObject
from mapper_gui.readers.target_reading import TargetReading
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.quiet_widgets import line_edit, quiet_label, row, small_button
from mapper_gui.views.theme import SPACE, id_font
from mapper_gui.views.typed_fields import TypedFields
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.text import tr, tr_n

WIDTH, HEIGHT = 940, 600
LIST_WIDTH = 260


@dataclass(frozen=True, slots=True)
class _Way:
    """How to get the fields of one kind of target; `copied` are lines to use elsewhere."""

    title: str
    words: str
    copied: tuple[str, ...] = ()
    more: str = ""


_DHIS2_FIELDS = (
    "id,name,programType,trackedEntityType[id,name],programTrackedEntityAttributes[mandatory,"
    "trackedEntityAttribute[id,name,code,valueType,unique,optionSet[id,options[code,name]]]],"
    "programStages[id,name,repeatable,programStageDataElements[compulsory,"
    "dataElement[id,name,code,valueType,optionSet[id,options[code,name]]]]]"
)
_WAYS = (
    _Way(
        "Salesforce",
        "With the Salesforce CLI, one command for each object; change Contact to yours:",
        ("sf sobject describe --sobject Contact --json > Contact.json",),
        "Or save the answer of the REST address …/services/data/vXX.0/sobjects/Contact/describe. "
        "Without either: in Setup, Object Manager, Fields & Relationships, copy the list into a "
        "spreadsheet and paste it here; that has names, labels and types, but no required mark "
        "and no picklist values.",
    ),
    _Way(
        "DHIS2",
        "Open this address in a browser that is signed in to DHIS2, with your server and the id "
        "of your program, and save the page:",
        (f"https://dhis2.example.org/api/programs/PROGRAM_ID.json?fields={_DHIS2_FIELDS}",),
        "The metadata.json of the Import/Export app is read as well. Objects are the tracked "
        "entity, the enrolment and each program stage, with what DHIS2 itself needs, such as "
        "orgUnit and occurredAt. The value of a choice is the option's code.",
    ),
    _Way(
        "Spreadsheet",
        "A .csv or .xlsx with a header row and one row for each field:",
        ("object,name,label,type,required,choices,key,length",),
        "Only name is needed. Without an object column, the sheet is the object. Choices stand "
        "one on a line or with ; between, each as value or value=label. Other usual headers are "
        "known too: API Name, Data Type, is_nullable, Picklist Values.",
    ),
    _Way(
        "Database",
        "For PostgreSQL, this in psql writes such a table; change the schema's name:",
        (
            "\\copy (select table_name, column_name, data_type, is_nullable, column_default, "
            "character_maximum_length as length from information_schema.columns "
            "where table_schema = 'public' order by table_name, ordinal_position) "
            "to 'fields.csv' csv header",
        ),
        "Other databases give the same columns from information_schema.columns.",
    ),
    _Way(
        "JSON Schema",
        "A .json with properties, required and enum, or the schemas of an OpenAPI document. Each "
        "list of objects in it is an object of its own.",
    ),
    _Way(
        "List",
        "Copy a column of field names from anywhere, one on each line, and paste it. A second "
        "column is taken for the labels. A table with a header row is read as one.",
    ),
)


class TargetsDialog(DialogSheet):
    """Stays open while files are read and lists are pasted; each is one undo step."""

    def __init__(self, parent: QWidget | None, session: Session, files: FormFiles) -> None:
        super().__init__(
            parent,
            tr("Target fields"),
            tr(
                "Reading the same object again replaces its fields and keeps what is mapped to "
                "them. Everything here can be undone."
            ),
        )
        self._session = session
        self._files = files
        self._reading: Task | None = None
        self._build()
        session.mapping_changed.connect(self._show)
        files.target_read.connect(self._show_read)
        self.finished.connect(self._stop_reading)
        self._show()
        self.size_for(WIDTH, HEIGHT)

    def _build(self) -> None:
        self.system = line_edit(tr("Target system"), tr("Such as Salesforce"))
        self.system.editingFinished.connect(self._name_system)
        self.objects = QListWidget()
        self.objects.setAccessibleName(tr("Target objects of this mapping"))
        self.objects.setSpacing(SPACE // 2)
        self.objects.itemSelectionChanged.connect(self._show_selection)
        self.remove = small_button(tr("Remove"), tr("Remove the object and its record rules"))
        self.remove.clicked.connect(lambda _checked=False: self._remove())
        self._none = quiet_label(tr("None yet. Choose a way to get them on the right."))
        has = QVBoxLayout()
        has.setSpacing(SPACE)
        system = QLabel(tr("Target system"))
        system.setBuddy(self.system)
        has.addWidget(system)
        has.addWidget(self.system)
        has.addSpacing(2 * SPACE)
        title = QLabel(tr("Objects in this mapping"))
        title.setBuddy(self.objects)
        line = row(title, self.remove)
        line.insertStretch(1, 1)
        has.addLayout(line)
        has.addWidget(self._none)
        has.addWidget(self.objects, 1)
        left = QWidget()
        left.setLayout(has)
        left.setMinimumWidth(LIST_WIDTH // 2)
        left.setMaximumWidth(LIST_WIDTH)
        has.setContentsMargins(0, 0, 0, 0)
        self.ways = QTabWidget()
        self.ways.setAccessibleName(tr("Ways to get the fields"))
        self.ways.tabBar().setAccessibleName(tr("Ways to get the fields"))
        self.ways.setDocumentMode(True)
        self.ways.tabBar().setExpanding(False)
        self.ways.tabBar().setDrawBase(False)
        self.ways.setUsesScrollButtons(True)
        for way in _WAYS:
            self.ways.addTab(_way_page(way, self._copy), tr(way.title))
        self.typed = TypedFields()
        self.typed.add_requested.connect(self.add_typed)
        self.ways.addTab(self.typed, tr("Type in"))
        self.ways.currentChanged.connect(self._show_way)
        self.object = line_edit(
            tr("Object of a pasted list"), tr("Where the fields name no object themselves")
        )
        self.open_button = QPushButton(tr("Open a file…"))
        self.paste_button = QPushButton(tr("Paste from the clipboard"))
        for button, do in ((self.open_button, self.open_file), (self.paste_button, self.paste)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, do=do: do())
        self._get = QWidget()
        label = QLabel(tr("Object"))
        label.setBuddy(self.object)
        get = QVBoxLayout(self._get)
        get.setContentsMargins(0, 0, 0, 0)
        get.setSpacing(2 * SPACE)
        line = row(label, self.object)
        line.setStretch(1, 1)
        get.addLayout(line)
        get.addLayout(row(self.open_button, self.paste_button, 1))
        ways = QVBoxLayout()
        ways.setSpacing(2 * SPACE)
        ways.addWidget(self.ways, 1)
        ways.addWidget(self._get)
        both = row(left)
        both.setSpacing(6 * SPACE)
        both.addLayout(ways, 1)
        both.setStretch(0, 0)
        self.body.addLayout(both, 1)
        # Not the default: Enter ends what is being typed, and does not close the dialog.
        self.add_button(tr("Close"), self.accept)

    # What a person asks for

    def open_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            tr("Open target fields"),
            "",
            tr("Target fields (*.json *.csv *.tsv *.txt *.xlsx *.xlsm);;All files (*)"),
        )
        if name:
            self.notices.hide()
            self._show_reading(True)
            self._reading = self._files.open_target(Path(name), failed=self._show_failed)

    def paste(self) -> None:
        """Read the clipboard: a list of names, a table, or JSON."""
        text = QApplication.clipboard().text()
        if not text.strip():
            self.notices.show_notice(
                tr("The clipboard holds no text. Copy the fields first, then paste them here."),
                "warning",
            )
            return
        self.notices.hide()
        self._show_reading(True)
        name = " ".join(self.object.text().split())
        self._reading = self._files.paste_target(text, name, failed=self._show_failed)

    def add_typed(self) -> None:
        """Add the object that was typed in, or its fields to the one of that name."""
        name, fields = self.typed.object_name, self.typed.fields()
        if not name:
            self.notices.show_notice(tr("Type the name of the object first."), "error")
            self.typed.object.setFocus()
            return
        present = self._session.mapping.target.object(name)
        names = [field.name for field in (present.fields if present else ()) + fields]
        twice = sorted({each for each in names if names.count(each) > 1})
        if twice:
            words = tr("{object} has {fields} twice. A field's name stands once in its object.")
            self.notices.show_notice(
                words.format(object=name, fields=", ".join(twice[:5])), "error"
            )
            return
        if present is None:
            done = edits.add_target(
                self._session, Target(objects=(TargetObject(name, "", fields),))
            )
        elif fields:
            all_fields = (*present.fields, *fields)
            done = edits.set_object(self._session, replace(present, fields=all_fields))
        else:
            words = tr("{object} is there already. Type the names of the fields to add.")
            self.notices.show_notice(words.format(object=name), "warning")
            return
        if done:
            self.typed.clear()
            self._say_added(name, len(fields))

    def _remove(self) -> None:
        item = self.objects.currentItem()
        if item is not None:
            name = str(item.data(Qt.ItemDataRole.UserRole))
            if edits.remove_object(self._session, name):
                words = tr("{object} and its record rules were removed. Undo brings them back.")
                undo = (tr("Undo"), self._session.undo_stack.undo)
                self.notices.show_notice(words.format(object=name), "info", undo)

    def _name_system(self) -> None:
        name = " ".join(self.system.text().split())
        if name == self._session.mapping.target.system:
            return
        edits.change(
            self._session,
            tr("Name the target system"),
            lambda mapping: replace(mapping, target=replace(mapping.target, system=name)),
        )

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self.notices.show_notice(tr("Copied. Paste it where it is to run."), "info")

    # What is shown

    def _show(self, _change: object = None) -> None:
        mapping: Mapping = self._session.mapping
        at = self.objects.currentRow()
        self.objects.clear()
        for target in mapping.target.objects:
            count = len(target.fields)
            words = tr_n("{count} field", "{count} fields", count).format(count=count)
            about = " · ".join(part for part in (target.kind, words) if part)
            item = QListWidgetItem(f"{target.label or target.name}\n{about}")
            item.setToolTip(target.name)
            item.setData(Qt.ItemDataRole.UserRole, target.name)
            self.objects.addItem(item)
        self.objects.setCurrentRow(min(at, self.objects.count() - 1))
        self.objects.setVisible(self.objects.count() > 0)
        self._none.setVisible(self.objects.count() == 0)
        if not self.system.hasFocus():
            self.system.setText(mapping.target.system)
        self.typed.show_objects([target.name for target in mapping.target.objects])
        self._show_selection()

    def _show_selection(self) -> None:
        self.remove.setVisible(self.objects.currentItem() is not None)

    def _show_way(self, number: int) -> None:
        typing = self.ways.widget(number) is self.typed
        self._get.setVisible(not typing)

    def _show_reading(self, on: bool) -> None:
        self.open_button.setEnabled(not on)
        self.paste_button.setEnabled(not on)
        if not on:
            self._reading = None

    def _show_read(self, reading: TargetReading) -> None:
        self._show_reading(False)
        objects = reading.target.objects
        count = sum(len(target.fields) for target in objects)
        name = ", ".join(target.label or target.name for target in objects[:4])
        if len(objects) > 4:
            name += tr(" and {count} more").format(count=len(objects) - 4)
        if reading.warnings:
            words = tr_n(
                "Read {count} field of {object}. Something in it is doubtful: see the problem list.",
                "Read {count} fields of {object}. Some are doubtful: see the problem list.",
                count,
            ).format(count=count, object=name)
            self.notices.show_notice(words, "warning")
        else:
            self._say_added(name, count)

    def _say_added(self, name: str, count: int) -> None:
        words = tr_n("{object}: {count} field.", "{object}: {count} fields.", count)
        self.notices.show_notice(words.format(object=name, count=count), "info")

    def _show_failed(self, error: MapperError) -> None:
        if self.gone:
            self._session.noticed.emit(sentence(error))
            return
        self._show_reading(False)
        self.notices.show_notice(sentence(error), "error")

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()


def _way_page(way: _Way, copy: Callable[[str], object]) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 3 * SPACE, 0, 0)
    layout.setSpacing(2 * SPACE)
    layout.addWidget(_words(tr(way.words)))
    for text in way.copied:
        line = line_edit(tr("To copy"))
        line.setText(text)
        line.setCursorPosition(0)
        line.setReadOnly(True)
        line.setFont(id_font())
        button = QPushButton(tr("Copy"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False, text=text: copy(text))
        parts = row(line, button)
        parts.setStretch(0, 1)
        layout.addLayout(parts)
    if way.more:
        layout.addWidget(quiet_label(tr(way.more)))
    layout.addStretch(1)
    return page


def _words(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
