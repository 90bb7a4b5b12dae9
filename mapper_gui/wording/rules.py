"""A mapping in words: sources, values, steps, policies, rules, and what questions are called.

The window, the workbook and the command line say the same about a rule because they say it here.
"""

from collections.abc import Sequence

from mapper_gui.mapping.form import Kind, Language, Question
from mapper_gui.mapping.mapping import (
    Chosen,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    Status,
    TableRows,
)
from mapper_gui.mapping.source import (
    AttachmentSource,
    QuestionSource,
    Source,
)
from mapper_gui.mapping.target import FieldType
from mapper_gui.mapping.values import (
    ByTable,
    Case,
    Cases,
    ChoiceTable,
    Constant,
    Count,
    EachChoice,
    First,
    LabelCopy,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Scalar,
    Step,
    Sum,
    Take,
    TargetLookup,
    Template,
    Term,
)
from mapper_gui.wording.conditions import condition_words
from mapper_gui.wording.labels import plain_label
from mapper_gui.wording.sources import source_id, source_words
from mapper_gui.wording.steps import plain_step_words
from mapper_gui.wording.text import tr, tr_n

ROWS_IN_WORDS = 12
"""How many rows of a choice table a sentence names; the rest is counted."""


def kind_words(kind: Kind) -> str:
    """What people call this kind of question; CommCare's own word in brackets where it misleads."""
    return {
        Kind.TEXT: tr("Text"),
        Kind.PHONE: tr("Phone number or numeric ID"),
        Kind.PASSWORD: tr("Password"),
        Kind.INTEGER: tr("Whole number"),
        Kind.LONG: tr("Whole number (Long)"),
        Kind.DECIMAL: tr("Decimal number"),
        Kind.DATE: tr("Date"),
        Kind.TIME: tr("Time"),
        Kind.DATETIME: tr("Date and time"),
        Kind.SINGLE: tr("Single answer (Multiple Choice)"),
        Kind.MULTIPLE: tr("Several answers (Checkbox)"),
        Kind.SINGLE_LOOKUP: tr("Single answer from a lookup table"),
        Kind.MULTIPLE_LOOKUP: tr("Several answers from a lookup table"),
        Kind.LOOKUP_DATA: tr("Lookup table data"),
        Kind.GROUP: tr("Group"),
        Kind.QUESTION_LIST: tr("Question list"),
        Kind.REPEAT: tr("Repeat group"),
        Kind.LABEL: tr("Label"),
        Kind.HIDDEN: tr("Hidden value"),
        Kind.GPS: tr("GPS"),
        Kind.BARCODE: tr("Barcode"),
        Kind.IMAGE: tr("Image"),
        Kind.AUDIO: tr("Audio"),
        Kind.VIDEO: tr("Video"),
        Kind.SIGNATURE: tr("Signature"),
        Kind.FACE: tr("Face"),
        Kind.DOCUMENT: tr("Document"),
        Kind.CALLOUT: tr("Android app callout"),
        Kind.PRINT: tr("Print"),
        Kind.CASE_ACTION: tr("Case action (Save to Case)"),
        Kind.BALANCE: tr("Balance"),
        Kind.TRANSFER: tr("Transfer"),
        Kind.DISPENSE: tr("Dispense"),
        Kind.RECEIVE: tr("Receive"),
        Kind.LEARN_MODULE: tr("Learn module"),
        Kind.ASSESSMENT: tr("Assessment"),
        Kind.DELIVER_UNIT: tr("Deliver unit"),
        Kind.TASK: tr("Task"),
        Kind.WORK_AREA: tr("Work area"),
        Kind.IGNORED: tr("Ignored XML"),
        Kind.UNKNOWN: tr("Unknown type"),
    }[kind]


def question_type_words(question: Question) -> str:
    """The kind in words; of an unknown one, the word that the export had."""
    if question.kind is Kind.UNKNOWN and question.type_word:
        return question.type_word
    return kind_words(question.kind)


def field_type_words(kind: FieldType) -> str:
    """What people call a target field's type."""
    return {
        FieldType.TEXT: tr("Text"),
        FieldType.NUMBER: tr("Number"),
        FieldType.INTEGER: tr("Whole number"),
        FieldType.BOOLEAN: tr("Yes/no"),
        FieldType.DATE: tr("Date"),
        FieldType.DATETIME: tr("Date and time"),
        FieldType.TIME: tr("Time"),
        FieldType.CHOICE: tr("One of a list"),
        FieldType.MULTIPLE_CHOICE: tr("Several of a list"),
        FieldType.REFERENCE: tr("Reference"),
        FieldType.OTHER: tr("Other"),
    }[kind]


def operation_words(operation: Operation) -> str:
    return {
        Operation.CREATE: tr("create"),
        Operation.UPDATE: tr("update"),
        Operation.UPSERT: tr("update or create (upsert)"),
    }[operation]


def status_words(status: Status) -> str:
    return {
        Status.DRAFT: tr("draft"),
        Status.TO_DISCUSS: tr("to discuss"),
        Status.AGREED: tr("agreed"),
    }[status]


def for_each_words(rule: RecordRule) -> str:
    """How many records a rule makes from one submission."""
    match rule.for_each:
        case None:
            return tr("one record per submission")
        case Chosen(question):
            return tr("one record per chosen id of {question}").format(question=question)
        case TableRows(table, None):
            return tr_n(
                "one record for {count} table row", "one record per table row, {count} rows",
                len(table.rows),
            ).format(count=len(table.rows))  # fmt: skip
        case TableRows(_, within):
            return tr("one record per table row and row of {repeat}").format(repeat=within)
        case repeat:
            return tr("one record per row of {repeat}").format(repeat=repeat)


def record_rule_words(rule: RecordRule) -> str:
    """A record rule in one line: "Contact: update or create (upsert) by Id__c, one record per ..." """
    operation = operation_words(rule.operation)
    if rule.key:
        by = tr("{operation} by {fields}")
        operation = by.format(operation=operation, fields=" + ".join(rule.key))
    return tr("{object}: {operation}, {each}").format(
        object=rule.object, operation=operation, each=for_each_words(rule)
    )


source_name = source_id
"""A source's short name stands in rules as it stands on chips and in lists."""


def _answer_words(source: Source) -> str:
    """A source as what a value is taken from: "the answer to /hh/sex", "form id"."""
    if isinstance(source, QuestionSource):
        return tr("the answer to {question}").format(question=source.question)
    return source_words(source)


def value_words(value: Scalar) -> str:
    """A typed value: texts in quotes, so that 1 and “1” are told apart."""
    match value:
        case None:
            return tr("null")
        case True:
            return tr("yes")
        case False:
            return tr("no")
        case str():
            return tr("“{text}”").format(text=value) if value else tr("blank")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def take_words(take: Take | None, mapping: Mapping, language: Language | None = None) -> str:
    """Where a value starts. With a language, labels stand beside question ids."""
    match take:
        case None:
            return tr("no value yet")
        case First(()):
            return tr("no source yet")
        case First((source,)):
            return _with_label(_answer_words(source), source, mapping, language)
        case First(sources):
            names = (_with_label(source_name(s), s, mapping, language) for s in sources)
            return tr("the first answered of {sources}").format(sources=", ".join(names))
        case Constant(value, copied):
            words = tr("always {value}").format(value=value_words(value))
            return words if copied is None else f"{words} ({_copy_words(copied)})"
        case Template(parts, missing_blank):
            shown = "".join(
                part if isinstance(part, str) else f"[{source_name(part)}]" for part in parts
            )
            words = tr("the text “{text}”").format(text=shown)
            if any(not isinstance(part, str) for part in parts):
                words += ", " + (
                    tr("missing parts blank")
                    if missing_blank
                    else tr("absent when a part is missing")
                )
            return words
        case Cases(cases, otherwise):
            return _cases_words(cases, otherwise, mapping, language)
        case Sum(terms, missing_zero):
            return _sum_words(terms, missing_zero)
        case Count(source):
            return tr("how many {source} has").format(source=source_name(source))
        case TargetLookup(found_object, field, equals, wanted):
            return tr("{take} of the {object} whose {field} is {equals}").format(
                take=wanted, object=found_object, field=field, equals=source_name(equals)
            )


def _cases_words(
    cases: tuple[Case, ...], otherwise: Take | None, mapping: Mapping, language: Language | None
) -> str:
    words = [
        tr("when {condition}: {value}").format(
            condition=condition_words(case.when), value=take_words(case.take, mapping, language)
        )
        for case in cases
    ]
    last = take_words(otherwise, mapping, language) if otherwise is not None else tr("absent")
    return "; ".join([*words, tr("otherwise: {value}").format(value=last)])


def _sum_words(terms: tuple[Term, ...], missing_zero: bool) -> str:
    words = ""
    for term in terms:
        sign = "−" if term.minus else "+"
        words += f" {sign} {source_name(term.source)}" if words or term.minus else source_name(
            term.source
        )  # fmt: skip
    return (words.strip() or "0") + (tr(", missing parts as 0") if missing_zero else "")


def _with_label(words: str, source: Source, mapping: Mapping, language: Language | None) -> str:
    if language is None or not isinstance(source, QuestionSource | AttachmentSource):
        return words
    question = mapping.form.question(source.question)
    label = plain_label(question.labels.get(language, "")) if question else ""
    return tr("{words} (“{label}”)").format(words=words, label=label) if label else words


def _copy_words(copied: LabelCopy) -> str:
    if copied.choice is None:
        words = tr("copied from the label of {question}, {language}")
    else:
        words = tr("copied from the label of choice {choice} of {question}, {language}")
    return words.format(
        question=copied.question, language=copied.language, choice=copied.choice or ""
    )


def step_words(step: Step, mapping: Mapping) -> str:
    """What a step does to the value."""
    match step:
        case ByTable(table):
            if isinstance(table, str):
                return tr("by the shared choice table “{name}”").format(name=table)
            return tr("by choice table: {rows}").format(rows=table_words(table))
        case EachChoice(table, separator):
            if isinstance(table, str):
                words = tr("each choice by the shared choice table “{name}”").format(name=table)
            elif table is not None:
                words = tr("each choice by choice table: {rows}").format(rows=table_words(table))
            else:
                words = tr("each choice as it is")
            return f"{words}, {_separator_words(separator)}"
        case plain:
            return plain_step_words(plain)


def _separator_words(separator: str | None) -> str:
    if separator is None:
        return tr("kept as a list")
    if not separator:
        return tr("joined without a separator")
    shown = {"\n": tr("a new line"), " ": tr("a space"), "\t": tr("a tab")}.get(separator)
    return tr("joined by {separator}").format(separator=shown or value_words(separator))


def table_words(table: ChoiceTable) -> str:
    """A choice table's rows and what becomes of the others: "m → “Male”, others: empty"."""
    parts = [
        tr("{choice} → {value}").format(
            choice=row.choice or tr("(empty)"), value=value_words(row.value)
        )
        for row in table.rows[:ROWS_IN_WORDS]
    ]
    more = len(table.rows) - ROWS_IN_WORDS
    if more > 0:
        parts.append(tr_n("{count} more", "{count} more", more).format(count=more))
    parts.append(tr("others: {outside}").format(outside=outside_words(table.outside)))
    if table.ignore_case:
        parts.append(tr("upper and lower case alike"))
    return ", ".join(parts)


def outside_words(outside: Outside) -> str:
    """What becomes of a choice id that the table does not have."""
    match outside.action:
        case OutsideAction.KEEP:
            return tr("kept as they are")
        case OutsideAction.EMPTY:
            return tr("empty")
        case OutsideAction.DEFAULT:
            return value_words(outside.default)
        case OutsideAction.STOP:
            return tr("stop the record")


def policy_words(policy: Policy) -> str:
    """What a target field is given when there is no answer."""
    if policy.action is PolicyAction.DEFAULT:
        return value_words(policy.default)
    return policy_action_words(policy.action)


def policy_action_words(action: PolicyAction) -> str:
    return {
        PolicyAction.LEAVE_OUT: tr("leave out"),
        PolicyAction.NULL: tr("null"),
        PolicyAction.BLANK: tr("blank"),
        PolicyAction.DEFAULT: tr("a default"),
        PolicyAction.STOP: tr("stop this record"),
    }[action]


def value_rule_words(rule: FieldRule, mapping: Mapping, language: Language | None = None) -> str:
    """How a field gets its value, without its policies."""
    return made_words(rule.take, rule.then, mapping, language)


def made_words(
    take: Take | None, then: Sequence[Step], mapping: Mapping, language: Language | None = None
) -> str:
    """How a value is made: what is taken, then each step."""
    words = take_words(take, mapping, language)
    for step in then:
        words = tr("{words}; then {step}").format(words=words, step=step_words(step, mapping))
    return words


def rule_words(rule: FieldRule, mapping: Mapping, language: Language | None = None) -> str:
    """A whole field rule as one sentence, its policies included where they can matter."""
    words = value_rule_words(rule, mapping, language)
    if rule.take is None or (isinstance(rule.take, Constant) and not rule.then):
        return words
    return tr("{words}; if absent {absent}; if empty {empty}").format(
        words=words, absent=policy_words(rule.if_absent), empty=policy_words(rule.if_empty)
    )
