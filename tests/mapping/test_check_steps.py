"""What is wrong with steps, and with what sums and counts are made of."""

from typing import Any

import pytest
from clinic import MAPPING, first, joined, kinds, only, place, q, with_field

from mapper_gui.mapping.check import CheckKind, check
from mapper_gui.mapping.conditions import Presence
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.source import FORM_ID, AttachmentSource, MetaSource
from mapper_gui.mapping.steps import (
    Age,
    AgeUnit,
    AttachmentLink,
    Characters,
    CharacterSet,
    Clean,
    Cleanup,
    Code,
    Contains,
    FormatDate,
    GpsPart,
    Is,
    NumberKind,
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    Count,
    EachChoice,
    Sum,
    Take,
    Term,
)

ERROR, WARNING = Severity.ERROR, Severity.WARNING
WHOLE = ToNumber(NumberKind.WHOLE)
SEXES = ByTable(ChoiceTable((ChoiceRow("m", "Male"), ChoiceRow("f", "Female"))))


@pytest.mark.parametrize(
    ("field", "take", "then"),
    [
        ("Note__c", first("/name"), (Clean(Cleanup.TRIM), Clean(Cleanup.TITLE), Shorten(20))),
        ("Note__c", first("/name"), (Replace("_", " "), Characters((CharacterSet.DIGITS,), True))),
        ("Age__c", first("/age"), (WHOLE,)),
        ("Note__c", first("/age"), (ToNumber(NumberKind.ROUNDED, 1),)),
        ("Birthdate", first("/visit_date"), (FormatDate("yyyy-MM-dd"),)),
        ("CreatedOn", first(MetaSource("timeEnd")), (FormatDate("dd/MM/yyyy HH:mm", zone="UTC"),)),
        ("Note__c", first("/hh_id"), (FormatDate("yyyy", read="dd.MM.yyyy"),)),
        ("Note__c", first("/visit_date"), (FormatDate("h:mm a 'o''clock'"),)),
        ("Age__c", first("/visit_date"), (Age(MetaSource("timeEnd"), AgeUnit.DAYS),)),
        ("Active__c", first("/services"), (Contains("anc"),)),
        ("Active__c", first("/name"), (Is(Presence.ANSWERED),)),
        ("Active__c", first("/hh_id"), (YesNo(),)),
        ("Active__c", first("/sex"), (YesNo(("m",), ("f",)),)),
        ("Note__c", first("/photo"), (AttachmentLink(),)),
        ("Note__c", first("/hh_id"), (TakeGps(GpsPart.LATITUDE), TakePart(".", 1))),
        ("Note__c", first("/name"), (Code("return value"),)),
        ("Services__c", first("/services"), (EachChoice(None, None),)),
        ("Sex__c", first("/sex"), (Clean(Cleanup.TRIM), SEXES)),
        ("Note__c", first("/sex"), (SEXES, Clean(Cleanup.UPPER))),
        ("Age__c", Sum((Term(q("/age")), Term(q("/hh_id"), minus=True))), ()),
        ("Age__c", Count(q("/children")), ()),
        ("Age__c", Count(q("/services")), ()),
        ("Note__c", Constant(5), (WHOLE,)),
    ],
    ids=str,
)
def test_what_is_right_is_not_remarked_on(field: str, take: Take, then: tuple[Any, ...]) -> None:
    found = kinds(with_field(field, take, *then))
    assert [kind for kind in found if kind != "unknown_field"] == []


@pytest.mark.parametrize(
    ("field", "take", "then", "kind", "severity"),
    [
        ("Note__c", first("/services"), (EachChoice(None, None), Clean(Cleanup.TRIM)),
         CheckKind.STEP_ON_LIST, ERROR),
        ("Note__c", first("/services"), (EachChoice(None, None), WHOLE),
         CheckKind.STEP_ON_LIST, ERROR),
        ("Age__c", first("/hh_id"), (YesNo(), WHOLE), CheckKind.STEP_ON_FLAG, ERROR),
        ("Note__c", first("/age"), (WHOLE, FormatDate("yyyy")), CheckKind.STEP_ON_NO_DATE, ERROR),
        ("Note__c", Count(q("/services")), (FormatDate("yyyy"),), CheckKind.STEP_ON_NO_DATE, ERROR),
        ("Age__c", first("/visit_date"), (WHOLE,), CheckKind.STEP_CANNOT_READ, WARNING),
        ("Age__c", first("/sex"), (WHOLE,), CheckKind.STEP_CANNOT_READ, WARNING),
        ("Note__c", first("/age"), (TakeGps(GpsPart.LATITUDE),), CheckKind.STEP_CANNOT_READ,
         WARNING),
        ("Active__c", first("/services"), (YesNo(),), CheckKind.STEP_CANNOT_READ, WARNING),
        ("Birthdate", first("/sex"), (FormatDate("yyyy-MM-dd"),), CheckKind.DATE_OF_NO_DATE,
         WARNING),
        ("Age__c", first("/age"), (Age(MetaSource("timeEnd")),), CheckKind.DATE_OF_NO_DATE,
         WARNING),
        ("Age__c", first("/visit_date"), (Age(q("/age")),), CheckKind.DATE_OF_NO_DATE, WARNING),
        ("Age__c", first("/visit_date"), (Age(q("/gone")),), CheckKind.SOURCE_GONE, ERROR),
        ("Age__c", first("/visit_date"), (Age(q("/children/visits/date")),),
         CheckKind.REPEAT_NOT_ITERATED, ERROR),
        ("Note__c", first("/name"), (Replace("", "x"),), CheckKind.STEP_DOES_NOTHING, WARNING),
        ("Note__c", first("/name"), (Characters((), False),), CheckKind.STEP_DOES_NOTHING, WARNING),
        ("Note__c", first("/name"), (Characters((), True),), CheckKind.STEP_LEAVES_NOTHING,
         WARNING),
        ("Note__c", first("/name"), (Shorten(0),), CheckKind.STEP_LEAVES_NOTHING, WARNING),
        ("Note__c", first("/visit_date"), (FormatDate("yyyy-MM-ddT"),), CheckKind.PATTERN_INVALID,
         ERROR),
        ("Note__c", first("/visit_date"), (FormatDate("'open"),), CheckKind.PATTERN_INVALID, ERROR),
        ("Note__c", first("/hh_id"), (FormatDate("yyyy", read="qq"),), CheckKind.PATTERN_INVALID,
         ERROR),
        ("Note__c", first("/visit_date"), (FormatDate("'today'"),), CheckKind.PATTERN_WITHOUT_TOKEN,
         ERROR),
        ("Note__c", first("/visit_date"), (FormatDate(""),), CheckKind.PATTERN_WITHOUT_TOKEN,
         ERROR),
        ("Note__c", first("/visit_date"), (FormatDate("yyyy-mm-dd"),), CheckKind.PATTERN_MINUTES,
         WARNING),
        ("Note__c", first("/visit_date"), (FormatDate("hh:mm"),), CheckKind.PATTERN_HALF_DAY,
         WARNING),
        ("Birthdate", first("/visit_date"), (FormatDate("dd/MM/yyyy"),), CheckKind.PATTERN_UNFIT,
         WARNING),
        ("Note__c", first("/visit_date"), (FormatDate("yyyy", zone="Nairobi"),),
         CheckKind.ZONE_UNKNOWN, ERROR),
        ("Note__c", first("/visit_date"), (FormatDate("yyyy", zone="../etc/passwd"),),
         CheckKind.ZONE_UNKNOWN, ERROR),
        ("Active__c", first("/hh_id"), (YesNo(("1",), ("1",)),), CheckKind.YES_AND_NO, ERROR),
        ("Active__c", first("/sex"), (YesNo(),), CheckKind.YES_NO_UNKNOWN, WARNING),
        ("Active__c", first("/services"), (Contains("tb"),), CheckKind.COMPARED_WITH_NO_CHOICE,
         WARNING),
        ("Active__c", first("/services"), (Contains("Antenatal"),), CheckKind.COMPARED_WITH_LABEL,
         ERROR),
        ("Active__c", first("/sex"), (Contains("m"),), CheckKind.CONTAINS_ON_SINGLE, WARNING),
        ("Note__c", first("/age"), (AttachmentLink(),), CheckKind.NOT_AN_ATTACHMENT, WARNING),
        ("Note__c", first("/name"), (Code("value.trim()"),), CheckKind.CODE_WITHOUT_RETURN,
         WARNING),
        ("Note__c", first("/hh_id"), (YesNo(),), CheckKind.FLAG_INTO_OTHER, WARNING),
        ("Birthdate", first("/age"), (WHOLE,), CheckKind.NUMBER_INTO_OTHER, WARNING),
        ("Age__c", first("/services"), (EachChoice(None, None),), CheckKind.LIST_INTO_OTHER,
         WARNING),
        ("Sex__c", first("/name"), (Clean(Cleanup.TRIM),
         ByTable(ChoiceTable((ChoiceRow("m", "male"),)))), CheckKind.VALUE_NOT_IN_TARGET, ERROR),
        ("Note__c", first("/name"), (Clean(Cleanup.TRIM),
         ByTable(ChoiceTable((ChoiceRow("m", 1), ChoiceRow("m", 2))))), CheckKind.DUPLICATE_ROW,
         ERROR),
        ("Note__c", joined("/name"), (ByTable("no such"),), CheckKind.NO_SUCH_TABLE, ERROR),
        ("Age__c", Sum(()), (), CheckKind.SUM_EMPTY, ERROR),
        ("Age__c", Sum((Term(q("/visit_date")),)), (), CheckKind.TERM_NOT_NUMBER, WARNING),
        ("Age__c", Sum((Term(q("/sex")),)), (), CheckKind.TERM_NOT_NUMBER, WARNING),
        ("Age__c", Sum((Term(AttachmentSource(QuestionId("/photo"))),)), (),
         CheckKind.TERM_NOT_NUMBER, WARNING),
        ("Age__c", Sum((Term(q("/children/child_id")),)), (), CheckKind.REPEAT_NOT_ITERATED, ERROR),
        ("Age__c", Sum((Term(q("/gone")),)), (), CheckKind.SOURCE_GONE, ERROR),
        ("Age__c", Count(q("/sex")), (), CheckKind.COUNT_OF_ONE, WARNING),
        ("Age__c", Count(q("/hh")), (), CheckKind.SOURCE_HAS_NO_DATA, ERROR),
        ("Age__c", Count(q("/children/visits")), (), CheckKind.REPEAT_NOT_ITERATED, ERROR),
        ("Note__c", first("/children"), (), CheckKind.SOURCE_HAS_NO_DATA, ERROR),
        ("Note__c", Constant(2**53 + 1), (), CheckKind.NUMBER_TOO_LARGE, ERROR),
        ("Note__c", Constant(10**400), (), CheckKind.NUMBER_TOO_LARGE, ERROR),
        ("Note__c", first("/sex"),
         (ByTable(ChoiceTable((ChoiceRow("m", -(2**60)), ChoiceRow("f", 1)))),),
         CheckKind.NUMBER_TOO_LARGE, ERROR),
    ],
    ids=lambda value: value.value if isinstance(value, CheckKind) else str(value)[:40],
)  # fmt: skip
def test_each_mistake_is_named(
    field: str, take: Take, then: tuple[Any, ...], kind: CheckKind, severity: Severity
) -> None:
    problem = only(with_field(field, take, *then))
    assert (problem.kind, problem.severity) == (kind, severity)
    assert place(problem) == ("Contact", field)


def test_the_step_is_named_by_its_number() -> None:
    take = first("/visit_date")
    problem = only(with_field("Note__c", take, FormatDate("yyyy"), Shorten(0)))
    assert problem.facts["step"] == 2


def test_only_answers_that_reach_a_step_are_held_against_it() -> None:
    assert kinds(with_field("Age__c", first("/visit_date"), Code("return 5"), WHOLE)) == []
    assert kinds(with_field("Age__c", joined("/visit_date"), WHOLE)) == []


def test_what_later_steps_change_is_not_held_against_the_field() -> None:
    table = ByTable(ChoiceTable((ChoiceRow("m", "male"), ChoiceRow("f", "female"))))
    mapping = with_field("Sex__c", first("/sex"), table, Clean(Cleanup.FIRST_CAPITAL))
    assert check(mapping) == ()


def test_a_number_in_a_text_field_is_fine() -> None:
    assert kinds(with_field("Note__c", first(FORM_ID), WHOLE)) == []
    assert check(MAPPING) == ()
