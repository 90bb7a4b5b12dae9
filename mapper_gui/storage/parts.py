"""What the program is made of: its version, how it was built, and the licences of what it uses.

No licence is stated for the program itself: its owner has not named one.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from mapper_gui import __version__
from mapper_gui.storage.resources import resource_folder

QT_SOURCES = "https://download.qt.io/official_releases/QtForPython/"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the program uses. `distribution`: its name among Python's packages, empty for what
    comes inside another part; `licence`: an SPDX expression."""

    name: str
    distribution: str
    licence: str


QT = Part("Qt for Python (PySide6)", "PySide6-Essentials", "LGPL-3.0-only")
"""Offered under GPL-2.0-only and GPL-3.0-only too; it is used under the LGPL."""

PARTS = (
    QT,
    Part("Shiboken", "shiboken6", "LGPL-3.0-only"),
    Part("openpyxl", "openpyxl", "MIT"),
    Part("et_xmlfile", "et-xmlfile", "MIT"),
    Part("defusedxml", "defusedxml", "PSF-2.0"),
    Part("httpx", "httpx", "BSD-3-Clause"),
    Part("httpcore", "httpcore", "BSD-3-Clause"),
    Part("h11", "h11", "MIT"),
    Part("anyio", "anyio", "MIT"),
    Part("idna", "idna", "BSD-3-Clause"),
    Part("certifi", "certifi", "MPL-2.0"),
    Part("typing_extensions", "typing-extensions", "PSF-2.0"),
    Part("truststore", "truststore", "MIT"),
    Part("keyring", "keyring", "MIT"),
    Part("jaraco.classes", "jaraco-classes", "MIT"),
    Part("jaraco.context", "jaraco-context", "MIT"),
    Part("jaraco.functools", "jaraco-functools", "MIT"),
    Part("more-itertools", "more-itertools", "MIT"),
    Part("importlib_metadata", "importlib-metadata", "Apache-2.0"),
    Part("lazy-importer", "lazy-importer", "Apache-2.0"),
    Part("zipp", "zipp", "MIT"),
    Part("backports.tarfile", "backports-tarfile", "MIT"),
    Part("SecretStorage", "secretstorage", "BSD-3-Clause"),
    Part("jeepney", "jeepney", "MIT"),
    Part("cryptography", "cryptography", "Apache-2.0 OR BSD-3-Clause"),
    Part("cffi", "cffi", "MIT-0"),
    Part("pycparser", "pycparser", "BSD-3-Clause"),
    Part("pywin32-ctypes", "pywin32-ctypes", "BSD-3-Clause"),
    Part("platformdirs", "platformdirs", "MIT"),
    Part("tzdata", "tzdata", "Apache-2.0"),
    Part("mini-racer", "mini-racer", "ISC"),
    Part("V8, in mini-racer", "", "BSD-3-Clause"),
    Part("ICU, in Qt and mini-racer", "", "Unicode-3.0"),
    Part("OpenSSL", "", "Apache-2.0"),
)
"""All that the program runs with, on one system or another."""


def is_bundle() -> bool:
    """Whether this is a package that was built, and not a checkout or an installed wheel."""
    return bool(getattr(sys, "frozen", False))


def build_name() -> str:
    """How this copy was built: date and commit of a package, empty where it was not built."""
    if not is_bundle():
        return ""
    try:
        told = json.loads((resource_folder() / "build.json").read_text("utf-8"))
        return f"{told['date']}, {told['commit'][:12]}".rstrip(", ")
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def version_line() -> str:
    """The program's version with its build, as in `0.1.0 (2026-11-22, 1a2b3c4d5e6f)`."""
    built = build_name()
    return f"{__version__} ({built})" if built else __version__


def version_of(part: Part) -> str:
    """The version that runs here; empty where the part is not here or does not say."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(part.distribution) if part.distribution else ""
    except PackageNotFoundError:
        return ""


def parts_here() -> tuple[tuple[Part, str], ...]:
    """The parts that this copy has, with their versions; those inside another part always."""
    found = tuple((part, version_of(part)) for part in PARTS)
    return tuple((part, v) for part, v in found if v or not part.distribution)


def qt_folder() -> Path:
    """Where Qt's libraries lie, as files of their own that a person may replace."""
    from importlib.util import find_spec

    found = find_spec("PySide6")
    places = (found.submodule_search_locations if found else None) or [str(resource_folder())]
    return Path(places[0])


def licences_folder() -> Path | None:
    """Where the texts of the licences lie; None outside a package, where each part has its own."""
    folder = resource_folder().parent / "licences"
    return folder if is_bundle() and folder.is_dir() else None
