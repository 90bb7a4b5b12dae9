"""Copies of record rules within a mapping: the same once more, or the same for another object.

Each takes a mapping and returns a new one with the new rule behind the old one, or raises
EditError(NO_SUCH_RULE).
"""

from dataclasses import replace

from mapper_gui.mapping.edit import rule_of
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.mapping import Mapping, RecordRule, RuleId


def with_rule_copied(mapping: Mapping, rule_id: str) -> Mapping:
    """The record rule once more under a new name, `Contact 2`, to be made different."""
    rule = rule_of(mapping, rule_id)
    return _with_new(mapping, rule, replace(rule, id=_free_name(mapping, rule.object)))


def with_rule_for(mapping: Mapping, rule_id: str, object_name: str) -> Mapping:
    """A record rule of another object that is made for the same and when the same holds. Fields,
    and those of the key, come with it where the object has one of that name."""
    rule = rule_of(mapping, rule_id)
    found = mapping.target.object(object_name)
    if found is None:
        raise EditError(EditKind.NO_SUCH_RULE, rule=object_name)
    new = replace(
        rule,
        id=_free_name(mapping, object_name),
        object=object_name,
        key=tuple(name for name in rule.key if found.field(name) is not None),
        fields=tuple(each for each in rule.fields if found.field(each.field) is not None),
        note="",
    )
    return _with_new(mapping, rule, new)


def _with_new(mapping: Mapping, rule: RecordRule, new: RecordRule) -> Mapping:
    at = mapping.rules.index(rule) + 1
    return replace(mapping, rules=(*mapping.rules[:at], new, *mapping.rules[at:]))


def _free_name(mapping: Mapping, wanted: str) -> RuleId:
    name, number = wanted, 2
    while mapping.rule(name) is not None:
        name, number = f"{wanted} {number}", number + 1
    return RuleId(name)
