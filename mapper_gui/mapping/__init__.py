"""The core: what a form, a target and a mapping are, and what a mapping means. No I/O, no Qt."""
