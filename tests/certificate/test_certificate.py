"""What is written: by the published schema, byte for byte the same, with all that it rests on."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from certificate.schema import fault
from shipping import LIBRARY

from symkl.certificate import SCHEMA, canonical, sealed, write
from symkl.cli import main
from symkl.errors import UsageError
from symkl.library import Library
from symkl_recheck import opening, reader
from symkl_recheck.rows import ROWS

PUBLISHED = Path(__file__).parents[2] / "docs" / "certificate-schema.json"


@pytest.fixture(scope="module")
def library():
    return LIBRARY


@pytest.fixture(scope="module")
def schema():
    return json.loads(PUBLISHED.read_text(encoding="utf-8"))


def test_certificates_are_as_the_schema_says(library, schema):
    for source in library.targets:
        data = sealed(library.certificate(source.name))
        assert fault(data, schema) is None, source.name


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("nodes"),
        lambda d: d.update(extra=1),
        lambda d: d["nodes"].append(["add", 0]),
        lambda d: d["nodes"].append(["number", "0.5"]),
        lambda d: d["nodes"].append(["apply", "eval", 0]),
        lambda d: d["parts"][0].update(relation="<"),
        lambda d: d["parts"][0]["steps"][0].update(conditions={"positive": [1, 1]}),
    ],
)
def test_the_schema_sees(library, schema, change):
    data = json.loads(json.dumps(sealed(library.certificate("univariate"))))
    change(data)
    assert fault(data, schema) is not None


def test_the_schema_says_what_the_checker_reads(schema):
    rows = schema["properties"]["nodes"]["items"]["oneOf"]
    listed = {row["prefixItems"][0]["const"]: len(row["prefixItems"]) - 1 for row in rows}
    assert listed == {op: len(kinds) for op, (kinds, _) in ROWS.items()}
    assert schema["properties"]["schema"]["const"] == SCHEMA == opening.SCHEMA


def test_a_certificate_comes_with_what_it_rests_on(library, tmp_path):
    files = write("univariate", library.certificate, tmp_path / "new" / "folder")
    names = [file.stem for file in files]
    assert names == ["gaussian_integral", "normal_moments", "univariate"]
    assert sorted(p.stem for p in (tmp_path / "new" / "folder").iterdir()) == sorted(names)


def test_references_are_hashes_of_the_meaning(library):
    moments = library.certificate("normal_moments")
    step = library.certificate("univariate")["parts"][0]["steps"][4]
    sha = hashlib.sha256(canonical(moments)).hexdigest()
    assert step["theorems"] == {"normal_moments.mass": sha}
    assert canonical(sealed({**moments, "prose": {}})) == canonical(moments)
    assert reader.read(json.dumps(sealed(moments)).encode()).sha == sha


def test_the_bytes_depend_on_nothing_else(library, tmp_path):
    """Another process, another hash seed, another folder."""
    write("general", library.certificate, tmp_path / "here")
    (tmp_path / "elsewhere").mkdir()
    program = "import sys; from symkl.cli import main; main(sys.argv[1:])"
    arguments = ["prove", "general", "-q", "--certificates", str(tmp_path / "there")]
    subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=tmp_path / "elsewhere",
        env={"PYTHONHASHSEED": "7", "PATH": ""},
        check=True,
        capture_output=True,
    )
    for file in sorted((tmp_path / "here").iterdir()):
        assert file.read_bytes() == (tmp_path / "there" / file.name).read_bytes()


def test_nothing_of_the_machine_is_in_it(library, tmp_path):
    for file in write("general", library.certificate, tmp_path):
        text = file.read_text(encoding="utf-8")
        assert str(Path.cwd()) not in text
        assert max(map(len, text.splitlines())) < 1000


def test_what_is_not_proved_has_no_certificate(tmp_path):
    (tmp_path / "no.py").write_text(FALSE)
    library = Library((str(tmp_path / "no.py"),))
    with pytest.raises(UsageError, match="no is refuted; only what is proved has a certificate"):
        library.certificate("no")
    with pytest.raises(UsageError, match="no is refuted; only what is proved has a certificate"):
        write("no", library.certificate, tmp_path)


FALSE = """
from symkl import algebra, derivation, eq, real
x = real("x")
no = derivation(title="no", claim=x == x + 1, chain=[x, eq(x + 1, by=algebra)])
"""


def test_a_folder_that_cannot_be_written(library, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write("exp_bound", library.certificate, tmp_path / "file" / "folder")


def test_the_command(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["prove", "exp_bound", "log_bound", "--certificates", str(tmp_path)])
    assert not ended.value.code
    assert sorted(p.name for p in tmp_path.iterdir()) == ["exp_bound.json", "log_bound.json"]
    assert "2 derivations" in capsys.readouterr().out
