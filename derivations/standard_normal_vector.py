"""Mean and second moments of a vector of independent standard normal variables."""

from symkl import (
    E, Normal, component_moments, derivation, dimension, entrywise, eq, eye, independent, index, part, real, vector,
    zeros,
)

k, i, j, n = dimension("k"), index("i"), index("j"), index("n")
t = real("t")
z = vector("z", k)

phi = Normal("phi", t, mean=0, variance=1)
Z = independent("Z", z, phi, n)

standard_normal_vector = derivation(
    title="Moments of a standard normal vector",
    intro="The components are independent, with mean $0$ and variance $1$.",
    source="Feller, An Introduction to Probability Theory, volume 2, chapter III.6",
    parts=[
        part(
            "mean",
            title="The mean",
            claim=E(Z, z) == zeros(k),
            chain=[
                E(Z, z),
                eq(zeros(k),  by=entrywise(component_moments, i)),
            ],
        ),
        part(
            "second_moment",
            title="The second moment",
            claim=E(Z, z @ z.T) == eye(k),
            chain=[
                E(Z, z @ z.T),
                eq(eye(k),  by=entrywise(component_moments, i, j),
                   say="Different components are uncorrelated, and each has the variance $1$."),
            ],
        ),
    ],
)
