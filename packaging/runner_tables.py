"""Bring the tables of the guide's page on runners up to date: python packaging/runner_tables.py"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def main() -> None:
    sys.path.insert(0, str(HERE))
    from mapper_gui.exporters.capability_tables import PAGE, page_with_tables

    page = HERE / "resources" / "help" / PAGE
    page.write_text(page_with_tables(page.read_text("utf-8")), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
