"""The kernels g and h in NumPy, in the source text that generated modules carry.

Every Gaussian divergence here is a sum of nonnegative terms in ``g(x) = x - log1p(x)``,
``h(v) = expm1(v) - v`` and squares.  Both functions have a double zero at 0, where the difference
as written has no correct digit left; each function below switches to a polynomial form there and
takes the difference only where it costs at most two bits.

The generated module has to stand alone, so a function of this file uses NumPy, `_series` and
nothing else: no constant or import beside it.  It can be cut out and pasted.  The coefficients are
those of ``coefficients.json``, which ``tools/fit_kernels.py`` computes, certifies and measures; the
tests hold the two together.

Notes
-----
The branch that most elements take is evaluated for the whole array, and the other one only where it
is needed: an array of nearly equal distributions costs no logarithm.
Floating-point warnings are silenced: what the untaken branch would signal means nothing.  float32
arguments far from 0 go through float64, because a float32 ``log1p`` may be off by two units in the
last place, and NumPy's vectorised one is.

References
----------
.. [1] Sun Microsystems, fdlibm 5.3, ``s_log1p.c`` and ``s_expm1.c`` (method).
.. [2] N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., SIAM 2002,
       section 1.14 (why the difference fails, and what does not).
"""

import numpy as np


def _series(z, coefficients):
    """Return ``(...(c_1*z + c_2)*z + ... + c_n)*z`` for z with one axis; it is a new array."""
    first, *rest = coefficients
    if z.size > 128:
        r = z * first
        for c in rest:
            r += c
            r *= z
        return r
    # Here a call costs more than what it computes: all powers at once. Two columns at least, so
    # that row after row is added, in one order whatever stands beside.
    powers = np.empty([len(coefficients), z.size + (z.size == 1)], dtype=z.dtype)
    powers[:] = z
    np.multiply.accumulate(powers, axis=0, out=powers)
    powers *= np.array([[c] for c in coefficients[::-1]], dtype=z.dtype)
    return np.add.reduce(powers, axis=0)[: z.size]


def _g(x):
    """Return ``x - log1p(x)``, correct to 3 ulp also where the two nearly agree.

    Parameters
    ----------
    x : array_like
        float32 is evaluated and returned as float32, everything else as float64.

    Returns
    -------
    ndarray or scalar
        Of the shape of `x` and never negative; exactly 0 at 0; inf at -1 and at inf; NaN below -1.

    Notes
    -----
    For -0.48 < x < 0.92 the polynomial form is used.  The polynomial changes the result by a
    factor within 1 +- 1.139e-17 (float64) or 1 +- 8.103e-10 (float32), proved in ball arithmetic.
    """
    x = np.asarray(x)
    if x.dtype == np.float32:
        coefficients = 0.23195398, 0.2168933, 0.2859565, 0.39999554, 0.6666667
    else:
        x = x.astype(np.float64, copy=False)
        coefficients = (
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

    def series(x, s, z):
        """Return the difference near 0; z is overwritten."""
        # x - log1p(x) = x*x/2 - s*(x*x/2 + r), with r = log1p(x)/s - 2 a series in z = s*s
        r = _series(z, coefficients)
        value = np.multiply(x, x, out=z)
        value *= 0.5
        r += value
        r *= s
        value -= r
        return value

    def direct(x):
        """Return the difference as it is written, in double precision until it is rounded."""
        w = x.astype(np.float64, copy=False)
        # beyond 1e38 the logarithm is lost in x; without the bound inf - inf would be NaN
        return (w - np.log1p(np.minimum(w, 1e38))).astype(x.dtype, copy=False)

    flat = x.reshape(-1)
    with np.errstate(all="ignore"):
        s = flat + 2.0
        np.divide(flat, s, out=s)
        z = s * s
        near = z <= 0.1
        count = np.count_nonzero(near)
        if 3 * count >= 2 * near.size:
            value = series(flat, s, z)
            if count < near.size:
                places = np.flatnonzero(~near)
                value[places] = direct(flat.take(places))
        else:
            value = direct(flat)
            if count:
                places = np.flatnonzero(near)
                value[places] = series(flat.take(places), s.take(places), z.take(places))
    return value.reshape(x.shape)[()]


def _h(v):
    """Return ``expm1(v) - v``, correct to 3 ulp also where the two nearly agree.

    Parameters
    ----------
    v : array_like
        float32 is evaluated and returned as float32, everything else as float64.

    Returns
    -------
    ndarray or scalar
        Of the shape of `v` and never negative; exactly 0 at 0; inf at -inf and where ``exp(v)``
        overflows.

    Notes
    -----
    For abs(v) < 0.7 the polynomial form is used.  The polynomial changes the result by a factor
    within 1 +- 4.306e-18 (float64) or 1 +- 4.131e-9 (float32), proved in ball arithmetic.
    """
    v = np.asarray(v)
    if v.dtype == np.float32:
        coefficients = 3.23365e-05, -0.0013886985, 0.08333332
    else:
        v = v.astype(np.float64, copy=False)
        coefficients = (
            1.2756409456901686e-11,
            -5.279461715284949e-10,
            2.087657358763757e-08,
            -8.267195383540823e-07,
            3.3068783064627785e-05,
            -0.001388888888888688,
            0.08333333333333333,
        )

    def series(v, z):
        """Return the difference near 0; z is overwritten."""
        # expm1(v) = v/(1 + r - v/2), with r = (v/2)*coth(v/2) - 1 a series in z = v*v; hence
        # expm1(v) - v = z/2 + v*(a*v/2 - r)/(1 - a), where a = v/2 - r
        r = _series(z, coefficients)
        half = v * 0.5
        a = half - r
        half *= a
        half -= r
        np.subtract(1.0, a, out=a)
        half /= a
        half *= v
        value = np.multiply(z, 0.5, out=z)
        value += half
        return value

    def direct(v):
        """Return the difference as it is written, in double precision until it is rounded."""
        w = v.astype(np.float64, copy=False)
        # beyond 1e4 the exponential is inf; without the bound inf - inf would be NaN
        return (np.expm1(w) - np.minimum(w, 1e4)).astype(v.dtype, copy=False)

    flat = v.reshape(-1)
    with np.errstate(all="ignore"):
        z = flat * flat
        near = z <= 0.5
        count = np.count_nonzero(near)
        if 3 * count >= 2 * near.size:
            value = series(flat, z)
            if count < near.size:
                places = np.flatnonzero(~near)
                value[places] = direct(flat.take(places))
        else:
            value = direct(flat)
            if count:
                places = np.flatnonzero(near)
                value[places] = series(flat.take(places), z.take(places))
    return value.reshape(v.shape)[()]
