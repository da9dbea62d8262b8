"""Steps that are not proved, of every kind that is cheap to make; run as a program, their texts.

Near misses of every law, every rule on pairs that it does not justify, certificates that do not
fit, and the shipped derivations with slips. The same on every run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from kernel.law_instances import (
    INSTANCES,
    WP,
    A,
    B,
    C,
    G,
    L,
    S,
    U,
    V,
    W,
    X,
    Y,
    c,
    family,
    i,
    instance,
    j,
    k,
)
from kernel.law_slips import slipped
from shipping import LIBRARY

from symkl import (
    KL,
    AbstractDensity,
    D,
    E,
    Integral,
    MultivariateNormal,
    Normal,
    Product,
    Sum,
    antiderivative,
    by_component,
    component_moments,
    cos,
    cross_entropy,
    det,
    diag,
    entropy,
    exceeds_by,
    exceeds_under_integral,
    exp,
    expm1,
    g,
    h,
    independence,
    independent,
    inv,
    lemma,
    linearity,
    log,
    log1p,
    marginal,
    mean,
    nonnegative_real,
    oo,
    pi,
    polar_coordinates,
    positive,
    rational,
    real,
    second_moment,
    sin,
    sqrt,
    strict_lower,
    substitution,
    tr,
    unit_interval,
)
from symkl.errors import SymklError
from symkl.kernel.check import check_step
from symkl.kernel.derivation import Part, Rule
from symkl.kernel.evidence import diagnose
from symkl.kernel.laws import LAWS
from symkl.kernel.theorem import StepResult
from symkl.mutate.enumerate import mutants_of
from symkl.rules import RULES
from symkl.rules.base import verdict

a, b, sigma = positive("a b sigma")
mu, t, u = real("mu t u")
theta, r, m = real("theta"), nonnegative_real("r"), unit_interval("m")
p, q = AbstractDensity("p", X), AbstractDensity("q", X)
one = Normal("n", X, mean=mu, variance=sigma**2)
two = Normal("n", X, mean=mu, variance=a)
joint = MultivariateNormal("P", V, mean=W, covariance=S)
z = independent("Z", V, family(random.Random(1))(c), c)
odd = independent("O", V, Normal("o", t, mean=0, variance=W[c]), c)

SIDES = (
    KL(p, q),
    KL(p, q) - KL(q, p),
    KL(one, two) / KL(two, one),
    entropy(one) + cross_entropy(one, two),
    E(one, X**2) * E(two, X),
    E(p, X * Y),
    E(z, V[i] * V[j] * exp(V[i])),
    E(z, V @ V.T)[i, j],
    E(odd, V[i]),
    E(joint, V @ V.T) @ inv(S) @ W,
    E(joint, V.T @ A @ V),
    (E(joint, V) @ W.T)[i, j],
    Integral(X**3 * Y + X * t + exp(X) * cos(X) + X * Y, X),
    Integral(p(X) * exp(X) * X**2 * sin(X) * Y, X),
    Integral(2 * X**a * exp(-X), X, 0, oo),
    Integral(X * Y + 1 / X, X, 0, 1),
    Integral(log(m) + m, m, 0, 1),
    Integral(Integral(exp(-(X**2) - Y**2 + X * Y), X), Y),
    Integral(one(X) * two(X) + one(X), X),
    Sum(Sum(V[i] * W[j], i, k) * U[j] + 1, j, k),
    Product(WP[i] + a, i, k),
    by_component(V[i] * exp(W[i]), i, k).T @ U,
    tr(inv(S) @ A) + tr(strict_lower(L) @ strict_lower(L).T),
    det(S @ L) + log(det(S)),
    tr(inv(diag(WP)) @ diag(V)),
    inv(A),
    inv(S + A),
    1 / (X + Y),
    1 / (sigma - a),
    X / u,
    log(X + Y),
    log(1 + X**2),
    log1p(X) + g(t) + h(expm1(X)),
    sqrt(X - Y),
    X ** rational(1, 2),
    X**Y,
    (a + b) ** (X * Y),
    D(Integral(p(X) * t, X), t),
    D(log(a + t**2) * exp(t), t) * t,
    D(tr(A @ G), G, B @ C),
    cos(X + Y) ** 2 + sin(X) ** 2,
    Normal("w", X, mean=mu, variance=X**2 - 1)(X),
    Normal("w", X, mean=mu, variance=u)(X) + Normal("w", X, mean=mu, variance=1)(X),
    sqrt(2) * pi * X / 3,
)

CERTIFICATES = (
    lemma("univariate", mu_1=X),
    lemma("univariate", nowhere=X),
    lemma("univariate", sigma_1=X),
    lemma("univariate", sigma_1=V),
    lemma("normal_moments.mean", also=linearity),
    mean,
    second_moment,
    marginal,
    independence,
    component_moments,
    antiderivative(-exp(-X) * Y, X),
    antiderivative(X * log(X), X),
    antiderivative(X**2 / 2, X),
    substitution(X, mu + sigma * t, t),
    substitution(X, mu + u * t, t),
    substitution(X, t**2, t),
    substitution(V, W + L @ U, U),
    substitution(V, W + A @ U, U),
    polar_coordinates(X, Y, r, theta),
    exceeds_by((X - Y) ** 2),
    exceeds_by(X - Y),
    exceeds_by(V.T @ W),
    exceeds_under_integral(p(X) * (X - Y) ** 2),
    exceeds_under_integral(X - Y),
)  # fmt: skip


RULES_TRIED = (*RULES.values(), *CERTIFICATES)


def near_misses(number: int) -> Iterator[StepResult]:
    """So many of each law, under its laws, and under all of them."""
    for law in INSTANCES:
        rng = random.Random(law)
        for _ in range(number):
            before, after, relation, laws = instance(law, rng)
            sides = slipped(before, after, relation, rng)
            if sides is None:
                continue
            left, right, sign = sides
            for allowed in (laws, frozenset({law}), frozenset(LAWS)):
                yield _verdict(left, right, Rule("law", "", allowed), sign)


def wrong_pairs(rules) -> Iterator[StepResult]:
    """Each side against another one by a third of the rules, each rule on a third of the sides."""
    for turn, rule in enumerate(rules):
        for place, left in enumerate(SIDES):
            if (turn + place) % 3:
                continue
            right = next(s for s in (*SIDES[place + 1 :], *SIDES) if s.shape == left.shape)
            yield _verdict(left, right, rule, ">=" if rule.difference is not None else "=")


def mutants(number: int) -> Iterator[StepResult]:
    """The shipped derivations with slips, so many of each, each in a part drawn for it.

    To draw from all parts at once, the slips of all of them would have to be made.
    """
    for name in LIBRARY.names():
        derivation, rng = LIBRARY.find(name).derivation, random.Random(name)
        for _ in range(number):
            found = [mutant for mutant in mutants_of(rng.choice(derivation.parts)) if mutant.number]
            mutant = rng.choice(found)
            part = mutant.part
            step = part.steps[mutant.number - 1]
            before = part.first if mutant.number == 1 else part.steps[mutant.number - 2].after
            try:
                yield check_step(mutant.number, before, step, LIBRARY.theorem, part)
            except SymklError:
                continue  # a lemma that is not to be had


def _verdict(left, right, rule: Rule, sign: str) -> StepResult:
    return verdict(left, right, rule, relation=sign, lemmas=LIBRARY.theorem)


def refusals(number: int = 2) -> Iterator[StepResult]:
    """All of them that are not proved."""
    for found in (near_misses(number), wrong_pairs(RULES_TRIED), mutants(number)):
        yield from (result for result in found if result.verdict != "proved")


def with_evidence(result: StepResult) -> str:
    """What numbers say of it, and which laws would do."""
    first = result.before
    part = Part("step", "", first == first, first, (result.step,), result.step.place)
    found = diagnose(result, LIBRARY.theorem, part)
    return f"{found.evidence} {found.suffices}"


def texts(result: StepResult) -> tuple[str, str, str]:
    """What a user sees of a refusal."""
    return result.reason, result.hint, result.residual or ""


if __name__ == "__main__":
    for place, refused in enumerate(refusals(1)):
        print(" | ".join(texts(refused)))
        if place % 100 == 0:
            print(with_evidence(refused))
