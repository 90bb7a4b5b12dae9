"""The load step for PostgreSQL.

Facts: the adaptor's source (runners page 1.6). It takes the columns of all rows from the first one,
writes names as they are given, takes a conflict target without a space into brackets itself, and
by default replaces every text 'undefined' by NULL.
"""

from collections.abc import Iterator

from mapper_gui.exporters.openfn.javascript import (
    comment_lines,
    member,
    property_name,
    text_literal,
)
from mapper_gui.exporters.openfn.problems import cannot
from mapper_gui.exporters.openfn.sql_names import sql_name, sql_table
from mapper_gui.exporters.openfn.target import RECORDED, Adaptor, Notes, in_order, load_head
from mapper_gui.mapping.mapping import Mapping, Operation, RecordRule
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.wording.rules import record_rule_words

LONGEST_NAME = 63
"""In bytes; PostgreSQL cuts what is longer."""
_NOTES = Notes(
    (
        "Rows with the same columns are sent together: the adaptor takes the columns of all rows "
        "from the first, and a column that is left out keeps its old value.",
    ),
    RECORDED,
)
_ROWS = """
  // Records as rows, those with the same columns together.
  function rows(records, names = {}) {
    const quoted = new Map(Object.entries(names));
    const found = new Map();
    records.forEach(record => {
      const row = Object.fromEntries(
        Object.entries(record).map(([field, value]) => [quoted.get(field) || field, plain(value)])
      );
      const columns = JSON.stringify(Object.keys(row));
      found.set(columns, [...(found.get(columns) || []), row]);
    });
    return [...found.values()];
  }

  // A reference is written as the value that it is found by, a list as an array of PostgreSQL.
  function plain(value) {
    if (Array.isArray(value)) {
      const items = value.map(item => (item === null ? 'NULL' : JSON.stringify(String(item))));
      return `{${items.join(',')}}`;
    }
    return value !== null && typeof value === 'object' ? plain(value.reference.value) : value;
  }
"""


def load_text(mapping: Mapping) -> str:
    """The load step. The mapping has none of the problems that are errors."""
    rules = in_order(mapping)
    lines = [*load_head(mapping, Adaptor.POSTGRESQL, _NOTES), "fn(state => {"]
    lines += ["  const { records } = state;", "  const load = {"]
    for rule in rules:
        names = {each.field: sql_name(each.field) for each in rule.fields}
        quoted = [(field, name) for field, name in names.items() if field != name]
        pairs = ", ".join(f"{property_name(field)}: {text_literal(name)}" for field, name in quoted)
        more = f", {{ {pairs} }}" if pairs else ""
        lines += [f"    {property_name(rule.id)}: rows({member('records', rule.id)}{more}),"]
    lines += ["  };", "  return { ...state, load };", *_ROWS.rstrip("\n").split("\n"), "});", ""]
    for rule in rules:
        lines += [
            *comment_lines(record_rule_words(rule), ""),
            "each(",
            f"  state => {member('state.load', rule.id)},",
            f"  {_operation(rule)}",
            ");",
            "",
        ]
    return "\n".join(lines)


def _operation(rule: RecordRule) -> str:
    table = text_literal(sql_table(rule.object))
    rest = "state => state.data, { setNull: false }"
    if rule.operation is Operation.CREATE:
        return f"insertMany({table}, {rest})"
    names = ", ".join(sql_name(field) for field in rule.key)
    # With a space in it, it is taken as it stands.
    target = f"({names})" if " " in names else names
    return f"upsertMany({table}, {text_literal(target)}, {rest})"


def load_problems(mapping: Mapping) -> Iterator[Problem]:
    """What PostgreSQL, or its adaptor, takes in another way or not at all."""
    for rule in in_order(mapping):
        if rule.operation is Operation.UPSERT and not rule.key:
            yield cannot(InRule(rule.id), Why.KEY_WANTED)
        for name in rule.object.split(".", 1):
            yield from _name(name, InRule(rule.id))
        for each in rule.fields:
            yield from _name(each.field, InRule(rule.id, each.field))


def _name(name: str, where: InRule) -> Iterator[Problem]:
    size = len(name.encode("utf-8", "replace"))
    if size == 0 or size > LONGEST_NAME:
        yield cannot(where, Why.COLUMN_NAME, what=name)
    elif "\0" in name:
        yield cannot(where, Why.CONTROL_CHARACTERS, what=name)
