"""The code forms of entropy and cross-entropy from scales: univariate, and diagonal, summed over the components."""

from symkl import (
    Domain, Normal, code_form, cross_entropy, derivative, dimension, entropy, eq, form, half, independent, index, lemma,
    log, log_quotient, pi, positive, positive_vector, real, slope, vector,
)


def entropy_forms(domain, start, sigma, s, *, title="The value", of=""):
    """The parts for a scale s: one logarithm and one constant."""
    return [
        form("entropy", start, eq(domain.total(log(s) + half*(log(2*pi) + 1)), by=log_quotient), title=title),
        slope(sigma, start, eq(domain.along(1/s), by=derivative), along=domain.direction, of=of),
    ]


def cross_entropy_forms(domain, start, letters, b, r, z, *, title="The value", of=""):
    """The parts for a second scale b, the quotient r of the scales and the relative difference z of the means."""
    mu_1, sigma_1, mu_2, sigma_2 = letters
    computed = domain.total(log(b) + half*log(2*pi) + (half*r**2 + half*z**2))

    def by_letter(letter, value):
        return slope(letter, start, eq(domain.along(value), by=derivative), along=domain.direction, of=of)

    return [
        form("cross_entropy", start, eq(computed, by=log_quotient), title=title),
        by_letter(mu_1, z/b),
        by_letter(sigma_1, r/b),
        by_letter(mu_2, -(z/b)),
        by_letter(sigma_2, (1 - r**2 - z**2)/b),
    ]


def closed(s):
    """The entropy for a scale."""
    return half*log(2*pi) + half*log(s**2) + half


def closed_cross(a, b, d):
    """The cross-entropy for scales a and b, where the means differ by d."""
    return half*log(2*pi*b**2) + (a**2 + d**2)/(2*b**2)


# Univariate.
z, mu, x, mu_1, mu_2 = real("z mu x mu_1 mu_2")
sigma, sigma_1, sigma_2 = positive("sigma sigma_1 sigma_2")
q = Normal("q", z, mean=mu, variance=sigma**2)
p_1 = Normal("p", x, mean=mu_1, variance=sigma_1**2)
p_2 = Normal("q", x, mean=mu_2, variance=sigma_2**2)

letters = mu_1, sigma_1, mu_2, sigma_2
d = mu_1 - mu_2
r, w = sigma_1/sigma_2, d/sigma_2

normal_entropy_code = code_form(
    title="Entropy of the normal distribution, as it is computed",
    module="normal_entropy",
    functions={"entropy": (sigma,)},
    parts=entropy_forms(Domain(), [entropy(q), eq(closed(sigma), by=lemma("normal_entropy"))], sigma, sigma),
)

normal_cross_entropy_code = code_form(
    title="Cross-entropy of two normal distributions, as it is computed from scales",
    module="normal_cross_entropy",
    functions={"cross_entropy": letters},
    names={"r": r, "z": w},
    parts=cross_entropy_forms(
        Domain(), [cross_entropy(p_1, p_2), eq(closed_cross(sigma_1, sigma_2, d), by=lemma("normal_cross_entropy"))],
        letters, sigma_2, r, w,
    ),
)

# Diagonal.
k, i = dimension("k"), index("i")
t = real("t")
z, mu, x, mu_1, mu_2, H = vector("z mu x mu_1 mu_2 H", k)
sigma, sigma_1, sigma_2 = positive_vector("sigma sigma_1 sigma_2", k)

letters = mu_1, sigma_1, mu_2, sigma_2
s, a, b, d = sigma[i], sigma_1[i], sigma_2[i], mu_1[i] - mu_2[i]

Q = independent("Q", z, Normal("q_i", t, mean=mu[i], variance=s**2), i)
P_1 = independent("P", x, Normal("p_i", t, mean=mu_1[i], variance=a**2), i)
P_2 = independent("Q", x, Normal("q_i", t, mean=mu_2[i], variance=b**2), i)
components = Domain(i, k, H)
total = components.total

diagonal_entropy_code = code_form(
    title="Entropy and cross-entropy of Gaussians with diagonal covariance, as they are computed from scales",
    module="diagonal_entropy",
    functions={"entropy": (sigma,), "cross_entropy": letters},
    parts=[
        *entropy_forms(
            components, [entropy(Q), eq(total(closed(s)), by=lemma("diagonal_entropy"))], sigma, s,
            title="The entropy", of="the entropy",
        ),
        *cross_entropy_forms(
            components, [cross_entropy(P_1, P_2), eq(total(closed_cross(a, b, d)), by=lemma("diagonal_cross_entropy"))],
            letters, b, a/b, d/b, title="The cross-entropy", of="the cross-entropy",
        ),
    ],
)
