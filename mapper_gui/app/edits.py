"""What a person can do to the mapping: each verb is one undo step with words for the menu.

Drag, keyboard, menu and proposals call the same verb. A refused edit is announced by the
session and leaves everything as it was; a verb says whether it was done.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from mapper_gui.app.place import FieldPlace, Place
from mapper_gui.app.session import Session
from mapper_gui.mapping import choice_edit, edit
from mapper_gui.mapping.compare import with_newer_form
from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    FieldRule,
    ForEach,
    Mapping,
    Operation,
    Status,
)
from mapper_gui.mapping.mend import apply as apply_mend
from mapper_gui.mapping.problem import Mend
from mapper_gui.mapping.proposals import Proposal
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import ChoiceTable, Scalar, Step, Take
from mapper_gui.wording.problems import mend_words
from mapper_gui.wording.rules import status_words
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n


def change(
    session: Session,
    words: str,
    make: Callable[[Mapping], Mapping],
    place: Place | None = None,
    *,
    place_before: Place | None = None,
    typing: str = "",
) -> bool:
    """Apply an edit as one undo step; announce it when it is refused.

    Steps with the same `typing` that follow each other become one.
    """
    try:
        after = make(session.mapping)
    except EditError as error:
        session.refuse(error)
        return False
    session.apply(words, after, place, place_before=place_before, typing=typing)
    return True


def add_sources(session: Session, rule: str, field: str, sources: Sequence[Source]) -> bool:
    """Feed a field with sources; a drop on a field, Enter, and the menu all come here."""
    if not sources:
        return False
    words = tr_n("Map {source} to {field}", "Map {count} question ids to {field}", len(sources))
    words = words.format(source=source_id(sources[0]), count=len(sources), field=field)
    return change(
        session,
        words,
        lambda m: edit.with_sources(m, rule, field, sources),
        FieldPlace(rule, field),
    )


def add_choices(session: Session, rule: str, field: str, question: QuestionId) -> bool:
    """Choices dropped on a field: their question's id feeds it. A choice's label never does."""
    words = tr("Map {source} to {field}").format(source=question, field=field)
    done = change(
        session,
        words,
        lambda m: choice_edit.with_choices_fed(m, rule, field, question),
        FieldPlace(rule, field),
    )
    if done:
        text = tr(
            "Mapped the question id {question}, not a label. Give each choice its target value "
            "in the choice table."
        )
        session.noticed.emit(text.format(question=question))
    return done


def create_fields(session: Session, rule: str, sources: Sequence[Source]) -> bool:
    """New target fields named after the sources, each fed by its own."""
    if not sources:
        return False
    words = tr_n("Make a field from {source}", "Make {count} fields", len(sources))
    words = words.format(source=source_id(sources[0]), count=len(sources))
    make: Callable[[Mapping], Mapping] = lambda m: edit.with_fields_from_sources(  # noqa: E731
        m, rule, sources
    )
    done = change(session, words, make, FieldPlace(rule))
    if done:
        made = session.mapping.rule(rule)
        if made is not None and made.fields:
            session.select(FieldPlace(rule, made.fields[-1].field))
    return done


def move_value(
    session: Session, from_rule: str, from_field: str, to_rule: str, to_field: str
) -> bool:
    words = tr("Move the value of {old} to {new}").format(old=from_field, new=to_field)
    return change(
        session,
        words,
        lambda m: edit.with_field_moved(m, from_rule, from_field, to_rule, to_field),
        FieldPlace(to_rule, to_field),
    )


def unmap(session: Session, places: Sequence[FieldPlace]) -> bool:
    """Take away the rules of these fields, in one step."""
    if not places:
        return False

    def make(mapping: Mapping) -> Mapping:
        after = mapping
        for place in places:
            rule = after.rule(place.rule)
            if place.field is not None and rule is not None and rule.field_rule(place.field):
                after = edit.without_field_rule(after, place.rule, place.field)
        if after is mapping:
            where = places[0]
            raise EditError(EditKind.NOTHING_TO_DO, rule=where.rule, field=where.field)
        return after

    words = tr_n("Unmap {field}", "Unmap {count} fields", len(places))
    words = words.format(field=places[0].field or places[0].rule, count=len(places))
    return change(session, words, make, places[0])


def set_field_rule(
    session: Session, words: str, rule: str, field_rule: FieldRule, *, typing: str = ""
) -> bool:
    """The rule pane's edits: any part of a field rule replaced."""
    return change(
        session,
        words,
        lambda m: edit.with_field_rule(m, rule, field_rule),
        FieldPlace(rule, field_rule.field),
        typing=typing,
    )


def set_status(session: Session, places: Sequence[FieldPlace], status: Status) -> bool:
    """How far people have agreed on these fields, in one step."""
    if not places:
        return False

    def make(mapping: Mapping) -> Mapping:
        for place in places:
            rule = mapping.rule(place.rule)
            if place.field is not None and rule is not None:
                old = rule.field_rule(place.field) or FieldRule(place.field)
                mapping = edit.with_field_rule(mapping, place.rule, replace(old, status=status))
        return mapping

    words = tr("Change the status to {status}").format(status=status_words(status))
    return change(session, words, make, places[0])


def set_take(session: Session, rule: str, field: str, take: Take | None) -> bool:
    old = _field_rule(session, rule, field)
    words = tr("Change what {field} takes").format(field=field)
    return set_field_rule(session, words, rule, replace(old, take=take))


def set_steps(session: Session, rule: str, field: str, steps: Sequence[Step]) -> bool:
    old = _field_rule(session, rule, field)
    words = tr("Change the steps of {field}").format(field=field)
    return set_field_rule(session, words, rule, replace(old, then=tuple(steps)))


def set_choice(session: Session, rule: str, field: str, choice: str, value: Scalar) -> bool:
    """A choice id's target value; makes the choice table where there is none."""
    words = tr("Map choice {choice}").format(choice=choice)
    return change(
        session,
        words,
        lambda m: choice_edit.with_choice_rows(m, rule, field, [(choice, value)]),
        FieldPlace(rule, field),
    )


def set_choices(
    session: Session, rule: str, field: str, rows: Sequence[tuple[str, Scalar]]
) -> bool:
    """Several choice ids at once: pasted, or dragged in."""
    words = tr_n("Map {count} choice", "Map {count} choices", len(rows)).format(count=len(rows))
    return change(
        session,
        words,
        lambda m: choice_edit.with_choice_rows(m, rule, field, rows),
        FieldPlace(rule, field),
    )


def unset_choices(session: Session, rule: str, field: str, choices: Sequence[str]) -> bool:
    """Choice ids without a target value again, in one step."""
    if not choices:
        return False
    words = tr_n("Unmap choice {choice}", "Unmap {count} choices", len(choices))
    return change(
        session,
        words.format(choice=choices[0], count=len(choices)),
        lambda m: choice_edit.without_choice_rows(m, rule, field, choices),
        FieldPlace(rule, field),
    )


def set_table(
    session: Session, rule: str, field: str, table: ChoiceTable, index: int | None
) -> bool:
    words = tr("Change the choice table of {field}").format(field=field)
    return change(
        session,
        words,
        lambda m: choice_edit.with_table(m, rule, field, table, index),
        FieldPlace(rule, field),
    )


def flag_identifier(session: Session, source: Source, flagged: bool) -> bool:
    text = tr("Flag {source} as identifier") if flagged else tr("Unflag {source} as identifier")
    words = text.format(source=source_id(source))
    return change(session, words, lambda m: edit.with_identifier(m, source, flagged))


def flag_identifiers(session: Session, sources: Sequence[Source], flagged: bool) -> bool:
    """Flag several sources in one step, or unflag them."""
    if not sources:
        return False
    if len(sources) == 1:
        return flag_identifier(session, sources[0], flagged)

    def make(mapping: Mapping) -> Mapping:
        for source in sources:
            mapping = edit.with_identifier(mapping, source, flagged)
        return mapping

    text = tr("Flag {count} identifiers") if flagged else tr("Unflag {count} identifiers")
    return change(session, text.format(count=len(sources)), make)


def set_key(
    session: Session, rule: str, key: Sequence[str], place: FieldPlace | None = None
) -> bool:
    """The key fields of a rule. `place`: what stays selected where it was done from a field."""
    words = tr("Change the key of {rule}").format(rule=rule)
    place = place or FieldPlace(rule)
    return change(session, words, lambda m: edit.with_key(m, rule, key), place)


def set_operation(session: Session, rule: str, operation: Operation) -> bool:
    words = tr("Change the operation of {rule}").format(rule=rule)
    place = FieldPlace(rule)
    return change(session, words, lambda m: edit.with_operation(m, rule, operation), place)


def set_for_each(session: Session, rule: str, repeat: ForEach | None) -> bool:
    words = tr("Change what {rule} is made for each of").format(rule=rule)
    return change(session, words, lambda m: edit.with_for_each(m, rule, repeat), FieldPlace(rule))


def set_when(session: Session, rule: str, when: Condition | None) -> bool:
    """The condition under which a rule makes its records; None is always."""
    words = tr("Change when {rule} is made").format(rule=rule)
    return change(session, words, lambda m: edit.with_when(m, rule, when), FieldPlace(rule))


def add_rule(session: Session, object_name: str) -> bool:
    """One more record rule for an object; it is selected."""
    words = tr("Add a record rule for {object}").format(object=object_name)
    before = {rule.id for rule in session.mapping.rules}
    done = change(session, words, lambda m: edit.with_new_rule(m, object_name))
    for rule in session.mapping.rules:
        if done and rule.id not in before:
            session.select(FieldPlace(rule.id))
    return done


def remove_rule(session: Session, rule: str) -> bool:
    words = tr("Remove record rule {rule}").format(rule=rule)
    back = FieldPlace(rule)
    return change(session, words, lambda m: edit.without_rule(m, rule), place_before=back)


def rename_rule(session: Session, rule: str, name: str) -> bool:
    words = tr("Rename record rule {rule}").format(rule=rule)
    name = name.strip()
    return change(
        session,
        words,
        lambda m: edit.with_rule_renamed(m, rule, name),
        FieldPlace(name),
        place_before=FieldPlace(rule),
    )


def set_rule_note(session: Session, rule: str, note: str, *, typing: str = "") -> bool:
    words = tr("Change the note of {rule}").format(rule=rule)
    make: Callable[[Mapping], Mapping] = lambda m: edit.with_rule_note(m, rule, note)  # noqa: E731
    return change(session, words, make, FieldPlace(rule), typing=typing)


def set_form(session: Session, form: Form) -> bool:
    """The form, or a newer export of it: every rule stays."""
    first = not session.mapping.form.questions
    words = tr("Import the form") if first else tr("Import the newer form")
    return change(session, words, lambda m: with_newer_form(m, form))


def set_form_facts(session: Session, **facts: str | None) -> bool:
    """What the export does not say: name, xmlns, app_id, project_space."""
    words = tr("Change what is known of the form")
    return change(session, words, lambda m: edit.with_form_facts(m, **facts))


def set_accepts(session: Session, accepts: Accepts) -> bool:
    words = tr("Change which submissions are accepted")
    return change(session, words, lambda m: edit.with_accepts(m, accepts))


def add_target(session: Session, target: Target) -> bool:
    words = tr_n("Add {count} target object", "Add {count} target objects", len(target.objects))
    words = words.format(count=len(target.objects))
    return change(session, words, lambda m: edit.with_target(m, target))


def add_target_field(session: Session, object_name: str, field: TargetField) -> bool:
    words = tr("Add target field {field}").format(field=field.name)
    return change(session, words, lambda m: edit.with_field(m, object_name, field))


def set_object(session: Session, changed: TargetObject) -> bool:
    words = tr("Change target object {object}").format(object=changed.name)
    return change(session, words, lambda m: edit.with_object(m, changed))


def remove_object(session: Session, name: str) -> bool:
    words = tr("Remove target object {object}").format(object=name)
    return change(session, words, lambda m: edit.without_object(m, name))


def accept_proposals(session: Session, accepted: Sequence[Proposal]) -> bool:
    """Map proposed matches, one or many, in one step."""
    if not accepted:
        return False

    def make(mapping: Mapping) -> Mapping:
        for one in accepted:
            mapping = edit.with_sources(mapping, one.rule, one.field, [one.source])
        return mapping

    words = tr_n("Accept {count} proposal", "Accept {count} proposals", len(accepted))
    place = FieldPlace(accepted[0].rule, accepted[0].field) if len(accepted) == 1 else None
    return change(session, words.format(count=len(accepted)), make, place)


def mend(session: Session, proposed: Mend) -> bool:
    """Apply a proposed mend of a problem."""
    return change(session, mend_words(proposed), lambda m: apply_mend(m, proposed))


def _field_rule(session: Session, rule: str, field: str) -> FieldRule:
    found = session.mapping.rule(rule)
    return (found.field_rule(field) if found else None) or FieldRule(field)
