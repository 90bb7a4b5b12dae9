"""The comment at the top of an exported OpenFn step: what it is for, how to use it, what was run."""

import json

from mapper_gui import __version__
from mapper_gui.exporters.openfn.javascript import WIDTH, comment_lines, comment_text, member
from mapper_gui.exporters.openfn.trigger import edge_condition, exclusion, message_filters
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.wording.rules import record_rule_words

_LONGEST = 2000  # an xmlns is never cut: what stands here is meant to be copied


def header_lines(mapping: Mapping) -> list[str]:
    """The comment lines, with an empty line after them."""
    form = mapping.form
    target = comment_text(mapping.target.system) or "the target"
    lines = [
        f"// {comment_text(form.name) or 'A CommCare form'} to {target}: the mapping step.",
        "//",
    ]
    if form.xmlns:
        lines.append(f"// Form xmlns: {comment_text(form.xmlns, _LONGEST)}")
    if form.project_space:
        lines.append(f"// Project space: {comment_text(form.project_space)}")
    lines += [
        "// In:  state.data is the submission, as CommCare HQ forwards it or its form API gives it.",
        "// Out: state.records holds, under each name below, a list of records to send:",
    ]
    for rule in mapping.rules:
        if rule.makes_records:
            name = f"//        {member('state.records', rule.id)}"
            fits = len(name) + len(heading(rule)) + 2 <= WIDTH
            lines += (
                [f"{name}  {heading(rule)}"] if fits else [name, f"//          {heading(rule)}"]
            )
    lines += [
        "//      state.problems lists records that could not be made, answers that could not be read",
        "//      and choices outside their table; it is empty when all is well. Look at it.",
        "//      state.submission keeps the submission, since most operations replace state.data.",
        "// This step only computes. Send the records in the steps after it.",
    ]
    if mapping.note:
        lines += ["//", *comment_lines(f"Note: {mapping.note}", "")]
    lines += ["//", "// Run it for submissions of this form only."]
    for message_filter in message_filters(mapping):
        # Both notations escape line ends, so that they stand here as they are and can be copied.
        lines.append(f"//   Message filter: {json.dumps(message_filter, ensure_ascii=True)}")
    excluded = exclusion(mapping)
    if excluded is not None:
        lines.append(f"//   Exclusion for it: {json.dumps(excluded, ensure_ascii=True)}")
    lines += [
        f"//   Condition on a Lightning edge: {edge_condition(mapping)}",
        "//",
        f"// Written by Mapper for CommCare {__version__}. Its tests run steps like this one in",
        "// @openfn/core 1.5.1 with its own compiler, and in @openfn/runtime 1.9.5 with language-common",
        "// 3.3.4, and compare each field with what the program shows. OpenFn's present compiler and",
        "// command line, and a live server, are not run in them.",
        "",
    ]
    return lines


def heading(rule: RecordRule) -> str:
    """A record rule in one comment line."""
    return comment_text(record_rule_words(rule), 200)
