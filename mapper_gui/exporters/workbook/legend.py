"""The sheet that says what this workbook is about and what its words and colours mean."""

from collections.abc import Iterator

from mapper_gui import __version__
from mapper_gui.exporters.workbook.sheet import Column, Look, Row, Sheet, lines
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.wording.conditions import condition_words
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr


def legend_sheet(mapping: Mapping, fields: Sheet) -> Sheet:
    """`fields` is the sheet with one row per field, which is counted here."""
    columns = (Column("", 30, 22), Column("", 100, 60))
    return Sheet(tr("Legend"), columns, tuple(_rows(mapping, fields)), frozen=0)


def _rows(mapping: Mapping, fields: Sheet) -> Iterator[Row]:
    form, accepted = mapping.form, mapping.accepted
    unknown = tr("not known")
    yield _heading(tr("This mapping"))
    yield Row((tr("Form"), form.name or unknown))
    yield Row((tr("Form xmlns"), form.xmlns or unknown))
    yield Row((tr("App id"), form.app_id or unknown))
    yield Row((tr("Project space"), form.project_space or unknown))
    yield Row((tr("Languages"), ", ".join(form.languages)))
    accepts = [tr("xmlns {xmlns}").format(xmlns=xmlns) for xmlns in accepted.xmlns]
    accepts += [tr("form name {name}").format(name=name) for name in accepted.form_names]
    yield Row((tr("Submissions of"), lines(accepts) or unknown))
    if mapping.accepts.when is not None:
        yield Row((tr("Only when"), condition_words(mapping.accepts.when)))
    yield Row((tr("Target system"), mapping.target.system or unknown))
    yield Row((tr("Identifiers"), lines(source_id(s) for s in mapping.identifiers) or tr("none")))
    if mapping.note:
        yield Row((tr("Note"), mapping.note))
    yield _heading(tr("Fields, counted"))
    looks = [row.look for row in fields.rows]
    for look, words in _looks().items():
        yield Row((words[0], str(looks.count(look))), look)
    yield _heading(tr("Colours and statuses"))
    for look, (name, meaning) in _looks().items():
        yield Row((name, meaning), look)
    yield _heading(tr("Words"))
    for word, meaning in _words():
        yield Row((word, meaning))
    yield _heading(tr("This workbook"))
    yield Row(
        (
            tr("Written by"),
            tr(
                "Mapper for CommCare {version}. It holds no answers from submissions. The mapping "
                "specification (JSON) says the same for programs."
            ).format(version=__version__),
        )
    )


def _heading(text: str) -> Row:
    return Row((text, ""), Look.HEADING)


def _looks() -> dict[Look, tuple[str, str]]:
    return {
        Look.AGREED: (tr("agreed"), tr("Green: people have agreed on this rule.")),
        Look.TO_DISCUSS: (
            tr("to discuss"),
            tr("Yellow, the whole row: open for discussion. The note says what about."),
        ),
        Look.DRAFT: (tr("draft"), tr("Grey: proposed, nobody has looked at it yet.")),
        Look.MISSING: (
            tr("required, not mapped"),
            tr("Red, the whole row: the target requires this field and nothing feeds it."),
        ),
    }


def _words() -> Iterator[tuple[str, str]]:
    yield tr("Source id"), tr("Where the value comes from. A question id is its path in the form.")
    yield (
        tr("Label"),
        tr("The text a mobile user sees. It is for reading only: labels are never sent."),
    )
    yield (
        tr("Choice id"),
        tr("What a submission holds when a choice was made. It becomes the target value."),
    )
    yield (
        tr("Hidden value"),
        tr("A question the user never sees, calculated: the place for unique identifiers."),
    )
    yield tr("Identifier"), tr("A source flagged as a unique identifier, fit to be a key.")
    yield (
        tr("Key"),
        tr("The target finds a record by its key fields. Without all of them no record is made."),
    )
    yield (
        tr("Points to"),
        tr("The value is not written itself: it finds the record that the field refers to."),
    )
    yield (
        tr("Named value"),
        tr("A value that is made in one place and used in several, shown as “value NAME”."),
    )
    yield (
        tr("Column"),
        tr("What the row of the rule's table holds in it: see sheet Table rows."),
    )
    yield (
        tr("When"),
        tr("The record is made where this holds; otherwise there is none, and no problem."),
    )
    yield (
        tr("Absent"),
        tr("The question was not asked, because of its display condition or an older form."),
    )
    yield tr("Empty"), tr("The question was asked and left without an answer.")
    yield (
        tr("Leave out"),
        tr("The record does not have the field; the target keeps the value it had."),
    )
    yield (
        tr("Null, blank"),
        tr("Null: the field is sent without a value. Blank: it is sent as a text of length 0."),
    )
    yield tr("Stop this record"), tr("No record is made, and the problem is listed.")
    yield (
        tr("Single answer"),
        tr("CommCare calls it “Multiple Choice”: several choices, of which one is the answer."),
    )
    yield tr("Several answers"), tr("CommCare calls it “Checkbox”.")
