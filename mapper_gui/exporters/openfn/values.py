"""Values in the text of an exported step: what is taken, its conditions and its steps."""

from mapper_gui.exporters.openfn.constants import code_name, table_name, table_options
from mapper_gui.exporters.openfn.javascript import Expression, list_literal, literal, text_literal
from mapper_gui.exporters.openfn.parts import Owner, Parts, Scope
from mapper_gui.exporters.openfn.sources import gives_null, place, plain_source, source_expression
from mapper_gui.mapping.conditions import (
    TEXT_OPERATORS,
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Not,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.steps import (
    COMMCARE,
    Age,
    AttachmentLink,
    Characters,
    Clean,
    Cleanup,
    Code,
    Contains,
    FormatDate,
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
    Constant,
    Count,
    EachChoice,
    First,
    Step,
    Sum,
    Take,
    TargetLookup,
    Template,
    Term,
)


def value_expression(
    parts: Parts, take: Take, then: tuple[Step, ...], scope: Scope, owner: Owner
) -> tuple[Expression, list[Expression]]:
    """What is taken, and the steps it goes through."""
    value = take_expression(parts, take, scope)
    if then and gives_null(parts, take):
        value = parts.call("nullIsEmpty", value)
    return value, [_step(parts, step, scope, owner) for step in then]


def take_expression(parts: Parts, take: Take, scope: Scope) -> Expression:
    """What a take gives: an answer, or a plain value that is one."""
    match take:
        case First((source,)):
            return plain_source(parts, source, scope)
        case First(sources):
            return parts.call("first", *(plain_source(parts, s, scope) for s in sources))
        case Constant(""):
            return parts.call("answered", "''")
        case Constant(value):
            return literal(value)
        case Template(pieces, missing_blank):
            texts = [
                text_literal(piece)
                if isinstance(piece, str)
                else source_expression(parts, piece, scope)
                for piece in pieces
            ]
            return parts.call("joinBlank" if missing_blank else "join", *texts)
        case Cases(cases, otherwise):
            rules = [_case(parts, case, scope) for case in cases]
            last = [] if otherwise is None else [take_expression(parts, otherwise, scope)]
            return parts.call("cases", *rules, *last)
        case Sum(terms, missing_zero):
            added = [_term(parts, term, scope) for term in terms]
            return parts.call("sumOfAnswered" if missing_zero else "sum", *added)
        case Count(QuestionSource(question)) if parts.mapping.form.is_repeat(question):
            return parts.call("countRows", *place(parts, question, scope))
        case Count(source):
            return parts.call("count", source_expression(parts, source, scope))
        case TargetLookup(target, field, equals, wanted):
            asked = source_expression(parts, equals, scope)
            names = (text_literal(target), text_literal(field))
            return parts.call("lookUp", *names, asked, text_literal(wanted))


def _case(parts: Parts, case: Case, scope: Scope) -> Expression:
    condition = condition_expression(parts, case.when, scope)
    return parts.call("when", condition, take_expression(parts, case.take, scope))


def _term(parts: Parts, term: Term, scope: Scope) -> Expression:
    source = source_expression(parts, term.source, scope)
    return parts.call("minus", source) if term.minus else source


def condition_expression(parts: Parts, condition: Condition, scope: Scope) -> Expression:
    """Whether a condition holds, with what was noted on the way."""
    match condition:
        case AllOf(conditions):
            return parts.call("all", *(condition_expression(parts, c, scope) for c in conditions))
        case AnyOf(conditions):
            return parts.call("any", *(condition_expression(parts, c, scope) for c in conditions))
        case Not(inner):
            return parts.call("not", condition_expression(parts, inner, scope))
        case Asks(source, presence):
            return _asks(parts, source, presence, scope)
        case Compare():
            return _compare(parts, condition, scope)


def _asks(parts: Parts, source: Source, presence: Presence, scope: Scope) -> Expression:
    form = parts.mapping.form
    if isinstance(source, QuestionSource) and form.is_repeat(source.question):
        rows = parts.call("hasRows", *place(parts, source.question, scope))
        return parts.call("not", rows) if presence is Presence.EMPTY else rows
    asked = source_expression(parts, source, scope)
    return parts.call("ask", asked, text_literal(presence.value))


def _compare(parts: Parts, condition: Compare, scope: Scope) -> Expression:
    source = source_expression(parts, condition.source, scope)
    operand = condition.operand
    side: Expression
    if not isinstance(operand, tuple):
        side = source_expression(parts, operand, scope)
        if isinstance(side, str):
            side = parts.call("asAnswer", side)
    elif len(operand) == 1:
        side = text_literal(operand[0])
    else:
        side = list_literal(operand)
    read_as: list[str] = []
    if condition.operator not in TEXT_OPERATORS and condition.read_as is not ReadAs.TEXT:
        name = "readNumber" if condition.read_as is ReadAs.NUMBER else "readInstant"
        read_as = [parts.step(name)]
    return parts.call("compare", source, text_literal(condition.operator.value), side, *read_as)


_CLEANUPS = {
    Cleanup.TRIM: "trim",
    Cleanup.UPPER: "upperCase",
    Cleanup.LOWER: "lowerCase",
    Cleanup.FIRST_CAPITAL: "firstCapital",
    Cleanup.TITLE: "titleCase",
    Cleanup.UNDERSCORES: "underscoresToSpaces",
}


def _step(parts: Parts, step: Step, scope: Scope, owner: Owner) -> Expression:
    match step:
        case ByTable():
            name, table = table_name(parts, step, owner)
            return parts.call("byTable", name, *table_options(table))
        case EachChoice(_, separator):
            name, table = table_name(parts, step, owner)
            options = table_options(table)
            return parts.call("eachChoice", name, literal(separator), *options)
        case Age(at, unit):
            return parts.call("age", text_literal(unit.value), source_expression(parts, at, scope))
        case Code(body):
            return _code(parts, body, scope, owner)
        case _:
            return _plain_step(parts, step)


def _plain_step(parts: Parts, step: Step) -> Expression:
    match step:
        case Clean(how):
            return parts.step(_CLEANUPS[how])
        case Replace(old, new, everywhere):
            name = "replaceAll" if everywhere else "replaceOnce"
            return parts.call(name, text_literal(old), text_literal(new))
        case Characters(sets, keep):
            names = [text_literal(each.value) for each in sets]
            return parts.call("keep" if keep else "remove", *names)
        case Shorten(length):
            return parts.call("shorten", str(max(0, length)))
        case Contains(choice):
            return parts.call("contains", text_literal(choice))
        case Is(presence):
            return parts.call("whether", text_literal(presence.value))
        case TakeGps(part):
            return parts.call("gps", text_literal(part.value))
        case TakePart(separator, number):
            return parts.call("takePart", text_literal(separator), str(number))
        case FormatDate(write, read, zone):
            texts = [text_literal(write), *([text_literal(zone)] if zone is not None else [])]
            if read == COMMCARE:
                return parts.call("formatDate", *texts)
            return parts.call("reformatDate", text_literal(read), *texts)
        case ToNumber(NumberKind.ROUNDED, places):
            return parts.call("toNumber", "'rounded'", str(places))
        case ToNumber(kind):
            return parts.call("toNumber", text_literal(kind.value))
        case YesNo(yes, no):
            lists = [] if step == YesNo() else [list_literal(yes), list_literal(no)]
            return parts.call("yesNo", *lists)
        case AttachmentLink():
            return parts.step("attachment")
    raise AssertionError(step)


def _code(parts: Parts, body: str, scope: Scope, owner: Owner) -> Expression:
    given = ["submission"] if "submission" in body else []
    if "row" in body:
        given.append(f"row: {scope.innermost}.row" if scope.rows else "row: null")
    more = [f"{{ {', '.join(given)} }}"] if given else []
    return parts.call("code", code_name(parts, body, owner), *more)
