"""All that ships, loaded once in a process and proved once, for tests that only read it.

A library keeps its results, and results are immutable. A test that changes the program or the
derivations, or compares two runs, makes a library of its own.
"""

from symkl.library import Library

LIBRARY = Library()
