"""The app room without a window: a session with its background, and what stands on it.

Use in a test module: `from sessions import app, background, session`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mapper_gui.app.background import Background
from mapper_gui.app.form_files import FormFiles
from mapper_gui.app.look_up import LookUp
from mapper_gui.app.project_file import ProjectFile
from mapper_gui.app.session import Session
from mapper_gui.app.settings import Settings
from mapper_gui.mapping.errors import MapperError

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"


@dataclass(slots=True)
class App:
    """Everything behind the window."""

    background: Background
    session: Session
    settings: Settings
    look_up: LookUp
    files: FormFiles
    project: ProjectFile
    refused: list[MapperError]
    noticed: list[str]


def start_app() -> App:
    background = Background()
    session = Session(background)
    settings = Settings()
    look_up = LookUp(session)
    app = App(
        background,
        session,
        settings,
        look_up,
        FormFiles(session),
        ProjectFile(session, look_up, settings),
        [],
        [],
    )
    session.refused.connect(app.refused.append)
    session.noticed.connect(app.noticed.append)
    return app


def close_app(app: App) -> None:
    app.session.close()
    app.look_up.close()
    app.project.close()
    app.background.close()


@pytest.fixture
def app(qapp: Any) -> Iterator[App]:
    """Everything behind the window, ended with the test."""
    started = start_app()
    yield started
    close_app(started)


@pytest.fixture
def background(qapp: Any) -> Iterator[Background]:
    started = Background()
    yield started
    started.close()


@pytest.fixture
def session(app: App) -> Session:
    return app.session
