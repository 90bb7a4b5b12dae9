"""While what people typed is masked, no part of the main window shows it or what is made of it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from open_program import open_program
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mapper_gui.app.place import FieldPlace, ValuePlace
from mapper_gui.mapping.conditions import AllOf, Compare, Operator
from mapper_gui.mapping.edit import with_field_rule
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.masked import MASK
from mapper_gui.mapping.problem import InRule
from mapper_gui.mapping.result import ResultKind
from mapper_gui.mapping.source import MetaSource, NamedValue, QuestionSource
from mapper_gui.mapping.steps import Clean, Cleanup, Code, NumberKind, ToNumber
from mapper_gui.mapping.values import Case, Cases, First, Template, Value
from mapper_gui.storage.resources import resource
from mapper_gui.views.program import Program

NAME, PHONE = QuestionSource("/hh/head_name"), QuestionSource("/hh/phone")
GPS = QuestionSource("/gps")
TYPED = ("Ana Rakoto", "0712345678", "18.9137", "47.5361", "1714741840", "chw01", "D07-20260503")
DERIVED = ("ANA RAKOTO", "Mx Ana", "Ana Rakoto!")
STAYS = ("tap-inside", "/hh/phone", "Head of household")


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    """The sample with rules of many kinds, and a submission of the practice server's sample."""
    with open_program() as made:
        made.project.open(resource("sample", "register_household.ccmap"))
        session = made.session
        qtbot.waitUntil(lambda: any(rule.fields for rule in session.mapping.rules))
        session.apply("more rules", _with_more(session.mapping))
        file = resource("sample", "practice", "register_household-all-answered.json")
        made.look_up.open_submission(json.loads(file.read_text("utf-8")))
        made.window.proof.show_result()
        qtbot.waitUntil(lambda: not made.background.under_way)
        yield made
        made.project.new()


def _with_more(mapping: Mapping) -> Mapping:
    """Steps, a template, ordered rules, code, an answer that cannot be read, and a condition."""
    rule = mapping.rules[0].id
    differs = AllOf(
        (
            Compare(NAME, Operator.NOT_EQUAL, PHONE),
            Compare(QuestionSource("/hh/water-source"), Operator.EQUAL, ("tap-inside",)),
        )
    )
    for number, (take, steps) in enumerate(
        (
            (First((NAME,)), (Clean(Cleanup.UPPER),)),
            (First((NAME,)), (ToNumber(NumberKind.WHOLE),)),
            (Template(("Mx ", NAME, " at ", GPS)), ()),
            (Cases((Case(differs, First((PHONE,))),), None), ()),
            (First((NamedValue("caller"),)), ()),
            (First((MetaSource("username"),)), ()),
            (
                First((QuestionSource("/hh/water-source"),)),
                (Code("return submission.form.hh.head_name + '!';"),),
            ),
        )
    ):
        mapping = with_field_rule(mapping, rule, FieldRule(f"more_{number}", take, steps))
    mapping = replace(mapping, named_values={"caller": Value(First((PHONE,)))})
    last = mapping.rules[-1]
    when = Compare(PHONE, Operator.EQUAL, NAME)
    rules = [replace(each, when=when) if each is last else each for each in mapping.rules]
    return replace(mapping, rules=tuple(rules))


def everything(program: Program, qtbot: QtBot) -> str:
    """All texts of the window while every place is visited."""
    session, window = program.session, program.window
    texts: set[str] = set()
    places: list[object] = [ValuePlace(name) for name in session.mapping.named_values]
    for rule in session.mapping.rules:
        places.append(FieldPlace(rule.id))
        places += [FieldPlace(rule.id, each.field) for each in rule.fields]
    for place in places:
        session.select(place)  # type: ignore[arg-type]
        settle()
        for button in window.rule_pane.findChildren(QPushButton):
            if button.isVisible() and button.text() == "Why":
                button.click()
        texts |= {*_texts(window)}
    window.rule_pane.show_accepts()
    for problems in (True, False):
        (window.proof.show_problems if problems else window.proof.show_result)()
        settle()
        texts |= {*_texts(window)}
    chooser = window.proof.records.chooser
    for number in range(chooser.count()):
        chooser.setCurrentIndex(number)
        chooser.activated.emit(number)
        qtbot.waitUntil(lambda: not program.background.under_way, timeout=30000)
        settle()
        texts |= {*_texts(window)}
    chooser.setCurrentIndex(0)
    chooser.activated.emit(0)
    for record in session.evaluation.records if session.evaluation else ():
        window.proof.result._copy(record)
        texts.add(QApplication.clipboard().text())
    return "\n".join(texts)


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, 52)  # what is to be deleted is gone


def _texts(window: QWidget) -> Iterator[str]:
    yield window.windowTitle()
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue  # filled anew when it is seen
        for name in (
            "text", "toolTip", "accessibleName", "accessibleDescription", "toPlainText",
            "placeholderText", "title", "whatsThis", "statusTip",
        ):  # fmt: skip
            get = getattr(widget, name, None)
            found = get() if callable(get) else None
            if isinstance(found, str):
                yield found
        if isinstance(widget, QAbstractItemView | QComboBox) and widget.model() is not None:
            yield from _data(widget.model(), QModelIndex())


def _data(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        for column in range(model.columnCount(parent)):
            index = model.index(row, column, parent)
            for role in (*range(16), *range(256, 262)):
                found = model.data(index, role)
                if isinstance(found, str):
                    yield found
                elif found is not None and hasattr(found, "text"):
                    yield str(found)
        yield from _data(model, model.index(row, 0, parent))


def missing(texts: str, wanted: Iterable[str]) -> list[str]:
    return [each for each in wanted if each not in texts]


def test_typed_answers_are_nowhere_while_masked_and_choice_ids_stay(
    program: Program, qtbot: QtBot
) -> None:
    shown = everything(program, qtbot)
    assert missing(shown, (*TYPED, *DERIVED, *STAYS)) == []  # else the sweep looks at too little
    assert MASK not in shown
    QTest.keyClick(
        program.window,
        Qt.Key.Key_M,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert program.session.masked
    masked = everything(program, qtbot)
    told = [line for line in masked.splitlines() if any(one in line for one in (*TYPED, *DERIVED))]
    assert told == []
    assert missing(masked, (MASK, *STAYS)) == []


def test_the_result_is_computed_on_the_answers_themselves(program: Program) -> None:
    session = program.session
    before = session.evaluation
    assert before is not None
    made = [(record.rule, record.made, record.skipped) for record in before.records]
    program.window.actions_by_name["mask"].trigger()
    after = session.evaluation
    assert after is not None
    assert [(record.rule, record.made, record.skipped) for record in after.records] == made
    assert session.computed is before
    kinds = [problem.kind for problem in after.problems]
    assert kinds == [problem.kind for problem in before.problems]
    unreadable = next(each for each in after.problems if each.kind is ResultKind.UNREADABLE)
    assert isinstance(unreadable.where, InRule)
    assert unreadable.facts["value"] == MASK
    program.window.actions_by_name["mask"].trigger()
    assert session.evaluation is before


def test_the_switch_is_one_with_that_of_the_window_of_many_submissions(program: Program) -> None:
    window = program.window
    window.actions_by_name["mask"].trigger()
    window.dialogs.show_audit()
    audit = window.dialogs._audit
    assert audit is not None
    assert audit.mask_box.isChecked()
    audit.mask_box.click()
    assert not program.session.masked
    assert not window.actions_by_name["mask"].isChecked()
