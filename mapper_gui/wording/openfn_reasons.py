"""Why OpenFn, or a target behind it, cannot express a part of a mapping, in words."""

from mapper_gui.mapping.runner_problems import Why
from mapper_gui.wording.text import tr


def openfn_words(why: Why) -> str:
    """Why it cannot be done, and what can be done instead; a sentence or two."""
    return {
        Why.ONE_KEY: tr(
            "Salesforce finds a record by one external id. Join the parts in one field and make "
            "that the key."
        ),
        Why.KEY_WANTED: tr(
            "The target must know by which field to find a record. Give the rule a key, or let it "
            "create."
        ),
        Why.UPDATE_BY_ID: tr(
            "Salesforce updates a record by its own Id alone. Look the Id up and make it the key, or "
            "update or create by an external id."
        ),
        Why.NO_UPDATE: tr(
            "The adaptor has no update. Let the rule update or create, or only create."
        ),
        Why.DOTTED_NAME: tr(
            "The adaptor refuses names with a dot. Map the field itself and let it point to the "
            "other object."
        ),
        Why.API_NAME: tr(
            "It is asked by API names, of letters, digits and _, such as Home_Visit__c. This may be a "
            "label."
        ),
        Why.REFERENCE_AS_KEY: tr("A record cannot be found by what it points to. Choose a text."),
        Why.NO_RELATIONSHIP: tr(
            "The name of the relationship is not known. Import the object's description from "
            "Salesforce, which has it."
        ),
        Why.REFERENCE_CIRCLE: tr(
            "Its records and others point to each other in a circle, so none of them can be sent "
            "first. Leave one of the references to a rule of its own."
        ),
        Why.NOT_NESTED: tr(
            "In DHIS2 an enrolment points to its tracked entity, an event to its enrolment, and an "
            "organisation unit is given by its id; nothing else is a reference."
        ),
        Why.NO_DHIS2_KIND: tr(
            "It is not known what this is to DHIS2. Import the program or data set from DHIS2."
        ),
        Why.ONE_UNIT_SCHEME: tr(
            "DHIS2 takes all organisation units of an import by one of id, code and name, those of "
            "data sets by id."
        ),
        Why.CASE_KEY: tr(
            "CommCare's bulk upload finds cases by case_id or external_id. Make one of them the key."
        ),
        Why.CASE_ID_CREATES: tr(
            "CommCare gives a new case an id of its own, so that a second upload would not find it. "
            "Use external_id, or only update."
        ),
        Why.RESERVED_COLUMN: tr("CommCare's bulk upload refuses a column of this name."),
        Why.NO_LOOKUPS: tr(
            "This cannot be asked of the target in an exported job. Salesforce and PostgreSQL are "
            "asked for texts and numbers, DHIS2 for tracked entities and metadata."
        ),
        Why.LOOKUP_IN_LOOKUP: tr(
            "What it asks depends on another lookup's answer, and all questions are put at once."
        ),
        Why.CELL_OF_ITEM: tr(
            "A cell of the table uses a value that reads the table's own row, or its number. Read "
            "the question there instead."
        ),
        Why.CODE_UNFINISHED: tr(
            "The code does not end where its text ends: a bracket, text or comment is not closed."
        ),
        Why.CODE_SYNTAX: tr(
            "The code is no JavaScript, and the whole job would not run. Mend it, and try it in the "
            "preview."
        ),
        Why.CODE_NAMES: tr(
            "Code steps compute with what they are given: they wait for nothing and read nothing "
            "else."
        ),
        Why.ZONE_UNKNOWN: tr("There is no time zone of this name. Use one such as Africa/Nairobi."),
        Why.FIELD_TWICE: tr("Two field rules of this rule feed the same field. Keep one."),
    }[why]
