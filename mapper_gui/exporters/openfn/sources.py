"""Sources in the text of an exported step: each is read from the nearest row around it, or from the
submission, by plain property access."""

from mapper_gui.exporters.openfn.javascript import Expression, member, text_literal
from mapper_gui.exporters.openfn.parts import Parts, Scope
from mapper_gui.mapping.form import enclosing, split_path
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
    source_path,
)
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.values import Cases, Constant, First, Take, Value, value_sources


def source_expression(parts: Parts, source: Source, scope: Scope) -> Expression:
    """What a source gives. A null that a named value chose counts as empty."""
    if isinstance(source, NamedValue) and gives_null(parts, source):
        return parts.call("nullIsEmpty", plain_source(parts, source, scope))
    return plain_source(parts, source, scope)


def plain_source(parts: Parts, source: Source, scope: Scope) -> Expression:
    """What a source gives, where a null that was chosen stays one."""
    match source:
        case QuestionSource(question):
            return parts.call("at", *place(parts, question, scope))
        case AttachmentSource(question):
            return parts.call("attachment", parts.call("at", *place(parts, question, scope)))
        case CaseSource(path, "@case_id"):
            return parts.call("caseId", *place(parts, path, scope))
        case CaseSource(path, part):
            steps = path_steps(parts, part.split("/"))
            return parts.call("at", *place(parts, path, scope), *steps)
        case SubmissionSource("form_name"):
            return parts.call("at", "form", "'@name'")
        case SubmissionSource("xmlns"):
            return parts.call("at", "form", "'@xmlns'")
        case SubmissionSource(part):
            return parts.call("at", "submission", text_literal(part))
        case MetaSource(part):
            parts.uses_meta = True
            return parts.call("at", "meta", text_literal(part))
        case RowNumber(repeat):
            variable = scope.innermost if repeat is None else scope.rows.get(repeat, "")
            if repeat is None and scope.number:
                return scope.number
            return f"{variable}.number" if variable else parts.call("absent")
        case RowChoice():
            return f"{scope.chosen}.id" if scope.chosen else parts.call("absent")
        case ColumnSource(column):
            known = scope.cells and column in scope.columns
            return member(scope.cells, column) if known else parts.call("absent")
        case NamedValue(name):
            return parts.named[name]


def place(parts: Parts, path: str, scope: Scope) -> list[str]:
    """Where reading starts, and the steps from there: the nearest row around, else the form."""
    start, where = 0, "form"
    for repeat in enclosing(path):
        if repeat in scope.rows:
            start, where = len(split_path(repeat)), f"{scope.rows[repeat]}.row"
    return [where, *path_steps(parts, split_path(path)[start:])]


def path_steps(parts: Parts, steps: list[str]) -> list[str]:
    return [_path_step(parts, step) for step in steps]


def _path_step(parts: Parts, step: str) -> str:
    if "[" not in step:
        return text_literal(step)
    # `transfer[@type='iron']`, read as `mapping.submission` reads it.
    name, _, condition = step.partition("[")
    attribute, _, wanted = condition.rstrip("]").partition("=")
    texts = (name, attribute, wanted.strip("'\""))
    return f"{parts.step('where')}({', '.join(text_literal(text) for text in texts)})"


def differs(parts: Parts, source: Source, scope: Scope) -> bool:
    """Whether what a source gives depends on the item of this scope."""
    match source:
        case RowNumber(None):
            return bool(scope.number or scope.rows)
        case RowNumber(repeat):
            return repeat in scope.rows
        case RowChoice():
            return bool(scope.chosen)
        case ColumnSource(column):
            return column in scope.columns
        case NamedValue(name):
            return value_differs(parts, parts.mapping.named_values[name], scope)
        case _:
            path = source_path(source)
            return path is not None and any(above in scope.rows for above in enclosing(path))


def value_differs(parts: Parts, value: Value, scope: Scope) -> bool:
    """Whether a value depends on the item of this scope, itself or through those that it uses."""
    waiting, seen = [value], set[str]()
    while waiting:
        each = waiting.pop()
        if scope.rows and any(isinstance(step, Code) and "row" in step.body for step in each.then):
            return True
        for source in value_sources(each.take, each.then):
            if not isinstance(source, NamedValue):
                if differs(parts, source, scope):
                    return True
            elif source.name not in seen:
                seen.add(source.name)
                waiting.append(parts.mapping.named_values[source.name])
    return False


def gives_null(parts: Parts, take: Take | Source | None) -> bool:
    """Whether a null that was chosen can come of it."""
    match take:
        case Constant(value):
            return value is None
        case Cases(cases, otherwise):
            return any(gives_null(parts, each.take) for each in cases) or gives_null(
                parts, otherwise
            )
        case First(sources):
            return any(gives_null(parts, source) for source in sources)
        case NamedValue(name):
            if name not in parts.nulls:
                named = parts.mapping.named_values[name]
                parts.nulls[name] = not named.then and gives_null(parts, named.take)
            return parts.nulls[name]
        case _:
            return False
