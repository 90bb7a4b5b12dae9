"""What a newer export changed: ids that are gone, new or changed, and the rules that read them."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.compare import Affected, FormChange, QuestionChange, affected
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.problem import InRule
from mapper_gui.views.dialog_sheet import DialogSheet
from mapper_gui.views.theme import colours, icon, id_font
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.problems import where_words
from mapper_gui.wording.rules import kind_words
from mapper_gui.wording.text import tr, tr_n

WIDTH, HEIGHT = 760, 480
MOST = 2000
"""So many ids are listed in a part; of more, how many there are."""
PLACE = Qt.ItemDataRole.UserRole


class FormChangeView(DialogSheet):
    """Stays beside the window while the rules are mended; choosing a rule goes to it."""

    def __init__(self, parent: QWidget | None, session: Session, change: FormChange) -> None:
        super().__init__(parent, tr("What the newer form changed"), _summary(session, change))
        self._session = session
        self._stack = session.undo_stack
        self._step = self._stack.index()
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Changed questions and the rules that read them"))
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([tr("Question id"), tr("What it means")])
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 340)
        self.tree.itemClicked.connect(self._go)
        self.tree.itemActivated.connect(self._go)
        self._fill(change)
        self.body.addWidget(self.tree, 1)
        self.undo = self.add_button(tr("Take the newer form back"), self._take_back, left=True)
        self.undo.setToolTip(tr("The same as Undo: one step"))
        # Not the default: Enter on a rule goes to the rule.
        self.add_button(tr("Close"), self.accept)
        self._stack.indexChanged.connect(self._show_undo)
        session.restarted.connect(self.close)
        self.size_for(WIDTH, HEIGHT)

    def _fill(self, change: FormChange) -> None:
        places: dict[str, list[Affected]] = {}
        for each in affected(self._session.mapping, change):
            places.setdefault(each.question, []).append(each)
        c = colours()
        gone = self._part(tr("Gone"), len(change.gone), "error", c.error)
        self._ids(gone, ((question, "") for question in change.gone), places)
        changed = self._part(tr("Changed"), len(change.changed), "warning", c.warning)
        self._ids(changed, ((one.id, change_words(one)) for one in change.changed), places)
        new = self._part(tr("New"), len(change.new), "proposal", c.accent)
        self._ids(new, ((question, self._label(question)) for question in change.new), {})
        words = tr("Only a label or a calculation changed")
        same = self._part(words, len(change.relabelled), "check", c.good)
        self._ids(same, ((one, self._label(one)) for one in change.relabelled), {})

    def _part(self, words: str, count: int, picture: str, colour: str) -> QTreeWidgetItem | None:
        if not count:
            return None
        part = QTreeWidgetItem([f"{words} ({count})"])
        part.setIcon(0, icon(picture, colour))
        part.setFirstColumnSpanned(True)
        self.tree.addTopLevelItem(part)
        part.setFirstColumnSpanned(True)
        part.setExpanded(picture in ("error", "warning") or count <= 20)
        return part

    def _ids(
        self,
        part: QTreeWidgetItem | None,
        questions: Iterable[tuple[QuestionId, str]],
        places: dict[str, list[Affected]],
    ) -> None:
        if part is None:
            return
        rows: list[QTreeWidgetItem] = []
        count = 0
        for question, words in questions:
            count += 1
            if count > MOST:
                continue
            row = QTreeWidgetItem([question, words])
            row.setFont(0, id_font())
            row.setToolTip(0, question)
            row.setToolTip(1, words)
            row.addChildren([_place_row(each) for each in places.get(question, ())])
            rows.append(row)
        if count > MOST:
            rows.append(QTreeWidgetItem([tr("and {count} more").format(count=count - MOST)]))
        part.addChildren(rows)
        for row in rows:
            row.setExpanded(row.childCount() > 0)

    def _label(self, question_id: QuestionId) -> str:
        form = self._session.mapping.form
        question = form.question(question_id)
        if question is None:
            return ""
        language = next(iter(form.languages), "")
        return plain_label(label_in(question.labels, language)) or question.calculate or ""

    def _go(self, item: QTreeWidgetItem, _column: int) -> None:
        place = item.data(0, PLACE)
        if isinstance(place, FieldPlace):
            self._session.select(place)

    def _take_back(self) -> None:
        if self._stack.index() == self._step:
            self._stack.undo()
        self.accept()

    def _show_undo(self) -> None:
        """Only as long as it would undo the import and not a later edit."""
        self.undo.setEnabled(self._stack.index() == self._step)


def _place_row(place: Affected) -> QTreeWidgetItem:
    if place.rule is None:
        row = QTreeWidgetItem([tr("flagged as identifier")])
        row.setIcon(0, icon("key", colours().identifier))
        return row
    words = where_words(InRule(place.rule, place.field))
    about = tr("is made for each of its rows") if place.field is None else tr("reads it")
    row = QTreeWidgetItem([words, about])
    row.setData(0, PLACE, FieldPlace(place.rule, place.field))
    return row


def change_words(change: QuestionChange) -> str:
    """`type Text is now Date; choices gone: a, b; new: c`."""
    parts: list[str] = []
    if change.old_kind is not change.new_kind:
        parts.append(
            tr("type {old} is now {new}").format(
                old=kind_words(change.old_kind), new=kind_words(change.new_kind)
            )
        )
    if change.old_repeat != change.new_repeat:
        parts.append(
            tr("stood in {old}, now in {new}").format(
                old=change.old_repeat or tr("no repeat"), new=change.new_repeat or tr("no repeat")
            )
        )
    for template, choices in (
        (tr("choices gone: {choices}"), change.choices_gone),
        (tr("new choices: {choices}"), change.choices_new),
    ):
        if choices:
            parts.append(template.format(choices=_some(choices)))
    return "; ".join(parts)


def _some(choices: Sequence[str]) -> str:
    shown = ", ".join(choices[:6])
    if len(choices) > 6:
        shown += tr(" and {count} more").format(count=len(choices) - 6)
    return shown


def _summary(session: Session, change: FormChange) -> str:
    """What is marked and what is not: that a question changed is seen in no rule, only here."""
    hit = [each for each in affected(session.mapping, change) if each.rule is not None]
    gone = {(each.rule, each.field) for each in hit if each.change is None}
    changed = {(each.rule, each.field) for each in hit if each.change is not None}
    if not hit:
        return tr("No rule reads a question that is gone or changed. Every rule is kept.")
    parts: list[str] = []
    if gone:
        words = tr_n(
            "{count} rule reads a question that is gone. It is kept and marked in the target pane "
            "until it is mended.",
            "{count} rules read a question that is gone. They are kept and marked in the target "
            "pane until they are mended.",
            len(gone),
        )
        parts.append(words.format(count=len(gone)))
    if changed:
        words = tr_n(
            "{count} rule reads a question whose type, choices or repeat changed. It is kept; "
            "that it changed is listed here only, so look at it before you close this.",
            "{count} rules read a question whose type, choices or repeat changed. They are kept; "
            "that they changed is listed here only, so look at them before you close this.",
            len(changed),
        )
        parts.append(words.format(count=len(changed)))
    return " ".join((*parts, tr("Choose a rule here to go to it.")))
