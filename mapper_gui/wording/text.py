"""gettext for every text a person reads. Fill in after translating: `tr("Map {field}").format(...)`."""

import gettext

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def tr(text: str) -> str:
    """The text in the interface language."""
    return _catalogue.gettext(text)


def tr_n(one: str, many: str, count: int) -> str:
    """The text for a count; `{count}` in it is filled in by the caller."""
    return _catalogue.ngettext(one, many, count)
