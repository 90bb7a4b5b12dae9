"""Forms and mappings written down shortly, for tests that need a whole one of a real kind."""

from __future__ import annotations

from mapper_gui.mapping.conditions import (
    AllOf,
    Asks,
    Compare,
    Condition,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId, enclosing
from mapper_gui.mapping.mapping import Column, FieldRule, RecordRule, Reference, Table
from mapper_gui.mapping.source import ColumnSource, QuestionSource, Source
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    ByTable,
    Case,
    Cases,
    ChoiceRow,
    ChoiceTable,
    Constant,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Scalar,
    Step,
    Take,
    Template,
)

NULL = Policy(PolicyAction.NULL)
BLANK = Policy(PolicyAction.BLANK)
KEEP = Outside(OutsideAction.KEEP)


def form_of(name: str, xmlns: str, text: str) -> Form:
    """A form from lines `kind /path Label | id=Choice label, id=Choice label`."""
    rows = [line.strip() for line in text.strip().splitlines() if line.strip()]
    parts = [row.split(" ", 2) for row in rows]
    repeats = {path for kind, path, *_ in parts if kind == "repeat"}
    questions = []
    for kind, path, *rest in parts:
        label, _, choices = (rest[0] if rest else "").partition(" | ")
        pairs = [each.strip().split("=") for each in choices.split(",") if each.strip()]
        around = [above for above in enclosing(path) if above in repeats]
        questions.append(
            Question(
                QuestionId(path),
                Kind(kind),
                {"en": label} if label else {},
                tuple(Choice(choice, {"en": words}) for choice, words in pairs),
                repeat=around[-1] if around else None,
            )
        )
    return Form(tuple(questions), ("en",), name, f"http://openrosa.org/formdesigner/{xmlns}")


def source(of: Source | str) -> Source:
    """A question by its id, a column as `column:NAME`, or the source itself."""
    if not isinstance(of, str):
        return of
    name = of.removeprefix("column:")
    return ColumnSource(name) if name != of else QuestionSource(QuestionId(of))


def take(*sources: Source | str) -> First:
    return First(tuple(source(each) for each in sources))


def joined(*parts: Source | str, missing_blank: bool = False) -> Template:
    """Texts and sources; what begins with `/` or `column:` is a source."""
    found = tuple(
        source(part) if not isinstance(part, str) or part.startswith(("/", "column:")) else part
        for part in parts
    )
    return Template(found, missing_blank)


def maps(
    field: str,
    of: Take | Source | str | None,
    *then: Step,
    absent: Policy | None = None,
    empty: Policy | None = None,
    points_to: str = "",
    note: str = "",
) -> FieldRule:
    """A field rule; `points_to` is `Object.Field`."""
    taken = of if isinstance(of, Take) or of is None else take(of)
    to = points_to.partition(".")
    reference = Reference(to[0], to[2]) if points_to else None
    made = FieldRule(field, taken, then, note=note, reference=reference)
    if absent is not None:
        made = FieldRule(field, taken, then, absent, made.if_empty, note=note, reference=reference)
    if empty is not None:
        made = FieldRule(field, taken, then, made.if_absent, empty, note=note, reference=reference)
    return made


def always(field: str, value: Scalar, points_to: str = "") -> FieldRule:
    return maps(field, Constant(value), points_to=points_to)


def compares(
    of: Source | str, operator: str, *operand: Source | str, read_as: ReadAs = ReadAs.TEXT
) -> Compare:
    """A comparison with texts, or with one source (`/path`, `column:NAME`)."""
    first = operand[0]
    is_source = not isinstance(first, str) or first.startswith(("/", "column:"))
    right = source(first) if is_source else tuple(str(each) for each in operand)
    return Compare(source(of), Operator(operator), right, read_as)


def asks(of: Source | str, presence: str = "answered") -> Asks:
    return Asks(source(of), Presence(presence))


def both(*conditions: Condition) -> AllOf:
    return AllOf(conditions)


def cases(*pairs: tuple[Condition, Take], otherwise: Take | None = None) -> Cases:
    return Cases(tuple(Case(when, what) for when, what in pairs), otherwise)


def choices(
    rows: dict[str, Scalar], outside: Outside | None = None, *, ignore_case: bool = False
) -> ChoiceTable:
    made = tuple(ChoiceRow(choice, value) for choice, value in rows.items())
    return ChoiceTable(made, ignore_case, outside or Outside())


def by(table: str | dict[str, Scalar], outside: Outside | None = None) -> ByTable:
    return ByTable(table if isinstance(table, str) else choices(table, outside))


def or_else(value: Scalar) -> Policy:
    return Policy(PolicyAction.DEFAULT, value)


def outside_is(value: Scalar) -> Outside:
    return Outside(OutsideAction.DEFAULT, value)


def table_of(of_sources: str, of_texts: str, *rows: tuple[object, ...]) -> Table:
    """A table: columns of sources, then columns of texts; a cell `/path` is a question."""
    names = of_sources.split()
    columns = [*(Column(name) for name in names), *(Column(n, False) for n in of_texts.split())]
    made = []
    for row in rows:
        cells = [
            source(cell) if place < len(names) and isinstance(cell, str) else cell
            for place, cell in enumerate(row)
        ]
        made.append(tuple(cells))
    return Table(tuple(columns), tuple(made))  # type: ignore[arg-type]


def target_of(system: str, rules: tuple[RecordRule, ...]) -> Target:
    """A target with just the objects and fields that rules feed."""
    objects: dict[str, dict[str, TargetField]] = {}
    for rule in rules:
        fields = objects.setdefault(rule.object, {})
        for each in rule.fields:
            kind = FieldType.REFERENCE if each.reference else FieldType.OTHER
            fields[each.field] = TargetField(each.field, type=kind)
    return Target(
        system,
        tuple(TargetObject(name, fields=(*fields.values(),)) for name, fields in objects.items()),
    )
