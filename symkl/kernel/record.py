"""The record of a step: all that its check took apart, written out for its certificate.

A normal form classifies: the terms of an integrand, the densities and exponentials in each of
them, the factors of a sum, the term for which an equation is solved. What a classification
loses it loses unseen; so each is written down here as it was used, and the checker puts it together
again and compares it with what was taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symkl.errors import LimitError
from symkl.kernel.common import Common
from symkl.kernel.fractions import lowest
from symkl.kernel.integrable import sorted_out
from symkl.kernel.poly import ONE_POLY, Atom, Poly, of_atom
from symkl.kernel.rationals import Exact
from symkl.kernel.splitting import split
from symkl.kernel.words import Form, Matrix
from symkl.kernel.written import Writer
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.lang.nodes import Expr, Symbol


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an integrand: the product of its parts.

    Attributes
    ----------
    constant
        The factors that are free of the variable.
    densities
        Densities at the variable, or powers of them.
    exponentials
        Exponentials that depend on the variable.
    rest
        All other factors that depend on it.
    """

    constant: Expr
    densities: tuple[Expr, ...]
    exponentials: tuple[Expr, ...]
    rest: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """An integral, or an expectation, and the terms of which its integrand is the sum."""

    integral: n.Integral | n.Expectation
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Factored:
    """A sum, and the sums, or powers of them, of which it is the product."""

    whole: Expr
    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The parts into which a step took things.

    Attributes
    ----------
    splits, factored
        Integrands by their terms, and sums by their factors.
    solved
        For each equation that the step brings the term for which it was solved, which stands alone
        in it; None where its two sides have one normal form, and where the term is too large to be
        written.
    """

    splits: tuple[Split, ...] = ()
    factored: tuple[Factored, ...] = ()
    solved: tuple[Expr | None, ...] = ()


def recorded(norm: Common) -> Record:
    """The record of a step, from the normalizer that decided it."""
    writer = Writer(norm)
    return Record(
        splits=tuple(_splits(norm, writer)),
        factored=tuple(sorted(_factored(norm, writer), key=lambda found: str(found.whole))),
        solved=tuple(None if atom is None else _alone(atom, norm, writer) for atom in norm.solved),
    )


def _alone(atom: Atom, norm: Common, writer: Writer) -> Expr | None:
    """The term that an equation was solved for."""
    solution = norm.equations[atom]
    form: Form = of_atom(atom)
    if isinstance(solution, Matrix):
        form = Matrix({((atom, ""),): ONE_POLY}, solution.shape)
    try:
        return writer.written(form)
    except LimitError:  # too large to be written; the checker does without
        return None


def _factored(norm: Common, writer: Writer) -> Iterator[Factored]:
    for groups in norm.factored:
        whole = ONE_POLY
        for factor, multiplicity in groups:
            whole = whole * factor.power(multiplicity)
        try:
            bases = [(writer.written(factor), multiplicity) for factor, multiplicity in groups]
            factors = tuple(base if m == 1 else n.Pow(base, n.as_expr(m)) for base, m in bases)
            yield Factored(writer.written(whole), factors)
        except LimitError:
            continue


def _splits(norm: Common, writer: Writer) -> Iterator[Split]:
    for integral, body in norm.splits.items():
        variable = integral.variable
        law = integral.law if isinstance(integral, n.Expectation) else None
        if variable in free_symbols(integral):  # bound and free: it cannot be written by its name
            continue
        own = () if law is None else (n.Density(law, variable),)
        try:
            terms = tuple(_terms(body, variable, own, writer))
        except LimitError:
            continue
        yield Split(integral, terms)


def terms_of(body: Poly, x: Symbol, norm: Common) -> tuple[Term, ...]:
    """The terms of an integrand; none where they are too large to be written."""
    try:
        return tuple(_terms(body, x, (), Writer(norm)))
    except LimitError:
        return ()


def _terms(body: Form, x: Symbol, own: tuple[Expr, ...], writer: Writer) -> Iterator[Term]:
    words = {(): lowest(body)} if isinstance(body, Poly) else body.terms
    for word, poly in words.items():
        for mono, c in poly.terms.items():
            constant, inside = split(mono, x)
            parts = sorted_out(inside, x)
            rest = [writer.written(of_atom(*pair)) for pair in parts.rest]
            if isinstance(body, Matrix):
                rest.append(writer.written(Matrix({word: ONE_POLY}, body.shape)))
            yield Term(
                writer.written(constant.scaled(c)),
                own + _product(parts.densities, writer),
                _product(parts.exponentials, writer),
                tuple(sorted(rest, key=str)),
            )


def _product(pairs: list[tuple[Atom, Exact]], writer: Writer) -> tuple[Expr, ...]:
    return tuple(sorted((_power(*pair, writer) for pair in pairs), key=str))


def _power(atom: Atom, e: Exact, writer: Writer) -> Expr:
    """A density or an exponential to a power; below 0 no quotient, which would hide what it is."""
    if e >= 0 or (atom.head == "exp" and writer.one_exponential):
        return writer.written(of_atom(atom, e))
    return writer.power(atom, e)
