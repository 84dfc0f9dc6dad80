"""The demo's sign-ins: on this machine and for a demo tenant only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import List, Mapping

from bot.bootstrap import Application


def demo_accounts(application: Application) -> List[Mapping[str, str]]:
    """Make the demo's sign-ins (loopback and demo tenant only) and return them with their passwords.

    The passwords are drawn once and kept beside the keys, readable by the owner alone.
    """
    settings, tenant = application.settings, application.catalog.tenant
    if not (settings.demo and settings.is_loopback and tenant.is_demo):
        return []
    accounts: List[Mapping[str, str]] = []
    for staff in tenant.demo_staff:
        password = _demo_password(settings.key_folder, staff.login)
        application.door.add(staff.login, staff.name, staff.role, password)
        role_ja = application.catalog.national.labels.of("role", staff.role)
        accounts.append(
            {"login": staff.login, "password": password, "role": staff.role, "role_ja": role_ja, "name": staff.name}
        )
    return accounts


def _demo_password(folder: Path, login: str) -> str:
    path = folder / f"demo_{login}.txt"
    if not path.is_file():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(9))
    return path.read_text(encoding="utf-8").strip()
