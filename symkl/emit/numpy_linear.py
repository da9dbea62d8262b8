"""Triangular systems and Cholesky factors, in batches, for generated modules."""
