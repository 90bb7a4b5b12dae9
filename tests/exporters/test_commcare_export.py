"""Queries for commcare-export: which file says a rule, and what no file says is refused by name.

That they give in the real runner what the evaluator gives is `tests/conformance`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from det_cases import choice_table_in_a_workbook, household, repeated_keys, workbook_only
from det_forms import the_form
from det_mappings import mappings
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from mapper_gui.exporters import commcare_export, find_problems
from mapper_gui.exporters.commcare_export.can import (
    CONDITIONS,
    OPERATORS,
    POLICIES,
    SOURCES,
    STEPS,
    TAKES,
    Where,
)
from mapper_gui.exporters.commcare_export.query import BUILT_IN
from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.form import Choice, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    Chosen,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
)
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import RunnerKind, Why
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.steps import (
    Age,
    AttachmentLink,
    Characters,
    CharacterSet,
    Clean,
    Cleanup,
    Code,
    Contains,
    FormatDate,
    GpsPart,
    NumberKind,
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
)
from mapper_gui.mapping.values import (
    ByTable,
    Case,
    Cases,
    ChoiceRow,
    ChoiceTable,
    Constant,
    Count,
    EachChoice,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Step,
    Sum,
    Take,
    TargetLookup,
    Template,
    Term,
    Value,
)
from mapper_gui.wording.problems import message

NULL, STOP = Policy(PolicyAction.NULL), Policy(PolicyAction.STOP)


def question(path: str) -> QuestionSource:
    return QuestionSource(QuestionId(path))


def one_of(path: str) -> First:
    return First((question(path),))


def mapping_of(*rules: RecordRule) -> Mapping:
    return Mapping(form=the_form(), rules=rules)


def with_field(take: Take, *then: Step, **more: Any) -> Mapping:
    field = FieldRule("Field", take, then, **more)
    key = FieldRule("Key", First((FORM_ID,)))
    return mapping_of(RecordRule(RuleId("Rule"), "Object", key=("Key",), fields=(key, field)))


def with_condition(condition: Condition) -> Mapping:
    field = FieldRule("Field", one_of("/name"))
    return mapping_of(RecordRule(RuleId("Rule"), "Object", fields=(field,), when=condition))


def errors(mapping: Mapping) -> list[Problem]:
    found = commcare_export.problems(mapping)
    return [problem for problem in found if problem.severity is Severity.ERROR]


def whys(mapping: Mapping) -> list[object]:
    return [problem.facts["why"] for problem in errors(mapping)]


def endings(mapping: Mapping) -> list[str]:
    assert not errors(mapping)
    return [name.removeprefix("visit") for name in commcare_export.files(mapping, "visit")]


def cells(mapping: Mapping, sheet: str) -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(commcare_export.files(mapping, "visit")["visit.xlsx"]))
    return [*book[sheet].iter_rows(values_only=True)]


# which file


def test_plain_columns_make_a_workbook_and_nothing_else() -> None:
    mapping, _ = workbook_only()
    assert endings(mapping) == [".xlsx", "-run.txt"]


def test_a_sheet_has_the_headings_that_the_runner_reads() -> None:
    mapping, _ = workbook_only()
    titles, first, second, *_ = cells(mapping, "Visit")
    assert titles == (
        "Data Source", "Filter Name", "Filter Value", "Field", "Source Field", "Map Via",
        "Format Via", "Data Type", "Table Name", "Note",
    )  # fmt: skip
    assert first == (
        "form", "xmlns", mapping.form.xmlns, "id", "id", "template({0[id]}, $)", None, "text",
        "Visit", "form id",
    )  # fmt: skip
    assert second[:3] == (None, None, None)


def test_a_column_says_nothing_of_an_empty_answer_and_blank_where_that_is_wanted() -> None:
    rows = {row[3]: row for row in cells(workbook_only()[0], "Visit")}
    assert rows["Name"][4:7] == ("form.name[*]", None, None)
    assert rows["blank"][4] == 'form."naïve"'
    assert rows["Name"][9] == "Name"


def test_rows_of_a_repeat_have_the_id_of_their_form() -> None:
    source, *rows = cells(workbook_only()[0], "Child")[1:]
    assert source[0] == "form[*].form.kids[*]"
    assert rows[0][3:6] == ("form_id", "id", "template({0[id]}, $)")
    assert rows[1][3:5] == ("len", "len[*]")
    assert rows[3][3:5] == ("of", "$.form.name[*]")


def test_a_path_that_is_a_name_of_the_runner_stands_in_quotes() -> None:
    blank = Policy(PolicyAction.BLANK)
    rule = RecordRule(
        RuleId("R"), "O", for_each=QuestionId("/kids"),
        fields=(FieldRule("F", one_of("/kids/len"), if_empty=blank),),
    )  # fmt: skip
    assert cells(mapping_of(rule), "R")[-1][4] == '"len"'


def test_a_choice_table_that_keeps_other_ids_stands_in_the_sheet_mappings() -> None:
    mapping, _ = choice_table_in_a_workbook()
    assert endings(mapping) == [".xlsx", "-run.txt"]
    assert cells(mapping, "Mappings") == [
        ("Mapping Name", "Source", "Destination"),
        ("Sex", "m", "Male"),
        ("Sex", "f", "Female, or {f}"),
        ("Sex", "1", "5"),
    ]


def test_beside_another_sheet_a_choice_table_goes_into_the_query() -> None:
    mapping, _ = choice_table_in_a_workbook()
    other = RecordRule(RuleId("Log"), "Log", fields=(FieldRule("Name", one_of("/name")),))
    both = replace(mapping, rules=(*mapping.rules, other))
    assert endings(both) == [".xlsx", ".json", "-run.txt"]
    book = load_workbook(BytesIO(commcare_export.files(both, "visit")["visit.xlsx"]))
    assert book.sheetnames == ["Log"]


@pytest.mark.parametrize(
    "mapping",
    [
        pytest.param(with_field(one_of("/name"), Shorten(3)), id="a step"),
        pytest.param(with_field(First((question("/name"), FORM_ID))), id="several sources"),
        pytest.param(with_field(Template((question("/name"), "!"))), id="a template"),
        pytest.param(with_field(Constant("a, b")), id="a constant with a comma"),
        pytest.param(with_field(Constant(" a ")), id="a constant with spaces at its ends"),
        pytest.param(with_field(Constant("a\nb")), id="a constant of two lines"),
        pytest.param(with_field(one_of("/name"), if_absent=STOP), id="a record that may stop"),
        pytest.param(
            with_field(one_of("/name"), if_absent=Policy(PolicyAction.DEFAULT, "x")), id="a default"
        ),
        pytest.param(with_field(First((CASE_ID,))), id="the case_id"),
        pytest.param(with_field(one_of("/dob"), FormatDate("dd/MM/yyyy")), id="a date"),
        pytest.param(with_condition(Asks(question("/name"), Presence.ANSWERED)), id="a condition"),
        pytest.param(
            replace(
                workbook_only()[0], accepts=Accepts(when=Asks(question("/name"), Presence.THERE))
            ),
            id="submissions left out",
        ),
        pytest.param(repeated_keys()[0], id="keys and nested rows"),
    ],
)
def test_what_a_workbook_does_not_say_exactly_is_in_the_query(mapping: Mapping) -> None:
    assert ".json" in endings(mapping)
    assert ".xlsx" not in endings(mapping)


def test_keys_that_come_again_get_a_query_of_their_own_for_databases() -> None:
    assert endings(repeated_keys()[0]) == [".json", "-sql.json", "-run.txt"]


def test_keys_with_the_form_id_need_one_query() -> None:
    rule = RecordRule(
        RuleId("R"), "O", key=("K",), for_each=QuestionId("/kids"),
        fields=(FieldRule("K", Template((FORM_ID, "-", RowNumber()))),),
    )  # fmt: skip
    assert endings(mapping_of(rule)) == [".json", "-run.txt"]


def pieces(node: Any) -> Any:
    """Every object of a query with one name, whose name it is."""
    if isinstance(node, dict):
        if len(node) == 1:
            yield next(iter(node.items()))
        for value in node.values():
            yield from pieces(value)
    elif isinstance(node, list):
        for value in node:
            yield from pieces(value)


def test_a_query_is_json_of_what_the_runner_knows() -> None:
    made = commcare_export.files(repeated_keys()[0], "visit")
    for name in ("visit.json", "visit-sql.json"):
        query = json.loads(made[name])
        names = {piece for piece, _ in pieces(query)}
        known = {"Ref", "Lit", "Bind", "Filter", "Map", "FlatMap", "Apply", "List", "Emit"}
        assert names <= {*known, "xmlns"}
        called = {each["fn"]["Ref"] for piece, each in pieces(query) if piece == "Apply"}
        assert called <= BUILT_IN
        assert max(len(line) for line in made[name].decode().splitlines()) < 160


def test_the_text_that_goes_with_it_names_tables_and_commands() -> None:
    text = commcare_export.files(repeated_keys()[0], "a visit")["a visit-run.txt"].decode()
    assert "client in a visit.json: record rule client" in text
    assert '--query "a visit.json" --project demo' in text
    assert '--query "a visit-sql.json"' in text
    assert "postgresql+psycopg2://" in text
    assert "1.16.0" in text


def test_tables_have_names_that_files_and_databases_take() -> None:
    ids = ("Contact", "contact", "Contact 2", "Mappings", "a/b?*", "x" * 60, "x" * 50, "Ünï", "...")
    field = FieldRule("Field", one_of("/name"))
    mapping = mapping_of(*(RecordRule(RuleId(each), "O", fields=(field,)) for each in ids))
    names = commcare_export.table_names(mapping)
    assert [*names.values()] == [
        "Contact", "contact_2", "Contact_2_2", "Mappings_2", "a_b", "x" * 31, "x" * 29 + "_2",
        "Ünï", "table",
    ]  # fmt: skip
    assert len({name.casefold() for name in names.values()}) == len(ids)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(mapping=mappings())
def test_what_the_check_lets_pass_is_written(mapping: Mapping) -> None:
    made = commcare_export.files(mapping, "visit")
    assert made["visit-run.txt"]
    for name, content in made.items():
        if name.endswith(".json"):
            json.loads(content)


# what is refused

NOT_EXPRESSIBLE: list[tuple[Take, tuple[Step, ...], Why]] = [
    (one_of("/name"), (Clean(Cleanup.UPPER),), Why.NO_FUNCTION),
    (one_of("/name"), (Replace("a", "b"),), Why.NO_FUNCTION),
    (one_of("/name"), (Characters((CharacterSet.DIGITS,), True),), Why.NO_FUNCTION),
    (one_of("/name"), (TakePart("-", 1),), Why.NO_FUNCTION),
    (one_of("/name"), (Code("return value"),), Why.NO_CODE),
    (TargetLookup("Site", "Code", FORM_ID, "Id"), (), Why.NO_TARGET),
    (one_of("/hh/services"), (EachChoice(None, None),), Why.NO_LISTS),
    (one_of("/calculated"), (EachChoice(None, ";"),), Why.HOW_MANY_CHOSEN),
    (one_of("/name"), (Contains("m"),), Why.NOT_A_CHOICE),
    (one_of("/name"), (TakeGps(GpsPart.LATITUDE),), Why.NOT_A_CHOICE),
    (Count(question("/name")), (), Why.NOT_A_CHOICE),
    (one_of("/seen"), (FormatDate("HH:mm", zone="Africa/Nairobi"),), Why.NO_TIME_ZONES),
    (one_of("/name"), (FormatDate("yyyy"),), Why.NOT_A_DATE),
    (one_of("/name"), (Age(FORM_ID),), Why.NOT_A_DATE),
    (one_of("/dob"), (Age(FORM_ID),), Why.NOT_A_DATE),
    (one_of("/seen"), (FormatDate("HH:mm:ss.SSS"),), Why.DATE_PATTERN),
    (one_of("/seen"), (FormatDate("h a"),), Why.DATE_PATTERN),
    (one_of("/dob"), (FormatDate("yyyy", "dd/MM/yyyy"),), Why.DATE_PATTERN),
    (one_of("/sex"), (ByTable(ChoiceTable((ChoiceRow("m", "x"),), True)),), Why.IGNORES_CASE),
    (Constant(1e-7), (), Why.NUMBER_AS_TEXT),
    (
        one_of("/weight"),
        (ToNumber(NumberKind.DECIMAL), ByTable(ChoiceTable())),
        Why.NUMBER_AS_TEXT,
    ),
    (Constant("a\x00b"), (), Why.CONTROL_CHARACTERS),
    (Constant("\ud800"), (), Why.CONTROL_CHARACTERS),
    (Template(("\x07", FORM_ID)), (), Why.CONTROL_CHARACTERS),
    (one_of("/transfer[@type='iron']"), (), Why.NO_ATTRIBUTE_FILTER),
    (one_of("/hh/id"), (), Why.NAME_TAKEN),
    (First((NamedValue("gone"),)), (), Why.NO_SUCH_VALUE),
]


@pytest.mark.parametrize(
    ("take", "then", "why"),
    NOT_EXPRESSIBLE,
    ids=[f"{why}-{number}" for number, (_, _, why) in enumerate(NOT_EXPRESSIBLE)],
)
def test_what_no_file_says_is_refused_at_its_place(
    take: Take, then: tuple[Step, ...], why: Why
) -> None:
    (problem,) = errors(with_field(take, *then))
    assert problem.kind is RunnerKind.NOT_EXPRESSIBLE
    assert problem.where == InRule("Rule", "Field")
    assert problem.facts["why"] is why
    assert message(problem).startswith("commcare-export cannot express ")


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        (Compare(question("/name"), Operator.CONTAINS, ("a",)), Why.NO_FUNCTION),
        (Compare(question("/name"), Operator.HAS_CHOICE, ("a",)), Why.NOT_A_CHOICE),
        (Compare(question("/name"), Operator.LESS, ("\U0001f600",)), Why.TEXT_ORDER),
        (Compare(question("/name"), Operator.LESS, question("/sex")), Why.TEXT_ORDER),
        (Compare(question("/name"), Operator.BEGINS, question("/sex")), Why.SOURCE_AS_PATTERN),
        (
            Compare(question("/seen"), Operator.LESS, ("2026-05-03",), ReadAs.DATE),
            Why.NOT_A_DATE,
        ),
        (Asks(question("/hh"), Presence.ANSWERED), Why.GROUP_ANSWERED),
        (Not(AllOf((AnyOf((Asks(question("/hh/id"), Presence.THERE),)),))), Why.NAME_TAKEN),
    ],
    ids=str,
)
def test_a_condition_that_no_file_says_is_refused_at_its_rule(
    condition: Condition, why: Why
) -> None:
    (problem,) = errors(with_condition(condition))
    assert problem.where == InRule("Rule", None)
    assert problem.facts["why"] is why


def test_a_condition_on_all_submissions_is_refused_for_the_whole() -> None:
    when = Compare(question("/name"), Operator.CONTAINS, ("test",))
    (problem,) = errors(replace(with_field(Constant("x")), accepts=Accepts(when=when)))
    assert (problem.where, problem.facts["why"]) == (InRule(), Why.NO_FUNCTION)


def test_submissions_are_asked_for_by_xmlns_alone() -> None:
    mapping = replace(with_field(Constant("x")), accepts=Accepts(form_names=("Visit",)))
    assert whys(mapping) == [Why.FORM_BY_NAME]
    unknown = replace(mapping, accepts=Accepts(), form=replace(the_form(), xmlns="", name=""))
    assert [problem.kind for problem in errors(unknown)] == [CheckKind.TRIGGER_UNKNOWN]


def test_ids_of_an_answer_without_known_choices_cannot_be_gone_through() -> None:
    chosen = Chosen(QuestionId("/calculated"))
    rule = RecordRule(
        RuleId("R"), "O", for_each=chosen, fields=(FieldRule("Field", Constant("x")),)
    )
    assert whys(mapping_of(rule)) == [Why.HOW_MANY_CHOSEN]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("id", "Name"), Why.COLUMN_TAKEN),
        (("ID",), Why.COLUMN_TAKEN),
        (("Name", "name"), Why.COLUMNS_ALIKE),
        (("x" * 64,), Why.COLUMN_NAME),
        (("é" * 32,), Why.COLUMN_NAME),
        ((" ",), Why.COLUMN_NAME),
        (("a\x01",), Why.CONTROL_CHARACTERS),
    ],
)
def test_columns_that_a_database_does_not_take_are_refused(
    names: tuple[str, ...], why: Why
) -> None:
    fields = tuple(FieldRule(name, one_of("/name")) for name in names)
    assert whys(mapping_of(RecordRule(RuleId("R"), "O", fields=fields))) == [why]


def test_a_lone_key_called_id_is_the_column_id() -> None:
    fields = (FieldRule("Id", First((FORM_ID,))), FieldRule("Name", one_of("/name")))
    mapping = mapping_of(RecordRule(RuleId("R"), "O", key=("Id",), fields=fields))
    assert [row[3] for row in cells(mapping, "R")] == ["Field", "id", "Name"]


def test_a_source_in_rows_that_the_rule_does_not_go_through_is_the_checks_problem() -> None:
    (problem,) = errors(with_field(one_of("/kids/clinic/visits/note")))
    assert problem.kind is CheckKind.REPEAT_NOT_ITERATED
    assert problem.facts == {
        "source": question("/kids/clinic/visits/note"),
        "repeat": "/kids/clinic/visits",
    }
    found = find_problems(with_field(one_of("/kids/len")), "commcare-export")
    assert [each.kind for each in found].count(CheckKind.REPEAT_NOT_ITERATED) == 1


def test_a_table_that_is_not_there_is_the_checks_problem() -> None:
    (problem,) = errors(with_field(one_of("/sex"), ByTable("gone")))
    assert (problem.kind, problem.facts) == (CheckKind.NO_SUCH_TABLE, {"table": "gone"})


def test_a_table_that_stops_within_a_named_value_is_refused() -> None:
    stops = ByTable(ChoiceTable(outside=Outside(OutsideAction.STOP)))
    mapping = replace(
        with_field(First((NamedValue("v"),))),
        named_values={"v": Value(one_of("/sex"), (stops,))},
    )
    assert whys(mapping) == [Why.STOPS_INSIDE]


def test_values_that_use_each_other_are_refused() -> None:
    mapping = replace(
        with_field(First((NamedValue("a"),))),
        named_values={
            "a": Value(First((NamedValue("b"),))),
            "b": Value(Template((NamedValue("a"), "x"))),
        },
    )
    assert whys(mapping) == [Why.CIRCLE]


def _nested(depth: int) -> Take:
    take: Take = Constant("end")
    asked = Compare(question("/sex"), Operator.EQUAL, ("m",))
    for _ in range(depth):
        take = Cases((Case(asked, Constant("x")),), take)
    return take


def test_rules_within_each_other_beyond_what_the_runner_reads_are_refused() -> None:
    assert not errors(with_field(_nested(12)))
    assert whys(with_field(_nested(60))) == [Why.TOO_DEEP]
    assert whys(with_field(_nested(900))) == [Why.TOO_DEEP]


def test_a_large_choice_table_and_many_conditions_are_written() -> None:
    rows = tuple(ChoiceRow(f"c{number}", f"value {number}") for number in range(5000))
    assert endings(with_field(one_of("/sex"), ByTable(ChoiceTable(rows)))) == [".json", "-run.txt"]
    many = tuple(
        Compare(question("/sex"), Operator.NOT_EQUAL, (f"c{number}",)) for number in range(300)
    )
    assert endings(with_condition(AllOf(many))) == [".json", "-run.txt"]


def test_nothing_mapped_is_nothing_to_export() -> None:
    assert [problem.kind for problem in errors(mapping_of())] == [RunnerKind.NOTHING_MAPPED]


# what is done in its own way


def warnings(mapping: Mapping) -> list[tuple[str, InRule]]:
    return [
        (problem.kind.value, problem.where)
        for problem in commcare_export.problems(mapping)
        if problem.severity is Severity.WARNING and isinstance(problem.where, InRule)
    ]


def test_an_ordinary_mapping_has_no_warnings() -> None:
    assert not commcare_export.problems(workbook_only()[0])
    assert not errors(household()[0])


def test_null_and_left_out_are_one() -> None:
    where = InRule("Rule", "Field")
    assert warnings(with_field(one_of("/name"), if_empty=NULL)) == [("null_is_left_out", where)]
    assert warnings(with_field(Constant(None))) == [("null_is_left_out", where)]


def test_rows_are_found_again_whatever_the_operation() -> None:
    rule = with_field(Constant("x")).rules[0]
    created = mapping_of(replace(rule, operation=Operation.CREATE))
    assert warnings(created) == [("operation_is_upsert", InRule("Rule", None))]


def test_a_reference_is_written_as_a_value() -> None:
    mapping = with_field(one_of("/name"), reference=Reference("Household", "Code"))
    assert warnings(mapping) == [("reference_as_value", InRule("Rule", "Field"))]


def test_a_hidden_value_that_is_split_at_spaces_may_hold_other_white_space() -> None:
    split = with_field(one_of("/calculated"), Contains("m"))
    assert warnings(split) == [("splits_at_white_space", InRule("Rule", "Field"))]
    asked = with_condition(Not(Compare(question("/calculated"), Operator.HAS_CHOICE, ("m",))))
    assert warnings(asked) == [("splits_at_white_space", InRule("Rule", None))]
    counted = Cases((Case(AllOf(()), Count(question("/calculated"))),))
    assert warnings(with_field(counted)) == [("splits_at_white_space", InRule("Rule", "Field"))]


# the table of what it can


def test_the_capabilities_name_every_part_of_the_vocabulary() -> None:
    assert set(TAKES) == set(Take.__args__)
    assert set(STEPS) == set(Step.__args__)
    assert set(SOURCES) == set(Source.__args__)
    assert set(POLICIES) == set(PolicyAction)
    assert set(OPERATORS) == set(Operator)
    assert set(CONDITIONS) == {Compare, Asks}


def test_what_is_nowhere_has_a_reason() -> None:
    every = [*TAKES.values(), *STEPS.values(), *SOURCES.values(), *OPERATORS.values()]
    for capability in every:
        assert (capability.where is Where.NOWHERE) is (capability.why is not None)


def test_a_question_that_the_form_does_not_have_is_read_all_the_same() -> None:
    mapping = with_field(one_of("/old/question"))
    assert endings(mapping) == [".xlsx", "-run.txt"]


def test_questions_with_odd_names_are_quoted() -> None:
    form = replace(
        the_form(), questions=(*the_form().questions, Question(QuestionId('/a "b"'), Kind.TEXT))
    )
    mapping = replace(with_field(one_of('/a "b"')), form=form)
    assert cells(mapping, "Rule")[-1][4] == 'form."a \\"b\\""[*]'


def test_sums_metadata_and_links_are_in_the_query() -> None:
    for take in (
        Sum((Term(question("/hh/members")), Term(question("/weight"), True))),
        First((MetaSource("app_build_version"),)),
    ):
        assert endings(with_field(take)) == [".json", "-run.txt"]
    assert endings(with_field(one_of("/photo"), AttachmentLink())) == [".json", "-run.txt"]
    received = First((SubmissionSource("received_on"),))
    assert endings(with_field(received, FormatDate("dd/MM/yyyy"))) == [".xlsx", "-run.txt"]


# what would be endless


def doubled(count: int) -> Mapping:
    """Named values that use the one before twice."""
    values = {"v0": Value(one_of("/name"))}
    for number in range(1, count):
        before = NamedValue(f"v{number - 1}")
        values[f"v{number}"] = Value(Template((before, "-", before)))
    mapping = with_field(First((NamedValue(f"v{count - 1}"),)))
    return replace(mapping, named_values=values)


def test_named_values_that_double_are_refused_by_name_at_once() -> None:
    assert whys(doubled(38)) == [Why.TOO_LARGE]
    assert "named values" in message(errors(doubled(38))[0]).lower()
    assert endings(doubled(6)) == [".json", "-run.txt"]


def test_a_condition_of_all_submissions_may_not_be_endless_either() -> None:
    mapping = doubled(38)
    asked = Asks(NamedValue("v37"), Presence.ANSWERED)
    found = errors(replace(mapping, accepts=Accepts(when=asked), rules=mapping.rules[:1]))
    assert (Why.TOO_LARGE, InRule()) in [(each.facts["why"], each.where) for each in found]


def test_a_table_of_thousands_for_each_of_thousands_of_choices_is_refused() -> None:
    choices = tuple(Choice(f"c{number}") for number in range(2000))
    question_of_many = Question(QuestionId("/many"), Kind.MULTIPLE, choices=choices)
    table = ChoiceTable(tuple(ChoiceRow(each.id, each.id.upper()) for each in choices))
    mapping = with_field(one_of("/many"), EachChoice(table, ";"))
    form = replace(the_form(), questions=(*the_form().questions, question_of_many))
    assert whys(replace(mapping, form=form)) == [Why.TOO_LARGE]
