"""Which submissions an exported step is for, in OpenFn's two notations.

A message filter of the first platform is JSON that a message must contain (as PostgreSQL's `@>`);
it cannot say "or", so several accepted forms give several filters. The condition on an edge of
Lightning is a JavaScript expression over `state`. Rules: runners page 2.
"""

import json

from mapper_gui.exporters.javascript import list_literal, text_literal
from mapper_gui.mapping.mapping import Mapping

Json = dict[str, object]


def message_filters(mapping: Mapping) -> tuple[Json, ...]:
    """One filter for each accepted xmlns and form name; none when nothing is known of the form."""
    accepted = mapping.accepted
    return tuple(
        {"form": {name: value}}
        for name, values in (("@xmlns", accepted.xmlns), ("@name", accepted.form_names))
        for value in dict.fromkeys(values)
    )


def edge_condition(mapping: Mapping) -> str:
    """The expression that is true for the same messages; empty when nothing is known of the form.

    Without `?.`, which not every place that evaluates conditions reads.
    """
    accepted = mapping.accepted
    parts = [
        _is_one_of("state.data.form['@xmlns']", tuple(dict.fromkeys(accepted.xmlns))),
        _is_one_of("state.data.form['@name']", tuple(dict.fromkeys(accepted.form_names))),
    ]
    parts = [part for part in parts if part]
    if not parts:
        return ""
    either = " || ".join(parts)
    if len(parts) > 1:
        either = f"({either})"
    return f"state.data && state.data.form && {either}"


def _is_one_of(what: str, values: tuple[str, ...]) -> str:
    if not values:
        return ""
    if len(values) == 1:
        return f"{what} === {text_literal(values[0])}"
    return f"{list_literal(values)}.includes({what})"


def trigger_file(mapping: Mapping) -> bytes:
    """Both notations as JSON, for the step's `NAME-trigger.json`."""
    body = {
        "message_filters": message_filters(mapping),
        "edge_condition": edge_condition(mapping),
    }
    text = json.dumps(body, ensure_ascii=True, indent=2)
    return f"{text}\n".encode()
