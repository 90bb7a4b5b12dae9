"""Values of the target's own list are proposed for choice ids, with why, and never guessed."""

import pytest

from mapper_gui.mapping.choice_proposals import MatchedBy, propose_rows
from mapper_gui.mapping.form import Choice
from mapper_gui.mapping.target import TargetChoice

VALUES = (
    TargetChoice("M", "Male"),
    TargetChoice("F", "Female"),
    TargetChoice("Not-Known", "Unknown"),
    TargetChoice("1", "Yes"),
    TargetChoice("2", "Yes"),
)


@pytest.mark.parametrize(
    ("choice", "value", "why"),
    [
        (Choice("M", {}), "M", MatchedBy.ID_IS_VALUE),
        (Choice("not_known", {}), "Not-Known", MatchedBy.ID_LIKE_VALUE),
        (Choice("x", {"en": "not known"}), "Not-Known", MatchedBy.LABEL_IS_VALUE),
        (Choice("female", {}), "F", MatchedBy.ID_IS_LABEL),
        (Choice("9", {"fr": "Inconnu", "en": "UNKNOWN"}), "Not-Known", MatchedBy.LABEL_IS_LABEL),
    ],
    ids=["the id", "the id but for its writing", "the label", "the value's label", "both labels"],
)
def test_a_value_is_proposed_with_what_agrees(choice: Choice, value: str, why: MatchedBy) -> None:
    (found,) = propose_rows([choice], VALUES)
    assert (found.value, found.why) == (value, why)


def test_what_agrees_with_two_values_is_not_proposed() -> None:
    assert propose_rows([Choice("y", {"en": "Yes"})], VALUES) == ()


def test_labels_that_agree_with_different_values_are_not_proposed() -> None:
    assert propose_rows([Choice("x", {"en": "Male", "fr": "Female"})], VALUES) == ()


def test_choices_with_a_target_and_without_an_id_are_left_alone() -> None:
    assert propose_rows([Choice("M", {}), Choice("", {"en": "Male"})], VALUES, ["M"]) == ()


def test_the_id_counts_before_the_label() -> None:
    (found,) = propose_rows([Choice("F", {"en": "Male"})], VALUES)
    assert found.value == "F"
