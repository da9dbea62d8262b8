"""``python -m symkl_recheck DIR``: checks every certificate (``*.json``) in a folder.

It prints a line a certificate, how many are accepted, and the laws and axioms that they use; it
ends with 0 where all are accepted, 1 where one is refused, 2 where there is nothing to check.
"""

import gc
import sys
from pathlib import Path

from symkl_recheck.reader import MOST_BYTES, read
from symkl_recheck.steps import check
from symkl_recheck.terms import Refused, spend

MOST_FILES, MOST_CALLS = 1_000, 20_000  # the calls that the deepest tree leads to, and more
FAULTS = (Refused, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
          RecursionError, MemoryError)

def attempt(action, *args):
    """What an action returns and no reason, or nothing and the reason why it is refused.

    A certificate that is no certificate can fail in any of these ways; all of them refuse it.
    """
    spend(None)
    try:
        return action(*args), None
    except FAULTS as fault:
        told = str(fault) if isinstance(fault, Refused) else f"malformed ({type(fault).__name__})"
        return None, told

def recheck(contents):
    """The reasons why certificates, given by name as bytes, are refused (None: accepted).

    Returns them with the set of laws and axioms used. A certificate is checked after those that it
    refers to, by their hash; so no theorem can rest on itself.
    """
    reasons, waiting, proved, families, used = {}, {}, {}, {}, set()
    for name, content in contents.items():
        waiting[name], reasons[name] = attempt(read, content)
    waiting = {name: data for name, data in waiting.items() if data}
    while waiting:
        unread = {data.sha for data in waiting.values()}
        for name in [name for name, data in waiting.items() if not unread & data.refers]:
            found, reasons[name] = attempt(settle, waiting.pop(name), proved, families)
            used |= found or set()
    return reasons, used

def settle(data, proved, families):
    """Check a certificate and enter what it proves; the laws and axioms that it uses."""
    for name, family in data.families.items():
        if families.get(name, family) != family:
            raise Refused(f"the density of {name} is another one in another certificate")
    claims, used = check(data, proved)
    families.update(data.families)
    proved.update({(data.sha, name): claim for name, claim in claims.items()})
    return used

def content(file):
    """The bytes of a file, no more than is looked at; none where there is nothing to be read."""
    if not file.is_file(): return b""
    try:
        with file.open("rb") as opened: return opened.read(MOST_BYTES + 1)
    except OSError: return b""

def main(arguments):
    """Check the folder that is named; the exit code."""
    sys.setrecursionlimit(MOST_CALLS)
    gc.disable()  # terms are kept to the end, there is nothing to collect
    files = sorted(Path(arguments[0]).glob("*.json")) if len(arguments) == 1 else []
    if not 0 < len(files) <= MOST_FILES:
        sys.stderr.write("usage: python -m symkl_recheck DIR, a folder of certificates\n")
        return 2
    reasons, used = recheck({file.stem: content(file) for file in files})
    for name, reason in reasons.items():
        told = f"{name}: {'accepted' if reason is None else f'REFUSED, {reason}'}"
        sys.stdout.write(ascii(told)[1:-1] + "\n")  # a line, whatever a file calls its parts
    refused = sum(reason is not None for reason in reasons.values())
    sys.stdout.write(f"{len(files) - refused} accepted, {refused} refused\n")
    sys.stdout.write(f"laws and axioms used: {', '.join(sorted(used))}\n")
    return 1 if refused else 0

if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
