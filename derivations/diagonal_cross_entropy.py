"""Cross-entropy of two Gaussians with diagonal covariance, in symbolic dimension."""

from symkl import (
    E, Integral, Normal, Product, Sum, cross_entropy, definition, derivation, dimension, eq, half, independent, index,
    lemma, linearity, log, log_of_product, marginal, pi, positive_vector, product_density, real, vector,
)

k, i = dimension("k"), index("i")
t = real("t")
x, mu_1, mu_2 = vector("x mu_1 mu_2", k)
sigma_1, sigma_2 = positive_vector("sigma_1 sigma_2", k)

p_i = Normal("p_i", t, mean=mu_1[i], variance=sigma_1[i]**2)
q_i = Normal("q_i", t, mean=mu_2[i], variance=sigma_2[i]**2)
P = independent("P", x, p_i, i)
Q = independent("Q", x, q_i, i)

diagonal_cross_entropy = derivation(
    title="Cross-entropy of two Gaussians with diagonal covariance",
    intro="The components are independent, and the cross-entropy adds up over them.",
    claim=cross_entropy(P, Q)
    == Sum(half*log(2*pi*sigma_2[i]**2) + (sigma_1[i]**2 + (mu_1[i] - mu_2[i])**2)/(2*sigma_2[i]**2), i, k),
    chain=[
        cross_entropy(P, Q),
        eq(-Integral(P(x)*log(Q(x)), x),                    by=definition),
        eq(-E(P, log(Q(x))),                                by=definition),
        eq(-E(P, log(Product(q_i(x[i]), i, k))),            by=product_density,
           say="The joint density is the product of the densities of the components."),
        eq(-E(P, Sum(log(q_i(x[i])), i, k)),                by=log_of_product),
        eq(Sum(-E(P, log(q_i(x[i]))), i, k),                by=linearity),
        eq(Sum(-E(p_i, log(q_i(t))), i, k),                 by=marginal,
           say="Each term depends on one component, which has the law $p_i$."),
        eq(Sum(cross_entropy(p_i, q_i), i, k),              by=definition),
        eq(Sum(half*log(2*pi*sigma_2[i]**2) + (sigma_1[i]**2 + (mu_1[i] - mu_2[i])**2)/(2*sigma_2[i]**2), i, k),
           by=lemma("normal_cross_entropy", mu_1=mu_1[i], mu_2=mu_2[i], sigma_1=sigma_1[i], sigma_2=sigma_2[i])),
    ],
)
