"""Sources, values, choice tables and policies as JSON and back."""

from typing import Any

from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.source import (
    SUBMISSION_PARTS,
    AttachmentSource,
    CaseSource,
    MetaSource,
    QuestionSource,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    LabelCopy,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Step,
    Take,
    Template,
    TemplatePart,
)

Json = dict[str, Any]


def encode_source(source: Source) -> Json:
    match source:
        case QuestionSource(question):
            return {"question": question}
        case SubmissionSource(part):
            return {"submission": part}
        case MetaSource(part):
            return {"meta": part}
        case CaseSource(path, part):
            return {"case": path, "part": part}
        case AttachmentSource(question):
            return {"attachment_of": question}
        case RowNumber(None):
            return {"row": "number"}
        case RowNumber(repeat):
            return {"row": "number", "of": repeat}


def decode_source(cursor: Cursor) -> Source:
    """The source at this place. Raises ReadError(NOT_A_PROJECT) with the path."""
    if cursor.has("question"):
        cursor.keys("question")
        return QuestionSource(QuestionId(cursor.at("question").text()))
    if cursor.has("submission"):
        cursor.keys("submission")
        part = cursor.at("submission").text()
        if part not in SUBMISSION_PARTS:
            raise cursor.at("submission").refuse("one of " + ", ".join(SUBMISSION_PARTS))
        return SubmissionSource(part)
    if cursor.has("meta"):
        cursor.keys("meta")
        return MetaSource(cursor.at("meta").text())
    if cursor.has("case"):
        cursor.keys("case", "part")
        return CaseSource(cursor.at("case").text(), cursor.at("part").text())
    if cursor.has("attachment_of"):
        cursor.keys("attachment_of")
        return AttachmentSource(QuestionId(cursor.at("attachment_of").text()))
    if cursor.has("row"):
        cursor.keys("row", "of")
        if cursor.at("row").value != "number":
            raise cursor.at("row").refuse('"number"')
        of = cursor.optional("of", Cursor.text, "")
        return RowNumber(QuestionId(of) if of else None)
    raise cursor.refuse("a source: question, submission, meta, case, attachment_of or row")


def encode_take(take: Take) -> Json:
    match take:
        case First(sources):
            return {"first": [encode_source(source) for source in sources]}
        case Constant(value, None):
            return {"constant": value}
        case Constant(value, copied) if copied is not None:
            copy: Json = {"question": copied.question, "language": copied.language}
            if copied.choice is not None:
                copy["choice"] = copied.choice
            return {"constant": value, "copied_from": copy}
        case Template(parts, missing_blank):
            body: Json = {
                "template": [p if isinstance(p, str) else encode_source(p) for p in parts]
            }
            if missing_blank:
                body["missing"] = "blank"
            return body
    raise AssertionError(take)


def decode_take(cursor: Cursor) -> Take:
    if cursor.has("first"):
        cursor.keys("first")
        return First(cursor.many("first", decode_source))
    if cursor.has("constant"):
        cursor.keys("constant", "copied_from")
        copied = cursor.optional("copied_from", _decode_copy, None)
        return Constant(cursor.at("constant").scalar(), copied)
    if cursor.has("template"):
        cursor.keys("template", "missing")
        missing = cursor.optional("missing", Cursor.text, "absent")
        if missing not in ("absent", "blank"):
            raise cursor.at("missing").refuse('"absent" or "blank"')
        return Template(cursor.many("template", _decode_part), missing == "blank")
    raise cursor.refuse("a value: first, constant or template")


def _decode_copy(cursor: Cursor) -> LabelCopy | None:
    if cursor.value is None:
        return None
    cursor.keys("question", "language", "choice")
    choice = cursor.at("choice").text() if cursor.has("choice") else None
    question = QuestionId(cursor.at("question").text())
    return LabelCopy(question, cursor.at("language").text(), choice)


def _decode_part(cursor: Cursor) -> TemplatePart:
    return cursor.value if isinstance(cursor.value, str) else decode_source(cursor)


def encode_step(step: Step) -> Json:
    match step:
        case ByTable(table):
            return {"choice_table": _encode_table_or_name(table)}
        case EachChoice(table, separator):
            body: Json = {"each_choice": None if table is None else _encode_table_or_name(table)}
            body["join"] = separator
            return body


def decode_step(cursor: Cursor) -> Step:
    if cursor.has("choice_table"):
        cursor.keys("choice_table")
        return ByTable(_decode_table_or_name(cursor.at("choice_table")))
    if cursor.has("each_choice"):
        cursor.keys("each_choice", "join")
        table = cursor.at("each_choice")
        join = cursor.at("join")
        return EachChoice(
            None if table.value is None else _decode_table_or_name(table),
            None if join.value is None else join.text(),
        )
    raise cursor.refuse("a step: choice_table or each_choice")


def _encode_table_or_name(table: ChoiceTable | str) -> Json | str:
    return table if isinstance(table, str) else encode_table(table)


def _decode_table_or_name(cursor: Cursor) -> ChoiceTable | str:
    return cursor.value if isinstance(cursor.value, str) else decode_table(cursor)


def encode_table(table: ChoiceTable) -> Json:
    body: Json = {"rows": [{"choice": row.choice, "value": row.value} for row in table.rows]}
    if table.ignore_case:
        body["ignore_case"] = True
    outside = table.outside
    body["outside"] = (
        {"default": outside.default}
        if outside.action is OutsideAction.DEFAULT
        else outside.action.value
    )
    return body


def decode_table(cursor: Cursor) -> ChoiceTable:
    cursor.keys("rows", "ignore_case", "outside")
    return ChoiceTable(
        cursor.many("rows", _decode_row),
        cursor.optional("ignore_case", Cursor.flag, False),
        cursor.optional("outside", _decode_outside, Outside()),
    )


def _decode_row(cursor: Cursor) -> ChoiceRow:
    cursor.keys("choice", "value")
    return ChoiceRow(cursor.at("choice").text(), cursor.at("value").scalar())


def _decode_outside(cursor: Cursor) -> Outside:
    if isinstance(cursor.value, dict):
        cursor.keys("default")
        return Outside(OutsideAction.DEFAULT, cursor.at("default").scalar())
    action = cursor.member(OutsideAction)
    if action is OutsideAction.DEFAULT:
        raise cursor.refuse('{"default": VALUE}')
    return Outside(action)


def encode_policy(policy: Policy) -> Json | str:
    if policy.action is PolicyAction.DEFAULT:
        return {"default": policy.default}
    return policy.action.value


def decode_policy(cursor: Cursor) -> Policy:
    if isinstance(cursor.value, dict):
        cursor.keys("default")
        return Policy(PolicyAction.DEFAULT, cursor.at("default").scalar())
    action = cursor.member(PolicyAction)
    if action is PolicyAction.DEFAULT:
        raise cursor.refuse('{"default": VALUE}')
    return Policy(action)
