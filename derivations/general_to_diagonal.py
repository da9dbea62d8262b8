"""The general formula specialises to diagonal covariances."""

from symkl import (
    KL, MultivariateNormal, Normal, Sum, by_component, derivation, det, diag, diagonal_matrices, dimension, eq, half,
    independent, index, inv, lemma, log, positive_vector, real, tr, vector,
)

k, i = dimension("k"), index("i")
t = real("t")
x, mu_1, mu_2 = vector("x mu_1 mu_2", k)
sigma_1, sigma_2 = positive_vector("sigma_1 sigma_2", k)

S_1 = diag(by_component(sigma_1[i]**2, i, k))
S_2 = diag(by_component(sigma_2[i]**2, i, k))
p = MultivariateNormal("p", x, mean=mu_1, covariance=S_1)
q = MultivariateNormal("q", x, mean=mu_2, covariance=S_2)
P = independent("P", x, Normal("p_i", t, mean=mu_1[i], variance=sigma_1[i]**2), i)
Q = independent("Q", x, Normal("q_i", t, mean=mu_2[i], variance=sigma_2[i]**2), i)

general_to_diagonal = derivation(
    title="From full to diagonal covariance",
    intro="Full covariances that happen to be diagonal, and independent components, "
    "have the same divergence.",
    claim=KL(p, q) == KL(P, Q),
    chain=[
        KL(p, q),
        eq(half*(tr(inv(S_2) @ S_1) + (mu_1 - mu_2).T @ inv(S_2) @ (mu_1 - mu_2) - k + log(det(S_2)/det(S_1))),
           by=lemma("general", mu_1=mu_1, Sigma_1=S_1, mu_2=mu_2, Sigma_2=S_2)),
        eq(half*(Sum(sigma_1[i]**2/sigma_2[i]**2, i, k) + Sum((mu_1[i] - mu_2[i])**2/sigma_2[i]**2, i, k) - k
           + Sum(log(sigma_2[i]**2) - log(sigma_1[i]**2), i, k)), by=diagonal_matrices),
        eq(Sum(log(sigma_2[i]/sigma_1[i]) + (sigma_1[i]**2 + (mu_1[i] - mu_2[i])**2)/(2*sigma_2[i]**2) - half, i, k),
           by=diagonal_matrices),
        eq(KL(P, Q),  by=lemma("diagonal", mu_1=mu_1, mu_2=mu_2, sigma_1=sigma_1, sigma_2=sigma_2)),
    ],
)
