"""Cases in pages, as version 2 of the case API gives them (CommCare page 4.5)."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from mapper_gui.commcare.records import Json, is_case

MOST_ON_A_PAGE = 5000
_LONGEST_CURSOR = 20_000
_MOST_PAGES = 200


@dataclass(frozen=True, slots=True)
class CaseList:
    """Cases in the server's order, and how many match in all where the server says so."""

    cases: tuple[Json, ...]
    matching: int | None


class NotACasePageError(ValueError):
    """JSON that is no page of cases."""


class CasePages:
    """Collects pages until there are enough cases, none is new, or none follows."""

    def __init__(self, count: int) -> None:
        self._count = max(1, count)
        self._found: dict[str, Json] = {}
        self._cursors: set[str] = set()
        self._matching: int | None = None

    @property
    def size(self) -> str:
        """What to ask for as `limit`."""
        return str(min(self._count, MOST_ON_A_PAGE))

    @property
    def cases(self) -> CaseList:
        return CaseList(tuple(self._found.values())[: self._count], self._matching)

    def add(self, page: object) -> str:
        """Takes in one page; the cursor of the next one to ask for, empty for none.

        Raises NotACasePageError.
        """
        cases = page.get("cases") if isinstance(page, dict) else None
        if not isinstance(page, dict) or not isinstance(cases, list):
            raise NotACasePageError
        if not all(is_case(each) for each in cases):
            raise NotACasePageError
        before = len(self._found)
        self._found.update((each["case_id"], each) for each in cases)
        matching = page.get("matching_records")
        if self._matching is None and isinstance(matching, int) and not isinstance(matching, bool):
            self._matching = matching
        cursor = _cursor(page.get("next"))
        enough = len(self._found) >= self._count or len(self._found) == before
        if enough or cursor in self._cursors or len(self._cursors) >= _MOST_PAGES:
            return ""
        if cursor:
            self._cursors.add(cursor)
        return cursor


def _cursor(following: object) -> str:
    """The cursor in the address of the next page; the documentation also has it as an object."""
    if isinstance(following, dict):
        following = following.get("cursor")
        found = [following] if isinstance(following, str) else []
    elif isinstance(following, str):
        try:
            found = parse_qs(urlsplit(following).query).get("cursor", [])
        except ValueError:
            raise NotACasePageError from None
    elif following is None:
        return ""
    else:
        found = []
    if len(found) != 1 or not 0 < len(found[0]) <= _LONGEST_CURSOR:
        raise NotACasePageError
    return found[0]
