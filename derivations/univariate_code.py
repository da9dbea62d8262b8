"""The code form of the divergence between two univariate Gaussians.

With y = (σ₁ − σ₂)/σ₂, the relative difference of the scales, the divergence is g(y) + y²/2 + z²/2: a sum of
nonnegative terms, so that nothing cancels where the two distributions nearly coincide. Where σ₁ is much
smaller than σ₂, y rounds to −1, and the logarithm of the quotient is taken as it stands.
"""

from symkl import D, Export, KL, Normal, algebra, derivation, derivative, eq, g, half, lemma, log, log1p, log_quotient, part, piecewise, positive, real, special_functions

x, mu_1, mu_2 = real("x mu_1 mu_2")
sigma_1, sigma_2 = positive("sigma_1 sigma_2")

p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)

closed = log(sigma_2/sigma_1) + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2) - half

y = (sigma_1 - sigma_2)/sigma_2
z = (mu_1 - mu_2)/sigma_2

far = half*y*(2 + y) - log(sigma_1/sigma_2)
near = half*y**2 + g(y)
scales = piecewise(sigma_1, half*sigma_2, far, near)

univariate_code = derivation(
    title="KL divergence between two univariate Gaussians: the form that is computed",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(p, q) == half*z**2 + scales,
            chain=[
                KL(p, q),
                eq(closed,                                                               by=lemma("univariate")),
                eq(half*z**2 + (half*y*(2 + y) - log(sigma_1/sigma_2)),                  by=log_quotient),
                eq(half*z**2 + scales,                                                   by=special_functions),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(p, q) == log(sigma_2/sigma_1) + half*(sigma_1**2/sigma_2**2 - 1) + half*(mu_1 - mu_2)**2/sigma_2**2,
            chain=[
                KL(p, q),
                eq(closed,                                                               by=lemma("univariate")),
                eq(log(sigma_2/sigma_1) + half*(sigma_1**2/sigma_2**2 - 1) + half*(mu_1 - mu_2)**2/sigma_2**2, by=algebra),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=log(sigma_2/sigma_1) == piecewise(sigma_1, half*sigma_2, -log(sigma_1/sigma_2), -log1p(y)),
            chain=[
                log(sigma_2/sigma_1),
                eq(-log(sigma_1/sigma_2),                                                by=log_quotient),
                eq(piecewise(sigma_1, half*sigma_2, -log(sigma_1/sigma_2), -log1p(y)),   by=special_functions),
            ],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=half*(sigma_1**2/sigma_2**2 - 1) == half*y*(2 + y),
            chain=[
                half*(sigma_1**2/sigma_2**2 - 1),
                eq(half*y*(2 + y),                                                       by=algebra),
            ],
        ),
        part(
            "mahalanobis",
            title="The term of the means",
            claim=half*(mu_1 - mu_2)**2/sigma_2**2 == half*z**2,
            chain=[
                half*(mu_1 - mu_2)**2/sigma_2**2,
                eq(half*z**2,                                                            by=algebra),
            ],
        ),
        part(
            "d_mu_1",
            title="The derivative by $\\mu_1$",
            claim=D(KL(p, q), mu_1) == z/sigma_2,
            chain=[
                D(KL(p, q), mu_1),
                eq(D(closed, mu_1),                                                      by=lemma("univariate")),
                eq(z/sigma_2,                                                            by=derivative),
            ],
        ),
        part(
            "d_sigma_1",
            title="The derivative by $\\sigma_1$",
            claim=D(KL(p, q), sigma_1) == y*(2 + y)/sigma_1,
            chain=[
                D(KL(p, q), sigma_1),
                eq(D(closed, sigma_1),                                                   by=lemma("univariate")),
                eq(y*(2 + y)/sigma_1,                                                    by=derivative),
            ],
        ),
        part(
            "d_mu_2",
            title="The derivative by $\\mu_2$",
            claim=D(KL(p, q), mu_2) == -(z/sigma_2),
            chain=[
                D(KL(p, q), mu_2),
                eq(D(closed, mu_2),                                                      by=lemma("univariate")),
                eq(-(z/sigma_2),                                                         by=derivative),
            ],
        ),
        part(
            "d_sigma_2",
            title="The derivative by $\\sigma_2$",
            claim=D(KL(p, q), sigma_2) == -((y*(2 + y) + z**2)/sigma_2),
            chain=[
                D(KL(p, q), sigma_2),
                eq(D(closed, sigma_2),                                                   by=lemma("univariate")),
                eq(-((y*(2 + y) + z**2)/sigma_2),                                        by=derivative),
            ],
        ),
    ],
    code=[
        Export(
            module="univariate",
            arguments=(mu_1, sigma_1, mu_2, sigma_2),
            value="kl_divergence",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu_1", "d_mu_1"), ("sigma_1", "d_sigma_1"), ("mu_2", "d_mu_2"), ("sigma_2", "d_sigma_2")),
        ),
    ],
)
