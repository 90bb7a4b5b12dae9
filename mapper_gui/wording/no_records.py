"""Why the open submission makes no record at all, and what to do."""

from collections.abc import Callable

from mapper_gui.mapping.blank import Blank
from mapper_gui.mapping.evaluate import Evaluation
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.wording.blanks import blank_line
from mapper_gui.wording.text import tr


def no_records_words(
    mapping: Mapping, evaluation: Evaluation, why: Callable[[RecordRule], Blank | None]
) -> tuple[str, ...]:
    """Lines, the first of them a title; empty where there is a record. `why`: of one rule."""
    if evaluation.records:
        return ()
    title = tr("This submission makes no record yet.")
    if not mapping.rules and mapping.target.objects:
        return (
            title,
            tr(
                "There is no record rule. Add one from a target object's menu, then map its fields."
            ),
        )
    if not mapping.rules:
        return (
            title,
            tr(
                "There is no record rule. Import the target system's fields: each of its objects is "
                "given a rule."
            ),
            tr("Then drag a question from the form onto a target field."),
        )
    making = [rule for rule in mapping.rules if rule.makes_records]
    if not making:
        return (
            title,
            tr(
                "No target field has a value. Drag a question from the form onto a target field, or "
                "select the field and say in its rule what it takes."
            ),
        )
    lines = []
    for rule in making:
        found = why(rule)
        words = blank_line(found) if found is not None else tr("its table has no rows")
        lines.append(tr("{rule}: {why}").format(rule=rule.id, why=words))
    return (tr("This submission makes no record."), *lines)
