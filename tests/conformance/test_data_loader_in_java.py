"""Data Loader's mapping files mean to Java what was meant: `java.util.Properties` reads them, as it
does in Data Loader. Data Loader itself is not run."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loads import LOADED, body
from made_up_cases import cases
from tally import JAVA, compared, differing

from mapper_gui.exporters import export_data
from mapper_gui.exporters.sdl import sdl

pytestmark = [
    pytest.mark.everything("Java, whose java.util.Properties reads Data Loader's mapping files"),
    pytest.mark.skipif(
        shutil.which("java") is None,
        reason="Java is not on this machine (Debian: default-jre-headless)",
    ),
]
ODD_COLUMNS = (
    "Name", "first name", "case:id", "a=b", "#note", "!x", "back\\slash", " lead", "trail ", "tab\tx",
    "naïve", "中文", "👩", "a\nb", "\x7f", "ÿ", "a.b", "'q'", '"q"', "x:y=z #!",
)  # fmt: skip
_PROGRAM = """
import java.io.*; import java.util.*;
public class Show {
  public static void main(String[] files) throws IOException {
    System.out.println(System.getProperty("java.version"));
    Properties read = new Properties();
    try (InputStream in = new FileInputStream(files[0])) { read.load(in); }
    for (String key : read.stringPropertyNames())
      System.out.println(hex(key) + " " + hex(read.getProperty(key)));
  }
  static String hex(String text) {
    StringBuilder out = new StringBuilder("x");
    for (char c : text.toCharArray()) out.append(String.format("%04x", (int) c));
    return out.toString();
  }
}
"""


def assert_java_reads(folder: Path, data: bytes, wanted: dict[str, str]) -> None:
    (folder / "Show.java").write_text(_PROGRAM, encoding="ascii")
    (folder / "file.sdl").write_bytes(data)
    ran = subprocess.run(
        ["java", str(folder / "Show.java"), str(folder / "file.sdl")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "compiler" in ran.stderr:
        pytest.skip("the Java of this machine cannot run a source file")
    assert ran.returncode == 0, ran.stderr
    version, *lines = ran.stdout.splitlines()

    def text(shown: str) -> str:
        return bytes.fromhex(shown[1:]).decode("utf-16-be", "surrogatepass")

    found = {text(key): text(value) for key, value in (line.split(" ") for line in lines)}
    wrong = differing(found, wanted)
    compared(JAVA, version, len(wanted), len(wrong))
    assert not wrong


def test_java_reads_every_column_and_field_as_it_was_meant(tmp_path: Path) -> None:
    strange = {name: f" {name} " for name in ODD_COLUMNS}
    strange |= {chr(point): f"x{chr(point)}" for point in range(1, 0x180)}
    assert_java_reads(tmp_path, sdl(strange.items()), strange)


@cases(3, slow=True)
@given(pairs=st.dictionaries(st.text(min_size=1), st.text(min_size=1), min_size=50))
def test_java_reads_any_column_and_field(tmp_path: Path, pairs: dict[str, str]) -> None:
    assert_java_reads(tmp_path, sdl(pairs.items()), pairs)


def test_by_javas_reading_every_column_of_the_csv_finds_its_field(tmp_path: Path) -> None:
    submission = body(1, name="Ana", children=[{"name": "A"}])
    made = export_data([("visit", LOADED)], "data-loader", [submission]).files
    fields = {
        "visit-Contact": {name: name for name in ("Ext__c", "LastName", "Services__c", "Note__c")},
        "visit-Visit__c": {
            "Key__c": "Key__c",
            "Person__r.Ext__c": "Person__r:Ext__c",
            "Name": "Name",
        },
    }
    for name, wanted in fields.items():
        text = made[f"{name}.csv"].decode("utf-8")
        header, *values = csv.reader(io.StringIO(text, newline=""))
        # A column that is mapped to no field is not loaded, without a word (runners page 4).
        assert header == list(wanted)
        assert all(len(row) == len(header) for row in values)
        assert_java_reads(tmp_path, made[f"{name}.sdl"], wanted)
