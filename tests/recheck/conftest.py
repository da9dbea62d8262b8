"""Fresh certificates of all shipped derivations, made once."""

import pytest
from recheck.mutants import Judge
from shipping import LIBRARY


@pytest.fixture(scope="session")
def library():
    return LIBRARY


@pytest.fixture(scope="session")
def certificates(library):
    results = [library.result(source.name) for source in library.targets]
    names = [result.derivation.name for result in results if result.verdict == "proved"]
    return {name: library.certificate(name) for name in names}


@pytest.fixture(scope="session")
def judge(certificates):
    """The checker with all that the shipped certificates prove."""
    return Judge(certificates)
