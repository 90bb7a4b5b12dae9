"""The mapping specification: what people agree on, as JSON that programs can read too.

It is the mapping itself, without window state, connection and samples; the JSON Schema that lies
beside it says what everything means.
"""

import json
import re
from typing import Any

from mapper_gui.exporters.numbers import unsafe_numbers
from mapper_gui.mapping.document import encode_mapping
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem

SCHEMA_FILE = "mapping-1.schema.json"

_HALF = re.compile("[\ud800-\udfff]")


def problems(mapping: Mapping) -> tuple[Problem, ...]:
    """Numbers that are none in JSON, or that other programs would read as other numbers."""
    return tuple(unsafe_numbers(mapping))


def files(mapping: Mapping, name: str) -> dict[str, bytes]:
    """`NAME.json`: UTF-8, LF, an indent of one space."""
    return {f"{name}.json": json_bytes(encode_mapping(mapping))}


def json_bytes(body: Any) -> bytes:
    """JSON values as a file. Halves of characters, which UTF-8 does not have, stay escapes."""
    text = json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False)
    text = _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
    return f"{text}\n".encode()
