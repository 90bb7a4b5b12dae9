"""`mapper schema`: the JSON Schema of mapping specifications and projects."""

from mapper_gui.commands.outcome import ExitCode
from mapper_gui.commands.output import Output
from mapper_gui.storage.resources import resource


def schema(output: Output) -> ExitCode:
    """Show the schema."""
    output.say_text(schema_bytes().decode("utf-8"))
    return ExitCode.GOOD


def schema_bytes() -> bytes:
    """The schema as it is written beside a specification."""
    return resource("schema", "mapping-1.schema.json").read_bytes()
