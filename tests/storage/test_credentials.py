"""API keys in keyrings of every temper. The real ones of this machine are never asked."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import keyring
import keyring.backend
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from mapper_gui.mapping.errors import SecretError, SecretKind
from mapper_gui.storage.credentials import SERVICE, forget_key, keep_key, read_key
from mapper_gui.wording.server import secret_error_sentence

WWW = "https://www.commcarehq.org"
ME = "me@example.org"
KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0deadbeef"

CALLS: dict[str, Callable[[], object]] = {
    "reading": lambda: read_key(WWW, ME),
    "keeping": lambda: keep_key(WWW, ME, KEY),
    "forgetting": lambda: forget_key(WWW, ME),
}
any_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())


class Refusing(keyring.backend.KeyringBackend):
    """A keyring that does the same, whatever it is asked."""

    priority = 1

    def __init__(self, does: Callable[[], Any]) -> None:
        super().__init__()
        self._does = does

    def get_password(self, service: str, username: str) -> Any:
        return self._does()

    def set_password(self, service: str, username: str, password: str) -> None:
        self._does()

    def delete_password(self, service: str, username: str) -> None:
        self._does()


def raising(error: Exception) -> Refusing:
    def does() -> None:
        raise error

    return Refusing(does)


def refusal(call: Callable[[], object]) -> SecretError:
    with pytest.raises(SecretError) as caught:
        call()
    assert secret_error_sentence(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


def test_a_key_is_kept_read_and_forgotten(memory_keyring: Any) -> None:
    assert read_key(WWW, ME) is None
    keep_key(WWW, ME, KEY)
    assert read_key(WWW, ME) == KEY
    keep_key(WWW, ME, "newer")
    assert read_key(WWW, ME) == "newer"
    assert {service for service, _ in memory_keyring.kept} == {SERVICE} == {"mapper-for-commcare"}
    forget_key(WWW, ME)
    assert read_key(WWW, ME) is None
    forget_key(WWW, ME)


def test_every_server_and_user_has_a_key_of_its_own(memory_keyring: Any) -> None:
    keep_key(WWW, ME, "one")
    keep_key("https://india.commcarehq.org", ME, "two")
    keep_key(WWW, "other@example.org", "three")
    assert read_key(WWW, ME) == "one"
    assert read_key("https://india.commcarehq.org/", ME) == "two"
    assert read_key("https://WWW.commcarehq.org/", "other@example.org") == "three"


def test_the_name_of_an_entry_never_changes(memory_keyring: Any) -> None:
    keep_key(WWW, ME, KEY)
    assert list(memory_keyring.kept) == [
        ("mapper-for-commcare", "me@example.org https://www.commcarehq.org")
    ]


@any_call
def test_no_keyring_is_said_so(call: Callable[[], object]) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())
    assert refusal(call).kind is SecretKind.NO_KEYRING
    keyring.set_keyring(raising(keyring.errors.NoKeyringError()))
    assert refusal(call).kind is SecretKind.NO_KEYRING


@any_call
def test_a_locked_keyring_is_said_so(call: Callable[[], object]) -> None:
    keyring.set_keyring(raising(keyring.errors.KeyringLocked("Failed to unlock")))
    assert refusal(call).kind is SecretKind.LOCKED


@any_call
@pytest.mark.parametrize(
    "error", [keyring.errors.InitError("no"), RuntimeError("D-Bus"), ValueError()]
)
def test_a_keyring_that_fails_is_said_so_with_its_reason(
    call: Callable[[], object], error: Exception
) -> None:
    keyring.set_keyring(raising(error))
    refused = refusal(call)
    assert refused.kind is SecretKind.FAILED
    assert type(error).__name__ in str(refused.facts["reason"])


def test_a_keyring_that_repeats_the_key_in_its_error_gives_it_away_to_nobody() -> None:
    keyring.set_keyring(raising(RuntimeError(f"cannot store {KEY}")))
    refused = refusal(CALLS["keeping"])
    assert KEY not in repr(refused) + secret_error_sentence(refused)


@pytest.mark.parametrize("call", ["read", "keep", "forget"])
def test_a_keyring_that_hangs_is_given_up(call: str) -> None:
    release = threading.Event()
    keyring.set_keyring(Refusing(lambda: release.wait(60)))
    calls: dict[str, Callable[[], object]] = {
        "read": lambda: read_key(WWW, ME, within_seconds=0.05),
        "keep": lambda: keep_key(WWW, ME, KEY, within_seconds=0.05),
        "forget": lambda: forget_key(WWW, ME, within_seconds=0.05),
    }
    refused = refusal(calls[call])
    release.set()
    assert refused.kind is SecretKind.TIMEOUT
    assert refused.facts["seconds"] == 0.05


def plaintext_keyring(kept: list[str]) -> keyring.backend.KeyringBackend:
    """A keyring as keyrings.alt has them, which write clear text into a file without a word."""

    class Keyring(Refusing):
        __module__ = "keyrings.alt.file"

    return Keyring(lambda: kept.append("used"))


@any_call
def test_a_keyring_that_stores_clear_text_is_not_used(call: Callable[[], object]) -> None:
    kept: list[str] = []
    keyring.set_keyring(plaintext_keyring(kept))
    refused = refusal(call)
    assert refused.kind is SecretKind.UNSAFE_KEYRING
    assert "keyrings.alt" in str(refused.facts["backend"])
    assert not kept


def test_a_keyring_derived_from_an_unsafe_one_is_not_used() -> None:
    kept: list[str] = []
    unsafe = plaintext_keyring(kept)
    derived = type("MyKeyring", (type(unsafe),), {"__module__": "mine"})
    keyring.set_keyring(derived(lambda: kept.append("used")))
    assert refusal(CALLS["keeping"]).kind is SecretKind.UNSAFE_KEYRING
    assert not kept


@any_call
def test_the_keyring_that_forgets_everything_is_not_used(call: Callable[[], object]) -> None:
    keyring.set_keyring(keyring.backends.null.Keyring())
    assert refusal(call).kind is SecretKind.UNSAFE_KEYRING


def test_of_several_keyrings_only_the_safe_ones_are_used(
    memory_keyring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    several = [plaintext_keyring(kept), raising(NotImplementedError()), memory_keyring]
    chainer = keyring.backends.chainer.ChainerBackend
    monkeypatch.setattr(chainer, "backends", several)
    keyring.set_keyring(chainer())
    with pytest.raises(SecretError):
        read_key(WWW, ME)  # one that cannot read is not passed over in silence
    several.pop(1)
    keep_key(WWW, ME, KEY)
    assert read_key(WWW, ME) == KEY
    assert memory_keyring.kept
    forget_key(WWW, ME)
    assert not memory_keyring.kept
    assert not kept
    several.pop()
    assert refusal(CALLS["reading"]).kind is SecretKind.UNSAFE_KEYRING


@pytest.mark.everything("a secret service in a session of its own")
def test_a_real_secret_service_keeps_a_key(system_keyring: Any) -> None:
    user = f"{uuid.uuid4().hex}@example.org"
    assert read_key(WWW, user) is None
    keep_key(WWW, user, KEY)
    try:
        assert read_key(WWW, user) == KEY
    finally:
        forget_key(WWW, user)
    assert read_key(WWW, user) is None
