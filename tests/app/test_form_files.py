"""What a person opens, pastes or drops is read beside the window and taken into the mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sessions import SAMPLE, App, app

from mapper_gui.mapping.compare import FormChange
from mapper_gui.mapping.errors import MapperError, ReadError, ReadKind

__all__ = ("app",)

TARGETS = "name,label,type\nLastName,Last name,text\n"


@pytest.fixture
def failed(app: App) -> list[MapperError]:
    told: list[MapperError] = []
    app.files.failed.connect(told.append)
    return told


def export(name: str = "register_household") -> str:
    return (SAMPLE / f"{name}.tsv").read_text("utf-8")


def test_a_pasted_form_is_one_step(app: App, qtbot: Any) -> None:
    with qtbot.waitSignal(app.files.form_read, timeout=5000):
        app.files.paste_form(export())
    assert app.session.mapping.form.questions
    assert app.session.undo_stack.count() == 1
    app.session.undo_stack.undo()
    assert app.session.mapping.form.questions == ()


def test_a_newer_export_says_what_changed_and_is_one_step(app: App, qtbot: Any) -> None:
    with qtbot.waitSignal(app.files.form_read, timeout=5000):
        app.files.paste_form(export())
    lines = export().splitlines(keepends=True)
    with qtbot.waitSignal(app.files.form_changed, timeout=5000) as told:
        app.files.paste_form("".join(lines[:-1]))
    change = told.args[0]
    assert isinstance(change, FormChange)
    assert not change.is_nothing
    assert app.session.undo_stack.count() == 2


def test_what_is_no_form_is_refused_and_changes_nothing(
    app: App, qtbot: Any, failed: list[MapperError]
) -> None:
    app.files.paste_form("Dear Ana,\nsee you tomorrow.\n")
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ReadError)
    assert app.session.undo_stack.count() == 0
    assert app.background.under_way == ()


def test_of_two_pastes_the_last_one_counts(app: App, qtbot: Any) -> None:
    read: list[Any] = []
    app.files.form_read.connect(read.append)
    app.files.paste_form(export())
    app.files.paste_form(export("referral_services"))
    qtbot.waitUntil(lambda: app.background.under_way == ())
    assert len(read) == 1
    assert app.session.mapping.form == read[0].form
    assert app.session.undo_stack.count() == 1


def test_what_is_being_read_is_given_up_with_its_project(app: App, qtbot: Any) -> None:
    app.files.paste_form(export())
    app.project.new()
    qtbot.waitUntil(lambda: app.background.under_way == ())
    assert app.session.mapping.form.questions == ()
    assert not app.project.unsaved


def test_target_fields_are_one_step_beside_the_form(app: App, qtbot: Any) -> None:
    with qtbot.waitSignals([app.files.form_read, app.files.target_read], timeout=5000):
        app.files.paste_form(export())
        app.files.paste_target(TARGETS, "Contact")
    assert app.session.undo_stack.count() == 2
    assert app.session.mapping.target.object("Contact") is not None
    assert [rule.object for rule in app.session.mapping.rules] == ["Contact"]


@pytest.mark.parametrize(
    ("name", "is_submission"),
    [("practice/register_household-no-phone.json", True), ("targets.csv", False)],
)
def test_a_file_is_taken_for_what_it_holds(
    app: App, qtbot: Any, name: str, is_submission: bool
) -> None:
    wanted = app.files.submissions_read if is_submission else app.files.target_read
    with qtbot.waitSignal(wanted, timeout=5000):
        app.files.open_submission_or_target(SAMPLE / name)


def test_a_json_file_that_is_neither_is_refused_once(
    app: App, qtbot: Any, tmp_path: Path, failed: list[MapperError]
) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"a": 1}', "utf-8")
    app.files.open_submission_or_target(path)
    qtbot.waitUntil(lambda: bool(failed))
    qtbot.waitUntil(lambda: app.background.under_way == ())
    assert [error.kind for error in failed] == [ReadKind.NOT_A_SUBMISSION]


def test_several_sheets_are_asked_about_and_the_answer_is_read(
    app: App, qtbot: Any, tmp_path: Path
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for number, name in enumerate(("May", "June")):
        sheet = book.active if number == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for line in export("anc_visit").splitlines():
            sheet.append(line.split("\t"))
    path = tmp_path / "two.xlsx"
    book.save(path)
    with qtbot.waitSignal(app.files.several_sheets, timeout=5000) as asked:
        app.files.open_form(path)
    sheets, again = asked.args
    assert tuple(sheets) == ("May", "June")
    with qtbot.waitSignal(app.files.form_read, timeout=5000):
        again("June")
    assert app.session.mapping.form.questions
