"""Pure tests of domain, catalogue and settings."""
