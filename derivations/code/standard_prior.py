"""The code form of the divergence from a normal distribution to the standard normal.

With y = σ − 1 it is μ²/2 + y²/2 + g(y), a sum of nonnegative terms; where σ is not near 1, it is
μ²/2 + (σ² − 1)/2 − log σ, where nothing cancels either.
"""

from symkl import (
    D, Export, KL, Normal, algebra, derivation, derivative, eq, g, half, lemma, log, log1p,
    log_quotient, part, piecewise, positive, rational, real, special_functions,
)

z, mu = real("z mu")
sigma = positive("sigma")

q = Normal("q", z, mean=mu, variance=sigma**2)
p = Normal("p", z, mean=0, variance=1)

y = sigma - 1

closed = -half*(1 + log(sigma**2) - mu**2 - sigma**2)

# The terms, as they are and as they are computed.
log_ratio = -log(sigma)
spread = half*(sigma**2 - 1)
distance = half*mu**2

apart = half*sigma**2 - half - log(sigma)
scale = piecewise(sigma, half, apart, piecewise(rational(61, 32), sigma, apart, half*y**2 + g(y)))


def by_letter(letter, value):
    """The derivative of the divergence by a letter."""
    return part(
        f"d_{letter}",
        title=f"The derivative by $\\{letter}$",
        claim=D(KL(q, p), letter) == value,
        chain=[
            D(KL(q, p), letter),
            eq(D(closed, letter), by=lemma("standard_prior")),
            eq(value, by=derivative),
        ],
    )


standard_prior_code = derivation(
    title="KL divergence from a normal distribution to the standard normal, as it is computed",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(q, p) == half*mu**2 + scale,
            chain=[
                KL(q, p),
                eq(closed, by=lemma("standard_prior")),
                eq(half*mu**2 + apart, by=log_quotient),
                eq(half*mu**2 + scale, by=special_functions),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(q, p) == log_ratio + spread + distance,
            chain=[
                KL(q, p),
                eq(closed, by=lemma("standard_prior")),
                eq(log_ratio + spread + distance, by=log_quotient),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=log_ratio == piecewise(sigma, half, -log(sigma), piecewise(2, sigma, -log(sigma), -log1p(y))),
            chain=[
                log_ratio,
                eq(piecewise(sigma, half, -log(sigma), piecewise(2, sigma, -log(sigma), -log1p(y))), by=special_functions),
            ],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=spread == half*y*(2 + y),
            chain=[spread, eq(half*y*(2 + y), by=algebra)],
        ),
        part(
            "mahalanobis",
            title="The term of the mean",
            claim=distance == half*mu**2,
            chain=[distance, eq(half*mu**2, by=algebra)],
        ),
        by_letter(mu, mu),
        by_letter(sigma, y/sigma*(2 + y)),
    ],
    code=[
        Export(
            module="standard_prior",
            arguments=(mu, sigma),
            value="kl_divergence",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu", "d_mu"), ("sigma", "d_sigma")),
            names=(("y", y),),
        ),
    ],
)
