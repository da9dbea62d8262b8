"""Forgetting: of one certificate nothing is there for the next but what has been proved."""

from __future__ import annotations

from collections.abc import Iterable

from symkl_recheck import forms, refusals, signs, substitution, terms
from symkl_recheck.terms import UNIT, Term, inside


def forget(kept: Iterable[Term] = ()) -> None:
    """Begin anew, with nothing known but some terms and all that is in them."""
    refusals.forget()
    terms.forget(kept or inside(UNIT))
    forms.forget()
    substitution.forget()
    signs.forget()
