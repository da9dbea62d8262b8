"""The kernels g and h for single numbers, in the words of Python's `math`, and what it lacks.

The same splits, coefficients and order of evaluation as in ``kernels.py``, for float64 alone. What
`math` raises for (the logarithm of 0, an overflow) goes up to the caller.

References
----------
.. [1] Sun Microsystems, fdlibm 5.3, ``s_log1p.c`` and ``s_expm1.c`` (method).
"""

import math


def _g_number(x):
    """Return ``x - log1p(x)`` of a float, accurate also where the two nearly agree.

    Notes
    -----
    For -0.48 < x < 0.92 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 1.139e-17, proved in ball arithmetic.
    """
    s = x / (x + 2.0)
    z = s * s
    if z <= 0.1:
        # x - log1p(x) = x*x/2 - s*(x*x/2 + r), with r = log1p(x)/s - 2 a series in z = s*s
        r = z * 0.15704968568886368
        r = (r + 0.08995655900503596) * z
        r = (r + 0.11967416812611568) * z
        r = (r + 0.13317156902396415) * z
        r = (r + 0.15385423933047335) * z
        r = (r + 0.1818179295019437) * z
        r = (r + 0.2222222269480974) * z
        r = (r + 0.2857142856656143) * z
        r = (r + 0.4000000000002304) * z
        r = (r + 0.6666666666666663) * z
        half = x * x * 0.5
        return half - s * (half + r)
    # beyond 1e38 the logarithm is lost in x; without the bound inf - inf would be NaN
    return x - math.log1p(x if x < 1e38 else 1e38)


def _h_number(v):
    """Return ``expm1(v) - v`` of a float, accurate also where the two nearly agree.

    Notes
    -----
    For abs(v) < 0.7 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 4.306e-18, proved in ball arithmetic.
    """
    z = v * v
    if z <= 0.5:
        # expm1(v) = v/(1 + r - v/2), with r = (v/2)*coth(v/2) - 1 a series in z = v*v; hence
        # expm1(v) - v = z/2 + v*(a*v/2 - r)/(1 - a), where a = v/2 - r
        r = z * 1.2756409456901686e-11
        r = (r + -5.279461715284949e-10) * z
        r = (r + 2.087657358763757e-08) * z
        r = (r + -8.267195383540823e-07) * z
        r = (r + 3.3068783064627785e-05) * z
        r = (r + -0.001388888888888688) * z
        r = (r + 0.08333333333333333) * z
        half = v * 0.5
        a = half - r
        return z * 0.5 + (a * half - r) / (1.0 - a) * v
    # without the bound inf - inf would be NaN
    return math.expm1(v) - (v if v < 1e4 else 1e4)


def _sign_number(x):
    """Return -1.0, 0.0 or 1.0 as the sign of a float is."""
    return math.copysign(1.0, x) if x < 0.0 or x > 0.0 else x


def _expit_number(x):
    """Return ``1/(1 + exp(-x))`` of a float, where nothing overflows."""
    e = math.exp(-abs(x))
    return (1.0 if x >= 0.0 else e) / (1.0 + e)


def _softplus_number(x):
    """Return ``log(1 + exp(x))`` of a float, where nothing overflows."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))
