"""Why a submission has no answer to a question: not shown, left blank, or not in its version."""

from collections.abc import Mapping as Lookup

from mapper_gui.mapping.blank import BlankKind, BlankReason, Build
from mapper_gui.mapping.display_conditions import DisplayConditions, Shown
from mapper_gui.mapping.form import Form, Kind, QuestionId
from mapper_gui.mapping.other_version import Sign, is_listed, sign_of_other_version
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.submission import NO_ROWS, Rows, Submission
from mapper_gui.mapping.submission_nodes import missing_from, nodes_at


def build_of(submission: Submission) -> Build | None:
    """The app version that a submission says it is from; None where it names none."""
    build_id = submission.text("build_id")
    meta = submission.form.get("meta")
    version = meta.get("app_build_version") if isinstance(meta, dict) else None
    number = str(version) if isinstance(version, int | str) else ""
    return Build(build_id, number) if build_id else None


class Absences:
    """Explains answers that are not there, or empty, in one form's submissions.

    `builds`: the form as it was in app versions whose structure is known, by build id. Conditions
    are read once; what is found out about a submission is kept until the next one.
    """

    def __init__(self, form: Form, builds: Lookup[str, Form] | None = None) -> None:
        self._conditions = DisplayConditions(form)
        self._builds = builds or {}
        self._of_builds: dict[str, DisplayConditions] = {}
        self._submission: Submission | None = None
        self._sign: Sign | None = None
        self._is_signed = False
        self._found: dict[tuple[str, Source | None, tuple[int, ...]], tuple[BlankReason, ...]] = {}
        self._known: dict[tuple[QuestionId, tuple[int, ...]], Shown | None] = {}

    def knows_version(self, submission: Submission) -> bool:
        """Whether the form in the submission's own app version is known."""
        return submission.text("build_id") in self._builds

    def why(
        self, submission: Submission, question: str, source: Source | None, rows: Rows = NO_ROWS
    ) -> tuple[BlankReason, ...]:
        """Why a question has no answer in these rows; what is possible where that is not certain."""
        self._begin(submission)
        place = (question, source, tuple(row.number for row in rows.values()))
        found = self._found.get(place)
        if found is None:
            found = self._why(submission, QuestionId(question), source, rows)
            self._found[place] = found
        return found

    def not_shown(
        self, submission: Submission, path: str, rows: Rows = NO_ROWS
    ) -> tuple[BlankReason, ...]:
        """The display condition that hid what stands at a path, or anything around it; empty where
        no condition is known to be false."""
        self._begin(submission)
        conditions, is_exact = self._of(submission)
        gone = missing_from(submission, path, rows)
        if gone is None:
            return ()
        for each in self._shown(conditions, submission, gone, path, rows):
            if each.holds is False:
                return (self._hidden_by(each, path, None, submission, is_exact),)
        return ()

    def _begin(self, submission: Submission) -> None:
        if submission is not self._submission:
            self._submission = submission
            self._is_signed = False
            self._found.clear()
            self._known.clear()

    def _of(self, submission: Submission) -> tuple[DisplayConditions, bool]:
        """The conditions that the submission's version had, and whether these are they."""
        build_id = submission.text("build_id")
        form = self._builds.get(build_id)
        if form is None:
            return self._conditions, False
        if build_id not in self._of_builds:
            self._of_builds[build_id] = DisplayConditions(form)
        return self._of_builds[build_id], True

    def _sign_in(self, submission: Submission) -> Sign | None:
        if not self._is_signed:
            self._sign = sign_of_other_version(self._conditions, submission)
            self._is_signed = True
        return self._sign

    def _why(
        self, submission: Submission, question: QuestionId, source: Source | None, rows: Rows
    ) -> tuple[BlankReason, ...]:
        conditions, is_exact = self._of(submission)
        known = conditions.form.question(question)
        if nodes_at(submission, question, rows):
            is_hidden = known is not None and known.kind is Kind.HIDDEN
            kind = BlankKind.CALCULATED_BLANK if is_hidden else BlankKind.LEFT_BLANK
            return (BlankReason(kind, True, source, question),)
        if known is None:
            return (self._not_known(submission, question, source, is_exact),)
        gone = missing_from(submission, question, rows) or question
        possible: list[BlankReason] = []
        for shown in self._shown(conditions, submission, gone, question, rows):
            if shown.holds is False:
                hidden = self._hidden_by(shown, question, source, submission, is_exact)
                if hidden.certain:
                    return (hidden,)
                possible.insert(0, hidden)
                break
            if shown.holds is None:
                kind = _hidden_kind(shown, question)
                possible.append(BlankReason(kind, False, source, question, shown))
        if not is_exact:
            kind = BlankKind.NOT_IN_VERSION
            possible.append(BlankReason(kind, False, source, question))
        elif not possible:
            possible.append(BlankReason(BlankKind.UNEXPLAINED, False, source, question))
        return tuple(possible)

    def _not_known(
        self, submission: Submission, question: QuestionId, source: Source | None, is_exact: bool
    ) -> BlankReason:
        ours = self._conditions.form.question(question)
        if not is_exact:
            return BlankReason(BlankKind.NOT_IN_FORM, True, source, question)
        # The structure that CommCare HQ gives of an app lists no stock or case questions (page 3).
        certain = ours is None or is_listed(ours)
        return BlankReason(BlankKind.NOT_IN_VERSION, certain, source, question)

    def _shown(
        self,
        conditions: DisplayConditions,
        submission: Submission,
        gone: str,
        path: str,
        rows: Rows,
    ) -> list[Shown]:
        """The conditions between what is missing and what was wanted. What is around is there, and
        so it was shown."""
        found: list[Shown] = []
        for place in conditions.on_the_way(path):
            if len(place) < len(gone):
                continue
            shown = self._asked(conditions, place, submission, rows)
            if shown is not None:
                found.append(shown)
                if shown.holds is False:
                    break
        return found

    def _asked(
        self, conditions: DisplayConditions, place: QuestionId, submission: Submission, rows: Rows
    ) -> Shown | None:
        """A condition is asked once in the same rows: all that a group hides asks for the same."""
        where = (place, tuple(row.number for row in rows.values()) if rows else ())
        if where not in self._known:
            self._known[where] = conditions.shown(place, submission, rows)
        return self._known[where]

    def _hidden_by(
        self,
        shown: Shown,
        path: str,
        source: Source | None,
        submission: Submission,
        is_exact: bool,
    ) -> BlankReason:
        sign = None if is_exact else self._sign_in(submission)
        kind = _hidden_kind(shown, path)
        return BlankReason(kind, sign is None, source, QuestionId(path), shown, sign)


def _hidden_kind(shown: Shown, path: str) -> BlankKind:
    return BlankKind.NOT_ASKED if shown.question == path else BlankKind.PARENT_NOT_SHOWN
