"""What a text or table looks like that is not what was asked for, so that the refusal can say so."""

import re

from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.readers.tables import Table
from mapper_gui.readers.type_words import kind_of

_HEADERS: tuple[tuple[Looks, frozenset[str]], ...] = (
    # CommCare page 2
    (Looks.FORM_SUMMARY, frozenset({"question_id", "label", "type"})),
    (Looks.FORM_SUMMARY, frozenset({"module_name", "form_name"})),
    (Looks.APP_SUMMARY, frozenset({"app", "module", "form"})),
    (Looks.CASE_SUMMARY, frozenset({"case_property_name", "form_id"})),
    (Looks.CASE_SUMMARY, frozenset({"case_type", "case_property"})),
    (Looks.BULK_TRANSLATION, frozenset({"menu_or_form", "sheet_name"})),
    (Looks.BULK_TRANSLATION, frozenset({"case_property", "list_or_detail"})),
)


def looks_of_tables(tables: tuple[Table, ...]) -> Looks:
    """What sheets without a header that is needed look like."""
    for table in tables:
        for row in table.rows[:50]:
            names = {cell.strip().lower() for cell in row.cells}
            for looks, header in _HEADERS:
                if header <= names:
                    return looks
    for table in tables:
        for row in table.rows[:50]:
            words = [kind_of(cell) for cell in row.cells[1:3]]
            if row.cells[0].startswith("/") and any(word is not None for word in words):
                return Looks.NO_FIRST_ROW
            filled = [cell for cell in row.cells if cell]
            if len(filled) == 1 and re.match(r"\W*question\W{1,3}type\W", filled[0].lower()):
                return Looks.UNSPLIT
    return Looks.TABLE if any(map(_is_tabular, tables)) else Looks.PROSE


def _is_tabular(table: Table) -> bool:
    """Whether the rows of a text agree in their number of cells, which prose with commas does not."""
    widths = [len(row.cells) for row in table.rows[:50]]
    if table.sheet is not None or table.separator == "\t":
        return max(widths, default=0) > 1
    return widths[0] > 1 and len(widths) > 1 and widths.count(widths[0]) * 2 > len(widths)
