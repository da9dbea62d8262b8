"""The code form of the divergence between two Gaussians with diagonal covariance, from log-variances.

With v = ℓ₁ − ℓ₂ and d = μ₁ − μ₂ a component contributes d²exp(−ℓ₂)/2 + h(v)/2, both nonnegative. The branches are those of
`univariate_logvar_code`: where ℓ₂ is far from 0 a root of exp(−ℓ₂) is squared, and where v is large exp(v) is.
"""

from symkl import (
    D, Export, KL, Normal, Sum, algebra, by_component, derivation, derivative, dimension, eq, exp,
    exp_rules, expm1, h, half, independent, index, lemma, log, log_rules, part, piecewise,
    real, special_functions, sums, vector,
)

k, i = dimension("k"), index("i")
t = real("t")
x, mu_1, mu_2, logvar_1, logvar_2, H = vector("x mu_1 mu_2 logvar_1 logvar_2 H", k)

P = independent("P", x, Normal("p_i", t, mean=mu_1[i], variance=exp(logvar_1[i])), i)
Q = independent("Q", x, Normal("q_i", t, mean=mu_2[i], variance=exp(logvar_2[i])), i)

a, b = logvar_1[i], logvar_2[i]
d = mu_1[i] - mu_2[i]
v = a - b
precision = exp(-b)
root = exp(-half*b)
fourth = exp(-b/4)
z = d*root

wide = piecewise(1400**2, b**2, d*fourth*fourth, z)
mean = piecewise(80**2, b**2, half*wide**2, d*(half*d*precision))
ratio = piecewise(867**2, (b + 355)**2, exp(half*v), exp(half*a)/exp(half*b))


def scales(growth):
    """What the log-variances contribute, with a form of exp(v) for where v is large."""
    return piecewise(3, v, piecewise(2000, v, half*h(v), half*growth - half*(1 + v)), half*h(v))


def total(term):
    """The sum over the components."""
    return Sum(term, i, k)


s_1, s_2 = exp(half*a), exp(half*b)
diagonal = lemma("diagonal", sigma_1=by_component(s_1, i, k), sigma_2=by_component(s_2, i, k), also=exp_rules)
from_scales = total(log(s_2/s_1) + (s_1**2 + d**2)/(2*s_2**2) - half)
closed = total(-half*v + half*exp(v) + half*d**2*precision - half)

# As it stands: with as few operations as may be.
direct = half*total(exp(v) + d**2*precision - v) - half*k

# The terms, as they are.
log_ratio = -half*total(v)
spread = half*total(exp(v) - 1)
distance = half*total(d**2*precision)


def by_letter(letter, named, *forms):
    """The differential in the direction H of a letter, from the derivative by component i.

    The derivative is given as it comes, with expm1, and as it is computed.
    """
    slope, special, value = (total(form*H[i]) for form in forms)
    return part(
        f"d_{letter}",
        title=f"The derivative by {named}",
        claim=D(KL(P, Q), letter, H) == value,
        chain=[
            D(KL(P, Q), letter, H),
            eq(D(from_scales, letter, H), by=diagonal),
            eq(D(closed, letter, H), by=log_rules),
            eq(slope, by=derivative),
            eq(special, by=special_functions),
            eq(value, by=exp_rules),
        ],
    )


diagonal_logvar_code = derivation(
    title="KL divergence between diagonal Gaussians, as it is computed from log-variances",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(P, Q) == total(mean + scales(ratio**2)),
            chain=[
                KL(P, Q),
                eq(from_scales, by=diagonal),
                eq(closed, by=log_rules),
                eq(total(half*d**2*precision + half*(exp(v) - 1 - v)), by=algebra),
                eq(total(half*d**2*precision + scales(exp(v))), by=special_functions),
                eq(total(mean + scales(ratio**2)), by=exp_rules),
            ],
        ),
        part(
            "direct",
            title="The value, as it is computed where the distributions are known to be far apart",
            claim=KL(P, Q) == direct,
            chain=[
                KL(P, Q),
                eq(from_scales, by=diagonal),
                eq(closed, by=log_rules),
                eq(direct, by=sums),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(P, Q) == log_ratio + spread + distance,
            chain=[
                KL(P, Q),
                eq(from_scales, by=diagonal),
                eq(closed, by=log_rules),
                eq(log_ratio + spread + distance, by=sums),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=log_ratio == -half*total(v),
            chain=[log_ratio, eq(-half*total(v), by=algebra)],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=spread == half*total(expm1(v)),
            chain=[spread, eq(half*total(expm1(v)), by=special_functions)],
        ),
        part(
            "mahalanobis",
            title="The term of the means",
            claim=distance == total(mean),
            chain=[distance, eq(total(half*d**2*precision), by=sums), eq(total(mean), by=exp_rules)],
        ),
        by_letter(mu_1, "$\\mu_1$", d*precision, d*precision, z*root),
        by_letter(logvar_1, "the first log-variances", half*(exp(v) - 1), half*expm1(v), half*expm1(v)),
        by_letter(mu_2, "$\\mu_2$", -(d*precision), -(d*precision), -(z*root)),
        by_letter(
            logvar_2,
            "the second log-variances",
            -(half*((exp(v) - 1) + d**2*precision)),
            -(half*(expm1(v) + d**2*precision)),
            -(mean + half*expm1(v)),
        ),
    ],
    code=[
        Export(
            module="diagonal_logvar",
            arguments=(mu_1, logvar_1, mu_2, logvar_2),
            value="kl_divergence",
            direct="direct",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu_1", "d_mu_1"), ("logvar_1", "d_logvar_1"), ("mu_2", "d_mu_2"), ("logvar_2", "d_logvar_2")),
            names=(("d", d), ("v", v)),
        ),
    ],
)
