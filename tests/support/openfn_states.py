"""What the evaluator makes of a submission, in the shape of an OpenFn step's state."""

from __future__ import annotations

import json
from typing import Any

from mapper_gui.exporters.openfn.projection import project
from mapper_gui.mapping.evaluate import Evaluation, evaluate
from mapper_gui.mapping.making import JavaScript
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.submission import Submission


def state_before(mapping: Mapping, body: dict[str, Any]) -> dict[str, Any]:
    """The state a mapping step is given: the submission, and what a lookup step found."""
    lookups = [
        {
            "object": sample.object,
            "field": sample.field,
            "equals": sample.equals,
            "take": sample.take,
            "answer": sample.answer,
        }
        for sample in mapping.lookup_samples
    ]
    return {"data": body, "configuration": {}, "references": [], "lookups": lookups}


def expected(
    mapping: Mapping, body: dict[str, Any], javascript: JavaScript | None = None
) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """`state.records` and `state.problems` as the evaluator has them."""
    evaluation = evaluate(mapping, Submission(json.loads(json.dumps(body))), javascript)
    return records_of(mapping, evaluation), [problem_facts(each) for each in evaluation.problems]


def records_of(mapping: Mapping, evaluation: Evaluation) -> dict[str, list[dict[str, Any]]]:
    """The records that are made, by rule."""
    records: dict[str, list[dict[str, Any]]] = {r.id: [] for r in mapping.rules if r.makes_records}
    for record in evaluation.records:
        if record.made:
            records[record.rule].append(project(record))
    return records


def problem_facts(problem: Problem) -> dict[str, Any]:
    """A problem as a step writes it down."""
    assert isinstance(problem.where, InRule)
    facts: dict[str, Any] = {"kind": problem.kind.value}
    if problem.where.rule is not None:
        facts["rule"] = problem.where.rule
    if problem.where.field is not None:
        facts["field"] = problem.where.field
    for name in ("item", "other_item", "choices"):
        if name in problem.facts:
            facts[name] = list(problem.facts[name])  # type: ignore[call-overload]
    if facts["kind"] == "unreadable":
        facts |= {name: problem.facts[name] for name in ("step", "value", "wanted")}
    return facts


def without_words(problems: list[dict[str, Any]]) -> list[str]:
    """Problems in an order of their own, without what an engine said in its own words."""
    plain = [{name: p[name] for name in sorted(p) if name != "said"} for p in problems]
    return sorted(json.dumps(problem) for problem in plain)


def fields_in(records: dict[str, list[dict[str, Any]]]) -> int:
    """How many fields stand in records."""
    return sum(len(record) for each in records.values() for record in each)
