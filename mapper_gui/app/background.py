"""Work that must not hold up the window: local work on a pool, network work on one asyncio thread.

Results come back to the window's thread through one long-lived queued signal; a request's own
QObject would lose them when it is deleted. Cancelling a network task cancels its coroutine, which
closes the connection; cancelling local work sets a flag that the work polls.
"""

import itertools
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from mapper_gui.mapping.errors import MapperError

if TYPE_CHECKING:
    import asyncio

Result = TypeVar("Result")
Done = Callable[[Any], None]
Failed = Callable[[MapperError], None]


class Task:
    """One piece of work under way. `words` says what is being done, for the progress bar.

    One that is `kept` cannot be cancelled: a file that is being written, a key that is being kept.
    """

    def __init__(
        self, number: int, words: str, done: Done, failed: Failed | None, *, kept: bool = False
    ) -> None:
        self.number = number
        self.words = words
        self.done = done
        self.failed = failed
        self.kept = kept
        self.future: Future[Any] | None = None
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Polled by local work, from any thread."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop as soon as possible; neither `done` nor `failed` is called after this."""
        if self.kept:
            return
        self._cancelled.set()
        if self.future is not None:
            self.future.cancel()

    def wait(self, seconds: float = 10) -> None:
        """Wait for local work that cannot be left half done."""
        if self.future is not None and not self.future.cancelled():
            wait([self.future], timeout=seconds)


class Background(QObject):
    """Runs work elsewhere and gives the result back on the thread this object lives on.

    An error that is not one of the program's own is raised there, so that it is seen.
    """

    task_started = Signal(object)
    task_ended = Signal(object)  # done, failed or cancelled
    _finished = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._under_way: dict[int, Task] = {}
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mapper-work")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread: threading.Thread | None = None
        self._closed = False
        self._at_close: list[Callable[[], None]] = []
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        words: str,
        work: Callable[[Task], Result],
        done: Done,
        failed: Failed | None = None,
        *,
        kept: bool = False,
    ) -> Task:
        """Do local work on the pool. `work` gets its task, to poll `cancelled`."""
        task = self._new_task(words, done, failed, kept)
        if task is not None:
            task.future = self._pool.submit(work, task)
            task.future.add_done_callback(lambda future: self._report(task, future))
            return task
        return _never(words, done, failed)

    def ask(
        self,
        words: str,
        question: Callable[[], Coroutine[Any, Any, Result]],
        done: Done,
        failed: Failed | None = None,
    ) -> Task:
        """Run a coroutine on the network thread."""
        import asyncio

        task = self._new_task(words, done, failed)
        if task is not None:
            task.future = asyncio.run_coroutine_threadsafe(question(), self._running_loop())
            task.future.add_done_callback(lambda future: self._report(task, future))
            return task
        return _never(words, done, failed)

    def at_close(self, end: Callable[[], None]) -> None:
        """End this too when the program closes: what work under way may be waiting for."""
        self._at_close.append(end)

    def close(self) -> None:
        """Cancel what is under way and end the threads; what is kept is waited for."""
        self._closed = True
        for task in [*self._under_way.values()]:
            task.cancel()
        self._under_way.clear()
        for end in self._at_close:
            end()
        self._pool.shutdown(wait=True)
        if self._loop is not None and self._loop_thread is not None:
            import asyncio

            asyncio.run_coroutine_threadsafe(_cancel_all(), self._loop)
            self._loop_thread.join(timeout=5)
            self._loop = None

    @property
    def under_way(self) -> tuple[Task, ...]:
        return tuple(self._under_way.values())

    def _new_task(
        self, words: str, done: Done, failed: Failed | None, kept: bool = False
    ) -> Task | None:
        """A task under way; None when the program is closing and nothing new begins."""
        if self._closed:
            return None
        task = Task(next(self._numbers), words, done, failed, kept=kept)
        self._under_way[task.number] = task
        self.task_started.emit(task)
        return task

    def _running_loop(self) -> "asyncio.AbstractEventLoop":
        if self._loop is None:
            import asyncio

            loop = asyncio.new_event_loop()
            self._loop = loop
            self._loop_thread = threading.Thread(
                target=_run_loop, args=(loop,), name="mapper-network", daemon=True
            )
            self._loop_thread.start()
        return self._loop

    def _report(self, task: Task, future: "Future[Any]") -> None:
        # On the worker's thread: only the signal may be touched.
        result: object = None
        error: BaseException | None = None
        if future.cancelled():
            task.cancel()
        else:
            error = future.exception()
            result = future.result() if error is None else None
        try:
            self._finished.emit(task, result, error)
        except RuntimeError:
            return  # the program is closing and the receiver is gone

    def _deliver(self, task: Task, result: object, error: BaseException | None) -> None:
        known = self._under_way.pop(task.number, None) is not None
        if known:
            self.task_ended.emit(task)
        if task.cancelled or not known:
            return
        if error is None:
            task.done(result)
        elif isinstance(error, MapperError) and task.failed is not None:
            task.failed(error)
        else:
            raise error


def _never(words: str, done: Done, failed: Failed | None) -> Task:
    """A task that was asked for while the program closes."""
    task = Task(0, words, done, failed)
    task.cancel()
    return task


def _run_loop(loop: "asyncio.AbstractEventLoop") -> None:
    import asyncio

    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


async def _cancel_all() -> None:
    import asyncio

    loop = asyncio.get_running_loop()
    mine = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not mine]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    loop.call_soon(loop.stop)
