"""The real commcare-export 1.16.0, in an environment of its own, for tests marked ``everything``.

`tests/conformance/install.py` brings it, or MAPPER_DET_PYTHON names a Python that has it (with
openpyxl and psycopg2-binary). It runs as a process of its own against the practice server, and
in-process: a driver keeps one interpreter, which imports commcare-export and evaluates queries over
submissions that it is handed, one line of JSON each.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import subprocess
import tempfile
import zipfile
from pathlib import Path
from types import TracebackType
from typing import Any

from openfn_install import DEFAULT_DET, python_in

VERSION = "1.16.0"
WHY_NOT = f"commcare-export {VERSION} is not installed: python3 tests/conformance/install.py commcare-export"

Rows = list[dict[str, Any]]

_DRIVER = """
import copy, io, json, logging, sys
import openpyxl
from commcare_export import excel_query
from commcare_export.env import BuiltInEnv, EmitterEnv, JsonPathEnv
from commcare_export.cli import force_lazy_result
from commcare_export.minilinq import MiniLinq
from commcare_export.writers import JValueTableWriter

errors = io.StringIO()
logging.basicConfig(stream=errors, level=logging.WARNING)

def answer(asked):
    forms = asked['forms']
    if asked['query'].endswith('.xlsx'):
        book = openpyxl.load_workbook(asked['query'])
        query = excel_query.get_queries_from_excel(book, None, asked['combine'], None, ['id'])
    else:
        query = MiniLinq.from_jvalue(json.load(open(asked['query'], encoding='utf-8')))
    writer = JValueTableWriter()
    # As of a server: every call gives the submissions of the forms that are asked for, afresh.
    def api_data(resource, manager, payload=None, *more):
        wanted = (payload or {}).get('xmlns')
        return [copy.deepcopy(form) for form in forms
                if not wanted or form.get('form', {}).get('@xmlns') in wanted]
    built_in = BuiltInEnv({'api_data': api_data, 'get_checkpoint_manager': lambda *a: None,
                           'commcarehq_base_url': 'http://127.0.0.1'})
    force_lazy_result(query.eval(built_in | JsonPathEnv({}) | EmitterEnv(writer)))
    return {name: [dict(zip(t.headings, row)) for row in t.rows]
            for name, t in writer.tables.items()}

for line in sys.stdin:
    try:
        said = {'tables': answer(json.loads(line))}
    except BaseException as error:
        said = {'error': f'{type(error).__name__}: {error}'[:4000]}
    said['log'] = errors.getvalue()
    errors.truncate(0)
    errors.seek(0)
    sys.stdout.write(json.dumps(said) + '\\n')
    sys.stdout.flush()
"""


@functools.cache
def det_python() -> str | None:
    """The Python that has commcare-export of this version, where there is one."""
    python = os.environ.get("MAPPER_DET_PYTHON") or python_in(DEFAULT_DET)
    if python is None:
        return None
    program = (
        "import openpyxl, psycopg2, commcare_export.version as v; "
        f"assert v.__version__ == '{VERSION}', v.__version__"
    )
    try:
        subprocess.run([python, "-c", program], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return python


class DetInProcess:
    """commcare-export as a library, in one interpreter. Use as a context manager."""

    def __enter__(self) -> DetInProcess:
        python = det_python()
        assert python is not None, WHY_NOT
        self._process = subprocess.Popen(
            [python, "-c", _DRIVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def run(self, query: Path, forms: list[Any], *, combine: bool = False) -> dict[str, Rows]:
        """The rows of each table; AssertionError with the runner's words when it fails or logs that
        it could not convert a value. `combine`: as for xlsx and sql, where sheets share a source."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"query": str(query), "forms": forms, "combine": combine}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        assert "error" not in said, f"{said['error']}\n{query.read_bytes()[:20000]!r}"
        assert not said["log"], said["log"]
        tables: dict[str, Rows] = said["tables"]
        return tables


def run_det(server: Any, query: Path, output_format: str, output: str) -> str:
    """commcare-export as a process against a practice server; what it said.

    AssertionError when it ends with an error, or says that it could not convert a value.
    """
    python = det_python()
    assert python is not None, WHY_NOT
    words = [
        python, "-c", "from commcare_export.cli import entry_point; entry_point()",
        "--commcare-hq", server.server_url, "--project", server.project_space,
        "--username", server.username, "--password", server.api_key, "--auth-mode", "apikey",
        "--no-logfile", "--query", str(query), "--output-format", output_format,
        "--output", output,
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="mapper-det-") as folder:
        done = subprocess.run(
            words,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=300,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    for words_of_trouble in ("Error", "Traceback", "Ignoring sheet", "Stopping"):
        assert words_of_trouble not in said, said
    return said


def read_csv_tables(path: Path) -> dict[str, Rows]:
    """The tables of a csv output: a zip with a file for each."""
    tables: dict[str, Rows] = {}
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)), names
        for name in names:
            text = archive.read(name).decode("utf-8")
            reader = csv.DictReader(io.StringIO(text, newline=""))
            tables[name.removesuffix(".csv")] = list(reader)
    return tables


def read_xlsx_tables(path: Path) -> dict[str, Rows]:
    """The tables of an xlsx output: a sheet for each; an empty cell is an empty text."""
    from openpyxl import load_workbook

    tables: dict[str, Rows] = {}
    book = load_workbook(path)
    for sheet in book:
        lines = list(sheet.iter_rows(values_only=True))
        # A table without rows is an empty sheet.
        names = [str(name) for name in lines[0]] if lines else []
        tables[sheet.title] = [
            {name: "" if value is None else value for name, value in zip(names, line, strict=True)}
            for line in lines[1:]
        ]
    return tables
