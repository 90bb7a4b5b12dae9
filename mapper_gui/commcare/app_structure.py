"""An app and its builds as CommCare HQ's application API gives them (CommCare page 3)."""

from collections.abc import Iterator
from typing import Any

from mapper_gui.commcare.records import Json, is_application
from mapper_gui.mapping.app_version import App, AppBuild, BuildStructure
from mapper_gui.mapping.form import CONTAINERS, Choice, Form, Kind, Question, QuestionId

MOST_FORMS = 3_000
MOST_QUESTIONS = 100_000
"""Of one build. Beyond these it is no app that people made."""

_KINDS = {
    "Text": Kind.TEXT,
    "PhoneNumber": Kind.PHONE,
    "Secret": Kind.PASSWORD,
    "Int": Kind.INTEGER,
    "Long": Kind.LONG,
    "Double": Kind.DECIMAL,
    "Date": Kind.DATE,
    "Time": Kind.TIME,
    "DateTime": Kind.DATETIME,
    "Select": Kind.SINGLE,
    "MSelect": Kind.MULTIPLE,
    "SelectDynamic": Kind.SINGLE_LOOKUP,
    "MSelectDynamic": Kind.MULTIPLE_LOOKUP,
    "Group": Kind.GROUP,
    "FieldList": Kind.QUESTION_LIST,
    "Repeat": Kind.REPEAT,
    "Trigger": Kind.LABEL,
    "DataBindOnly": Kind.HIDDEN,
    "Geopoint": Kind.GPS,
    "Barcode": Kind.BARCODE,
    "Image": Kind.IMAGE,
    "Audio": Kind.AUDIO,
    "Video": Kind.VIDEO,
    "Signature": Kind.SIGNATURE,
    "Document": Kind.DOCUMENT,
    "AndroidIntent": Kind.CALLOUT,
}
"""The words of `type`, those of the form builder's own program."""
_BY_TAG = {
    "select1": Kind.SINGLE,
    "select": Kind.MULTIPLE,
    "group": Kind.GROUP,
    "repeat": Kind.REPEAT,
    "trigger": Kind.LABEL,
    "hidden": Kind.HIDDEN,
    "secret": Kind.PASSWORD,
}
_DYNAMIC = {Kind.SINGLE: Kind.SINGLE_LOOKUP, Kind.MULTIPLE: Kind.MULTIPLE_LOOKUP}


class NotAnAppError(ValueError):
    """JSON that is no app as CommCare HQ gives it."""


def read_app(answer: Json) -> App:
    """The app with its versions; its own questions are those of the draft and are not read.

    Raises NotAnAppError. A version that names no id or number is left out.
    """
    if not is_application(answer):
        raise NotAnAppError
    versions = answer["versions"] if isinstance(answer["versions"], list) else []
    builds = {
        each["id"]: AppBuild(
            each["id"], each["version"], each.get("is_released") is True, _text(each, "built_on")
        )
        for each in versions
        if isinstance(each, dict) and isinstance(each.get("id"), str) and _whole(each, "version")
    }
    draft = answer.get("version")
    number = draft if _whole(answer, "version") else None
    return App(answer["id"], _in_a_language(answer.get("name")), number, tuple(builds.values()))


def read_structure(answer: Json) -> BuildStructure | None:
    """The forms of a build; None for a working copy, which changes. Raises NotAnAppError."""
    if not is_application(answer):
        raise NotAnAppError
    app_id = answer.get("built_from_app_id")
    if not isinstance(app_id, str) or not app_id or not _whole(answer, "version"):
        return None
    forms: list[Form] = []
    left = MOST_QUESTIONS
    for module in answer["modules"]:
        listed = module.get("forms") if isinstance(module, dict) else None
        for each in listed if isinstance(listed, list) else []:
            form = _form(each, app_id, left)
            if form is not None:
                left -= len(form.questions)
                forms.append(form)
            if len(forms) > MOST_FORMS or left <= 0:
                raise NotAnAppError
    return BuildStructure(answer["id"], app_id, answer["version"], tuple(forms))


def _form(form: Any, app_id: str, most: int) -> Form | None:
    if not isinstance(form, dict) or not isinstance(form.get("questions"), list):
        return None
    found = [each for each in form["questions"][: most + 1] if isinstance(each, dict)]
    repeats = {
        _without_root(each.get("value"))
        for each in found
        if each.get("type") == "Repeat" or each.get("tag") == "repeat"
    }
    questions = tuple(_questions(found, repeats))
    languages = dict.fromkeys(code for question in questions for code in question.labels)
    return Form(
        questions,
        tuple(languages),
        _in_a_language(form.get("name")),
        _text(form, "xmlns"),
        app_id,
    )


def _questions(found: list[Json], repeats: set[str]) -> Iterator[Question]:
    for each in found:
        path = _without_root(each.get("value"))
        # What a case action or CommCare itself writes stands among the hidden values.
        if not path or "/@" in path or "/case/" in path or path.startswith("/meta/"):
            continue
        kind = _kind(each)
        labels = each.get("translations")
        yield Question(
            QuestionId(path),
            kind,
            _texts(labels) if kind is not Kind.HIDDEN else {},
            tuple(_choices(each)),
            _around(path, repeats),
            each["required"] if isinstance(each.get("required"), bool) else None,
            _text(each, "calculate") or None,
            display_condition=_text(each, "relevant"),
            validation_condition=_text(each, "constraint"),
        )


def _kind(question: Json) -> Kind:
    code, tag = question.get("type"), question.get("tag")
    kind = _KINDS.get(code) if isinstance(code, str) else None
    if kind is None:
        kind = _BY_TAG.get(tag, Kind.UNKNOWN) if isinstance(tag, str) else Kind.UNKNOWN
    if kind is Kind.GROUP and question.get("appearance") == "field-list":
        return Kind.QUESTION_LIST
    has_source = isinstance(question.get("data_source"), dict) and not question.get("options")
    return _DYNAMIC.get(kind, kind) if has_source and kind not in CONTAINERS else kind


def _choices(question: Json) -> Iterator[Choice]:
    options = question.get("options")
    for each in options if isinstance(options, list) else []:
        if isinstance(each, dict) and isinstance(each.get("value"), str):
            yield Choice(each["value"], _texts(each.get("translations")))


def _around(path: str, repeats: set[str]) -> QuestionId | None:
    above = path.rpartition("/")[0]
    while above:
        if above in repeats:
            return QuestionId(above)
        above = above.rpartition("/")[0]
    return None


def _without_root(value: object) -> str:
    """`/data/hh/size` as an export writes it: `/hh/size`; empty for what is no path."""
    if not isinstance(value, str) or not value.startswith("/"):
        return ""
    root, slash, rest = value[1:].partition("/")
    return f"/{rest}" if root and slash and rest else ""


def _texts(translations: object) -> dict[str, str]:
    if not isinstance(translations, dict):
        return {}
    return {code: text for code, text in translations.items() if isinstance(text, str)}


def _in_a_language(name: object) -> str:
    """A name, which is text or texts by language."""
    if isinstance(name, dict):
        return next((text for text in name.values() if isinstance(text, str) and text), "")
    return name if isinstance(name, str) else ""


def _text(holder: Json, name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _whole(holder: Json, name: str) -> bool:
    value = holder.get(name)
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
