"""The steps that can be added: what one types to find them, how they begin, what can be set."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mapper_gui.mapping.conditions import Presence
from mapper_gui.mapping.source import SubmissionSource
from mapper_gui.mapping.steps import (
    COMMCARE,
    Age,
    AgeUnit,
    AttachmentLink,
    Characters,
    CharacterSet,
    Clean,
    Cleanup,
    Code,
    Contains,
    FormatDate,
    GpsPart,
    Is,
    NumberKind,
    PlainStep,
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.wording.steps import (
    age_words,
    character_set_words,
    gps_words,
    plain_step_words,
)
from mapper_gui.wording.text import tr


class Input(StrEnum):
    """How a part of a step is typed or chosen."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    WORDS = "words"  # several, with commas between
    SETS = "sets"
    ONE_OF = "one_of"
    SOURCE = "source"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a step that can be set: its attribute, what it is called, how it is given."""

    attribute: str
    words: str
    input: Input
    hint: str = ""
    offered: tuple[tuple[str, Any], ...] = ()
    """What there is to choose from, in words: of ONE_OF and SETS."""


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to begin with, and the words that find it."""

    step: PlainStep
    search: str

    @property
    def words(self) -> str:
        return plain_step_words(self.step)


def new_steps() -> tuple[NewStep, ...]:
    """Every step that can be added, the usual ones first."""
    today = SubmissionSource("received_on")
    return (
        NewStep(Clean(Cleanup.TRIM), tr("trim spaces cleanup")),
        NewStep(FormatDate("yyyy-MM-dd"), tr("date format day only")),
        NewStep(FormatDate("yyyy-MM-dd'T'HH:mm:ss.SSSXXX"), tr("date time instant format zone")),
        NewStep(ToNumber(NumberKind.WHOLE), tr("number integer whole")),
        NewStep(ToNumber(NumberKind.DECIMAL), tr("number decimal")),
        NewStep(ToNumber(NumberKind.ROUNDED, 2), tr("number round decimals")),
        NewStep(YesNo(), tr("yes/no boolean checkbox true false")),
        NewStep(Contains(""), tr("contains choice checkbox selected")),
        NewStep(Is(Presence.ANSWERED), tr("is answered yes/no")),
        NewStep(Is(Presence.THERE), tr("is there yes/no")),
        NewStep(Is(Presence.EMPTY), tr("is empty blank yes/no")),
        NewStep(Clean(Cleanup.UPPER), tr("upper case capitals")),
        NewStep(Clean(Cleanup.LOWER), tr("lower case")),
        NewStep(Clean(Cleanup.FIRST_CAPITAL), tr("first capital letter")),
        NewStep(Clean(Cleanup.TITLE), tr("title case capitals")),
        NewStep(Clean(Cleanup.UNDERSCORES), tr("underscore to space")),
        NewStep(Replace("", ""), tr("replace text")),
        NewStep(Characters((CharacterSet.DIGITS,), True), tr("keep digits letters characters")),
        NewStep(Characters((CharacterSet.LETTERS,), True), tr("keep letters characters")),
        NewStep(Characters((CharacterSet.EMOJI,), False), tr("remove emoji characters")),
        NewStep(Shorten(80), tr("shorten length first characters")),
        NewStep(TakeGps(GpsPart.LATITUDE), tr("gps latitude part")),
        NewStep(TakeGps(GpsPart.LONGITUDE), tr("gps longitude part")),
        NewStep(TakeGps(GpsPart.ALTITUDE), tr("gps altitude part")),
        NewStep(TakeGps(GpsPart.ACCURACY), tr("gps accuracy part")),
        NewStep(TakePart(" ", 1), tr("split part nth")),
        NewStep(Age(today, AgeUnit.YEARS), tr("age years birth date")),
        NewStep(Age(today, AgeUnit.MONTHS), tr("age months birth date")),
        NewStep(Age(today, AgeUnit.DAYS), tr("age days since date")),
        NewStep(AttachmentLink(), tr("attachment photo link address")),
        NewStep(Code("return value;"), tr("code javascript")),
    )


def parts_of(step: PlainStep) -> tuple[Part, ...]:
    """What can be set of a step."""
    match step:
        case Replace():
            return (
                Part("old", tr("replace"), Input.TEXT),
                Part("new", tr("by"), Input.TEXT, tr("nothing")),
                Part("everywhere", tr("everywhere"), Input.FLAG),
            )
        case Characters():
            sets = tuple((character_set_words(each), each) for each in CharacterSet)
            kept = ((tr("keep only"), True), (tr("remove"), False))
            return (
                Part("keep", tr("keep or remove"), Input.ONE_OF, offered=kept),
                Part("sets", tr("characters"), Input.SETS, offered=sets),
            )
        case Shorten():
            return (Part("length", tr("characters"), Input.NUMBER),)
        case Contains():
            return (Part("choice", tr("choice id"), Input.TEXT),)
        case TakePart():
            return (
                Part("separator", tr("between"), Input.TEXT),
                Part("number", tr("part"), Input.NUMBER, tr("from the end: -1")),
            )
        case FormatDate():
            return (
                Part("write", tr("write as"), Input.TEXT, "yyyy-MM-dd"),
                Part("read", tr("read as"), Input.TEXT, COMMCARE),
                Part("zone", tr("time zone"), Input.TEXT, "UTC"),
            )
        case Age():
            units = tuple((age_words(each), each) for each in AgeUnit)
            return (
                Part("unit", tr("in"), Input.ONE_OF, offered=units),
                Part("at", tr("until"), Input.SOURCE),
            )
        case TakeGps():
            gps = tuple((gps_words(each), each) for each in GpsPart)
            return (Part("part", tr("of the place"), Input.ONE_OF, offered=gps),)
        case ToNumber(NumberKind.ROUNDED):
            return (Part("places", tr("digits after the point"), Input.NUMBER),)
        case YesNo():
            return (
                Part("yes", tr("yes for"), Input.WORDS, "yes, 1"),
                Part("no", tr("no for"), Input.WORDS, "no, 0"),
            )
        case Code():
            return (Part("body", tr("(value, submission, row) =>"), Input.CODE),)
        case _:
            return ()


def given(step: PlainStep, part: Part, text: str) -> Any:
    """What a typed text means for this part. Raises ValueError where it means nothing."""
    match part.input:
        case Input.NUMBER:
            number = int(text.strip())
            if part.attribute != "number" and number < 0:
                raise ValueError(text)
            if part.attribute == "number" and number == 0:
                raise ValueError(text)
            if part.attribute == "places" and number > 15:
                raise ValueError(text)
            return number
        case Input.WORDS:
            return tuple(word.strip() for word in text.split(",") if word.strip())
        case Input.SETS:
            return tuple(CharacterSet(word.strip()) for word in text.split(",") if word.strip())
        case _ if part.attribute == "zone":
            return text.strip() or None
        case _ if part.attribute == "read":
            return text.strip() or COMMCARE
        case _:
            return text


def shown(step: PlainStep, part: Part) -> str:
    """A part of a step as it is typed."""
    value = getattr(step, part.attribute)
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    if part.attribute == "read" and value == COMMCARE:
        return ""
    return "" if value is None else str(value)
