"""What stands above the rules of an exported step: choice tables and code, each written once."""

from mapper_gui.exporters.openfn.javascript import (
    WIDTH,
    comment_text,
    constant,
    literal,
    property_name,
    text_literal,
    variable,
)
from mapper_gui.exporters.openfn.javascript_words import Newer, newer_syntax
from mapper_gui.exporters.openfn.parts import Owner, Parts
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.values import (
    ChoiceTable,
    Outside,
    OutsideAction,
    Scalar,
    TableStep,
)
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.sources import source_id


def table_name(parts: Parts, step: TableStep, owner: Owner) -> tuple[str, ChoiceTable | None]:
    """The name of a step's table, which is written once for all that use it; `null` without one."""
    table = parts.mapping.table(step)
    if table is None:
        return "null", None
    shared = step.table if isinstance(step.table, str) else ""
    rows = _rows(table)
    identity = (shared, table.ignore_case, *((choice, literal(rows[choice])) for choice in rows))
    if identity not in parts.tables:
        name = parts.take_name(constant(shared or owner.name, parts.names, "CHOICES"))
        parts.tables[identity] = name
        parts.constant_lines += _table_lines(parts, name, table, shared, owner)
    return parts.tables[identity], table


def _rows(table: ChoiceTable) -> dict[str, Scalar]:
    rows: dict[str, Scalar] = {}
    for row in table.rows:
        rows.setdefault(row.choice.lower() if table.ignore_case else row.choice, row.value)
    return rows


def _table_lines(
    parts: Parts, name: str, table: ChoiceTable, shared: str, owner: Owner
) -> list[str]:
    title = f"Shared choice table {shared}" if shared else f"Choice ids of {_sources_in(owner)}"
    alike = "; upper and lower case alike" if table.ignore_case else ""
    lines = ["", f"  // {comment_text(title + alike)}", f"  const {name} = {{"]
    labels = _choice_labels(parts, owner, table.ignore_case)
    for choice, value in _rows(table).items():
        line = f"    {property_name(choice)}: {literal(value)},"
        label = comment_text(labels.get(choice, ""))
        shows = label and label != value and len(line) + len(label) + 4 <= WIDTH
        lines.append(f"{line} // {label}" if shows else line)
    return [*lines, "  };"]


def _choice_labels(parts: Parts, owner: Owner, lower: bool) -> dict[str, str]:
    labels: dict[str, str] = {"": "no answer"}
    for source in owner.sources:
        question = (
            parts.mapping.form.question(source.question)
            if isinstance(source, QuestionSource)
            else None
        )
        for choice in question.choices if question else ():
            label = plain_label(label_in(choice.labels, parts.language))
            labels.setdefault(choice.id.lower() if lower else choice.id, label)
    return labels


def _sources_in(owner: Owner) -> str:
    return ", ".join(source_id(source) for source in owner.sources) or owner.name


def table_options(table: ChoiceTable | None) -> tuple[str, ...]:
    """What becomes of an id outside the table, where that is not the usual."""
    if table is None:
        return ()
    given = _outside(table.outside)
    if table.ignore_case:
        given.append("ignoreCase: true")
    return (f"{{ {', '.join(given)} }}",) if given else ()


def _outside(outside: Outside) -> list[str]:
    match outside.action:
        case OutsideAction.EMPTY:
            return []
        case OutsideAction.DEFAULT:
            return ["outside: 'default'", f"other: {literal(outside.default)}"]
        case action:
            return [f"outside: {text_literal(action.value)}"]


def code_name(parts: Parts, body: str, owner: Owner) -> str:
    """The name of the function that this code is the body of."""
    if body not in parts.codes:
        plain = owner.name.removesuffix("__c")
        name = parts.take_name(variable(f"{plain} code", parts.names, "code"))
        parts.codes[body] = name
        parts.constant_lines += [
            "",
            f"  // Code of {comment_text(owner.name)}",
            f"  const {name} = (value, submission, row) => {{",
            *_indented(body.replace("\r\n", "\n").replace("\r", "\n")),
            "  };",
        ]
    return parts.codes[body]


def _indented(body: str) -> list[str]:
    """Code in its place; as it is where a text of several lines would change with it."""
    lines = body.split("\n")
    if Newer.LINES in newer_syntax(body):
        return lines
    return [f"    {line}" if line.strip() else "" for line in lines]
