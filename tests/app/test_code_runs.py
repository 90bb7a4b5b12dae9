"""Code steps in the window's preview: beside its thread, and never in its way."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from clinic import MAPPING, first, submission, with_field
from sessions import App, app

from mapper_gui.app.session import Session
from mapper_gui.mapping.evaluate import Evaluation, ReasonKind, ResultKind
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.result import CodeFault, FieldResult
from mapper_gui.mapping.steps import Code

__all__ = ["app"]

SUBMISSION = submission(name="ana")


def with_code(body: str) -> Mapping:
    return with_field("Note__c", first("/name"), Code(body))


def note(evaluation: Evaluation | None) -> FieldResult:
    assert evaluation is not None
    found = evaluation.records[0].field("Note__c")
    assert found is not None
    return found


def follow(session: Session) -> list[Evaluation | None]:
    seen: list[Evaluation | None] = []
    session.evaluation_changed.connect(seen.append)
    return seen


def test_what_code_gives_follows_the_rest(app: App, qtbot: Any) -> None:
    app.session.start_with(with_code("return value + '!'"))
    seen = follow(app.session)
    app.session.show_submission(SUBMISSION)
    assert note(seen[0]).reason is not None
    assert note(seen[0]).reason.kind is ReasonKind.CODE_NOT_RUN  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=20_000)
    assert note(app.session.evaluation).value == "ana!"


def test_code_that_never_ends_does_not_hold_up_the_window(app: App, qtbot: Any) -> None:
    app.session.start_with(with_code("for (;;);"))
    seen = follow(app.session)
    began = monotonic()
    app.session.show_submission(SUBMISSION)
    assert monotonic() - began < 0.25  # the code alone would take that long
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=20_000)
    reason = note(app.session.evaluation).reason
    assert reason is not None
    assert reason.fault is CodeFault.TOO_LONG
    assert ResultKind.CODE_FAILED in [problem.kind for problem in app.session.problems]


def test_only_the_newest_mapping_is_shown(app: App, qtbot: Any) -> None:
    app.session.start_with(with_code("return 'old'"))
    app.session.show_submission(SUBMISSION)
    app.session.apply("Edit", with_code("return 'new'"))
    seen = follow(app.session)
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert note(seen[-1]).value == "new"


def test_without_code_no_engine_is_started(app: App, qtbot: Any) -> None:
    app.session.start_with(MAPPING)
    app.session.show_submission(SUBMISSION)
    assert app.session._code_runs._engine is None
    app.session.apply("Edit", replace(MAPPING, note="x"))
    assert app.session.evaluation is not None


@pytest.mark.parametrize("body", ["for (;;);", "return 1"])
def test_the_program_can_be_closed_while_code_runs(app: App, body: str) -> None:
    app.session.start_with(with_code(body))
    app.session.show_submission(SUBMISSION)
