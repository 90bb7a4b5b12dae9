"""Which submissions a mapping is for is written in the rule pane."""

from dataclasses import replace

import pytest
from clinic import MAPPING, XMLNS, q, submission
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from rule_panes import app, pane
from sessions import App

from mapper_gui.app.place import AcceptsPlace, place_of
from mapper_gui.mapping.conditions import AllOf, Asks, Compare, Not, Operator, Presence
from mapper_gui.mapping.mapping import Accepts
from mapper_gui.mapping.source import MetaSource
from mapper_gui.views.accepts_view import AcceptsPage
from mapper_gui.views.form_facts_dialog import FormFactsDialog
from mapper_gui.views.rule_view import RulePane

__all__ = ("app", "pane")


@pytest.fixture
def page(pane: RulePane) -> AcceptsPage:
    """Opened from the pane without a selection."""
    link = next(b for b in pane.findChildren(QPushButton) if b.text().startswith("Which submiss"))
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert pane.accepts_page.isVisible()
    return pane.accepts_page


def accepts(app: App) -> Accepts:
    return app.session.mapping.accepts


def test_several_xmlns_are_typed_one_on_each_line_as_one_undo(app: App, page: AcceptsPage) -> None:
    page.xmlns.setFocus()
    QTest.keyClicks(page.xmlns, XMLNS)
    QTest.keyClick(page.xmlns, Qt.Key.Key_Return)
    QTest.keyClicks(page.xmlns, "http://openrosa.org/copy")
    QTest.keyClick(page.xmlns, Qt.Key.Key_Tab)
    assert accepts(app).xmlns == (XMLNS, "http://openrosa.org/copy")
    assert "http://openrosa.org/copy" in page.sentence.text()
    app.session.undo_stack.undo()
    assert accepts(app) == Accepts()


def test_test_users_are_left_out_by_a_list_of_names(app: App, page: AcceptsPage) -> None:
    app.session.show_submission(submission(meta={"username": "tester"}, name="Ana"))
    QApplication.processEvents()
    assert page.told.text() == "The open submission is accepted."
    QTest.mouseClick(page.exclude, Qt.MouseButton.LeftButton)
    left_out = Not(Compare(MetaSource("username"), Operator.ONE_OF, ("tester",)))
    assert accepts(app).when == left_out
    assert page.told.text() == "The open submission is left out by the condition."
    assert "when username is not one of “tester”" in page.sentence.text()


def test_a_condition_is_added_to_what_is_there(app: App, page: AcceptsPage) -> None:
    named_ = Asks(q("/name"), Presence.ANSWERED)
    app.session.start_with(replace(MAPPING, accepts=Accepts(when=named_)))
    app.session.select(AcceptsPlace())
    QTest.mouseClick(page.exclude, Qt.MouseButton.LeftButton)
    when = accepts(app).when
    assert isinstance(when, AllOf)
    assert when.conditions[0] == named_


def test_a_submission_of_another_form_is_told(app: App, page: AcceptsPage) -> None:
    other = submission()
    form = {**other.form, "@xmlns": "http://openrosa.org/other"}
    app.session.show_submission(replace(other, body={**other.body, "form": form}))
    QApplication.processEvents()
    assert "http://openrosa.org/other" in page.told.text()


def test_a_problem_of_the_condition_leads_here(app: App, pane: RulePane) -> None:
    from mapper_gui.mapping.check import check

    gone = Asks(q("/gone"), Presence.ANSWERED)
    found = check(replace(MAPPING, accepts=Accepts(when=gone)))
    assert [place_of(problem) for problem in found] == [AcceptsPlace()]


def test_the_form_details_keep_the_condition(app: App, pane: RulePane) -> None:
    when = Asks(q("/name"), Presence.ANSWERED)
    app.session.start_with(replace(MAPPING, accepts=Accepts(when=when)))
    dialog = FormFactsDialog(pane, app.session)
    dialog.name.setText("Another name")
    dialog.save()
    assert accepts(app).when == when
