"""Theorems in LaTeX: fragments and documents, laid out for a width, with reasons in words."""
