"""DHIS2 programs and data sets, from `/api/programs` or an export of metadata (runners page 6).

A program with registration gives the tracked entity, the enrolment and each program stage; an
event program gives its stages. A field's name is what DHIS2 is sent: its id; the value of a choice
is the option's code. What DHIS2 itself needs: its tracker documentation, "Tracker Objects".
"""

from collections.abc import Iterable, Iterator

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import Found
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject, TargetWarning
from mapper_gui.readers.dhis2_fields import (
    geometry,
    has_place,
    is_known,
    label_of,
    made_by_dhis2,
    org_unit,
    reference,
    status,
    the_one,
    value_field,
    when,
)
from mapper_gui.readers.dhis2_metadata import Item, Metadata, in_order
from mapper_gui.readers.json_text import Json, as_dict, as_list, as_text
from mapper_gui.readers.target_reading import TargetReading, Warnings, with_names_once

SYSTEM = "DHIS2"

_LISTS = ("programs", "trackedEntityAttributes", "dataElements", "dataSets")
_PARTS = (
    "programStages",
    "programTrackedEntityAttributes",
    "programStageDataElements",
    "dataSetElements",
)
ENROLMENT_STATUS = ("ACTIVE", "COMPLETED", "CANCELLED")
EVENT_STATUS = ("ACTIVE", "COMPLETED", "VISITED", "SCHEDULE", "OVERDUE", "SKIPPED")


def is_dhis2(value: Json) -> bool:
    """Whether the JSON is a program, a program stage, a data set, or lists of them."""
    if isinstance(value, list):
        return any(set(_PARTS) & as_dict(item).keys() for item in value[:10])
    inside = as_dict(value)
    return "programType" in inside or any(
        isinstance(inside.get(name), list) for name in (*_LISTS, *_PARTS)
    )


def read_dhis2(value: Json, **facts: object) -> TargetReading:
    """The objects of every program and data set in the file.

    Raises ReadError NOT_A_TARGET with `found` DHIS2_LIST when there are only ids and names.
    """
    content = {"programs": value} if isinstance(value, list) else as_dict(value)
    programs = _Programs(Metadata(content))
    objects = list(programs.objects(content))
    # What DHIS2 itself needs is always there; without anything else nothing was exported.
    if not programs.values_found:
        raise ReadError(ReadKind.NOT_A_TARGET, found=Found.DHIS2_LIST, system=SYSTEM, **facts)
    target = Target(SYSTEM, with_names_once(objects, programs.warnings))
    return TargetReading(target, tuple(programs.warnings.found))


class _Programs:
    """One file while it is read."""

    def __init__(self, metadata: Metadata) -> None:
        self.metadata = metadata
        self.warnings = Warnings()
        self.values_found = 0
        self.stages_read: set[str] = set()

    def objects(self, content: Item) -> Iterator[TargetObject]:
        if not any(isinstance(content.get(name), list) for name in _LISTS):
            yield from self._single(content)
            return
        for program in self.metadata.listed("programs"):
            yield from self._program(program)
        for stage in self.metadata.listed("programStages"):
            # One that no program in the file names.
            if as_text(stage.get("id")) not in self.stages_read:
                yield self._stage(stage, as_dict(stage.get("program")), tracked=False)
        for data_set in self.metadata.listed("dataSets"):
            yield self._data_set(data_set)
        if not self.values_found:
            yield from self._without_program()

    def _single(self, content: Item) -> Iterator[TargetObject]:
        if "dataSetElements" in content:
            yield self._data_set(content)
        elif "programStageDataElements" in content:
            yield self._stage(content, as_dict(content.get("program")), tracked=False)
        elif "id" in content or "programType" in content or "name" in content:
            yield from self._program(content)
        else:
            for stage in self.metadata.listed("programStages"):
                yield self._stage(stage, as_dict(stage.get("program")), tracked=False)

    def _program(self, program: Item) -> Iterator[TargetObject]:
        name = label_of(program) or as_text(program.get("id"))
        tracked = (
            program.get("programType") == "WITH_REGISTRATION"
            or bool(as_dict(program.get("trackedEntityType")))
            or bool(as_list(program.get("programTrackedEntityAttributes")))
        )
        if tracked:
            yield self._tracked_entity(program, name)
            yield _enrolment(program, name)
        for entry in as_list(program.get("programStages")):
            stage = self.metadata.resolved("programStages", entry)
            stage_id = as_text(stage.get("id"))
            if "programStageDataElements" not in stage:
                self.warnings.add(TargetWarning.MISSING_STAGE, object=name, id=stage_id)
            if label_of(stage):
                self.stages_read.add(stage_id)
                yield self._stage(stage, program, tracked=tracked)

    def _tracked_entity(self, program: Item, program_name: str) -> TargetObject:
        kind = self.metadata.resolved("trackedEntityTypes", program.get("trackedEntityType"))
        type_id, type_name = as_text(kind.get("id")), label_of(kind)
        name = _name(program_name, "tracked entity")
        fields = [
            made_by_dhis2("trackedEntity", "Tracked entity"),
            the_one("trackedEntityType", "Tracked entity type", type_id, type_name, required=True),
            org_unit(),
            *([geometry()] if has_place(kind) else []),
        ]
        for entry in in_order(
            [as_dict(entry) for entry in as_list(program.get("programTrackedEntityAttributes"))]
        ):
            attribute = self.metadata.resolved(
                "trackedEntityAttributes", entry.get("trackedEntityAttribute")
            )
            fields += self._value(
                _with_own_words(attribute, entry, program_name),
                name,
                required=entry.get("mandatory") is True,
            )
        return TargetObject(
            name, type_name or "Tracked entity", self._once(fields, name), "tracked entity", type_id
        )

    def _stage(self, stage: Item, program: Item, *, tracked: bool) -> TargetObject:
        program = self.metadata.resolved("programs", program)
        program_name, program_id = label_of(program), as_text(program.get("id"))
        stage_id = as_text(stage.get("id"))
        stage_name = label_of(stage) or stage_id
        name = _name(program_name, stage_name)
        occurred = as_text(stage.get("executionDateLabel")) or "Occurred at"
        fields = [
            made_by_dhis2("event", "Event"),
            the_one("programStage", "Program stage", stage_id, stage_name, required=True),
            # Newer versions know it from the stage.
            the_one("program", "Program", program_id, program_name, required=False),
            *(
                [reference("enrollment", "Enrolment", _name(program_name, "enrolment"))]
                if tracked
                else []
            ),
            org_unit(),
            when("occurredAt", occurred, required=True),
            status(EVENT_STATUS),
            when("scheduledAt", "Scheduled at"),
            when("completedAt", "Completed at"),
            *([geometry()] if has_place(stage) else []),
        ]
        for entry in self.metadata.stage_elements(stage):
            element = self.metadata.resolved("dataElements", entry.get("dataElement"))
            fields += self._value(element, name, required=entry.get("compulsory") is True)
        kind = "program stage" if tracked else "event"
        return TargetObject(name, stage_name, self._once(fields, name), kind, stage_id)

    def _data_set(self, data_set: Item) -> TargetObject:
        set_id = as_text(data_set.get("id"))
        name = label_of(data_set) or set_id
        fields = [
            the_one("dataSet", "Data set", set_id, name, required=True),
            org_unit(),
            TargetField("period", "Period", type_word=_period(data_set), required=True),
            TargetField("completeDate", "Completed on", FieldType.DATE, "DATE"),
        ]
        split = 0
        for entry in as_list(data_set.get("dataSetElements") or data_set.get("dataElements")):
            described = as_dict(entry)
            element = self.metadata.resolved("dataElements", described.get("dataElement", entry))
            combination = self.metadata.resolved(
                "categoryCombos", described.get("categoryCombo") or element.get("categoryCombo")
            )
            split += label_of(combination) not in ("", "default")
            fields += self._value(element, name, required=False)
        if split:
            self.warnings.add(TargetWarning.DISAGGREGATED, object=name, count=split)
        return TargetObject(name, name, self._once(fields, name), "data set", set_id)

    def _without_program(self) -> Iterator[TargetObject]:
        """Lists of data elements or attributes alone, for instance from the maintenance pages."""
        for listed, name in (
            ("trackedEntityAttributes", "Tracked entity attributes"),
            ("dataElements", "Data elements"),
        ):
            fields: list[TargetField] = []
            for item in self.metadata.listed(listed):
                fields += self._value(item, name, required=False)
            if fields:
                self.warnings.add(TargetWarning.NO_PROGRAM, object=name)
                yield TargetObject(name, fields=self._once(fields, name), kind="list")

    def _value(self, item: Item, object_name: str, *, required: bool) -> list[TargetField]:
        made = value_field(
            item,
            required=required,
            object_name=object_name,
            metadata=self.metadata,
            warnings=self.warnings,
        )
        self.values_found += is_known(item)
        return [made] if made else []

    def _once(self, fields: Iterable[TargetField], object_name: str) -> tuple[TargetField, ...]:
        kept: dict[str, TargetField] = {}
        for item in fields:
            if kept.setdefault(item.name, item) is not item:
                self.warnings.add(
                    TargetWarning.DUPLICATE_FIELD, object=object_name, field=item.name
                )
        return tuple(kept.values())


def _enrolment(program: Item, program_name: str) -> TargetObject:
    program_id = as_text(program.get("id"))
    enrolled = as_text(program.get("enrollmentDateLabel")) or "Enrolled at"
    occurred = as_text(program.get("incidentDateLabel")) or "Occurred at"
    fields = [
        made_by_dhis2("enrollment", "Enrolment"),
        the_one("program", "Program", program_id, program_name, required=True),
        reference("trackedEntity", "Tracked entity", _name(program_name, "tracked entity")),
        org_unit(),
        when("enrolledAt", enrolled, required=True),
        when("occurredAt", occurred, required=program.get("displayIncidentDate") is True),
        status(ENROLMENT_STATUS),
        when("completedAt", "Completed at"),
        *([geometry()] if has_place(program) else []),
    ]
    name = _name(program_name, "enrolment")
    return TargetObject(name, "Enrolment", tuple(fields), "enrolment", program_id)


def _name(program_name: str, part: str) -> str:
    """Unique in a file of several programs, and the same whichever others stand beside it."""
    return f"{program_name}: {part}" if program_name and program_name != part else part


def _with_own_words(attribute: Item, entry: Item, program_name: str) -> Item:
    """The attribute, with what its place in the program says where only its id is given.

    That is how `/api/programs/ID` answers without `fields`; the name begins with the program's.
    """
    own = {
        "name": label_of(entry).removeprefix(program_name).strip(),
        "valueType": entry.get("valueType"),
    }
    return attribute if is_known(attribute) else {**own, **attribute}


def _period(data_set: Item) -> str:
    return as_text(data_set.get("periodType")) or "PERIOD"
