"""The diagonal formula against the standard normal is the VAE's."""

from symkl import (
    KL, MultivariateNormal, Normal, Sum, by_component, derivation, diag, dimension, eq, eye, half, independent, index,
    lemma, log, log_of_product, positive_vector, real, vector, zeros,
)

k, i = dimension("k"), index("i")
t = real("t")
z, mu = vector("z mu", k)
sigma = positive_vector("sigma", k)

Q = independent("Q", z, Normal("q_i", t, mean=mu[i], variance=sigma[i]**2), i)
P = independent("P", z, Normal("p_i", t, mean=0, variance=1), i)
q = MultivariateNormal("q", z, mean=mu, covariance=diag(by_component(sigma[i]**2, i, k)))
p = MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k))

diagonal_to_vae = derivation(
    title="From the diagonal formula to the VAE's",
    intro="Independent components against standard normal ones: $\\mu_2 = 0$ and $\\sigma_2 = 1$.",
    claim=KL(Q, P) == KL(q, p),
    chain=[
        KL(Q, P),
        eq(Sum(log(1/sigma[i]) + (sigma[i]**2 + (mu[i] - 0)**2)/2 - half, i, k),
           by=lemma("diagonal", mu_1=mu, sigma_1=sigma, mu_2=by_component(0, i, k), sigma_2=by_component(1, i, k))),
        eq(-half*Sum(1 + log(sigma[i]**2) - mu[i]**2 - sigma[i]**2, i, k), by=log_of_product),
        eq(KL(q, p),  by=lemma("vae_diagonal", mu=mu, sigma=sigma)),
    ],
)
