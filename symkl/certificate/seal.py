"""The bytes of certificates: what stands in a file, what is hashed, and the seal."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeAlias

Data: TypeAlias = dict[str, Any]
"""A certificate, or a part of one, as data."""


def encoded(data: Data) -> bytes:
    """The bytes of a certificate, sealed: what stands in its file."""
    return (_layout(sealed(data)) + "\n").encode()


def sha(data: Data) -> str:
    """The hash by which others refer to a certificate."""
    return hashlib.sha256(canonical(data)).hexdigest()


def canonical(data: Data) -> bytes:
    """The bytes whose SHA-256 others refer to: those of a certificate without prose and seal."""
    return compact({key: value for key, value in data.items() if key not in ("prose", "seal")})


def sealed(data: Data) -> Data:
    """A certificate with its seal, the SHA-256 of all the rest: a file that was changed is refused.

    It says nothing of who made the certificate; what a certificate says is checked all the same.
    """
    rest = {key: value for key, value in data.items() if key != "seal"}
    return {**rest, "seal": hashlib.sha256(compact(rest)).hexdigest()}


def sealed_bytes(data: Data) -> bytes:
    """The bytes of a certificate that has no seal yet, with its seal, and without any layout."""
    rest = compact(data)
    return b'%b,"seal":"%b"}' % (rest[:-1], hashlib.sha256(rest).hexdigest().encode())


def compact(data: Data) -> bytes:
    """The bytes of a certificate without the layout that its file has."""
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def _layout(value: Any, indent: str = "") -> str:
    """JSON in which everything that fits on a line stands on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= 100 or not isinstance(value, (list, dict)) or not value:
        return flat
    inner = indent + " "
    if isinstance(value, dict):
        rows = [f"{json.dumps(k)}: {_layout(v, inner)}" for k, v in value.items()]
    else:
        rows = [_layout(v, inner) for v in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    joined = f",\n{inner}".join(rows)
    return f"{opening}\n{inner}{joined}\n{indent}{closing}"
