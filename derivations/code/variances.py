"""The code forms of the divergence between two Gaussians from variances: univariate, and diagonal, summed over the components.

With e = (v − w)/w, the relative difference of the variances v and w, and means that differ by d the divergence is
(d²/w + g(e))/2, both nonnegative. Where v is less than half of w, or more than twice w, e and the logarithm of the quotient are
subtracted as they stand; where the quotient would underflow, the logarithm is that of the quotient of the roots. Where e is
large it is halved before it might overflow.
"""

from symkl import (
    Domain, KL, Normal, algebra, by_component, code_form, derivative, dimension, eq, form, g, half, independent, index,
    lemma, log, log1p, log_quotient, piecewise, positive, positive_vector, rational, real, slope, special_functions, sqrt,
    sums, vector,
)


def of_roots(v, w, d):
    """The closed form of a component from scales, which are roots of the variances."""
    return log(sqrt(w)/sqrt(v)) + (v + d**2)/(2*w) - half


def closed(v, w, d):
    """The closed form of a component from variances."""
    return half*log(w/v) + (v + d**2)/(2*w) - half


def from_variances(domain, kl, value, terms, letters, v, w, d, e, *, distance, by, direct=()):
    """The parts: how the chains of value, terms and derivatives open, the term of the means, and the rules for terms."""
    mu_1, variance_1, mu_2, variance_2 = letters
    total = domain.total
    quotient, roots = log(v/w), 2*log(sqrt(v)/sqrt(w))
    logarithm = piecewise(v/w, rational(1, 1073741824), roots, quotient)
    log_ratio, spread, mean = half*total(log(w/v)), half*total(v/w - 1), d*(half*d/w)

    def computed(log_vw, root_log):
        large = half*v/w - half*(1 + root_log)
        apart = piecewise(1152921504606846976, e, large, half*(e - log_vw))
        return total(mean + piecewise(e, rational(-9, 16), apart, piecewise(rational(3, 2), e, apart, half*g(e))))

    def log_ratios(log_vw):
        return half*total(piecewise(v, half*w, -log_vw, piecewise(2*w, v, -log_vw, -log1p(e))))

    def by_letter(letter, value, named=""):
        return slope(letter, kl, eq(domain.along(value), by=derivative), along=domain.direction, named=named)

    return [
        form(
            "kl_divergence", value,
            eq(total(mean + half*(e - quotient)), by=log_quotient),
            eq(computed(quotient, quotient), by=special_functions),
            eq(computed(logarithm, roots), by=log_quotient),
        ),
        *direct,
        form("terms", terms, eq(log_ratio + spread + distance, by=by["terms"])),
        form(
            "log_determinant", log_ratio,
            eq(half*total(-quotient), by=log_quotient),
            eq(log_ratios(quotient), by=special_functions),
            eq(log_ratios(roots), by=log_quotient),
        ),
        form("trace", spread, eq(half*total(e), by=by["term"])),
        form("mahalanobis", distance, eq(total(mean), by=by["term"])),
        by_letter(mu_1, d/w),
        by_letter(variance_1, half*e/v, "the first variance"),
        by_letter(mu_2, -(d/w)),
        by_letter(variance_2, -((half*e + mean)/w), "the second variance"),
    ]


# Univariate.
x, mu_1, mu_2 = real("x mu_1 mu_2")
variance_1, variance_2 = positive("variance_1 variance_2")
p = Normal("p", x, mean=mu_1, variance=variance_1)
q = Normal("q", x, mean=mu_2, variance=variance_2)

letters = mu_1, variance_1, mu_2, variance_2
v, w, d = variance_1, variance_2, mu_1 - mu_2
e = (v - w)/w

opening = [KL(p, q), eq(of_roots(v, w, d), by=lemma("univariate", sigma_1=sqrt(v), sigma_2=sqrt(w)))]
kl = [*opening, eq(closed(v, w, d), by=log_quotient)]

univariate_variance_code = code_form(
    title="KL divergence between two univariate Gaussians, as it is computed from variances",
    module="univariate_variance",
    functions={"kl_divergence": letters},
    names={"d": d, "e": e},
    parts=from_variances(
        Domain(), kl, kl, opening, letters, v, w, d, e,
        distance=half*d**2/w, by={"terms": log_quotient, "term": algebra},
    ),
)

# Diagonal.
k, i = dimension("k"), index("i")
t = real("t")
x, mu_1, mu_2, H = vector("x mu_1 mu_2 H", k)
variance_1, variance_2 = positive_vector("variance_1 variance_2", k)

letters = mu_1, variance_1, mu_2, variance_2
v, w, d = variance_1[i], variance_2[i], mu_1[i] - mu_2[i]
e = (v - w)/w

P = independent("P", x, Normal("p_i", t, mean=mu_1[i], variance=v), i)
Q = independent("Q", x, Normal("q_i", t, mean=mu_2[i], variance=w), i)
components = Domain(i, k, H)
total = components.total
diagonal = lemma("diagonal", sigma_1=by_component(sqrt(v), i, k), sigma_2=by_component(sqrt(w), i, k))
opening = [KL(P, Q), eq(total(of_roots(v, w, d)), by=diagonal)]
kl = [*opening, eq(total(closed(v, w, d)), by=log_quotient)]

diagonal_variance_code = code_form(
    title="KL divergence between diagonal Gaussians, as it is computed from variances",
    module="diagonal_variance",
    functions={"kl_divergence": letters},
    names={"d": d, "e": e},
    parts=from_variances(
        components, kl, opening, kl, letters, v, w, d, e,
        distance=half*total(d**2/w), by={"terms": sums, "term": sums},
        direct=[
            form(  # as it stands: with as few operations as may be
                "direct", opening,
                eq(total(half*((v + d**2)/w) - half*log(v/w) - half), by=log_quotient),
                eq(half*total((v + d**2)/w - log(v/w)) - half*k, by=sums),
            ),
        ],
    ),
)
