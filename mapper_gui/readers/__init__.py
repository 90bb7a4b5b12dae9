"""A file or pasted text becomes a form, target objects or submissions. One module per format."""

from mapper_gui.readers.form_export import FormReading, read_form, read_form_text
from mapper_gui.readers.submission_json import read_submissions, read_submissions_text
from mapper_gui.readers.tables import never
from mapper_gui.readers.target_file import read_target, read_target_text
from mapper_gui.readers.target_reading import TargetReading

__all__ = [
    "FormReading",
    "TargetReading",
    "never",
    "read_form",
    "read_form_text",
    "read_submissions",
    "read_submissions_text",
    "read_target",
    "read_target_text",
]
