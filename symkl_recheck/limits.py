"""The limits on what is read and computed: one table, for the prover and for the checker.

`symkl.limits` takes from here what both have to keep, so that the prover proves nothing of a size
that the checker refuses. What is beyond a limit is refused by the limit's name; that says nothing
of whether it is true.
"""

MOST_BYTES = 1_000_000  # of a derivation file, and of a certificate
MOST_NODES = 50_000  # of an expression, each occurrence counted
MOST_DEPTH = 6_000  # of an expression; a sum of n terms is n levels deep
MOST_BITS = 4_000  # of an exact number, numerator and denominator together
MOST_EXPONENT = 64  # to which something is multiplied out

MOST_LETTERS = 60  # of a name

# Of a certificate alone.
MOST_POWER = 4_000  # of a sum in a product, before it is multiplied out
MOST_ROWS = 20_000  # different expressions
MOST_NESTING = 30  # levels of JSON
MOST_WORK = 400_000  # terms made, and pairs of terms multiplied, in one certificate
MOST_FILES = 1_000  # in a folder
MOST_CALLS = 100_000  # that a tree of MOST_DEPTH leads to, one within the other, and more
