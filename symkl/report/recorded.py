"""Second opinions read back from data of the schema ``symkl-prove/1``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symkl.crosscheck import AGREES, NO_OPINION, Opinion

__all__ = ["recorded"]


def recorded(data: Any) -> dict[str, Opinion]:
    """The second opinions that data of the schema ``symkl-prove/1`` hold, by what was asked.

    Contradictions are left out, since they are not to be believed unasked; so is what has not the
    form of an opinion.
    """
    found: dict[str, Opinion] = {}
    for row in _rows(data):
        try:
            said = row["second_opinion"]
            verdict, ways, text = said["verdict"], said["ways"], said["text"]
            asked = said["asked"]
        except (KeyError, TypeError):
            continue
        texts = [verdict, text, asked, *ways] if isinstance(ways, list) else [None]
        if verdict in (AGREES, NO_OPINION) and all(isinstance(x, str) for x in texts):
            found[asked] = Opinion("", 0, "", verdict, tuple(ways), text, asked)
    return found


def _rows(data: Any) -> Iterator[Any]:
    """The steps in the data, as far as they have the form of the schema."""
    try:
        for derivation in data["derivations"]:
            for part in derivation["parts"]:
                yield from part["steps"]
    except (KeyError, TypeError):
        return
