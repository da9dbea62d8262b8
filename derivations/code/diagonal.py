"""The code form of the divergence between two Gaussians with diagonal covariance: the univariate one, summed."""

from symkl import (
    D, Export, KL, Normal, Sum, derivation, derivative, dimension, eq, g, half, independent, index,
    lemma, log, log1p, log_quotient, part, piecewise, positive_vector, rational, real,
    special_functions, sqrt, sums, vector,
)

k, i = dimension("k"), index("i")
t = real("t")
x, mu_1, mu_2, H = vector("x mu_1 mu_2 H", k)
sigma_1, sigma_2 = positive_vector("sigma_1 sigma_2", k)

a, b = sigma_1[i], sigma_2[i]
d = mu_1[i] - mu_2[i]
P = independent("P", x, Normal("p_i", t, mean=mu_1[i], variance=a**2), i)
Q = independent("Q", x, Normal("q_i", t, mean=mu_2[i], variance=b**2), i)

y = (a - b)/b
z = d/b

closed = log(b/a) + (a**2 + d**2)/(2*b**2) - half

# The terms, as they are and as they are computed.
log_ratio = log(b/a)
spread = a**2/b**2 - 1
distance = d**2/b**2

r = a/b
roots = 2*log(sqrt(a)/sqrt(b))
logarithm = piecewise(r, rational(1, 1073741824), roots, piecewise(1073741824, r, roots, log(r)))


def apart(log_r):
    """What scales contribute that are apart, with a form of the logarithm of their quotient."""
    return half*r**2 - half - log_r


def scales(log_r):
    """What the scales contribute."""
    return piecewise(y, -half, apart(log_r), piecewise(rational(5, 4), y, apart(log_r), half*y**2 + g(y)))


def total(term):
    """The sum over the components."""
    return Sum(term, i, k)


# As it stands: with as few operations as may be.
direct = half*total(r**2 + z**2 - 2*log(r)) - half*k


def by_letter(letter, value):
    """The differential of the divergence in the direction H of a letter, from its derivative by component i."""
    return part(
        f"d_{letter}",
        title=f"The derivative by $\\{letter}$",
        claim=D(KL(P, Q), letter, H) == total(value*H[i]),
        chain=[
            D(KL(P, Q), letter, H),
            eq(D(total(closed), letter, H), by=lemma("diagonal")),
            eq(total(value*H[i]), by=derivative),
        ],
    )


diagonal_code = derivation(
    title="KL divergence between diagonal Gaussians, as it is computed from scales",
    parts=[
        part(
            "kl_divergence",
            title="The value",
            claim=KL(P, Q) == total(half*z**2 + scales(logarithm)),
            chain=[
                KL(P, Q),
                eq(total(closed), by=lemma("diagonal")),
                eq(total(half*z**2 + apart(log(r))), by=log_quotient),
                eq(total(half*z**2 + scales(log(r))), by=special_functions),
                eq(total(half*z**2 + scales(logarithm)), by=log_quotient),
            ],
        ),
        part(
            "direct",
            title="The value, as it is computed where the distributions are known to be far apart",
            claim=KL(P, Q) == direct,
            chain=[
                KL(P, Q),
                eq(total(closed), by=lemma("diagonal")),
                eq(total(half*r**2 + half*z**2 - log(r) - half), by=log_quotient),
                eq(direct, by=sums),
            ],
        ),
        part(
            "terms",
            title="The terms",
            claim=KL(P, Q) == total(log_ratio) + half*total(spread) + half*total(distance),
            chain=[
                KL(P, Q),
                eq(total(closed), by=lemma("diagonal")),
                eq(total(log_ratio) + half*total(spread) + half*total(distance), by=sums),
            ],
        ),
        part(
            "log_determinant",
            title="The term of the determinants",
            claim=total(log_ratio) == total(piecewise(a, half*b, -roots, piecewise(2*b, a, -roots, -log1p(y)))),
            chain=[
                total(log_ratio),
                eq(total(-log(r)), by=log_quotient),
                eq(total(piecewise(a, half*b, -log(r), piecewise(2*b, a, -log(r), -log1p(y)))), by=special_functions),
                eq(total(piecewise(a, half*b, -roots, piecewise(2*b, a, -roots, -log1p(y)))), by=log_quotient),
            ],
        ),
        part(
            "trace",
            title="The term of the trace",
            claim=half*total(spread) == half*total(y*(2 + y)),
            chain=[half*total(spread), eq(half*total(y*(2 + y)), by=sums)],
        ),
        part(
            "mahalanobis",
            title="The term of the means",
            claim=half*total(distance) == total(half*z**2),
            chain=[half*total(distance), eq(total(half*z**2), by=sums)],
        ),
        by_letter(mu_1, z/b),
        by_letter(sigma_1, y/a*(2 + y)),
        by_letter(mu_2, -(z/b)),
        by_letter(sigma_2, -((y*(2 + y) + z**2)/b)),
    ],
    code=[
        Export(
            module="diagonal",
            arguments=(mu_1, sigma_1, mu_2, sigma_2),
            value="kl_divergence",
            direct="direct",
            terms=(("log_determinant", "log_determinant"), ("trace", "trace"), ("mahalanobis", "mahalanobis")),
            gradient=(("mu_1", "d_mu_1"), ("sigma_1", "d_sigma_1"), ("mu_2", "d_mu_2"), ("sigma_2", "d_sigma_2")),
            names=(("y", y), ("z", z)),
        ),
    ],
)
