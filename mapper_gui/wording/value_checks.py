"""Sentences for checks of conditions, steps, tables, named values, lookups and references."""

from collections.abc import Callable

from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.wording.text import tr

TEXTS: dict[CheckKind, Callable[[], str]] = {
    CheckKind.ROW_CHOICE_WITHOUT_CHOSEN: lambda: tr(
        "There is no chosen id here: this rule does not make one record per chosen id."
    ),
    CheckKind.COLUMN_WITHOUT_TABLE: lambda: tr(
        "There is no column {column} here: this rule does not go through a table."
    ),
    CheckKind.NO_SUCH_COLUMN: lambda: tr("The table has no column {column}; it has {columns}."),
    CheckKind.CHOSEN_GONE: lambda: tr(
        "This rule makes one record per chosen id of {source}, which the form does not have."
    ),
    CheckKind.CHOSEN_NOT_MULTIPLE: lambda: tr(
        "This rule makes one record per chosen id of {source}, whose type is {kind}."
    ),
    CheckKind.CHOSEN_IN_REPEAT: lambda: tr(
        "{source} is answered once per row of {repeat}; chosen ids are read outside of repeats."
    ),
    CheckKind.TABLE_EMPTY: lambda: tr("The table of this rule is empty, so it makes no record."),
    CheckKind.TABLE_ROW_EMPTY: lambda: tr("Nothing stands in row {rows} of the table."),
    CheckKind.TABLE_ROW_TWICE: lambda: tr("Row {rows} of the table repeats an earlier one."),
    CheckKind.TABLE_ROW_LENGTH: lambda: tr(
        "Row {rows} of the table does not have a cell for each of its {count} columns."
    ),
    CheckKind.COLUMN_TWICE: lambda: tr("The table has more than one column {column}."),
    CheckKind.COLUMN_MIXED: lambda: tr(
        "Column {column} of the table holds {holds}, but not in row {rows}."
    ),
    CheckKind.CELL_NO_SOURCE: lambda: tr(
        "A cell in column {column} of the table holds {source}, which a cell cannot give."
    ),
    CheckKind.CONDITION_NEVER: lambda: tr("This condition can never hold."),
    CheckKind.CONDITION_ALWAYS: lambda: tr("This condition always holds."),
    CheckKind.COMPARED_UNREADABLE: lambda: tr(
        "{source} is compared {read_as} with {values}, which is none: that never holds."
    ),
    CheckKind.COMPARED_AS_TEXT: lambda: tr(
        "{source} is compared as text, where “10” comes before “9”."
    ),
    CheckKind.COMPARED_WITH_LABEL: lambda: tr(
        "{source} is compared with a label: {labels}. Submissions hold the choice id."
    ),
    CheckKind.COMPARED_WITH_NO_CHOICE: lambda: tr(
        "{source} is compared with {choices}, which it has no choice for."
    ),
    CheckKind.MULTIPLE_COMPARED_WHOLE: lambda: tr(
        "{source} can have several answers at once, and the condition asks for one alone."
    ),
    CheckKind.CONTAINS_ON_SINGLE: lambda: tr(
        "{source} has one answer, and it is asked whether it contains a choice."
    ),
    CheckKind.NO_SUCH_VALUE: lambda: tr("There is no named value {name}."),
    CheckKind.VALUES_IN_CIRCLE: lambda: tr("These named values use each other: {names}."),
    CheckKind.VALUES_TOO_DEEP: lambda: tr(
        "Named values use each other more than {count} deep; those beyond give nothing."
    ),
    CheckKind.VALUE_UNUSED: lambda: tr("No rule uses the named value {name}."),
    CheckKind.NO_CASES: lambda: tr("There is no case to choose from: nothing is ever asked."),
    CheckKind.SUM_EMPTY: lambda: tr("The sum has nothing to add."),
    CheckKind.TERM_NOT_NUMBER: lambda: tr("{source} is added, but it is no number ({kind})."),
    CheckKind.COUNT_OF_ONE: lambda: tr(
        "{source} has one answer ({kind}): there is nothing to count."
    ),
    CheckKind.NUMBER_TOO_LARGE: lambda: tr(
        "{values} is not the same number in every program: whole numbers are exact up to "
        "9007199254740992."
    ),
    CheckKind.STEP_ON_LIST: lambda: tr("Step {step} gets a list, which it cannot read."),
    CheckKind.STEP_ON_FLAG: lambda: tr("Step {step} gets yes or no, which is no number."),
    CheckKind.STEP_ON_NO_DATE: lambda: tr("Step {step} gets something that is no date."),
    CheckKind.STEP_CANNOT_READ: lambda: tr(
        "Step {step} cannot read the answer to {source} ({kind})."
    ),
    CheckKind.DATE_OF_NO_DATE: lambda: tr(
        "Step {step} reads {source} as a date, but its type is {kind}."
    ),
    CheckKind.STEP_DOES_NOTHING: lambda: tr("Step {step} changes nothing."),
    CheckKind.STEP_LEAVES_NOTHING: lambda: tr("Step {step} leaves nothing of the value."),
    CheckKind.PATTERN_INVALID: lambda: tr(
        "The date pattern {pattern} cannot be read from {at} on."
    ),
    CheckKind.PATTERN_WITHOUT_TOKEN: lambda: tr(
        "The date pattern {pattern} has no part of a date in it."
    ),
    CheckKind.PATTERN_MINUTES: lambda: tr(
        "In the date pattern {pattern} mm stands for minutes, not months."
    ),
    CheckKind.PATTERN_HALF_DAY: lambda: tr(
        "In the date pattern {pattern} hh goes from 1 to 12, and nothing tells morning from "
        "afternoon."
    ),
    CheckKind.PATTERN_UNFIT: lambda: tr(
        "The pattern {pattern} is not how a field of type {type} is written."
    ),
    CheckKind.ZONE_UNKNOWN: lambda: tr("There is no time zone {zone}."),
    CheckKind.YES_AND_NO: lambda: tr("{choices} stands for both yes and no."),
    CheckKind.YES_NO_UNKNOWN: lambda: tr(
        "Step {step} knows neither yes nor no for {choices} of {source}."
    ),
    CheckKind.CODE_WITHOUT_RETURN: lambda: tr(
        "The code of step {step} returns nothing, so that the value is absent."
    ),
    CheckKind.FLAG_INTO_OTHER: lambda: tr(
        "The steps make yes or no (true or false), and this field's type is {type}."
    ),
    CheckKind.NUMBER_INTO_OTHER: lambda: tr(
        "The steps make a number, and this field's type is {type}."
    ),
    CheckKind.LIST_INTO_OTHER: lambda: tr(
        "The steps make a list, and this field's type is {type}."
    ),
    CheckKind.LOOKUP_OBJECT_UNKNOWN: lambda: tr(
        "The target is asked for {object}, which is not among the objects that were imported."
    ),
    CheckKind.LOOKUP_FIELD_UNKNOWN: lambda: tr("{object} has no field {target_field} to look up."),
    CheckKind.LOOKUP_WITHOUT_SAMPLE: lambda: tr(
        "The preview cannot ask the target for {object}, and there is no sample answer."
    ),
    CheckKind.REFERENCE_OBJECT_UNKNOWN: lambda: tr(
        "This field points to {object}, which is not among the objects that were imported."
    ),
    CheckKind.REFERENCE_FIELD_UNKNOWN: lambda: tr(
        "This field points to {object} by {target_field}, which it does not have."
    ),
    CheckKind.REFERENCE_NO_KEY: lambda: tr(
        "The target does not find {object} by {target_field}; it does by {key_fields}."
    ),
    CheckKind.REFERENCE_ELSEWHERE: lambda: tr(
        "This field can point to {objects}, not to {object}."
    ),
    CheckKind.REFERENCE_IN_OTHER_TYPE: lambda: tr(
        "This field's type is {type}: it does not point to a record."
    ),
    CheckKind.REFERENCE_CIRCLE: lambda: tr(
        "Each of these records needs another of them to be there first: {objects}."
    ),
    CheckKind.KEY_STEP: lambda: tr(
        "Step {step} can make the same text of two different values, and so one key."
    ),
}

ADVICE: dict[CheckKind, Callable[[], str]] = {
    CheckKind.ROW_CHOICE_WITHOUT_CHOSEN: lambda: tr("Remove it, or make one record per chosen id."),
    CheckKind.COLUMN_WITHOUT_TABLE: lambda: tr("Remove it, or give the rule a table."),
    CheckKind.NO_SUCH_COLUMN: lambda: tr("Choose another, or add it."),
    CheckKind.CHOSEN_GONE: lambda: tr("Choose another question, or one record per submission."),
    CheckKind.CHOSEN_NOT_MULTIPLE: lambda: tr("Choose a question with several answers."),
    CheckKind.CHOSEN_IN_REPEAT: lambda: tr(
        "Go through the rows, and use a condition for each choice."
    ),
    CheckKind.TABLE_EMPTY: lambda: tr("Drag questions into it, or remove the rule."),
    CheckKind.TABLE_ROW_EMPTY: lambda: tr("Fill it, or remove it."),
    CheckKind.TABLE_ROW_TWICE: lambda: tr("Remove it."),
    CheckKind.TABLE_ROW_LENGTH: lambda: tr("Add or remove cells."),
    CheckKind.COLUMN_TWICE: lambda: tr("Rename one."),
    CheckKind.COLUMN_MIXED: lambda: tr("Use a column for sources and one for constants."),
    CheckKind.CELL_NO_SOURCE: lambda: tr("Put a question there."),
    CheckKind.CONDITION_NEVER: lambda: tr("Change it, or remove what depends on it."),
    CheckKind.CONDITION_ALWAYS: lambda: tr("Change it, or remove it."),
    CheckKind.COMPARED_UNREADABLE: lambda: tr("Type a value of that kind."),
    CheckKind.COMPARED_AS_TEXT: lambda: tr("Compare as number."),
    CheckKind.COMPARED_WITH_LABEL: lambda: tr("Use the id instead."),
    CheckKind.COMPARED_WITH_NO_CHOICE: lambda: tr(
        "Use one of its choice ids, or keep it for older app versions."
    ),
    CheckKind.MULTIPLE_COMPARED_WHOLE: lambda: tr("Ask whether it contains the choice."),
    CheckKind.CONTAINS_ON_SINGLE: lambda: tr("Compare it with the choice id."),
    CheckKind.NO_SUCH_VALUE: lambda: tr("Make it, or use another source."),
    CheckKind.VALUES_IN_CIRCLE: lambda: tr("Break the circle."),
    CheckKind.VALUES_TOO_DEEP: lambda: tr("Use fewer of them."),
    CheckKind.VALUE_UNUSED: lambda: tr("Remove it, or use it."),
    CheckKind.NO_CASES: lambda: tr("Add a condition, or take the value itself."),
    CheckKind.SUM_EMPTY: lambda: tr("Add questions to it, or remove it."),
    CheckKind.TERM_NOT_NUMBER: lambda: tr("Add a number instead."),
    CheckKind.COUNT_OF_ONE: lambda: tr("Count a repeat group or a multiple answer."),
    CheckKind.NUMBER_TOO_LARGE: lambda: tr("Type it as text."),
    CheckKind.STEP_ON_LIST: lambda: tr("Join the list first, or move the step before it."),
    CheckKind.STEP_ON_FLAG: lambda: tr("Remove one of the two steps."),
    CheckKind.STEP_ON_NO_DATE: lambda: tr("Remove the step, or one before it."),
    CheckKind.STEP_CANNOT_READ: lambda: tr("Use another step, or another question."),
    CheckKind.DATE_OF_NO_DATE: lambda: tr("Use another question, or remove the step."),
    CheckKind.STEP_DOES_NOTHING: lambda: tr("Remove it, or fill it in."),
    CheckKind.STEP_LEAVES_NOTHING: lambda: tr("Remove it, or fill it in."),
    CheckKind.PATTERN_INVALID: lambda: tr(
        "Use yyyy, MM, dd, HH, mm and ss, and put words between single quotes."
    ),
    CheckKind.PATTERN_WITHOUT_TOKEN: lambda: tr("Use yyyy, MM, dd, HH, mm or ss."),
    CheckKind.PATTERN_MINUTES: lambda: tr("Use MM."),
    CheckKind.PATTERN_HALF_DAY: lambda: tr("Use HH, or add a."),
    CheckKind.PATTERN_UNFIT: lambda: tr("Begin with yyyy-MM-dd (a time with HH:mm)."),
    CheckKind.ZONE_UNKNOWN: lambda: tr("Use a name such as Africa/Nairobi."),
    CheckKind.YES_AND_NO: lambda: tr("Remove it from one of the two."),
    CheckKind.YES_NO_UNKNOWN: lambda: tr("Add them, or use a choice table."),
    CheckKind.CODE_WITHOUT_RETURN: lambda: tr("End it with return."),
    CheckKind.FLAG_INTO_OTHER: lambda: tr("Use a choice table for the words that it takes."),
    CheckKind.NUMBER_INTO_OTHER: lambda: tr("Choose another field."),
    CheckKind.LIST_INTO_OTHER: lambda: tr("Join the list, or choose another field."),
    CheckKind.LOOKUP_OBJECT_UNKNOWN: lambda: tr("Import it, or check its name."),
    CheckKind.LOOKUP_FIELD_UNKNOWN: lambda: tr("Choose another field."),
    CheckKind.LOOKUP_WITHOUT_SAMPLE: lambda: tr("Type one to see what becomes of it."),
    CheckKind.REFERENCE_OBJECT_UNKNOWN: lambda: tr("Import it, or check its name."),
    CheckKind.REFERENCE_FIELD_UNKNOWN: lambda: tr("Choose another field."),
    CheckKind.REFERENCE_NO_KEY: lambda: tr("Use one of those."),
    CheckKind.REFERENCE_ELSEWHERE: lambda: tr("Point to one of those."),
    CheckKind.REFERENCE_IN_OTHER_TYPE: lambda: tr("Write the value itself."),
    CheckKind.REFERENCE_CIRCLE: lambda: tr("Leave one of the references out."),
    CheckKind.KEY_STEP: lambda: tr("Use the value itself in the key."),
}
