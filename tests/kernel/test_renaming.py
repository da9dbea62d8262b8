"""Bound names: spelling does not count, and two names are never confused."""

import pytest

from symkl.families import Normal
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.poly import Atom, number, of_atom
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import bind, rename, unbind
from symkl.lang.vocabulary import (
    E,
    Integral,
    Product,
    Sum,
    by_component,
    dimension,
    exp,
    independent,
    index,
    oo,
    positive_vector,
    real,
    vector,
)

k, m = dimension("k m")
i, j, c = index("i j c")
x, y, t, mu = real("x y t mu")
v, w, u = vector("v w u", k)
pos = positive_vector("pos", k)


def normal(mean, name="p"):
    return Normal(name, x, mean=mean, variance=1)


def equal(a, b, laws=("sum_linear", "linear", "mass")):
    try:
        return Normalizer(laws).equal(a, b)
    except Refusal:
        return False


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Sum(v[i], i, k), Sum(v[j], j, k)),
        (Sum(Sum(v[i] * w[j], j, k), i, k), Sum(Sum(v[c] * w[i], i, k), c, k)),
        (Sum(Sum(v[i] * w[j], j, k), i, k), Sum(v[i], i, k) * Sum(w[i], i, k)),
        (Sum(Sum(v[i], i, k), i, k), k * Sum(v[i], i, k)),
        (Product(v[i], i, k), Product(v[j], j, k)),
        (Integral(exp(-(x**2)), x), Integral(exp(-(y**2)), y)),
        (E(normal(mu), x**2), E(Normal("q", y, mean=mu, variance=1), y**2)),
        (by_component(v[i] ** 2, i, k), by_component(v[j] ** 2, j, k)),
        (Sum(E(normal(v[i]), x**2), i, k), Sum(E(normal(v[j]), x**2), j, k)),
    ],
)
def test_the_same_up_to_names(a, b):
    assert equal(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Sum(Sum(v[i] * w[j], j, k), i, k), k * Sum(v[i] * w[i], i, k)),
        (Sum(Sum(v[i] * v[j], j, k), i, k), Sum(Sum(v[i] * v[i], j, k), i, k)),
        (Sum(v[i], i, k) * v[i], Sum(v[i] * v[i], i, k)),
        (Sum(v[i] * w[j], i, k), Sum(v[i] * w[i], i, k)),
        (Sum(v[i] ** 2, i, k), Sum(v[i], i, k) ** 2),
        (Product(Sum(v[i] * w[j], j, k), i, k), Product(Sum(v[j] * w[i], j, k), i, k)),
        (Product(Product(v[i] + w[j], j, k), i, k), Product(Product(v[i] + w[i], j, k), i, k)),
        (E(normal(mu), x * y), E(normal(mu), x**2)),
        (E(normal(mu), E(normal(x), y * x, over=y)), E(normal(mu), E(normal(y), y * x, over=x))),
        (E(normal(x), y, over=y), E(normal(y), x)),
        (Sum(E(normal(v[i]), x**2 * w[i]), i, k), Sum(E(normal(v[i]), x**2), i, k) * w[i]),
        (Sum(E(normal(v[i]), x**2), i, k), Sum(E(normal(v[j]), x**2), i, k)),
        (
            Integral(Integral(exp(-(x**2) - y**4), y), x),
            Integral(Integral(exp(-(x**4) - y**4), y), x),
        ),
        (Integral(exp(-x), x, 0, y), Integral(exp(-x), x, y, oo)),
        (by_component(v[i] * w[j], i, k), by_component(v[j] * w[i], i, k)),
        (Sum(v[i], i, k), Sum(vector("v", m)[i], i, m)),
    ],
)
def test_not_the_same(a, b):
    assert not equal(a, b)


def test_independent_laws_do_not_capture():
    one = independent("P", v, Normal("p", t, mean=w[i], variance=1), i)
    other = independent("P", v, Normal("p", t, mean=w[c], variance=1), c)
    open_ = independent("P", v, Normal("p", t, mean=w[j], variance=1), i)
    assert equal(E(one, v[j] ** 2), E(other, v[j] ** 2))
    assert not equal(E(one, v[j] ** 2), E(open_, v[j] ** 2))


def test_atoms_that_become_the_same_are_multiplied():
    a, b = (Atom("sym", real(name)) for name in "ab")
    form = of_atom(a) * of_atom(b) + of_atom(a) - of_atom(b)
    assert rename(form, a, b) == of_atom(b, 2)
    assert rename(of_atom(a) * of_atom(b, -1), a, b) == number(1)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (v[c] * v[i], v[i] ** 2),
        (v[c] * v[i] ** 2 + 1, v[i] ** 3 + 1),
        (v[c] - v[i], 0 * x),
        (pos[c] / pos[i], 1 + 0 * x),
        (v[c] * w[i], v[i] * w[i]),
        (Sum(v[c] * v[j] * w[i], j, k), v[i] * w[i] * Sum(v[j], j, k)),
        (Sum(v[c] * v[j] * v[i], j, k), v[i] ** 2 * Sum(v[j], j, k)),
    ],
)
def test_a_component_of_a_vector_given_by_components(body, value):
    assert equal(by_component(body, c, k)[i], value)


def test_binding_and_opening_are_inverse():
    norm = Normalizer({"sum_linear"})
    form = norm.form(Sum(v[i] * w[j], j, k) + w[i])
    bound, inner = bind(form, i)
    assert i not in inner.free
    symbol, opened = unbind(inner, bound)
    assert symbol in opened.free
    assert bind(opened, symbol) == (bound, inner)


def test_an_opened_name_occurs_nowhere_else():
    """Opened twice, the letters of both stand in one form; they are not one."""
    bound, inner = bind(of_atom(Atom("sym", x)), x)
    first, once = unbind(inner, bound)
    second, twice = unbind(once * inner, bound)
    assert first != second
    assert twice == of_atom(Atom("sym", first)) * of_atom(Atom("sym", second))


def test_a_name_within_is_left_alone():
    bound = Atom("bound", 1, (), frozenset())
    letter = Atom("sym", x)
    closed = Atom("Sum", bound, of_atom(bound), of_atom(bound))
    assert rename(closed, bound, letter) == Atom("Sum", bound, of_atom(bound), of_atom(letter))
