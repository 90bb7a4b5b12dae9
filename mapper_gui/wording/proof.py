"""What an exported file was held against, and what was not run: said wherever equality is claimed."""

from mapper_gui.wording.text import tr


def proof_words(runner: str) -> str:
    """For one of the exporters' runners; empty for a document, which nothing runs."""
    return {
        "openfn": tr(
            "Steps like these give in @openfn/core 1.5.1 and @openfn/runtime 1.9.5 what the preview "
            "shows. The OpenFn command line, its adaptors and a live target were not run: send a "
            "first submission to a test system."
        ),
        "commcare-export": tr(
            "Queries like these give in commcare-export 1.16.0 what the preview shows, in csv, xlsx "
            "and PostgreSQL. Other databases and a live CommCare HQ were not run."
        ),
        "data-loader": tr(
            "The values are those of the preview; Java's own reader finds every column of the mapping "
            "files. Data Loader itself and Salesforce were not run."
        ),
        "case-upload": tr(
            "The values are those of the preview, by the importer's rules as its source says them. "
            "CommCare HQ itself was not run: begin with a few cases."
        ),
    }.get(runner, "")
