"""The code forms of entropy and cross-entropy of multivariate Gaussians, from Cholesky factors and from covariances.

With Σ = LLᵀ the logarithm of the determinant is twice the sum of the logarithms of the diagonal of L, and the cross-entropy
has the squares of A = L₂⁻¹L₁ and of w = L₂⁻¹(μ₁ − μ₂) beside it.
"""

from symkl import (
    D, Export, MultivariateNormal, Sum, covariance, cross_entropy, det, derivation, dimension, entropy, eq, eye, half,
    index, inv, lemma, log, matrix, matrix_derivative, part, pi, scale_tril, symmetric, tr, triangular, vector,
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


def law(variable, mean, C):
    """The law with this mean and covariance."""
    return MultivariateNormal("q", variable, mean=mean, covariance=C)


def total(term):
    """The sum over the diagonal."""
    return Sum(term, i, k)


def closed(C):
    """The entropy in this covariance."""
    return half*k*log(2*pi) + half*log(det(C)) + half*k


def closed_cross(first, second):
    """The cross-entropy in these covariances."""
    return half*k*log(2*pi) + half*log(det(second)) + half*(tr(inv(second) @ first) + d.T @ inv(second) @ d)


q, q_L = law(z, mu, Sigma), law(z, mu, L @ L.T)
computed = total(log(L[i, i]) + half*(log(2*pi) + 1))

p_1, p_2 = law(x, mu_1, Sigma_1), law(x, mu_2, Sigma_2)
C_1, C_2 = L_1 @ L_1.T, L_2 @ L_2.T
p_L1, p_L2 = law(x, mu_1, C_1), law(x, mu_2, C_2)
computed_cross = total(log(L_2[i, i]) + half*log(2*pi)) + (half*tr(A @ A.T) + half*(w.T @ w))

by_entropy = lemma("general_entropy")
by_entropy_L = lemma("general_entropy", Sigma=L @ L.T)
by_cross = lemma("general_cross_entropy")
by_cross_L = lemma("general_cross_entropy", Sigma_1=C_1, Sigma_2=C_2)


def value(name, title, quantity, start, by, form):
    """A value; the arguments are factors, or covariances whose factors are computed first."""
    return part(
        name,
        title=title,
        claim=quantity == form,
        chain=[quantity, eq(start, by=by), eq(form, by=triangular)],
    )


def slope(name, title, quantity, letter, direction, start, by, differential):
    """The differential of a value in a direction."""
    return part(
        name,
        title=title,
        claim=D(quantity, letter, direction) == differential,
        chain=[
            D(quantity, letter, direction),
            eq(D(start, letter, direction), by=by),
            eq(differential, by=matrix_derivative),
        ],
    )


def of_cross(letter, named, direction, differential):
    """The differential of the cross-entropy from factors."""
    title = f"The derivative of the cross-entropy by ${named}$"
    start = closed_cross(C_1, C_2)
    return slope(f"d_{letter}", title, cross_entropy(p_L1, p_L2), letter, direction, start, by_cross_L, differential)


def of_cross_covariance(letter, differential):
    """The differential of the cross-entropy in the symmetric direction S of a covariance."""
    title = f"The derivative of the cross-entropy by $\\{letter}$"
    start = closed_cross(Sigma_1, Sigma_2)
    return slope(f"d_{letter}", title, cross_entropy(p_1, p_2), letter, S, start, by_cross, differential)


entropy_L, cross_L = entropy(q_L), cross_entropy(p_L1, p_L2)
start_L, start_cross = closed(L @ L.T), closed_cross(C_1, C_2)

general_entropy_code = derivation(
    title="Entropy and cross-entropy of multivariate Gaussians, as they are computed",
    parts=[
        value("entropy", "The entropy, from the covariance", entropy_L, start_L, by_entropy_L, computed),
        value("entropy_cholesky", "The entropy, from a Cholesky factor", entropy_L, start_L, by_entropy_L, computed),
        slope(
            "d_Sigma", "The derivative of the entropy by $\\Sigma$", entropy(q), Sigma, S, closed(Sigma), by_entropy,
            half*tr(inv(Sigma) @ eye(k) @ S),
        ),
        slope(
            "d_L", "The derivative of the entropy by $L$", entropy_L, L, H, start_L, by_entropy_L,
            tr((inv(L).T @ eye(k)).T @ H),
        ),
        value("cross_entropy", "The cross-entropy, from covariances", cross_L, start_cross, by_cross_L, computed_cross),
        value(
            "cross_entropy_cholesky", "The cross-entropy, from Cholesky factors", cross_L, start_cross, by_cross_L,
            computed_cross,
        ),
        of_cross(mu_1, "\\mu_1", v, (inv(L_2).T @ w).T @ v),
        of_cross(mu_2, "\\mu_2", v, -((inv(L_2).T @ w).T @ v)),
        of_cross(L_1, "L_1", H, tr((inv(L_2).T @ A).T @ H)),
        of_cross(L_2, "L_2", H, -tr((inv(L_2).T @ (A @ A.T + w @ w.T - eye(k))).T @ H)),
        of_cross_covariance(Sigma_1, half*tr(inv(Sigma_2) @ eye(k) @ S)),
        of_cross_covariance(Sigma_2, -half*tr(inv(Sigma_2) @ (Sigma_1 + d @ d.T - Sigma_2) @ inv(Sigma_2) @ S)),
    ],
    code=[
        Export(module="general_entropy", arguments=(Sigma,), value="entropy", gradient=(("Sigma", "d_Sigma"),)),
        Export(module="general_entropy", arguments=(L,), value="entropy_cholesky", gradient=(("L", "d_L"),)),
        Export(
            module="general_entropy",
            arguments=(mu_1, Sigma_1, mu_2, Sigma_2),
            value="cross_entropy",
            gradient=(("mu_1", "d_mu_1"), ("Sigma_1", "d_Sigma_1"), ("mu_2", "d_mu_2"), ("Sigma_2", "d_Sigma_2")),
        ),
        Export(
            module="general_entropy",
            arguments=(mu_1, L_1, mu_2, L_2),
            value="cross_entropy_cholesky",
            gradient=(("mu_1", "d_mu_1"), ("L_1", "d_L_1"), ("mu_2", "d_mu_2"), ("L_2", "d_L_2")),
        ),
    ],
)
