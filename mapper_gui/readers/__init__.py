"""A file or pasted text becomes a form, target objects or submissions. One module per format."""

from mapper_gui.readers.form_export import FormReading, read_form, read_form_text
from mapper_gui.readers.tables import never

__all__ = ["FormReading", "never", "read_form", "read_form_text"]
