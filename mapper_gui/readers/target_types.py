"""Type words of spreadsheets, databases and Salesforce's field list, as field types.

`Text(255) (External ID)`, `Lookup(Account)`, `varchar(80)`, `Picklist (Multi-Select)`,
`numeric(18,0)`, `enum('m','f')`.
"""

import re
from dataclasses import dataclass

from mapper_gui.mapping.target import FieldType

_WORDS: dict[FieldType, str] = {
    FieldType.TEXT: """
        text string str varchar charactervarying character char bpchar nvarchar nchar longtext
        mediumtext tinytext textarea longtextarea richtextarea textarealong textarearich richtext
        email phone tel url phonenumber encryptedtext textencrypted encryptedstring uuid guid
        uniqueidentifier name id uid clob memo singlelinetext multilinetext citext autonumber
        freetext alphanumeric barcode password letter username
        """,
    FieldType.NUMBER: """
        number numeric decimal double doubleprecision float float4 float8 real currency percent
        percentage money smallmoney single unitinterval rollupsummary
        """,
    FieldType.INTEGER: """
        integer int bigint smallint tinyint mediumint long short wholenumber int2 int4 int8 serial
        bigserial smallserial integerpositive integerzeroorpositive integernegative count year
        """,
    FieldType.BOOLEAN: "boolean bool checkbox bit yesno truefalse flag trueonly toggle logical",
    FieldType.DATE: "date dateonly age",
    FieldType.DATETIME: """
        datetime datetime2 smalldatetime datetimeoffset timestamp timestamptz
        timestampwithouttimezone timestampwithtimezone dateandtime instant
        """,
    FieldType.TIME: "time timetz timewithouttimezone timewithtimezone timeonly",
    FieldType.CHOICE: """
        picklist choice select select1 selectone singleselect dropdown enum enumeration
        singlechoice option optionset radio list combobox
        """,
    FieldType.MULTIPLE_CHOICE: """
        multipicklist multiselect picklistmultiselect multiselectpicklist selectmultiple multichoice
        checkboxes multipleselect multipleselects multitext set multiple multi multiplechoices
        multivalue multivalued multipleanswer multipleanswers multipicklists picklistmulti
        picklistmultiple selectmulti selectmany multivaluepicklist multivaluedpicklist
        multiplepicklist multichoices checkboxlist checkboxgroup
        """,
    FieldType.REFERENCE: """
        reference lookup lookuprelationship masterdetail masterdetailrelationship externallookup
        hierarchy foreignkey fk relation relationship link linkedrecord organisationunit
        organizationunit orgunit
        """,
    FieldType.OTHER: """
        other json jsonb geometry geography point bytea blob longblob binary varbinary base64 file
        fileresource attachment image location geolocation coordinate geojson address xml any anytype
        object array formula userdefined
        """,
}
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_NOT_WRITTEN = ("formula", "rollupsummary", "autonumber")
_INSIDE = re.compile(r"\(([^()]*)\)")
_QUOTED = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True, slots=True)
class TypeWord:
    """What a type word tells. `type` None: nobody knows the word."""

    type: FieldType | None
    length: int | None = None
    key: bool = False
    refers_to: tuple[str, ...] = ()
    writable: bool = True
    choices: tuple[str, ...] = ()


def read_type(word: str) -> TypeWord:
    """What the word tells; an empty word is text."""
    word = word[:10_000].strip()
    if not word:
        return TypeWord(FieldType.TEXT)
    # Our own word. "Multiple Choice" with a space is CommCare's word for a single answer.
    if word == FieldType.MULTIPLE_CHOICE.value:
        return TypeWord(FieldType.MULTIPLE_CHOICE)
    base = _plain(word.partition("(")[0]).removesuffix("unsigned")
    inside = [text.strip() for text in _INSIDE.findall(word)]
    found = _BY_WORD.get(_plain(word)) or _BY_WORD.get(base)
    if base == "multiplechoice":
        found = FieldType.CHOICE
    if "[]" in word:
        found = FieldType.OTHER
    first = inside[0] if inside else ""
    if base == "formula" and first:
        found = _BY_WORD.get(_plain(first), FieldType.OTHER)
    digits = [int(part) for part in re.findall(r"\d{1,9}", first)]
    if found is FieldType.NUMBER and len(digits) == 2 and digits[1] == 0:
        found = FieldType.INTEGER
    flags = [text.lower() for text in inside]
    return TypeWord(
        type=found,
        length=digits[0] if found is FieldType.TEXT and len(digits) == 1 and digits[0] else None,
        key=any(flag == "external id" or flag.startswith("unique") for flag in flags),
        refers_to=(first,) if found is FieldType.REFERENCE and first else (),
        writable=base not in _NOT_WRITTEN,
        choices=_listed(first) if base in ("enum", "set") else (),
    )


def _listed(inside: str) -> tuple[str, ...]:
    return tuple(text.replace("''", "'") for text in _QUOTED.findall(inside))


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())
