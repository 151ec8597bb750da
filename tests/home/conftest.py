"""Pièces are files: a data folder of the test's own, and an inspection that is not begun anew for each."""

from tests.documents.conftest import data_dir, inspected_once

__all__ = ["data_dir", "inspected_once"]
