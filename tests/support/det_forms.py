"""A form, and submissions of it as CommCare HQ gives them, for conformance with commcare-export.

Unlike `made_up_bodies` the answers are what their questions can hold (CommCare page 6): text
everywhere, choice ids without white space, dates as CommCare writes them; with every trap of that:
absent, empty, a node with attributes, a repeat with no row, one or many. Left out is a node with
attributes and no text, which the runner writes as an empty text and not as nothing: written cases
have it.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId, enclosing

XMLNS = "http://openrosa.org/formdesigner/AAAA-1111"

KINDS = {
    "/name": Kind.TEXT,
    "/naïve": Kind.TEXT,
    "/template": Kind.TEXT,
    "/sex": Kind.SINGLE,
    "/hh": Kind.GROUP,
    "/hh/water-source": Kind.SINGLE,
    "/hh/services": Kind.MULTIPLE,
    "/hh/where": Kind.TEXT,
    "/hh/members": Kind.INTEGER,
    "/weight": Kind.DECIMAL,
    "/dob": Kind.DATE,
    "/seen": Kind.DATETIME,
    "/place": Kind.GPS,
    "/photo": Kind.IMAGE,
    "/calculated": Kind.HIDDEN,
    "/kids": Kind.REPEAT,
    "/kids/len": Kind.TEXT,
    "/kids/sex": Kind.SINGLE,
    "/kids/dob": Kind.DATE,
    "/kids/age": Kind.INTEGER,
    "/kids/photo": Kind.IMAGE,
    "/kids/given": Kind.MULTIPLE,
    "/kids/clinic": Kind.GROUP,
    "/kids/clinic/visits": Kind.REPEAT,
    "/kids/clinic/visits/date": Kind.DATE,
    "/kids/clinic/visits/given": Kind.MULTIPLE,
    "/kids/clinic/visits/note": Kind.TEXT,
    "/items/item": Kind.REPEAT,
    "/items/item/name": Kind.TEXT,
    "/items/item/@id": Kind.UNKNOWN,
}
REPEATS = tuple(path for path, kind in KINDS.items() if kind is Kind.REPEAT)
CHOICES = ("m", "f", "a", "b-c", "yes", "no", "1", "2", "Äpfel", "id", "tap_inside")

TEXTS = (
    "Amina", "Amina Otieno", " ", "  both ends ", "", "0", "007", "12", "-3", "12.50", ".5", "5.",
    "1e5", "1_000", "१२", "+5", " 12 ", "12 kg", "nan", "inf", "0.00005", "9007199254740993",
    "[]", "{}", "{0}", "a,b;c", 'say "hi"', "back\\slash", "it's", "=1+1", "-", "@x", "$", "`this`",
    "line\nbreak", "tab\there", "\u00a0nbsp\u00a0", "naïve Ωμέγα", "👩\u200d👧", "\ufeffbom",
    "None", "null", "true", "True", "m", "yes", "2026-05-03", "2026-05-03T14:50:41.156000Z",
    "05/03/2026", "today", "x" * 300, "id", "*", "p.jpg", "%s %(a)s", "_x0041_", "</td>", "\u2028",
)  # fmt: skip
"""What people type, and what programs take for something else."""

DATES = (
    "2026-05-03", "1999-12-31", "2000-02-29", "2024-02-29", "1985-01-01", "2026-11-30", "2026-05-04",
)  # fmt: skip
MOMENTS = (
    "2026-05-03T14:50:41.156000Z", "2026-05-03T23:59:59Z", "2026-12-31T22:30:00.000+03",
    "2024-02-29T00:00:00.000+05:30", "2026-05-03T14:50:41.156-09:30", "2026-05-03T08:09:10",
)  # fmt: skip
NUMBERS = ("0", "7", "42", "-3", "365", "2147483648")
DECIMALS = ("12.5", "12.0", "0.5", "-0.5", "-0.0", "0.00005", "1234567.25", "2.675", "1.005", "70")
PLACES = ("-18.9137 47.5361 1270.0 5.0", "0 0 0 0", "1.5 2.5", "-1.25 36.8 1700.5 10.25")
FILES = ("p.jpg", "1714741840.jpg", "gone.png", "a b.jpg")


def the_form() -> Form:
    questions = []
    for path, kind in KINDS.items():
        around = [above for above in enclosing(path) if above in REPEATS]
        choices = CHOICES if kind in (Kind.SINGLE, Kind.MULTIPLE) else ()
        questions.append(
            Question(
                QuestionId(path),
                kind,
                {"en": path.rpartition("/")[2].title()},
                tuple(Choice(each) for each in choices),
                around[-1] if around else None,
            )
        )
    return Form(tuple(questions), ("en",), "Visit", XMLNS, project_space="demo")


def _several(of: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(of), unique=True, max_size=5).map(" ".join)


_ONE = st.sampled_from((*CHOICES, "unknown"))
_SEVERAL = _several((*CHOICES, "unknown"))
ANSWERS: dict[Kind, st.SearchStrategy[str]] = {
    Kind.TEXT: st.sampled_from(TEXTS),
    Kind.SINGLE: _ONE,
    Kind.MULTIPLE: _SEVERAL,
    Kind.INTEGER: st.sampled_from(NUMBERS),
    Kind.DECIMAL: st.sampled_from(DECIMALS),
    Kind.DATE: st.sampled_from(DATES),
    Kind.DATETIME: st.sampled_from(MOMENTS),
    Kind.GPS: st.sampled_from(PLACES),
    Kind.IMAGE: st.sampled_from(FILES),
    Kind.HIDDEN: st.one_of(
        st.sampled_from((*DATES, *MOMENTS, *NUMBERS, *DECIMALS, "a b-c", "m", "x y z")), _SEVERAL
    ),
    Kind.UNKNOWN: st.sampled_from(("i-1", "i-2", "i-3")),
}


@st.composite
def _leaf(draw: st.DrawFn, kind: Kind) -> Any:
    answer = draw(ANSWERS[kind])
    match draw(st.integers(0, 9)):
        case 0 | 1:
            return ""
        case 2:
            return {"@a": "1", "#text": answer} if answer else ""
        case _:
            return answer


@st.composite
def _node(draw: st.DrawFn, above: str) -> dict[str, Any]:
    """A group, or a row of a repeat, with most of what can stand in it."""
    found: dict[str, Any] = {}
    for path, kind in KINDS.items():
        if path.rpartition("/")[0] != above or path == "/items/item":
            continue
        name = path.rpartition("/")[2]
        if kind is Kind.UNKNOWN:  # an attribute
            found[name] = draw(ANSWERS[kind])
        elif draw(st.integers(0, 7)) == 0:
            continue
        elif kind is Kind.REPEAT:
            found |= draw(_rows(path, name))
        elif kind is Kind.GROUP:
            found[name] = draw(st.one_of(_node(path), _node(path), _node(path), st.just("")))
        else:
            found[name] = draw(_leaf(kind))
    if above in ("", "/kids"):
        found |= draw(_case())
    return found


@st.composite
def _rows(draw: st.DrawFn, path: str, name: str) -> dict[str, Any]:
    rows = draw(st.lists(_node(path), max_size=3))
    rows = [row or {"extra": "1"} for row in rows]
    match len(rows):
        case 0:
            return draw(st.sampled_from(({}, {name: ""})))
        case 1:
            return {name: rows[0]}
        case _:
            return {name: rows}


@st.composite
def _case(draw: st.DrawFn) -> dict[str, Any]:
    case_id = draw(st.sampled_from(("c-1", "c-2", "c-3", "c-4")))
    block: dict[str, Any] = {"@case_id": case_id, "@date_modified": DATES[0]}
    match draw(st.integers(0, 5)):
        case 0:
            return {}
        case 1:
            block = {"case_id": case_id}
        case 2:
            block["create"] = {"case_name": draw(ANSWERS[Kind.TEXT]), "case_type": "client"}
        case 3:
            block["index"] = {"parent": {"@case_type": "hh", "#text": "hh-1"}}
    if draw(st.booleans()):
        block["update"] = {"village": draw(ANSWERS[Kind.TEXT]), "dob": draw(ANSWERS[Kind.DATE])}
    return {"case": block}


@st.composite
def bodies(draw: st.DrawFn, number: int = 0) -> dict[str, Any]:
    """One submission; `number` makes its id."""
    form_id = draw(st.sampled_from((f"f-{number}", f"uuid:{number}.a", f"0f0e-{number}")))
    form = draw(_node(""))
    if draw(st.integers(0, 3)):
        form["items"] = {"@ids": "x", **draw(_rows("/items/item", "item"))}
    form |= {"@xmlns": XMLNS, "@name": "Visit", "#type": "data"}
    form["meta"] = {
        "@xmlns": "http://openrosa.org/jr/xforms",
        "timeStart": draw(st.sampled_from(MOMENTS[:2])),
        "timeEnd": draw(st.sampled_from((*MOMENTS[:2], ""))),
        "username": draw(st.sampled_from(("chw01", "test.user", ""))),
        "userID": "u-1",
        "appVersion": {"@a": "1", "#text": "CommCare, v 18"},
        "app_build_version": draw(st.sampled_from((18, 1, None))),
        "geo_point": None,
    }
    if draw(st.booleans()):
        del form["meta"]["userID"]
    return {
        "id": form_id,
        "domain": "demo",
        "app_id": draw(st.sampled_from(("app-1", None))),
        "build_id": "b-1",
        "received_on": draw(st.sampled_from(MOMENTS[:2])),
        "indexed_on": f"2026-06-01T00:00:{number:02d}.000000Z",
        "attachments": {
            name: {"url": f"https://hq/{form_id}/{name}"} for name in ("p.jpg", "a b.jpg")
        },
        "form": form,
    }


@st.composite
def submissions(draw: st.DrawFn, most: int = 4) -> list[dict[str, Any]]:
    """Several submissions, each with an id of its own."""
    return [draw(bodies(number)) for number in range(draw(st.integers(1, most)))]
