"""A folder of its own for each test, and the command line in this process."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from symkl.cli import main

TRUE = '''"""The logarithm of a quotient."""

from symkl import algebra, derivation, eq, log, log_quotient, positive

a, b = positive("a b")

{name} = derivation(
    title="The logarithm of a quotient",
    claim=log(a / b) == -(log(b) - log(a)),
    chain=[
        log(a / b),
        eq(log(a) - log(b), by=log_quotient, say="Both are positive."),
        eq(-(log(b) - log(a)), by=algebra),
    ],
)
'''


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    out: str
    err: str
    code: int


class Workspace:
    """A folder with derivations/, where the commands are given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.derivations = folder / "derivations"
        self.output = folder / "output"
        self.derivations.mkdir()

    def write(self, name: str, text: str = TRUE, **changes: str) -> Path:
        """A derivation file; `changes` is what is replaced in it."""
        text = text.replace("{name}", name)
        for old, new in changes.items():
            text = text.replace(CHANGES[old], new)
        path = self.derivations / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *arguments: str) -> Answer:
        """`symkl` with some arguments; a fault of the program is raised."""
        result = CliRunner().invoke(main, list(arguments), prog_name="symkl")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.stdout, result.stderr, result.exit_code)


CHANGES = {"step": "eq(log(a) - log(b), by", "rule": "by=log_quotient", "title": 'title="The'}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A folder with nothing but what the test writes; the shipped derivations are out of reach."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("symkl.library.shipped", lambda: tmp_path / "nowhere")
    return Workspace(tmp_path)


@pytest.fixture
def anywhere(tmp_path, monkeypatch):
    """An empty folder, from which the shipped derivations are within reach."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work").mkdir()
    return Workspace(tmp_path / "work")
