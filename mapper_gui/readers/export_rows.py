"""The rows of an "Export Form Contents" as questions, choices inside their question.

A choice row belongs to the nearest question above it that has choices, and its id is what stands
after that question's id and a hyphen (CommCare pages 1.3 and 12.1). Looking for a question whose id
fits is no substitute: most choice cells fit several. It is used only, and with a warning, where the
nearest one does not fit, as in a sheet that was sorted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.form import SELECTS, Choice, Form, Kind, Question, QuestionId, enclosing
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.mapping.problem import InSheet, Problem, Severity
from mapper_gui.readers import type_words
from mapper_gui.readers.excel_damage import damages
from mapper_gui.readers.export_header import Header, is_header
from mapper_gui.readers.tables import POLL_ROWS, Cancelled, Row, Table

_MOST_WARNINGS = 5_000
_OLD_ROOT = "/data"
_NO_PARENT = "null-"
"""What the form builder writes before a choice id when the question has no path."""
_NO_ID_IS_NORMAL = frozenset({Kind.LOOKUP_DATA, Kind.UNKNOWN, Kind.IGNORED})


@dataclass(slots=True, eq=False)
class _Line:
    """One row on its way: `kind` None when nobody knows its Type word."""

    row: Row
    id: str
    word: str
    kind: Kind | type_words.Choice | None
    required: str
    choices: list[Choice] = field(default_factory=list)
    choice_rows: dict[str, int] = field(default_factory=dict)
    doubts: list[ImportKind] = field(default_factory=list)

    @property
    def may_have_choices(self) -> bool:
        return self.kind in SELECTS or self.kind is None


def read_rows(
    table: Table, header: Header, cancelled: Cancelled
) -> tuple[Form, tuple[Problem, ...]]:
    """The form, and the warnings in the order of rows. Raises ReadError: CANCELLED."""
    reading = _Reading(table, header)
    lines = reading.lines(cancelled)
    reading.drop_old_root(lines)
    questions = reading.bind(lines, cancelled)
    form = Form(tuple(reading.questions(questions)), tuple(header.texts))
    return form, reading.sorted_warnings()


class _Reading:
    def __init__(self, table: Table, header: Header) -> None:
        self._warnings: list[Problem] = []
        self._left_out = 0
        self._table = table
        self._header = header
        columns = header.columns
        self._question = columns["question"]
        self._type = columns["type"]
        self._required = columns.get("required")
        if table.guessed_encoding:
            self._warn(ImportKind.GUESSED_ENCODING, None, encoding=table.guessed_encoding)
        row = table.rows[header.at].number
        for title in header.repeated:
            self._warn(ImportKind.DUPLICATE_COLUMN, row, column=title)
        if header.unknown:
            self._warn(ImportKind.UNKNOWN_COLUMNS, row, columns=header.unknown)
        if not header.texts:
            self._warn(ImportKind.NO_LABEL_COLUMNS, row)

    def _warn(self, kind: ImportKind, row: int | None, **facts: object) -> None:
        if len(self._warnings) >= _MOST_WARNINGS:
            self._left_out += 1
            return
        where = InSheet(self._table.sheet, row)
        self._warnings.append(Problem(kind, Severity.WARNING, where, facts))

    def sorted_warnings(self) -> tuple[Problem, ...]:
        """The warnings in the order of rows, and how many more there were."""
        warnings = sorted(self._warnings, key=_row_of)
        if self._left_out:
            where = InSheet(self._table.sheet)
            facts = {"count": self._left_out}
            warnings.append(Problem(ImportKind.MORE_WARNINGS, Severity.WARNING, where, facts))
        return tuple(warnings)

    def _doubt(self, line: _Line, kind: ImportKind, **facts: object) -> None:
        self._warn(kind, line.row.number, **facts)
        line.doubts.append(kind)

    # -- rows to lines

    def lines(self, cancelled: Cancelled) -> list[_Line]:
        lines: list[_Line] = []
        kinds: dict[str, Kind | type_words.Choice | None] = {}
        titles = self._header.titles
        width = max(titles) + 1
        untitled = [column for column in range(width) if column not in titles]
        for count, row in enumerate(self._table.rows[self._header.at + 1 :]):
            if count % POLL_ROWS == 0 and cancelled():
                raise ReadError(ReadKind.CANCELLED)
            question, word = row.cell(self._question), row.cell(self._type).strip()
            if word not in kinds:
                kinds[word] = type_words.kind_of(word)
            kind = kinds[word]
            if kind is not type_words.CHOICE:
                question = question.strip()
            required = "" if self._required is None else row.cell(self._required).strip()
            if kind is None and not question.startswith("/"):
                self._outside(row, question)
                continue
            line = _Line(row, question, word, kind, required)
            for damage, facts in damages(row, titles):
                self._doubt(line, damage, **facts)
            if len(row.cells) > width or untitled:
                extra = [*row.cells[width:], *(row.cell(column) for column in untitled)]
                text = next((cell for cell in extra if cell.strip()), "")
                if text:
                    self._doubt(line, ImportKind.EXTRA_CELLS, text=text[:200])
            lines.append(line)
        return lines

    def _outside(self, row: Row, question: str) -> None:
        """A row that is neither a question nor a choice: a remark, or the header once more."""
        if is_header(row):
            self._warn(ImportKind.SECOND_HEADER, row.number)
            return
        text = question or next((cell for cell in row.cells if cell.strip()), "")
        if text.strip():
            self._warn(ImportKind.NOT_A_QUESTION, row.number, text=text[:200])

    def drop_old_root(self, lines: list[_Line]) -> None:
        """Take `/data` off every id when it is the root that exports before 2016 had.

        A newer export has no root, and then a group that is called `data` has a row of its own,
        which a root never has. A query repeat called `data` has only the row `/data/item`.
        """
        ids = [line.id for line in lines if line.id.startswith("/")]
        below = _OLD_ROOT + "/"
        if not ids or not all(id_.startswith(below) for id_ in ids):
            return
        item = below + "item"
        if all(id_ == item or id_.startswith(item + "/") for id_ in ids):
            return
        for line in lines:
            if line.id.startswith(below):
                line.id = line.id[len(_OLD_ROOT) :]
        row = self._table.rows[self._header.at].number
        self._warn(ImportKind.OLD_ROOT, row, root=_OLD_ROOT, count=len(ids))

    # -- choices to their questions

    def bind(self, lines: list[_Line], cancelled: Cancelled) -> list[_Line]:
        """Put every choice into its question; gives the lines that are left."""
        parents = _Parents(lines)
        questions: list[_Line] = []
        nearest: _Line | None = None
        last: _Line | None = None
        for count, line in enumerate(lines):
            if count % POLL_ROWS == 0 and cancelled():
                raise ReadError(ReadKind.CANCELLED)
            if line.kind is type_words.CHOICE:
                parent = self._parent(line, last, nearest, parents)
                if parent is None:
                    self._doubt(line, ImportKind.LOOSE_CHOICE, text=line.id)
                    line.kind = Kind.UNKNOWN
                    questions.append(line)
                else:
                    self._add_choice(parent, line)
                continue
            if line.kind is None and self._is_choice_by_place(line, last, nearest):
                parent = last if last is not None and _fits(line, last) else nearest
                if parent is not None:
                    self._add_choice(parent, line, guessed=True)
                    continue
            questions.append(line)
            last = line
            if line.kind in SELECTS:
                nearest = line
        return questions

    def _parent(
        self, line: _Line, last: _Line | None, nearest: _Line | None, parents: "_Parents"
    ) -> _Line | None:
        # The question right above may have a Type word that nobody knows.
        if last is not None and last.kind is None and _fits(line, last):
            return last
        candidates = parents.of(line.id)
        if nearest is not None and _fits(line, nearest):
            others = [other.id for other in candidates if other.id != nearest.id]
            if others and (parents.reordered or last is not nearest):
                self._doubt(
                    line,
                    ImportKind.AMBIGUOUS_CHOICE,
                    text=line.id,
                    question=nearest.id,
                    others=tuple(others[:5]),
                )
            return nearest
        if not candidates:
            return None
        parent = candidates[-1]
        self._doubt(
            line,
            ImportKind.DISTANT_CHOICE,
            text=line.id,
            question=parent.id,
            others=tuple(other.id for other in candidates[:-1][:5]),
        )
        return parent

    def _is_choice_by_place(self, line: _Line, last: _Line | None, nearest: _Line | None) -> bool:
        """Whether a row whose Type word nobody knows is a choice, in whatever language.

        The export leaves Required empty for choices and fills it for questions (page 1.6).
        """
        if line.required or not line.word:
            return False
        if last is not None and last.may_have_choices and _fits(line, last):
            return last.kind is not None or last.word != line.word
        return self._required is not None and nearest is not None and _fits(line, nearest)

    def _add_choice(self, parent: _Line, line: _Line, guessed: bool = False) -> None:
        prefix = _prefix(parent)
        text = line.id
        if not text.startswith(prefix):
            text = text.strip()
        choice_id = text[len(prefix) :]
        facts = {"choice": choice_id, "question": parent.id}
        if guessed:
            self._doubt(line, ImportKind.GUESSED_CHOICE, text=line.word, **facts)
        if not choice_id:
            self._doubt(line, ImportKind.EMPTY_CHOICE_ID, question=parent.id)
        elif parent.kind is Kind.MULTIPLE and len(choice_id.split()) > 1:
            self._doubt(line, ImportKind.SPACE_IN_CHOICE_ID, **facts)
        first = parent.choice_rows.setdefault(choice_id, line.row.number)
        if first != line.row.number:
            self._doubt(line, ImportKind.DUPLICATE_CHOICE, first=first, **facts)
        parent.choices.append(Choice(choice_id, self._labels(line), line.row.number))
        parent.doubts.extend(line.doubts)

    # -- lines to questions

    def questions(self, lines: list[_Line]) -> Iterator[Question]:
        repeats = {line.id for line in lines if line.kind is Kind.REPEAT and line.id}
        seen: dict[str, int] = {}
        for line in lines:
            self._check(line, seen)
            kind = line.kind if isinstance(line.kind, Kind) else Kind.UNKNOWN
            yield Question(
                id=QuestionId(line.id) if line.id else None,
                kind=kind,
                labels=self._labels(line) if kind is not Kind.HIDDEN else {},
                choices=tuple(line.choices),
                repeat=_repeat_around(line.id, repeats),
                required={"yes": True, "no": False}.get(line.required.lower()),
                calculate=self._cell(line, "calculate condition") or None,
                type_word=line.word,
                display_condition=self._cell(line, "display condition"),
                validation_condition=self._cell(line, "validation condition"),
                validation_message=self._cell(line, "validation message"),
                hint=self._cell(line, "hint text"),
                help=self._cell(line, "help text"),
                comment=self._cell(line, "comment"),
                row=line.row.number,
                doubts=tuple(dict.fromkeys(line.doubts)),
            )

    def _check(self, line: _Line, seen: dict[str, int]) -> None:
        if line.kind is None:
            kind = ImportKind.UNKNOWN_TYPE if line.word else ImportKind.NO_TYPE
            self._doubt(line, kind, id=line.id, text=line.word)
        if not line.id:
            if line.kind not in _NO_ID_IS_NORMAL or line.kind is Kind.UNKNOWN:
                self._doubt(line, ImportKind.MISSING_ID, text=line.word)
        elif not line.id.startswith("/") or any(map(str.isspace, _plain(line.id))):
            if ImportKind.LOOSE_CHOICE not in line.doubts:
                self._doubt(line, ImportKind.ODD_ID, id=line.id)
        elif line.id in seen:
            self._doubt(line, ImportKind.DUPLICATE_ID, id=line.id, first=seen[line.id])
        else:
            seen[line.id] = line.row.number
        if line.required.lower() not in ("", "yes", "no"):
            self._doubt(line, ImportKind.ODD_REQUIRED, id=line.id, text=line.required[:200])
        if line.kind is Kind.HIDDEN:
            labels = self._labels(line)
            if labels:
                text = next(iter(labels.values()))
                self._doubt(line, ImportKind.HIDDEN_LABEL, id=line.id, text=text[:200])

    def _labels(self, line: _Line) -> dict[str, str]:
        cell = line.row.cell
        texts = ((language, cell(column)) for language, column in self._header.texts.items())
        return {language: text for language, text in texts if text}

    def _cell(self, line: _Line, name: str) -> str:
        column = self._header.columns.get(name)
        return "" if column is None else line.row.cell(column)


class _Parents:
    """The questions that may have choices, to be found by how a choice cell begins."""

    def __init__(self, lines: list[_Line]) -> None:
        self._by_id: dict[str, _Line] = {}
        for line in lines:
            if line.may_have_choices and line.id:
                self._by_id.setdefault(line.id, line)
        self._lengths = sorted({len(id_) for id_ in self._by_id})
        cells = [line.id for line in lines if line.id]
        self.reordered = len(cells) > 3 and any(
            cells == order
            for order in (
                sorted(cells),
                sorted(cells, reverse=True),
                sorted(cells, key=str.casefold),
                sorted(cells, key=str.casefold, reverse=True),
            )
        )

    def of(self, cell: str) -> list[_Line]:
        """Every question that a choice cell fits, the longest id last."""
        found = []
        for length in self._lengths:
            if length >= len(cell):
                break
            if cell[length] == "-":
                line = self._by_id.get(cell[:length])
                if line is not None:
                    found.append(line)
        return found


def _prefix(parent: _Line) -> str:
    return parent.id + "-" if parent.id else _NO_PARENT


def _fits(line: _Line, parent: _Line) -> bool:
    return line.id.strip().startswith(_prefix(parent)) or line.id.startswith(_prefix(parent))


def _row_of(warning: Problem) -> int:
    return (warning.where.row or 0) if isinstance(warning.where, InSheet) else 0


def _plain(id_: str) -> str:
    """An id without its predicate: `/transfer[@type='iron tabs']` may hold a space there."""
    return id_.partition("[")[0]


def _repeat_around(id_: str, repeats: set[str]) -> QuestionId | None:
    """The nearest repeat that encloses a path (page 1.4)."""
    if not repeats or not id_:
        return None
    if "[" in id_:
        around = [path for path in enclosing(id_) if path in repeats]
        return around[-1] if around else None
    path = id_
    while path:
        path = path.rpartition("/")[0]
        if path in repeats:
            return QuestionId(path)
    return None
