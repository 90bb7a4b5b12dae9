"""Values made up from a seed: what is taken, conditions and steps, over the whole vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from made_up_names import CASES, CHOICE_IDS, KINDS, NASTY_TEXTS, PARTS, REPEATS, some

from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.form import QuestionId, enclosing
from mapper_gui.mapping.source import (
    META_PARTS,
    SUBMISSION_PARTS,
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
    source_path,
)
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
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.values import (
    ByTable,
    Case,
    Cases,
    ChoiceRow,
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

SHARED = ("Yes/no", "__proto__", "JSON")
NUMBERS = (0, 7, -3, 2**53, 0.5, -12.25, 0.00001, 1e-7, 3.0, 1e-300)
SOME_OUTSIDE = tuple(a for a in OutsideAction if a is not OutsideAction.DEFAULT)
SOME_POLICIES = tuple(a for a in PolicyAction if a is not PolicyAction.DEFAULT)
ZONES = ("Africa/Nairobi", "America/St_Johns", "Asia/Kathmandu", "UTC", "Europe/London")
PATTERNS = (
    "yyyy-MM-dd", "dd/MM/yyyy", "d MMMM yyyy", "MM/dd/yy hh:mm a", "yyyy-MM-dd HH:mm:ss.SSS XXX",
    "HH:mm", "'on' d MMM ''yy", "h 'o''clock' a", "yyyy.MM.dd'T'H:m:s", "",
)  # fmt: skip
CODES = (
    "return value",
    "return value === undefined ? 'none' : `${value}!`;",
    "return submission.form['@xmlns'];",
    "return row && Object.keys(row).length;",
    "throw new Error('x');",
    "return value.length;",
    "return [1, 'a', null, true];",
    "return [];",
    "return {a: 1};",
    "return [[1]];",
    "return NaN;",
    "return -0;",
    "return 2 ** 60;",
    "return [0.1 + 0.2, 2 ** 60];",
    "submission.form = 1; value = null; return 'changed';",
    "return typeof submission.form;",
    "return null;",
    "",
    "return Promise.resolve(1);",
    "// a comment\nreturn `one ${value}\\n line`; // the end",
    "x = 1; return x;",
    "return () => 1;",
    "return new Date(0);",
    "return [undefined, 'b'];",
    "const first = [...String(value)][0]; return first === undefined ? '' : first;",
)
"""Bodies of code steps: good, bad, and with every kind of answer."""


@dataclass(frozen=True)
class Around:
    """What values can read here: the repeats that are iterated, columns and named values."""

    repeats: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    of_item: bool = True
    """Whether they may read the number, choice and columns of the item."""


def made_up_scalar(by: Random) -> Scalar:
    return by.choice((None, True, False, "", by.choice(NUMBERS), by.choice(NASTY_TEXTS), "Male"))


def made_up_table(by: Random) -> ChoiceTable:
    rows = tuple(
        ChoiceRow(by.choice(CHOICE_IDS), made_up_scalar(by)) for _ in range(by.randrange(7))
    )
    outside = Outside(by.choice(SOME_OUTSIDE))
    if by.random() < 0.3:
        outside = Outside(OutsideAction.DEFAULT, made_up_scalar(by))
    return ChoiceTable(rows, by.random() < 0.4, outside)


def made_up_policy(by: Random) -> Policy:
    if by.random() < 0.3:
        return Policy(PolicyAction.DEFAULT, made_up_scalar(by))
    return Policy(by.choice((PolicyAction.LEAVE_OUT, *SOME_POLICIES)))


def _sources() -> tuple[Source, ...]:
    every: list[Source] = []
    every += [QuestionSource(QuestionId(path)) for path in KINDS] * 4
    every += [QuestionSource(QuestionId(path)) for path in REPEATS]
    every += [QuestionSource(QuestionId(path)) for path in ("/gone", "/kids/gone")]
    every += [AttachmentSource(QuestionId(path)) for path in ("/photo", "/kids/photo")] * 3
    every += [CaseSource(path, part) for path in CASES for part in PARTS]
    every += [SubmissionSource(part) for part in SUBMISSION_PARTS]
    every += [MetaSource(part) for part in META_PARTS[:4]]
    every += [RowNumber(), *(RowNumber(QuestionId(repeat)) for repeat in REPEATS)] * 2
    return tuple(every)


EVERY_SOURCE = _sources()


def made_up_source(by: Random, around: Around) -> Source:
    """One that can be read here; in the innermost rows more often than not."""
    nearest = max(around.repeats, key=len, default="")
    if around.of_item and by.random() < 0.1:
        return RowChoice()
    if around.columns and by.random() < 0.4:
        return ColumnSource(by.choice(around.columns))
    if around.named and by.random() < 0.2:
        return NamedValue(by.choice(around.named))
    while True:
        source = by.choice(EVERY_SOURCE)
        path = source_path(source) or ""
        if any(above in REPEATS and above not in around.repeats for above in enclosing(path)):
            continue
        if source == RowNumber() and not around.of_item:
            continue
        if path.startswith(f"{nearest}/") or by.random() < 0.3:
            return source


def made_up_take(by: Random, around: Around, depth: int = 2) -> Take:
    match by.randrange(14):
        case 0:
            copied = LabelCopy(QuestionId("/name"), "en", by.choice((None, "m")))
            return Constant(made_up_scalar(by), by.choice((None, copied)))
        case 1 | 2:
            parts = [
                by.choice((by.choice(NASTY_TEXTS), made_up_source(by, around)))
                for _ in range(by.randrange(4))
            ]
            return Template(tuple(parts), by.random() < 0.5)
        case 3 | 4 if depth > 0:
            cases = tuple(
                Case(made_up_condition(by, around, depth), made_up_take(by, around, depth - 1))
                for _ in range(by.randrange(4))
            )
            otherwise = made_up_take(by, around, depth - 1) if by.random() < 0.6 else None
            return Cases(cases, otherwise)
        case 5:
            terms = [
                Term(made_up_source(by, around), by.random() < 0.4) for _ in range(by.randrange(4))
            ]
            return Sum(tuple(terms), by.random() < 0.5)
        case 6:
            return Count(made_up_source(by, around))
        case 7:
            target = by.choice(("Contact", "Child", "__proto__"))
            field = by.choice(("Code__c", "toString"))
            return TargetLookup(target, field, made_up_source(by, around), by.choice(("Id", "a b")))
        case _:
            count = by.choice((0, 1, 1, 1, 2, 3))
            return First(tuple(made_up_source(by, around) for _ in range(count)))


def made_up_condition(by: Random, around: Around, depth: int = 2) -> Condition:
    match by.randrange(8 if depth > 0 else 5):
        case 0 | 1:
            return Asks(made_up_source(by, around), by.choice(tuple(Presence)))
        case 5 | 6:
            several = tuple(
                made_up_condition(by, around, depth - 1) for _ in range(by.randrange(4))
            )
            return by.choice((AllOf, AnyOf))(several)
        case 7:
            return Not(made_up_condition(by, around, depth - 1))
        case _:
            return _compare(by, around)


def _compare(by: Random, around: Around) -> Compare:
    source, operator = made_up_source(by, around), by.choice(tuple(Operator))
    read_as = by.choice(tuple(ReadAs))
    if by.random() < 0.3:
        return Compare(source, operator, made_up_source(by, around), read_as)
    texts = {
        ReadAs.NUMBER: ("3", "12.0", "2.5", "-7", "no number"),
        ReadAs.DATE: ("2026-05-03", "2026-05-03T12:00:00Z", "1970-01-01T14:50+03", "today"),
        ReadAs.TEXT: CHOICE_IDS,
    }[read_as]
    operand = some(by, texts, 0, 3) if operator is Operator.ONE_OF else some(by, texts, 1, 1)
    return Compare(source, operator, tuple(operand), read_as)


def made_up_step(by: Random, around: Around, *, code: bool) -> Step:
    match by.randrange(20):
        case 0 | 1:
            return ByTable(by.choice((made_up_table(by), by.choice(SHARED))))
        case 2 | 3:
            table = by.choice((None, made_up_table(by), by.choice(SHARED)))
            return EachChoice(table, by.choice((None, ";", "", "\n", "', '")))
        case 4 | 5:
            return Clean(by.choice(tuple(Cleanup)))
        case 6:
            old = by.choice(("", "a", "  ", "$", "b c", *NASTY_TEXTS))
            return Replace(old, by.choice(("", "$&", "é", "a")), by.random() < 0.6)
        case 7 | 8:
            sets = by.sample(tuple(CharacterSet), by.randrange(4))
            return Characters(tuple(sets), by.random() < 0.5)
        case 9:
            return Shorten(by.randrange(6))
        case 10:
            return Contains(by.choice(CHOICE_IDS))
        case 11:
            return Is(by.choice(tuple(Presence)))
        case 12:
            return TakeGps(by.choice(tuple(GpsPart)))
        case 13:
            return TakePart(by.choice((" ", ",", "-", "a")), by.choice((-3, -1, 1, 2, 4)))
        case 14 | 15:
            read = by.choice((COMMCARE, COMMCARE, *PATTERNS))
            return FormatDate(by.choice(PATTERNS), read, by.choice((None, *ZONES)))
        case 16:
            return Age(made_up_source(by, around), by.choice(tuple(AgeUnit)))
        case 17:
            kind = by.choice(tuple(NumberKind))
            return ToNumber(kind, by.randrange(4) if kind is NumberKind.ROUNDED else 0)
        case 18 if code:
            return Code(by.choice(CODES))
        case 18:
            return AttachmentLink()
        case _:
            yes, no = some(by, CHOICE_IDS, 0, 3), some(by, CHOICE_IDS, 0, 3)
            return YesNo(tuple(yes), tuple(no))


def made_up_steps(by: Random, around: Around, *, code: bool) -> tuple[Step, ...]:
    count = by.choice((0, 0, 1, 1, 2, 3))
    return tuple(made_up_step(by, around, code=code) for _ in range(count))
