"""The command line's door: `mapper COMMAND ...`. What each command does is in `mapper_gui.commands`."""

import sys
import traceback
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from mapper_gui.commands.arguments import parse
from mapper_gui.commands.outcome import ExitCode, UsageError, code_of
from mapper_gui.commands.output import Output, OutputError
from mapper_gui.engines import BOX_WORD
from mapper_gui.mapping.errors import MapperError
from mapper_gui.wording.text import tr


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Nothing that goes wrong ends in a traceback."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == [BOX_WORD]:
        from mapper_gui.engines.javascript_box import main as run_box

        return run_box()
    output = Output()
    try:
        code = _run(output, words)
        output.flush()
        return code
    except SystemExit as end:  # --help and --version
        return end.code if isinstance(end.code, int) else ExitCode.GOOD
    except UsageError as error:
        output.why(str(error))
        return ExitCode.BAD_INPUT
    except MapperError as error:
        output.why(_words(error))
        return code_of(error)
    except OutputError as error:
        output.why(tr("the output could not be written: {reason}").format(reason=error))
        return ExitCode.REFUSED
    except KeyboardInterrupt:
        output.why(tr("interrupted"))
        return ExitCode.INTERRUPTED
    except MemoryError:
        output.why(tr("there is not enough memory for this"))
        return ExitCode.REFUSED
    except Exception as error:  # noqa: BLE001 - a person gets a sentence, whatever went wrong
        output.why(_internal_error(error))
        return ExitCode.REFUSED


def _run(output: Output, argv: Sequence[str]) -> ExitCode:
    # Each command imports what it needs and no more: `mapper --help` is there at once.
    told = parse(argv)
    match told.command:
        case "questions":
            from mapper_gui.commands.form_files import questions

            return questions(
                output, told.form_file, sheet=told.sheet, as_json=told.json, strict=told.strict
            )
        case "new":
            return _new(output, told)
        case "check":
            from mapper_gui.commands.check import check

            return check(output, Path(told.project), as_json=told.json, strict=told.strict)
        case "preview":
            return _preview(output, told)
        case "audit":
            return _audit(output, told)
        case "export":
            return _export(output, told)
        case "schema":
            from mapper_gui.commands.schema import schema

            return schema(output)
        case _:
            from mapper_gui.commands.practice_server import practice_server

            return practice_server(output, port=told.port)


def _audit(output: Output, told: Namespace) -> ExitCode:
    from mapper_gui.commands.audit import Wanted, audit

    wanted = Wanted(told.submissions, told.recent, told.server, told.project_space, told.username)
    return audit(output, Path(told.project), wanted, as_json=told.json, masked=told.masked)


def _export(output: Output, told: Namespace) -> ExitCode:
    from mapper_gui.commands.export_data import check_arguments, export_data

    projects = [Path(project) for project in told.projects]
    if check_arguments(told.to, told.submissions, with_real_data=told.with_real_data):
        return export_data(
            output,
            projects,
            to=told.to,
            submissions_file=told.submissions,
            folder=Path(told.output),
            overwrite=told.overwrite,
            strict=told.strict,
        )
    from mapper_gui.commands.export import export

    return export(
        output,
        projects,
        to=told.to,
        folder=Path(told.output),
        overwrite=told.overwrite,
        strict=told.strict,
    )


def _new(output: Output, told: Namespace) -> ExitCode:
    from mapper_gui.commands.form_files import NewProject, new

    return new(
        output,
        NewProject(
            form_file=told.form_file,
            targets=tuple(told.targets),
            project=Path(told.output),
            sheet=told.sheet,
            form_name=told.form_name,
            xmlns=told.xmlns,
            app_id=told.app_id,
            project_space=told.project_space,
            overwrite=told.overwrite,
            strict=told.strict,
        ),
    )


def _preview(output: Output, told: Namespace) -> ExitCode:
    from mapper_gui.commands.preview import Wanted, preview

    wanted = Wanted(
        submission_file=told.submission,
        form_id=told.form_id,
        case_id=told.case_id,
        server=told.server,
        project_space=told.project_space,
        username=told.username,
        app_version=told.app_version,
        why=told.why,
    )
    return preview(
        output,
        Path(told.project),
        wanted,
        as_json=told.json,
        strict=told.strict,
        runner=told.runner,
    )


def _words(error: MapperError) -> str:
    from mapper_gui.wording.errors import sentence

    hint = getattr(error, "hint", "")
    return f"{sentence(error)} {hint}" if hint else sentence(error)


def _internal_error(error: Exception) -> str:
    """Where it happened, for a report. Not what was there: that may be a key or health data."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return tr("internal error: {kind} in {file}, line {line}. Please report it.").format(
        kind=type(error).__name__, file=Path(last.filename).name, line=last.lineno
    )


if __name__ == "__main__":
    sys.exit(main())
