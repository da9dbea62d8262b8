"""The code forms of entropy and cross-entropy of Gaussians with diagonal covariance, from scales."""

from symkl import (
    D, Export, Normal, Sum, cross_entropy, derivation, derivative, dimension, entropy, eq, half, independent, index,
    lemma, log, log_quotient, part, pi, positive_vector, real, vector,
)

k, i = dimension("k"), index("i")
t = real("t")
z, mu, x, mu_1, mu_2, H = vector("z mu x mu_1 mu_2 H", k)
sigma, sigma_1, sigma_2 = positive_vector("sigma sigma_1 sigma_2", k)

Q = independent("Q", z, Normal("q_i", t, mean=mu[i], variance=sigma[i]**2), i)
P_1 = independent("P", x, Normal("p_i", t, mean=mu_1[i], variance=sigma_1[i]**2), i)
P_2 = independent("Q", x, Normal("q_i", t, mean=mu_2[i], variance=sigma_2[i]**2), i)

a, b = sigma_1[i], sigma_2[i]
d = mu_1[i] - mu_2[i]
w = d/b
r = a/b


def total(term):
    """The sum over the components."""
    return Sum(term, i, k)


closed = total(half*log(2*pi) + half*log(sigma[i]**2) + half)
computed = total(log(sigma[i]) + half*(log(2*pi) + 1))
closed_cross = total(half*log(2*pi*b**2) + (a**2 + d**2)/(2*b**2))
computed_cross = total(log(b) + half*log(2*pi) + (half*r**2 + half*w**2))


def by_letter(letter, value):
    """The differential of the cross-entropy in the direction H of a letter."""
    return part(
        f"d_{letter}",
        title=f"The derivative of the cross-entropy by $\\{letter}$",
        claim=D(cross_entropy(P_1, P_2), letter, H) == total(value*H[i]),
        chain=[
            D(cross_entropy(P_1, P_2), letter, H),
            eq(D(closed_cross, letter, H), by=lemma("diagonal_cross_entropy")),
            eq(total(value*H[i]), by=derivative),
        ],
    )


diagonal_entropy_code = derivation(
    title="Entropy and cross-entropy of Gaussians with diagonal covariance, as they are computed from scales",
    parts=[
        part(
            "entropy",
            title="The entropy",
            claim=entropy(Q) == computed,
            chain=[
                entropy(Q),
                eq(closed, by=lemma("diagonal_entropy")),
                eq(computed, by=log_quotient),
            ],
        ),
        part(
            "d_sigma",
            title="The derivative of the entropy by $\\sigma$",
            claim=D(entropy(Q), sigma, H) == total(1/sigma[i]*H[i]),
            chain=[
                D(entropy(Q), sigma, H),
                eq(D(closed, sigma, H), by=lemma("diagonal_entropy")),
                eq(total(1/sigma[i]*H[i]), by=derivative),
            ],
        ),
        part(
            "cross_entropy",
            title="The cross-entropy",
            claim=cross_entropy(P_1, P_2) == computed_cross,
            chain=[
                cross_entropy(P_1, P_2),
                eq(closed_cross, by=lemma("diagonal_cross_entropy")),
                eq(computed_cross, by=log_quotient),
            ],
        ),
        by_letter(mu_1, w/b),
        by_letter(sigma_1, r/b),
        by_letter(mu_2, -(w/b)),
        by_letter(sigma_2, (1 - r**2 - w**2)/b),
    ],
    code=[
        Export(
            module="diagonal_entropy",
            arguments=(sigma,),
            value="entropy",
            gradient=(("sigma", "d_sigma"),),
        ),
        Export(
            module="diagonal_entropy",
            arguments=(mu_1, sigma_1, mu_2, sigma_2),
            value="cross_entropy",
            gradient=(("mu_1", "d_mu_1"), ("sigma_1", "d_sigma_1"), ("mu_2", "d_mu_2"), ("sigma_2", "d_sigma_2")),
        ),
    ],
)
