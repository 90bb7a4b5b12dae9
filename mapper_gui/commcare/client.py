"""CommCare HQ's form, case and application APIs, read only (CommCare pages 3 and 4)."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from mapper_gui.commcare.answers import Answer, NotJsonError, meaning, read_json
from mapper_gui.commcare.case_pages import CaseList, CasePages, NotACasePageError
from mapper_gui.commcare.limits import Limits
from mapper_gui.commcare.network import Network
from mapper_gui.commcare.records import Json, is_application, is_case, is_submission, newest_first
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import Fact, ServerError, ServerKind

if TYPE_CHECKING:
    import httpx


class Addresses(StrEnum):
    """The two generations of addresses (CommCare page 4.1): a server may have only the old ones."""

    NEW = "new"
    OLD = "old"


MOST_AT_ONCE = 1000
"""Submissions in one answer of the API (CommCare page 4.3)."""
_SMALLEST_PAGE = 50
_OVERLAP = 10
"""So many of a page may be known from the page before: those indexed at the same moment."""

_FORM = {Addresses.NEW: "form/v1", Addresses.OLD: "v0.5/form"}
_CASE = {Addresses.NEW: "case/v1", Addresses.OLD: "v0.5/case"}
_CASE_V2 = {Addresses.NEW: "case/v2", Addresses.OLD: "v0.6/case"}
_APPLICATION = {Addresses.NEW: "application/v1", Addresses.OLD: "v0.5/application"}
_USER_DOMAINS = {Addresses.NEW: "user_domains/v1", Addresses.OLD: "v0.5/user_domains"}

_EXPLAINABLE = frozenset(
    {
        ServerKind.NOT_AUTHORISED,
        ServerKind.FORBIDDEN,
        ServerKind.NOT_A_MEMBER,
        ServerKind.NO_SUCH_SPACE,
    }
)


@dataclass(frozen=True, slots=True)
class FormList:
    """Submissions, newest first, and how many there are in all where the server says so."""

    forms: tuple[Json, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A connection that works: what the server said to it."""

    connection: Connection
    submissions: int | None
    """How many submissions the project space has, where the server counts them."""
    addresses: Addresses


class HqClient:
    """Asks CommCare HQ as one user in one project space. Use as an async context manager.

    Every method raises ServerError, with the facts server, project_space, username and, when the
    server answered, status. The API key is kept in no error and shown by no repr.
    """

    def __init__(
        self,
        connection: Connection,
        api_key: str,
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        limits: Limits | None = None,
        network: Network | None = None,
    ) -> None:
        """`network`: what a person set for this machine. Raises ServerError NO_KEY, BAD_KEY,
        BAD_CA_FILE, or PROXY for proxy settings that cannot be used."""
        # httpx takes 50 ms to import, and a session that never looks anything up need not pay.
        from mapper_gui.commcare.wire import Wire

        self.connection = connection
        self._limits = limits or Limits()
        self._wire = Wire(connection, api_key, self._limits, transport, network)
        self._addresses: Addresses | None = None

    async def __aenter__(self) -> Self:
        await self._wire.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._wire.__aexit__(kind, error, trace)

    async def get_form(self, form_id: str) -> Json:
        """The submission of this form id. Raises ServerError NOT_FOUND when there is none."""
        found = await self._get(_FORM, form_id)
        if not is_submission(found) or not _same(found["id"], form_id):
            raise self.unexpected("form")
        submission: Json = found
        return submission

    async def get_case(self, case_id: str) -> Json:
        """The case of this case_id, version 1 of the API, which names the case's submissions
        (`xform_ids`). Raises ServerError NOT_FOUND when there is none."""
        found = await self._get(_CASE, case_id)
        if not is_case(found) or not _same(found["case_id"], case_id):
            raise self.unexpected("case")
        case: Json = found
        return case

    async def get_case_v2(self, case_id: str) -> Json:
        """The case of this case_id, version 2 of the API, which does not name the case's
        submissions (page 4.5). Raises ServerError NOT_FOUND when there is none."""
        found = await self._get(_CASE_V2, case_id)
        if not is_case(found) or not _same(found["case_id"], case_id):
            raise self.unexpected("case")
        case: Json = found
        return case

    async def get_cases(self, count: int, filters: Mapping[str, str] | None = None) -> CaseList:
        """Cases of version 2 of the API, at most `count`, page by page (page 4.5).

        `filters`: such as `case_type`, `external_id`, `properties.dob`, `indexed_on.gte`; one that
        the server does not know is BAD_REQUEST. Of the address of the next page only its cursor is
        taken: the question goes to this server, whatever the address says.
        """
        pages = CasePages(count)
        asked = {**(filters or {}), "limit": pages.size}
        while asked:
            found = await self._get(_CASE_V2, None, asked)
            cursor = None
            with suppress(NotACasePageError):
                cursor = pages.add(found)
            if cursor is None:
                raise self.unexpected("case_list")
            asked = {"cursor": cursor} if cursor else {}
        return pages.cases

    async def get_application(self, app_id: str) -> Json:
        """The app of this id, with its versions and the draft's forms, or one build of an app
        (page 3). Raises ServerError NOT_FOUND when there is none."""
        found = await self._get(_APPLICATION, app_id, at_most=self._limits.application)
        if not is_application(found) or not _same(found["id"], app_id):
            raise self.unexpected("app")
        application: Json = found
        return application

    async def get_forms(
        self,
        *,
        case_id: str | None = None,
        xmlns: str | None = None,
        app_id: str | None = None,
        limit: int = 20,
    ) -> FormList:
        """The newest submissions, of a case or of a form where asked for: one call (page 4.3).

        `limit` is 1 to 1000. An empty `xmlns` asks for all forms.
        """
        parameters = {"limit": str(max(1, min(limit, MOST_AT_ONCE))), "order_by": "-received_on"}
        wanted = {"case_id": case_id, "xmlns": xmlns, "app_id": app_id}
        parameters.update({name: value for name, value in wanted.items() if value})
        return await self._get_list(parameters)

    async def _get_list(self, parameters: Mapping[str, str]) -> FormList:
        found = await self._get(_FORM, None, parameters)
        objects = found.get("objects") if isinstance(found, dict) else None
        if not isinstance(objects, list) or not all(is_submission(each) for each in objects):
            raise self.unexpected("form_list")
        meta = found.get("meta")
        total = meta.get("total_count") if isinstance(meta, dict) else None
        counted = isinstance(total, int) and not isinstance(total, bool) and total >= 0
        return FormList(tuple(newest_first(objects)), total if counted else None)

    async def get_forms_of_case(
        self, case_id: str, xmlns: str | None = None, limit: int = 20
    ) -> list[Json]:
        """The submissions that touched a case, newest first; of one form only where asked for."""
        return list((await self.get_forms(case_id=case_id, xmlns=xmlns, limit=limit)).forms)

    async def get_recent_forms(
        self,
        count: int,
        *,
        xmlns: str,
        app_id: str = "",
        note: Callable[[int], None] | None = None,
    ) -> list[Json]:
        """The last `count` submissions of a form, by when they were indexed, the newest first.

        One call gives up to 1,000 (page 4.3); an answer that would be too large is asked for in
        smaller parts. `note` is told how many there are so far after each call.
        """
        found: dict[str, Json] = {}
        page = min(count, MOST_AT_ONCE)
        asked = {"xmlns": xmlns, "order_by": "-indexed_on"}
        if app_id:
            asked["app_id"] = app_id
        while len(found) < count:
            size = min(page, count - len(found) + _OVERLAP if found else page)
            try:
                forms = (await self._get_list({**asked, "limit": str(size)})).forms
            except ServerError as error:
                if error.kind is not ServerKind.TOO_LARGE or page <= _SMALLEST_PAGE:
                    raise
                page = max(_SMALLEST_PAGE, page // 4)
                continue
            new = [one for one in forms if one["id"] not in found]
            found.update((one["id"], one) for one in new)
            if note is not None:
                note(min(len(found), count))
            last = min((str(one.get("indexed_on") or "") for one in forms), default="")
            if not new or len(forms) < size or not last:
                break
            # By time and not by offset: what is submitted meanwhile shifts no page. Without the Z,
            # which CommCare HQ refuses beside a fraction of a second.
            asked["indexed_on_end"] = last.removesuffix("Z")
        return newest_first(found.values())[:count]

    async def check(self) -> Checked:
        """Whether submissions of this project space can be read with this key.

        Asks for the newest submission, the permission that look-ups need. When that is refused it
        asks which project spaces the user belongs to, which tells a wrong key from a key that may
        not be used here, and a missing membership from a missing permission. The error then has
        `key_works` (True or False, where that is known) and `spaces` (names, where they are known).
        """
        try:
            found = await self.get_forms(limit=1)
            return Checked(self.connection, found.total, self._addresses or Addresses.NEW)
        except ServerError as error:
            if error.kind not in _EXPLAINABLE:
                raise
            refused = error
        raise await self._explained(refused)

    async def _explained(self, refused: ServerError) -> ServerError:
        try:
            spaces = await self._get_own_spaces()
        except ServerError as error:
            if error.kind is ServerKind.NOT_AUTHORISED:
                return ServerError(refused.kind, **{**refused.facts, "key_works": False})
            return refused
        facts = {**refused.facts, "key_works": True, "spaces": spaces}
        if self.connection.project_space.lower() not in {space.lower() for space in spaces}:
            return ServerError(ServerKind.NOT_A_MEMBER, **facts)
        return ServerError(refused.kind, **facts)

    async def _get_own_spaces(self) -> tuple[str, ...]:
        for generation in Addresses:
            answer = await self._ask(f"/api/{_USER_DOMAINS[generation]}/")
            if not answer.is_unknown_address:
                break
        found = self._json(answer)
        objects = found.get("objects") if isinstance(found, dict) else None
        if not isinstance(objects, list):
            raise self.unexpected("user_domains")
        names = (each.get("domain_name") for each in objects if isinstance(each, dict))
        return tuple(sorted(name for name in names if isinstance(name, str)))

    async def _get(
        self,
        thing: Mapping[Addresses, str],
        record_id: str | None,
        parameters: Mapping[str, str] | None = None,
        at_most: int | None = None,
    ) -> Any:
        """Parsed JSON of one address, of the generation that this server is found to have."""
        last = "" if record_id is None else f"{self._step(record_id)}/"
        space = quote(self.connection.project_space, safe="")
        if at_most is None:
            limits = self._limits
            at_most = limits.list_of_records if record_id is None else limits.one_record
        for generation in (self._addresses,) if self._addresses else Addresses:
            path = f"/a/{space}/api/{thing[generation]}/{last}"
            answer = await self._ask(path, parameters, at_most)
            no_list = answer.status == 404 and record_id is None and not answer.says
            if answer.is_unknown_address or no_list:
                continue
            if answer.status in (200, 404):
                self._addresses = generation
            return self._json(answer)
        known = self._addresses is not None and record_id is not None
        kind = ServerKind.NOT_FOUND if known else ServerKind.NO_SUCH_ADDRESS
        raise self._wire.error(kind, status=404)

    async def _ask(
        self, path: str, parameters: Mapping[str, str] | None = None, at_most: int = 1_000_000
    ) -> Answer:
        return await self._wire.ask(path, parameters or {}, at_most=at_most)

    def _step(self, record_id: str) -> str:
        """An id as one step of a path, so that no id can lead anywhere else."""
        if not record_id.strip(". ") or not record_id.isprintable() or len(record_id) > 255:
            raise self._wire.error(ServerKind.BAD_ID, found=record_id[:100], reason="not_an_id")
        return quote(record_id, safe="")

    def _json(self, answer: Answer) -> Any:
        refused = meaning(answer)
        if refused is not None:
            kind, facts = refused
            raise self._wire.error(kind, status=answer.status, **facts)
        reason = ""
        try:
            return read_json(answer.body)
        except NotJsonError as error:
            reason = str(error)
        kind = ServerKind.TOO_LARGE if reason == "size" else ServerKind.NOT_JSON
        found: dict[str, Fact] = {"limit": None} if reason == "size" else {"found": reason}
        raise self._wire.error(kind, status=answer.status, **found)

    def unexpected(self, wanted: str) -> ServerError:
        """The error for JSON that is not what was asked for."""
        return self._wire.error(ServerKind.UNEXPECTED_SHAPE, status=200, wanted=wanted)


def _same(one: str, other: str) -> bool:
    return one.strip().lower() == other.strip().lower()
