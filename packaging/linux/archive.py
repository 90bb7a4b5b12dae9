"""The archive for other distributions: unpack it anywhere, start it from there.

Windows need some small libraries that many systems come without; they are inside.
"""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
from pathlib import Path

import desktop
import libraries
from folder import Bundle
from machine import Stop, say

NAME = "mapper-for-commcare"
_READ_ME = """\
Mapper for CommCare {version} for Linux with the GNU C library {glibc} or newer

Start ./mapper-gui for the window, ./mapper for the command line. The folder can lie anywhere and
be moved. It needs the libraries that every desktop has (X11 or Wayland, fontconfig, OpenGL).

To have it in the menu, with its file type, for you alone:

    ./install-for-me.sh             (again after the folder was moved)
    ./install-for-me.sh --remove    takes all of it away again; your projects, settings and keys stay

The licences of what is inside are in _internal/licences; ./mapper --version lists them.
"""


def make(bundle: Bundle, dist: Path) -> Path:
    """Pack the folder; the archive."""
    name = f"{NAME}-{bundle.version}-linux-{os.uname().machine}"
    tree = bundle.work / "archive" / name
    shutil.rmtree(tree.parent, ignore_errors=True)
    shutil.copytree(bundle.folder, tree, symlinks=True)
    _add_small_libraries(tree)
    desktop.lay_out(bundle, tree / "share")
    script = tree / "install-for-me.sh"
    shutil.copyfile(desktop.FILES / "install-for-me.sh", script)
    glibc = libraries.newest_glibc(bundle.folder)
    read_me = _READ_ME.format(version=bundle.version, glibc=glibc)
    (tree / "README.txt").write_text(read_me, encoding="utf-8")
    target = dist / f"{name}.tar.gz"
    say(f"==> Packing {target.name}")
    seconds = int(bundle.build["seconds"])

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = seconds
        runs = entry.isdir() or (entry.name.count("/") == 1 and not entry.name.endswith(".txt"))
        entry.mode = 0o755 if runs else 0o644
        return entry

    with (
        target.open("wb") as opened,
        gzip.GzipFile("", "wb", 6, opened, mtime=seconds) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as files,
    ):
        for each in sorted([tree, *tree.rglob("*")]):
            inside = each.relative_to(tree.parent).as_posix()
            files.add(each, inside, recursive=False, filter=plain)
    return target


def _add_small_libraries(tree: Path) -> None:
    """From the machine that builds. Raises Stop where it lacks one."""
    folders = [
        *(Path("/usr/lib", f"{os.uname().machine}-linux-gnu"), Path("/usr/lib64")),
        *(Path("/usr/lib"), Path("/lib64")),
    ]
    wanted = [each for each in libraries.system_libraries(tree) if libraries.SMALL.fullmatch(each)]
    while wanted:
        for name in wanted:
            found = [folder / name for folder in folders if (folder / name).exists()]
            if not found:
                raise Stop(f"{name} goes into the archive, and this system does not have it")
            shutil.copyfile(found[0].resolve(), tree / "_internal" / name)
        # One of them may need another.
        rest = libraries.system_libraries(tree)
        wanted = [each for each in rest if libraries.SMALL.fullmatch(each)]
