"""Mappings and submissions made up from a seed, with every trap that names and texts can hold.

A made-up mapping has no error that an exporter would refuse, so that each can be run.
"""

from __future__ import annotations

from random import Random
from typing import Any

from mapper_gui.mapping.form import (
    CaseBlock,
    Choice,
    Form,
    Kind,
    Question,
    QuestionId,
    enclosing,
    split_path,
)
from mapper_gui.mapping.mapping import (
    Accepts,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    RuleId,
    Status,
)
from mapper_gui.mapping.source import (
    META_PARTS,
    SUBMISSION_PARTS,
    AttachmentSource,
    CaseSource,
    MetaSource,
    QuestionSource,
    RowNumber,
    Source,
    SubmissionSource,
    source_path,
)
from mapper_gui.mapping.target import (
    FieldType,
    Target,
    TargetChoice,
    TargetField,
    TargetObject,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    LabelCopy,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Scalar,
    Step,
    Take,
    Template,
)

XMLNS = "http://openrosa.org/formdesigner/AAAA-1111"

NASTY_TEXTS = (
    "Name",
    "first name",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "a-b",
    "1",
    "12",
    "naïve",
    "İstanbul",
    "ÄRZTIN ΟΔΟΣ",
    'it\'s "quoted" `${x}` \\ back',
    "line\r\nbreak",
    "\u2028 and \u2029",
    "*/ end // of",
    "</script>",
    "=1+1",
    "@case_id",
    "#text",
    "$",
    "\u202eturned",
    "\ufeffbom",
    "\x00\x07",
    "\ud800half",
    "👩\u200d👧 family",
    "fn",
    "state",
    "return",
    "JSON",
)

REPEATS = ("/kids", "/kids/visits", "/members/item", "/hh/plots")
KINDS = {
    "/name": Kind.TEXT,
    "/constructor": Kind.HIDDEN,
    "/photo": Kind.IMAGE,
    "/hh/sex": Kind.SINGLE,
    "/hh/water-source": Kind.SINGLE,
    "/hh/services": Kind.MULTIPLE,
    "/hh": Kind.GROUP,
    "/toString/valueOf": Kind.TEXT,
    "/transfer[@type='iron']": Kind.TRANSFER,
    "/kids/name": Kind.TEXT,
    "/kids/photo": Kind.IMAGE,
    "/kids/visits/date": Kind.DATE,
    "/kids/visits/a/b/given": Kind.MULTIPLE,
    "/members/item/name": Kind.TEXT,
    "/members/item/@id": Kind.UNKNOWN,
    "/hh/plots/crop": Kind.SINGLE,
}
CASES = ("/case", "/subcase_0/case", "/kids/case", "/hh/plots/case")
PARTS = ("@case_id", "case_id", "create/case_name", "update/village", "index/parent", "close")
ANSWERS = ("m", "f", "M", "a b", "a  m f", " ", "yes", "p.jpg", "ı", "1", *NASTY_TEXTS)

CHOICE_IDS = ("", "m", "f", "M", "a", "b", "yes", "1", "true", *NASTY_TEXTS)
SHARED = ("Yes/no", "__proto__", "JSON")
NUMBERS = (0, 7, -3, 2**53, 0.5, -12.25, 0.00001, 1e-7, 3.0, 1e-300)
SOME_OUTSIDE = tuple(a for a in OutsideAction if a is not OutsideAction.DEFAULT)
SOME_POLICIES = tuple(a for a in PolicyAction if a is not PolicyAction.DEFAULT)


def made_up(seed: int) -> tuple[Mapping, dict[str, Any]]:
    """A mapping and the body of a submission, always the same for a seed."""
    by = Random(seed)
    return made_up_mapping(by), made_up_body(by)


def made_up_mapping(by: Random) -> Mapping:
    """A whole mapping whose sources can all be read."""
    accepts = (Accepts(), Accepts((XMLNS, "http://old")), Accepts(form_names=("it's", "B")))
    return Mapping(
        form=_form(by),
        target=Target(
            by.choice(("", "Sales\nforce")),
            tuple(
                TargetObject(name, by.choice(("", "A label")), _target_fields(by))
                for name in ("Contact", "Child")
            ),
        ),
        accepts=by.choice(accepts),
        identifiers=tuple({_source(by, set()) for _ in range(by.randrange(3))}),
        choice_tables={name: _table(by) for name in SHARED},
        rules=tuple(_rule(by, name) for name in _some(by, NASTY_TEXTS, 1, 3)),
        note=by.choice(("", "the whole")),
    )


def _some(by: Random, of: tuple[str, ...], least: int, most: int) -> list[str]:
    return by.sample(of, by.randint(least, most))


def _labels(by: Random) -> dict[str, str]:
    return {language: by.choice(NASTY_TEXTS) for language in _some(by, ("en", "fra"), 0, 2)}


def _form(by: Random) -> Form:
    """Groups, nested repeats, a query's repeat, a transaction, odd names."""
    kinds = {**KINDS, **dict.fromkeys(REPEATS, Kind.REPEAT)}
    questions = [_question(by, path, kinds[path]) for path in sorted(kinds)]
    questions.append(Question(None, Kind.LOOKUP_DATA))
    return Form(
        tuple(questions),
        languages=("en", "fra"),
        name=by.choice(("", "Visit", "it's */ a\nform")),
        xmlns=by.choice((XMLNS, XMLNS, "http://other\n'x")),
        app_id=by.choice(("", "app")),
        case_blocks=by.choice(((), (CaseBlock("/case", ("@case_id",)),))),
    )


def _question(by: Random, path: str, kind: Kind) -> Question:
    around = [repeat for repeat in enclosing(path) if repeat in REPEATS]
    choices: tuple[Choice, ...] = ()
    if kind in (Kind.SINGLE, Kind.MULTIPLE):
        choices = tuple(Choice(name, _labels(by)) for name in _some(by, CHOICE_IDS, 0, 4))
    return Question(
        QuestionId(path),
        kind,
        {} if kind is Kind.HIDDEN else _labels(by),
        choices,
        around[-1] if around else None,
        by.choice((None, True, False)),
        by.choice((None, "", "uuid()")),
        comment=by.choice(("", "=cmd()")),
        row=by.choice((None, 7)),
        doubts=by.choice(((), ("odd_id",))),
    )


def _target_fields(by: Random) -> tuple[TargetField, ...]:
    return tuple(
        TargetField(
            name,
            by.choice(("", "=Label")),
            by.choice(tuple(FieldType)),
            by.choice(("", "picklist")),
            by.random() < 0.4,
            tuple(
                TargetChoice(value, by.choice(("", "L")))
                for value in ("Male", "=x")[: by.randrange(3)]
            ),
            by.choice((None, 80)),
            by.random() < 0.2,
            by.choice(((), ("Account",))),
            by.random() < 0.8,
        )
        for name in _some(by, NASTY_TEXTS, 0, 6)
    )


def _scalar(by: Random) -> Scalar:
    return by.choice((None, True, False, "", by.choice(NUMBERS), by.choice(NASTY_TEXTS), "Male"))


def _table(by: Random) -> ChoiceTable:
    rows = tuple(ChoiceRow(by.choice(CHOICE_IDS), _scalar(by)) for _ in range(by.randrange(7)))
    outside = Outside(by.choice(SOME_OUTSIDE))
    if by.random() < 0.3:
        outside = Outside(OutsideAction.DEFAULT, _scalar(by))
    return ChoiceTable(rows, by.random() < 0.4, outside)


def _policy(by: Random) -> Policy:
    if by.random() < 0.3:
        return Policy(PolicyAction.DEFAULT, _scalar(by))
    return Policy(by.choice((PolicyAction.LEAVE_OUT, *SOME_POLICIES)))


def _sources() -> tuple[Source, ...]:
    every: list[Source] = []
    every += [QuestionSource(QuestionId(path)) for path in KINDS] * 4
    every += [QuestionSource(QuestionId(path)) for path in REPEATS]
    every += [QuestionSource(QuestionId(path)) for path in ("/gone", "/kids/gone")]
    every += [AttachmentSource(QuestionId(path)) for path in ("/photo", "/kids/photo")] * 3
    every += [CaseSource(path, part) for path in CASES for part in PARTS]
    every += [SubmissionSource(part) for part in SUBMISSION_PARTS]
    every += [MetaSource(part) for part in META_PARTS[:4]]
    every += [RowNumber(), *(RowNumber(QuestionId(repeat)) for repeat in REPEATS)] * 2
    return tuple(every)


EVERY_SOURCE = _sources()


def _source(by: Random, scope: set[str]) -> Source:
    """One that a rule with these repeats around it can read; below them more often than not."""
    nearest = max(scope, key=len, default="")
    while True:
        source = by.choice(EVERY_SOURCE)
        path = source_path(source) or ""
        if any(above in REPEATS and above not in scope for above in enclosing(path)):
            continue
        if path.startswith(f"{nearest}/") or by.random() < 0.3:
            return source


def _take(by: Random, scope: set[str]) -> Take:
    match by.randrange(8):
        case 0:
            copied = LabelCopy(QuestionId("/name"), "en", by.choice((None, "m")))
            return Constant(_scalar(by), by.choice((None, copied)))
        case 1 | 2:
            parts = [
                by.choice((by.choice(NASTY_TEXTS), _source(by, scope)))
                for _ in range(by.randrange(4))
            ]
            return Template(tuple(parts), by.random() < 0.5)
        case _:
            return First(tuple(_source(by, scope) for _ in range(by.choice((0, 1, 1, 1, 2, 3)))))


def _step(by: Random) -> Step:
    table = by.choice((_table(by), by.choice(SHARED)))
    if by.random() < 0.5:
        return ByTable(table)
    return EachChoice(by.choice((None, table, table)), by.choice((None, ";", "", "\n", "', '")))


def _rule(by: Random, rule_id: str) -> RecordRule:
    for_each = by.choice((None, None, *REPEATS))
    scope: set[str] = set()
    if for_each is not None:
        scope = {for_each, *(above for above in enclosing(for_each) if above in REPEATS)}
    names = _some(by, NASTY_TEXTS, 1, 8)
    key = tuple(by.sample(names, min(by.choice((0, 0, 1, 2)), len(names))))
    if by.random() < 0.05:
        key += ("not mapped",)
    return RecordRule(
        RuleId(rule_id),
        by.choice(("Contact", "__proto__", "Child")),
        by.choice(tuple(Operation)),
        key,
        QuestionId(for_each) if for_each else None,
        tuple(_field_rule(by, name, scope, name in key) for name in names),
        by.choice(("", "why\u2028so")),
    )


def _field_rule(by: Random, name: str, scope: set[str], is_key: bool) -> FieldRule:
    take: Take | None = _take(by, scope)
    then = tuple(_step(by) for _ in range(by.choice((0, 0, 1, 1, 2))))
    if is_key:
        # True and 1 are equal in Python and not in JavaScript: the keys here are mostly texts.
        take, then = First((_source(by, scope), SubmissionSource("id"))), ()
    if by.random() < 0.05:
        take = None
    note = by.choice(("", "", "a note */\n// with ends"))
    return FieldRule(name, take, then, _policy(by), _policy(by), by.choice(tuple(Status)), note)


ODD: tuple[Any, ...] = (
    {},
    {"@type": "x"},
    {"#text": {"#text": "deep"}},
    {"#text": ["a"]},
    {"#text": None},
    {"inner": "x"},
    ["a", "b"],
    [],
    None,
    0,
    7,
    1.5,
    0.00001,
    True,
    False,
)


def _leaf(by: Random) -> Any:
    match by.randrange(10):
        case 0:
            return by.choice(ODD)
        case 1 | 2:
            return ""
        case 3:
            return {"@a": "1", "#text": by.choice(ANSWERS)}
        case _:
            return by.choice(ANSWERS)


def _node(by: Random, paths: tuple[tuple[str, ...], ...]) -> Any:
    """A group of a submission with most of what can stand below it."""
    if by.random() < 0.04:
        return _leaf(by)
    found: dict[str, Any] = {}
    for name in dict.fromkeys(path[0] for path in paths):
        if by.random() < 0.12:
            continue
        below = tuple(path[1:] for path in paths if path[0] == name and len(path) > 1)
        tag = name.partition("[")[0]
        if "[" in name:
            kinds = [by.choice(("iron", "zinc")) for _ in range(by.randrange(4))]
            entries = [{"@type": kind, "#text": _leaf(by)} for kind in kinds]
            found[tag] = entries[0] if len(entries) == 1 else entries
        elif not below:
            found[tag] = _leaf(by)
        elif tag in ("kids", "visits", "item", "plots"):
            rows = [_node(by, below) for _ in range(by.randrange(4))]
            found[tag] = by.choice((rows, rows[0] if rows else "", by.choice((rows, _leaf(by)))))
        else:
            found[tag] = _node(by, below)
    return found


def _paths() -> tuple[tuple[str, ...], ...]:
    found = [tuple(split_path(path)) for path in (*KINDS, *REPEATS)]
    found += [(*split_path(case), *part.split("/")) for case in CASES for part in PARTS]
    return tuple(path for path in found if path != ("hh",))


def made_up_body(by: Random) -> dict[str, Any]:
    """A submission's body: mostly of the right shape, now and then of any."""
    form = _node(by, _paths())
    if isinstance(form, dict):
        form["@xmlns"] = by.choice((XMLNS, XMLNS, XMLNS, "http://else", 3))
        form["@name"] = by.choice(("Visit", ""))
        form["meta"] = {part: _leaf(by) for part in META_PARTS}
        if by.random() < 0.05:
            form["meta"] = _leaf(by)
    body: dict[str, Any] = {"id": by.choice(("f-1", "f-1", "f-1", "", None)), "form": form}
    entries = ({"url": "https://hq/p.jpg"}, {"url": ""}, {"url": 1}, "x", None)
    body["attachments"] = {name: by.choice(entries) for name in ("p.jpg", "__proto__", "Name")}
    for part in ("received_on", "app_id", "build_id", "domain"):
        body[part] = _leaf(by)
    for part in _some(by, tuple(body), 0, 1):
        if by.random() < 0.3:
            del body[part]
    return body
