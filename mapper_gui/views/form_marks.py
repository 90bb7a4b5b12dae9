"""What the mapping says of each source: which fields it feeds, whether it is an identifier."""

from dataclasses import dataclass, field

from mapper_gui.mapping import choice_edit
from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.identifiers import CandidateReason, candidates
from mapper_gui.mapping.mapping import Mapping, RuleId
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.values import Scalar

Places = tuple[tuple[RuleId, str], ...]
"""Record rules and fields that a source feeds."""

ChoiceTargets = tuple[tuple[RuleId, str, Scalar], ...]
"""Record rules, fields, and the value that a choice table gives for a choice id."""


@dataclass(frozen=True)
class FormMarks:
    """Marks by source; `choices` by question and choice id."""

    fed: dict[Source, Places] = field(default_factory=dict)
    identifiers: frozenset[Source] = frozenset()
    candidates: dict[Source, tuple[CandidateReason, ...]] = field(default_factory=dict)
    choices: dict[tuple[QuestionId, str], ChoiceTargets] = field(default_factory=dict)

    def changed_sources(self, other: "FormMarks") -> set[Source]:
        """Sources whose marks differ."""
        changed = {
            source
            for source in self.fed.keys() | other.fed.keys()
            if self.fed.get(source) != other.fed.get(source)
        }
        return changed | (self.identifiers ^ other.identifiers)

    def changed_choices(self, other: "FormMarks") -> set[tuple[QuestionId, str]]:
        """Choices whose targets differ."""
        return {
            choice
            for choice in self.choices.keys() | other.choices.keys()
            if self.choices.get(choice) != other.choices.get(choice)
        }


Candidates = dict[Source, tuple[CandidateReason, ...]]
"""Sources that could be identifiers, and why."""


def marks_of(mapping: Mapping, offered: Candidates) -> FormMarks:
    """The marks of a mapping, with the candidates of its form."""
    return FormMarks(
        dict(mapping.fed_by), frozenset(mapping.identifiers), offered, _choices(mapping)
    )


def candidates_of(form: Form) -> Candidates:
    """The candidates of a form; takes long for a large one."""
    return {found.source: found.reasons for found in candidates(form)}


def _choices(mapping: Mapping) -> dict[tuple[QuestionId, str], ChoiceTargets]:
    found: dict[tuple[QuestionId, str], list[tuple[RuleId, str, Scalar]]] = {}
    for rule in mapping.rules:
        for field_rule in rule.fields:
            index, table = choice_edit.table_of(mapping, field_rule)
            if index is None:
                continue
            for source in field_rule.sources:
                if isinstance(source, QuestionSource):
                    for row in table.rows:
                        place = (rule.id, field_rule.field, row.value)
                        found.setdefault((source.question, row.choice), []).append(place)
    return {choice: tuple(places) for choice, places in found.items()}
