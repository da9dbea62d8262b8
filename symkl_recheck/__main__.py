"""``python -m symkl_recheck DIR``: checks every certificate (``*.json``) in a folder.

It prints a line a certificate, how many are accepted, and the laws and axioms that they use; it
ends with 0 where all are accepted, 1 where one is refused, 2 where there is nothing to check.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from symkl_recheck.limits import MOST_BYTES, MOST_FILES
from symkl_recheck.verdicts import recheck


def content(file: Path) -> bytes:
    """Return the bytes of a file, no more than is looked at; none where nothing can be read."""
    if not file.is_file():
        return b""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError:
        return b""


def main(arguments: list[str]) -> int:
    """Check the folder that is named, and return the exit code."""
    gc.disable()  # terms are kept to the end, there is nothing to collect
    files = sorted(Path(arguments[0]).glob("*.json")) if len(arguments) == 1 else []
    if not 0 < len(files) <= MOST_FILES:
        sys.stderr.write("usage: python -m symkl_recheck DIR, a folder of certificates\n")
        return 2
    verdicts = recheck({file.stem: content(file) for file in files})
    for name, verdict in verdicts.items():
        told = f"{name}: {'accepted' if verdict.accepted else f'REFUSED, {verdict}'}"
        sys.stdout.write(ascii(told)[1:-1] + "\n")  # a line, whatever a file calls its parts
    refused = sum(not verdict.accepted for verdict in verdicts.values())
    used: set[str] = set().union(*(verdict.used for verdict in verdicts.values()))
    sys.stdout.write(f"{len(files) - refused} accepted, {refused} refused\n")
    sys.stdout.write(f"laws and axioms used: {', '.join(sorted(used))}\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
