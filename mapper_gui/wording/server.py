"""Sentences for what CommCare HQ, the way to it, or the system keyring refused.

Each says what happened, where, and what to do next.
"""

import re
from urllib.parse import urlsplit

from mapper_gui.mapping.errors import Facts, SecretError, SecretKind, ServerError, ServerKind
from mapper_gui.wording.look_up import before_asking, text_of
from mapper_gui.wording.text import tr, tr_n


def server_error_sentence(error: ServerError) -> str:
    """What to tell a person about a ServerError."""
    facts = error.facts
    match error.kind:
        case (
            ServerKind.BAD_ADDRESS
            | ServerKind.BAD_PROJECT_SPACE
            | ServerKind.BAD_USERNAME
            | ServerKind.BAD_PROXY
            | ServerKind.BAD_CA_FILE
            | ServerKind.NO_KEY
            | ServerKind.BAD_KEY
            | ServerKind.BAD_ID
            | ServerKind.OTHER_SERVER
            | ServerKind.PORT_IN_USE
            | ServerKind.CANCELLED
        ):
            return before_asking(error.kind, facts)
        case (
            ServerKind.NO_NETWORK
            | ServerKind.TIMEOUT
            | ServerKind.BAD_CERTIFICATE
            | ServerKind.PROXY
            | ServerKind.CUT_OFF
        ):
            return _on_the_way(error.kind, facts)
        case (
            ServerKind.NOT_AUTHORISED
            | ServerKind.PLAN_LACKS_API
            | ServerKind.SPACE_CUT_OFF
            | ServerKind.NOT_A_MEMBER
            | ServerKind.NEEDS_OTP
            | ServerKind.FORBIDDEN
            | ServerKind.NO_SUCH_SPACE
        ):
            return _refused(error.kind, facts)
        case _:
            return _answered(error.kind, facts)


def _on_the_way(kind: ServerKind, facts: Facts) -> str:
    server, reason = text_of(facts, "server"), _in_brackets(facts, "reason")
    proxy = text_of(facts, "proxy")
    through = tr(" It was asked through the proxy {proxy}.").format(proxy=proxy) if proxy else ""
    match kind:
        case ServerKind.NO_NETWORK:
            return (
                tr(
                    "{server} could not be reached{reason}. Check that this machine is online and "
                    "that the address is right."
                ).format(server=server, reason=reason)
                + through
            )
        case ServerKind.TIMEOUT:
            return _timeout(facts, server) + through
        case ServerKind.BAD_CERTIFICATE if facts.get("no_tls"):
            return (
                tr(
                    "No protected connection to {server} came about{reason}. Check the address and "
                    "port: the server there may not speak https."
                ).format(server=server, reason=reason)
                + through
            )
        case ServerKind.BAD_CERTIFICATE:
            return (
                tr(
                    "The certificate of {server} is not trusted by this machine{reason}, so nothing "
                    "was sent. Check the address and this machine's date. If your organisation "
                    "checks traffic or runs its own server, have its certificate authority added "
                    "to the system's certificates, or name its file in the connection, under Proxy "
                    "and certificates (command line: SSL_CERT_FILE)."
                ).format(server=server, reason=reason)
                + through
            )
        case ServerKind.PROXY:
            return tr(
                "The proxy{proxy} did not let the question to {server} through{reason}. Check the "
                "proxy in the connection, under Proxy and certificates, or in the environment "
                "(HTTPS_PROXY); automatic proxy scripts are not supported."
            ).format(proxy=f" {proxy}" if proxy else "", server=server, reason=reason)
        case _:
            return (
                tr(
                    "The connection to {server} broke before the answer was complete, twice"
                    "{reason}. Try again in a moment."
                ).format(server=server, reason=reason)
                + through
            )


def _timeout(facts: Facts, server: str) -> str:
    seconds = text_of(facts, "seconds").removesuffix(".0")
    match facts.get("waiting_for"):
        case "connection":
            return tr(
                "{server} could not be reached within {seconds} seconds. Check that this machine "
                "is online and that the address is right."
            ).format(server=server, seconds=seconds)
        case "total":
            return tr(
                "{server} had not answered completely after {seconds} seconds. Try again; if it "
                "stays slow, the server or the network is busy."
            ).format(server=server, seconds=seconds)
        case _:
            return tr(
                "{server} sent nothing for {seconds} seconds. Try again; if it stays silent, the "
                "server is busy."
            ).format(server=server, seconds=seconds)


def _refused(kind: ServerKind, facts: Facts) -> str:
    server, space = text_of(facts, "server"), text_of(facts, "project_space")
    user = text_of(facts, "username")
    says, status = _says(facts), _status(facts)
    spaces = facts.get("spaces")
    theirs = ", ".join(map(str, spaces)) if isinstance(spaces, tuple) else ""
    match kind:
        case ServerKind.NOT_AUTHORISED if facts.get("key_works"):
            return tr(
                "The API key of {user} is good on {server}, but project space {space} refused it"
                "{status}. The key may be limited to another project space or to certain IP "
                "addresses: look at it in CommCare HQ under My Account Settings, API Keys.{says}"
            ).format(user=user, server=server, space=space, status=status, says=says)
        case ServerKind.NOT_AUTHORISED:
            return tr(
                "{server} did not accept the API key of {user} for project space {space}{status}. "
                "It does not say why. Check that the user name is the key's owner, that the key is "
                "active and has not expired, that it may be used from this IP address, that it is "
                "not limited to another project space, and that it was made on this server.{says}"
            ).format(user=user, server=server, space=space, status=status, says=says)
        case ServerKind.PLAN_LACKS_API:
            return tr(
                "The subscription of project space {space} on {server} does not include the API"
                "{status}; it needs the Standard plan or higher. A submission can still be opened "
                "from a JSON file or pasted.{says}"
            ).format(server=server, space=space, status=status, says=says)
        case ServerKind.SPACE_CUT_OFF:
            return tr(
                "{server} has cut project space {space} off from the API for a time, after too "
                "many requests{status}. Other integrations of the project space count too; wait, "
                "or ask its administrator.{says}"
            ).format(server=server, space=space, status=status, says=says)
        case ServerKind.NOT_A_MEMBER if theirs:
            return tr(
                "The API key is good, but {user} is not a member of project space {space} on "
                "{server}{status}. Project spaces of this user: {spaces}."
            ).format(user=user, server=server, space=space, status=status, spaces=theirs)
        case ServerKind.NOT_A_MEMBER:
            return tr(
                "{user} has no access to project space {space} on {server}{status}. Check the "
                "spelling of the project space and that the user is a member of it.{says}"
            ).format(user=user, server=server, space=space, status=status, says=says)
        case ServerKind.NEEDS_OTP:
            return tr(
                "{server} asked {user} for a two-factor code{status}, which it does not do for API "
                "keys. Enter an API key, not the password.{says}"
            ).format(server=server, user=user, status=status, says=says)
        case ServerKind.NO_SUCH_SPACE:
            return tr(
                "{server} has no project space {space}{status}. Check its spelling (the word after "
                "/a/ in the address of its pages) and the server: project spaces differ between "
                "www, india, eu and swiss.{says}"
            ).format(server=server, space=space, status=status, says=says)
        case _:
            return tr(
                "{user} may not read submissions of project space {space} on {server}{status}. The "
                "user needs to be a member whose role allows access to the API and editing data."
                "{says}"
            ).format(user=user, server=server, space=space, status=status, says=says)


def _answered(kind: ServerKind, facts: Facts) -> str:
    server, space = text_of(facts, "server"), text_of(facts, "project_space")
    says, status = _says(facts), _status(facts)
    match kind:
        case ServerKind.NOTHING_FOUND:
            return _nothing_found(facts, server, space)
        case ServerKind.NOT_FOUND:
            return tr(
                "Project space {space} on {server} has nothing with this id{status}. A submission "
                "that was sent seconds ago can still be missing: try again in a moment.{says}"
            ).format(server=server, space=space, status=status, says=says)
        case ServerKind.NO_SUCH_ADDRESS:
            return tr(
                "{server} does not know the addresses of CommCare HQ's API for project space "
                "{space}{status}. Check that it is a CommCare HQ server and that the project space "
                "is spelled right."
            ).format(server=server, space=space, status=status)
        case ServerKind.TOO_MANY_REQUESTS:
            return _too_many_requests(facts, server, space)
        case ServerKind.BAD_REQUEST | ServerKind.NOT_ALLOWED | ServerKind.UNEXPECTED_STATUS:
            return tr(
                "{server} did not understand the question for project space {space}{status}. Check "
                "that the address is that of CommCare HQ and not of something before it; if it is, "
                "this version of CommCare HQ may need a newer version of this program.{says}"
            ).format(server=server, space=space, status=status, says=says)
        case ServerKind.REDIRECTED if _is_sent_to_sign_in(facts):
            return tr(
                "{server} answers with its own login page ({location}){status}, as if no API key "
                "had been given. API keys may be switched off for the project space, or the "
                "address is not that of CommCare HQ's API: check it, and ask an administrator."
            ).format(server=server, location=text_of(facts, "location"), status=status)
        case ServerKind.REDIRECTED:
            return tr(
                "{server} sends the question on to {location}{status}. The API key is not taken to "
                "another server: check the address, or use the one it sends to if you trust it."
            ).format(
                server=server,
                location=text_of(facts, "location") or tr("another place"),
                status=status,
            )
        case ServerKind.LOGIN_PAGE:
            return tr(
                "{server} answered with a web page instead of data{status}. It may be a sign-in "
                "page of the server or of the network this machine is on (a hotel, an office): "
                "open the address in a browser and look."
            ).format(server=server, status=status)
        case ServerKind.NOT_JSON:
            return tr(
                "The answer of {server} cannot be read{status}: {why}. Check that the address is "
                "that of CommCare HQ, and try again."
            ).format(server=server, status=status, why=_why_unreadable(facts))
        case ServerKind.UNEXPECTED_SHAPE:
            return tr(
                "{server} answered, but not with {wanted} as CommCare HQ gives it{status}. Check "
                "that the address is that of CommCare HQ."
            ).format(server=server, status=status, wanted=_wanted(facts))
        case ServerKind.TOO_LARGE:
            return tr(
                "The answer of {server} is too large to be read{limit}. Save the submission as a "
                "file and open that, or look up another one."
            ).format(server=server, limit=_limit(facts))
        case _:
            wait = _after(facts)
            return tr(
                "{server} failed while answering{status}. That is a fault on its side; try again "
                "{after}.{says}"
            ).format(server=server, status=status, after=wait or tr("in a moment"), says=says)


def _is_sent_to_sign_in(facts: Facts) -> bool:
    """Whether a redirect leads to the login page of the very server that was asked."""
    try:
        asked = urlsplit(text_of(facts, "server"))
        there = urlsplit(text_of(facts, "location"))
    except ValueError:
        return False
    same = not there.netloc or there.hostname == asked.hostname
    return same and re.search(r"log-?in|sign-?in|/sso", there.path, re.IGNORECASE) is not None


def _nothing_found(facts: Facts, server: str, space: str) -> str:
    names = {"form": tr("a submission"), "case": tr("a case")}
    asked = facts.get("asked")
    kinds = [names.get(str(each), str(each)) for each in asked] if isinstance(asked, tuple) else []
    return tr(
        "Nothing has the id {id} in project space {space} on {server}; it was asked for {asked}. "
        "Check the id, the project space and the server. A submission that was sent seconds ago, "
        "or was deleted, is not found."
    ).format(
        id=text_of(facts, "id"), space=space, server=server, asked=tr(", then for ").join(kinds)
    )


def _too_many_requests(facts: Facts, server: str, space: str) -> str:
    after = _after(facts) or tr("in some minutes")
    return tr(
        "{server} takes no more questions for project space {space} just now{status}. Try again "
        "{after}. The limit is shared by everything that uses the project space's API, and a test "
        "project space has about 50 questions a day."
    ).format(server=server, space=space, status=_status(facts), after=after)


def _why_unreadable(facts: Facts) -> str:
    match facts.get("found"):
        case "empty":
            return tr("it is empty")
        case "depth":
            return tr("its parts are nested too deep")
        case "not_http":
            return tr("the server there does not speak HTTP")
        case "text":
            return tr("it is not JSON, or damaged")
        case other:
            return tr("it is packed in a way that is not known ({found})").format(found=other)


def _wanted(facts: Facts) -> str:
    names = {
        "form": tr("the submission that was asked for"),
        "case": tr("the case that was asked for"),
        "form_list": tr("a list of submissions"),
        "case_list": tr("a list of cases"),
        "app": tr("the app that was asked for"),
        "app_build": tr("the version of the app that was asked for"),
    }
    return names.get(text_of(facts, "wanted"), tr("what was asked for"))


def _limit(facts: Facts) -> str:
    limit = facts.get("limit")
    if not isinstance(limit, int):
        return ""
    return tr(" (more than {megabytes} MB)").format(megabytes=max(1, limit // 1_000_000))


def _after(facts: Facts) -> str:
    seconds = facts.get("retry_after")
    if not isinstance(seconds, int):
        return ""
    if seconds < 120:
        return tr_n("in {count} second", "in {count} seconds", seconds).format(count=seconds)
    minutes = -(-seconds // 60)
    if minutes < 120:
        return tr_n("in {count} minute", "in {count} minutes", minutes).format(count=minutes)
    hours = -(-minutes // 60)
    return tr_n("in {count} hour", "in {count} hours", hours).format(count=hours)


def _status(facts: Facts) -> str:
    status = facts.get("status")
    return tr(" (HTTP {status})").format(status=status) if status else ""


def _says(facts: Facts) -> str:
    says = text_of(facts, "server_says")
    return tr(" The server says: “{says}”").format(says=says) if says else ""


def _in_brackets(facts: Facts, name: str) -> str:
    text = text_of(facts, name)
    return f" ({text})" if text else ""


def secret_error_sentence(error: SecretError) -> str:
    """What to tell a person about a SecretError."""
    facts = error.facts
    this_run = tr("The API key can be used for this run only; scripts set COMMCARE_API_KEY.")
    match error.kind:
        case SecretKind.NO_KEYRING:
            return tr(
                "This machine has no keyring to keep the API key in. {this_run} On Linux, GNOME "
                "Keyring or KWallet provide one."
            ).format(this_run=this_run)
        case SecretKind.UNSAFE_KEYRING:
            return tr(
                "The keyring that is set up here ({backend}) does not keep secrets safe, so it is "
                "not used. {this_run} Better: set up the system's own keyring."
            ).format(backend=text_of(facts, "backend"), this_run=this_run)
        case SecretKind.LOCKED:
            return tr(
                "The system keyring is locked, and was not unlocked. Unlock it and try again. "
                "{this_run}"
            ).format(this_run=this_run)
        case SecretKind.TIMEOUT:
            return tr(
                "The system keyring did not answer within {seconds} seconds; it may be waiting for "
                "a password in a window that is hidden. Unlock it and try again. {this_run}"
            ).format(seconds=text_of(facts, "seconds").removesuffix(".0"), this_run=this_run)
        case _:
            return tr("The system keyring failed{reason}. {this_run}").format(
                reason=_in_brackets(facts, "reason"), this_run=this_run
            )
