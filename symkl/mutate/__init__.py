"""Derivations broken in every way in which a person slips, to see whether the kernel notices.

A prover that accepts what is right has shown little; one that refuses everything that is wrong can
be trusted further. Each step and each claim is broken (`symkl.mutate.slips`: a sign, a factor, an
exponent, a letter, a term, a transposition, a law, a range, an assumption, a rule, a lemma …), the
kernel checks what is broken, and numbers from the definitions tell which mutants are false
(`symkl.mutate.judge`), with proved bounds where that is possible (`symkl.meaning.balls.equality`).
A mutant that is proved although numbers refute it *survived*, and is a bug of the kernel or of a
rule.

Main definitions: `mutate`, its `Case`, `mutants_of`, `Judge`.

References
----------
R. DeMillo, R. Lipton, F. Sayward, "Hints on test data selection: help for the practicing
programmer", Computer 11 (1978), where mutants come from.
"""

from symkl.mutate.enumerate import mutants_of
from symkl.mutate.judge import VERDICTS, Judge, Verdict
from symkl.mutate.mutant import Mutant
from symkl.mutate.run import Case, mutate

__all__ = ["VERDICTS", "Case", "Judge", "Mutant", "Verdict", "mutants_of", "mutate"]
