"""Try the Linux packages as people would: python3 packaging/try_package.py [OPTIONS]  (as root)

It builds the packages, makes a bare Debian 12 in a folder, and there

  - installs the .deb with apt, runs the smoke test as an ordinary user, sees the window, and
    removes all of it again: not one file may be left or changed
  - does the main job by mouse, from the first page to an exported file
  - upgrades from an older build: settings and projects stay, the old build's files go
  - removes the package: what the person made stays, nothing else does
  - starts the archive for other distributions from a folder with a space in its name

    --built          take what dist/ has instead of building
    --into FOLDER    build there, and take it from there, instead of dist
    --place FOLDER   make the Debian in there instead of in /var/tmp
    --base FOLDER    a bare Debian 12 that was made before, instead of making one (80 s)
    --mirror URL     where Debian is fetched from
    --pictures DIR   keep pictures of the screen there

It needs debootstrap, Xvfb and xdotool (installed as root where they are missing) and the network.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, each) for each in ("", "bundle", "linux", "trial")]

import build  # noqa: E402 (the scripts of packaging/ are no package: they are found by path)
import contents  # noqa: E402
import debian  # noqa: E402
import folder  # noqa: E402
import root as trial  # noqa: E402
from checks import virtual_screen  # noqa: E402
from machine import Machine, Stop, say  # noqa: E402
from package_trial import MIRROR, NEEDS, PLACE  # noqa: E402
from system_packages import provide  # noqa: E402

ROOT = Path(HERE).parent
HANDS = ("at-spi2-core", "dbus", "python3-pyatspi", "gir1.2-atspi-2.0", "xdotool", "imagemagick")
OLD_FILE = "_internal/of-an-older-build.txt"
SMALL_LIBRARIES = ("libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-util1")
SECONDS = 60


def main(arguments: Sequence[str]) -> int:
    """Do the whole trial; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--built", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, default=Path("dist"), help=argparse.SUPPRESS)
    parser.add_argument("--place", default=PLACE, help=argparse.SUPPRESS)
    parser.add_argument("--base", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--mirror", default=MIRROR, help=argparse.SUPPRESS)
    parser.add_argument("--pictures", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args(arguments)
    machine, began = Machine(), time.monotonic()
    try:
        if not machine.is_debian() or not machine.is_root:
            raise Stop("the trial makes a Debian in a folder: it runs on Debian or Ubuntu, as root")
        provide(machine, NEEDS, "The trial")
        if not told.built and build.main(["--quick", "--into", str(told.into)]):
            return 1
        older, newer, archive = _packages(machine, (ROOT / told.into).resolve())
        with (
            virtual_screen() as display,
            trial.bare_debian(display, told.place, told.base, told.mirror) as root,
        ):
            _install_and_remove(root, newer, told.pictures)
            _use_and_upgrade(root, older, newer, told.pictures)
            _unpack(root, newer, archive)
    except Stop as stop:
        print(f"try_package.py: {stop}", file=sys.stderr)
        return stop.code
    say(f"==> The packages hold ({time.monotonic() - began:.0f} s)")
    return 0


def _packages(machine: Machine, dist: Path) -> tuple[Path, Path, Path]:
    """An older build with a file that the newer one lacks, the newer one, and the archive."""
    work = ROOT / "build"
    bundle = folder.Bundle(
        ROOT,
        work,
        dist / contents.FOLDER,
        folder.read_version(ROOT),
        folder.build_facts(machine, ROOT),
        "linux",
    )
    version = debian.debian_version(bundle.version)
    newer = sorted(dist.glob(f"{debian.NAME}_{version}_*.deb"))
    archives = sorted(dist.glob(f"{debian.NAME}-{bundle.version}-linux-*.tar.gz"))
    if not newer or not archives:
        raise Stop(f"{dist} has no packages of this version: run without --built")
    [older] = debian.make(
        bundle, machine, work, version=f"{version}~~older", also={OLD_FILE: "old\n"}, quick=True
    )
    return older, newer[-1], archives[-1]


def _install_and_remove(root: trial.Root, package: Path, pictures: Path | None) -> None:
    before = root.files()
    size = _installed_size(root)
    count = root.install(str(package))
    say(f"==> Installed in a bare system, with {count - 1} other packages")
    say(
        f"    the program: {_size_of(root.folder / debian.LIBRARY) / 1e6:.0f} MB; with what it asks"
    )
    say(f"    for: {(_installed_size(root) - size) / 1e6:.0f} MB")
    _smoke_test(root, contents.WINDOW)
    say("    " + root.run(contents.COMMAND_LINE, "--version", person=True).splitlines()[0])
    _see_window(root, pictures)
    _check_desktop(root)
    root.run("apt-get", "purge", "-y", "-qq", debian.NAME)
    root.run("apt-get", "autoremove", "--purge", "-y", "-qq")
    _compare(before, root.files(), "after removing it and what came with it")


def _use_and_upgrade(root: trial.Root, older: Path, newer: Path, pictures: Path | None) -> None:
    root.install(*HANDS)
    root.hand_in(Path(HERE, "trial", "drive.py"))
    before = root.files()
    root.install(str(older))
    say("==> The main job by mouse, in an older build")
    _drive(root, "job", pictures)
    settings = root.home / ".config" / debian.NAME / "settings.ini"
    kept = {each: each.read_bytes() for each in (settings, root.home / "trial.ccmap")}
    root.install(str(newer))
    say("==> Upgraded")
    if (root.folder / debian.LIBRARY / OLD_FILE).exists():
        raise Stop("a file of the older build is still there after the upgrade")
    changed = [path.name for path, data in kept.items() if path.read_bytes() != data]
    if changed:
        raise Stop(f"the upgrade changed {', '.join(changed)}")
    say("    settings and the project are as they were; the older build's files are gone")
    _drive(root, "recent", pictures)
    root.run("apt-get", "purge", "-y", "-qq", debian.NAME)
    if not all(each.exists() for each in kept):
        raise Stop("removing the package took away what the person made")
    root.run("apt-get", "autoremove", "--purge", "-y", "-qq")
    _compare(before, root.files(), "after removing it; the person's settings and project stay")


def _unpack(root: trial.Root, package: Path, archive: Path) -> None:
    """The archive beside the libraries that every desktop has, and without the small ones."""
    root.install(str(package))
    root.run("dpkg", "--purge", debian.NAME)
    root.run("apt-get", "purge", "-y", "-qq", *SMALL_LIBRARIES)
    place = root.home / "my programs"
    place.mkdir()
    subprocess.run(["tar", "-xzf", str(archive), "-C", str(place)], check=True)
    [unpacked] = place.iterdir()
    inside = f"/home/{trial.PERSON}/my programs/{unpacked.name}"
    root.run("chown", "-R", f"{trial.PERSON}:{trial.PERSON}", f"/home/{trial.PERSON}")
    before = sorted(root.home.rglob("*"))
    say("==> The archive, unpacked into a folder with a space in its name")
    _smoke_test(root, f"{inside}/{contents.WINDOW}")
    root.run("sh", f"{inside}/install-for-me.sh", person=True)
    command = f"/home/{trial.PERSON}/.local/bin/{contents.COMMAND_LINE}"
    say("    " + root.run(command, "--version", person=True).splitlines()[0])
    entry = root.home / f".local/share/applications/{contents.DESKTOP_ID}.desktop"
    if f'Exec="{inside}/mapper-gui" %f' not in entry.read_text(encoding="utf-8"):
        raise Stop(f"the menu entry is wrong:\n{entry.read_text(encoding='utf-8')}")
    root.run("sh", f"{inside}/install-for-me.sh", "--remove", person=True)
    left = [each for each in set(root.home.rglob("*")) - {*before} if each.is_file()]
    left = [each for each in left if ".config" not in each.parts and ".cache" not in each.parts]
    if left:
        raise Stop(f"taking it out of the menu left {left}")
    say("    put into the menu, and taken out again")


def _smoke_test(root: trial.Root, program: str) -> None:
    done = root.try_(program, "--smoke-test", person=True)
    if done.returncode or done.stderr.strip() or "all good" not in done.stdout:
        raise Stop(f"{program} --smoke-test: {done.returncode}\n{done.stdout}\n{done.stderr}")
    say(f"    smoke test as an ordinary user: {len(done.stdout.splitlines()) - 1} steps, all good")


def _see_window(root: trial.Root, pictures: Path | None) -> None:
    """Start it as from the menu, wait for its window, and close it by the keyboard."""
    process = subprocess.Popen(
        root.words(contents.WINDOW, person=True),
        env=root.environ(True, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    environ = {**os.environ, "DISPLAY": root.display}

    def xdotool(*words: str) -> str:
        command = ["xdotool", *words]
        return subprocess.run(
            command, env=environ, capture_output=True, text=True, timeout=SECONDS, check=False
        ).stdout.strip()

    try:
        end = time.monotonic() + SECONDS
        while not (found := xdotool("search", "--onlyvisible", "--name", contents.TITLE).split()):
            if time.monotonic() > end or process.poll() is not None:
                raise Stop("the program showed no window")
            time.sleep(0.1)
        time.sleep(1)  # the page after the first one
        _picture(root, pictures, "first-page.png")
        xdotool("windowfocus", "--sync", found[-1])
        xdotool("key", "ctrl+q")
        said, _ = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
        process.wait()
    if process.returncode or said.strip():
        raise Stop(f"the window ended with {process.returncode} and said: {said}")
    say("    the window opened and closed, and the program said nothing")


def _picture(root: trial.Root, pictures: Path | None, name: str) -> None:
    if pictures is not None and shutil.which("import"):
        pictures.mkdir(parents=True, exist_ok=True)
        environ = {**os.environ, "DISPLAY": root.display}
        subprocess.run(
            ["import", "-window", "root", str(pictures / name)], env=environ, check=False
        )


def _check_desktop(root: trial.Root) -> None:
    """What the package brings for menus, files and manuals is where systems look for it."""
    for place in (
        f"usr/share/applications/{contents.DESKTOP_ID}.desktop",
        f"usr/share/metainfo/{contents.DESKTOP_ID}.metainfo.xml",
        "usr/share/mime/packages/mapper-for-commcare.xml",
        f"usr/share/icons/hicolor/48x48/apps/{contents.DESKTOP_ID}.png",
        "usr/share/icons/hicolor/48x48/mimetypes/application-x-ccmap+json.png",
        "usr/share/man/man1/mapper.1.gz",
        "usr/share/man/man1/mapper-gui.1.gz",
        f"usr/share/doc/{debian.NAME}/copyright",
    ):
        if not (root.folder / place).is_file():
            raise Stop(f"the package brings no /{place}")


def _drive(root: trial.Root, what: str, pictures: Path | None) -> None:
    command = ("dbus-run-session", "--", "python3", f"{trial.HANDED_IN}/drive.py", what)
    done = root.try_(*command, f"/home/{trial.PERSON}", person=True)
    own = [line for line in done.stdout.splitlines() if line.startswith("    ")]
    say("\n".join(own))
    picture = root.home / "screen.png"
    if pictures is not None and picture.exists():
        pictures.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picture, pictures / f"{what}.png")
    if done.returncode:
        raise Stop(f"the {what} by mouse failed: {done.stderr[-4000:]}")


def _compare(before: dict[str, str], after: dict[str, str], when: str) -> None:
    lines = trial.differences(before, after)
    if lines:
        shown = "\n  ".join(lines[:40])
        raise Stop(f"{len(lines)} files are not as before {when}:\n  {shown}")
    say(f"    {len(after)} files of the system are as before, {when}")


def _size_of(place: Path) -> int:
    return sum(each.lstat().st_size for each in place.rglob("*") if each.is_file())


def _installed_size(root: trial.Root) -> int:
    """Bytes of all installed packages, as they state them."""
    said = root.run("dpkg-query", "--show", "--showformat", "${Installed-Size}\\n")
    return 1024 * sum(int(each) for each in said.split() if each.isdigit())


def _end(*_signal: object) -> None:
    raise Stop("it was told to end before it was done")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)  # so that what was made is put away
    sys.exit(main(sys.argv[1:]))
