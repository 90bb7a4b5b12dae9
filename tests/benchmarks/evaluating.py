"""How many submissions a second a mapping of 100 fields is evaluated on, beside reading the same
bytes as JSON, and beside OpenFn's runtime running the exported step, warm and in the same run.

What the runtime is measured with: `@openfn/runtime` with the real language-common, one run for each
submission as OpenFn makes them, the step compiled before by the stand-in of `tests/conformance`.
"""

from __future__ import annotations

import json
import statistics
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

from figures import show, side_by_side, timed, title
from openfn_runners import COMMON, WHY_NOT, Runtime, installed
from openfn_states import records_of, state_before
from usual_mapping import IN_ROWS, KINDS, QUESTIONS, ROWS, usual_body, usual_mapping

from mapper_gui.exporters.openfn.step import step_text
from mapper_gui.mapping.evaluate import Evaluation, evaluate
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import Submission

SUBMISSIONS = 100
ROUNDS = 15
RUNTIME_ROUNDS = 5
LEAST = 10
"""How many times the runtime's rate is aimed at."""


class WarmRuntime(Runtime):
    """The runtime, timed over many submissions within one process."""

    def measure(
        self, plan: dict[str, Any], states: Sequence[dict[str, Any]]
    ) -> tuple[float, float]:
        """Milliseconds for a workflow of one step on each of these states: in the runtime, and its
        function alone. Reading and compiling is not counted."""
        answer = self._ask({"plan": plan, "states": states, "rounds": 1})
        [run], [alone] = answer["milliseconds"], answer["alone"]
        return run, alone


def main() -> None:
    mapping = usual_mapping()
    bodies = [usual_body(seed) for seed in range(SUBMISSIONS)]
    texts = [json.dumps(body) for body in bodies]
    submissions = [Submission(json.loads(text)) for text in texts]
    _say_what(mapping, texts, [evaluate(mapping, each) for each in submissions])

    ours, floor = side_by_side(
        lambda: [evaluate(mapping, each) for each in submissions],
        lambda: [json.loads(text) for text in texts],
        ROUNDS,
    )
    print(f"  evaluate                     {_rate(ours):9.0f} submissions/s")
    print(
        f"  json.loads of the same bytes {_rate(floor):9.0f} submissions/s   "
        f"evaluating takes {ours / floor:.1f} times as long"
    )
    told = timed(lambda: [_explain(evaluate(mapping, each)) for each in submissions])
    print(f"  evaluate, every field told   {_rate(told):9.0f} submissions/s")
    _beside_the_runtime(mapping, submissions)
    _show_memory(mapping, texts)


def _say_what(mapping: Mapping, texts: Sequence[str], made: Sequence[Evaluation]) -> None:
    title(
        f"Evaluating {sum(KINDS.values())} fields on submissions of {QUESTIONS} questions "
        f"({sum(map(len, texts)) / len(texts) / 1000:.1f} kB each)"
    )
    print("  of 100 fields: " + ", ".join(f"{kind} {count}" for kind, count in KINDS.items()))
    fields = sum(len(record.fields) for each in made for record in each.records)
    print(
        f"  {len(mapping.rules)} record rules, one of them under a condition; {IN_ROWS} fields "
        f"stand in a repeat of {ROWS} rows: {fields / len(made):.0f} fields a submission"
    )


def _rate(milliseconds: float) -> float:
    return SUBMISSIONS / milliseconds * 1000


def _explain(evaluation: Evaluation) -> None:
    for record in evaluation.records:
        for field in record.fields:
            field.explanation  # noqa: B018 - it is made when it is asked


def _beside_the_runtime(mapping: Mapping, submissions: Sequence[Submission]) -> None:
    if installed() is None:
        print(f"  not beside the OpenFn runtime: {WHY_NOT}")
        return
    step = step_text(mapping)
    plan = {"workflow": {"steps": [{"id": "step", "adaptor": COMMON, "expression": step}]}}
    states = [state_before(mapping, dict(each.body)) for each in submissions]
    with WarmRuntime() as runtime:
        for state, each in zip(states[:5], submissions, strict=False):
            found = runtime.run(step, state)
            assert found["records"] == records_of(mapping, evaluate(mapping, each))
        runtime.measure(plan, states)
        ours, theirs, alone = [], [], []
        for _ in range(RUNTIME_ROUNDS):  # in turns, so that a busy machine is as busy for both
            ours.append(timed(lambda: [evaluate(mapping, each) for each in submissions]))
            run, step_only = runtime.measure(plan, states)
            theirs.append(run)
            alone.append(step_only)
        version = runtime.version
    times = _middle(theirs) / _middle(ours)
    verdict = "met" if times >= LEAST else "MISSED"
    print(
        f"  OpenFn runtime, warm         {_rate(_middle(theirs)):9.0f} submissions/s   {version}; "
        f"evaluate beside it {_rate(_middle(ours)):.0f}/s: {times:.1f} times   "
        f"{verdict}: aim {LEAST}"
    )
    print(
        f"  the step's function alone    {_rate(_middle(alone)):9.0f} submissions/s   "
        "in V8, without the runtime"
    )


_middle: Callable[[Sequence[float]], float] = statistics.median


def _show_memory(mapping: Mapping, texts: Sequence[str]) -> None:
    """A thousand submissions, one after the other as they are loaded, nothing kept."""

    def work() -> None:
        for number in range(1000):
            evaluate(mapping, Submission(json.loads(texts[number % len(texts)])))

    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    show("memory over 1,000, one at a time", peak / 1e6, "MB", below=5)
    tracemalloc.start()
    kept = [evaluate(mapping, Submission(json.loads(text))) for text in texts]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    show("kept: an evaluation with its body", size / len(kept) / 1000, "kB")


if __name__ == "__main__":
    main()
