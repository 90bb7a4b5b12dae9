"""Sentences for what is wrong with a connection or a look-up before anything is asked."""

from mapper_gui.mapping.errors import Facts, ServerKind
from mapper_gui.wording.text import tr


def text_of(facts: Facts, name: str) -> str:
    """A fact as text, empty where it is not known."""
    found = facts.get(name)
    return "" if found is None else str(found)


def before_asking(kind: ServerKind, facts: Facts) -> str:
    """The sentence for a ServerError of the program's own, without any server's part in it."""
    match kind:
        case ServerKind.BAD_ADDRESS:
            return _bad_address(facts)
        case ServerKind.BAD_PROJECT_SPACE if not text_of(facts, "found"):
            return tr(
                "Enter the project space: the word after /a/ in the address of its pages in "
                "CommCare HQ."
            )
        case ServerKind.BAD_USERNAME if not text_of(facts, "found"):
            return tr(
                "Enter the user name: the e-mail address of the web user that the API key belongs "
                "to."
            )
        case ServerKind.BAD_PROJECT_SPACE:
            return tr(
                "“{found}” cannot be the name of a project space. It is the word after /a/ in the "
                "address of its pages: letters, digits, hyphens."
            ).format(found=text_of(facts, "found"))
        case ServerKind.BAD_USERNAME:
            return tr(
                "“{found}” cannot be a user name. Type the e-mail address of the web user that the "
                "API key belongs to."
            ).format(found=text_of(facts, "found"))
        case ServerKind.NO_KEY:
            return tr(
                "There is no API key for {username} on {server}. Make one in CommCare HQ under My "
                "Account Settings, API Keys, and enter it in the connection."
            ).format(username=text_of(facts, "username"), server=text_of(facts, "server"))
        case ServerKind.BAD_KEY:
            return tr(
                "What was entered cannot be an API key: it has spaces or other characters that no "
                "key has. Copy the key alone, without the user name."
            )
        case ServerKind.BAD_PROXY:
            return _bad_proxy(facts)
        case ServerKind.BAD_CA_FILE:
            return _bad_ca_file(facts)
        case ServerKind.BAD_ID:
            return _bad_id(facts)
        case ServerKind.OTHER_SERVER:
            return _other_server(facts)
        case ServerKind.PORT_IN_USE:
            return tr(
                "The practice server cannot use port {port}: {reason}. Choose another port, or "
                "none for a free one."
            ).format(port=text_of(facts, "port"), reason=text_of(facts, "reason"))
        case _:
            return tr("The look-up was cancelled.")


def _bad_address(facts: Facts) -> str:
    address = text_of(facts, "address")
    match facts.get("reason"):
        case "not_https":
            return tr(
                "“{address}” is not used: the API key would travel unprotected. Use https; plain "
                "http is for this machine (localhost) only."
            ).format(address=address)
        case "user_in_address":
            return tr(
                "The address of {address} has a user name or password in it. Give the address of "
                "the server alone; user name and API key have their own places."
            ).format(address=address)
        case _:
            return tr(
                "“{address}” is not the address of a server. Give www, india, eu, swiss, or the "
                "first part of the address of your own server, such as https://hq.example.org."
            ).format(address=address)


def _bad_proxy(facts: Facts) -> str:
    proxy = text_of(facts, "proxy")
    match facts.get("reason"):
        case "user":
            return tr(
                "The proxy {proxy} was given with a user name or password, which would stand in a "
                "settings file. Give host and port alone; a proxy that asks for a password is set "
                "in the environment, as HTTPS_PROXY."
            ).format(proxy=proxy)
        case "script":
            return tr(
                "“{proxy}” is not a proxy but the address of a page or script. Automatic proxy "
                "scripts (PAC) are not supported: ask who runs the network for the proxy's host and "
                "port, such as proxy.example.org:8080."
            ).format(proxy=proxy)
        case "scheme":
            return tr(
                "“{proxy}” is a kind of proxy that is not supported. Give an http or https proxy, "
                "such as proxy.example.org:8080."
            ).format(proxy=proxy)
        case _:
            return tr(
                "“{proxy}” cannot be a proxy. Give its host and port, such as "
                "proxy.example.org:8080, or nothing to use the system's."
            ).format(proxy=proxy)


def _bad_ca_file(facts: Facts) -> str:
    file = text_of(facts, "file")
    match facts.get("reason"):
        case "no_file":
            return tr(
                "There is no file {file}. Choose the certificate of your organisation's authority, "
                "or leave this empty."
            ).format(file=file)
        case "unreadable":
            return tr("{file} cannot be read. Check who may read it.").format(file=file)
        case "size":
            return tr(
                "{file} is too large to be a certificate. Choose the file of your organisation's "
                "certificate authority."
            ).format(file=file)
        case _:
            return tr(
                "{file} holds no certificate that can be read. Choose a .pem, .crt or .cer file "
                "with the certificate of your organisation's authority."
            ).format(file=file)


def _bad_id(facts: Facts) -> str:
    found = text_of(facts, "found")
    match facts.get("reason"):
        case "empty":
            return tr("Type or paste a form id, a case_id, or a link of CommCare HQ.")
        case "several":
            return tr(
                "“{found}” is more than one word. Look up one form id, case_id or link at a time."
            ).format(found=found)
        case "no_id_in_link":
            return tr(
                "There is no form id or case_id in “{found}”. Use the link of a submission "
                "(…/reports/form_data/…) or of a case (…/reports/case_data/…), or the id alone."
            ).format(found=found)
        case _:
            return tr(
                "“{found}” is not a form id, a case_id, or a link of CommCare HQ. A form id stands "
                "on the page of the submission under Form Metadata, a case_id under Case History."
            ).format(found=found)


def _other_server(facts: Facts) -> str:
    link = text_of(facts, "link_server")
    if facts.get("link_project_space"):
        link = tr("project space {space} on {server}").format(
            space=text_of(facts, "link_project_space"), server=link
        )
    return tr(
        "The link leads to {link}, but the connection is to project space {space} on {server}. "
        "Choose the connection that the link belongs to."
    ).format(link=link, space=text_of(facts, "project_space"), server=text_of(facts, "server"))
