"""URL × role: who may open which page of the console. A test walks the matrix and finds every route in it."""

from __future__ import annotations

from typing import Dict, FrozenSet

EVERYBODY: FrozenSet[str] = frozenset(("nobody", "counselor", "coordinator", "administrator"))
STAFF: FrozenSet[str] = frozenset(("counselor", "coordinator", "administrator"))
DESK: FrozenSet[str] = frozenset(("counselor", "coordinator"))

# Route path → roles. ``nobody`` is a visitor who has not signed in.
PERMISSIONS: Dict[str, FrozenSet[str]] = {
    "/console/sign-in": EVERYBODY,
    "/console/sign-out": STAFF,
    "/console": DESK,
    "/console/queue/rows": DESK,
    "/console/events": DESK,
    "/console/cases/{case_id}": DESK,
    "/console/cases/{case_id}/summary": DESK,
    "/console/cases/{case_id}/summary.json": DESK,
    "/console/cases/{case_id}/events": DESK,
    "/console/cases/{case_id}/attachments/{attachment_id}": DESK,
    "/console/cases/{case_id}/claim": DESK,
    "/console/cases/{case_id}/answer": DESK,
    "/console/cases/{case_id}/heartbeat": DESK,
    "/console/cases/{case_id}/hand-back": DESK,
    "/console/cases/{case_id}/close": DESK,
    "/console/cases/{case_id}/acknowledge": DESK,
    "/console/cases/{case_id}/urgency": DESK,
    "/console/cases/{case_id}/entry": DESK,
    "/console/cases/{case_id}/add": DESK,
    "/console/cases/{case_id}/receipt": DESK,
    "/console/entry": DESK,
    "/console/entry/add": DESK,
}
