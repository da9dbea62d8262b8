"""Families of distributions that ship, one file each; `Family` declares one's own."""

from symkl.families.abstract_density import AbstractDensity
from symkl.families.multivariate_normal import MULTIVARIATE_NORMAL, MultivariateNormal
from symkl.families.normal import NORMAL, Normal
from symkl.lang.family import Family

SHIPPED = (NORMAL, MULTIVARIATE_NORMAL)
"""The families with a formula that come with symkl."""

__all__ = ["SHIPPED", "AbstractDensity", "Family", "MultivariateNormal", "Normal"]
