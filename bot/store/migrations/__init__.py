"""Alembic's environment and revisions; run through ``bot.store.migrate``."""
