"""The form as rows of a tree, without Qt: what every submission has, then questions, then choices.

Questions stand under the group or repeat that their id runs through; one whose group has no row of
its own (`/members/item`) keeps the missing part in what is shown. The order is the export's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mapper_gui.mapping.form import (
    ATTACHMENTS,
    CONTAINERS,
    CaseBlock,
    Choice,
    Form,
    Kind,
    Question,
    QuestionId,
    enclosing,
)
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
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
from mapper_gui.views.folded_text import fold
from mapper_gui.wording.labels import plain_label


class RowKind(StrEnum):
    """What a row of the form's tree is."""

    EVERY_SUBMISSION = "every_submission"
    METADATA = "metadata"
    CASE_BLOCK = "case_block"
    SOURCE = "source"
    QUESTION = "question"
    CHOICE = "choice"


_WITH_PARTS = ATTACHMENTS | {Kind.REPEAT}
_LOOKUPS = frozenset({Kind.SINGLE_LOOKUP, Kind.MULTIPLE_LOOKUP})


@dataclass(slots=True, eq=False)  # not frozen: thousands are made while the window waits
class FormRow:
    """One row, never changed. `id` is what is shown, without the part that the rows above show;
    `source` what it can feed."""

    kind: RowKind
    id: str = ""
    source: Source | None = None
    question: Question | None = None
    choice: Choice | None = None
    block: CaseBlock | None = None

    @property
    def key(self) -> tuple[RowKind, str]:
        """What it is known by, also after a newer export was pasted."""
        return self.kind, repr(self.source) if self.kind is RowKind.SOURCE else self.full_id

    @property
    def full_id(self) -> str:
        """The id that is copied; of a choice, as the export writes it."""
        match self.source:
            case CaseSource(path, part):
                return f"{path}/{part}"
            case MetaSource(part):
                return f"meta/{part}"
            case SubmissionSource(part):
                return part
            case RowNumber(repeat):
                return repeat or ""
        question = self.question.id or "" if self.question is not None else ""
        if self.choice is not None:
            return f"{question}-{self.choice.id}"
        return self.block.path if self.block is not None else question

    @property
    def is_container(self) -> bool:
        """Whether it is there to hold other rows."""
        if self.kind is RowKind.QUESTION:
            return self.question is not None and self.question.kind in CONTAINERS
        return self.kind in (RowKind.EVERY_SUBMISSION, RowKind.METADATA, RowKind.CASE_BLOCK)


class FormTree:
    """Rows in the order they are shown, each known by its number. The parent of top rows is -1."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.rows: list[FormRow] = []
        self.parents: list[int] = []
        self.children: dict[int, list[int]] = {-1: []}
        self.ends: list[int] = []
        """For each row, the number after the last row below it."""
        if form.questions or form.case_blocks:
            self._add_every_submission()
            self._add_questions()
            self._close()

    @cached_property
    def by_key(self) -> dict[tuple[RowKind, str], int]:
        """Rows by key; the first one where an id stands twice."""
        found: dict[tuple[RowKind, str], int] = {}
        for number, row in enumerate(self.rows):
            found.setdefault(row.key, number)
        return found

    @cached_property
    def by_source(self) -> dict[Source, int]:
        """The first row of each source."""
        found: dict[Source, int] = {}
        for number, row in enumerate(self.rows):
            if row.source is not None:
                found.setdefault(row.source, number)
        return found

    @cached_property
    def folded(self) -> tuple[list[str], list[str]]:
        """What a search looks at for each row: what stands in it, and that with its whole path."""
        near = [_search_text(row) for row in self.rows]
        far = [f"{fold(row.full_id)}\n{text}" for row, text in zip(self.rows, near, strict=True)]
        return near, far

    def ancestors(self, number: int) -> Iterable[int]:
        """The rows above a row, the nearest first."""
        above = self.parents[number]
        while above >= 0:
            yield above
            above = self.parents[above]

    def matches(self, words: Sequence[str], among: Sequence[int] | None = None) -> Sequence[int]:
        """Rows that have all these folded words in id, labels, calculation, or choice; `among`: only
        these rows are looked at. A word with `/` is looked for in the whole id, `#form/hh/sex` as
        `/hh/sex`.
        """
        near, far = self.folded
        found = among
        for word in words:
            word = word.removeprefix("#form")
            texts = far if "/" in word else near
            if found is None:
                found = [number for number, text in enumerate(texts) if word in text]
            else:
                found = [number for number in found if word in texts[number]]
        return found or []

    def with_surroundings(self, matches: Sequence[int]) -> bytearray:
        """1 for each row to show: the matches, the rows above them and everything below them."""
        shown = bytearray(len(self.rows))
        parents, ends = self.parents, self.ends
        done = 0
        for number in matches:
            if number < done:
                continue  # below the match before
            done = ends[number]
            if done == number + 1:
                shown[number] = 1
            else:
                shown[number:done] = b"\x01" * (done - number)
            above = parents[number]
            while above >= 0 and not shown[above]:
                shown[above] = 1
                above = parents[above]
        return shown

    def _add_every_submission(self) -> None:
        top = self._add(-1, FormRow(RowKind.EVERY_SUBMISSION))
        self._add(top, FormRow(RowKind.SOURCE, "id", FORM_ID))
        self._add(top, FormRow(RowKind.SOURCE, "case_id", CASE_ID))
        for block in self.form.case_blocks:
            number = self._add(top, FormRow(RowKind.CASE_BLOCK, block.path, block=block))
            for part in dict.fromkeys(("@case_id", *block.parts)):
                source = CaseSource(block.path, part)
                if source != CASE_ID:
                    self._add(number, FormRow(RowKind.SOURCE, part, source))
        metadata = self._add(top, FormRow(RowKind.METADATA))
        for part in SUBMISSION_PARTS:
            if part != "id":
                self._add(metadata, FormRow(RowKind.SOURCE, part, SubmissionSource(part)))
        for part in META_PARTS:
            self._add(metadata, FormRow(RowKind.SOURCE, part, MetaSource(part)))

    def _add_questions(self) -> None:
        questions = self.form.questions
        numbers: dict[QuestionId, int] = {}
        for number, question in enumerate(questions):
            if question.id is not None:
                numbers.setdefault(question.id, number)
        below: dict[int, list[int]] = {}
        previous = -1
        for number, question in enumerate(questions):
            parent = _parent_of(question, questions, numbers, previous)
            below.setdefault(parent, []).append(number)
            previous = number
        # A stack, not recursion: ids may be nested deeper than Python allows calls to be.
        waiting = [(-1, "", number) for number in reversed(below.get(-1, []))]
        while waiting:
            parent, path, number = waiting.pop()
            question = questions[number]
            row = self._add(parent, _question_row(question, path))
            if question.choices or question.kind in _WITH_PARTS:
                self._add_parts(row, question)
            inside = question.id or path
            waiting += [(row, inside, one) for one in reversed(below.get(number, ()))]

    def _add_parts(self, row: int, question: Question) -> None:
        if question.id is None:
            return
        if question.kind in ATTACHMENTS:
            self._add(row, FormRow(RowKind.SOURCE, "", AttachmentSource(question.id), question))
        elif question.kind is Kind.REPEAT:
            self._add(row, FormRow(RowKind.SOURCE, "", RowNumber(question.id), question))
        if question.choices:
            self._add_choices(row, question)

    def _add_choices(self, row: int, question: Question) -> None:
        # Most rows of a form are choices: they are added all at once.
        start = len(self.rows)
        kind = RowKind.CHOICE
        self.rows += [FormRow(kind, one.id, None, question, one) for one in question.choices]
        self.parents += [row] * len(question.choices)
        self.children.setdefault(row, []).extend(range(start, len(self.rows)))

    def _add(self, parent: int, row: FormRow) -> int:
        number = len(self.rows)
        self.rows.append(row)
        self.parents.append(parent)
        self.children.setdefault(parent, []).append(number)
        return number

    def _close(self) -> None:
        """Find where each row's own part ends, the last rows first."""
        self.ends = [*range(1, len(self.rows) + 1)]
        for number in range(len(self.rows) - 1, -1, -1):
            parent = self.parents[number]
            if parent >= 0 and self.ends[parent] < self.ends[number]:
                self.ends[parent] = self.ends[number]


def _question_row(question: Question, above: str) -> FormRow:
    full = question.id or ""
    shown = full.removeprefix(above + "/") if above else full.removeprefix("/")
    source = QuestionSource(question.id) if question.id and question.has_data else None
    return FormRow(RowKind.QUESTION, shown, source, question)


def _parent_of(
    question: Question,
    questions: Sequence[Question],
    numbers: dict[QuestionId, int],
    previous: int,
) -> int:
    if question.id is None:
        if previous >= 0 and questions[previous].kind in _LOOKUPS:
            return previous
        return -1
    for path in _paths_above(question.id):
        found = numbers.get(path)
        if found is not None:
            return found
    return -1


def _paths_above(path: str) -> Iterable[QuestionId]:
    """Every path above this one, the nearest first."""
    if "[" in path:
        yield from reversed([*enclosing(path)])
        return
    above = path.rpartition("/")[0]
    while above:
        yield QuestionId(above)
        above = above.rpartition("/")[0]


def _search_text(row: FormRow) -> str:
    if row.choice is not None:
        labels = row.choice.labels
    elif row.question is not None and row.kind is RowKind.QUESTION:
        if row.question.kind is Kind.HIDDEN:
            return fold(f"{row.id}\n{row.question.calculate or ''}")
        labels = row.question.labels
    else:
        return fold(row.id)
    texts = [row.id]
    texts += [plain_label(label) for label in set(labels.values())]
    return fold("\n".join(texts))
