"""One module a noun; each gives its routes."""
