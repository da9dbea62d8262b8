"""The code form of the entropy of the normal distribution: one logarithm and one constant."""

from symkl import (
    D, Export, Normal, derivation, derivative, entropy, eq, half, lemma, log, log_quotient, part, pi,
    positive, real,
)

z, mu = real("z mu")
sigma = positive("sigma")

q = Normal("q", z, mean=mu, variance=sigma**2)

closed = half*log(2*pi) + half*log(sigma**2) + half

normal_entropy_code = derivation(
    title="Entropy of the normal distribution, as it is computed",
    parts=[
        part(
            "entropy",
            title="The value",
            claim=entropy(q) == log(sigma) + half*(log(2*pi) + 1),
            chain=[
                entropy(q),
                eq(closed, by=lemma("normal_entropy")),
                eq(log(sigma) + half*(log(2*pi) + 1), by=log_quotient),
            ],
        ),
        part(
            "d_sigma",
            title="The derivative by $\\sigma$",
            claim=D(entropy(q), sigma) == 1/sigma,
            chain=[
                D(entropy(q), sigma),
                eq(D(closed, sigma), by=lemma("normal_entropy")),
                eq(1/sigma, by=derivative),
            ],
        ),
    ],
    code=[
        Export(
            module="normal_entropy",
            arguments=(sigma,),
            value="entropy",
            gradient=(("sigma", "d_sigma"),),
        ),
    ],
)
