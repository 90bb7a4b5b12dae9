"""Workbooks for tests: ordinary ones through openpyxl, odd and hostile ones part by part."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def write_workbook(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    """Write sheets of rows as a spreadsheet program would; `_` in a sheet's name is a space."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def sheet_xml(cells: str, head: str = "") -> str:
    """A sheet's part around the XML of its rows."""
    return f'{head}<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>'


def text_cell(reference: str, text: str) -> str:
    """A cell that holds its text itself."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def write_parts(path: Path, parts: Mapping[str, str | bytes], *, names: Sequence[str] = ()) -> Path:
    """Write a workbook part by part. What is not given is made up for the sheets in `names`.

    Sheets are `xl/worksheets/sheet1.xml` and so on.
    """
    names = names or ["Sheet1"]
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    for kind in ("sharedStrings", "styles"):
        if f"xl/{kind}.xml" in parts:
            related += f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
    usual: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{related}'
        "</Relationships>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**usual, **parts}.items():
            archive.writestr(name, part)
    return path
