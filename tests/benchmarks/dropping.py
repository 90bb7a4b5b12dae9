"""How long a drop takes until both trees are painted anew: 5,000 questions, 500 target fields."""

from __future__ import annotations

from figures import own_home, show, show_spread, timed, title
from large_form import export_rows, export_text, question_id, target_csv
from open_program import Painted, at_rest, open_program, settle, until

from mapper_gui.app import edits
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.source import QuestionSource

FIELDS = 500


def main() -> None:
    with own_home(), open_program() as program:
        session, window = program.session, program.window
        program.files.paste_form(export_text(export_rows(5000)))
        until(lambda: session.mapping.form.questions and at_rest(program))
        program.files.paste_target(target_csv(FIELDS))
        until(lambda: session.mapping.target.objects and at_rest(program))
        settle()
        form, target = window.form_pane.tree.viewport(), window.target_pane.tree.viewport()
        painted = Painted(target)

        def drop(rule: str, field: str, number: int) -> None:
            before = painted.count
            assert edits.add_sources(
                session, rule, field, [QuestionSource(QuestionId(question_id(number)))]
            )
            until(lambda: painted.count > before)

        times = []
        number = 0
        for rule in session.mapping.rules:
            known = session.mapping.target.object(rule.object)
            assert known is not None
            for field in known.fields:
                times.append(
                    timed(lambda r=rule.id, f=field.name, n=number: drop(r, f, n))  # type: ignore[misc]
                )
                number += 6  # plain questions outside repeats and inside, one after the other
        undone = [timed(lambda: (session.undo_stack.undo(), settle())) for _ in range(50)]
        title(f"Dropping a question on a field: 5,000 questions, {FIELDS} fields")
        show_spread("the first 50", times[:50], 50)
        show_spread("the last 50, all fields fed", times[-50:], 50)
        show_spread("undo", undone, 50)
        show(
            "floor: painting both trees", min(timed(lambda: _paint(form, target)) for _ in "12345")
        )


def _paint(*widgets: object) -> None:
    for widget in widgets:
        widget.repaint()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
