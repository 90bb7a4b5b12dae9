"""Making one value of a submission, for tests of takes, conditions and steps.

Use: `made(first("/name"), Clean(Cleanup.TRIM), name=" Ana ")`.
"""

from __future__ import annotations

from typing import Any

from clinic import FORM, MAPPING, submission

from mapper_gui.mapping.asking import holds
from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.making import JavaScript, Scope, Walk, make
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import ABSENT, Answer, State, rows_of
from mapper_gui.mapping.values import Constant, First, Take

__all__ = ("ABSENT", "after", "asked", "made", "scope", "walked")


def scope(mapping: Mapping = MAPPING, row: int | None = None, **answers: Any) -> Scope:
    """What a value is made in; `row`: in this row of /children, counted from 0."""
    body = submission(**answers)
    if row is None:
        return Scope(mapping, body)
    rows, _ = rows_of(body, FORM, FORM.repeats[0])
    return Scope(mapping, body, rows[row])


def walked(
    take: Take, *then: Any, within: Scope | None = None, **answers: Any
) -> tuple[Answer, Walk]:
    """The value, and what was noted on the way."""
    walk = Walk()
    return make(within or scope(**answers), take, then, walk), walk


def made(take: Take, *then: Any, within: Scope | None = None, **answers: Any) -> Any:
    """The value; None where it is absent or empty."""
    found, _ = walked(take, *then, within=within, **answers)
    return found.value if found.state is State.ANSWERED else None


def after(value: Any, *then: Any, javascript: JavaScript | None = None) -> tuple[Answer, Walk]:
    """What steps make of a value; `ABSENT` of an absent one."""
    take: Take = First(()) if value is ABSENT else Constant(value)
    within = scope()
    within.javascript = javascript
    return walked(take, *then, within=within)


def asked(condition: Condition, *, within: Scope | None = None, **answers: Any) -> bool:
    """Whether a condition holds."""
    return holds(within or scope(**answers), condition, Walk())
