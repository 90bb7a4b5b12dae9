"""A PostgreSQL of the tests' own: made in a temporary folder, on loopback, gone afterwards.

Found by MAPPER_POSTGRES (its folder with initdb and pg_ctl), on PATH, or where Debian puts it. As
root it runs as the user `postgres`, since it refuses to be root.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

WHY_NOT = "PostgreSQL is not on this machine (Debian: apt-get install postgresql)"

_USER = "mapper"


@functools.cache
def programs() -> Path | None:
    """The folder with PostgreSQL's programs, where there is one that can be run."""
    named = os.environ.get("MAPPER_POSTGRES")
    places = [Path(named)] if named else []
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).parent)
    debian = Path("/usr/lib/postgresql")
    if debian.is_dir():
        places += [each / "bin" for each in sorted(debian.iterdir(), reverse=True)]
    found = next((each for each in places if (each / "pg_ctl").exists()), None)
    if found is None or (_is_root() and shutil.which("runuser") is None):
        return None
    return found


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


class Postgres:
    """A running server. Use as a context manager; `database()` gives a new database's address."""

    def __enter__(self) -> Postgres:
        folder = programs()
        assert folder is not None, WHY_NOT
        self._programs = folder
        self._home = Path(tempfile.mkdtemp(prefix="mapper-pg-"))
        self._count = 0
        if _is_root():
            shutil.chown(self._home, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        data = str(self._home / "data")
        self._run("initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-c listen_addresses=127.0.0.1 -c fsync=off -p {self.port} -k {self._home}"
        log = str(self._home / "log")
        self._run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", log, "-o", options, "start")
        self.version = self._run("postgres", "--version").split()[2]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._run("pg_ctl", "-D", str(self._home / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self._home, ignore_errors=True)

    def database(self) -> str:
        """The name of a new, empty database."""
        self._count += 1
        name = f"d{self._count}"
        self._psql("postgres", f"create database {name}")
        return name

    def address(self, database: str) -> str:
        """As SQLAlchemy takes it, with the driver that commcare-export needs to be named."""
        return f"postgresql+psycopg2://{_USER}@127.0.0.1:{self.port}/{database}"

    def rows(self, database: str, table: str) -> list[dict[str, Any]]:
        """Every row of a table, nulls as None; none where there is no such table."""
        quoted = table.replace('"', '""')
        there = self._psql(database, f"select to_regclass('\"{quoted}\"') is not null")
        if there.strip() != "t":
            return []
        said = self._psql(database, f'select row_to_json(t) from "{quoted}" t')
        return [json.loads(line) for line in said.split("\n") if line]

    def _psql(self, database: str, statement: str) -> str:
        words = ["-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, "-XAtq", database]
        return self._run("psql", *words, "-c", statement)

    def _run(self, program: str, *words: str) -> str:
        own = self._programs / program
        command = [str(own) if own.exists() else program, *words]
        if _is_root():
            command = ["runuser", "-u", "postgres", "--", *command]
        # A server that goes on running must not hold a pipe open.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=120
            )
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
        assert done.returncode == 0, f"{program}: {text}"
        return text
