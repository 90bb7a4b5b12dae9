"""A field that points to a record of another object: which object, found by which of its fields."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.mapping.mapping import FieldRule, Mapping, Reference
from mapper_gui.mapping.target import FieldType, TargetField
from mapper_gui.views.policy_editor import CAPTION_WIDTH
from mapper_gui.views.quiet_widgets import QuietCombo, caption, quiet_label, row
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr


class ReferenceEditor(QWidget):
    """Edits a reference, or none; `changed` carries the new one."""

    changed = Signal(object)  # Reference | None

    def __init__(self) -> None:
        super().__init__()
        self._mapping = Mapping()
        self._reference: Reference | None = None
        self.object = QuietCombo(tr("Refers to a record of"))
        self.field = QuietCombo(tr("Found by"))
        self._hint = quiet_label(tr("The value finds the record it points to."))
        first = caption(tr("refers to"))
        second = caption(tr("found by"))
        self._by = QWidget()
        for title in (first, second):
            title.setMinimumWidth(CAPTION_WIDTH)
        line = row(first)
        line.addWidget(self.object, 1)
        by = row(second)
        by.addWidget(self.field, 1)
        self._by.setLayout(by)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(line)
        layout.addWidget(self._by)
        layout.addWidget(self._hint)
        self.object.activated.connect(self._choose_object)
        self.field.activated.connect(self._choose_field)

    def show_reference(self, mapping: Mapping, rule: FieldRule, field: TargetField | None) -> None:
        """Show what the field refers to; hidden where it is no reference and takes nothing."""
        self._mapping, self._reference = mapping, rule.reference
        wanted = field is not None and field.type is FieldType.REFERENCE
        self.setVisible(rule.take is not None and (wanted or rule.reference is not None))
        self.object.clear()
        self.object.addItem(tr("nothing: the value is written as it is"), None)
        for each in mapping.target.objects:
            self.object.addItem(each.label or each.name, each.name)
        chosen = rule.reference.object if rule.reference is not None else None
        if chosen is not None and self.object.findData(chosen) < 0:
            self.object.addItem(tr("{object} (not in the target)").format(object=chosen), chosen)
        self.object.show_data(chosen)
        self._by.setVisible(rule.reference is not None)
        self._hint.setVisible(rule.reference is not None)
        if rule.reference is not None:
            self._show_fields(rule.reference)

    def _show_fields(self, reference: Reference) -> None:
        self.field.clear()
        found = self._mapping.target.object(reference.object)
        fields = found.fields if found is not None else ()
        for each in sorted(fields, key=lambda field: not field.key):
            self.field.addItem(each.name, each.name)
        if self.field.findData(reference.field) < 0:
            self.field.addItem(reference.field or tr("choose a field"), reference.field)
        self.field.show_data(reference.field)

    def _choose_object(self) -> None:
        name = self.object.currentData()
        if name is None:
            self.changed.emit(None)
            return
        found = self._mapping.target.object(name)
        keys = [field.name for field in found.fields if field.key] if found is not None else []
        self.changed.emit(Reference(name, keys[0] if keys else ""))

    def _choose_field(self) -> None:
        if self._reference is not None:
            self.changed.emit(Reference(self._reference.object, self.field.currentData()))
