"""The code forms of entropy and cross-entropy of multivariate Gaussians, from Cholesky factors and from covariances.

With Σ = LLᵀ the logarithm of the determinant is twice the sum of the logarithms of the diagonal of L, and the cross-entropy
has the squares of A = L₂⁻¹L₁ and of w = L₂⁻¹(μ₁ − μ₂) beside it.
"""

from symkl import (
    Domain, MultivariateNormal, code_form, covariance, cross_entropy, det, dimension, entropy, eq, eye, form, half, index,
    inv, lemma, log, matrix, matrix_derivative, pi, scale_tril, slope, symmetric, tr, triangular, vector,
)

k, i = dimension("k"), index("i")
z, mu, x, mu_1, mu_2, v = vector("z mu x mu_1 mu_2 v", k)
L, L_1, L_2 = scale_tril("L L_1 L_2", k)
Sigma, Sigma_1, Sigma_2 = covariance("Sigma Sigma_1 Sigma_2", k)
H = matrix("H", k, k)
S = symmetric("S", k)

d = mu_1 - mu_2
w = inv(L_2) @ d
A = inv(L_2) @ L_1
C, C_1, C_2 = L @ L.T, L_1 @ L_1.T, L_2 @ L_2.T
total = Domain(i, k).total  # over the diagonal


def of(C, by):
    """The entropy in this covariance, and its closed form."""
    q = MultivariateNormal("q", z, mean=mu, covariance=C)
    return [entropy(q), eq(half*k*log(2*pi) + half*log(det(C)) + half*k, by=by)]


def cross(first, second, by):
    """The cross-entropy in these covariances, and its closed form."""
    p = MultivariateNormal("q", x, mean=mu_1, covariance=first)
    q = MultivariateNormal("q", x, mean=mu_2, covariance=second)
    means = d.T @ inv(second) @ d
    return [cross_entropy(p, q), eq(half*k*log(2*pi) + half*log(det(second)) + half*(tr(inv(second) @ first) + means), by=by)]


of_covariance, of_factor = of(Sigma, lemma("general_entropy")), of(C, lemma("general_entropy", Sigma=C))
cross_covariances = cross(Sigma_1, Sigma_2, lemma("general_cross_entropy"))
cross_factors = cross(C_1, C_2, lemma("general_cross_entropy", Sigma_1=C_1, Sigma_2=C_2))

# The arguments are factors, or covariances whose factors are computed first.
computed = total(log(L[i, i]) + half*(log(2*pi) + 1))
computed_cross = total(log(L_2[i, i]) + half*log(2*pi)) + (half*tr(A @ A.T) + half*(w.T @ w))
of_mean = (inv(L_2).T @ w).T @ v


def derivatives(of, *rows):
    """The derivatives: a letter, the chain that is differentiated, a direction, the differential."""
    return [slope(letter, start, eq(value, by=matrix_derivative), along=along, of=of) for letter, start, along, value in rows]


general_entropy_code = code_form(
    title="Entropy and cross-entropy of multivariate Gaussians, as they are computed",
    module="general_entropy",
    functions={
        "entropy": (Sigma,),
        "entropy_cholesky": (L,),
        "cross_entropy": (mu_1, Sigma_1, mu_2, Sigma_2),
        "cross_entropy_cholesky": (mu_1, L_1, mu_2, L_2),
    },
    parts=[
        form("entropy", of_factor, eq(computed, by=triangular), title="The entropy, from the covariance"),
        form("entropy_cholesky", of_factor, eq(computed, by=triangular), title="The entropy, from a Cholesky factor"),
        *derivatives(
            "the entropy",
            (Sigma, of_covariance, S, half*tr(inv(Sigma) @ eye(k) @ S)),
            (L, of_factor, H, tr((inv(L).T @ eye(k)).T @ H)),
        ),
        form("cross_entropy", cross_factors, eq(computed_cross, by=triangular), title="The cross-entropy, from covariances"),
        form(
            "cross_entropy_cholesky", cross_factors, eq(computed_cross, by=triangular),
            title="The cross-entropy, from Cholesky factors",
        ),
        *derivatives(
            "the cross-entropy",
            (mu_1, cross_factors, v, of_mean),
            (mu_2, cross_factors, v, -of_mean),
            (L_1, cross_factors, H, tr((inv(L_2).T @ A).T @ H)),
            (L_2, cross_factors, H, -tr((inv(L_2).T @ (A @ A.T + w @ w.T - eye(k))).T @ H)),
            (Sigma_1, cross_covariances, S, half*tr(inv(Sigma_2) @ eye(k) @ S)),
            (Sigma_2, cross_covariances, S, -half*tr(inv(Sigma_2) @ (Sigma_1 + d @ d.T - Sigma_2) @ inv(Sigma_2) @ S)),
        ),
    ],
)
