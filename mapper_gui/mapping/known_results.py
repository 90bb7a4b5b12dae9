"""What an edit left as it was need not be evaluated again on the same submission."""

from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule
from mapper_gui.mapping.result import Evaluation, FieldResult, Item

Place = tuple[str, Item, str]


class KnownResults:
    """The results of an earlier evaluation that hold in a mapping that was edited since.

    A field's result depends on its rule, whether it is in the key, the form, the shared tables, the
    named values, the sample answers, what the record rule iterates, and the submission: on nothing
    else.
    """

    def __init__(self, before: Mapping, evaluation: Evaluation, now: Mapping) -> None:
        self._found: dict[Place, tuple[FieldRule, bool, FieldResult]] = {}
        shared = (before.form, before.choice_tables, before.named_values, before.lookup_samples)
        now_shared = (now.form, now.choice_tables, now.named_values, now.lookup_samples)
        if any(old is not new for old, new in zip(shared, now_shared, strict=True)):
            return
        for record in evaluation.records:
            old, new = before.rule(record.rule), now.rule(record.rule)
            if old is None or new is None or old.for_each != new.for_each:
                continue
            for rule, result in zip(old.fields, record.fields, strict=not record.skipped):
                place = (record.rule, record.item, rule.field)
                self._found[place] = (rule, rule.field in old.key, result)

    def result(self, rule: RecordRule, item: Item, field_rule: FieldRule) -> FieldResult | None:
        """The result of this very field rule for this item; None where it must be found anew."""
        known = self._found.get((rule.id, item, field_rule.field))
        if known is None:
            return None
        old, was_key, result = known
        same = old is field_rule and was_key is (field_rule.field in rule.key)
        return result if same else None
