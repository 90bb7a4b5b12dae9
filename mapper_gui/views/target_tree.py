"""The target as rows of a tree, without Qt: named values, shared choice tables, then record rules by
object with the fields of each.

Fields stand in the target's order; after them the field rules whose field the target has no more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.app.place import AcceptsPlace, FieldPlace, Place, TablePlace, ValuePlace
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, Status
from mapper_gui.mapping.target import Target, TargetField
from mapper_gui.mapping.values import value_sources
from mapper_gui.views.folded_text import fold
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr


class TargetRowKind(StrEnum):
    """What a row of the target's tree is."""

    RULE = "rule"
    FIELD = "field"
    GONE_FIELD = "gone_field"  # a field rule stays when the target loses the field
    OBJECT = "object"  # a target object that no record rule makes
    VALUES = "values"  # the heading of the named values
    VALUE = "value"
    TABLES = "tables"  # the heading of the shared choice tables
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One row; equal rows are the same place. `rule` is empty for an object without rules; a named
    value and a shared table have their name in `field`."""

    kind: TargetRowKind
    object: str
    rule: str = ""
    field: str = ""

    @property
    def place(self) -> FieldPlace | None:
        """The field or record rule that this row is."""
        return FieldPlace(self.rule, self.field or None) if self.rule else None

    @property
    def selects(self) -> Place | None:
        """What is selected with this row."""
        match self.kind:
            case TargetRowKind.VALUE:
                return ValuePlace(self.field)
            case TargetRowKind.TABLE:
                return TablePlace(self.field)
            case _:
                return self.place

    @property
    def is_field(self) -> bool:
        return self.kind in (TargetRowKind.FIELD, TargetRowKind.GONE_FIELD)


class FieldFilter(StrEnum):
    """Which fields are shown."""

    ALL = "all"
    UNMAPPED = "unmapped"
    REQUIRED_UNMAPPED = "required_unmapped"
    MAPPED = "mapped"
    PROBLEMS = "problems"
    TO_DISCUSS = "to_discuss"


def filter_words(one: FieldFilter) -> str:
    return {
        FieldFilter.ALL: tr("All fields"),
        FieldFilter.UNMAPPED: tr("Unmapped"),
        FieldFilter.REQUIRED_UNMAPPED: tr("Required, unmapped"),
        FieldFilter.MAPPED: tr("Mapped"),
        FieldFilter.PROBLEMS: tr("With problems"),
        FieldFilter.TO_DISCUSS: tr("To discuss"),
    }[one]


class TargetTree:
    """Rows in the order they are shown, each known by its number. The parent of top rows is -1."""

    def __init__(self, mapping: Mapping) -> None:
        self.rows: list[TargetRow] = []
        self.parents: list[int] = []
        self.children: dict[int, list[int]] = {-1: []}
        self.numbers: dict[TargetRow, int] = {}
        self._names: list[str] | None = None
        self._names_of: Target | None = None
        self._add_group(TargetRowKind.VALUES, TargetRowKind.VALUE, mapping.named_values)
        self._add_group(TargetRowKind.TABLES, TargetRowKind.TABLE, mapping.choice_tables)
        known = {item.name for item in mapping.target.objects}
        for item in mapping.target.objects:
            rules = [rule for rule in mapping.rules if rule.object == item.name]
            for rule in rules:
                self._add_rule(mapping, rule)
            if not rules:
                self._add(-1, TargetRow(TargetRowKind.OBJECT, item.name))
        for rule in mapping.rules:
            if rule.object not in known:
                self._add_rule(mapping, rule)

    def at(self, place: Place | None) -> int:
        """The number of the row of a place; -1 where there is none."""
        if place is None or isinstance(place, AcceptsPlace):
            return -1
        if isinstance(place, ValuePlace):
            return self.numbers.get(TargetRow(TargetRowKind.VALUE, "", field=place.name), -1)
        if isinstance(place, TablePlace):
            return self.numbers.get(TargetRow(TargetRowKind.TABLE, "", field=place.name), -1)
        for number in self.children[-1]:
            row = self.rows[number]
            if row.rule == place.rule:
                if place.field is None:
                    return number
                for kind in (TargetRowKind.FIELD, TargetRowKind.GONE_FIELD):
                    found = self.numbers.get(TargetRow(kind, row.object, row.rule, place.field))
                    if found is not None:
                        return found
        return -1

    def shown(
        self, mapping: Mapping, words: tuple[str, ...], passes: Callable[[int], bool] | None
    ) -> tuple[bytearray | None, list[int]]:
        """1 for each row that is left by the words of a search and a filter on fields, and the
        fields found; None where neither leaves any out."""
        if not words and passes is None:
            return None, []
        shown = bytearray(len(self.rows))
        found: list[int] = []
        if words and (self._names is None or self._names_of is not mapping.target):
            self._names, self._names_of = _folded_names(mapping, self.rows), mapping.target
        names = self._names or []
        for top in self.children[-1]:
            whole = bool(words) and has_words(_title(self.rows[top]), words)
            record = mapping.rule(self.rows[top].rule)
            for number in self.children.get(top, ()):
                hit = whole or not words or has_words(names[number], words)
                if not hit and record is not None:
                    rule = record.field_rule(self.rows[number].field)
                    text = f"{names[number]}\n{_feeds_text(rule)}" if rule is not None else ""
                    hit = bool(text) and has_words(text, words)
                if not hit and self.rows[number].kind is TargetRowKind.VALUE:
                    value = mapping.named_values.get(self.rows[number].field)
                    made = value_sources(value.take, value.then) if value is not None else ()
                    hit = has_words(fold("\n".join(map(source_id, made))), words)
                if hit and (passes is None or passes(number)):
                    found.append(number)
                    shown[number] = shown[top] = 1
            if whole and passes is None:
                shown[top] = 1
        return shown, found

    def _add_group(self, heading: TargetRowKind, kind: TargetRowKind, names: Iterable[str]) -> None:
        found = [*names]
        if found:
            top = self._add(-1, TargetRow(heading, ""))
            for name in found:
                self._add(top, TargetRow(kind, "", field=name))

    def _add_rule(self, mapping: Mapping, rule: RecordRule) -> None:
        top = self._add(-1, TargetRow(TargetRowKind.RULE, rule.object, rule.id))
        target = mapping.target_object(rule)
        names = dict.fromkeys(field.name for field in target.fields) if target else {}
        for name in names:
            self._add(top, TargetRow(TargetRowKind.FIELD, rule.object, rule.id, name))
        for field_rule in rule.fields:
            if field_rule.field not in names:
                kind = TargetRowKind.GONE_FIELD
                self._add(top, TargetRow(kind, rule.object, rule.id, field_rule.field))

    def _add(self, parent: int, row: TargetRow) -> int:
        number = len(self.rows)
        self.rows.append(row)
        self.parents.append(parent)
        self.children.setdefault(parent, []).append(number)
        self.numbers.setdefault(row, number)
        return number


def same_rows(before: Mapping, after: Mapping) -> bool:
    """Whether both have the same rows for sure, told without making them."""
    if before.target is not after.target or len(before.rules) != len(after.rules):
        return False
    if [*before.named_values] != [*after.named_values]:
        return False
    if [*before.choice_tables] != [*after.choice_tables]:
        return False
    for old, new in zip(before.rules, after.rules, strict=True):
        if old is new:
            continue
        if old.id != new.id or old.object != new.object:
            return False
        target = after.target_object(new)
        known = {field.name for field in target.fields} if target else set()
        gone, gone_now = (
            [field.field for field in rule.fields if field.field not in known]
            for rule in (old, new)
        )
        if gone != gone_now:
            return False
    return True


def has_words(text: str, words: tuple[str, ...]) -> bool:
    """Whether a folded text has all of these folded words."""
    return all(word in text for word in words)


def field_of(mapping: Mapping, row: TargetRow) -> tuple[TargetField | None, FieldRule | None]:
    """The target field of a row, and what feeds it; None where there is none."""
    rule = mapping.rule(row.rule)
    target = mapping.target.object(row.object)
    field = target.field(row.field) if target is not None else None
    return field, rule.field_rule(row.field) if rule is not None else None


def passes_filter(mapping: Mapping, row: TargetRow, one: FieldFilter, troubled: bool) -> bool:
    """Whether a field is shown under a filter; `troubled`: a problem is at it."""
    if row.kind in (TargetRowKind.VALUE, TargetRowKind.TABLE):
        return one is FieldFilter.ALL or (one is FieldFilter.PROBLEMS and troubled)
    field, rule = field_of(mapping, row)
    fed = takes_anything(rule)
    match one:
        case FieldFilter.ALL:
            return True
        case FieldFilter.UNMAPPED:
            return not fed
        case FieldFilter.REQUIRED_UNMAPPED:
            return not fed and field is not None and field.required
        case FieldFilter.MAPPED:
            return fed
        case FieldFilter.PROBLEMS:
            return troubled
        case FieldFilter.TO_DISCUSS:
            return rule is not None and rule.status is Status.TO_DISCUSS


def heading_words(kind: TargetRowKind) -> str:
    """What the heading of a group of named values or shared tables says."""
    return tr("Named values") if kind is TargetRowKind.VALUES else tr("Shared tables")


def _title(row: TargetRow) -> str:
    if row.kind in (TargetRowKind.VALUES, TargetRowKind.TABLES):
        return fold(heading_words(row.kind))
    return fold(f"{row.rule}\n{row.object}")


def _folded_names(mapping: Mapping, rows: Sequence[TargetRow]) -> list[str]:
    """Name and label of each field, folded; empty for other rows."""
    known: dict[tuple[str, str], str] = {}
    for item in mapping.target.objects:
        for field in item.fields:
            known[item.name, field.name] = fold(f"{field.name}\n{field.label}")
    return [known.get((row.object, row.field), fold(row.field)) for row in rows]


def _feeds_text(rule: FieldRule) -> str:
    return fold("\n".join([rule.note, *(source_id(source) for source in rule.sources)]))
