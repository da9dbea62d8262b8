"""KL divergence between two Gaussians, both means and both covariances free, any dimension."""

from symkl import (
    KL, E, Integral, MultivariateNormal, algebra, covariance, definition, derivation, det, determinant, dimension, eq,
    half, inv, linearity, log, log_density, log_quotient, mean, second_moment, tr, trace, trace_expectation, vector,
)

k = dimension("k")
x, mu_1, mu_2 = vector("x mu_1 mu_2", k)
Sigma_1, Sigma_2 = covariance("Sigma_1 Sigma_2", k)

p = MultivariateNormal("p", x, mean=mu_1, covariance=Sigma_1)
q = MultivariateNormal("q", x, mean=mu_2, covariance=Sigma_2)

d = mu_1 - mu_2
P_1, P_2 = inv(Sigma_1), inv(Sigma_2)
log_ratio = half*(log(det(Sigma_2)) - log(det(Sigma_1)))
mahalanobis = d.T @ P_2 @ d

general = derivation(
    title="KL divergence between two multivariate Gaussians",
    source="S. Coste, The Kullback-Leibler divergence between Gaussians (2022); "
    "Muñoz and Ramele, KL Divergence Between Gaussians (2026)",
    claim=KL(p, q) == half*(tr(P_2 @ Sigma_1) + mahalanobis - k + log(det(Sigma_2)/det(Sigma_1))),
    chain=[
        KL(p, q),
        eq(Integral(p(x)*log(p(x)/q(x)), x),                             by=definition),
        eq(E(p, log(p(x)/q(x))),                                         by=definition),
        eq(E(p, log(p(x)) - log(q(x))),                                  by=log_quotient),
        eq(E(p, log_ratio - half*((x - mu_1).T @ P_1 @ (x - mu_1)) + half*((x - mu_2).T @ P_2 @ (x - mu_2))),
           by=log_density),
        eq(log_ratio - half*E(p, (x - mu_1).T @ P_1 @ (x - mu_1)) + half*E(p, (x - mu_2).T @ P_2 @ (x - mu_2)),
           by=linearity,
           say="Only the two quadratic forms depend on $x$."),
        eq(log_ratio - half*E(p, tr(P_1 @ ((x - mu_1) @ (x - mu_1).T))) + half*E(p, (x - mu_2).T @ P_2 @ (x - mu_2)),
           by=trace,
           say="A quadratic form is a scalar, hence its own trace, and the trace is cyclic."),
        eq(log_ratio - half*tr(P_1 @ E(p, (x - mu_1) @ (x - mu_1).T)) + half*E(p, (x - mu_2).T @ P_2 @ (x - mu_2)),
           by=trace_expectation),
        eq(log_ratio - half*tr(P_1 @ Sigma_1) + half*E(p, (x - mu_2).T @ P_2 @ (x - mu_2)), by=second_moment),
        eq(log_ratio - half*k + half*E(p, (x - mu_2).T @ P_2 @ (x - mu_2)), by=trace),
        eq(log_ratio - half*k + half*E(p, ((x - mu_1) + d).T @ P_2 @ ((x - mu_1) + d)), by=algebra,
           say="The second deviation is measured from $\\mu_1$."),
        eq(log_ratio - half*k
           + half*(E(p, (x - mu_1).T @ P_2 @ (x - mu_1)) + 2*(d.T @ P_2 @ E(p, x - mu_1)) + mahalanobis),
           by=linearity),
        eq(log_ratio - half*k + half*(E(p, (x - mu_1).T @ P_2 @ (x - mu_1)) + mahalanobis), by=mean,
           say="The cross term vanishes, since $x - \\mu_1$ has mean zero under $p$."),
        eq(log_ratio - half*k + half*(E(p, tr(P_2 @ ((x - mu_1) @ (x - mu_1).T))) + mahalanobis), by=trace),
        eq(log_ratio - half*k + half*(tr(P_2 @ E(p, (x - mu_1) @ (x - mu_1).T)) + mahalanobis),
           by=trace_expectation),
        eq(log_ratio - half*k + half*(tr(P_2 @ Sigma_1) + mahalanobis),  by=second_moment),
        eq(half*(tr(P_2 @ Sigma_1) + mahalanobis - k + log(det(Sigma_2)/det(Sigma_1))), by=determinant),
    ],
)
