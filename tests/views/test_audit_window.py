"""The window of many submissions, by the events of a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sessions import SAMPLE, App, app

from mapper_gui.app.audits import Audits
from mapper_gui.app.place import FieldPlace
from mapper_gui.storage.projects import read_project
from mapper_gui.views.audit_table import AuditTable
from mapper_gui.views.audit_window import AuditWindow
from mapper_gui.wording.audit import MASK

__all__ = ("app",)

PROJECT = SAMPLE / "register_household.ccmap"


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """The sample submissions; one more with a choice id typed into nothing, and a long name."""
    bodies = [
        json.loads(file.read_text("utf-8")) for file in sorted((SAMPLE / "practice").glob("*.json"))
    ]
    path = tmp_path / "forms.json"
    path.write_text(json.dumps([one for one in bodies if "form" in one]), "utf-8")
    return path


@pytest.fixture
def window(app: App, qtbot: Any) -> Iterator[AuditWindow]:
    """Shown, with the sample project and nothing fetched."""
    app.session.start_with(read_project(PROJECT).mapping)
    made = AuditWindow(app.session, app.look_up, Audits(app.session, app.look_up))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.end()


@pytest.fixture
def audited(window: AuditWindow, submissions: Path, qtbot: Any) -> AuditWindow:
    """With the submissions of the file."""
    window.read_file(submissions)
    qtbot.waitUntil(lambda: window.findings.rows.rowCount() > 0, timeout=10000)
    return window


def texts(table: AuditTable) -> list[list[str]]:
    model = table.rows
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def click(button: Any) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def click_row(table: AuditTable, row: int, column: int = 0) -> None:
    place = table.visualRect(table.rows.index(row, column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_it_says_what_fetching_costs_before_it_starts(app: App, window: AuditWindow) -> None:
    assert "Not connected" in window.cost.text()
    app.look_up.start_practice_server()
    assert "1 call to http://127.0.0.1" in window.cost.text()
    assert "50 a day" in window.cost.text()


def test_fetching_without_a_connection_offers_one(window: AuditWindow, qtbot: Any) -> None:
    click(window.fetch_button)
    assert "Nobody is connected" in window.notices.text
    with qtbot.waitSignal(window.connection_wanted):
        click(window.notices._action)


def test_a_click_fetches_and_the_findings_are_listed(
    app: App, window: AuditWindow, qtbot: Any
) -> None:
    app.look_up.start_practice_server()
    click(window.fetch_button)
    qtbot.waitUntil(lambda: window.findings.rows.rowCount() > 2, timeout=10000)
    found = texts(window.findings)
    assert window.tabs.tabText(0) == f"Findings ({len(found)})"
    [unmapped] = [row for row in found if row[0] == "Household__c → Water_Source__c"]
    assert "“river” (×" in unmapped[1]
    assert "/hh/water-source" in [row[0] for row in found]
    qtbot.waitUntil(lambda: not window.progress.isVisible())
    assert "200 submissions" in window.summary.text()


def test_each_tab_says_its_part(audited: AuditWindow) -> None:
    borehole = [row for row in texts(audited.choices) if row[1] == "borehole"]
    assert borehole == [
        [
            "/hh/water-source",
            "borehole",
            "(not in the form)",
            "1",
            "Household__c → Water_Source__c: no target value",
        ]
    ]
    assert ["/hh_id", "yes", "0", "0", "0", "0", "0", ""] in texts(audited.identifiers)
    assert [row[:2] for row in texts(audited.records)] == [
        ["Household__c", "4"],
        ["Contact", "5"],
        ["Visit__c", "5"],
    ]
    phone = next(row for row in texts(audited.questions) if row[0] == "/hh/phone")
    assert phone[1:6] == ["“Phone”", "3", "2", "0", "3"]


def test_one_click_adds_the_missing_rows_and_one_undo_takes_them_away(
    app: App, audited: AuditWindow, qtbot: Any
) -> None:
    before = app.session.mapping
    click_row(audited.findings, 0)
    assert audited.add_button.isVisible()
    click(audited.add_button)
    rule = app.session.mapping.rule("Household__c")
    assert rule is not None
    [step] = rule.by_field["Water_Source__c"].table_steps
    table = app.session.mapping.table(step)
    assert table is not None
    assert table.find("borehole")[0]
    # The target does not list that value, which is said in its place.
    qtbot.waitUntil(lambda: "does not list" in str(texts(audited.findings)), timeout=10000)
    assert "no target value" not in str(texts(audited.findings))
    app.session.undo_stack.undo()
    assert app.session.mapping == before
    qtbot.waitUntil(lambda: "no target value" in str(texts(audited.findings)), timeout=10000)


def test_a_finding_leads_to_its_field_and_a_question_to_the_form(
    audited: AuditWindow, qtbot: Any
) -> None:
    with qtbot.waitSignal(audited.place_wanted) as told:
        click_row(audited.findings, 0)
    assert told.args == [FieldPlace("Household__c", "Water_Source__c")]
    with qtbot.waitSignal(audited.question_wanted) as asked:
        click_row(audited.findings, 1)
    assert asked.args == ["/hh/water-source"]


def test_a_form_id_behind_a_finding_opens_that_submission(app: App, audited: AuditWindow) -> None:
    click_row(audited.findings, 0)
    form_id = "5f6e7d8c-9b0a-4c1d-8e2f-3a4b5c6d7e8f"
    assert form_id in audited.links.text()
    audited.links.linkActivated.emit(form_id)
    assert app.session.evaluation is not None
    assert app.session.evaluation.submission.id == form_id


def test_tables_are_searched_sorted_and_copied(audited: AuditWindow) -> None:
    audited.tabs.setCurrentWidget(audited.questions)
    QTest.keyClicks(audited.search_box, "phone")
    assert [row[0] for row in texts(audited.questions)] == ["/hh/phone"]
    audited.search_box.clear()
    audited.questions.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    answered = [int(row[2]) for row in texts(audited.questions)]
    assert answered == sorted(answered)
    audited.questions.selectRow(0)
    QTest.keyClick(audited.questions, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().split("\t")[0] == texts(audited.questions)[0][0]


def test_masking_covers_what_people_typed(audited: AuditWindow, qtbot: Any) -> None:
    with qtbot.waitSignal(audited._session.masked_changed) as told:
        QTest.keyClick(audited, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    assert told.args == [True]
    everything = [
        cell
        for table in (audited.findings, audited.choices, audited.identifiers, audited.questions)
        for row in texts(table)
        for cell in row
    ]
    assert any("borehole" in cell for cell in everything)  # a choice id stays
    assert MASK not in "".join(everything)


def test_an_empty_table_teaches_and_has_a_name(window: AuditWindow) -> None:
    assert "Fetch the form's last submissions" in window._empty_words()
    for table in (window.findings, window.choices, window.records, window.questions):
        assert table.accessibleName()


def test_a_file_that_cannot_be_read_is_told_in_the_window(
    window: AuditWindow, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{", "utf-8")
    window.read_file(path)
    qtbot.waitUntil(lambda: bool(window.notices.text) and window.notices.isVisible(), timeout=5000)
    assert "broken.json" in window.notices.text


def test_a_question_is_told_by_app_version(window: AuditWindow, tmp_path: Path, qtbot: Any) -> None:
    file = SAMPLE / "practice"
    body = next(
        body
        for body in (json.loads(each.read_text("utf-8")) for each in sorted(file.glob("*.json")))
        if body.get("form", {}).get("@xmlns") == window._session.mapping.form.xmlns
    )
    other = json.loads(json.dumps(body))
    other["id"] = "other"
    for meta in (body.setdefault("metadata", {}), other.setdefault("metadata", {})):
        meta["app_build_version"] = 17 if meta is other["metadata"] else 18
    path = tmp_path / "two.json"
    path.write_text(json.dumps([body, other]), "utf-8")
    window.read_file(path)
    qtbot.waitUntil(lambda: window.questions.rows.rowCount() > 0, timeout=10000)
    window.tabs.setCurrentWidget(window.questions)
    click_row(window.questions, 0)
    assert window.detail_text.isVisible()
    assert window.detail_text.text().startswith("app v18: ")
    assert "; app v17: " in window.detail_text.text()
