"""The code forms of the divergence between two Gaussians from log-variances: univariate, and diagonal, summed over the components.

With v = a − b, the difference of the log-variances a and b, and means that differ by d the divergence is d²exp(−b)/2 + h(v)/2,
both nonnegative. Where b is far from 0, exp(−b) may overflow or underflow although d²exp(−b) does not; there a root of it is
squared. Where v is large, exp(v) multiplies the rounding error of v by v; there exp(v) is the square of exp(a/2)/exp(b/2),
except where these would leave the range, and there v is exact.
"""

from symkl import (
    Domain, KL, Normal, algebra, by_component, code_form, derivative, dimension, eq, exp, exp_rules, expm1, form, h, half,
    independent, index, lemma, log, log_rules, piecewise, real, slope, special_functions, sums, vector,
)


def of_scales(a, b, d):
    """The closed form of a component from scales, which are exponentials."""
    s_1, s_2 = exp(half*a), exp(half*b)
    return log(s_2/s_1) + (s_1**2 + d**2)/(2*s_2**2) - half


def closed(v, b, d):
    """The closed form of a component from log-variances."""
    return -half*v + half*exp(v) + half*d**2*exp(-b) - half


def from_log_variances(domain, kl, terms, letters, a, b, d, v, *, distance, mahalanobis, by, plural="", direct=()):
    """The parts: how the chains of value and derivatives open, and that of the terms, the term of the means, how terms add up."""
    mu_1, logvar_1, mu_2, logvar_2 = letters
    total, precision, root = domain.total, exp(-b), exp(-half*b)
    wide = piecewise(1400**2, b**2, d*exp(-b/4)*exp(-b/4), d*root)
    mean = piecewise(80**2, b**2, half*wide**2, d*(half*d*precision))
    ratio = piecewise(867**2, (b + 355)**2, exp(half*v), exp(half*a)/exp(half*b))
    log_ratio, spread = -half*total(v), half*total(exp(v) - 1)

    def scales(growth):
        return piecewise(3, v, piecewise(2000, v, half*h(v), half*growth - half*(1 + v)), half*h(v))

    def by_letter(letter, as_it_comes, special, computed, named=""):
        return slope(
            letter, kl,
            eq(domain.along(as_it_comes), by=derivative),
            eq(domain.along(special), by=special_functions),
            eq(domain.along(computed), by=exp_rules),
            along=domain.direction, named=named,
        )

    return [
        form(
            "kl_divergence", kl,
            eq(total(half*d**2*precision + half*(exp(v) - 1 - v)), by=algebra),
            eq(total(half*d**2*precision + scales(exp(v))), by=special_functions),
            eq(total(mean + scales(ratio**2)), by=exp_rules),
        ),
        *direct,
        form("terms", terms, eq(log_ratio + spread + distance, by=by)),
        form("log_determinant", log_ratio, eq(-half*total(v), by=algebra)),
        form("trace", spread, eq(half*total(expm1(v)), by=special_functions)),
        form("mahalanobis", distance, *mahalanobis, eq(total(mean), by=exp_rules)),
        by_letter(mu_1, d*precision, d*precision, d*root*root),
        by_letter(logvar_1, half*(exp(v) - 1), half*expm1(v), half*expm1(v), f"the first log-variance{plural}"),
        by_letter(mu_2, -(d*precision), -(d*precision), -(d*root*root)),
        by_letter(
            logvar_2,
            -(half*((exp(v) - 1) + d**2*precision)),
            -(half*(expm1(v) + d**2*precision)),
            -(mean + half*expm1(v)),
            f"the second log-variance{plural}",
        ),
    ]


# Univariate.
x, mu_1, mu_2, logvar_1, logvar_2 = real("x mu_1 mu_2 logvar_1 logvar_2")
p = Normal("p", x, mean=mu_1, variance=exp(logvar_1))
q = Normal("q", x, mean=mu_2, variance=exp(logvar_2))

letters = mu_1, logvar_1, mu_2, logvar_2
a, b, d = logvar_1, logvar_2, mu_1 - mu_2
v = a - b

univariate = lemma("univariate", sigma_1=exp(half*a), sigma_2=exp(half*b), also=exp_rules)
opening = [KL(p, q), eq(of_scales(a, b, d), by=univariate)]

univariate_logvar_code = code_form(
    title="KL divergence between two univariate Gaussians, as it is computed from log-variances",
    module="univariate_logvar",
    functions={"kl_divergence": letters},
    names={"d": d, "v": v},
    parts=from_log_variances(
        Domain(), [*opening, eq(closed(v, b, d), by=log_rules)], opening, letters, a, b, d, v,
        distance=half*d**2*exp(-b), mahalanobis=[], by=log_rules,
    ),
)

# Diagonal.
k, i = dimension("k"), index("i")
t = real("t")
x, mu_1, mu_2, logvar_1, logvar_2, H = vector("x mu_1 mu_2 logvar_1 logvar_2 H", k)

letters = mu_1, logvar_1, mu_2, logvar_2
a, b, d = logvar_1[i], logvar_2[i], mu_1[i] - mu_2[i]
v = a - b

P = independent("P", x, Normal("p_i", t, mean=mu_1[i], variance=exp(a)), i)
Q = independent("Q", x, Normal("q_i", t, mean=mu_2[i], variance=exp(b)), i)
components = Domain(i, k, H)
total = components.total
s_1, s_2 = by_component(exp(half*a), i, k), by_component(exp(half*b), i, k)
kl = [
    KL(P, Q),
    eq(total(of_scales(a, b, d)), by=lemma("diagonal", sigma_1=s_1, sigma_2=s_2, also=exp_rules)),
    eq(total(closed(v, b, d)), by=log_rules),
]

diagonal_logvar_code = code_form(
    title="KL divergence between diagonal Gaussians, as it is computed from log-variances",
    module="diagonal_logvar",
    functions={"kl_divergence": letters},
    names={"d": d, "v": v},
    parts=from_log_variances(
        components, kl, kl, letters, a, b, d, v,
        distance=half*total(d**2*exp(-b)), mahalanobis=[eq(total(half*d**2*exp(-b)), by=sums)], by=sums, plural="s",
        # As it stands: with as few operations as may be.
        direct=[form("direct", kl, eq(half*total(exp(v) + d**2*exp(-b) - v) - half*k, by=sums))],
    ),
)
