"""KL divergence between two Gaussians with diagonal covariance, in symbolic dimension."""

from symkl import (
    KL, E, Integral, Normal, Product, Sum, definition, derivation, dimension, eq, half, independent, index, lemma,
    linearity, log, log_of_product, marginal, positive_vector, product_density, real, vector,
)

k, i = dimension("k"), index("i")
t = real("t")
x, mu_1, mu_2 = vector("x mu_1 mu_2", k)
sigma_1, sigma_2 = positive_vector("sigma_1 sigma_2", k)

p_i = Normal("p_i", t, mean=mu_1[i], variance=sigma_1[i]**2)
q_i = Normal("q_i", t, mean=mu_2[i], variance=sigma_2[i]**2)
P = independent("P", x, p_i, i)
Q = independent("Q", x, q_i, i)

diagonal = derivation(
    title="KL divergence between two Gaussians with diagonal covariance",
    intro="A Gaussian with diagonal covariance is the law of independent components, "
    "and the divergence adds up over them.",
    source="Muñoz and Ramele, KL Divergence Between Gaussians (2026)",
    claim=KL(P, Q)
    == Sum(log(sigma_2[i]/sigma_1[i]) + (sigma_1[i]**2 + (mu_1[i] - mu_2[i])**2)/(2*sigma_2[i]**2) - half, i, k),
    chain=[
        KL(P, Q),
        eq(Integral(P(x)*log(P(x)/Q(x)), x),                              by=definition),
        eq(E(P, log(P(x)/Q(x))),                                          by=definition),
        eq(E(P, log(Product(p_i(x[i]), i, k)/Product(q_i(x[i]), i, k))),  by=product_density,
           say="The joint density is the product of the densities of the components."),
        eq(E(P, Sum(log(p_i(x[i])) - log(q_i(x[i])), i, k)),              by=log_of_product,
           say="The logarithm turns the products into sums."),
        eq(Sum(E(P, log(p_i(x[i])) - log(q_i(x[i]))), i, k),              by=linearity),
        eq(Sum(E(p_i, log(p_i(t)) - log(q_i(t))), i, k),                  by=marginal,
           say="Each term depends on one component, which has the law $p_i$."),
        eq(Sum(E(p_i, log(p_i(t)/q_i(t))), i, k),                         by=log_of_product),
        eq(Sum(KL(p_i, q_i), i, k),                                       by=definition),
        eq(Sum(log(sigma_2[i]/sigma_1[i]) + (sigma_1[i]**2 + (mu_1[i] - mu_2[i])**2)/(2*sigma_2[i]**2) - half, i, k),
           by=lemma("univariate", mu_1=mu_1[i], mu_2=mu_2[i], sigma_1=sigma_1[i], sigma_2=sigma_2[i])),
    ],
)
