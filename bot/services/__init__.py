"""Use cases, one noun a module. They reach the outside through ``ports`` only."""
