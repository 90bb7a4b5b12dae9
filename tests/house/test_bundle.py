"""What goes into the bundle is what the program uses: a module or file that is missed fails here."""

from __future__ import annotations

import struct
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from made_up_machine import PACKAGING, set_up_module
from PySide6.QtGui import QImage

import mapper_gui
from mapper_gui.storage.resources import resource_folder

ROOT = PACKAGING.parent
SYSTEMS = ("linux", "darwin", "win32")
contents = set_up_module("contents", "bundle")
icons = set_up_module("icons", "bundle")
windows_version = set_up_module("windows_version", "bundle")


def whole(system: str) -> tuple[set[str], set[str]]:
    """The modules and files of a bundle that lacks nothing."""
    modules = {*contents.program_modules(ROOT), *contents.hidden_modules(system)}
    modules |= {each for each in contents.imported_names(ROOT) if find_spec(each)}
    return modules, {file.as_posix() for file in contents.resource_files(ROOT)}


def lacking(system: str, without: str = "") -> list[str]:
    modules, files = whole(system)
    return list(contents.missing(ROOT, system, modules - {without}, files - {without}))


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_module_of_the_program_is_asked_for_by_name(system: str) -> None:
    files = [path for path in (ROOT / "mapper_gui").rglob("*.py") if path.name != "__init__.py"]
    asked = set(contents.program_modules(ROOT))
    assert {".".join(f.relative_to(ROOT).with_suffix("").parts) for f in files} <= asked
    assert "mapper_gui.engines.javascript_box" in asked
    assert lacking(system) == []


@pytest.mark.parametrize(
    "without",
    ["openpyxl", "keyring.backends.SecretService", "mapper_gui.views.guide_view", "PySide6.QtSvg",
     "py_mini_racer", "tzdata", "resources/icons/key.svg", "resources/schema/mapping-1.schema.json"],
)  # fmt: skip
def test_what_is_missed_is_named(without: str) -> None:
    kind = "file" if without.startswith("resources/") else "module"
    assert lacking("linux", without) == [f"{kind} {without}"]


def test_a_module_of_pythons_own_that_is_used_may_not_be_left_out() -> None:
    used = contents.imported_names(ROOT)
    assert not used & set(contents.EXCLUDED_MODULES)
    assert not {name.partition(".")[0] for name in used} & set(contents.EXCLUDED_MODULES)


def test_a_library_counts_as_its_module_whatever_its_ending() -> None:
    modules, files = whole("linux")
    for name, file in (
        ("PySide6.QtSvg", "PySide6/QtSvg.abi3.so"),
        ("PySide6.QtSvg", "PySide6/QtSvg.pyd"),
    ):
        assert not list(contents.missing(ROOT, "linux", modules - {name}, files | {file}))


def test_everything_that_the_program_reads_beside_its_code_goes_in() -> None:
    asked = {path.as_posix() for path in contents.resource_files(ROOT)}
    there = {
        path.relative_to(ROOT).as_posix() for path in resource_folder().rglob("*") if path.is_file()
    }
    assert all(path.startswith("resources/pictures/") for path in there - asked)
    assert asked <= there


def test_qt_comes_with_the_modules_that_are_imported_and_no_other() -> None:
    used = {
        name.split(".")[1] for name in contents.imported_names(ROOT) if name.startswith("PySide6.")
    }
    assert used == contents.QT_MODULES


@pytest.mark.parametrize(
    ("inside", "is_wanted"),
    [
        ("PySide6/QtCore.abi3.so", True),
        ("PySide6/QtQml.abi3.so", False),
        ("PySide6/QtWidgets.pyd", True),
        ("PySide6/Qt/lib/libQt6Gui.so.6", True),
        ("PySide6/Qt/lib/libQt6Qml.so.6", False),
        ("PySide6/Qt6Network.dll", False),
        ("PySide6/Qt6Widgets.dll", True),
        ("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", True),
        ("PySide6/Qt/lib/QtQuick.framework/Versions/A/QtQuick", False),
        ("PySide6/Qt/lib/libicudata.so.73", True),
        ("PySide6/libpyside6.abi3.so.6.11", True),
        ("PySide6/libpyside6qml.abi3.so.6.11", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/styles/qmodernwindowsstyle.dll", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/translations/qt_de.qm", False),
        ("libpython3.11.so.1.0", True),
        ("libcrypto.so.3", True),
        ("libstdc++.so.6", False),
        ("libX11.so.6", False),
        ("libfontconfig.so.1", False),
        ("python3.11/lib-dynload/_decimal.cpython-311-x86_64-linux-gnu.so", True),
        ("py_mini_racer/libmini_racer.so", True),
        ("py_mini_racer/icudtl.dat", True),
        ("python312.dll", True),
        ("tzdata/zoneinfo/Africa/Nairobi", True),
        ("resources/sample/practice/case-mother.json", True),
    ],
)
def test_a_file_goes_in_or_stays_out(inside: str, is_wanted: bool) -> None:
    assert contents.is_wanted(inside) is is_wanted
    assert contents.is_wanted(inside.replace("/", "\\")) is is_wanted


def test_the_names_are_those_that_settings_and_keys_hang_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == contents.FOLDER
    assert contents.COMMAND_LINE in project["scripts"]
    assert contents.WINDOW in project["gui-scripts"]
    text = (ROOT / "mapper_gui" / "views" / "program.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{contents.DESKTOP_ID}")' in text


def test_the_plan_reaches_the_spec_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = contents.Plan(
        ROOT, PACKAGING / "bundle", "linux", Path("r.json"), ("keyring",), Path("extra"), icon=None
    )
    monkeypatch.setenv(contents.PLAN, plan.as_text())
    assert contents.plan_from_environment() == plan


def test_icons_are_put_together_as_windows_and_macos_read_them() -> None:
    pictures = {16: b"sixteen", 256: b"large"}
    ico = icons.as_ico(pictures)
    assert struct.unpack("<HHH", ico[:6]) == (0, 1, 2)
    for at, (size, picture) in enumerate(sorted(pictures.items())):
        side, *_, length, place = struct.unpack("<BBBBHHII", ico[6 + 16 * at : 22 + 16 * at])
        assert side == size % 256
        assert ico[place : place + length] == picture
    icns = icons.as_icns(pictures)
    assert icns[:4] == b"icns"
    assert struct.unpack(">I", icns[4:8])[0] == len(icns)


@pytest.mark.parametrize("name", icons.DRAWINGS)
def test_an_icon_is_drawn_in_every_size(name: str, tmp_path: Path, qapp: object) -> None:
    icons.draw(ROOT / icons.DRAWINGS[name], tmp_path)
    for size in icons.SIZES:
        image = QImage(str(tmp_path / f"{name}-{size}.png"))
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(size // 2, size // 2).alpha() > 0
    assert not QImage(str(tmp_path / f"{name}.ico")).isNull()


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2", (1, 2, 0, 0)), ("2.0.0rc1", (2, 0, 0, 0))],
    ids=str,
)
def test_windows_gets_its_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert windows_version.four_numbers(version) == numbers


def test_macos_is_told_of_the_version_and_the_files() -> None:
    told = contents.info_plist(mapper_gui.__version__)
    assert told["CFBundleShortVersionString"] == mapper_gui.__version__
    [kind] = told["UTExportedTypeDeclarations"]
    assert kind["UTTypeTagSpecification"]["public.filename-extension"] == ["ccmap"]
    [document] = told["CFBundleDocumentTypes"]
    assert document["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]


def test_each_program_runs_its_own_door_and_the_command_line_prepares_no_qt() -> None:
    names = ("first_words", "pyi_rth_inspect", "pyi_rth_pyside6", "window", "command_line")
    scripts = [(name, f"{name}.py", "PYSOURCE") for name in names]
    window = [each[0] for each in contents.scripts_of("window", scripts)]
    command_line = [each[0] for each in contents.scripts_of("command_line", scripts)]
    assert window == ["first_words", "pyi_rth_inspect", "pyi_rth_pyside6", "window"]
    assert command_line == ["first_words", "command_line"]
