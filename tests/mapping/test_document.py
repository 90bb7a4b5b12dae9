"""A mapping as JSON and back: nothing lost, and what is wrong is refused by its path."""

import json
from typing import Any

import pytest
from any_mappings import mappings
from clinic import MAPPING, first, with_field
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.document import FORMAT, VERSION, decode_mapping, encode_mapping
from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.mapping import Accepts, Mapping
from mapper_gui.mapping.values import Constant
from mapper_gui.wording.errors import sentence


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mappings)
def test_any_mapping_comes_back_as_it_was(mapping: Mapping) -> None:
    body = encode_mapping(mapping)
    assert decode_mapping(body) == mapping
    assert decode_mapping(json.loads(json.dumps(body))) == mapping
    assert json.dumps(encode_mapping(decode_mapping(body))) == json.dumps(body)


@given(st.booleans(), st.sampled_from([0, 1]))
def test_yes_and_one_are_told_apart_in_a_file(flag: bool, number: int) -> None:
    for value in (flag, number):
        body = json.loads(json.dumps(encode_mapping(with_field("Note__c", Constant(value)))))
        rule = decode_mapping(body).rules[0].field_rule("Note__c")
        assert rule is not None
        assert isinstance(rule.take, Constant)
        assert type(rule.take.value) is type(value)


def test_an_empty_mapping_is_a_mapping() -> None:
    assert decode_mapping(encode_mapping(Mapping())) == Mapping()


def test_what_says_nothing_is_not_written_and_one_field_rule_is_one_block() -> None:
    body = encode_mapping(MAPPING)
    assert list(body) == ["format", "version", "form", "target", "identifiers", "rules"]
    assert body["rules"][0]["fields"][1] == {
        "field": "LastName",
        "take": {"first": [{"question": "/name"}]},
        "if_absent": "leave_out",
        "if_empty": "leave_out",
        "status": "draft",
    }


def body_with(**changes: Any) -> dict[str, Any]:
    return {**encode_mapping(MAPPING), **changes}


def rule_with(**changes: Any) -> dict[str, Any]:
    return body_with(rules=[{**encode_mapping(MAPPING)["rules"][0], **changes}])


def field_with(**changes: Any) -> dict[str, Any]:
    return rule_with(fields=[{"field": "x", **changes}])


def form_with(*questions: Any) -> dict[str, Any]:
    return body_with(form={"questions": list(questions)})


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (None, "/"),
        ([], "/"),
        ({}, "/"),
        ({"format": "other"}, "/"),
        ({"format": FORMAT}, "/"),
        ({"format": FORMAT, "version": "1"}, "/version"),
        ({"format": FORMAT, "version": True}, "/version"),
        ({"format": FORMAT, "version": 0}, "/version"),
        (body_with(extra=1), "/"),
        (body_with(form=None), "/form"),
        (body_with(form={"questions": {}}), "/form/questions"),
        (form_with({"id": "/a"}), "/form/questions/0"),
        (form_with({"id": "/a", "kind": "novel"}), "/form/questions/0/kind"),
        (form_with({"id": 3, "kind": "text"}), "/form/questions/0/id"),
        (form_with({"id": "/a", "kind": "text", "labels": []}), "/form/questions/0/labels"),
        (
            form_with({"id": "/a", "kind": "text", "labels": {"en": 1}}),
            "/form/questions/0/labels/en",
        ),
        (
            form_with({"id": "/a", "kind": "single", "choices": [{"labels": {}}]}),
            "/form/questions/0/choices/0",
        ),
        (body_with(accepts={"xmlns": "x"}), "/accepts/xmlns"),
        (body_with(accepts={"names": []}), "/accepts"),
        (body_with(identifiers=[{"question": "/a", "of": 1}]), "/identifiers/0"),
        (body_with(identifiers=[{"submission": "ID"}]), "/identifiers/0/submission"),
        (body_with(identifiers=[{"row": 1}]), "/identifiers/0/row"),
        (body_with(identifiers=[{}]), "/identifiers/0"),
        (body_with(identifiers=["/a"]), "/identifiers/0"),
        (body_with(choice_tables=[]), "/choice_tables"),
        (body_with(choice_tables={"t": {"rows": [{"choice": "a"}]}}), "/choice_tables/t/rows/0"),
        (body_with(choice_tables={"t": {"outside": "default"}}), "/choice_tables/t/outside"),
        (body_with(choice_tables={"t": {"outside": {}}}), "/choice_tables/t/outside"),
        (rule_with(id=""), "/rules/0/id"),
        (rule_with(operation="merge"), "/rules/0/operation"),
        (rule_with(key="x"), "/rules/0/key"),
        (rule_with(for_each="/a"), "/rules/0/for_each"),
        (rule_with(for_each={"repeat": None}), "/rules/0/for_each/repeat"),
        (rule_with(feilds=[]), "/rules/0"),
        (rule_with(fields=[{"field": "x"}, {"field": "x"}]), "/rules/0/fields/1/field"),
        (field_with(take={}), "/rules/0/fields/0/take"),
        (field_with(take={"constant": []}), "/rules/0/fields/0/take/constant"),
        (field_with(take={"first": [], "constant": 1}), "/rules/0/fields/0/take"),
        (field_with(take={"template": [1]}), "/rules/0/fields/0/take/template/0"),
        (
            field_with(take={"template": [], "missing": "?"}),
            "/rules/0/fields/0/take/missing",
        ),
        (field_with(then=[{"trim": True}]), "/rules/0/fields/0/then/0"),
        (field_with(then=[{"each_choice": None}]), "/rules/0/fields/0/then/0"),
        (field_with(if_absent="default"), "/rules/0/fields/0/if_absent"),
        (field_with(if_empty="skip"), "/rules/0/fields/0/if_empty"),
        (field_with(status="done"), "/rules/0/fields/0/status"),
        (body_with(rules=[*encode_mapping(MAPPING)["rules"]] * 2), "/rules/1/id"),
        (
            body_with(target={"objects": [{"name": "a"}, {"name": "a"}]}),
            "/target/objects/1/name",
        ),
        (
            body_with(target={"objects": [{"name": "a", "fields": [{"name": "b", "type": "x"}]}]}),
            "/target/objects/0/fields/0/type",
        ),
    ],
)
def test_what_is_wrong_is_refused_by_its_path(body: Any, path: str) -> None:
    with pytest.raises(ReadError) as caught:
        decode_mapping(body)
    assert caught.value.kind is ReadKind.NOT_A_PROJECT
    assert caught.value.facts["path"] == path
    if path != "/":
        assert path in sentence(caught.value)


def test_a_file_of_a_newer_version_is_refused_before_anything_else_is_read() -> None:
    with pytest.raises(ReadError) as caught:
        decode_mapping({"format": FORMAT, "version": VERSION + 1, "what": "ever"})
    assert caught.value.kind is ReadKind.NEWER_FORMAT
    assert caught.value.facts == {"version": VERSION + 1, "known": VERSION}


def test_what_is_left_out_has_its_default() -> None:
    body = {
        "format": FORMAT,
        "version": 1,
        "form": {},
        "target": {},
        "rules": [
            {
                "id": "r",
                "object": "o",
                "operation": "create",
                "fields": [{"field": "a", "take": {"first": [{"question": "/a"}]}}],
            }
        ],
    }
    (rule,) = decode_mapping(body).rules
    assert rule.key == ()
    assert rule.fields[0].take == first("/a")
    assert decode_mapping(body).accepts == Accepts()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(("form", "target", "accepts", "identifiers", "choice_tables", "rules")),
        json_values,
    )
)
def test_any_json_is_a_mapping_or_is_refused(body: dict[str, Any]) -> None:
    refused = None
    try:
        decode_mapping(body_with(**body))
    except ReadError as error:
        refused = error
    assert refused is None or refused.kind is ReadKind.NOT_A_PROJECT
    assert refused is None or sentence(refused)
