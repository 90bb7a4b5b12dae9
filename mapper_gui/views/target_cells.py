"""How a row of the target looks: the field, what feeds it, and where it stands."""

from collections.abc import Sequence
from dataclasses import replace

from mapper_gui.app import table_edits, value_edits
from mapper_gui.app.place import Place, place_words
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.mapping import (
    Chosen,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    Status,
    TableRows,
)
from mapper_gui.mapping.problem import Problem, Severity
from mapper_gui.mapping.proposals import Proposal
from mapper_gui.mapping.target import TargetField
from mapper_gui.views.cell import BLANK, NOTHING, Cell, Face, Piece, Tone
from mapper_gui.views.folded_text import find_folded
from mapper_gui.views.target_feed import feed_pieces, proposal_pieces
from mapper_gui.views.target_tree import TargetRow, TargetRowKind, field_of, heading_words
from mapper_gui.wording.conditions import condition_words
from mapper_gui.wording.problems import message
from mapper_gui.wording.rules import (
    field_type_words,
    rule_words,
    status_words,
    table_words,
    value_rule_words,
)
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n

Words = tuple[str, ...]
USERS_SHOWN = 6


def worst(problems: Sequence[Problem]) -> Severity | None:
    """The severity of the worst problem; None without problems."""
    if not problems:
        return None
    errors = any(problem.severity is Severity.ERROR for problem in problems)
    return Severity.ERROR if errors else Severity.WARNING


def name_cell(
    mapping: Mapping,
    row: TargetRow,
    problems: Sequence[Problem],
    words: Words = (),
    name_first: bool = False,
) -> Cell:
    """The first column: how it stands, the field's label and name, required, key, status."""
    match row.kind:
        case TargetRowKind.RULE:
            return _rule_name(row, problems, words)
        case TargetRowKind.OBJECT:
            return Cell((Piece(icon="record", tone=Tone.QUIET), Piece(row.object, tone=Tone.QUIET)))
        case TargetRowKind.VALUES | TargetRowKind.TABLES:
            picture = "value" if row.kind is TargetRowKind.VALUES else "table"
            return Cell(
                (Piece(icon=picture, tone=Tone.TEXT), Piece(heading_words(row.kind), strong=True))
            )
        case TargetRowKind.VALUE | TargetRowKind.TABLE:
            return _own_name(mapping, row, problems, words)
    field, rule = field_of(mapping, row)
    pieces = [_state(field, rule, problems)]
    if field is None:
        name = Piece(row.field, Face.ID, Tone.ERROR, struck=True)
        return Cell((*pieces, name), Tone.ERROR)
    waits = field.required and not takes_anything(rule)
    first, second = _names(field, words, name_first)
    pieces.append(first)
    if field.required:
        pieces.append(Piece(icon="required", tone=Tone.ERROR if waits else Tone.QUIET))
    record = mapping.rule(row.rule)
    if record is not None and row.field in record.key:
        pieces.append(Piece(icon="key", tone=Tone.IDENTIFIER))
    if rule is not None and rule.status is Status.TO_DISCUSS:
        pieces.append(Piece(icon="to-discuss", tone=Tone.WARNING))
    elif rule is not None and rule.status is Status.AGREED:
        pieces.append(Piece(icon="agreed", tone=Tone.GOOD))
    if second is not None:
        pieces.append(second)
    return Cell(tuple(pieces), Tone.ERROR if waits else None)


def _own_name(mapping: Mapping, row: TargetRow, problems: Sequence[Problem], words: Words) -> Cell:
    """A named value or shared table: how it stands, its name, how often it is used."""
    severity = worst(problems)
    first = BLANK if severity is None else _problem_icon(severity)
    count = len(used_by(mapping, row))
    pieces = [first, Piece(row.field, Face.ID, marked=find_folded(row.field, words))]
    if count:
        pieces.append(Piece("●" if count == 1 else f"● {count}", tone=Tone.GOOD, spare=True))
    return Cell(tuple(pieces))


def used_by(mapping: Mapping, row: TargetRow) -> Sequence[Place]:
    """What uses a named value or a shared table."""
    if row.kind is TargetRowKind.VALUE:
        return value_edits.uses(mapping, row.field)
    return table_edits.users(mapping, row.field)


def _rule_name(row: TargetRow, problems: Sequence[Problem], words: Words) -> Cell:
    pieces = [Piece(icon="record", tone=Tone.TEXT)]
    pieces.append(Piece(row.rule, strong=True, marked=find_folded(row.rule, words)))
    if row.object != row.rule:
        marked = find_folded(row.object, words)
        pieces.append(Piece(row.object, Face.ID, Tone.QUIET, marked=marked))
    severity = worst(problems)
    if severity is not None:
        pieces.append(_problem_icon(severity))
    return Cell(tuple(pieces))


def _problem_icon(severity: Severity) -> Piece:
    if severity is Severity.ERROR:
        return Piece(icon="error", tone=Tone.ERROR)
    return Piece(icon="warning", tone=Tone.WARNING)


def _state(
    field: TargetField | None,
    rule: FieldRule | None,
    problems: Sequence[Problem],
) -> Piece:
    severity = worst(problems)
    if severity is not None:
        return _problem_icon(severity)
    if field is None:
        return _problem_icon(Severity.ERROR)
    return Piece(icon="fed", tone=Tone.GOOD) if takes_anything(rule) else BLANK


def _names(field: TargetField, words: Words, name_first: bool) -> tuple[Piece, Piece | None]:
    """Label and name, or name and label; the second is spared where there is no room."""
    tone = Tone.TEXT if field.writable else Tone.QUIET
    name = Piece(field.name, Face.ID, tone, marked=find_folded(field.name, words))
    if not field.label or field.label == field.name:
        return name, None
    label = Piece(field.label, tone=tone, marked=find_folded(field.label, words))
    first, second = (name, label) if name_first else (label, name)
    return first, replace(second, tone=Tone.QUIET, spare=True)


def feed_cell(mapping: Mapping, row: TargetRow, proposal: Proposal | None) -> Cell:
    """The second column: what feeds the field, or what could."""
    if row.kind is TargetRowKind.RULE:
        record = mapping.rule(row.rule)
        return Cell(_record_pieces(mapping, record)) if record is not None else NOTHING
    if row.kind is TargetRowKind.OBJECT:
        return Cell((Piece(tr("no record rule: nothing is made"), tone=Tone.QUIET, slanted=True),))
    if not row.is_field:
        return _own_feed(mapping, row)
    field, rule = field_of(mapping, row)
    if rule is not None and takes_anything(rule):
        return Cell(feed_pieces(mapping, rule))
    if proposal is not None:
        return Cell(proposal_pieces(proposal))
    if field is not None and not field.writable:
        return Cell((Piece(tr("read-only in the target"), tone=Tone.QUIET, slanted=True),))
    if field is not None and field.required:
        return Cell((Piece(tr("drop a question here"), icon="drop-here", tone=Tone.ACCENT),))
    if rule is not None and rule.note:
        return Cell((Piece(" ".join(rule.note.split()), tone=Tone.QUIET, slanted=True),))
    return NOTHING


def _own_feed(mapping: Mapping, row: TargetRow) -> Cell:
    """What a named value takes, or how large a shared table is."""
    if row.kind is TargetRowKind.VALUE:
        value = mapping.named_values.get(row.field)
        rule = FieldRule(row.field, value.take, value.then) if value is not None else None
        if rule is not None and takes_anything(rule):
            return Cell(feed_pieces(mapping, rule))
        return Cell((Piece(tr("drop a question here"), icon="drop-here", tone=Tone.ACCENT),))
    table = mapping.choice_tables.get(row.field)
    if table is None:
        return NOTHING
    words = tr_n("{count} choice", "{count} choices", len(table.rows))
    return Cell((Piece(words.format(count=len(table.rows)), tone=Tone.QUIET),))


def _own_lines(mapping: Mapping, row: TargetRow) -> list[str]:
    language = mapping.form.languages[0] if mapping.form.languages else None
    lines = [row.field]
    value = mapping.named_values.get(row.field) if row.kind is TargetRowKind.VALUE else None
    table = mapping.choice_tables.get(row.field) if row.kind is TargetRowKind.TABLE else None
    if value is not None:
        lines.append(
            value_rule_words(FieldRule(row.field, value.take, value.then), mapping, language)
        )
    elif table is not None:
        lines.append(table_words(table))
    else:
        return [heading_words(row.kind)]
    names = [place_words(place) for place in used_by(mapping, row)]
    if names:
        shown = ", ".join(names[:USERS_SHOWN]) + (" …" if len(names) > USERS_SHOWN else "")
        lines.append(tr("Used by {places}").format(places=shown))
    else:
        lines.append(tr("Nothing uses it yet."))
    return lines


def _record_pieces(mapping: Mapping, record: RecordRule) -> tuple[Piece, ...]:
    pieces = [Piece(short_operation_words(record.operation), tone=Tone.QUIET)]
    if record.key:
        pieces.append(Piece(tr("by"), tone=Tone.QUIET))
        pieces.append(Piece(" + ".join(record.key), Face.ID, Tone.QUIET))
    if record.repeat is not None:
        pieces.append(Piece(tr("for each"), tone=Tone.QUIET))
        gone = not mapping.form.is_repeat(record.repeat)
        tone = Tone.ERROR if gone else Tone.TEXT
        pieces.append(Piece(record.repeat, Face.ID, tone, struck=gone))
    match record.for_each:
        case Chosen(question):
            pieces.append(Piece(tr("for each chosen id of"), tone=Tone.QUIET))
            pieces.append(Piece(question, Face.ID))
        case TableRows(table):
            rows = tr_n("{count} table row", "{count} table rows", len(table.rows))
            words = tr("for each of {rows}").format(rows=rows.format(count=len(table.rows)))
            pieces.append(Piece(words, tone=Tone.QUIET))
    if record.when is not None:
        words = tr("when {condition}").format(condition=condition_words(record.when))
        pieces.append(Piece(words, tone=Tone.QUIET, spare=True))
    fed = sum(takes_anything(rule) for rule in record.fields)
    target = mapping.target_object(record)
    total = len(target.fields) if target is not None else len(record.fields)
    words = tr_n("{count} of {total} field", "{count} of {total} fields", total)
    shown = words.format(count=fed, total=total)
    pieces.append(Piece(f"· {shown}", tone=Tone.QUIET, spare=True))
    return tuple(pieces)


def short_operation_words(operation: Operation) -> str:
    """The target's own short words."""
    return {
        Operation.CREATE: tr("create"),
        Operation.UPDATE: tr("update"),
        Operation.UPSERT: tr("upsert"),
    }[operation]


def row_lines(
    mapping: Mapping, row: TargetRow, problems: Sequence[Problem], proposal: Proposal | None
) -> list[str]:
    """The tooltip: the whole names, what the field takes, its rule in words, and its problems."""
    lines: list[str] = []
    field, rule = field_of(mapping, row)
    if row.is_field:
        lines += _field_lines(mapping, row, field)
    elif row.kind not in (TargetRowKind.RULE, TargetRowKind.OBJECT):
        lines += _own_lines(mapping, row)
    elif row.kind is TargetRowKind.RULE:
        lines.append(row.rule if row.rule == row.object else f"{row.rule} ({row.object})")
        record = mapping.rule(row.rule)
        if record is not None and record.note:
            lines.append(record.note)
    else:
        lines.append(tr("No record rule makes {object}.").format(object=row.object))
    if rule is not None:
        lines.append(
            rule_words(rule, mapping, mapping.form.languages[0] if mapping.form.languages else None)
        )
        if rule.status is not Status.DRAFT:
            lines.append(tr("Status: {status}").format(status=status_words(rule.status)))
        if rule.note:
            lines.append(tr("Note: {note}").format(note=rule.note))
    if proposal is not None and not takes_anything(rule):
        lines += proposal_lines(proposal)
    lines += [message(problem) for problem in problems]
    return lines


def proposal_lines(proposal: Proposal) -> list[str]:
    """A proposal at length, with the other sources that match as well."""
    words = tr("Proposed because the names are equal: {source}. Enter accepts it.")
    lines = [words.format(source=source_id(proposal.source))]
    if proposal.rivals:
        names = ", ".join(source_id(rival) for rival in proposal.rivals[:5])
        lines.append(tr("Matches as well: {sources}").format(sources=names))
    return lines


def _field_lines(mapping: Mapping, row: TargetRow, field: TargetField | None) -> list[str]:
    if field is None:
        words = tr("{field}: the target has no such field any more. Its rule is kept.")
        return [words.format(field=row.field)]
    name = f"{field.label} ({field.name})" if field.label else field.name
    kind = field_type_words(field.type)
    if field.type_word and field.type_word.casefold() != kind.casefold():
        kind = f"{kind} ({field.type_word})"
    if field.length:
        kind = tr("{kind}, up to {length} characters").format(kind=kind, length=field.length)
    if field.required:
        kind = tr("{kind}, required").format(kind=kind)
    if field.key:
        kind = tr("{kind}, the target finds records by it").format(kind=kind)
    record = mapping.rule(row.rule)
    lines = [name, kind]
    if record is not None and row.field in record.key:
        lines.append(tr("Part of this rule's key."))
    return lines
