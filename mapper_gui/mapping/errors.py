"""The error family of the whole program. Errors carry facts; `wording.errors` makes the sentences.

MapperError
|-- ReadError      a file or pasted text is not what was asked for, damaged, or too large
|-- ServerError    CommCare HQ refused, answered nonsense, or could not be reached
|-- SecretError    the system keyring is missing, locked, or did not answer in time
|-- StorageError   this machine refused to read or write a file, or the file is in use
|-- ExportError    a runner cannot express the mapping, or files are in the way
`-- EditError      an edit that cannot be made (a drop that is refused), with the reason
"""

from collections.abc import Mapping
from enum import StrEnum

Fact = object
Facts = Mapping[str, Fact]


class MapperError(Exception):
    """Something a person must be told. `kind` names what happened, `facts` fill the sentence."""

    def __init__(self, kind: StrEnum, **facts: Fact) -> None:
        super().__init__(kind.value, dict(facts))
        self.kind = kind
        self.facts: Facts = facts


class ReadKind(StrEnum):
    """Why a file or pasted text was refused. Common facts: file, sheet, row (1-based), limit, found."""

    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"  # the system refused: facts reason
    EMPTY = "empty"
    TOO_LARGE = "too_large"  # facts limit, found, what (bytes, rows, columns, cell, unpacked)
    UNKNOWN_FORMAT = "unknown_format"  # by content, not by name: facts found
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"  # not a valid workbook, JSON, encoding ...: facts reason
    HOSTILE_XML = "hostile_xml"  # entity declarations
    NO_HEADER = "no_header"  # no header row with the columns that are needed: facts wanted, found
    NOT_A_FORM = "not_a_form"  # a header was found, but no row under it is a question
    SEVERAL_SHEETS = "several_sheets"  # facts sheets: tuple of names that could be it
    NO_SUCH_SHEET = "no_such_sheet"  # facts sheet, sheets
    NOT_A_TARGET = "not_a_target"  # facts found
    NOT_A_SUBMISSION = "not_a_submission"  # facts found
    SEVERAL_SUBMISSIONS = "several_submissions"
    NOT_A_PROJECT = "not_a_project"  # facts path (JSON path), reason
    NEWER_FORMAT = "newer_format"  # written by a newer version: facts version, known
    CANCELLED = "cancelled"


class ReadError(MapperError):
    """A file or pasted text could not be used. Facts: file, sheet, row where they are known."""

    kind: ReadKind


class ServerKind(StrEnum):
    """What CommCare HQ, or the way to it, answered (CommCare page, sections 4.6 to 4.8)."""

    BAD_ADDRESS = "bad_address"  # facts address, reason: one word
    BAD_PROJECT_SPACE = "bad_project_space"  # cannot be the name of one: facts found
    BAD_USERNAME = "bad_username"  # cannot be sent as one: facts found
    BAD_PROXY = "bad_proxy"  # cannot be used as one: facts proxy, reason: one word
    BAD_CA_FILE = "bad_ca_file"  # facts file, reason: one word
    NO_NETWORK = "no_network"  # name not found, connection refused
    TIMEOUT = "timeout"
    BAD_CERTIFICATE = "bad_certificate"
    PROXY = "proxy"
    BAD_REQUEST = "bad_request"  # 400, facts server_says
    NOT_AUTHORISED = "not_authorised"  # 401 with an empty body: key, user, IP list, expiry, scope
    PLAN_LACKS_API = "plan_lacks_api"  # 401 with its sentence
    SPACE_CUT_OFF = "space_cut_off"  # 401: too many requests, temporarily cut off
    NOT_A_MEMBER = "not_a_member"  # 401 "not authorized": hidden 404
    NEEDS_OTP = "needs_otp"  # 401: two-factor
    FORBIDDEN = "forbidden"  # 403
    NOT_FOUND = "not_found"  # 404 for this id (empty or JSON body)
    NO_SUCH_SPACE = "no_such_space"  # 404 with its sentence
    NO_SUCH_ADDRESS = "no_such_address"  # 404 with HTML on both generations of addresses
    TOO_MANY_REQUESTS = "too_many_requests"  # 429, facts retry_after (seconds or None)
    NOT_ALLOWED = "not_allowed"  # 405
    REDIRECTED = "redirected"  # facts location
    LOGIN_PAGE = "login_page"  # HTML where JSON was due
    NOT_JSON = "not_json"
    UNEXPECTED_SHAPE = "unexpected_shape"  # JSON, but not a form or case
    TOO_LARGE = "too_large"
    CUT_OFF = "cut_off"  # the connection broke within the answer
    SERVER_FAILED = "server_failed"  # 5xx
    UNEXPECTED_STATUS = "unexpected_status"
    NOTHING_FOUND = "nothing_found"  # neither a form nor a case has this id; facts asked
    OTHER_SERVER = "other_server"  # a pasted link points to another server or project space
    NO_KEY = "no_key"  # no API key for this server and user
    BAD_KEY = "bad_key"  # cannot be an API key: it holds what cannot be sent
    BAD_ID = "bad_id"  # not an id and not a link: facts found, reason
    PORT_IN_USE = "port_in_use"  # the practice server cannot listen there: facts port, reason
    CANCELLED = "cancelled"


class ServerError(MapperError):
    """CommCare HQ could not answer. Facts: server, project_space, status, and those of the kind."""

    kind: ServerKind


class SecretKind(StrEnum):
    """Why the system keyring gave nothing."""

    NO_KEYRING = "no_keyring"
    UNSAFE_KEYRING = "unsafe_keyring"  # a backend that stores in clear text
    LOCKED = "locked"
    TIMEOUT = "timeout"
    FAILED = "failed"


class SecretError(MapperError):
    """The system keyring cannot be used. Facts: backend, reason."""

    kind: SecretKind


class StorageKind(StrEnum):
    """Why this machine did not read or write a file. Facts: file, reason."""

    NOT_FOUND = "not_found"
    NO_PERMISSION = "no_permission"
    DISK_FULL = "disk_full"
    EXISTS = "exists"  # facts files
    IS_A_FOLDER = "is_a_folder"
    NOT_A_FOLDER = "not_a_folder"
    IN_USE = "in_use"
    CHANGED_ON_DISK = "changed_on_disk"
    FAILED = "failed"


class StorageError(MapperError):
    """A file could not be read or written; nothing was half written."""

    kind: StorageKind


class ExportKind(StrEnum):
    """Why nothing was exported."""

    HAS_PROBLEMS = "has_problems"  # facts problems: tuple of Problem
    UNKNOWN_RUNNER = "unknown_runner"


class ExportError(MapperError):
    """Nothing was written."""

    kind: ExportKind


class EditKind(StrEnum):
    """Why an edit was refused; the sentence says how to do it instead."""

    NO_SUCH_RULE = "no_such_rule"
    NO_SUCH_FIELD = "no_such_field"
    FED_BY_CONSTANT = "fed_by_constant"
    NOT_A_SOURCE = "not_a_source"  # a label, a group, a row without id
    NAME_TAKEN = "name_taken"
    IN_USE = "in_use"  # a named value that is used: facts rule (its name), places
    CIRCLE = "circle"  # a named value would use itself: facts field (its name), rule (the other)
    NOT_A_CHOICE_FIELD = "not_a_choice_field"
    COLUMN_HOLDS = "column_holds"  # a column takes one of the two: facts holds: sources, constants
    NOTHING_TO_DO = "nothing_to_do"


class EditError(MapperError):
    """The mapping stays as it was. Facts: rule, field, question and what the kind needs."""

    kind: EditKind
