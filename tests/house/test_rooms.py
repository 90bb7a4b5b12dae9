"""The house stays as designed: its rooms, its top level, the size of its files."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "mapper_gui"
QT_ROOMS = ("app", "views")
TOP_LEVEL = {"mapper_gui", "resources", "packaging", "tests", "pyproject.toml", "README.md"}


def tracked_files() -> list[str]:
    """The files git has or would take, relative to the top."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout (or git is missing): the files cannot be told apart")
    return done.stdout.splitlines()


def modules() -> list[Path]:
    return sorted(PROGRAM.rglob("*.py"))


def imported_names(file: Path) -> set[str]:
    """Every dotted name a file imports, ``from a import b`` as ``a`` and ``a.b``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def test_all_rooms_but_app_and_views_import_without_qt() -> None:
    names = [
        ".".join(("mapper_gui", *file.relative_to(PROGRAM).with_suffix("").parts))
        for file in modules()
        if file.relative_to(PROGRAM).parts[0] not in (*QT_ROOMS, "__main__.py")
    ]
    program = (
        "import importlib, sys\n"
        "for name in ('PySide6', 'shiboken6'):\n"
        "    sys.modules[name] = None\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name.removesuffix('.__init__'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_widgets_are_in_views_only() -> None:
    wrong = [
        str(file.relative_to(ROOT))
        for file in modules()
        if file.relative_to(PROGRAM).parts[0] not in ("views", "__main__.py")
        and any(name.startswith("PySide6.QtWidgets") for name in imported_names(file))
    ]
    assert not wrong


def test_app_takes_only_qtcore_and_the_undo_stack_from_qt() -> None:
    allowed = ("PySide6.QtCore", "PySide6.QtGui.QUndoCommand", "PySide6.QtGui.QUndoStack")
    wrong = [
        (str(file.relative_to(ROOT)), name)
        for file in sorted((PROGRAM / "app").rglob("*.py"))
        for name in imported_names(file)
        if name.startswith("PySide6")
        and name not in ("PySide6", "PySide6.QtGui")
        and not name.startswith(allowed)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("package", "rooms"),
    [
        ("openpyxl", ("readers", "exporters")),
        ("httpx", ("commcare",)),
        ("truststore", ("commcare",)),
        ("keyring", ("storage",)),
        ("platformdirs", ("storage",)),
        ("py_mini_racer", ("engines",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "in " + " and ".join(value),
)
def test_a_package_from_outside_has_its_room(package: str, rooms: tuple[str, ...]) -> None:
    wrong = [
        str(file.relative_to(ROOT))
        for file in modules()
        if file.relative_to(PROGRAM).parts[0] not in rooms
        and any(name.split(".")[0] == package for name in imported_names(file))
    ]
    assert not wrong


def test_the_top_level_is_the_list_of_the_design() -> None:
    found = {name.split("/")[0] for name in tracked_files()}
    assert {name for name in found if not name.startswith(".")} <= TOP_LEVEL


def test_folders_that_are_no_packages_have_no_init() -> None:
    wrong = [
        name
        for name in tracked_files()
        if name.endswith("__init__.py") and not name.startswith("mapper_gui/")
    ]
    assert not wrong


def test_every_file_has_one_subject_and_stays_under_400_lines() -> None:
    files = [*modules(), *sorted((ROOT / "packaging").glob("*.py"))]
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in files
    }
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_file_is_called_after_what_it_is_not() -> None:
    vague = {"utils", "helpers", "manager", "common", "base", "misc"}
    found = {file.stem for file in modules()} | {folder.parent.name for folder in modules()}
    assert not vague & found


def test_text_files_are_utf8_with_plain_line_ends() -> None:
    wrong = []
    for name in tracked_files():
        file = ROOT / name
        kept_as_is = name.startswith(("tests/samples/", "resources/sample/"))
        if kept_as_is or not file.is_file() or file.suffix not in (".py", ".toml", ".md", ".txt"):
            continue
        if b"\r" in file.read_bytes():
            wrong.append(name)
        file.read_text(encoding="utf-8")
    assert not wrong
