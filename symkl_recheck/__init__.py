"""A second opinion on certificates: plain Python, nothing imported but the standard library.

`recheck` decides on certificates by their bytes; ``python -m symkl_recheck DIR`` does so for every
certificate in a folder. The package shares no code with the prover that wrote them. To be read in
this order: `limits`, `reader` (JSON within limits, the rows as terms, side conditions), `terms`
(interned terms, bound variables, the arithmetic of normal forms), `signs` (what discharges side
conditions), `calculus` (derivatives, integrability, limits), `words` and `normal` (the laws),
`steps` (rules, instances, chains), `verdicts` (several certificates), `__main__` (folders).

What is refused may be true. What is accepted has been derived by the laws that are listed.
"""

from symkl_recheck.verdicts import Accepted, Verdict, recheck

__all__ = ["Accepted", "Verdict", "recheck"]
