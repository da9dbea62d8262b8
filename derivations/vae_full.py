"""KL divergence from a Gaussian with full covariance to the standard normal (the VAE prior)."""

from symkl import (
    KL, MultivariateNormal, covariance, derivation, det, determinant, dimension, eq, eye, half, inv, lemma, log, tr,
    vector, zeros,
)

k = dimension("k")
z, mu = vector("z mu", k)
Sigma = covariance("Sigma", k)

q = MultivariateNormal("q", z, mean=mu, covariance=Sigma)
p = MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k))

d = mu - zeros(k)

vae_full = derivation(
    title="KL divergence to the standard normal, full covariance",
    intro="The general formula with $\\mu_2 = 0$ and $\\Sigma_2 = I_k$.",
    source="Muñoz and Ramele, KL Divergence Between Gaussians (2026), section on the VAE",
    claim=KL(q, p) == half*(tr(Sigma) + mu.T @ mu - k - log(det(Sigma))),
    chain=[
        KL(q, p),
        eq(half*(tr(inv(eye(k)) @ Sigma) + d.T @ inv(eye(k)) @ d - k + log(det(eye(k))/det(Sigma))),
           by=lemma("general", mu_1=mu, Sigma_1=Sigma, mu_2=zeros(k), Sigma_2=eye(k))),
        eq(half*(tr(Sigma) + mu.T @ mu - k - log(det(Sigma))),  by=determinant),
    ],
)
