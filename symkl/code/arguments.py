"""The requirements on an argument of a generated function, by the assumptions on its letter.

A letter's shape says how many axes of its own an argument has, its assumptions which numbers it may
hold. One row of `KINDS` is one kind of argument: the words for it, and the helper that checks it.
"""

from __future__ import annotations

import keyword
from dataclasses import dataclass

from symkl.errors import UnsupportedExpression
from symkl.lang.nodes import Symbol

SHAPES = ("(...)", "(..., k)", "(..., k, k)")
RESERVED = frozenset({"np", "shape", "value", "k"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of argument.

    Attributes
    ----------
    assumption
        What is assumed of the letter.
    implied
        What may be assumed besides, since it follows.
    rank
        The number of axes of its own, None for any.
    words
        What the argument holds.
    refused
        What a `ValueError` is raised for; empty where nothing is.
    check
        The helper that checks arguments of the kind.
    differential
        What a gradient of the kind is, as a template over the argument's name.
    """

    assumption: str
    implied: frozenset[str]
    rank: int | None
    words: str
    refused: str
    check: str
    differential: str = ""


KINDS = (
    Kind(
        "positive_definite",
        frozenset({"real", "symmetric", "invertible"}),
        2,
        "Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the "
        "symmetric part counts.",
        "is not a symmetric positive definite matrix of finite numbers",
        "_check_symmetric",
        "The symmetric G for which the differential is tr(G d{0}), d{0} symmetric.",
    ),
    Kind(
        "lower_triangular",
        frozenset({"real", "invertible", "positive_diagonal"}),
        2,
        "Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances. "
        "What is above the diagonal does not count.",
        "is not a lower triangular matrix of finite numbers with a positive diagonal",
        "_check_factor",
        "The lower triangle of the G for which the differential is tr(G.T d{0}).",
    ),
    Kind(
        "positive",
        frozenset({"real", "nonzero"}),
        None,
        "Positive numbers.",
        "is not positive and finite",
        "_check_positive",
    ),
    Kind("real", frozenset(), None, "Real numbers.", "", ""),
)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a generated function."""

    symbol: Symbol

    @property
    def name(self) -> str:
        """Its name in the code."""
        name = self.symbol.name
        ok = name.isidentifier() and not keyword.iskeyword(name)
        if not ok or name.startswith(("_", "t_", "d_", "factor_")) or name in RESERVED:
            raise UnsupportedExpression(
                f"the letter {name} cannot be the name of an argument",
                hint="give it another name in the derivation",
            )
        return name

    @property
    def rank(self) -> int:
        """The number of axes of the argument itself, those of a batch not counted."""
        shape = self.symbol.shape
        return 0 if shape == () else 1 if shape[1] == 1 else 2

    @property
    def kind(self) -> Kind:
        """The kind of the argument, which says what is required of it."""
        assumed = self.symbol.assumptions
        for kind in KINDS:
            fits = kind.assumption in assumed and assumed <= kind.implied | {kind.assumption}
            if fits and kind.rank in (None, self.rank):
                return kind
        raise UnsupportedExpression(
            f"no check is known for the argument {self.symbol}",
            hint=f"it is assumed {', '.join(sorted(assumed))}; the kinds of arguments are in "
            "symkl/code/arguments.py",
        )

    @property
    def positive_definite(self) -> bool:
        """Return whether it has a Cholesky factor."""
        return self.kind.assumption == "positive_definite"
