"""From a form id, a case_id or a pasted link to the submission or case behind it.

Which of the two an id belongs to is found out by asking, as CommCare HQ's own "Find Data by ID"
does: ids have no common form, so none is refused for its looks (CommCare page 5).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote, urlsplit

from mapper_gui.commcare.limits import Limits
from mapper_gui.commcare.records import Json, newest_first, xmlns_of
from mapper_gui.commcare.servers import Connection, is_loopback, project_space_in, server_url
from mapper_gui.mapping.errors import ServerError, ServerKind

if TYPE_CHECKING:
    import httpx

    from mapper_gui.commcare.client import HqClient

Kind = Literal["form", "case"]

_QUOTES = "\"'`´“”„‘’‚«»‹›<>()[]{},;"
_NAMED = re.compile(
    r"""["']?(?P<name>@?case[ _-]?id|form[ _-]?id|instanceID|_?id)["']?\s*[:=]\s*(?P<id>.*)""",
    re.IGNORECASE | re.DOTALL,
)
_ID = re.compile(r"[^\s/\\?#%]{1,255}")
_PAGES: dict[str, Kind] = {"form_data": "form", "case_data": "case"}
_API: dict[str, Kind] = {"form": "form", "case": "case", "form_attachment": "form"}
_VERSION = re.compile(r"v\d[\d.]*|attachment")

_LAG_LOOK_UPS = 3


@dataclass(frozen=True, slots=True)
class LookUp:
    """What to look for; `hint` is the kind that a link or a name beside the id gives away."""

    id: str
    hint: Kind | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What an id turned out to be.

    A form: `form`, which is also the one submission. A case: `case` and its `submissions`, newest
    first, of the wanted form where one was given; `more` of those were not fetched, and
    `other_submissions` are of other forms. `asked` says which kinds were asked for, in order.
    """

    kind: Kind
    asked: tuple[Kind, ...]
    form: Json | None
    case: Json | None
    submissions: tuple[Json, ...]
    more: int = 0
    other_submissions: int = 0


def parse_look_up(text: str, connection: Connection) -> LookUp:
    """An id, as it is or in a link of CommCare HQ, cleaned of what copying adds.

    Links: the pages of a submission and of a case, and their API addresses. Raises ServerError
    BAD_ID (facts found, reason: empty, several, no_id_in_link, not_an_id), or OTHER_SERVER for a
    link to another server or project space (facts link_server, link_project_space).
    """
    cleaned = _cleaned(text)
    hint: Kind | None = None
    named = _NAMED.fullmatch(cleaned)
    if named:
        hint = "case" if "case" in named["name"].lower() else "form"
        cleaned = _cleaned(named["id"])
    if not cleaned:
        raise _bad_id(text, "empty")
    if len(cleaned.split()) > 1:
        raise _bad_id(cleaned, "several")
    if "/" in cleaned:
        return _in_link(cleaned, connection)
    return LookUp(_an_id(cleaned, cleaned), hint)


def _cleaned(text: str) -> str:
    """Without zero-width and direction characters, quotes and what surrounds a pasted cell."""
    if len(text) > 5000:
        raise _bad_id(text, "not_an_id")
    # Category Cf: zero-width space and joiners, soft hyphen, direction marks, byte order mark.
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    around = _QUOTES + " \t\r\n\u00a0"
    return visible.strip(around).rstrip(".").strip(around)


def _an_id(step: str, given: str) -> str:
    if not _ID.fullmatch(step) or not step.isprintable() or not step.strip("."):
        raise _bad_id(given, "not_an_id")
    return step


def _in_link(link: str, connection: Connection) -> LookUp:
    server, rest = connection.server_url, link
    if "://" in link or re.match(r"[^/]*[.:]|localhost/", link):
        server, rest = _server_and_path(link)
    path = rest.partition("?")[0].partition("#")[0]
    space = project_space_in(path)
    same_space = space is None or space.lower() == connection.project_space.lower()
    if server != connection.server_url or not same_space:
        raise ServerError(
            ServerKind.OTHER_SERVER,
            server=connection.server_url,
            project_space=connection.project_space,
            link_server=server,
            link_project_space=space,
        )
    # Percent signs are read once and per step: %2F stays inside its step.
    steps = [unquote(step) for step in path.split("/") if step]
    for name, kind in _PAGES.items():
        if name in steps[:-1]:
            return LookUp(_an_id(steps[steps.index(name) + 1], link), kind)
    if "api" in steps:
        words = [step for step in steps[steps.index("api") + 1 :] if not _VERSION.fullmatch(step)]
        if len(words) > 1 and words[0] in _API and words[1] not in ("ext", "bulk-fetch"):
            return LookUp(_an_id(words[1], link), _API[words[0]])
    raise _bad_id(link, "no_id_in_link")


def _server_and_path(link: str) -> tuple[str, str]:
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        address = parts.netloc.rpartition("@")[2]
        # A link is only read, never followed: whether it says http or https makes no difference.
        if "://" not in link or (parts.scheme == "http" and not is_loopback(link)):
            return server_url(address), parts.path
        return server_url(f"{parts.scheme}://{address}"), parts.path
    except (ValueError, ServerError):
        raise _bad_id(link, "no_id_in_link") from None


def _bad_id(found: str, reason: str) -> ServerError:
    shown = "".join(c if c.isprintable() else " " for c in found.strip()[:100])
    return ServerError(ServerKind.BAD_ID, found=shown, reason=reason)


def form_link(connection: Connection, form_id: str) -> str:
    """The page of a submission in CommCare HQ, for a browser."""
    return _page(connection, "form_data", form_id)


def case_link(connection: Connection, case_id: str) -> str:
    """The page of a case in CommCare HQ, for a browser."""
    return _page(connection, "case_data", case_id)


def _page(connection: Connection, page: str, record_id: str) -> str:
    space, step = quote(connection.project_space, safe=""), quote(record_id, safe="")
    return f"{connection.server_url}/a/{space}/reports/{page}/{step}/"


async def find(
    client: "HqClient",
    text: str,
    *,
    want_xmlns: str | None = None,
    kind: Kind | None = None,
    limit: int = 20,
) -> Found:
    """What an id or link stands for: asks for a form, then a case, or what the hint says first.

    `kind` asks for that kind alone. `want_xmlns` and `limit` choose among a case's submissions; a
    form is given back whatever its xmlns. Costs one call for a form, two to three more for a case.
    Raises ServerError NOTHING_FOUND (facts id, asked), those of `parse_look_up` and of the client.
    """
    look_up = parse_look_up(text, client.connection)
    order: tuple[Kind, ...] = ("case", "form") if look_up.hint == "case" else ("form", "case")
    asked: tuple[Kind, ...] = ()
    for each in (kind,) if kind else order:
        asked += (each,)
        try:
            if each == "form":
                form = await client.get_form(look_up.id)
                return Found("form", asked, form, None, (form,))
            case = await client.get_case(look_up.id)
        except ServerError as error:
            if error.kind is not ServerKind.NOT_FOUND:
                raise
            continue
        return await _with_submissions(client, case, asked, want_xmlns, limit)
    raise ServerError(
        ServerKind.NOTHING_FOUND,
        server=client.connection.server_url,
        project_space=client.connection.project_space,
        id=look_up.id,
        asked=asked,
    )


async def _with_submissions(
    client: "HqClient", case: Json, asked: tuple[Kind, ...], want_xmlns: str | None, limit: int
) -> Found:
    case_id = str(case["case_id"])
    named = case.get("xform_ids")
    form_ids = list(dict.fromkeys(named)) if isinstance(named, list) and _all_text(named) else []
    listed = await client.get_forms(case_id=case_id, xmlns=want_xmlns, limit=limit)
    forms, total = listed.forms, listed.total
    everything = max(len(form_ids), total or 0, len(forms))
    if not forms and form_ids:
        # None of this form, or the index that lists are made from does not have them yet.
        any_form = await client.get_forms(case_id=case_id, limit=1) if want_xmlns else listed
        if not any_form.forms:
            forms = await _one_by_one(client, form_ids, want_xmlns)
            total = None
        everything = max(everything, any_form.total or 0)
    matching = max(total or 0, len(forms))
    return Found(
        "case",
        asked,
        None,
        case,
        forms,
        more=matching - len(forms),
        other_submissions=everything - matching if want_xmlns else 0,
    )


def _all_text(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)


async def _one_by_one(
    client: "HqClient", form_ids: list[str], want_xmlns: str | None
) -> tuple[Json, ...]:
    """The last few submissions that a case names (the last are the newest), each by its id."""
    forms: list[Json] = []
    for form_id in reversed(form_ids[-_LAG_LOOK_UPS:]):
        try:
            form = await client.get_form(form_id)
        except ServerError as error:
            if error.kind is not ServerKind.NOT_FOUND:
                raise
            continue
        if not want_xmlns or xmlns_of(form) == want_xmlns:
            forms.append(form)
    return tuple(newest_first(forms))


def look_up(
    connection: Connection,
    api_key: str,
    text: str,
    *,
    want_xmlns: str | None = None,
    kind: Kind | None = None,
    limits: Limits | None = None,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> Found:
    """`find` for callers without an event loop: opens a client, asks, closes it."""
    import asyncio

    from mapper_gui.commcare.client import HqClient

    async def ask() -> Found:
        async with HqClient(connection, api_key, limits=limits, transport=transport) as client:
            return await find(client, text, want_xmlns=want_xmlns, kind=kind)

    return asyncio.run(ask())
