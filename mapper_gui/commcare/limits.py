"""How long an answer may take and how large it may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes; bytes count after unpacking."""

    connect: float = 10.0
    silence: float = 30.0
    """Between two pieces of an answer."""
    total: float = 60.0
    """For one question, redirects and the second try included."""
    pause: float = 1.0
    """Before the one second try."""
    patience: float = 2.0
    """The longest Retry-After that is waited for; a longer one is reported."""
    one_record: int = 20_000_000
    list_of_records: int = 60_000_000
    application: int = 60_000_000
    """The structure of a large app is several megabytes (CommCare page 11.17)."""
