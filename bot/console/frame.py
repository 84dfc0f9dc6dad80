"""What every console page shares: who is signed in, the forms' token, templates, and errors as sentences."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, Mapping, Optional
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from bot.console.permissions import DESK, PERMISSIONS
from bot.domain.errors import ConflictError, DeniedError, IntakeError, NotFoundError
from bot.domain.summary import Labels
from bot.services.staff import SignedIn, StaffDoor

HERE = Path(__file__).parent
COOKIE = "marugoto_staff"
SIGN_IN = "/console/sign-in"
MOST_FORM_BYTES = 64_000
_NO_DESK = "管理者は、相談の内容を見られません。相談にあたるときは、サインアウトして、相談員のIDで入り直してください。"

View = Callable[[Request, SignedIn], Awaitable[Response]]


class Frame:
    """Wraps views: signed in, allowed, forms not forged, errors told in Japanese."""

    def __init__(self, *, door: StaffDoor, labels: Labels, zone: str, version: str, secure_cookie: bool) -> None:
        self.door = door
        self.labels = labels
        self.version = version
        self.secure_cookie = secure_cookie
        self._zone = ZoneInfo(zone)
        self._templates = Jinja2Templates(HERE / "templates")
        self._templates.env.filters["jst"] = self.jst

    def jst(self, at: Any) -> str:
        """Return a moment (aware, or ISO text) in the tenant's time: 11/24 14:05."""
        if not at:
            return ""
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        local = moment.astimezone(self._zone)
        return f"{local.month}/{local.day} {local:%H:%M}"

    def route(self, path: str, view: View, *, post: bool = False) -> Route:
        """Return the route of a view for signed-in staff."""

        async def guarded(request: Request) -> Response:
            return await self._guarded(request, path, view, post=post)

        return Route(path, guarded, methods=["POST"] if post else ["GET"])

    def page(
        self,
        request: Request,
        template: str,
        signed_in: Optional[SignedIn],
        context: Mapping[str, Any],
        status: int = 200,
    ) -> Response:
        """Render a page with what all of them need."""
        shared: Dict[str, Any] = {"version": self.version, "me": None, "csrf": ""}
        if signed_in is not None:
            staff = signed_in.staff
            shared["me"] = {"name": staff.name, "role": staff.role, "role_ja": self.labels.of("role", staff.role)}
            shared["csrf"] = signed_in.csrf
        response = self._templates.TemplateResponse(request, template, {**shared, **context}, status_code=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    def error_page(self, request: Request, error: IntakeError, status: int, signed_in: Optional[SignedIn]) -> Response:
        if request.headers.get("x-requested-with") == "fetch":
            return JSONResponse({"error": {"code": error.code, "message": error.message_ja}}, status_code=status)
        context: Dict[str, Any] = {"message": error.message_ja}
        if signed_in is not None and signed_in.staff.role not in DESK:
            # The queue is not theirs either: no link that leads back to this very page.
            context |= {"nav": [], "advice": _NO_DESK}
        return self.page(request, "error.html", signed_in, context, status)

    async def signed_in(self, request: Request) -> Optional[SignedIn]:
        return await asyncio.to_thread(self.door.signed_in, request.cookies.get(COOKIE))

    async def _guarded(self, request: Request, path: str, view: View, *, post: bool) -> Response:
        signed_in = await self.signed_in(request)
        if signed_in is None:
            return RedirectResponse(SIGN_IN, status_code=303)
        try:
            if signed_in.staff.role not in PERMISSIONS[path]:
                raise DeniedError(path)
            if post:
                form = await bounded_form(request)
                self.door.check_csrf(signed_in, str(form.get("csrf", "")))
            return await view(request, signed_in)
        except NotFoundError as error:
            return self.error_page(request, error, 404, signed_in)
        except DeniedError as error:
            return self.error_page(request, error, 403, signed_in)
        except ConflictError as error:
            return self.error_page(request, error, 409, signed_in)
        except IntakeError as error:
            return self.error_page(request, error, 400, signed_in)


async def bounded_form(request: Request) -> FormData:
    """Return the form, refusing one that is too large, or does not say how large it is, before it is read."""
    if int(request.headers.get("content-length") or MOST_FORM_BYTES + 1) > MOST_FORM_BYTES:
        raise DeniedError("form")
    return await request.form()


def done(request: Request, to: str) -> Response:
    """Answer a form: JSON to our script, a redirect to a browser without it."""
    if request.headers.get("x-requested-with") == "fetch":
        return JSONResponse({"ok": True})
    return RedirectResponse(to, status_code=303)
