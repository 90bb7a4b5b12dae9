"""The runners that exports are held against, for ``test --everything``.

`tests/conformance/install.py` brings OpenFn's and commcare-export into folders of this checkout, with
the Python of .venv; nothing of the system is changed. Only PostgreSQL comes from the system's own
packages (see system_packages). Java is used where there is one.
"""

from __future__ import annotations

from environment import Environment
from machine import say
from system_packages import POSTGRESQL

NAMES = "OpenFn's runners, commcare-export, PostgreSQL and Java"
# What to install, what it is called, and the variable that names one that is there already.
_INSTALLED = (
    ("openfn", "OpenFn's runners", "MAPPER_OPENFN"),
    ("commcare-export", "commcare-export", "MAPPER_DET_PYTHON"),
)


def bring_runners(environment: Environment) -> list[str]:
    """Install what is not there or not up to date; a sentence for each runner that is left out."""
    machine = environment.machine
    script = environment.root / "tests" / "conformance" / "install.py"
    left_out = []
    for what, name, variable in _INSTALLED:
        named = machine.environ.get(variable)
        if named:
            say(f"==> {name}: what {variable} names, {named}")
            continue
        say(f"==> {name}: installing the locked versions, where they are not there yet")
        command = [str(environment.python), str(script), what]
        if machine.call(command, environment.environ(), environment.root):
            left_out.append(f"{name}: could not be installed (see above)")
    if not POSTGRESQL.is_met(machine):
        left_out.append("commcare-export to PostgreSQL: there is no PostgreSQL here")
    if machine.find("java") is None:
        left_out.append("Data Loader's mapping files read by Java: there is no Java here")
    return left_out
