"""Derivations as NumPy code: one standalone module for each that a derivation exports.

A module is made from proved theorems and nothing else: the right side of a theorem, as its author
wrote it, is the code. A derivation says with `Export` which of its parts are the value, the terms
and the derivatives; a function is called like the part that gives its value.

The pieces: `symkl.code.functions` reads the theorems, `symkl.code.statements` turns
expressions into statements by the table in `symkl.code.numpy_table`, `symkl.code.numpy_module`
lays the module out, with the documentation of `symkl.code.documentation` and the helpers that
`symkl.code.numpy_source` cuts out of the files in which they are tested.

Another library is another table, another layout and other helpers (`symkl.code.targets`); what is
proved and read is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from symkl.code.functions import functions
from symkl.code.numpy_module import text
from symkl.errors import UsageError
from symkl.kernel.derivation import Derivation
from symkl.kernel.theorem import Theorem

if TYPE_CHECKING:
    from symkl.library import Library

__all__ = ["exports", "module"]


def module(
    derivation: Derivation,
    theorems: Sequence[Theorem],
    *,
    source_hash: str,
    version: str,
    name: str = "",
    printer: Callable[..., str] = text,
) -> str:
    """The text of a generated module.

    Parameters
    ----------
    derivation
        Named, see `Derivation.named`.
    theorems
        What the kernel proved of it: ``Library.result(derivation.name).theorems``.
    source_hash
        The SHA-256 of the file of the derivation, for the header.
    version
        That of symkl, for the header.
    name
        Of the module, where the derivation exports several.
    printer
        Lays out the functions of a module; see `symkl.code.targets` for those of other libraries.

    Raises
    ------
    SymklError
        If a part that is exported is not proved, or is not what the export takes it for.
    UsageError
        If the derivation exports no module of that name.
    UnsupportedExpression
        If a code form has something in it for which no code is known.
    """
    names = list(dict.fromkeys(export.module for export in derivation.code))
    if not name and len(names) > 1:
        raise UsageError(
            f"{derivation.name} exports several modules", hint="name " + " or ".join(names)
        )
    chosen = name or (names[0] if names else "")
    header = (
        f"# symkl {version} — derivation {derivation.name} — generated; do not edit\n"
        f"# source sha256:{source_hash}"
    )
    return printer(functions(derivation, theorems, chosen), title=derivation.title, header=header)


def exports(library: Library) -> dict[str, str]:
    """The modules that the derivations within reach export: name to name of the derivation.

    Raises
    ------
    UsageError
        If two derivations export a module of one name.
    """
    found: dict[str, str] = {}
    for name in library.names():
        derivation = library.find(name).derivation
        for export in derivation.code:
            if found.setdefault(export.module, name) != name:
                raise UsageError(
                    f"{found[export.module]} and {name} both export a module {export.module!r}",
                    place=derivation.place,
                    hint="give one of the two another name",
                )
    return found
