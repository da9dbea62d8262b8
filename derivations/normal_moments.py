"""Mass, mean and variance of the normal distribution, by antiderivative certificates."""

from symkl import (
    E, Integral, Normal, algebra, antiderivative, definition, density, derivation, eq, exp, lemma, linearity, part,
    pi, positive, real, sqrt, substitution,
)

x, t, mu = real("x t mu")
sigma = positive("sigma")

p = Normal("p", x, mean=mu, variance=sigma**2)

normal_moments = derivation(
    title="Moments of the normal distribution",
    parts=[
        part(
            "mass",
            title="The density integrates to one",
            claim=Integral(p(x), x) == 1,
            chain=[
                Integral(p(x), x),
                eq(Integral(1/sqrt(2*pi*sigma**2)*exp(-((x - mu)**2)/(2*sigma**2)), x), by=density),
                eq(Integral(1/sqrt(2*pi*sigma**2)*exp(-((mu + sigma*t - mu)**2)/(2*sigma**2))*sigma, t),
                   by=substitution(x, mu + sigma*t, t)),
                eq(Integral(exp(-t**2/2)/sqrt(2*pi), t),  by=algebra),
                eq(Integral(exp(-t**2/2), t)/sqrt(2*pi),  by=linearity),
                eq(sqrt(2*pi)/sqrt(2*pi),                 by=lemma("gaussian_integral")),
                eq(1,                                     by=algebra),
            ],
        ),
        part(
            "mean",
            title="The mean",
            claim=E(p, x) == mu,
            chain=[
                E(p, x),
                eq(E(p, x - mu) + mu,                by=linearity),
                eq(Integral(p(x)*(x - mu), x) + mu,  by=definition),
                eq(mu,                               by=antiderivative(-sigma**2*p(x), x),
                   say="The density has the derivative $-(x - \\mu)\\,p(x)/\\sigma^2$."),
            ],
        ),
        part(
            "variance",
            title="The variance",
            claim=E(p, (x - mu)**2) == sigma**2,
            chain=[
                E(p, (x - mu)**2),
                eq(E(p, (x - mu)**2 - sigma**2) + sigma**2,                by=linearity),
                eq(Integral(p(x)*((x - mu)**2 - sigma**2), x) + sigma**2,  by=definition),
                eq(sigma**2, by=antiderivative(-sigma**2*(x - mu)*p(x), x)),
            ],
        ),
    ],
)
