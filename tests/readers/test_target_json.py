"""Target fields from Salesforce, DHIS2 and JSON Schema."""

import json
from pathlib import Path
from typing import Any

import pytest

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import Found
from mapper_gui.mapping.target import FieldType, TargetChoice, TargetWarning
from mapper_gui.readers.target_file import read_target, read_target_text

SAMPLES = Path(__file__).parents[1] / "samples" / "targets"


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text("utf-8"))


def field(reading: Any, object_name: str, name: str) -> Any:
    found = reading.target.object(object_name)
    assert found, [item.name for item in reading.target.objects]
    assert found.field(name), [item.name for item in found.fields]
    return found.field(name)


def refused(text: str) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_target_text(text)
    return caught.value


class TestSalesforce:
    reading = read_target(SAMPLES / "salesforce-contact.json")

    def test_the_system_and_the_object_are_named(self) -> None:
        assert self.reading.target.system == "Salesforce"
        (contact,) = self.reading.target.objects
        assert (contact.name, contact.label, len(contact.fields)) == ("Contact", "Contact", 20)
        assert self.reading.warnings == ()

    @pytest.mark.parametrize("name", ["LastName", "Sex__c", "CommCare_Case_ID__c"])
    def test_a_field_that_may_not_be_null_and_has_no_default_is_required(self, name: str) -> None:
        assert field(self.reading, "Contact", name).required

    @pytest.mark.parametrize("name", ["FirstName", "Consent__c", "OwnerId", "Id", "Name"])
    def test_a_field_with_a_default_a_yes_no_and_a_calculated_one_are_not_required(
        self, name: str
    ) -> None:
        assert not field(self.reading, "Contact", name).required

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("LastName", FieldType.TEXT),
            ("Sex__c", FieldType.CHOICE),
            ("Services__c", FieldType.MULTIPLE_CHOICE),
            ("Consent__c", FieldType.BOOLEAN),
            ("Weight__c", FieldType.NUMBER),
            ("Birthdate", FieldType.DATE),
            ("LastModifiedDate", FieldType.DATETIME),
            ("Household__c", FieldType.REFERENCE),
        ],
    )
    def test_types_are_understood(self, name: str, kind: FieldType) -> None:
        assert field(self.reading, "Contact", name).type is kind

    def test_only_active_picklist_values_are_choices(self) -> None:
        assert [c.value for c in field(self.reading, "Contact", "Salutation").choices] == [
            "Mr.",
            "Ms.",
        ]
        assert (
            TargetChoice("Unknown", "Not known") in field(self.reading, "Contact", "Sex__c").choices
        )

    def test_external_ids_and_lookup_ids_are_keys(self) -> None:
        keys = [f.name for f in self.reading.target.objects[0].fields if f.key]
        assert keys == ["Id", "Email", "CommCare_Case_ID__c"]

    def test_a_reference_knows_its_object_and_relationship(self) -> None:
        household = field(self.reading, "Contact", "Household__c")
        assert (household.refers_to, household.relationship) == (("Household__c",), "Household__r")

    def test_calculated_fields_stay_and_are_not_writable_but_the_id_is(self) -> None:
        locked = [f.name for f in self.reading.target.objects[0].fields if not f.writable]
        assert locked == ["IsDeleted", "Name", "Age__c", "LastModifiedDate"]

    @pytest.mark.parametrize(
        "wrap",
        [
            lambda one: {"status": 0, "result": one},
            lambda one: [one],
            lambda one: {"sobjects": [one]},
            lambda one: [{"status": 0, "result": one, "warnings": []}],
            lambda one: {"results": [{"statusCode": 200, "result": one}]},
        ],
        ids=["sf command", "list", "sobjects", "list of sf commands", "composite answer"],
    )
    def test_wrapped_describes_give_the_same(self, wrap: Any) -> None:
        text = json.dumps(wrap(sample("salesforce-contact.json")))
        assert read_target_text(text).target == self.reading.target

    def test_the_list_of_objects_is_refused_as_such(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_target(SAMPLES / "salesforce-describe-global.json")
        assert caught.value.kind is ReadKind.NOT_A_TARGET
        assert caught.value.facts["found"] is Found.DESCRIBE_GLOBAL
        assert caught.value.facts["file"] == "salesforce-describe-global.json"

    def test_a_refusal_saved_as_a_file_is_told(self) -> None:
        error = refused(
            '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'
        )
        assert error.facts["found"] is Found.ERROR_ANSWER
        assert error.facts["says"] == "Session expired or invalid"

    def test_damaged_fields_are_left_out_with_a_warning(self) -> None:
        described = sample("salesforce-contact.json")
        described["fields"] += [None, {"label": "x"}, "Name", dict(described["fields"][3])]
        reading = read_target_text(json.dumps(described))
        assert len(reading.target.objects[0].fields) == 20
        assert {w.kind for w in reading.warnings} == {
            TargetWarning.DAMAGED_ENTRY,
            TargetWarning.DUPLICATE_FIELD,
        }


class TestDhis2Program:
    reading = read_target(SAMPLES / "dhis2-program.json")

    def test_a_program_gives_the_tracked_entity_the_enrolment_and_each_stage(self) -> None:
        assert self.reading.target.system == "DHIS2"
        assert [(o.name, o.kind, o.id) for o in self.reading.target.objects] == [
            ("Antenatal care: tracked entity", "tracked entity", "MotherType1"),
            ("Antenatal care: enrolment", "enrolment", "AncProgram1"),
            ("Antenatal care: ANC visit", "program stage", "AncVisitSt1"),
            ("Antenatal care: Delivery", "program stage", "DeliverySt1"),
        ]

    @pytest.mark.parametrize(
        ("object_name", "required"),
        [
            ("tracked entity", ["trackedEntityType", "orgUnit", "CaseIdAttr1", "FirstNamAt1"]),
            ("enrolment", ["program", "trackedEntity", "orgUnit", "enrolledAt", "occurredAt"]),
            (
                "ANC visit",
                ["programStage", "enrollment", "orgUnit", "occurredAt", "WeeksElemt1"],
            ),
        ],
    )
    def test_what_dhis2_needs_is_required(self, object_name: str, required: list[str]) -> None:
        found = self.reading.target.object(f"Antenatal care: {object_name}")
        assert found
        assert [f.name for f in found.fields if f.required] == required

    def test_a_field_is_named_by_its_id_and_labelled_by_its_name(self) -> None:
        weeks = field(self.reading, "Antenatal care: ANC visit", "WeeksElemt1")
        assert (weeks.label, weeks.type) == ("ANC: weeks of pregnancy", FieldType.INTEGER)

    def test_the_value_of_a_choice_is_the_code_and_options_stand_in_their_order(self) -> None:
        sex = field(self.reading, "Antenatal care: Delivery", "BabySexElm1")
        assert sex.type is FieldType.CHOICE
        assert sex.choices == (TargetChoice("M", "Male"), TargetChoice("F", "Female"))

    def test_a_field_of_the_program_itself_has_one_choice(self) -> None:
        stage = field(self.reading, "Antenatal care: ANC visit", "programStage")
        assert stage.choices == (TargetChoice("AncVisitSt1", "ANC visit"),)

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("DangerElem1", FieldType.MULTIPLE_CHOICE),
            ("TtGivenElm1", FieldType.BOOLEAN),
            ("WeightElem1", FieldType.NUMBER),
            ("PlaceElemt1", FieldType.OTHER),
            ("occurredAt", FieldType.DATETIME),
            ("enrollment", FieldType.REFERENCE),
        ],
    )
    def test_value_types_are_understood(self, name: str, kind: FieldType) -> None:
        assert field(self.reading, "Antenatal care: ANC visit", name).type is kind

    def test_an_age_is_sent_as_a_date_and_a_unique_attribute_is_a_key(self) -> None:
        person = "Antenatal care: tracked entity"
        assert field(self.reading, person, "BirthDateA1").type is FieldType.DATE
        assert field(self.reading, person, "CaseIdAttr1").key
        assert field(self.reading, person, "trackedEntity").key
        assert not field(self.reading, person, "FirstNamAt1").key

    def test_dates_have_the_programs_own_labels(self) -> None:
        enrolment = "Antenatal care: enrolment"
        assert field(self.reading, enrolment, "enrolledAt").label == "Date of registration"
        assert field(self.reading, enrolment, "occurredAt").label == "Date of last period"

    def test_a_mother_has_a_geometry_and_her_visits_have_none(self) -> None:
        assert field(self.reading, "Antenatal care: tracked entity", "geometry")
        visit = self.reading.target.object("Antenatal care: ANC visit")
        assert visit
        assert visit.field("geometry") is None

    def test_a_list_of_programs_and_an_array_give_the_same(self) -> None:
        program = sample("dhis2-program.json")
        for value in ({"programs": [program]}, [program], {"pager": {}, "programs": [program]}):
            assert read_target_text(json.dumps(value)).target == self.reading.target


class TestDhis2Metadata:
    reading = read_target(SAMPLES / "dhis2-metadata.json")

    def test_the_flat_lists_are_joined_by_id(self) -> None:
        assert [(o.name, o.kind) for o in self.reading.target.objects] == [
            ("Household registration: tracked entity", "tracked entity"),
            ("Household registration: enrolment", "enrolment"),
            ("Household registration: Home visit", "program stage"),
            ("Water point inspection", "event"),
            ("Monthly summary", "data set"),
        ]
        water = field(self.reading, "Household registration: tracked entity", "WaterAttri1")
        assert [c.value for c in water.choices] == ["TAP_IN", "TAP_OUT", "OTHER"]
        assert [c.label for c in water.choices] == ["Tap, inside", "Tap, outside", "Other"]

    def test_data_elements_stand_in_the_stages_order(self) -> None:
        visit = self.reading.target.object("Household registration: Home visit")
        assert visit
        assert [f.name for f in visit.fields][-3:] == ["LatrineElm1", "RoofElemnt1", "GoneElement"]

    def test_an_event_program_has_no_enrolment(self) -> None:
        inspection = self.reading.target.object("Water point inspection")
        assert inspection
        names = [f.name for f in inspection.fields]
        assert "enrollment" not in names
        assert {"orgUnit", "occurredAt", "geometry", "LatrineElm1"} <= set(names)

    def test_what_is_not_in_the_file_is_a_warning(self) -> None:
        found = {w.kind: w.facts for w in self.reading.warnings}
        assert found[TargetWarning.MISSING_OPTION_SET]["id"] == "RoofOptSet1"
        assert found[TargetWarning.MISSING_ELEMENT]["id"] == "GoneElement"
        assert found[TargetWarning.DISAGGREGATED]["object"] == "Monthly summary"
        assert len(self.reading.warnings) == 3

    def test_options_are_found_by_their_set_when_the_set_does_not_list_them(self) -> None:
        value = sample("dhis2-metadata.json")
        del value["optionSets"][0]["options"]
        water = field(
            read_target_text(json.dumps(value)),
            "Household registration: tracked entity",
            "WaterAttri1",
        )
        assert [c.value for c in water.choices] == ["TAP_IN", "TAP_OUT", "OTHER"]

    def test_data_elements_listed_apart_by_old_versions_are_joined(self) -> None:
        value = sample("dhis2-metadata.json")
        apart = []
        for stage in value["programStages"]:
            for entry in stage.pop("programStageDataElements"):
                apart.append({**entry, "programStage": {"id": stage["id"]}})
        value["programStageDataElements"] = apart
        visit = "Household registration: Home visit"
        assert field(read_target_text(json.dumps(value)), visit, "MembersElm1").required

    def test_what_is_known_by_its_id_alone_is_kept(self) -> None:
        gone = field(self.reading, "Household registration: Home visit", "GoneElement")
        assert (gone.label, gone.type) == ("", FieldType.OTHER)

    def test_a_data_element_without_id_is_left_out_with_a_warning(self) -> None:
        value = sample("dhis2-program.json")
        del value["programStages"][0]["programStageDataElements"][0]["dataElement"]["id"]
        (warning,) = read_target_text(json.dumps(value)).warnings
        assert warning.kind is TargetWarning.MISSING_ELEMENT
        assert warning.facts["label"] == "ANC: weeks of pregnancy"

    def test_attributes_that_a_program_names_itself_are_understood(self) -> None:
        value = {
            "id": "AncProgram1",
            "name": "Antenatal care",
            "programType": "WITH_REGISTRATION",
            "trackedEntityType": {"id": "MotherType1"},
            "programTrackedEntityAttributes": [
                {
                    "id": "Pa000000001",
                    "displayName": "Antenatal care Date of birth",
                    "valueType": "DATE",
                    "mandatory": True,
                    "trackedEntityAttribute": {"id": "BirthDateA1"},
                }
            ],
            "programStages": [{"id": "AncVisitSt1"}],
        }
        reading = read_target_text(json.dumps(value))
        born = field(reading, "Antenatal care: tracked entity", "BirthDateA1")
        assert (born.label, born.type, born.required) == ("Date of birth", FieldType.DATE, True)
        assert [w.kind for w in reading.warnings] == [TargetWarning.MISSING_STAGE]

    def test_an_option_without_code_is_a_warning_and_no_choice(self) -> None:
        value = sample("dhis2-metadata.json")
        del value["options"][0]["code"]
        reading = read_target_text(json.dumps(value))
        assert TargetWarning.OPTION_WITHOUT_CODE in {w.kind for w in reading.warnings}

    def test_ids_and_names_alone_are_refused_as_such(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_target(SAMPLES / "dhis2-list.json")
        assert caught.value.facts["found"] is Found.DHIS2_LIST

    def test_data_elements_without_a_program_stand_in_one_list(self) -> None:
        value = {"dataElements": sample("dhis2-metadata.json")["dataElements"][:2]}
        reading = read_target_text(json.dumps(value))
        assert [o.name for o in reading.target.objects] == ["Data elements"]
        assert [w.kind for w in reading.warnings] == [TargetWarning.NO_PROGRAM]


class TestJsonSchema:
    reading = read_target(SAMPLES / "client.schema.json")

    def test_a_list_of_objects_is_an_object_of_its_own(self) -> None:
        assert [o.name for o in self.reading.target.objects][:2] == ["Client", "Client.visits"]
        assert field(self.reading, "Client.visits", "date").required

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("client_id", FieldType.TEXT),
            ("sex", FieldType.CHOICE),
            ("born", FieldType.DATE),
            ("seen_at", FieldType.DATETIME),
            ("children", FieldType.INTEGER),
            ("weight", FieldType.NUMBER),
            ("consent", FieldType.BOOLEAN),
            ("source", FieldType.CHOICE),
            ("status", FieldType.CHOICE),
            ("services", FieldType.MULTIPLE_CHOICE),
            ("notes", FieldType.OTHER),
            ("address.village", FieldType.TEXT),
            ("address.gps.lat", FieldType.NUMBER),
        ],
    )
    def test_types_are_understood(self, name: str, kind: FieldType) -> None:
        assert field(self.reading, "Client", name).type is kind

    def test_choices_come_from_enum_const_and_one_of(self) -> None:
        values = {
            name: [(c.value, c.label) for c in field(self.reading, "Client", name).choices]
            for name in ("sex", "source", "status", "services")
        }
        assert values == {
            "sex": [("female", ""), ("male", "")],
            "source": [("CommCare", "")],
            "status": [("A", "Active"), ("X", "Closed")],
            "services": [("counselling", ""), ("art_refill", ""), ("home_visit", "")],
        }

    def test_required_length_title_and_read_only_are_kept(self) -> None:
        first = field(self.reading, "Client", "client_id")
        assert (first.required, first.length, first.label) == (True, 36, "Client id")
        assert not field(self.reading, "Client", "made").writable
        assert not field(self.reading, "Client", "sex").required

    def test_a_nested_field_is_required_when_all_around_it_is(self) -> None:
        assert field(self.reading, "Client", "address.village").required
        assert not field(self.reading, "Client", "address.gps.lat").required

    def test_a_schema_that_contains_itself_ends_with_a_warning(self) -> None:
        (warning,) = (w for w in self.reading.warnings if w.kind is TargetWarning.NESTED_TOO_DEEP)
        assert warning.facts["field"] == "parent"
        assert field(self.reading, "Client", "parent").type is FieldType.OTHER
        assert self.reading.target.objects[0].field("parent.name") is None

    def test_a_reference_to_another_file_is_a_warning_and_never_fetched(self) -> None:
        (warning,) = (
            w
            for w in self.reading.warnings
            if w.kind is TargetWarning.UNRESOLVED_REFERENCE and w.facts["field"] == "extra"
        )
        assert warning.facts["reference"] == "https://example.org/other.json"

    def test_definitions_without_a_top_are_objects_each(self) -> None:
        person = {"type": "object", "properties": {"name": {"type": "string"}}}
        for value in (
            {"$defs": {"Person": person, "Sex": {"enum": ["f", "m"]}}},
            {"definitions": {"Person": person}},
            {"openapi": "3.1.0", "components": {"schemas": {"Person": person}}},
            {"Person": person},
        ):
            reading = read_target_text(json.dumps(value))
            assert [o.name for o in reading.target.objects] == ["Person"]

    def test_all_of_is_joined(self) -> None:
        value = {
            "title": "Child",
            "allOf": [
                {"$ref": "#/$defs/Person"},
                {"properties": {"mother": {"type": "string"}}, "required": ["mother"]},
            ],
            "$defs": {"Person": {"properties": {"name": {"type": "string"}}, "required": ["name"]}},
        }
        reading = read_target_text(json.dumps(value))
        assert [(f.name, f.required) for f in reading.target.objects[0].fields] == [
            ("name", True),
            ("mother", True),
        ]

    def test_definitions_that_unfold_without_end_are_refused_in_time(self) -> None:
        steps = {
            f"s{n}": {"properties": {f"p{m}": {"$ref": f"#/$defs/s{n + 1}"} for m in range(40)}}
            for n in range(8)
        }
        value = {"$ref": "#/$defs/s0", "$defs": {**steps, "s8": {"type": "string"}}}
        error = refused(json.dumps(value))
        assert error.kind is ReadKind.TOO_LARGE

    def test_all_of_that_names_itself_ends(self) -> None:
        value = {
            "properties": {"a": {"$ref": "#/$defs/x"}},
            "$defs": {"x": {"allOf": [{"$ref": "#/$defs/x"}, {"$ref": "#/$defs/x"}]}},
        }
        assert read_target_text(json.dumps(value)).target.objects[0].field("a")

    def test_a_schema_without_properties_is_refused(self) -> None:
        error = refused(
            '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"string"}'
        )
        assert (error.kind, error.facts["found"]) == (ReadKind.NOT_A_TARGET, Found.NO_FIELDS)
