"""What becomes of choice ids: tables, labels in place of ids, multiple answers, the target's list."""

from dataclasses import replace

import pytest
from clinic import (
    MAPPING,
    SEX_TABLE,
    first,
    joined,
    kinds,
    only,
    place,
    q,
    question,
    with_field,
)

from mapper_gui.mapping.check import CheckKind, ValuePart, check
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.mend import apply
from mapper_gui.mapping.problem import MendKind, Severity
from mapper_gui.mapping.target import FieldType, TargetField
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    EachChoice,
    Outside,
    OutsideAction,
)


def table(*rows: tuple[str, object], **more: object) -> ByTable:
    return ByTable(ChoiceTable(tuple(ChoiceRow(c, v) for c, v in rows), **more))  # type: ignore[arg-type]


def sexes(*rows: tuple[str, object], **more: object) -> Mapping:
    return with_field("Sex__c", first("/sex"), table(*rows, **more))


@pytest.mark.parametrize(
    "mapping",
    [
        sexes(("m", "Male"), ("f", "Female")),
        sexes(("m", "Male"), ("f", "Female"), ("", None)),
        sexes(("M", "Male"), ("F", "Female"), ignore_case=True),
        sexes(("m", "Male"), ("f", None)),
        sexes(("m", "Male"), outside=Outside(OutsideAction.DEFAULT, "Female")),
        with_field("Sex__c", first("/hh/village"), table(("v1", "Male"))),
        with_field(
            "Sex__c", first("/sex", "/hh_id"), table(("m", "Male"), ("f", "Female"), ("x", "Male"))
        ),
        with_field("Services__c", first("/services"), EachChoice(None)),
        with_field(
            "Services__c",
            first("/services"),
            EachChoice(ChoiceTable((ChoiceRow("anc", "A"), ChoiceRow("art", "B")))),
        ),
        with_field("Note__c", joined("/sex", " of ", "/services")),
        with_field("Active__c", first("/sex"), table(("m", True), ("f", False))),
    ],
    ids=str,
)
def test_what_is_right_is_not_remarked_on(mapping: Mapping) -> None:
    assert kinds(mapping) == []


def test_a_label_in_place_of_a_choice_id_is_an_error_that_can_be_mended() -> None:
    mapping = sexes(("Male", "Male"), ("f", "Female"))
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.LABEL_AS_CHOICE, Severity.ERROR)
    assert place(problem) == ("Contact", "Sex__c")
    assert problem.facts["labels"] == (("Male", "m"),)
    assert check(apply(mapping, problem.mends[0])) == ()


def test_labels_of_any_language_are_known_for_what_they_are() -> None:
    sex = replace(
        question("/sex", Kind.SINGLE, choices={"m": "Male", "f": "Female"}),
        choices=(
            replace(question("/x", Kind.SINGLE, choices={"m": "M"}).choices[0], labels={"fra": " Homme"}),
            *question("/x", Kind.SINGLE, choices={"f": "Female"}).choices,
        ),
    )  # fmt: skip
    others = tuple(x for x in MAPPING.form.questions if x.id != "/sex")
    mapping = replace(
        sexes(("homme", "Male"), ("f", "Female")),
        form=replace(MAPPING.form, questions=(sex, *others)),
    )
    assert only(mapping).facts["labels"] == (("homme", "m"),)


def test_a_choice_whose_label_is_its_id_is_no_problem() -> None:
    same = question("/same", Kind.SINGLE, choices={"yes": "yes", "no": "no"})
    form = replace(MAPPING.form, questions=(*MAPPING.form.questions, same))
    mapping = with_field("Note__c", first("/same"), table(("yes", 1), ("no", 0)))
    assert kinds(replace(mapping, form=form)) == []


def test_a_row_for_a_choice_that_the_form_does_not_have_is_a_warning() -> None:
    problem = only(sexes(("m", "Male"), ("f", "Female"), ("x", "Male")))
    assert (problem.kind, problem.severity) == (CheckKind.CHOICE_NOT_IN_FORM, Severity.WARNING)
    assert problem.facts["choices"] == ("x",)


@pytest.mark.parametrize("action", [OutsideAction.EMPTY, OutsideAction.STOP, OutsideAction.KEEP])
def test_choices_without_a_row_are_listed(action: OutsideAction) -> None:
    problem = only(sexes(("m", "Male"), outside=Outside(action)))
    assert (problem.kind, problem.severity) == (CheckKind.CHOICE_UNMAPPED, Severity.WARNING)
    assert problem.facts["choices"] == ("f",)
    assert problem.mends[0].kind is MendKind.ADD_CHOICES


def test_choices_that_are_kept_are_fine_where_the_target_takes_anything() -> None:
    step = table(("m", "Male"), outside=Outside(OutsideAction.KEEP))
    assert kinds(with_field("Note__c", first("/sex"), step)) == []


def test_two_rows_for_one_choice_are_an_error() -> None:
    problem = only(sexes(("m", "Male"), ("m", "Female"), ("f", "Female")))
    assert (problem.kind, problem.severity) == (CheckKind.DUPLICATE_ROW, Severity.ERROR)
    same_but_for_case = sexes(("m", "Male"), ("M", "Female"), ("f", "Female"), ignore_case=True)
    assert kinds(same_but_for_case) == ["duplicate_row"]


@pytest.mark.parametrize("step", [ByTable("sexes"), EachChoice("sexes")])
def test_a_shared_table_that_does_not_exist_is_an_error(step: ByTable | EachChoice) -> None:
    problem = only(with_field("Note__c", first("/sex"), step))
    assert (problem.kind, problem.severity) == (CheckKind.NO_SUCH_TABLE, Severity.ERROR)
    assert problem.facts["table"] == "sexes"


def shared(rows: tuple[ChoiceRow, ...], *fields: FieldRule) -> Mapping:
    mapping = replace(MAPPING, choice_tables={"sexes": ChoiceTable(rows)})
    rule = MAPPING.rules[0]
    kept = tuple(f for f in rule.fields if f.field not in {new.field for new in fields})
    return replace(mapping, rules=(replace(rule, fields=(*kept, *fields)),))


def test_a_shared_table_serves_the_choices_of_all_its_questions() -> None:
    rows = (
        ChoiceRow("m", "Male"),
        ChoiceRow("f", "Female"),
        ChoiceRow("anc", "x"),
        ChoiceRow("art", "y"),
    )
    by_sex = FieldRule("Note__c", first("/sex"), (ByTable("sexes"),))
    by_service = FieldRule("Services__c", first("/services"), (EachChoice("sexes"),))
    assert kinds(shared(rows, by_sex, by_service)) == []
    assert kinds(shared(rows, by_sex)) == ["choice_not_in_form"]


def test_a_shared_tables_own_faults_are_said_once() -> None:
    rows = (ChoiceRow("Male", "x"), ChoiceRow("f", "y"), ChoiceRow("f", "z"))
    fields = [FieldRule(name, first("/sex"), (ByTable("sexes"),)) for name in ("Note__c", "Ext2")]
    found = kinds(shared(rows, *fields))
    assert found.count("label_as_choice") == found.count("duplicate_row") == 1


def test_mending_a_label_in_a_shared_table_mends_the_table() -> None:
    rows = (ChoiceRow("Male", "x"), ChoiceRow("f", "y"))
    mapping = shared(rows, FieldRule("Note__c", first("/sex"), (ByTable("sexes"),)))
    problem = only(mapping)
    mended = apply(mapping, problem.mends[0])
    assert mended.choice_tables["sexes"].rows == (ChoiceRow("m", "x"), ChoiceRow("f", "y"))


def test_target_values_outside_the_targets_list_are_an_error() -> None:
    problem = only(sexes(("m", "male"), ("f", "Woman")))
    assert (problem.kind, problem.severity) == (CheckKind.VALUE_NOT_IN_TARGET, Severity.ERROR)
    assert problem.facts["values"] == ("male", "Woman")
    assert problem.facts["meant"] == {"male": "Male"}


def test_the_default_for_other_choices_is_held_against_the_list_too() -> None:
    problem = only(sexes(("m", "Male"), outside=Outside(OutsideAction.DEFAULT, "Other")))
    assert problem.facts["part"] is ValuePart.OUTSIDE


def test_choice_ids_passed_straight_to_a_list_that_differs_are_a_warning() -> None:
    problem = only(with_field("Sex__c", first("/sex")))
    assert (problem.kind, problem.severity) == (
        CheckKind.CHOICES_PASSED_STRAIGHT,
        Severity.WARNING,
    )
    assert problem.facts["choices"] == ("m", "f")


def test_choice_ids_that_the_target_takes_pass_straight() -> None:
    gender = question("/gender", Kind.SINGLE, choices={"Male": "Homme", "Female": "Femme"})
    form = replace(MAPPING.form, questions=(*MAPPING.form.questions, gender))
    assert kinds(replace(with_field("Sex__c", first("/gender")), form=form)) == []


def test_yes_and_no_do_not_pass_straight_to_a_yes_no_field() -> None:
    consent = question("/consent", Kind.SINGLE, choices={"yes": "Yes", "no": "No"})
    form = replace(MAPPING.form, questions=(*MAPPING.form.questions, consent))
    mapping = replace(with_field("Active__c", first("/consent")), form=form)
    assert only(mapping).kind is CheckKind.CHOICES_PASSED_STRAIGHT


def test_a_multiple_answer_in_a_table_is_a_warning_that_maps_each_choice_instead() -> None:
    rows = (("anc", "A"), ("art", "B"))
    mapping = with_field("Services__c", first("/services"), table(*rows))
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (
        CheckKind.MULTIPLE_ANSWER_IN_TABLE,
        Severity.WARNING,
    )
    mended = apply(mapping, problem.mends[0])
    assert check(mended) == ()
    step = mended.rules[0].by_field["Services__c"].then[0]
    assert isinstance(step, EachChoice)
    assert step.separator == ";"


def test_rows_for_combinations_of_choices_are_choices_of_the_form() -> None:
    rows = (("anc", "A"), ("art", "B"), ("anc art", "AB"))
    mapping = with_field("Services__c", first("/services"), table(*rows))
    assert kinds(mapping) == ["multiple_answer_in_table"]


def test_a_multiple_answer_passed_straight_into_a_list_is_not_joined_as_the_target_wants() -> None:
    mapping = with_field("Services__c", first("/services"))
    problem = only(mapping)
    assert problem.kind is CheckKind.MULTIPLE_NOT_JOINED
    assert check(apply(mapping, problem.mends[0])) == ()


@pytest.mark.parametrize("steps", [(), (EachChoice(None),)], ids=["straight", "joined"])
def test_a_multiple_answer_does_not_fit_a_field_for_one_choice(steps: tuple[EachChoice]) -> None:
    target = MAPPING.target.objects[0]
    one = TargetField("One__c", type=FieldType.CHOICE)
    objects = (replace(target, fields=(*target.fields, one)),)
    mapping = replace(
        with_field("One__c", first("/services"), *steps),
        target=replace(MAPPING.target, objects=objects),
    )
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.MULTIPLE_INTO_SINGLE, Severity.WARNING)
    assert problem.facts["source"] == q("/services")


def test_the_sex_table_of_these_tests_is_right() -> None:
    assert kinds(with_field("Sex__c", first("/sex"), SEX_TABLE)) == []
