"""JavaScript in a box, for the code steps of a mapping. The core is handed it; it has none."""

BOX_WORD = "--javascript-box"
"""In a bundle there is no Python to call: its programs become the box when this is their first word."""
