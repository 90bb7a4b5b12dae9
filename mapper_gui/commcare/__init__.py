"""CommCare HQ over HTTP: its client, looking up by id, and the practice server."""
