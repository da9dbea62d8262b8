"""The assumptions that derivations need: the step that needs each, and what fails without it.

Schema ``symkl-assumptions/1``: for each derivation its ``needs``; one without a step is not needed.
"""

from __future__ import annotations

from collections.abc import Sequence

from symkl import __version__
from symkl.mutate.assumptions import Need
from symkl.report.layout import count, field
from symkl.report.outcome import Outcome, View

__all__ = ["outcome"]


def outcome(found: Sequence[tuple[str, Sequence[Need]]]) -> Outcome:
    """The report on some derivations, each with its name."""
    data = {
        "schema": "symkl-assumptions/1",
        "symkl": __version__,
        "derivations": [
            {"name": name, "needs": [_data(n) for n in needs]} for name, needs in found
        ],
    }
    return Outcome(
        "show", lambda: data, lambda view: "\n\n".join(_text(*one, view) for one in found)
    )


def _data(need: Need) -> dict[str, object]:
    return {
        "part": need.part,
        "letter": need.letter,
        "dropped": need.dropped,
        "needed": need.needed,
        "step": need.step,
        "line": need.place.line if need.place else None,
        "rule": need.rule,
        "reason": need.reason,
        "witness": need.witness,
    }


def _text(name: str, needs: Sequence[Need], view: View) -> str:
    lines = [view.paint("strong", name)]
    for need in needs:
        lines.append(f"  {need.part}, {need.letter}: {need.dropped}")
        if not need.needed:
            lines.append(
                field("", "not needed: everything is proved without it", view.width).rstrip()
            )
            continue
        where = f"step {need.step}, by {need.rule} ({need.place}): {need.reason}"
        lines.append(field("needed by", where, view.width, indent=4))
        lines.append(field("witness", need.witness or "none found", view.width, indent=4))
    found = sorted({(need.letter, need.dropped) for need in needs})
    needed = {(need.letter, need.dropped) for need in needs if need.needed}
    spare = [f"{letter}: {dropped}" for letter, dropped in found if (letter, dropped) not in needed]
    lines.append(f"  {count(len(found), 'assumption')}, {len(spare)} needed nowhere")
    lines += [f"    {text}" for text in spare]
    return "\n".join(lines)
