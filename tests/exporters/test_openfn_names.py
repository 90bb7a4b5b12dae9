"""Whatever stands in a name or a text of a mapping stays there in the exported files."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from nasty_texts import TEXTS, nasty, nasty_body
from node_steps import WHY_NOT, NodeSteps, node
from openfn_states import expected

from mapper_gui.exporters.openfn import files, steps, workflow_files
from mapper_gui.exporters.openfn.step import step_text

pytestmark = pytest.mark.skipif(node() is None, reason=WHY_NOT)
IDS = [ascii(text)[:40] for text in TEXTS]


@pytest.fixture(scope="module")
def node_steps() -> Iterator[NodeSteps]:
    with NodeSteps() as running:
        yield running


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_a_text_gives_the_same_wherever_it_stands(node_steps: NodeSteps, text: str) -> None:
    mapping = nasty(text)
    body = nasty_body(text, mapping)
    before = {"data": body}
    state = node_steps.run(step_text(mapping), before)
    records, _ = expected(mapping, body)
    assert json.dumps(state["records"]) == json.dumps(records)
    assert sum(len(each) for each in state["records"].values()) >= 6


@pytest.mark.parametrize("system", ["Salesforce", "DHIS2", "PostgreSQL", "CommCare", "Ours"])
@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_every_exported_file_is_text_that_a_file_can_hold(text: str, system: str) -> None:
    mapping = nasty(text, system)
    made = files(mapping, "job")
    for name, step in steps(mapping, "job").items():
        # Half a character is written as an escape, so that nothing is replaced by a question mark.
        assert made[name].decode("utf-8") == step
        shown = step.replace("\n", "")
        assert shown.isprintable() or not set(shown) & set("\u202e\u2067\x00\u2028\u2029\r")
    assert all(each.decode("utf-8") for each in workflow_files([("job", mapping)]).values())
