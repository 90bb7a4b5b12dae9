"""The command line's arguments: what can be asked for, and its help."""

from argparse import (
    Action,
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Sequence
from typing import NoReturn

from mapper_gui.commands.outcome import UsageError
from mapper_gui.mapping.form import Kind
from mapper_gui.wording.text import tr

RUNNERS = (
    "specification", "workbook", "openfn", "commcare-export", "data-loader", "case-upload",
)  # fmt: skip
_PREVIEWED = ("openfn", "commcare-export", "data-loader", "case-upload")

_ABOUT = """\
Map CommCare forms to other systems, and prove the mapping on submissions.

  mapper questions form.tsv                            what the export holds
  mapper new form.tsv --targets fields.csv -o p.ccmap  begin a project
  mapper check p.ccmap                                 what is wrong or doubtful
  mapper preview p.ccmap --submission s.json           the records of a submission
  mapper audit p.ccmap --submissions forms.json        what many submissions show
  mapper export p.ccmap --to openfn -o folder          files for a runner

The window is another program: mapper-gui p.ccmap"""

_CODES = """\
exit codes:
  0  good
  1  an error-level problem is listed (with --strict: a warning too)
  2  bad usage, or input that cannot be read
  3  a server or the system refused"""

_QUESTIONS = """\
List the questions of a CommCare form, in the file's order.

FORM_FILE is what the form builder's "Export Form Contents" gave: a .tsv, .txt, .csv or
.xlsx file, or - for standard input."""

_QUESTIONS_MORE = """\
With --json: a list of {{"id", "kind", "labels", "choices", "repeat", "hidden", "required",
"calculate"}}. Ids are without root, null where the export has none; labels are raw, by
language; "repeat" is the nearest enclosing repeat group; "required" and "calculate" are null
where the export says nothing. "kind" is one of:
{kinds}

examples:
  mapper questions household.tsv
  mapper questions workbook.xlsx --sheet Household --json > questions.json"""

_NEW = """\
Begin a project: the questions of a form, the target's objects and fields, and one empty
record rule for each object. What feeds each field is then mapped in the window."""

_NEW_MORE = """\
Target files: a .csv or .xlsx with a header row (name, label, type, required, choices,
object, key, length), a Salesforce describe, DHIS2 program or metadata, or JSON Schema file.

examples:
  mapper new household.tsv --targets fields.csv -o household.ccmap
  mapper new household.tsv --targets contact.json account.json -o household.ccmap \\
      --form-name "Register household" --xmlns http://openrosa.org/formdesigner/4281EB62"""

_CHECK_MORE = """\
With --json: {"problems": [{"kind", "severity", "where": {"rule", "field"}, "message"}]}.

examples:
  mapper check household.ccmap
  mapper check household.ccmap --strict --json"""

_PREVIEW = """\
Show the records that a mapping makes of submissions: from a file (an API object, a list of
them, a forwarded body, an OpenFn state; - is standard input), or looked up in CommCare HQ by
form id or by case_id (then every submission of this form that touched the case)."""

_PREVIEW_MORE = """\
The API key is taken from the environment variable COMMCARE_API_KEY, else from the system
keyring where the window keeps it. It is never given as an argument. Server, project space
and user name may be left out where the project knows them.

With --json: {"records": [{"submission", "rule", "item", "object", "operation", "key",
"fields"}], "problems": [...]}. "item" is null, the number of the repeat row, or the numbers of
nested rows, outermost first. Records that are not made are left out; a problem says why. With
--why too, "blank" of a record says why each field without a value has none, "not_made" why a
record is not made: {"certain", "reasons": [{"kind", "certain", "message", ...}]}.

With --app-version: how the app version of each submission stands to the latest released one, and
what differs for the mapped questions. It asks CommCare HQ 3 times at most for a submission; the
structures of versions are kept on this machine.

With --as RUNNER: what that runner writes of the records, what differs from the preview and why,
and what it refuses (exit code 1). With --json too: {"as", "records": [{"submission", "rule",
"item", "object", "operation", "fields", "differences": [{"field", "column", "kind", "why"}]}],
"problems"}; "fields" are the columns as they are written.

examples:
  mapper preview household.ccmap --submission submission.json
  mapper preview household.ccmap --submission submission.json --as commcare-export
  mapper preview household.ccmap --form-id f959449c-8776-42ac-b776-3f564fafc331 \\
      --server india --project-space demo --username me@example.org --json"""

_AUDIT = """\
Hold a mapping against many submissions: the last ones of CommCare HQ, or those of a file. Says
which choice ids people really send and the choice tables lack, which identifiers are missing,
shared or unstable, whether the keys are safe, what the target would refuse, and how each
question was answered. Nothing is kept."""

_AUDIT_MORE = """\
--recent asks CommCare HQ for the form's last submissions, in one call for up to 1000. The API
key and the connection are found as in mapper preview. --masked leaves out what people typed.

With --json: {"clean", "submissions", "versions", "rules", "unsafe_keys", "findings": [{"kind",
"severity", "where", "question", "count", "submissions", "message"}], "questions", "choices"}.

exit code 1: a choice id that was seen is unmapped, or a key is unsafe

examples:
  mapper audit household.ccmap --submissions forms.json
  mapper audit household.ccmap --recent 200 --json"""

_EXPORT = """\
Write a mapping as files: the mapping specification as JSON (specification) or as a workbook
to sign off (workbook), a workflow for OpenFn (openfn; of several projects one workflow), or
queries for commcare-export (commcare-export). All files are written, or none: where a runner
cannot express the mapping, its problems are listed instead. The paths of what was written go
to standard output, warnings to standard error.

Files that are loaded as they are hold the answers of real people: a CSV and a mapping file for
Salesforce Data Loader (data-loader), workbooks for CommCare's case importer (case-upload). They
are made from --submissions: one submission, an answer of the form API's list, an array of them,
one per line, or a .zip of such files; and only with --with-real-data. Records that cannot be made
are left out and listed; the exit code is then 1."""

_EXPORT_MORE = """\
examples:
  mapper export household.ccmap --to workbook -o signed-off
  mapper export household.ccmap visit.ccmap --to openfn -o job --overwrite
  mapper export household.ccmap --to data-loader --submissions forms.json --with-real-data \\
      -o to-load"""

_PRACTICE = """\
Run a practice server: CommCare HQ's API on this machine only, project space demo, with sample
submissions. The first line on standard output is JSON: {"server", "project_space",
"username", "api_key"}. Ctrl+C ends it."""

_PRACTICE_MORE = """\
example:
  mapper practice-server --port 8123"""


class _ShowVersion(Action):
    """Shows it and ends, as argparse's own action does, which would make the text at every start."""

    def __call__(self, parser: ArgumentParser, *_told: object) -> NoReturn:
        from mapper_gui.commands.output import Output
        from mapper_gui.commands.version import version_text

        Output().say_text(version_text())
        parser.exit()


class _Parser(ArgumentParser):
    """Says what is wrong by an exception, so that it ends in one line as everything does."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see: {self.prog} --help)")


def parse(argv: Sequence[str]) -> Namespace:
    """What was asked for: `command` and its arguments.

    Raises UsageError, and SystemExit after --help and --version.
    """
    # Before anything else, because what argparse says repeats what it was given.
    for option in _option_names(argv):
        if any(word in option.lower() for word in ("key", "password", "token", "secret")):
            raise UsageError(
                tr(
                    "a key is not given on the command line, where others can read it: set the "
                    "environment variable COMMCARE_API_KEY"
                )
            )
    parser = _parser()
    told, unknown = parser.parse_known_args(argv)
    if unknown:
        raise UsageError(_refusal(unknown))
    if told.command is None:
        raise UsageError(
            tr("name a command, such as: mapper questions FORM_FILE (see: mapper --help)")
        )
    return told


def _refusal(unknown: Sequence[str]) -> str:
    options = _option_names(unknown)
    if options:
        words = tr("there is no option {options} here (see --help)")
        return words.format(options=", ".join(options))
    words = tr("there are {count} arguments too many: {arguments} (see --help)")
    return words.format(count=len(unknown), arguments=", ".join(unknown)[:100])


def _option_names(words: Sequence[str]) -> list[str]:
    """The options among the words, without what was given with them."""
    end = words.index("--") if "--" in words else len(words)
    return [word.partition("=")[0] for word in words[:end] if word[:1] == "-" and len(word) > 1]


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog="mapper",
        description=_ABOUT,
        epilog=_CODES,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action=_ShowVersion, nargs=0, help="show version, build and licences"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def command(name: str, short: str, about: str = "", more: str = "") -> ArgumentParser:
        made: ArgumentParser = commands.add_parser(
            name,
            help=short,
            description=about or short[:1].upper() + short[1:] + ".",
            epilog=f"{more}\n\n{_CODES}" if more else _CODES,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        return made

    kinds = "\n".join(_in_lines([kind.value for kind in Kind]))
    one = command(
        "questions", "list the questions of a form", _QUESTIONS, _QUESTIONS_MORE.format(kinds=kinds)
    )
    one.add_argument("form_file", metavar="FORM_FILE", help="the export of a form; - is stdin")
    _sheet(one)
    _json(one)
    _strict(one)

    one = command("new", "begin a project from a form and target fields", _NEW, _NEW_MORE)
    one.add_argument("form_file", metavar="FORM_FILE", help="the export of a form; - is stdin")
    one.add_argument(
        "--targets", metavar="FILE", nargs="+", action="extend", required=True,
        help="one or more files of target fields",
    )  # fmt: skip
    _output(one, "PROJECT", "the .ccmap project to write")
    one.add_argument("--form-name", metavar="N", help="the form's name, which the export lacks")
    one.add_argument("--xmlns", metavar="X", help="the form's xmlns, which the export lacks")
    one.add_argument("--app-id", metavar="ID", help="the id of the form's app")
    one.add_argument("--project-space", metavar="P", help="the form's project space")
    _sheet(one)
    _overwrite(one, "replace PROJECT if it is there")
    _strict(one, "write nothing where there is a warning: exit code 1")

    one = command("check", "list what is wrong or doubtful in a mapping", more=_CHECK_MORE)
    _project(one)
    _json(one)
    _strict(one)

    one = command("preview", "show the records made of submissions", _PREVIEW, _PREVIEW_MORE)
    _project(one)
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--submission", metavar="FILE", help="a JSON file; - is standard input")
    which.add_argument("--form-id", metavar="ID", help="a form id, or a link to a submission")
    which.add_argument("--case-id", metavar="ID", help="a case_id, or a link to a case")
    _whom_to_ask(one)
    one.add_argument(
        "--as",
        dest="runner",
        metavar="RUNNER",
        choices=_PREVIEWED,
        help="what it will write: " + ", ".join(_PREVIEWED),
    )
    one.add_argument(
        "--why",
        action="store_true",
        help="in JSON too, say for every field without a value why (text always does)",
    )
    one.add_argument(
        "--app-version",
        action="store_true",
        help="ask CommCare HQ whether the app version is current, and what differs in it",
    )
    _json(one)
    _strict(one)

    one = command("audit", "hold a mapping against many submissions", _AUDIT, _AUDIT_MORE)
    _project(one)
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--submissions", metavar="FILE", help="JSON, JSON lines or zip; - is standard input"
    )
    which.add_argument(
        "--recent", metavar="N", type=_recent, help="the last N submissions, 10 to 1000"
    )
    _whom_to_ask(one)
    one.add_argument("--masked", action="store_true", help="leave out what people typed")
    _json(one)

    one = command("export", "write a mapping as files for a runner", _EXPORT, _EXPORT_MORE)
    one.add_argument("projects", metavar="PROJECT", nargs="+", help="one or more .ccmap projects")
    one.add_argument("--to", choices=RUNNERS, required=True, help="what to write")
    one.add_argument(
        "--submissions", metavar="FILE", help="what is loaded: JSON, JSON lines or zip; - is stdin"
    )
    one.add_argument(
        "--with-real-data", action="store_true", help="yes, write the answers of real people"
    )
    _output(one, "FOLDER", "where to write; made when it is not there")
    _overwrite(one, "replace files that are there")
    _strict(one, "write nothing where there is a warning: exit code 1")

    command("schema", "show the JSON Schema of mapping specifications")

    one = command("practice-server", "run CommCare HQ's API to try it", _PRACTICE, _PRACTICE_MORE)
    one.add_argument(
        "--port", metavar="N", type=_port, default=0, help="1 to 65535; default: a free one"
    )
    return parser


def _project(parser: ArgumentParser) -> None:
    parser.add_argument("project", metavar="PROJECT", help="a .ccmap project")


def _sheet(parser: ArgumentParser) -> None:
    parser.add_argument("--sheet", metavar="S", help="the sheet of a workbook that has the export")


def _json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="show JSON")


def _strict(parser: ArgumentParser, words: str = "exit code 1 for warnings too") -> None:
    parser.add_argument("--strict", action="store_true", help=words)


def _overwrite(parser: ArgumentParser, words: str) -> None:
    parser.add_argument("--overwrite", action="store_true", help=words)


def _output(parser: ArgumentParser, name: str, words: str) -> None:
    parser.add_argument("-o", "--output", metavar=name, required=True, help=words)


def _whom_to_ask(parser: ArgumentParser) -> None:
    parser.add_argument("--server", metavar="URL", help="www, india, eu, swiss or an address")
    parser.add_argument("--project-space", metavar="P", help="the project space to ask in")
    parser.add_argument("--username", metavar="U", help="the web user that the API key belongs to")


def _recent(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 10 <= int(text[:6]) <= 1000:
        raise ArgumentTypeError(f"{text[:20]!r}: give 10 to 1000")
    return int(text[:6])


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text[:6]) <= 65535:
        raise ArgumentTypeError(f"{text[:20]!r} is no port: give 1 to 65535")
    return int(text[:6])


def _in_lines(words: Sequence[str], width: int = 86) -> list[str]:
    lines = [" "]
    for word in words:
        if len(lines[-1]) + len(word) + 2 > width:
            lines.append(" ")
        lines[-1] += f" {word}"
    return lines
