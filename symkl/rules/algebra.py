"""Arithmetic of scalars and of matrices, logarithms, exponentials.

>>> from symkl.lang.vocabulary import covariance, dimension, exp, inv, log, pi, positive, real, sqrt
>>> from symkl.lang.vocabulary import vector
>>> from symkl.rules.base import holds
>>> x, mu, nu = real("x mu nu")
>>> sigma, tau = positive("sigma tau")
>>> holds(x - nu, (x - mu) + (mu - nu), algebra), holds(x - nu, (x - mu) + (nu - mu), algebra)
(True, False)
>>> holds(log(sigma / tau), log(sigma) - log(tau), algebra)  # needs log_rules
False
>>> holds(log(sigma / tau), log(sigma) - log(tau), log_quotient)
True
>>> holds(log(sigma / tau), log(sigma) / log(tau), log_quotient)
False
>>> holds(log(x**2), 2 * log(x), log_rules)  # x may be negative
False
>>> density = 1 / sqrt(2 * pi * sigma**2) * exp(-((x - mu) ** 2) / (2 * sigma**2))
>>> holds(log(density), -log(2 * pi * sigma**2) / 2 - (x - mu) ** 2 / (2 * sigma**2), log_rules)
True
>>> holds(log(density), -log(2 * pi * sigma**2) - (x - mu) ** 2 / (2 * sigma**2), log_rules)
False
>>> k = dimension("k")
>>> S, (u, v) = covariance("S", k), vector("u v", k)
>>> holds(u.T @ inv(S) @ v, v.T @ inv(S) @ u, algebra), holds(S @ inv(S) @ u, v, algebra)
(True, False)
>>> holds(exp(x + mu), exp(x) * exp(mu), exp_rules), holds(exp(x + mu), exp(x) + mu, exp_rules)
(True, False)
"""

from symkl.rules.base import declare

algebra = declare(
    "algebra",
    "arithmetic of fractions, roots and matrices: both sides are the same expression",
    source="the axioms of fields and of matrix rings",
)

log_quotient = declare(
    "log_quotient",
    "the logarithm of a product or quotient of positive numbers is a sum or difference",
    "log_product",
    source="Abramowitz and Stegun, Handbook of Mathematical Functions, 4.1.6-4.1.8",
)

log_rules = declare(
    "log_rules",
    "the logarithm of products, powers and exponentials",
    "log_product",
    "log_exp",
    "exp_sum",
    source="Abramowitz and Stegun, Handbook of Mathematical Functions, 4.1 and 4.2",
)

exp_rules = declare(
    "exp_rules",
    "the exponential of a sum is the product of the exponentials",
    "exp_sum",
    "log_exp",
    source="Abramowitz and Stegun, Handbook of Mathematical Functions, 4.2",
)
