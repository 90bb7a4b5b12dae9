"""Reading hand-editable JSON strictly: every wrong place is named by its path."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.values import Scalar

Member = TypeVar("Member", bound=StrEnum)
Item = TypeVar("Item")


class Cursor:
    """A JSON value and where it stands. Each reading raises ReadError(NOT_A_PROJECT) with the path."""

    def __init__(self, value: Any, path: str = "") -> None:
        self.value = value
        self.path = path

    def refuse(self, wanted: str) -> ReadError:
        found = repr(self.value)
        if len(found) > 60:
            found = found[:57] + "..."
        return ReadError(ReadKind.NOT_A_PROJECT, path=self.path or "/", wanted=wanted, found=found)

    def keys(self, *known: str) -> None:
        """Check that this is an object with no key but these: a typing error must not pass unseen."""
        if not isinstance(self.value, dict):
            raise self.refuse("an object")
        for name in self.value:
            if name not in known:
                raise Cursor(name, self.path).refuse("one of the keys " + ", ".join(known))

    def has(self, name: str) -> bool:
        return isinstance(self.value, dict) and name in self.value

    def at(self, name: str) -> "Cursor":
        if not self.has(name):
            raise self.refuse(f'an object with "{name}"')
        return Cursor(self.value[name], f"{self.path}/{name}")

    def items(self) -> Iterator["Cursor"]:
        if not isinstance(self.value, list):
            raise self.refuse("a list")
        for index, item in enumerate(self.value):
            yield Cursor(item, f"{self.path}/{index}")

    def pairs(self) -> Iterator[tuple[str, "Cursor"]]:
        if not isinstance(self.value, dict):
            raise self.refuse("an object")
        for name, item in self.value.items():
            yield name, Cursor(item, f"{self.path}/{name}")

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.refuse("text")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refuse("true or false")
        return self.value

    def whole_number(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.refuse("a whole number")
        return self.value

    def scalar(self) -> Scalar:
        if self.value is not None and not isinstance(self.value, str | int | float | bool):
            raise self.refuse("text, a number, true, false or null")
        return self.value

    def member(self, members: type[Member]) -> Member:
        try:
            return members(self.text())
        except ValueError:
            raise self.refuse("one of " + ", ".join(members)) from None

    def optional(self, name: str, read: Callable[["Cursor"], Item], default: Item) -> Item:
        return read(self.at(name)) if self.has(name) else default

    def many(self, name: str, read: Callable[["Cursor"], Item]) -> tuple[Item, ...]:
        """The list at a key, empty where the key is missing."""
        return tuple(read(item) for item in self.at(name).items()) if self.has(name) else ()
