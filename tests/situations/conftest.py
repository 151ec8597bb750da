"""A data folder of the test's own: pièces are files."""

from tests.documents.conftest import data_dir

__all__ = ["data_dir"]
