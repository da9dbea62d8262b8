"""Where things stand in an output folder."""

__all__ = ["ACCURACY", "LATEX", "NUMPY", "TRANSCRIPT"]

LATEX = "latex"
NUMPY = "numpy"
ACCURACY = "report/accuracy"
# The two files that are about all derivations, without their endings.
TRANSCRIPT = "report/proofs"
