"""rasa-sdk actions of the plain bot: each writes one row of what was understood, lasting, and answers."""

from __future__ import annotations

import json
import os
import sqlite3
import time
import uuid
from pathlib import Path
from typing import Any, Dict, List, Text, Type

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

ROOT = Path(__file__).resolve().parents[2]
_DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
# The stage that our rules expect after the action.
_STAGES = {
    "action_hand_off": "handed",
    "action_confirm_summary": "consent",
    "action_reopen_summary": "summary",
    "action_give_consent": "handed",
    "action_withhold_consent": "handed",
    "action_read_back": "summary",
}
_ANSWER = "お話しくださってありがとうございます。うかがった内容を記録しました。続きがあれば、どうぞ。"

_rows = sqlite3.connect(os.environ.get("PLAIN_RASA_ROWS", "rows.db"), check_same_thread=False)
_rows.execute("PRAGMA journal_mode=WAL")
_rows.execute("PRAGMA synchronous=FULL")
_rows.execute(
    "CREATE TABLE IF NOT EXISTS readings (id TEXT PRIMARY KEY, sender TEXT, message_id TEXT, action TEXT, intent TEXT,"
    " payload TEXT, created_at REAL)"
)


class _Recording:
    """The one behaviour of all of them. No ``Action`` itself: rasa-sdk would want to register it."""

    def run(
        self: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> List[Dict[Text, Any]]:
        """Write the row, answer, and set the stage where the rules expect it (see parent class)."""
        said = tracker.latest_message
        row = (
            uuid.uuid4().hex,
            tracker.sender_id,
            said.get("message_id"),
            self.name(),
            said.get("intent", {}).get("name"),
            json.dumps({"entities": said.get("entities"), "ranking": said.get("intent_ranking")}),
            time.time(),
        )
        with _rows:
            _rows.execute("INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        dispatcher.utter_message(text=_ANSWER)
        stage = _STAGES.get(self.name())
        return [SlotSet("stage", stage)] if stage else []


def _named(name: Text) -> Type[Action]:
    return type("".join(part.title() for part in name.split("_")), (_Recording, Action), {"name": lambda self: name})


# rasa-sdk finds subclasses of Action wherever they are made.
ACTIONS = [_named(name) for name in _DOMAIN["actions"]]
