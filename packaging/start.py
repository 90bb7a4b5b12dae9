"""Set everything up and start: python3 packaging/start.py [COMMAND]

    (nothing)    open the program on the sample form, with the practice server running;
                 without a display do the sample job by the command line instead
    sample       do the sample job by the command line, showing each step
    test         check everything: format, lint, types, the dependency rule, the tests
                 [--everything] also what needs a virtual screen, a secret service, or the
                 runners that exports are for (OpenFn's, commcare-export, PostgreSQL), and last
                 builds the packages and tries them in a bare Debian (as root on Debian or Ubuntu)
                 [--no-package] leaves that trial out: it takes two to five minutes
                 [...] anything else is given to pytest
    benchmark    run the benchmarks under tests/benchmarks [NAME...]

It makes its own environment (.venv in this folder) from locked versions; the second time that
is quick. On Debian and Ubuntu it finds out which system packages are missing: as root it installs
them, otherwise it names the command that does. It needs Python 3.11 to 3.14 and nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OLDEST, TOO_NEW = (3, 11), (3, 15)


def python_is_fit(version: tuple[int, int]) -> bool:
    """Whether the program runs on this version of Python."""
    return OLDEST <= version < TOO_NEW


def other_python() -> str | None:
    """Another Python on this machine that fits, None when there is none."""
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            ask = f"import sys; sys.exit(sys.version_info[:2] != (3, {minor}))"
            with open(os.devnull, "w") as nowhere:
                if subprocess.call([found, "-c", ask], stdout=nowhere, stderr=nowhere) == 0:
                    return found
    return None


def main(
    arguments: Sequence[str],
    version: tuple[int, int] = sys.version_info[:2],
    find: Callable[[], str | None] = other_python,
    call: Callable[[list[str]], int] = subprocess.call,
) -> int:
    """Find a Python that fits and go on; the exit code."""
    # Up to here any Python from 3.7 on can read this file, so that the sentence below is seen.
    if not python_is_fit(version):
        mine = f"{version[0]}.{version[1]}"
        found = find()
        if found:
            print(f"==> Python {mine} does not fit: going on with {found}", flush=True)
            return call([found, os.path.abspath(__file__), *arguments])
        print(
            f"start.py: this is Python {mine}, and the program needs Python 3.11, 3.12, 3.13 or "
            "3.14. Install one of them and start this script with it.",
            file=sys.stderr,
        )
        return 2
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import commands

    return commands.run(arguments, __doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
