"""Equations that a step brings: what an atom is equal to takes its place, whatever that is."""

import pytest
from shipping import LIBRARY

from symkl.kernel.axioms import Equation
from symkl.kernel.check import prove
from symkl.kernel.derivation import derivation, eq
from symkl.kernel.equations import adopt
from symkl.kernel.normal_form import Normalizer
from symkl.lang.vocabulary import (
    Product,
    by_component,
    det,
    diag,
    dimension,
    index,
    positive_vector,
    sqrt,
)
from symkl.rules import diagonal_matrices, lemma, lemmas, product_of_powers
from symkl.rules.base import verdict

k, i = dimension("k"), index("i")
u, w = positive_vector("u w", k)


class TestProducts:
    """Of u and of w, each equal to something that is no single atom."""

    def norm(self):
        norm = Normalizer({"product_of_powers"})
        for vector in (u, w):
            adopt(norm, Equation(Product(vector[i], i, k), self.value(vector), "theorem t"))
        return norm

    @staticmethod
    def value(vector):
        return det(diag(by_component(2 * vector[i], i, k))) / 2**k

    def test_two_of_them_are_not_one(self):
        assert not self.norm().equal(Product(u[i], i, k), Product(w[i], i, k))

    @pytest.mark.parametrize(
        "power", [lambda a: a, lambda a: a**3, lambda a: 1 / a**2, sqrt, lambda a: 1 / sqrt(a)]
    )
    def test_a_power_of_one_is_that_power_of_its_value(self, power):
        product = Product(power(u[i]), i, k)
        assert self.norm().equal(product, power(self.value(u)))
        assert not self.norm().equal(product, power(self.value(w)))
        assert not self.norm().equal(product, 2 * power(self.value(u)))


def test_products_of_two_vectors_are_not_one():
    """As a file of derivations would have it: a theorem, used for both of them."""
    value = TestProducts.value(u)
    claim = derivation(
        title="t",
        claim=Product(u[i], i, k) == value,
        chain=[Product(u[i], i, k), eq(value, by=diagonal_matrices)],
    )
    (theorem,) = prove(claim.named("t"), LIBRARY.theorem).theorems
    both = lemmas(lemma("t", u=u), lemma("t", u=w), also=product_of_powers)
    found = verdict(
        Product(u[i], i, k), Product(w[i], i, k), both, lemmas={theorem.name: theorem}.get
    )
    assert found.verdict == "unproved"
    assert "different normal forms" in found.reason
