"""What the export does not say of the form is typed in, or taken from a submission."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from dialogs import app, dialogs, household, without_name
from practice import SAMPLES
from sessions import App

from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import Accepts, Mapping
from mapper_gui.mapping.submission import Submission
from mapper_gui.views.form_facts_dialog import FormFactsDialog
from mapper_gui.views.window_dialogs import WindowDialogs

__all__ = ("app", "dialogs", "household")


@pytest.fixture
def dialog(dialogs: WindowDialogs) -> Iterator[FormFactsDialog]:
    dialogs.show_form_facts()
    shown = dialogs.open_dialog
    assert isinstance(shown, FormFactsDialog)
    yield shown
    if not shown.gone:
        shown.reject()


def test_everything_is_one_step(dialog: FormFactsDialog, app: App) -> None:
    dialog.name.setText(" Visit ")
    dialog.xmlns.setText("http://openrosa.org/formdesigner/A")
    dialog.app_id.setText("app-1")
    dialog.space.setText("demo")
    dialog.other_xmlns.setPlainText("http://openrosa.org/formdesigner/B\n\n")
    dialog.note.setPlainText("Agreed with the ministry.")
    dialog.save()
    mapping = app.session.mapping
    assert mapping.form == Form(
        name="Visit",
        xmlns="http://openrosa.org/formdesigner/A",
        app_id="app-1",
        project_space="demo",
    )
    assert mapping.accepts.xmlns == (
        "http://openrosa.org/formdesigner/A",
        "http://openrosa.org/formdesigner/B",
    )
    assert mapping.note == "Agreed with the ministry."
    assert app.session.undo_stack.count() == 1
    app.session.undo_stack.undo()
    assert app.session.mapping == Mapping()


def test_without_another_form_nothing_is_said_of_what_is_accepted(
    household: App, dialog: FormFactsDialog
) -> None:
    dialog.xmlns.setText("http://openrosa.org/formdesigner/NEW")
    dialog.save()
    mapping = household.session.mapping
    assert mapping.accepts == Accepts()
    assert mapping.accepted == Accepts(xmlns=("http://openrosa.org/formdesigner/NEW",))


def test_saving_without_a_change_is_no_step(household: App, dialog: FormFactsDialog) -> None:
    dialog.save()
    assert household.session.undo_stack.count() == 0


def test_a_form_known_by_name_alone_still_takes_its_own(
    dialog: FormFactsDialog, dialogs: WindowDialogs, app: App
) -> None:
    dialog.name.setText("Visit")
    dialog.other_names.setPlainText("Visit (copy)")
    dialog.save()
    assert app.session.mapping.accepts == Accepts(form_names=("Visit", "Visit (copy)"))
    dialogs.show_form_facts()
    again = dialogs.open_dialog
    assert isinstance(again, FormFactsDialog)
    assert again.other_names.toPlainText() == "Visit (copy)"
    again.reject()


def test_the_facts_of_the_open_submission_are_taken_when_asked(
    app: App, dialogs: WindowDialogs
) -> None:
    body = json.loads((SAMPLES / "register_household-all-answered.json").read_text("utf-8"))
    app.session.show_submission(Submission(body))
    dialogs.show_form_facts()
    dialog = dialogs.open_dialog
    assert isinstance(dialog, FormFactsDialog)
    assert dialog.take.isVisible()
    dialog.take.click()
    assert dialog.name.text() == body["form"]["@name"]
    assert dialog.xmlns.text() == body["form"]["@xmlns"]
    assert dialog.space.text() == body["domain"]
    assert app.session.mapping == Mapping()
    dialog.save()
    assert app.session.mapping.form.xmlns == body["form"]["@xmlns"]


def test_without_a_submission_there_is_nothing_to_take(dialog: FormFactsDialog) -> None:
    assert not dialog.take.isVisible()


def test_everything_has_a_name_for_screen_readers(dialog: FormFactsDialog) -> None:
    assert without_name(dialog) == []
