"""The steps of a value in words, as they follow each other after "then"."""

from mapper_gui.mapping.conditions import Presence
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
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n


def plain_step_words(step: PlainStep) -> str:
    """What a step other than a choice table does."""
    match step:
        case Clean(how):
            return cleanup_words(how)
        case Replace(old, new, everywhere):
            words = tr("replace “{old}” by “{new}”") if everywhere else tr(
                "replace the first “{old}” by “{new}”"
            )  # fmt: skip
            return words.format(old=old, new=new)
        case Characters(sets, keep):
            names = ", ".join(character_set_words(each) for each in sets) or tr("nothing")
            words = tr("keep only {names}") if keep else tr("remove {names}")
            return words.format(names=names)
        case Shorten(length):
            return tr_n(
                "keep the first {count} character", "keep the first {count} characters", length
            ).format(count=length)
        case Contains(choice):
            return tr("whether it contains the choice “{choice}”").format(choice=choice)
        case Is(presence):
            return {
                Presence.THERE: tr("whether it is there"),
                Presence.ANSWERED: tr("whether it is answered"),
                Presence.EMPTY: tr("whether it is empty"),
            }[presence]
        case TakeGps(part):
            return gps_words(part)
        case TakePart(separator, number):
            words = tr("part {number} between “{separator}”")
            return words.format(number=number, separator=separator)
        case FormatDate():
            return _date_words(step)
        case Age(at, unit):
            return tr("{unit} until {at}").format(unit=age_words(unit), at=source_id(at))
        case ToNumber(kind, places):
            return _number_words(kind, places)
        case YesNo(yes, no):
            words = tr("yes for {yes}, no for {no}")
            nothing = tr("nothing")
            return words.format(yes=", ".join(yes) or nothing, no=", ".join(no) or nothing)
        case AttachmentLink():
            return tr("the link to the file")
        case Code():
            return tr("by code")


def cleanup_words(how: Cleanup) -> str:
    return {
        Cleanup.TRIM: tr("without spaces at the ends"),
        Cleanup.UPPER: tr("in upper case"),
        Cleanup.LOWER: tr("in lower case"),
        Cleanup.FIRST_CAPITAL: tr("with a capital first"),
        Cleanup.TITLE: tr("in title case"),
        Cleanup.UNDERSCORES: tr("with spaces for underscores"),
    }[how]


def character_set_words(characters: CharacterSet) -> str:
    return {
        CharacterSet.DIGITS: tr("digits"),
        CharacterSet.LETTERS: tr("letters"),
        CharacterSet.SPACES: tr("spaces"),
        CharacterSet.PUNCTUATION: tr("punctuation"),
        CharacterSet.EMOJI: tr("emoji"),
    }[characters]


def gps_words(part: GpsPart) -> str:
    return {
        GpsPart.LATITUDE: tr("its latitude"),
        GpsPart.LONGITUDE: tr("its longitude"),
        GpsPart.ALTITUDE: tr("its altitude"),
        GpsPart.ACCURACY: tr("its accuracy"),
    }[part]


def age_words(unit: AgeUnit) -> str:
    return {
        AgeUnit.YEARS: tr("whole years"),
        AgeUnit.MONTHS: tr("whole months"),
        AgeUnit.DAYS: tr("days"),
    }[unit]


def _number_words(kind: NumberKind, places: int) -> str:
    if kind is NumberKind.ROUNDED:
        return tr_n(
            "as number with {count} digit after the point",
            "as number with {count} digits after the point",
            places,
        ).format(count=places)
    return tr("as whole number") if kind is NumberKind.WHOLE else tr("as number")


def _date_words(step: FormatDate) -> str:
    words = tr("as date {write}").format(write=step.write)
    if step.read != COMMCARE:
        words = tr("{words}, read as {read}").format(words=words, read=step.read)
    return tr("{words}, in {zone}").format(words=words, zone=step.zone) if step.zone else words
