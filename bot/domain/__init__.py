"""The pure core: what a household's consultation is, and what follows from it. Standard library only."""
