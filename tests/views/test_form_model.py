"""The form's model: what Qt is told, and that edits announce rows instead of resetting."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from clinic import FORM, MAPPING, q, submission
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from sessions import app, session

from mapper_gui.app import edits
from mapper_gui.app.session import Session
from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.mapping.mapping import FieldRule, RecordRule, RuleId
from mapper_gui.mapping.problem import InSheet, Problem, Severity
from mapper_gui.mapping.source import CASE_ID, FORM_ID, RowNumber
from mapper_gui.mapping.target import TargetWarning
from mapper_gui.mapping.values import Template
from mapper_gui.views import sources_mime
from mapper_gui.views.cell import CELL_ROLE, Face
from mapper_gui.views.form_model import Column, FormModel

__all__ = ("app", "session")


@pytest.fixture
def model(session: Session) -> FormModel:
    session.start_with(MAPPING)
    return FormModel(session)


def at(model: FormModel, full_id: str, column: int = 0) -> QModelIndex:
    rows = model.tree.rows
    number = next(n for n, row in enumerate(rows) if row.full_id == full_id)
    return model.index_of(number, column)


def text(model: FormModel, full_id: str, column: int) -> str:
    return str(at(model, full_id, column).data())


@pytest.fixture
def announced(model: FormModel) -> list[str]:
    """The ids of the rows that were announced to look different."""
    ids: list[str] = []
    model.dataChanged.connect(lambda top, _last: ids.append(model.row(top).full_id))
    return ids


@pytest.mark.parametrize("state", ["new", "searched", "nothing found", "id first", "submission"])
def test_qt_finds_nothing_wrong_when(
    state: str, model: FormModel, session: Session, qtmodeltester: Any
) -> None:
    match state:
        case "searched":
            model.search("sex")
        case "nothing found":
            model.search("nothing has this")
        case "id first":
            model.show_id_first(True)
        case "submission":
            session.show_submission(submission(name="Ana"))
    qtmodeltester.check(model)


def test_qt_finds_nothing_wrong_without_a_form(session: Session, qtmodeltester: Any) -> None:
    model = FormModel(session)
    assert model.rowCount() == 0
    qtmodeltester.check(model)


def test_qt_finds_nothing_wrong_while_the_form_changes(
    model: FormModel, session: Session, qtmodeltester: Any
) -> None:
    qtmodeltester.check(model, force_py=True)
    edits.set_form(session, replace(FORM, questions=FORM.questions[:5]))
    session.undo_stack.undo()
    qtmodeltester.check(model, force_py=True)


def test_labels_or_ids_come_first(model: FormModel) -> None:
    assert [text(model, "/sex", column) for column in (0, 1)] == ["Sex", "sex"]
    model.show_id_first(True)
    assert [text(model, "/sex", column) for column in (0, 1)] == ["sex", "Sex"]


def test_ids_are_set_in_the_fixed_width_face_and_labels_are_not(model: FormModel) -> None:
    label = at(model, "/sex", 0).data(CELL_ROLE).pieces[-1]
    name = at(model, "/sex", 1).data(CELL_ROLE).pieces[0]
    assert (label.face, name.face) == (Face.WORDS, Face.ID)


def test_a_hidden_value_shows_its_calculation_where_a_label_would_be(model: FormModel) -> None:
    assert text(model, "/hh_id", 0) == "= concat(#user/district, '-', today())"
    icons = [piece.icon for piece in at(model, "/hh_id", 0).data(CELL_ROLE).pieces]
    assert icons[0] == "question-hidden"


def test_a_case_action_is_no_hidden_value(model: FormModel) -> None:
    assert at(model, "/save_ward", 0).data(CELL_ROLE).pieces[0].icon == "question-case-action"


def test_labels_show_in_another_language(session: Session) -> None:
    labels = {"en": "Sex", "fra": "Sexe"}
    form = Form((Question(QuestionId("/sex"), Kind.TEXT, labels),), ("en", "fra"))
    edits.set_form(session, form)
    model = FormModel(session)
    model.show_language("fra")
    assert text(model, "/sex", 0) == "Sexe"


def test_mapped_questions_carry_a_mark_that_says_where(model: FormModel) -> None:
    assert text(model, "/name", Column.MARKS) == "●"
    assert "Contact . LastName" in at(model, "/name").data(Qt.ItemDataRole.ToolTipRole)
    assert "Becomes “Male”" in at(model, "/sex-m").data(Qt.ItemDataRole.ToolTipRole)


def test_an_edit_announces_the_rows_whose_marks_changed_and_resets_nothing(
    model: FormModel, session: Session, announced: list[str], qtbot: Any
) -> None:
    with qtbot.assertNotEmitted(model.modelReset):
        edits.add_sources(session, "Contact", "Note__c", [q("/name"), q("/visit_date")])
        edits.flag_identifier(session, q("/hh_id"), True)
        edits.set_choice(session, "Contact", "Sex__c", "f", "Woman")
    assert set(announced) == {"/name", "/visit_date", "/hh_id", "/sex-f"}
    assert text(model, "/name", Column.MARKS) == "● 2"


def test_what_was_doubtful_on_import_says_why_and_other_files_rows_do_not(
    session: Session,
) -> None:
    doubtful = Question(QuestionId("/a"), Kind.UNKNOWN, row=7, doubts=("unknown_type",))
    edits.set_form(session, Form((doubtful,)))
    model = FormModel(session)
    where = InSheet(None, 7)
    warning = Problem(ImportKind.UNKNOWN_TYPE, Severity.WARNING, where, {"id": "/a", "text": "Odd"})
    other = Problem(TargetWarning.UNKNOWN_TYPE, Severity.WARNING, where, {"word": "blob"})
    session.problems_changed.emit((other, warning))
    tip = at(model, "/a").data(Qt.ItemDataRole.ToolTipRole)
    assert "Odd" in tip
    assert "blob" not in tip
    icons = [piece.icon for piece in at(model, "/a", Column.MARKS).data(CELL_ROLE).pieces]
    assert "warning" in icons


def test_the_forms_own_facts_reset_nothing(model: FormModel, session: Session, qtbot: Any) -> None:
    with qtbot.assertNotEmitted(model.modelReset):
        edits.set_form_facts(session, name="Another name")


def test_identifiers_and_what_could_be_one_look_different(model: FormModel) -> None:
    def icons(full_id: str) -> list[str]:
        pieces = at(model, full_id, Column.MARKS).data(CELL_ROLE).pieces
        return [piece.icon for piece in pieces if piece.icon]

    assert "key" in icons("id")
    assert "key-candidate" in icons("/children/child_id")
    tip = at(model, "/children/child_id").data(Qt.ItemDataRole.ToolTipRole)
    assert "uuid()" in tip
    assert "Not flagged" in tip


def test_a_drag_carries_sources_as_json_and_ids_as_text(model: FormModel) -> None:
    mime = model.mimeData([at(model, "/sex"), at(model, "id"), at(model, "/sex", 1)])
    assert json.loads(bytes(mime.data(sources_mime.SOURCES).data())) == [
        {"submission": "id"},
        {"question": "/sex"},
    ]
    assert mime.text() == "id\n/sex"


def test_a_dragged_choice_carries_its_id_and_never_its_label(model: FormModel) -> None:
    mime = model.mimeData([at(model, "/sex-m"), at(model, "/sex-f")])
    dragged = sources_mime.choices_in(mime)
    assert dragged == sources_mime.DraggedChoices(QuestionId("/sex"), ("m", "f"))
    assert sources_mime.sources_in(mime) == ()
    assert mime.text() == "m\nf"
    assert "Male" not in "".join(bytes(mime.data(f).data()).decode() for f in mime.formats())


def test_labels_and_groups_carry_nothing_that_could_be_mapped(model: FormModel) -> None:
    mime = model.mimeData([at(model, "/services_note"), at(model, "/hh")])
    assert sources_mime.sources_in(mime) == ()


def test_sources_survive_a_drag(model: FormModel) -> None:
    every = [model.index_of(n) for n, row in enumerate(model.tree.rows) if row.source is not None]
    sources = sources_mime.sources_in(model.mimeData(every))
    assert {FORM_ID, CASE_ID, q("/sex")} <= set(sources)
    assert len(sources) == len(every)


def test_screen_readers_hear_the_whole_row(model: FormModel, session: Session) -> None:
    session.show_submission(submission(sex="f"))
    said = at(model, "/sex").data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("Sex", "sex", "Single answer", "Contact . Sex__c", "f"):
        assert part in said


@pytest.mark.parametrize(
    ("full_id", "answers", "told"),
    [
        pytest.param("/name", {"name": "Ana"}, "Ana", id="answered"),
        pytest.param("/name", {"name": ""}, "empty", id="empty"),
        pytest.param("/name", {}, "absent", id="absent"),
        pytest.param("/children", {"children": [{}, {}]}, "2 rows", id="a repeat's rows"),
        pytest.param("/children", {"children": {}}, "1 row", id="a repeat with one row"),
        pytest.param("/children", {}, "no rows", id="a repeat without rows"),
        pytest.param(
            "/children/name",
            {"children": [{"name": "B"}, {"name": ""}, {}]},
            "B | empty | absent",
            id="each row of a repeat",
        ),
        pytest.param("/children/name", {}, "no rows", id="a question in a repeat without rows"),
        pytest.param(
            "/children/visits/date",
            {"children": [{"visits": [{"date": "1"}, {"date": "2"}]}, {"visits": {"date": "3"}}]},
            "1 | 2 | 3",
            id="rows within rows",
        ),
        pytest.param(
            "/services-art", {"services": "anc art"}, "chosen", id="a choice among several"
        ),
        pytest.param("/services-anc", {"services": "anc2"}, "", id="a choice that is not chosen"),
        pytest.param("/name", {"name": ["a", "b"]}, "several answers", id="a list"),
        pytest.param("/save_ward", {"save_ward": {"case": {}}}, "data", id="a case action's data"),
        pytest.param("/hh", {"hh": {"phone": "1"}}, "", id="a group"),
    ],
)
def test_the_answer_beside_a_row_is(
    full_id: str, answers: dict[str, Any], told: str, model: FormModel, session: Session
) -> None:
    session.show_submission(submission(**answers))
    shown = text(model, full_id, Column.ANSWER)
    assert shown == told if told != "several answers" else shown.startswith(told)


def test_absent_empty_and_answered_have_different_icons(model: FormModel, session: Session) -> None:
    session.show_submission(submission(name="Ana", sex=""))
    icons = [
        at(model, full_id, Column.ANSWER).data(CELL_ROLE).pieces[0].icon
        for full_id in ("/name", "/sex", "/visit_date")
    ]
    assert icons == ["", "empty", "absent"]


def test_a_newer_submission_takes_the_place_of_the_last(model: FormModel, session: Session) -> None:
    session.show_submission(submission(name="Ana"))
    assert text(model, "/name", Column.ANSWER) == "Ana"
    session.show_submission(submission(name="Berta"))
    assert text(model, "/name", Column.ANSWER) == "Berta"
    session.show_submission(None)
    assert text(model, "/name", Column.ANSWER) == ""


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"question": "/a"}',
        b'[{"question": 3}]',
        b'[{"submission": "made up"}]',
        b'["a"]',
        b"\xff\xfe",
    ],
    ids=lambda junk: repr(junk[:18]),
)
def test_what_is_no_list_of_sources_carries_none(junk: bytes, qapp: Any) -> None:
    mime = QMimeData()
    for kind in (sources_mime.SOURCES, sources_mime.FIELDS, sources_mime.CHOICES):
        mime.setData(kind, junk)
    assert sources_mime.sources_in(mime) == ()
    assert sources_mime.fields_in(mime) == ()
    assert sources_mime.choices_in(mime) is None


def test_text_from_elsewhere_counts_when_each_line_is_a_question_id(qapp: Any) -> None:
    mime = QMimeData()
    mime.setText("/sex\n /name \n")
    assert sources_mime.sources_in(mime, FORM) == (q("/sex"), q("/name"))
    mime.setText("/sex\nand some prose")
    assert sources_mime.sources_in(mime, FORM) == ()


@pytest.mark.parametrize("repeat", ["/children", "/children/visits"])
def test_a_row_number_of_the_rules_own_rows_marks_that_repeats(
    repeat: str, model: FormModel, session: Session
) -> None:
    rule = RecordRule(
        RuleId("Visit"),
        "Visit",
        for_each=QuestionId(repeat),
        fields=(FieldRule("code", Template((FORM_ID, "-", RowNumber()))),),
    )
    session.start_with(replace(MAPPING, rules=(rule,)))
    fed = model.marks.fed
    assert fed[RowNumber(QuestionId(repeat))] == (("Visit", "code"),)
    assert RowNumber() not in fed
