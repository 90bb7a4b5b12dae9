"""Why a field has no value: one line, and on demand what it rests on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.blank import Blank
from mapper_gui.mapping.result import FieldResult, RecordResult
from mapper_gui.views.quiet_widgets import small_button
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.blanks import blank_details, blank_line
from mapper_gui.wording.results import item_words
from mapper_gui.wording.text import tr

MOST_RECORDS = 8
LONGEST_TIP = 4000


class WhyBlank(QWidget):
    """The button that unfolds the evidence, and the evidence. Hidden where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._is_open = False
        self.button = small_button(tr("Why"), tr("Why there is no value here"))
        self.evidence = QLabel(wordWrap=True)
        self.evidence.setTextFormat(Qt.TextFormat.PlainText)
        self.evidence.setProperty("quiet", True)
        self.evidence.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.evidence)
        self.button.clicked.connect(self._turn)
        self.show_blank(None)

    def show_blank(self, blank: Blank | None) -> None:
        """Show what the reasons of this blank rest on; folded or unfolded as it was."""
        lines = blank_details(blank) if blank is not None else ()
        self.setVisible(bool(lines))
        text = "\n".join(lines)
        self.evidence.setText(text)
        self.evidence.setAccessibleName(text)
        self._fold()

    def _turn(self) -> None:
        self._is_open = not self._is_open
        self._fold()

    def _fold(self) -> None:
        self.evidence.setVisible(self._is_open)
        self.button.setText(tr("Hide why") if self._is_open else tr("Why"))


def why_blank_here(session: Session, record: RecordResult, field: FieldResult) -> Blank | None:
    """Why a field of the open submission has no value; None where it has one."""
    evaluation = session.evaluation
    return session.blanks.why(evaluation, record, field) if evaluation is not None else None


def why_tip(session: Session, place: object) -> str:
    """Why a field, or the records of a rule, have no value on the open submission: the first few
    records with what it rests on. Empty where all have one."""
    evaluation = session.evaluation
    if evaluation is None or not isinstance(place, FieldPlace):
        return ""
    blanks = session.blanks
    lines: list[str] = []
    found = 0
    for record in evaluation.records:
        if record.rule != place.rule or found >= MOST_RECORDS:
            continue
        blank = None
        if place.field is None:
            blank = blanks.why_not_made(evaluation, record)
        elif (result := record.field(place.field)) is not None:
            blank = blanks.why(evaluation, record, result)
        if blank is not None:
            found += 1
            lines += _told(blank, item_words(record.item))
    rule = session.mapping.rule(place.rule)
    if rule is not None and place.field is None and rule.makes_records:
        blank = blanks.why_no_records(evaluation, rule)
        lines += _told(blank, "") if blank is not None else ()
    return "\n".join(lines)[:LONGEST_TIP]


def _told(blank: Blank, item: str) -> list[str]:
    line = blank_line(blank)
    head = tr("{item}: {why}").format(item=item, why=line) if item else line
    return [head, *(f"   {detail}" for detail in blank_details(blank))]
