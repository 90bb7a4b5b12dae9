"""The disk image for macOS: the .app and a link to Applications; signed and notarised where the
secrets for that are given.

    MAPPER_MACOS_IDENTITY     the "Developer ID Application: ..." in the keychain: signs
    MAPPER_MACOS_APPLE_ID, MAPPER_MACOS_TEAM_ID, MAPPER_MACOS_PASSWORD
                              an Apple account and its app-specific password: notarises
"""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

import contents
from folder import Bundle
from machine import Machine, Stop, say

NOTARISING = ("MAPPER_MACOS_APPLE_ID", "MAPPER_MACOS_TEAM_ID", "MAPPER_MACOS_PASSWORD")


def make(bundle: Bundle, machine: Machine, dist: Path) -> list[Path]:
    """Build the .dmg, and say what was signed."""
    name = f"mapper-for-commcare-{bundle.version}-macos-{platform.machine()}.dmg"
    target = dist / name
    identity = machine.environ.get("MAPPER_MACOS_IDENTITY")
    if identity:
        _do(machine, "codesign", "--verify", "--deep", "--strict", str(bundle.folder))
    else:
        say("==> Not signed: MAPPER_MACOS_IDENTITY is not set. macOS asks before it opens this.")
    tree = bundle.work / "dmg"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    # ditto keeps links and signatures as they are.
    _do(machine, "ditto", str(bundle.folder), str(tree / bundle.folder.name))
    os.symlink("/Applications", tree / "Applications")
    target.unlink(missing_ok=True)
    words = ("-volname", contents.TITLE, "-srcfolder", str(tree), "-fs", "HFS+", "-format", "UDZO")
    _do(machine, "hdiutil", "create", *words, str(target))
    if identity:
        _do(machine, "codesign", "--sign", identity, "--timestamp", str(target))
    _notarise(machine, target, signed=bool(identity))
    return [target]


def _notarise(machine: Machine, target: Path, *, signed: bool) -> None:
    told = [machine.environ.get(each) for each in NOTARISING]
    if not signed or not all(told):
        lacking = [each for each, value in zip(NOTARISING, told, strict=True) if not value]
        reason = f"{', '.join(lacking)} not set" if lacking else "it is not signed"
        say(f"==> Not notarised: {reason}")
        return
    account, team, password = (str(each) for each in told)
    words = ["--apple-id", account, "--team-id", team, "--password", password, "--wait"]
    say("==> Notarising")
    # Not shown when it fails: the password is in it.
    if machine.call(["xcrun", "notarytool", "submit", str(target), *words]):
        raise Stop("Apple did not notarise it (see above)")
    _do(machine, "xcrun", "stapler", "staple", str(target))


def _do(machine: Machine, *command: str) -> None:
    if machine.call(command):
        raise Stop(f"this failed (see above): {' '.join(command)}")
