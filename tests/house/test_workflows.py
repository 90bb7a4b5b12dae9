"""What the workflows call is there. (Their syntax is checked by the service that runs them.)"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from made_up_machine import PACKAGING

ROOT = PACKAGING.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_script_and_option_that_a_workflow_uses_exists(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    called = re.findall(r"python (packaging/\w+\.py)((?: [\w-]+)*)", text)
    assert called
    for script, words in called:
        source = (ROOT / script).read_text(encoding="utf-8")
        for word in words.split():
            assert word in source, f"{script} {word}"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_no_secret_stands_in_a_workflow_and_each_is_read_from_where_they_are_kept(
    workflow: Path,
) -> None:
    for line in workflow.read_text(encoding="utf-8").splitlines():
        if re.search(r"^\s+(\w*(PASSWORD|CERTIFICATE|TOKEN)\w*): ", line):
            assert re.search(r": \$\{\{ (secrets\.\w+|github\.token) \}\}$", line), line


def test_files_for_macos_and_windows_are_where_their_scripts_look() -> None:
    assert (PACKAGING / "macos" / "entitlements.plist").is_file()
    assert (PACKAGING / "windows" / "mapper.nsi").is_file()
