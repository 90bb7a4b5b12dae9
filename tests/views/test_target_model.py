"""The target's model: what feeds each field, and that edits announce rows instead of resetting."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clinic import CONTACT, FORM, SEX_TABLE, first, joined, q, submission
from panes import WHOLE, app, session
from PySide6.QtCore import QModelIndex, Qt

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.edit import with_field_rule
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import FieldRule, RecordRule, RuleId, Status
from mapper_gui.mapping.proposals import proposals
from mapper_gui.mapping.source import FORM_ID
from mapper_gui.mapping.target import Target
from mapper_gui.mapping.values import Constant, EachChoice, LabelCopy, Take
from mapper_gui.views.cell import CELL_ROLE, Cell, Tone
from mapper_gui.views.target_model import TargetColumn, TargetModel
from mapper_gui.views.target_tree import FieldFilter

__all__ = ("app", "session")

FIELD, FEED, RESULT = TargetColumn


@pytest.fixture
def model(session: Session) -> TargetModel:
    session.start_with(WHOLE)
    return TargetModel(session)


def at(
    model: TargetModel, field: str | None, column: int = 0, rule: str = "Contact"
) -> QModelIndex:
    index = model.at(FieldPlace(rule, field))
    assert index.isValid()
    return index.siblingAtColumn(column)


def cell(model: TargetModel, field: str | None, column: int = 0, rule: str = "Contact") -> Cell:
    found = at(model, field, column, rule).data(CELL_ROLE)
    assert isinstance(found, Cell)
    return found


def icons(shown: Cell) -> list[str]:
    return [piece.icon for piece in shown.pieces if piece.icon]


def feed(
    session: Session, take: Take | None, *then: Any, field: str = "Note__c", **more: Any
) -> None:
    rule = FieldRule(field, take, then, **more)
    session.apply("test", with_field_rule(session.mapping, "Contact", rule))


@pytest.mark.parametrize(
    "state", ["new", "searched", "filtered", "nothing found", "proposals", "submission", "broken"]
)
def test_qt_finds_nothing_wrong_when(
    state: str, model: TargetModel, session: Session, qtmodeltester: Any
) -> None:
    match state:
        case "searched":
            model.search("last")
        case "filtered":
            model.show_filter(FieldFilter.UNMAPPED)
        case "nothing found":
            model.search("nothing has this")
        case "proposals":
            model.show_proposals(proposals(session.mapping))
        case "submission":
            session.show_submission(submission(name="Ana"))
        case "broken":
            feed(session, first("/gone"), field="Gone__c")
    qtmodeltester.check(model)


def test_qt_finds_nothing_wrong_without_a_target(session: Session, qtmodeltester: Any) -> None:
    qtmodeltester.check(TargetModel(session))


def test_record_rules_stand_by_object_with_all_fields_in_the_targets_order(
    model: TargetModel, session: Session
) -> None:
    edits.add_rule(session, "Contact")
    tops = [model.tree.rows[number].rule for number in model.inside(-1)]
    assert tops == ["Contact", "Contact 2", "Visit"]
    fields = [model.tree.rows[number].field for number in model.inside(0)]
    assert fields == [field.name for field in CONTACT.fields]


def test_an_object_without_a_record_rule_says_so(model: TargetModel, session: Session) -> None:
    edits.remove_rule(session, "Visit")
    last = model.index(model.rowCount() - 1, FEED)
    assert last.siblingAtColumn(0).data() == "Visit"
    assert "no record rule" in last.data()


@pytest.mark.parametrize(
    ("take", "then", "words"),
    [
        pytest.param(first("/name"), (), "/name", id="one source"),
        pytest.param(first("/name", FORM_ID), (), "/name or form id", id="two sources"),
        pytest.param(
            first("/name", "/age", FORM_ID), (), "first of 3 /name /age form id", id="three sources"
        ),
        pytest.param(Constant("x"), (), "constant “x”", id="a constant"),
        pytest.param(
            Constant("Sex", LabelCopy(QuestionId("/sex"), "en")),
            (),
            "constant “Sex” copied label",
            id="a label copied by an explicit gesture",
        ),
        pytest.param(joined("HH-", "/hh_id"), (), "text “HH-” /hh_id", id="a template"),
        pytest.param(first("/sex"), (SEX_TABLE,), "/sex › table 2 of 2", id="a choice table"),
        pytest.param(
            first("/services"),
            (EachChoice(SEX_TABLE.table),),
            "/services › each by table 0 of 2",
            id="a table for each choice, with choices without a target",
        ),
        pytest.param(first("/services"), (EachChoice(None),), "/services › each choice", id="each"),
        pytest.param(
            first("/sex"), (replace(SEX_TABLE, table="sexes"),), "/sex › table “sexes”", id="shared"
        ),
    ],
)
def test_what_feeds_a_field_reads(
    take: Take, then: tuple[Any, ...], words: str, model: TargetModel, session: Session
) -> None:
    feed(session, take, *then)
    assert at(model, "Note__c", FEED).data() == words


def test_a_required_field_that_nothing_feeds_stands_out(
    model: TargetModel, session: Session
) -> None:
    assert cell(model, "LastName").edge is None
    edits.unmap(session, [FieldPlace("Contact", "LastName")])
    assert cell(model, "LastName").edge is Tone.ERROR
    assert "required" in icons(cell(model, "LastName"))
    assert at(model, "LastName", FEED).data() == "drop a question here"


def test_a_source_that_left_the_form_is_struck_through_and_kept(
    model: TargetModel, session: Session
) -> None:
    feed(session, first("/gone", "/name"))
    chips = {piece.text: piece for piece in cell(model, "Note__c", FEED).pieces}
    assert chips["/gone"].struck
    assert not chips["/name"].struck


def test_a_rule_whose_field_left_the_target_is_kept_and_struck_through(
    model: TargetModel, session: Session
) -> None:
    fewer = replace(CONTACT, fields=CONTACT.fields[1:])
    edits.set_object(session, fewer)
    shown = cell(model, "Ext__c")
    assert shown.pieces[-1].struck
    assert at(model, "Ext__c", FEED).data() == "case_id"


def test_key_and_status_have_their_icons(model: TargetModel, session: Session) -> None:
    assert "key" in icons(cell(model, "Ext__c"))
    edits.set_status(session, [FieldPlace("Contact", "Sex__c")], Status.TO_DISCUSS)
    assert "to-discuss" in icons(cell(model, "Sex__c"))
    edits.set_status(session, [FieldPlace("Contact", "Sex__c")], Status.AGREED)
    assert "agreed" in icons(cell(model, "Sex__c"))


def test_a_proposal_waits_beside_its_field_until_something_feeds_it(
    model: TargetModel, session: Session
) -> None:
    form = replace(FORM, questions=(*FORM.questions, replace(FORM.questions[0], id="/note__c")))
    edits.set_form(session, form)
    model.show_proposals(proposals(session.mapping))
    assert at(model, "Note__c", FEED).data() == "proposal: /note__c – Enter accepts"
    edits.add_sources(session, "Contact", "Note__c", [q("/age")])
    assert at(model, "Note__c", FEED).data() == "/age"
    assert "Note__c" not in [proposal.field for proposal in model.proposals]


def test_problems_stand_at_their_field_with_their_sentence(
    model: TargetModel, session: Session, qtbot: Any
) -> None:
    with qtbot.waitSignal(session.problems_changed):
        edits.unmap(session, [FieldPlace("Contact", "LastName")])
    assert "error" in icons(cell(model, "LastName"))
    tip = at(model, "LastName").data(Qt.ItemDataRole.ToolTipRole)
    assert len(tip.splitlines()) > 2
    edits.add_sources(session, "Contact", "LastName", [q("/name")])
    qtbot.waitUntil(lambda: "error" not in icons(cell(model, "LastName")), timeout=3000)


@pytest.mark.parametrize(
    ("answers", "field", "text"),
    [
        pytest.param({"name": "Ana"}, "LastName", "Ana", id="a value"),
        pytest.param({"sex": "m"}, "Sex__c", "Male", id="a value by the table"),
        pytest.param({"sex": ""}, "Sex__c", "/sex", id="a reason"),
    ],
)
def test_the_result_beside_a_field_is(
    answers: dict[str, Any], field: str, text: str, model: TargetModel, session: Session
) -> None:
    session.show_submission(submission(case={"@case_id": "c1"}, **answers))
    assert text in at(model, field, RESULT).data()
    assert at(model, None, RESULT).data() == "1 record"


def test_results_of_each_row_stand_beside_each_other(model: TargetModel, session: Session) -> None:
    edits.set_for_each(session, "Visit", QuestionId("/children"))
    edits.add_sources(session, "Visit", "code", [q("/children/name")])
    session.show_submission(submission(children=[{"name": "Baraka"}, {"name": "Zawadi"}]))
    assert at(model, "code", RESULT, "Visit").data() == "Baraka | Zawadi"
    assert at(model, None, RESULT, "Visit").data() == "2 records"


def test_a_record_that_is_not_made_says_why(model: TargetModel, session: Session) -> None:
    session.show_submission(submission(name="Ana"))
    assert at(model, None, RESULT).data().startswith("1 not made: ")
    assert icons(cell(model, None, RESULT)) == ["error"]


def test_an_edit_announces_its_rows_and_resets_nothing(
    model: TargetModel, session: Session, qtbot: Any
) -> None:
    announced: list[str] = []
    model.dataChanged.connect(lambda top, _last: announced.append(model.row(top).field))
    with qtbot.assertNotEmitted(model.modelReset):
        edits.add_sources(session, "Contact", "Note__c", [q("/name")])
        edits.move_value(session, "Contact", "Note__c", "Contact", "Age__c")
        edits.set_key(session, "Contact", ["Ext__c", "Note__c"])
        session.undo_stack.undo()
    assert set(announced) == {"", "Note__c", "Age__c"}


def test_a_change_of_rules_resets(model: TargetModel, session: Session, qtbot: Any) -> None:
    with qtbot.waitSignal(model.modelReset):
        edits.rename_rule(session, "Contact", "Person")
    assert model.at(FieldPlace("Person", "LastName")).isValid()


@pytest.mark.parametrize(
    ("one", "fields"),
    [
        (FieldFilter.MAPPED, ["Ext__c", "LastName", "Sex__c"]),
        (FieldFilter.REQUIRED_UNMAPPED, []),
        (FieldFilter.TO_DISCUSS, []),
    ],
)
def test_a_filter_leaves(one: FieldFilter, fields: list[str], model: TargetModel) -> None:
    model.show_filter(one)
    assert [model.tree.rows[number].field for number in model.found] == fields


def test_a_field_that_was_just_mapped_stays_in_sight_under_the_filter(
    model: TargetModel, session: Session
) -> None:
    model.show_filter(FieldFilter.UNMAPPED)
    edits.add_sources(session, "Contact", "Note__c", [q("/name")])
    assert model.at(FieldPlace("Contact", "Note__c")).isValid()
    model.show_filter(FieldFilter.UNMAPPED)
    assert not model.at(FieldPlace("Contact", "Note__c")).isValid()


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        pytest.param("last name", ["LastName"], id="a label"),
        pytest.param("SEX__c", ["Sex__c"], id="a name"),
        pytest.param("/sex", ["Sex__c"], id="the question that feeds it"),
        pytest.param("visit", ["code", "date"], id="a record rule"),
    ],
)
def test_a_search_finds_a_field_by(text: str, fields: list[str], model: TargetModel) -> None:
    model.search(text)
    assert [model.tree.rows[number].field for number in model.found] == fields


def test_screen_readers_hear_what_a_field_takes(model: TargetModel) -> None:
    said = at(model, "LastName").data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Last name LastName, required, /name"


def test_a_rule_of_an_object_that_is_gone_is_shown_with_its_fields(session: Session) -> None:
    lost = RecordRule(RuleId("Old"), "Old", fields=(FieldRule("a", first("/name")),))
    session.start_with(replace(WHOLE, target=Target(), rules=(lost,)))
    model = TargetModel(session)
    assert cell(model, "a", rule="Old").pieces[-1].struck
