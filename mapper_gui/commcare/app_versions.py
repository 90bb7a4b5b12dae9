"""Looking up an app's versions, and the structures of two of them, in as few calls as possible."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mapper_gui.commcare.app_structure import NotAnAppError, read_app, read_structure
from mapper_gui.mapping.app_version import App, BuildStructure
from mapper_gui.mapping.errors import ServerError, ServerKind

if TYPE_CHECKING:
    from mapper_gui.commcare.client import HqClient

_ONE_APP_ONLY = frozenset({ServerKind.NOT_FOUND, ServerKind.UNEXPECTED_SHAPE, ServerKind.TOO_LARGE})
"""What says nothing about the next call; after anything else none is made."""


@dataclass(frozen=True, slots=True)
class AppVersions:
    """What was found out. `structures` by build id, those that were known before among them;
    `missing`: builds whose structure was not given, with the error. `calls`: how many were made."""

    app: App
    structures: Mapping[str, BuildStructure] = field(default_factory=dict)
    missing: Mapping[str, ServerError] = field(default_factory=dict)
    calls: int = 0


def most_calls(app: App | None, build_id: str, known: Container[str]) -> int:
    """How many calls a look-up will take at most: the app, the submission's build, the latest."""
    own = 1 if build_id and build_id not in known else 0
    if app is None:
        return 1 + own + 1
    latest = app.latest_released
    needs_latest = latest is not None and latest.id != build_id and latest.id not in known
    return own + (1 if needs_latest else 0)


async def get_app_versions(
    client: "HqClient",
    app_id: str,
    build_id: str,
    *,
    app: App | None = None,
    known: Mapping[str, BuildStructure] | None = None,
    kept: Callable[[str], BuildStructure | None] = lambda build_id: None,
) -> AppVersions:
    """The app's versions, and the structures of a build and of the latest released one.

    What is known already, or `kept` gives, is not asked for. Raises ServerError where the app itself cannot be had;
    a structure that cannot is `missing`.
    """
    calls = 0
    if app is None:
        app = await get_app(client, app_id)
        calls += 1
    structures = dict(known or {})
    missing: dict[str, ServerError] = {}
    latest = app.latest_released
    wanted = [build_id, latest.id if latest is not None else ""]
    for each in dict.fromkeys(name for name in wanted if name and name != app.id):
        if each in structures:
            continue
        found = kept(each)
        if found is not None:
            structures[each] = found
            continue
        calls += 1
        try:
            structures[each] = await get_structure(client, each)
        except ServerError as error:
            missing[each] = error
            if error.kind not in _ONE_APP_ONLY:
                break
    return AppVersions(app, structures, missing, calls)


async def get_app(client: "HqClient", app_id: str) -> App:
    """An app with its versions: one call. Raises ServerError."""
    answer = await client.get_application(app_id)
    try:
        return read_app(answer)
    except NotAnAppError:
        pass
    raise client.unexpected("app")


async def get_structure(client: "HqClient", build_id: str) -> BuildStructure:
    """The forms of a build: one call. Raises ServerError; a working copy is UNEXPECTED_SHAPE."""
    answer = await client.get_application(build_id)
    try:
        found = read_structure(answer)
    except NotAnAppError:
        found = None
    if found is None:
        raise client.unexpected("app_build")
    return found
