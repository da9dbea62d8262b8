"""Two kinds of files that a text is compared with, to the letter.

A module of something that ships stands in ``output/``, and ``symkl build`` alone writes it. A
golden file holds what does not ship, such as a sample; ``pytest tests/latex --update-golden``
writes those anew, and nothing in ``output/``. Both are read by a person before they are committed.
"""

import difflib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "latex" / "golden"
# More of a difference than this is read better in a diff of the files.
MOST_LINES = 30


def compare(file: Path, text: str, remedy: str) -> None:
    """Fail, with a message that names the file and the remedy, unless the file holds the text."""
    name = file.relative_to(ROOT).as_posix()
    if not file.is_file():
        pytest.fail(f"{name} is missing; {remedy}", pytrace=False)
    # As bytes, since reading text would translate ends of lines.
    held = file.read_bytes().decode("utf-8")
    if held != text:
        lines = held.splitlines(keepends=True), text.splitlines(keepends=True)
        found = [line.rstrip("\n") for line in difflib.unified_diff(*lines, name, "the emitter")]
        more = [f"and {len(found) - MOST_LINES} lines more"] if len(found) > MOST_LINES else []
        head = f"{name} is not what the emitter writes; {remedy}"
        pytest.fail("\n".join([head, *found[:MOST_LINES], *more]), pytrace=False)


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request):
    """``golden(name, text)`` compares a text with the golden file of that name."""
    # the option exists only where pytest was pointed at the tests
    update = request.config.getoption("--update-golden", default=False)

    def golden_file(name: str, text: str) -> None:
        assert Path(name).name == name, "a golden file stands in the folder itself"
        if update:
            (GOLDEN / name).write_bytes(text.encode("utf-8"))
        compare(GOLDEN / name, text, "run pytest tests/latex --update-golden")

    return golden_file


@pytest.fixture
def committed():
    """``committed(name, text)`` compares a text with that file of ``output/``."""

    def committed_file(name: str, text: str) -> None:
        compare(ROOT / "output" / name, text, "run symkl build")

    return committed_file
