"""The store room: implements the persistence ports of ``bot.services.ports`` on SQLite and PostgreSQL."""
