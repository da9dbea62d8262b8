"""The code form of the divergence between two Gaussians with diagonal covariance, from variances.

With e = (v₁ − v₂)/v₂, the relative difference of the variances, a component contributes (d²/v₂ + g(e))/2, both nonnegative. The branches are those of `univariate_variance_code`.
"""

from symkl import (
    D, Export, KL, Normal, Sum, by_component, derivation, derivative, dimension, eq, g, half,
    independent, index, lemma, log, log1p, log_quotient, part, piecewise, positive_vector,
    rational, real, special_functions, sqrt, sums, vector,
)

k, i = dimension("k"), index("i")
t = real("t")
x, mu_1, mu_2, H = vector("x mu_1 mu_2 H", k)
variance_1, variance_2 = positive_vector("variance_1 variance_2", k)

v, w = variance_1[i], variance_2[i]
d = mu_1[i] - mu_2[i]
P = independent("P", x, Normal("p_i", t, mean=mu_1[i], variance=v), i)
Q = independent("Q", x, Normal("q_i", t, mean=mu_2[i], variance=w), i)

e = (v - w)/w

closed = half*log(w/v) + (v + d**2)/(2*w) - half
diagonal = lemma("diagonal", sigma_1=by_component(sqrt(v), i, k), sigma_2=by_component(sqrt(w), i, k))
from_scales = log(sqrt(w)/sqrt(v)) + (v + d**2)/(2*w) - half

# The terms, as they are and as they are computed.
log_ratio = log(w/v)
spread = v/w - 1
distance = d**2/w

quotient = log(v/w)
roots = 2*log(sqrt(v)/sqrt(w))
logarithm = piecewise(v/w, rational(1, 1073741824), roots, quotient)


def total(term):
    """The sum over the components."""
    return Sum(term, i, k)


def scales(log_vw, root_log):
    """What the variances contribute, with two forms of the logarithm of their quotient."""
    large = half*v/w - half*(1 + root_log)
    apart = piecewise(1152921504606846976, e, large, half*(e - log_vw))
    return piecewise(e, rational(-9, 16), apart, piecewise(rational(3, 2), e, apart, half*g(e)))


def logarithms(log_vw):
    """The logarithm of w/v."""
    return piecewise(v, half*w, -log_vw, piecewise(2*w, v, -log_vw, -log1p(e)))


# As it stands: with as few operations as may be.
direct = half*total((v + d**2)/w - log(v/w)) - half*k


def by_letter(letter, named, value):
    """The differential of the divergence in the direction H of a letter, from its derivative by component i."""
    return part(
        f"d_{letter}",
        title=f"The derivative by {named}",
        claim=D(KL(P, Q), letter, H) == total(value*H[i]),
        chain=[
            D(KL(P, Q), letter, H),
            eq(D(total(from_scales), letter, H), by=diagonal),
            eq(D(total(closed), letter, H), by=log_quotient),
            eq(total(value*H[i]), by=derivative),
        ],
    )


diagonal_variance_code = derivation(
    title="KL divergence between diagonal Gaussians, as it is computed from variances",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(P, Q) == total(d*(half*d/w) + scales(logarithm, roots)),
            chain=[
                KL(P, Q),
                eq(total(from_scales), by=diagonal),
                eq(total(d*(half*d/w) + half*(e - quotient)), by=log_quotient),
                eq(total(d*(half*d/w) + scales(quotient, quotient)), by=special_functions),
                eq(total(d*(half*d/w) + scales(logarithm, roots)), by=log_quotient),
            ],
        ),
        part(
            "direct",
            title="The value, as it is computed where the distributions are known to be far apart",
            claim=KL(P, Q) == direct,
            chain=[
                KL(P, Q),
                eq(total(from_scales), by=diagonal),
                eq(total(half*((v + d**2)/w) - half*log(v/w) - half), by=log_quotient),
                eq(direct, by=sums),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(P, Q) == half*total(log_ratio) + half*total(spread) + half*total(distance),
            chain=[
                KL(P, Q),
                eq(total(from_scales), by=diagonal),
                eq(total(closed), by=log_quotient),
                eq(half*total(log_ratio) + half*total(spread) + half*total(distance), by=sums),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=half*total(log_ratio) == half*total(logarithms(roots)),
            chain=[
                half*total(log_ratio),
                eq(half*total(-quotient), by=log_quotient),
                eq(half*total(logarithms(quotient)), by=special_functions),
                eq(half*total(logarithms(roots)), by=log_quotient),
            ],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=half*total(spread) == half*total(e),
            chain=[half*total(spread), eq(half*total(e), by=sums)],
        ),
        part(
            "mahalanobis",
            title="The term of the means",
            claim=half*total(distance) == total(d*(half*d/w)),
            chain=[half*total(distance), eq(total(d*(half*d/w)), by=sums)],
        ),
        by_letter(mu_1, "$\\mu_1$", d/w),
        by_letter(variance_1, "the first variance", half*e/v),
        by_letter(mu_2, "$\\mu_2$", -(d/w)),
        by_letter(variance_2, "the second variance", -((half*e + d*(half*d/w))/w)),
    ],
    code=[
        Export(
            module="diagonal_variance",
            arguments=(mu_1, variance_1, mu_2, variance_2),
            value="kl_divergence",
            direct="direct",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu_1", "d_mu_1"), ("variance_1", "d_variance_1"), ("mu_2", "d_mu_2"), ("variance_2", "d_variance_2")),
            names=(("d", d), ("e", e)),
        ),
    ],
)
