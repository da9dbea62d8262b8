r"""Evidence that code is right: functions against the definition of the divergence.

`verify` checks a function of arrays against ∫ p log(p/q), integrated in high precision from the log
densities alone, over a seeded design of points. Nothing here knows the prover, the
rules, or the families: agreement of two roads is evidence only if they are two.

=====================  =========================================================================
`verify`               a function against the definition: a `Report`
`PROBLEMS`             what can be checked, with the names and shapes of the arguments
`definition_integral`  ∫ p log(p/q) from two densities, with an error estimate
`enclose`              ∫ p log(p/q) in a ball, with a proved error: what `verify` takes for true
`certified`            whether a value is within a bound of the truth, decided in balls
`densities`            the log densities of the normal distributions
`regimes`              the design
`implementation`       finding and calling somebody's function
=====================  =========================================================================
"""

from symkl.verify.arithmetic import ARB, MPMATH
from symkl.verify.compare import verify
from symkl.verify.enclosed import Enclosure, enclose
from symkl.verify.problems import PROBLEMS, Problem, problem_named
from symkl.verify.results import Observation, RegimeReport, Report
from symkl.verify.trapezoid import Reference, definition_integral

__all__ = [
    "ARB",
    "MPMATH",
    "PROBLEMS",
    "Enclosure",
    "Observation",
    "Problem",
    "Reference",
    "RegimeReport",
    "Report",
    "definition_integral",
    "enclose",
    "problem_named",
    "verify",
]
