"""Differential entropy of the normal distribution."""

from symkl import (
    E, Integral, Normal, definition, derivation, entropy, eq, half, linearity, log, log_density, log_quotient, pi,
    positive, real, second_moment,
)

z, mu = real("z mu")
sigma = positive("sigma")

q = Normal("q", z, mean=mu, variance=sigma**2)

normal_entropy = derivation(
    title="Entropy of the normal distribution",
    source="L. Shekhar, Deriving KL Divergence for Gaussians (2019), section Entropy",
    claim=entropy(q) == half*log(2*pi) + half*log(sigma**2) + half,
    chain=[
        entropy(q),
        eq(-Integral(q(z)*log(q(z)), z),                                by=definition),
        eq(-E(q, log(q(z))),                                            by=definition),
        eq(E(q, -log(q(z))),                                            by=linearity),
        eq(E(q, half*log(2*pi*sigma**2) + 1/(2*sigma**2)*(z - mu)**2),  by=log_density),
        eq(half*log(2*pi*sigma**2) + 1/(2*sigma**2)*E(q, (z - mu)**2),  by=linearity),
        eq(half*log(2*pi*sigma**2) + half,                              by=second_moment),
        eq(half*log(2*pi) + half*log(sigma**2) + half,                  by=log_quotient),
    ],
)
