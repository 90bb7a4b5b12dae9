"""What goes into the bundle and what stays out, by name. Read by the spec, the build and the tests.

Standard library only: the tests hold these lists against the program without PyInstaller.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = "mapper-for-commcare"
WINDOW, COMMAND_LINE = "mapper-gui", "mapper"
TITLE = "Mapper for CommCare"
DESKTOP_ID = "org.mapper_for_commcare.Mapper"
FILE_TYPE = "application/x-ccmap+json"

EXCLUDED_MODULES = (
    # The standard library's own tests, installers and shells.
    *("tkinter", "_tkinter", "turtle", "idlelib", "lib2to3", "ensurepip", "venv", "test"),
    *("doctest", "pdb", "pydoc", "pydoc_data", "unittest", "curses", "readline", "nis", "sqlite3"),
    *("multiprocessing", "concurrent.futures.process", "xmlrpc"),
    # What the libraries would use if it were there; the program does without.
    *("numpy", "pandas", "PIL", "lxml", "IPython", "trio", "h2", "socksio", "brotli", "zstandard"),
    *("rich", "click", "setuptools", "pkg_resources", "_distutils_hack", "keyring.cli"),
    *("gi", "dbus", "shtab", "mypy"),
)
"""Modules that PyInstaller would follow and the program never imports."""

QT_MODULES = frozenset({"QtCore", "QtGui", "QtWidgets", "QtSvg"})
"""The modules of PySide6 that the program imports."""

QT_LIBRARIES = frozenset(
    {"Core", "Gui", "Widgets", "Svg", "DBus", "XcbQpa", "OpenGL"}
    | {"WaylandClient", "WaylandEglClientHwIntegration"}
)
"""Qt's libraries that those, or one of the plugins below, need."""

QT_PLUGINS = (
    # Windows on each system, and none (for tests and the smoke test).
    *("platforms/libqxcb.so", "platforms/libqwayland*", "platforms/libqoffscreen.so"),
    *("platforms/qwindows.dll", "platforms/qoffscreen.dll"),
    *("platforms/libqcocoa.dylib", "platforms/libqoffscreen.dylib"),
    # File dialogs and dark mode of the desktop. Not GTK's: it would load GTK into the program.
    "platformthemes/*xdgdesktopportal*",
    *("platforminputcontexts/*compose*", "platforminputcontexts/*ibus*"),
    "wayland-shell-integration/libxdg-shell.so",
    *("wayland-decoration-client/*", "wayland-graphics-integration-client/*wayland-egl.so"),
    *("imageformats/*svg*", "imageformats/*jpeg*", "imageformats/*gif*", "imageformats/*ico*"),
    *("iconengines/*svg*", "styles/*"),
)
"""Qt's plugins that are kept, by folder and file."""

SYSTEM_LIBRARIES_KEPT = re.compile(
    r"lib(python\d|ssl|crypto|ffi|lzma|bz2|expat|mpdec|uuid)[-.\d]", re.ASCII
)
"""Libraries of the build machine that go into the bundle on Linux: Python's own. All others (X11,
fonts, OpenGL, C++) must be the system's, for they belong to its graphics drivers."""

_NOT_WANTED = re.compile(
    r"/translations/|\.pyi$|/(examples|typesystems|glue|include|doc)/|/RECORD$|/INSTALLER$"
    r"|direct_url\.json$|\.dist-info/(licenses|sboms)/"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What packaging/build.py tells the spec."""

    root: Path
    here: Path
    system: str
    report: Path
    distributions: tuple[str, ...]
    extra: Path
    icon: str | None = None
    version_resource: str | None = None
    signing_identity: str | None = None
    entitlements: str | None = None

    def as_text(self) -> str:
        """For an environment variable, read again by `plan_from_environment`."""
        return json.dumps(asdict(self), default=str)


PLAN = "MAPPER_BUNDLE_PLAN"


def plan_from_environment() -> Plan:
    """The plan that the build handed over. Raises KeyError without one."""
    told: dict[str, Any] = json.loads(os.environ[PLAN])
    for name in ("root", "here", "report", "extra"):
        told[name] = Path(told[name])
    told["distributions"] = tuple(told["distributions"])
    return Plan(**told)


def program_modules(root: Path) -> list[str]:
    """Every module of the program, by its dotted name: all go in, whoever imports them when."""
    names = []
    for file in sorted((root / "mapper_gui").rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def hidden_modules(system: str) -> list[str]:
    """What is imported by a name that stands in no import statement, on this system."""
    keyrings = {
        "linux": ["SecretService", "kwallet", "chainer", "fail", "null"],
        "darwin": ["macOS", "macOS.api", "chainer", "fail", "null"],
        "win32": ["Windows", "chainer", "fail", "null"],
    }
    names = [f"keyring.backends.{name}" for name in keyrings[system]]
    if system == "linux":
        names += ["secretstorage", "jeepney.io.blocking"]
    if system == "win32":
        names += ["win32ctypes.pywin32.win32cred", "win32ctypes.core"]
    return [*names, "tzdata", "py_mini_racer", "asyncio"]


def data_files(root: Path, extra: Path) -> list[tuple[str, str]]:
    """The program's own files and those made for this build: source and folder in the bundle."""
    own = [(str(root / file), file.parent.as_posix()) for file in resource_files(root)]
    made = [file for file in sorted(extra.rglob("*")) if file.is_file()]
    return own + [(str(file), file.relative_to(extra).parent.as_posix()) for file in made]


def resource_files(root: Path) -> list[Path]:
    """The files under resources that the program reads; pictures are for the README."""
    return [
        file.relative_to(root)
        for file in sorted((root / "resources").rglob("*"))
        if file.is_file() and file.relative_to(root).parts[1] != "pictures"
    ]


def engine_library(system: str) -> list[tuple[str, str]]:
    """The JavaScript engine: a library and its data, found beside its package's modules."""
    from importlib.util import find_spec

    found = find_spec("py_mini_racer")
    if found is None or found.origin is None:
        raise SystemExit("the build environment lacks mini-racer")
    folder = Path(found.origin).parent
    ending = {"linux": ".so", "darwin": ".dylib", "win32": ".dll"}[system]
    files = [*folder.glob(f"*{ending}"), folder / "icudtl.dat"]
    return [(str(file), "py_mini_racer") for file in files]


def is_wanted(inside: str) -> bool:
    """Whether a file goes into the bundle, by its place inside."""
    inside = inside.replace("\\", "/")
    if _NOT_WANTED.search(f"/{inside}"):
        return False
    plugin = re.search(r"/plugins/(.+)$", inside)
    if plugin:
        return any(_matches(plugin[1], each) for each in QT_PLUGINS)
    if inside.startswith("PySide6/") or "/PySide6/" in inside:
        module = re.search(r"/(Qt\w+)\.(?:abi3\.so|pyd)$", inside)
        if module:
            return module[1] in QT_MODULES
        library = re.search(r"/(?:lib)?Qt6?([A-Z]\w+?)(?:\.so[.\d]*|\.dll|\.framework/.*)$", inside)
        if library:
            return library[1] in QT_LIBRARIES
        return not re.search(r"/(?:lib)?pyside6qml[.\w]*$", inside)
    # Libraries that PyInstaller lays flat into the bundle come from the build machine.
    is_flat = re.fullmatch(r"lib[^/]+\.so[.\d]*", inside)
    return not is_flat or bool(SYSTEM_LIBRARIES_KEPT.match(inside))


def _matches(name: str, pattern: str) -> bool:
    from fnmatch import fnmatchcase

    return fnmatchcase(name, pattern)


def scripts_of(door: str, scripts: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What PyInstaller runs at the start of a door's program: the door itself, and before it what
    prepares its libraries. The command line uses neither Qt nor the sources of its own code, whose
    preparations take longer than the rest of its start."""
    not_wanted = {"window", "command_line"} - {door}
    if door == "command_line":
        not_wanted |= {"pyi_rth_pyside6", "pyi_rth_inspect", "pyi_rth_pkgutil"}
    return [each for each in scripts if each[0] not in not_wanted]


def write_report(plan: Plan, analysis: Any) -> None:
    """What PyInstaller found, for the build to check: modules, and files in the bundle."""
    pure = {each[0] for each in analysis.pure}
    binary = {each[0]: each[1] for each in analysis.binaries}
    data = {each[0]: each[1] for each in analysis.datas}
    report = {"modules": sorted(pure), "binaries": binary, "data": data}
    plan.report.write_text(json.dumps(report, indent=1), encoding="utf-8")


@cache
def imported_names(root: Path) -> frozenset[str]:
    """Every dotted name that the program imports anywhere, in functions too."""
    found: set[str] = set()
    for file in sorted((root / "mapper_gui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    return frozenset(found)


def missing(root: Path, system: str, modules: set[str], files: set[str]) -> Iterator[str]:
    """What the program uses and a bundle with these modules and files lacks; one line each.

    `modules`: dotted names. `files`: paths inside the bundle, with slashes.
    """
    known = modules | {_module_of(each) for each in files}
    wanted = {*program_modules(root), *hidden_modules(system), *imported_names(root)}
    for name in sorted(wanted):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names:
            is_there = not {name, top} & {*EXCLUDED_MODULES}
        else:
            is_there = name in known
        if not is_there:
            yield f"module {name}"
    for file in resource_files(root):
        if file.as_posix() not in files:
            yield f"file {file.as_posix()}"


def _module_of(file: str) -> str:
    """The dotted name of a library that is a module: `PySide6/QtGui.abi3.so` is PySide6.QtGui."""
    return re.sub(r"\.[^/]*$", "", file).replace("/", ".")


def info_plist(version: str) -> dict[str, Any]:
    """macOS: what the Finder is told of the program and its files."""
    return {
        "CFBundleName": TITLE,
        "CFBundleDisplayName": TITLE,
        "CFBundleShortVersionString": version,
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Mapper for CommCare project",
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": "project.icns",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [f"{DESKTOP_ID}.ccmap"],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": f"{DESKTOP_ID}.ccmap",
                "UTTypeDescription": "Mapper for CommCare project",
                "UTTypeConformsTo": ["public.json"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": ["ccmap"],
                    "public.mime-type": [FILE_TYPE],
                },
            }
        ],
    }
