"""Which submissions an exported step is for, in OpenFn's two notations.

A message filter of the first platform is JSON that a message must contain (as PostgreSQL's `@>`),
and one that it must not; it cannot say "or", so several accepted forms give several filters. The
condition on an edge of Lightning is a JavaScript expression over `state`, of 255 characters at most,
without words such as `process`. Rules: runners page 2, and Lightning's own check of an edge.

Of what a mapping accepts both say what they can, and never keep out what it accepts; the mapping
step itself asks the whole condition again.
"""

import json
import re

from mapper_gui.exporters.openfn.javascript import member, text_literal
from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Not,
    Operator,
    ReadAs,
)
from mapper_gui.mapping.form import split_path
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.source import CaseSource, MetaSource, QuestionSource, Source

Json = dict[str, object]

LONGEST_CONDITION = 255
_REFUSED = re.compile(r"import\b|require\b|process\b|await\b|eval\b")


def message_filters(mapping: Mapping) -> tuple[Json, ...]:
    """One filter for each accepted xmlns and form name; none when nothing is known of the form."""
    accepted = mapping.accepted
    return tuple(
        {"form": {name: value}}
        for name, values in (("@xmlns", accepted.xmlns), ("@name", accepted.form_names))
        for value in dict.fromkeys(values)
    )


def exclusion(mapping: Mapping) -> Json | None:
    """What a message must not contain: a filter takes one, so it is the first answer that the
    mapping's condition rules out by itself. None where it rules none out."""
    for condition in _parts(mapping.accepts.when):
        match condition:
            case Not(Compare(source, Operator.EQUAL, (answer,), ReadAs.TEXT)):
                pass
            case Compare(source, Operator.NOT_EQUAL, (answer,), ReadAs.TEXT):
                pass
            case _:
                continue
        path = _path(mapping, source)
        if path is not None and answer:
            found: object = answer
            for step in reversed(path):
                found = {step: found}
            return {"form": found}
    return None


def edge_condition(mapping: Mapping) -> str:
    """The expression that is true for the same messages; empty when nothing is known of the form.

    Without `?.` as long as only the form is asked for, which not every place that evaluates
    conditions reads.
    """
    accepted = mapping.accepted
    names = ("['@xmlns']", accepted.xmlns), ("['@name']", accepted.form_names)
    full = _either("state.data.form", names)
    if not full:
        return ""
    when = _expression(mapping, mapping.accepts.when) if mapping.accepts.when else ""
    form = f"state.data && state.data.form && {full}"
    short = _either("state.data?.form?.", names)
    candidates = [f"{form} && {when}", f"{short} && {when}"] if when else []
    for candidate in (*candidates, form, short):
        if len(candidate) <= LONGEST_CONDITION:
            return candidate
    return short


def _either(form: str, names: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    parts = [_is_one_of(f"{form}{name}", tuple(dict.fromkeys(values))) for name, values in names]
    parts = [part for part in parts if part]
    either = " || ".join(parts)
    return f"({either})" if len(parts) > 1 else either


def _is_one_of(what: str, values: tuple[str, ...]) -> str:
    if not values:
        return ""
    if len(values) == 1:
        return f"{what} === {_text(values[0])}"
    return f"[{', '.join(_text(value) for value in values)}].includes({what})"


def _text(text: str) -> str:
    """A text without the words that Lightning refuses wherever they stand."""
    found = text_literal(text)
    return _REFUSED.sub(lambda word: f"{word[0][:-1]}\\x{ord(word[0][-1]):02x}", found)


def _parts(when: Condition | None) -> tuple[Condition, ...]:
    """The conditions that must all hold."""
    if isinstance(when, AllOf):
        return tuple(part for each in when.conditions for part in _parts(each))
    return () if when is None else (when,)


def _expression(mapping: Mapping, when: Condition) -> str:
    """A condition as an expression that is true wherever it holds; empty when it says nothing.

    Only comparisons of answers with texts are said, and only whole: of conditions that must all
    hold those that cannot be said are left out.
    """
    if isinstance(when, AllOf):
        said = [_expression(mapping, each) for each in when.conditions]
        return " && ".join(each for each in said if each)
    if isinstance(when, AnyOf):
        said = [_exactly(mapping, each) for each in when.conditions]
        return f"({' || '.join(said)})" if said and all(said) else ""
    return _exactly(mapping, when)


def _exactly(mapping: Mapping, when: Condition) -> str:
    """A condition as the same in JavaScript; empty where that cannot be."""
    match when:
        case Not(Compare(source, Operator.EQUAL, operand, ReadAs.TEXT)):
            return _exactly(mapping, Compare(source, Operator.NOT_EQUAL, operand))
        case Compare(source, operator, tuple() as operand, ReadAs.TEXT) if all(operand):
            path = _path(mapping, source)
            if path is None or not operand:
                return ""
            answer = _answer("state.data.form", path)
            if operator in (Operator.EQUAL, Operator.ONE_OF):
                # Metadata may hold numbers, which are compared as texts.
                is_text = not isinstance(source, MetaSource)
                return _is_one_of(answer if is_text else f"String{answer}", operand)
            if operator is Operator.NOT_EQUAL and len(operand) == 1:
                return f"{answer} !== {_text(operand[0])}"
    return ""


def _answer(form: str, path: list[str]) -> str:
    """An answer: a node with attributes has its text in `#text`."""
    node = form
    for step in path:
        plain = member("", step)
        node = f"{node}?{plain}" if plain.startswith(".") else f"{node}?.{plain}"
    return f"({node}?.['#text'] ?? {node})"


def _path(mapping: Mapping, source: Source) -> list[str] | None:
    """Where in the form an answer stands that no repeat encloses; None for others."""
    match source:
        case QuestionSource(question) if "[" not in question:
            if mapping.form.repeats_around(question) or mapping.form.is_repeat(question):
                return None
            return split_path(question)
        case MetaSource(part):
            return ["meta", part]
        case CaseSource(path, part) if part != "@case_id" and "[" not in path:
            if mapping.form.repeats_around(path) or mapping.form.is_repeat(path):
                return None
            return [*split_path(path), *part.split("/")]
        case _:
            return None


def trigger_file(mapping: Mapping) -> bytes:
    """Both notations as JSON, for the step's `NAME-trigger.json`."""
    body: Json = {"message_filters": message_filters(mapping)}
    excluded = exclusion(mapping)
    if excluded is not None:
        body["message_exclusion"] = excluded
    body["edge_condition"] = edge_condition(mapping)
    text = json.dumps(body, ensure_ascii=True, indent=2)
    return f"{text}\n".encode()
