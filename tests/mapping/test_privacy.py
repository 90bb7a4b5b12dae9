"""What is masked while a screen is shared, and what stays in sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clinic import FORM, MAPPING, first, joined, q, question, with_field

from mapper_gui.mapping.conditions import Asks, Presence
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.privacy import is_private, private_fields
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    AttachmentSource,
    CaseSource,
    MetaSource,
    NamedValue,
    RowNumber,
    Source,
)
from mapper_gui.mapping.values import Case, Cases, Constant, Value

HIDDEN = {
    "/from_choice": "if(#form/sex = 'm', 'male', 'female')",
    "/from_name": "concat('x', #form/name)",
    "/from_hidden": "#form/from_name",
    "/in_a_circle": "#form/in_a_circle",
    "/old_words": "/data/visit_date",
    "/from_case": "#case/name",
    "/from_table": "instance('item-list:x')/x",
    "/made": "uuid()",
}
CALCULATED = replace(
    FORM,
    questions=(
        *FORM.questions,
        *(question(path, Kind.HIDDEN, calculate=words) for path, words in HIDDEN.items()),
        question("/secret", Kind.PASSWORD),
        question("/where", Kind.GPS),
        question("/card", Kind.BARCODE),
    ),
)


@pytest.mark.parametrize(
    "source",
    [
        *map(q, ("/name", "/visit_date", "/age", "/hh/phone", "/secret", "/where", "/card")),
        *map(q, ("/from_name", "/from_hidden", "/old_words", "/from_case", "/from_table")),
        *map(q, ("/user_data", "/hh_id", "/photo", "/nowhere")),
        AttachmentSource(q("/photo").question),
        CaseSource("/case", "create/case_name"),
        CaseSource("/case", "update/dob"),
        MetaSource("username"),
        MetaSource("geo_point"),
    ],
    ids=str,
)
def test_what_is_typed_or_made_of_it_is_private(source: Source) -> None:
    assert is_private(CALCULATED, source)


@pytest.mark.parametrize(
    "source",
    [
        *map(q, ("/sex", "/services", "/hh/village", "/from_choice", "/in_a_circle", "/made")),
        q("/members/item/@id"),
        FORM_ID,
        CASE_ID,
        CaseSource("/case", "create/case_type"),
        CaseSource("/case", "index/parent"),
        MetaSource("app_build_version"),
        RowNumber(),
    ],
    ids=str,
)
def test_structure_and_choice_ids_stay_in_sight(source: Source) -> None:
    assert not is_private(CALCULATED, source)


def test_a_field_is_private_through_names_templates_and_conditions() -> None:
    by_name = Cases((Case(Asks(q("/name"), Presence.ANSWERED), Constant("yes")),), Constant("no"))
    for take in (joined("/sex", "-", "/name"), by_name, first(NamedValue("who"))):
        mapping = replace(with_field("Note__c", take), named_values={"who": Value(first("/name"))})
        assert ("Contact", "Note__c") in private_fields(mapping)
    assert private_fields(MAPPING) == {("Contact", "LastName")}
