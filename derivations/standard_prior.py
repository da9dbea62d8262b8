"""KL divergence from a normal distribution to the standard normal, by way of the entropies."""

from symkl import (
    KL, Integral, Normal, algebra, cross_entropy, definition, derivation, entropy, eq, half, lemma, linearity, log,
    log_quotient, pi, positive, real,
)

z, mu = real("z mu")
sigma = positive("sigma")

q = Normal("q", z, mean=mu, variance=sigma**2)
p = Normal("p", z, mean=0, variance=1)

standard_prior = derivation(
    title="KL divergence from a normal distribution to the standard normal",
    intro="The divergence is the cross-entropy minus the entropy.",
    source="L. Shekhar, Deriving KL Divergence for Gaussians (2019)",
    claim=KL(q, p) == -half*(1 + log(sigma**2) - mu**2 - sigma**2),
    chain=[
        KL(q, p),
        eq(Integral(q(z)*log(q(z)/p(z)), z),                               by=definition),
        eq(Integral(q(z)*log(q(z)) - q(z)*log(p(z)), z),                   by=log_quotient),
        eq(-Integral(q(z)*log(p(z)), z) - (-Integral(q(z)*log(q(z)), z)),  by=linearity),
        eq(cross_entropy(q, p) - entropy(q),                               by=definition),
        eq(half*log(2*pi) + half*(mu**2 + sigma**2) - entropy(q),
           by=lemma("normal_cross_entropy", mu_1=mu, sigma_1=sigma, mu_2=0, sigma_2=1)),
        eq(half*log(2*pi) + half*(mu**2 + sigma**2) - (half*log(2*pi) + half*log(sigma**2) + half),
           by=lemma("normal_entropy", mu=mu, sigma=sigma)),
        eq(-half*(1 + log(sigma**2) - mu**2 - sigma**2),                   by=algebra),
    ],
)
