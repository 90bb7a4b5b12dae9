"""Submissions and cases as CommCare HQ's API gives them (CommCare page 4.2, 4.4 and 6).

A record is the parsed JSON as it came. Nothing here changes one.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def is_submission(answer: object) -> bool:
    """Whether parsed JSON is one submission: an `id`, and the answers under `form`."""
    return (
        isinstance(answer, dict)
        and isinstance(answer.get("id"), str)
        and isinstance(answer.get("form"), dict)
    )


def is_case(answer: object) -> bool:
    """Whether parsed JSON is one case, of either version of the API."""
    return (
        isinstance(answer, dict)
        and isinstance(answer.get("case_id"), str)
        and isinstance(answer.get("properties"), dict)
    )


def is_application(answer: object) -> bool:
    """Whether parsed JSON is one app, or one build of an app."""
    return (
        isinstance(answer, dict)
        and isinstance(answer.get("id"), str)
        and isinstance(answer.get("modules"), list)
        and "versions" in answer
    )


def xmlns_of(submission: Json) -> str | None:
    """The xmlns of a submission's form."""
    form = submission.get("form")
    xmlns = form.get("@xmlns") if isinstance(form, dict) else None
    return xmlns if isinstance(xmlns, str) else None


def moment(text: object) -> datetime:
    """A time of the API, which is UTC unless it says otherwise; long ago when it is unreadable."""
    if not isinstance(text, str):
        return _LONG_AGO
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return _LONG_AGO
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def newest_first(submissions: Iterable[Json]) -> list[Json]:
    """Submissions by the time they were received, the last one first."""
    return sorted(submissions, key=lambda one: moment(one.get("received_on")), reverse=True)


def case_blocks(submission: Json) -> Iterator[Json]:
    """Every case block of a submission, wherever it stands (CommCare page 6.8), in its order.

    What `case` holds is a block when it names a case_id; nothing is looked for inside a block.
    """
    waiting: list[object] = [submission.get("form")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            inner: list[object] = []
            for name, value in node.items():
                if name != "case":
                    inner.append(value)
                    continue
                for block in value if isinstance(value, list) else [value]:
                    if isinstance(block, dict) and case_id_of(block):
                        yield block
                    else:
                        inner.append(block)
            waiting.extend(reversed(inner))


def case_id_of(block: Json) -> str:
    """The case_id of a case block: an attribute, in the first version of case XML a child."""
    found = block.get("@case_id") or block.get("case_id")
    return found if isinstance(found, str) else ""
