"""In which order batches are loaded: what others refer to comes first."""

from mapper_gui.exporters.data_batches import Batch
from mapper_gui.mapping.mapping import Mapping


def in_load_order(mapping: Mapping, batches: list[Batch]) -> list[Batch]:
    """The batches so that an object stands before those that point to it, else as they stand.

    Objects that point to each other stand as they are: the check calls that an error.
    """
    points: dict[str, set[str]] = {}
    for rule in mapping.rules:
        for each in rule.fields:
            if each.reference is not None and each.reference.object != rule.object:
                points.setdefault(rule.object, set()).add(each.reference.object)
    left, ordered = list(batches), list[Batch]()
    while left:
        waiting = {batch.object for batch in left}
        free = [b for b in left if not points.get(b.object, set()) & (waiting - {b.object})]
        ordered += free or left
        left = [batch for batch in left if batch not in ordered]
    return ordered
