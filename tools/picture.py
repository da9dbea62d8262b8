"""Render docs/univariate.png, the picture in README.md: a derivation with its verdicts.

Needs pdflatex and pdftoppm. Run it from the root of the repository when the derivation changes::

    .venv/bin/python tools/picture.py
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from symkl.latex.check_marks import COLOURS
from symkl.latex.documents import PREAMBLE, fragment
from symkl.library import Library

NAME = "univariate"
WIDTH = 900  # pixels
MARGIN = 14  # pixels, around what is printed
PAGE = 8.5 * 72  # points, letter paper
PDFTOPPM = ["pdftoppm", "-f", "1", "-singlefile"]


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    target = root / "docs" / f"{NAME}.png"
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "picture.tex").write_text(document(NAME), encoding="utf-8")
        run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "picture.tex"], folder)
        left, top, right, bottom = ink(folder)
        scale = (WIDTH - 2 * MARGIN) / (right - left)
        x, y = round(left * scale) - MARGIN, round(top * scale) - MARGIN
        height = round((bottom - top) * scale) + 2 * MARGIN
        box = ["-x", x, "-y", y, "-W", WIDTH, "-H", height]
        run([*PDFTOPPM, "-r", 72 * scale, *box, "-png", "picture.pdf", target], folder, ".png")
    print(f"{target.relative_to(root)}: {WIDTH} x {height}, {target.stat().st_size // 1024} kB")


def document(name: str) -> str:
    """The derivation as a page without a number."""
    library = Library((name,))
    result = library.result(name)
    if any(part.verdict != "proved" for part in result.parts):
        sys.exit(f"{name} is not proved: symkl prove {name}")
    body = fragment(
        library.find(name).derivation,
        theorem=result.theorems,
        heading="section*",
        verdicts=result,
        colour=True,
    )
    begin = "\\pagestyle{empty}\n\\begin{document}\n"
    return PREAMBLE + COLOURS + begin + body + "\\end{document}\n"


def ink(folder: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is printed on the page, in points."""
    run([*PDFTOPPM, "-r", "72", "-gray", "picture.pdf", "page"], folder)
    _, size, _, pixels = Path(folder, "page.pgm").read_bytes().split(b"\n", 3)
    width, _ = map(int, size.split())
    rows = [pixels[at : at + width] for at in range(0, len(pixels), width)]
    dark = [[x for x, value in enumerate(row) if value < 250] for row in rows]
    inked = [y for y, row in enumerate(dark) if row]
    left, right = min(min(row) for row in dark if row), max(max(row) for row in dark if row)
    return left, inked[0], right + 1, inked[-1] + 1


def run(command: list, folder: str, ending: str = "") -> None:
    arguments = [str(a).removesuffix(ending) if ending else str(a) for a in command]
    subprocess.run(arguments, cwd=folder, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
