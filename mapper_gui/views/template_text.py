"""A template as one line of text and back: `CC-{/hh/hh_id}-{form id}`.

Braces that stand for themselves are doubled. A name in braces that is no source is an error with
its place, never text that looks like a source.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.source import (
    ALWAYS_OFFERED,
    CaseSource,
    QuestionSource,
    RowNumber,
    Source,
)
from mapper_gui.mapping.values import TemplatePart
from mapper_gui.wording.rules import source_name


@dataclass(frozen=True, slots=True)
class UnknownName(Exception):  # noqa: N818 - it is shown, not raised further
    """A name in braces that is no source."""

    name: str


def template_text(parts: tuple[TemplatePart, ...]) -> str:
    """The parts as one line."""
    return "".join(
        part.replace("{", "{{").replace("}", "}}")
        if isinstance(part, str)
        else "{" + source_name(part) + "}"
        for part in parts
    )


def template_parts(
    text: str,
    form: Form,
    present: tuple[TemplatePart, ...] = (),
    offered: Iterable[Source] = (),
) -> tuple[TemplatePart, ...]:
    """The parts that a line means. `present`: the parts before, whose sources are known too;
    `offered`: what the rule has besides the form, such as the columns of its table.

    Raises UnknownName.
    """
    names = source_names(form, (*present, *offered))
    parts: list[TemplatePart] = []
    literal = ""
    index = 0
    while index < len(text):
        char = text[index]
        if text[index : index + 2] in ("{{", "}}"):
            literal += char
            index += 2
            continue
        if char != "{":
            literal += char
            index += 1
            continue
        end = text.find("}", index)
        name = text[index + 1 : end].strip() if end > 0 else text[index + 1 :]
        source = names.get(name)
        if end < 0 or source is None:
            raise UnknownName(name)
        if literal:
            parts.append(literal)
            literal = ""
        parts.append(source)
        index = end + 1
    if literal:
        parts.append(literal)
    return tuple(parts)


def source_names(form: Form, present: Iterable[TemplatePart] = ()) -> dict[str, Source]:
    """Every source by the name that it is written with: those of the form and these."""
    sources: list[Source] = [*ALWAYS_OFFERED, RowNumber()]
    sources += [QuestionSource(q.id) for q in form.questions if q.id is not None and q.has_data]
    sources += [RowNumber(QuestionId(repeat)) for repeat in form.repeats]
    sources += [CaseSource(block.path, part) for block in form.case_blocks for part in block.parts]
    sources += [part for part in present if not isinstance(part, str)]
    return {source_name(source): source for source in sources}
