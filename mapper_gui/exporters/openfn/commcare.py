"""The load step for another CommCare project: its bulk case upload.

Facts: runners page 5 and 1.6. One case type per upload, every cell a text, `---` blanks a property,
an empty cell leaves it alone. CommCare HQ works through an upload after it has answered.
"""

from collections.abc import Iterator

from mapper_gui.exporters.openfn.javascript import (
    comment_lines,
    member,
    property_name,
    text_literal,
)
from mapper_gui.exporters.openfn.problems import cannot
from mapper_gui.exporters.openfn.target import RECORDED, Adaptor, Notes, in_order, load_head
from mapper_gui.mapping.mapping import Mapping, Operation, RecordRule
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.wording.rules import record_rule_words

RESERVED = ("type", "closed", "parent_ref")
_NOTES = Notes(
    (
        "Cases go in bulk uploads, one for each case type. CommCare HQ takes an upload and works "
        "through it later: what it makes of each row stands in its importer, not here.",
    ),
    RECORDED,
)
_ROWS = """
  // Every cell is text; `---` blanks a property, and what is left out keeps its old value.
  function rows(records) {
    return records.map(record =>
      Object.fromEntries(Object.entries(record).map(([field, value]) => [field, cell(value)]))
    );
  }

  function cell(value) {
    if (value === null || value === '') return '---';
    if (Array.isArray(value)) return value.join(' ');
    return typeof value === 'object' ? cell(value.reference.value) : String(value);
  }
"""


def load_text(mapping: Mapping) -> str:
    """The load step. The mapping has none of the problems that are errors."""
    rules = in_order(mapping)
    lines = [*load_head(mapping, Adaptor.COMMCARE, _NOTES), "fn(state => {"]
    lines += ["  const { records } = state;", "  const load = {"]
    for rule in rules:
        rows = f"rows({member('records', rule.id)})"
        lines.append(f"    {property_name(rule.id)}: {rows},")
    lines += ["  };", "  return { ...state, load };", *_ROWS.rstrip("\n").split("\n"), "});", ""]
    for rule in rules:
        lines += _upload(rule)
    return "\n".join(lines)


def _upload(rule: RecordRule) -> list[str]:
    load = member("state.load", rule.id)
    case_type = text_literal(rule.object)
    creates = "off" if rule.operation is Operation.UPDATE else "on"
    return [
        *comment_lines(record_rule_words(rule), ""),
        "each(",
        f"  state => ({load}.length > 0 ? [{load}] : []),",
        "  bulk('case-data', state => state.data, {",
        f"    case_type: {case_type},",
        f"    search_field: {text_literal(rule.key[0])},",
        f"    create_new_cases: '{creates}',",
        "  })",
        ");",
        "fn(state => {",
        "  const { code, message } = state.data || {};",
        f"  if ({load}.length > 0 && code !== 200) {{",
        f"    const caseType = {case_type};",
        "    throw new Error(`CommCare HQ answered ${code} to cases of type ${caseType}: ${message}`);",
        "  }",
        "  return state;",
        "});",
        "",
    ]


def load_problems(mapping: Mapping) -> Iterator[Problem]:
    """What the bulk case upload takes in another way or not at all."""
    for rule in in_order(mapping):
        where = InRule(rule.id)
        if rule.key not in (("case_id",), ("external_id",)):
            yield cannot(where, Why.CASE_KEY, what=" + ".join(rule.key))
        elif rule.key == ("case_id",) and rule.operation is not Operation.UPDATE:
            yield cannot(where, Why.CASE_ID_CREATES)
        for field_rule in rule.fields:
            if field_rule.field in RESERVED:
                place = InRule(rule.id, field_rule.field)
                yield cannot(place, Why.RESERVED_COLUMN, what=field_rule.field)
