"""How long a key in the search box takes until the form's tree is painted anew, 5,000 questions."""

from __future__ import annotations

from figures import own_home, show, show_spread, timed, title
from large_form import export_rows, export_text
from open_program import Painted, at_rest, open_program, settle, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mapper_gui.views.folded_text import fold_words

QUERIES = (
    "household",
    "question 4321",
    "vaccine refused",
    "/section_42/part_3",
    "en fran",
    "calculate",
    "zzz",
    "e",
)


def main() -> None:
    with own_home(), open_program() as program:
        program.files.paste_form(export_text(export_rows(5000)))
        until(lambda: program.session.mapping.form.questions and at_rest(program))
        settle()
        pane = program.window.form_pane
        box, view = pane.search_box, pane.tree.viewport()
        painted = Painted(view)

        def press(letter: str = "") -> None:
            before = painted.count
            if letter:
                QTest.keyClicks(box, letter)
            else:
                QTest.keyClick(box, Qt.Key.Key_Backspace)
            until(lambda: pane.model.words == fold_words(box.text()))
            settle()
            if painted.count == before:  # the same words as before: nothing to paint
                view.repaint()

        typed, erased = [], []
        for words in QUERIES:
            for letter in words:
                typed.append(timed(lambda letter=letter: press(letter)))
            for _ in words:
                erased.append(timed(press))
            assert not box.text()
        title("Search in a form of 5,000 questions: from the key to the painted tree")
        show_spread("a letter typed", typed, 16.7)
        show_spread("a letter erased", erased, 16.7)
        show_spread("every key", typed + erased, 16.7)
        show("floor: painting the tree alone", min(timed(view.repaint) for _ in range(20)))


if __name__ == "__main__":
    main()
