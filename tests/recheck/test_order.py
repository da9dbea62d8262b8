"""The checker depends on no order of a set: nothing is decided by where terms lie."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from torture.cases import REFUSED
from torture.decide import made
from torture.forgeries import certificate
from torture.kinds import KINDS

from symkl.certificate import sealed

ROOT = Path(__file__).resolve().parents[2]
KINDS_OF_FRACTIONS = (
    "factored",
    "rewritten",
    "slopes",
    "branches",
    "parts_of_integrals",
    "entries",
)

# Terms are hashed by where they lie in memory. Here they are by what the argument says, so that
# sets have another order, and every term that is made is told, in the order in which it is.
CHECK = """
import hashlib, json, sys
from symkl_recheck import recheck, terms

def told(a):
    if type(a) is terms.Term: return f"t{a.rank}"
    if type(a) is tuple: return f"({','.join(map(told, a))})"
    return str(sorted(map(told, a))) if type(a) is frozenset else str(a)

def shape(op, args, shape=terms._shape):
    made.update(f"{op} {told(args)};".encode())
    return shape(op, args)

terms.Term.__hash__ = lambda t: (t.rank + 1) * int(sys.argv[1]) % (2**61 - 1)
terms._shape, made = shape, hashlib.sha256()
for group in json.loads(sys.stdin.read()):
    verdicts = recheck({name: text.encode() for name, text in group.items()})
    print(*(f"{name}: {verdict}" for name, verdict in sorted(verdicts.items())), sep="; ")
    print(made.hexdigest())
"""


def lines(groups, salt):
    process = subprocess.run(
        [sys.executable, "-c", CHECK, str(salt)],
        input=json.dumps(groups), capture_output=True, text=True, cwd=ROOT,
        env={"PYTHONHASHSEED": str(salt % 1000)}, check=True,
    )  # fmt: skip
    return process.stdout.splitlines()


def adverse(kind):
    rng, found = Random(f"order {kind}"), []
    while len(found) < 12:
        try:
            case = made(KINDS[kind], rng)
            found.append({"it": json.dumps(sealed(certificate(case)))} if case else {})
        except (*REFUSED, AssertionError):  # what cannot be written
            continue
    return [group for group in found if group]


def test_shipped_certificates_are_checked_in_one_way(certificates):
    everything = [{name: json.dumps(sealed(data)) for name, data in certificates.items()}]
    one, other = (lines(everything, salt) for salt in (1, 1_000_003))
    assert one == other
    assert one[0].count("accepted") == len(certificates)


@pytest.mark.parametrize("salt", [1_000_003, 2**40 + 15])
def test_adverse_ones_are_too(salt):
    groups = [group for kind in KINDS_OF_FRACTIONS for group in adverse(kind)]
    one, other = (lines(groups, way) for way in (1, salt))
    assert one == other
    assert 0 < sum("accepted" in line for line in one) < len(groups)
