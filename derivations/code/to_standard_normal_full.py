"""The code form of the divergence to the standard normal, full covariance, from a Cholesky factor and from the covariance.

With Σ = LLᵀ the diagonal of L contributes like the scales of univariate Gaussians, what is below it its squares, and so
does μ. All terms are nonnegative.

From the covariance the difference Σ − I is taken, and not L − I, where the rounding errors of L would be all that is left
near the standard normal. Row i of L has the square qᵢ left of the diagonal, Lᵢᵢ² = 1 + eᵢ for eᵢ = (Σ − I)ᵢᵢ − qᵢ, and the row
contributes (g(eᵢ) + qᵢ)/2.
"""

from symkl import (
    Domain, KL, MultivariateNormal, algebra, code_form, covariance, det, dimension, eq, eye, form, g, half, index, inv,
    lemma, log, log1p, matrix, matrix_derivative, piecewise, rational, scale_tril, slope, special_functions, strict_lower,
    symmetric, tr, trace, triangular, triangular_functions, vector, zeros,
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
total = Domain(i, k).total  # over the diagonal


def divergence(V, by):
    """The divergence from a Gaussian with this covariance, and its closed form."""
    p = MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k))
    q = MultivariateNormal("q", z, mean=mu, covariance=V)
    return [KL(q, p), eq(half*(tr(V) + mu.T @ mu - k - log(det(V))), by=by)]


kl = divergence(C, lemma("vae_full", Sigma=C))
rest = half*(mu.T @ mu) + half*tr(N @ N.T)


def scales(y):
    """The contribution of the diagonal, with y = L_ii - 1."""
    return total(piecewise(a, half, half*y*(2 + y) - log(a), half*y**2 + g(y)))


def logarithm(y):
    """The logarithms of the diagonal, with y = L_ii - 1."""
    return total(piecewise(a, half, -log(a), piecewise(2, a, -log(a), -log1p(y))))


# The same from the covariance.
difference = C - eye(k)
row = (strict_lower(L) @ strict_lower(L).T)[i, i]
e = difference[i, i] - row
small = rational(5, 16)

# The terms.
log_ratio = -half*log(det(C))
spread = half*(tr(C) - k)
distance = half*(mu.T @ mu)

vae_full_code = code_form(
    title="KL divergence to the standard normal, full covariance, as it is computed",
    module="vae_full",
    functions={"kl_divergence": (mu, Sigma), "kl_divergence_cholesky": (mu, L)},
    terms={
        "kl_divergence": {
            "log_determinant": "log_determinant_covariance", "trace": "trace_covariance", "mahalanobis": "mahalanobis",
        },
    },
    parts=[
        form(
            "kl_divergence", kl,
            eq(distance + total(half*row + (half*(a**2 - 1) - log(a))), by=triangular),
            eq(distance + total(half*row + piecewise(a, small, half*(a**2 - 1) - log(a), half*g(e))), by=triangular_functions),
            title="The value, from the covariance",
        ),
        form(
            "kl_divergence_cholesky", kl,
            eq(rest + total(half*(a**2 - 1) - log(a)), by=triangular),
            eq(rest + scales(a - 1), by=special_functions),
            eq(rest + scales(E[i, i]), by=triangular),
            title="The value, from a Cholesky factor",
        ),
        form("terms", kl, eq(log_ratio + spread + distance, by=algebra)),
        form(
            "log_determinant", log_ratio,
            eq(total(-log(a)), by=triangular),
            eq(logarithm(a - 1), by=special_functions),
            eq(logarithm(E[i, i]), by=triangular),
            title="The term of the determinant",
        ),
        form("trace", spread, eq(tr(E) + half*tr(E @ E.T), by=trace)),
        form(
            "log_determinant_covariance", log_ratio,
            eq(total(-log(a)), by=triangular),
            eq(total(piecewise(a, small, -log(a), -half*log1p(e))), by=triangular_functions),
            title="The term of the determinant, from the covariance",
        ),
        form(
            "trace_covariance", spread, eq(half*tr(difference), by=trace),
            title="The term of the trace, from the covariance",
        ),
        form("mahalanobis", distance, eq(distance, by=algebra), title="The term of the mean"),
        slope(mu, kl, eq(mu.T @ v, by=matrix_derivative), along=v),
        slope(L, kl, eq(tr((E + (inv(L) @ E).T).T @ H), by=matrix_derivative), along=H),
        slope(
            Sigma, divergence(Sigma, lemma("vae_full")),
            eq(half*tr((Sigma - eye(k)) @ inv(Sigma) @ S), by=matrix_derivative), along=S,
        ),
    ],
)
