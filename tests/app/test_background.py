"""Work beside the window: results come back, cancelling is prompt, nothing is swallowed."""

from __future__ import annotations

import asyncio
import threading
from enum import StrEnum
from typing import Any

import pytest
from sessions import background

from mapper_gui.app.background import Background, Task
from mapper_gui.mapping.errors import MapperError

__all__ = ("background",)


class _Kind(StrEnum):
    NO = "no"


def test_local_work_gives_its_result_on_the_thread_of_the_window(
    background: Background, qtbot: Any
) -> None:
    threads: list[Any] = []

    def work(task: Task) -> int:
        threads.append(threading.current_thread())
        return 7

    got: list[tuple[int, Any]] = []
    background.run("Counting", work, lambda n: got.append((n, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(7, threading.main_thread())]
    assert threads != [threading.main_thread()]
    assert background.under_way == ()


def test_a_coroutine_gives_its_result(background: Background, qtbot: Any) -> None:
    async def question() -> str:
        await asyncio.sleep(0)
        return "answer"

    got: list[str] = []
    background.ask("Asking", question, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got == ["answer"]


def test_a_refusal_comes_back_as_the_error_it_is(background: Background, qtbot: Any) -> None:
    def work(task: Task) -> None:
        raise MapperError(_Kind.NO, file="a.csv")

    got: list[MapperError] = []
    background.run("Reading", work, lambda result: None, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got[0].facts == {"file": "a.csv"}


@pytest.mark.parametrize("way", ["local", "network"])
def test_an_error_nobody_expected_is_raised_and_leaves_no_task(
    background: Background, qtbot: Any, way: str
) -> None:
    def work(task: Task) -> None:
        raise ZeroDivisionError("a bug")

    async def question() -> None:
        raise ZeroDivisionError("a bug")

    ended: list[Task] = []
    background.task_ended.connect(ended.append)
    told: list[Any] = []
    with qtbot.capture_exceptions() as raised:
        if way == "local":
            background.run("Reading", work, told.append, told.append)
        else:
            background.ask("Asking", question, told.append, told.append)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError
    assert told == []
    assert len(ended) == 1
    assert background.under_way == ()


def test_a_cancelled_question_ends_at_once_and_calls_nobody(
    background: Background, qtbot: Any
) -> None:
    asked = threading.Event()
    stopped = threading.Event()

    async def question() -> None:
        asked.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            stopped.set()
            raise

    told: list[Any] = []
    task = background.ask("Asking", question, told.append, told.append)
    assert asked.wait(5)
    with qtbot.waitSignal(background.task_ended, timeout=2000):
        task.cancel()
    assert stopped.wait(2)
    assert told == []
    assert background.under_way == ()


def test_a_result_that_is_on_its_way_when_it_is_cancelled_is_dropped(
    background: Background, qtbot: Any
) -> None:
    told: list[Any] = []
    task = background.run("Counting", lambda task: 7, told.append, told.append)
    task.wait()  # done, but not delivered: no event has been handled yet
    with qtbot.waitSignal(background.task_ended, timeout=2000):
        task.cancel()
    assert told == []


def test_local_work_can_see_that_it_is_cancelled(background: Background, qtbot: Any) -> None:
    begun = threading.Event()
    saw: list[bool] = []

    def work(task: Task) -> None:
        begun.set()
        while not task.cancelled:
            threading.Event().wait(0.001)
        saw.append(True)

    task = background.run("Reading", work, lambda result: None)
    assert begun.wait(5)
    with qtbot.waitSignal(background.task_ended, timeout=2000):
        task.cancel()
    assert saw == [True]


def test_what_is_kept_cannot_be_cancelled(background: Background, qtbot: Any) -> None:
    got: list[int] = []
    task = background.run("Saving", lambda task: 7, got.append, kept=True)
    task.cancel()
    qtbot.waitUntil(lambda: got == [7])


def test_closing_waits_for_what_is_kept_even_when_it_has_not_begun(qapp: Any) -> None:
    background = Background()
    go = threading.Event()
    done: list[str] = []

    def slow(task: Task) -> None:
        go.wait(5)

    for _ in range(2):  # both places of the pool are taken
        background.run("Reading", slow, lambda result: None)
    background.run("Saving", lambda task: done.append("saved"), lambda result: None, kept=True)
    dropped = background.run("Reading", lambda task: done.append("read"), lambda result: None)
    threading.Timer(0.05, go.set).start()
    background.close()
    assert done == ["saved"]
    assert dropped.cancelled


def test_closing_while_a_question_hangs_ends_the_threads(qapp: Any) -> None:
    background = Background()
    asked = threading.Event()

    async def question() -> None:
        asked.set()
        await asyncio.sleep(3600)

    background.ask("Asking", question, lambda result: None)
    assert asked.wait(5)
    background.close()  # the thread that is left would fail this test


def test_nothing_begins_once_it_is_closed(qapp: Any) -> None:
    background = Background()
    background.close()
    task = background.run("Reading", lambda task: 7, lambda result: None)
    assert task.cancelled
    asked = background.ask("Asking", asyncio.Event().wait, lambda result: None)
    assert asked.cancelled
