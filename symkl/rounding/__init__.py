"""Bounds of the rounding error of generated functions, from the tree that is printed."""
