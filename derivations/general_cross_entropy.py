"""Cross-entropy of two Gaussians, both means and both covariances free, any dimension."""

from symkl import (
    E, Integral, MultivariateNormal, algebra, covariance, cross_entropy, definition, derivation, det, dimension, eq,
    half, inv, linearity, log, log_density, log_quotient, mean, pi, second_moment, tr, trace, trace_expectation, vector,
)

k = dimension("k")
x, mu_1, mu_2 = vector("x mu_1 mu_2", k)
Sigma_1, Sigma_2 = covariance("Sigma_1 Sigma_2", k)

p = MultivariateNormal("p", x, mean=mu_1, covariance=Sigma_1)
q = MultivariateNormal("q", x, mean=mu_2, covariance=Sigma_2)

d = mu_1 - mu_2
P_2 = inv(Sigma_2)
constant = half*log((2*pi)**k*det(Sigma_2))
mahalanobis = d.T @ P_2 @ d

general_cross_entropy = derivation(
    title="Cross-entropy of two multivariate Gaussians",
    source="T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), section 8.6",
    claim=cross_entropy(p, q)
    == half*k*log(2*pi) + half*log(det(Sigma_2)) + half*(tr(P_2 @ Sigma_1) + mahalanobis),
    chain=[
        cross_entropy(p, q),
        eq(-Integral(p(x)*log(q(x)), x),                                 by=definition),
        eq(-E(p, log(q(x))),                                             by=definition),
        eq(E(p, -log(q(x))),                                             by=linearity),
        eq(E(p, constant + half*((x - mu_2).T @ P_2 @ (x - mu_2))),      by=log_density),
        eq(constant + half*E(p, (x - mu_2).T @ P_2 @ (x - mu_2)),        by=linearity),
        eq(constant + half*E(p, ((x - mu_1) + d).T @ P_2 @ ((x - mu_1) + d)), by=algebra,
           say="The deviation is measured from $\\mu_1$."),
        eq(constant + half*(E(p, (x - mu_1).T @ P_2 @ (x - mu_1)) + 2*(d.T @ P_2 @ E(p, x - mu_1)) + mahalanobis),
           by=linearity),
        eq(constant + half*(E(p, (x - mu_1).T @ P_2 @ (x - mu_1)) + mahalanobis), by=mean,
           say="The cross term vanishes, since $x - \\mu_1$ has mean zero under $p$."),
        eq(constant + half*(E(p, tr(P_2 @ ((x - mu_1) @ (x - mu_1).T))) + mahalanobis), by=trace),
        eq(constant + half*(tr(P_2 @ E(p, (x - mu_1) @ (x - mu_1).T)) + mahalanobis), by=trace_expectation),
        eq(constant + half*(tr(P_2 @ Sigma_1) + mahalanobis),            by=second_moment),
        eq(half*k*log(2*pi) + half*log(det(Sigma_2)) + half*(tr(P_2 @ Sigma_1) + mahalanobis), by=log_quotient),
    ],
)
