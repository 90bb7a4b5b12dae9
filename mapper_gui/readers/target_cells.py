"""What people write into the cells of a table of target fields: yes and no, lengths, choices."""

import re

from mapper_gui.mapping.target import TargetChoice

_YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "1.0",
        "x",
        "✓",
        "✔",
        "☑",
        "*",
        "required",
        "mandatory",
        "compulsory",
        "oui",
        "sí",
        "si",
        "sim",
        "ja",
        "vrai",
    ]
)
_NO = frozenset(
    [
        "no",
        "n",
        "false",
        "f",
        "0",
        "0.0",
        "-",
        "–",
        "—",
        "☐",
        "✗",
        "✘",
        "optional",
        "n/a",
        "na",
        "none",
        "non",
        "não",
        "nao",
        "nein",
        "faux",
    ]
)
_KEYS = frozenset({"pri", "uni", "pk", "uk", "primary", "primary key", "unique", "unique key"}) | {
    "external id",
    "externalid",
    "external_id",
    "key",
}
_NO_KEYS = frozenset({"mul", "fk", "foreign key", "null"})
_WHOLE = re.compile(r"(\d{1,10})(?:\.0+)?")
_NO_LENGTH = frozenset({"", "-", "null", "\\n", "max", "n/a", "unlimited"})


def yes_or_no(text: str) -> bool | None:
    """Whether the cell says yes; an empty one says no; None when it says neither."""
    word = text.strip().lower()
    if not word or word in _NO:
        return False
    return True if word in _YES else None


def is_key(text: str) -> bool | None:
    """Whether the cell says that the field is a key, in the words of people and databases."""
    word = text.strip().lower()
    if word in _KEYS:
        return True
    return False if word in _NO_KEYS else yes_or_no(word)


def may_be_left_out(nullable: str, default: str) -> bool | None:
    """Whether a database column may be left out; None when the cell says neither."""
    word = nullable.strip().lower()
    if word in ("null", ""):
        return True
    found = False if word == "not null" else yes_or_no(word)
    if found is False and default.strip().lower() not in ("", "null", "\\n"):
        return True
    return found


def read_length(text: str) -> tuple[int | None, bool]:
    """The length, None where there is none; and whether the cell could be read."""
    word = text.strip().lower()
    found = _WHOLE.fullmatch(word)
    if found:
        return int(found[1]) or None, True
    return None, word in _NO_LENGTH


def read_choices(text: str) -> tuple[list[TargetChoice], list[str]]:
    """The choices of a cell, one per line or with `;`, each `value` or `value=label`.

    Also gives the parts that have a label and no value, which are left out.
    """
    choices: list[TargetChoice] = []
    without_value: list[str] = []
    for part in re.split(r"[\n\r;]", text):
        value, _, label = part.partition("=")
        value, label = value.strip(), label.strip()
        if value:
            choices.append(TargetChoice(value, label))
        elif part.strip():
            without_value.append(part.strip())
    return choices, without_value


def looks_like_a_list(choice: TargetChoice) -> bool:
    """Whether a single choice may be a list that is separated by something else."""
    text = f"{choice.value}={choice.label}"
    return any(text.count(sign) >= 2 for sign in (",", "|")) or "\t" in text


def has_mixed_separators(text: str) -> bool:
    """Whether semicolons stand inside lines, so that either may belong to a label."""
    lines = [line.strip().rstrip(";") for line in re.split(r"[\n\r]+", text.strip())]
    return len(lines) > 1 and any(";" in line for line in lines)
