"""Differential entropy of a Gaussian with any covariance, in symbolic dimension."""

from symkl import (
    E, Integral, MultivariateNormal, covariance, definition, derivation, det, dimension, entropy, eq, half, inv,
    linearity, log, log_density, log_quotient, pi, second_moment, tr, trace, trace_expectation, vector,
)

k = dimension("k")
z, mu = vector("z mu", k)
Sigma = covariance("Sigma", k)

q = MultivariateNormal("q", z, mean=mu, covariance=Sigma)

P = inv(Sigma)
constant = half*log((2*pi)**k*det(Sigma))

general_entropy = derivation(
    title="Entropy of the multivariate normal distribution",
    source="T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), theorem 8.4.1",
    claim=entropy(q) == half*k*log(2*pi) + half*log(det(Sigma)) + half*k,
    chain=[
        entropy(q),
        eq(-Integral(q(z)*log(q(z)), z),                               by=definition),
        eq(-E(q, log(q(z))),                                           by=definition),
        eq(E(q, -log(q(z))),                                           by=linearity),
        eq(E(q, constant + half*((z - mu).T @ P @ (z - mu))),          by=log_density),
        eq(constant + half*E(q, (z - mu).T @ P @ (z - mu)),            by=linearity),
        eq(constant + half*E(q, tr(P @ ((z - mu) @ (z - mu).T))),      by=trace,
           say="A quadratic form is a scalar, hence its own trace, and the trace is cyclic."),
        eq(constant + half*tr(P @ E(q, (z - mu) @ (z - mu).T)),        by=trace_expectation),
        eq(constant + half*tr(P @ Sigma),                              by=second_moment),
        eq(constant + half*k,                                          by=trace),
        eq(half*k*log(2*pi) + half*log(det(Sigma)) + half*k,           by=log_quotient),
    ],
)
