"""A mapping as the text of an OpenFn mapping step: one `fn()` that makes `state.records`.

Shape (design page 3, runners page 1): plain JavaScript that also the first platform's compiler
reads, so no `$`, no top-level constants, no imports, nothing newer than ECMAScript 2019. The step
only computes; sending is for the steps after it.
"""

from mapper_gui.exporters.openfn.header import header_lines
from mapper_gui.exporters.openfn.javascript import (
    WIDTH,
    comment_lines,
    laid_out,
    list_literal,
    property_name,
    text_literal,
    variable,
)
from mapper_gui.exporters.openfn.job_functions import helper_text
from mapper_gui.exporters.openfn.parts import Parts, Scope
from mapper_gui.exporters.openfn.rules import named_lines, names_used, rule_lines, uses
from mapper_gui.exporters.openfn.sources import differs
from mapper_gui.exporters.openfn.values import condition_expression
from mapper_gui.mapping.conditions import Condition, condition_sources
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.source import NamedValue
from mapper_gui.wording.conditions import condition_words

_RETURN = "return { ...state, submission: state.data, records, problems };"


def step_text(mapping: Mapping) -> str:
    """The whole file. The mapping has none of the problems that `openfn.problems` calls errors."""
    parts = Parts(mapping)
    parts.used |= {"addRecord", "asObject", "own"}
    rules = [rule for rule in mapping.rules if rule.makes_records]
    for name in mapping.named_values:
        parts.named[name] = parts.take_name(variable(name, parts.names, "value"))
    named = _named_at_top(parts, mapping.accepts.when, rules)
    accepted = _accepted(parts, mapping.accepts.when)
    body = [line for rule in rules for line in ["", *rule_lines(parts, rule)]]
    lines = [*header_lines(mapping), "fn(state => {", *_opening(parts)]
    lines += _records_line([property_name(rule.id) for rule in rules])
    lines += ["  const problems = [];", "  const keys = new Map();"]
    lines += [*_other_form(mapping), *parts.constant_lines, *named, *accepted, *body]
    lines += [
        "",
        "  if (problems.length > 0) console.log(`${problems.length} in state.problems`);",
        f"  {_RETURN}",
        "",
    ]
    helpers = helper_text(parts.used).split("\n")
    lines += [f"  {line}" if line else "" for line in helpers]
    lines += ["});", ""]
    return "\n".join(lines)


def _opening(parts: Parts) -> list[str]:
    # Code is strict in the program and in today's OpenFn; the first platform has to be told.
    lines = ["  'use strict';", ""] if parts.codes else []
    lines += ["  const submission = asObject(state.data);"]
    lines += ["  const form = asObject(own(submission, 'form'));"]
    if parts.uses_meta:
        lines += ["  const meta = asObject(own(form, 'meta'));"]
    if "lookUp" in parts.used:
        parts.step("answersOf")
        lines += ["  const lookups = answersOf(state.lookups);"]
    return lines


def _records_line(names: list[str]) -> list[str]:
    one = f"  const records = {{ {', '.join(f'{name}: []' for name in names)} }};"
    if len(one) <= WIDTH:
        return [one]
    return ["  const records = {", *(f"    {name}: []," for name in names), "  };"]


def _other_form(mapping: Mapping) -> list[str]:
    accepted = mapping.accepted
    tests = [
        _is_none_of(what, values)
        for what, values in (
            ("form['@xmlns']", accepted.xmlns),
            ("form['@name']", accepted.form_names),
        )
        if values
    ]
    if not tests:
        return []
    return [f"  if ({' && '.join(tests)}) {{", "    problems.push({ kind: 'other_form' });", "  }"]


def _is_none_of(what: str, values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return f"{what} !== {text_literal(values[0])}"
    return f"!{list_literal(values)}.includes({what})"


def _named_at_top(parts: Parts, when: Condition | None, rules: list[RecordRule]) -> list[str]:
    """The named values that some use reads without the item of a rule."""
    wanted = set(names_used(parts, condition_sources(when)))
    every = list(condition_sources(when))
    for rule in rules:
        for sources, scope in uses(parts, rule):
            every += sources
            names = names_used(parts, sources)
            wanted |= {name for name in names if not differs(parts, NamedValue(name), scope)}
    lines: list[str] = []
    for name in names_used(parts, every):
        if name in wanted:
            lines += ["", *named_lines(parts, name, Scope(), "  ")]
    return lines


def _accepted(parts: Parts, when: Condition | None) -> list[str]:
    if when is None:
        return []
    parts.step("holds")
    condition = condition_expression(parts, when, Scope())
    name = parts.take_name("accepted")
    return [
        "",
        *comment_lines(f"Only submissions for which {condition_words(when)}.", "  "),
        f"  const {name} = {laid_out(condition, '  ', 17)};",
        f"  if (!holds({name}, {{ item: [] }})) {{",
        "    problems.push({ kind: 'not_accepted' });",
        f"    {_RETURN}",
        "  }",
    ]
