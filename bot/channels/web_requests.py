"""What the chat page sends, read within limits, and our errors answered with a sentence for the resident."""

from __future__ import annotations

import json
from typing import Any, Awaitable, Callable, Dict

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.crowd import TooManyAtOnceError
from bot.channels.message import whole
from bot.domain.errors import IntakeError, InvalidInputError, NotFoundError
from bot.services.visitors import TooManyTriesError

MOST_CHARS = 10_000
# Four bytes a character, twice for JSON's escapes, and some room.
MOST_BYTES = MOST_CHARS * 12 + 2_000
# Ten thousand characters take a second on a slow telephone; who takes longer holds a place for nothing.
BODY_SECONDS = 20.0
_SLOW = "通信に時間がかかり、受け取れませんでした。書いた文は消えていません。もう一度送ってください。"
TOO_LONG = f"一度に送れるのは{MOST_CHARS:,}文字までです。書いた文は消えていません。分けて送ってください。"


async def read_json(request: Request) -> Dict[str, Any]:
    """Return the body of a request that our own page made.

    A foreign page cannot set the header, so the cookie alone does nothing.
    """
    if request.headers.get("x-marugoto") != "1":
        raise NotFoundError("header")
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise InvalidInputError(TOO_LONG)
    body = bytearray()
    with anyio.fail_after(BODY_SECONDS):
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise InvalidInputError(TOO_LONG)
    try:
        data = json.loads(body.decode("utf-8") or "{}")
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise InvalidInputError("文字を読み取れませんでした。もう一度入力して送ってください。") from None
    if not isinstance(data, dict):
        raise InvalidInputError("文字を読み取れませんでした。もう一度入力して送ってください。")
    return {key: whole(value) if isinstance(value, str) else value for key, value in data.items()}


def answered(view: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Turn the project's errors into answers with a sentence for the resident."""

    async def answer(request: Request) -> Response:
        try:
            return await view(request)
        except InvalidInputError as error:
            return _error(error, 413 if error.message_ja == TOO_LONG else 400)
        except (TooManyTriesError, TooManyAtOnceError) as error:
            return _error(error, 429)
        except TimeoutError:
            return _error(InvalidInputError(_SLOW), 408)
        except NotFoundError as error:
            return _error(error, 404)

    return answer


def _error(error: IntakeError, status: int) -> JSONResponse:
    return JSONResponse({"error": {"code": error.code, "message": error.message_ja}}, status_code=status)
