"""Derivation files damaged at random, and what the loader makes of them."""

from __future__ import annotations

import io
import random
import tokenize

from symkl.errors import SymklError
from symkl.loading import _sources, load

PIECES = (
    "9**9**9**9", "1 << 10**9", "float('nan')", "0.5", "1e999", "-1", "0", "None", "[]", "()",
    "(", ")", "[", ",", "=", "==", "**", "@", "lambda: 0", "x", "p", "by=algebra", "eq", "oo",
    "\n", "    ", "\\", "\0", "\ufeff", "'", '"""', "#", "raise", "del x", "import os", "exp(exp(",
)  # fmt: skip


def damaged(text: str, rng: random.Random) -> bytes:
    """A file with bytes turned, or tokens left out, doubled, exchanged, put in."""
    if rng.random() < 0.3:
        content = bytearray(text.encode())
        for _ in range(rng.randrange(1, 4)):
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        end = rng.randrange(len(content)) if rng.random() < 0.3 else len(content)
        return bytes(content[:end])
    words = _spaced(text)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(words))
        match rng.randrange(4):
            case 0:
                del words[at]
            case 1:
                words.insert(at, words[at])
            case 2:
                other = rng.randrange(len(words))
                words[at], words[other] = words[other], words[at]
            case _:
                words[at] = rng.choice(PIECES)
    return "".join(words).encode(errors="surrogateescape")


def _spaced(text: str) -> list[str]:
    """The tokens of a file with the space before each, so that together they are the file."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    ends, found = 0, []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        end = starts[min(token.end[0] - 1, len(lines))] + token.end[1]
        if end > ends:
            found.append(text[ends:end])
            ends = end
    return found


def outcome(content: bytes, path, *, apart: bool) -> str:
    """How the loader ends: ``loaded``, or the kind of the error that it tells."""
    try:
        if apart:
            path.write_bytes(content)
            load(path)
        else:
            _sources(content, path, False)
    except SymklError as error:
        return type(error).__name__
    return "loaded"
