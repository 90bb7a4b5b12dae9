"""Which of the system's libraries the bundle needs, read from its own files, and who has them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from machine import Stop
from system_packages import NO_WINDOW, WAYLAND_WINDOW, X11_WINDOW, Need

GLIBC = ("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1")
LOADER = re.compile(r"ld-linux[\w-]*\.so\.\d")
OTHERS = (
    Need("libgcc_s.so.1", ("libgcc-s1",)),
    Need("libstdc++.so.6", ("libstdc++6",)),
    Need("libwayland-egl.so.1", ("libwayland-egl1",)),
    Need("libcrypt.so.1", ("libcrypt1",)),
)
SMALL = re.compile(r"libxcb-(cursor|icccm|image|keysyms|render-util|util)\.so\.\d")
"""Libraries for windows that many systems come without. They stand on libxcb alone and go into the
archive for other distributions; the Debian package asks for them."""


def elf_files(folder: Path) -> list[Path]:
    """The programs and libraries in a folder."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as opened:
                if opened.read(4) == b"\x7fELF":
                    found.append(file)
    return found


def system_libraries(folder: Path) -> set[str]:
    """The names of libraries that files in the folder need and the folder has not."""
    files = elf_files(folder)
    own = {file.name for file in files} | {
        link.name for link in folder.rglob("*.so*") if link.is_symlink()
    }
    needed: set[str] = set()
    for at in range(0, len(files), 100):
        done = subprocess.run(
            ["objdump", "-p", *map(str, files[at : at + 100])],
            capture_output=True,
            text=True,
            check=True,
        )
        needed.update(re.findall(r"^\s+NEEDED\s+(\S+)$", done.stdout, re.M))
    return needed - own


def newest_glibc(folder: Path) -> str:
    """The newest version of the GNU C library that a file in the folder asks for."""
    found: set[tuple[int, ...]] = set()
    for file in elf_files(folder):
        for version in re.findall(rb"\0GLIBC_(\d+\.\d+)\0", file.read_bytes()):
            found.add(tuple(map(int, version.split(b"."))))
    return ".".join(map(str, max(found)))


def debian_packages(needed: Iterable[str], glibc: str) -> list[str]:
    """The Depends of a package whose files need these. Raises Stop for a library nobody knows."""
    known = {each.name: each for each in (*NO_WINDOW, *X11_WINDOW, *WAYLAND_WINDOW, *OTHERS)}
    found = {f"libc6 (>= {glibc})"}
    unknown = []
    for name in needed:
        if name in GLIBC or LOADER.fullmatch(name):
            continue
        if name in known:
            found.add(" | ".join(known[name].packages))
        else:
            unknown.append(name)
    if unknown:
        raise Stop(
            f"the bundle needs libraries that stand in no list: {', '.join(sorted(unknown))}. "
            "Bundle them (packaging/bundle/contents.py) or name their package (system_packages.py)."
        )
    return sorted(found)
