"""The form, texts and names that made-up mappings and submissions share, with every trap that they can hold."""

from __future__ import annotations

from random import Random

from mapper_gui.mapping.form import Kind

XMLNS = "http://openrosa.org/formdesigner/AAAA-1111"

NASTY_TEXTS = (
    "Name",
    "first name",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "a-b",
    "1",
    "12",
    "naïve",
    "İstanbul",
    "ÄRZTIN ΟΔΟΣ",
    'it\'s "quoted" `${x}` \\ back',
    "line\r\nbreak",
    "\u2028 and \u2029",
    "*/ end // of",
    "</script>",
    "=1+1",
    "@case_id",
    "#text",
    "$",
    "\u202eturned",
    "\ufeffbom",
    "\x00\x07",
    "\ud800half",
    "👩\u200d👧 family",
    "fn",
    "state",
    "return",
    "JSON",
)

REPEATS = ("/kids", "/kids/visits", "/members/item", "/hh/plots")
KINDS = {
    "/name": Kind.TEXT,
    "/constructor": Kind.HIDDEN,
    "/photo": Kind.IMAGE,
    "/hh/sex": Kind.SINGLE,
    "/hh/water-source": Kind.SINGLE,
    "/hh/services": Kind.MULTIPLE,
    "/hh": Kind.GROUP,
    "/toString/valueOf": Kind.TEXT,
    "/transfer[@type='iron']": Kind.TRANSFER,
    "/kids/name": Kind.TEXT,
    "/kids/photo": Kind.IMAGE,
    "/kids/visits/date": Kind.DATE,
    "/kids/visits/a/b/given": Kind.MULTIPLE,
    "/members/item/name": Kind.TEXT,
    "/members/item/@id": Kind.UNKNOWN,
    "/hh/plots/crop": Kind.SINGLE,
}
CASES = ("/case", "/subcase_0/case", "/kids/case", "/hh/plots/case")
PARTS = ("@case_id", "case_id", "create/case_name", "update/village", "index/parent", "close")
CHOICE_IDS = ("", "m", "f", "M", "a", "b", "yes", "1", "true", *NASTY_TEXTS)


def some(by: Random, of: tuple[str, ...], least: int, most: int) -> list[str]:
    """A few of these, each once."""
    return by.sample(of, by.randint(least, most))
