"""The load step for a system without an adaptor of its own: each record is posted as JSON.

Facts: @openfn/language-http 7.2.10, which is run in the tests end to end on loopback. A path is
relative to the `baseUrl` of the credential; an answer of 400 or more fails the step.
"""

from collections.abc import Iterator
from urllib.parse import quote

from mapper_gui.exporters.openfn.javascript import (
    comment_lines,
    member,
    property_name,
    text_literal,
)
from mapper_gui.exporters.openfn.target import Adaptor, Notes, in_order, load_head
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem
from mapper_gui.wording.rules import record_rule_words

_NOTES = Notes(
    (
        "Each record is posted to a path called after its object, relative to the baseUrl of the "
        "credential: put the paths and methods of your system here.",
    ),
    (
        "Its tests run steps like this one in @openfn/runtime 1.9.5 with @openfn/language-http 7.2.10",
        "against a server on loopback, and compare what it is sent.",
    ),
)
_PLAIN = """
  // A reference is sent as the value that it is found by.
  function plain(record) {
    return Object.fromEntries(
      Object.entries(record).map(([field, value]) => {
        const { reference } = value || {};
        return [field, reference === undefined ? value : reference.value];
      })
    );
  }
"""


def load_text(mapping: Mapping) -> str:
    """The load step. The mapping has none of the problems that are errors."""
    rules = in_order(mapping)
    lines = load_head(mapping, Adaptor.HTTP, _NOTES)
    refers = any(each.reference is not None for rule in rules for each in rule.fields)
    if refers:
        lines += ["fn(state => {", "  const { records } = state;", "  const load = {"]
        for rule in rules:
            records = member("records", rule.id)
            lines.append(f"    {property_name(rule.id)}: {records}.map(plain),")
        lines += [
            "  };",
            "  return { ...state, load };",
            *_PLAIN.rstrip("\n").split("\n"),
            "});",
            "",
        ]
    for rule in rules:
        path = text_literal("/" + quote(rule.object, safe="", errors="replace"))
        lines += [
            *comment_lines(record_rule_words(rule), ""),
            "each(",
            f"  state => {member('state.load' if refers else 'state.records', rule.id)},",
            f"  post({path}, state => state.data)",
            ");",
            "",
        ]
    return "\n".join(lines)


def load_problems(_mapping: Mapping) -> Iterator[Problem]:
    """Nothing: a system of one's own takes what it is sent, or says that it does not."""
    return iter(())
