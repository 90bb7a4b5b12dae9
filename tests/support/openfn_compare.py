"""Whether a mapping step did in an OpenFn runner what the evaluator says: compared field by field and
problem by problem, each of them counted."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Protocol

from det_forms import submissions
from det_mappings import expressible, whole_mappings
from hypothesis import assume
from hypothesis import strategies as st
from openfn_runners import Core, Runtime
from openfn_states import expected, fields_in, state_before, without_words
from tally import compared, differing

from mapper_gui.exporters.openfn import problems
from mapper_gui.exporters.openfn.step import step_text
from mapper_gui.mapping.document import encode_mapping
from mapper_gui.mapping.making import JavaScript
from mapper_gui.mapping.mapping import Mapping


class MadeUp:
    """A mapping with submissions; its repr is what a person reads of a case that failed."""

    def __init__(self, mapping: Mapping, bodies: list[dict[str, Any]]) -> None:
        self.mapping = mapping
        self.bodies = bodies

    def __repr__(self) -> str:
        document = encode_mapping(self.mapping)
        document.pop("form", None)
        facts = {"mapping": document, "submissions": self.bodies}
        return json.dumps(facts, ensure_ascii=False, indent=1)


@st.composite
def made_up_cases(draw: st.DrawFn) -> MadeUp:
    """A mapping that OpenFn can run, with submissions of its form."""
    mapping = expressible(draw(whole_mappings()), problems)
    assume(any(rule.makes_records for rule in mapping.rules))
    return MadeUp(mapping, draw(submissions(3)))


class Runs(Protocol):
    """What runs a step."""

    def run(self, step: str, state: dict[str, Any], /) -> dict[str, Any]:
        """The state that a step gives of a state."""


def compare(
    runner: Runs,
    step: str,
    mapping: Mapping,
    body: dict[str, Any],
    javascript: JavaScript | None = None,
) -> tuple[int, list[str]]:
    """How many fields and problems a step, run on a submission, was held against; and where it does
    not give what the evaluator gives of the mapping."""
    state = runner.run(step, state_before(mapping, body))
    records, problems = expected(mapping, body, javascript)
    wrong = differing(state["records"], records)
    ours, theirs = Counter(without_words(problems)), Counter(without_words(state["problems"]))
    wrong += [f"no problem {each}" for each in ours - theirs]
    wrong += [f"a problem of its own: {each}" for each in theirs - ours]
    if state["data"] != body:
        wrong.append(f"the submission was changed: {state['data']!r}")
    return fields_in(records) + len(problems), wrong


def assert_same(
    runner: Core | Runtime,
    mapping: Mapping,
    body: dict[str, Any],
    javascript: JavaScript | None = None,
    *,
    step: str = "",
) -> None:
    """The exported step gives what the evaluator gives; counted."""
    count, wrong = compare(runner, step or step_text(mapping), mapping, body, javascript)
    compared(runner.name, runner.version, count, len(wrong))
    assert not wrong, "\n".join(wrong[:20])
