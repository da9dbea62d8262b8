"""No infinity minus infinity: integrals that may be infinite stand alone.

An integral whose value is not known to be finite (a divergence of two open densities) may still
be written and equated, since both sides of an equation are then infinite together. But it must
be the only one on its side and must not be cancelled or multiplied away: ∞ − ∞, ∞/∞ and 0·∞ have
no value. Neither have functions at ∞, nor has a theorem for ∞ in place of a letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symkl.kernel.family_facts import at_letter, has_mass
from symkl.kernel.integrable import finite_divergence, integrable
from symkl.kernel.normal_form import Normalizer, definition
from symkl.kernel.poly import ONE_POLY, Atom, Monomial, Poly
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import atoms_of, unbind
from symkl.kernel.signs import NONNEGATIVE, signs
from symkl.kernel.splitting import split
from symkl.kernel.words import Matrix
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, kinds
from symkl.lang.family import support_of
from symkl.lang.nodes import Expr, Symbol

_NODES = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy)
_ARITHMETIC = (n.Add, n.Sub, n.Neg)
_LOGARITHMS = {"log_product", "log_of_product", "sum_linear", "log_exp"}
_HEADS = {"Integral", "Expectation", "Divergence", "CrossEntropy", "Entropy"}


def need_existence(norm: Normalizer, *sides: Expr, values: Iterable[Expr] = ()) -> None:
    """Refuse a side in which what may be infinite meets itself, or vanishes, or is a value."""
    known: dict[Atom, bool] = {}
    for value in values:
        for node, _, _ in _outermost(norm, value, known):
            raise Refusal(f"{node} is not known to be finite; it is no value of a letter")
    todo = list(sides)
    while todo:
        side = todo.pop()
        outer = list(_outermost(norm, side, known))
        if len(outer) > 1:
            raise Refusal(
                f"{outer[0][0]} and {outer[1][0]} are not known to be finite: "
                "they could be infinity minus infinity",
            )
        for node, atoms, taken in outer:
            if not _one_sided(norm, node):
                raise Refusal(f"{node} is not known to have a value")
            if taken:
                raise Refusal(f"{node} is not known to be finite; it is taken for a number")
            if not atoms & atoms_of(norm.form(side)):
                raise Refusal(f"{node} is not known to be finite; it cannot be cancelled")
            # Nor within an integral that is itself not known to be finite, if it is not all of it.
            for child in node.children():
                if isinstance(child, _NODES):
                    todo.append(child)
                    continue
                for inner, _, _ in _outermost(norm, child, known):
                    raise Refusal(f"{inner} is not known to be finite; it is taken for a number")


def _outermost(
    norm: Normalizer, side: n.Node, known: dict[Atom, bool]
) -> Iterator[tuple[n.Node, frozenset[Atom], bool]]:
    """The integrals not known to be finite that are not within another such one.

    With each comes what is left of it, and whether it stands where a number has to.
    """
    stack = [(side, False)]
    while stack:
        node, taken = stack.pop()
        if isinstance(node, _NODES) and (atoms := _open(norm, norm.form(node), known)):
            yield node, atoms, taken
            continue
        for k, child in enumerate(node.children()):
            if not kinds(child).isdisjoint(_NODES):
                stack.append((child, taken or not _lets_through(node, k)))


def _lets_through(node: n.Node, place: int) -> bool:
    """Return whether a node with an infinite child has a value, ∞ or −∞."""
    if isinstance(node, n.Pow):
        return isinstance(node.exponent, n.Number) and node.exponent.value > 0
    if isinstance(node, n.Apply):
        return node.function == "sqrt"
    if isinstance(node, n.Mul):  # the other factor may not be 0
        other = node.right if place == 0 else node.left
        return other.shape == () and 0 not in signs(other)
    return isinstance(node, _ARITHMETIC) or (isinstance(node, n.Div) and place == 0)


def _one_sided(norm: Normalizer, node: n.Node) -> bool:
    """Return whether what may be infinite is a number or infinite, and not without a value.

    Its integrand has one sign, or it is p log p - p log q for two densities and terms that are
    integrable: then its negative part is at most that of p - q, since log t <= t - 1.
    """
    assert isinstance(node, Expr)  # one of _NODES
    if isinstance(node, n.Divergence):  # of laws whose formula may be no density it may have none
        node = definition(node)
    if node.shape != ():  # of vectors and matrices there is no infinite one
        return False
    if isinstance(node, n.Expectation):
        x, over = node.variable, support_of(node.law)
        if x in free_symbols(node.law):
            return False
        node = n.Integral(n.Density(node.law, x) * node.body, x, over.lower, over.upper)
    if not isinstance(node, n.Integral):
        return False
    if any(signs(body) <= NONNEGATIVE for body in (node.body, -node.body)):
        return True
    own = type(norm)(_LOGARITHMS)
    try:
        terms = own.scalar(node.body).terms
    except Refusal:
        return False
    x = node.variable
    rest = [
        (mono, c)
        for mono, c in terms.items()
        if integrable(split(mono, x)[1], x, node.lower, node.upper, None, own) is not None
    ]
    if not rest:
        return True
    if len(rest) != 2 or rest[0][1] + rest[1][1] != 0:
        return False
    first, second = (_weighted_log(mono, x, own) for mono, _ in rest)
    if first is None or second is None or first[0] != second[0]:
        return False
    return first[0] in (first[1], second[1])


def _weighted_log(mono: Monomial, x: Symbol, own: Normalizer) -> tuple[Atom, Atom] | None:
    """The densities p and q of a term p(x) log q(x)."""
    found = {atom.head: atom for atom, e in mono if e == 1}
    if len(mono) != 2 or set(found) != {"density", "log"}:
        return None
    inner = found["log"].args[0].atom
    if inner is None or inner.head != "density":
        return None
    pair = found["density"], inner
    known = all(at_letter(density, x) and has_mass(density.args[0], own) for density in pair)
    return pair if known else None


def _open(norm: Normalizer, form: Poly | Matrix, known: dict[Atom, bool]) -> frozenset[Atom]:
    """The integrals in a normal form that are not known to be finite; `known` keeps answers."""
    atoms = [a for a in atoms_of(form) if a.head in _HEADS]
    for atom in atoms:
        if atom not in known:
            known[atom] = _finite(norm, atom)
    return frozenset(a for a in atoms if not known[a])


def _finite(norm: Normalizer, atom: Atom) -> bool:
    if atom.head not in ("Integral", "Expectation"):
        return finite_divergence(atom.args, norm)
    bound, inner, *rest = atom.args
    variable, body = unbind(inner, bound)
    if atom.head == "Expectation":
        lower = upper = None
        law = rest[0]
    else:
        (lower, upper), law = rest, None
    return all(
        integrable(mono, variable, lower, upper, law, norm) is None
        for term in _terms(body)
        for mono in (split(term, variable)[1],)
    )


def _terms(body: Poly | Matrix) -> list[Monomial]:
    """The terms of a scalar, or of a matrix with their words."""
    if isinstance(body, Poly):
        return list(body.terms)
    return [
        mono | {(Atom("word", word), 1)}
        for word, c in body.terms.items()
        for mono in (c.terms or ONE_POLY.terms)
    ]
