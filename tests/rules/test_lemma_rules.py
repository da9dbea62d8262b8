"""Several theorems in one step: each brings its own, also where it looks for them in the sides."""

from shipping import LIBRARY

from symkl.families import Normal
from symkl.lang.vocabulary import E, positive, real
from symkl.rules import lemma, lemmas, mean, second_moment
from symkl.rules.base import holds

x, y, mu, nu = real("x y mu nu")
s = positive("s")
p, q = Normal("p", x, mean=mu, variance=s**2), Normal("q", y, mean=nu, variance=s**2)
PROVED = LIBRARY.theorem


def step(before, after, rule):
    return holds(before, after, rule, lemmas=PROVED)


def test_moments_beside_a_theorem():
    named = lemma("normal_moments.mean", mu=nu, sigma=s)
    for rule in (lemmas(mean, named), lemmas(named, mean), lemmas(mean, second_moment)):
        assert step(E(p, x) + E(q, y), mu + nu, rule)
        assert not step(E(p, x) + E(q, y), mu - nu, rule)
