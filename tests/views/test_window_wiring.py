"""What one pane asks for, another does: the window's wiring, tried through its widgets."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mapper_gui.app.place import FieldPlace
from mapper_gui.storage.resources import resource
from mapper_gui.views.picker import Picker
from mapper_gui.views.program import Program, build
from mapper_gui.views.sample_ids import SAMPLE_ID


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    """The whole program with the sample form and target open."""
    made = build()
    made.window.show()
    made.files.open_form(resource("sample", "register_household.tsv"))
    made.files.open_target(resource("sample", "targets.csv"))
    session = made.session
    qtbot.waitUntil(lambda: bool(session.mapping.form.questions and session.mapping.rules))
    yield made
    made.project.new()  # left knowingly: nobody is there to answer the question
    made.window.close()
    made.close()


def test_adding_a_question_in_the_rule_pane_offers_a_list_to_type_in(
    program: Program, qtbot: QtBot
) -> None:
    program.session.select(FieldPlace("Household__c", "Name"))
    pane = program.window.rule_pane
    add = next(b for b in pane.findChildren(QPushButton) if b.text() == "Add a question…")
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    picker = open_picker()
    qtbot.keyClicks(picker.search_box, "head_name")
    qtbot.keyClick(picker.search_box, Qt.Key.Key_Return)
    rule = program.session.mapping.rule("Household__c")
    assert rule is not None
    fed = rule.field_rule("Name")
    assert fed is not None
    assert [str(source) for source in fed.sources] == ["QuestionSource(question='/hh/head_name')"]


def test_another_language_is_shown_in_every_pane(program: Program, qtbot: QtBot) -> None:
    program.session.select(FieldPlace("Household__c", "Water_Source__c"))
    program.window.target_pane.pick_source_for(FieldPlace("Household__c", "Water_Source__c"))
    picker = open_picker()
    qtbot.keyClicks(picker.search_box, "water-source")
    qtbot.keyClick(picker.search_box, Qt.Key.Key_Return)
    program.window.form_pane.language_changed.emit("fra")
    words = [label.text() for label in program.window.rule_pane.findChildren(QLabel)]
    assert "Source d'eau principale" in words


def open_picker() -> Picker:
    """The list to choose from that is open."""
    found = (w for w in QApplication.topLevelWidgets() if isinstance(w, Picker) and w.isVisible())
    return next(found)


def test_the_sample_shows_its_next_step_in_the_look_up_box(qtbot: QtBot) -> None:
    made = build()
    made.window.show()
    made.window.requests.open_sample()
    session = made.session
    qtbot.waitUntil(lambda: bool(session.mapping.form.questions and session.mapping.rules))
    qtbot.waitUntil(lambda: not made.background.under_way)
    proof = made.window.proof
    assert proof.box.selectedText() == SAMPLE_ID
    assert proof.notices.isVisible()
    assert "Press Enter" in proof.notices.text
    with qtbot.waitSignal(made.look_up.found, timeout=10000):
        qtbot.keyClick(proof.box, Qt.Key.Key_Return)
    assert session.evaluation is not None
    made.project.new()
    made.window.close()
    made.close()
