"""Speaks to LINE: push with a retry key, so that a repeated request is said once; reply first where that is wanted."""

from __future__ import annotations

import asyncio
from typing import Any, List, Mapping, Optional, Sequence

import aiohttp
import httpx
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    PushMessageRequest,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
)

from bot.channels import line_rendering
from bot.channels.carrier import (
    MOST_MEDIA_BYTES,
    PATIENCE_SECONDS,
    Fetched,
    LaterError,
    RefusedError,
    TooLargeError,
    UnknownFateError,
)
from bot.domain.errors import DeliveryError
from bot.services.content_policy import Bubble

_ACCEPTED_BEFORE = 409
_TOO_MANY = 429
# A multiple of five, at most sixty; the animation ends with the next message.
LOADING_SECONDS = 20


class LineCarrier:
    """Implements ``Carrier``. ``reply_first`` is for plans on which pushing costs."""

    def __init__(
        self, *, access_token: str, policy: str, api_url: str, data_url: str, reply_first: bool = False
    ) -> None:
        self._policy = policy
        self._token = access_token
        self._api_url = api_url.rstrip("/")
        self._data_url = data_url.rstrip("/")
        self._reply_first = reply_first
        self._client: Optional[AsyncApiClient] = None

    @property
    def policy(self) -> str:
        return self._policy

    @property
    def reply_first(self) -> bool:
        return self._reply_first

    def pack(self, bubbles: Sequence[Bubble]) -> List[Mapping[str, Any]]:
        """Return the requests of the bubbles."""
        return line_rendering.pack(bubbles)

    async def send(self, address: str, request: Mapping[str, Any], *, key: str, again: bool) -> None:
        """Carry one request (see ``Carrier``)."""
        token = request.get("reply_token")
        messages = request["messages"]
        if token and self._reply_first and not again and await self._replied(token, messages):
            return
        push = PushMessageRequest.from_dict({"to": address, "messages": messages})
        try:
            await self._api().push_message_with_http_info(push, key, _request_timeout=PATIENCE_SECONDS)
        except ApiException as error:
            if error.status != _ACCEPTED_BEFORE:
                raise _failure(error) from None
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            # Whether it arrived or not: the key makes the next try the same request.
            raise DeliveryError(type(error).__name__) from None

    async def _replied(self, token: str, messages: Any) -> bool:
        """Reply; return False when it certainly did not arrive, so that a push may follow."""
        reply = ReplyMessageRequest.from_dict({"replyToken": token, "messages": messages})
        try:
            await self._api().reply_message_with_http_info(reply, _request_timeout=PATIENCE_SECONDS)
        except ApiException as error:
            if error.status == _TOO_MANY:
                raise _failure(error) from None
            if error.status is not None and 400 <= error.status < 500:
                return False
            raise UnknownFateError("reply") from None
        except aiohttp.ClientConnectorError:
            return False
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            raise UnknownFateError("reply") from None
        return True

    async def show_typing(self, address: str) -> None:
        """Show the loading animation (see ``Carrier``)."""
        request = ShowLoadingAnimationRequest(chatId=address, loadingSeconds=LOADING_SECONDS)
        await self._api().show_loading_animation_with_http_info(request, _request_timeout=PATIENCE_SECONDS)

    async def fetch(self, ref: str) -> Fetched:
        """Fetch the content of a message (see ``Carrier``)."""
        url = f"{self._data_url}/v2/bot/message/{ref}/content"
        content = bytearray()
        try:
            async with (
                httpx.AsyncClient(timeout=PATIENCE_SECONDS, headers={"Authorization": f"Bearer {self._token}"}) as http,
                http.stream("GET", url) as response,
            ):
                # 202: LINE still prepares the content.
                if response.status_code == 202 or response.status_code == _TOO_MANY or response.status_code >= 500:
                    raise DeliveryError("content")
                if response.status_code != 200:
                    raise RefusedError("content")
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > MOST_MEDIA_BYTES:
                        raise TooLargeError("content")
                return Fetched(bytes(content), response.headers.get("content-type", ""))
        except httpx.HTTPError as error:
            raise DeliveryError(type(error).__name__) from None

    async def run(self) -> None:
        """There is nothing to do beside requests."""

    async def close(self) -> None:
        """Give up connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _api(self) -> AsyncMessagingApi:
        # Made on first use: the SDK's client belongs to the event loop that runs then.
        if self._client is None:
            self._client = AsyncApiClient(Configuration(host=self._api_url, access_token=self._token))
        return AsyncMessagingApi(self._client)


def _failure(error: ApiException) -> DeliveryError:
    status = error.status or 0
    if status == _TOO_MANY:
        after = (error.headers or {}).get("Retry-After", "")
        return LaterError(float(after) if after.isdecimal() else None)
    return RefusedError(str(status)) if 400 <= status < 500 else DeliveryError(str(status))
