"""Sentences for what an import of a form is unsure of."""

from mapper_gui.mapping.errors import Facts
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.mapping.problem import InSheet, Problem
from mapper_gui.mapping.target import TargetWarning
from mapper_gui.wording.targets import target_warning_text
from mapper_gui.wording.text import tr

_SHOWN = 60
_DAMAGES = frozenset(
    {
        ImportKind.DATE_CELL,
        ImportKind.FORMULA_CELL,
        ImportKind.ERROR_CELL,
        ImportKind.LOST_DIGITS,
        ImportKind.BOOLEAN_CELL,
        ImportKind.CUT_CELL,
        ImportKind.LONG_CELL,
        ImportKind.LOST_CHARACTERS,
    }
)
_CHOICES = frozenset(
    {
        ImportKind.GUESSED_CHOICE,
        ImportKind.LOOSE_CHOICE,
        ImportKind.DISTANT_CHOICE,
        ImportKind.AMBIGUOUS_CHOICE,
        ImportKind.DUPLICATE_CHOICE,
        ImportKind.EMPTY_CHOICE_ID,
        ImportKind.SPACE_IN_CHOICE_ID,
    }
)


def import_warning_sentence(problem: Problem) -> str:
    """`row 12: ...`: what is doubtful there and what to do. Without the row where there is none."""
    text = import_warning_text(problem)
    where = problem.where
    if isinstance(where, InSheet) and where.row is not None:
        return tr("row {row}: {text}").format(row=where.row, text=text)
    return text


def import_warning_text(problem: Problem) -> str:
    """The same without the row, for where the place has a column of its own."""
    if isinstance(problem.kind, TargetWarning):
        return target_warning_text(problem)
    kind = ImportKind(problem.kind)
    facts = _shortened(problem.facts)
    if kind in _DAMAGES:
        return _damage(kind).format(**facts)
    if kind in _CHOICES:
        return _choice(kind, bool(facts.get("others"))).format(**facts)
    return _other(kind).format(**facts)


def _damage(kind: ImportKind) -> str:
    match kind:
        case ImportKind.DATE_CELL:
            return tr(
                "a spreadsheet program seems to have made a date of the text in {column}; it now "
                "reads {text}. Compare it with the form builder."
            )
        case ImportKind.FORMULA_CELL:
            return tr(
                "a spreadsheet program took the text in {column} for a formula ({formula}); it "
                "now reads {text}. Compare it with the form builder."
            )
        case ImportKind.ERROR_CELL:
            return tr(
                "a spreadsheet program made an error of the text in {column}; it now reads "
                "{text}. Compare it with the form builder, or paste the export here directly."
            )
        case ImportKind.LOST_DIGITS:
            return tr(
                "the number in {column} seems to have lost digits in a spreadsheet program; it "
                "now reads {text}. Compare it with the form builder."
            )
        case ImportKind.BOOLEAN_CELL:
            return tr(
                "a spreadsheet program made {text} of the text in {column}. Compare it with the "
                "form builder."
            )
        case ImportKind.CUT_CELL:
            return tr(
                "the text in {column} is as long as a spreadsheet cell can be ({limit} "
                "characters), so its end is probably missing. Paste the export here directly."
            )
        case ImportKind.LONG_CELL:
            return tr(
                "the text in {column} has {found} characters, more than a spreadsheet cell can "
                "hold ({limit}). It was imported whole; check that no quote is missing."
            )
        case _:
            return tr(
                "characters in {column} were lost when the file was saved; it now reads {text}. "
                "Save it as UTF-8, or paste the export here directly."
            )


def _choice(kind: ImportKind, others: bool) -> str:
    match kind:
        case ImportKind.GUESSED_CHOICE:
            return tr(
                "the type {text} is not known; by its place this is the choice {choice} of "
                "{question}, and was imported so."
            )
        case ImportKind.LOOSE_CHOICE:
            return tr(
                "the choice {text} fits no question, so it stands in the form by itself. If rows "
                "were deleted or changed, export the form again."
            )
        case ImportKind.DISTANT_CHOICE if others:
            return tr(
                "the choice {text} does not stand under its question, so the rows are not in "
                "their first order. It was given to {question}, but {others} would fit too. "
                "Export the form again and do not sort it."
            )
        case ImportKind.DISTANT_CHOICE:
            return tr(
                "the choice {text} does not stand under its question, so the rows are not in "
                "their first order. It was given to {question}, the only one it fits."
            )
        case ImportKind.AMBIGUOUS_CHOICE:
            return tr(
                "the rows seem to be sorted, and the choice {text} fits {question} as well as "
                "{others}. It was given to {question}. Export the form again and do not sort it."
            )
        case ImportKind.DUPLICATE_CHOICE:
            return tr(
                "{question} has the choice {choice} already (row {first}). Both were imported; a "
                "submission cannot tell them apart."
            )
        case ImportKind.EMPTY_CHOICE_ID:
            return tr(
                "a choice of {question} has no id. A submission cannot tell it from no answer; "
                "give it a value in the form builder."
            )
        case _:
            return tr(
                "the choice {choice} of {question} holds a space, and the answers of a Checkbox "
                "are separated by spaces. A submission cannot be taken apart safely; change the "
                "value in the form builder."
            )


def _other(kind: ImportKind) -> str:
    match kind:
        case ImportKind.GUESSED_ENCODING:
            return tr(
                "the file does not say how its letters are encoded; it was read as {encoding}. "
                "If accents look wrong, save it as UTF-8 (Excel: CSV UTF-8)."
            )
        case ImportKind.DUPLICATE_COLUMN:
            return tr("the column {column} is there twice; the first one was read.")
        case ImportKind.UNKNOWN_COLUMNS:
            return tr("these columns are not part of an export and were left out: {columns}.")
        case ImportKind.NO_LABEL_COLUMNS:
            return tr("there is no column of labels, such as Text (en); only ids were imported.")
        case ImportKind.OLD_ROOT:
            return tr(
                "the ids of this old export begin with {root}; that was taken off all {count} of "
                "them, as newer exports do."
            )
        case ImportKind.NO_QUESTIONS:
            return tr(
                "there is no row under the header: the form has no questions. If it should have, "
                "copy the whole text of Export Form Contents."
            )
        case ImportKind.SECOND_HEADER:
            return tr(
                "the header stands here once more. If two forms stand in one sheet, give each a "
                "file of its own."
            )
        case ImportKind.EXTRA_CELLS:
            return tr(
                "a cell stands outside the columns and was left out: {text}. If cells have moved, "
                "paste the export here directly."
            )
        case ImportKind.NO_TYPE:
            return tr("{id} has no type. It was imported as a question of unknown type.")
        case ImportKind.UNKNOWN_TYPE:
            return tr(
                "the type {text} of {id} is not known. It was imported as a question of unknown "
                "type; switching CommCare HQ to English before exporting helps."
            )
        case ImportKind.HIDDEN_LABEL:
            return tr("{id} is a hidden value, which has no label; this was left out: {text}.")
        case ImportKind.NOT_A_QUESTION:
            return tr("this is no question and was left out: {text}.")
        case ImportKind.MISSING_ID:
            return tr(
                "this {text} question has no id, so nothing can be mapped from it. The form "
                "builder does not know where its answer goes; look at it there."
            )
        case ImportKind.ODD_ID:
            return tr(
                "the question id {id} is not a path such as /group/question. Compare it with the "
                "form builder before you map it."
            )
        case ImportKind.DUPLICATE_ID:
            return tr("the question id {id} is there already (row {first}). The first one counts.")
        case ImportKind.ODD_REQUIRED:
            return tr("Required of {id} is neither yes nor no: {text}. It was left open.")
        case ImportKind.MORE_WARNINGS:
            return tr("{count} more warnings are not listed.")
        case _:
            return str(kind)


def _shortened(facts: Facts) -> dict[str, str]:
    """Facts as short one-line texts; braces in them are no placeholders any more."""
    shown: dict[str, str] = {"text": "", "formula": "", "others": ""}
    for name, fact in facts.items():
        if isinstance(fact, tuple):
            fact = ", ".join(str(item) for item in fact)
        text = " ".join(str(fact).split())
        shown[name] = text if len(text) <= _SHOWN or name == "columns" else text[:_SHOWN] + "…"
    return shown
