"""Signing in and out of staff: argon2 passwords, a random session token of which only the HMAC is stored."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Dict, List, Optional, Protocol, Tuple

from bot.domain.errors import DeniedError, IntakeError
from bot.services.ids import new_id
from bot.services.ports import Clock, LookupKeys, UnitOfWorkFactory
from bot.services.records import AuditRecord, SessionRecord, StaffRecord

STAFF = "staff"
SESSION_HOURS = 12
TRIES = 5
TRIES_WITHIN = timedelta(minutes=5)


class PasswordHasher(Protocol):
    """argon2 behind a port."""

    def hash(self, password: str) -> str: ...

    def verify(self, hashed: str, password: str) -> bool:
        """Tell whether the password fits; takes as long for a wrong one."""
        ...


class WrongPasswordError(IntakeError):
    """Login or password is wrong; which of them is not told."""

    code = "wrong_password"
    message_ja = "ログイン名かパスワードがちがいます。"


class TooManySignInsError(IntakeError):
    """Too many wrong passwords for one login."""

    code = "too_many_sign_ins"
    message_ja = "まちがいが続いたため、5分ほどおいてからおためしください。"


@dataclass(frozen=True)
class SignedIn:
    """A staff member at work, with the token against forged forms."""

    staff: StaffRecord
    csrf: str


class StaffDoor:
    """Signs staff in and out."""

    def __init__(
        self, *, units: UnitOfWorkFactory, tenant: str, keys: LookupKeys, clock: Clock, hasher: PasswordHasher
    ) -> None:
        self._units = units
        self._tenant = tenant
        self._keys = keys
        self._clock = clock
        self._hasher = hasher
        self._decoy = hasher.hash(secrets.token_hex(8))
        self._wrong: Dict[str, List[datetime]] = {}
        self._lock = threading.Lock()

    def add(self, login: str, name: str, role: str, password: str) -> StaffRecord:
        """Add a staff member, or return the one that has this login already."""
        with self._units() as unit:
            known = unit.staff.by_login(self._tenant, login)
            if known is not None:
                return known
            staff = StaffRecord(new_id(), self._tenant, login, name, role, self._hasher.hash(password))
            unit.staff.add(staff)
            unit.commit()
        return staff

    def sign_in(self, login: str, password: str) -> Tuple[str, SignedIn]:
        """Return the session token for the cookie and who signed in.

        Raises:
            WrongPasswordError: login or password is wrong.
            TooManySignInsError: five wrong ones within five minutes.
        """
        now = self._clock.now()
        self._refuse_guessing(login, now)
        with self._units(read_only=True) as unit:
            staff = unit.staff.by_login(self._tenant, login)
        fits = self._hasher.verify(staff.password_hash if staff else self._decoy, password)
        if staff is None or not staff.active or not fits:
            with self._lock:
                self._wrong.setdefault(login, []).append(now)
            raise WrongPasswordError(self._tenant)
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        with self._units() as unit:
            unit.sessions.remove_expired(now)
            unit.sessions.add(
                SessionRecord(
                    self._keys.session(token), STAFF, staff.id, now, now + timedelta(hours=SESSION_HOURS), csrf
                )
            )
            unit.audit.add(AuditRecord(now, staff.id, "sign_in"))
            unit.commit()
        return token, SignedIn(staff, csrf)

    def signed_in(self, token: Optional[str]) -> Optional[SignedIn]:
        """Return who holds the token, or None."""
        if not token:
            return None
        with self._units(read_only=True) as unit:
            session = unit.sessions.get(self._keys.session(token))
            if session is None or session.kind != STAFF or session.expires_at < self._clock.now():
                return None
            staff = unit.staff.get(session.subject_id)
        if staff is None or not staff.active:
            return None
        return SignedIn(staff, session.csrf)

    def sign_out(self, token: str) -> None:
        with self._units() as unit:
            unit.sessions.remove(self._keys.session(token))
            unit.commit()

    def check_csrf(self, signed_in: SignedIn, given: str) -> None:
        """Raise DeniedError unless the form carries the session's token."""
        if not secrets.compare_digest(signed_in.csrf.encode(), given.encode()):
            raise DeniedError("csrf")

    def _refuse_guessing(self, login: str, now: datetime) -> None:
        with self._lock:
            recent = [at for at in self._wrong.get(login, []) if now - at < TRIES_WITHIN]
            self._wrong[login] = recent
            if len(recent) >= TRIES:
                raise TooManySignInsError(self._tenant)
