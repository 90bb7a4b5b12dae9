"""The door of the command line: help, usage errors, encodings, pipes, and what goes wrong inside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from mapper_command import CHECKOUT, SAMPLE, Run, command, mapper, run_program

import mapper_gui
from mapper_gui.mapping.form import Kind

__all__ = ["mapper"]

FORM = SAMPLE / "register_household.tsv"
COMMANDS = ["questions", "new", "check", "preview", "export", "schema", "practice-server"]


def test_the_version_is_shown(mapper: Run) -> None:
    ran = mapper("--version")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == f"mapper {mapper_gui.__version__}"


def test_with_the_version_come_the_licences_and_how_to_replace_qt(mapper: Run) -> None:
    text = mapper("--version").out
    assert "No licence is stated for the program itself" in text
    assert re.search(r"^  Qt for Python \(PySide6\) [\d.]+ +LGPL-3\.0-only$", text, re.M)
    assert re.search(r"^  mini-racer [\d.]+ +ISC$", text, re.M)
    assert str(Path(str(find_spec("PySide6").origin)).parent) in text  # type: ignore[union-attr]


def test_help_names_every_command_and_the_exit_codes(mapper: Run) -> None:
    ran = mapper("--help")
    assert ran.code == 0
    assert all(name in ran.out for name in [*COMMANDS, "exit codes:"])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(mapper: Run, name: str) -> None:
    ran = mapper(name, "--help")
    assert ran.code == 0
    assert f"usage: mapper {name}" in ran.out
    assert max(map(len, ran.out.splitlines())) < 100


@pytest.mark.parametrize("name", ["questions", "new", "check", "preview", "export"])
def test_commands_with_arguments_show_an_example(mapper: Run, name: str) -> None:
    assert f"  mapper {name} " in mapper(name, "--help").out


def test_the_kinds_of_questions_are_documented(mapper: Run) -> None:
    words = mapper("questions", "--help").out.split()
    assert {kind.value for kind in Kind} <= set(words)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["questions"],
        ["questions", "a", "b"],
        ["questions", "a", "--colour"],
        ["new", "form.tsv", "-o", "p.ccmap"],
        ["new", "form.tsv", "--targets", "t.csv"],
        ["preview", "p.ccmap"],
        ["preview", "p.ccmap", "--form-id", "1", "--case-id", "2"],
        ["export", "p.ccmap", "-o", "folder"],
        ["export", "p.ccmap", "--to", "nowhere", "-o", "folder"],
        ["practice-server", "--port", "70000"],
        ["practice-server", "--port", "x"],
        ["check", "a\nb.ccmap"],
    ],
    ids=lambda words: " ".join(words).replace("\n", " ") or "nothing",
)
def test_bad_usage_is_one_line_and_exit_code_2(mapper: Run, words: list[str]) -> None:
    ran = mapper(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("mapper: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("given", [["--api-key", "hunter2"], ["--api-key=hunter2"]])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_key_on_the_command_line_is_refused_and_not_repeated(
    mapper: Run, given: list[str], at: int
) -> None:
    words = ["preview", "p.ccmap", "--form-id", "1"]
    ran = mapper(*words[:at], *given, *words[at:])
    assert ran.code == 2
    assert "hunter2" not in ran.out + ran.err


def test_a_key_on_the_command_line_is_told_where_it_belongs(mapper: Run) -> None:
    ran = mapper("preview", "p.ccmap", "--form-id", "1", "--api-key", "hunter2")
    assert "COMMCARE_API_KEY" in ran.why


def test_output_is_utf8_with_line_feeds_whatever_the_console(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    ran = run_program("questions", FORM, environment=environment)
    assert ran.returncode == 0
    assert "Téléphone" not in ran.stdout.decode("utf-8")
    assert b"\r" not in ran.stdout
    ran = run_program("questions", FORM, "--json", environment=environment)
    assert "Téléphone" in ran.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /dev/full")
def test_a_full_disk_is_refused_by_the_system() -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            command("questions", FORM), stdout=full, stderr=subprocess.PIPE, cwd=CHECKOUT,
            check=False,
        )  # fmt: skip
    assert ran.returncode == 3
    assert ran.stderr.startswith(b"mapper: ")
    assert ran.stderr.count(b"\n") == 1


def test_a_reader_that_stops_early_is_no_error() -> None:
    with subprocess.Popen(
        command("questions", SAMPLE / "register_household.tsv", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=CHECKOUT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes the stream")
def test_closed_streams_end_nothing_badly() -> None:
    line = f'"{sys.executable}" -m mapper_gui.cli questions "{FORM}" >&- 2>&- <&-'
    assert subprocess.run(["sh", "-c", line], cwd=CHECKOUT, check=False).returncode == 0


def test_what_goes_wrong_inside_is_one_line_without_what_it_held(
    mapper: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the key is hunter2")

    monkeypatch.setattr("mapper_gui.commands.form_files.read_form", fail)
    ran = mapper("questions", FORM)
    assert ran.code == 3
    assert ran.err.startswith("mapper: internal error: RuntimeError in ")
    assert ran.err.count("\n") == 1
    assert "hunter2" not in ran.err


def test_an_interruption_is_130(mapper: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mapper_gui.commands.form_files.read_form", interrupt)
    assert mapper("questions", FORM).code == 130


def test_starting_needs_neither_qt_nor_the_web_nor_workbooks() -> None:
    program = (
        "import sys\n"
        "from mapper_gui.cli import main\n"
        f"assert main(['questions', {str(FORM)!r}]) == 0\n"
        "heavy = {'PySide6', 'httpx', 'openpyxl', 'keyring', 'asyncio'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=False
    )
    assert ran.returncode == 0, ran.stderr
