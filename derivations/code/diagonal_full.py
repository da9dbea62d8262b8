"""The code form of the divergence from a Gaussian with diagonal covariance to one with full covariance.

From scales σ₁ and a Cholesky factor L₂: with S₁ = diag(σ₁) it is the general form for Cholesky factors. All terms are nonnegative.
"""

from symkl import (
    D, Export, KL, MultivariateNormal, Sum, algebra, derivation, det, diag, dimension, eq, g, half, index, inv, lemma,
    log, log1p, log_quotient, matrix, matrix_derivative, part, piecewise, positive_vector, scale_tril,
    special_functions, sqrt, strict_lower, tr, triangular, vector,
)

k, i = dimension("k"), index("i")
x, mu_1, mu_2, v = vector("x mu_1 mu_2 v", k)
sigma_1 = positive_vector("sigma_1", k)
L_2 = scale_tril("L_2", k)
H = matrix("H", k, k)

S_1 = diag(sigma_1)
d = mu_1 - mu_2
w = inv(L_2) @ d
A = inv(L_2) @ S_1
E = inv(L_2) @ (S_1 - L_2)
N = strict_lower(A)
a, b = sigma_1[i], L_2[i, i]

p = MultivariateNormal("p", x, mean=mu_1, covariance=S_1 @ S_1.T)
q = MultivariateNormal("q", x, mean=mu_2, covariance=L_2 @ L_2.T)
C_1, C_2 = S_1 @ S_1.T, L_2 @ L_2.T

closed = half*(tr(inv(C_2) @ C_1) + d.T @ inv(C_2) @ d - k + log(det(C_2)/det(C_1)))
by_general = lemma("general", Sigma_1=C_1, Sigma_2=C_2)


def total(term):
    """The sum over the diagonal."""
    return Sum(term, i, k)


quotient = log(a/b)
roots = 2*log(sqrt(a)/sqrt(b))
logarithm = piecewise(a, b/1073741824, roots, quotient)
rest = half*(w.T @ w) + half*tr(N @ N.T)


def scales(y, log_ab):
    """What the diagonal contributes, with y = a/b - 1 and the logarithm of a/b."""
    return total(piecewise(a, half*b, half*y*(2 + y) - log_ab, half*y**2 + g(y)))


def logarithms(y, log_ab):
    """The logarithms of b/a on the diagonal."""
    return total(piecewise(a, half*b, -log_ab, piecewise(2*b, a, -log_ab, -log1p(y))))


# The terms, as they are and as they are computed.
log_ratio = half*log(det(C_2)/det(C_1))
spread = half*(tr(inv(C_2) @ C_1) - k)
distance = half*(d.T @ inv(C_2) @ d)
y = (a - b)/b
spread_code = total(half*y*(2 + y)) + half*tr(N @ N.T)


def by_letter(letter, named, direction, differential):
    """The differential of the divergence in the direction of a letter."""
    return part(
        f"d_{letter}",
        title=f"The derivative by ${named}$",
        claim=D(KL(p, q), letter, direction) == differential,
        chain=[
            D(KL(p, q), letter, direction),
            eq(D(closed, letter, direction), by=by_general),
            eq(differential, by=matrix_derivative),
        ],
    )


diagonal_full_code = derivation(
    title="KL divergence from a diagonal to a full Gaussian, as it is computed from scales and a Cholesky factor",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(p, q) == rest + scales(y, logarithm),
            chain=[
                KL(p, q),
                eq(closed, by=by_general),
                eq(rest + total(half*(a**2/b**2 - 1) - quotient), by=triangular),
                eq(rest + scales(y, quotient), by=special_functions),
                eq(rest + scales(y, logarithm), by=log_quotient),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(p, q) == log_ratio + spread + distance,
            chain=[
                KL(p, q),
                eq(closed, by=by_general),
                eq(log_ratio + spread + distance, by=algebra),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=log_ratio == logarithms(y, roots),
            chain=[
                log_ratio,
                eq(total(-quotient), by=triangular),
                eq(logarithms(y, quotient), by=special_functions),
                eq(logarithms(y, roots), by=log_quotient),
            ],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=spread == spread_code,
            chain=[spread, eq(spread_code, by=triangular)],
        ),
        part(
            "mahalanobis",
            title="The term of the means",
            claim=distance == half*(w.T @ w),
            chain=[distance, eq(half*(w.T @ w), by=algebra)],
        ),
        by_letter(mu_1, "\\mu_1", v, (inv(L_2).T @ w).T @ v),
        by_letter(mu_2, "\\mu_2", v, -((inv(L_2).T @ w).T @ v)),
        by_letter(sigma_1, "\\sigma_1", v, tr((inv(L_2).T @ E + inv(S_1) @ (S_1 - L_2) @ inv(L_2)) @ diag(v))),
        by_letter(L_2, "L_2", H, -tr((inv(L_2).T @ (E + E.T + E @ E.T + w @ w.T)).T @ H)),
    ],
    code=[
        Export(
            module="diagonal_full",
            arguments=(mu_1, sigma_1, mu_2, L_2),
            value="kl_divergence",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu_1", "d_mu_1"), ("sigma_1", "d_sigma_1"), ("mu_2", "d_mu_2"), ("L_2", "d_L_2")),
            names=(("w", w), ("A", A), ("E", E), ("y", y)),
        ),
    ],
)
