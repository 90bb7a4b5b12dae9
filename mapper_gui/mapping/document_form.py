"""A form as JSON and back."""

from typing import Any

from mapper_gui.mapping.form import CaseBlock, Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.json_cursor import Cursor

Json = dict[str, Any]

_TEXTS = (
    "type_word",
    "display_condition",
    "validation_condition",
    "validation_message",
    "hint",
    "help",
    "comment",
)


def encode_form(form: Form) -> Json:
    body: Json = {
        "name": form.name,
        "xmlns": form.xmlns,
        "app_id": form.app_id,
        "project_space": form.project_space,
        "languages": list(form.languages),
        "questions": [_encode_question(question) for question in form.questions],
    }
    if form.case_blocks:
        body["cases"] = [_encode_case(block) for block in form.case_blocks]
    return body


def decode_form(cursor: Cursor) -> Form:
    cursor.keys("name", "xmlns", "app_id", "project_space", "languages", "questions", "cases")

    def text(name: str) -> str:
        return cursor.optional(name, Cursor.text, "")

    return Form(
        questions=cursor.many("questions", _decode_question),
        languages=cursor.many("languages", Cursor.text),
        name=text("name"),
        xmlns=text("xmlns"),
        app_id=text("app_id"),
        project_space=text("project_space"),
        case_blocks=cursor.many("cases", _decode_case),
    )


def _encode_question(question: Question) -> Json:
    body: Json = {"id": question.id, "kind": question.kind.value}
    if question.labels:
        body["labels"] = dict(question.labels)
    if question.choices:
        body["choices"] = [_encode_choice(choice) for choice in question.choices]
    if question.repeat is not None:
        body["repeat"] = question.repeat
    if question.required is not None:
        body["required"] = question.required
    if question.calculate is not None:
        body["calculate"] = question.calculate
    for name in _TEXTS:
        if getattr(question, name):
            body[name] = getattr(question, name)
    if question.row is not None:
        body["row"] = question.row
    if question.doubts:
        body["doubts"] = list(question.doubts)
    return body


def _decode_question(cursor: Cursor) -> Question:
    cursor.keys(
        "id", "kind", "labels", "choices", "repeat", "required", "calculate", "row", "doubts",
        *_TEXTS,
    )  # fmt: skip
    texts = {name: cursor.optional(name, Cursor.text, "") for name in _TEXTS}
    return Question(
        id=cursor.optional("id", _decode_id, None),
        kind=cursor.at("kind").member(Kind),
        labels=cursor.optional("labels", _decode_labels, {}),
        choices=cursor.many("choices", _decode_choice),
        repeat=cursor.optional("repeat", _decode_id, None),
        required=cursor.optional("required", _flag_or_none, None),
        calculate=cursor.optional("calculate", _text_or_none, None),
        row=cursor.optional("row", _row, None),
        doubts=cursor.many("doubts", Cursor.text),
        **texts,
    )


def _decode_id(cursor: Cursor) -> QuestionId | None:
    return None if cursor.value is None else QuestionId(cursor.text())


def _flag_or_none(cursor: Cursor) -> bool | None:
    return None if cursor.value is None else cursor.flag()


def _text_or_none(cursor: Cursor) -> str | None:
    return None if cursor.value is None else cursor.text()


def _row(cursor: Cursor) -> int | None:
    return None if cursor.value is None else cursor.whole_number()


def _decode_labels(cursor: Cursor) -> dict[str, str]:
    return {language: text.text() for language, text in cursor.pairs()}


def _encode_choice(choice: Choice) -> Json:
    body: Json = {"id": choice.id, "labels": dict(choice.labels)}
    if choice.row is not None:
        body["row"] = choice.row
    return body


def _decode_choice(cursor: Cursor) -> Choice:
    cursor.keys("id", "labels", "row")
    return Choice(
        cursor.at("id").text(),
        cursor.optional("labels", _decode_labels, {}),
        cursor.optional("row", _row, None),
    )


def _encode_case(block: CaseBlock) -> Json:
    body: Json = {"path": block.path, "parts": list(block.parts)}
    if block.repeat is not None:
        body["repeat"] = block.repeat
    return body


def _decode_case(cursor: Cursor) -> CaseBlock:
    cursor.keys("path", "parts", "repeat")
    return CaseBlock(
        cursor.at("path").text(),
        cursor.many("parts", Cursor.text),
        cursor.optional("repeat", _decode_id, None),
    )
