"""What reaches outside, from the settings: the pager and the messengers. A half-configured one refuses the start."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping

from bot.catalog.tenant_catalog import TenantCatalog
from bot.channels.broadcast import Broadcast
from bot.channels.carrier import Carrier
from bot.channels.door import MessengerDoor
from bot.channels.paging import AddressPager, MailServer
from bot.domain.errors import IntakeError
from bot.settings import Settings

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

LINE, TELEGRAM = "line", "telegram"


class ChannelSettingsError(IntakeError):
    """A messenger is configured in part only; the text names the setting."""

    code = "channel_settings"


@dataclass(frozen=True)
class Messengers:
    """The messengers that are on; ``hooks`` make the routes of a channel from its door."""

    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    hooks: Mapping[str, Callable[[MessengerDoor], "List[BaseRoute]"]] = field(default_factory=dict)


def check_messengers(settings: Settings) -> Mapping[str, str]:
    """Return by channel what is wrong with its settings; empty words where it is ready, no entry where it is off."""
    found: Dict[str, str] = {}
    if settings.line_channel_secret or settings.line_access_token:
        found[LINE] = _line_fault(settings)
    if settings.telegram_token or settings.telegram_secret:
        found[TELEGRAM] = _telegram_fault(settings)
    return found


def refuse_half_configured(settings: Settings) -> Mapping[str, str]:
    """Return the messengers that are on.

    Raises:
        ChannelSettingsError: one is configured in part; without its secret nothing is listened to.
    """
    found = check_messengers(settings)
    for channel, fault in found.items():
        if fault:
            raise ChannelSettingsError(f"{channel}: {fault}")
    return found


def build_messengers(settings: Settings, tenant: TenantCatalog) -> Messengers:
    """Return the messengers that the settings turn on. Their libraries are imported for these only.

    Raises:
        ChannelSettingsError: one is configured in part.
    """
    ready = refuse_half_configured(settings)
    carriers: Dict[str, Carrier] = {}
    hooks: Dict[str, Callable[[MessengerDoor], "List[BaseRoute]"]] = {}
    if LINE in ready:
        carriers[LINE], hooks[LINE] = _line(settings, tenant)
    if TELEGRAM in ready:
        carriers[TELEGRAM], hooks[TELEGRAM] = _telegram(settings, tenant)
    return Messengers(carriers, hooks)


def _line_fault(settings: Settings) -> str:
    if not settings.line_channel_secret:
        return "MARUGOTO_LINE_CHANNEL_SECRET is missing: nobody could tell a forged webhook from LINE's"
    if not settings.line_access_token:
        return "MARUGOTO_LINE_ACCESS_TOKEN is missing: nothing could be answered"
    return "" if settings.line_delivery in ("push", "reply") else "MARUGOTO_LINE_DELIVERY is push or reply"


def _telegram_fault(settings: Settings) -> str:
    if not settings.telegram_token:
        return "MARUGOTO_TELEGRAM_TOKEN is missing"
    if settings.telegram_mode not in ("polling", "webhook"):
        return "MARUGOTO_TELEGRAM_MODE is polling or webhook"
    if settings.telegram_mode == "polling":
        return ""
    secret = settings.telegram_secret
    if not secret:
        return "MARUGOTO_TELEGRAM_SECRET is missing: nobody could tell a forged webhook from Telegram's"
    if len(secret) > 256 or not all(c.isascii() and (c.isalnum() or c in "_-") for c in secret):
        return "MARUGOTO_TELEGRAM_SECRET is 1 to 256 of A-Z, a-z, 0-9, _ and -"
    if not settings.chat_address.startswith("https://") and not settings.is_loopback:
        return "MARUGOTO_CHAT_URL must be https:// for the webhook"
    return ""


def _line(settings: Settings, tenant: TenantCatalog) -> Any:
    from bot.channels.line import LineWebhook
    from bot.channels.line_carrier import LineCarrier

    reply_first = settings.line_delivery == "reply"
    carrier = LineCarrier(
        access_token=settings.line_access_token,
        policy=tenant.policy(LINE),
        api_url=settings.line_api_url,
        data_url=settings.line_data_url,
        reply_first=reply_first,
    )

    def hook(door: MessengerDoor) -> "List[BaseRoute]":
        return LineWebhook(
            channel_secret=settings.line_channel_secret, door=door, keep_reply_token=reply_first
        ).routes()

    return carrier, hook


def _telegram(settings: Settings, tenant: TenantCatalog) -> Any:
    from bot.channels.telegram import PATH, TelegramWebhook
    from bot.channels.telegram_carrier import TelegramCarrier

    is_webhook = settings.telegram_mode == "webhook"
    secret = str(settings.telegram_secret) if is_webhook else ""
    carrier = TelegramCarrier(
        token=str(settings.telegram_token),
        policy=tenant.policy(TELEGRAM),
        api_url=settings.telegram_api_url,
        webhook=(f"{settings.chat_address.rstrip('/')}{PATH}", secret) if is_webhook else None,
    )

    def hook(door: MessengerDoor) -> "List[BaseRoute]":
        return TelegramWebhook(secret=secret, carrier=carrier, door=door).routes()

    return carrier, hook


def build_pager(settings: Settings, broadcast: Broadcast) -> AddressPager:
    """Return the pager.

    Raises:
        IntakeError: the targets cannot be read.
    """
    mail = None
    if settings.smtp_host:
        mail = MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_user,
            settings.smtp_password,
            settings.smtp_from,
            settings.smtp_starttls,
        )
    targets = settings.page_targets
    if not isinstance(targets, Mapping) or not all(isinstance(addresses, list) for addresses in targets.values()):
        raise IntakeError('MARUGOTO_PAGE_TARGETS: must be JSON like {"duty_counselor": ["mailto:…"]}')
    for addresses in targets.values():
        for address in addresses:
            if not str(address).startswith(("mailto:", "https://", "http://127.0.0.1")):
                raise IntakeError(f"MARUGOTO_PAGE_TARGETS: {str(address).partition(':')[0]}: only mailto: and https://")
    return AddressPager(
        addresses=settings.page_targets,
        mail=mail,
        secret=settings.page_secret,
        console_url=settings.public_url or f"http://{settings.host}:{settings.port}",
        console_is_watched=lambda: broadcast.watchers("queue") > 0,
    )
