"""Cross-entropy of two univariate normal distributions."""

from symkl import (
    E, Integral, Normal, algebra, cross_entropy, definition, derivation, eq, half, linearity, log, log_density, pi,
    positive, real, second_moment,
)

x, mu_1, mu_2 = real("x mu_1 mu_2")
sigma_1, sigma_2 = positive("sigma_1 sigma_2")

p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)

normal_cross_entropy = derivation(
    title="Cross-entropy of two normal distributions",
    source="L. Shekhar, Deriving KL Divergence for Gaussians (2019), section Cross Entropy, "
    "for any second mean and variance",
    claim=cross_entropy(p, q) == half*log(2*pi*sigma_2**2) + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2),
    chain=[
        cross_entropy(p, q),
        eq(-Integral(p(x)*log(q(x)), x),  by=definition),
        eq(-E(p, log(q(x))),              by=definition),
        eq(E(p, -log(q(x))),              by=linearity),
        eq(E(p, half*log(2*pi*sigma_2**2) + (x - mu_2)**2/(2*sigma_2**2)), by=log_density),
        eq(half*log(2*pi*sigma_2**2) + E(p, (x - mu_2)**2)/(2*sigma_2**2), by=linearity),
        eq(half*log(2*pi*sigma_2**2) + E(p, ((x - mu_1) + (mu_1 - mu_2))**2)/(2*sigma_2**2), by=algebra),
        eq(half*log(2*pi*sigma_2**2) + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2), by=second_moment),
    ],
)
