"""Signing in and out."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any, List, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.console.frame import COOKIE, SIGN_IN, Frame, bounded_form
from bot.domain.errors import DeniedError
from bot.services.staff import SESSION_HOURS, SignedIn, TooManySignInsError, WrongPasswordError

_FORM_COOKIE = "marugoto_sign_in"


class SessionViews:
    """The sign-in page; ``demo_accounts`` are shown on loopback only."""

    def __init__(self, frame: Frame, demo_accounts: Sequence[Mapping[str, str]]) -> None:
        self._frame = frame
        self._demo_accounts = demo_accounts

    def routes(self) -> List[BaseRoute]:
        """Return the routes."""
        return [
            Route(SIGN_IN, self.show, methods=["GET"]),
            Route(SIGN_IN, self.sign_in, methods=["POST"]),
            self._frame.route("/console/sign-out", self.sign_out, post=True),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form."""
        return self._form(request, {})

    async def sign_in(self, request: Request) -> Response:
        """Check login and password."""
        try:
            form = await bounded_form(request)
        except DeniedError as error:
            return self._form(request, {"error": error.message_ja}, status=400)
        known = request.cookies.get(_FORM_COOKIE, "")
        if not known or not secrets.compare_digest(known.encode(), str(form.get("csrf", "")).encode()):
            return self._form(request, {"error": "画面が古くなっています。もう一度入力してください。"}, status=400)
        login = str(form.get("login", ""))[:100]
        try:
            token, _ = await asyncio.to_thread(self._frame.door.sign_in, login, str(form.get("password", ""))[:200])
        except WrongPasswordError as error:
            return self._form(request, {"error": error.message_ja, "login": login}, status=401)
        except TooManySignInsError as error:
            return self._form(request, {"error": error.message_ja, "login": login}, status=429)
        response = RedirectResponse("/console", status_code=303)
        response.set_cookie(
            COOKIE,
            token,
            max_age=SESSION_HOURS * 3600,
            httponly=True,
            samesite="strict",
            secure=self._frame.secure_cookie,
            path="/console",
        )
        return response

    async def sign_out(self, request: Request, signed_in: SignedIn) -> Response:
        """End the session."""
        await asyncio.to_thread(self._frame.door.sign_out, request.cookies.get(COOKIE, ""))
        response = RedirectResponse(SIGN_IN, status_code=303)
        response.delete_cookie(COOKIE, path="/console")
        return response

    def _form(self, request: Request, context: Mapping[str, Any], status: int = 200) -> Response:
        token = secrets.token_urlsafe(24)
        shown = {"demo_accounts": self._demo_accounts, **context, "csrf": token}
        response = self._frame.page(request, "sign_in.html", None, shown, status)
        response.set_cookie(
            _FORM_COOKIE, token, httponly=True, samesite="strict", secure=self._frame.secure_cookie, path=SIGN_IN
        )
        return response
