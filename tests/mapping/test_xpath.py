"""Reading display conditions: what form builders write, and whatever else a cell may hold."""

from __future__ import annotations

import contextlib
import time

import pytest
from condition_pieces import PIECES
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.xpath import (
    DEEPEST,
    LONGEST,
    Any,
    Call,
    Chain,
    Every,
    Literal,
    Minus,
    NotReadError,
    Path,
    Root,
    read_expression,
)


def path(text: str) -> Path:
    found = read_expression(text)
    assert isinstance(found, Path)
    return found


@pytest.mark.parametrize(
    ("text", "root", "steps"),
    [
        ("#form/hh/water-source", Root.FORM, ("hh", "water-source")),
        ("`#form/hh/size`", Root.FORM, ("hh", "size")),
        ("/data/hh/size", Root.ABSOLUTE, ("data", "hh", "size")),
        ("../size", Root.HERE, ("..", "size")),
        ("./size", Root.HERE, ("size",)),
        (".", Root.HERE, ()),
        ("current()/../size", Root.HERE, ("..", "size")),
        ("#form/members/item/@id", Root.FORM, ("members", "item", "@id")),
        ("/data/transfer[@type = 'iron']/entry", Root.ABSOLUTE, ("data", "transfer[@type = 'iron']", "entry")),
    ],
)  # fmt: skip
def test_a_path_is_its_root_and_its_steps(text: str, root: Root, steps: tuple[str, ...]) -> None:
    assert (path(text).root, path(text).steps) == (root, steps)


def test_a_hashtag_of_other_data_and_an_instance_are_named() -> None:
    assert (path("#case/parent/dob").root, path("#case/parent/dob").instance) == (
        Root.HASHTAG,
        "case",
    )
    text = "instance('casedb')/casedb/case[@case_id = instance('x')/y/case_id]/dob"
    assert (path(text).root, path(text).instance, path(text).text) == (
        Root.INSTANCE,
        "casedb",
        text,
    )


def test_or_binds_weaker_than_and_and_that_weaker_than_comparing() -> None:
    found = read_expression("1 = 1 and 2 or 3")
    assert found == Any(
        (Every((Chain(Literal(1.0), (("=", Literal(1.0)),)), Literal(2.0))), Literal(3.0))
    )


def test_a_hyphen_belongs_to_a_name_unless_spaces_part_it() -> None:
    assert path("a-b").steps == ("a-b",)
    assert isinstance(read_expression("a - b"), Chain)
    assert read_expression("- - 1") == Minus(Literal(1.0), twice=True)


def test_words_of_operators_may_be_names_of_questions() -> None:
    found = read_expression("/data/or or /data/and/div div 2")
    assert isinstance(found, Any)


def test_functions_have_their_arguments() -> None:
    assert read_expression('selected(., "it\'s")') == Call(
        "selected", (Path(Root.HERE, (), "."), Literal("it's"))
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "(",
        ")",
        "a b",
        "'open",
        "//x",
        "*",
        "/data/*",
        "a[",
        "1 +",
        "f(1,",
        "#invalid/xpath `#form/x` = 1",
        "#form/x = $variable",
        "a | b",
        "child::x",
        "\x00",
        "=",
    ],
)
def test_what_is_no_condition_is_not_read(text: str) -> None:
    with pytest.raises(NotReadError):
        read_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
        "not(" * 5_000 + "1" + ")" * 5_000,
        "a[" * 9_000,
        "'" * 20_001,
        "1" * (LONGEST + 1),
    ],
    ids=lambda text: f"{text[:6]} and {len(text)} characters",
)
def test_depth_and_length_are_bounded(text: str) -> None:
    with pytest.raises(NotReadError):
        read_expression(text)


def test_long_chains_are_read_in_time_that_grows_with_their_length() -> None:
    for joint in (" or ", " and ", " + ", " = "):
        long = joint.join(["#form/a"] * (LONGEST // 12))
        before = time.perf_counter()
        read_expression(long)
        assert time.perf_counter() - before < 1


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
@example("#form/a = 'b' and not(selected(../c, 'd'))")
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NotReadError):
        read_expression(text)
