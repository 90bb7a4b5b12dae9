"""YAML written the plain way: what is not plainly safe stands in double quotes as JSON does it.

JSON's double-quoted texts are YAML's too, so nothing that a person typed can mean something else.
"""

import json
import re

Yaml = str | bool | None | list["Yaml"] | dict[str, "Yaml"]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?: [A-Za-z0-9_-]+)*\Z")
_MEANT_OTHERWISE = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_BLOCK = re.compile(r"[\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]+\n\Z")


def yaml_text(value: Yaml) -> str:
    """A whole document."""
    return "\n".join(_lines(value)) + "\n"


def _lines(value: Yaml) -> list[str]:
    match value:
        case dict() if value:
            return [
                line for key, inner in value.items() for line in _entry(f"{_scalar(key)}:", inner)
            ]
        case list() if value:
            return [line for inner in value for line in _item(inner)]
        case dict():
            return ["{}"]
        case list():
            return ["[]"]
        case _:
            return [_scalar(value)]


def _entry(head: str, value: Yaml) -> list[str]:
    if isinstance(value, dict | list) and value:
        return [head, *(f"  {line}" if line else "" for line in _lines(value))]
    if isinstance(value, str) and _is_block(value):
        return [f"{head} |", *(f"  {line}" if line else "" for line in value[:-1].split("\n"))]
    return [f"{head} {_lines(value)[0]}"]


def _item(value: Yaml) -> list[str]:
    first, *rest = _lines(value)
    return [f"- {first}", *(f"  {line}" if line else "" for line in rest)]


def _is_block(text: str) -> bool:
    """Whether a text of several lines can stand as it is, indented."""
    several = (
        text.count("\n") > 1 and not text.endswith("\n\n") and not text.startswith((" ", "\n"))
    )
    return several and _BLOCK.match(text) is not None


def _scalar(value: Yaml) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    assert isinstance(value, str)
    if _PLAIN.match(value) and value.lower() not in _MEANT_OTHERWISE:
        return value
    return json.dumps(value, ensure_ascii=False) if _shows(value) else json.dumps(value)


def _shows(text: str) -> bool:
    return text.isprintable()
