"""Reports: what a command found, written for people and for machines.

A command makes an `Outcome` (`symkl.report.outcome`): data for machines, a function that writes
text for people, and findings, one for everything that holds or does not. A format is a module
``as_NAME.py`` with a function ``render(outcome, view)``; adding one adds a file.

=======================  ====================================================================
`symkl.report.proofs`    verdicts on derivations
`symkl.report.failures`  everything that is known of a step that does not hold
`symkl.report.showing`   derivations, axioms and rules, as text
`symkl.report.accuracy`  functions against quadrature
`symkl.report.folder`    whether the files of ``output/`` are what the derivations give
=======================  ====================================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from symkl.errors import UnknownTarget
from symkl.report.formats import formats

if TYPE_CHECKING:
    from collections.abc import Callable

    from symkl.report.outcome import Outcome, View

__all__ = ["formats", "render"]


def render(outcome: Outcome, format: str, view: View) -> str:
    """An outcome as text in a format.

    Raises
    ------
    UnknownTarget
        If there is no such format.
    """
    if format not in formats():
        raise UnknownTarget(format, formats(), kind="format")
    render: Callable[[Outcome, View], str] = import_module(f"symkl.report.as_{format}").render
    return render(outcome, view)
