"""A second opinion on certificates: plain Python, nothing imported but the standard library.

`recheck` decides on certificates by their bytes; ``python -m symkl_recheck DIR`` does so for every
certificate in a folder. The package shares no code with the prover that wrote them. To be read in
this order:

* `limits`, `refusals`, `rationals`: how much is looked at, how something is refused, numbers;
* `terms`, `forms`, `substitution`, `words`: interned terms, the arithmetic of
  normal forms, bound variables;
* `supports`, `signs`, `growth`, `families`, `calculus`: what discharges side conditions;
  derivatives, integrability, limits;
* `factors`, `laws`, `scalars`, `binders`, `matrices`, `normal`: normal forms under laws;
* `certificates`, `opening`, `rows`, `reader`: what a certificate says, and the reading of it;
* `rules`, `records`, `existence`, `equations`, `steps`: rules, instances, chains;
* `memory`, `verdicts`, `__main__`: several certificates, and folders.

What is refused may be true. What is accepted has been derived by the laws that are listed.
"""

from symkl_recheck.verdicts import Accepted, Verdict, recheck

__all__ = ["Accepted", "Verdict", "recheck"]
