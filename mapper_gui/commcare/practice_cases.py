"""The practice server's cases in the shape of version 2 of the API, one or in pages.

CommCare page 4.5: an unknown parameter is refused, and the next page is an address with a cursor.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from mapper_gui.commcare.records import Json, moment

MOST = 5000
_OWN = ("case_name", "case_type", "date_opened", "external_id", "owner_id")
_EXACT = frozenset({"case_type", "case_name", "external_id", "owner_id"})
_TIMES = frozenset({"last_modified", "server_last_modified", "indexed_on", "date_opened"})
_RANGE = re.compile(rf"({'|'.join(sorted(_TIMES))})\.(gte|gt|lte|lt)")


class BadParameterError(ValueError):
    """A parameter that CommCare HQ answers with 400; its text is the server's sentence."""


def case_v2(case: Json) -> Json:
    """A case of version 1 in the shape of version 2, which does not name its submissions."""
    properties = case["properties"]
    return {
        "domain": case.get("domain"),
        "case_id": case["case_id"],
        **{name: properties.get(name) for name in _OWN},
        "last_modified": case.get("date_modified"),
        "server_last_modified": case.get("server_date_modified"),
        "indexed_on": case.get("indexed_on"),
        "closed": case.get("closed", False),
        "date_closed": case.get("date_closed"),
        "properties": {k: v for k, v in properties.items() if k not in _OWN},
        "indices": case.get("indices", {}),
    }


def case_page(cases: Mapping[str, Json], parameters: Mapping[str, str], address: str) -> Json:
    """One page, oldest indexed first. `address` is where the next one is asked for.

    Raises BadParameterError.
    """
    asked = _asked(parameters)
    start = _number("cursor", asked.pop("start", "0"))
    limit = _number("limit", asked.pop("limit", "20"))
    if not 0 < limit <= MOST:
        raise BadParameterError("You cannot request more than 5000 cases per request.")
    every = sorted(
        map(case_v2, cases.values()), key=lambda each: (moment(each["indexed_on"]), each["case_id"])
    )
    found = [each for each in every if all(_fits(each, *one) for one in asked.items())]
    page: dict[str, Any] = {"matching_records": len(found), "cases": found[start : start + limit]}
    if start + limit < len(found):
        following = urlencode({**asked, "limit": limit, "start": start + limit})
        cursor = base64.urlsafe_b64encode(following.encode()).decode()
        page["next"] = f"{address}?{urlencode({'cursor': cursor})}"
    return page


def _asked(parameters: Mapping[str, str]) -> dict[str, str]:
    """The parameters, unpacked from a cursor where there is one."""
    if "cursor" not in parameters:
        return {name: value for name, value in parameters.items() if name != "start"}
    try:
        text = base64.b64decode(parameters["cursor"], altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise BadParameterError("Invalid cursor") from None
    return dict(parse_qsl(text))


def _number(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise BadParameterError(f"'{text[:50]}' is not a valid value for '{name}'")
    return int(text)


def _fits(case: Json, name: str, value: str) -> bool:
    if name in _EXACT:
        return bool(case.get(name) == value)
    if name == "closed":
        return bool(case["closed"] is (value.lower() == "true"))
    if name.startswith("properties."):
        return bool(case["properties"].get(name.removeprefix("properties.")) == value)
    within = _RANGE.fullmatch(name)
    if within is None:
        raise BadParameterError(f"'{name[:50]}' is not a valid parameter.")
    when, bound = moment(case.get(within[1])), moment(value)
    match within[2]:
        case "gte":
            return when >= bound
        case "gt":
            return when > bound
        case "lte":
            return when <= bound
        case _:
            return when < bound
