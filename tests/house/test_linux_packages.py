"""What a Linux system is told by the packages: names, dependencies, menus, file types, manuals."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest
from made_up_machine import PACKAGING, set_up_module

machine = set_up_module("machine")
system_packages = set_up_module("system_packages")
for _name in ("environment", "runners", "package_trial", "checks"):
    set_up_module(_name)
contents = set_up_module("contents", "bundle")
for _name in ("icons", "licences", "windows_version", "folder"):
    set_up_module(_name, "bundle")
starting = set_up_module("starting", "bundle")
libraries = set_up_module("libraries", "linux")
desktop = set_up_module("desktop", "linux")
debian = set_up_module("debian", "linux")
FILES = PACKAGING / "linux" / "files"


def test_needed_libraries_become_the_packages_that_have_them() -> None:
    needed = {"libc.so.6", "ld-linux-x86-64.so.2", "libxcb-cursor.so.0", "libglib-2.0.so.0"}
    assert libraries.debian_packages(needed, "2.34") == [
        "libc6 (>= 2.34)",
        "libglib2.0-0t64 | libglib2.0-0",
        "libxcb-cursor0",
    ]


def test_a_library_that_nobody_knows_ends_the_build() -> None:
    with pytest.raises(machine.Stop, match=r"libnew\.so\.1"):
        libraries.debian_packages({"libnew.so.1"}, "2.34")


def test_every_small_library_of_the_archive_is_one_that_debian_is_asked_for() -> None:
    names = [need.name for need in system_packages.X11_WINDOW]
    small = [name for name in names if libraries.SMALL.fullmatch(name)]
    assert len(small) == 6
    assert not libraries.SMALL.fullmatch("libxcb.so.1")


def test_the_menu_entry_opens_projects_with_the_window() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(FILES / f"{contents.DESKTOP_ID}.desktop", encoding="utf-8")
    told = entry["Desktop Entry"]
    assert told["Exec"] == f"{contents.WINDOW} %f"
    assert told["Icon"] == contents.DESKTOP_ID
    assert told["MimeType"] == f"{contents.FILE_TYPE};"


def test_the_file_type_is_ccmap_and_a_kind_of_json() -> None:
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = Xml.parse(FILES / "mapper-for-commcare.xml").getroot().find(f"{space}mime-type")
    assert kind is not None
    assert kind.get("type") == contents.FILE_TYPE
    assert [each.get("pattern") for each in kind.iter(f"{space}glob")] == ["*.ccmap"]
    assert [each.get("type") for each in kind.iter(f"{space}sub-class-of")] == ["application/json"]


def test_the_software_centre_is_told_of_no_licence_for_the_program() -> None:
    told = Xml.parse(FILES / f"{contents.DESKTOP_ID}.metainfo.xml").getroot()
    assert told.findtext("id") == contents.DESKTOP_ID
    assert told.find("project_license") is None
    assert [each.text for each in told.iter("mediatype")] == [contents.FILE_TYPE]
    assert told.findtext("launchable") == f"{contents.DESKTOP_ID}.desktop"


def test_the_manual_names_every_command_and_exit_code() -> None:
    text = (FILES / "mapper.1").read_text(encoding="utf-8")
    assert "\n@COMMANDS@\n" in text
    for code in "0123":
        assert f"\n.B {code}\n" in text
    environ = {**os.environ, "COLUMNS": "300"}
    command = [sys.executable, "-m", "mapper_gui.cli", "--help"]
    told = subprocess.run(
        command, cwd=PACKAGING.parent, env=environ, capture_output=True, text=True, check=True
    ).stdout
    manual = desktop.manual_of(told)
    for name in ("questions", "new", "check", "preview", "export", "schema", r"practice\-server"):
        assert re.search(rf"^\.TP\n\.B {re.escape(name)}\n[A-Z].+\.$", manual, re.M), name


def test_help_without_commands_ends_the_build() -> None:
    with pytest.raises(machine.Stop, match="no commands"):
        desktop.manual_of("usage: mapper\n")


@pytest.mark.parametrize(
    ("ours", "debians"),
    [("0.1.0", "0.1.0"), ("1.0rc1", "1.0~rc1"), ("1.0a2", "1.0~a2"), ("1.0.dev3", "1.0~dev3")],
)
def test_what_comes_before_a_release_sorts_before_it_in_debian(ours: str, debians: str) -> None:
    assert debian.debian_version(ours) == debians


def test_only_lines_that_say_nothing_is_wrong_are_known() -> None:
    known = "This plugin does not support raise()\n\n"
    assert starting.unknown_lines(known) == []
    assert starting.unknown_lines(f"{known}qt.qpa.plugin: could not load\n") == [
        "qt.qpa.plugin: could not load"
    ]


def test_the_script_for_the_menu_is_plain_shell() -> None:
    text = (FILES / "install-for-me.sh").read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert "set -eu" in text
    assert Path(FILES / "install-for-me.sh").stat().st_mode & 0o111
