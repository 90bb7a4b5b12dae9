"""Equal names are proposed, never applied: which match, which are safe to accept at once."""

import time
from dataclasses import replace

import pytest
from clinic import MAPPING, first, q, question

from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.proposals import Because, proposals, unambiguous
from mapper_gui.mapping.source import CASE_ID, FORM_ID, MetaSource
from mapper_gui.mapping.target import Target, TargetField, TargetObject


def mapping(
    questions: tuple[Question, ...], *fields: TargetField, for_each: str | None = None
) -> Mapping:
    rule = RecordRule(RuleId("r"), "T", for_each=QuestionId(for_each) if for_each else None)
    return Mapping(Form(questions), Target("", (TargetObject("T", fields=fields),)), rules=(rule,))


@pytest.mark.parametrize(
    ("path", "label", "name", "field_label", "because"),
    [
        ("/hh/head_name", "", "head_name", "", Because.ID_IS_NAME),
        ("/hh/head_name", "", "HeadName", "", Because.ID_IS_NAME),
        ("/hh/head_name", "", "x", "Head name", Because.ID_IS_LABEL),
        ("/a", "Head  Name", "head_name", "", Because.LABEL_IS_NAME),
        ("/a", "head of household", "x", "Head of Household", Because.LABEL_IS_LABEL),
        ("/a", "ÂGE", "âge", "", Because.LABEL_IS_NAME),
        ("/hh/sex", "", "/HH/Sex", "", Because.ID_IS_NAME),
    ],
)
def test_case_spaces_and_underscores_aside_equal_names_match(
    path: str, label: str, name: str, field_label: str, because: Because
) -> None:
    made = mapping((question(path, label=label),), TargetField(name, field_label))
    (found,) = proposals(made)
    assert (found.source, found.field, found.because) == (q(path), name, because)
    assert found.rivals == ()


@pytest.mark.parametrize(
    ("path", "name"), [("/head-name", "head_name"), ("/name", "Name__c"), ("/nom", "name")]
)
def test_other_names_do_not_match(path: str, name: str) -> None:
    assert proposals(mapping((question(path),), TargetField(name))) == ()


def test_a_label_in_any_language_matches() -> None:
    asked = replace(question("/a"), labels={"en": "Sex", "fra": "Sexe"})
    assert len(proposals(mapping((asked,), TargetField("sexe")))) == 1


def test_what_is_fed_or_cannot_be_written_gets_no_proposal() -> None:
    made = mapping((question("/name"),), TargetField("name"))
    fed = replace(made.rules[0], fields=(FieldRule("name", first("/other")),))
    assert proposals(replace(made, rules=(fed,))) == ()
    noted = replace(made.rules[0], fields=(FieldRule("name", note="?"),))
    assert len(proposals(replace(made, rules=(noted,)))) == 1
    locked = mapping((question("/name"),), TargetField("name", writable=False))
    assert proposals(locked) == ()


@pytest.mark.parametrize(
    "kind", [Kind.LABEL, Kind.GROUP, Kind.QUESTION_LIST, Kind.CASE_ACTION, Kind.LOOKUP_DATA]
)
def test_what_holds_no_answer_is_never_proposed(kind: Kind) -> None:
    assert proposals(mapping((question("/name", kind),), TargetField("name"))) == ()


def test_a_repeats_question_only_where_its_rows_are_iterated() -> None:
    rows = (question("/kids", Kind.REPEAT), question("/kids/name"))
    field = TargetField("name")
    assert proposals(mapping(rows, field)) == ()
    (found,) = proposals(mapping(rows, field, for_each="/kids"))
    assert found.source == q("/kids/name")


def test_the_rows_own_question_comes_before_the_submissions() -> None:
    rows = (question("/name"), question("/kids", Kind.REPEAT), question("/kids/name"))
    (found,) = proposals(mapping(rows, TargetField("name"), for_each="/kids"))
    assert (found.source, found.rivals) == (q("/kids/name"), (q("/name"),))


def test_what_every_submission_has_is_matched_by_its_id() -> None:
    fields = [TargetField(name) for name in ("Form ID", "case_id", "timeEnd", "Id")]
    found = proposals(mapping((), *fields))
    assert [(p.field, p.source) for p in found] == [
        ("Form ID", FORM_ID),
        ("case_id", CASE_ID),
        ("timeEnd", MetaSource("timeEnd")),
    ]


def test_rivals_are_named_and_such_a_proposal_is_not_accepted_at_once() -> None:
    made = mapping((question("/a/name"), question("/b/name")), TargetField("name"))
    found = proposals(made)
    assert found[0].rivals == (q("/b/name"),)
    assert unambiguous(found) == ()


def test_one_question_for_two_fields_is_not_accepted_at_once() -> None:
    made = mapping((question("/name"),), TargetField("name"), TargetField("x", "Name"))
    found = proposals(made)
    assert len(found) == 2
    assert unambiguous(found) == ()


def test_one_question_may_feed_fields_of_two_rules_at_once() -> None:
    made = mapping((question("/name"),), TargetField("name"))
    rules = (made.rules[0], replace(made.rules[0], id=RuleId("r 2")))
    found = proposals(replace(made, rules=rules))
    assert unambiguous(found) == found


def test_nothing_is_proposed_where_the_target_object_is_unknown() -> None:
    made = mapping((question("/name"),))
    assert proposals(replace(made, rules=(replace(made.rules[0], object="?"),))) == ()


def test_blank_names_and_labels_match_nothing() -> None:
    made = mapping((question("/a", label="_"), question("/_")), TargetField("x", " "))
    assert proposals(made) == ()


def test_the_sample_has_its_proposals() -> None:
    emptied = replace(MAPPING, rules=(replace(MAPPING.rules[0], fields=()),))
    assert [(p.field, p.source) for p in proposals(emptied)] == [("Sex__c", q("/sex"))]


def test_thousands_of_questions_and_hundreds_of_fields_are_matched_at_once() -> None:
    questions = tuple(question(f"/g{n // 50}/question_{n}", label=f"Q {n}") for n in range(5000))
    fields = tuple(TargetField(f"question {n * 10}") for n in range(500))
    made = mapping(questions, *fields)
    started = time.process_time()
    assert len(unambiguous(proposals(made))) == 500
    assert time.process_time() - started < 0.5
