"""Files for a runner: what stands in the way is told first, and nothing is replaced unasked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sessions import SAMPLE, App, app

from mapper_gui.app.export import Checked, Export, trigger_condition, trigger_filters
from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.errors import StorageError, StorageKind
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import Accepts, Mapping
from mapper_gui.storage.projects import read_project

__all__ = ("app",)

OPENFN_FILES = [
    "household-load.js",
    "household-trigger.json",
    "household.js",
    "project-spec.yaml",
    "project.yaml",
]


@pytest.fixture
def mapping() -> Mapping:
    return read_project(SAMPLE / "register_household.ccmap").mapping


@pytest.fixture
def export(app: App, mapping: Mapping) -> Export:
    app.session.start_with(mapping)
    return Export(app.session)


def of_an_unknown_form(mapping: Mapping) -> Mapping:
    form = Form(mapping.form.questions, mapping.form.languages)
    return replace(mapping, form=form, accepts=Accepts())


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_good_mapping_has_nothing_in_the_way(export: Export, qtbot: Any) -> None:
    with qtbot.waitSignal(export.checked, timeout=5000) as told:
        export.check("openfn")
    assert told.args == [Checked("openfn", ())]
    assert not told.args[0].is_blocked


def test_files_are_written_and_told(export: Export, app: App, tmp_path: Path, qtbot: Any) -> None:
    folder = tmp_path / "made"
    with qtbot.waitSignal(export.written, timeout=5000) as told:
        export.write("openfn", folder, "household")
    assert names_in(folder) == OPENFN_FILES
    assert sorted(told.args[0]) == [folder / name for name in OPENFN_FILES]
    assert app.noticed == [f"Wrote {len(OPENFN_FILES)} files to {folder}"]


def test_files_that_are_there_are_asked_about_first(
    export: Export, tmp_path: Path, qtbot: Any
) -> None:
    (tmp_path / "household.js").write_text("mine", "utf-8")
    with qtbot.waitSignal(export.in_the_way, timeout=5000) as told:
        export.write("openfn", tmp_path, "household")
    assert told.args[0] == (tmp_path / "household.js",)
    assert names_in(tmp_path) == ["household.js"]
    assert (tmp_path / "household.js").read_text("utf-8") == "mine"
    with qtbot.waitSignal(export.written, timeout=5000):
        export.write("openfn", tmp_path, "household", overwrite=True)
    assert names_in(tmp_path) == OPENFN_FILES
    assert (tmp_path / "household.js").read_text("utf-8") != "mine"


def test_the_same_schema_is_not_in_the_way(export: Export, tmp_path: Path, qtbot: Any) -> None:
    with qtbot.waitSignal(export.written, timeout=5000):
        export.write("specification", tmp_path, "one")
    with qtbot.waitSignal(export.written, timeout=5000):
        export.write("specification", tmp_path, "two")
    assert names_in(tmp_path) == ["mapping-1.schema.json", "one.json", "two.json"]


def test_an_error_keeps_files_from_being_written(
    export: Export, app: App, mapping: Mapping, tmp_path: Path, qtbot: Any
) -> None:
    app.session.start_with(of_an_unknown_form(mapping))
    for ask in (
        lambda: export.check("openfn"),
        lambda: export.write("openfn", tmp_path, "household"),
    ):
        with qtbot.waitSignal(export.checked, timeout=5000) as told:
            ask()
        assert told.args[0].is_blocked
        assert CheckKind.TRIGGER_UNKNOWN in {each.kind for each in told.args[0].problems}
    assert names_in(tmp_path) == []


def test_a_specification_can_be_written_of_an_unfinished_mapping(
    export: Export, app: App, mapping: Mapping, tmp_path: Path, qtbot: Any
) -> None:
    app.session.start_with(of_an_unknown_form(mapping))
    with qtbot.waitSignal(export.written, timeout=5000):
        export.write("specification", tmp_path, "household")


def test_what_the_disk_refuses_is_told(export: Export, tmp_path: Path, qtbot: Any) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with qtbot.waitSignal(export.failed, timeout=5000) as told:
        export.write("openfn", tmp_path / "file", "household")
    assert isinstance(told.args[0], StorageError)
    assert told.args[0].kind is StorageKind.NOT_A_FOLDER


def test_files_are_written_when_nobody_waits_for_them(
    export: Export, app: App, tmp_path: Path, qtbot: Any
) -> None:
    export.write("openfn", tmp_path, "household")
    export.leave()
    qtbot.waitUntil(lambda: bool(app.noticed), timeout=5000)
    assert names_in(tmp_path) == OPENFN_FILES


def test_a_failure_that_nobody_waits_for_is_told_in_the_status_line(
    export: Export, app: App, tmp_path: Path, qtbot: Any
) -> None:
    (tmp_path / "household.js").write_text("mine", "utf-8")
    export.write("openfn", tmp_path, "household")
    export.leave()
    qtbot.waitUntil(lambda: bool(app.noticed), timeout=5000)
    assert "household.js" in app.noticed[0]


def test_the_trigger_is_told_in_both_notations(mapping: Mapping) -> None:
    assert mapping.form.xmlns in trigger_condition(mapping)
    assert trigger_filters(mapping) == f'{{"form": {{"@xmlns": "{mapping.form.xmlns}"}}}}'
