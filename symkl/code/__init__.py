"""Theorems as code: modules for NumPy and for other array libraries, each of which stands alone."""
