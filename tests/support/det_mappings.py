"""Mappings over the whole vocabulary on the form of `det_forms`, cut down to what a runner can
express: whatever its check refuses is taken out, and what is left must run the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from det_forms import CHOICES, DATES, KINDS, NUMBERS, REPEATS, TEXTS, the_form
from hypothesis import assume
from hypothesis import strategies as st

from mapper_gui.exporters import commcare_export
from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.form import Kind, QuestionId, enclosing
from mapper_gui.mapping.mapping import (
    Accepts,
    Chosen,
    Column,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
    Table,
    TableRows,
)
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.source import (
    FORM_ID,
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.steps import (
    Age,
    AgeUnit,
    AttachmentLink,
    Clean,
    Cleanup,
    Contains,
    FormatDate,
    GpsPart,
    Is,
    NumberKind,
    Shorten,
    TakeGps,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.values import (
    ByTable,
    Case,
    Cases,
    ChoiceRow,
    ChoiceTable,
    Constant,
    Count,
    EachChoice,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Step,
    Sum,
    Take,
    Template,
    Term,
    Value,
)

Check = Callable[[Mapping], Iterable[Problem]]

texts = st.sampled_from((*TEXTS, "Male", "a\r\nb"))
scalars = st.one_of(texts, st.sampled_from((None, True, False, 0, 7, -1.5, 3.0, 1e-7)))
NAMES = ("First", "second name", "Third__c", "naïve", "%", "a.b", "4th", "Ünï")
RULES = ("Contact", "Contact 2", "contact-2", "Mappings", "Ünï/x", "a" * 40)
PATTERNS = (
    "yyyy-MM-dd", "dd/MM/yyyy", "d MMMM yyyy", "MM/dd/yy hh:mm a", "'on {x} %' d MMM ''yy %{}", "M/d/yy",
    "yyyy-MM-dd'T'HH:mm:ssXXX", "H:m:s", "dd.MM.yyyy HH:mm", "h a", "SSS",
)  # fmt: skip


def _many(item: st.SearchStrategy, least: int = 0, most: int = 3) -> st.SearchStrategy:
    return st.lists(item, min_size=least, max_size=most).map(tuple)


rows = _many(st.builds(ChoiceRow, st.sampled_from((*CHOICES, "")), scalars), 0, 5)
outsides = st.one_of(
    st.builds(
        Outside, st.sampled_from([a for a in OutsideAction if a is not OutsideAction.DEFAULT])
    ),
    st.builds(Outside, st.just(OutsideAction.DEFAULT), scalars),
)
tables = st.builds(ChoiceTable, rows, st.just(False), outsides)
policies = st.one_of(
    st.just(Policy()),
    st.builds(Policy, st.sampled_from([a for a in PolicyAction if a is not PolicyAction.DEFAULT])),
    st.builds(Policy, st.just(PolicyAction.DEFAULT), scalars),
)


@cache
def _sources(scope: tuple[str, ...], inside: str) -> st.SearchStrategy[Source]:
    """Sources that a rule in these rows can read; `inside` says what it is made for each of, or that
    it may use no named value. Kept, as most of the time would go into making strategies."""
    leaves = [
        QuestionId(path)
        for path, kind in KINDS.items()
        if kind not in (Kind.GROUP, Kind.REPEAT)
        and all(above in scope for above in enclosing(path) if above in REPEATS)
    ]
    own = [path for path in leaves if scope and path.startswith(f"{scope[-1]}/")]
    some: list[st.SearchStrategy[Source]] = [
        st.sampled_from([QuestionSource(path) for path in [*leaves, *own * 3]]),
        st.sampled_from([QuestionSource(path) for path in [*leaves, *own * 3]]),
        st.sampled_from(
            [SubmissionSource(part) for part in ("id", "received_on", "domain", "app_id")]
            + [SubmissionSource(part) for part in ("xmlns", "form_name")]
        ),
        st.sampled_from([MetaSource(p) for p in ("timeEnd", "username", "userID", "geo_point")]),
        st.sampled_from([MetaSource("app_build_version"), MetaSource("appVersion")]),
        st.builds(
            CaseSource,
            st.sampled_from(["/case", *(["/kids/case"] if "/kids" in scope else [])]),
            st.sampled_from(
                ("@case_id", "create/case_name", "update/village", "update/dob", "index/parent")
            ),
        ),
        st.just(AttachmentSource(QuestionId("/photo"))),
    ]
    if inside != "unnamed":
        some.append(st.just(NamedValue("A value")))
    if scope:
        some.append(st.sampled_from([RowNumber(), *(RowNumber(QuestionId(r)) for r in scope)]))
    if inside == "chosen":
        some += [st.just(RowChoice()), st.just(RowNumber())]
    if inside == "table":
        some += [st.sampled_from([ColumnSource("of"), ColumnSource("text")]), st.just(RowNumber())]
    return st.one_of(some)


@cache
def conditions(sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Condition]:
    operand = st.sampled_from((*CHOICES, *NUMBERS, *DATES, "", "Am", "no", " ", "12"))
    compares = st.builds(
        Compare,
        sources,
        st.sampled_from(Operator),
        st.one_of(_many(operand, 1, 3), sources),
        st.sampled_from(ReadAs),
    )
    asked = st.one_of(
        sources, st.sampled_from([QuestionSource(QuestionId(p)) for p in ("/kids", "/hh")])
    )
    single = st.one_of(compares, compares, st.builds(Asks, asked, st.sampled_from(Presence)))
    return st.recursive(
        single,
        lambda inner: st.one_of(
            st.builds(AllOf, _many(inner, 0, 2)),
            st.builds(AnyOf, _many(inner, 0, 2)),
            st.builds(Not, inner),
        ),
        max_leaves=3,
    )


@cache
def takes(sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Take]:
    plain: st.SearchStrategy[Take] = st.one_of(
        st.builds(First, _many(sources, 1, 1)),
        st.builds(First, _many(sources, 1, 1)),
        st.builds(First, _many(sources, 0, 3)),
        st.builds(Constant, scalars),
        st.builds(Template, _many(st.one_of(texts, sources), 0, 4), st.booleans()),
        st.builds(Sum, _many(st.builds(Term, sources, st.booleans()), 0, 3), st.booleans()),
        st.builds(Count, st.one_of(sources, st.just(QuestionSource(QuestionId("/kids"))))),
    )
    cases = st.builds(
        Cases,
        _many(st.builds(Case, conditions(sources), plain), 0, 2),
        st.one_of(st.none(), plain),
    )
    return st.one_of(plain, plain, plain, plain, cases)


@cache
def steps(sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Step]:
    table = st.one_of(tables, st.just("Shared"))
    return st.one_of(
        st.builds(ByTable, table),
        st.builds(EachChoice, st.one_of(st.none(), table), st.sampled_from((";", ", ", "{}", ""))),
        st.builds(Contains, st.sampled_from(CHOICES)),
        st.builds(Is, st.sampled_from(Presence)),
        st.builds(Shorten, st.sampled_from((0, 1, 3, 200))),
        st.builds(TakeGps, st.sampled_from(GpsPart)),
        st.builds(FormatDate, st.sampled_from(PATTERNS)),
        st.builds(FormatDate, st.just("d MMM yyyy"), st.just("yyyy-MM-dd"), st.just("UTC")),
        st.builds(Age, sources, st.sampled_from(AgeUnit)),
        st.builds(ToNumber, st.sampled_from(NumberKind), st.sampled_from((0, 1, 2))),
        st.builds(YesNo),
        st.just(AttachmentLink()),
        st.just(Clean(Cleanup.UPPER)),
    )


_FITTING: dict[Kind, st.SearchStrategy[Step]] = {
    Kind.DATE: st.builds(FormatDate, st.sampled_from(PATTERNS)),
    Kind.DATETIME: st.builds(FormatDate, st.sampled_from(PATTERNS)),
    Kind.MULTIPLE: st.builds(EachChoice, tables, st.sampled_from((";", ", ", "{}", ""))),
    Kind.GPS: st.builds(TakeGps, st.sampled_from(GpsPart)),
    Kind.SINGLE: st.builds(ByTable, tables),
    Kind.DECIMAL: st.builds(ToNumber, st.sampled_from(NumberKind), st.sampled_from((0, 1, 2))),
}


@st.composite
def _field(draw: st.DrawFn, sources: st.SearchStrategy[Source]) -> FieldRule:
    take = draw(takes(sources))
    then = draw(_many(steps(sources), 0, 2)) if draw(st.booleans()) else ()
    if isinstance(take, First) and len(take.sources) == 1 and draw(st.booleans()):
        (source,) = take.sources
        kind = KINDS.get(source.question) if isinstance(source, QuestionSource) else None
        if kind in _FITTING:
            then = (draw(_FITTING[kind]),)
    reference = draw(st.sampled_from((None, None, None, Reference("Household", "Code"))))
    return FieldRule("", take, then, draw(policies), draw(policies), reference=reference)


@st.composite
def _rule(draw: st.DrawFn) -> RecordRule:
    scope: tuple[str, ...] = ()
    inside = draw(st.sampled_from(("", "", "", "rows", "rows", "chosen", "table")))
    repeat = draw(st.sampled_from(REPEATS)) if inside in ("rows", "table") else None
    if inside == "table" and draw(st.booleans()):
        repeat = None
    if repeat is not None:
        scope = tuple(above for above in (*enclosing(repeat), repeat) if above in REPEATS)
    sources = _sources(scope, inside)
    for_each: object = QuestionId(repeat) if repeat else None
    if inside == "chosen":
        for_each = Chosen(QuestionId("/hh/services"))
    elif inside == "table":
        plain = _sources(scope, "")
        cells = st.tuples(st.one_of(st.none(), plain), scalars)
        table = Table((Column("of"), Column("text", False)), draw(_many(cells, 0, 3)))
        for_each = TableRows(table, QuestionId(repeat) if repeat else None)
    # Named afterwards: so that a field goes in one step when a case shrinks. Rules are, too.
    chosen = draw(st.lists(_field(sources), min_size=1, max_size=5))
    names = draw(st.permutations(NAMES))
    fields = [replace(rule, field=name) for rule, name in zip(chosen, names, strict=False)]
    key: tuple[str, ...] = ()
    match draw(st.integers(0, 4)):
        case 3 | 4:
            key = ("Key__c",)
            take = Template((FORM_ID, "-", RowNumber())) if inside else First((FORM_ID,))
            fields.insert(0, FieldRule("Key__c", take))
        case 1:
            key = (fields[0].field,)
        case 2:
            key = tuple(each.field for each in fields[:2])
    when = draw(st.one_of(st.none(), st.none(), conditions(sources)))
    operation = draw(st.sampled_from(Operation))
    return RecordRule(RuleId(""), "Contact", operation, key, for_each, tuple(fields), "", when)  # type: ignore[arg-type]


@st.composite
def whole_mappings(draw: st.DrawFn) -> Mapping:
    """A mapping of which every source can be read, whatever a runner says to it."""
    root = _sources((), "unnamed")
    rules = draw(st.lists(_rule(), min_size=1, max_size=3))
    ids = map(RuleId, draw(st.permutations(RULES)))
    return Mapping(
        form=the_form(),
        accepts=Accepts(when=draw(st.one_of(st.none(), st.none(), st.none(), conditions(root)))),
        choice_tables={"Shared": draw(tables)},
        named_values={"A value": Value(draw(takes(root)), draw(_many(steps(root), 0, 1)))},
        rules=tuple(replace(rule, id=name) for rule, name in zip(rules, ids, strict=False)),
    )


def without(mapping: Mapping, where: InRule) -> Mapping:
    """The mapping without the part that a problem stands at."""
    rules = []
    for rule in mapping.rules:
        if rule.id != where.rule:
            rules.append(rule)
        elif where.field is not None:
            left = tuple(each for each in rule.fields if each.field != where.field)
            key = tuple(name for name in rule.key if name != where.field)
            rules.append(replace(rule, fields=left, key=key))
        elif rule.when is not None:
            rules.append(replace(rule, when=None))
    if where.rule is None:
        return replace(mapping, accepts=Accepts())
    return replace(mapping, rules=tuple(rules))


def expressible(mapping: Mapping, problems: Check = commcare_export.problems) -> Mapping:
    """The mapping without what the check of a runner refuses; maybe nothing is left."""
    while True:
        wrong = [
            problem.where
            for problem in problems(mapping)
            if problem.severity is Severity.ERROR and isinstance(problem.where, InRule)
        ]
        if not wrong or not any(rule.makes_records for rule in mapping.rules):
            return mapping
        for where in dict.fromkeys(wrong):
            mapping = without(mapping, where)


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    """A mapping that commcare-export can express, with something in it."""
    mapping = expressible(draw(whole_mappings()))
    assume(any(rule.makes_records for rule in mapping.rules))
    return mapping
