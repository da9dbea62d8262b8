"""The kernels g and h for arrays of any library, in the words of the array API standard.

The same splits and coefficients as in ``kernels.py``, without what a traced or immutable array
cannot do: no assignment to elements, no branch on what an array holds. Both sides of a branch are
evaluated everywhere, and each sees arguments of its own side only, so that none of them warns or
overflows for the other's.

``xp`` is the array library. Where a target has but one, the emitter writes its name instead
(`symkl.code.source`). A float32 argument is evaluated in float32 throughout, since not
every device has float64.

References
----------
.. [1] Sun Microsystems, fdlibm 5.3, ``s_log1p.c`` and ``s_expm1.c`` (method).
"""


def _g_value(xp, x):
    """Return ``x - log1p(x)``, accurate also where the two nearly agree.

    Notes
    -----
    For -0.48 < x < 0.92 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 1.139e-17 (float64) or 1 +- 8.103e-10 (float32), proved in ball arithmetic.
    """
    if x.dtype == xp.float32:
        first, *rest = 0.23195398, 0.2168933, 0.2859565, 0.39999554, 0.6666667
    else:
        first, *rest = (
            0.15704968568886368,
            0.08995655900503596,
            0.11967416812611568,
            0.13317156902396415,
            0.15385423933047335,
            0.1818179295019437,
            0.2222222269480974,
            0.2857142856656143,
            0.4000000000002304,
            0.6666666666666663,
        )
    s = x / (x + 2.0)
    near = s * s <= 0.1
    w = xp.where(near, x, xp.zeros_like(x))
    s = xp.where(near, s, xp.zeros_like(x))
    # x - log1p(x) = x*x/2 - s*(x*x/2 + r), with r = log1p(x)/s - 2 a series in z = s*s
    z = s * s
    r = z * first
    for c in rest:
        r = (r + c) * z
    half = 0.5 * (w * w)
    value = half - s * (half + r)
    w = xp.where(near, xp.ones_like(x), x)
    # beyond 1e38 the logarithm is lost in x; without the bound inf - inf would be NaN
    far = w - xp.log1p(xp.where(w < 1e38, w, xp.ones_like(x)))
    return xp.where(near, value, far)


def _h_value(xp, v):
    """Return ``expm1(v) - v``, accurate also where the two nearly agree.

    Notes
    -----
    For abs(v) < 0.7 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 4.306e-18 (float64) or 1 +- 4.131e-9 (float32), proved in ball arithmetic.
    """
    if v.dtype == xp.float32:
        first, *rest = 3.23365e-05, -0.0013886985, 0.08333332
    else:
        first, *rest = (
            1.2756409456901686e-11,
            -5.279461715284949e-10,
            2.087657358763757e-08,
            -8.267195383540823e-07,
            3.3068783064627785e-05,
            -0.001388888888888688,
            0.08333333333333333,
        )
    near = v * v <= 0.5
    w = xp.where(near, v, xp.zeros_like(v))
    # expm1(v) = v/(1 + r - v/2), with r = (v/2)*coth(v/2) - 1 a series in z = v*v; hence
    # expm1(v) - v = z/2 + v*(a*v/2 - r)/(1 - a), where a = v/2 - r
    z = w * w
    r = z * first
    for c in rest:
        r = (r + c) * z
    half = 0.5 * w
    a = half - r
    value = 0.5 * z + w * ((a * half - r) / (1.0 - a))
    w = xp.where(near, xp.ones_like(v), v)
    # beyond 1e4 the exponential is inf; without the bound inf - inf would be NaN
    far = xp.expm1(w) - xp.where(w < 1e4, w, xp.ones_like(v))
    return xp.where(near, value, far)
