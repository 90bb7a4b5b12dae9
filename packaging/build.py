"""Build the packages of this system: python3 packaging/build.py [OPTIONS]

It makes an environment of its own (.venv-build) from packaging/lock/build.txt, bundles the program
with Python, Qt and the JavaScript engine into a folder, prints what that weighs, and starts both
programs from it. Then it packs the folder:

    Linux      dist/mapper-for-commcare_VERSION_ARCHITECTURE.deb and a .tar.gz
    Windows    dist/mapper-for-commcare-VERSION-windows-x64.exe, where NSIS is installed
    macOS      dist/mapper-for-commcare-VERSION-macos-ARCHITECTURE.dmg

and writes dist/SHA256SUMS. PyInstaller builds for the system it runs on only. It needs Python 3.11
to 3.14; on Linux also binutils, and dpkg-deb for the .deb.

    --bundle-only    the folder, and starting it
    --not-started    do not start it (for a build that is started elsewhere)
    --into FOLDER    instead of dist
    --quick          pack the .deb in seconds, a third larger (for trying it)
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, each) for each in ("", "bundle", "linux", "windows", "macos")]

import archive  # noqa: E402 (the scripts of packaging/ are no package: they are found by path)
import debian  # noqa: E402
import disk_image  # noqa: E402
import folder  # noqa: E402
import installer  # noqa: E402
import starting  # noqa: E402
from environment import Environment  # noqa: E402
from machine import Machine, Stop, say  # noqa: E402
from system_packages import NO_WINDOW, WAYLAND_WINDOW, X11_WINDOW, Need, provide  # noqa: E402

ROOT = Path(HERE).parent


def build_environment(machine: Machine, root: Path = ROOT) -> Environment:
    """The environment that bundles are built in, made if need be."""
    environment = Environment(machine, root, ".venv-build", ("build",))
    provide(machine, needs_of_a_build(machine), "Building")
    environment.make("build")
    return environment


def needs_of_a_build(machine: Machine) -> tuple[Need, ...]:
    """What Linux must have: PyInstaller reads libraries with objdump and takes Python's along, and
    the archive takes some of X11's."""
    if not machine.system.startswith("linux"):
        return ()
    needs = [*NO_WINDOW, *X11_WINDOW, *WAYLAND_WINDOW]
    needs.append(Need("objdump", ("binutils",), "program"))
    if machine.base_python.startswith("/usr/bin/"):
        name = "libpython{}.{}".format(*machine.python_version[:2])
        needs.append(Need(f"{name}.so.1.0", (name,)))
        needs.append(Need("ensurepip", ("python3-venv",), "module"))
    return tuple(needs)


def write_sums(files: Sequence[Path], target: Path) -> None:
    """The checksums, as `sha256sum --check` reads them."""
    lines = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files]
    target.write_text("".join(sorted(lines)), encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> int:
    """Build what was asked for; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bundle-only", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--not-started", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, default=Path("dist"), help=argparse.SUPPRESS)
    told = parser.parse_args(arguments)
    machine, began = Machine(), time.monotonic()
    dist = (ROOT / told.into).resolve()
    try:
        environment = build_environment(machine)
        bundle = folder.make_bundle(environment, ROOT / "build", dist)
        folder.say_sizes(bundle)
        if not told.not_started:
            starting.start(bundle, machine)
        if not told.bundle_only:
            made = {
                "linux": lambda: [
                    *debian.make(bundle, machine, dist, quick=told.quick),
                    archive.make(bundle, dist),
                ],
                "win32": lambda: installer.make(bundle, machine, dist),
                "darwin": lambda: disk_image.make(bundle, machine, dist),
            }[bundle.system]()
            write_sums(made, dist / "SHA256SUMS")
            for each in made:
                say(f"==> {os.path.relpath(each, ROOT)}: {each.stat().st_size / 1e6:.1f} MB")
    except Stop as stop:
        print(f"build.py: {stop}", file=sys.stderr)
        return stop.code
    say(f"==> Built in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
