"""The lookup step: it asks the target before the mapping step runs, which then stays pure.

It leaves `state.lookups`, a list of `{ object, field, equals, take, answer }`: the same words as the
sample answers of a mapping. Values are compared as texts, exactly; records that answer differently
fail the step, since none of them is right.
"""

from collections.abc import Iterable, Iterator

from mapper_gui import __version__
from mapper_gui.exporters.openfn.can import LOADS
from mapper_gui.exporters.openfn.javascript import (
    comment_lines,
    comment_text,
    one_line,
    text_literal,
    variable,
)
from mapper_gui.exporters.openfn.job_functions import helper_text
from mapper_gui.exporters.openfn.lookup_asking import asking_lines
from mapper_gui.exporters.openfn.parts import Parts, Scope
from mapper_gui.exporters.openfn.problems import cannot
from mapper_gui.exporters.openfn.rules import (
    item_lines,
    named_lines,
    named_that_differ,
    names_used,
    uses,
)
from mapper_gui.exporters.openfn.salesforce import API_NAME
from mapper_gui.exporters.openfn.sources import differs, source_expression
from mapper_gui.exporters.openfn.target import RECORDED, Adaptor
from mapper_gui.mapping.conditions import condition_sources
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.mapping.source import NamedValue, Source
from mapper_gui.mapping.target import FieldType
from mapper_gui.mapping.values import Cases, Take, TargetLookup, value_sources


def asks_target(mapping: Mapping) -> bool:
    """Whether the mapping has anything to ask, so that a lookup step goes before it."""
    return any(_asked_for(mapping, place) for place in _places(mapping))


def every_lookup(mapping: Mapping) -> list[TargetLookup]:
    """What is asked of the target, each question once."""
    return list(
        dict.fromkeys(one for place in _places(mapping) for one in _asked_for(mapping, place))
    )


def lookup_text(mapping: Mapping, adaptor: Adaptor) -> str:
    """The lookup step. The mapping has none of the problems that are errors."""
    parts = Parts(mapping)
    parts.used |= {"asObject", "own", "asAnswer", "textOf"}
    for name in mapping.named_values:
        parts.named[name] = parts.take_name(variable(name, parts.names, "value"))
    body: list[str] = []
    for rule in _places(mapping):
        found = _asked_for(mapping, rule)
        if found and rule is None:
            body += ["", *_asks(parts, found, Scope(), "  ")]
        elif found and rule is not None:
            body += ["", f"  // {comment_text(rule.id)}", *_in_rule(parts, rule, found)]
    lines = [*_head(mapping, adaptor), "fn(state => {"]
    lines += ["  'use strict';", ""] if parts.codes else []
    lines += ["  const submission = asObject(state.data);"]
    lines += ["  const form = asObject(own(submission, 'form'));"]
    lines += ["  const meta = asObject(own(form, 'meta'));"] if parts.uses_meta else []
    lines += ["  const problems = [];", "  const asked = new Map();", *parts.constant_lines, *body]
    lines += ["", "  return { ...state, asked: [...asked.values()] };", ""]
    lines += [f"  {line}" if line else "" for line in _ASK.strip("\n").split("\n")]
    helpers = helper_text(parts.used).split("\n")
    lines += ["", *(f"  {line}" if line else "" for line in helpers), "});", ""]
    return "\n".join([*lines, *asking_lines(mapping, adaptor, every_lookup(mapping))])


_ASK = """
// Note a question for the target, once; what is not answered asks nothing.
function ask(object, field, given, take) {
  const { is, value } = asAnswer(given);
  if (is !== 'answered') return;
  const question = { object, field, equals: textOf(value), take };
  asked.set(JSON.stringify(question), question);
}
"""


def _head(mapping: Mapping, adaptor: Adaptor) -> list[str]:
    form, system = comment_text(mapping.form.name), comment_text(mapping.target.system)
    return [
        f"// {form or 'A CommCare form'} to {system}: the lookup step, for {adaptor.package}.",
        "//",
        *comment_lines(
            "It asks the target what the mapping step after it wants to know, and leaves the answers "
            "in state.lookups. A question without an answer has no entry there.",
            "",
        ),
        "//",
        *comment_lines(f"Written by Mapper for CommCare {__version__}. {' '.join(RECORDED)}", ""),
        "",
    ]


def _in_rule(parts: Parts, rule: RecordRule, found: list[TargetLookup]) -> list[str]:
    (_, _), (_, scope) = uses(parts, rule)
    lines: list[str] = []
    for name in names_used(parts, [lookup.equals for lookup in found]):
        if not differs(parts, NamedValue(name), scope) and name not in parts.written:
            parts.written.add(name)
            lines += named_lines(parts, name, Scope(), "  ")
    per_item = [lookup for lookup in found if differs(parts, lookup.equals, scope)]
    lines += _asks(parts, [one for one in found if one not in per_item], Scope(), "  ")

    def body(_item: list[str], indent: str) -> list[str]:
        sources = [lookup.equals for lookup in per_item]
        here = named_that_differ(parts, sources, scope, indent)
        return here + _asks(parts, per_item, scope, indent)

    return lines + (item_lines(parts, rule, body) if per_item else [])


def _asks(parts: Parts, found: list[TargetLookup], scope: Scope, indent: str) -> list[str]:
    lines: list[str] = []
    for lookup in found:
        asked = source_expression(parts, lookup.equals, scope)
        names = [text_literal(lookup.object), text_literal(lookup.field)]
        call = f"ask({', '.join(names)}, {one_line(asked)}, {text_literal(lookup.take)});"
        lines.append(f"{indent}{call}")
    return lines


def _places(mapping: Mapping) -> list[RecordRule | None]:
    """What asks: each rule that makes records, and the mapping's own condition."""
    return [None, *(rule for rule in mapping.rules if rule.makes_records)]


def _asked_for(mapping: Mapping, rule: RecordRule | None) -> list[TargetLookup]:
    """The lookups of a rule, those of the named values that it uses too, each once."""
    found: dict[TargetLookup, None] = {}
    parts = Parts(mapping)
    if rule is None:
        sources: list[Source] = list(condition_sources(mapping.accepts.when))
    else:
        sources = [source for each, _ in uses(parts, rule) for source in each]
        for field_rule in rule.fields:
            found.update(dict.fromkeys(_in_take(field_rule.take)))
    for name in names_used(parts, sources):
        found.update(dict.fromkeys(_in_take(mapping.named_values[name].take)))
    return list(found)


def _in_take(take: Take | None) -> Iterator[TargetLookup]:
    match take:
        case TargetLookup():
            yield take
        case Cases(cases, otherwise):
            for case in cases:
                yield from _in_take(case.take)
            yield from _in_take(otherwise)


def lookup_problems(mapping: Mapping, adaptor: Adaptor | None) -> Iterator[Problem]:
    """What cannot be asked in an exported job. Named values exist and use no circle."""
    for rule in _places(mapping):
        where = InRule(rule.id if rule is not None else None)
        for lookup in _asked_for(mapping, rule):
            can = adaptor is not None and LOADS[adaptor].lookups.why is None
            if not can or not _is_known(mapping, lookup, adaptor):
                yield cannot(where, Why.NO_LOOKUPS, what=lookup)
                continue
            if adaptor is not Adaptor.POSTGRESQL:
                for name in (lookup.object, lookup.field, lookup.take):
                    yield from _plain_name(mapping, name, where, adaptor)
            if _uses_lookup(mapping, (lookup.equals,)):
                yield cannot(where, Why.LOOKUP_IN_LOOKUP, what=lookup)


def _is_known(mapping: Mapping, lookup: TargetLookup, adaptor: Adaptor | None) -> bool:
    """Whether it is known how to ask: DHIS2 answers for tracked entities and metadata only, and
    dates and yes/no are written in queries of Salesforce in a way of their own."""
    target = mapping.target.object(lookup.object)
    if adaptor is Adaptor.DHIS2:
        return target is None or target.kind == "tracked entity"
    field = target.field(lookup.field) if target is not None else None
    odd = (FieldType.BOOLEAN, FieldType.DATE, FieldType.DATETIME, FieldType.TIME)
    return adaptor is not Adaptor.SALESFORCE or field is None or field.type not in odd


def _plain_name(
    mapping: Mapping, name: str, where: InRule, adaptor: Adaptor | None
) -> Iterator[Problem]:
    """A name that stands in a query as it is. Through a relationship (`Parent__r.Code__c`) it has
    several parts."""
    is_object = adaptor is Adaptor.DHIS2 and mapping.target.object(name) is not None
    if not is_object and not all(API_NAME.match(part) for part in name.split(".")):
        yield cannot(where, Why.API_NAME, what=name)


def _uses_lookup(mapping: Mapping, sources: Iterable[Source]) -> bool:
    waiting, seen = list(sources), set[Source]()
    while waiting:
        source = waiting.pop()
        if isinstance(source, NamedValue) and source not in seen:
            seen.add(source)
            value = mapping.named_values[source.name]
            if any(_in_take(value.take)):
                return True
            waiting += value_sources(value.take, value.then)
    return False
