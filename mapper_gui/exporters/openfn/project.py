"""Mappings as an OpenFn project: one workflow, one webhook, an edge with its condition to each.

Two notations (runners page 1.5): `project.yaml`, portability 4.0, for `openfn project deploy`; and
`project-spec.yaml`, the older Lightning spec, which repositories synced with GitHub hold. The first
is read by OpenFn's own library laxly, so that what it would let pass is checked here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mapper_gui.exporters.openfn.target import Adaptor, adaptor_of
from mapper_gui.exporters.openfn.trigger import edge_condition
from mapper_gui.exporters.openfn.yaml import Yaml, yaml_text
from mapper_gui.mapping.mapping import Mapping

PROJECT_FILE = "project.yaml"
SPEC_FILE = "project-spec.yaml"
_WEBHOOK = "webhook"
_LONGEST_NAME = 90
"""Lightning takes a hundred characters, of which some are needed to tell names apart."""


@dataclass(frozen=True, slots=True)
class Job:
    """A step of the workflow. `condition` is that of the edge from the webhook, `label` its name;
    both are empty where the step follows another, `after`."""

    id: str
    name: str
    adaptor: str
    text: str
    condition: str = ""
    label: str = ""
    after: str = ""


Named = tuple[str, Mapping, dict[str, str]]
"""A mapping with the name of its files, and its steps by their file names, in order."""


def project_files(mappings: Sequence[Named]) -> dict[str, bytes]:
    """Both files of the project, by name."""
    jobs = jobs_of(mappings)
    systems = list(dict.fromkeys(mapping.target.system for _, mapping, _ in mappings))
    name = f"CommCare to {' and '.join(filter(None, systems)) or 'the target'}"
    workflow = _plain_name(mappings[0][0] if len(mappings) == 1 else name, "CommCare")
    project, spec = _project(workflow, jobs), _spec(workflow, jobs)
    doubts = doubts_in(project)
    assert not doubts, doubts
    return {
        PROJECT_FILE: f"{_head(_DEPLOY)}{yaml_text(project)}".encode(),
        SPEC_FILE: f"{_head(_DEPLOY_SPEC)}{yaml_text(spec)}".encode(),
    }


_DEPLOY = f"openfn project deploy {PROJECT_FILE}"
_DEPLOY_SPEC = f"openfn deploy -p {SPEC_FILE}"


def _head(command: str) -> str:
    """What to do with the file; the only comment, as steps say the rest themselves."""
    return (
        f"# To put it on your OpenFn: {command}\n"
        "# It holds no credential: choose yours for each Load and Look up step in OpenFn.\n"
    )


def jobs_of(mappings: Sequence[Named]) -> list[Job]:
    """The steps of all mappings, each after the one before it, with ids that differ."""
    jobs: list[Job] = []
    ids = {_WEBHOOK}
    names: set[str] = set()
    for file_name, mapping, steps in mappings:
        after = ""
        for file, text in steps.items():
            verb, adaptor = _role(file, file_name, mapping)
            name = _free(_plain_name(f"{verb} {file_name}", verb), names, " ")
            made = _free(_slug(name), ids, "-")
            names.add(name)
            ids.add(made)
            condition, label = ("", "") if after else (edge_condition(mapping), _label(mapping))
            jobs.append(Job(made, name, adaptor.package, text, condition, label, after))
            after = made
    return jobs


def _role(file: str, name: str, mapping: Mapping) -> tuple[str, Adaptor]:
    adaptor = adaptor_of(mapping.target) or Adaptor.COMMON
    if file == f"{name}.js":
        return "Map", Adaptor.COMMON
    return ("Load", adaptor) if file == f"{name}-load.js" else ("Look up", adaptor)


def _label(mapping: Mapping) -> str:
    name = mapping.form.name or ", ".join(mapping.accepted.form_names)
    return " ".join(name.split())[:200] or "CommCare form"


def _plain_name(text: str, otherwise: str) -> str:
    """A name that Lightning takes: letters without accents, digits, spaces and -; `_` would do, but
    reads worse."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    found = " ".join(re.sub(r"[^A-Za-z0-9-]+", " ", plain).split())[:_LONGEST_NAME].strip()
    return found or otherwise


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "step"


def _free(name: str, taken: set[str], between: str) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}{between}{number}"
    return candidate


def _project(workflow: str, jobs: list[Job]) -> dict[str, Yaml]:
    first: dict[str, Yaml] = {
        job.id: {"condition": job.condition, "label": job.label, "disabled": False}
        for job in jobs
        if not job.after
    }
    steps: list[Yaml] = [
        {"id": _WEBHOOK, "type": "webhook", "enabled": True, "next": first},
        *(_step(job, jobs) for job in jobs),
    ]
    return {
        "id": _slug(workflow),
        "name": _slug(workflow),
        "schema_version": "4.0",
        "collections": [],
        "credentials": [],
        "workflows": [{"id": _slug(workflow), "name": workflow, "start": _WEBHOOK, "steps": steps}],
    }


def _step(job: Job, jobs: list[Job]) -> dict[str, Yaml]:
    following: dict[str, Yaml] = {
        other.id: {"condition": "on_job_success"} for other in jobs if other.after == job.id
    }
    step: dict[str, Yaml] = {
        "id": job.id,
        "name": job.name,
        "adaptor": job.adaptor,
        "expression": job.text,
    }
    return {**step, "next": following} if following else step


def _spec(workflow: str, jobs: list[Job]) -> dict[str, Yaml]:
    names = {job.id: job.name for job in jobs}
    edges: dict[str, Yaml] = {}
    for job in jobs:
        if job.after:
            edges[f"{_key(names[job.after])}->{_key(job.name)}"] = {
                "source_job": _key(names[job.after]),
                "target_job": _key(job.name),
                "condition_type": "on_job_success",
                "enabled": True,
            }
        else:
            edges[f"{_WEBHOOK}->{_key(job.name)}"] = {
                "source_trigger": _WEBHOOK,
                "target_job": _key(job.name),
                "condition_type": "js_expression",
                "condition_label": job.label,
                "condition_expression": job.condition,
                "enabled": True,
            }
    body: dict[str, Yaml] = {
        "name": workflow,
        "jobs": {
            _key(job.name): {
                "name": job.name,
                "adaptor": job.adaptor,
                "credential": None,
                "body": job.text,
            }
            for job in jobs
        },
        "triggers": {_WEBHOOK: {"type": "webhook", "enabled": True}},
        "edges": edges,
    }
    return {
        "name": _slug(workflow),
        "description": None,
        "collections": None,
        "credentials": None,
        "workflows": {_key(workflow): body},
    }


def _key(name: str) -> str:
    return name.replace(" ", "-")


def doubts_in(project: dict[str, Yaml]) -> list[str]:
    """What is wrong with a project of the first notation, which OpenFn's reader lets pass."""
    doubts = [f"no {name}" for name in ("id", "name", "schema_version") if not project.get(name)]
    workflows = project.get("workflows")
    if not isinstance(workflows, list) or not workflows:
        return [*doubts, "no workflow"]
    for workflow in workflows:
        steps = workflow.get("steps") if isinstance(workflow, dict) else None
        every = [step for step in steps or () if isinstance(step, dict)] if isinstance(
            steps, list
        ) else []  # fmt: skip
        ids = [str(step.get("id") or "") for step in every]
        if not every or "" in ids:
            doubts.append("a step without id, or none")
        doubts += [f"step {one} stands twice" for one in sorted(set(ids)) if ids.count(one) > 1]
        for step in every:
            following = step.get("next")
            for target in following if isinstance(following, dict) else ():
                if target not in ids:
                    doubts.append(f"step {step.get('id')} leads to {target}, which is not there")
            if step.get("id") != _WEBHOOK and not (step.get("adaptor") and step.get("expression")):
                doubts.append(f"step {step.get('id')} has no adaptor or no expression")
        if isinstance(workflow, dict) and workflow.get("start") not in ids:
            doubts.append("the workflow does not start at one of its steps")
    return doubts
