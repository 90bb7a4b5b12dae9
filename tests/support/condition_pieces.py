"""Pieces that display conditions are made of, to be put together at random."""

from __future__ import annotations

PIECES = [
    "#form/a", "#case/b", "/data/a", "../a", ".", "..", "current()/../a", "instance('casedb')/x",
    "'a'", '"', "'", "1", "1.5", "-", "+", "*", " div ", " mod ", " and ", " or ", "=", "!=", "<",
    ">=", "(", ")", "[", "]", ",", "/", "@id", "not(", "selected(", "true()", "today()", " ", "`",
    "#", "é", "\u2028", "if(", "count(/data/r)", "date('2026-01-01')",
]  # fmt: skip
