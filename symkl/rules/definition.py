"""Definitions unfolded: divergence, entropies, expectation, densities, g and h.

>>> from symkl.lang.vocabulary import E, Integral, KL, entropy, log, positive, real
>>> from symkl.families import Normal
>>> from symkl.rules.base import holds
>>> x, mu, nu = real("x mu nu")
>>> sigma, tau = positive("sigma tau")
>>> p, q = Normal("p", x, mean=mu, variance=sigma**2), Normal("q", x, mean=nu, variance=tau**2)
>>> holds(KL(p, q), Integral(p(x) * log(p(x) / q(x)), x), definition)
True
>>> holds(KL(p, q), Integral(q(x) * log(p(x) / q(x)), x), definition)
False
>>> holds(Integral(p(x) * x**2, x), E(p, x**2), definition)
True
>>> holds(Integral(p(x) * x**2, x), E(q, x**2), definition)
False
>>> holds(entropy(p), -E(p, log(p(x))), definition), holds(entropy(p), E(p, log(p(x))), definition)
(True, False)
"""

from symkl.rules.base import declare

definition = declare(
    "definition",
    "the definitions of divergence, cross-entropy, entropy and expectation",
    "kl_definition",
    "cross_entropy_definition",
    "entropy_definition",
    "expectation_definition",
    source="Cover and Thomas, Elements of Information Theory, (8.1), (8.46)",
)

density = declare(
    "density",
    "the density of the family is written out",
    "density_definition",
    source="the family",
)

log_density = declare(
    "log_density",
    "the density of the family is written out, and its logarithm taken",
    "density_definition",
    "log_product",
    "log_exp",
    "exp_sum",
    source="the family",
)

product_density = declare(
    "product_density",
    "independent components: the joint density is the product of the densities",
    "product_density",
    source="Feller, An Introduction to Probability Theory, volume 2, chapter III.1",
)

joint_density = declare(
    "joint_density",
    "independent components: the product of the densities, multiplied out",
    "product_density",
    "density_definition",
    "product_of_powers",
    "sum_linear",
    "exp_sum",
    "components",
    source="Feller, An Introduction to Probability Theory, volume 2, chapter III.1",
)

special_functions = declare(
    "special_functions",
    "g(x) = x - log(1 + x), h(v) = exp(v) - 1 - v, log1p(x) = log(1 + x), expm1(x) = exp(x) - 1",
    "g_definition",
    "h_definition",
    "log1p_definition",
    source="definitions of this project",
)
