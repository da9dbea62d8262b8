"""Opening a certificate: its JSON, within limits and under its seal.

Nothing of a certificate is executed. The limits hold before anything is built on what was read;
beyond them a certificate is refused, as it is for a name that stands twice in an object, a float,
NaN or Infinity.
"""

from __future__ import annotations

import hashlib
import json
import re
from itertools import accumulate
from typing import Any, NoReturn

from symkl_recheck.certificates import Opened
from symkl_recheck.limits import MOST_BYTES, MOST_NESTING
from symkl_recheck.refusals import Refused, need, need_small

SCHEMA = "symkl-certificate/2"


def opened(content: bytes) -> Opened:
    """Return the JSON of a certificate: its own hash, those that it refers to, and what it says."""
    need_small(len(content) <= MOST_BYTES, f"more than {MOST_BYTES} bytes")
    need_small(_nesting(content) <= MOST_NESTING, "values within values too deep")
    data = json.loads(
        content.decode(),
        object_pairs_hook=_once,
        parse_int=_int,
        parse_float=_inexact,
        parse_constant=_inexact,
    )
    record(data, "schema name families parts nodes prose seal")
    need(data["schema"] == SCHEMA, f"the schema is not {SCHEMA}")
    seal, texts = data.pop("seal"), {key: _compact(data[key]) for key in sorted(data)}
    need(seal == _sha(texts), "the seal is that of another certificate")
    del data["prose"], texts["prose"]  # nothing is decided on it, and the hash leaves it out
    steps = [step for part in data["parts"] for step in part["steps"]]
    refers = {sha for step in steps for sha in step["theorems"].values()}
    return Opened(_sha(texts), refers - {""}, data)


def _nesting(content: bytes) -> int:
    """Return how deep the JSON reader will have to go; it calls itself."""
    found = re.findall(rb'"(?:\\.|[^"\\])*+"?|[\[{}\]]', content, re.DOTALL)
    steps = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}
    return max(accumulate(steps.get(x, 0) for x in found), default=0)


def _compact(data: Any) -> str:
    """Return a value without layout."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def _sha(texts: dict[str, str]) -> str:
    """Return the hash of an object without layout, from the texts of its values."""
    rows = ",".join(f'"{key}":{text}' for key, text in texts.items())
    return hashlib.sha256(f"{{{rows}}}".encode()).hexdigest()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    need(len(dict(pairs)) == len(pairs), "a name stands twice in one object")
    return dict(pairs)


def _int(text: str) -> int:
    need_small(len(text) <= 6, "a number that is too large")
    return int(text)


def _inexact(text: str) -> NoReturn:
    raise Refused("a number that is not exact")


def record(data: Any, names: str, optional: str = "") -> dict[str, Any]:
    """Return an object, which has to have these names, and no others."""
    needed, found = set(names.split()), set(data) if isinstance(data, dict) else {""}
    need(needed <= found <= needed | set(optional.split()), "names that do not belong")
    said: dict[str, Any] = data
    return said
