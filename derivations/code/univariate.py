"""The code form of the divergence between two univariate Gaussians.

With y = (σ₁ − σ₂)/σ₂, the relative difference of the scales, and z = (μ₁ − μ₂)/σ₂ the divergence is z²/2 + y²/2 + g(y):
a sum of nonnegative terms, so that nothing cancels where the two distributions nearly coincide. Where σ₁ is about half
of σ₂ or less, or about twice σ₂ or more, it is (r² − 1)/2 − log r with the quotient r = σ₁/σ₂, where nothing cancels either;
where even the quotient might under- or overflow, the logarithm is that of the quotient of the roots.
"""

from symkl import (
    D, Export, KL, Normal, algebra, derivation, derivative, eq, g, half, lemma, log, log1p,
    log_quotient, part, piecewise, positive, rational, real, special_functions, sqrt,
)

x, mu_1, mu_2 = real("x mu_1 mu_2")
sigma_1, sigma_2 = positive("sigma_1 sigma_2")

p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)

y = (sigma_1 - sigma_2)/sigma_2
z = (mu_1 - mu_2)/sigma_2

closed = log(sigma_2/sigma_1) + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2) - half

# The terms, as they are and as they are computed.
log_ratio = log(sigma_2/sigma_1)
spread = half*(sigma_1**2/sigma_2**2 - 1)
distance = half*(mu_1 - mu_2)**2/sigma_2**2

r = sigma_1/sigma_2
roots = 2*log(sqrt(sigma_1)/sqrt(sigma_2))
logarithm = piecewise(r, rational(1, 1073741824), roots, piecewise(1073741824, r, roots, log(r)))


def apart(log_r):
    """What scales contribute that are apart, with a form of the logarithm of their quotient."""
    return half*r**2 - half - log_r


def scales(log_r):
    """What the scales contribute."""
    return piecewise(y, -half, apart(log_r), piecewise(rational(5, 4), y, apart(log_r), half*y**2 + g(y)))


def by_letter(letter, value):
    """The derivative of the divergence by a letter."""
    return part(
        f"d_{letter}",
        title=f"The derivative by $\\{letter}$",
        claim=D(KL(p, q), letter) == value,
        chain=[
            D(KL(p, q), letter),
            eq(D(closed, letter), by=lemma("univariate")),
            eq(value, by=derivative),
        ],
    )


univariate_code = derivation(
    title="KL divergence between two univariate Gaussians, as it is computed from scales",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(p, q) == half*z**2 + scales(logarithm),
            chain=[
                KL(p, q),
                eq(closed, by=lemma("univariate")),
                eq(half*z**2 + apart(log(r)), by=log_quotient),
                eq(half*z**2 + scales(log(r)), by=special_functions),
                eq(half*z**2 + scales(logarithm), by=log_quotient),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(p, q) == log_ratio + spread + distance,
            chain=[
                KL(p, q),
                eq(closed, by=lemma("univariate")),
                eq(log_ratio + spread + distance, by=algebra),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=log_ratio == piecewise(sigma_1, half*sigma_2, -roots, piecewise(2*sigma_2, sigma_1, -roots, -log1p(y))),
            chain=[
                log_ratio,
                eq(-log(r), by=log_quotient),
                eq(piecewise(sigma_1, half*sigma_2, -log(r), piecewise(2*sigma_2, sigma_1, -log(r), -log1p(y))), by=special_functions),
                eq(piecewise(sigma_1, half*sigma_2, -roots, piecewise(2*sigma_2, sigma_1, -roots, -log1p(y))), by=log_quotient),
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
            title="The term of the means",
            claim=distance == half*z**2,
            chain=[distance, eq(half*z**2, by=algebra)],
        ),
        by_letter(mu_1, z/sigma_2),
        by_letter(sigma_1, y/sigma_1*(2 + y)),
        by_letter(mu_2, -(z/sigma_2)),
        by_letter(sigma_2, -((y*(2 + y) + z**2)/sigma_2)),
    ],
    code=[
        Export(
            module="univariate",
            arguments=(mu_1, sigma_1, mu_2, sigma_2),
            value="kl_divergence",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu_1", "d_mu_1"), ("sigma_1", "d_sigma_1"), ("mu_2", "d_mu_2"), ("sigma_2", "d_sigma_2")),
            names=(("y", y), ("z", z)),
        ),
    ],
)
