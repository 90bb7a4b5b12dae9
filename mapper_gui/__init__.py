"""Mapper for CommCare: map a CommCare form to another system, and prove the mapping.

The rooms, from the core outwards: `mapping` (what a mapping is and means), `wording` (facts to
sentences), `readers`, `exporters`, `commcare`, `storage`, `engines` (the middle rooms, which do not
know each other), `app` (where they meet), `views` (the window). Doors: `__main__` and `cli`.
"""

__version__ = "0.1.0"
