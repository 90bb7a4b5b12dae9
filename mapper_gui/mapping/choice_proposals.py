"""Proposed rows of a choice table: choice ids matched with the values that the target itself lists.

Only proposed, with why; nothing here changes a mapping.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.form import Choice
from mapper_gui.mapping.target import TargetChoice


class MatchedBy(StrEnum):
    """Why a value is proposed, the surest first."""

    ID_IS_VALUE = "id_is_value"
    ID_LIKE_VALUE = "id_like_value"  # case, spaces and punctuation aside
    LABEL_IS_VALUE = "label_is_value"  # the choice's label, in any language
    ID_IS_LABEL = "id_is_label"  # the label of the target's value
    LABEL_IS_LABEL = "label_is_label"


@dataclass(frozen=True, slots=True)
class ChoiceProposal:
    """`value` for the choice id `choice`; `shown` is the text that agrees."""

    choice: str
    value: str
    why: MatchedBy
    shown: str


def propose_rows(
    choices: Iterable[Choice], values: Sequence[TargetChoice], mapped: Iterable[str] = ()
) -> tuple[ChoiceProposal, ...]:
    """A value for each choice id that is not in `mapped` and agrees with exactly one of them.

    What agrees in the surest way counts; where two values agree equally well, none is proposed.
    """
    done = set(mapped)
    by_value = {each.value: each.value for each in values}
    like_value = _unique((plain(each.value), each.value) for each in values)
    like_label = _unique((plain(each.label), each.value) for each in values if each.label)
    found: list[ChoiceProposal] = []
    for choice in choices:
        if not choice.id or choice.id in done:
            continue
        done.add(choice.id)
        labels = list(dict.fromkeys(label for label in choice.labels.values() if label))
        ways: tuple[tuple[MatchedBy, list[str], dict[str, str], Callable[[str], str]], ...] = (
            (MatchedBy.ID_IS_VALUE, [choice.id], by_value, str),
            (MatchedBy.ID_LIKE_VALUE, [choice.id], like_value, plain),
            (MatchedBy.LABEL_IS_VALUE, labels, like_value, plain),
            (MatchedBy.ID_IS_LABEL, [choice.id], like_label, plain),
            (MatchedBy.LABEL_IS_LABEL, labels, like_label, plain),
        )
        for why, texts, known, read in ways:
            met = {known[read(text)]: text for text in texts if read(text) in known}
            if len(met) == 1:
                ((value, text),) = met.items()
                found.append(ChoiceProposal(choice.id, value, why, text))
            if met:
                break  # the surest way that says anything is the one that counts
    return tuple(found)


def plain(text: str) -> str:
    """A text without what people write differently: case, accents, spaces and punctuation."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in bare if char.isalnum())


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What belongs to exactly one value."""
    found: dict[str, set[str]] = {}
    for text, value in pairs:
        if text:
            found.setdefault(text, set()).add(value)
    return {text: values.pop() for text, values in found.items() if len(values) == 1}
