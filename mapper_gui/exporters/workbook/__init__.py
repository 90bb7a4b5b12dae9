"""The mapping as a workbook that people can read, discuss and sign off.

Every cell is text and stays text, whatever it begins with; what a cell cannot hold is replaced or
cut with a mark, and then said so (toolkit page, "Reading and writing spreadsheets").
"""

import io
import re
from copy import copy
from typing import TYPE_CHECKING, Any

from mapper_gui.exporters.workbook.fields import mapping_sheet
from mapper_gui.exporters.workbook.form import questions_sheet, tables_sheet
from mapper_gui.exporters.workbook.legend import legend_sheet
from mapper_gui.exporters.workbook.records import records_sheet, unmapped_sheet
from mapper_gui.exporters.workbook.sheet import MOST_CHARACTERS, Look, Sheet
from mapper_gui.exporters.workbook.values import named_values_sheet, table_rows_sheet
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import RunnerKind
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FILLS = {
    Look.TO_DISCUSS: "FFF2CC",
    Look.MISSING: "F8CBAD",
    Look.AGREED: "D9EAD3",
    Look.DRAFT: "EDEDED",
    Look.HEADING: "D6E0EF",
    Look.TITLE: "1F3864",
}
_WHOLE_ROW = frozenset({Look.TO_DISCUSS, Look.MISSING, Look.HEADING})
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t")


def problems(mapping: Mapping) -> tuple[Problem, ...]:
    """A warning when texts are longer than a cell can hold."""
    cut = sum(sheet.too_long for sheet in _sheets(mapping))
    if not cut:
        return ()
    facts = {"count": cut, "limit": MOST_CHARACTERS}
    return (Problem(RunnerKind.WORKBOOK_CUT, Severity.WARNING, InRule(), facts),)


def files(mapping: Mapping, name: str) -> dict[str, bytes]:
    """`NAME.xlsx`."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Mapper for CommCare"
    book.properties.title = _cell_text(mapping.form.name)
    for sheet in _sheets(mapping):
        _write(book.create_sheet(sheet.title), sheet)
    data = io.BytesIO()
    book.save(data)
    return {f"{name}.xlsx": data.getvalue()}


def _sheets(mapping: Mapping) -> tuple[Sheet, ...]:
    fields = mapping_sheet(mapping)
    where_used = (
        named_values_sheet(mapping),
        table_rows_sheet(mapping),
        tables_sheet(mapping),
        questions_sheet(mapping),
        unmapped_sheet(mapping),
    )
    return (
        fields,
        records_sheet(mapping),
        *(sheet for sheet in where_used if sheet.rows),
        legend_sheet(mapping, fields),
    )


def _write(page: "Worksheet", sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    styles = _Styles()
    titled = any(column.title for column in sheet.columns)
    if titled:
        for across, column in enumerate(sheet.columns, 1):
            styles.put(page.cell(1, across), column.title, Look.TITLE)
    for down, row in enumerate(sheet.rows, 2 if titled else 1):
        for across, text in enumerate(row.cells):
            marked = across == (sheet.status or 0)
            coloured = row.look in _WHOLE_ROW or (marked and row.look in _FILLS)
            look = row.look if coloured else Look.PLAIN
            styles.put(page.cell(down, across + 1), text, look, bold=across == sheet.status)
    for number, width in enumerate(_widths(sheet), 1):
        page.column_dimensions[get_column_letter(number)].width = width
    if titled:
        page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}2"
        last = get_column_letter(len(sheet.columns))
        page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
        page.print_title_rows = "1:1"
    _set_page(page)


def _set_page(page: "Worksheet") -> None:
    """Print on A4 across, as wide as one page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = page.oddFooter
    assert footer is not None
    footer.left.text, footer.right.text = "&A", "&P / &N"


class _Styles:
    """Writes texts into cells. A style is made once and then copied: openpyxl takes long to make one,
    and a large form has 100,000 cells of a dozen styles."""

    def __init__(self) -> None:
        self._made: dict[tuple[Look, bool, bool], Any] = {}

    def put(self, cell: Any, text: str, look: Look, *, bold: bool = False) -> None:
        """Write a text that stays a text, also when somebody edits the cell."""
        shown = _cell_text(text)
        if shown:
            cell.value = shown
            cell.data_type = "s"
        style = (look, bold, shown.startswith(_LIKE_A_FORMULA))
        if style in self._made:
            cell._style = copy(self._made[style])
            return
        self._set(cell, *style)
        self._made[style] = copy(cell._style)

    def _set(self, cell: Any, look: Look, bold: bool, quoted: bool) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        title = look is Look.TITLE
        colour = "FFFFFF" if title else "000000"
        strong = bold or title or look is Look.HEADING
        cell.font = Font(name="Calibri", size=11, bold=strong, color=colour)
        cell.alignment = Alignment(wrap_text=True, vertical="center" if title else "top")
        cell.border = Border(bottom=Side(style="thin", color="D9D9D9"))
        if look in _FILLS:
            cell.fill = PatternFill("solid", fgColor=_FILLS[look])
        if quoted:
            cell.quotePrefix = True


def _cell_text(text: str) -> str:
    """What a cell can hold of a text: line ends as LF, other controls as U+FFFD, cut with a mark."""
    shown = _NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Spreadsheets read `_x0041_` as an escaped character.
    shown = _LOOKS_ESCAPED.sub("_x005F_", shown)
    if len(shown) <= MOST_CHARACTERS:
        return shown
    mark = tr("… (cut)")
    return shown[: MOST_CHARACTERS - len(mark)] + mark


def _widths(sheet: Sheet) -> list[float]:
    """For each column what its longest line needs, within its bounds."""
    widths = [max(column.least, len(column.title) + 4) for column in sheet.columns]
    for row in sheet.rows:
        for index, text in enumerate(row.cells):
            longest = max((len(line) for line in text[:2000].split("\n")), default=0)
            widths[index] = max(widths[index], min(longest + 2, sheet.columns[index].most))
    return [float(width) for width in widths]
