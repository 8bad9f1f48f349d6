"""What a run key is made of: hashes of files, never of bytes that are no longer there, and versions of libraries."""

import hashlib
import os
from importlib.metadata import version

import pytest

from analysis.press.ledger.hashing import hash_of_files
from analysis.press.ledger.key import UNSHOWN_VERSIONS, modules_beside
from analysis.press.ledger.provenance import SHOWN_VERSIONS, installed


def test_the_hash_is_over_names_sizes_and_bytes_in_the_order_given(tmp_path):
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"three")
    assert hash_of_files(tmp_path, ["a", "b"]) == hashlib.sha256(b"a 3\noneb 5\nthree").hexdigest()
    assert hash_of_files(tmp_path, ["b", "a"]) == hashlib.sha256(b"b 5\nthreea 3\none").hexdigest()


def test_other_bytes_of_the_same_size_and_with_the_old_time_give_another_hash(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    before, times = hash_of_files(tmp_path, ["a"]), path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert hash_of_files(tmp_path, ["a"]) != before
    other = tmp_path / "other"
    other.write_bytes(b"one")
    other.replace(path)
    assert hash_of_files(tmp_path, ["a"]) == before


def test_what_has_not_changed_is_not_read_again(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    before = hash_of_files(tmp_path, ["a"])
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda path: pytest.fail("it was read"))
    assert hash_of_files(tmp_path, ["a"]) == before


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        hash_of_files(tmp_path, ["a"])


def test_modules_beside_a_notebook_are_those_that_it_can_import(tmp_path):
    for name in ("b.py", "deep/a.py", ".hidden/c.py", ".d.py", "notes.md", "n.ipynb", "__pycache__/b.pyc"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    assert modules_beside(tmp_path / "n.ipynb") == ["b.py", "deep/a.py"]


@pytest.mark.parametrize("library", [*SHOWN_VERSIONS, *UNSHOWN_VERSIONS])
def test_versions_are_those_of_the_installed_libraries(library):
    assert installed(library) == version(library)
