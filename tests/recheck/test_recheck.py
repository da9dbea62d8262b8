"""The checker accepts what ships, refuses mutants, and survives whatever it is given."""

import ast
import copy
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from recheck.mutants import encoded, mutants
from recheck.survey import REFUSED, WRONG, Survey
from recheck.written import told

import symkl_recheck
from symkl.certificate import sealed, write
from symkl.rules import RULES as KERNEL_RULES
from symkl_recheck import opening, recheck, verdicts
from symkl_recheck.__main__ import content
from symkl_recheck.rules import RULES
from symkl_recheck.verdicts import attempt

PACKAGE = Path(symkl_recheck.__file__).parent


def test_all_that_ships_is_accepted(certificates):
    verdicts = recheck(encoded(certificates))
    assert {name: str(v) for name, v in verdicts.items() if not v.accepted} == {}
    assert len(verdicts) == len(certificates)
    used = set().union(*(verdict.used for verdict in verdicts.values()))
    assert {"fundamental theorem", "polar coordinates", "change of variables"} <= used


def test_the_command_accepts_a_folder_of_certificates(library, tmp_path):
    for source in library.targets:
        write(source.name, library.certificate, tmp_path)
    command = [sys.executable, "-I", "-c", _RUN.format(str(PACKAGE.parent)), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    names = sorted(source.name for source in library.targets)
    lines = done.stdout.splitlines()
    assert lines[: len(names)] == [f"{name}: accepted" for name in names]
    assert lines[len(names)] == f"{len(names)} accepted, 0 refused"
    assert lines[len(names) + 1].startswith("laws and axioms used: Cholesky factor, ")


# In a process in which symkl cannot be imported.
_RUN = (
    "import sys; sys.path.insert(0, {!r}); "
    "sys.modules.update(symkl=None, sympy=None, numpy=None); "
    "from symkl_recheck.__main__ import main; sys.exit(main(sys.argv[1:]))"
)


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["/nowhere"]])
def test_usage(arguments):
    command = [sys.executable, "-m", "symkl_recheck", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "folder of certificates" in done.stderr


def test_a_refused_certificate_ends_with_one(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    command = [sys.executable, "-m", "symkl_recheck", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "a: REFUSED, names that do not belong" in done.stdout


def test_what_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    command = [sys.executable, "-m", "symkl_recheck", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("folder: REFUSED, malformed (JSONDecodeError)\ngone: REFUSED")


def test_a_file_that_may_not_be_read_is_none(tmp_path, monkeypatch):
    def closed(*_):
        raise PermissionError

    (tmp_path / "a.json").write_text("{}")
    assert content(tmp_path / "a.json") == b"{}"
    monkeypatch.setattr(Path, "open", closed)
    assert content(tmp_path / "a.json") == b""


def test_it_imports_the_standard_library_and_itself_only():
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.split(".")[0]
                assert top == "symkl_recheck" or top in sys.stdlib_module_names, (path, name)


def test_it_calls_nothing_that_executes_text():
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name):
                assert node.id not in {"eval", "exec", "compile", "__import__", "open", "pickle"}


def test_its_own_table_of_rules_agrees_with_the_kernels():
    for name, rule in KERNEL_RULES.items():
        if name in RULES:
            assert RULES[name][0] == rule.laws, name


def test_mutants(certificates, library):
    """A sample; tools/torture_certificates.py runs as many as you like."""
    table, wrong = Survey(certificates, library).count(mutants(certificates, 250, seed=20260))
    assert wrong == []
    counts = {word: sum(n for (_, v), n in table.items() if v == word) for _, word in table}
    assert counts[REFUSED] > 100
    assert WRONG not in counts


def test_any_changed_field_breaks_the_seal(certificates):
    """Also where what is said then is true: a file is what was written, or it is refused."""
    for mutant in mutants(certificates, 300, seed=3):
        whole = sealed(certificates[mutant.name])
        changed = {**mutant.data, "prose": whole["prose"], "seal": whole["seal"]}
        found, reason = attempt(opening.opened, json.dumps(changed).encode())
        assert found is None, mutant
        assert not reason.accepted
    for key in ("prose", "seal", "name"):
        changed = sealed(certificates["univariate"]) | {key: "other"}
        refused = attempt(opening.opened, json.dumps(changed).encode())[1]
        assert "the seal is that of" in str(refused)


def refusal(certificates, name, change):
    data = copy.deepcopy(certificates)
    change(data[name])
    return told(recheck(encoded(data)))


def test_a_changed_certificate_is_refused_where_it_is_referred_to(certificates):
    """A hash is that of the meaning: prose can change, a letter's name cannot."""

    def rename(data):
        for row in data["nodes"]:
            if row[0] == "symbol" and row[1] == "t":
                row[1] = "s"

    reasons = refusal(certificates, "normal_moments", rename)
    assert reasons["normal_moments"] is None
    assert "normal_moments.mass is not proved where it is said to be" in reasons["univariate"]


def test_prose_does_not_matter(certificates):
    reasons = refusal(certificates, "univariate", lambda data: data.update(prose={"title": 7}))
    assert set(reasons.values()) == {None}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.update(schema="symkl-certificate/1"), "the schema is not symkl-certificate/2"),
        (lambda d: d["nodes"].append(["number", "77"]), "a row that nothing refers to"),
        (lambda d: d["nodes"].append(["number", "2/4"]), "in lowest terms"),
        (lambda d: d["nodes"].append(["number", "9" * 1400]), "a rational number"),
        (lambda d: d["nodes"].append(["apply", "eval", 0]), "no such function"),
        (lambda d: d["nodes"].append(["add", len(d["nodes"]), 0]), "a row above is needed"),
        (lambda d: d["nodes"].append(["symbol", "a", [], ["positive"]]), "no such assumptions"),
        (lambda d: d["parts"][0].update(left=0), "the chain opens with something else"),
        (lambda d: d["parts"][0].update(right=0), "the chain ends with something else"),
        (
            lambda d: d["parts"][0]["steps"][0].update(relation=">="),
            "the steps compose otherwise",
        ),
        (lambda d: d["parts"][0]["steps"][5].update(laws=["linear"]), "not the laws of the rule"),
        (lambda d: d["parts"][0]["steps"][5].update(rule="sums"), "not the laws of the rule"),
        (lambda d: d["parts"][0]["steps"][4].update(theorems={}), "for the mass of Normal"),
        (
            lambda d: d["parts"][0]["steps"][5].update(conditions={}),
            "the side conditions are others",
        ),
        (lambda d: d["families"].clear(), "there is no family Normal"),
    ],
)
def test_what_is_refused_and_why(certificates, change, reason):
    found = refusal(certificates, "univariate", change)["univariate"]
    assert reason in found, found


def test_no_certificate_rests_on_itself(monkeypatch):
    """None could say its own hash before it has one; if it did, it would be refused."""
    found = {
        b"own": SimpleNamespace(sha="1", refers={"1"}, data=None),
        b"one": SimpleNamespace(sha="2", refers={"3"}, data=None),
        b"other": SimpleNamespace(sha="3", refers={"2"}, data=None),
    }
    monkeypatch.setattr(verdicts, "opened", found.__getitem__)
    told = recheck({content.decode(): content for content in found})
    assert {str(verdict) for verdict in told.values()} == {"it rests on itself"}
    assert not any(verdict.accepted for verdict in told.values())
