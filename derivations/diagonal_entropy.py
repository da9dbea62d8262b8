"""Differential entropy of a Gaussian with diagonal covariance, in symbolic dimension."""

from symkl import (
    E, Integral, Normal, Product, Sum, definition, derivation, dimension, entropy, eq, half, independent, index, lemma,
    linearity, log, log_of_product, marginal, pi, positive_vector, product_density, real, vector,
)

k, i = dimension("k"), index("i")
t = real("t")
z, mu = vector("z mu", k)
sigma = positive_vector("sigma", k)

q_i = Normal("q_i", t, mean=mu[i], variance=sigma[i]**2)
Q = independent("Q", z, q_i, i)

diagonal_entropy = derivation(
    title="Entropy of a Gaussian with diagonal covariance",
    intro="The components are independent, and the entropy adds up over them.",
    claim=entropy(Q) == Sum(half*log(2*pi) + half*log(sigma[i]**2) + half, i, k),
    chain=[
        entropy(Q),
        eq(-Integral(Q(z)*log(Q(z)), z),                         by=definition),
        eq(-E(Q, log(Q(z))),                                     by=definition),
        eq(-E(Q, log(Product(q_i(z[i]), i, k))),                 by=product_density,
           say="The joint density is the product of the densities of the components."),
        eq(-E(Q, Sum(log(q_i(z[i])), i, k)),                     by=log_of_product),
        eq(Sum(-E(Q, log(q_i(z[i]))), i, k),                     by=linearity),
        eq(Sum(-E(q_i, log(q_i(t))), i, k),                      by=marginal,
           say="Each term depends on one component, which has the law $q_i$."),
        eq(Sum(entropy(q_i), i, k),                              by=definition),
        eq(Sum(half*log(2*pi) + half*log(sigma[i]**2) + half, i, k),
           by=lemma("normal_entropy", mu=mu[i], sigma=sigma[i])),
    ],
)
