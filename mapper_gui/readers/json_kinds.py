"""What JSON is when it was opened in the wrong place: submissions, cases, projects, refusals."""

from typing import Any

from mapper_gui.mapping.found import Found
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.readers.json_text import Json, as_dict, as_list, as_text

_PROJECT = "mapper-for-commcare"
_ERRORS = ("error", "error_message", "message", "errorCode")


def refused_json(value: Json) -> dict[str, Any] | None:
    """The facts of a refusal when the JSON is none that any target comes in: `found`, `says`."""
    first = as_dict(value[0]) if isinstance(value, list) and value else as_dict(value)
    data = first.get("data")
    inside = as_dict(data[0]) if isinstance(data, list) and data else as_dict(data)
    listed = as_list(first.get("objects"))
    for item in (first, inside, as_dict(listed[0]) if listed else {}):
        if is_submission(item):
            return {"found": Found.SUBMISSION}
        if is_case(item):
            return {"found": Found.CASE}
    if first.get("format") == _PROJECT:
        return {"found": Looks.PROJECT}
    return refused_by_server(first)


def refused_by_server(item: dict[str, Json]) -> dict[str, Any] | None:
    """The facts when the JSON is a server's refusal that was saved as a file."""
    for name in _ERRORS:
        says = item.get(name)
        if isinstance(says, str) and says and len(item) <= 8 and "fields" not in item:
            return {"found": Found.ERROR_ANSWER, "says": as_text(says)[:200]}
    return None


def is_submission(item: dict[str, Json]) -> bool:
    """Whether this is a submission as the form API gives it (CommCare page 4.2).

    A project has a `form` too, and says what it is.
    """
    return isinstance(item.get("form"), dict) and item.get("format") != _PROJECT


def is_case(item: dict[str, Json]) -> bool:
    """Whether this is a case, of either version of the case API (CommCare pages 4.4 and 4.5)."""
    return isinstance(item.get("case_id"), str) and (
        isinstance(item.get("properties"), dict) or "case_type" in item
    )
