"""The API key is found nowhere after a run that does all it can to make it known.

Searched: every file that was written, all that was printed and logged, what stood in the windows,
and the words that processes were started with; as text, in other encodings, and inside archives.
"""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from mapper_command import CHECKOUT, SAMPLE, run_program

from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_season import practice_season
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.storage.sample import practice_records

KEY = "MARKED/7f3c9a51+e0b2d4~86=THE-KEY"
SUPPORT = CHECKOUT / "tests" / "support"
FORM_ID = "f959449c-8776-42ac-b776-3f564fafc331"


def written_ways(key: str) -> Iterator[bytes]:
    """How a key may be written so that somebody can read it back."""
    for text in (key, key[::-1], quote(key, safe=""), quote(key), json.dumps(key)[1:-1]):
        yield text.encode()
        yield text.encode("utf-16-le")
    yield key.encode().hex().encode()
    for before in ("", "x", "xx"):  # base64 is written in three ways, by what stands before
        whole = base64.b64encode(f"{before}{key}".encode())
        yield whole[4:-4]


WAYS = tuple({each.lower() for each in written_ways(KEY)})


def gives_away(body: bytes) -> bool:
    """Whether bytes hold the key, in the archives and packed streams in them too."""
    if any(way in body.lower() for way in WAYS):
        return True
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return any(gives_away(archive.read(name)) for name in archive.namelist()) or any(
                gives_away(name.encode()) for name in archive.namelist()
            )
    if body[:2] == b"\x1f\x8b":
        return gives_away(zlib.decompress(body, wbits=31))
    return False


def leaks(*folders: Path) -> list[str]:
    """The files that give the key away, by content or name."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 3  # there is something to search
    return [str(file) for file in files if gives_away(file.read_bytes()) or gives_away(bytes(file))]


def lines_with_it(said: bytes) -> list[str]:
    """The printed lines that give the key away."""
    found = [line.decode("utf-8", "replace") for line in said.splitlines() if gives_away(line)]
    return found or ["across lines"] * gives_away(said)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return Path(shutil.copyfile(SAMPLE / "register_household.ccmap", folder / "household.ccmap"))


@pytest.fixture
def environment(home: Path, tmp_path: Path) -> dict[str, str]:
    """A home and a folder for what is temporary of their own, and every library talkative."""
    (tmp_path / "temporary").mkdir()
    return {
        **os.environ,
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path / "temporary")),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT), str(SUPPORT)]),
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONFAULTHANDLER": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HTTPX_LOG_LEVEL": "trace",
    }


def test_the_search_finds_a_key_however_it_is_written(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", f"<c>{KEY}</c>")
    for number, body in enumerate(
        (
            f"key={KEY}".encode(),
            f"?api_key={quote(KEY, safe='')}".encode(),
            base64.b64encode(f"practice@example.org:{KEY}".encode()),
            KEY.encode("utf-16"),
            packed.getvalue(),
        )
    ):
        (tmp_path / f"{number}").write_bytes(body)
    (tmp_path / "sound").write_bytes(b"MARKED, but not the key")
    assert [Path(each).name for each in sorted(leaks(tmp_path))] == ["0", "1", "2", "3", "4"]


@pytest.mark.skipif(sys.platform == "win32", reason="ends itself by a signal, as a crash does")
def test_the_window_keeps_the_key_to_itself(
    project: Path, environment: dict[str, str], home: Path, tmp_path: Path
) -> None:
    folder = project.parent
    said = b""
    for what, code in (("work", -9), ("restore", 0)):
        ran = subprocess.run(
            [sys.executable, "-X", "dev", SUPPORT / "marked_key_run.py", what, folder],
            input=KEY.encode() + b"\n",
            capture_output=True,
            cwd=folder,
            env=environment,
            timeout=110,
            check=False,
        )
        assert ran.returncode == code, ran.stderr.decode("utf-8", "replace")[-3000:]
        said += ran.stdout + ran.stderr
    # It did what it was to do: it asked, was refused, crashed, saved, exported and restored.
    for word in ("It works", "did not accept", "could not be reached", "RuntimeError", "audited"):
        assert word.encode() in said, word
    assert (folder / "saved.ccmap").exists()
    assert (folder / "restored.ccmap").exists()
    assert [*folder.rglob("*.xlsx")]
    assert [*home.rglob("settings.ini")]
    assert [*home.rglob("recovery/taken/*.json")]
    assert lines_with_it(said) == []
    assert leaks(home, tmp_path) == []


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    records = [*practice_season().submissions, *practice_records()]
    with PracticeServer.start(records) as running:
        running._listening.api_key = KEY
        yield running


def test_the_command_keeps_the_key_to_itself(
    project: Path,
    environment: dict[str, str],
    server: PracticeServer,
    home: Path,
    tmp_path: Path,
) -> None:
    told = {**environment, "COMMCARE_API_KEY": KEY}
    who = ("--server", server.server_url, "--project-space", "demo", "--username", server.username)
    echo = json.dumps({"error": f"bad header ApiKey me:{KEY}"}).encode()
    wrong = (
        Misbehaviour(400, {}, echo),
        Misbehaviour(401, {}, echo),
        Misbehaviour(500, {}, f"<html>{KEY}</html>".encode()),
        Misbehaviour(302, {"Location": f"https://elsewhere.invalid/{quote(KEY, safe='')}"}),
        Misbehaviour(raw=f"HTTP/1.1 200 {KEY}\r\nno header {KEY}\r\n\r\n".encode()),
    )
    asked: list[tuple[object, ...]] = [
        ("preview", project, "--form-id", FORM_ID, "--json", *who),
        ("audit", project, "--recent", "100", "--json", *who),
        ("audit", project, "--recent", "100", "--masked", *who),
    ]
    said = b""
    codes = []
    for words in asked:
        for answer in (None, *wrong):
            if answer is not None:
                server.misbehave(answer, answer)
            ran = run_program(*words, environment=told)
            server.behave()
            said += ran.stdout + ran.stderr
            codes.append(ran.returncode)
    server.stop()
    for words in (
        asked[0],
        ("check", project),
        ("export", project, "--to", "openfn", "-o", tmp_path / "openfn"),
        ("export", project, "--to", "workbook", "-o", tmp_path / "workbook"),
    ):
        ran = run_program(*words, environment=told)
        said += ran.stdout + ran.stderr
        codes.append(ran.returncode)
    assert codes == [0, *[3] * 5, 1, *[3] * 5, 1, *[3] * 5, 3, 0, 0, 0]
    assert lines_with_it(said) == []
    assert leaks(home, tmp_path) == []
