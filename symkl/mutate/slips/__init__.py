"""Every way to break a derivation, one file for each kind of slip."""

from symkl.mutate.slips import (
    assumption,
    bounds,
    brackets,
    density,
    exponent,
    factor,
    function,
    index,
    instance,
    inverse,
    obtained,
    rule,
    sign,
    symbols,
    term,
    transposition,
    variable,
)
from symkl.mutate.slips.slip import IN_PARTS, IN_TREES

__all__ = [
    "IN_PARTS",
    "IN_TREES",
    "assumption",
    "bounds",
    "brackets",
    "density",
    "exponent",
    "factor",
    "function",
    "index",
    "instance",
    "inverse",
    "obtained",
    "rule",
    "sign",
    "symbols",
    "term",
    "transposition",
    "variable",
]
