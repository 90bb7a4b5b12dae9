"""The panel below: look-ups end to end on the practice server, and the results they give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from practice import HOUSEHOLD_ID, MOTHER_CASE_ID, SAMPLES, VISIT_XMLNS
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QPushButton,
    QSplitter,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)
from sessions import SAMPLE, App, app

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.mapping import Operation
from mapper_gui.mapping.values import Constant
from mapper_gui.storage.projects import read_project
from mapper_gui.storage.sample import practice_records
from mapper_gui.views.proof_panel import PANEL_HEIGHT, ProofPanel
from mapper_gui.views.result_model import ANSWER, FIELD, LABEL, REASON, SOURCE, VALUE, ResultModel
from mapper_gui.views.sample_ids import sample_ids
from mapper_gui.views.theme import apply_theme

__all__ = ("app",)


@pytest.fixture
def panel(app: App, qtbot: Any, qapp: Any) -> Iterator[ProofPanel]:
    """The panel in its splitter, on the sample project, not connected."""
    apply_theme(qapp)
    app.session.start_with(read_project(SAMPLE / "register_household.ccmap").mapping)
    window = QMainWindow()
    splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
    made = ProofPanel(app.session, app.look_up)
    splitter.addWidget(QWidget())
    splitter.addWidget(made)
    splitter.setStretchFactor(0, 1)
    window.setCentralWidget(splitter)
    window.resize(1366, 700)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    window.close()


@pytest.fixture
def connected(app: App, panel: ProofPanel) -> ProofPanel:
    app.look_up.start_practice_server()
    return panel


def body(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    return read


def ask(panel: ProofPanel, text: str) -> None:
    panel.box.setFocus()
    panel.box.selectAll()
    QTest.keyClicks(panel.box, text)
    QTest.keyClick(panel.box, Qt.Key.Key_Return)


def ask_and_wait(panel: ProofPanel, app: App, qtbot: Any, text: str) -> None:
    with qtbot.waitSignal(app.look_up.found, timeout=10000):
        ask(panel, text)
    QApplication.processEvents()


def shown(panel: ProofPanel) -> list[list[str]]:
    """The texts of the result, record after record."""
    model = panel.result.model()
    rows = []
    for at in range(model.rowCount()):
        record = model.index(at, 0)
        rows.append([record.data()])
        for row in range(model.rowCount(record)):
            columns = (FIELD, VALUE, SOURCE, LABEL, ANSWER, REASON)
            rows.append([model.index(row, column, record).data() for column in columns])
    return rows


def test_a_form_id_shows_value_source_label_and_answer(
    app: App, connected: ProofPanel, qtbot: Any
) -> None:
    ask_and_wait(connected, app, qtbot, f"  {HOUSEHOLD_ID} ")
    rows = shown(connected)
    assert ["Household__c"] in rows
    assert [
        "Water_Source__c",
        "Inside tap",
        "/hh/water-source",
        "“Main source of water”",
        "tap-inside",
        "",
    ] in rows
    missing = next(row for row in rows if row[0] == "Water_Source_Other__c")
    assert missing[1] == "–"
    assert missing[5].startswith("not asked: /hh/water-source-other is shown only when")
    assert "chw01" in connected._summary.text()
    assert connected._open.isVisible()


def test_a_link_is_as_good_as_an_id(app: App, connected: ProofPanel, qtbot: Any) -> None:
    connection = app.look_up.connection
    assert connection is not None
    link = f"{connection.server_url}/a/demo/reports/form_data/{HOUSEHOLD_ID}/"
    ask_and_wait(connected, app, qtbot, link)
    assert app.session.evaluation is not None
    assert app.session.evaluation.submission.id == HOUSEHOLD_ID


def visits(app: App) -> None:
    """A mapping of the visit form, so that the mother's case has submissions of it."""
    mapping = app.session.mapping
    form = replace(mapping.form, xmlns=VISIT_XMLNS, name="ANC visit")
    app.session.start_with(replace(mapping, form=form))


def test_a_case_lists_its_submissions_and_says_what_was_asked(
    app: App, connected: ProofPanel, qtbot: Any
) -> None:
    visits(app)
    ask_and_wait(connected, app, qtbot, MOTHER_CASE_ID)
    assert connected._submissions.isVisible()
    assert connected._submissions.count() > 1
    assert connected._submissions.currentIndex() == 0
    assert connected.notices.text.startswith(
        "Asked for a form, then a case. This is a case: mother “Halima Juma” "
        f"({MOTHER_CASE_ID}), with {connected._submissions.count()} submissions of this form"
    )
    first = app.session.evaluation
    assert first is not None
    connected._submissions.setFocus()
    QTest.keyClick(connected._submissions, Qt.Key.Key_Down)
    assert app.session.evaluation is not None
    assert app.session.evaluation.submission.id != first.submission.id
    assert connected._submissions.currentIndex() == 1


def test_the_list_of_a_cases_submissions_is_wide_enough_and_says_it_once(
    app: App, connected: ProofPanel, qtbot: Any
) -> None:
    visits(app)
    ask_and_wait(connected, app, qtbot, MOTHER_CASE_ID)
    box = connected._submissions
    widest = max(box.fontMetrics().horizontalAdvance(box.itemText(at)) for at in range(box.count()))

    def room() -> int:
        style = QStyleOptionComboBox()
        box.initStyleOption(style)
        part = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        return box.style().subControlRect(kind, style, part, box).width()

    qtbot.waitUntil(lambda: room() >= widest)  # a layout comes a moment later
    assert not connected._summary.isVisible()  # the same words stand in the list
    ask_and_wait(connected, app, qtbot, HOUSEHOLD_ID)
    assert connected._summary.isVisible()


def test_what_is_opened_in_the_browser_is_what_is_shown(
    app: App, connected: ProofPanel, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    visits(app)
    ask_and_wait(connected, app, qtbot, MOTHER_CASE_ID)
    QTest.mouseClick(connected._open, Qt.MouseButton.LeftButton)
    assert opened[-1].endswith(f"/a/demo/reports/case_data/{MOTHER_CASE_ID}/")
    app.look_up.open_read((body("anc_visit-one-child"),))
    assert not connected._open.isVisible()
    assert not connected._submissions.isVisible()
    assert not connected.notices.isVisible()


def test_a_case_without_submissions_of_this_form_can_be_opened_and_shows_no_old_result(
    app: App, connected: ProofPanel, qtbot: Any
) -> None:
    app.look_up.open_read((body("register_household-all-answered"),))
    assert connected.result.isVisible()
    ask_and_wait(connected, app, qtbot, MOTHER_CASE_ID)
    assert not connected.result.isVisible()
    assert connected._summary.text() == ""
    assert connected._open.isVisible()
    assert connected.notices.isVisible()


def test_another_form_is_named_before_its_result_and_shown_when_asked(
    app: App, connected: ProofPanel, qtbot: Any
) -> None:
    visit = body("anc_visit-one-child")
    ask_and_wait(connected, app, qtbot, visit["id"])
    assert app.session.evaluation is None
    assert VISIT_XMLNS in connected.notices.text
    QTest.mouseClick(connected.notices._action, Qt.MouseButton.LeftButton)
    assert app.session.evaluation is not None
    assert connected.result.isVisible()
    assert not connected.notices.isVisible()


def test_what_the_form_lacks_is_offered_beside_the_case_and_taken_with_one_click(
    app: App, connected: ProofPanel, qtbot: Any
) -> None:
    mapping = app.session.mapping
    form = replace(mapping.form, xmlns=VISIT_XMLNS, name="", app_id="", project_space="")
    app.session.start_with(replace(mapping, form=form))
    ask_and_wait(connected, app, qtbot, MOTHER_CASE_ID)
    text = connected.notices.text
    assert "This is a case" in text
    assert "name “" in text
    assert "xmlns" not in text.partition("does:")[2]  # that is known
    steps = app.session.undo_stack.count()
    QTest.mouseClick(connected.notices._action, Qt.MouseButton.LeftButton)
    assert app.session.mapping.form.name
    assert app.session.undo_stack.count() == steps + 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Misbehaviour(401), "key"),
        (Misbehaviour(403), ""),
        (Misbehaviour(500), ""),
        (Misbehaviour(429, headers={"Retry-After": "99999"}), ""),
        (Misbehaviour(200, body=b"<html>login</html>"), ""),
        (Misbehaviour(hang_up=True), ""),
        (Misbehaviour(302, headers={"Location": "https://elsewhere.invalid/"}), ""),
    ],
)
def test_every_refusal_is_a_sentence_and_the_button_is_ready_again(
    app: App, connected: ProofPanel, qtbot: Any, answer: Misbehaviour, words: str
) -> None:
    server = app.look_up._practice
    assert server is not None
    server.misbehave(*[answer] * 12)
    with qtbot.waitSignal(app.look_up.failed, timeout=20000):
        ask(connected, HOUSEHOLD_ID)
    assert connected.notices.isVisible()
    assert len(connected.notices.text) > 30
    assert words in connected.notices.text
    assert connected._button.text() == "Look up"
    server.behave()
    ask_and_wait(connected, app, qtbot, HOUSEHOLD_ID)
    assert not connected.notices.isVisible()


@pytest.mark.parametrize("text", ["nothing has this id", "not an id at all", "https://x.invalid/a"])
def test_what_cannot_be_found_says_so(
    app: App, connected: ProofPanel, qtbot: Any, text: str
) -> None:
    with qtbot.waitSignal(app.look_up.failed, timeout=10000):
        ask(connected, text.replace(" ", "-") if text.startswith("nothing") else text)
    assert connected.notices.isVisible()


def test_without_a_connection_one_is_asked_for(panel: ProofPanel, qtbot: Any) -> None:
    with qtbot.waitSignal(panel.connection_requested, timeout=1000):
        ask(panel, HOUSEHOLD_ID)


def test_without_a_key_the_way_to_give_one_stands_beside(
    app: App, connected: ProofPanel, qtbot: Any, memory_keyring: Any
) -> None:
    app.look_up._keys_for_this_run.clear()
    with qtbot.waitSignal(app.look_up.failed, timeout=10000):
        ask(connected, HOUSEHOLD_ID)
    with qtbot.waitSignal(connected.connection_requested, timeout=1000):
        QTest.mouseClick(connected.notices._action, Qt.MouseButton.LeftButton)


def test_a_hanging_look_up_is_cancelled_with_the_same_button(
    app: App, connected: ProofPanel, qtbot: Any
) -> None:
    server = app.look_up._practice
    assert server is not None
    server.misbehave(Misbehaviour(wait=30))
    ask(connected, HOUSEHOLD_ID)
    assert connected._button.text() == "Cancel"
    assert connected._summary.text()
    QTest.mouseClick(connected._button, Qt.MouseButton.LeftButton)
    assert connected._button.text() == "Look up"
    assert connected._summary.text() == ""
    qtbot.waitUntil(lambda: app.background.under_way == ())


def test_another_project_leaves_nothing_of_the_one_before(
    app: App, connected: ProofPanel, qtbot: Any
) -> None:
    visits(app)
    ask_and_wait(connected, app, qtbot, MOTHER_CASE_ID)
    app.project.new()
    assert not connected._submissions.isVisible()
    assert not connected._open.isVisible()
    assert not connected.notices.isVisible()
    assert not connected.result.isVisible()
    assert connected.box.text() == ""
    assert connected._summary.text() == ""


def test_closing_the_submission_leaves_nothing_to_choose_from(
    app: App, connected: ProofPanel, qtbot: Any
) -> None:
    visits(app)
    ask_and_wait(connected, app, qtbot, MOTHER_CASE_ID)
    app.look_up.close_submission()
    assert not connected._submissions.isVisible()
    assert not connected.result.isVisible()


# Height


def test_closed_it_is_as_high_as_its_line_and_notice(app: App, panel: ProofPanel) -> None:
    assert panel.height() < 70
    line = panel.height()
    panel._say("A sentence. " * 60, "warning")
    QApplication.processEvents()
    assert line + 20 < panel.height() < PANEL_HEIGHT
    panel.notices.dismiss()
    QApplication.processEvents()
    assert panel.height() == line


def test_opened_again_it_is_as_high_as_it_was_left(app: App, panel: ProofPanel) -> None:
    splitter = panel.parentWidget()
    assert isinstance(splitter, QSplitter)
    panel.show_problems()
    QApplication.processEvents()
    assert panel.height() >= PANEL_HEIGHT
    splitter.setSizes([300, 380])
    QApplication.processEvents()
    left = panel.height()
    assert left > PANEL_HEIGHT + 50
    QTest.mouseClick(panel._problems_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert panel.height() < 70
    QTest.mouseClick(panel._problems_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert abs(panel.height() - left) <= 2


def test_without_a_submission_the_result_teaches_how_to_get_one(
    app: App, panel: ProofPanel, qtbot: Any
) -> None:
    QTest.mouseClick(panel._result_button, Qt.MouseButton.LeftButton)
    buttons = {b.text(): b for b in panel.findChildren(QPushButton) if b.isVisible()}
    with qtbot.waitSignal(panel.submission_file_requested, timeout=1000):
        QTest.mouseClick(buttons["Open a submission from a file…"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(buttons["Start the practice server"], Qt.MouseButton.LeftButton)
    assert app.look_up.is_practice
    assert panel.box.hasFocus()
    assert panel._connection.text() == "practice server"


# The result


def test_the_model_is_a_model(qtmodeltester: Any, app: App, panel: ProofPanel) -> None:
    app.look_up.open_read((body("register_household-all-answered"),))
    model = panel.result.model()
    assert isinstance(model, ResultModel)
    qtmodeltester.check(model)


def test_an_edit_shows_at_once_and_keeps_what_is_folded_and_chosen(
    app: App, panel: ProofPanel
) -> None:
    app.look_up.open_read((body("register_household-all-answered"),))
    model = panel.result.model()
    contact = next(
        model.index(r, 0) for r in range(model.rowCount()) if model.index(r, 0).data() == "Contact"
    )
    panel.result.collapse(model.index(0, 0))
    panel.result.setCurrentIndex(model.index(1, VALUE, contact))
    edits.set_take(app.session, "Contact", "LastName", Constant("Rakoto"))
    assert model.index(1, VALUE, contact).data() == "Rakoto"
    assert not panel.result.isExpanded(model.index(0, 0))
    assert panel.result.currentIndex() == model.index(1, VALUE, contact)
    edits.set_take(app.session, "Contact", "LastName", None)  # a row less: shown anew
    assert all(row[0] != "LastName" for row in shown(panel))


def test_an_edit_does_not_take_the_problems_away(app: App, panel: ProofPanel) -> None:
    app.look_up.open_read((body("register_household-all-answered"),))
    panel.show_problems()
    edits.set_operation(app.session, "Contact", Operation.CREATE)
    assert panel.problems.isVisible()
    app.look_up.open_read((body("register_household-no-phone"),))
    assert panel.result.isVisible()  # a new submission is worth looking at


def test_a_row_goes_to_its_rule_and_a_record_is_copied(app: App, panel: ProofPanel) -> None:
    app.look_up.open_read((body("register_household-all-answered"),))
    model = panel.result.model()
    index = model.index(1, VALUE, model.index(0, 0))
    panel.result.setFocus()
    panel.result.setCurrentIndex(index)
    QTest.keyClick(panel.result, Qt.Key.Key_Return)
    assert app.session.selected == FieldPlace("Household__c", "Name")
    QTest.keyClick(panel.result, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    record = json.loads(QApplication.clipboard().text())
    assert record["rule"] == "Household__c"
    assert record["fields"]["Name"]
    assert app.noticed


def test_a_huge_answer_is_cut_and_in_one_line(app: App, panel: ProofPanel) -> None:
    given = body("register_household-all-answered")
    given["form"]["hh"]["head_name"] = "line\n" * 100_000
    app.look_up.open_read((given,))
    texts = [text for row in shown(panel) for text in row if text]
    assert max(map(len, texts)) <= 500
    assert not any("\n" in text for text in texts)


def test_the_language_of_the_labels_follows(app: App, panel: ProofPanel) -> None:
    app.look_up.open_read((body("register_household-all-answered"),))
    before = shown(panel)
    panel.set_language(app.session.mapping.form.languages[-1])
    assert shown(panel) != before


def test_the_practice_server_puts_a_sample_id_where_enter_looks_it_up(
    app: App, panel: ProofPanel, qtbot: Any
) -> None:
    panel.start_practice()
    assert panel.box.selectedText() == HOUSEHOLD_ID
    assert panel.box.hasFocus()
    assert panel.notices.text.startswith("Press Enter in the look-up box")
    with qtbot.waitSignal(app.look_up.found, timeout=10000):
        QTest.keyClick(panel.box, Qt.Key.Key_Return)
    assert app.session.evaluation is not None


def test_an_id_that_stands_in_the_box_stays_when_the_practice_server_is_started(
    panel: ProofPanel,
) -> None:
    panel.box.setText("my own id")
    panel.start_practice()
    assert panel.box.text() == "my own id"


def test_sample_ids_are_offered_for_the_practice_server_alone(
    app: App, panel: ProofPanel, qtbot: Any
) -> None:
    assert panel.box.completer() is None
    panel.start_practice()
    panel.box.clear()
    QTest.keyClick(panel.box, Qt.Key.Key_Down)
    offered = panel.box.completer()
    assert offered is not None
    assert offered.popup().isVisible()
    assert offered.completionCount() == len(sample_ids())
    offered.popup().hide()
    QTest.keyClicks(panel.box, MOTHER_CASE_ID[:4])
    assert offered.currentCompletion() == MOTHER_CASE_ID
    offered.popup().hide()
    app.look_up.set_connection(Connection("https://www.commcarehq.org", "demo", "me@example.org"))
    assert panel.box.completer() is None


def test_every_sample_id_is_one_that_the_practice_server_knows() -> None:
    known = {record["id"] for record in practice_records()}
    assert {one for one, _words in sample_ids()} <= known
