"""Pages to staff: content-free, by mail or signed webhook. Implements the ``Pager`` port.

A target of the on-call ladder (``duty_counselor``) has any number of addresses; a page has gone out when one took it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Callable, List, Mapping

import httpx

from bot.domain.errors import DeliveryError

SIGNATURE_HEADER = "X-Marugoto-Signature"
PATIENCE_SECONDS = 10.0
_LEVEL_JA = {"now": "今すぐ", "today": "本日中"}


class NoRecipientError(DeliveryError):
    """Nobody is configured behind the target; the ladder climbs at once."""

    code = "no_recipient"


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    starttls: bool


class AddressPager:
    """Sends to every address of a target.

    Args:
        addresses: target → ``mailto:…`` and ``https://…`` addresses.
        mail: the mail server, None when there is none.
        secret: key of the webhook signature (HMAC-SHA256 over the raw body).
        console_url: where staff open the case; empty: the path alone.
        console_is_watched: tells whether somebody has the queue open, which counts as reached.
    """

    def __init__(
        self,
        *,
        addresses: Mapping[str, List[str]],
        mail: "MailServer | None",
        secret: str,
        console_url: str,
        console_is_watched: Callable[[], bool],
    ) -> None:
        self._addresses = addresses
        self._mail = mail
        self._secret = secret.encode()
        self._console_url = console_url.rstrip("/")
        self._console_is_watched = console_is_watched

    def send(self, target: str, payload: Mapping[str, Any]) -> None:
        """Send one page.

        Raises:
            NoRecipientError: nobody stands behind the target and nobody watches the console.
            DeliveryError: none of the addresses took it.
        """
        addresses = self._addresses.get(target, [])
        if not addresses and not self._console_is_watched():
            raise NoRecipientError(target)
        failed = 0
        for address in addresses:
            try:
                if address.startswith("mailto:"):
                    self._by_mail(address.removeprefix("mailto:"), payload)
                else:
                    self._by_webhook(address, payload)
            except (OSError, smtplib.SMTPException, httpx.HTTPError, DeliveryError):
                failed += 1
        if addresses and failed == len(addresses):
            raise DeliveryError(target)

    def _link(self, payload: Mapping[str, Any]) -> str:
        return f"{self._console_url}/console/cases/{payload['case']}"

    def _by_mail(self, address: str, payload: Mapping[str, Any]) -> None:
        if self._mail is None:
            raise DeliveryError("mail")
        mail = EmailMessage()
        mail["From"], mail["To"] = self._mail.sender, address
        mail["Subject"] = f"【丸ごと相談】対応のお願い（{_LEVEL_JA.get(payload['level'], payload['level'])}）"
        mail.set_content(
            f"対応が必要な相談があります。\n画面を開いて「確認しました」を押してください。\n{self._link(payload)}\n"
        )
        with smtplib.SMTP(self._mail.host, self._mail.port, timeout=PATIENCE_SECONDS) as server:
            if self._mail.starttls:
                server.starttls()
            if self._mail.user:
                server.login(self._mail.user, self._mail.password)
            server.send_message(mail)

    def _by_webhook(self, address: str, payload: Mapping[str, Any]) -> None:
        body = json.dumps({**payload, "url": self._link(payload)}, sort_keys=True).encode()
        signature = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: f"sha256={signature}"}
        response = httpx.post(address, content=body, headers=headers, timeout=PATIENCE_SECONDS)
        if response.status_code >= 300:
            raise DeliveryError(str(response.status_code))
