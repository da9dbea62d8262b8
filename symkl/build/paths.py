"""The places of things in an output folder."""

from symkl.code.targets import folders

__all__ = ["ACCURACY", "CODE", "LATEX", "NUMPY", "TRANSCRIPT"]

LATEX = "latex"
NUMPY = "numpy"
# The folder of the modules for each target of `symkl export`.
CODE = folders()
ACCURACY = "report/accuracy"
# The two files that are about all derivations, without their endings.
TRANSCRIPT = "report/proofs"
