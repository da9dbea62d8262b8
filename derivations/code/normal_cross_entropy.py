"""The code form of the cross-entropy of two normal distributions, from scales."""

from symkl import (
    D, Export, Normal, cross_entropy, derivation, derivative, eq, half, lemma, log, log_quotient, part, pi, positive, real,
)

x, mu_1, mu_2 = real("x mu_1 mu_2")
sigma_1, sigma_2 = positive("sigma_1 sigma_2")

p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)

z = (mu_1 - mu_2)/sigma_2
r = sigma_1/sigma_2

closed = half*log(2*pi*sigma_2**2) + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2)
computed = log(sigma_2) + half*log(2*pi) + (half*r**2 + half*z**2)


def by_letter(letter, value):
    """The derivative by a letter."""
    return part(
        f"d_{letter}",
        title=f"The derivative by $\\{letter}$",
        claim=D(cross_entropy(p, q), letter) == value,
        chain=[
            D(cross_entropy(p, q), letter),
            eq(D(closed, letter), by=lemma("normal_cross_entropy")),
            eq(value, by=derivative),
        ],
    )


normal_cross_entropy_code = derivation(
    title="Cross-entropy of two normal distributions, as it is computed from scales",
    parts=[
        part(
            "cross_entropy",
            title="The value",
            claim=cross_entropy(p, q) == computed,
            chain=[
                cross_entropy(p, q),
                eq(closed, by=lemma("normal_cross_entropy")),
                eq(computed, by=log_quotient),
            ],
        ),
        by_letter(mu_1, z/sigma_2),
        by_letter(sigma_1, r/sigma_2),
        by_letter(mu_2, -(z/sigma_2)),
        by_letter(sigma_2, (1 - r**2 - z**2)/sigma_2),
    ],
    code=[
        Export(
            module="normal_cross_entropy",
            arguments=(mu_1, sigma_1, mu_2, sigma_2),
            value="cross_entropy",
            gradient=(("mu_1", "d_mu_1"), ("sigma_1", "d_sigma_1"), ("mu_2", "d_mu_2"), ("sigma_2", "d_sigma_2")),
            names=(("r", r), ("z", z)),
        ),
    ],
)
