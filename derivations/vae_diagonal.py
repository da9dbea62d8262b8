"""KL divergence from a Gaussian with diagonal covariance to the standard normal."""

from symkl import (
    KL, MultivariateNormal, Sum, by_component, derivation, det, diag, diagonal_matrices, dimension, eq, eye, half,
    index, lemma, log, positive_vector, sums, tr, vector, zeros,
)

k, i = dimension("k"), index("i")
z, mu = vector("z mu", k)
sigma = positive_vector("sigma", k)

S = diag(by_component(sigma[i]**2, i, k))
q = MultivariateNormal("q", z, mean=mu, covariance=S)
p = MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k))

vae_diagonal = derivation(
    title="KL divergence to the standard normal, diagonal covariance",
    source="D. P. Kingma and M. Welling, Auto-Encoding Variational Bayes (2014), appendix B",
    claim=KL(q, p) == -half*Sum(1 + log(sigma[i]**2) - mu[i]**2 - sigma[i]**2, i, k),
    chain=[
        KL(q, p),
        eq(half*(tr(S) + mu.T @ mu - k - log(det(S))),  by=lemma("vae_full", mu=mu, Sigma=S)),
        eq(half*(Sum(sigma[i]**2, i, k) + Sum(mu[i]**2, i, k) - k - Sum(log(sigma[i]**2), i, k)),
           by=diagonal_matrices,
           say="The trace is the sum of the diagonal, the determinant its product."),
        eq(-half*Sum(1 + log(sigma[i]**2) - mu[i]**2 - sigma[i]**2, i, k), by=sums),
    ],
)
