"""CommCare's display conditions and calculations, read into a tree: the part of XPath they use.

What is read: text in either quotes, numbers, paths (`/data/hh/size`, `../size`, `.`,
`current()/../size`, `instance('x')/...`), hashtags (`#form/hh/size`, `#case/dob`), functions,
parentheses, `or and = != < <= > >= + - * div mod`. Anything else is not read, and never an error:
an export may hold any text (CommCare page 1.6).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

LONGEST = 20_000
"""Characters; the longest condition that was seen in real forms has some 3,000."""
DEEPEST = 100
"""Parentheses, arguments and operators inside each other."""


class Root(StrEnum):
    """Where a path begins."""

    FORM = "form"  # the form's own data: `#form/...`
    ABSOLUTE = "absolute"  # `/data/...`
    HERE = "here"  # the question that the expression belongs to
    HASHTAG = "hashtag"  # another hashtag: `instance` is its name
    INSTANCE = "instance"  # instance('name')


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | float


@dataclass(frozen=True, slots=True)
class Path:
    """`steps` hold `..`, names, `@names`, and predicates as they were written. `text`: the whole."""

    root: Root
    steps: tuple[str, ...]
    text: str
    instance: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Every:
    """`and`"""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """`or`"""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one rank from left to right: `a + b - c`."""

    first: "Expression"
    rest: tuple[tuple[str, "Expression"], ...]


@dataclass(frozen=True, slots=True)
class Minus:
    inner: "Expression"
    twice: bool
    """Two signs, or four: only the turning into a number is left of them."""


Expression = Literal | Path | Call | Every | Any | Chain | Minus


class NotReadError(ValueError):
    """The text is not an expression of the part that is read; `args[0]` is where, from 0."""


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""[\s`]*(?:
      (?P<text>"[^"]*"|'[^']*')
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<hashtag>\#[A-Za-z][\w-]*)
    | (?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)
    | (?P<sign>!=|<=|>=|\.\.|[=<>()\[\],+*/@.\-])
    )""",
    re.VERBOSE,
)
_RANKS = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6,
}  # fmt: skip
_END = _Token("end", "", 0, 0)


def read_expression(text: str) -> Expression:
    """The tree of an expression. Raises NotReadError, for any text that is none."""
    if len(text) > LONGEST:
        raise NotReadError(LONGEST)
    reading = _Reading(text, _tokens(text))
    found = reading.operators(1)
    if reading.now is not _END:
        raise NotReadError(reading.now.start)
    return found


def _tokens(text: str) -> list[_Token]:
    # Hashtags stand in backticks inside the form builder; some exports have them still.
    tokens: list[_Token] = []
    at, end = 0, len(text.rstrip(" \t\r\n`"))
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise NotReadError(at)
        kind = found.lastgroup
        tokens.append(_Token(kind, found[kind], found.start(kind), found.end()))
        at = found.end()
    return tokens


class _Reading:
    """Goes through the tokens once, from left to right."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    @property
    def now(self) -> _Token:
        return self._tokens[self._place] if self._place < len(self._tokens) else _END

    def _next(self) -> _Token:
        token = self.now
        self._place += 1
        return token

    def _takes(self, sign: str) -> bool:
        if self.now.kind == "sign" and self.now.text == sign:
            self._place += 1
            return True
        return False

    def _wants(self, sign: str) -> None:
        if not self._takes(sign):
            raise self._fault()

    def _fault(self) -> NotReadError:
        return NotReadError(self.now.start)

    def _rank(self) -> int:
        return _RANKS.get(self.now.text, 0) if self.now.kind in ("sign", "name") else 0

    def operators(self, lowest: int) -> Expression:
        """An operand and the operators after it that bind at least as strongly as `lowest`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._fault()
        left = self._signed()
        while (rank := self._rank()) >= lowest:
            rest: list[tuple[str, Expression]] = []
            while self._rank() == rank:
                rest.append((self._next().text, self.operators(rank + 1)))
            left = _joined(rank, left, rest)
        self._depth -= 1
        return left

    def _signed(self) -> Expression:
        signs = 0
        while self._takes("-"):
            signs += 1
        operand = self._operand()
        return Minus(operand, twice=signs % 2 == 0) if signs else operand

    def _operand(self) -> Expression:
        token = self.now
        match token.kind:
            case "text":
                self._next()
                return Literal(token.text[1:-1])
            case "number":
                self._next()
                return Literal(float(token.text))
            case "hashtag":
                self._next()
                return self._path(Root.FORM if token.text == "#form" else Root.HASHTAG, token)
            case "name":
                return self._named()
            case "sign" if token.text == "(":
                self._next()
                inner = self.operators(1)
                self._wants(")")
                return inner
            case "sign" if token.text in ("/", ".", "..", "@"):
                root = Root.ABSOLUTE if token.text == "/" else Root.HERE
                return self._path(root, token)
        raise self._fault()

    def _named(self) -> Expression:
        name = self.now
        following = self._place + 1
        opens = following < len(self._tokens) and self._tokens[following].text == "("
        if not opens:
            return self._path(Root.HERE, name)
        self._place += 2
        arguments: list[Expression] = []
        if not self._takes(")"):
            arguments.append(self.operators(1))
            while self._takes(","):
                arguments.append(self.operators(1))
            self._wants(")")
        if name.text == "current" and not arguments:
            return self._path(Root.HERE, name, behind_slash=True)
        if name.text == "instance" and len(arguments) == 1:
            match arguments[0]:
                case Literal(str(instance)):
                    return self._path(Root.INSTANCE, name, instance)
        return Call(name.text, tuple(arguments))

    def _path(
        self, root: Root, first: _Token, instance: str = "", *, behind_slash: bool | None = None
    ) -> Path:
        """A path; its first step is at hand, except where it begins behind a slash."""
        steps: list[str] = []
        if behind_slash is None:
            behind_slash = root is not Root.HERE
        if not behind_slash:
            steps.append(self._step())
        while self._takes("/"):
            steps.append(self._step())
        if root is Root.ABSOLUTE and not steps:
            raise self._fault()
        if root is Root.HASHTAG:
            instance = first.text[1:]
        last = self._tokens[self._place - 1]
        text = " ".join(self._text[first.start : last.end].split())
        return Path(root, tuple(step for step in steps if step != "."), text, instance)

    def _step(self) -> str:
        token = self._next()
        if token.kind == "sign" and token.text == "@":
            name = self._next()
            if name.kind != "name":
                raise NotReadError(token.start)
            return f"@{name.text}"
        if token.kind == "sign" and token.text in (".", ".."):
            return token.text
        if token.kind != "name":
            raise NotReadError(token.start)
        while self._takes("["):
            self.operators(1)
            self._wants("]")
        return self._text[token.start : self._tokens[self._place - 1].end]


def _joined(rank: int, left: Expression, rest: list[tuple[str, Expression]]) -> Expression:
    parts = (left, *(operand for _, operand in rest))
    match rank:
        case 1:
            return Any(parts)
        case 2:
            return Every(parts)
        case _:
            return Chain(left, tuple(rest))
