"""`symkl latex`: derivations as LaTeX, to input or to typeset."""

from __future__ import annotations

import click

from symkl.cli.options import Console, console_options, targets
from symkl.errors import SymklError, UsageError


@click.command("latex")
@targets
@click.option("--standalone", is_flag=True, help="A whole document, for pdflatex or lualatex.")
@click.option("--labels", is_flag=True, help="Number the equations and label them.")
@click.option("--verdicts", is_flag=True, help="Mark each step: proved, refuted or unproved.")
@click.option("--title", metavar="TEXT", help="Of the document.")
@console_options(formats="none")
def command(
    targets: tuple[str, ...],
    standalone: bool,
    labels: bool,
    verdicts: bool,
    title: str | None,
    console: Console,
) -> int:
    r"""Print derivations as LaTeX: fragments to \input, which need amsmath and amssymb.

    Only what is proved is printed, unless --verdicts marks what is not; then it ends with 1.
    """
    from symkl.build.proving import prove_all
    from symkl.latex import documents

    if not targets:
        raise UsageError("nothing to print", hint="name a derivation (symkl list) or a folder")
    if title is not None and not standalone:
        raise UsageError("a fragment has no title of its own", hint="add --standalone")
    library = console.library(targets)
    proofs = prove_all(library, library.targets)
    console.say_all(library.notes())
    if not verdicts:
        console.faults.extend(
            SymklError(f"{proof.name} is not proved", hint=f"symkl prove {proof.name}")
            for proof in proofs
            if not proof.holds
        )
    if console.faults:  # a document in which something is missing is not written
        return 0
    marked = {proof.name: proof.result for proof in proofs if verdicts}
    derivations = [source.derivation for source in library.targets]
    theorems = {proof.name: proof.result.theorems for proof in proofs}
    digests = {source.name: source.sha256 for source in library.targets}
    if standalone:
        text = documents.document(
            derivations,
            title=title or (derivations[0].title if len(derivations) == 1 else "Derivations"),
            labels=labels,
            theorems=theorems,
            digests=digests,
            verdicts=marked,
        )
    else:
        text = "\n".join(
            documents.fragment(
                d,
                labels=labels,
                theorem=theorems[d.name],
                digest=digests[d.name],
                verdicts=marked.get(d.name),
            )
            for d in derivations
        )
    console.write(text)
    return 0 if all(proof.holds for proof in proofs) else 1
