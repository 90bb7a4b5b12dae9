"""The package for Debian, Ubuntu and their kind: everything below /usr, and no scripts in it.

Menus, icons and file types are taken in and let go by the triggers of the packages that keep them.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import contents
import desktop
import libraries
from folder import Bundle
from machine import Machine, Stop, say

NAME = "mapper-for-commcare"
LIBRARY = f"usr/lib/{NAME}"
SMALL, QUICK = ("-Zxz", "-z6"), ("-Zzstd", "-z3")
"""How it is packed: xz is a quarter smaller and takes minutes."""
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: Mapper for CommCare <noreply@mapper-for-commcare.invalid>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: ca-certificates, xdg-utils
Suggests: gnome-keyring | kwalletmanager
Section: science
Priority: optional
Description: map CommCare forms to other systems, and prove the mapping
 A window and a command line that map the questions of a CommCare form to the
 fields of another system (Salesforce, DHIS2, a database, another CommCare
 project) by dragging, prove the mapping on submissions, and hand it over as a
 workbook, as JSON, and as a mapping step for OpenFn.
 .
 Python, Qt and the JavaScript engine are inside.
"""
_COPYRIGHT = """\
Mapper for CommCare {version}

No licence is stated for the program itself: its owner has not named one.

It comes with Python, Qt for Python and other libraries, each under its own licence. Their texts
are in /{library}/_internal/licences, and `mapper --version` lists them.

Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They are files of
their own in /{library}/_internal/PySide6: to use other builds of them, put those in their place.
Their sources: https://download.qt.io/official_releases/QtForPython/
The licence's text is in /usr/share/common-licenses/LGPL-3 too.
"""
_CHANGES = """\
{name} ({version}) unstable; urgency=medium

  * Built of {commit}.

 -- Mapper for CommCare <noreply@mapper-for-commcare.invalid>  {date}
"""


def debian_version(version: str) -> str:
    """The version as Debian sorts it: what comes before a release has a tilde."""
    for mark in ("rc", "a", "b", ".dev"):
        version = version.replace(mark, f"~{mark.strip('.')}", 1) if mark in version else version
    return version


def make(
    bundle: Bundle,
    machine: Machine,
    dist: Path,
    *,
    version: str = "",
    also: Mapping[str, str] | None = None,
    quick: bool = False,
) -> list[Path]:
    """Build the .deb; none where there is no dpkg-deb.

    For trying an upgrade: `version`, another than the program's, and `also`, text files of it.
    """
    if machine.find("dpkg-deb") is None:
        say("==> No .deb: this system has no dpkg-deb")
        return []
    version = version or debian_version(bundle.version)
    architecture = _ARCHITECTURES.get(os.uname().machine, os.uname().machine)
    target = dist / f"{NAME}_{version}_{architecture}.deb"
    tree = bundle.work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    _lay_out(bundle, tree, version)
    for name, text in (also or {}).items():
        _write(tree / LIBRARY / name, text)
    needed = libraries.system_libraries(bundle.folder)
    depends = libraries.debian_packages(needed, libraries.newest_glibc(bundle.folder))
    size = sum(each.lstat().st_size for each in tree.rglob("*") if not each.is_dir())
    control = _CONTROL.format(
        name=NAME,
        version=version,
        architecture=architecture,
        kilobytes=size // 1024,
        depends=", ".join(depends),
    )
    _write(tree / "DEBIAN" / "control", control)
    _write(tree / "DEBIAN" / "md5sums", _sums(tree))
    command = [
        "dpkg-deb",
        "--root-owner-group",
        *(QUICK if quick else SMALL),
        "--build",
        str(tree),
        str(target),
    ]
    # The same commit gives the same package.
    environ = {**machine.environ, "SOURCE_DATE_EPOCH": bundle.build["seconds"]}
    say(f"==> Packing {target.name}")
    if machine.call(command, environ):
        raise Stop("dpkg-deb could not make the package (see above)")
    return [target]


def _lay_out(bundle: Bundle, tree: Path, version: str) -> None:
    library = tree / LIBRARY
    shutil.copytree(bundle.folder, library, symlinks=True)
    for each in [library, *library.rglob("*")]:
        if not each.is_symlink():
            runs = each.is_dir() or each.parent == library
            each.chmod(0o755 if runs else 0o644)
    commands = tree / "usr" / "bin"
    commands.mkdir(parents=True)
    for name in (contents.WINDOW, contents.COMMAND_LINE):
        (commands / name).symlink_to(f"../lib/{NAME}/{name}")
    desktop.lay_out(bundle, tree / "usr" / "share")
    about = tree / "usr" / "share" / "doc" / NAME
    facts = {
        "name": NAME,
        "version": version,
        "library": LIBRARY,
        "commit": bundle.build["commit"][:12] or "a folder without history",
        "date": _mail_date(int(bundle.build["seconds"])),
    }
    _write(about / "copyright", _COPYRIGHT.format(**facts))
    changes = gzip.compress(_CHANGES.format(**facts).encode(), 9, mtime=0)
    (about / "changelog.gz").write_bytes(changes)
    for folder, _, _ in os.walk(tree):
        os.chmod(folder, 0o755)


def _mail_date(seconds: int) -> str:
    import email.utils

    return email.utils.formatdate(seconds)


def _sums(tree: Path) -> str:
    lines = []
    for file in sorted(tree.rglob("*")):
        inside = file.relative_to(tree)
        if file.is_file() and not file.is_symlink() and inside.parts[0] != "DEBIAN":
            lines.append(f"{hashlib.md5(file.read_bytes()).hexdigest()}  {inside}\n")
    return "".join(lines)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    file.chmod(0o644)
