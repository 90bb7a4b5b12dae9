"""A bare Debian in a folder, for trying a package: made by debootstrap, used by chroot.

Every command runs in namespaces of its own, where /proc is mounted for it alone: nothing of this
machine is mounted into the folder, nothing is left mounted, and what a command starts ends with it.
The devices are the few that debootstrap makes as files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from machine import Stop, say
from package_trial import ALONE, RELEASE, is_mounted_below

PERSON = "tester"
HANDED_IN = "/opt/trial"
"""Where in the bare system what comes from outside is put."""
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NOT_COMPARED = (
    *("/proc", "/dev", "/sys", "/run", "/tmp", "/home", "/root", HANDED_IN),
    # What apt and dpkg remember, by their nature.
    *("/var/lib/dpkg", "/var/lib/apt", "/var/cache", "/var/log", "/etc/ld.so.cache"),
)
_LONGEST = 600  # seconds for one command


class Root:
    """The folder with its Debian."""

    def __init__(self, folder: Path, display: str) -> None:
        self.folder = folder
        self.display = display

    @property
    def home(self) -> Path:
        """The home of the ordinary user, from outside."""
        return self.folder / "home" / PERSON

    def run(self, *command: str, person: bool = False, **more: str) -> str:
        """Run a command as root, or as the ordinary user; what it says. Raises Stop."""
        done = self.try_(*command, person=person, **more)
        if done.returncode:
            said = done.stdout + done.stderr
            raise Stop(f"in the bare system `{' '.join(command)}` ended so:\n{said[-4000:]}")
        return done.stdout

    def try_(
        self, *command: str, person: bool = False, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """The same, whatever it ends with."""
        try:
            return subprocess.run(
                self.words(*command, person=person),
                env=self.environ(person, more),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Stop(f"in the bare system `{' '.join(command)}` took too long") from error

    def words(self, *command: str, person: bool = False) -> list[str]:
        """The command as this machine has to start it."""
        as_ = [f"--userspec={PERSON}:{PERSON}"] if person else []
        return [
            *ALONE,
            f"--mount-proc={self.folder}/proc",
            "chroot",
            *as_,
            str(self.folder),
            *command,
        ]

    def environ(self, person: bool, more: Mapping[str, str]) -> dict[str, str]:
        """As after logging in, with a display."""
        return {
            "PATH": _PATH,
            "LANG": "C.UTF-8",
            "HOME": f"/home/{PERSON}" if person else "/root",
            "DISPLAY": self.display,
            "DEBIAN_FRONTEND": "noninteractive",
            **more,
        }

    def install(self, *packages: str) -> int:
        """Install packages by name, or a .deb of this machine; how many came."""
        names = []
        for each in packages:
            if each.endswith(".deb"):
                each = self.hand_in(Path(each))
            names.append(each)
        said = self.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *names)
        return said.count("Setting up ")

    def hand_in(self, file: Path) -> str:
        """Put a file of this machine into the bare system; its path there."""
        inside = Path(HANDED_IN, file.name)
        outside = self.folder / inside.relative_to("/")
        outside.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, outside)
        return str(inside)

    def files(self) -> dict[str, str]:
        """Every file that is compared, with what tells one state of it from another."""
        found: dict[str, str] = {}
        for folder, folders, names in os.walk(self.folder):
            inside = "/" + os.path.relpath(folder, self.folder).removeprefix(".")
            kept = [name for name in folders if os.path.join(inside, name) not in _NOT_COMPARED]
            folders[:] = kept
            for name in (*names, *kept):
                path, place = Path(folder, name), os.path.join(inside, name)
                if place not in _NOT_COMPARED:
                    found[place] = _state(path)
        return found


def _state(path: Path) -> str:
    about = path.lstat()
    mode = f"{stat.filemode(about.st_mode)} {about.st_uid}:{about.st_gid}"
    if stat.S_ISLNK(about.st_mode):
        return f"{mode} -> {os.readlink(path)}"
    if stat.S_ISREG(about.st_mode):
        return f"{mode} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    return mode


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """One line for each file that came, went or changed."""
    lines = [f"left behind: {each}" for each in sorted(after.keys() - before.keys())]
    lines += [f"gone: {each}" for each in sorted(before.keys() - after.keys())]
    both = sorted(before.keys() & after.keys())
    return lines + [f"changed: {each}" for each in both if before[each] != after[each]]


@contextmanager
def bare_debian(display: str, where: str, base: Path | None, mirror: str) -> Iterator[Root]:
    """A bare system with one ordinary user; its folder is removed afterwards."""
    place = Path(tempfile.mkdtemp(prefix="mapper-trial-", dir=where))
    place.chmod(0o755)
    folder = place / "root"
    try:
        if base is not None:
            command = ["cp", "-a", str(base), str(folder)]
        else:
            say("==> Making a bare Debian (debootstrap)")
            words = ("--variant=minbase", RELEASE, str(folder), mirror)
            # It mounts /proc and /sys while it works.
            command = [*ALONE, "--mount-proc", "debootstrap", *words]
        with (place / "made.log").open("w") as log:
            if subprocess.call(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log):
                raise Stop(f"it failed: {(place / 'made.log').read_text()[-2000:]}")
        for name in ("resolv.conf", "hosts"):
            shutil.copyfile(f"/etc/{name}", folder / "etc" / name)
        for each in Path("/etc/apt/apt.conf.d").glob("*prox*"):
            shutil.copyfile(each, folder / "etc/apt/apt.conf.d" / each.name)
        root = Root(folder, display)
        root.run("useradd", "--create-home", PERSON)
        root.run("apt-get", "update", "-qq")
        yield root
    finally:
        _remove(place)


def _remove(place: Path) -> None:
    """Remove the folder, never across anything that is mounted in it."""
    if is_mounted_below(place):
        raise Stop(f"something is mounted below {place}: it is left as it is")
    shutil.rmtree(place)
