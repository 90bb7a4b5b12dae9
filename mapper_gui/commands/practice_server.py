"""`mapper practice-server`: CommCare HQ's API on this machine, with sample submissions."""

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from mapper_gui.commands.outcome import ExitCode
from mapper_gui.commands.output import Output
from mapper_gui.wording.text import tr


def practice_server(output: Output, *, port: int) -> ExitCode:
    """Serve until Ctrl+C or a request to end. The first line is JSON: how to connect."""
    from mapper_gui.commcare.practice_data import read_records
    from mapper_gui.commcare.practice_season import practice_season
    from mapper_gui.commcare.practice_server import PracticeServer
    from mapper_gui.storage.resources import resource

    records = [
        *practice_season().submissions,
        *read_records(resource("sample", "practice")),
        *read_records(resource("sample", "practice-apps")),
    ]
    with (
        _until_asked_to_end() as ended,
        PracticeServer.start(records, port=port) as server,
    ):
        told = {
            "server": server.server_url,
            "project_space": server.project_space,
            "username": server.username,
            "api_key": server.api_key,
        }
        output.say(json.dumps(told))
        output.note(tr("The practice server is running. Ctrl+C ends it."))
        # In short pieces, because on Windows a wait without end does not hear Ctrl+C.
        while not ended.wait(0.2):
            pass
    return ExitCode.GOOD


@contextmanager
def _until_asked_to_end() -> Iterator[threading.Event]:
    """Set when the system asks this process to end; the signals' meaning is put back after."""
    ended = threading.Event()
    asked_by = [signal.SIGINT, signal.SIGTERM]
    if sys.platform == "win32":
        asked_by.append(signal.SIGBREAK)
    else:
        asked_by.append(signal.SIGHUP)
    before = {each: signal.signal(each, lambda *_: ended.set()) for each in asked_by}
    try:
        yield ended
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
