"""The rules of the export, one by one (CommCare pages 1 and 12)."""

from pathlib import Path

import pytest
from form_builder_text import as_text, export, header, row

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.form import Kind, Question
from mapper_gui.mapping.import_warnings import ImportKind, Looks
from mapper_gui.readers import FormReading, read_form, read_form_text

SAMPLES = Path(__file__).parent.parent / "samples" / "exports"


def ids(reading: FormReading) -> list[str | None]:
    return [question.id for question in reading.form.questions]


def choices(reading: FormReading, question: str) -> list[str]:
    found = reading.form.question(question)
    assert found is not None
    return [choice.id for choice in found.choices]


def only(reading: FormReading) -> Question:
    (question,) = reading.form.questions
    return question


def warnings(reading: FormReading) -> list[tuple[str, int | None]]:
    return [(problem.kind.value, problem.where.row) for problem in reading.warnings]


class TestTheComposedSamples:
    def test_the_hyphen_trap_gives_every_choice_to_the_nearest_question_above(self) -> None:
        reading = read_form(SAMPLES / "register_household.tsv")
        assert choices(reading, "/hh/water-source") == ["tap-inside", "tap", "other"]
        assert choices(reading, "/hh/water") == ["boil", "source-none"]
        assert warnings(reading) == []

    def test_a_question_and_a_choice_with_the_same_cell_are_told_apart_by_their_type(self) -> None:
        reading = read_form(SAMPLES / "register_household.tsv")
        question = reading.form.question("/hh/water-source-other")
        assert question is not None
        assert question.kind is Kind.TEXT
        assert question.row == 10

    def test_labels_are_raw_in_every_language(self) -> None:
        reading = read_form(SAMPLES / "register_household.tsv")
        assert reading.form.languages == ("en", "fra")
        question = reading.form.question("/hh/water-source-other")
        assert question is not None
        assert question.labels["en"] == 'Specify <output value="#form/hh/water-source" />'
        welcome = reading.form.question("/welcome")
        assert welcome is not None
        assert welcome.labels["fra"] == "**Bienvenue**, lisez à voix haute"

    def test_hidden_values_have_a_calculation_and_no_label(self) -> None:
        reading = read_form(SAMPLES / "register_household.tsv")
        question = reading.form.question("/hh_id")
        assert question is not None
        assert question.hidden
        assert question.labels == {}
        assert question.calculate == (
            "concat(#user/district_code, '-', format-date(today(), '%Y%m%d'))"
        )

    def test_multi_line_cells_stay_whole(self) -> None:
        reading = read_form(SAMPLES / "register_household.tsv")
        question = reading.form.question("/hh/head_name")
        assert question is not None
        assert question.comment == "maps to TEI attribute\n(confirmed with MoH)"

    def test_the_row_under_a_lookup_question_has_no_id(self) -> None:
        reading = read_form(SAMPLES / "register_household.tsv")
        (row_,) = [q for q in reading.form.questions if q.kind is Kind.LOOKUP_DATA]
        assert row_.id is None
        assert row_.required is None

    def test_repeats_made_from_a_query_enclose_what_is_below_their_item(self) -> None:
        reading = read_form(SAMPLES / "anc_visit.tsv")
        around = {q.id: q.repeat for q in reading.form.questions}
        assert around["/children"] is None
        assert around["/children/vaccines/bcg-given"] == "/children"
        assert around["/members/item"] is None
        assert around["/members/item/member_id"] == "/members/item"

    def test_a_transaction_keeps_its_predicate(self) -> None:
        reading = read_form(SAMPLES / "anc_visit.tsv")
        question = reading.form.question("/transfer[@type='iron_tabs']")
        assert question is not None
        assert question.kind is Kind.DISPENSE
        assert question.hidden

    def test_the_form_of_the_integration_guide_has_its_checkbox(self) -> None:
        reading = read_form(SAMPLES / "referral_services.tsv")
        deep = "/referral_services/hiv_support__care/check_services_label/hiv_support_care_option1"
        assert choices(reading, deep) == ["counselling", "art_refill", "home_visit"]


class TestRows:
    def test_required_is_yes_no_or_not_said(self) -> None:
        text = export(
            row("/a", "Text", required="yes"),
            row("/b", "Text", required="no"),
            row("/c", "Text", required=""),
        )
        assert [q.required for q in read_form_text(text).form.questions] == [True, False, None]

    def test_no_calculation_is_none(self) -> None:
        assert only(read_form_text(export(row("/a", "Text")))).calculate is None

    def test_the_words_of_the_export_stay_with_the_question(self) -> None:
        cells = {
            "display_condition": "#form/x != ''",
            "validation_condition": ". > 3",
            "validation_message": "Too small",
            "hint_text": "hint",
            "help_text": "help",
            "comment": "why",
        }
        question = only(read_form_text(export(row("/a", "Integer", **cells))))
        assert question.type_word == "Integer"
        assert question.display_condition == "#form/x != ''"
        assert question.validation_condition == ". > 3"
        assert question.validation_message == "Too small"
        assert (question.hint, question.help, question.comment) == ("hint", "help", "why")

    def test_nested_repeats_name_the_nearest_one(self) -> None:
        text = export(
            row("/v", "Repeat Group"),
            row("/v/c", "Repeat Group"),
            row("/v/c/dose", "Text"),
            row("/v/note", "Text"),
        )
        around = {q.id: q.repeat for q in read_form_text(text).form.questions}
        assert around == {"/v": None, "/v/c": "/v", "/v/c/dose": "/v/c", "/v/note": "/v"}

    def test_a_repeat_is_found_by_path_and_not_by_place(self) -> None:
        text = export(row("/c/elsewhere", "Text"), row("/c", "Repeat Group"), row("/d", "Text"))
        around = [q.repeat for q in read_form_text(text).form.questions]
        assert around == ["/c", None, None]

    def test_a_slash_in_a_predicate_is_no_step(self) -> None:
        text = export(row("/r", "Repeat Group"), row("/r/balance[@type='a/b']", "Balance"))
        assert read_form_text(text).form.questions[1].repeat == "/r"

    @pytest.mark.parametrize(
        "value",
        ["1", "Widow or Widower", "it's", "a/b", "-", "tap-inside", "é", "x.y", 'say "so"', "#1"],
    )
    def test_a_choice_id_may_be_almost_anything(self, value: str) -> None:
        text = export(row("/q", "Multiple Choice"), row(f"/q-{value}", "Choice", "Label"))
        reading = read_form_text(text)
        assert choices(reading, "/q") == [value]
        assert warnings(reading) == []

    def test_an_empty_choice_id_is_kept_and_told(self) -> None:
        reading = read_form_text(export(row("/q", "Checkbox"), row("/q-", "Choice", "None")))
        assert choices(reading, "/q") == [""]
        assert warnings(reading) == [("empty_choice_id", 3)]

    def test_a_space_in_the_choice_of_a_checkbox_is_told(self) -> None:
        reading = read_form_text(export(row("/q", "Checkbox"), row("/q-a b", "Choice")))
        assert choices(reading, "/q") == ["a b"]
        assert warnings(reading) == [("space_in_choice_id", 3)]

    def test_a_choice_twice_in_one_question_is_kept_and_told(self) -> None:
        text = export(row("/q", "Checkbox"), row("/q-a", "Choice", "A"), row("/q-a", "Choice", "B"))
        reading = read_form_text(text)
        assert choices(reading, "/q") == ["a", "a"]
        assert warnings(reading) == [("duplicate_choice", 4)]
        assert reading.form.questions[0].doubts == ("duplicate_choice",)

    def test_the_choices_of_a_question_without_a_path_begin_with_null(self) -> None:
        text = export(
            row("", "Multiple Choice", "Type of centre"),
            row("null-standard", "Choice", "Standard"),
            row("null-admin", "Choice", "Administration"),
        )
        reading = read_form_text(text)
        question = only(reading)
        assert question.id is None
        assert [choice.id for choice in question.choices] == ["standard", "admin"]
        assert warnings(reading) == [("missing_id", 2)]

    def test_an_id_twice_is_told_and_both_stay(self) -> None:
        reading = read_form_text(export(row("/a", "Text"), row("/a", "Date")))
        assert ids(reading) == ["/a", "/a"]
        assert warnings(reading) == [("duplicate_id", 3)]
        first = reading.form.question("/a")
        assert first is not None
        assert first.kind is Kind.TEXT

    def test_rows_without_an_id_for_unknown_controls_stay(self) -> None:
        reading = read_form_text(export(row("/a", "Text"), row("", "Base"), row("", "Ignored XML")))
        assert [q.kind for q in reading.form.questions] == [Kind.TEXT, Kind.UNKNOWN, Kind.IGNORED]
        assert warnings(reading) == [("missing_id", 3)]

    def test_an_id_that_is_no_path_is_told(self) -> None:
        reading = read_form_text(export(row("/a", "Text"), row("first name", "Text")))
        assert ids(reading) == ["/a", "first name"]
        assert warnings(reading) == [("odd_id", 3)]

    def test_an_unknown_type_is_imported_and_told(self) -> None:
        reading = read_form_text(export(row("/a", "Hologram")))
        assert only(reading).kind is Kind.UNKNOWN
        assert only(reading).type_word == "Hologram"
        assert warnings(reading) == [("unknown_type", 2)]
        assert only(reading).doubts == ("unknown_type",)

    def test_a_remark_under_the_table_is_left_out_and_told(self) -> None:
        text = export(row("/a", "Text")) + "\n\nAgreed with the ministry on 3 May"
        reading = read_form_text(text)
        assert ids(reading) == ["/a"]
        assert warnings(reading) == [("not_a_question", 4)]
        assert reading.warnings[0].facts["text"] == "Agreed with the ministry on 3 May"

    def test_a_required_that_is_neither_yes_nor_no_is_told(self) -> None:
        reading = read_form_text(export(row("/a", "Text", required="maybe")))
        assert only(reading).required is None
        assert warnings(reading) == [("odd_required", 2)]

    def test_the_label_of_a_hidden_value_is_left_out_and_told(self) -> None:
        reading = read_form_text(export(row("/a", "Hidden Value", "unique id")))
        assert only(reading).labels == {}
        assert warnings(reading) == [("hidden_label", 2)]


class TestSortedRows:
    def test_a_choice_that_stands_elsewhere_goes_to_the_only_question_it_fits(self) -> None:
        text = export(
            row("/q-a", "Choice"),
            row("/x", "Text"),
            row("/q", "Multiple Choice"),
            row("/w", "Checkbox"),
        )
        reading = read_form_text(text)
        assert choices(reading, "/q") == ["a"]
        assert warnings(reading) == [("distant_choice", 2)]

    def test_a_choice_that_fits_nothing_is_not_lost(self) -> None:
        reading = read_form_text(export(row("/q", "Multiple Choice"), row("/p-a", "Choice", "A")))
        assert ids(reading) == ["/q", "/p-a"]
        assert reading.form.questions[1].kind is Kind.UNKNOWN
        assert reading.form.questions[1].labels == {"en": "A"}
        assert warnings(reading) == [("loose_choice", 3)]

    def test_sorted_rows_are_told_where_a_choice_fits_several_questions(self) -> None:
        reading = read_form(SAMPLES / "register_household.tsv")
        lines = (
            (SAMPLES / "register_household.tsv")
            .read_text()
            .replace('"maps to TEI attribute\n(confirmed with MoH)"', "comment")
        )
        first, *rest = lines.split("\n")
        sorted_text = "\n".join([first, *sorted(line for line in rest if line)])
        reading = read_form_text(sorted_text)
        kinds = {problem.kind for problem in reading.warnings}
        assert ImportKind.AMBIGUOUS_CHOICE in kinds
        assert reading.warnings[0].facts["others"]

    def test_an_export_in_its_own_order_is_not_told_to_be_sorted(self) -> None:
        text = export(
            row("/hh", "Group"),
            row("/hh/w", "Checkbox"),
            row("/hh/w-s-a", "Choice"),
            row("/hh/w-s", "Multiple Choice"),
            row("/hh/w-s-b", "Choice"),
            row("/hh/a", "Text"),
        )
        assert warnings(read_form_text(text)) == []


class TestColumns:
    def test_they_are_found_by_name_in_any_order(self) -> None:
        rows = [["Comment", "Text (en)", "Type", "Required", "Question"]]
        rows.append(["note", "Name", "Text", "yes", "/name"])
        question = only(read_form_text(as_text(rows)))
        assert (question.id, question.labels, question.required) == ("/name", {"en": "Name"}, True)

    def test_case_and_spaces_in_their_names_do_not_matter(self) -> None:
        rows = [[" question ", "TYPE", "text  (EN)", "Calculate\u00a0Condition"]]
        rows.append(["/name", "Text", "Name", "1"])
        question = only(read_form_text(as_text(rows)))
        assert question.labels == {"EN": "Name"}
        assert question.calculate == "1"

    def test_the_languages_keep_the_order_of_their_columns(self) -> None:
        languages = ("por", "en", "zh-Hant (TW)")
        label = {"por": "Nome", "en": "Name", "zh-Hant (TW)": "名字"}
        text = export(row("/name", "Text", label, languages=languages), languages=languages)
        reading = read_form_text(text)
        assert reading.form.languages == languages
        assert only(reading).labels == label

    def test_an_older_set_of_columns_is_read(self) -> None:
        rows = [["Question", "Type", "Text (en)", "Audio (en)", "Image (en)", "Display Condition"]]
        rows[0] += ["Validation Condition", "Validation Message", "Calculate Condition", "Required"]
        rows.append(["/a", "Single Answer", "A", "", "", "", "", "", "", "yes"])
        rows.append(["/a-1", "Choice", "One", "", "", "", "", "", "", ""])
        reading = read_form_text(as_text(rows))
        assert only(reading).kind is Kind.SINGLE
        assert warnings(reading) == []

    def test_expanded_audio_and_button_texts_are_known(self) -> None:
        names = header()
        names.insert(3, "Expanded Audio (en)")
        names += ["'Add New' Button Text", "Add Another' Button Text"]
        cells = row("/r", "Repeat Group")
        cells.insert(3, "")
        assert warnings(read_form_text(as_text([names, [*cells, "Add", "More"]]))) == []

    def test_columns_that_people_added_are_told_once(self) -> None:
        rows = [[*header(), "Salesforce field"], [*row("/a", "Text"), "LastName"]]
        reading = read_form_text(as_text(rows))
        assert warnings(reading) == [("unknown_columns", 1)]
        assert reading.warnings[0].facts["columns"] == ("Salesforce field",)

    def test_a_language_twice_is_told_and_the_first_one_counts(self) -> None:
        rows = [["Question", "Type", "Text (en)", "Text (en)"], ["/a", "Text", "one", "two"]]
        reading = read_form_text(as_text(rows))
        assert only(reading).labels == {"en": "one"}
        assert ("duplicate_column", 1) in warnings(reading)

    def test_an_export_without_labels_is_told(self) -> None:
        reading = read_form_text("Question\tType\tRequired\n/a\tText\tno")
        assert reading.form.languages == ()
        assert warnings(reading) == [("no_label_columns", 1)]

    def test_titles_above_the_header_do_not_matter(self) -> None:
        text = "MCH programme, export of 3 May\n\n" + export(row("/a", "Text"))
        reading = read_form_text(text)
        assert ids(reading) == ["/a"]
        assert only(reading).row == 4

    def test_the_header_once_more_is_told(self) -> None:
        text = export(row("/a", "Text")) + "\n" + export(row("/b", "Text"))
        reading = read_form_text(text)
        assert ids(reading) == ["/a", "/b"]
        assert warnings(reading) == [("second_header", 3)]

    def test_short_rows_are_filled_up(self) -> None:
        text = as_text([header(), ["/a", "Text", "Name"], ["/b", "Text"]])
        reading = read_form_text(text)
        assert [q.labels for q in reading.form.questions] == [{"en": "Name"}, {}]
        assert [q.required for q in reading.form.questions] == [None, None]

    def test_cells_beyond_the_last_column_are_told(self) -> None:
        text = as_text([header(), [*row("/a", "Text"), "", "stray"]])
        reading = read_form_text(text)
        assert warnings(reading) == [("extra_cells", 2)]
        assert reading.warnings[0].facts["text"] == "stray"

    def test_empty_rows_in_between_and_at_the_end_do_not_matter(self) -> None:
        text = export(row("/a", "Text"), [""] * 15, row("/b", "Text"), [""] * 15) + "\n\n\n"
        reading = read_form_text(text)
        assert ids(reading) == ["/a", "/b"]
        assert [q.row for q in reading.form.questions] == [2, 4]


class TestTheOldRoot:
    def test_it_is_taken_off_when_every_id_has_it(self) -> None:
        text = export(
            row("/data/hh", "Group"),
            row("/data/hh/sex", "Multiple Choice"),
            row("/data/hh/sex-m", "Choice"),
        )
        reading = read_form_text(text)
        assert ids(reading) == ["/hh", "/hh/sex"]
        assert choices(reading, "/hh/sex") == ["m"]
        assert warnings(reading) == [("old_root", 1)]
        assert reading.warnings[0].facts["count"] == 3

    def test_a_group_called_data_keeps_its_name(self) -> None:
        text = export(row("/data", "Group"), row("/data/a", "Text"))
        reading = read_form_text(text)
        assert ids(reading) == ["/data", "/data/a"]
        assert warnings(reading) == []

    def test_a_group_called_data_inside_the_old_root_keeps_its_name(self) -> None:
        text = export(row("/data/data", "Group"), row("/data/data/a", "Text"))
        assert ids(read_form_text(text)) == ["/data", "/data/a"]

    def test_it_stays_where_one_id_lacks_it(self) -> None:
        text = export(row("/data/a", "Text"), row("/b", "Text"))
        assert ids(read_form_text(text)) == ["/data/a", "/b"]

    def test_a_query_repeat_called_data_keeps_its_name(self) -> None:
        text = export(row("/data/item", "Repeat Group"), row("/data/item/a", "Text"))
        assert ids(read_form_text(text)) == ["/data/item", "/data/item/a"]


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("text", "looks"),
        [
            ('{"id": "8f3c", "form": {"@name": "Visit"}}', Looks.JSON),
            ('[\n  {"id": 1}\n]', Looks.JSON),
            ("<!DOCTYPE html>\n<html><body>Sign in</body></html>", Looks.HTML),
            ('<?xml version="1.0"?>\n<note><to>x</to></note>', Looks.XML),
            (
                '<h:html xmlns:h="http://www.w3.org/1999/xhtml"'
                ' xmlns="http://www.w3.org/2002/xforms"><h:head/></h:html>',
                Looks.XFORM,
            ),
            ("https://www.commcarehq.org/a/demo/apps/view/123/", Looks.LINK),
        ],
        ids=["an object", "a list", "a web page", "XML", "the form's XML", "a link"],
    )
    def test_another_kind_of_text_is_named(self, text: str, looks: Looks) -> None:
        with pytest.raises(ReadError) as caught:
            read_form_text(text)
        assert caught.value.kind is ReadKind.UNKNOWN_FORMAT
        assert caught.value.facts["found"] == looks

    @pytest.mark.parametrize(
        ("text", "looks"),
        [
            (
                "question_id\tlabel\ttranslations\ttype\trepeat\n/data/a\tA\t{}\tText\t",
                "form_summary",
            ),
            ("app\tmodule\tform\tdisplay_filter\nMCH\tMothers\tVisit\t", "app_summary"),
            ("case_type\tcase_property\tdescription\nmother\tdob\t", "case_summary"),
            ("Please send me the form\nby Friday, thank you", "prose"),
            ("name,label,type\nLastName,Last name,text", "table"),
            ("/hh/name\tText\tName\tno\n/hh/age\tInteger\tAge\tno", "no_first_row"),
        ],
        ids=["a form summary", "an app summary", "a case summary", "prose", "a table", "no header"],
    )
    def test_a_text_without_the_columns_is_named(self, text: str, looks: str) -> None:
        with pytest.raises(ReadError) as caught:
            read_form_text(text)
        assert caught.value.kind is ReadKind.NO_HEADER
        assert caught.value.facts["looks"] == looks
        assert caught.value.facts["found"]

    def test_nothing_at_all_is_empty(self) -> None:
        for text in ("", "  \n\t\n", "\ufeff"):
            with pytest.raises(ReadError) as caught:
                read_form_text(text)
            assert caught.value.kind is ReadKind.EMPTY

    def test_a_header_over_something_else_is_no_form(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_form_text("Question\tType\nHow old are you?\tnumber\nWhere?\tplace")
        assert caught.value.kind is ReadKind.NOT_A_FORM
        assert caught.value.facts["found"] == ("How old are you?", "number")

    def test_two_names_of_columns_and_nothing_else_are_no_form(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_form_text("Question\tType")
        assert caught.value.kind is ReadKind.NOT_A_FORM

    def test_the_export_of_an_empty_form_is_an_empty_form(self) -> None:
        reading = read_form_text(export())
        assert reading.form.questions == ()
        assert warnings(reading) == [("no_questions", 1)]

    def test_reading_can_be_cancelled(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_form_text(export(row("/a", "Text")), cancelled=lambda: True)
        assert caught.value.kind is ReadKind.CANCELLED

    def test_the_file_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("hello")
        with pytest.raises(ReadError) as caught:
            read_form(path)
        assert caught.value.facts["file"] == "notes.txt"

    def test_endless_warnings_are_counted_and_not_kept(self) -> None:
        rows = [row(f"/q{number}", "Hologram") for number in range(6_000)]
        reading = read_form_text(export(*rows))
        assert len(reading.form.questions) == 6_000
        assert len(reading.warnings) == 5_001
        assert reading.warnings[-1].kind is ImportKind.MORE_WARNINGS
        assert reading.warnings[-1].facts["count"] == 1_000
