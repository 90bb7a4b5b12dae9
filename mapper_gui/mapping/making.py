"""How one value is made: a take is taken, then its steps; see `asking` and `stepping` for the rest.

`evaluate` does this for every field of every record. Nothing here decides what the target is given
when there is no value: that is the policies' part, in `field_making`.
"""

from mapper_gui.mapping.asking import asker
from mapper_gui.mapping.numbers import LARGEST_WHOLE, plain_number, read_number
from mapper_gui.mapping.result import Reason, ReasonKind, text_of
from mapper_gui.mapping.scope import (
    LONGEST_TEXT,
    MOST_NAMES,
    UNDEFINED,
    JavaScript,
    JavaScriptError,
    Maker,
    Making,
    Scope,
    Setting,
    Walk,
    choices_in,
    is_cell_source,
    read,
    reader,
    reader_with_null,
)
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.stepping import stepper
from mapper_gui.mapping.submission import (
    ABSENT,
    NULL,
    Answer,
    Found,
    State,
    as_answer,
    found_for,
    rows_at,
)
from mapper_gui.mapping.values import (
    Cases,
    Constant,
    Count,
    First,
    Step,
    Sum,
    Take,
    TargetLookup,
    Template,
)

__all__ = (
    "LONGEST_TEXT",
    "MOST_NAMES",
    "UNDEFINED",
    "JavaScript",
    "JavaScriptError",
    "Scope",
    "Walk",
    "choices_in",
    "is_cell_source",
    "make",
    "maker",
    "read",
    "text_of",
)
"""What a value is made in with it, as whoever makes values needs both."""


def make(scope: Scope, take: Take, then: tuple[Step, ...], walk: Walk) -> Answer:
    """The value that a take and its steps give here."""
    setting = Setting(scope.mapping, tuple(scope.rows))
    return as_answer(maker(setting, take, then).noted(scope, walk))


def maker(setting: Setting, take: Take, then: tuple[Step, ...]) -> Making:
    """A take and its steps, prepared to be made of many submissions."""
    taken = taker(setting, take)
    steps = [stepper(setting, step) for step in then]

    def make_quietly(scope: Scope, walk: Walk) -> Found:
        value = taken(scope, walk)
        if value is None:
            value = NULL  # a null that goes through steps is an empty value like others
        for step in steps:
            value = step(scope, value, walk)
        return value

    def make_noted(scope: Scope, walk: Walk) -> Found:
        value = taken(scope, walk)
        walk.stages.append(as_answer(value))
        if steps and value is None:
            value = NULL
        for number, step in enumerate(steps):
            walk.step = number
            value = step(scope, value, walk)
            walk.stages.append(as_answer(value))
        walk.step = None
        return value

    return Making(make_quietly if steps else taken, make_noted)


def taker(setting: Setting, take: Take) -> Maker:
    """A take, prepared."""
    match take:
        case First(sources):
            return _first(setting, sources)
        case Constant(value):
            # A null that was chosen is written as it is, and meets no policy.
            constant = None if value is None else found_for(value)
            return lambda scope, walk: constant
        case Template():
            return _template(setting, take)
        case Cases():
            return _cases(setting, take)
        case Sum():
            return _sum(setting, take)
        case Count(source):
            return _count(setting, source)
        case TargetLookup():
            return _target_lookup(setting, take)


def _noting(setting: Setting, source: Source) -> Maker:
    """A source that a value is made of."""
    read_it = reader(setting, source)

    def read_noted(scope: Scope, walk: Walk) -> Found:
        found = read_it(scope, walk)
        walk.note(source, found)
        return found

    return read_noted


def _first(setting: Setting, sources: tuple[Source, ...]) -> Maker:
    readers = [(source, reader_with_null(setting, source)) for source in sources]
    if len(readers) == 1:
        return _only(*readers[0])

    def take_first(scope: Scope, walk: Walk) -> Found:
        best: Found = ABSENT
        for source, read_it in readers:
            found = read_it(scope, walk)
            if not isinstance(found, Answer):
                if not walk.quiet:
                    walk.note(source, found)
                return found
            walk.note(source, found)
            if best is ABSENT and found.state is State.EMPTY:
                best = found
        return best

    return take_first


def _only(source: Source, read_it: Maker) -> Maker:
    def take_it(scope: Scope, walk: Walk) -> Found:
        found = read_it(scope, walk)
        if isinstance(found, Answer):
            walk.note(source, found)
            return ABSENT if found.fault is not None else found
        if not walk.quiet:
            walk.note(source, found)
        return found

    return take_it


def _template(setting: Setting, template: Template) -> Maker:
    parts = [part if isinstance(part, str) else _noting(setting, part) for part in template.parts]

    def join(scope: Scope, walk: Walk) -> Found:
        texts: list[str] = []
        missing = False
        for part in parts:
            found = part if isinstance(part, str) else part(scope, walk)
            if isinstance(found, str):
                texts.append(found)
            elif isinstance(found, Answer):
                missing = True
            else:
                texts.append(text_of(found))
        if missing and not template.missing_blank:
            return ABSENT
        if sum(map(len, texts)) > LONGEST_TEXT:
            return walk.cannot_read(texts[0], "shorter text")
        return found_for("".join(texts))

    return join


def _cases(setting: Setting, cases: Cases) -> Maker:
    prepared = [(asker(setting, case.when), taker(setting, case.take)) for case in cases.cases]
    otherwise = None if cases.otherwise is None else taker(setting, cases.otherwise)

    def take_case(scope: Scope, walk: Walk) -> Found:
        for holds, taken in prepared:
            if holds(scope, walk):
                return taken(scope, walk)
        if otherwise is not None:
            return otherwise(scope, walk)
        walk.reason = Reason(ReasonKind.NO_CASE)
        return ABSENT

    return take_case


def _sum(setting: Setting, take: Sum) -> Maker:
    terms = [(_noting(setting, term.source), term.minus) for term in take.terms]

    def add(scope: Scope, walk: Walk) -> Found:
        total = 0.0
        missing = False
        for read_it, minus in terms:
            found = read_it(scope, walk)
            if isinstance(found, Answer):
                missing = True
                continue
            number = read_number(found)
            if number is None:
                return walk.cannot_read(found, "number")
            total = total - number if minus else total + number
        if missing and not take.missing_zero:
            return ABSENT
        if abs(total) > LARGEST_WHOLE:
            return walk.cannot_read(total, "number")
        return plain_number(total)

    return add


def _count(setting: Setting, source: Source) -> Maker:
    form = setting.mapping.form
    if isinstance(source, QuestionSource) and form.is_repeat(source.question):
        repeat = source.question

        def count_rows(scope: Scope, walk: Walk) -> Found:
            rows, fault = rows_at(scope, form, repeat)
            if fault is not None:
                walk.note(source, Answer(State.ABSENT, fault=fault))
                return ABSENT
            return len(rows)

        return count_rows
    read_it = _noting(setting, source)

    def count(scope: Scope, walk: Walk) -> Found:
        found = read_it(scope, walk)
        if isinstance(found, Answer):
            return ABSENT if found.fault is not None else 0
        return len(found) if isinstance(found, tuple) else len(choices_in(text_of(found)))

    return count


def _target_lookup(setting: Setting, take: TargetLookup) -> Maker:
    read_it = _noting(setting, take.equals)
    samples = {
        sample.equals: sample.answer
        for sample in reversed(setting.mapping.lookup_samples)
        if (sample.object, sample.field, sample.take) == (take.object, take.field, take.take)
    }

    def look_up(scope: Scope, walk: Walk) -> Found:
        found = read_it(scope, walk)
        if isinstance(found, Answer):
            return ABSENT if found.fault is not None else found
        wanted = text_of(found)
        if wanted in samples:
            walk.from_sample = walk.odd = True
            return found_for(samples[wanted])
        walk.reason = Reason(ReasonKind.NOT_LOOKED_UP, take.equals, wanted)
        return ABSENT

    return look_up
