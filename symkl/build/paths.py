"""Where things stand in an output folder."""

__all__ = ["ACCURACY", "CODE", "LATEX", "NUMPY", "TRANSCRIPT"]

LATEX = "latex"
NUMPY = "numpy"
# The folder of the modules for each target of `symkl export`.
CODE = {"numpy": NUMPY, "torch": "torch", "jax": "jax", "array-api": "array_api"}
ACCURACY = "report/accuracy"
# The two files that are about all derivations, without their endings.
TRANSCRIPT = "report/proofs"
