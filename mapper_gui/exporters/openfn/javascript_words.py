"""JavaScript taken apart into its words, as far as an exporter must know code it did not write.

A code step stands in an exported file as it is. So it must end where its text ends, and what only
some runners read must be known by name. Whether it is JavaScript at all is for an engine to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class WordKind(StrEnum):
    NAME = "name"
    NUMBER = "number"
    TEXT = "text"
    TEMPLATE = "template"  # a piece of one, between its marks
    PATTERN = "pattern"
    SIGN = "sign"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Word:
    kind: WordKind
    text: str


class UnfinishedError(ValueError):
    """A text, comment, pattern or bracket that is not closed; `args[0]` is its beginning."""


_SPACE = re.compile(r"[\s\ufeff]+")
_LINE_COMMENT = re.compile(r"//[^\n\r\u2028\u2029]*|<!--[^\n\r\u2028\u2029]*")
_LONG_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TEXT = re.compile(r"""'(?:[^'\\\n\r]|\\[\s\S])*'|"(?:[^"\\\n\r]|\\[\s\S])*\"""")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)")
_PATTERN = re.compile(
    r"/(?![*/])(?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+/[A-Za-z]*"
)
_NUMBER = re.compile(
    r"0[xXbBoO][0-9a-fA-F_]+n?|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?n?"
)
_NAME = re.compile(r"#?(?:[^\W\d]|[$_]|\\u[0-9A-Fa-f]{4})(?:\w|[$\u200c\u200d]|\\u[0-9A-Fa-f]{4})*")
_SIGN = re.compile(
    r">>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|-->|=>|==|!=|<=|>=|&&|\|\||\?\?"
    r"|\?\.(?![0-9])|\+\+|--|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|\*\*|[^\s\w]"
)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_BEFORE_PATTERN = frozenset(
    (
        *("return", "typeof", "case", "in", "of", "delete", "void", "instanceof", "new", "throw"),
        *("do", "else", "yield", "await"),
    )
)
_WITH_CONDITION = frozenset(("if", "while", "for", "with"))


def words(code: str) -> Iterator[Word]:
    """The words of a piece of JavaScript, without the white space. Raises UnfinishedError."""
    return _Reading(code).words()


class _Reading:
    def __init__(self, code: str) -> None:
        self.code = code
        self.place = 0
        self.open: list[tuple[str, str]] = []
        """Brackets that are open, each with the word before it; `${` is one."""
        self.before = ""
        self.closed_condition = False

    def words(self) -> Iterator[Word]:
        while True:
            space = _SPACE.match(self.code, self.place)
            if space is not None:
                self.place = space.end()
            if self.place >= len(self.code):
                break
            word = self._word()
            yield word
            if word.kind is not WordKind.COMMENT:
                self.before = word.text
        if self.open:
            raise UnfinishedError(self.open[-1][0])

    def _word(self) -> Word:
        char, rest = self.code[self.place], self.code[self.place : self.place + 4]
        if rest.startswith(("//", "<!--")):
            return self._found(WordKind.COMMENT, _LINE_COMMENT)
        if rest.startswith("/*"):
            return self._found(WordKind.COMMENT, _LONG_COMMENT)
        if char in "'\"":
            return self._found(WordKind.TEXT, _TEXT)
        if char == "`" or (char == "}" and self.open and self.open[-1][0] == "${"):
            return self._template()
        if char == "/" and self._may_be_pattern():
            return self._found(WordKind.PATTERN, _PATTERN)
        if _NUMBER.match(self.code, self.place):
            return self._found(WordKind.NUMBER, _NUMBER)
        if _NAME.match(self.code, self.place):
            return self._found(WordKind.NAME, _NAME)
        return self._sign()

    def _found(self, kind: WordKind, shape: re.Pattern[str]) -> Word:
        found = shape.match(self.code, self.place)
        if found is None:
            raise UnfinishedError(self.code[self.place : self.place + 20])
        self.place = found.end()
        self.closed_condition = False
        return Word(kind, found[0])

    def _template(self) -> Word:
        start = self.place
        if self.code[start] == "}":
            self.open.pop()
        found = _TEMPLATE.match(self.code, start + 1)
        if found is None:
            raise UnfinishedError(self.code[start : start + 20])
        self.place = found.end()
        if found[0].endswith("${"):
            self.open.append(("${", ""))
        self.closed_condition = False
        return Word(WordKind.TEMPLATE, self.code[start : self.place])

    def _sign(self) -> Word:
        word = self._found(WordKind.SIGN, _SIGN)
        if word.text in _PAIRS.values():
            self.open.append((word.text, self.before))
        elif word.text in _PAIRS:
            if not self.open or self.open[-1][0] != _PAIRS[word.text]:
                raise UnfinishedError(word.text)
            _, before = self.open.pop()
            self.closed_condition = word.text == ")" and before in _WITH_CONDITION
        return word

    def _may_be_pattern(self) -> bool:
        """Whether a `/` here begins a pattern; after a value it divides."""
        before = self.before
        if before in _BEFORE_PATTERN or not before or self.closed_condition:
            return True
        is_value = before[-1] in ")]'\"`/" or before[-1].isalnum() or before[-1] in "_$"
        return not is_value


class Newer(StrEnum):
    """What the first OpenFn platform's grammar (ECMAScript 2019, no classes) does not read, and what
    its compiler changes."""

    OPTIONAL_CHAINING = "?."
    NULLISH = "??"
    ASSIGNMENT = "||= &&= ??="
    BIG_NUMBER = "1n"
    SEPARATED_NUMBER = "1_000"
    PRIVATE_NAME = "#name"
    CLASS = "class"
    PATTERN_FLAG = "/x/d /x/v"
    LINES = "`...`"  # a text over several lines: its compiler indents them anew


def newer_syntax(code: str) -> tuple[Newer, ...]:
    """What stands in the code that the first platform refuses. Raises UnfinishedError."""
    found: dict[Newer, None] = {}
    before = ""
    for word in words(code):
        newer = _newer(word)
        if newer is not None and before not in (".", "?."):
            found[newer] = None
        before = word.text
    return tuple(found)


def _newer(word: Word) -> Newer | None:
    match word.kind, word.text:
        case WordKind.SIGN, "?.":
            return Newer.OPTIONAL_CHAINING
        case WordKind.SIGN, "??":
            return Newer.NULLISH
        case WordKind.SIGN, "||=" | "&&=" | "??=":
            return Newer.ASSIGNMENT
        case WordKind.NUMBER, text if text.endswith("n"):
            return Newer.BIG_NUMBER
        case WordKind.NUMBER, text if "_" in text:
            return Newer.SEPARATED_NUMBER
        case WordKind.NAME, text if text.startswith("#"):
            return Newer.PRIVATE_NAME
        case WordKind.NAME, "class":
            return Newer.CLASS
        case WordKind.TEXT | WordKind.TEMPLATE, text if "\n" in text or "\r" in text:
            return Newer.LINES
        case WordKind.PATTERN, text if set(text.rpartition("/")[2]) & set("dv"):
            return Newer.PATTERN_FLAG
        case _:
            return None


_ELSEWHERE = frozenset(
    ("await", "async", "import", "export", "require", "eval", "Function", "process", "fetch")
)


def names_not_known(code: str) -> tuple[str, ...]:
    """Words for what code steps do not have: other files, other programs, waiting. In the order
    they stand; a property or key of that name is none of them. Raises UnfinishedError."""
    found: dict[str, None] = {}
    every = [word for word in words(code) if word.kind is not WordKind.COMMENT]
    for place, word in enumerate(every):
        if word.kind is WordKind.NAME and word.text in _ELSEWHERE:
            before = every[place - 1].text if place else ""
            after = every[place + 1].text if place + 1 < len(every) else ""
            if before not in (".", "?.") and after != ":":
                found[word.text] = None
    return tuple(found)
