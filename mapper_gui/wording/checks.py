"""Sentences for what `mapping.check` finds: what is wrong, and what to do about it."""

from collections.abc import Callable

from mapper_gui.mapping.check_kind import CheckKind, ItemKind, ValuePart
from mapper_gui.mapping.conditions import ReadAs
from mapper_gui.mapping.errors import Facts
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.key_text import KeyCollision
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.target import FieldType
from mapper_gui.wording.conditions import read_as_words
from mapper_gui.wording.lists import joined, joined_quoted, quoted, short, whole
from mapper_gui.wording.mends import mends_sentence
from mapper_gui.wording.rules import field_type_words, kind_words
from mapper_gui.wording.text import tr
from mapper_gui.wording.value_checks import ADVICE, TEXTS


def check_sentence(problem: Problem) -> str:
    """A problem of CheckKind as one or two sentences, without its place."""
    facts = problem.facts
    if problem.kind is CheckKind.KEY_CAN_COLLIDE:
        text = _collision(facts)
    elif problem.kind is CheckKind.VALUE_TOO_LONG and facts.get("part") is ValuePart.SOURCE:
        text = tr("{values} never fits: this field holds {length} characters at most.")
    elif problem.kind is CheckKind.SOURCE_HAS_NO_DATA and facts.get("question_kind") is Kind.LABEL:
        text = tr("{source} is a label: text that is shown, without an answer to map.")
    elif problem.kind is CheckKind.KEY_MERGES and not facts.get("choices"):
        text = tr("Every choice outside the table becomes {value}: different answers make one key.")
    elif problem.kind in _OF_ITEMS and facts.get("item") in (ItemKind.CHOICE, ItemKind.TABLE_ROW):
        text = _item_text(CheckKind(problem.kind), facts.get("item"))
    elif problem.kind is CheckKind.ROW_NUMBER_WITHOUT_ROWS and not facts.get("repeat"):
        text = tr("The row number has no rows to count: this rule makes one record per submission.")
    else:
        template = (_TEXTS | TEXTS).get(CheckKind(problem.kind))
        text = template() if template is not None else short(problem.kind)
    advice = mends_sentence(problem.mends)
    if not advice:
        advice = (_ADVICE | ADVICE).get(CheckKind(problem.kind), str)()
    filled = text.format(**_words(facts))
    if facts.get("named") is not None:
        filled = tr("In the named value {name}: {text}").format(
            name=quoted(facts["named"]), text=filled
        )
    meant = _meant(facts)
    return " ".join(part for part in (filled, meant, advice.strip()) if part)


def _words(facts: Facts) -> dict[str, str]:
    part = facts.get("part")
    values = joined(facts.get("values", ())) if part is ValuePart.SOURCE else None
    kind, field_type = facts.get("question_kind"), facts.get("type")
    return {
        "object": whole(facts.get("object")),
        "source": joined(facts.get("source", "")),
        "sources": joined(facts.get("sources", ())),
        "repeat": whole(facts.get("repeat")),
        "kind": kind_words(kind) if isinstance(kind, Kind) else short(kind),
        "part": _part_words(part),
        "values": values or joined_quoted(facts.get("values", ())),
        "value": quoted(facts.get("value", "")),
        "type": field_type_words(field_type)
        if isinstance(field_type, FieldType)
        else short(field_type),
        "length": short(facts.get("length")),
        "labels": _labels(facts.get("labels", ())),
        "choices": joined_quoted(facts.get("choices", ())),
        "table": _table_words(facts),
        "fields": joined(facts.get("fields", ())),
        "key_fields": joined(facts.get("key_fields", ())),
        "first": joined(facts.get("first", "")),
        "second": joined(facts.get("second", "")),
        "separator": quoted(facts.get("separator", "")),
        "system": whole(facts.get("system")),
        "other": whole(facts.get("other")),
        "name": quoted(facts.get("name", facts.get("table", ""))),
        "names": joined_quoted(facts.get("names", ())),
        "column": quoted(facts.get("column", "")),
        "columns": joined_quoted(facts.get("columns", ())),
        "rows": joined(tuple(str(row) for row in _tuple(facts.get("rows")))),
        "count": short(facts.get("count")),
        "holds": _holds_words(facts.get("holds")),
        "read_as": read_as_words(ReadAs(str(facts.get("read_as", ReadAs.TEXT)))),
        "step": short(facts.get("step")),
        "pattern": quoted(facts.get("pattern", "")),
        "at": quoted(facts.get("at", "")),
        "zone": quoted(facts.get("zone", "")),
        "target_field": whole(facts.get("target_field")),
        "objects": joined(facts.get("objects", ())),
    }


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _holds_words(holds: object) -> str:
    return tr("sources") if holds == "sources" else tr("constants")


_OF_ITEMS = frozenset(
    {
        CheckKind.KEY_IGNORES_ITEM,
        CheckKind.KEY_ITEM_NOT_IDENTIFIED,
        CheckKind.KEY_ROW_NUMBER,
    }
)


def _item_text(kind: CheckKind, item: object) -> str:
    """What is said of keys where records are made for chosen ids, or for the rows of a table."""
    if item is ItemKind.CHOICE:
        return {
            CheckKind.KEY_IGNORES_ITEM: tr(
                "The key {fields} is the same for every chosen id of {repeat}: all would overwrite "
                "one record."
            ),
            CheckKind.KEY_ITEM_NOT_IDENTIFIED: tr(
                "Only {sources} tells the chosen ids of {repeat} apart."
            ),
            CheckKind.KEY_ROW_NUMBER: tr(
                "The key counts the chosen ids of {repeat}: when one goes, the others move up and "
                "get another record's key. Use the chosen id itself."
            ),
        }[kind]
    return {
        CheckKind.KEY_IGNORES_ITEM: tr(
            "The key {fields} is the same for every row of the table: all would overwrite one record."
        ),
        CheckKind.KEY_ITEM_NOT_IDENTIFIED: tr(
            "Only {sources} tells the rows of the table apart, and two can have the same answer. "
            "Join a constant of the row to it."
        ),
        CheckKind.KEY_ROW_NUMBER: tr(
            "The key counts the rows of the table: when a row is added or moved, others get "
            "another record's key. Use a constant of the row."
        ),
    }[kind]


def _labels(pairs: object) -> str:
    labels = [pair[0] for pair in pairs] if isinstance(pairs, tuple) else ()
    return joined_quoted(labels)


def _table_words(facts: Facts) -> str:
    name = facts.get("table")
    if name is None:
        return tr("the choice table")
    return tr("the shared choice table {name}").format(name=quoted(name))


def _part_words(part: object) -> str:
    words = {
        ValuePart.CONSTANT: tr("the constant"),
        ValuePart.CHOICE_TABLE: tr("the choice table"),
        ValuePart.OUTSIDE: tr("the default for other choices"),
        ValuePart.IF_ABSENT: tr("the default if absent"),
        ValuePart.IF_EMPTY: tr("the default if empty"),
        ValuePart.SOURCE: tr("the source"),
    }
    return words[part] if isinstance(part, ValuePart) else short(part)


def _meant(facts: Facts) -> str:
    """What the target's own labels say the values should have been."""
    meant = facts.get("meant")
    if not isinstance(meant, dict) or not meant:
        return ""
    pairs = ", ".join(
        tr("{meant} for {value}").format(meant=quoted(value), value=quoted(found))
        for found, value in list(meant.items())[:3]
    )
    return tr("The target's own values: {pairs}.").format(pairs=pairs)


def _collision(facts: Facts) -> str:
    match facts.get("reason"):
        case KeyCollision.PART_CAN_BE_BLANK:
            return tr(
                "Missing parts of this key are left blank, so that different records can get the "
                "same key. Leave the whole out when a part is missing."
            )
        case KeyCollision.NO_SEPARATOR:
            return tr(
                "This key joins {first} and {second} without a separator: “1” + “11” and “11” + “1” "
                "make the same key. Put a text between them that neither can hold."
            )
        case _:
            return tr(
                "Both {first} and {second} can hold the separator {separator}, so that different "
                "answers can make the same key. Use a separator that they cannot hold."
            )


_TEXTS: dict[CheckKind, Callable[[], str]] = {
    CheckKind.RULE_EMPTY: lambda: tr("No field of this rule has a value, so it makes no record."),
    CheckKind.UNKNOWN_OBJECT: lambda: tr("The target has no object {object}."),
    CheckKind.UNKNOWN_FIELD: lambda: tr("{object} has no field of this name."),
    CheckKind.NOT_WRITABLE: lambda: tr("The target does not let anyone write this field."),
    CheckKind.REQUIRED_NOT_FED: lambda: tr("The target requires this field, and nothing feeds it."),
    CheckKind.SOURCE_GONE: lambda: tr("The form has no question {source}."),
    CheckKind.SOURCE_HAS_NO_DATA: lambda: tr(
        "{source} holds no answer that could be mapped; its type is {kind}."
    ),
    CheckKind.SOURCE_IS_STRUCTURE: lambda: tr(
        "{source} holds several values in one ({kind}), not an answer."
    ),
    CheckKind.NOT_AN_ATTACHMENT: lambda: tr(
        "{source}: there is no file to link to, since the question's type is {kind}."
    ),
    CheckKind.CASE_UNKNOWN: lambda: tr("No submission has shown a case at {source} yet."),
    CheckKind.META_UNKNOWN: lambda: tr("CommCare's metadata has no {source}."),
    CheckKind.REPEAT_NOT_ITERATED: lambda: tr(
        "{source} is answered once per row of {repeat}, which this rule does not go through."
    ),
    CheckKind.FOR_EACH_GONE: lambda: tr(
        "This rule makes one record per row of {repeat}, which the form does not have."
    ),
    CheckKind.FOR_EACH_NOT_REPEAT: lambda: tr(
        "This rule makes one record per row of {repeat}, which is not a repeat group."
    ),
    CheckKind.ROW_NUMBER_WITHOUT_ROWS: lambda: tr(
        "This rule does not go through the rows of {repeat}, so there is no row number."
    ),
    CheckKind.NO_SOURCE: lambda: tr("This field has a rule, but no source."),
    CheckKind.TEMPLATE_EMPTY: lambda: tr("The template is empty."),
    CheckKind.TEMPLATE_WITHOUT_SOURCE: lambda: tr(
        "The template has no source in it: every record gets the same text."
    ),
    CheckKind.VALUE_NOT_IN_TARGET: lambda: tr("The target does not have {values} ({part})."),
    CheckKind.VALUE_UNFIT: lambda: tr("{values} ({part}) does not fit a field of type {type}."),
    CheckKind.VALUE_TOO_LONG: lambda: tr(
        "{values} ({part}) is longer than the {length} characters of this field."
    ),
    CheckKind.LABEL_AS_CHOICE: lambda: tr(
        "Labels stand in {table} where choice ids belong: {labels}. Submissions hold the id, so that "
        "such a row is never used."
    ),
    CheckKind.CHOICE_NOT_IN_FORM: lambda: tr("{sources} has no choice {choices} ({table})."),
    CheckKind.CHOICE_UNMAPPED: lambda: tr("No row of {table} for {choices} of {sources}."),
    CheckKind.DUPLICATE_ROW: lambda: tr(
        "{choices} stands in {table} more than once; only the first row counts."
    ),
    CheckKind.NO_SUCH_TABLE: lambda: tr("There is no shared choice table {name}."),
    CheckKind.CHOICES_PASSED_STRAIGHT: lambda: tr(
        "{source} can give {choices}, which the target does not have."
    ),
    CheckKind.MULTIPLE_ANSWER_IN_TABLE: lambda: tr(
        "{source} can have several answers at once, which the choice table takes for one."
    ),
    CheckKind.MULTIPLE_INTO_SINGLE: lambda: tr(
        "{source} can have several answers, but this field takes one."
    ),
    CheckKind.MULTIPLE_NOT_JOINED: lambda: tr(
        "The answers of {source} come with spaces between, and the target takes a list."
    ),
    CheckKind.NO_KEY: lambda: tr("Records are to be found again, but this rule has no key."),
    CheckKind.KEY_NOT_FED: lambda: tr("This field is in the key, and nothing feeds it."),
    CheckKind.KEY_CONSTANT: lambda: tr(
        "The key {fields} is the same for every submission: each record would overwrite the last."
    ),
    CheckKind.KEY_NOT_IDENTIFIED: lambda: tr(
        "Nothing in the key {fields} is flagged as a unique identifier; it is made of {sources}."
    ),
    CheckKind.KEY_IGNORES_ITEM: lambda: tr(
        "The key {fields} is the same in every row of {repeat}: all rows would overwrite one record."
    ),
    CheckKind.KEY_ITEM_NOT_IDENTIFIED: lambda: tr(
        "Only {sources} tells the rows of {repeat} apart, and two rows can have the same answer."
    ),
    CheckKind.KEY_ROW_NUMBER: lambda: tr(
        "The key counts rows of {repeat}: when a form is edited and a row goes, the others move up "
        "and get another record's key."
    ),
    CheckKind.KEY_FREE_TEXT: lambda: tr(
        "People type {source}: the same thing spelt differently makes another record."
    ),
    CheckKind.KEY_MERGES: lambda: tr(
        "{choices} all become {value}: different answers make one key."
    ),
    CheckKind.KEY_COMPOSITE: lambda: tr(
        "{system} finds records by one field, and the key has several: {fields}."
    ),
    CheckKind.KEY_NOT_KEY_FIELD: lambda: tr(
        "The target does not find records by {fields}; it does by {key_fields}."
    ),
    CheckKind.KEY_SHARED: lambda: tr(
        "The rule {other} makes {object} records with the same key: one would overwrite the other."
    ),
    CheckKind.TRIGGER_UNKNOWN: lambda: tr(
        "Neither the form's xmlns nor its name is known, so nothing tells its submissions from others."
    ),
    CheckKind.IDENTIFIER_GONE: lambda: tr(
        "{source} is flagged as a unique identifier, but the form does not have it."
    ),
}

_ADVICE: dict[CheckKind, Callable[[], str]] = {
    CheckKind.RULE_EMPTY: lambda: tr("Drag questions onto its fields, or remove the rule."),
    CheckKind.UNKNOWN_OBJECT: lambda: tr("Import its fields, or remove the rule."),
    CheckKind.UNKNOWN_FIELD: lambda: tr("Import the target's fields again, or remove the rule."),
    CheckKind.NOT_WRITABLE: lambda: tr("Remove its rule."),
    CheckKind.REQUIRED_NOT_FED: lambda: tr("Drag a question onto it, or give it a constant."),
    CheckKind.SOURCE_GONE: lambda: tr(
        "Drag the question that took its place onto the field, and remove this one."
    ),
    CheckKind.SOURCE_HAS_NO_DATA: lambda: tr("Map the id of the question that is answered."),
    CheckKind.SOURCE_IS_STRUCTURE: lambda: tr("Map what stands inside it."),
    CheckKind.NOT_AN_ATTACHMENT: lambda: tr("Map its answer instead of a link."),
    CheckKind.CASE_UNKNOWN: lambda: tr("Look up a submission to see which cases the form has."),
    CheckKind.META_UNKNOWN: lambda: tr("Choose one of the sources that every submission has."),
    CheckKind.REPEAT_NOT_ITERATED: lambda: tr("Map it in a rule of its own."),
    CheckKind.FOR_EACH_GONE: lambda: tr(
        "Choose another repeat group, or one record per submission."
    ),
    CheckKind.FOR_EACH_NOT_REPEAT: lambda: tr(
        "Choose a repeat group, or one record per submission."
    ),
    CheckKind.ROW_NUMBER_WITHOUT_ROWS: lambda: tr(
        "Choose a repeat group, or remove the row number."
    ),
    CheckKind.NO_SOURCE: lambda: tr("Drag a question onto it."),
    CheckKind.TEMPLATE_EMPTY: lambda: tr("Put texts and sources into it, or remove it."),
    CheckKind.TEMPLATE_WITHOUT_SOURCE: lambda: tr(
        "Drag a question into it, or make it a constant."
    ),
    CheckKind.VALUE_NOT_IN_TARGET: lambda: tr("Choose one of the field's own values."),
    CheckKind.VALUE_UNFIT: lambda: tr("Type another value, or choose another field."),
    CheckKind.VALUE_TOO_LONG: lambda: tr("Shorten it, or choose another field."),
    CheckKind.CHOICE_NOT_IN_FORM: lambda: tr(
        "Remove the row, or keep it for submissions of older app versions."
    ),
    CheckKind.CHOICE_UNMAPPED: lambda: tr(
        "Give each a target value, or say what other choices become."
    ),
    CheckKind.DUPLICATE_ROW: lambda: tr("Remove the others."),
    CheckKind.NO_SUCH_TABLE: lambda: tr("Make it, or choose another."),
    CheckKind.CHOICES_PASSED_STRAIGHT: lambda: tr("Give them target values in a choice table."),
    CheckKind.MULTIPLE_INTO_SINGLE: lambda: tr("Map it to a field that takes several."),
    CheckKind.NO_KEY: lambda: tr("Choose the field that tells the records apart."),
    CheckKind.KEY_NOT_FED: lambda: tr("Drag a unique identifier onto it."),
    CheckKind.KEY_CONSTANT: lambda: tr("Feed it a unique identifier."),
    CheckKind.KEY_FREE_TEXT: lambda: tr("Leave it out of the key, or flag it if it is unique."),
    CheckKind.KEY_MERGES: lambda: tr("Use the choice id itself in the key."),
    CheckKind.KEY_COMPOSITE: lambda: tr("Join them into one field with a template."),
    CheckKind.KEY_NOT_KEY_FIELD: lambda: tr("Use one of those as the key."),
    CheckKind.KEY_SHARED: lambda: tr("Join a text of its own to each key."),
    CheckKind.TRIGGER_UNKNOWN: lambda: tr(
        "Type one of them, or look up a submission and take them from it."
    ),
    CheckKind.IDENTIFIER_GONE: lambda: tr("Take the flag off, or flag what took its place."),
}
