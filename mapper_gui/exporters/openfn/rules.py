"""Record rules in the text of an exported step."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from mapper_gui.exporters.openfn.header import heading
from mapper_gui.exporters.openfn.javascript import (
    WIDTH,
    Call,
    Expression,
    comment_lines,
    comment_text,
    laid_out,
    list_literal,
    literal,
    one_line,
    property_name,
    text_literal,
    variable,
)
from mapper_gui.exporters.openfn.parts import Owner, Parts, Scope
from mapper_gui.exporters.openfn.sources import differs, path_steps, plain_source
from mapper_gui.exporters.openfn.values import condition_expression, value_expression
from mapper_gui.mapping.conditions import condition_sources
from mapper_gui.mapping.form import split_path
from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import (
    Cell,
    Chosen,
    FieldRule,
    RecordRule,
    Status,
    Table,
    TableRows,
)
from mapper_gui.mapping.source import NamedValue, QuestionSource, Source
from mapper_gui.mapping.values import Constant, Policy, PolicyAction, value_sources
from mapper_gui.wording.conditions import condition_words

Body = Callable[[list[str], str], list[str]]
"""What is done for one item: from the expressions that say which it is, and the indent, lines."""


def rule_lines(parts: Parts, rule: RecordRule) -> list[str]:
    """The lines of one record rule, with what it says in words above them."""
    lines = comment_lines(heading(rule), "  ")
    if rule.when is not None:
        lines += comment_lines(f"When {condition_words(rule.when)}.", "  ")
    if rule.note:
        lines += comment_lines(f"Note: {rule.note}", "  ")
    return lines + item_lines(parts, rule, lambda item, indent: _in_item(parts, rule, item, indent))


def item_lines(parts: Parts, rule: RecordRule, body: Body) -> list[str]:
    """What goes through the items of a rule, and does this for each."""
    if rule.for_each is None:
        return body([], "  ")
    if isinstance(rule.for_each, Chosen):
        source = plain_source(parts, QuestionSource(rule.for_each.question), Scope())
        items = parts.call("chosenIn", text_literal(rule.id), source)
        return [
            f"  {one_line(items)}.forEach(chosen => {{",
            *body(["chosen.id"], "    "),
            "  });",
        ]
    rows = _rows_scope(parts, rule)
    indent = "    " if rows.rows else "  "
    item = [f"{name}.number" for name in rows.rows.values()]
    if isinstance(rule.for_each, TableRows):
        inside = _through_table(parts, rule, rule.for_each.table, item, indent, body)
    else:
        inside = body(item, indent)
    return [_rows_loop(parts, rule, rows), *inside, "  });"] if rows.rows else inside


def uses(parts: Parts, rule: RecordRule) -> list[tuple[list[Source], Scope]]:
    """What a rule reads, and in which scope: first the cells of its table, then all the rest."""
    scope = _rows_scope(parts, rule)
    cells: list[Source] = []
    match rule.for_each:
        case Chosen():
            scope = Scope(chosen="chosen", number="chosen.number")
        case TableRows(table):
            cells = [cell for row in table.rows for cell in row if is_cell_source(cell)]
            columns = frozenset(column.name for column in table.columns)
            scope = replace(scope, cells="row", columns=columns, number="index + 1")
    fields = [source for field_rule in rule.fields for source in field_rule.sources]
    rest = [*condition_sources(rule.when), *fields]
    return [(cells, _rows_scope(parts, rule)), (rest, scope)]


def _rows_scope(parts: Parts, rule: RecordRule) -> Scope:
    repeat = rule.repeat
    around = [] if repeat is None else [*parts.mapping.form.repeats_around(repeat), repeat]
    return Scope(rows={each: parts.row_name(each) for each in around})


def _rows_loop(parts: Parts, rule: RecordRule, rows: Scope) -> str:
    """The head of a loop through the rows of a repeat, with the rows around each."""
    parts.step("rowsOf")
    paths: list[str] = []
    start = 0
    for repeat in rows.rows:
        steps = split_path(repeat)
        paths.append("[" + ", ".join(path_steps(parts, steps[start:])) + "]")
        start = len(steps)
    call = Call("rowsOf", (text_literal(rule.id), "form", *paths))
    loop = f".forEach(([{', '.join(rows.rows.values())}]) => {{"
    return f"  {laid_out(call, '  ', 0, len(loop))}{loop}"


def _through_table(
    parts: Parts, rule: RecordRule, table: Table, item: list[str], indent: str, body: Body
) -> list[str]:
    (cells, scope), _ = uses(parts, rule)
    lines = named_that_differ(parts, cells, scope, indent)
    lines.append(f"{indent}[")
    names = [property_name(column.name) for column in table.columns]
    rows = []
    for number, row in enumerate(table.rows, 1):
        here = replace(scope, number=str(number))
        rows.append([(n, _cell(parts, cell, here)) for n, cell in zip(names, row, strict=False)])
    lines += _table_lines(rows, indent + "  ")
    lines.append(f"{indent}].forEach((row, index) => {{")
    lines += body([*item, "index + 1"], indent + "  ")
    return [*lines, f"{indent}}});"]


def _cell(parts: Parts, cell: Cell, scope: Scope) -> Expression:
    if is_cell_source(cell):
        return plain_source(parts, cell, scope)
    if cell is None:
        return parts.call("absent")
    return literal(cell) if cell != "" else parts.call("answered", "''")


def _table_lines(rows: list[list[tuple[str, Expression]]], indent: str) -> list[str]:
    """A table is read down its columns, so its rows have a line each as long as all of them fit a
    wide window; else they are all laid out alike."""
    inside = [", ".join(f"{name}: {one_line(value)}" for name, value in cells) for cells in rows]
    lines = [f"{indent}{{ {cells} }}," if cells else f"{indent}{{}}," for cells in inside]
    if all(len(line) <= _WIDEST_ROW for line in lines):
        return lines
    return [line for cells in rows for line in _row_lines(cells, indent)]


_WIDEST_ROW = 200


def _row_lines(cells: list[tuple[str, Expression]], indent: str) -> list[str]:
    lines = [f"{indent}{{"]
    for name, value in cells:
        shown = laid_out(value, indent + "  ", len(name) + 2)
        lines.append(f"{indent}  {name}: {shown},")
    return [*lines, f"{indent}}},"]


def _in_item(parts: Parts, rule: RecordRule, item: list[str], indent: str) -> list[str]:
    """The record of one item: named values that differ per item, the condition, the fields."""
    _, (sources, scope) = uses(parts, rule)
    lines = named_that_differ(parts, sources, scope, indent)
    if rule.when is None:
        return lines + _record(parts, rule, scope, item, indent)
    condition = condition_expression(parts, rule.when, scope)
    about = f"{{ rule: {text_literal(rule.id)}, item: [{', '.join(item)}] }}"
    holds = one_line(parts.call("holds", condition, about))
    if len(indent) + len(holds) + 16 > WIDTH:
        name = parts.take_name(variable(f"{rule.id} condition", parts.names, "condition"))
        head = f"{indent}const {name} = "
        lines.append(f"{head}{laid_out(condition, indent, len(head) - len(indent))};")
        after = 10 if rule.for_each is not None else 3
        holds = laid_out(Call("holds", (name, about)), indent, 6, after)
    if rule.for_each is None:
        inside = _record(parts, rule, scope, item, indent + "  ")
        return [*lines, f"{indent}if ({holds}) {{", *inside, f"{indent}}}"]
    lines.append(f"{indent}if (!{holds}) return;")
    return lines + _record(parts, rule, scope, item, indent)


def named_that_differ(parts: Parts, sources: list[Source], scope: Scope, indent: str) -> list[str]:
    names = names_used(parts, sources)
    here = [name for name in names if differs(parts, NamedValue(name), scope)]
    return [line for name in here for line in named_lines(parts, name, scope, indent)]


def named_lines(parts: Parts, name: str, scope: Scope, indent: str) -> list[str]:
    """A named value as a constant."""
    value = parts.mapping.named_values[name]
    taken, steps = value_expression(
        parts, value.take, value.then, scope, Owner.of_named(name, value)
    )
    made = parts.call("named", parts.call("take", taken, *steps) if steps else taken)
    head = f"{indent}const {parts.named[name]} = "
    says = "; ".join([name, *parts.says(value_sources(value.take, value.then))])
    lines = comment_lines(says, indent)
    return [*lines, f"{head}{laid_out(made, indent, len(head) - len(indent))};"]


def names_used(parts: Parts, sources: Iterable[Source]) -> list[str]:
    """The named values among these and those that they use, each after what it uses itself."""
    found: dict[str, None] = {}

    def visit(source: Source) -> None:
        if isinstance(source, NamedValue) and source.name not in found:
            value = parts.mapping.named_values[source.name]
            for inner in value_sources(value.take, value.then):
                visit(inner)
            found[source.name] = None

    for source in sources:
        visit(source)
    return list(found)


def _record(
    parts: Parts, rule: RecordRule, scope: Scope, item: list[str], indent: str
) -> list[str]:
    what = (
        f"{{ rule: {text_literal(rule.id)}, key: {list_literal(rule.key)}, "
        f"item: [{', '.join(item)}] }}"
    )
    parts.step("addRecord")
    lines = [f"{indent}addRecord({what}, {{"]
    for field_rule in rule.fields:
        lines += _field(parts, rule, field_rule, scope, indent + "  ")
    return [*lines, f"{indent}}});"]


def _field(
    parts: Parts, rule: RecordRule, field_rule: FieldRule, scope: Scope, indent: str
) -> list[str]:
    above: list[str] = []
    if field_rule.status is Status.TO_DISCUSS:
        above += [f"{indent}// To discuss."]
    if field_rule.note:
        above += comment_lines(f"Note: {field_rule.note}", indent)
    if field_rule.take is None:
        name = comment_text(field_rule.field)
        return [*above, f"{indent}// {name} has no value yet."]
    value = _value(parts, field_rule, scope, field_rule.field in rule.key)
    name = f"{property_name(field_rule.field)}: "
    says = _says(parts, field_rule)
    line = f"{indent}{name}{one_line(value)},"
    if says and len(line) + len(says) + 4 <= WIDTH:
        return [*above, f"{line} // {says}"]
    if says:
        above += comment_lines(says, indent)
    return [*above, f"{indent}{name}{laid_out(value, indent, len(name))},"]


def _says(parts: Parts, rule: FieldRule) -> str:
    """What stands beside a field: the labels of its questions, the names of other sources."""
    words = parts.says(rule.sources)
    if isinstance(rule.take, Constant) and rule.take.copied_from is not None:
        copied = rule.take.copied_from
        of = copied.question + (f", choice {copied.choice}" if copied.choice else "")
        words.append(f"copied from the label of {of}")
    return comment_text("; ".join(words), 400)


def _value(parts: Parts, rule: FieldRule, scope: Scope, is_key: bool) -> Expression:
    assert rule.take is not None
    value, steps = value_expression(parts, rule.take, rule.then, scope, Owner.of_field(rule))
    is_sure = isinstance(rule.take, Constant) and rule.take.value != "" and not rule.then
    if not is_key and not is_sure:
        steps += _policies(parts, rule)
    if rule.reference is not None and value != "null":
        names = (text_literal(rule.reference.object), text_literal(rule.reference.field))
        steps.append(parts.call("reference", *names))
    return parts.call("take", value, *steps) if steps else value


def _policies(parts: Parts, rule: FieldRule) -> list[Expression]:
    calls: list[Expression] = []
    for name, policy in (("ifAbsent", rule.if_absent), ("ifEmpty", rule.if_empty)):
        if policy.action is not PolicyAction.LEAVE_OUT:
            calls.append(parts.call(name, _policy(parts, policy)))
    return calls


def _policy(parts: Parts, policy: Policy) -> str:
    match policy.action:
        case PolicyAction.STOP:
            return parts.step("stop")
        case PolicyAction.BLANK:
            return "''"
        case PolicyAction.DEFAULT:
            return literal(policy.default)
        case _:
            return "null"
