"""The flat lists of a DHIS2 metadata export, joined by id."""

from mapper_gui.readers.json_text import Json, as_dict, as_list, as_text

Item = dict[str, Json]


class Metadata:
    """Finds what an entry means, whether it stands in its place or is only named there by id."""

    def __init__(self, content: Item) -> None:
        self._content = content
        self._by_id: dict[str, dict[str, Item]] = {}
        self._options: dict[str, list[Item]] | None = None
        self._elements: dict[str, list[Item]] | None = None

    def listed(self, name: str) -> list[Item]:
        """The entries of one of the lists at the top."""
        return [item for item in as_list(self._content.get(name)) if isinstance(item, dict)]

    def resolved(self, name: str, entry: Json) -> Item:
        """The entry, with what the list `name` says of its id where the entry itself is silent.

        An entry may also be the id alone.
        """
        here: Item = {"id": entry} if isinstance(entry, str) else as_dict(entry)
        if name not in self._by_id:
            listed = {as_text(item.get("id")): item for item in reversed(self.listed(name))}
            self._by_id[name] = listed
        found = self._by_id[name].get(as_text(here.get("id")) or " ")
        return {**found, **here} if found else here

    def stage_elements(self, stage: Item) -> list[Item]:
        """The data elements of a program stage in their order, each with `dataElement`.

        Exports of old versions keep them in a list of their own, each naming its stage.
        """
        entries = [
            self.resolved("programStageDataElements", entry)
            for entry in as_list(stage.get("programStageDataElements"))
        ]
        if not entries:
            if self._elements is None:
                self._elements = _grouped(self.listed("programStageDataElements"), "programStage")
            entries = self._elements.get(as_text(stage.get("id")) or " ", [])
        return in_order(entries)

    def options(self, option_set: Json) -> list[Item] | None:
        """The options of a set in their order; None when they are not in the file."""
        found = self.resolved("optionSets", option_set)
        entries = [self.resolved("options", entry) for entry in as_list(found.get("options"))]
        if not entries:
            if self._options is None:
                self._options = _grouped(self.listed("options"), "optionSet")
            entries = self._options.get(as_text(found.get("id")) or " ", [])
        if not entries and not isinstance(found.get("options"), list):
            return None
        if entries and not any("code" in entry or "name" in entry for entry in entries):
            return None
        return in_order(entries)


def in_order(entries: list[Item]) -> list[Item]:
    """By sortOrder where every entry has one, else as they stand."""
    ordered = [(entry["sortOrder"], entry) for entry in entries if _has_order(entry)]
    if len(ordered) < len(entries):
        return entries
    ordered.sort(key=lambda pair: pair[0])
    return [entry for _, entry in ordered]


def _has_order(entry: Item) -> bool:
    return isinstance(entry.get("sortOrder"), int)


def _grouped(entries: list[Item], by: str) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {}
    for entry in entries:
        group = as_text(as_dict(entry.get(by)).get("id"))
        if group:
            groups.setdefault(group, []).append(entry)
    return groups
