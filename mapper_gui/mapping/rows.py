"""Which repeat rows a source belongs to, and whether a rule can read it in its own rows.

A source below the repeat that a rule iterates reads this row; any other reads the submission.
"""

from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.source import RowNumber, Source, source_path


def iterated(form: Form, for_each: QuestionId | None) -> tuple[QuestionId, ...]:
    """The repeats whose rows a rule runs through, outermost first; none where it iterates none."""
    if for_each is None or not form.is_repeat(for_each):
        return ()
    return (*form.repeats_around(for_each), for_each)


def repeats_of(form: Form, source: Source, for_each: QuestionId | None) -> tuple[QuestionId, ...]:
    """The repeats whose rows a source stands in, outermost first. A row number stands in its own."""
    if isinstance(source, RowNumber):
        return iterated(form, source.repeat if source.repeat is not None else for_each)
    path = source_path(source)
    return form.repeats_around(path) if path is not None else ()


def not_iterated(form: Form, source: Source, for_each: QuestionId | None) -> QuestionId | None:
    """The innermost repeat around a source that a rule does not iterate, None where it can be read."""
    rows = iterated(form, for_each)
    outside = [repeat for repeat in repeats_of(form, source, for_each) if repeat not in rows]
    return outside[-1] if outside else None


def depth_in_rows(form: Form, source: Source, for_each: QuestionId | None) -> int:
    """With how many of the iterated repeats a source differs: 0 is the same in every row, 1 differs
    with the outermost repeat's rows, and so on."""
    rows = iterated(form, for_each)
    inside = [repeat for repeat in repeats_of(form, source, for_each) if repeat in rows]
    return rows.index(inside[-1]) + 1 if inside else 0


def differs_per_item(form: Form, source: Source, for_each: QuestionId | None) -> bool:
    """Whether a source may give another value for each record of a rule: it stands in the rows of
    the innermost repeat that the rule iterates."""
    rows = iterated(form, for_each)
    return bool(rows) and depth_in_rows(form, source, for_each) == len(rows)
