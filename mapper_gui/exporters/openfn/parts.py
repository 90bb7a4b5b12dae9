"""What is known while the text of an exported step is written, and how its parts are named."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mapper_gui.exporters.openfn.javascript import Call, Expression, variable
from mapper_gui.exporters.openfn.job_functions import HELPER_NAMES
from mapper_gui.mapping.form import QuestionId, split_path
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.source import (
    AttachmentSource,
    MetaSource,
    QuestionSource,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.values import Value, value_sources
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.sources import source_words

OWN_NAMES = HELPER_NAMES | {
    "state", "submission", "form", "meta", "lookups", "records", "problems", "keys", "row", "index",
    "chosen", "accepted",
}  # fmt: skip
"""Names of a step that its mapping cannot take."""


@dataclass(frozen=True)
class Scope:
    """What the item that a record is made for gives: variables of the text."""

    rows: dict[QuestionId, str] = field(default_factory=dict)
    """Each repeat with the variable of its row, outermost first."""
    chosen: str = ""
    """The variable that holds the chosen id."""
    cells: str = ""
    """The variable that holds the table's row."""
    columns: frozenset[str] = frozenset()
    number: str = ""
    """The expression for the number of the chosen id or the table's row."""

    @property
    def innermost(self) -> str:
        return [*self.rows.values()][-1] if self.rows else ""


@dataclass(frozen=True, slots=True)
class Owner:
    """What a value belongs to: a target field, or a name."""

    name: str
    sources: tuple[Source, ...]

    @staticmethod
    def of_field(rule: FieldRule) -> "Owner":
        return Owner(rule.field, rule.sources)

    @staticmethod
    def of_named(name: str, value: Value) -> "Owner":
        return Owner(name, value_sources(value.take, value.then))


class Parts:
    """The helpers, constants and names that a step has come to use so far."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.language = mapping.form.languages[0] if mapping.form.languages else ""
        self.used: set[str] = set()
        self.uses_meta = False
        self.names: set[str] = set(OWN_NAMES)
        """Every name that is taken at the top of the step."""
        self.named: dict[str, str] = {}
        """The named values with their variables."""
        self.row_names: dict[QuestionId, str] = {}
        self.tables: dict[tuple[object, ...], str] = {}
        self.codes: dict[str, str] = {}
        self.nulls: dict[str, bool] = {}
        """The named values that were asked whether a null can come of them."""
        self.written: set[str] = set()
        """The named values that stand at the top already."""
        self.constant_lines: list[str] = []
        """Choice tables and code, which stand above all rules."""

    def call(self, name: str, *arguments: Expression) -> Call:
        """A call of a helper, which then comes along."""
        self.used.add(name)
        return Call(name, arguments)

    def step(self, name: str) -> str:
        """A helper that is a step itself, without a call."""
        self.used.add(name)
        return name

    def take_name(self, name: str) -> str:
        self.names.add(name)
        return name

    def row_name(self, repeat: QuestionId) -> str:
        """The variable for a row of this repeat, the same in every rule."""
        if repeat not in self.row_names:
            name = variable(split_path(repeat)[-1], self.names, "item")
            self.row_names[repeat] = self.take_name(name)
        return self.row_names[repeat]

    def says(self, sources: Iterable[Source]) -> list[str]:
        """What sources are called: the labels of questions, the names of others."""
        words = dict.fromkeys(self._source_says(source) for source in dict.fromkeys(sources))
        return [word for word in words if word]

    def _source_says(self, source: Source) -> str:
        if isinstance(source, QuestionSource | AttachmentSource):
            question = self.mapping.form.question(source.question)
            if question is None:
                return ""
            label = plain_label(label_in(question.labels, self.language))
            return label or ("hidden value" if question.hidden else "")
        # Of other sources the text itself says what they are.
        return source_words(source) if isinstance(source, SubmissionSource | MetaSource) else ""
