"""The code form of the divergence to the standard normal from means and log-variances: h(log σᵢ²)/2 + μᵢ²/2, summed.

Where h(log σᵢ²) might overflow although its half does not, σᵢ is squared.
"""

from symkl import (
    D, Export, KL, MultivariateNormal, Sum, algebra, by_component, derivation, derivative, diag,
    dimension, eq, exp, exp_rules, expm1, eye, h, half, index, lemma, part, piecewise,
    special_functions, sums, vector, zeros,
)

k, i = dimension("k"), index("i")
z, mu, logvar, H = vector("z mu logvar H", k)

m, v = mu[i], logvar[i]
q = MultivariateNormal("q", z, mean=mu, covariance=diag(by_component(exp(v), i, k)))
p = MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k))


def total(term):
    """The sum over the components."""
    return Sum(term, i, k)


closed = -half*total(1 + v - m**2 - exp(v))

# As it stands: with as few operations as may be.
direct = half*total(m**2 + exp(v) - v) - half*k

# The terms, as they are.
log_ratio = -half*total(v)
spread = half*total(exp(v) - 1)
distance = half*total(m**2)


def scale(growth):
    """What a log-variance contributes, with a form of exp(v) for where v is large."""
    return piecewise(80, v, piecewise(2000, v, half*h(v), half*growth - half*(1 + v)), half*h(v))


vae_logvar_code = derivation(
    title="KL divergence to the standard normal, as it is computed from log-variances",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(q, p) == total(half*m**2 + scale(exp(half*v)**2)),
            chain=[
                KL(q, p),
                eq(closed, by=lemma("vae_logvar")),
                eq(total(half*m**2 + half*(exp(v) - 1 - v)), by=sums),
                eq(total(half*m**2 + scale(exp(v))), by=special_functions),
                eq(total(half*m**2 + scale(exp(half*v)**2)), by=exp_rules),
            ],
        ),
        part(
            "direct",
            title="The value, as it is computed where the distributions are known to be far apart",
            claim=KL(q, p) == direct,
            chain=[
                KL(q, p),
                eq(closed, by=lemma("vae_logvar")),
                eq(direct, by=sums),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(q, p) == log_ratio + spread + distance,
            chain=[
                KL(q, p),
                eq(closed, by=lemma("vae_logvar")),
                eq(log_ratio + spread + distance, by=sums),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=log_ratio == -half*total(v),
            chain=[log_ratio, eq(-half*total(v), by=algebra)],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=spread == half*total(expm1(v)),
            chain=[spread, eq(half*total(expm1(v)), by=special_functions)],
        ),
        part(
            "mahalanobis",
            title="The term of the mean",
            claim=distance == total(half*m**2),
            chain=[distance, eq(total(half*m**2), by=sums)],
        ),
        part(
            "d_mu",
            title="The derivative by $\\mu$",
            claim=D(KL(q, p), mu, H) == total(m*H[i]),
            chain=[
                D(KL(q, p), mu, H),
                eq(D(closed, mu, H), by=lemma("vae_logvar")),
                eq(-half*total(-2*m*H[i]), by=derivative),
                eq(total(m*H[i]), by=sums),
            ],
        ),
        part(
            "d_logvar",
            title="The derivative by the log-variances",
            claim=D(KL(q, p), logvar, H) == total(half*expm1(v)*H[i]),
            chain=[
                D(KL(q, p), logvar, H),
                eq(D(closed, logvar, H), by=lemma("vae_logvar")),
                eq(-half*total((1 - exp(v))*H[i]), by=derivative),
                eq(total(half*(exp(v) - 1)*H[i]), by=sums),
                eq(total(half*expm1(v)*H[i]), by=special_functions),
            ],
        ),
    ],
    code=[
        Export(
            module="vae_logvar",
            arguments=(mu, logvar),
            value="kl_divergence",
            direct="direct",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu", "d_mu"), ("logvar", "d_logvar")),
        ),
    ],
)
