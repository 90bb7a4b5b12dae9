"""What a proposed mend does, as the words on its button."""

from collections.abc import Callable

from mapper_gui.mapping.problem import Mend, MendKind
from mapper_gui.wording.lists import joined, joined_quoted, quoted, short, whole
from mapper_gui.wording.text import tr


def mend_words(mend: Mend) -> str:
    """`Flag /hh_id as a unique identifier`: what would be done, or what to do by hand."""
    template = _TEXTS.get(mend.kind)
    if template is None:
        return short(mend.kind)
    facts = mend.facts
    return template().format(
        rule=whole(facts.get("rule")),
        field=whole(facts.get("field")),
        fields=joined(facts.get("fields", ())),
        source=joined(facts.get("source", "")),
        sources=joined(facts.get("sources", ())),
        by=joined(facts.get("by", "")),
        repeat=whole(facts.get("repeat")),
        id=whole(facts.get("id")),
        calculation=str(facts.get("calculation", "")),
        choices=joined_quoted(facts.get("choices", ())),
        choice=quoted(facts.get("choice", "")),
        label=quoted(facts.get("label", "")),
    )


_TEXTS: dict[MendKind, Callable[[], str]] = {
    MendKind.ADD_HIDDEN_VALUE: lambda: tr(
        "In the form builder add the hidden value {id} with the Default Value {calculation}"
    ),
    MendKind.FLAG_IDENTIFIER: lambda: tr("Flag {sources} as unique identifier"),
    MendKind.UNFLAG_IDENTIFIER: lambda: tr("Take the flag off {source}"),
    MendKind.ITERATE_REPEAT: lambda: tr("Make one record per row of {repeat}"),
    MendKind.USE_AS_KEY: lambda: tr("Use {fields} as the key"),
    MendKind.FEED_KEY: lambda: tr("Feed {field} from {source} and use it as the key"),
    MendKind.ADD_TO_KEY: lambda: tr("Join {source} to what feeds {field}"),
    MendKind.ADD_CHOICES: lambda: tr("Give {choices} a target value"),
    MendKind.REMOVE_FIELD_RULE: lambda: tr("Remove the rule for {field}"),
    MendKind.REMOVE_SOURCE: lambda: tr("Remove {source} from {field}"),
    MendKind.REPLACE_SOURCE: lambda: tr("Use {by} instead"),
    MendKind.USE_CHOICE_ID: lambda: tr("Use the choice id {choice} instead of {label}"),
    MendKind.MAP_EACH_CHOICE: lambda: tr("Map each choice and join them by “;”"),
}


def mends_sentence(mends: tuple[Mend, ...]) -> str:
    """The mends worth naming in a sentence of their own, at most two; empty when there is none."""
    words = [mend_words(mend) for mend in mends if mend.kind not in _NOT_ADVICE][:2]
    if not words:
        return ""
    if len(words) == 1:
        return tr("{mend}.").format(mend=words[0])
    return tr("{first}, or: {second}.").format(
        first=words[0], second=words[1][:1].lower() + words[1][1:]
    )


_NOT_ADVICE = frozenset(
    {
        MendKind.REMOVE_FIELD_RULE,
        MendKind.REMOVE_SOURCE,
        MendKind.UNFLAG_IDENTIFIER,
        MendKind.ADD_CHOICES,
    }
)
"""The sentence of the problem says these better."""
