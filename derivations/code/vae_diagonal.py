"""The code form of the divergence to the standard normal from means and scales.

With y = σᵢ − 1 a component contributes μᵢ²/2 + y²/2 + g(y), all nonnegative; where σᵢ is not near 1,
(σᵢ² − 1)/2 − log σᵢ stands for y²/2 + g(y), and nothing cancels either.
"""

from symkl import (
    D, Export, KL, MultivariateNormal, Sum, by_component, derivation, derivative, diag,
    dimension, eq, eye, g, half, index, lemma, log, log1p, log_quotient, part, piecewise,
    positive_vector, rational, special_functions, sums, vector, zeros,
)

k, i = dimension("k"), index("i")
z, mu, H = vector("z mu H", k)
sigma = positive_vector("sigma", k)

m, s = mu[i], sigma[i]
q = MultivariateNormal("q", z, mean=mu, covariance=diag(by_component(s**2, i, k)))
p = MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k))

y = s - 1

# The terms, as they are and as they are computed.
log_ratio = -log(s)
spread = s**2 - 1
distance = m**2

apart = half*s**2 - half - log(s)
scale = piecewise(s, half, apart, piecewise(rational(61, 32), s, apart, half*y**2 + g(y)))
logarithm = piecewise(s, half, -log(s), piecewise(2, s, -log(s), -log1p(y)))


def total(term):
    """The sum over the components."""
    return Sum(term, i, k)


closed = -half*total(1 + log(s**2) - m**2 - s**2)

# As it stands: with as few operations as may be.
direct = half*total(m**2 + s**2 - 2*log(s)) - half*k


def by_letter(letter, value):
    """The differential of the divergence in the direction H of a letter, from its derivative by component i."""
    return part(
        f"d_{letter}",
        title=f"The derivative by $\\{letter}$",
        claim=D(KL(q, p), letter, H) == total(value*H[i]),
        chain=[
            D(KL(q, p), letter, H),
            eq(D(closed, letter, H), by=lemma("vae_diagonal")),
            eq(-half*total(-2*value*H[i]), by=derivative),
            eq(total(value*H[i]), by=sums),
        ],
    )


vae_diagonal_code = derivation(
    title="KL divergence to the standard normal, diagonal covariance, as it is computed from scales",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(q, p) == total(half*m**2 + scale),
            chain=[
                KL(q, p),
                eq(closed, by=lemma("vae_diagonal")),
                eq(-half*total(1 + 2*log(s) - m**2 - s**2), by=log_quotient),
                eq(total(half*m**2 + apart), by=sums),
                eq(total(half*m**2 + scale), by=special_functions),
            ],
        ),
        part(
            "direct",
            title="The value, as it is computed where the distributions are known to be far apart",
            claim=KL(q, p) == direct,
            chain=[
                KL(q, p),
                eq(closed, by=lemma("vae_diagonal")),
                eq(-half*total(1 + 2*log(s) - m**2 - s**2), by=log_quotient),
                eq(direct, by=sums),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(q, p) == total(log_ratio) + half*total(spread) + half*total(distance),
            chain=[
                KL(q, p),
                eq(closed, by=lemma("vae_diagonal")),
                eq(-half*total(1 + 2*log(s) - m**2 - s**2), by=log_quotient),
                eq(total(log_ratio) + half*total(spread) + half*total(distance), by=sums),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=total(log_ratio) == total(logarithm),
            chain=[total(log_ratio), eq(total(logarithm), by=special_functions)],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=half*total(spread) == half*total(y*(2 + y)),
            chain=[half*total(spread), eq(half*total(y*(2 + y)), by=sums)],
        ),
        part(
            "mahalanobis",
            title="The term of the mean",
            claim=half*total(distance) == total(half*m**2),
            chain=[half*total(distance), eq(total(half*m**2), by=sums)],
        ),
        by_letter(mu, m),
        by_letter(sigma, y/s*(2 + y)),
    ],
    code=[
        Export(
            module="vae_diagonal",
            arguments=(mu, sigma),
            value="kl_divergence",
            direct="direct",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu", "d_mu"), ("sigma", "d_sigma")),
            names=(("y", y),),
        ),
    ],
)
