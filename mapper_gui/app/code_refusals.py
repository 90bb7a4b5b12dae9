"""Which runners cannot run a piece of code, asked of the runners' own checks."""

from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.runner_problems import RunnerKind, Why
from mapper_gui.mapping.source import FORM_ID
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import First
from mapper_gui.wording.runners import runner_sentence
from mapper_gui.wording.text import tr

_OF_CODE = frozenset({Why.NO_CODE, Why.CODE_UNFINISHED, Why.CODE_SYNTAX, Why.CODE_NAMES})


def refusals(body: str) -> tuple[str, ...]:
    """A sentence for each runner that refuses this code, or runs it on some platforms only."""
    from mapper_gui.exporters import LOADING, find_problems

    mapping = Mapping(
        form=Form(xmlns="code"),
        target=Target("", (TargetObject("record", fields=(TargetField("id"),)),)),
        identifiers=(FORM_ID,),
        rules=(
            RecordRule(
                RuleId("record"),
                "record",
                key=("id",),
                fields=(FieldRule("id", First((FORM_ID,)), (Code(body),)),),
            ),
        ),
    )
    found: list[str] = []
    for runner in LOADING:
        for problem in find_problems(mapping, runner):
            is_refused = (
                problem.kind is RunnerKind.NOT_EXPRESSIBLE and problem.facts.get("why") in _OF_CODE
            )
            if is_refused and problem.facts["why"] is Why.NO_CODE:
                found.append(
                    tr("{runner} runs no JavaScript: it refuses a rule with code.").format(
                        runner=problem.facts.get("runner", runner)
                    )
                )
            elif is_refused or problem.kind is RunnerKind.CODE_TOO_NEW:
                found.append(runner_sentence(problem))
    return tuple(dict.fromkeys(found))
