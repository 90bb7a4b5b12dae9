"""API keys, in the system keyring and nowhere else: one entry per server and user.

A keyring may hang on a prompt that nobody sees. Every call runs on a thread of its own and is given
up after some seconds; the thread then ends with its call, or with the program.
"""

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from mapper_gui.mapping.errors import SecretError, SecretKind

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "mapper-for-commcare"
"""The name of the entries. It never changes: the keys of people who use the program hang on it."""

_T = TypeVar("_T")


def read_key(server_url: str, username: str, *, within_seconds: float = 5) -> str | None:
    """The API key of this user on this server; None when there is none.

    Raises SecretError, as all three do: NO_KEYRING, UNSAFE_KEYRING, LOCKED, TIMEOUT, FAILED (facts
    backend, reason, seconds).
    """
    name = _entry(server_url, username)

    def read() -> str | None:
        for backend in _safe_backends():
            found = backend.get_password(SERVICE, name)
            if found:
                return found
        return None

    return _within(within_seconds, read)


def keep_key(server_url: str, username: str, key: str, *, within_seconds: float = 5) -> None:
    """Keeps a key, in place of an earlier one. After TIMEOUT it may or may not have been kept."""
    name = _entry(server_url, username)

    def keep() -> None:
        for backend in _safe_backends():
            try:
                backend.set_password(SERVICE, name, key)
            except NotImplementedError:  # one that can only be read
                continue
            return
        raise SecretError(SecretKind.NO_KEYRING)

    _within(within_seconds, keep, hide=key)


def forget_key(server_url: str, username: str, *, within_seconds: float = 5) -> None:
    """Removes a key; that there is none is no error."""
    name = _entry(server_url, username)

    def forget() -> None:
        from keyring.errors import PasswordDeleteError

        for backend in _safe_backends():
            try:
                # Not every keyring says by an error of its own that there is nothing to delete.
                if backend.get_password(SERVICE, name) is not None:
                    backend.delete_password(SERVICE, name)
            except (PasswordDeleteError, NotImplementedError):
                continue

    _within(within_seconds, forget)


def keyring_in_use(*, within_seconds: float = 5) -> str:
    """The name of the keyring that keys are kept in. Nothing is read from it."""
    return _within(within_seconds, lambda: _name(_safe_backends()[0]))


def _entry(server_url: str, username: str) -> str:
    """The name of an entry within the service. It never changes either."""
    return f"{username.strip()} {server_url.strip().rstrip('/').lower()}"


def _safe_backends() -> "list[KeyringBackend]":
    """The system's keyrings in the order to use them, without those that keep nothing safe."""
    import keyring
    from keyring.backends import chainer, fail

    chosen = keyring.get_keyring()
    each = list(chosen.backends) if isinstance(chosen, chainer.ChainerBackend) else [chosen]
    usable = [one for one in each if not isinstance(one, fail.Keyring)]
    safe = [one for one in usable if not _is_unsafe(one)]
    if safe:
        return safe
    if usable:
        raise SecretError(SecretKind.UNSAFE_KEYRING, backend=_name(usable[0]))
    raise SecretError(SecretKind.NO_KEYRING)


def _is_unsafe(backend: object) -> bool:
    """keyrings.alt writes clear text into a file without a word; the null keyring forgets."""
    return any(
        kind.__module__.split(".")[:2] == ["keyrings", "alt"]
        or kind.__module__ == "keyring.backends.null"
        or "plaintext" in kind.__name__.lower()
        for kind in type(backend).__mro__
    )


def _name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _within(seconds: float, call: Callable[[], _T], *, hide: str = "") -> _T:
    """What the call gives. Errors of keyrings become SecretErrors, without the key to `hide`."""
    outcome: queue.SimpleQueue[tuple[_T | None, SecretError | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((call(), None))
        except SecretError as error:
            outcome.put((None, error))
        except Exception as error:  # noqa: BLE001 - keyrings are other people's programs
            outcome.put((None, _meaning(error, hide)))

    threading.Thread(target=run, name="keyring", daemon=True).start()
    failure: SecretError | None
    try:
        result, failure = outcome.get(timeout=seconds)
    except queue.Empty:
        result, failure = None, SecretError(SecretKind.TIMEOUT, seconds=seconds)
    if failure is not None:
        # A new error: the one from the thread would bring the keyring's own along.
        raise SecretError(SecretKind(failure.kind), **failure.facts)
    return result  # type: ignore[return-value]


def _meaning(error: Exception, hide: str) -> SecretError:
    from keyring.errors import KeyringLocked, NoKeyringError

    if isinstance(error, KeyringLocked):
        return SecretError(SecretKind.LOCKED)
    if isinstance(error, NoKeyringError):
        return SecretError(SecretKind.NO_KEYRING)
    said = str(error).replace(hide, "…") if hide else str(error)
    reason = f"{type(error).__name__}: {' '.join(said.split())[:200]}"
    return SecretError(SecretKind.FAILED, reason=reason.rstrip(": "))
