"""Tests that read the source: imports, names, wording, files."""
