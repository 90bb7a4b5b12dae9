"""The result as a runner will write it, and what it says where there is no record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from practice import SAMPLES
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from sessions import SAMPLE, App, app

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.conditions import Compare, Operator
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import Accepts, Chosen, LookupSample, Mapping
from mapper_gui.mapping.source import FORM_ID, QuestionSource
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import Target
from mapper_gui.mapping.values import Constant, TargetLookup
from mapper_gui.storage.projects import read_project
from mapper_gui.views.result_pane import ResultPane
from mapper_gui.views.runner_result_model import COLUMN, SHOWN, WHY, WRITTEN
from mapper_gui.views.theme import apply_theme

__all__ = ("app",)

BODY = json.loads(
    (SAMPLES / "register_household-empty-absent-and-text-node.json").read_text("utf-8")
)


@pytest.fixture
def pane(app: App, qtbot: Any, qapp: Any) -> Iterator[ResultPane]:
    """The pane on the sample project, with a submission of few answers."""
    apply_theme(qapp)
    app.session.start_with(read_project(SAMPLE / "register_household.ccmap").mapping)
    made = ResultPane(app.session)
    app.session.evaluation_changed.connect(made.show_evaluation)
    made.resize(1340, 400)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    app.session.show_submission(Submission(BODY))
    yield made
    made.close()


def choose(pane: ResultPane, qtbot: Any, words: str) -> None:
    """Choose by keyboard, as a person does: the box opens, arrow keys, Enter."""
    pane.chooser.setFocus()
    steps = pane.chooser.findText(words) - pane.chooser.currentIndex()
    key = Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up
    QTest.keyClick(pane.chooser, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    view = pane.chooser.view()
    qtbot.waitUntil(view.isVisible)
    for _ in range(abs(steps)):
        QTest.keyClick(view, key)
    QTest.keyClick(view, Qt.Key.Key_Return)
    if words != "as the preview":
        qtbot.waitUntil(lambda: pane.summary.text().startswith(words.removeprefix("as ")))


def rows(pane: ResultPane) -> dict[str, list[str]]:
    """Written, in the preview, and why, by record and column."""
    model = pane.as_runner.model()
    found = {}
    for at in range(model.rowCount()):
        record = model.index(at, 0)
        for row in range(model.rowCount(record)):
            name, *more = (
                model.index(row, column, record).data() for column in (COLUMN, WRITTEN, SHOWN, WHY)
            )
            found[f"{record.data()}.{name}"] = more
    return found


def test_another_way_of_writing_stands_beside_the_preview_with_its_reason(
    pane: ResultPane, qtbot: Any
) -> None:
    assert pane.result.isVisible()
    choose(pane, qtbot, "as commcare-export")
    assert pane.as_runner.isVisible()
    assert "5 fields are written in another way" in pane.summary.text()
    found = rows(pane)
    written, shown, why = found["Contact.Phone"]
    assert (written, shown) == ("empty cell", "null")
    assert "a CSV knows no null" in why
    assert found["Visit__c.App_Version__c"][2] == "a number as text: every cell is text"
    assert found["Contact.LastName"][1:] == ["", ""]
    choose(pane, qtbot, "as OpenFn")
    assert rows(pane)["Contact.Phone"] == ["null", "", ""]
    choose(pane, qtbot, "as the preview")
    assert pane.result.isVisible()
    assert pane.summary.text() == ""


def test_what_a_runner_refuses_is_said_at_its_field(pane: ResultPane, qtbot: Any) -> None:
    choose(pane, qtbot, "as Case upload")
    assert "refuses this mapping: 3 problems" in pane.summary.text()
    written, _, why = rows(pane)["Contact.CommCare_Case_ID__c"]
    assert written == "refused"
    assert "case_id, external_id" in why


def test_it_follows_an_edit(app: App, pane: ResultPane, qtbot: Any) -> None:
    choose(pane, qtbot, "as Data Loader")
    assert rows(pane)["Contact.Phone"][0] == "#N/A"
    edits.set_take(app.session, "Contact", "Phone", Constant(7))
    qtbot.waitUntil(lambda: rows(pane)["Contact.Phone"][0] == "7")
    assert rows(pane)["Contact.Phone"][2] == "a number as text: every cell is text"


def test_while_it_is_not_seen_no_runner_is_asked(
    app: App, pane: ResultPane, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(pane, qtbot, "as Data Loader")
    pane.hide()
    asked: list[Mapping] = []
    from mapper_gui.exporters import previews

    real = previews.RunnerPreviews

    def counted(mapping: Mapping, runner: str) -> Any:
        asked.append(mapping)
        return real(mapping, runner)

    monkeypatch.setattr(previews, "RunnerPreviews", counted)
    edits.set_take(app.session, "Contact", "Phone", Constant(8))
    QApplication.processEvents()
    assert asked == []
    pane.show()
    qtbot.waitUntil(lambda: rows(pane)["Contact.Phone"][0] == "8")
    assert len(asked) == 1


def test_a_click_goes_to_the_rule_and_ctrl_c_copies_what_is_written(
    app: App, pane: ResultPane, qtbot: Any
) -> None:
    choose(pane, qtbot, "as Data Loader")
    tree = pane.as_runner
    record = tree.model().index(1, 0)
    phone = next(
        tree.model().index(row, WRITTEN, record)
        for row in range(tree.model().rowCount(record))
        if tree.model().index(row, COLUMN, record).data() == "Phone"
    )
    tree.scrollTo(phone)
    place = tree.visualRect(phone).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert app.session.selected == FieldPlace(app.session.mapping.rules[1].id, "Phone")
    QTest.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert json.loads(QApplication.clipboard().text())["Phone"] == "#N/A"


def why_none(pane: ResultPane) -> str:
    """The lines that stand where records would."""
    [label] = pane._why.findChildren(QLabel)
    assert label.isVisible()
    return label.text()


def test_without_a_record_rule_it_says_what_to_do(app: App, pane: ResultPane) -> None:
    app.session.apply("x", replace(app.session.mapping, rules=()))
    assert "There is no record rule. Add one from a target object's menu" in why_none(pane)
    app.session.apply("x", replace(app.session.mapping, target=Target()))
    assert "There is no record rule. Import the target system's fields" in why_none(pane)
    app.session.undo_stack.undo()
    app.session.undo_stack.undo()
    assert pane.result.isVisible()


def test_without_a_mapped_field_it_says_what_to_do(app: App, pane: ResultPane) -> None:
    mapping = app.session.mapping
    bare = tuple(replace(rule, fields=()) for rule in mapping.rules)
    app.session.apply("x", replace(mapping, rules=bare))
    assert "No target field has a value. Drag a question" in why_none(pane)


def test_why_each_rule_makes_no_record_of_this_submission(app: App, pane: ResultPane) -> None:
    mapping = app.session.mapping
    rule = replace(mapping.rules[0], for_each=Chosen(QuestionId("/hh/water")))
    app.session.apply("x", replace(mapping, rules=(rule,)))
    [title, line] = why_none(pane).splitlines()
    assert title == "This submission makes no record."
    assert line.startswith("Household__c: ")
    assert "/hh/water" in line


def test_a_submission_that_is_not_accepted_makes_no_record_and_says_so(
    app: App, pane: ResultPane
) -> None:
    when = Compare(QuestionSource(QuestionId("/village")), Operator.EQUAL, ("elsewhere",))
    mapping = app.session.mapping
    accepts = Accepts(mapping.accepts.xmlns, mapping.accepts.form_names, when)
    app.session.apply("x", replace(mapping, accepts=accepts))
    assert "/village" in why_none(pane)


def test_a_record_whose_condition_is_false_is_not_shown_as_an_error(
    app: App, pane: ResultPane
) -> None:
    when = Compare(QuestionSource(QuestionId("/village")), Operator.EQUAL, ("elsewhere",))
    mapping = app.session.mapping
    first, *others = mapping.rules
    app.session.apply("x", replace(mapping, rules=(replace(first, when=when), *others)))
    model = pane.result.model()
    assert model.index(0, 0).data() == "Household__c: no record, since its condition is false"


def test_a_sample_answer_is_marked_where_the_result_stands(app: App, pane: ResultPane) -> None:
    look_up = TargetLookup("Contact", "Ext__c", FORM_ID, "Id")
    sample = LookupSample("Contact", "Ext__c", BODY["id"], "Id", "a31")
    app.session.apply("", replace(app.session.mapping, lookup_samples=(sample,)))
    edits.set_take(app.session, "Contact", "Phone", look_up)
    model = pane.result.model()
    shown = [
        model.index(row, 1, record).data()
        for record in (model.index(at, 0) for at in range(model.rowCount()))
        for row in range(model.rowCount(record))
        if model.index(row, 0, record).data() == "Phone"
    ]
    assert shown == ["a31 (sample answer)"]
