"""Answers that the practice server can be told to give instead of its own."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """One scripted answer. Times are seconds."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    times: int = 1
    """How often the body is sent, one after the other: a huge body needs no memory."""
    wait: float = 0.0
    """Before anything is sent."""
    drip: float = 0.0
    """After each byte of the body."""
    cut_off: bool = False
    """Announces more than is sent, and hangs up."""
    hang_up: bool = False
    """Hangs up without an answer."""
    raw: bytes | None = None
    """Sent in place of an HTTP answer."""


class Sending(Protocol):
    """What a scripted answer is sent through."""

    def send_start(self, status: int, headers: Mapping[str, str], length: int) -> None: ...

    def send_piece(self, piece: bytes) -> None: ...

    def pause(self, seconds: float) -> None:
        """Ends early, with OSError, when the server is stopped."""


class Script:
    """The scripted answers that are still to come, first in, first out."""

    def __init__(self) -> None:
        self._waiting: deque[Misbehaviour] = deque()

    def add(self, *answers: Misbehaviour) -> None:
        self._waiting.extend(answers)

    def clear(self) -> None:
        self._waiting.clear()

    def next(self) -> Misbehaviour | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None


def send(answer: Misbehaviour, through: Sending) -> None:
    """Plays one scripted answer. Raises OSError when the other side, or the server, went away."""
    through.pause(answer.wait)
    if answer.hang_up:
        return
    if answer.raw is not None:
        through.send_piece(answer.raw)
        return
    length = len(answer.body) * answer.times
    through.send_start(answer.status, answer.headers, length + 1 if answer.cut_off else length)
    for _ in range(answer.times):
        if answer.drip:
            for position in range(len(answer.body)):
                through.send_piece(answer.body[position : position + 1])
                through.pause(answer.drip)
        else:
            through.send_piece(answer.body)
