"""Any mapping that the model can hold, sensible or not, made up by Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

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
from mapper_gui.mapping.form import CaseBlock, Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    Chosen,
    Column,
    FieldRule,
    LookupSample,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
    Status,
    Table,
    TableRows,
)
from mapper_gui.mapping.source import (
    META_PARTS,
    SUBMISSION_PARTS,
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.steps import (
    COMMCARE,
    Age,
    AgeUnit,
    AttachmentLink,
    Characters,
    CharacterSet,
    Clean,
    Cleanup,
    Code,
    Contains,
    FormatDate,
    GpsPart,
    Is,
    NumberKind,
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.target import FieldType, Target, TargetChoice, TargetField, TargetObject
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
    LabelCopy,
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

texts = st.text(max_size=6)
names = st.text(min_size=1, max_size=6)
ids = st.sampled_from(
    ("/a", "/a/b", "/a/b/c", "/r", "/r/x", "/r/s", "/r/s/y", "/m/item", "/m/item/@id", "/t[@i='1']")
).map(QuestionId)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts
)
labels = st.dictionaries(st.sampled_from(("en", "fra", "")), texts, max_size=2)


def many(one: st.SearchStrategy[Any], most: int = 3, **how: Any) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=most, **how).map(tuple)


sources: st.SearchStrategy[Source] = st.one_of(
    st.builds(QuestionSource, ids),
    st.builds(SubmissionSource, st.sampled_from(SUBMISSION_PARTS)),
    st.builds(MetaSource, st.one_of(st.sampled_from(META_PARTS), texts)),
    st.builds(CaseSource, st.sampled_from(("/case", "/r/case", "/x/case")), names),
    st.builds(AttachmentSource, ids),
    st.builds(RowNumber, st.one_of(st.none(), ids)),
    st.just(RowChoice()),
    st.builds(ColumnSource, names),
    st.builds(NamedValue, names),
)
_one_text = texts.map(lambda text: (text,))
conditions: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(
        st.builds(
            Compare,
            sources,
            st.sampled_from([each for each in Operator if each is not Operator.ONE_OF]),
            st.one_of(_one_text, sources),
            st.sampled_from(ReadAs),
        ),
        st.builds(
            Compare,
            sources,
            st.just(Operator.ONE_OF),
            st.one_of(many(texts), sources),
            st.sampled_from(ReadAs),
        ),
        st.builds(Asks, sources, st.sampled_from(Presence)),
    ),
    lambda inner: st.one_of(
        st.builds(AllOf, many(inner)), st.builds(AnyOf, many(inner)), st.builds(Not, inner)
    ),
    max_leaves=4,
)
outsides = st.one_of(
    st.sampled_from([Outside(a) for a in OutsideAction if a is not OutsideAction.DEFAULT]),
    st.builds(Outside, st.just(OutsideAction.DEFAULT), scalars),
)
policies = st.one_of(
    st.sampled_from([Policy(a) for a in PolicyAction if a is not PolicyAction.DEFAULT]),
    st.builds(Policy, st.just(PolicyAction.DEFAULT), scalars),
)
tables = st.builds(ChoiceTable, many(st.builds(ChoiceRow, texts, scalars)), st.booleans(), outsides)
plain_takes: st.SearchStrategy[Take] = st.one_of(
    st.builds(First, many(sources)),
    st.builds(
        Constant,
        scalars,
        st.one_of(st.none(), st.builds(LabelCopy, ids, names, st.one_of(st.none(), texts))),
    ),
    st.builds(Template, many(st.one_of(texts, sources), 4), st.booleans()),
    st.builds(Sum, many(st.builds(Term, sources, st.booleans())), st.booleans()),
    st.builds(Count, sources),
    st.builds(TargetLookup, texts, texts, sources, texts),
)
takes: st.SearchStrategy[Take] = st.recursive(
    plain_takes,
    lambda inner: st.builds(
        Cases, many(st.builds(Case, conditions, inner)), st.one_of(st.none(), inner)
    ),
    max_leaves=4,
)
steps: st.SearchStrategy[Step] = st.one_of(
    st.builds(Clean, st.sampled_from(Cleanup)),
    st.builds(Replace, texts, texts, st.booleans()),
    st.builds(Characters, many(st.sampled_from(CharacterSet)), st.booleans()),
    st.builds(Shorten, st.integers(0, 999)),
    st.builds(Contains, texts),
    st.builds(Is, st.sampled_from(Presence)),
    st.builds(TakeGps, st.sampled_from(GpsPart)),
    st.builds(TakePart, texts, st.integers(-9, 9).filter(bool)),
    st.builds(FormatDate, texts, st.one_of(st.just(COMMCARE), texts), st.one_of(st.none(), texts)),
    st.builds(Age, sources, st.sampled_from(AgeUnit)),
    st.builds(ToNumber, st.sampled_from((NumberKind.WHOLE, NumberKind.DECIMAL))),
    st.builds(ToNumber, st.just(NumberKind.ROUNDED), st.integers(0, 15)),
    st.builds(YesNo, many(texts), many(texts)),
    st.just(AttachmentLink()),
    st.builds(Code, texts),
    st.builds(ByTable, st.one_of(tables, names)),
    st.builds(EachChoice, st.one_of(st.none(), tables, names), st.one_of(st.none(), texts)),
)
field_rules = st.builds(
    FieldRule,
    names,
    st.one_of(st.none(), takes),
    many(steps, 2),
    policies,
    policies,
    st.sampled_from(Status),
    texts,
    st.one_of(st.none(), st.builds(Reference, texts, texts)),
)


@st.composite
def row_tables(draw: st.DrawFn) -> Table:
    columns = draw(many(st.builds(Column, names, st.booleans()), unique_by=lambda c: c.name))
    cells = st.one_of(st.none(), sources.filter(lambda s: not isinstance(s, ColumnSource)))
    kinds = [cells if column.of_sources else scalars for column in columns]
    return Table(columns, draw(many(st.tuples(*kinds))))


for_each = st.one_of(
    st.none(),
    ids,
    st.builds(Chosen, ids),
    st.builds(TableRows, row_tables(), st.one_of(st.none(), ids)),
)
rules = st.builds(
    RecordRule,
    names.map(RuleId),
    texts,
    st.sampled_from(Operation),
    many(names, 2),
    for_each,
    many(field_rules, unique_by=lambda rule: rule.field),
    texts,
    st.one_of(st.none(), conditions),
)
questions = st.builds(
    Question,
    st.one_of(st.none(), ids),
    st.sampled_from(Kind),
    labels,
    many(st.builds(Choice, texts, labels, st.one_of(st.none(), st.integers(1, 9)))),
    st.one_of(st.none(), ids),
    st.one_of(st.none(), st.booleans()),
    st.one_of(st.none(), texts),
    type_word=texts,
    hint=texts,
    comment=texts,
    row=st.one_of(st.none(), st.integers(1, 99)),
    doubts=many(names, 1),
)
forms = st.builds(
    Form,
    many(questions, 6),
    many(names, 2),
    texts,
    texts,
    texts,
    texts,
    many(st.builds(CaseBlock, names, many(names, 2), st.one_of(st.none(), ids)), 1),
)
target_fields = st.builds(
    TargetField,
    names,
    texts,
    st.sampled_from(FieldType),
    texts,
    st.booleans(),
    many(st.builds(TargetChoice, texts, texts)),
    st.one_of(st.none(), st.integers(0, 99)),
    st.booleans(),
    many(names, 1),
    st.booleans(),
    texts,
)
objects = st.builds(TargetObject, names, texts, many(target_fields), texts, texts)
mappings = st.builds(
    Mapping,
    forms,
    st.builds(Target, texts, many(objects, 2, unique_by=lambda item: item.name)),
    st.builds(Accepts, many(names, 2), many(names, 2), st.one_of(st.none(), conditions)),
    many(sources),
    st.dictionaries(names, tables, max_size=2),
    st.dictionaries(names, st.builds(Value, takes, many(steps, 2)), max_size=2),
    many(st.builds(LookupSample, texts, texts, texts, texts, scalars), 2),
    many(rules, 2, unique_by=lambda rule: rule.id),
    texts,
)
