"""Making the bundle: the folder with both programs and all they need, ready to be started."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import contents
import icons
import licences
import windows_version
from environment import Environment
from machine import Machine, Stop, say

STRIPPED = re.compile(r"lib(python3|mini_racer)[\w.]*$|lib-dynload/|cryptography/|_cffi_backend")
"""Libraries that come with symbols for debuggers, which nobody here uses: some 35 MB on Linux. Qt's
stay as they were delivered."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was built. `folder` holds the two programs (on macOS: the .app)."""

    root: Path
    work: Path
    folder: Path
    version: str
    build: dict[str, str]
    system: str

    @property
    def inside(self) -> Path:
        """The folder with the libraries and the program's own files."""
        if self.system == "darwin":
            return self.folder / "Contents" / "Resources"
        return self.folder / "_internal"

    def program(self, name: str) -> Path:
        """`mapper-gui` or `mapper`."""
        if self.system == "darwin":
            return self.folder / "Contents" / "MacOS" / name
        return self.folder / (f"{name}.exe" if self.system == "win32" else name)


def plain_system(machine: Machine) -> str:
    """`linux`, `darwin` or `win32`."""
    return "linux" if machine.system.startswith("linux") else machine.system


def read_version(root: Path) -> str:
    """The program's version, from where it stands once."""
    text = (root / "mapper_gui" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.M)
    if found is None:
        raise Stop("mapper_gui/__init__.py states no version")
    return found[1]


def build_facts(machine: Machine, root: Path) -> dict[str, str]:
    """Of which commit this is, and its date, so that the same commit gives the same text."""
    git = ["git", "-C", str(root)]
    commit = machine.output([*git, "rev-parse", "HEAD"]).strip()
    seconds = machine.output([*git, "log", "-1", "--format=%ct"]).strip()
    seconds = machine.environ.get("SOURCE_DATE_EPOCH") or seconds
    when = datetime.datetime.now(datetime.UTC)
    if seconds.isdigit():
        when = datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    changed = machine.output([*git, "status", "--porcelain", "--", "mapper_gui", "resources"])
    name = f"{commit} with changes" if commit and changed.strip() else commit
    return {"date": when.date().isoformat(), "commit": name, "seconds": str(int(when.timestamp()))}


def make_bundle(environment: Environment, work: Path, dist: Path) -> Bundle:
    """Build the folder anew, check that nothing is missing, and say what it weighs."""
    machine, root = environment.machine, environment.root
    system, version = plain_system(machine), read_version(root)
    facts = build_facts(machine, root)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    made = icons.make_icons(environment, work / "icons")
    name = f"{contents.TITLE}.app" if system == "darwin" else contents.FOLDER
    bundle = Bundle(root, work, dist / name, version, facts, system)
    for each in (dist / contents.FOLDER, bundle.folder):
        shutil.rmtree(each, ignore_errors=True)
    say(f"==> Bundling {contents.TITLE} {version} ({facts['date']}, {facts['commit'][:12]})")
    plan = contents.Plan(
        root=root,
        here=root / "packaging" / "bundle",
        system=system,
        report=work / "report.json",
        distributions=licences.distributions(environment),
        extra=_extra(environment, made, work / "extra", facts),
        icon=str(made.for_programs(system)) if made.for_programs(system) else None,
        version_resource=windows_version.write(work, version) if system == "win32" else None,
        signing_identity=machine.environ.get("MAPPER_MACOS_IDENTITY") or None,
        entitlements=str(root / "packaging" / "macos" / "entitlements.plist"),
    )
    _run_pyinstaller(environment, plan, work, dist)
    _check(plan)
    _strip(bundle)
    return bundle


def _extra(
    environment: Environment, drawn: icons.Icons, folder: Path, facts: dict[str, str]
) -> Path:
    """What is made for this build and lies in no checkout. Before the rest: macOS signs it all."""
    (folder / "resources").mkdir(parents=True)
    told = json.dumps(facts, indent=1) + "\n"
    (folder / "resources" / "build.json").write_text(told, encoding="utf-8")
    licences.collect(environment, folder / "licences")
    ending = {"win32": "ico", "darwin": "icns"}.get(plain_system(environment.machine))
    if ending:  # what the system shows for a project
        shutil.copyfile(drawn.folder / f"project.{ending}", folder / f"project.{ending}")
    return folder


def _run_pyinstaller(environment: Environment, plan: contents.Plan, work: Path, dist: Path) -> None:
    command = [str(environment.python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(dist), "--workpath", str(work / "pyinstaller")]
    command.append(str(plan.here / "mapper.spec"))
    path = os.pathsep.join((str(plan.here), str(plan.root)))
    more = {contents.PLAN: plan.as_text(), "PYTHONPATH": path, "PYTHONHASHSEED": "1"}
    if environment.machine.call(command, environment.environ(**more), work):
        raise Stop("PyInstaller could not make the bundle (see above)")


def _check(plan: contents.Plan) -> None:
    report = json.loads(plan.report.read_text(encoding="utf-8"))
    files = {each.replace("\\", "/") for each in (*report["binaries"], *report["data"])}
    lacking = list(contents.missing(plan.root, plan.system, set(report["modules"]), files))
    if lacking:
        raise Stop("the bundle lacks what the program uses:\n  " + "\n  ".join(lacking))


def _strip(bundle: Bundle) -> None:
    if bundle.system != "linux" or shutil.which("strip") is None:
        return
    for file in sorted(bundle.inside.rglob("*.so*")):
        if not file.is_symlink() and STRIPPED.search(file.relative_to(bundle.inside).as_posix()):
            subprocess.run(["strip", "--strip-unneeded", str(file)], check=True)


def sizes(folder: Path) -> dict[str, int]:
    """Bytes by what they are for, the largest first."""
    kinds = {
        "JavaScript engine": r"py_mini_racer/",
        "Qt": r"PySide6/|shiboken6/|libicu",
        "Python": r"libpython|lib-dynload|base_library|python3\d*\.dll|Python",
        "OpenSSL and keyring": r"libcrypto|libssl|cryptography/|_cffi_backend|jeepney|keyring",
        "the two programs, with all Python code": r"^(Contents/MacOS/)?mapper(-gui)?(\.exe)?$",
        "time zones": r"tzdata/",
        "the program's own files": r"resources/",
        "licences": r"licences/",
    }
    found = dict.fromkeys(kinds, 0) | {"other": 0}
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            inside = file.relative_to(folder).as_posix()
            kind = next((name for name, at in kinds.items() if re.search(at, inside)), "other")
            found[kind] += file.stat().st_size
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def say_sizes(bundle: Bundle) -> int:
    """The size with its breakdown; bytes."""
    found = sizes(bundle.folder)
    total = sum(found.values())
    say(f"==> {bundle.folder.name}: {total / 1e6:.0f} MB")
    for name, size in found.items():
        say(f"    {size / 1e6:6.1f} MB  {name}")
    sys.stdout.flush()
    return total
