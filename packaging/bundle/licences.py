"""The texts of the licences of what is bundled, as the licences ask for."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from environment import Environment
from machine import Stop

_TOOLS = {"pip", "setuptools", "packaging", "altgraph", "macholib", "pefile"}
_LGPL = ("pyside6-essentials", "shiboken6")
_ASK = """
import importlib.metadata, json, os, sys
found = {}
for each in importlib.metadata.distributions():
    texts = [str(each.locate_file(f)) for f in each.files or ()
             if ".dist-info/" in str(f).replace(os.sep, "/")
             and any(w in os.path.basename(str(f)).upper()
                     for w in ("LICEN", "COPYING", "AUTHORS", "NOTICE"))]
    found[each.name] = texts
library = os.path.dirname(os.__file__)
version = "python%d.%d" % sys.version_info[:2]
python = [os.path.join(library, "LICENSE.txt"), os.path.join(sys.base_prefix, "LICENSE.txt"),
          os.path.join("/usr/share/doc", version, "copyright"),
          os.path.join("/usr/share/doc", "lib" + version + "-stdlib", "copyright")]
print(json.dumps([found, [p for p in python if os.path.exists(p)]]))
"""


def _told(environment: Environment) -> tuple[dict[str, list[str]], list[str]]:
    done = subprocess.run(
        [str(environment.python), "-I", "-c", _ASK], capture_output=True, text=True, check=True
    )
    found, python = json.loads(done.stdout)
    return found, python


def distributions(environment: Environment) -> tuple[str, ...]:
    """The Python packages of the build environment that the program runs with."""
    names = _told(environment)[0]
    return tuple(sorted(n for n in names if _plain(n) not in _TOOLS and not _is_maker(n)))


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _is_maker(name: str) -> bool:
    return _plain(name).startswith("pyinstaller")


def collect(environment: Environment, folder: Path) -> None:
    """Lay the texts into a folder, one folder for each part.

    Raises Stop when a part has none: then it must not be given away.
    """
    found, python = _told(environment)
    if not python:
        raise Stop("the licence of this Python was not found, and must be given on with it")
    own = environment.root / "packaging" / "licences"
    texts = {name: [Path(each) for each in paths] for name, paths in found.items()}
    texts["Python"] = [Path(python[0])]
    # Of what makes the bundle only the small programs that start it are in it.
    for name in [each for each in texts if _plain(each) in _TOOLS or "hooks" in each]:
        del texts[name]
    for name in list(texts):
        if _plain(name) in _LGPL:
            texts[name] = [own / "LGPL-3.txt", own / "GPL-3.txt"]
    lacking = [name for name, paths in texts.items() if not paths]
    if lacking:
        raise Stop(f"no licence text was found for {', '.join(sorted(lacking))}")
    for name, paths in sorted(texts.items()):
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        for path in paths:
            shutil.copyfile(path, place / path.name)
