"""Why a field is blank, in the rule pane, the result and the target tree's tooltip."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from practice import SAMPLES
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from sessions import SAMPLE, App, app

from mapper_gui.app.place import FieldPlace
from mapper_gui.storage.projects import read_project
from mapper_gui.views.result_model import FIELD, REASON
from mapper_gui.views.result_view import ResultView
from mapper_gui.views.rule_view import RulePane
from mapper_gui.views.theme import apply_theme
from mapper_gui.views.why_blank_view import why_tip

__all__ = ("app",)

OTHER = FieldPlace("Household__c", "Water_Source_Other__c")
LINE = "not asked: /hh/water-source-other is shown only when #form/hh/water-source = 'other'"
EVIDENCE = (
    "Display condition of /hh/water-source-other: #form/hh/water-source = 'other'\n"
    "/hh/water-source is “tap-inside”"
)


@pytest.fixture
def household(app: App) -> App:
    """The sample project with a submission open."""
    app.session.start_with(read_project(SAMPLE / "register_household.ccmap").mapping)
    open_sample(app, "register_household-all-answered")
    return app


def open_sample(app: App, name: str) -> None:
    body: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    app.look_up.open_read((body,))


@pytest.fixture
def pane(household: App, qtbot: Any, qapp: Any) -> Iterator[RulePane]:
    apply_theme(qapp)
    window = QMainWindow()
    made = RulePane(household.session)
    window.setCentralWidget(made)
    window.resize(420, 900)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    window.close()


def test_the_rule_pane_says_why_and_unfolds_what_it_rests_on(
    household: App, pane: RulePane
) -> None:
    household.session.select(OTHER)
    QApplication.processEvents()
    page = pane.field_page
    assert page._here.text() == f"here: left out – {LINE}"
    assert page.why.isVisible()
    assert not page.why.evidence.isVisible()
    QTest.mouseClick(page.why.button, Qt.MouseButton.LeftButton)
    assert page.why.evidence.isVisible()
    assert page.why.evidence.text() == EVIDENCE
    assert page.why.evidence.accessibleName() == EVIDENCE
    page.why.button.setFocus()
    QTest.keyClick(page.why.button, Qt.Key.Key_Space)
    assert not page.why.evidence.isVisible()


def test_a_field_with_a_value_has_nothing_to_explain(household: App, pane: RulePane) -> None:
    household.session.select(FieldPlace("Household__c", "Name"))
    QApplication.processEvents()
    assert pane.field_page._here.text() == "here: Ana Rakoto"
    assert not pane.field_page.why.isVisible()


def test_without_a_submission_nothing_is_said(household: App, pane: RulePane) -> None:
    household.session.select(OTHER)
    household.session.show_submission(None)
    QApplication.processEvents()
    assert not pane.field_page.why.isVisible()


def test_what_is_learned_of_the_version_changes_what_is_said(
    household: App, pane: RulePane, qtbot: Any
) -> None:
    open_sample(household, "register_household-older-app-unknown-choice")
    household.session.select(OTHER)
    QApplication.processEvents()
    assert "perhaps not asked" in pane.field_page._here.text()
    household.look_up.start_practice_server()
    household.look_up.versions.look_up()
    wanted = "here: left out – /hh/water-source-other is not in app v11"
    qtbot.waitUntil(lambda: pane.field_page._here.text() == wanted, timeout=10000)


def test_the_result_says_why_in_one_line_and_at_length_in_its_tooltip(
    household: App, qtbot: Any
) -> None:
    view = ResultView(household.session)
    qtbot.addWidget(view)
    view.show()
    view.show_evaluation(household.session.evaluation)
    model = view.model()
    record = model.index(0, 0)
    row = next(
        row
        for row in range(model.rowCount(record))
        if model.index(row, FIELD, record).data() == OTHER.field
    )
    reason = model.index(row, REASON, record)
    assert reason.data() == LINE
    assert reason.data(Qt.ItemDataRole.ToolTipRole) == f"{LINE}\n{EVIDENCE}"
    assert record.siblingAtColumn(REASON).data() is None


def test_a_record_that_is_not_made_says_why_in_its_own_line(household: App, qtbot: Any) -> None:
    open_sample(household, "register_household-older-app-unknown-choice")
    view = ResultView(household.session)
    qtbot.addWidget(view)
    view.show()
    view.show_evaluation(household.session.evaluation)
    words = view.model().index(0, REASON).data()
    assert words.startswith("Water_Source__c has no value, and its rule says")
    assert "outside the choice table: “borehole”" in words


def test_the_tooltip_of_the_target_tree_tells_field_and_rule(household: App) -> None:
    session = household.session
    assert why_tip(session, OTHER).splitlines()[0] == LINE
    assert why_tip(session, FieldPlace("Household__c", "Name")) == ""
    assert why_tip(session, FieldPlace("Household__c")) == ""
    open_sample(household, "register_household-older-app-unknown-choice")
    assert why_tip(session, FieldPlace("Household__c")).startswith("Water_Source__c has no value")
    session.show_submission(None)
    assert why_tip(session, OTHER) == ""
