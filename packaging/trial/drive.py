"""A person at the installed program: finds things by what a screen reader is told of them, and uses
a mouse and a keyboard. Run inside the trial's root, by its own Python, in a D-Bus session:

    drive.py job FOLDER       the sample from the first page to a saved project and an exported step
    drive.py recent FOLDER    open the project of the job from the list of recent ones
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyatspi  # type: ignore[import-not-found]
from gi.repository import GLib  # type: ignore[import-not-found]

SECONDS = 40
GONE = (GLib.GError, LookupError)
"""What is raised where something went from the screen while it was being looked at."""
STEPS_OF_A_DRAG = 16
Seen = tuple[Any, str, str, Any]
"""A node, its role, its name and its place."""
_LAUNCHER = "/usr/libexec/at-spi-bus-launcher"


class Person:
    """The running program and the hands on it."""

    def __init__(self, *words: str) -> None:
        launcher = subprocess.Popen([_LAUNCHER, "--launch-immediately"], stderr=subprocess.DEVNULL)
        time.sleep(1)  # the program asks for it once, when it starts
        self.launcher = launcher
        self.errors = Path(os.environ["HOME"], "errors.txt")
        with self.errors.open("w") as errors:
            environ = {**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
            self.process = subprocess.Popen(["mapper-gui", *words], stderr=errors, env=environ)

    def until(self, look: Callable[[], Any], what: str) -> Any:
        """Wait until something is there; it."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                found = look()
            except GONE:
                found = None
            if found:
                return found
            if self.process.poll() is not None:
                raise SystemExit(f"the program ended with {self.process.poll()} before {what}")
            if time.monotonic() > end:
                self.picture()
                raise SystemExit(f"{what} did not come. There was:\n{self.seen()}")
            time.sleep(0.1)

    def nodes(self) -> Iterator[Seen]:
        """Everything on the screen, with its place."""
        for application in pyatspi.Registry.getDesktop(0):
            if application is not None and application.name == "Mapper for CommCare":
                for window in application:
                    yield from self._below(window)

    def _below(self, node: Any) -> Iterator[Seen]:
        if node is None:
            return
        try:
            place = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        except NotImplementedError:
            return
        role = node.getRoleName()
        if place.width > 0 or role == "frame":
            yield node, role, node.name or "", place
            if role != "menu bar":
                for at in range(min(node.childCount, 500)):
                    yield from self._below(node.getChildAtIndex(at))

    def seen(self) -> str:
        try:
            return "\n".join(f"{role}: {name}" for _, role, name, _ in self.nodes() if name)
        except GONE:
            return "(it changed while it was looked at)"

    def find(self, role: str, name: str, exactly: bool = False) -> Any:
        """The place of what has this role and a name that begins so (or is it), not greyed. Of several
        the last: a dialog comes after what it lies over."""

        def look() -> Any:
            found = [
                place
                for node, its_role, its_name, place in self.nodes()
                if its_role == role
                and node.getState().contains(pyatspi.STATE_SENSITIVE)
                and (its_name == name if exactly else its_name.startswith(name))
            ]
            return found[-1] if found else None

        return self.until(look, f"{role} {name!r}")

    def is_there(self, words: str) -> None:
        """Wait until some text on the screen holds these words."""
        self.until(lambda: any(words in name for _, _, name, _ in self.nodes()), f"{words!r}")

    def is_gone(self, role: str, name: str) -> None:
        self.until(
            lambda: not any(each[1:3] == (role, name) for each in self.nodes()), f"no {role} {name}"
        )

    def hands(self, *words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], check=True, stdout=subprocess.DEVNULL)

    def click(self, role: str, name: str, exactly: bool = False) -> None:
        x, y = middle(self.find(role, name, exactly))
        self.hands("mousemove", x, y, "sleep", 0.1, "click", 1)

    def drag(self, name: str, onto: str) -> None:
        """Drag a cell onto another one, in small moves as a hand does."""
        (x, y), (to_x, to_y) = (
            middle(self.find("table cell", each, is_id))
            for each, is_id in ((name, True), (onto, False))
        )
        words: list[object] = ["mousemove", x, y, "sleep", 0.1, "mousedown", 1]
        for step in range(1, STEPS_OF_A_DRAG + 1):
            at_x = x + (to_x - x) * step // STEPS_OF_A_DRAG
            at_y = y + (to_y - y) * step // STEPS_OF_A_DRAG
            words += ["sleep", 0.02, "mousemove", at_x, at_y]
        self.hands(*words, "sleep", 0.15, "mousemove", to_x + 1, to_y, "sleep", 0.15, "mouseup", 1)

    def window(self, title: str) -> None:
        """Wait for a window of its own and give it the keyboard, as a window manager does."""

        def look() -> list[str]:
            words = ["xdotool", "search", "--onlyvisible", "--name", title]
            return subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()

        found = self.until(look, f"a window {title!r}")
        self.hands("windowfocus", "--sync", found[-1])

    def press(self, *keys: str) -> None:
        self.hands("key", "--delay", 40, *keys)

    def write(self, text: str) -> None:
        self.hands("type", "--delay", 10, text)

    def picture(self) -> None:
        subprocess.run(["import", "-window", "root", str(self.errors.with_name("screen.png"))])

    def leave(self) -> None:
        """Quit; the program must end well and have said nothing."""
        self.press("ctrl+q")
        try:
            code = self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.picture()
            raise SystemExit(f"the program does not end. There is:\n{self.seen()}") from None
        lines = self.errors.read_text().splitlines()
        # Qt says this of itself when a screen reader asks; without one it is not there.
        said = [each for each in lines if not each.startswith("qt.accessibility.atspi: ")]
        self.launcher.terminate()
        if code or said:
            raise SystemExit(f"the program ended with {code} and said: {said}")


def middle(place: Any) -> tuple[int, int]:
    return place.x + place.width // 2, place.y + place.height // 2


def say(words: str) -> None:
    print(f"    {words}", flush=True)


def job(folder: Path) -> None:
    person = Person()
    person.window("Mapper for CommCare")
    person.click("push button", "Try the sample")
    person.find("table cell", "Household name Name")
    say("the sample is open")
    person.drag("head_name", "Household name Name")
    person.is_there("Mapped to Household__c . Name")
    person.drag("hh_id", "CommCare household id")
    person.is_there("Mapped to Household__c . CommCare_Household_ID__c")
    say("two questions were dragged onto fields")
    person.click("push button", "Accept ")
    person.is_there("Mapped to Household__c . Village__c")
    say("the proposals are accepted")
    person.click("push button", "Look up", exactly=True)
    person.is_there("Ana Rakoto")
    say("a submission of the practice server shows its answers")
    person.press("ctrl+s")
    person.window("Save the project")
    person.press("ctrl+a")
    project = folder / "trial.ccmap"
    person.write(str(project))
    person.press("Return")
    person.until(project.exists, "the saved project")
    person.window("trial – Mapper for CommCare")
    say("the project is saved")
    person.press("ctrl+e")
    person.click("radio button", "Mapping specification (workbook)")
    person.click("text", "Folder", exactly=True)
    person.press("ctrl+a")
    person.write(str(folder / "exported"))
    person.click("push button", "Export", exactly=True)
    files = person.until(lambda: sorted((folder / "exported").glob("*")), "the exported files")
    say(f"exported: {', '.join(each.name for each in files)}")
    person.click("push button", "Close", exactly=True)
    person.is_gone("dialog", "Export")
    person.window("trial – Mapper for CommCare")
    person.leave()
    saved = json.loads(project.read_text(encoding="utf-8"))
    fed = [field["field"] for rule in saved["rules"] for field in rule["fields"]]
    say(f"the project holds {len(fed)} mapped fields; the program ended well")


def recent(_folder: Path) -> None:
    person = Person()
    person.window("Mapper for CommCare")
    person.click("push button", "trial", exactly=True)
    person.window("trial – Mapper for CommCare")
    person.is_there("Mapped to Household__c . Name")
    say("the project is in the list of recent ones, and opens")
    person.leave()


if __name__ == "__main__":
    {"job": job, "recent": recent}[sys.argv[1]](Path(sys.argv[2]))
