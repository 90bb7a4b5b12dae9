"""JavaScript text that says exactly what was meant: literals, names, comments, calls laid out.

Whatever a form's author typed may stand in it: quotes, line ends, `__proto__`, marks that turn the
direction of writing. None of it can leave its literal or its comment.
"""

import json
import re
import textwrap
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass

from mapper_gui.mapping.values import Scalar

WIDTH = 100

_RESERVED = frozenset(
    (
        "arguments",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "while",
        "with",
        "yield",
        "async",
        "of",
        "get",
        "set",
        "NaN",
        "Infinity",
        "JSON",
        "console",
        "fn",
    )
)
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def text_literal(text: str) -> str:
    """A text in single quotes, or in double quotes where that saves escapes. Control and format
    characters, line ends and halves of characters are written as escapes, so that what is read is
    what is there."""
    quote = '"' if "'" in text and '"' not in text else "'"
    parts: list[str] = []
    for char in text:
        if char in (quote, "\\"):
            parts.append("\\" + char)
        elif char in _SHORT:
            parts.append(_SHORT[char])
        elif _is_unseen(char):
            parts.append(_escape(char))
        else:
            parts.append(char)
    return quote + "".join(parts) + quote


_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # part of words in many scripts, and of emoji


def _is_unseen(char: str) -> bool:
    """Line ends, controls, halves of characters, and marks that turn the direction of writing."""
    return unicodedata.category(char) in _UNSEEN and char not in _JOINERS


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\u{{{code:x}}}"


def literal(value: Scalar) -> str:
    """A scalar as JavaScript writes it. Numbers are finite: the exporter refuses others."""
    if isinstance(value, str):
        return text_literal(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, allow_nan=False)


def list_literal(values: Iterable[str]) -> str:
    """Texts as a list on one line."""
    return "[" + ", ".join(text_literal(value) for value in values) + "]"


def property_name(name: str) -> str:
    """A key of an object literal. A bare `__proto__` there would set the prototype instead."""
    if name == "__proto__":
        return "['__proto__']"
    return name if _PLAIN_NAME.match(name) else text_literal(name)


def member(owner: str, name: str) -> str:
    """`owner.name`, or `owner['name']` where the name is not a plain one."""
    plain = _PLAIN_NAME.match(name) and name != "__proto__"
    return f"{owner}.{name}" if plain else f"{owner}[{text_literal(name)}]"


def variable(text: str, taken: Container[str], fallback: str) -> str:
    """A camelCase name after this text that is not taken and not reserved; `Sex__c` gives `sex`."""
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"__c\b", "", text))
    name = "".join([word[:1].upper() + word[1:] for word in words])[:40]
    name = name[:1].lower() + name[1:]
    return _free(name if name[:1].isalpha() else fallback, taken)


def constant(text: str, taken: Container[str], fallback: str) -> str:
    """An UPPER_CASE name after this text that is not taken; `Sex__c` gives `SEX`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"__c\Z", "", text))
    name = "_".join(re.findall(r"[A-Za-z0-9]+", spaced)).upper()[:40].rstrip("_")
    return _free(name if name[:1].isalpha() else fallback, taken)


def _free(name: str, taken: Container[str]) -> str:
    candidate, number = name, 1
    while candidate in taken or candidate in _RESERVED:
        number += 1
        candidate = f"{name}{number}" if name[-1:].islower() else f"{name}_{number}"
    return candidate


def comment_text(text: str, limit: int = 80) -> str:
    """A text that stays within its `//` comment: one line, nothing invisible, cut with a mark."""
    shown = "".join(" " if _is_unseen(char) else char for char in text)
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def comment_lines(text: str, indent: str, limit: int = 400) -> list[str]:
    """A text as `//` lines, wrapped."""
    shown = comment_text(text, limit)
    lines = textwrap.wrap(shown, WIDTH - len(indent) - 3, break_on_hyphens=False)
    return [f"{indent}// {line}" for line in lines]


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; arguments are calls, or JavaScript text that stands on one line."""

    function: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class ObjectLiteral:
    """An object; its entries are JavaScript text, `name: value`."""

    entries: tuple[str, ...]


Expression = Call | ObjectLiteral | str


def one_line(expression: Expression) -> str:
    match expression:
        case str():
            return expression
        case ObjectLiteral(entries):
            return f"{{ {', '.join(entries)} }}" if entries else "{}"
        case Call(function, arguments):
            return f"{function}({', '.join(one_line(a) for a in arguments)})"


def laid_out(expression: Expression, indent: str, before: int, after: int = 1) -> str:
    """An expression on one line where it fits, else one argument or entry per line.

    `before` and `after`: how many characters stand on its first and last line beside it.
    """
    line = one_line(expression)
    if isinstance(expression, str) or len(indent) + before + len(line) + after <= WIDTH:
        return line
    inner = indent + "  "
    if isinstance(expression, ObjectLiteral):
        body = "".join(f"{inner}{entry},\n" for entry in expression.entries)
        return f"{{\n{body}{indent}}}"
    *first, last = expression.arguments
    if isinstance(last, ObjectLiteral) and first:
        # An object at the end opens on the line of the call.
        head = f"{expression.function}({', '.join(one_line(each) for each in first)}, "
        if len(indent) + before + len(head) < WIDTH:
            return f"{head}{laid_out(last, indent, WIDTH)})"
    arguments = [laid_out(argument, inner, 0) for argument in expression.arguments]
    body = "".join(f"{inner}{argument},\n" for argument in arguments)
    return f"{expression.function}(\n{body}{indent})"
