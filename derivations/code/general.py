"""The code form of the divergence between two Gaussians, from Cholesky factors and from covariances.

With Σ₁ = L₁L₁ᵀ and Σ₂ = L₂L₂ᵀ the matrix A = L₂⁻¹L₁ is lower triangular. Its diagonal is that of L₁ over that of L₂ and
contributes like the scales of univariate Gaussians; below the diagonal it is E = L₂⁻¹(L₁ − L₂), which contributes its
squares. All terms are nonnegative.

From covariances the difference of two factors, each with a rounding error of its own, is a poor start where they nearly
coincide. There the difference of the covariances is taken first: with M = L₂⁻¹(Σ₁ − Σ₂)L₂⁻ᵀ and I + M = CCᵀ it is
L₁ = L₂C. Row i of C has the square qᵢ left of the diagonal, Cᵢᵢ² = 1 + eᵢ for eᵢ = Mᵢᵢ − qᵢ, and the row contributes
(g(eᵢ) + qᵢ)/2. These are the parts named `near`.
"""

from symkl import (
    D, Export, KL, MultivariateNormal, Sum, algebra, covariance, det, derivation, dimension, eq, g,
    half, index, inv, lemma, log, log1p, log_quotient, matrix, matrix_derivative, part, piecewise,
    scale_tril, special_functions, sqrt, strict_lower, symmetric, tr, trace, triangular,
    triangular_functions, vector,
)

k, i = dimension("k"), index("i")
x, mu_1, mu_2, v = vector("x mu_1 mu_2 v", k)
L_1, L_2, C = scale_tril("L_1 L_2 C", k)
Sigma_1, Sigma_2 = covariance("Sigma_1 Sigma_2", k)
H = matrix("H", k, k)
S = symmetric("S", k)

d = mu_1 - mu_2
w = inv(L_2) @ d
E = inv(L_2) @ (L_1 - L_2)
N = strict_lower(E)
a, b = L_1[i, i], L_2[i, i]


def laws(first, second):
    """The two laws with these covariances."""
    p = MultivariateNormal("p", x, mean=mu_1, covariance=first)
    q = MultivariateNormal("q", x, mean=mu_2, covariance=second)
    return p, q


def closed_form(first, second):
    """The closed form in these covariances."""
    return half*(tr(inv(second) @ first) + d.T @ inv(second) @ d - k + log(det(second)/det(first)))


p, q = laws(Sigma_1, Sigma_2)
closed = closed_form(Sigma_1, Sigma_2)

C_1, C_2 = L_1 @ L_1.T, L_2 @ L_2.T
p_L, q_L = laws(C_1, C_2)
closed_L = closed_form(C_1, C_2)
by_general = lemma("general", Sigma_1=C_1, Sigma_2=C_2)


def total(term):
    """The sum over the diagonal."""
    return Sum(term, i, k)


quotient = log(a/b)
roots = 2*log(sqrt(a)/sqrt(b))
logarithm = piecewise(a, b/1073741824, roots, quotient)
rest = half*(w.T @ w) + half*tr(N @ N.T)


def scales(y, log_ab):
    """What the diagonal contributes, with y = E_ii and the logarithm of a/b."""
    return total(piecewise(a, half*b, half*y*(2 + y) - log_ab, half*y**2 + g(y)))


def logarithms(y, log_ab):
    """The logarithms of b/a on the diagonal."""
    return total(piecewise(a, half*b, -log_ab, piecewise(2*b, a, -log_ab, -log1p(y))))


# The terms, as they are and as they are computed.
log_ratio = half*log(det(C_2)/det(C_1))
spread = half*(tr(inv(C_2) @ C_1) - k)
distance = half*(d.T @ inv(C_2) @ d)
spread_code = tr(E) + half*tr(E @ E.T)


# The same where the first covariance is that of L₂C.
C_C = (L_2 @ C) @ (L_2 @ C).T
p_C = MultivariateNormal("p", x, mean=mu_1, covariance=C_C)
closed_C = closed_form(C_C, C_2)
M = inv(L_2) @ (C_C - C_2) @ inv(L_2).T
row = (strict_lower(C) @ strict_lower(C).T)[i, i]
e = M[i, i] - row


def value(name, title):
    """The value; the arguments are factors, or covariances whose factors are computed first."""
    return part(
        name,
        title=title,
        claim=KL(p_L, q_L) == rest + scales(E[i, i], logarithm),
        chain=[
            KL(p_L, q_L),
            eq(closed_L, by=by_general),
            eq(rest + total(half*(a**2/b**2 - 1) - quotient), by=triangular),
            eq(rest + scales(a/b - 1, quotient), by=special_functions),
            eq(rest + scales(a/b - 1, logarithm), by=log_quotient),
            eq(rest + scales(E[i, i], logarithm), by=triangular),
        ],
    )


def by_factor(letter, named, direction, differential):
    """The differential of the divergence in the direction of a letter."""
    return part(
        f"d_{letter}",
        title=f"The derivative by ${named}$",
        claim=D(KL(p_L, q_L), letter, direction) == differential,
        chain=[
            D(KL(p_L, q_L), letter, direction),
            eq(D(closed_L, letter, direction), by=by_general),
            eq(differential, by=matrix_derivative),
        ],
    )


def by_covariance(letter, differential):
    """The differential of the divergence in the symmetric direction S of a covariance."""
    return part(
        f"d_{letter}",
        title=f"The derivative by $\\{letter}$",
        claim=D(KL(p, q), letter, S) == differential,
        chain=[
            D(KL(p, q), letter, S),
            eq(D(closed, letter, S), by=lemma("general")),
            eq(differential, by=matrix_derivative),
        ],
    )


terms = (("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis"))

general_code = derivation(
    title="KL divergence between two multivariate Gaussians, as it is computed",
    parts=[
        value("kl_divergence", "The value, from covariances"),
        value("kl_divergence_cholesky", "The value, from Cholesky factors"),
        part(
            "near",
            title="The value, from covariances that are near each other",
            claim=KL(p_C, q_L) == half*(w.T @ w) + half*total(g(e) + row),
            chain=[
                KL(p_C, q_L),
                eq(closed_C, by=lemma("general", Sigma_1=C_C, Sigma_2=C_2)),
                eq(half*(w.T @ w) + half*(tr(C @ C.T) - k) - total(log(C[i, i])), by=triangular),
                eq(half*(w.T @ w) + half*total(g(e) + row), by=triangular_functions),
            ],
        ),
        part(
            "near_log_determinant",
            title="The term of the determinants, from covariances that are near each other",
            claim=half*log(det(C_2)/det(C_C)) == -half*total(log1p(e)),
            chain=[half*log(det(C_2)/det(C_C)), eq(-half*total(log1p(e)), by=triangular_functions)],
        ),
        part(
            "near_trace",
            title="The term of the trace, from the difference of the covariances",
            claim=half*(tr(inv(C_2) @ C_C) - k) == half*tr(M),
            chain=[half*(tr(inv(C_2) @ C_C) - k), eq(half*tr(M), by=trace)],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(p_L, q_L) == log_ratio + spread + distance,
            chain=[
                KL(p_L, q_L),
                eq(closed_L, by=by_general),
                eq(log_ratio + spread + distance, by=algebra),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=log_ratio == logarithms(E[i, i], roots),
            chain=[
                log_ratio,
                eq(total(-quotient), by=triangular),
                eq(logarithms(a/b - 1, quotient), by=special_functions),
                eq(logarithms(a/b - 1, roots), by=log_quotient),
                eq(logarithms(E[i, i], roots), by=triangular),
            ],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=spread == spread_code,
            chain=[spread, eq(spread_code, by=trace)],
        ),
        part(
            "mahalanobis",
            title="The term of the means",
            claim=distance == half*(w.T @ w),
            chain=[distance, eq(half*(w.T @ w), by=algebra)],
        ),
        by_factor(mu_1, "\\mu_1", v, (inv(L_2).T @ w).T @ v),
        by_factor(mu_2, "\\mu_2", v, -((inv(L_2).T @ w).T @ v)),
        by_factor(L_1, "L_1", H, tr((inv(L_2).T @ (E + (inv(L_1) @ (L_1 - L_2)).T)).T @ H)),
        by_factor(L_2, "L_2", H, -tr((inv(L_2).T @ (E + E.T + E @ E.T + w @ w.T)).T @ H)),
        by_covariance(Sigma_1, half*tr(inv(Sigma_2) @ (Sigma_1 - Sigma_2) @ inv(Sigma_1) @ S)),
        by_covariance(Sigma_2, -half*tr(inv(Sigma_2) @ (Sigma_1 - Sigma_2 + d @ d.T) @ inv(Sigma_2) @ S)),
    ],
    code=[
        Export(
            module="general",
            arguments=(mu_1, Sigma_1, mu_2, Sigma_2),
            value="kl_divergence",
            terms=terms,
            gradient=(("mu_1", "d_mu_1"), ("Sigma_1", "d_Sigma_1"), ("mu_2", "d_mu_2"), ("Sigma_2", "d_Sigma_2")),
            names=(("w", w), ("E", E)),
            near=(("kl_divergence", "near"), ("log_determinant", "near_log_determinant"), ("trace", "near_trace")),
        ),
        Export(
            module="general",
            arguments=(mu_1, L_1, mu_2, L_2),
            value="kl_divergence_cholesky",
            terms=terms,
            gradient=(("mu_1", "d_mu_1"), ("L_1", "d_L_1"), ("mu_2", "d_mu_2"), ("L_2", "d_L_2")),
            names=(("w", w), ("E", E)),
        ),
    ],
)
