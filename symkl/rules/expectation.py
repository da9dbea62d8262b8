"""Expectations and integrals: linearity, moments, independence.

>>> from symkl.lang.vocabulary import E, covariance, dimension, independent, index, positive, real
>>> from symkl.lang.vocabulary import tr, vector, zeros
>>> from symkl import Library
>>> from symkl.families import MultivariateNormal, Normal
>>> from symkl.rules.base import holds
>>> x, mu, nu = real("x mu nu")
>>> sigma, tau = positive("sigma tau")
>>> p, q = Normal("p", x, mean=mu, variance=sigma**2), Normal("q", x, mean=nu, variance=tau**2)
>>> proved = Library().theorem
>>> holds(E(p, 3 * x**2 + nu), 3 * E(p, x**2) + nu, linearity, lemmas=proved)
True
>>> holds(E(p, 3 * x**2 + nu), E(p, x**2) + nu, linearity, lemmas=proved)
False
>>> holds(E(p, (x - mu)**2), sigma**2, linearity, lemmas=proved)  # a theorem about p
False
>>> holds(E(p, (x - mu)**2), sigma**2, second_moment, lemmas=proved)
True
>>> holds(E(p, (x - nu)**2), sigma**2, second_moment, lemmas=proved)
False
>>> k, i = dimension("k"), index("i")
>>> z, S = vector("z", k), covariance("S", k)
>>> P = MultivariateNormal("P", z, mean=zeros(k), covariance=S)
>>> holds(E(P, tr(S @ (z @ z.T))), tr(S @ E(P, z @ z.T)), trace_expectation, lemmas=proved)
True
>>> holds(E(P, tr(S @ (z @ z.T))), tr(S) * tr(E(P, z @ z.T)), trace_expectation, lemmas=proved)
False
>>> Z = independent("Z", z, p, i)
>>> holds(E(Z, z[i]**2), E(p, x**2), marginal, lemmas=proved)
True
>>> holds(E(Z, z[i]**2), E(q, x**2), marginal, lemmas=proved)
False
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symkl.kernel.axioms import Lemma
from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.nodes import Expr, Node
from symkl.rules.base import declare

linearity = declare(
    "linearity",
    "expectations and integrals are linear; constants come out, and E 1 = 1",
    "linear",
    "mass",
    "sum_linear",
    source="Rudin, Real and Complex Analysis, theorem 1.32",
)


def laws_in(*trees: Node) -> Iterator[n.Distribution]:
    """The laws that occur in some trees, innermost components included."""
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, n.Distribution):
                yield node


def moments_of(*roles: str) -> Callable[[Expr, Expr], tuple[Lemma, ...]]:
    """The theorems about the families that occur in a step, in these roles."""

    def instances(before: Expr, after: Expr) -> tuple[Lemma, ...]:
        found: list[Lemma] = []
        seen: set[object] = set()
        for law in laws_in(before, after):
            family = law.family
            key = family, law.variable.shape, law.parameters  # laws are not told by ==
            if key in seen:
                continue
            seen.add(key)
            for role in roles:
                if role in family.theorems:
                    found.append(Lemma(family.theorems[role], family.instance(law)))
        return tuple(found)

    return instances


mean = declare(
    "mean",
    "the mean of the family",
    "linear",
    "mass",
    "trace",
    instances=moments_of("mean"),
    source="the family's theorem",
)

second_moment = declare(
    "second_moment",
    "mean and variance (covariance) of the family",
    "linear",
    "mass",
    "trace",
    "trace_expectation",
    instances=moments_of("mean", "second_moment"),
    source="the family's theorems",
)

component_moments = declare(
    "component_moments",
    "independent components: moments of one component, products of two",
    "linear",
    "mass",
    "marginal",
    "independence",
    "components",
    instances=moments_of("mean", "second_moment"),
    source="Fubini and the family's theorems",
)

trace_expectation = declare(
    "trace_expectation",
    "expectation and trace are both linear, so they can be exchanged",
    "linear",
    "mass",
    "trace",
    "trace_expectation",
    source="Petersen and Pedersen, The Matrix Cookbook, (318)",
)

marginal = declare(
    "marginal",
    "independent components: a function of one component is averaged under its own law",
    "linear",
    "mass",
    "marginal",
    "sum_linear",
    source="Fubini; Rudin, Real and Complex Analysis, theorem 8.8",
)

independence = declare(
    "independence",
    "independent components: functions of two components average to the product",
    "linear",
    "mass",
    "marginal",
    "independence",
    "components",
    source="Fubini; Rudin, Real and Complex Analysis, theorem 8.8",
)
