"""marugoto (丸ごと相談): the application. See docs/architecture.md for the rooms."""
