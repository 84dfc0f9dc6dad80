"""Use cases on the real store, with a fake engine and clock."""
