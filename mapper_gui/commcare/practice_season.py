"""A season of made-up submissions with defects planted in them, for trying out an audit.

They belong to the sample project's form and to the antenatal visits of the same app. Everything is
made by counting: each run makes the same. What is wrong with them is written down in `Planted`, so
that what an audit finds can be held against it; everything else about them is sound.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from mapper_gui.commcare.records import Json

HOUSEHOLD_XMLNS = "http://openrosa.org/formdesigner/4281EB62-0000-4000-8000-000000000001"
VISIT_XMLNS = "http://openrosa.org/formdesigner/7A11C0DE-0000-4000-8000-000000000002"
HOUSEHOLDS = 240
VISITS = 60

_APP_ID = "effb341bf2e84d3c8c1c2f5a6b7c8d9e"
_USER_ID = "e7ad0f4c2b6a4f0d9f6b8c1d2e3f4a5b"
_START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
_DISTRICTS = 4
_OLDEST_VERSION = 8
"""Its build was purged: the server has no structure of it."""
_FIRST_NAMES = ("Ana", "Hery", "Lalao", "Mamy", "Noro", "Rado", "Soa", "Tiana", "Vola", "Zo")
_LAST_NAMES = ("Rabe", "Rakoto", "Randria", "Rasoa", "Ratsimba", "Razafy", "Andria")
_DISTRICT_TYPED_OUT = "District 07, the northern part, as it was before the reform of 2019"


class Defect(StrEnum):
    """What was planted."""

    CHOICE_NOT_IN_FORM = "choice_not_in_form"
    CHOICE_OF_OTHER_CASE = "choice_of_other_case"  # upper for lower case letters
    CHOSEN_NOT_IN_FORM = "chosen_not_in_form"  # among the answers of a multiple answer
    IDENTIFIER_ABSENT = "identifier_absent"
    IDENTIFIER_EMPTY = "identifier_empty"
    IDENTIFIER_SHARED = "identifier_shared"  # by different cases
    IDENTIFIER_CHANGED = "identifier_changed"  # for the same case
    IDENTIFIER_TOO_LONG = "identifier_too_long"
    NAME_TOO_LONG = "name_too_long"
    NOT_A_DATE = "not_a_date"
    REQUIRED_BLANK = "required_blank"
    RENAMED_QUESTIONS = "renamed_questions"  # of an old version of the app
    ROWS_OF_ONE_KEY = "rows_of_one_key"


@dataclass(frozen=True, slots=True)
class Planted:
    """One defect: the submissions that have it, and the values or question ids it shows in."""

    defect: Defect
    submissions: tuple[str, ...]
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Season:
    """The submissions in the order they were received, and what is wrong with them."""

    submissions: tuple[Json, ...]
    planted: tuple[Planted, ...]


def practice_season() -> Season:
    """The season; a copy of its own for whoever asks, so that nothing can change it."""
    made = [_household(number) for number in range(HOUSEHOLDS)]
    visits = [_visit(number) for number in range(VISITS)]
    planted = [*_plant_in_households(made), _plant_in_visits(visits)]
    for body in (*made, *visits):
        body["form"]["meta"] = {
            "@xmlns": "http://openrosa.org/jr/xforms",
            **{k: v for k, v in body["metadata"].items() if k not in ("doc_type", "deprecatedID")},
        }
    every = sorted((*made, *visits), key=lambda one: one["received_on"])
    return Season(tuple(every), tuple(planted))


# Sound submissions


def _household(number: int) -> Json:
    """A household: no two of one district on one day, so that the calculated id is unique."""
    day, district = divmod(number, _DISTRICTS)
    when = _START + timedelta(days=day, hours=district * 2, minutes=number % 50)
    source = ("tap-inside", "tap", "other")[number % 3]
    name = f"{_FIRST_NAMES[number % 10]} {_LAST_NAMES[number % 7]}"
    hh: dict[str, Any] = {
        "head_name": name,
        "phone": f"0{340_000_000 + number * 7919}" if number % 5 else "",
        "water-source": source,
    }
    if source == "other":
        hh["water-source-other"] = ("Spring", "Lake", "Tanker")[number // 3 % 3]
    hh["water"] = ("boil", "source-none", "boil source-none", "")[number % 4]
    form: dict[str, Any] = {
        "welcome": "",
        "hh": hh,
        "village": f"v_{number % 25:03}",
        "gps": f"-18.{9000 + number} 47.{5000 + number} 1270.0 5.0" if number % 6 else "",
        "hh_id": f"D{district + 1:02}-{when:%Y%m%d}",
    }
    body = _submission("household", number, when, HOUSEHOLD_XMLNS, "Register household", form)
    _about(body, _id("household case", number), "household", name)
    return body


def _visit(number: int) -> Json:
    """A visit to a mother; each has three, and the members of her house are listed."""
    mother, turn = divmod(number, 3)
    when = _START + timedelta(days=mother + 20 * turn, hours=9, minutes=number % 50)
    members = [
        {
            "@id": _id("member", mother * 10 + place),
            "@index": str(place),
            "member_id": _id("member", mother * 10 + place),
            "present": str((number + place) % 2),
        }
        for place in range(2 + mother % 2)
    ]
    form: dict[str, Any] = {
        "visit_date": f"{when:%Y-%m-%d}",
        "danger-signs": ("none", "", "bleeding-heavy")[number % 3],
        "weeks": str(12 + 6 * turn),
        "members": {
            "@count": str(len(members)),
            "@ids": " ".join(each["@id"] for each in members),
            "item": members,
        },
    }
    body = _submission("visit", number, when, VISIT_XMLNS, "ANC visit", form)
    _about(body, _id("mother case", mother), "mother", f"Soa {_LAST_NAMES[mother % 7]}")
    return body


def _submission(
    what: str, number: int, when: datetime, xmlns: str, name: str, form: dict[str, Any]
) -> Json:
    form_id = _id(what, number)
    received = _text(when + timedelta(minutes=3, seconds=number % 60))
    body: dict[str, Any] = {
        "id": form_id,
        "domain": "demo",
        "app_id": _APP_ID,
        "type": "data",
        "uiversion": "1",
        "archived": False,
        "problem": None,
        "initial_processing_complete": True,
        "is_phone_submission": True,
        "received_on": received,
        "server_modified_on": received,
        "indexed_on": received,
        "edited_on": None,
        "edited_by_user_id": None,
        "submit_ip": "192.0.2.7",
        "resource_uri": "",
        "attachments": {},
        "metadata": {
            "deviceID": f"commcare_{number % 9:08x}",
            "instanceID": form_id,
            "timeStart": _text(when - timedelta(minutes=20)),
            "timeEnd": _text(when),
            "userID": _USER_ID,
            "username": f"chw{number % 6 + 1:02}",
            "geo_point": None,
            "deprecatedID": None,
            "doc_type": "Metadata",
        },
        "form": {"#type": "data", "@name": name, "@uiVersion": "1", "@xmlns": xmlns, **form},
    }
    _of_version(body, 15 if number % 8 == 0 else 18)
    return body


def _of_version(body: Json, version: int) -> None:
    """Made with this version of the app."""
    words = f'CommCare Android, version "2.53.1"(455321). App v{version}. CommCare Version 2.53.1.'
    body["build_id"] = f"e0a6125a{version:024}"
    body["version"] = body["form"]["@version"] = str(version)
    body["metadata"] |= {
        "appVersion": words,
        "app_build_version": version,
        "commcare_version": "2.53.1",
    }


def _about(body: Json, case_id: str, case_type: str, name: str) -> None:
    """Creates or updates the form's own case."""
    body["form"]["case"] = {
        "@case_id": case_id,
        "@date_modified": body["metadata"]["timeEnd"],
        "@user_id": _USER_ID,
        "@xmlns": "http://commcarehq.org/case/transaction/v2",
        "create": {"case_name": name, "case_type": case_type, "owner_id": _USER_ID},
    }


@cache
def _id(what: str, number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"practice {what} {number}"))


def _text(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%S.%f}Z"


# What is wrong


def _plant_in_households(made: list[Json]) -> Iterator[Planted]:
    def ids(numbers: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(made[number]["id"] for number in numbers)

    def plant(
        defect: Defect, numbers: tuple[int, ...], spoil: Callable[[Json], object], *values: str
    ) -> Planted:
        for number in numbers:
            spoil(made[number]["form"])
        return Planted(defect, ids(numbers), values)

    yield plant(
        Defect.CHOICE_NOT_IN_FORM, (21, 63, 64, 105, 150, 201, 202), _water_source("river"), "river"
    )
    yield plant(Defect.CHOICE_OF_OTHER_CASE, (34, 91, 172, 219), _water_source("Tap"), "Tap")
    yield plant(
        Defect.CHOSEN_NOT_IN_FORM,
        (12, 57, 99, 141, 222),
        lambda form: form["hh"].update(water="boil filter"),
        "filter",
    )
    yield plant(Defect.IDENTIFIER_ABSENT, (40, 111, 190), lambda form: form.pop("hh_id"))
    yield plant(Defect.IDENTIFIER_EMPTY, (75, 160), lambda form: form.update(hh_id=""))
    shared = ((10, 11), (86, 87), (133, 134, 135))
    for first, *others in shared:
        for number in others:
            made[number]["form"]["hh_id"] = made[first]["form"]["hh_id"]
    yield Planted(
        Defect.IDENTIFIER_SHARED,
        ids(tuple(number for group in shared for number in group)),
        tuple(made[group[0]]["form"]["hh_id"] for group in shared),
    )
    again = ((3, 103), (28, 128), (51, 151), (66, 166))
    for first, later in again:
        made[later]["form"]["case"]["@case_id"] = made[first]["form"]["case"]["@case_id"]
    yield Planted(
        Defect.IDENTIFIER_CHANGED,
        ids(tuple(number for pair in again for number in pair)),
        tuple(made[first]["form"]["case"]["@case_id"] for first, _ in again),
    )
    for number in (46, 181):
        form = made[number]["form"]
        form["hh_id"] = f"{_DISTRICT_TYPED_OUT}-{form['hh_id'].partition('-')[2]}"
    yield Planted(Defect.IDENTIFIER_TOO_LONG, ids((46, 181)), (_DISTRICT_TYPED_OUT,))
    long_name = "Ana Rakoto, wife of the late Hery Rakoto, living with her sister Lalao since March"
    yield plant(
        Defect.NAME_TOO_LONG,
        (17, 120, 205),
        lambda form: form["hh"].update(head_name=long_name),
        long_name,
    )
    for number in (94, 177):
        made[number]["metadata"]["timeEnd"] = "Invalid date"
    yield Planted(Defect.NOT_A_DATE, ids((94, 177)), ("Invalid date",))
    yield plant(
        Defect.REQUIRED_BLANK,
        (8, 49, 82, 125, 168, 213),
        lambda form: form.update(village=""),
        "/village",
    )
    old = (1, 2, 5, 6, 9)
    for number in old:
        _of_version(made[number], _OLDEST_VERSION)
    yield plant(Defect.RENAMED_QUESTIONS, old, _with_old_names, "/hh/name", "/hh/tel")


def _water_source(choice: str) -> Callable[[Json], None]:
    def spoil(form: Json) -> None:
        form["hh"]["water-source"] = choice
        form["hh"].pop("water-source-other", None)

    return spoil


def _with_old_names(form: Json) -> None:
    hh = form["hh"]
    hh["name"], hh["tel"] = hh.pop("head_name"), hh.pop("phone")


def _plant_in_visits(visits: list[Json]) -> Planted:
    """A member that is listed twice in one visit."""
    numbers = (7, 22, 41)
    for number in numbers:
        members = visits[number]["form"]["members"]["item"]
        members[1]["@id"] = members[1]["member_id"] = members[0]["member_id"]
    return Planted(Defect.ROWS_OF_ONE_KEY, tuple(visits[number]["id"] for number in numbers))
