"""The code form of the divergence between two univariate Gaussians, from variances.

With e = (v₁ − v₂)/v₂, the relative difference of the variances, the divergence is (d²/v₂ + g(e))/2, both nonnegative. Where v₁ is
less than half of v₂, or more than twice v₂, e and the logarithm of the quotient are subtracted as they stand; where the
quotient would underflow, the logarithm is that of the quotient of the roots. Where e is large it is halved before it might
overflow.
"""

from symkl import (
    D, Export, KL, Normal, algebra, derivation, derivative, eq, g, half, lemma, log, log1p,
    log_quotient, part, piecewise, positive, rational, real, special_functions, sqrt,
)

x, mu_1, mu_2 = real("x mu_1 mu_2")
variance_1, variance_2 = positive("variance_1 variance_2")

v, w = variance_1, variance_2
p = Normal("p", x, mean=mu_1, variance=v)
q = Normal("q", x, mean=mu_2, variance=w)

d = mu_1 - mu_2
e = (v - w)/w

closed = half*log(w/v) + (v + d**2)/(2*w) - half
univariate = lemma("univariate", sigma_1=sqrt(v), sigma_2=sqrt(w))
from_scales = log(sqrt(w)/sqrt(v)) + (v + d**2)/(2*w) - half

# The terms, as they are and as they are computed.
log_ratio = half*log(w/v)
spread = half*(v/w - 1)
distance = half*d**2/w

quotient = log(v/w)
roots = 2*log(sqrt(v)/sqrt(w))
logarithm = piecewise(v/w, rational(1, 1073741824), roots, quotient)


def scales(log_vw, root_log):
    """What the variances contribute, with two forms of the logarithm of their quotient."""
    large = half*v/w - half*(1 + root_log)
    apart = piecewise(1152921504606846976, e, large, half*(e - log_vw))
    return piecewise(e, rational(-9, 16), apart, piecewise(rational(3, 2), e, apart, half*g(e)))


def logarithms(log_vw):
    """The logarithm of w/v."""
    return piecewise(v, half*w, -log_vw, piecewise(2*w, v, -log_vw, -log1p(e)))


def by_letter(letter, named, value):
    """The derivative of the divergence by a letter."""
    return part(
        f"d_{letter}",
        title=f"The derivative by {named}",
        claim=D(KL(p, q), letter) == value,
        chain=[
            D(KL(p, q), letter),
            eq(D(from_scales, letter), by=univariate),
            eq(D(closed, letter), by=log_quotient),
            eq(value, by=derivative),
        ],
    )


univariate_variance_code = derivation(
    title="KL divergence between two univariate Gaussians, as it is computed from variances",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(p, q) == d*(half*d/w) + scales(logarithm, roots),
            chain=[
                KL(p, q),
                eq(from_scales, by=univariate),
                eq(closed, by=log_quotient),
                eq(d*(half*d/w) + half*(e - quotient), by=log_quotient),
                eq(d*(half*d/w) + scales(quotient, quotient), by=special_functions),
                eq(d*(half*d/w) + scales(logarithm, roots), by=log_quotient),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(p, q) == log_ratio + spread + distance,
            chain=[
                KL(p, q),
                eq(from_scales, by=univariate),
                eq(log_ratio + spread + distance, by=log_quotient),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=log_ratio == half*logarithms(roots),
            chain=[
                log_ratio,
                eq(half*-quotient, by=log_quotient),
                eq(half*logarithms(quotient), by=special_functions),
                eq(half*logarithms(roots), by=log_quotient),
            ],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=spread == half*e,
            chain=[spread, eq(half*e, by=algebra)],
        ),
        part(
            "mahalanobis",
            title="The term of the means",
            claim=distance == d*(half*d/w),
            chain=[distance, eq(d*(half*d/w), by=algebra)],
        ),
        by_letter(mu_1, "$\\mu_1$", d/w),
        by_letter(variance_1, "the first variance", half*e/v),
        by_letter(mu_2, "$\\mu_2$", -(d/w)),
        by_letter(variance_2, "the second variance", -((half*e + d*(half*d/w))/w)),
    ],
    code=[
        Export(
            module="univariate_variance",
            arguments=(mu_1, variance_1, mu_2, variance_2),
            value="kl_divergence",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu_1", "d_mu_1"), ("variance_1", "d_variance_1"), ("mu_2", "d_mu_2"), ("variance_2", "d_variance_2")),
            names=(("d", d), ("e", e)),
        ),
    ],
)
