"""`mapper questions` and `mapper new`: what a form export holds, and a project begun from it."""

import tempfile
from collections.abc import Iterable
from collections.abc import Mapping as Lookup
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mapper_gui.commands.outcome import ExitCode, UsageError, code_for
from mapper_gui.commands.output import Output, aligned
from mapper_gui.commands.problem_lines import note_warnings, why_problems
from mapper_gui.commands.standard_input import STANDARD_INPUT, read_standard_input
from mapper_gui.mapping.edit import with_form_facts, with_target
from mapper_gui.mapping.form import Form, Language, Question
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem
from mapper_gui.readers.form_export import FormReading, read_form
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n

_MOST_PROPOSALS = 30


def questions(
    output: Output, form_file: str, *, sheet: str | None, as_json: bool, strict: bool
) -> ExitCode:
    """List the questions of a form export in the file's order."""
    reading = _read_form(form_file, sheet)
    note_warnings(output, reading.warnings)
    if as_json:
        output.say_json([_question_json(question) for question in reading.form.questions])
    else:
        _say_questions(output, reading.form)
    return _ended(output, reading.warnings, strict)


@dataclass(frozen=True, slots=True)
class NewProject:
    """What `mapper new` was told."""

    form_file: str
    targets: tuple[str, ...]
    project: Path
    sheet: str | None = None
    form_name: str | None = None
    xmlns: str | None = None
    app_id: str | None = None
    project_space: str | None = None
    overwrite: bool = False
    strict: bool = False


def new(output: Output, told: NewProject) -> ExitCode:
    """Begin a project: the form's questions, the target's objects, an empty rule for each."""
    from mapper_gui.readers.target_file import read_target
    from mapper_gui.storage.projects import Project, write_project

    reading = _read_form(told.form_file, told.sheet)
    note_warnings(output, reading.warnings)
    warnings = list(reading.warnings)
    mapping = with_form_facts(
        Mapping(form=reading.form),
        name=told.form_name,
        xmlns=told.xmlns,
        app_id=told.app_id,
        project_space=told.project_space,
    )
    for file in told.targets:
        target_reading = read_target(Path(file))
        note_warnings(output, target_reading.warnings, Path(file).name)
        warnings.extend(target_reading.warnings)
        for item in target_reading.target.objects:
            if mapping.target.object(item.name) is not None:
                raise UsageError(
                    tr(
                        "{file}: there is a target object {object} in an earlier file already"
                    ).format(file=Path(file).name, object=item.name)
                )
        mapping = with_target(mapping, target_reading.target)
    if code_for(warnings, strict=told.strict) is ExitCode.GOOD:
        write_project(told.project, Project(mapping), overwrite=told.overwrite)
        _say_made(output, mapping, told.project)
    return _ended(output, warnings, told.strict)


def _read_form(file: str, sheet: str | None) -> FormReading:
    if file != STANDARD_INPUT:
        return read_form(Path(file), sheet)
    # What is piped may be a workbook too, and the reader of files tells the two apart.
    data = read_standard_input()
    with tempfile.TemporaryDirectory() as folder:
        piped = Path(folder, "standard input")
        piped.write_bytes(data)
        return read_form(piped, sheet)


def _question_json(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "labels": dict(question.labels),
        "choices": [{"id": each.id, "labels": dict(each.labels)} for each in question.choices],
        "repeat": question.repeat,
        "hidden": question.hidden,
        "required": question.required,
        "calculate": question.calculate,
    }


def _say_questions(output: Output, form: Form) -> None:
    rows = [(tr("question id"), tr("kind"), tr("label or calculation"))]
    for question in form.questions:
        text = _text_of(form, question.labels)
        if not text and question.calculate:
            text = f"= {question.calculate}"
        rows.append((question.id or tr("(no id)"), question.kind.value, text))
        for choice in question.choices:
            rows.append((f"    {choice.id}", "", _text_of(form, choice.labels)))
    for line in aligned(rows):
        output.say(line)


def _text_of(form: Form, labels: Lookup[Language, str]) -> str:
    return plain_label(label_in(labels, form.languages[0] if form.languages else ""))


def _say_made(output: Output, mapping: Mapping, project: Path) -> None:
    questions, objects = len(mapping.form.questions), mapping.target.objects
    fields = sum(len(item.fields) for item in objects)
    counts = [
        tr_n("{count} question", "{count} questions", questions).format(count=questions),
        tr_n("{count} target object", "{count} target objects", len(objects)).format(
            count=len(objects)
        ),
        tr_n("{count} target field", "{count} target fields", fields).format(count=fields),
    ]
    output.say(f"{project}: {', '.join(counts)}")
    if not (mapping.form.name or mapping.form.xmlns):
        output.say(
            tr(
                "The export does not say which form it is: give --form-name and --xmlns, or let "
                "the window take them from a submission."
            )
        )
    _say_proposals(output, mapping)


def _say_proposals(output: Output, mapping: Mapping) -> None:
    from mapper_gui.mapping.proposals import proposals

    found = proposals(mapping)
    if not found:
        return
    words = tr_n(
        "{count} field has the name or label of a question; the window proposes:",
        "{count} fields have the name or label of a question; the window proposes:",
        len(found),
    )
    output.say(words.format(count=len(found)))
    shown = found[:_MOST_PROPOSALS]
    rows = [(f"  {each.rule}.{each.field}", source_id(each.source)) for each in shown]
    for line in aligned(rows):
        output.say(line)
    if len(found) > len(shown):
        output.say(tr("  and {count} more").format(count=len(found) - len(shown)))


def _ended(output: Output, warnings: Iterable[Problem], strict: bool) -> ExitCode:
    listed = tuple(warnings)
    code = code_for(listed, strict=strict)
    if code is not ExitCode.GOOD:
        why_problems(output, listed)
    return code
