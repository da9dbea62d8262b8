"""The program as a process: what it loads, signals, pipes, encodings, determinism."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "symkl"]
posix = pytest.mark.skipif(os.name == "nt", reason="signals and pipes as POSIX has them")


@pytest.fixture
def environment():
    """The environment of a process that finds this symkl."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def symkl(*arguments, folder, environment):
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


def loaded_by(program, folder, environment):
    """The modules that a process has loaded when it ends."""
    report = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    process = subprocess.run(
        [sys.executable, "-c", f"{report}\n{program}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return set(process.stderr.split())


SUM = '''"""A sum."""
from symkl import algebra, derivation, eq, real

x = real("x")
twice = derivation(title="", claim=x + x == 2 * x, chain=[x + x, eq(2 * x, by=algebra)])
'''
SLOW = {"sympy", "numpy", "mpmath", "flint", "symkl.kernel", "symkl.rules", "symkl.library"}


def test_help_loads_nothing_that_is_slow(tmp_path, environment):
    loaded = loaded_by("from symkl.cli import main; main(['--help'])", tmp_path, environment)
    assert not loaded & SLOW


def test_a_cached_check_loads_nothing_that_is_slow(tmp_path, environment):
    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations" / "sum.py").write_text(SUM)
    alone = "import symkl.library, pathlib; symkl.library.shipped = lambda: pathlib.Path('none')"
    program = f"{alone}\nfrom symkl.cli import main; main(['build'])"
    command = [sys.executable, "-c", program]
    built = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    loaded = loaded_by("from symkl.cli import main; main(['check'])", tmp_path, environment)
    assert not loaded & SLOW


def test_list_needs_no_algebra_system(tmp_path, environment):
    loaded = loaded_by("from symkl.cli import main; main(['list', '-q'])", tmp_path, environment)
    assert not loaded & {"sympy", "numpy", "mpmath", "flint"}


def test_output_does_not_depend_on_folder_or_hash_seed(tmp_path, environment):
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        extra = {"PYTHONHASHSEED": seed}
        process = symkl("build", "univariate", folder=folder, environment=environment | extra)
        assert process.returncode == 0, process.stdout + process.stderr
        output = folder / "output"
        found.append(
            {
                path.relative_to(output): path.read_bytes()
                for path in output.rglob("*")
                if path.is_file()
            }
        )
    assert found[0] == found[1]


@posix
def test_a_reader_that_stops_is_no_error(tmp_path, environment):
    with subprocess.Popen(
        [*COMMAND, "show", "--rules"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()  # before the first line can have been written
        assert process.stderr.read() == ""
        assert process.wait() == 141


WAITS = '''"""It takes its time."""
import time
from pathlib import Path

Path("started").touch()
time.sleep(60)
'''


@posix
def test_an_interruption_is_no_traceback(tmp_path, environment):
    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations" / "waits.py").write_text(WAITS)
    process = subprocess.Popen(
        [*COMMAND, "prove", "waits"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background, interruptions are ignored, and so here.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (out, err.strip()) == ("", "symkl: interrupted")
    assert process.returncode == 130


def test_an_encoding_without_the_letters_is_no_error(tmp_path, environment):
    ascii_only = environment | {"PYTHONIOENCODING": "ascii"}
    process = symkl("show", "--axioms", folder=tmp_path, environment=ascii_only)
    assert process.returncode == 0
    assert r"\u222b" in process.stdout  # the sign of the integral


def test_errors_are_on_stderr_and_have_no_traceback(tmp_path, environment):
    process = symkl("prove", "univarate", folder=tmp_path, environment=environment)
    assert process.returncode == 2
    assert process.stdout == ""
    assert process.stderr.startswith("symkl: no derivation is called 'univarate'\n")
    assert "Traceback" not in process.stderr


@posix
@pytest.mark.parametrize(
    ("options", "variables", "coloured"),
    [
        ([], {}, True),
        (["--no-color"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    tmp_path, environment, options, variables, coloured
):
    import pty

    for name in ("NO_COLOR", "FORCE_COLOR"):
        environment.pop(name, None)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "prove", "gaussian_integral", *options],
        cwd=tmp_path,
        env=environment | {"TERM": "xterm"} | variables,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    text = b""
    try:
        while chunk := os.read(ours, 4096):
            text += chunk
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait() == 0
    assert (b"\x1b[32mproved\x1b[0m" in text) is coloured
    assert b"proved" in text
