"""A record rule as a table of commcare-export, and tables as a JSON query.

A table has a column `id`, by which a database finds a row again: the key, or the form id with the
numbers of the item where there is no key. The rows of what a rule is made for each of have
`form_id` beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mapper_gui.exporters.commcare_export.conditions import holds
from mapper_gui.exporters.commcare_export.query import (
    FALSE,
    TRUE,
    Node,
    both,
    bound,
    call,
    filtered,
    flat,
    in_turn,
    kept_text,
    listed,
    lit,
    mapped,
    negated,
    plain,
    query_text,
    ref,
    template,
    when,
)
from mapper_gui.exporters.commcare_export.reading import (
    FORM_ID,
    Cannot,
    Made,
    Scope,
    place,
    row_name,
    rows_at,
)
from mapper_gui.exporters.commcare_export.steps import MORE_CHOSEN, make
from mapper_gui.exporters.commcare_export.values import Making, check_splits, plain_text, read
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.mapping import Chosen, FieldRule, Mapping, RecordRule, TableRows
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.values import Policy, PolicyAction

ID, FORM_ID_COLUMN = "id", "form_id"

Noted = Callable[[Cannot, FieldRule | None], None]
"""Told of what cannot be expressed, and in which field."""


@dataclass(frozen=True, slots=True)
class Table:
    """`records` makes the stream of a submission's rows out of what is made of each row's cells."""

    name: str
    rule: RecordRule
    headings: tuple[str, ...]
    records: Callable[[Callable[[Node], Node]], Node]


def columns(rule: RecordRule) -> tuple[FieldRule, ...]:
    """The field rules that have a column of their own; a lone key called `id` is the column `id`."""
    return tuple(
        each for each in rule.fields if each.take is not None and not _is_id(rule, each.field)
    )


def _is_id(rule: RecordRule, name: str) -> bool:
    return rule.key == (name,) and name.lower() == ID


def headings(rule: RecordRule) -> tuple[str, ...]:
    """The table's columns in their order."""
    names = [each.field for each in columns(rule)]
    return (ID, *([FORM_ID_COLUMN] if has_form_id(rule) else []), *names)


def has_form_id(rule: RecordRule) -> bool:
    """Whether a column `form_id` is added."""
    taken = {each.field.lower() for each in rule.fields}
    return rule.for_each is not None and FORM_ID_COLUMN not in taken


def make_table(mapping: Mapping, rule: RecordRule, name: str, noted: Noted) -> Table:
    """The rule as a table of this name; what cannot be expressed is noted, and left empty."""
    wrap, items = _items(mapping, rule, noted)
    made = [_record(making, rule, item, noted) for making, item in items]

    def records(leaf: Callable[[Node], Node]) -> Node:
        return wrap(in_turn(*(_row(condition, leaf(cells)) for condition, cells in made)))

    return Table(name, rule, headings(rule), records)


def _row(condition: Node, leaf: Node) -> Node:
    if condition == TRUE:
        return listed(leaf)
    return mapped("record", filtered("record", lit(["record"]), condition), leaf)


# what a rule is made for each of

_Wrap = Callable[[Node], Node]


_Item = tuple[Making, list[Node]]
"""What a record can read, and the plain texts of its item's numbers."""


def _items(mapping: Mapping, rule: RecordRule, noted: Noted) -> tuple[_Wrap, list[_Item]]:
    """What goes around the records in the query, and each sort of record: one, or one for each row
    of a table."""
    making = Making(mapping, Scope(mapping.form))
    try:
        if isinstance(rule.for_each, Chosen):
            return _chosen(making, rule.for_each)
        wrap, within = _rows(making, rule)
    except Cannot as cannot:
        noted(cannot, None)
        return _alone, [(making, [])]
    numbers = [plain(f"{name}.[0]") for name in within.scope.rows.values()]
    if not isinstance(rule.for_each, TableRows):
        return wrap, [(within, numbers)]
    items: list[_Item] = []
    names = [column.name for column in rule.for_each.table.columns]
    for number, row in enumerate(rule.for_each.table.rows, 1):
        text = lit(str(number))
        cells = dict(zip(names, row, strict=False))
        scope = replace(within.scope, cells=cells, number=listed(text))
        items.append((replace(within, scope=scope), [*numbers, text]))
    return wrap, items


def _alone(inner: Node) -> Node:
    return inner


def _rows(making: Making, rule: RecordRule) -> tuple[_Wrap, Making]:
    repeat = rule.repeat
    if repeat is None:
        return _alone, making
    steps: list[tuple[str, Node]] = []
    scope = making.scope
    for each in (*making.mapping.form.repeats_around(repeat), repeat):
        name = row_name(each, set(scope.rows.values()))
        steps.append((name, rows_at(place(scope, each))))
        scope = replace(scope, rows={**scope.rows, each: name})

    def wrap(inner: Node) -> Node:
        for name, rows in reversed(steps):
            inner = flat(name, rows, inner)
        return inner

    return wrap, replace(making, scope=scope)


def _chosen(making: Making, chosen: Chosen) -> tuple[_Wrap, list[_Item]]:
    answer = read(making, QuestionSource(chosen.question))
    check_splits(answer, chosen.question)
    if answer.choices is None:
        raise Cannot(Why.HOW_MANY_CHOSEN, chosen.question)
    ids = kept_text(call("selected-at", ref("answer"), plain("place")))
    places = lit(list(range(answer.choices + MORE_CHOSEN)))

    def wrap(inner: Node) -> Node:
        return flat("answer", answer.answered, flat("place", places, flat("chosen_id", ids, inner)))

    one = plain("chosen_id")
    made = Made(listed(one), TRUE, "", frozenset({Kind.SINGLE}), 1)
    number = listed(template("{}", call("+", plain("place"), lit(1))))
    return wrap, [(replace(making, scope=replace(making.scope, chosen=made, number=number)), [one])]


# one record


def _record(making: Making, rule: RecordRule, item: list[Node], noted: Noted) -> tuple[Node, Node]:
    """When the record is made, and its cells."""
    conditions: list[Node] = []
    if rule.when is not None:
        try:
            conditions.append(holds(making, rule.when))
        except Cannot as cannot:
            noted(cannot, None)
    made: dict[str, Made] = {}
    for each in rule.fields:
        if each.take is None:
            continue
        try:
            found = make(making, each.take, each.then)
            is_key = each.field in rule.key
            made[each.field] = _keyed(found) if is_key else _settled(found, each)
        except Cannot as cannot:
            noted(cannot, each)
    for name in rule.key:
        conditions.append(made[name].answered if name in made else FALSE)
    stops = [stop for each in made.values() for stop in each.stops]
    conditions += [negated(stop) for stop in stops]
    cells = [_id_cell(rule, made, item)]
    if has_form_id(rule):
        cells.append(FORM_ID)
    cells += [made[each.field].answered for each in columns(rule) if each.field in made]
    return both(*conditions), listed(*cells)


def _keyed(made: Made) -> Made:
    return replace(made, stops=())  # what stops has no answer, and without one there is no record


def _settled(made: Made, rule: FieldRule) -> Made:
    """The cell of a field, by its policies, in `answered`."""
    absent, empty = _policy_text(rule.if_absent), _policy_text(rule.if_empty)
    stops = list(made.stops)
    if rule.if_absent.action is PolicyAction.STOP:
        stops.append(made.absent)
    if rule.if_empty.action is PolicyAction.STOP:
        stops.append(made.empty)
    cell = made.answered
    if made.path and absent is None and empty is None:
        cell = ref(f"{made.path}[*]")  # as it stands; `[*]` makes nothing of an empty answer
    if made.path and absent is None and empty == "":
        return replace(made, answered=ref(made.path), stops=tuple(stops))
    if absent is not None or empty is not None:
        nothing = both(negated(made.answered), negated(made.null))
        parts = [cell]
        if absent == empty:
            parts.append(when(nothing, lit(absent)) if made.null != FALSE else lit(absent))
        else:
            parts += [when(made.empty, lit(empty))] if empty is not None else []
            parts += [when(made.absent, lit(absent))] if absent is not None else []
        cell = call("or", *parts)
    return replace(made, answered=cell, stops=tuple(stops))


def _policy_text(policy: Policy) -> str | None:
    """What a policy writes; None for nothing."""
    match policy.action:
        case PolicyAction.BLANK:
            return ""
        case PolicyAction.DEFAULT:
            return None if policy.default is None else plain_text(policy.default)
        case _:
            return None


def _id_cell(rule: RecordRule, made: dict[str, Made], item: list[Node]) -> Node:
    if not rule.key:
        text = "{0[id]}" + "".join(f"-{{{number}}}" for number in range(1, len(item) + 1))
        return template(text, ref("$"), *item)
    keys = [made[name].answered for name in rule.key if name in made]
    return keys[0] if len(keys) == 1 else call("json2str", listed(*keys))


# tables as a query


def submissions(mapping: Mapping, noted: Noted) -> Node:
    """The submissions that the mapping accepts, asked of CommCare HQ by xmlns."""
    accepted = mapping.accepted
    asked = call(
        "api_data",
        lit("form"),
        ref("checkpoint_manager"),
        lit({"xmlns": list(dict.fromkeys(accepted.xmlns))}),
    )
    if mapping.accepts.when is None:
        return asked
    try:
        condition = holds(Making(mapping, Scope(mapping.form)), mapping.accepts.when)
    except Cannot as cannot:
        noted(cannot, None)
        return asked
    return {"Filter": {"source": asked, "predicate": condition}}


def query(tables: Sequence[Table], forms: Node) -> str:
    """Tables as a query for files: each is written once, from all its rows."""
    nodes = []
    for table in tables:
        rows = flat(None, forms, table.records(lambda cells: cells))
        nodes.append(_checkpointed([table.name], _emit(table, rows)))
    return query_text(nodes[0] if len(nodes) == 1 else listed(*nodes))


def database_query(tables: Sequence[Table], forms: Node) -> str:
    """Tables as a query for a database: each row is written by itself, so that one key may come
    again; a batch with the same `id` twice would end the run."""

    def written(table: Table) -> Node:
        return call("or", table.records(lambda cells: _emit(table, listed(cells))))

    each = {"Map": {"source": forms, "body": listed(*(written(table) for table in tables))}}
    # Nothing is left of each submission: only the writing counts.
    done = {"Filter": {"source": each, "predicate": call("filter_empty", ref("$"))}}
    return query_text(_checkpointed([table.name for table in tables], done))


def _emit(table: Table, rows: Node) -> Node:
    names = [lit(heading) for heading in table.headings]
    return {"Emit": {"table": table.name, "headings": names, "source": rows}}


def _checkpointed(names: list[str], body: Node) -> Node:
    manager = call("get_checkpoint_manager", lit("form"), lit(names))
    return bound("checkpoint_manager", manager, body)
