"""The form pane: searching, choosing, copying and flagging, by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clinic import FORM, MAPPING, q, question, submission
from panes import Panes, app, names_without, panes, session
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sessions import App

from mapper_gui.app import edits
from mapper_gui.mapping.form import Form, Kind, QuestionId
from mapper_gui.mapping.source import FORM_ID
from mapper_gui.mapping.values import LabelCopy
from mapper_gui.views.form_model import LARGE_FORM, Column
from mapper_gui.views.form_view import FormPane
from mapper_gui.views.label_text import LabelText

__all__ = ("app", "panes", "session")


def chosen(panes: Panes) -> list[str]:
    return [row.full_id for row in panes.form.tree.chosen_rows]


def is_open(panes: Panes, full_id: str) -> bool:
    model = panes.form.model
    number = next(n for n, row in enumerate(model.tree.rows) if row.full_id == full_id)
    return panes.form.tree.isExpanded(model.index_of(number))


def menu_words(panes: Panes) -> list[str]:
    menu = panes.form.menu()
    words = [a.text().partition("\t")[0] for a in menu.actions() if a.isEnabled() and a.text()]
    menu.deleteLater()
    return words


def trigger(panes: Panes, words: str) -> None:
    menu = panes.form.menu()
    next(a for a in menu.actions() if a.text().startswith(words)).trigger()
    menu.deleteLater()


def test_without_a_form_the_pane_says_where_one_comes_from(app: App, qtbot: Any) -> None:
    pane = FormPane(app.session)
    qtbot.addWidget(pane)
    pane.show()
    asked: list[str] = []
    pane.paste_requested.connect(lambda: asked.append("paste"))
    pane.focus_pane()
    inside = pane.focusWidget()
    assert inside is not None
    QTest.keyClick(inside, Qt.Key.Key_Space)
    assert asked == ["paste"]
    assert names_without(pane) == []


def test_everything_that_takes_the_keyboard_has_a_name(panes: Panes) -> None:
    assert names_without(panes.form) == []
    assert panes.form.tree.accessibleName()


def test_what_was_found_is_laid_open_and_counted(panes: Panes) -> None:
    panes.form.search_box.setText("refill")
    assert is_open(panes, "/services")
    assert panes.form.model.matches
    panes.form.search_box.setText("nothing has this")
    assert panes.form.model.rowCount() == 0


def test_a_search_leaves_what_was_open_and_chosen_as_it_was(panes: Panes) -> None:
    tree = panes.form.tree
    panes.choose("/sex", "/hh/phone")
    number = next(n for n, row in enumerate(panes.form.model.tree.rows) if row.full_id == "/sex")
    tree.expand(panes.form.model.index_of(number))
    for text in ("a", "art", "nothing has this", ""):
        panes.form.search_box.setText(text)
    assert is_open(panes, "/sex")
    assert not is_open(panes, "/services")
    assert chosen(panes) == ["/sex", "/hh/phone"]


def test_choosing_within_a_search_forgets_what_the_search_hides(panes: Panes) -> None:
    panes.choose("/name")
    panes.form.search_box.setText("phone")
    panes.choose("/hh/phone")
    panes.form.search_box.setText("")
    assert chosen(panes) == ["/hh/phone"]


def test_an_edit_keeps_the_selection(panes: Panes) -> None:
    panes.choose("/sex", "/hh/phone")
    edits.add_sources(panes.session, "Contact", "Note__c", [q("/hh/phone")])
    assert chosen(panes) == ["/sex", "/hh/phone"]


def test_a_newer_form_keeps_what_is_still_there_open_and_chosen(panes: Panes) -> None:
    panes.choose("/sex-m", "/hh/phone")
    newer = replace(FORM, questions=(question("/new"), *FORM.questions))
    edits.set_form(panes.session, newer)
    assert chosen(panes) == ["/sex-m", "/hh/phone"]
    assert is_open(panes, "/sex")


def test_from_the_search_box_the_arrow_goes_to_what_was_found(panes: Panes, qtbot: Any) -> None:
    panes.form.focus_search()
    QTest.keyClicks(panes.form.search_box, "refill")
    QTest.keyClick(panes.form.search_box, Qt.Key.Key_Down)
    assert chosen(panes) == ["/services-art"]
    QTest.keyClick(panes.form.tree, Qt.Key.Key_Escape)
    assert panes.form.search_box.text() == ""


def test_ids_are_copied_one_per_line(panes: Panes) -> None:
    panes.choose("/name", "/hh/phone", "/sex-m")
    QTest.keyClick(panes.form.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "/name\nm\n/hh/phone"
    assert panes.noticed[-1] == "Copied 3 ids."


def test_enter_asks_for_the_field_of_all_that_is_chosen(panes: Panes, qtbot: Any) -> None:
    panes.choose("/name", "/hh/phone", "/hh")
    with qtbot.waitSignal(panes.form.map_requested) as asked:
        QTest.keyClick(panes.form.tree, Qt.Key.Key_Return)
    assert asked.args[0] == [q("/name"), q("/hh/phone")]


def test_enter_on_a_choice_maps_its_question_and_says_so(panes: Panes, qtbot: Any) -> None:
    panes.choose("/sex-m", "/sex-f")
    with qtbot.waitSignal(panes.form.map_requested) as asked:
        QTest.keyClick(panes.form.tree, Qt.Key.Key_Enter)
    assert asked.args[0] == [q("/sex")]
    assert "never a label" in panes.noticed[-1]


def test_enter_on_a_label_says_why_it_cannot_be_mapped(panes: Panes, qtbot: Any) -> None:
    panes.choose("/services_note")
    with qtbot.assertNotEmitted(panes.form.map_requested):
        QTest.keyClick(panes.form.tree, Qt.Key.Key_Return)
    assert "/services_note is a label" in panes.noticed[-1]


def test_dragging_a_label_leads_nowhere_and_says_why(panes: Panes) -> None:
    panes.choose("/services_note")
    panes.form.tree.startDrag(Qt.DropAction.CopyAction)
    assert "/services_note is a label" in panes.noticed[-1]


def test_several_sources_are_flagged_in_one_step_and_unflagged(panes: Panes) -> None:
    panes.choose("/hh_id", "/children/child_id")
    trigger(panes, "Flag as unique identifier")
    assert {q("/hh_id"), q("/children/child_id")} <= set(panes.session.mapping.identifiers)
    assert panes.session.undo_stack.count() == 1
    trigger(panes, "Unflag as unique identifier")
    assert q("/hh_id") not in panes.session.mapping.identifiers


def test_the_menu_offers_what_a_row_can(panes: Panes) -> None:
    panes.choose("/hh_id")
    assert "Map to…" in menu_words(panes)
    assert "Copy label" not in menu_words(panes)
    panes.choose("/services_note")
    words = menu_words(panes)
    assert "Map to…" not in words
    assert {"Copy label", "Use the label's text as a constant…"} <= set(words)


def test_a_labels_text_becomes_a_constant_only_when_asked(panes: Panes, qtbot: Any) -> None:
    panes.choose("/sex-m")
    with qtbot.waitSignal(panes.form.label_requested) as asked:
        trigger(panes, "Use the label's text")
    assert asked.args[0] == LabelText("Male", LabelCopy(QuestionId("/sex"), "en", "m"))


def test_a_hidden_label_column_switches_with_the_answers(panes: Panes) -> None:
    tree = panes.form.tree
    assert tree.isColumnHidden(Column.ANSWER)
    panes.session.show_submission(submission(name="Ana"))
    assert not tree.isColumnHidden(Column.ANSWER)
    panes.session.show_submission(None)
    assert tree.isColumnHidden(Column.ANSWER)


def test_labels_or_ids_first_is_told_once(panes: Panes, qtbot: Any) -> None:
    with qtbot.waitSignal(panes.form.id_first_changed) as told:
        panes.form.set_id_first(True)
    assert told.args == [True]
    with qtbot.assertNotEmitted(panes.form.id_first_changed):
        panes.form.set_id_first(True)


def test_the_language_of_labels_can_be_chosen(panes: Panes, qtbot: Any) -> None:
    edits.set_form(panes.session, replace(FORM, languages=("en", "fra")))
    assert panes.form.languages.isVisible()
    panes.form.languages.setCurrentIndex(1)
    with qtbot.waitSignal(panes.form.language_changed) as told:
        panes.form.languages.activated.emit(1)
    assert told.args == ["fra"]


def test_everything_opens_and_closes(panes: Panes) -> None:
    panes.form.tree.open_all()
    assert is_open(panes, "/sex")
    panes.form.tree.close_all()
    assert not is_open(panes, "/children")


def large_panes(app: App, qtbot: Any) -> tuple[FormPane, list[int]]:
    """The pane with a form of 3,000 questions in 600 groups, and the rows of its groups."""
    pane = FormPane(app.session)
    qtbot.addWidget(pane)
    pane.show()
    questions = [
        question(f"/g{n // 5}" if n % 5 == 0 else f"/g{n // 5}/q{n}", kind)
        for n in range(3000)
        for kind in [Kind.GROUP if n % 5 == 0 else Kind.TEXT]
    ]
    app.session.start_with(replace(MAPPING, form=Form(tuple(questions))))
    rows = pane.model.tree.rows
    return pane, [number for number, row in enumerate(rows) if row.is_container]


def test_a_large_form_opens_whole_while_the_window_goes_on_working(app: App, qtbot: Any) -> None:
    pane, groups = large_panes(app, qtbot)
    tree, turns = pane.tree, 0

    def count() -> None:
        nonlocal turns
        turns += 1

    timer = QTimer(pane, interval=0)
    timer.timeout.connect(count)
    timer.start()
    tree.open_all()
    qtbot.waitUntil(lambda: all(tree.isExpanded(pane.model.index_of(n)) for n in groups))
    assert turns > 1


def test_closing_or_searching_ends_the_opening_of_a_large_form(app: App, qtbot: Any) -> None:
    pane, groups = large_panes(app, qtbot)
    pane.tree.open_all()
    pane.tree.close_all()
    qtbot.wait(50)
    assert not any(pane.tree.isExpanded(pane.model.index_of(n)) for n in groups)
    pane.tree.open_all()
    pane.search_box.setText("q2999")
    qtbot.wait(50)
    assert len(pane.model.matches) == 1
    pane.search_box.setText("")
    qtbot.waitUntil(lambda: not pane.model.words)
    assert pane.tree.isExpanded(pane.model.index_of(groups[0]))


def test_a_large_form_is_searched_and_its_candidates_come_by_themselves(
    app: App, qtbot: Any
) -> None:
    pane = FormPane(app.session)
    qtbot.addWidget(pane)
    pane.show()
    questions = [question(f"/q{n}_id", Kind.HIDDEN) for n in range(LARGE_FORM + 1)]
    app.session.start_with(replace(MAPPING, form=Form(tuple(questions))))
    qtbot.waitUntil(lambda: q("/q7_id") in pane.model.marks.candidates, timeout=5000)
    assert FORM_ID in pane.model.marks.candidates
    pane.search_box.setText("q12")
    assert len(pane.model.matches) == 11
