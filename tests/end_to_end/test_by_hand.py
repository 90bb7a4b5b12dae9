"""The whole job by a real mouse and keyboard, judged by the files that it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hands import Hands, hands, other_program
from open_program import at_rest, open_program
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.mapping import RecordRule
from mapper_gui.mapping.source import FORM_ID, QuestionSource, Source
from mapper_gui.views.export_dialog import ExportDialog
from mapper_gui.views.picker import Picker
from mapper_gui.views.program import Program
from mapper_gui.views.targets_dialog import TargetsDialog

__all__ = ("hands", "other_program")

SAMPLES = Path(__file__).parents[1] / "samples"
FORM = (SAMPLES / "exports" / "referral_services.tsv").read_text(encoding="utf-8")
SERVICES = "/referral_services/hiv_support__care/check_services_label/hiv_support_care_option1"
LABEL = "/referral_services/hiv_support__care/check_services_label/check_the_services_that_were_provided"
TARGETS = (
    "object\tname\tlabel\ttype\trequired\tkey\n"
    "Referral__c\tCommCare_Form_ID__c\tCommCare form id\ttext\tyes\tyes\n"
    "Referral__c\tServices__c\tServices provided\ttext\tno\t\n"
    "Referral__c\tClient__c\tClient\ttext\tno\t\n"
)
SUBMISSION = "2d6b8f14-7c3a-4e59-8b0d-1f2e3d4c5b6a"
RULE = "Referral__c"


@pytest.fixture
def program(hands: Hands) -> Iterator[Program]:
    """The program as it starts, with the keyboard."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    with open_program() as opened:
        opened.window.move(0, 0)
        hands.focus(opened.window)
        yield opened


def form_row(program: Program, source: Source) -> QModelIndex:
    model = program.window.form_pane.model
    return model.index_of(model.tree.by_source[source])


def field_row(program: Program, field: str | None) -> QModelIndex:
    model = program.window.target_pane.model
    return model.index_of(model.tree.at(FieldPlace(RULE, field)))


def drag(program: Program, hands: Hands, source: Source, field: str) -> None:
    window = program.window
    hands.drag(
        window.form_pane.tree,
        form_row(program, source),
        window.target_pane.tree,
        field_row(program, field),
    )


def the_rule(program: Program) -> RecordRule:
    rule = program.session.mapping.rule(RULE)
    assert rule is not None
    return rule


def sources_of(program: Program, field: str) -> tuple[Source, ...]:
    rule = program.session.mapping.rule(RULE)
    found = rule.field_rule(field) if rule is not None else None
    return tuple(found.sources) if found is not None else ()


def paste_form(program: Program, hands: Hands, other_program: Callable[[str], None]) -> None:
    other_program(FORM)
    hands.until(lambda: QApplication.clipboard().text() == FORM)
    hands.press("ctrl+shift+v")
    hands.until(lambda: program.session.mapping.form.questions and at_rest(program))


def paste_targets(program: Program, hands: Hands, other_program: Callable[[str], None]) -> None:
    other_program(TARGETS)
    hands.until(lambda: QApplication.clipboard().text() == TARGETS)
    hands.press("ctrl+t")
    hands.until(lambda: isinstance(program.window.dialogs.open_dialog, TargetsDialog))
    dialog = program.window.dialogs.open_dialog
    assert isinstance(dialog, TargetsDialog)
    hands.focus(dialog)
    hands.click(dialog.paste_button)
    hands.until(lambda: program.session.mapping.target.objects)
    hands.press("Escape")
    hands.until(lambda: program.window.dialogs.open_dialog is None)
    hands.focus(program.window)


@pytest.mark.everything("a screen with a mouse and a keyboard")
def test_the_first_tip_of_the_guide_from_the_clipboard_to_an_exported_step(
    program: Program,
    hands: Hands,
    other_program: Callable[[str], None],
    tmp_path: Path,
) -> None:
    window, session = program.window, program.session
    paste_form(program, hands, other_program)
    paste_targets(program, hands, other_program)

    # The id is dragged, undone and done again.
    services = QuestionSource(SERVICES)  # type: ignore[arg-type]
    drag(program, hands, services, "Services__c")
    hands.until(lambda: sources_of(program, "Services__c") == (services,))
    assert session.selected == FieldPlace(RULE, "Services__c")
    hands.press("ctrl+z")
    hands.until(lambda: not sources_of(program, "Services__c"))
    hands.press("ctrl+shift+z")
    hands.until(lambda: sources_of(program, "Services__c") == (services,))

    # The form id is the identifier, and the key.
    form_tree, target_tree = window.form_pane.tree, window.target_pane.tree
    hands.click_row(form_tree, form_row(program, FORM_ID), button=3)
    hands.choose("Flag as unique identifier")
    hands.until(lambda: session.mapping.identifiers == (FORM_ID,))
    drag(program, hands, FORM_ID, "CommCare_Form_ID__c")
    hands.until(lambda: sources_of(program, "CommCare_Form_ID__c") == (FORM_ID,))
    if the_rule(program).key != ("CommCare_Form_ID__c",):
        hands.click_row(target_tree, field_row(program, "CommCare_Form_ID__c"), button=3)
        hands.choose("Use as key")
        hands.until(lambda: the_rule(program).key == ("CommCare_Form_ID__c",))

    # By keyboard alone: choose the question, Enter, type to find the field, Enter.
    window.form_pane.focus_pane()
    hands.press("ctrl+f")
    hands.write("Name of client")
    hands.press("Return")
    hands.until(lambda: len(window.form_pane.model.matches) == 1 and form_tree.hasFocus())
    hands.press("Return")
    hands.until(lambda: isinstance(QApplication.activePopupWidget(), Picker))
    hands.write("Client__c")
    hands.press("Return")
    client = QuestionSource("/client_name")  # type: ignore[arg-type]
    hands.until(lambda: sources_of(program, "Client__c") == (client,))

    # A submission of the practice server proves it and says which form it is.
    hands.press("ctrl+r")
    hands.until(lambda: window.proof.isVisible())
    hands.click_button(window.proof, "Start the practice server")
    hands.until(lambda: program.look_up.is_practice)
    hands.press("ctrl+l")
    hands.write(SUBMISSION)
    hands.press("Return")
    hands.until(lambda: session.evaluation is not None)
    hands.click_button(window.proof, "Take it")
    hands.until(lambda: session.mapping.form.xmlns)
    assert session.evaluation is not None
    [record] = session.evaluation.records
    assert {field.field: field.value for field in record.fields}["Services__c"] == (
        "counselling art_refill"
    )

    # It is saved through the dialog for files.
    project = tmp_path / "referrals.ccmap"
    hands.write_into_next(QFileDialog, str(project))
    hands.press("ctrl+s")
    hands.until(project.exists)
    hands.until(lambda: not program.project.unsaved)
    hands.focus(window)

    # And exported for OpenFn.
    folder = tmp_path / "out"
    folder.mkdir()
    hands.press("ctrl+e")
    hands.until(lambda: isinstance(window.dialogs.open_dialog, ExportDialog))
    export = window.dialogs.open_dialog
    assert isinstance(export, ExportDialog)
    hands.focus(export)
    hands.click(export.folder)
    hands.press("ctrl+a")
    hands.write(str(folder))
    hands.until(export.write_button.isEnabled)
    hands.click(export.write_button)
    hands.until(lambda: any(folder.iterdir()) and at_rest(program))
    hands.press("Escape")

    saved = json.loads(project.read_text(encoding="utf-8"))
    assert saved["form"]["name"] == "Referral services"
    assert saved["identifiers"] == [{"submission": "id"}]
    [kept] = saved["rules"]
    assert kept["object"] == RULE
    assert kept["key"] == ["CommCare_Form_ID__c"]
    taken = json.dumps(kept["fields"])
    assert SERVICES in taken
    assert LABEL not in taken
    assert "Support and care" not in taken
    [step] = folder.glob("*.js")
    text = step.read_text(encoding="utf-8")
    assert "hiv_support_care_option1" in text
    assert "check_the_services_that_were_provided" not in text
    assert "9BC52B6E-0000-4000-8000-000000000003" in "".join(
        each.read_text(encoding="utf-8") for each in folder.iterdir()
    )


@pytest.mark.everything("a screen with a mouse and a keyboard")
def test_closing_with_unsaved_work_asks_and_cancel_keeps_the_window_and_the_work(
    program: Program, hands: Hands, other_program: Callable[[str], None]
) -> None:
    paste_form(program, hands, other_program)
    for answer, is_there in (("Cancel", True), ("Discard", False)):
        hands.click_in_next(QMessageBox, answer)
        hands.press("ctrl+q")
        hands.until(lambda: QApplication.activeModalWidget() is None)
        hands.until(lambda is_there=is_there: program.window.isVisible() is is_there)
        if is_there:
            assert program.session.mapping.form.questions
            assert program.project.unsaved
            hands.focus(program.window)


@pytest.mark.everything("a screen with a mouse and a keyboard")
def test_two_ids_dragged_onto_an_object_become_fields_of_it(
    program: Program, hands: Hands, other_program: Callable[[str], None]
) -> None:
    paste_form(program, hands, other_program)
    paste_targets(program, hands, other_program)
    window = program.window
    name, date = QuestionSource("/client_name"), QuestionSource("/referral_date")  # type: ignore[arg-type]
    hands.click_row(window.form_pane.tree, form_row(program, name))
    hands.click_row(window.form_pane.tree, form_row(program, date), holding="ctrl")
    hands.drag(
        window.form_pane.tree,
        form_row(program, name),
        window.target_pane.tree,
        field_row(program, None),
    )
    hands.until(lambda: [each.field for each in the_rule(program).fields])
    fed = {each.field: tuple(each.sources) for each in the_rule(program).fields}
    assert set(fed.values()) == {(name,), (date,)}
    target = program.session.mapping.target.object(RULE)
    assert target is not None
    assert {each.name for each in target.fields} >= set(fed)
    hands.press("ctrl+z")
    hands.until(lambda: not the_rule(program).fields)


@pytest.mark.everything("a screen with a mouse and a keyboard")
def test_a_label_dragged_onto_a_field_maps_nothing_and_the_status_line_says_why(
    program: Program, hands: Hands, other_program: Callable[[str], None]
) -> None:
    paste_form(program, hands, other_program)
    paste_targets(program, hands, other_program)
    window, model = program.window, program.window.form_pane.model
    said: list[str] = []
    program.session.noticed.connect(said.append)
    [row] = [
        model.index_of(number)
        for number, row in enumerate(model.tree.rows)
        if row.question is not None and row.question.id == LABEL
    ]
    hands.drag(
        window.form_pane.tree, row, window.target_pane.tree, field_row(program, "Services__c")
    )
    hands.until(lambda: said)
    assert not the_rule(program).fields


@pytest.mark.everything("a screen with a mouse and a keyboard")
def test_a_value_dragged_from_one_field_to_another_moves(
    program: Program, hands: Hands, other_program: Callable[[str], None]
) -> None:
    paste_form(program, hands, other_program)
    paste_targets(program, hands, other_program)
    client = QuestionSource("/client_name")  # type: ignore[arg-type]
    drag(program, hands, client, "Services__c")
    hands.until(lambda: sources_of(program, "Services__c") == (client,))
    tree = program.window.target_pane.tree
    hands.drag(tree, field_row(program, "Services__c"), tree, field_row(program, "Client__c"))
    hands.until(lambda: sources_of(program, "Client__c") == (client,))
    assert sources_of(program, "Services__c") == ()
