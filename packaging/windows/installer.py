"""The installer for Windows, made by NSIS: for one person, without administrator rights.

Signed where MAPPER_WINDOWS_SIGN holds a command that signs the file named after it.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import windows_version
from folder import Bundle
from machine import Machine, Stop, say

SCRIPT = Path(__file__).resolve().parent / "mapper.nsi"
_PLACES = (r"C:\Program Files (x86)\NSIS\makensis.exe", r"C:\Program Files\NSIS\makensis.exe")


def make(bundle: Bundle, machine: Machine, dist: Path) -> list[Path]:
    """Build the installer; none, with a word about it, where there is no NSIS."""
    compiler = machine.find("makensis") or next((p for p in _PLACES if Path(p).exists()), None)
    if compiler is None:
        say("==> No installer: NSIS (makensis) is not installed here")
        return []
    target = dist / f"mapper-for-commcare-{bundle.version}-windows-x64.exe"
    for program in ("mapper-gui", "mapper"):
        _sign(machine, bundle.program(program))
    words = arguments(bundle.folder, bundle.version, bundle.work / "icons", target)
    say(f"==> Packing {target.name}")
    if machine.call([compiler, *words, str(SCRIPT)]):
        raise Stop("NSIS could not make the installer (see above)")
    if not _sign(machine, target):
        say("==> Not signed: MAPPER_WINDOWS_SIGN is not set. Windows asks before it runs this.")
    return [target]


def arguments(folder: Path, version: str, icons: Path, target: Path) -> Sequence[str]:
    """What the script is told. makensis takes `/` for options on Windows, `-` everywhere."""
    numbers = ".".join(map(str, windows_version.four_numbers(version)))
    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) // 1024
    told = {
        "VERSION": version,
        "NUMBERS": numbers,
        "PAYLOAD": str(folder),
        "ICON": str(icons / "application.ico"),
        "TARGET": str(target),
        "KILOBYTES": str(size),
    }
    return ["-V2", "-WX", *(f"-D{name}={value}" for name, value in told.items())]


def _sign(machine: Machine, file: Path) -> bool:
    command = machine.environ.get("MAPPER_WINDOWS_SIGN")
    if not command:
        return False
    if machine.call([*shlex.split(command, posix=False), str(file)]):
        raise Stop(f"{file.name} could not be signed (see above)")
    return True
