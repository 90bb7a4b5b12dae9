"""Names of tables and columns in SQL, which the PostgreSQL adaptor writes as they are given."""

import re

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")
_WORDS_OF_SQL = """
    all analyse analyze and any array as asc asymmetric authorization between binary both case
    cast check collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user default
    deferrable desc distinct do else end except false fetch for foreign freeze from full grant group
    having ilike in initially inner intersect into is isnull join lateral leading left like limit
    localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing
    primary references returning right select session_user similar some symmetric system_user table
    tablesample then to trailing true union unique user using variadic verbose when where window
    with
"""
_RESERVED = frozenset(_WORDS_OF_SQL.split())


def sql_name(name: str) -> str:
    """A name as SQL takes it: in quotes where it is not plain, lower case, or is a word of SQL."""
    if _PLAIN.match(name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def sql_table(name: str) -> str:
    """A table, with its schema where one stands before a dot."""
    return ".".join(sql_name(part) for part in name.split(".", 1))
