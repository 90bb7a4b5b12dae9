"""A template as one line: what is written means what is shown, braces and all."""

from __future__ import annotations

import pytest
from clinic import FORM, q
from hypothesis import given
from hypothesis import strategies as st

from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.source import (
    ALWAYS_OFFERED,
    CASE_ID,
    FORM_ID,
    AttachmentSource,
    CaseSource,
    RowNumber,
)
from mapper_gui.mapping.values import TemplatePart
from mapper_gui.views.template_text import UnknownName, template_parts, template_text

SOURCES = (
    q("/name"),
    q("/hh/phone"),
    q("/children/child_id"),
    *ALWAYS_OFFERED,
    RowNumber(),
    RowNumber(QuestionId("/children")),
)


@given(
    st.lists(
        st.one_of(
            st.text(alphabet='ab{}" ', min_size=1, max_size=4),
            st.sampled_from(SOURCES),
        ),
        max_size=8,
    )
)
def test_what_is_shown_means_what_it_was_made_of(parts: list[TemplatePart]) -> None:
    joined: list[TemplatePart] = []  # texts beside each other are one text
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    assert template_parts(template_text(tuple(parts)), FORM) == tuple(joined)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("CC-{/hh/phone}", ("CC-", q("/hh/phone"))),
        ("{ /name }", (q("/name"),)),
        ("{form id}{case_id}", (FORM_ID, CASE_ID)),
        ("{{/name}}", ("{/name}",)),
        ("{{{/name}}}", ("{", q("/name"), "}")),
        ("a } b", ("a } b",)),
    ],
)
def test_a_line_is_read(text: str, parts: tuple[TemplatePart, ...]) -> None:
    assert template_parts(text, FORM) == parts


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{/nope}", "/nope"),
        ("{}", ""),
        ("{/name", "/name"),
        ("x {", ""),
        ("{/services_note}", "/services_note"),  # a label holds no answer
        ("{/hh}", "/hh"),
        ("{Name of client}", "Name of client"),  # a label is never a source
    ],
)
def test_a_name_that_is_no_source_is_named(text: str, name: str) -> None:
    with pytest.raises(UnknownName) as unknown:
        template_parts(text, FORM)
    assert unknown.value.name == name


def test_what_stood_there_before_is_known_though_the_form_has_it_no_more() -> None:
    gone = (q("/gone"), CaseSource("/x/case", "@case_id"), AttachmentSource(QuestionId("/photo")))
    text = template_text(gone)
    assert template_parts(text, FORM, gone) == gone
    with pytest.raises(UnknownName):
        template_parts(text, FORM)
