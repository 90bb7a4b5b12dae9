"""Submissions from files, archives and pasted text."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import Found, JsonDamage
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.readers import read_submissions, read_submissions_text

PRACTICE = Path(__file__).parents[2] / "resources" / "sample" / "practice"
ONE = {"id": "1", "form": {"@xmlns": "http://openrosa.org/x", "name": "Ana"}}
TWO = {"id": "2", "form": {"@xmlns": "http://openrosa.org/x", "name": "Bao"}}
CASE = {"case_id": "c", "domain": "demo", "properties": {"case_type": "mother"}}


def ids(text: str) -> list[str]:
    return [body["id"] for body in read_submissions_text(text)]


def refused(text: str) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_submissions_text(text)
    return caught.value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(ONE, ["1"], id="an API object or a forwarded body"),
        pytest.param([ONE, TWO], ["1", "2"], id="a list"),
        pytest.param(
            {"meta": {"next": None}, "objects": [ONE, TWO]}, ["1", "2"], id="a list answer"
        ),
        pytest.param({"data": ONE, "references": []}, ["1"], id="an OpenFn state"),
        pytest.param({"data": [ONE, TWO]}, ["1", "2"], id="an OpenFn state with a list"),
        pytest.param(
            {"configuration": {}, "data": {"meta": {}, "objects": [TWO]}},
            ["2"],
            id="an OpenFn state with a list answer",
        ),
        pytest.param({"body": ONE, "request": {"headers": {}}}, ["1"], id="a captured request"),
    ],
)
def test_a_submission_is_found_in(value: Any, expected: list[str]) -> None:
    assert ids(json.dumps(value)) == expected


def test_one_per_line_is_read_in_order() -> None:
    assert ids(f"{json.dumps(ONE)}\n\n{json.dumps(TWO)}\r\n") == ["1", "2"]


def test_a_submission_is_given_back_as_it_stood() -> None:
    (body,) = read_submissions_text(json.dumps({"data": ONE}))
    assert body == ONE


def test_the_practice_submissions_are_read() -> None:
    files = sorted(PRACTICE.glob("*-*.json"))
    submissions = [file for file in files if not file.name.startswith("case-")]
    assert len(submissions) >= 5
    for file in submissions:
        (body,) = read_submissions(file)
        assert body["form"]["@xmlns"]
    for file in set(files) - set(submissions):
        with pytest.raises(ReadError) as caught:
            read_submissions(file)
        assert caught.value.facts == {"found": Found.CASE, "file": file.name}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_that_programs_write_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "submission.json"
    named = {**ONE, "form": {"name": "Añá 😀"}}
    path.write_bytes(json.dumps(named, ensure_ascii=False).encode(encoding))
    assert read_submissions(path)[0]["form"]["name"] == "Añá 😀"


def test_an_archive_is_read_file_by_file(tmp_path: Path) -> None:
    path = tmp_path / "forms.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/1.json", json.dumps(ONE))
        archive.writestr("a/2.jsonl", json.dumps(TWO))
        archive.writestr("__MACOSX/a/._1.json", b"\x00\x05")
        archive.writestr("photo.jpg", b"\xff\xd8\xff")
    assert [body["id"] for body in read_submissions(path)] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (json.dumps(CASE), Found.CASE),
        (json.dumps({"case_id": "c", "case_type": "mother", "properties": {}}), Found.CASE),
        (json.dumps({"data": CASE}), Found.CASE),
        (json.dumps({"matching_records": 1, "cases": [CASE]}), Found.CASE),
        (json.dumps({"meta": {}, "objects": [CASE]}), Found.CASE),
        ('{"received_on":"2026-05-03","form_id":"1","case_ids":[]}', Found.FORM_STUB),
        (json.dumps({"#type": "data", "@xmlns": "x", "meta": {}}), Found.FORM_PART),
        ('{"meta":{"total_count":0},"objects":[]}', Found.NO_SUBMISSION),
        ("[]", Found.NO_SUBMISSION),
        ('{"error":"Your current subscription does not have access"}', Found.ERROR_ANSWER),
        ('{"name":"Contact","fields":[{"name":"LastName","type":"string"}]}', Found.TARGET),
        ('{"format":"mapper-for-commcare","version":1}', Looks.PROJECT),
        ('{"hello":"world"}', Found.OTHER_JSON),
        ('{"id":"1","form":"text"}', Found.OTHER_JSON),
        ('[1, "x", null]', Found.OTHER_JSON),
        ('<?xml version="1.0"?><data xmlns="http://openrosa.org/x"/>', Found.SUBMISSION_XML),
        ('<h:html xmlns:h="http://www.w3.org/1999/xhtml"/>', Looks.XFORM),
        ("<!DOCTYPE html><html></html>", Looks.HTML),
        ("https://www.commcarehq.org/a/demo/reports/form_data/1/", Looks.LINK),
        ("Question\tType\n/a\tText\n", Looks.PROSE),
    ],
)
def test_what_is_no_submission_is_named(text: str, found: object) -> None:
    error = refused(text)
    assert error.kind is ReadKind.NOT_A_SUBMISSION
    assert error.facts["found"] is found


def test_one_that_is_no_submission_among_others_is_named_by_its_number() -> None:
    error = refused(json.dumps([ONE, CASE]))
    assert (error.facts["found"], error.facts["position"]) == (Found.CASE, 2)


def test_a_workbook_is_named_as_such(tmp_path: Path) -> None:
    from openpyxl import Workbook

    path = tmp_path / "forms.xlsx"
    Workbook().save(path)
    with pytest.raises(ReadError) as caught:
        read_submissions(path)
    assert caught.value.facts["found"] is Found.WORKBOOK


def test_an_archive_without_json_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "forms.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"\xff\xd8\xff")
    with pytest.raises(ReadError) as caught:
        read_submissions(path)
    assert caught.value.facts["found"] is Looks.ZIP


@pytest.mark.parametrize(
    ("text", "reason", "facts"),
    [
        ('{"form": {}', JsonDamage.SYNTAX, {"line": 1, "column": 12}),
        ('{\n"form": {"a": tru}}', JsonDamage.SYNTAX, {"line": 2, "column": 15}),
        (
            '{"note": "NaN",\n "form": {"a": NaN}}',
            JsonDamage.NOT_A_NUMBER,
            {"line": 2, "column": 16},
        ),
        ('{"form": ' + "[" * 100_000, JsonDamage.NESTED, {"limit": 100}),
        ('{"form": {"a": ' + "[" * 200 + "]" * 200 + "}}", JsonDamage.NESTED, {"limit": 100}),
        ('{"form": {"a": ' + "9" * 5000 + "}}", JsonDamage.LONG_NUMBER, {}),
        ('{"form": {"a": 1e999}}', JsonDamage.LARGE_NUMBER, {"text": "1e999"}),
    ],
    ids=[
        "cut off",
        "misspelt",
        "NaN",
        "deep and cut off",
        "deep",
        "a number of 5000 digits",
        "a number beyond any double",
    ],
)
def test_damaged_json_is_refused_with_its_place(
    text: str, reason: JsonDamage, facts: dict[str, int | str]
) -> None:
    error = refused(text)
    assert error.kind is ReadKind.DAMAGED
    assert error.facts["reason"] is reason
    assert {name: error.facts[name] for name in facts} == facts


def test_a_name_that_stands_twice_does_no_harm() -> None:
    (body,) = read_submissions_text('{"id":"1","id":"2","form":{}}')
    assert body["id"] == "2"


def test_lone_surrogates_become_a_character_that_a_file_can_hold() -> None:
    (body,) = read_submissions_text('{"id":"\\ud83d","form":{"\\udc00":["\\ud83d\\ude00"]}}')
    assert body == {"id": "\ufffd", "form": {"\ufffd": ["😀"]}}


def test_bytes_that_are_no_utf_8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "submission.json"
    path.write_bytes(b'{"form":\n{"name": "Jos\xe9"}}')
    with pytest.raises(ReadError) as caught:
        read_submissions(path)
    assert caught.value.facts["reason"] is JsonDamage.ENCODING
    assert caught.value.facts["line"] == 2


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", ReadKind.EMPTY),
        (b" \n\t", ReadKind.EMPTY),
        (b"\x89PNG\r\n\x1a\n", ReadKind.UNKNOWN_FORMAT),
        (b"%PDF-1.7", ReadKind.UNKNOWN_FORMAT),
        (b"PK\x03\x04nonsense", ReadKind.DAMAGED),
        (b"PK\x05\x06" + b"\xff" * 18, ReadKind.TOO_LARGE),
    ],
)
def test_files_that_are_something_else_are_refused(
    tmp_path: Path, content: bytes, kind: ReadKind
) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        read_submissions(path)
    assert caught.value.kind is kind
    assert caught.value.facts["file"] == "file.json"


def test_a_zip_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.json", b" " * (40 * 2**20))
    with pytest.raises(ReadError) as caught:
        read_submissions(path)
    assert (caught.value.kind, caught.value.facts["what"]) == (ReadKind.TOO_LARGE, "unpacked_json")


def test_millions_of_tiny_values_are_refused_before_they_are_made() -> None:
    error = refused("[" + "[]," * 5_000_000 + "[]]")
    assert (error.kind, error.facts["what"]) == (ReadKind.TOO_LARGE, "values")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_submissions(tmp_path)
    assert caught.value.kind is ReadKind.UNREADABLE
