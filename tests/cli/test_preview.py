"""`mapper preview`, from files and from the practice server."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mapper_command import SAMPLE, Ran, Run, mapper
from practice import HOUSEHOLD_ID, MOTHER_CASE_ID, VISIT_XMLNS, practice

from mapper_gui.commands.output import aligned
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.mapping.edit import (
    with_field_rule,
    with_for_each,
    with_key,
    with_sources,
    with_target,
)
from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.source import FORM_ID, QuestionSource, RowNumber
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    Template,
)
from mapper_gui.readers.form_export import read_form
from mapper_gui.storage.projects import Project, ProjectConnection, write_project

__all__ = ["mapper", "practice"]

KEY = "COMMCARE_API_KEY"


def source(question: str) -> QuestionSource:
    return QuestionSource(QuestionId(question))


def visit_mapping() -> Mapping:
    """An ANC visit: one Visit, and one Child for each row of /children."""
    fields = tuple(TargetField(name) for name in ("Id", "Name", "Sex", "Signs", "Kind"))
    target = Target("S", (TargetObject("Visit", "", fields), TargetObject("Child", "", fields)))
    form = replace(read_form(SAMPLE / "anc_visit.tsv").form, xmlns=VISIT_XMLNS, name="ANC visit")
    mapping = with_target(Mapping(form), target)
    mapping = with_sources(mapping, "Visit", "Id", [FORM_ID])
    mapping = with_key(mapping, "Visit", ["Id"])
    signs = FieldRule("Signs", First((source("/danger-signs"),)), (EachChoice(None, None),))
    mapping = with_field_rule(mapping, "Visit", signs)
    mapping = with_field_rule(mapping, "Visit", FieldRule("Kind", Constant(3)))
    mapping = with_for_each(mapping, "Child", QuestionId("/children"))
    key = Template((FORM_ID, "-", RowNumber()))
    mapping = with_field_rule(mapping, "Child", FieldRule("Id", key))
    mapping = with_key(mapping, "Child", ["Id"])
    mapping = with_sources(mapping, "Child", "Name", [source("/children/name")])
    table = ChoiceTable((ChoiceRow("m", "Male"), ChoiceRow("f", "Female")))
    sex = FieldRule("Sex", First((source("/children/sex"),)), (ByTable(table),))
    return with_field_rule(mapping, "Child", sex)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "visit.ccmap"
    write_project(path, Project(visit_mapping()))
    return path


def sample(name: str) -> Path:
    return SAMPLE / "practice" / f"{name}.json"


TWO_CHILDREN = sample("anc_visit-two-children")


def test_records_are_json_in_the_order_of_rules_and_fields(mapper: Run, project: Path) -> None:
    ran = mapper("preview", project, "--submission", TWO_CHILDREN, "--json")
    assert (ran.code, ran.err) == (0, "")
    form_id = json.loads(TWO_CHILDREN.read_text(encoding="utf-8"))["id"]
    assert ran.json == {
        "records": [
            {
                "submission": form_id,
                "rule": "Visit",
                "item": None,
                "object": "Visit",
                "operation": "upsert",
                "key": {"Id": form_id},
                "fields": {"Id": form_id, "Signs": ["none"], "Kind": 3},
            },
            {
                "submission": form_id,
                "rule": "Child",
                "item": 1,
                "object": "Child",
                "operation": "upsert",
                "key": {"Id": f"{form_id}-1"},
                "fields": {"Id": f"{form_id}-1", "Name": "Baraka", "Sex": "Male"},
            },
            {
                "submission": form_id,
                "rule": "Child",
                "item": 2,
                "object": "Child",
                "operation": "upsert",
                "key": {"Id": f"{form_id}-2"},
                "fields": {"Id": f"{form_id}-2", "Name": "Zawadi", "Sex": "Female"},
            },
        ],
        "problems": [],
    }
    assert list(ran.json["records"][0]) == [
        "submission", "rule", "item", "object", "operation", "key", "fields",
    ]  # fmt: skip


def test_nested_rows_are_numbered_outermost_first(mapper: Run, tmp_path: Path) -> None:
    questions = (
        Question(QuestionId("/a"), Kind.REPEAT),
        Question(QuestionId("/a/b"), Kind.REPEAT, repeat=QuestionId("/a")),
        Question(QuestionId("/a/b/c"), Kind.TEXT, repeat=QuestionId("/a/b")),
    )
    target = Target("", (TargetObject("T", "", (TargetField("C"),)),))
    mapping = with_target(Mapping(Form(questions)), target)
    mapping = with_for_each(mapping, "T", QuestionId("/a/b"))
    mapping = with_sources(mapping, "T", "C", [source("/a/b/c")])
    write_project(tmp_path / "p.ccmap", Project(mapping))
    body = {"id": "1", "form": {"a": [{"b": {"c": "x"}}, {"b": [{"c": "y"}, {"c": "z"}]}]}}
    ran = mapper(
        "preview", tmp_path / "p.ccmap", "--submission", "-", "--json",
        stdin=json.dumps(body).encode(),
    )  # fmt: skip
    assert [(each["item"], each["fields"]) for each in ran.json["records"]] == [
        ([1, 1], {"C": "x"}),
        ([2, 1], {"C": "y"}),
        ([2, 2], {"C": "z"}),
    ]


def test_the_text_shows_value_source_label_and_answer(mapper: Run, project: Path) -> None:
    ran = mapper("preview", project, "--submission", TWO_CHILDREN)
    assert ran.code == 0
    [line] = [line for line in ran.out.splitlines() if "Baraka" in line]
    assert line.split("  ")[2].strip() == "Name"
    for part in ("/children/name", "Child's name", "Baraka"):
        assert part in line
    assert "Male  " in ran.out
    assert "m (“Male”)" in ran.out
    assert "Child, row 2" in ran.out


def test_a_field_without_a_value_has_a_reason(mapper: Run, project: Path) -> None:
    body = {"id": "1", "form": {"@xmlns": VISIT_XMLNS, "children": {"name": "", "sex": "x"}}}
    ran = mapper("preview", project, "--submission", "-", stdin=json.dumps(body).encode())
    assert ran.code == 0
    assert "(empty)" in ran.out
    assert "(not in the submission)" in ran.out
    assert "choice table" in ran.out


def test_a_record_without_its_key_is_not_made_and_is_a_problem(mapper: Run, project: Path) -> None:
    body = json.dumps({"form": {"@xmlns": VISIT_XMLNS}}).encode()
    ran = mapper("preview", project, "--submission", "-", "--json", stdin=body)
    assert ran.code == 1
    assert ran.json["records"] == []
    [problem] = ran.json["problems"]
    assert list(problem) == ["kind", "severity", "where", "message"]
    assert (problem["kind"], problem["severity"]) == ("key_missing", "error")
    assert problem["where"] == {"rule": "Visit", "field": "Id"}
    assert "1 error" in ran.why
    text = mapper("preview", project, "--submission", "-", stdin=body)
    assert "NOT MADE" in text.out
    assert "error Visit.Id: " in text.out


def test_a_warning_counts_only_where_it_is_asked_for(mapper: Run, project: Path) -> None:
    body = json.dumps({"id": "1", "form": {"@xmlns": VISIT_XMLNS, "children": {"sex": "x"}}})
    words = ("preview", project, "--submission", "-", "--json")
    ran = mapper(*words, stdin=body.encode())
    assert [each["severity"] for each in ran.json["problems"]] == ["warning"]
    assert ran.code == 0
    assert mapper(*words, "--strict", stdin=body.encode()).code == 1


def test_a_submission_of_another_form_is_named_before_any_result(
    mapper: Run, project: Path
) -> None:
    other = sample("register_household-all-answered")
    ran = mapper("preview", project, "--submission", other, "--json")
    assert ran.code == 1
    assert ran.json["problems"][0]["kind"] == "other_form"
    assert ran.json["problems"][0]["where"] == {"rule": None, "field": None}
    lines = mapper("preview", project, "--submission", other).out.splitlines()
    assert lines[1].strip().startswith("error: ")


def test_every_submission_of_a_file_is_previewed_and_problems_say_of_which(
    mapper: Run, project: Path, tmp_path: Path
) -> None:
    bodies = [{"id": each, "form": {"@xmlns": VISIT_XMLNS}} for each in ("one", "two")]
    bodies[1]["form"] = {"@xmlns": "other"}
    (tmp_path / "s.json").write_text(json.dumps(bodies), encoding="utf-8")
    ran = mapper("preview", project, "--submission", tmp_path / "s.json", "--json")
    assert [each["submission"] for each in ran.json["records"]] == ["one", "two"]
    assert [each["message"][:5] for each in ran.json["problems"]] == ["two: "]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"hello", b'{"id": 1e999, "form": {}}', b"\xff\xfe\x00"]
)
def test_what_is_no_submission_is_refused(mapper: Run, project: Path, content: bytes) -> None:
    ran = mapper("preview", project, "--submission", "-", "--json", stdin=content)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


def test_a_project_is_no_submission(mapper: Run, project: Path) -> None:
    ran = mapper("preview", project, "--submission", project)
    assert (ran.code, ran.out) == (2, "")
    assert ran.why


def asked(server: PracticeServer) -> list[str]:
    return [
        "--server", server.server_url, "--project-space", server.project_space,
        "--username", server.username,
    ]  # fmt: skip


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch, practice: PracticeServer) -> str:
    monkeypatch.setenv(KEY, practice.api_key)
    return practice.api_key


@pytest.mark.usefixtures("key")
def test_a_submission_is_looked_up_by_its_form_id(
    mapper: Run, project: Path, practice: PracticeServer
) -> None:
    ran = mapper("preview", project, "--form-id", HOUSEHOLD_ID, *asked(practice), "--json")
    assert {each["submission"] for each in ran.json["records"]} == {HOUSEHOLD_ID}
    assert ran.json["problems"][0]["kind"] == "other_form"


@pytest.mark.usefixtures("key")
def test_a_link_is_as_good_as_an_id(mapper: Run, project: Path, practice: PracticeServer) -> None:
    link = f"{practice.server_url}/a/demo/reports/form_data/{HOUSEHOLD_ID}/"
    ran = mapper("preview", project, "--form-id", link, *asked(practice), "--json")
    assert {each["submission"] for each in ran.json["records"]} == {HOUSEHOLD_ID}


@pytest.mark.usefixtures("key")
def test_a_cases_submissions_of_this_form_are_previewed_newest_first(
    mapper: Run, project: Path, practice: PracticeServer
) -> None:
    ran = mapper("preview", project, "--case-id", MOTHER_CASE_ID, *asked(practice), "--json")
    assert ran.code == 0
    ids = list(dict.fromkeys(each["submission"] for each in ran.json["records"]))
    bodies = [json.loads(file.read_text(encoding="utf-8")) for file in sample("x").parent.iterdir()]
    received = {each["id"]: each["received_on"] for each in bodies if "form" in each}
    assert len(ids) > 1
    assert [received[each] for each in ids] == sorted(
        (received[each] for each in ids), reverse=True
    )


@pytest.mark.usefixtures("key")
def test_a_case_without_a_submission_of_this_form_says_so(
    mapper: Run, tmp_path: Path, practice: PracticeServer
) -> None:
    mapping = visit_mapping()
    other = replace(mapping, form=replace(mapping.form, xmlns="http://example.org/none"))
    write_project(tmp_path / "p.ccmap", Project(other))
    ran = mapper(
        "preview", tmp_path / "p.ccmap", "--case-id", MOTHER_CASE_ID, *asked(practice), "--json"
    )
    assert ran.code == 3
    assert ran.json == {"records": [], "problems": []}
    assert "no submission of this form" in ran.why


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    ("option", "found", "hint"),
    [("--form-id", MOTHER_CASE_ID, "--case-id"), ("--case-id", HOUSEHOLD_ID, "--form-id")],
)
def test_an_id_of_the_other_kind_gets_a_hint(
    mapper: Run, project: Path, practice: PracticeServer, option: str, found: str, hint: str
) -> None:
    ran = mapper("preview", project, option, found, *asked(practice))
    assert (ran.code, ran.out) == (3, "")
    assert hint in ran.why


def test_the_connection_of_the_project_is_used_where_none_is_told(
    mapper: Run, tmp_path: Path, practice: PracticeServer, key: str
) -> None:
    known = ProjectConnection(practice.server_url, "demo", practice.username)
    write_project(tmp_path / "p.ccmap", Project(visit_mapping(), known))
    ran = mapper("preview", tmp_path / "p.ccmap", "--form-id", HOUSEHOLD_ID, "--json")
    assert ran.json["records"]
    assert key not in ran.out + ran.err


def test_the_key_is_taken_from_the_keyring_else(
    mapper: Run, project: Path, practice: PracticeServer, memory_keyring: Any
) -> None:
    from mapper_gui.storage.credentials import keep_key

    keep_key(practice.server_url, practice.username, practice.api_key)
    ran = mapper("preview", project, "--form-id", HOUSEHOLD_ID, *asked(practice), "--json")
    assert ran.json["records"]


def no_key(ran: Ran) -> None:
    assert (ran.code, ran.out) == (2, "")
    assert KEY in ran.why
    assert ran.err.count("\n") == 1


def test_without_a_keyring_and_without_the_variable_there_is_no_key(
    mapper: Run, project: Path, practice: PracticeServer
) -> None:
    ran = mapper("preview", project, "--form-id", HOUSEHOLD_ID, *asked(practice))
    no_key(ran)
    assert practice.asked == []
    # One sentence with both ways to a key, not the window's words inside the command line's.
    assert ran.why.endswith("which needs a system keyring: here is none")
    assert ran.why.count(KEY) == 1
    assert ". " not in ran.why.partition(practice.server_url)[2]


@pytest.mark.usefixtures("memory_keyring")
def test_an_empty_keyring_has_no_key(mapper: Run, project: Path, practice: PracticeServer) -> None:
    no_key(mapper("preview", project, "--form-id", HOUSEHOLD_ID, *asked(practice)))


def test_a_wrong_key_is_refused_by_the_server_and_not_shown(
    mapper: Run, project: Path, practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "0123456789abcdef")
    ran = mapper("preview", project, "--form-id", HOUSEHOLD_ID, *asked(practice))
    assert (ran.code, ran.out) == (3, "")
    assert "0123456789abcdef" not in ran.err
    assert ran.err.count("\n") == 1


def test_a_server_that_fails_is_exit_code_3(
    mapper: Run, project: Path, practice: PracticeServer, key: str
) -> None:
    practice.misbehave(*[Misbehaviour(403)] * 4)
    ran = mapper("preview", project, "--form-id", HOUSEHOLD_ID, *asked(practice))
    assert (ran.code, ran.out) == (3, "")
    assert key not in ran.err


@pytest.mark.usefixtures("key")
def test_a_server_that_is_not_there_is_exit_code_3(
    mapper: Run, project: Path, practice: PracticeServer
) -> None:
    words = asked(practice)
    practice.stop()
    assert mapper("preview", project, "--form-id", HOUSEHOLD_ID, *words).code == 3


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--server", "http://www.commcarehq.org"),
        ("--server", "ftp://x"),
        ("--project-space", "a b/c"),
        ("--username", "nobody at all"),
        ("--form-id", "two ids"),
        ("--form-id", ""),
    ],
)
@pytest.mark.usefixtures("key")
def test_what_cannot_be_asked_is_bad_usage(
    mapper: Run, project: Path, practice: PracticeServer, option: str, value: str
) -> None:
    words = ["--form-id", HOUSEHOLD_ID, *asked(practice)]
    words[words.index(option) + 1] = value
    ran = mapper("preview", project, *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


def test_what_is_missing_for_a_look_up_is_named(mapper: Run, project: Path) -> None:
    ran = mapper("preview", project, "--form-id", "1", "--server", "www")
    assert ran.code == 2
    assert "--username" in ran.why
    assert "--server" not in ran.why


def test_code_is_run_and_what_it_throws_is_a_problem(mapper: Run, tmp_path: Path) -> None:
    mapping = visit_mapping()
    code = Code("return submission.form['@name'].toUpperCase() + (value === undefined)")
    mapping = with_field_rule(
        mapping, "Visit", FieldRule("Name", First((source("/nothing"),)), (code,))
    )
    path = tmp_path / "code.ccmap"
    write_project(path, Project(mapping))
    ran = mapper("preview", path, "--submission", TWO_CHILDREN, "--json")
    assert ran.json["records"][0]["fields"]["Name"] == "ANC VISITtrue"
    mapping = with_field_rule(
        mapping, "Visit", FieldRule("Name", First((FORM_ID,)), (Code("throw 'why'"),))
    )
    write_project(path, Project(mapping))
    ran = mapper("preview", path, "--submission", TWO_CHILDREN)
    assert ran.code == 1
    assert "the code threw why" in ran.out


def test_as_a_runner_what_it_writes_and_why_it_differs(mapper: Run, project: Path) -> None:
    ran = mapper("preview", project, "--submission", TWO_CHILDREN, "--as", "openfn")
    assert (ran.code, ran.err) == (0, "")
    assert "OpenFn writes what the preview shows." in ran.out
    assert '["none"]' in ran.out
    ran = mapper("preview", project, "--submission", TWO_CHILDREN, "--as", "data-loader")
    assert ran.code == 0
    [line] = [line for line in ran.out.splitlines() if line.strip().startswith("Kind")]
    assert line.split(maxsplit=3) == ["Kind", "3", "3", "a number as text: every cell is text"]


def test_as_a_runner_in_json_with_what_it_refuses(mapper: Run, project: Path) -> None:
    words = ("preview", project, "--submission", TWO_CHILDREN, "--as", "commcare-export", "--json")
    ran = mapper(*words)
    assert ran.code == 1
    assert ran.json["as"] == "commcare-export"
    [visit, *children] = ran.json["records"]
    assert visit["fields"]["Kind"] == "3"
    assert "Signs" not in visit["fields"]
    kinds = {each["field"]: each["kind"] for each in visit["differences"]}
    assert kinds == {"Signs": "refused", "Kind": "number_as_text"}
    assert [child["fields"]["Name"] for child in children] == ["Baraka", "Zawadi"]
    assert "not_expressible" in [problem["kind"] for problem in ran.json["problems"]]


def test_an_unknown_runner_is_bad_usage(mapper: Run, project: Path) -> None:
    ran = mapper("preview", project, "--submission", TWO_CHILDREN, "--as", "workbook")
    assert ran.code == 2
    assert "openfn" in ran.err


def test_a_very_long_value_is_cut_to_its_column_at_once() -> None:
    wide = "\N{GRINNING FACE}e\N{COMBINING ACUTE ACCENT}" * 100_000
    (line,) = aligned([[wide, "b"]], widest=10)
    assert line == "\N{GRINNING FACE}e\N{COMBINING ACUTE ACCENT}" * 3 + "…  b"
