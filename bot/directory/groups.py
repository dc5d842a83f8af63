from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.data_files import read_yaml
from bot.directory.loading import Institution

_GROUPS = Path(__file__).with_name("groups.yml")


@dataclass(frozen=True)
class Group:
    """A name shared by several institutions.

    `usual` is the member meant unless the words say otherwise; `whole` is the group's own entry.
    """

    names: tuple[str, ...]
    members: tuple[Institution, ...]
    usual: Institution | None
    whole: Institution | None


def load_groups(institutions: Mapping[str, Institution], path: Path = _GROUPS) -> tuple[Group, ...]:
    """Read the shared names, with those of their bearers that are among the institutions."""
    groups = []
    for entry in read_yaml(path):
        members = tuple(institutions[id_] for id_ in entry["members"] if id_ in institutions)
        usual = institutions.get(entry.get("usual"))
        whole = institutions.get(entry.get("group"))
        if members:
            groups.append(Group(tuple(entry["names"]), members, usual, whole))
    return tuple(groups)
