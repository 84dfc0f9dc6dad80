"""Keeps residents' words out of Rasa's logs and Rasa at home.

Rasa logs message texts at DEBUG, WARNING and ERROR and through Python warnings, and reports to its vendor unless told
not to. Both are off before Rasa is imported: its loggers pass on what they say only without arguments and tracebacks.
"""

from __future__ import annotations

import logging
import os
import warnings
from typing import Final

_CHATTY: Final = (
    *("rasa", "rasa_sdk", "sanic", "pymongo", "aio_pika", "apscheduler", "asyncio", "matplotlib"),
    # The messengers' libraries log answers that they cannot read, and addresses that hold a token.
    *("telegram", "linebot", "aiohttp", "httpx", "httpcore"),
)


class OnlyWhere(logging.Filter):
    """Lets a foreign record say where and how grave it is, never what; of an exception, only its kind is told."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "only_where", False):  # another handler's filter has been here
            return True
        record.only_where = True
        if record.name.split(".")[0] not in _CHATTY:
            if record.exc_info and record.exc_info[0]:
                record.msg = f"{record.getMessage().strip()} ({record.exc_info[0].__name__})"
                record.args, record.exc_info, record.exc_text = (), None, None
            return True
        if record.levelno < logging.WARNING:
            record.only_where = False
            return False
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else record.levelname
        record.msg, record.args = f"{kind} in {record.module}:{record.lineno}", ()
        record.exc_info, record.exc_text, record.stack_info = None, None, None
        return True


def install() -> None:
    """Silence Rasa. Call once, before Rasa is imported; calling again is harmless."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, OnlyWhere) for known in handler.filters):
            handler.addFilter(OnlyWhere())
    # Rasa and its old libraries warn of themselves and, in ours, of texts; the product listens to none of it.
    warnings.simplefilter("ignore")
    warnings.showwarning = _unheard


def _unheard(*args: object, **kwargs: object) -> None:
    """Stand where Python prints a warning: libraries reset the filters while they are imported."""


def silence_structlog() -> None:
    """Structlog prints every message until it is configured; called after Rasa is imported."""
    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL), cache_logger_on_first_use=True
    )
