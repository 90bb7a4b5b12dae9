"""Dragging between the panes, with the events that Qt sends: what is taken, refused, and said."""

from __future__ import annotations

from typing import Any

import pytest
from clinic import first, joined
from panes import COPY, LEFT, NO_KEY, Drag, Panes, app, panes, session
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication
from sessions import SAMPLE

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.edit import with_field_rule
from mapper_gui.mapping.mapping import FieldRule
from mapper_gui.mapping.source import FORM_ID
from mapper_gui.mapping.values import ByTable, ChoiceTable, Constant
from mapper_gui.readers import read_form
from mapper_gui.views.drag_chip import chip_pixmap, chip_text

__all__ = ("app", "panes", "session")


def drag(panes: Panes, *ids: str) -> Drag:
    """A drag of these rows of the form over the target."""
    panes.choose(*ids)
    return Drag(panes.target.tree, panes.dragged())


def drag_field(panes: Panes, *places: FieldPlace) -> Drag:
    indexes = [panes.target.model.at(place) for place in places]
    return Drag(panes.target.tree, panes.target.model.mimeData(indexes))


def test_a_question_dropped_on_a_field_feeds_it(panes: Panes) -> None:
    assert drag(panes, "/visit_date").drop(panes.place("Contact", "Birthdate"))
    assert panes.takes("Contact", "Birthdate") == first("/visit_date")
    assert panes.session.selected == FieldPlace("Contact", "Birthdate")
    row = panes.target.tree.current_row()
    assert row is not None
    assert row.field == "Birthdate"


def test_several_become_the_first_answered_of_them_in_one_step(panes: Panes) -> None:
    assert drag(panes, "/age", "id", "/hh/phone").drop(panes.place("Contact", "Note__c"))
    assert panes.takes("Contact", "Note__c") == first(FORM_ID, "/age", "/hh/phone")
    panes.session.undo_stack.undo()
    assert panes.takes("Contact", "Note__c") is None


def test_a_field_fed_by_sources_takes_one_more_without_asking(panes: Panes) -> None:
    over = drag(panes, "/hh/phone")
    assert over.over(panes.place("Contact", "LastName"))
    assert "next source" in panes.noticed[-1]
    assert over.drop(panes.place("Contact", "LastName"))
    assert panes.takes("Contact", "LastName") == first("/name", "/hh/phone")


def test_a_template_takes_it_as_a_part(panes: Panes) -> None:
    rule = FieldRule("Note__c", joined("No ", "/age"))
    panes.session.apply("test", with_field_rule(panes.session.mapping, "Contact", rule))
    assert drag(panes, "/hh_id").drop(panes.place("Contact", "Note__c"))
    assert panes.takes("Contact", "Note__c") == joined("No ", "/age", "/hh_id")


def test_a_constant_refuses_and_says_how(panes: Panes) -> None:
    edits.set_take(panes.session, "Contact", "Note__c", Constant("x"))
    refused = drag(panes, "/age")
    assert not refused.over(panes.place("Contact", "Note__c"))
    assert "Note__c has a constant" in panes.noticed[-1]
    refused.leave()
    assert panes.takes("Contact", "Note__c") == Constant("x")


def test_a_refusal_is_said_once_for_each_row_it_is_held_over(panes: Panes) -> None:
    held = drag(panes, "/name")
    for _time in range(3):
        held.over(panes.place("Contact", "LastName"))
    said = [text for text in panes.noticed if "as you want it already" in text]
    assert len(said) == 1
    held.leave()


def test_dropped_on_a_record_rule_they_become_fields(panes: Panes) -> None:
    assert drag(panes, "/hh/phone", "/age").drop(panes.place("Visit"))
    assert panes.takes("Visit", "phone") == first("/hh/phone")
    assert panes.takes("Visit", "age") == first("/age")
    assert panes.session.selected == FieldPlace("Visit", "phone")
    row = panes.target.tree.current_row()
    assert row is not None
    assert row.field == "phone"


def test_an_object_without_record_rule_says_what_is_missing(panes: Panes) -> None:
    edits.remove_rule(panes.session, "Visit")
    model = panes.target.model
    held = drag(panes, "/age")
    assert not held.over(model.index(model.rowCount() - 1, 0))
    assert "Add one from its menu" in panes.noticed[-1]
    held.leave()


def test_a_repeats_question_is_taken_where_the_rule_goes_through_no_rows(panes: Panes) -> None:
    assert drag(panes, "/children/name").drop(panes.place("Visit", "code"))
    assert panes.takes("Visit", "code") == first("/children/name")


def test_a_choice_maps_its_questions_id_never_its_label(panes: Panes) -> None:
    assert drag(panes, "/sex-m").drop(panes.place("Contact", "Note__c"))
    assert panes.takes("Contact", "Note__c") == first("/sex")
    assert "not a label" in panes.noticed[-1]


def test_a_choice_dropped_where_the_target_has_values_begins_a_choice_table(panes: Panes) -> None:
    edits.unmap(panes.session, [FieldPlace("Contact", "Sex__c")])
    assert drag(panes, "/sex-m", "/sex-f").drop(panes.place("Contact", "Sex__c"))
    rule = panes.session.mapping.rules[0].field_rule("Sex__c")
    assert rule is not None
    assert rule.take == first("/sex")
    assert rule.then == (ByTable(ChoiceTable()),)


def test_a_choice_has_no_place_on_a_record_rule(panes: Panes) -> None:
    held = drag(panes, "/sex-m")
    assert not held.over(panes.place("Visit"))
    assert "choice table" in panes.noticed[-1]
    held.leave()


@pytest.mark.parametrize("full_id", ["/services_note", "/hh"], ids=["a label", "a group"])
def test_what_holds_no_answer_cannot_be_dropped_even_by_force(full_id: str, panes: Panes) -> None:
    mime = QMimeData()
    mime.setData("application/x-mapper-sources+json", f'[{{"question": "{full_id}"}}]'.encode())
    held = Drag(panes.target.tree, mime)
    assert not held.over(panes.place("Contact", "Note__c"))
    assert full_id in panes.noticed[-1]
    held.leave()


def test_a_value_is_moved_to_another_field(panes: Panes) -> None:
    moved = drag_field(panes, FieldPlace("Contact", "LastName"))
    assert moved.drop(panes.place("Contact", "Note__c"))
    assert panes.takes("Contact", "Note__c") == first("/name")
    assert panes.takes("Contact", "LastName") is None


def test_two_values_are_exchanged_between_their_fields(panes: Panes) -> None:
    moved = drag_field(panes, FieldPlace("Contact", "LastName"))
    moved.over(panes.place("Contact", "Sex__c"))
    assert panes.noticed[-1] == "Exchange the values of LastName and Sex__c"
    assert moved.drop(panes.place("Contact", "Sex__c"))
    assert panes.takes("Contact", "LastName") == first("/sex")


def test_a_value_moves_to_another_record_rule(panes: Panes) -> None:
    assert drag_field(panes, FieldPlace("Contact", "LastName")).drop(panes.place("Visit", "code"))
    assert panes.takes("Visit", "code") == first("/name")


@pytest.mark.parametrize(
    ("dragged", "onto"),
    [
        pytest.param([("Contact", "LastName")], ("Contact", "LastName"), id="itself"),
        pytest.param([("Contact", "LastName")], ("Visit", None), id="a record rule"),
        pytest.param(
            [("Contact", "LastName"), ("Contact", "Sex__c")],
            ("Visit", "code"),
            id="several at once",
        ),
    ],
)
def test_a_value_cannot_be_moved_onto(
    dragged: list[tuple[str, str]], onto: tuple[str, str | None], panes: Panes
) -> None:
    held = drag_field(panes, *(FieldPlace(*place) for place in dragged))
    assert not held.over(panes.place(*onto))
    held.leave()
    assert not panes.session.undo_stack.count()


def test_only_fields_with_a_value_can_be_dragged(panes: Panes) -> None:
    model = panes.target.model
    draggable = Qt.ItemFlag.ItemIsDragEnabled
    assert model.flags(panes.place("Contact", "LastName")) & draggable
    assert not model.flags(panes.place("Contact", "Note__c")) & draggable
    assert not model.flags(panes.place("Contact")) & draggable


def test_ids_dragged_from_a_text_editor_are_taken_as_copies(panes: Panes) -> None:
    mime = QMimeData()
    mime.setText("/age\n/hh/phone")
    assert Drag(panes.target.tree, mime).drop(panes.place("Contact", "Note__c"))
    assert panes.takes("Contact", "Note__c") == first("/age", "/hh/phone")


@pytest.mark.parametrize("kind", ["prose", "a file", "junk"])
def test_what_has_nothing_to_do_with_a_mapping_is_left_to_the_window(
    kind: str, panes: Panes
) -> None:
    mime = QMimeData()
    match kind:
        case "prose":
            mime.setText("Dear all, /age is")
        case "a file":
            mime.setUrls([QUrl.fromLocalFile("/age")])
        case "junk":
            mime.setData("application/x-mapper-sources+json", b"{{{")
    said = len(panes.noticed)
    event = QDragEnterEvent(QPoint(60, 60), COPY, mime, LEFT, NO_KEY)
    QApplication.sendEvent(panes.target.tree.viewport(), event)
    assert not event.isAccepted()
    assert len(panes.noticed) == said


def test_nothing_is_reset_by_a_drop(panes: Panes, qtbot: Any) -> None:
    with (
        qtbot.assertNotEmitted(panes.target.model.modelReset),
        qtbot.assertNotEmitted(panes.form.model.modelReset),
    ):
        assert drag(panes, "/age").drop(panes.place("Contact", "Note__c"))


def test_the_row_under_the_pointer_is_highlighted_until_the_drag_leaves(panes: Panes) -> None:
    tree = panes.target.tree
    index = panes.place("Contact", "Note__c")
    held = drag(panes, "/age")
    held.over(index)
    assert tree.wash(index) is not None
    assert tree.outline(index) is not None
    assert tree.wash(panes.place("Contact", "Age__c")) is None
    held.leave()
    assert tree.wash(index) is None


def test_a_drop_while_a_search_hides_other_fields_works(panes: Panes) -> None:
    panes.target.search_box.setText("note")
    assert drag(panes, "/age").drop(panes.place("Contact", "Note__c"))
    assert panes.takes("Contact", "Note__c") == first("/age")


def test_a_question_of_an_older_form_can_still_be_moved(panes: Panes) -> None:
    rule = FieldRule("Note__c", first("/gone"))
    panes.session.apply("test", with_field_rule(panes.session.mapping, "Contact", rule))
    moved = drag_field(panes, FieldPlace("Contact", "Note__c"))
    assert moved.drop(panes.place("Contact", "Age__c"))
    assert panes.takes("Contact", "Age__c") == first("/gone")


def test_the_model_alone_does_what_the_view_does(panes: Panes) -> None:
    mime = QMimeData()
    mime.setText("/age")
    model = panes.target.model
    note = panes.place("Contact", "Note__c")
    assert model.canDropMimeData(mime, COPY, -1, -1, note)
    assert model.dropMimeData(mime, COPY, -1, -1, note)
    assert not model.canDropMimeData(mime, COPY, -1, -1, note)
    assert not model.dropMimeData(mime, COPY, -1, -1, note)


@pytest.mark.parametrize("ratio", [1.0, 2.0], ids=["at 100 %", "at 200 %"])
def test_the_chip_shows_the_id_and_is_no_wider_than_it_may_be(ratio: float, qapp: Any) -> None:
    picture = chip_pixmap("/a" * 500, ratio)
    assert picture.devicePixelRatio() == ratio
    assert picture.width() / ratio < 400
    assert chip_text(["/hh/sex"]) == "/hh/sex"
    assert chip_text(["/a", "/b", "/c", "/d"]) == "4 question ids"


def test_the_referral_example_of_the_guide_is_mapped_by_its_id(panes: Panes) -> None:
    edits.set_form(panes.session, read_form(SAMPLE / "referral_services.tsv").form)
    around = "/referral_services/hiv_support__care/check_services_label"
    label = f"{around}/check_the_services_that_were_provided"
    panes.choose(label)
    panes.form.tree.startDrag(COPY)
    assert "is a label" in panes.noticed[-1]
    option = f"{around}/hiv_support_care_option1"
    assert drag(panes, option).drop(panes.place("Contact", "Services__c"))
    assert panes.takes("Contact", "Services__c") == first(option)
