"""The versions of libraries, told by the names of folders."""

import sys
from importlib.metadata import PackageNotFoundError, distributions, version

import pytest

from analysis.press.ledger import libraries


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Makes folders the only ones to import from, each with these names in it."""

    def make(**named):
        for folder, names in named.items():
            for name in names:
                (tmp_path / folder / name).mkdir(parents=True)
        monkeypatch.setattr(sys, "path", [str(tmp_path / "none.zip"), *(str(tmp_path / folder) for folder in named)])
        libraries._told_by_folders.cache_clear()

    yield make
    libraries._told_by_folders.cache_clear()


def test_every_library_of_the_key_has_the_version_that_its_metadata_say():
    names = [*libraries.SHOWN, *libraries.UNSHOWN]
    assert {name: libraries.installed(name) for name in names} == {name: version(name) for name in names}


def test_so_has_every_other_that_is_installed_here():
    names = [found.name for found in distributions()]
    assert len(names) > 50
    assert {name: libraries.installed(name) for name in names} == {name: version(name) for name in names}


def test_names_are_compared_without_case_and_signs(folders):
    folders(one=["Markdown_It.Py-4.0.0.dist-info"])
    assert libraries.installed("markdown-it-py") == "4.0.0"


def test_the_first_folder_to_import_from_says_it(folders):
    folders(one=["pandas-3.1.dist-info", "pandas"], two=["pandas-2.0.dist-info"])
    assert libraries.installed("pandas") == "3.1"


def test_where_an_installer_left_two_the_metadata_decide(folders, tmp_path):
    left = ["pandas-3.1.dist-info", "pandas-2.0.dist-info"]
    folders(one=left)
    for name in left:
        (tmp_path / "one" / name / "METADATA").write_text("Name: pandas\nVersion: 2.5\n")
    assert libraries.installed("pandas") == "2.5"


def test_what_is_not_installed_is_no_version(folders):
    folders(one=["pandas-3.1.dist-info"])
    with pytest.raises(PackageNotFoundError):
        libraries.installed("numpy")
