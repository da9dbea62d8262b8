"""The Gaussian integral, by polar coordinates."""

from symkl import (
    Integral, algebra, antiderivative, cos, derivation, eq, exp, exp_rules, linearity, nonnegative_real, oo, pi,
    polar_coordinates, real, sin, sqrt, trigonometry,
)

x, y, theta = real("x y theta")
r = nonnegative_real("r")

plane = exp(-(x**2 + y**2)/2)

gaussian_integral = derivation(
    title="The Gaussian integral",
    intro="The square of the integral is an integral over the plane, "
    "and that one is easy in polar coordinates.",
    source="Poisson's argument; see Rudin, Principles of Mathematical Analysis, chapter 8",
    claim=Integral(exp(-x**2/2), x) == sqrt(2*pi),
    chain=[
        Integral(exp(-x**2/2), x),
        eq(sqrt(Integral(exp(-x**2/2), x)**2),                         by=algebra),
        eq(sqrt(Integral(Integral(exp(-x**2/2)*exp(-y**2/2), y), x)),  by=linearity,
           say="The square is a product of two integrals, one written in $x$, the other in $y$."),
        eq(sqrt(Integral(Integral(plane, y), x)),                      by=exp_rules),
        eq(sqrt(Integral(Integral(exp(-((r*cos(theta))**2 + (r*sin(theta))**2)/2)*r, r, 0, oo), theta, 0, 2*pi)),
           by=polar_coordinates(x, y, r, theta)),
        eq(sqrt(Integral(Integral(exp(-r**2/2)*r, r, 0, oo), theta, 0, 2*pi)), by=trigonometry),
        eq(sqrt(Integral(1, theta, 0, 2*pi)),                          by=antiderivative(-exp(-r**2/2), r)),
        eq(sqrt(2*pi),                                                 by=antiderivative(theta, theta)),
    ],
)
