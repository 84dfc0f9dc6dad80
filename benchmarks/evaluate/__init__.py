"""How well messages are understood, on labelled messages that nothing was trained on; simpler systems beside it."""
