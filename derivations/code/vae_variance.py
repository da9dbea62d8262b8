"""The code form of the divergence to the standard normal from means and variances.

With e = vᵢ − 1 a component contributes (μᵢ² + g(e))/2, both nonnegative; where vᵢ is not near 1, e and the
logarithm are subtracted as they stand.
"""

from symkl import (
    D, Export, KL, MultivariateNormal, Sum, algebra, by_component, derivation, derivative, diag,
    dimension, eq, eye, g, half, index, lemma, log, log1p, part, piecewise, positive_vector,
    rational, special_functions, sqrt, sums, vector, zeros,
)

k, i = dimension("k"), index("i")
z, mu, H = vector("z mu H", k)
variance = positive_vector("variance", k)

m, v = mu[i], variance[i]
q = MultivariateNormal("q", z, mean=mu, covariance=diag(variance))
p = MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k))

e = v - 1


def total(term):
    """The sum over the components."""
    return Sum(term, i, k)


closed = -half*total(1 + log(v) - m**2 - v)

# As it stands: with as few operations as may be.
direct = half*total(m**2 + v - log(v)) - half*k

vae_diagonal = lemma("vae_diagonal", sigma=by_component(sqrt(v), i, k))

# The terms, as they are and as they are computed.
log_ratio = -log(v)
spread = v - 1
distance = m**2

apart = half*(e - log(v))
scale = piecewise(v, rational(7, 16), apart, piecewise(rational(61, 32), v, apart, half*g(e)))
logarithm = piecewise(v, half, -log(v), piecewise(2, v, -log(v), -log1p(e)))


def by_letter(letter, named, value):
    """The differential of the divergence in the direction H of a letter, from its derivative by component i."""
    return part(
        f"d_{letter}",
        title=f"The derivative by {named}",
        claim=D(KL(q, p), letter, H) == total(value*H[i]),
        chain=[
            D(KL(q, p), letter, H),
            eq(D(closed, letter, H), by=vae_diagonal),
            eq(-half*total(-2*value*H[i]), by=derivative),
            eq(total(value*H[i]), by=sums),
        ],
    )


vae_variance_code = derivation(
    title="KL divergence to the standard normal, diagonal covariance, as it is computed from variances",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(q, p) == total(half*m**2 + scale),
            chain=[
                KL(q, p),
                eq(closed, by=vae_diagonal),
                eq(total(half*m**2 + half*(e - log(v))), by=sums),
                eq(total(half*m**2 + scale), by=special_functions),
            ],
        ),
        part(
            "direct",
            title="The value, as it is computed where the distributions are known to be far apart",
            claim=KL(q, p) == direct,
            chain=[
                KL(q, p),
                eq(closed, by=vae_diagonal),
                eq(direct, by=sums),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(q, p) == half*total(log_ratio) + half*total(spread) + half*total(distance),
            chain=[
                KL(q, p),
                eq(closed, by=vae_diagonal),
                eq(half*total(log_ratio) + half*total(spread) + half*total(distance), by=sums),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=half*total(log_ratio) == half*total(logarithm),
            chain=[half*total(log_ratio), eq(half*total(logarithm), by=special_functions)],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=half*total(spread) == half*total(e),
            chain=[half*total(spread), eq(half*total(e), by=algebra)],
        ),
        part(
            "mahalanobis",
            title="The term of the mean",
            claim=half*total(distance) == total(half*m**2),
            chain=[half*total(distance), eq(total(half*m**2), by=sums)],
        ),
        by_letter(mu, "$\\mu$", m),
        by_letter(variance, "the variances", half*e/v),
    ],
    code=[
        Export(
            module="vae_variance",
            arguments=(mu, variance),
            value="kl_divergence",
            direct="direct",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu", "d_mu"), ("variance", "d_variance")),
            names=(("e", e),),
        ),
    ],
)
