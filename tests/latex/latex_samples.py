"""Derivations for the tests of the LaTeX emitter; nothing proves them."""

from symkl.families import AbstractDensity, MultivariateNormal, Normal
from symkl.kernel.axioms import Antiderivative, CholeskyFactor, Lemma
from symkl.kernel.derivation import Rule, derivation, eq, ge, part
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Product,
    Sum,
    cos,
    covariance,
    det,
    dimension,
    exp,
    half,
    independent,
    index,
    inv,
    log,
    nonnegative_real,
    oo,
    pi,
    positive,
    positive_vector,
    real,
    scale_tril,
    sin,
    sqrt,
    symmetric,
    tr,
    vector,
    zeros,
)


def rule(name, **parameters):
    return Rule(name, "", **parameters)


x, y, z, t, mu_1, mu_2, theta = real("x y z t mu_1 mu_2 theta")
sigma_1, sigma_2 = positive("sigma_1 sigma_2")
r = nonnegative_real("r")
k = dimension("k")
i = index("i")

p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)

univariate = derivation(
    title="KL divergence between two univariate Gaussians",
    intro="Only the moments of $p$ are needed.",
    source="Muñoz & Ramele (2026), section 3",
    claim=KL(p, q)
    == log(sigma_2 / sigma_1) + (sigma_1**2 + (mu_1 - mu_2) ** 2) / (2 * sigma_2**2) - half,
    chain=[
        KL(p, q),
        eq(Integral(p(x) * log(p(x) / q(x)), x), by=rule("definition")),
        eq(E(p, log(p(x)) - log(q(x))), by=rule("log_quotient")),
        eq(
            log(sigma_2 / sigma_1)
            - E(p, (x - mu_1) ** 2) / (2 * sigma_1**2)
            + E(p, (x - mu_2) ** 2) / (2 * sigma_2**2),
            by=rule("linearity"),
            say="Only the quadratic terms still depend on $x$.",
        ),
        eq(
            log(sigma_2 / sigma_1)
            - half
            + E(p, ((x - mu_1) + (mu_1 - mu_2)) ** 2) / (2 * sigma_2**2),
            by=rule("lemma", instances=(Lemma("normal_moments.variance"),)),
        ),
        eq(
            log(sigma_2 / sigma_1) + (sigma_1**2 + (mu_1 - mu_2) ** 2) / (2 * sigma_2**2) - half,
            by=rule("algebra"),
        ),
    ],
).named("univariate")

bell = Integral(exp(-(x**2) / 2), x)
gaussian_integral = derivation(
    title="The Gaussian integral",
    intro="In polar coordinates.",
    claim=bell == sqrt(2 * pi),
    chain=[
        bell,
        eq(sqrt(bell * Integral(exp(-(y**2) / 2), y)), by=rule("algebra")),
        eq(sqrt(Integral(Integral(exp(-(x**2 + y**2) / 2), y), x)), by=rule("linearity")),
        eq(
            sqrt(
                Integral(
                    Integral(
                        exp(-((r * cos(theta)) ** 2 + (r * sin(theta)) ** 2) / 2) * r, r, 0, oo
                    ),
                    theta,
                    0,
                    2 * pi,
                )
            ),
            by=rule("polar_coordinates"),
        ),
        eq(
            sqrt(Integral(1, theta, 0, 2 * pi)),
            by=rule("antiderivative", instances=(Antiderivative(-exp(-(r**2) / 2), r),)),
        ),
        eq(sqrt(2 * pi), by=rule("algebra")),
    ],
).named("gaussian_integral")

v, m_1, m_2 = vector("x mu_1 mu_2", k)
S_1, S_2, S = covariance("Sigma_1 Sigma_2 Sigma", k)
P = MultivariateNormal("p", v, mean=m_1, covariance=S_1)
Q = MultivariateNormal("q", v, mean=m_2, covariance=S_2)


def mahalanobis(a, m, cov):
    return (a - m).T @ inv(cov) @ (a - m)


closed = half * (tr(inv(S_2) @ S_1) + mahalanobis(m_1, m_2, S_2) - k + log(det(S_2) / det(S_1)))
logs = half * log(det(S_2) / det(S_1))
moved = (v - m_1) + (m_1 - m_2)

general = derivation(
    title="KL divergence between two multivariate Gaussians",
    intro="Both means & both covariances are free: Σ₁ and Σ₂ are full.",
    claim=KL(P, Q) == closed,
    chain=[
        KL(P, Q),
        eq(
            E(P, logs - half * mahalanobis(v, m_1, S_1) + half * mahalanobis(v, m_2, S_2)),
            by=rule("log_density"),
        ),
        eq(
            logs
            - half * tr(E(P, (v - m_1) @ (v - m_1).T) @ inv(S_1))
            + half * E(P, moved.T @ inv(S_2) @ moved),
            by=rule("trace_expectation"),
            say="The trace is linear, and so is the expectation.",
        ),
        eq(
            logs
            - half * k
            + half
            * (
                E(P, mahalanobis(v, m_1, S_2))
                + 2 * (m_1 - m_2).T @ inv(S_2) @ zeros(k)
                + mahalanobis(m_1, m_2, S_2)
            ),
            by=rule("second_moment"),
        ),
        eq(closed, by=rule("algebra")),
    ],
).named("general")

mu, sigma = vector("mu", k), positive_vector("sigma", k)
q_i = Normal("q_i", t, mean=mu[i], variance=sigma[i] ** 2)
p_i = Normal("p_i", t, mean=0, variance=1)
Q_k, P_k = independent("Q", v, q_i, i), independent("P", v, p_i, i)
loss = -half * Sum(1 + log(sigma[i] ** 2) - mu[i] ** 2 - sigma[i] ** 2, i, k)

vae_diagonal = derivation(
    title="The loss of the variational autoencoder",
    claim=KL(Q_k, P_k) == loss,
    chain=[
        KL(Q_k, P_k),
        eq(
            E(Q_k, log(Product(q_i(v[i]), i, k) / Product(p_i(v[i]), i, k))),
            by=rule("product_density"),
        ),
        eq(Sum(KL(q_i, p_i), i, k), by=rule("marginal")),
        eq(
            Sum(log(1 / sigma[i]) + (sigma[i] ** 2 + mu[i] ** 2) / 2 - half, i, k), by=rule("lemma")
        ),
        eq(loss, by=rule("algebra")),
    ],
).named("vae_diagonal")

f, g = AbstractDensity("p", x), AbstractDensity("q", x)
nonnegativity = derivation(
    title="Gibbs' inequality",
    claim=KL(f, g) >= 0,
    chain=[
        KL(f, g),
        eq(E(f, -log(g(x) / f(x))), by=rule("definition")),
        ge(E(f, 1 - g(x) / f(x)), by=rule("exceeds_by"), say="For $t>0$, $\\log t \\le t - 1$."),
        eq(0, by=rule("linearity"), say="Both densities integrate to one, 100 % of the time."),
    ],
).named("nonnegativity")

H, L, d = symmetric("H", k), scale_tril("L", k), vector("d", k)
gradients = derivation(
    title="Gradients",
    parts=[
        part(
            "mean",
            title="In the mean",
            claim=D(closed, m_1, d) == d.T @ inv(S_2) @ (m_1 - m_2),
            chain=[
                D(closed, m_1, d),
                eq(half * D(mahalanobis(m_1, m_2, S_2), m_1, d), by=rule("derivative")),
                eq(d.T @ inv(S_2) @ (m_1 - m_2), by=rule("derivative")),
            ],
        ),
        part(
            "covariance",
            title="In the covariance",
            say="The inverse and the logarithm pull in opposite directions.",
            claim=D(closed, S_1, H) == half * tr((inv(S_2) - inv(S_1)) @ H),
            chain=[
                D(closed, S_1, H),
                eq(half * tr((inv(S_2) - inv(S_1)) @ H), by=rule("matrix_derivative")),
            ],
        ),
        part(
            "factor",
            title="By a factor",
            claim=log(det(S)) == log(det(S @ inv(S) @ S)),
            obtain=[CholeskyFactor(S, L)],
            chain=[
                log(det(S)),
                eq(log(det(L @ L.T)), by=rule("cholesky", instances=(CholeskyFactor(S, L),))),
                eq(log(det(S @ inv(S) @ S)), by=rule("determinant")),
            ],
        ),
    ],
).named("gradients")

SAMPLES = (gaussian_integral, univariate, general, vae_diagonal, nonnegativity, gradients)
