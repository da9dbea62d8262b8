"""The files of an output folder: whole, by content, and only ours."""

import os
from pathlib import Path

import pytest

from symkl.build import atomic, fingerprint, manifest
from symkl.build.manifest import Entry, Manifest
from symkl.build.updating import Made, Product, compare, fresh, update
from symkl.errors import OutputError


def product(path, content, measured=False, **inputs):
    return Product(path, ("a",), lambda: Made(content, inputs), measured)


def brought_up_to_date(folder, *products, is_fresh=lambda product: False, keep=lambda *_: False):
    statuses, _ = update(
        str(folder),
        products,
        old=manifest.read(str(folder)),
        version="1",
        is_fresh=is_fresh,
        keep=keep,
    )
    return {status.path: status.state for status in statuses}


def compared(folder, *products, belongs=lambda *_: False):
    statuses = compare(
        str(folder), products, old=manifest.read(str(folder)), version="1", belongs=belongs
    )
    return {status.path: status.state for status in statuses}


# --- writing


def test_write_makes_folders_and_replaces(tmp_path):
    path = tmp_path / "a" / "b" / "c.txt"
    atomic.write(str(path), b"old")
    atomic.write(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(path.parent) == ["c.txt"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "c.txt"
    atomic.write(str(path), b"old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(OutputError) as caught:
        atomic.write(str(path), b"new")
    assert caught.value.cause == "No space left on device"
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["c.txt"]


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        atomic.write(str(tmp_path), b"")


def test_sweep_removes_what_dead_processes_left(tmp_path):
    (tmp_path / "below").mkdir()
    dead = tmp_path / "below" / ".symkl-a.txt.999999999.tmp"
    ours = tmp_path / f".symkl-b.txt.{os.getpid()}.tmp"
    old = tmp_path / f".symkl-c.txt.{os.getpid()}.tmp"
    others = tmp_path / ".other.tmp"
    for path in (dead, ours, old, others):
        path.touch()
    os.utime(old, (0, 0))
    atomic.sweep(str(tmp_path))
    assert sorted(p.name for p in tmp_path.rglob("*.tmp")) == [others.name, ours.name]


def test_removing_what_is_gone_is_no_error(tmp_path):
    atomic.remove(str(tmp_path / "nothing"))


# --- fingerprints


def test_fingerprints_go_by_content(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    before = fingerprint.file_digest(str(path))
    os.utime(path, (0, 0))
    assert fingerprint.file_digest(str(path)) == before
    assert before == fingerprint.text_digest("x = 1\n")
    path.write_text("x = 2\n")
    assert fingerprint.file_digest(str(path)) != before
    assert fingerprint.file_digest(str(tmp_path / "b.py")) is None


def test_folder_digests(tmp_path):
    (tmp_path / "a.py").touch()
    (tmp_path / "b.txt").touch()
    assert list(fingerprint.folder_digests(str(tmp_path)) or ()) == ["a.py"]
    for folder in ("code", "code/deeper", ".hidden", "__pycache__"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.py").touch()
    assert list(fingerprint.folder_digests(str(tmp_path)) or ()) == ["a.py", "code/a.py"]
    assert fingerprint.folder_digests(str(tmp_path / "none")) is None


def test_the_program_is_its_sources_and_its_libraries(monkeypatch, tmp_path):
    versions = fingerprint.environment()
    assert set(fingerprint.LIBRARIES) <= set(versions)
    import numpy

    assert versions["numpy"] == numpy.__version__
    before = fingerprint.program("verify")
    assert before == fingerprint.program("verify")
    assert before != fingerprint.program()
    monkeypatch.setattr(fingerprint, "environment", lambda: versions | {"numpy": "0"})
    assert before != fingerprint.program("verify")


def test_the_hash_of_sources_is_that_of_no_machine(monkeypatch):
    before = fingerprint.sources("verify")
    assert before not in (fingerprint.program("verify"), fingerprint.sources("verify", "lang"))
    monkeypatch.setattr(fingerprint, "environment", lambda: {"numpy": "0"})
    assert fingerprint.sources("verify") == before


def test_a_change_of_a_source_is_a_change_of_the_program(monkeypatch, tmp_path):
    monkeypatch.setattr(fingerprint, "PACKAGE", str(tmp_path))
    source = tmp_path / "kernel" / "check.py"
    source.parent.mkdir()
    source.write_text("x = 1")
    before = fingerprint.program(), fingerprint.program("verify")
    sources = fingerprint.sources("kernel")
    source.write_text("x = 2")
    assert fingerprint.sources("kernel") != sources
    assert fingerprint.program() != before[0]
    assert fingerprint.program("verify") == before[1]


# --- the manifest


def test_the_manifest_reads_back(tmp_path):
    written = Manifest(
        "1",
        {
            "b.txt": Entry("22", ("b",), {"x": "1"}, measured=True),
            "a.txt": Entry("11", ("a", "b"), {}),
        },
    )
    (tmp_path / manifest.NAME).write_bytes(written.to_bytes())
    assert manifest.read(str(tmp_path)) == written


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema": "another/1"}', "\xff"])
def test_a_manifest_that_cannot_be_read_is_none(tmp_path, text):
    (tmp_path / manifest.NAME).write_text(text, encoding="latin-1")
    assert manifest.read(str(tmp_path)) is None


@pytest.mark.parametrize("path", ["../mine.txt", "/etc/mine.txt", "a/../../mine.txt"])
def test_a_manifest_cannot_point_outside(tmp_path, path):
    outside = Manifest("1", {path: Entry("11", ("a",), {})})
    (tmp_path / manifest.NAME).write_bytes(outside.to_bytes())
    read = manifest.read(str(tmp_path))
    assert read is not None
    assert read.entries == {}


# --- bringing up to date


def test_update_writes_what_changed(tmp_path):
    assert brought_up_to_date(tmp_path, product("x/a", "1"), product("b", "1")) == {
        "x/a": "written",
        "b": "written",
        "manifest.json": "written",
    }
    assert brought_up_to_date(tmp_path, product("x/a", "2"), product("b", "1")) == {
        "x/a": "written",
        "b": "unchanged",
        "manifest.json": "written",
    }
    assert set(brought_up_to_date(tmp_path, product("x/a", "2"), product("b", "1")).values()) == {
        "unchanged"
    }


def test_update_removes_what_the_manifest_lists_and_folders_left_empty(tmp_path):
    brought_up_to_date(tmp_path, product("x/a", "1"), product("y/b", "1"), product("c", "1"))
    (tmp_path / "y" / "mine").touch()
    states = brought_up_to_date(tmp_path, product("c", "1"))
    assert states["x/a"] == states["y/b"] == "removed"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c", "manifest.json", "y"]
    assert os.listdir(tmp_path / "y") == ["mine"]


def test_update_keeps_what_it_was_told_to(tmp_path):
    brought_up_to_date(tmp_path, product("a", "1"))
    assert brought_up_to_date(tmp_path, keep=lambda *_: True) == {"manifest.json": "unchanged"}
    assert (tmp_path / "a").read_text() == "1"


def test_what_is_fresh_is_not_made(tmp_path):
    brought_up_to_date(tmp_path, product("a", "1", source="s1"))

    def never():
        raise AssertionError("it is made")

    same = Product("a", ("a",), never)
    states = brought_up_to_date(tmp_path, same, is_fresh=lambda product: True)
    assert states["a"] == "unchanged"


def test_freshness_is_of_content_inputs_and_subject(tmp_path):
    brought_up_to_date(tmp_path, product("a", "1", source="s1"))
    read = manifest.read(str(tmp_path))
    assert read is not None
    entry, inputs = read.entries["a"], {"source": "s1"}
    wanted = product("a", "1")
    assert fresh(entry, wanted, str(tmp_path), inputs.get)
    assert not fresh(None, wanted, str(tmp_path), inputs.get)
    assert not fresh(entry, wanted, str(tmp_path), {"source": "s2"}.get)
    assert not fresh(entry, Product("a", ("b",), wanted.make), str(tmp_path), inputs.get)
    (tmp_path / "a").write_text("2")
    assert not fresh(entry, wanted, str(tmp_path), inputs.get)


# --- comparing


def test_compare_tells_the_states_apart(tmp_path):
    names = ("current", "stale", "edited", "missing", "surplus")
    brought_up_to_date(tmp_path, *(product(name, "1") for name in names))
    assert set(compared(tmp_path, *(product(name, "1") for name in names)).values()) == {"current"}
    (tmp_path / "edited").write_text("mine")
    (tmp_path / "missing").unlink()
    wanted = [product(n, "2" if n == "stale" else "1") for n in names if n != "surplus"]
    assert compared(tmp_path, *wanted) == {name: name for name in names}


def test_compare_writes_nothing(tmp_path):
    brought_up_to_date(tmp_path, product("a", "1"))
    before = {path: path.stat().st_mtime_ns for path in Path(tmp_path).iterdir()}
    compared(tmp_path, product("a", "2"), product("b", "1"))
    assert before == {path: path.stat().st_mtime_ns for path in Path(tmp_path).iterdir()}


def test_measured_figures_may_differ_but_not_what_they_are_about(tmp_path):
    brought_up_to_date(tmp_path, product("a", "1.0", measured=True, code="c1"))
    assert compared(tmp_path, product("a", "1.1", measured=True, code="c1"))["a"] == "current"
    assert compared(tmp_path, product("a", "1.0", measured=True, code="c2"))["a"] == "stale"
    (tmp_path / "a").write_text("1.1")
    assert compared(tmp_path, product("a", "1.1", measured=True, code="c1"))["a"] == "edited"
