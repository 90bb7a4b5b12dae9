"""Write the lock files anew: python3 packaging/lock.py (needs uv, and the package index).

packaging/lock/run.txt holds what the program needs to run and to be installed from a checkout,
develop.txt that and what its tests need, build.txt what the program needs to run and what makes
a bundle of it. A package has the same version in all of them; commcare-export, with which exports
are tried, has an environment and a lock of its own beside its tests. One file serves Linux, macOS and
Windows and every Python from 3.11 to 3.14. Each line has a version, where it applies, and the
hashes of all its files; no address is written, so that everyone's own index or mirror is used.

Run it after any change to the dependencies in pyproject.toml. To take newer releases add
--upgrade. It ends with an error when a package has no wheel for one of the systems below:
packaging/start.py installs wheels only.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "packaging" / "lock"
SYSTEMS = (
    "x86_64-manylinux_2_34",
    "aarch64-manylinux_2_39",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)
PYTHONS = ("3.11", "3.14")
LOCKED = {"develop": ["build", "develop"], "run": ["build"], "build": ["bundle"]}
"""Each lock file and the extras of pyproject.toml it holds; the first one sets the versions."""
RUNNER = ROOT / "tests" / "conformance" / "commcare_export" / "requirements.txt"
RUNNER_ASKED = ("commcare-export==1.16.0", "openpyxl", "psycopg2-binary")
_COMPILE = ("uv", "pip", "compile", "--quiet", "--no-config", "--no-header")
_LOCKING = (
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate"),
)


def fingerprint(pyproject: Path) -> str:
    """The sha256 of everything in pyproject.toml that a lock file answers to."""
    read = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    project = read["project"]
    asked = {
        "python": project["requires-python"],
        "run": project["dependencies"],
        "extras": project["optional-dependencies"],
        "build": read["build-system"]["requires"],
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def main(arguments: list[str]) -> int:
    """Write the lock files and check that every system has its wheels."""
    for name, extras in LOCKED.items():
        target = LOCKS / f"{name}.txt"
        command = [*_COMPILE, "pyproject.toml", *_LOCKING, "--output-file", str(target), *arguments]
        for extra in extras:
            command += ["--extra", extra]
        if name != "develop":  # the same versions in all
            command += ["--constraint", str(LOCKS / "develop.txt")]
        LOCKS.mkdir(exist_ok=True)
        _lock(target, command, f"# pyproject: {fingerprint(ROOT / 'pyproject.toml')}\n")
    command = [*_COMPILE, "-", *_LOCKING, "--output-file", str(RUNNER), *arguments]
    _lock(RUNNER, command, "", "\n".join(RUNNER_ASKED))
    for name, system, python in itertools.product(("develop", "build"), SYSTEMS, PYTHONS):
        wheels = [*_COMPILE, str(LOCKS / f"{name}.txt"), "--no-deps", "--only-binary", ":all:"]
        wheels += ["--python-platform", system, "--python-version", python]
        done = subprocess.run(wheels, cwd=ROOT, capture_output=True, text=True, check=False)
        there = "all" if done.returncode == 0 else "NO"
        print(f"wheels of {name}.txt for {system}, Python {python}: {there}")
        if done.returncode:
            print(done.stderr)
            return 1
    return 0


def _lock(target: Path, command: list[str], made_from: str, asked: str | None = None) -> None:
    subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, input=asked, encoding="utf-8"
    )
    locked = target.read_text(encoding="utf-8")
    target.write_text(
        f"# Written by packaging/lock.py. Versions and hashes, no addresses.\n{made_from}{locked}",
        encoding="utf-8",
        newline="\n",
    )
    print(f"{target.relative_to(ROOT)}: {locked.count('==')} packages")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
