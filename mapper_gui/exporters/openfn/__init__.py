"""OpenFn: a mapping step, a lookup step before it where the target is asked, a load step after it,
the trigger, and for all projects together the files of a workflow.

What it can express stands in `checks`.
"""

from collections.abc import Sequence

from mapper_gui.exporters.openfn.checks import find
from mapper_gui.exporters.openfn.load import load_text
from mapper_gui.exporters.openfn.lookup import asks_target, lookup_text
from mapper_gui.exporters.openfn.problems import warning
from mapper_gui.exporters.openfn.project import project_files
from mapper_gui.exporters.openfn.step import step_text
from mapper_gui.exporters.openfn.target import adaptor_of
from mapper_gui.exporters.openfn.trigger import trigger_file
from mapper_gui.mapping.making import JavaScript
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.runner_problems import RunnerKind


def files(mapping: Mapping, name: str) -> dict[str, bytes]:
    """`NAME.js`, `NAME-trigger.json`, and where they are needed `NAME-1-lookup.js` and
    `NAME-load.js`. The mapping has no error among `problems`."""
    texts = steps(mapping, name)
    made = {file: text.encode("utf-8", "replace") for file, text in texts.items()}
    return {**made, f"{name}-trigger.json": trigger_file(mapping)}


def steps(mapping: Mapping, name: str) -> dict[str, str]:
    """The steps in the order in which they run, by the names of their files."""
    adaptor = adaptor_of(mapping.target)
    made: dict[str, str] = {}
    if adaptor is not None and asks_target(mapping):
        made[f"{name}-1-lookup.js"] = lookup_text(mapping, adaptor)
    made[f"{name}.js"] = step_text(mapping)
    if adaptor is not None:
        made[f"{name}-load.js"] = load_text(mapping, adaptor)
    return made


def workflow_files(mappings: Sequence[tuple[str, Mapping]]) -> dict[str, bytes]:
    """`project.yaml` and `project-spec.yaml`: one workflow for all mappings, each with the name that
    its files have. The mappings have no error among `problems`."""
    return project_files([(name, mapping, steps(mapping, name)) for name, mapping in mappings])


def problems_together(mappings: Sequence[tuple[str, Mapping]]) -> list[list[Problem]]:
    """What is to be known of mappings that make one workflow, for each of them."""
    found: list[list[Problem]] = []
    for place, (name, mapping) in enumerate(mappings):
        accepted = mapping.accepted
        same = [
            other_name
            for other_place, (other_name, other) in enumerate(mappings)
            if other_place != place
            and (
                set(other.accepted.xmlns) & set(accepted.xmlns)
                or set(other.accepted.form_names) & set(accepted.form_names)
            )
        ]
        names = (name, *same)
        found.append([warning(RunnerKind.SAME_FORMS, InRule(), names=names)] if same else [])
    return found


def problems(mapping: Mapping, javascript: JavaScript | None = None) -> tuple[Problem, ...]:
    """What this runner cannot express or would do wrong; with an engine also whether code is
    JavaScript."""
    return tuple(find(mapping, javascript))
