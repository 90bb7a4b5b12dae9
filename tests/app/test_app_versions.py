"""The app version of the open submission: asked for once, kept, and what it decides."""

from __future__ import annotations

import json
from typing import Any

import pytest
from practice import SAMPLES
from sessions import SAMPLE, App, app

from mapper_gui.app.app_versions import AppVersions
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.mapping.app_version import Standing, VersionReport
from mapper_gui.mapping.blank import BlankKind
from mapper_gui.mapping.errors import ServerKind
from mapper_gui.storage.builds import read_build
from mapper_gui.storage.projects import read_project

__all__ = ("app",)

V11 = "e0a6125a000000000000000000000011"


@pytest.fixture
def household(app: App) -> App:
    """The sample project, connected to the practice server."""
    app.session.start_with(read_project(SAMPLE / "register_household.ccmap").mapping)
    app.look_up.start_practice_server()
    return app


def open_sample(app: App, name: str) -> None:
    body: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    app.look_up.open_read((body,))


def asked(app: App) -> list[str]:
    server = app.look_up._practice
    assert server is not None
    return [path for path in server.asked if "application" in path]


def look_up(versions: AppVersions, qtbot: Any) -> None:
    versions.look_up()
    qtbot.waitUntil(lambda: not versions.is_asking, timeout=10000)


def report(app: App) -> VersionReport:
    found = app.look_up.versions.report
    assert found is not None
    return found


def test_nothing_is_asked_unless_wanted_and_the_cost_is_told_before(household: App) -> None:
    versions = household.look_up.versions
    assert (versions.report, versions.calls) == (None, None)
    open_sample(household, "register_household-older-app-unknown-choice")
    assert report(household).version == 11
    assert report(household).standing is Standing.UNKNOWN
    assert versions.calls == 3
    assert asked(household) == []


def test_a_look_up_tells_how_old_the_version_is_and_what_differs(
    household: App, qtbot: Any
) -> None:
    open_sample(household, "register_household-older-app-unknown-choice")
    look_up(household.look_up.versions, qtbot)
    found = report(household)
    assert (found.standing, found.behind, found.releases_since) == (Standing.OLDER, 7, 2)
    assert found.of_submission is not None
    assert "/hh/water" in found.of_submission.questions
    assert len(asked(household)) == 3
    assert household.look_up.versions.calls == 0


def test_what_was_found_is_asked_never_again(household: App, qtbot: Any) -> None:
    open_sample(household, "register_household-older-app-unknown-choice")
    look_up(household.look_up.versions, qtbot)
    open_sample(household, "register_household-all-answered")
    assert report(household).standing is Standing.CURRENT
    assert household.look_up.versions.calls == 0
    look_up(household.look_up.versions, qtbot)
    assert len(asked(household)) == 3


def test_structures_are_kept_on_disk_and_nothing_else(household: App, qtbot: Any) -> None:
    open_sample(household, "register_household-older-app-unknown-choice")
    look_up(household.look_up.versions, qtbot)
    kept = read_build(V11)
    assert kept is not None
    assert kept.version == 11


def test_a_structure_that_is_kept_counts_without_a_connection(household: App, qtbot: Any) -> None:
    open_sample(household, "register_household-older-app-unknown-choice")
    look_up(household.look_up.versions, qtbot)
    household.session._structures.clear()  # as after a new start
    household.look_up.versions._read.clear()
    household.session.start_with(household.session.mapping)
    household.look_up.set_connection(None)
    open_sample(household, "register_household-older-app-unknown-choice")
    qtbot.waitUntil(lambda: V11 in household.session.structures, timeout=10000)
    assert report(household).of_submission is not None


def test_what_was_only_possible_becomes_certain(household: App, qtbot: Any) -> None:
    open_sample(household, "register_household-older-app-unknown-choice")
    session = household.session

    def why(field: str) -> tuple[BlankKind, bool]:
        evaluation = session.evaluation
        assert evaluation is not None
        blank = session.blanks.why(evaluation, evaluation.records[0], field)
        assert blank is not None
        return blank.reasons[0].kind, blank.certain

    assert why("GPS__c") == (BlankKind.NOT_IN_VERSION, False)
    with qtbot.waitSignal(session.evaluation_changed, timeout=10000):
        household.look_up.versions.look_up()
    assert why("GPS__c") == (BlankKind.NOT_IN_VERSION, True)
    assert why("Water_Source_Other__c") == (BlankKind.NOT_IN_VERSION, True)


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_a_refusal_is_told_and_leaves_what_was_known(
    household: App, qtbot: Any, status: int
) -> None:
    open_sample(household, "register_household-all-answered")
    server = household.look_up._practice
    assert server is not None
    server.misbehave(*[Misbehaviour(status)] * 2)
    versions = household.look_up.versions
    with qtbot.waitSignal(versions.failed, timeout=10000):
        versions.look_up()
    assert report(household).version == 18
    assert versions.calls == 3


def test_a_build_that_was_purged_is_told_and_not_asked_again(household: App, qtbot: Any) -> None:
    body = json.loads((SAMPLES / "register_household-all-answered.json").read_text("utf-8"))
    household.look_up.open_read(({**body, "build_id": "purged"},))
    versions = household.look_up.versions
    look_up(versions, qtbot)
    assert versions.missing is not None
    assert versions.missing.kind is ServerKind.NOT_FOUND
    assert report(household).standing is Standing.CURRENT  # by its number
    assert versions.calls == 0


def test_without_a_connection_that_is_said(app: App, qtbot: Any) -> None:
    app.session.start_with(read_project(SAMPLE / "register_household.ccmap").mapping)
    open_sample(app, "register_household-all-answered")
    assert app.look_up.versions.calls is None
    with qtbot.waitSignal(app.look_up.versions.failed):
        app.look_up.versions.look_up()
