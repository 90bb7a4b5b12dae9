"""A practice server for tests, with the sample submissions that the program brings along.

Use in a conftest or test module: `from practice import practice`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mapper_gui.commcare.limits import Limits
from mapper_gui.commcare.practice_data import read_records
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.commcare.servers import Connection

SAMPLES = Path(__file__).parents[2] / "resources" / "sample" / "practice"
APPS = SAMPLES.parent / "practice-apps"

HOUSEHOLD_XMLNS = "http://openrosa.org/formdesigner/4281EB62-0000-4000-8000-000000000001"
VISIT_XMLNS = "http://openrosa.org/formdesigner/7A11C0DE-0000-4000-8000-000000000002"
REFERRAL_XMLNS = "http://openrosa.org/formdesigner/9BC52B6E-0000-4000-8000-000000000003"

HOUSEHOLD_ID = "f959449c-8776-42ac-b776-3f564fafc331"
MOTHER_CASE_ID = "9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d"

QUICK = Limits(connect=5, silence=5, total=10, pause=0.01, patience=2)
"""The limits of the program, but no long pause before a second try."""


@pytest.fixture
def practice() -> Iterator[PracticeServer]:
    """A running practice server; its `misbehave` scripts the next answers."""
    with PracticeServer.start([*read_records(SAMPLES), *read_records(APPS)]) as server:
        yield server


def connection_to(server: PracticeServer, project_space: str = "") -> Connection:
    return Connection(server.server_url, project_space or server.project_space, server.username)
