"""Which OpenFn adaptor a mapping's target is loaded with, and what all load steps share."""

from dataclasses import dataclass
from enum import StrEnum

from mapper_gui import __version__
from mapper_gui.exporters.openfn.javascript import comment_lines, comment_text
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.target import Target


class Adaptor(StrEnum):
    """The adaptors that load steps are written for."""

    COMMON = "common"
    SALESFORCE = "salesforce"
    DHIS2 = "dhis2"
    POSTGRESQL = "postgresql"
    COMMCARE = "commcare"
    HTTP = "http"

    @property
    def package(self) -> str:
        """Its npm package with the version that is meant (runners page 1.6)."""
        return f"@openfn/language-{self.value}@{_VERSIONS[self]}"


_VERSIONS = {
    Adaptor.COMMON: "3.3.4",
    Adaptor.SALESFORCE: "9.1.5",
    Adaptor.DHIS2: "8.2.1",
    Adaptor.POSTGRESQL: "8.1.2",
    Adaptor.COMMCARE: "4.2.1",
    Adaptor.HTTP: "7.2.10",
}
_WORDS = {
    "salesforce": Adaptor.SALESFORCE,
    "dhis": Adaptor.DHIS2,
    "postgres": Adaptor.POSTGRESQL,
    "sql": Adaptor.POSTGRESQL,
    "commcare": Adaptor.COMMCARE,
}


def adaptor_of(target: Target) -> Adaptor | None:
    """The adaptor for a target by its name; HTTP for a system that has none, None without a name."""
    name = target.system.strip().lower()
    if not name:
        return None
    return next((adaptor for word, adaptor in _WORDS.items() if word in name), Adaptor.HTTP)


@dataclass(frozen=True, slots=True)
class Notes:
    """What the head of a load step says beside what all say."""

    how: tuple[str, ...]
    proof: tuple[str, ...]


def load_head(mapping: Mapping, adaptor: Adaptor, notes: Notes) -> list[str]:
    """The comment at the top of a load step, with an empty line after it."""
    form, system = comment_text(mapping.form.name), comment_text(mapping.target.system)
    return [
        f"// {form or 'A CommCare form'} to {system}: the load step, for {adaptor.package}.",
        "//",
        "// In: state.records, as the mapping step before it makes them. Look at state.problems too.",
        *(line for note in notes.how for line in comment_lines(note, "")),
        "//",
        *comment_lines(
            f"Written by Mapper for CommCare {__version__}. {' '.join(notes.proof)}", ""
        ),
        "",
    ]


RECORDED = (
    "Its tests run steps like this one in @openfn/runtime 1.9.5 with a stand-in for the adaptor that",
    "records the calls, resolved by the real expandReferences. The adaptor itself and the target",
    "system are not run in them.",
)


def in_order(mapping: Mapping) -> list[RecordRule]:
    """The rules that make records, those that others refer to first; a circle stays as it is.

    Where several rules make records of one object (a mother and her child), those that point to
    their own object come last of them.
    """
    waiting = [rule for rule in mapping.rules if rule.makes_records]
    ordered: list[RecordRule] = []
    while waiting:
        free = [rule for rule in waiting if not _refers_to(rule, waiting)]
        if not free:
            return ordered + waiting
        first = [rule for rule in free if not _refers_to_twin(rule, waiting)]
        ordered += first or free
        waiting = [rule for rule in waiting if rule not in (first or free)]
    return ordered


def _refers_to(rule: RecordRule, others: list[RecordRule]) -> bool:
    objects = {other.object for other in others if other.object != rule.object}
    return any(to in objects for to in referred_objects(rule))


def _refers_to_twin(rule: RecordRule, others: list[RecordRule]) -> bool:
    """Whether it points to its own object, of which others make records too."""
    twins = [other for other in others if other is not rule and other.object == rule.object]
    return bool(twins) and rule.object in referred_objects(rule)


def referred_objects(rule: RecordRule) -> set[str]:
    """The objects that a rule's fields point to."""
    return {
        each.reference.object
        for each in rule.fields
        if each.reference is not None and each.takes_anything
    }


def rules_in_circle(mapping: Mapping) -> list[RecordRule]:
    """The rules whose records point to each other in a circle; none of them can be sent first."""
    waiting = [rule for rule in mapping.rules if rule.makes_records]
    while True:
        left = [rule for rule in waiting if _refers_to(rule, waiting)]
        if len(left) == len(waiting):
            return left
        waiting = left
