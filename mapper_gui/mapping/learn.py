"""What a submission tells of its form that the export does not say: its facts and its case blocks."""

from collections.abc import Iterator
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, replace

from mapper_gui.mapping.form import CaseBlock, Form
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import Node, Submission, find_case_blocks

_GROUPS = ("create", "update", "index")

MOST_BLOCKS = 200
MOST_PARTS = 1000
"""What is learned is an offer of sources: beyond these a submission is not one that people map."""


@dataclass(frozen=True, slots=True)
class FormFacts:
    """The facts of the form that an export lacks (CommCare page 1.1)."""

    name: str
    xmlns: str
    app_id: str
    project_space: str


def facts_in(submission: Submission) -> FormFacts:
    """What the submission says of its form; empty texts where it says nothing."""
    return FormFacts(
        name=submission.text("form_name"),
        xmlns=submission.text("xmlns"),
        app_id=submission.text("app_id"),
        project_space=submission.text("domain"),
    )


def with_facts(mapping: Mapping, facts: FormFacts) -> Mapping:
    """The facts taken over where the form has none of its own."""
    form = mapping.form
    return replace(
        mapping,
        form=replace(
            form,
            name=form.name or facts.name,
            xmlns=form.xmlns or facts.xmlns,
            app_id=form.app_id or facts.app_id,
            project_space=form.project_space or facts.project_space,
        ),
    )


def with_case_blocks(mapping: Mapping, submission: Submission) -> Mapping:
    """The case blocks of the submission added to those that the form is known to have."""
    known = {block.path: block for block in mapping.form.case_blocks}
    for block in case_blocks_in(submission, mapping.form):
        present = known.get(block.path)
        if present is None and len(known) >= MOST_BLOCKS:
            continue
        parts = tuple(dict.fromkeys((*(present.parts if present else ()), *block.parts)))
        known[block.path] = replace(block, parts=parts[:MOST_PARTS])
    if tuple(known.values()) == mapping.form.case_blocks:
        return mapping
    blocks = tuple(known[path] for path in sorted(known))
    return replace(mapping, form=replace(mapping.form, case_blocks=blocks))


def case_blocks_in(submission: Submission, form: Form) -> tuple[CaseBlock, ...]:
    """The case blocks of a submission, one for each path, with every part that was seen there."""
    found: dict[str, dict[str, None]] = {}
    for path, block in find_case_blocks(submission):
        found.setdefault(path, {}).update(dict.fromkeys(_parts(block)))
    return tuple(_block(path, tuple(parts), form) for path, parts in found.items())


def _block(path: str, parts: tuple[str, ...], form: Form) -> CaseBlock:
    around = form.repeats_around(path)
    return CaseBlock(path, parts, around[-1] if around else None)


def _parts(block: Lookup[str, Node]) -> Iterator[str]:
    yield "@case_id"
    for group in _GROUPS:
        inside = block.get(group)
        if isinstance(inside, dict):
            yield from (f"{group}/{name}" for name in inside if not name.startswith("@"))
