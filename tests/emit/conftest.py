"""Golden files: what an emitter wrote, read by a person once, compared from then on.

``pytest tests/emit --update-golden`` writes them anew; read the difference before it is committed.
"""

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request):
    """``golden(name, text)`` compares a text with the golden file of that name."""
    # the option exists only where pytest was pointed at this folder
    update = request.config.getoption("--update-golden", default=False)

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if update:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.is_file(), f"{name} is missing; run pytest tests/emit --update-golden"
        assert text == file.read_text(encoding="utf-8")

    return compare
