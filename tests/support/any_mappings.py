"""Any mapping that the model can hold, sensible or not, made up by Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mapper_gui.mapping.form import CaseBlock, Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    RuleId,
    Status,
)
from mapper_gui.mapping.source import (
    META_PARTS,
    SUBMISSION_PARTS,
    AttachmentSource,
    CaseSource,
    MetaSource,
    QuestionSource,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.target import FieldType, Target, TargetChoice, TargetField, TargetObject
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    LabelCopy,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Step,
    Take,
    Template,
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
takes: st.SearchStrategy[Take] = st.one_of(
    st.builds(First, many(sources)),
    st.builds(
        Constant,
        scalars,
        st.one_of(st.none(), st.builds(LabelCopy, ids, names, st.one_of(st.none(), texts))),
    ),
    st.builds(Template, many(st.one_of(texts, sources), 4), st.booleans()),
)
steps: st.SearchStrategy[Step] = st.one_of(
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
)
rules = st.builds(
    RecordRule,
    names.map(RuleId),
    texts,
    st.sampled_from(Operation),
    many(names, 2),
    st.one_of(st.none(), ids),
    many(field_rules, unique_by=lambda rule: rule.field),
    texts,
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
    st.builds(Accepts, many(names, 2), many(names, 2)),
    many(sources),
    st.dictionaries(names, tables, max_size=2),
    many(rules, 2, unique_by=lambda rule: rule.id),
    texts,
)
