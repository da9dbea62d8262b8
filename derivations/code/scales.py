"""The code forms of the divergence between two Gaussians from scales: univariate, and diagonal, summed over the components.

With y = (a − b)/b, the relative difference of the scales a and b, and z = d/b, where the means differ by d, the divergence is
z²/2 + y²/2 + g(y): a sum of nonnegative terms, so that nothing cancels where the two distributions nearly coincide. Where a is
about half of b or less, or about twice b or more, it is (r² − 1)/2 − log r with the quotient r = a/b, where nothing cancels
either; where even the quotient might under- or overflow, the logarithm is that of the quotient of the roots.
"""

from symkl import (
    Domain, KL, Normal, algebra, code_form, derivative, dimension, eq, form, g, half, independent, index, lemma, log,
    log1p, log_quotient, piecewise, positive, positive_vector, rational, real, slope, special_functions, sqrt, sums, vector,
)


def closed(a, b, d):
    """The closed form of a component."""
    return log(b/a) + (a**2 + d**2)/(2*b**2) - half


def from_scales(domain, kl, letters, a, b, y, z, *, distance, trace, by, direct=()):
    """The parts, with the terms of means and trace that come in two shapes, and the rule that adds terms up."""
    mu_1, sigma_1, mu_2, sigma_2 = letters
    total, r = domain.total, a/b
    roots = 2*log(sqrt(a)/sqrt(b))
    logarithm = piecewise(r, rational(1, 1073741824), roots, piecewise(1073741824, r, roots, log(r)))
    log_ratio, spread = total(log(b/a)), half*total(a**2/b**2 - 1)

    def apart(log_r):
        return half*r**2 - half - log_r

    def value(log_r):
        near = piecewise(rational(5, 4), y, apart(log_r), half*y**2 + g(y))
        return total(half*z**2 + piecewise(y, -half, apart(log_r), near))

    def log_ratios(log_r):
        return total(piecewise(a, half*b, -log_r, piecewise(2*b, a, -log_r, -log1p(y))))

    def by_letter(letter, value):
        return slope(letter, kl, eq(domain.along(value), by=derivative), along=domain.direction)

    return [
        form(
            "kl_divergence", kl,
            eq(total(half*z**2 + apart(log(r))), by=log_quotient),
            eq(value(log(r)), by=special_functions),
            eq(value(logarithm), by=log_quotient),
        ),
        *direct,
        form("terms", kl, eq(log_ratio + spread + distance, by=by)),
        form(
            "log_determinant", log_ratio,
            eq(total(-log(r)), by=log_quotient),
            eq(log_ratios(log(r)), by=special_functions),
            eq(log_ratios(roots), by=log_quotient),
        ),
        form("trace", spread, eq(trace, by=by)),
        form("mahalanobis", distance, eq(total(half*z**2), by=by)),
        by_letter(mu_1, z/b),
        by_letter(sigma_1, y/a*(2 + y)),
        by_letter(mu_2, -(z/b)),
        by_letter(sigma_2, -((y*(2 + y) + z**2)/b)),
    ]


# Univariate.
x, mu_1, mu_2 = real("x mu_1 mu_2")
sigma_1, sigma_2 = positive("sigma_1 sigma_2")
p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)

letters = mu_1, sigma_1, mu_2, sigma_2
a, b, d = sigma_1, sigma_2, mu_1 - mu_2
y, z = (a - b)/b, d/b

univariate_code = code_form(
    title="KL divergence between two univariate Gaussians, as it is computed from scales",
    module="univariate",
    functions={"kl_divergence": letters},
    names={"y": y, "z": z},
    parts=from_scales(
        Domain(), [KL(p, q), eq(closed(a, b, d), by=lemma("univariate"))], letters, a, b, y, z,
        distance=half*d**2/b**2, trace=half*y*(2 + y), by=algebra,
    ),
)

# Diagonal.
k, i = dimension("k"), index("i")
t = real("t")
x, mu_1, mu_2, H = vector("x mu_1 mu_2 H", k)
sigma_1, sigma_2 = positive_vector("sigma_1 sigma_2", k)

letters = mu_1, sigma_1, mu_2, sigma_2
a, b, d = sigma_1[i], sigma_2[i], mu_1[i] - mu_2[i]
y, z, r = (a - b)/b, d/b, a/b

P = independent("P", x, Normal("p_i", t, mean=mu_1[i], variance=a**2), i)
Q = independent("Q", x, Normal("q_i", t, mean=mu_2[i], variance=b**2), i)
components = Domain(i, k, H)
total = components.total
kl = [KL(P, Q), eq(total(closed(a, b, d)), by=lemma("diagonal"))]

diagonal_code = code_form(
    title="KL divergence between diagonal Gaussians, as it is computed from scales",
    module="diagonal",
    functions={"kl_divergence": letters},
    names={"y": y, "z": z},
    parts=from_scales(
        components, kl, letters, a, b, y, z,
        distance=half*total(d**2/b**2), trace=half*total(y*(2 + y)), by=sums,
        direct=[
            form(  # as it stands: with as few operations as may be
                "direct", kl,
                eq(total(half*r**2 + half*z**2 - log(r) - half), by=log_quotient),
                eq(half*total(r**2 + z**2 - 2*log(r)) - half*k, by=sums),
            ),
        ],
    ),
)
