"""Sums and products over an index.

>>> from symkl.lang.vocabulary import Product, Sum, dimension, index, log, positive_vector
>>> from symkl.lang.vocabulary import real, vector
>>> from symkl.rules.base import holds
>>> k, i, j = dimension("k"), index("i"), index("j")
>>> a, s, c = vector("a", k), positive_vector("s", k), real("c")
>>> holds(Sum(c * a[i] + 1, i, k), c * Sum(a[j], j, k) + k, sums)
True
>>> holds(Sum(c * a[i] + 1, i, k), c * Sum(a[j], j, k) + 1, sums)
False
>>> holds(log(Product(s[i], i, k)), Sum(log(s[i]), i, k), log_of_product)
True
>>> holds(Product(a[i] + s[i], i, k), Product(a[i], i, k) + Product(s[i], i, k), log_of_product)
False
"""

from symkl.rules.base import declare

sums = declare(
    "sums",
    "index sums are linear, and k equal terms add up to k times the term",
    "sum_linear",
    source="Knuth, The Art of Computer Programming, section 1.2.3",
)

log_of_product = declare(
    "log_of_product",
    "the logarithm of a product is the sum of the logarithms",
    "log_of_product",
    "log_product",
    "sum_linear",
    "product_of_powers",
    source="Knuth, The Art of Computer Programming, section 1.2.3",
)

product_of_powers = declare(
    "product_of_powers",
    "products over an index: constants, factors, exponentials",
    "product_of_powers",
    "sum_linear",
    "exp_sum",
    source="Knuth, The Art of Computer Programming, section 1.2.3",
)

single_term = declare(
    "single_term",
    "a sum from 1 to 1 is its term",
    "sum_of_one",
    source="Knuth, The Art of Computer Programming, section 1.2.3",
)
