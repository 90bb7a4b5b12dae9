"""Names of exported files are good on every system."""

import pytest

from mapper_gui.exporters.file_names import clash, file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Household visit", "Household visit"),
        ("Enquête ménage 家庭", "Enquête ménage 家庭"),
        ("a/b\\c:d*e?", "a-b-c-d-e"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "mapping"),
        ("", "mapping"),
        ("  . ", "mapping"),
        ("-rf", "rf"),
        ("ends with dots...", "ends with dots"),
        ("line\nbreak\tand\x00nothing", "line break and nothing"),
        ("turned \u202etext", "turned text"),
        ("half \ud800 a character", "half a character"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("LPT¹", "_LPT¹"),
        ("console", "console"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_a_name_is_kept_but_for_what_some_system_refuses(text: str, name: str) -> None:
    assert file_name(text) == name


def test_a_long_name_is_cut_between_characters() -> None:
    name = file_name("家" * 300)
    assert 100 < len(name.encode()) <= 150
    assert set(name) == {"家"}


def test_names_that_differ_in_case_only_are_one_file_on_some_systems() -> None:
    assert clash(["Visit.js"], ["visit.JS"])
    assert clash(["e\u0301.js"], ["é.js"])
    assert not clash(["visit-2.js"], ["visit.js"])
