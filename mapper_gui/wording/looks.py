"""What a refused file or text looks like, in words, and what to do instead."""

from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.wording.text import tr


def looks_words(looks: Looks) -> str:
    """`an old Excel workbook (.xls)`: fits after "this looks like"."""
    match looks:
        case Looks.OLD_EXCEL:
            return tr("an old Excel workbook (.xls)")
        case Looks.BINARY_EXCEL:
            return tr("a binary Excel workbook (.xlsb)")
        case Looks.OPEN_DOCUMENT:
            return tr("an OpenDocument file (.ods)")
        case Looks.WORD:
            return tr("a Word document")
        case Looks.PRESENTATION:
            return tr("a presentation")
        case Looks.ZIP:
            return tr("a zip archive")
        case Looks.PDF:
            return tr("a PDF")
        case Looks.PICTURE:
            return tr("a picture")
        case Looks.RTF:
            return tr("formatted text (.rtf)")
        case Looks.BINARY:
            return tr("a file that is neither text nor a workbook")
        case Looks.HTML:
            return tr("a web page (HTML)")
        case Looks.XFORM:
            return tr("the form's XML")
        case Looks.XML:
            return tr("XML")
        case Looks.JSON:
            return tr("JSON")
        case Looks.FORM_SUMMARY:
            return tr("CommCare HQ's Form Summary")
        case Looks.APP_SUMMARY:
            return tr("CommCare HQ's App Summary")
        case Looks.CASE_SUMMARY:
            return tr("CommCare HQ's Case Summary")
        case Looks.BULK_TRANSLATION:
            return tr("CommCare HQ's bulk application translation")
        case Looks.PROJECT:
            return tr("a project of Mapper for CommCare")
        case Looks.LINK:
            return tr("a link")
        case Looks.PROSE:
            return tr("plain text without columns")
        case Looks.NO_FIRST_ROW:
            return tr("an Export Form Contents without its first row")
        case Looks.UNSPLIT:
            return tr("an Export Form Contents whose columns all ended up in one")
        case Looks.TABLE:
            return tr("a table of something else")


def looks_advice(looks: Looks) -> str:
    """What to do when such a thing was given where a form export was due."""
    match looks:
        case Looks.OLD_EXCEL | Looks.BINARY_EXCEL | Looks.OPEN_DOCUMENT:
            return tr("Open it in a spreadsheet program and save it as .xlsx.")
        case Looks.NO_FIRST_ROW:
            return tr("Copy the whole text, with the row that begins with Question and Type.")
        case Looks.UNSPLIT:
            return tr(
                "Paste the text itself here, or split the column in the spreadsheet program "
                "(Excel: Data, Text to Columns)."
            )
        case Looks.PROJECT:
            return tr("Open it with Open, not as a form.")
        case Looks.ZIP:
            return tr("Unpack it first, and choose the file in it.")
        case _:
            return tr(
                "In the form builder of CommCare HQ choose Tools, Export Form Contents, copy the "
                "whole text, and paste it here or into a spreadsheet."
            )
