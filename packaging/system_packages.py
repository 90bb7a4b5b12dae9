"""What Qt and the tests need of the operating system, found out by trying, and installed.

On Debian and Ubuntu exactly the missing packages are installed (as root) or named in one command
(as anyone else). Elsewhere the missing libraries are named. Nothing else is ever installed.

The lists are what Qt's own files name as needed (readelf -d on the libraries of
PySide6-Essentials 6.11.3). Qt's error messages name the wrong one, the loader does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from machine import Machine, Stop, say


@dataclass(frozen=True)
class Need:
    """One thing the system must have, and the Debian packages that have it, best first."""

    name: str
    packages: tuple[str, ...]
    kind: str = "library"  # library, program or module
    folders: str = ""  # where a program is that is not on PATH, as a pattern

    def is_met(self, machine: Machine) -> bool:
        """Whether the system has it."""
        if self.kind == "library":
            return machine.loads(self.name)
        if self.kind == "program":
            return machine.find(self.name, self.folders) is not None
        return machine.has_ensurepip()


# From Debian 13 and Ubuntu 24.04 on some packages carry "t64" (64-bit time on 32-bit machines).
_GLIB = ("libglib2.0-0t64", "libglib2.0-0")

NO_WINDOW = (
    Need("libz.so.1", ("zlib1g",)),
    Need("libzstd.so.1", ("libzstd1",)),
    Need("libglib-2.0.so.0", _GLIB),
    Need("libgthread-2.0.so.0", _GLIB),
    Need("libEGL.so.1", ("libegl1",)),
    Need("libGL.so.1", ("libgl1",)),
    Need("libX11.so.6", ("libx11-6",)),
    Need("libxkbcommon.so.0", ("libxkbcommon0",)),
    Need("libfontconfig.so.1", ("libfontconfig1",)),
    Need("libfreetype.so.6", ("libfreetype6",)),
    Need("libdbus-1.so.3", ("libdbus-1-3",)),
)
X11_WINDOW = (
    Need("libX11-xcb.so.1", ("libx11-xcb1",)),
    Need("libxkbcommon-x11.so.0", ("libxkbcommon-x11-0",)),
    Need("libxcb-cursor.so.0", ("libxcb-cursor0",)),
    Need("libxcb-icccm.so.4", ("libxcb-icccm4",)),
    Need("libxcb-image.so.0", ("libxcb-image0",)),
    Need("libxcb-keysyms.so.1", ("libxcb-keysyms1",)),
    Need("libxcb-randr.so.0", ("libxcb-randr0",)),
    Need("libxcb-render-util.so.0", ("libxcb-render-util0",)),
    Need("libxcb-render.so.0", ("libxcb-render0",)),
    Need("libxcb-shape.so.0", ("libxcb-shape0",)),
    Need("libxcb-shm.so.0", ("libxcb-shm0",)),
    Need("libxcb-sync.so.1", ("libxcb-sync1",)),
    Need("libxcb-util.so.1", ("libxcb-util1",)),
    Need("libxcb-xfixes.so.0", ("libxcb-xfixes0",)),
    Need("libxcb-xkb.so.1", ("libxcb-xkb1",)),
    Need("libxcb.so.1", ("libxcb1",)),
)
WAYLAND_WINDOW = (
    Need("libwayland-client.so.0", ("libwayland-client0",)),
    Need("libwayland-cursor.so.0", ("libwayland-cursor0",)),
)
VIRTUAL_SCREEN = (
    *X11_WINDOW,
    Need("Xvfb", ("xvfb",), "program"),
    Need("xdotool", ("xdotool",), "program"),
)
SECRET_SERVICE = (
    Need("dbus-run-session", ("dbus-daemon", "dbus"), "program"),
    Need("gnome-keyring-daemon", ("gnome-keyring",), "program"),
    # A session bus that needs no systemd; gnome-keyring would bring one that does.
    Need("dbus-launch", ("dbus-x11",), "program"),
)
# A database that exports are loaded into. Debian keeps its programs off the PATH.
POSTGRESQL = Need("initdb", ("postgresql",), "program", "/usr/lib/postgresql/*/bin")


def needs_of_a_window(machine: Machine) -> tuple[Need, ...]:
    """What a window needs on this machine; nothing on macOS and Windows."""
    if not machine.system.startswith("linux"):
        return ()
    x11 = X11_WINDOW if machine.environ.get("DISPLAY") else ()
    wayland = WAYLAND_WINDOW if not x11 else ()
    return (*NO_WINDOW, *x11, *wayland)


def needs_of_tests(machine: Machine) -> tuple[Need, ...]:
    """What the ordinary tests need: Qt without a window."""
    return NO_WINDOW if machine.system.startswith("linux") else ()


def needs_of_an_environment(machine: Machine) -> tuple[Need, ...]:
    """What making an environment needs: Debian's own Python lacks ensurepip without a package."""
    if not machine.system.startswith("linux") or not machine.base_python.startswith("/usr/bin/"):
        return ()
    major, minor = machine.python_version[:2]
    default = machine.output(["/usr/bin/python3", "-c", "import sys; print(sys.version_info[:2])"])
    is_default = default.strip() == f"({major}, {minor})"
    exact = f"python{major}.{minor}-venv"
    names = ("python3-venv", exact) if is_default else (exact, "python3-venv")
    return (Need("ensurepip", names, "module"),)


def provide(machine: Machine, needs: Iterable[Need], purpose: str) -> None:
    """Make sure all needs are met. Raises Stop with what to do where they cannot be."""
    missing = [need for need in needs if not need.is_met(machine)]
    if not missing:
        return
    names = ", ".join(need.name for need in missing)
    if not machine.is_debian():
        raise Stop(_elsewhere(machine, missing, purpose))
    known = _known_packages(machine, missing)
    stale = not all(known & set(need.packages) for need in missing)
    if not machine.is_root:
        packages = " ".join(_packages(machine, missing, known))
        update = "sudo apt-get update && " if stale else ""
        raise Stop(
            f"{purpose} needs what this system does not have yet: {names}.\n"
            f"This installs exactly that:\n\n    {update}sudo apt-get install -y "
            f"--no-install-recommends {packages}\n\nThen run this again."
        )
    say(f"==> {purpose} needs what this system does not have yet: {names}")
    if stale:
        _apt_get(machine, "update")
        known = _known_packages(machine, missing)
    packages_ = _packages(machine, missing, known)
    if not _install(machine, packages_) and not stale:
        # The package lists may be older than the mirror.
        _apt_get(machine, "update")
        _install(machine, packages_)
    left = [need.name for need in missing if not need.is_met(machine)]
    if left:
        raise Stop(
            f"{purpose} still needs {', '.join(left)}: apt-get could not install "
            f"{' '.join(packages_)} (see above). Mend that, then run this again."
        )


def _install(machine: Machine, packages: Sequence[str]) -> bool:
    return _apt_get(machine, "install", "-y", "--no-install-recommends", *packages) == 0


def _apt_get(machine: Machine, *words: str) -> int:
    command = ["apt-get", *words]
    say(f"==> {' '.join(command)}")
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120", *words]
    return machine.call(quiet, {**machine.environ, "DEBIAN_FRONTEND": "noninteractive"})


def _known_packages(machine: Machine, needs: Iterable[Need]) -> set[str]:
    """Those of the packages that apt could install now."""
    names = sorted({name for need in needs for name in need.packages})
    known: set[str] = set()
    current = ""
    for line in machine.output(["apt-cache", "policy", *names]).splitlines():
        if line and not line[0].isspace():
            current = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            known.add(current)
    return known


def _packages(machine: Machine, needs: Iterable[Need], known: set[str]) -> list[str]:
    """One package for each need: the first that apt knows, or else what this release calls it."""
    chosen: list[str] = []
    for need in needs:
        names = [name for name in need.packages if name in known]
        if not names:
            renamed = _has_t64_names(machine)
            names = [n for n in need.packages if n.endswith("t64") == renamed] or [*need.packages]
        if names[0] not in chosen:
            chosen.append(names[0])
    return chosen


def _has_t64_names(machine: Machine) -> bool:
    release = machine.os_release()
    try:
        version = float(release.get("VERSION_ID", ""))
    except ValueError:
        return release.get("ID") == "debian"  # testing and unstable have no number
    return version >= (13 if release.get("ID") == "debian" else 24.04)


def _elsewhere(machine: Machine, missing: Sequence[Need], purpose: str) -> str:
    names = ", ".join(need.name for need in missing)
    text = (
        f"{purpose} needs what this system does not have yet: {names}.\n"
        "Install the packages that have them with your system's package manager, "
        "then run this again."
    )
    if machine.find("dnf"):
        wanted = [
            f"'{need.name}()(64bit)'" if need.kind == "library" else f"/usr/bin/{need.name}"
            for need in missing
            if need.kind != "module"
        ]
        text += f"\nOn Fedora and its kind:\n\n    sudo dnf install {' '.join(wanted)}"
    return text
