"""The trial of the Linux packages (try_package.py), as the last step of ``test --everything``.

Whether it can be run here is found out before anything is built, cheaply. It is a process of its
own with a time limit, in a folder of its own; when it has ended, however it did, nothing it started
runs on and nothing of the folder is left.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from machine import Machine, Stop, say
from system_packages import VIRTUAL_SCREEN, Need, provide

NAME = "the package trial"
RELEASE = "bookworm"
MIRROR = "http://deb.debian.org/debian"
# Seconds for all of it, for ending by itself once told to, and for what it leaves to go.
LIMIT, LIMIT_OF_ENDING, LIMIT_OF_REMOVING = 10 * 60, 30, 10
# A first try that took longer is not repeated: the whole run has to end.
LONGEST_FIRST_TRY = 5 * 60
# Bytes that it needs for a bare Debian with what is installed there, and in the checkout.
ROOM, ROOM_TO_BUILD = 2_000_000_000, 2_500_000_000
PLACE = "/var/tmp"
NEEDS = (
    *VIRTUAL_SCREEN,
    Need("debootstrap", ("debootstrap",), "program"),
    Need("dpkg-deb", ("dpkg",), "program"),
)
# In namespaces of its own: what is mounted is seen by nobody else, what was started ends with it.
ALONE = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
_PROBE = 'mknod "$1/null" c 1 3 && echo > "$1/null" && chroot / sh -c "echo permitted"'


def reason_against(machine: Machine, root: Path, place: str = PLACE) -> str:
    """Why the trial cannot be run on this machine, empty when it can."""
    if not machine.system.startswith("linux"):
        return "the packages that it tries are for Linux"
    if not machine.is_debian():
        return "it needs Debian or Ubuntu, with apt"
    if not machine.is_root:
        return "it makes a Debian in a folder, which needs root"
    for folder, bytes_ in ((place, ROOM), (str(root), ROOM_TO_BUILD)):
        free = machine.free_space(folder)
        if free < bytes_:
            return f"{folder} has {free / 1e9:.1f} GB free, and it needs {bytes_ / 1e9:.1f} GB"
    if not _may(machine, place):
        return "this system permits no namespaces, mounts, devices or chroot (a container?)"
    try:
        provide(machine, NEEDS, "The package trial")
    except Stop as stop:
        return str(stop)
    # With wget, as debootstrap fetches.
    asked = f"{MIRROR}/dists/{RELEASE}/InRelease"
    if machine.call(["wget", "--quiet", "--spider", "--timeout=10", "--tries=2", asked]):
        return f"{MIRROR} cannot be reached"
    return ""


def _may(machine: Machine, place: str) -> bool:
    """Whether a mount, a device and a chroot are permitted, tried where nobody else sees them."""
    try:
        with tempfile.TemporaryDirectory(prefix="mapper-trial-", dir=place) as folder:
            words = [*ALONE, "--mount-proc", "sh", "-c", _PROBE, "sh", folder]
            return machine.output(words).strip() == "permitted"
    except OSError:
        return False


def run_trial(machine: Machine, root: Path, place: str = PLACE, limit: int = LIMIT) -> str:
    """Build the packages and try them; a sentence on what was done. Raises Stop.

    What is built is in build/, so that packages in dist/ stay what they are; it is removed when all
    was good.
    """
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="mapper-trial-", dir=place))
    script = str(root / "packaging" / "try_package.py")
    words = (script, "--into", "build/trial", "--place", str(folder))
    try:
        code = _follow([machine.base_python, *words], machine.environ, root, limit)
    finally:
        _remove(folder)
    if code is None:
        raise Stop(f"it took more than {limit} seconds and was ended")
    if code:
        raise Stop("see above")
    shutil.rmtree(root / "build", ignore_errors=True)
    seconds = time.monotonic() - began
    return f"built, installed, used, upgraded and removed in a bare Debian in {seconds:.0f} s"


def _follow(
    command: Sequence[str], environ: Mapping[str, str], root: Path, limit: int
) -> int | None:
    """Its exit code, None when it took too long. Nothing of it runs afterwards."""
    process = subprocess.Popen(
        command, cwd=root, env=dict(environ), stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return process.wait(limit)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            process.terminate()  # it then puts away what it made
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LIMIT_OF_ENDING)
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _remove(folder: Path) -> None:
    """Remove what may be left of the folder, never across anything that is mounted in it."""
    end = time.monotonic() + LIMIT_OF_REMOVING
    while folder.exists():
        if is_mounted_below(folder):
            sentence = f"something is mounted below {folder}: it is left as it is"
        else:
            try:
                shutil.rmtree(folder)
                return
            except OSError as error:  # what was ended may still be ending
                sentence = f"{folder} could not be removed: {error}"
        if time.monotonic() > end:
            raise Stop(sentence)
        time.sleep(0.2)


def is_mounted_below(folder: Path) -> bool:
    """Whether anything is mounted in the folder, as this process sees it."""
    mounts = Path("/proc/self/mountinfo")
    return mounts.exists() and f" {folder}" in mounts.read_text(encoding="utf-8")


def outcome(machine: Machine, root: Path, wanted: bool) -> tuple[str, str]:
    """Run the trial where it can be: what to say of it, and as what: run, left out or failed."""
    if not wanted:
        return "left out", f"{NAME}: --no-package leaves it out"
    reason = reason_against(machine, root)
    if reason:
        return "left out", f"{NAME}: {reason}"
    say(f"==> {NAME}")
    began = time.monotonic()
    try:
        return "run", f"{NAME}: {run_trial(machine, root)}"
    except Stop as stop:
        if time.monotonic() - began > LONGEST_FIRST_TRY:
            return "failed", f"{NAME} ({stop})"
        # A mouse on a busy machine may miss once. Twice, it is the program; and it is told.
        say(f"==> {NAME}, a second time: the first failed ({stop})")
    try:
        return "run", f"{NAME}, at the second try: {run_trial(machine, root)}"
    except Stop as stop:
        return "failed", f"{NAME}, twice ({stop})"
