"""What the export does not say of the form: its name, xmlns, app and project space, and which other
forms the mapping is for."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QPlainTextEdit, QSizePolicy, QWidget

from mapper_gui.app import edits
from mapper_gui.app.session import Session
from mapper_gui.mapping import edit
from mapper_gui.mapping.learn import facts_in
from mapper_gui.mapping.mapping import Accepts, Mapping
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.quiet_widgets import line_edit, quiet_label
from mapper_gui.views.theme import SPACE, id_font
from mapper_gui.wording.submissions import submission_words
from mapper_gui.wording.text import tr

WIDTH = 640


class FormFactsDialog(DialogSheet):
    """Everything in it is one undo step."""

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(
            parent,
            tr("Form details"),
            tr(
                "“Export Form Contents” says none of this. A submission does: when the first one "
                "is looked up, the program asks whether to take it from there."
            ),
        )
        self._session = session
        self._build()
        self._show(session.mapping)
        self.size_for(WIDTH)

    def _build(self) -> None:
        self.name = line_edit(tr("Name of the form"))
        self.xmlns = line_edit(tr("xmlns of the form"), "http://openrosa.org/formdesigner/…")
        self.app_id = line_edit(tr("App id"))
        self.space = line_edit(tr("Project space"))
        self.other_xmlns = _lines(tr("Other xmlns that are accepted, one on each line"))
        self.other_names = _lines(tr("Other form names that are accepted, one on each line"))
        self.note = _lines(tr("Note on the mapping as a whole"))
        for ids in (self.xmlns, self.app_id, self.space, self.other_xmlns):
            ids.setFont(id_font())
        others = quiet_label(
            tr(
                "A copy of the form in another app or project space has the same questions under "
                "another xmlns. List it here, and its submissions are taken too."
            )
        )
        others.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for words, part in (
            (tr("Name"), self.name),
            (tr("xmlns"), self.xmlns),
            (tr("App id"), self.app_id),
            (tr("Project space"), self.space),
            ("", others),
            (tr("Other xmlns"), self.other_xmlns),
            (tr("Other form names"), self.other_names),
            (tr("Note"), self.note),
        ):
            form.addRow(words, part)
        self.body.addLayout(form)
        self.body.addStretch(1)
        self.take = self.add_button(tr("Take from the open submission"), self._take, left=True)
        self.add_button(tr("Cancel"), self.reject)
        self.add_button(tr("Save details"), self.save, primary=True)

    def save(self) -> None:
        """Keep what was filled in, as one undo step."""
        name, xmlns = self.name.text().strip(), self.xmlns.text().strip()
        accepts = accepts_of(
            name, xmlns, _read_lines(self.other_xmlns), _read_lines(self.other_names)
        )

        def make(mapping: Mapping) -> Mapping:
            mapping = edit.with_form_facts(
                mapping,
                name=name,
                xmlns=xmlns,
                app_id=self.app_id.text(),
                project_space=self.space.text(),
            )
            # The condition is written in the rule pane, and stays.
            kept = replace(accepts, when=mapping.accepts.when)
            mapping = edit.with_accepts(mapping, kept)
            return replace(mapping, note=self.note.toPlainText().strip())

        edits.change(self._session, tr("Change the form details"), make)
        self.accept()

    def _show(self, mapping: Mapping) -> None:
        form = mapping.form
        self.name.setText(form.name)
        self.xmlns.setText(form.xmlns)
        self.app_id.setText(form.app_id)
        self.space.setText(form.project_space)
        self.xmlns.setCursorPosition(0)
        others = others_of(mapping)
        self.other_xmlns.setPlainText("\n".join(others.xmlns))
        self.other_names.setPlainText("\n".join(others.form_names))
        self.note.setPlainText(mapping.note)
        evaluation = self._session.evaluation
        self.take.setVisible(evaluation is not None)
        if evaluation is not None:
            self.take.setToolTip(submission_words(evaluation.submission))

    def _take(self) -> None:
        evaluation = self._session.evaluation
        if evaluation is None:
            return
        facts = facts_in(evaluation.submission)
        for line, text in (
            (self.name, facts.name),
            (self.xmlns, facts.xmlns),
            (self.app_id, facts.app_id),
            (self.space, facts.project_space),
        ):
            if text:
                line.setText(text)
        self.notices.show_notice(
            tr("Taken from the open submission; nothing is kept before you save."), "info"
        )


def accepts_of(
    name: str, xmlns: str, other_xmlns: tuple[str, ...], other_names: tuple[str, ...]
) -> Accepts:
    """What is accepted when these come beside the form's own; nothing said when there is no other."""
    if not other_xmlns and not other_names:
        return Accepts()
    own_xmlns = (xmlns,) if xmlns else ()
    own_name = (name,) if name and not xmlns else ()
    return Accepts(
        tuple(dict.fromkeys((*own_xmlns, *other_xmlns))),
        tuple(dict.fromkeys((*own_name, *other_names))),
    )


def others_of(mapping: Mapping) -> Accepts:
    """What a mapping accepts beside its own form."""
    form, accepts = mapping.form, mapping.accepts
    names = accepts.form_names
    if not form.xmlns:
        names = tuple(name for name in names if name != form.name)
    return Accepts(tuple(each for each in accepts.xmlns if each != form.xmlns), names)


def _lines(name: str) -> QPlainTextEdit:
    edit = QPlainTextEdit()
    edit.setAccessibleName(name)
    edit.setTabChangesFocus(True)
    edit.setFixedHeight(56)
    return edit


def _read_lines(edit: QPlainTextEdit) -> tuple[str, ...]:
    lines = (line.strip() for line in edit.toPlainText().splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))
