"""A problem beside the rule it is about: all of it can be read, and its mend leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from sessions import App, app

from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.target import (
    FieldType,
    Target,
    TargetChoice,
    TargetField,
    TargetObject,
)
from mapper_gui.mapping.values import EachChoice, First
from mapper_gui.views.problem_card import ProblemCard
from mapper_gui.views.rule_view import RulePane
from mapper_gui.views.theme import apply_theme

__all__ = ("app",)

LONG = QuestionId("/referral_services/hiv_support__care/check_services_label/hiv_support_option1")
IDS = ("counselling", "antiretroviral_refill", "home_visit_by_nurse")
WIDTH = 336


@pytest.fixture
def pane(app: App, qtbot: Any, qapp: Any) -> Iterator[RulePane]:
    """The rule of a field that is fed straight by a Checkbox whose ids the target does not know."""
    apply_theme(qapp)
    question = Question(LONG, Kind.MULTIPLE, choices=tuple(Choice(each) for each in IDS))
    values = tuple(TargetChoice(each) for each in ("Counselling", "Refill", "Home visit"))
    field = TargetField("Services__c", type=FieldType.MULTIPLE_CHOICE, choices=values)
    rule = FieldRule("Services__c", First((QuestionSource(LONG),)))
    mapping = Mapping(
        form=Form(questions=(question,), languages=("en",)),
        target=Target(objects=(TargetObject("Referral__c", fields=(field,)),)),
        rules=(RecordRule(RuleId("Referral__c"), "Referral__c", fields=(rule,)),),
    )
    app.session.start_with(mapping)
    made = RulePane(app.session)
    qtbot.addWidget(made)
    made.resize(WIDTH, 640)
    made.show()
    app.session.select(FieldPlace("Referral__c", "Services__c"))
    qtbot.waitUntil(lambda: bool(made.findChildren(ProblemCard)))
    QApplication.processEvents()
    yield made
    made.close()


def mend_button(pane: RulePane, words: str) -> QPushButton:
    buttons = [b for card in pane.findChildren(ProblemCard) for b in card.findChildren(QPushButton)]
    return next(button for button in buttons if words in button.text())


def _unmapped(app: App) -> list[str]:
    kinds = [str(problem.kind) for problem in app.session.problems]
    return [kind for kind in kinds if kind == "choice_unmapped"]


def test_long_ids_and_mends_stay_within_a_narrow_pane(pane: RulePane) -> None:
    page = pane.widget()
    assert page.width() <= pane.viewport().width()
    button = mend_button(pane, "target value")
    assert button.width() <= pane.viewport().width()
    lines = button.height() / button.fontMetrics().height()
    assert lines >= 2, "its words do not fit in one line, so they go on in the next"


def test_giving_choices_a_value_leads_into_a_new_choice_table(app: App, pane: RulePane) -> None:
    QTest.mouseClick(mend_button(pane, "target value"), Qt.MouseButton.LeftButton)
    rule = app.session.mapping.rules[0].field_rule("Services__c")
    assert rule is not None
    (step,) = rule.then
    assert isinstance(step, EachChoice)
    assert step.table is not None
    assert [row.choice for row in pane.field_page.steps.table.model.rows] == list(IDS)


def test_giving_choices_a_value_leads_to_the_choice_table_that_is_there(
    app: App, pane: RulePane, qtbot: Any
) -> None:
    QTest.mouseClick(mend_button(pane, "target value"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(_unmapped(app)))
    QApplication.processEvents()
    before = app.session.mapping
    said: list[str] = []
    app.session.noticed.connect(said.append)
    pane.field_page.take.setFocus()
    QTest.mouseClick(mend_button(pane, "target value"), Qt.MouseButton.LeftButton)
    assert app.session.mapping is before
    assert said == []
    assert pane.field_page.steps.table.grid.currentIndex().row() == 0
