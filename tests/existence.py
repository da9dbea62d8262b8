"""Integrals that are put to each prover alone: whether they have a value."""

from functools import cache

from recheck.forge import refusal
from recheck.mutants import Judge
from shipping import LIBRARY

from symkl.rules import RULES
from symkl.rules.base import verdict

_NEEDED = ("normal_moments", "standard_normal_vector", "mvn_moments", "gaussian_integral")


@cache
def _judge() -> Judge:
    return Judge({name: LIBRARY.certificate(name) for name in _NEEDED})


def of_the_checker(before, after, rule=RULES["algebra"]) -> str | None:
    """The reason for which the checker, alone, refuses a step; None where it accepts it."""
    return refusal(LIBRARY, _judge(), before, after, rule)


def same(integral):
    """It, and it again in other words."""
    return integral, 1 * integral


def proved_by_each(integral) -> bool:
    """Return whether each prover takes it for something that has a value."""
    kernel = verdict(*same(integral), RULES["algebra"]).verdict == "proved"
    return kernel and of_the_checker(*same(integral)) is None


def refused_by_the_kernel(integral, rule=RULES["algebra"]) -> bool:
    """Return whether the kernel says that it may have no value."""
    found = verdict(*same(integral), rule)
    return found.verdict == "unproved" and "is not known to have a value" in found.reason


def refused_by_each(integral) -> bool:
    """Return whether each prover says that it may have no value."""
    told = of_the_checker(*same(integral)) or ""
    return refused_by_the_kernel(integral) and "integral that is not known to have a value" in told
