"""What a Linux desktop is told of the program: the menu, the file type, icons, the man pages.

All of it goes below one folder (`/usr`, or `share` beside the archive's programs) at the places
that the freedesktop.org specifications name.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import contents
import icons
from folder import Bundle
from machine import Stop

FILES = Path(__file__).resolve().parent / "files"
ICON = "org.mapper_for_commcare.Mapper"
FILE_ICON = "application-x-ccmap+json"
MAN_PAGES = ("mapper.1", "mapper-gui.1")


def lay_out(bundle: Bundle, share: Path) -> None:
    """Write everything below `share`."""
    drawn = icons.Icons(bundle.work / "icons")
    facts = {"VERSION": bundle.version, "DATE": bundle.build["date"]}
    told = subprocess.run(
        [str(bundle.program(contents.COMMAND_LINE)), "--help"],
        env={**os.environ, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=True,
    )
    facts["COMMANDS"] = manual_of(told.stdout)
    for name, place in (
        (f"{contents.DESKTOP_ID}.desktop", "applications"),
        (f"{contents.DESKTOP_ID}.metainfo.xml", "metainfo"),
        ("mapper-for-commcare.xml", "mime/packages"),
    ):
        _write(share / place / name, _filled(FILES / name, facts).encode())
    for size in icons.OF_LINUX:
        at = share / "icons" / "hicolor" / f"{size}x{size}"
        _copy(drawn.picture("application", size), at / "apps" / f"{ICON}.png")
        _copy(drawn.picture("project", size), at / "mimetypes" / f"{FILE_ICON}.png")
    scalable = share / "icons" / "hicolor" / "scalable"
    _copy(drawn.folder / "application.svg", scalable / "apps" / f"{ICON}.svg")
    _copy(drawn.folder / "project.svg", scalable / "mimetypes" / f"{FILE_ICON}.svg")
    for name in MAN_PAGES:
        text = _filled(FILES / name, facts).encode()
        _write(share / "man" / "man1" / f"{name}.gz", gzip.compress(text, 9, mtime=0))


def manual_of(help_text: str) -> str:
    """The commands that `mapper --help` lists, as the manual has them."""
    listed = help_text.partition("\ncommands:\n")[2].partition("\n\n")[0]
    found = re.findall(r"^    ([a-z][a-z-]*)(?: {2,}|\n {6,})(\S.*)$", listed, re.M)
    if not found:
        raise Stop("`mapper --help` lists no commands")
    return "\n".join(
        f".TP\n.B {name}\n{text[:1].upper()}{text[1:]}.".replace("-", "\\-") for name, text in found
    )


def _filled(file: Path, facts: dict[str, str]) -> str:
    text = file.read_text(encoding="utf-8")
    for name, value in facts.items():
        text = text.replace(f"@{name}@", value)
    return text


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    file.chmod(0o644)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)
