"""Mass, mean and covariance of the multivariate normal, as an affine map of a standard one."""

from symkl import (
    E, Integral, MultivariateNormal, Normal, algebra, cholesky, cholesky_factor, covariance, definition, density,
    derivation, det, determinant, dimension, eq, exp, eye, independent, index, inv, joint_density, lemma, linearity,
    part, pi, real, scale_tril, sqrt, substitution, vector, zeros,
)

k, n = dimension("k"), index("n")
t = real("t")
x, z, mu = vector("x z mu", k)
Sigma, L = covariance("Sigma", k), scale_tril("L", k)

p = MultivariateNormal("p", x, mean=mu, covariance=Sigma)
phi = Normal("phi", t, mean=0, variance=1)
Z = independent("Z", z, phi, n)

factor = cholesky_factor(Sigma, L)
affine = substitution(x, mu + L @ z, z)


def normal_density(C):
    """The density with the covariance written C."""
    return 1/sqrt((2*pi)**k*det(C))*exp(-((x - mu).T @ inv(C) @ (x - mu))/2)


def standardised(f):
    """The integral of the density times f, in the variable z."""
    quadratic = (L @ z).T @ inv(L @ L.T) @ (L @ z)
    return Integral(1/sqrt((2*pi)**k*det(L @ L.T))*exp(-quadratic/2)*det(L)*f, z)


bell = 1/sqrt((2*pi)**k)*exp(-(z.T @ z)/2)

mvn_moments = derivation(
    title="Moments of the multivariate normal distribution",
    intro="With $\\Sigma = L L^\\top$ the vector $x = \\mu + L z$ is an affine map of a standard "
    "normal vector $z$.",
    source="Feller, An Introduction to Probability Theory, volume 2, chapter III.6",
    parts=[
        part(
            "mass",
            title="The density integrates to one",
            obtain=[factor],
            claim=Integral(p(x), x) == 1,
            chain=[
                Integral(p(x), x),
                eq(Integral(normal_density(Sigma), x),    by=density),
                eq(Integral(normal_density(L @ L.T), x),  by=cholesky(Sigma, L)),
                eq(standardised(1),                       by=affine,
                   say="The Jacobian of the map is $|L|$."),
                eq(Integral(bell, z),                     by=determinant),
                eq(Integral(Z(z), z),                     by=joint_density),
                eq(1,                                     by=linearity),
            ],
        ),
        part(
            "mean",
            title="The mean",
            obtain=[factor],
            claim=E(p, x) == mu,
            chain=[
                E(p, x),
                eq(Integral(p(x)*x, x),                     by=definition),
                eq(Integral(normal_density(Sigma)*x, x),    by=density),
                eq(Integral(normal_density(L @ L.T)*x, x),  by=cholesky(Sigma, L)),
                eq(standardised(mu + L @ z),                by=affine),
                eq(Integral(bell*(mu + L @ z), z),          by=determinant),
                eq(Integral(Z(z)*(mu + L @ z), z),          by=joint_density),
                eq(E(Z, mu + L @ z),                        by=definition),
                eq(mu + L @ E(Z, z),                        by=linearity),
                eq(mu + L @ zeros(k),                       by=lemma("standard_normal_vector.mean")),
                eq(mu,                                      by=algebra),
            ],
        ),
        part(
            "covariance",
            title="The covariance",
            obtain=[factor],
            claim=E(p, (x - mu) @ (x - mu).T) == Sigma,
            chain=[
                E(p, (x - mu) @ (x - mu).T),
                eq(Integral(p(x)*((x - mu) @ (x - mu).T), x),  by=definition),
                eq(Integral(normal_density(Sigma)*((x - mu) @ (x - mu).T), x), by=density),
                eq(Integral(normal_density(L @ L.T)*((x - mu) @ (x - mu).T), x), by=cholesky(Sigma, L)),
                eq(standardised((L @ z) @ (L @ z).T),          by=affine),
                eq(Integral(bell*((L @ z) @ (L @ z).T), z),    by=determinant),
                eq(Integral(Z(z)*((L @ z) @ (L @ z).T), z),    by=joint_density),
                eq(E(Z, (L @ z) @ (L @ z).T),                  by=definition),
                eq(L @ E(Z, z @ z.T) @ L.T,                    by=linearity),
                eq(L @ eye(k) @ L.T,                           by=lemma("standard_normal_vector.second_moment")),
                eq(L @ L.T,                                    by=algebra),
                eq(Sigma,                                      by=cholesky(Sigma, L)),
            ],
        ),
    ],
)
