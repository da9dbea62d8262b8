"""Generated modules: a file that stands alone, for each that a derivation exports and each target.

A module is made from proved theorems and nothing else: the right side of a theorem, as its author
wrote it, is the code. A derivation says with `Export` which of its parts are the value, the terms
and the derivatives; a function is called like the part that gives its value.

The pieces: `symkl.code.exports` reads the theorems, `symkl.code.statements` turns expressions
into statements, a `symkl.code.writer.Writer` lays a function out with the documentation of
`symkl.code.documentation`, and `symkl.code.source` cuts the helpers out of the files in which they
are tested. All that is particular about an array library is in its file in `symkl.code.targets`.

Everything is written in the form that ruff's formatter leaves as it is: signatures and calls
exploded with a trailing comma, statements that fit into a line. Nothing depends on whether ruff is
there, nor on the hash seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symkl.code import python_text as python
from symkl.code.exports import Function, functions
from symkl.code.numpydoc import docstring, headline, paragraph
from symkl.code.target import Target
from symkl.code.targets import target as named
from symkl.errors import UsageError
from symkl.kernel.derivation import Derivation
from symkl.kernel.theorem import Theorem

if TYPE_CHECKING:
    from symkl.library import Library

__all__ = ["exports", "module", "text"]

# The standard modules that generated code may use, with the names that are taken from each.
STANDARD = {
    "functools": (),
    "math": (),
    "collections.abc": ("Callable", "Sequence"),
    "typing": ("Any", "NamedTuple", "TypeAlias"),
}


def module(
    target: str,
    derivation: Derivation,
    theorems: Sequence[Theorem],
    *,
    source_hash: str,
    version: str,
    name: str = "",
) -> str:
    """The text of a generated module.

    Parameters
    ----------
    target
        The name of an array library, see `symkl.code.targets`.
    derivation
        Named, see `Derivation.named`.
    theorems
        The theorems that the kernel proved of it: ``Library.result(derivation.name).theorems``.
    source_hash
        The SHA-256 of the file of the derivation, for the header.
    version
        That of symkl, for the header.
    name
        Of the module, where the derivation exports several.

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
    found = functions(derivation, theorems, chosen)
    return text(named(target), found, title=derivation.title, header=header)


def text(target: Target, functions: Sequence[Function], *, title: str, header: str) -> str:
    """The text of a module of functions.

    Parameters
    ----------
    target
        The library.
    functions
        The functions, in the order in which they are to stand.
    title
        The first line of the module's docstring.
    header
        The comment that the file begins with.
    """
    writers = [target.writer(function, target) for function in functions]
    code = "\n\n\n".join(block for writer in writers for block in writer.blocks())
    # In an order of their own, since that of a set is another one in every process.
    body = "\n\n\n".join([code, *target.source.helpers(sorted(python.names(code)))])
    several = len(functions) > 1
    contents = [line for writer in writers for line in writer.contents(several=several)]
    doc = docstring(
        *headline(title),
        "\n".join(f"- `{name}`: {line}" for name, line in contents),
        paragraph(target.needs),
    )
    public = sorted(f'"{name}"' for writer in writers for name in writer.public())
    parts = (
        f"{header}\n{doc}",
        "from __future__ import annotations",
        _standard(python.names(f"{target.imports}\n{body}")),
        target.imports,
        python.exploded("__all__ = [", public, "]"),
    )
    head = "\n\n".join(filter(None, parts))
    return f"{head}\n\n\n{body}\n"


def _standard(used: set[str]) -> str:
    """The lines that import from the standard library, for the names that are used."""
    lines = []
    for name, members in STANDARD.items():
        taken = [member for member in members if member in used]
        if taken:
            lines.append(f"from {name} import {', '.join(taken)}")
        elif name in used:
            lines.append(f"import {name}")
    return "\n".join(lines)


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
