"""The code forms of the divergence to the standard normal: univariate, and diagonal from scales, variances or log-variances.

A component with mean m contributes m²/2 and

- y²/2 + g(y) for a scale s, with y = s − 1; where s is not near 1, (s² − 1)/2 − log s, and nothing cancels either;
- g(e)/2 for a variance v, with e = v − 1; where v is not near 1, e and the logarithm are subtracted as they stand;
- h(ℓ)/2 for a log-variance ℓ; where that might overflow although its half does not, the scale is squared.

All of these are nonnegative.
"""

from symkl import (
    Domain, KL, MultivariateNormal, Normal, algebra, by_component, code_form, derivative, diag, dimension, eq, exp,
    exp_rules, expm1, eye, form, g, h, half, index, lemma, log, log1p, log_quotient, piecewise, positive, positive_vector,
    rational, real, slope, special_functions, sqrt, sums, vector, zeros,
)


def near_one(s, least, apart, near):
    """One form for a scale or variance near 1, and one for others."""
    return piecewise(s, least, apart, piecewise(rational(61, 32), s, apart, near))


def minus_log(s, y):
    """The logarithm of 1/s, with y = s - 1."""
    return piecewise(s, half, -log(s), piecewise(2, s, -log(s), -log1p(y)))


def terms(kl, by, *, log_determinant, trace, mahalanobis):
    """The terms, each as it is and then as it is computed, and the rule by which they add up."""
    return [
        form("terms", kl, eq(log_determinant[0] + trace[0] + mahalanobis[0], by=by)),
        form("log_determinant", log_determinant),
        form("trace", trace),
        form("mahalanobis", mahalanobis, title="The term of the mean"),
    ]


def apart(s):
    """The contribution of a scale that is not near 1."""
    return half*s**2 - half - log(s)


def of_scale(s, y):
    """The contribution of a scale, with y = s - 1."""
    return near_one(s, half, apart(s), half*y**2 + g(y))


# Univariate, from a scale.
z, mu = real("z mu")
sigma = positive("sigma")
q = Normal("q", z, mean=mu, variance=sigma**2)
p = Normal("p", z, mean=0, variance=1)

y = sigma - 1
kl = [KL(q, p), eq(-half*(1 + log(sigma**2) - mu**2 - sigma**2), by=lemma("standard_prior"))]

standard_prior_code = code_form(
    title="KL divergence from a normal distribution to the standard normal, as it is computed",
    module="standard_prior",
    functions={"kl_divergence": (mu, sigma)},
    names={"y": y},
    parts=[
        form(
            "kl_divergence", kl,
            eq(half*mu**2 + apart(sigma), by=log_quotient),
            eq(half*mu**2 + of_scale(sigma, y), by=special_functions),
        ),
        *terms(
            kl, log_quotient,
            log_determinant=[-log(sigma), eq(minus_log(sigma, y), by=special_functions)],
            trace=[half*(sigma**2 - 1), eq(half*y*(2 + y), by=algebra)],
            mahalanobis=[half*mu**2, eq(half*mu**2, by=algebra)],
        ),
        slope(mu, kl, eq(mu, by=derivative)),
        slope(sigma, kl, eq(y/sigma*(2 + y), by=derivative)),
    ],
)

# Diagonal.
k, i = dimension("k"), index("i")
z, mu, logvar, H = vector("z mu logvar H", k)
sigma, variance = positive_vector("sigma variance", k)

total, along = Domain(i, k, H).total, Domain(i, k, H).along
m = mu[i]
means = [half*total(m**2), eq(total(half*m**2), by=sums)]


def divergence(v):
    """The divergence from a Gaussian with these variances."""
    q = MultivariateNormal("q", z, mean=mu, covariance=v)
    return KL(q, MultivariateNormal("p", z, mean=zeros(k), covariance=eye(k)))


def closed(v, log_v):
    """The closed form for the variances and their logarithms."""
    return -half*total(1 + log_v - m**2 - v)


def by_letter(letter, kl, value, named=""):
    """The derivative by a letter, as it comes from the closed form and as it is computed."""
    as_it_comes = eq(-half*along(-2*value), by=derivative)
    return slope(letter, kl, as_it_comes, eq(along(value), by=sums), along=H, named=named)


# From scales.
s = sigma[i]
y = s - 1
kl = [divergence(diag(by_component(s**2, i, k))), eq(closed(s**2, log(s**2)), by=lemma("vae_diagonal"))]
in_scales = [*kl, eq(closed(s**2, 2*log(s)), by=log_quotient)]

vae_diagonal_code = code_form(
    title="KL divergence to the standard normal, diagonal covariance, as it is computed from scales",
    module="vae_diagonal",
    functions={"kl_divergence": (mu, sigma)},
    names={"y": y},
    parts=[
        form(
            "kl_divergence", in_scales,
            eq(total(half*m**2 + apart(s)), by=sums),
            eq(total(half*m**2 + of_scale(s, y)), by=special_functions),
        ),
        form("direct", in_scales, eq(half*total(m**2 + s**2 - 2*log(s)) - half*k, by=sums)),
        *terms(
            in_scales, sums,
            log_determinant=[total(-log(s)), eq(total(minus_log(s, y)), by=special_functions)],
            trace=[half*total(s**2 - 1), eq(half*total(y*(2 + y)), by=sums)],
            mahalanobis=means,
        ),
        by_letter(mu, kl, m),
        by_letter(sigma, kl, y/s*(2 + y)),
    ],
)

# From variances.
v = variance[i]
e = v - 1
kl = [divergence(diag(variance)), eq(closed(v, log(v)), by=lemma("vae_diagonal", sigma=by_component(sqrt(v), i, k)))]
far = half*(e - log(v))

vae_variance_code = code_form(
    title="KL divergence to the standard normal, diagonal covariance, as it is computed from variances",
    module="vae_variance",
    functions={"kl_divergence": (mu, variance)},
    names={"e": e},
    parts=[
        form(
            "kl_divergence", kl,
            eq(total(half*m**2 + far), by=sums),
            eq(total(half*m**2 + near_one(v, rational(7, 16), far, half*g(e))), by=special_functions),
        ),
        form("direct", kl, eq(half*total(m**2 + v - log(v)) - half*k, by=sums)),
        *terms(
            kl, sums,
            log_determinant=[half*total(-log(v)), eq(half*total(minus_log(v, e)), by=special_functions)],
            trace=[half*total(v - 1), eq(half*total(e), by=algebra)],
            mahalanobis=means,
        ),
        by_letter(mu, kl, m),
        by_letter(variance, kl, half*e/v, named="the variances"),
    ],
)

# From log-variances.
v = logvar[i]
kl = [divergence(diag(by_component(exp(v), i, k))), eq(closed(exp(v), v), by=lemma("vae_logvar"))]


def of_log_variance(growth):
    """The contribution of a log-variance, with a form of exp(v) for where v is large."""
    return piecewise(80, v, piecewise(2000, v, half*h(v), half*growth - half*(1 + v)), half*h(v))


vae_logvar_code = code_form(
    title="KL divergence to the standard normal, as it is computed from log-variances",
    module="vae_logvar",
    functions={"kl_divergence": (mu, logvar)},
    parts=[
        form(
            "kl_divergence", kl,
            eq(total(half*m**2 + half*(exp(v) - 1 - v)), by=sums),
            eq(total(half*m**2 + of_log_variance(exp(v))), by=special_functions),
            eq(total(half*m**2 + of_log_variance(exp(half*v)**2)), by=exp_rules),
        ),
        form("direct", kl, eq(half*total(m**2 + exp(v) - v) - half*k, by=sums)),
        *terms(
            kl, sums,
            log_determinant=[-half*total(v), eq(-half*total(v), by=algebra)],
            trace=[half*total(exp(v) - 1), eq(half*total(expm1(v)), by=special_functions)],
            mahalanobis=means,
        ),
        by_letter(mu, kl, m),
        slope(
            logvar, kl,
            eq(-half*along(1 - exp(v)), by=derivative),
            eq(along(half*(exp(v) - 1)), by=sums),
            eq(along(half*expm1(v)), by=special_functions),
            along=H, named="the log-variances",
        ),
    ],
)
