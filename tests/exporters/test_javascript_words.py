"""Code that somebody else wrote is taken apart far enough to know where it ends and what it needs."""

import pytest

from mapper_gui.exporters.openfn.javascript_words import (
    Newer,
    UnfinishedError,
    WordKind,
    names_not_known,
    newer_syntax,
    words,
)


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("return value / 2 / 3;", ["return", "value", "/", "2", "/", "3", ";"]),
        ("return /[/'\"`]/g.test(value)", ["return", "/[/'\"`]/g", ".", "test", "(", "value", ")"]),
        ("if (a) /x/.exec(b)", ["if", "(", "a", ")", "/x/", ".", "exec", "(", "b", ")"]),
        ("(a) / b / c", ["(", "a", ")", "/", "b", "/", "c"]),
        ("x ? .5 : y?.z", ["x", "?", ".5", ":", "y", "?.", "z"]),
        ("'it\\'s' + \"\\\"\"", ["'it\\'s'", "+", '"\\""']),
        ("`a${ {b: `c${d}`}.b }e`", ["`a${", "{", "b", ":", "`c${", "d", "}`", "}", ".", "b", "}e`"]),
        ("a // '\n/* ` */ b", ["a", "// '", "/* ` */", "b"]),
        ("größe_1 + $x", ["größe_1", "+", "$x"]),
    ],
)  # fmt: skip
def test_code_is_taken_apart_into_its_words(code: str, texts: list[str]) -> None:
    assert [word.text for word in words(code)] == texts


@pytest.mark.parametrize(
    "code",
    [
        "return 'a",
        "return `a${",
        "return `",
        "/* a",
        "{",
        "}",
        "(]",
        "return value; } stop(); {",
        "/a",
    ],
)
def test_code_that_does_not_end_where_its_text_ends_is_known(code: str) -> None:
    with pytest.raises(UnfinishedError):
        list(words(code))


@pytest.mark.parametrize(
    ("code", "newer"),
    [
        ("return value?.x", Newer.OPTIONAL_CHAINING),
        ("return value ?? 1", Newer.NULLISH),
        ("value ||= 1", Newer.ASSIGNMENT),
        ("return 10n", Newer.BIG_NUMBER),
        ("return 1_000", Newer.SEPARATED_NUMBER),
        ("class A {}", Newer.CLASS),
        ("class A { #b = 1 }", Newer.PRIVATE_NAME),
        ("return /x/d", Newer.PATTERN_FLAG),
        ("return `a\n  ${b}`", Newer.LINES),
    ],
)
def test_syntax_that_the_first_platform_refuses_is_named(code: str, newer: Newer) -> None:
    assert newer in newer_syntax(code)


@pytest.mark.parametrize(
    "code",
    [
        "return '?.'",
        "return `?? ${value ? .5 : 1}`",
        "// a?.b",
        "return /a??b/.test(value)",
        "a.class",
    ],
)
def test_what_only_looks_like_newer_syntax_is_not(code: str) -> None:
    assert newer_syntax(code) == ()


def test_what_code_steps_do_not_have_is_named() -> None:
    code = "const a = await fetch('x'); return {import: 1}.import + eval(a)"
    assert names_not_known(code) == ("await", "fetch", "eval")


def test_kinds_of_words_are_told_apart() -> None:
    kinds = [word.kind for word in words("a 1 'b' `c` /d/ ; // e")]
    assert kinds[:4] == [WordKind.NAME, WordKind.NUMBER, WordKind.TEXT, WordKind.TEMPLATE]
    assert kinds[-1] is WordKind.COMMENT
