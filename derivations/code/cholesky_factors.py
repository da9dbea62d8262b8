"""The code forms of the divergence between two Gaussians from Cholesky factors, one of which may be diagonal, and from covariances.

With Σ₁ = L₁L₁ᵀ and Σ₂ = L₂L₂ᵀ the matrix A = L₂⁻¹L₁ is lower triangular. Its diagonal is that of L₁ over that of L₂ and
contributes like the scales of univariate Gaussians; below the diagonal it is E = L₂⁻¹(L₁ − L₂), which contributes its
squares. All terms are nonnegative. A diagonal covariance has scales σ and the factor diag(σ); where it is the second one,
L₂⁻¹ divides rows by scales and no system is solved.

From covariances the difference of two factors, each with a rounding error of its own, is a poor start where they nearly
coincide. There the difference of the covariances is taken first: with M = L₂⁻¹(Σ₁ − Σ₂)L₂⁻ᵀ and I + M = CCᵀ it is
L₁ = L₂C. Row i of C has the square qᵢ left of the diagonal, Cᵢᵢ² = 1 + eᵢ for eᵢ = Mᵢᵢ − qᵢ, and the row contributes
(g(eᵢ) + qᵢ)/2. These are the parts named `near`.
"""

from symkl import (
    Domain, KL, MultivariateNormal, algebra, code_form, covariance, det, diag, dimension, eq, form, g, half, index, inv,
    lemma, log, log1p, log_quotient, matrix, matrix_derivative, piecewise, positive_vector, scale_tril, slope,
    special_functions, sqrt, strict_lower, symmetric, tr, trace, triangular, triangular_functions, vector,
)

k, i = dimension("k"), index("i")
x, mu_1, mu_2, v = vector("x mu_1 mu_2 v", k)
sigma_1, sigma_2 = positive_vector("sigma_1 sigma_2", k)
L_1, L_2, C = scale_tril("L_1 L_2 C", k)
Sigma_1, Sigma_2 = covariance("Sigma_1 Sigma_2", k)
H = matrix("H", k, k)
S = symmetric("S", k)

d = mu_1 - mu_2
total = Domain(i, k).total  # over the diagonal


def divergence(first, second):
    """The divergence between Gaussians with these covariances."""
    p = MultivariateNormal("p", x, mean=mu_1, covariance=first)
    q = MultivariateNormal("q", x, mean=mu_2, covariance=second)
    return KL(p, q)


def closed(first, second):
    """Its closed form."""
    return half*(tr(inv(second) @ first) + d.T @ inv(second) @ d - k + log(det(second)/det(first)))


def by_general(first, second):
    """The divergence with its closed form, in covariances that are products of factors."""
    return [divergence(first, second), eq(closed(first, second), by=lemma("general", Sigma_1=first, Sigma_2=second))]


def value(name, kl, w, N, a, b, y, *shapes, title=None):
    """The value: the squares of w and of N below the diagonal, and the diagonal, with a/b - 1 in one shape after the other."""
    rest = half*(w.T @ w) + half*tr(N @ N.T)
    quotient = log(a/b)
    logarithm = piecewise(a, b/1073741824, 2*log(sqrt(a)/sqrt(b)), quotient)

    def computed(y, log_ab):
        return rest + total(piecewise(a, half*b, half*y*(2 + y) - log_ab, half*y**2 + g(y)))

    return form(
        name, kl,
        eq(rest + total(half*(a**2/b**2 - 1) - quotient), by=triangular),
        eq(computed(y, quotient), by=special_functions),
        eq(computed(y, logarithm), by=log_quotient),
        *(eq(computed(shape, logarithm), by=triangular) for shape in shapes),
        title=title,
    )


def terms(kl, C_1, C_2, w, a, b, y, *shapes, spread_code, by):
    """The terms, with that of the trace as it is computed, and the rule for it."""
    log_ratio, spread, distance = half*log(det(C_2)/det(C_1)), half*(tr(inv(C_2) @ C_1) - k), half*(d.T @ inv(C_2) @ d)
    quotient, roots = log(a/b), 2*log(sqrt(a)/sqrt(b))

    def logarithms(y, log_ab):
        return total(piecewise(a, half*b, -log_ab, piecewise(2*b, a, -log_ab, -log1p(y))))

    return [
        form("terms", kl, eq(log_ratio + spread + distance, by=algebra)),
        form(
            "log_determinant", log_ratio,
            eq(total(-quotient), by=triangular),
            eq(logarithms(y, quotient), by=special_functions),
            eq(logarithms(y, roots), by=log_quotient),
            *(eq(logarithms(shape, roots), by=triangular) for shape in shapes),
        ),
        form("trace", spread, eq(spread_code, by=by)),
        form("mahalanobis", distance, eq(half*(w.T @ w), by=algebra)),
    ]


def slopes(kl, second, w, *of_factors):
    """The derivatives by the means, and by the factors: a letter, a direction, the differential."""
    of_means = (inv(second).T @ w).T @ v
    rows = (mu_1, v, of_means), (mu_2, v, -of_means), *of_factors
    return [slope(letter, kl, eq(value, by=matrix_derivative), along=along) for letter, along, value in rows]


# Two full covariances.
C_1, C_2 = L_1 @ L_1.T, L_2 @ L_2.T
w = inv(L_2) @ d
E = inv(L_2) @ (L_1 - L_2)
N = strict_lower(E)
a, b = L_1[i, i], L_2[i, i]
diagonal = a, b, a/b - 1, E[i, i]
kl = by_general(C_1, C_2)
kl_covariances = [divergence(Sigma_1, Sigma_2), eq(closed(Sigma_1, Sigma_2), by=lemma("general"))]

# The same where the first covariance is that of L₂C.
C_C = (L_2 @ C) @ (L_2 @ C).T
M = inv(L_2) @ (C_C - C_2) @ inv(L_2).T
row = (strict_lower(C) @ strict_lower(C).T)[i, i]
e = M[i, i] - row

general_code = code_form(
    title="KL divergence between two multivariate Gaussians, as it is computed",
    module="general",
    functions={
        "kl_divergence": (mu_1, Sigma_1, mu_2, Sigma_2),
        "kl_divergence_cholesky": (mu_1, L_1, mu_2, L_2),
    },
    names={"w": w, "E": E},
    near={"kl_divergence": "near", "log_determinant": "near_log_determinant", "trace": "near_trace"},
    parts=[
        value("kl_divergence", kl, w, N, *diagonal, title="The value, from covariances"),
        value("kl_divergence_cholesky", kl, w, N, *diagonal, title="The value, from Cholesky factors"),
        form(
            "near", by_general(C_C, C_2),
            eq(half*(w.T @ w) + half*(tr(C @ C.T) - k) - total(log(C[i, i])), by=triangular),
            eq(half*(w.T @ w) + half*total(g(e) + row), by=triangular_functions),
            title="The value, from covariances that are near each other",
        ),
        form(
            "near_log_determinant", half*log(det(C_2)/det(C_C)), eq(-half*total(log1p(e)), by=triangular_functions),
            title="The term of the determinants, from covariances that are near each other",
        ),
        form(
            "near_trace", half*(tr(inv(C_2) @ C_C) - k), eq(half*tr(M), by=trace),
            title="The term of the trace, from the difference of the covariances",
        ),
        *terms(kl, C_1, C_2, w, *diagonal, spread_code=tr(E) + half*tr(E @ E.T), by=trace),
        *slopes(
            kl, L_2, w,
            (L_1, H, tr((inv(L_2).T @ (E + (inv(L_1) @ (L_1 - L_2)).T)).T @ H)),
            (L_2, H, -tr((inv(L_2).T @ (E + E.T + E @ E.T + w @ w.T)).T @ H)),
        ),
        slope(
            Sigma_1, kl_covariances,
            eq(half*tr(inv(Sigma_2) @ (Sigma_1 - Sigma_2) @ inv(Sigma_1) @ S), by=matrix_derivative), along=S,
        ),
        slope(
            Sigma_2, kl_covariances,
            eq(-half*tr(inv(Sigma_2) @ (Sigma_1 - Sigma_2 + d @ d.T) @ inv(Sigma_2) @ S), by=matrix_derivative), along=S,
        ),
    ],
)


def with_scales(first, second, a, b, *of_factors):
    """The parts where one of the factors is diagonal, and the names of what is computed once."""
    kl = by_general(first @ first.T, second @ second.T)
    w, A, E, y = inv(second) @ d, inv(second) @ first, inv(second) @ (first - second), (a - b)/b
    N = strict_lower(A)
    spread_code = total(half*y*(2 + y)) + half*tr(N @ N.T)
    return {
        "names": {"w": w, "A": A, "E": E, "y": y},
        "parts": [
            value("kl_divergence", kl, w, N, a, b, y),
            *terms(kl, first @ first.T, second @ second.T, w, a, b, y, spread_code=spread_code, by=triangular),
            *slopes(kl, second, w, *of_factors),
        ],
    }


# A diagonal and a full covariance.
S_1 = diag(sigma_1)
w, E = inv(L_2) @ d, inv(L_2) @ (S_1 - L_2)

diagonal_full_code = code_form(
    title="KL divergence from a diagonal to a full Gaussian, as it is computed from scales and a Cholesky factor",
    module="diagonal_full",
    functions={"kl_divergence": (mu_1, sigma_1, mu_2, L_2)},
    **with_scales(
        S_1, L_2, sigma_1[i], L_2[i, i],
        (sigma_1, v, tr((inv(L_2).T @ E + inv(S_1) @ (S_1 - L_2) @ inv(L_2)) @ diag(v))),
        (L_2, H, -tr((inv(L_2).T @ (E + E.T + E @ E.T + w @ w.T)).T @ H)),
    ),
)

# A full and a diagonal covariance.
S_2 = diag(sigma_2)
w, E = inv(S_2) @ d, inv(S_2) @ (L_1 - S_2)

full_diagonal_code = code_form(
    title="KL divergence from a full to a diagonal Gaussian, as it is computed from a Cholesky factor and scales",
    module="full_diagonal",
    functions={"kl_divergence": (mu_1, L_1, mu_2, sigma_2)},
    **with_scales(
        L_1, S_2, L_1[i, i], sigma_2[i],
        (L_1, H, tr((inv(S_2).T @ (E + (inv(L_1) @ (L_1 - S_2)).T)).T @ H)),
        (sigma_2, v, -tr(inv(S_2) @ (E + E.T + E @ E.T + w @ w.T) @ diag(v))),
    ),
)
