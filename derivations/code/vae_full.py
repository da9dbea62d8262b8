"""The code form of the divergence to the standard normal, full covariance, from a Cholesky factor and from the covariance.

With Σ = LLᵀ the diagonal of L contributes like the scales of univariate Gaussians, what is below it its squares, and so
does μ. All terms are nonnegative.

From the covariance the difference Σ − I is taken, and not L − I, where the rounding errors of L would be all that is left
near the standard normal. Row i of L has the square qᵢ left of the diagonal, Lᵢᵢ² = 1 + eᵢ for eᵢ = (Σ − I)ᵢᵢ − qᵢ, and the row
contributes (g(eᵢ) + qᵢ)/2.
"""

from symkl import (
    D, Export, KL, MultivariateNormal, Sum, algebra, covariance, det, derivation, dimension, eq, eye, g,
    half, index, inv, lemma, log, log1p, matrix, matrix_derivative, part, piecewise, rational,
    scale_tril, special_functions, strict_lower, symmetric, tr, trace, triangular,
    triangular_functions, vector, zeros,
)

k, i = dimension("k"), index("i")
z, mu, v = vector("z mu v", k)
L = scale_tril("L", k)
Sigma = covariance("Sigma", k)
H = matrix("H", k, k)
S = symmetric("S", k)

E = L - eye(k)
N = strict_lower(E)
a = L[i, i]
C = L @ L.T

p = MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k))
q = MultivariateNormal("q", z, mean=mu, covariance=Sigma)
q_L = MultivariateNormal("q", z, mean=mu, covariance=C)

closed = half*(tr(Sigma) + mu.T @ mu - k - log(det(Sigma)))
closed_L = half*(tr(C) + mu.T @ mu - k - log(det(C)))
by_vae_full = lemma("vae_full", Sigma=C)


def total(term):
    """The sum over the diagonal."""
    return Sum(term, i, k)


rest = half*(mu.T @ mu) + half*tr(N @ N.T)


def scales(y):
    """What the diagonal contributes, with y = L_ii - 1."""
    return total(piecewise(a, half, half*y*(2 + y) - log(a), half*y**2 + g(y)))


# The same from the covariance.
difference = C - eye(k)
row = (strict_lower(L) @ strict_lower(L).T)[i, i]
e = difference[i, i] - row
small = rational(5, 16)
from_covariance = half*(mu.T @ mu) + total(half*row + piecewise(a, small, half*(a**2 - 1) - log(a), half*g(e)))

# The terms, as they are and as they are computed.
log_ratio = -half*log(det(C))
spread = half*(tr(C) - k)
distance = half*(mu.T @ mu)


def logarithm(y):
    """The logarithms of the diagonal, with y = L_ii - 1."""
    return total(piecewise(a, half, -log(a), piecewise(2, a, -log(a), -log1p(y))))


spread_code = tr(E) + half*tr(E @ E.T)


def by_letter(letter, named, direction, differential):
    """The differential of the divergence in the direction of a letter."""
    return part(
        f"d_{letter}",
        title=f"The derivative by ${named}$",
        claim=D(KL(q_L, p), letter, direction) == differential,
        chain=[
            D(KL(q_L, p), letter, direction),
            eq(D(closed_L, letter, direction), by=by_vae_full),
            eq(differential, by=matrix_derivative),
        ],
    )


terms = (("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis"))
terms_covariance = (
    ("log_determinant", "log_determinant_covariance"),
    ("trace", "trace_covariance"),
    ("mahalanobis", "mahalanobis"),
)

vae_full_code = derivation(
    title="KL divergence to the standard normal, full covariance, as it is computed",
    parts=[
        part(
            "kl_divergence",
            title="The value, from the covariance",
            claim=KL(q_L, p) == from_covariance,
            chain=[
                KL(q_L, p),
                eq(closed_L, by=by_vae_full),
                eq(half*(mu.T @ mu) + total(half*row + (half*(a**2 - 1) - log(a))), by=triangular),
                eq(from_covariance, by=triangular_functions),
            ],
        ),
        part(
            "kl_divergence_cholesky",
            title="The value, from a Cholesky factor",
            claim=KL(q_L, p) == rest + scales(E[i, i]),
            chain=[
                KL(q_L, p),
                eq(closed_L, by=by_vae_full),
                eq(rest + total(half*(a**2 - 1) - log(a)), by=triangular),
                eq(rest + scales(a - 1), by=special_functions),
                eq(rest + scales(E[i, i]), by=triangular),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(q_L, p) == log_ratio + spread + distance,
            chain=[
                KL(q_L, p),
                eq(closed_L, by=by_vae_full),
                eq(log_ratio + spread + distance, by=algebra),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinant",
            claim=log_ratio == logarithm(E[i, i]),
            chain=[
                log_ratio,
                eq(total(-log(a)), by=triangular),
                eq(logarithm(a - 1), by=special_functions),
                eq(logarithm(E[i, i]), by=triangular),
            ],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=spread == spread_code,
            chain=[spread, eq(spread_code, by=trace)],
        ),
        part(
            "log_determinant_covariance",
            title="The term of the determinant, from the covariance",
            claim=log_ratio == total(piecewise(a, small, -log(a), -half*log1p(e))),
            chain=[
                log_ratio,
                eq(total(-log(a)), by=triangular),
                eq(total(piecewise(a, small, -log(a), -half*log1p(e))), by=triangular_functions),
            ],
        ),
        part(
            "trace_covariance",
            title="The term of the trace, from the covariance",
            claim=spread == half*tr(difference),
            chain=[spread, eq(half*tr(difference), by=trace)],
        ),
        part(
            "mahalanobis",
            title="The term of the mean",
            claim=distance == half*(mu.T @ mu),
            chain=[distance, eq(half*(mu.T @ mu), by=algebra)],
        ),
        by_letter(mu, "\\mu", v, mu.T @ v),
        by_letter(L, "L", H, tr((E + (inv(L) @ E).T).T @ H)),
        part(
            "d_Sigma",
            title="The derivative by $\\Sigma$",
            claim=D(KL(q, p), Sigma, S) == half*tr((Sigma - eye(k)) @ inv(Sigma) @ S),
            chain=[
                D(KL(q, p), Sigma, S),
                eq(D(closed, Sigma, S), by=lemma("vae_full")),
                eq(half*tr((Sigma - eye(k)) @ inv(Sigma) @ S), by=matrix_derivative),
            ],
        ),
    ],
    code=[
        Export(
            module="vae_full",
            arguments=(mu, Sigma),
            value="kl_divergence",
            terms=terms_covariance,
            gradient=(("mu", "d_mu"), ("Sigma", "d_Sigma")),
        ),
        Export(
            module="vae_full",
            arguments=(mu, L),
            value="kl_divergence_cholesky",
            terms=terms,
            gradient=(("mu", "d_mu"), ("L", "d_L")),
        ),
    ],
)
