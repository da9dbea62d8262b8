"""The way to SymPy and back.

`to_sympy` gives what an expression means as a SymPy expression, which SymPy reorders and simplifies
at once; `from_sympy` reads a SymPy expression into a tree that is written as a person would.
Neither takes part in a proof.
"""

from symkl.meaning.bridge_in import from_sympy
from symkl.meaning.bridge_out import to_sympy

__all__ = ["from_sympy", "to_sympy"]
