"""Families of distributions: density, parameters, and the theorems about them, one file each."""

from symkl.families.base import FAMILIES, Family, family_of
from symkl.families.density import AbstractDensity
from symkl.families.multivariate_normal import MultivariateNormal
from symkl.families.normal import Normal

__all__ = ["FAMILIES", "AbstractDensity", "Family", "MultivariateNormal", "Normal", "family_of"]
