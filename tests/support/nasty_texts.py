"""Texts that try to leave the place where they are written, and a mapping that is full of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from written_forms import NULL, asks, by, cases, compares, form_of, joined, table_of, take

from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    Chosen,
    FieldRule,
    Mapping,
    RecordRule,
    Reference,
    RuleId,
    TableRows,
)
from mapper_gui.mapping.source import FORM_ID, NamedValue, QuestionSource
from mapper_gui.mapping.steps import Contains, Replace, TakePart
from mapper_gui.mapping.target import Target, TargetObject
from mapper_gui.mapping.values import Constant, EachChoice, Value

TEXTS = (
    "it's \"quoted\" \\ and \\' over",
    "`${process.exit(1)}` ${state} $& $1 {step} {emoji} {names}",
    "*/ throw 1; /* // <!-- --> </script>",
    "line\nfeed\r\nand\u2028separators\u2029here\x85\x0b",
    "\u202eright to left\u202c \u2067שלום مرحبا\u2069 \u200f",
    "__proto__",
    "constructor",
    "toString",
    "' || true || '",
    "'; DROP TABLE x; --",
    "- a: 'yaml' # no\n---\n...",
    "emoji 👩‍⚕️ and half \ud83d of one",
    "\x00\x07\x1b[31m",
    "records",
    "state.records",
    "fn",
    "é" * 300,
    " ",
)
"""Half a character is among them: what cannot be UTF-8 is written as an escape."""


def nasty(text: str, system: str = "Our own system") -> Mapping:
    """A mapping with this text wherever a person can type one."""
    question = QuestionId("/" + (text.replace("/", "").replace("[", "").replace("]", "") or "x"))
    form = Form(
        (
            Question(question, Kind.TEXT, {"en": text}),
            Question(QuestionId("/a"), Kind.TEXT, {"en": text}),
            *form_of(
                "", "", "multiple /many Many | a=A, b=B\nrepeat /rows\ntext /rows/name"
            ).questions,
        ),
        ("en",),
        text,
        f"http://openrosa.org/{text}",
        project_space=text,
    )
    value = take(QuestionSource(question), "/a")
    fields = (
        FieldRule("key", take(FORM_ID)),
        FieldRule(text, value, note=text),
        FieldRule(f"{text} constant", Constant(text)),
        FieldRule(f"{text} table", value, (by({text: text, "a": text}),)),
        FieldRule(f"{text} shared", value, (by(f"{text} table"),)),
        FieldRule(f"{text} each", take("/many"), (EachChoice(f"{text} table", text),)),
        FieldRule(f"{text} replaced", value, (Replace("a", text), Replace(text, "b"))),
        FieldRule(f"{text} part", value, (TakePart(text, 1),)),
        FieldRule(f"{text} has", value, (Contains(text),)),
        FieldRule(f"{text} joined", joined(FORM_ID, f"x{text}", missing_blank=True)),
        FieldRule(f"{text} named", take(NamedValue(text))),
        FieldRule(f"{text} refers", value, reference=Reference(text, text)),
        FieldRule(
            f"{text} case",
            cases((compares("/a", "one of", text, "z"), Constant(f"{text}!")), otherwise=value),
            if_absent=NULL,
        ),
    )
    whole = RecordRule(RuleId(text), text, key=("key",), fields=fields, note=text)
    columns = table_of("answer", "column", (QuestionSource(question), text), ("/a", f"{text}2"))
    columns = replace(columns, columns=(replace(columns.columns[0], name=text), columns.columns[1]))
    every = (
        whole,
        replace(whole, id=RuleId(f"{text} rows"), for_each=QuestionId("/rows"),
                fields=(*fields, FieldRule("row", take("/rows/name")))),
        replace(whole, id=RuleId(f"{text} chosen"), for_each=Chosen(QuestionId("/many"))),
        replace(whole, id=RuleId(f"{text} table"), for_each=TableRows(columns),
                when=asks(f"column:{text}")),
    )  # fmt: skip
    named = Value(joined("/a", f"x{text}"))
    return Mapping(
        form=form,
        target=Target(system, (TargetObject(text),)),
        accepts=Accepts(when=compares("/a", "!=", f"{text}?")),
        choice_tables={f"{text} table": by({text: f"{text}1", "a": text}).table},  # type: ignore[dict-item]
        named_values={text: named},
        rules=every,
        note=text,
    )


def nasty_body(text: str, mapping: Mapping) -> dict[str, Any]:
    """A submission that holds it as a name and as an answer."""
    (first, *_) = mapping.form.questions
    assert first.id is not None
    form = {"@xmlns": mapping.form.xmlns, first.id[1:]: text, "a": "a", "many": "b a a"}
    return {"id": text, "form": {**form, "rows": [{"name": text}, {"name": ""}]}}
