"""What stands at a place of a submission, as XPath sees it: any number of nodes, through lists."""

from functools import lru_cache

from mapper_gui.mapping.form import split_path
from mapper_gui.mapping.submission import (
    ABSENT,
    EMPTY,
    NO_ROWS,
    Answer,
    Node,
    Rows,
    Submission,
    answered,
    as_rows,
)


def nodes_at(submission: Submission, path: str, rows: Rows = NO_ROWS) -> list[Node]:
    """Every node at a path: in these rows, and in every row of the repeats beyond them.

    A repeat that is a list gives its rows; one that is empty text gives none.
    """
    nodes, steps = _start(submission, path, rows)
    for step in steps:
        nodes = [below for node in nodes for below in _below(node, step)]
        if not nodes:
            break
    return nodes


def missing_from(submission: Submission, path: str, rows: Rows = NO_ROWS) -> str | None:
    """The outermost part of a path that is not in the submission; None where all of it is."""
    nodes, steps = _start(submission, path, rows)
    every = _steps(path)
    for number, step in enumerate(steps, len(every) - len(steps) + 1):
        nodes = [below for node in nodes for below in _below(node, step)]
        if not nodes:
            return "/" + "/".join(every[:number])
    return None


def answer_of(nodes: list[Node]) -> Answer:
    """What one node is to XPath: its own text; that of a group is empty."""
    if not nodes:
        return ABSENT
    node = nodes[0]
    if isinstance(node, dict):
        node = node.get("#text", "")
    return EMPTY if node is None or isinstance(node, dict | list) else answered(node)


def _start(submission: Submission, path: str, rows: Rows) -> tuple[list[Node], tuple[str, ...]]:
    """The innermost of the rows that a path leads through, and the steps that are left."""
    steps = _steps(path)
    around = [repeat for repeat in rows if path == repeat or path.startswith(f"{repeat}/")]
    if not around:
        return [submission.form], steps
    inner = max(around, key=len)
    return [rows[inner].node], steps[len(_steps(inner)) :]


@lru_cache(maxsize=20_000)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(split_path(path))


def _below(node: Node, step: str) -> list[Node]:
    if not isinstance(node, dict):
        return []
    if "[" not in step:
        return _each(node[step]) if step in node else []
    # `transfer[@type='iron']`: those among same-named siblings with this attribute (CommCare 1.6).
    name, _, condition = step.partition("[")
    attribute, _, wanted = condition.rstrip("]").partition("=")
    wanted = wanted.strip().strip("'\"")
    named = as_rows(node.get(name))
    return [row for row in named if isinstance(row, dict) and row.get(attribute.strip()) == wanted]


def _each(node: Node) -> list[Node]:
    return node if isinstance(node, list) else [node]
