"""Accurate floating-point kernels: the source that generated code carries, and its certificate.

``kernels.py`` holds the NumPy functions, each complete in itself so that an emitter can cut it
out; ``coefficients.json`` the coefficients in them with their certified bounds, as
``tools/fit_kernels.py`` writes it.  Nothing is imported here: whoever wants the text reads it
without loading NumPy.
"""
