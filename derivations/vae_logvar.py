"""KL divergence to the standard normal from means and log-variances, as encoders give them."""

from symkl import (
    KL, MultivariateNormal, Sum, by_component, derivation, diag, dimension, eq, exp, exp_rules, eye, half, index,
    lemma, log, log_rules, vector, zeros,
)

k, i = dimension("k"), index("i")
z, mu, logvar = vector("z mu logvar", k)

sigma_i = exp(logvar[i]/2)
p = MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k))


def encoder(variance):
    """The law with the variances written in one way or the other."""
    return MultivariateNormal("q", z, mean=mu, covariance=diag(by_component(variance, i, k)))


vae_logvar = derivation(
    title="KL divergence to the standard normal, from log-variances",
    intro="An encoder gives $\\log\\sigma^2$, so that any real output is a variance.",
    source="D. P. Kingma and M. Welling, Auto-Encoding Variational Bayes (2014), appendix B",
    claim=KL(encoder(exp(logvar[i])), p) == -half*Sum(1 + logvar[i] - mu[i]**2 - exp(logvar[i]), i, k),
    chain=[
        KL(encoder(exp(logvar[i])), p),
        eq(KL(encoder(sigma_i**2), p),                                  by=exp_rules),
        eq(-half*Sum(1 + log(sigma_i**2) - mu[i]**2 - sigma_i**2, i, k),
           by=lemma("vae_diagonal", mu=mu, sigma=by_component(sigma_i, i, k))),
        eq(-half*Sum(1 + logvar[i] - mu[i]**2 - exp(logvar[i]), i, k),  by=log_rules),
    ],
)
