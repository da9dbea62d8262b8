"""The code form of the divergence between two univariate Gaussians, from log-variances.

With v = ℓ₁ − ℓ₂ and d = μ₁ − μ₂ it is d²exp(−ℓ₂)/2 + h(v)/2, both nonnegative. Where ℓ₂ is far from 0, exp(−ℓ₂) may overflow or
underflow although d²exp(−ℓ₂) does not; there a root of it is squared. Where v is large, exp(v) multiplies the rounding error
of v by v; there exp(v) is the square of exp(ℓ₁/2)/exp(ℓ₂/2), except where these would leave the range, and there v is exact.
"""

from symkl import (
    D, Export, KL, Normal, algebra, derivation, derivative, eq, exp, exp_rules, expm1, h, half,
    lemma, log, log_rules, part, piecewise, real, special_functions,
)

x, mu_1, mu_2, logvar_1, logvar_2 = real("x mu_1 mu_2 logvar_1 logvar_2")

p = Normal("p", x, mean=mu_1, variance=exp(logvar_1))
q = Normal("q", x, mean=mu_2, variance=exp(logvar_2))

d = mu_1 - mu_2
v = logvar_1 - logvar_2
precision = exp(-logvar_2)
root = exp(-half*logvar_2)
fourth = exp(-logvar_2/4)
z = d*root

wide = piecewise(1400**2, logvar_2**2, d*fourth*fourth, z)
mean = piecewise(80**2, logvar_2**2, half*wide**2, d*(half*d*precision))
ratio = piecewise(867**2, (logvar_2 + 355)**2, exp(half*v), exp(half*logvar_1)/exp(half*logvar_2))


def scales(growth):
    """What the log-variances contribute, with a form of exp(v) for where v is large."""
    return piecewise(3, v, piecewise(2000, v, half*h(v), half*growth - half*(1 + v)), half*h(v))


s_1, s_2 = exp(half*logvar_1), exp(half*logvar_2)
univariate = lemma("univariate", sigma_1=s_1, sigma_2=s_2, also=exp_rules)
from_scales = log(s_2/s_1) + (s_1**2 + d**2)/(2*s_2**2) - half
closed = -half*v + half*exp(v) + half*d**2*precision - half

# The terms, as they are.
log_ratio = -half*v
spread = half*(exp(v) - 1)
distance = half*d**2*precision


def by_letter(letter, named, *forms):
    """The derivative of the divergence by a letter: as it comes, with expm1, and as it is computed."""
    slope, special, value = forms
    return part(
        f"d_{letter}",
        title=f"The derivative by {named}",
        claim=D(KL(p, q), letter) == value,
        chain=[
            D(KL(p, q), letter),
            eq(D(from_scales, letter), by=univariate),
            eq(D(closed, letter), by=log_rules),
            eq(slope, by=derivative),
            eq(special, by=special_functions),
            eq(value, by=exp_rules),
        ],
    )


univariate_logvar_code = derivation(
    title="KL divergence between two univariate Gaussians, as it is computed from log-variances",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(p, q) == mean + scales(ratio**2),
            chain=[
                KL(p, q),
                eq(from_scales, by=univariate),
                eq(closed, by=log_rules),
                eq(half*d**2*precision + half*(exp(v) - 1 - v), by=algebra),
                eq(half*d**2*precision + scales(exp(v)), by=special_functions),
                eq(mean + scales(ratio**2), by=exp_rules),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(p, q) == log_ratio + spread + distance,
            chain=[
                KL(p, q),
                eq(from_scales, by=univariate),
                eq(log_ratio + spread + distance, by=log_rules),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=log_ratio == -half*v,
            chain=[log_ratio, eq(-half*v, by=algebra)],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=spread == half*expm1(v),
            chain=[spread, eq(half*expm1(v), by=special_functions)],
        ),
        part(
            "mahalanobis",
            title="The term of the means",
            claim=distance == mean,
            chain=[distance, eq(mean, by=exp_rules)],
        ),
        by_letter(mu_1, "$\\mu_1$", d*precision, d*precision, z*root),
        by_letter(logvar_1, "the first log-variance", half*(exp(v) - 1), half*expm1(v), half*expm1(v)),
        by_letter(mu_2, "$\\mu_2$", -(d*precision), -(d*precision), -(z*root)),
        by_letter(
            logvar_2,
            "the second log-variance",
            -(half*((exp(v) - 1) + d**2*precision)),
            -(half*(expm1(v) + d**2*precision)),
            -(mean + half*expm1(v)),
        ),
    ],
    code=[
        Export(
            module="univariate_logvar",
            arguments=(mu_1, logvar_1, mu_2, logvar_2),
            value="kl_divergence",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu_1", "d_mu_1"), ("logvar_1", "d_logvar_1"), ("mu_2", "d_mu_2"), ("logvar_2", "d_logvar_2")),
            names=(("d", d), ("v", v)),
        ),
    ],
)
