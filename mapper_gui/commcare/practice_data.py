"""What the practice server answers from: submissions and cases, filtered as CommCare HQ does.

CommCare page 4.3 to 4.5.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mapper_gui.commcare.answers import NotJsonError, read_json
from mapper_gui.commcare.practice_cases import BadParameterError, case_page, case_v2
from mapper_gui.commcare.records import (
    Json,
    case_blocks,
    case_id_of,
    is_application,
    is_case,
    is_submission,
    moment,
    newest_first,
    xmlns_of,
)

_ORDERS = frozenset({"received_on", "server_modified_on", "indexed_on"})
_DATES = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{6})?|Z))?")
_RANGE = re.compile(rf"({'|'.join(sorted(_ORDERS))})_(start|end)")
_MOST = 1000


@dataclass(frozen=True)
class PracticeData:
    """Submissions, cases by case_id in the shape of version 1, and apps."""

    submissions: tuple[Json, ...]
    cases: Mapping[str, Json]
    applications: Mapping[str, Json] = field(default_factory=dict)
    """Apps and their builds, by id."""

    def form(self, form_id: str) -> Json | None:
        return next((one for one in self.submissions if one["id"] == form_id), None)

    def forms(self, parameters: Mapping[str, str]) -> Json:
        """One page of submissions, as the list address gives it. Raises BadParameterError."""
        asked = dict(parameters)
        order = asked.pop("order_by", "-received_on")
        if order.removeprefix("-") not in _ORDERS:
            raise BadParameterError(f"No matching '{order}' field for ordering on.")
        limit = min(_number("limit", asked.pop("limit", "20")) or _MOST, _MOST)
        offset = _number("offset", asked.pop("offset", "0"))
        asked.pop("format", None)
        found = [
            one for one in self.submissions if all(_fits(one, *each) for each in asked.items())
        ]
        found.sort(key=lambda one: moment(one.get(order.removeprefix("-"))))
        if order.startswith("-"):
            found.reverse()
        more = offset + limit < len(found)
        return {
            "meta": {
                "limit": limit,
                "next": f"?limit={limit}&offset={offset + limit}" if more else None,
                "offset": offset,
                "previous": None,
                "total_count": len(found),
            },
            "objects": found[offset : offset + limit],
        }

    def case(self, case_id: str) -> Json | None:
        return self.cases.get(case_id)

    def application(self, app_id: str) -> Json | None:
        """An app, or one of its builds."""
        return self.applications.get(app_id)

    def application_list(self) -> Json:
        """Every app, its builds not among them; never in pages (CommCare page 3)."""
        apps = [each for each in self.applications.values() if not each.get("built_from_app_id")]
        meta = {
            "limit": None,
            "next": None,
            "offset": 0,
            "previous": None,
            "total_count": len(apps),
        }
        return {"meta": meta, "objects": apps}

    def case_v2(self, case_id: str) -> Json | None:
        """The case in the shape of version 2, which does not name its submissions."""
        case = self.cases.get(case_id)
        return None if case is None else case_v2(case)

    def cases_v2(self, parameters: Mapping[str, str], address: str) -> Json:
        """One page of cases in the shape of version 2. Raises BadParameterError."""
        return case_page(self.cases, parameters, address)


def practice_data(records: Iterable[object], project_space: str) -> PracticeData:
    """Sorts records into submissions, cases and apps; anything else is left out.

    Of an id given twice the later one counts. A case that submissions touch, and that is not given
    itself, is made from their case blocks.
    """
    submissions: dict[str, Json] = {}
    cases: dict[str, Json] = {}
    applications: dict[str, Json] = {}
    for record in records:
        if isinstance(record, dict) and is_submission(record):
            submissions[record["id"]] = record
        elif isinstance(record, dict) and is_case(record):
            cases[record["case_id"]] = record
        elif isinstance(record, dict) and is_application(record):
            applications[record["id"]] = record
    made = _cases_in(newest_first(submissions.values())[::-1], project_space)
    return PracticeData(tuple(submissions.values()), made | cases, applications)


def read_records(folder: Path) -> list[object]:
    """The JSON files of a folder, each one record. Raises OSError; damaged files are left out."""
    found: list[object] = []
    for file in sorted(folder.glob("*.json")):
        try:
            found.append(read_json(file.read_bytes()))
        except NotJsonError:
            continue
    return found


def _number(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise BadParameterError(f"Invalid {name} '{text[:50]}' provided. Please provide a number.")
    return int(text)


def _fits(submission: Json, name: str, value: str) -> bool:
    """One filter. One that is not known fits nothing, as in CommCare HQ (page 4.3)."""
    within = _RANGE.fullmatch(name)
    if within:
        if not _DATES.fullmatch(value):
            raise BadParameterError(f"Invalid date or datetime '{value[:50]}'")
        when = moment(submission.get(within[1]))
        return when >= moment(value) if within[2] == "start" else when <= moment(value)
    match name:
        case "xmlns":
            return xmlns_of(submission) == value
        case "app_id":
            return str(submission.get("app_id", "")).lower() == value.lower()
        case "case_id":
            return any(case_id_of(block) == value for block in case_blocks(submission))
        case "include_archived" | "cases__full":
            return True
        case _:
            return False


def _cases_in(submissions: Iterable[Json], project_space: str) -> dict[str, Json]:
    """The cases that submissions, oldest first, create and update."""
    cases: dict[str, Json] = {}
    for submission in submissions:
        received = submission.get("received_on")
        for block in case_blocks(submission):
            case = cases.setdefault(
                case_id_of(block),
                {
                    "id": case_id_of(block),
                    "case_id": case_id_of(block),
                    "domain": project_space,
                    "opened_by": block.get("@user_id"),
                    "closed": False,
                    "closed_by": None,
                    "date_closed": None,
                    "server_date_opened": received,
                    "xform_ids": [],
                    "properties": {"case_name": "", "case_type": "", "date_opened": received},
                    "indices": {},
                },
            )
            case["user_id"] = block.get("@user_id")
            case["date_modified"] = block.get("@date_modified")
            case["server_date_modified"] = case["indexed_on"] = received
            if submission["id"] not in case["xform_ids"]:
                case["xform_ids"].append(submission["id"])
            for part in ("create", "update"):
                values = block.get(part)
                if isinstance(values, dict):
                    case["properties"].update(
                        {k: v for k, v in values.items() if isinstance(v, str)}
                    )
            if "close" in block:
                case["closed"], case["date_closed"] = True, received
    return cases
