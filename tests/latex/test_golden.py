"""Golden files: each is compared with something, and none repeats a file of ``output/``."""

import shutil
from itertools import dropwhile
from pathlib import Path

import pytest
from latex.latex_samples import SAMPLES

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
OUTPUT = ROOT / "output"


def body(file: Path) -> bytes:
    """The content below the header: the comments that the file begins with."""
    lines = file.read_bytes().splitlines(keepends=True)
    return b"".join(dropwhile(lambda line: line.startswith((b"#", b"%")), lines))


def repeated(golden: Path) -> dict[str, str]:
    """The golden files that repeat a file of ``output/``, each with that file."""
    written = {body(file): file for file in OUTPUT.rglob("*") if file.is_file()}
    files = [file for file in golden.rglob("*") if file.is_file()]
    return {
        file.relative_to(golden).as_posix(): written[body(file)].relative_to(ROOT).as_posix()
        for file in files
        if body(file) in written
    }


def test_every_golden_file_is_compared():
    names = {f"{sample.name}.tex" for sample in SAMPLES} | {"general-labels.tex"}
    assert {file.name for file in GOLDEN.iterdir()} == names


def test_no_golden_file_repeats_output():
    assert not repeated(GOLDEN), "compare with the file of output/, by the fixture `committed`"


@pytest.mark.parametrize("name", ["numpy/general.py", "jax/univariate.py", "latex/general.tex"])
def test_a_repetition_is_found_under_another_header(tmp_path, name):
    copy = tmp_path / "folder" / Path(name).name
    copy.parent.mkdir()
    shutil.copy(OUTPUT / name, copy)
    assert repeated(tmp_path) == {f"folder/{copy.name}": f"output/{name}"}
    _, rest = copy.read_text(encoding="utf-8").split("\n", 1)
    copy.write_text(f"{rest[0] if rest[0] in '#%' else '%'} another header\n{rest}", "utf-8")
    assert repeated(tmp_path) == {f"folder/{copy.name}": f"output/{name}"}
    copy.write_text(f"{rest}more\n", "utf-8")
    assert repeated(tmp_path) == {}


REMEDIES = {
    "tests/latex/golden/general.tex": "run pytest tests/latex --update-golden",
    "output/numpy/general.py": "run symkl build",
}


@pytest.mark.parametrize("path", REMEDIES)
def test_a_difference_names_the_file_and_the_remedy(path, golden, committed, request):
    check, name = committed, path.removeprefix("output/")
    if path.startswith("tests"):
        if request.config.getoption("--update-golden", default=False):
            pytest.skip("golden files are written anew")
        check, name = golden, Path(path).name
    before = (ROOT / path).read_bytes()
    lines = before.decode("utf-8").splitlines(keepends=True)
    check(name, "".join(lines))
    with pytest.raises(pytest.fail.Exception) as caught:
        check(name, "".join([*lines[:9], "another line\n", *lines[10:]]))
    first, *rest = str(caught.value).splitlines()
    assert first == f"{path} is not what the emitter writes; {REMEDIES[path]}"
    assert {f"-{lines[9]}".rstrip("\n"), "+another line"} <= set(rest)
    assert (ROOT / path).read_bytes() == before
    with pytest.raises(pytest.fail.Exception, match=f"is missing; {REMEDIES[path]}"):
        check("none.py", "")
