"""What a runner cannot do is said in a sentence that helps."""

import pytest

from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import RunnerKind
from mapper_gui.wording.problems import message

FACTS = {
    RunnerKind.NOTHING_MAPPED: {},
    RunnerKind.NUMBER_TOO_LARGE: {"values": (2**53 + 1, 1e300)},
    RunnerKind.TRIGGER_BY_NAME: {"names": ("Visit",)},
    RunnerKind.SEVERAL_FILTERS: {"count": 2},
    RunnerKind.WORKBOOK_CUT: {"count": 3, "limit": 32767},
}


@pytest.mark.parametrize("kind", RunnerKind, ids=str)
def test_every_kind_has_a_sentence_with_its_facts(kind: RunnerKind) -> None:
    text = message(Problem(kind, Severity.ERROR, InRule(), FACTS[kind]))
    assert text.endswith(".")
    assert "{" not in text
    for value in FACTS[kind].values():
        for one in value if isinstance(value, tuple) else (value,):
            assert str(one) in text
