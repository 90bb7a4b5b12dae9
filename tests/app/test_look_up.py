"""Proving the mapping on submissions: one look-up at a time, nothing taken over unasked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from practice import HOUSEHOLD_ID, MOTHER_CASE_ID, SAMPLES, VISIT_XMLNS
from sessions import SAMPLE, App, app

from mapper_gui.app.look_up import Offered
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import MapperError, SecretError, ServerError, ServerKind
from mapper_gui.mapping.learn import FormFacts
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import Submission
from mapper_gui.storage.projects import read_project

__all__ = ("app",)


@pytest.fixture
def household(app: App) -> App:
    """The sample project, connected to the practice server."""
    app.session.start_with(read_project(SAMPLE / "register_household.ccmap").mapping)
    app.look_up.start_practice_server()
    return app


@pytest.fixture
def failed(app: App) -> list[MapperError]:
    told: list[MapperError] = []
    app.look_up.failed.connect(told.append)
    return told


def submission_body(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    return body


def test_a_form_id_is_looked_up_and_proved(household: App, qtbot: Any) -> None:
    with qtbot.waitSignal(household.look_up.found, timeout=10000):
        household.look_up.look_up(HOUSEHOLD_ID)
    qtbot.waitUntil(lambda: household.session.evaluation is not None)
    evaluation = household.session.evaluation
    assert evaluation is not None
    assert evaluation.submission.id == HOUSEHOLD_ID
    assert any(record.made for record in evaluation.records)
    link = household.look_up.offered.link
    assert link is not None
    assert link.endswith(f"/a/demo/reports/form_data/{HOUSEHOLD_ID}/")


def test_a_case_offers_its_submissions_of_this_form_newest_first(
    household: App, qtbot: Any
) -> None:
    mapping = household.session.mapping
    form = replace(mapping.form, xmlns=VISIT_XMLNS, questions=(), name="")
    household.session.start_with(replace(mapping, form=form, rules=()))
    with qtbot.waitSignal(household.look_up.found, timeout=10000) as found:
        household.look_up.look_up(MOTHER_CASE_ID)
    assert found.args[0].kind == "case"
    offered = household.look_up.offered
    received = [body["received_on"] for body in offered.submissions]
    assert len(received) > 1
    assert received == sorted(received, reverse=True)
    assert offered.link is not None
    assert "/case_data/" in offered.link
    evaluation = household.session.evaluation
    assert evaluation is not None
    assert evaluation.submission.body == offered.submissions[0]


def test_a_case_without_submissions_of_this_form_closes_what_was_shown(
    household: App, qtbot: Any
) -> None:
    household.look_up.open_read((submission_body("register_household-all-answered"),))
    assert household.session.evaluation is not None
    with qtbot.waitSignal(household.look_up.found, timeout=10000):
        household.look_up.look_up(MOTHER_CASE_ID)
    assert household.look_up.offered.submissions == ()
    assert household.session.evaluation is None


def test_the_answer_to_an_older_question_is_dropped(household: App, qtbot: Any) -> None:
    seen: list[str] = []
    household.look_up.found.connect(lambda found: seen.append(found.form["id"]))
    other = submission_body("register_household-no-phone")["id"]
    household.look_up.look_up(HOUSEHOLD_ID)
    household.look_up.look_up(other)
    qtbot.waitUntil(lambda: bool(seen), timeout=10000)
    qtbot.waitUntil(lambda: household.background.under_way == ())
    assert seen == [other]


@pytest.mark.parametrize("how", ["by the panel", "by the progress line"])
def test_a_cancelled_look_up_has_ended(household: App, qtbot: Any, how: str) -> None:
    ended: list[int] = []
    household.look_up.ended.connect(lambda: ended.append(1))
    household.look_up.look_up(HOUSEHOLD_ID)
    if how == "by the panel":
        household.look_up.cancel()
    else:
        for task in household.background.under_way:
            task.cancel()
    qtbot.waitUntil(lambda: household.background.under_way == ())
    assert ended == [1]
    assert household.session.evaluation is None


def test_an_unexpected_error_ends_the_look_up_too(
    household: App, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mapper_gui.commcare.find as finding

    async def broken(*given: Any, **named: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(finding, "find", broken)
    ended: list[int] = []
    household.look_up.ended.connect(lambda: ended.append(1))
    with qtbot.capture_exceptions() as raised:
        household.look_up.look_up(HOUSEHOLD_ID)
        qtbot.waitUntil(lambda: bool(raised), timeout=5000)
    assert ended == [1]


def test_another_project_gives_up_the_look_up_and_what_it_offered(
    household: App, qtbot: Any
) -> None:
    household.look_up.open_read((submission_body("register_household-all-answered"),))
    household.look_up.look_up(HOUSEHOLD_ID)
    seen: list[Offered] = []
    household.look_up.offered_changed.connect(seen.append)
    household.project.new()
    qtbot.waitUntil(lambda: household.background.under_way == ())
    assert household.session.evaluation is None
    assert household.look_up.offered == Offered()
    assert seen == [Offered()]
    assert household.session.mapping == Mapping()


def test_without_a_connection_it_says_so(app: App, failed: list[MapperError]) -> None:
    app.look_up.look_up(HOUSEHOLD_ID)
    assert [error.kind for error in failed] == [ServerKind.NO_KEY]


def test_without_a_key_it_says_so(
    household: App, qtbot: Any, memory_keyring: Any, failed: list[MapperError]
) -> None:
    connection = household.look_up.connection
    assert connection is not None
    household.look_up.set_connection(
        Connection(connection.server_url, connection.project_space, "bo@example.org")
    )
    household.look_up.look_up(HOUSEHOLD_ID)
    qtbot.waitUntil(lambda: bool(failed), timeout=10000)
    assert isinstance(failed[0], ServerError)
    assert failed[0].kind is ServerKind.NO_KEY


def test_without_a_keyring_the_key_is_used_for_this_run(household: App, qtbot: Any) -> None:
    connection = household.look_up.connection
    assert connection is not None
    told: list[Any] = []
    other = Connection(connection.server_url, connection.project_space, "bo@example.org")
    household.look_up.keep_key(other, "a-key", told.append, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=10000)
    assert isinstance(told[0], SecretError)
    household.look_up.set_connection(other)
    household.look_up.look_up(HOUSEHOLD_ID)
    failed: list[MapperError] = []
    household.look_up.failed.connect(failed.append)
    qtbot.waitUntil(lambda: bool(failed), timeout=10000)
    assert failed[0].kind is ServerKind.NOT_AUTHORISED  # it was asked with that key


def test_a_kept_key_is_read_from_the_keyring(
    household: App, qtbot: Any, memory_keyring: Any
) -> None:
    connection = household.look_up.connection
    assert connection is not None
    key = household.look_up._keys_for_this_run.popitem()[1]  # as after a restart
    told: list[Any] = []
    household.look_up.keep_key(connection, key, told.append, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=10000)
    household.look_up._keys_for_this_run.clear()
    with qtbot.waitSignal(household.look_up.found, timeout=10000):
        household.look_up.look_up(HOUSEHOLD_ID)
    household.look_up.forget_key(connection, told.append)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=10000)
    assert memory_keyring.kept == {}


def test_a_connection_is_tried(household: App, qtbot: Any) -> None:
    connection = household.look_up.connection
    assert connection is not None
    told: list[Any] = []
    household.look_up.check_connection(connection, None, told.append, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=10000)
    assert told[0].connection == connection
    household.look_up.check_connection(connection, "wrong", told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=10000)
    assert told[1].kind is ServerKind.NOT_AUTHORISED


def test_a_submission_of_another_form_is_named_before_any_result_is_shown(
    household: App,
) -> None:
    household.look_up.open_read((submission_body("register_household-all-answered"),))
    seen: list[Submission] = []
    household.look_up.other_form_found.connect(seen.append)
    visit = submission_body("anc_visit-one-child")
    household.look_up.open_read((visit,))
    assert [each.xmlns for each in seen] == [VISIT_XMLNS]
    assert household.session.evaluation is None
    before = household.session.mapping
    household.look_up.open_submission(visit, other_form_too=True)
    assert household.session.evaluation is not None
    assert household.session.mapping is before  # its cases are not learned


def test_the_cases_of_a_submission_are_learned_in_one_step_that_can_be_undone(
    household: App,
) -> None:
    before = household.session.mapping
    body = submission_body("register_household-all-answered")
    body["form"]["visit"] = {"case": {"@case_id": "c-9", "update": {"village": "x"}}}
    household.look_up.open_read((body,))
    blocks = {block.path for block in household.session.mapping.form.case_blocks}
    assert "/visit/case" in blocks
    assert household.session.undo_stack.count() == 1
    household.session.undo_stack.undo()
    assert household.session.mapping is before
    assert household.session.evaluation is not None  # the submission stays open


def test_learning_does_not_take_away_what_can_be_redone(household: App) -> None:
    session = household.session
    session.apply("Edit", replace(session.mapping, note="x"))
    session.undo_stack.undo()
    body = submission_body("register_household-all-answered")
    body["form"]["visit"] = {"case": {"@case_id": "c-9"}}
    household.look_up.open_read((body,))
    assert session.evaluation is not None
    assert session.undo_stack.canRedo()
    session.undo_stack.redo()
    assert session.mapping.note == "x"


def test_what_the_export_does_not_say_is_offered_and_taken_only_when_asked(
    household: App,
) -> None:
    mapping = household.session.mapping
    form = replace(mapping.form, name="", xmlns="", app_id="", project_space="")
    household.session.start_with(replace(mapping, form=form))
    seen: list[FormFacts] = []
    household.look_up.facts_found.connect(seen.append)
    household.look_up.open_read((submission_body("register_household-all-answered"),))
    (facts,) = seen
    assert facts.name
    assert facts.xmlns
    assert household.session.mapping.form.xmlns == ""
    household.look_up.take_facts(facts)
    assert household.session.mapping.form.xmlns == facts.xmlns
    assert household.session.mapping.form.name == facts.name
    household.look_up.open_read((submission_body("register_household-no-phone"),))
    assert len(seen) == 1


def test_several_submissions_of_a_file_are_offered(household: App) -> None:
    bodies = (
        submission_body("register_household-all-answered"),
        submission_body("register_household-no-phone"),
    )
    household.look_up.open_read(bodies)
    assert household.look_up.offered == Offered(bodies)
    assert household.session.evaluation is not None
    household.look_up.open_submission(household.look_up.offered.submissions[1])
    assert household.session.evaluation.submission.id == bodies[1]["id"]


def test_a_hanging_server_is_given_up_at_once(household: App, qtbot: Any) -> None:
    server = household.look_up._practice
    assert server is not None
    server.misbehave(Misbehaviour(wait=30))
    household.look_up.look_up(HOUSEHOLD_ID)
    qtbot.wait(200)  # long enough to be asked, far too short to be answered
    with qtbot.waitSignal(household.background.task_ended, timeout=2000):
        household.look_up.cancel()
    assert household.background.under_way == ()


def test_a_practice_server_that_cannot_start_says_so(
    app: App, failed: list[MapperError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: Any, **named: Any) -> Any:
        raise ServerError(ServerKind.PORT_IN_USE, port=0, reason="no")

    monkeypatch.setattr(PracticeServer, "start", refuse)
    app.look_up.use_practice_server()
    assert [error.kind for error in failed] == [ServerKind.PORT_IN_USE]


def test_starting_the_program_does_not_import_what_only_a_look_up_needs() -> None:
    import subprocess
    import sys

    source = (
        "import sys, mapper_gui.app.look_up, mapper_gui.app.background\n"
        "print([m for m in ('httpx', 'asyncio', 'http.server', 'keyring') if m in sys.modules])"
    )
    root = str(Path(__file__).parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, cwd=root, timeout=60
    )
    assert ran.stdout.strip() == "[]", ran.stderr
