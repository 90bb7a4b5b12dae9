"""What each named value gives on one submission, for the preview: for each item of what uses it."""

from dataclasses import replace

from mapper_gui.mapping.evaluate import evaluate
from mapper_gui.mapping.making import JavaScript
from mapper_gui.mapping.mapping import FieldRule, ForEach, Mapping, RecordRule, RuleId
from mapper_gui.mapping.reads import Reads
from mapper_gui.mapping.result import FieldResult
from mapper_gui.mapping.source import NamedValue, RowNumber, source_path
from mapper_gui.mapping.submission import Submission

ValueResults = dict[str, tuple[FieldResult, ...]]
"""Results by the named value's name, one for each item."""


def value_results(
    mapping: Mapping, submission: Submission, javascript: JavaScript | None = None
) -> ValueResults:
    """Run the named values as if each fed a field: with the rows, choices or table of the first
    record rule that uses it, else with the rows of the repeat that it reads."""
    if not mapping.named_values:
        return {}
    reads = Reads(mapping)
    wanted: dict[ForEach | None, list[FieldRule]] = {}
    for name, value in mapping.named_values.items():
        each = _made_for(mapping, reads, name)
        wanted.setdefault(each, []).append(FieldRule(name, value.take, value.then))
    rules = tuple(
        RecordRule(RuleId(str(number)), "", for_each=each, fields=tuple(fields))
        for number, (each, fields) in enumerate(wanted.items())
    )
    alone = replace(mapping, rules=rules, accepts=replace(mapping.accepts, when=None))
    found: dict[str, list[FieldResult]] = {name: [] for name in mapping.named_values}
    for record in evaluate(alone, submission, javascript).records:
        for result in record.fields:
            found[result.field].append(result)
    return {name: tuple(results) for name, results in found.items()}


def _made_for(mapping: Mapping, reads: Reads, name: str) -> ForEach | None:
    for place in mapping.fed_by.get(NamedValue(name), ()):
        rule = mapping.rule(place[0])
        if rule is not None:
            return rule.for_each
    for rule_id in mapping.asked_by.get(NamedValue(name), ()):
        rule = mapping.rule(rule_id)
        if rule is not None:
            return rule.for_each
    repeats = [
        source.repeat
        for read in reads.of_value(name)
        if isinstance(source := read.source, RowNumber) and source.repeat is not None
    ]
    for read in reads.of_value(name):
        repeats += mapping.form.repeats_around(source_path(read.source) or "")[-1:]
    return max(repeats, key=len, default=None)
